"""Find a recording on Spotify: by ISRC, by a URI that is known for it, else by its open names, which must agree."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from pipelines.clock import make_clock
from pipelines.domain.names import song_key
from pipelines.domain.weeks import known_until, week_end
from pipelines.recommend.playable import Found, Sought
from pipelines.settings import Settings

Search = Callable[[str], Sequence[Mapping[str, Any]]]
"""A query in Spotify's search language -> the tracks found, best first, in the Web API's form."""
MOST_FOUND = 10
"""Results asked for: the most that an app in development mode gets."""


@dataclass(frozen=True)
class SpotifyFinder:
    """Looks recordings up through a search; `known_at` is stored with each answer."""

    search: Search
    known_at: datetime

    def find(self, sought: Sought) -> Found:
        """Where a recording plays; "nowhere" when neither key nor names find it.

        Raises:
            RateLimitedError: Spotify asks us to come back later.
        """
        for isrc in sought.isrcs:
            for track in self._playable(f"isrc:{isrc}"):
                return Found(str(track["uri"]), "isrc", self.known_at)
        if sought.spotify_uris:
            return Found(sought.spotify_uris[0], "known", self.known_at)
        wanted = song_key(sought.artist_name, sought.title)
        for track in self._playable(f'track:"{_plain(sought.title)}" artist:"{_plain(sought.artist_name)}"'):
            if song_key(track["artists"][0]["name"], track["name"]) == wanted:
                return Found(str(track["uri"]), "names", self.known_at)
        return Found(None, "nowhere", self.known_at)

    def _playable(self, query: str) -> list[Mapping[str, Any]]:
        return [track for track in self.search(query) if track and track.get("is_playable") is not False]


def spotify_is_on(settings: Settings) -> bool:
    """Whether there is a Spotify to ask, live or sandbox."""
    return settings.address_or_none("spotify_api") is not None


def open_finder(settings: Settings, listener_id: UUID, week: str, market: str) -> SpotifyFinder:
    """A finder that asks in a listener's name, as of the end of a week."""
    from pipelines.services.spotify import spotify_client

    client = spotify_client(settings, listener_id, min(week_end(week), known_until(week)))

    def search(query: str) -> Sequence[Mapping[str, Any]]:
        found: Sequence[Mapping[str, Any]] = client.search(query, limit=MOST_FOUND, type="track", market=market)[
            "tracks"
        ]["items"]
        return found

    return SpotifyFinder(search, make_clock(settings.clock)())


def _plain(text: str) -> str:
    return text.replace('"', " ")
