"""Songs that the model proposed and MusicBrainz does not know by name, looked for at Spotify: real, or invented."""

from collections.abc import Collection
from uuid import UUID

import structlog

from pipelines import db
from pipelines.domain.names import song_key
from pipelines.domain.weeks import known_until, week_end
from pipelines.errors import LinernotesError
from pipelines.services.spotify import spotify_client
from pipelines.settings import Settings

MOST_FOUND = 10
"""Tracks looked at of one search, the most that an app in development mode gets; the names must agree."""
log = structlog.get_logger()


class SpotifySearch:
    """Searches as of the end of a week in the name of whoever got the proposal, and not after a failure.

    Nothing of what Spotify says is kept but the ISRC, by which open sources know a recording as well.
    """

    def __init__(self, settings: Settings, week: str) -> None:
        self.settings, self.sent, self.has_failed = settings, 0, False
        self.as_of = min(week_end(week), known_until(week))
        self.connected: frozenset[UUID] = frozenset()
        if settings.address_or_none("spotify_api") is not None:
            with db.transaction(settings, "display") as connection:
                found = db.rows(connection, "select listener_id from app.listener_token")
            self.connected = frozenset(row["listener_id"] for row in found)

    def can_ask(self, listener_ids: Collection[UUID]) -> bool:
        """Whether there is somebody in whose name to ask."""
        return not self.connected.isdisjoint(listener_ids)

    def find(self, listener_ids: Collection[UUID], artist_name: str, title: str) -> str | None:
        """The ISRC of the first track of that name by that artist, any version of it; None when there is none.

        Raises:
            LinernotesError: Spotify failed, now or before.
        """
        if self.has_failed:
            raise LinernotesError("Spotify failed before")
        self.sent += 1
        client = spotify_client(self.settings, min(self.connected & set(listener_ids)), self.as_of)
        query = f'track:"{_plain(title)}" artist:"{_plain(artist_name)}"'
        try:
            tracks = client.search(query, limit=MOST_FOUND, type="track")["tracks"]["items"]
        except LinernotesError as error:
            log.warning("proposals.search_failed", reason=str(error))
            self.has_failed = True
            raise
        for track in tracks:
            isrc = ((track or {}).get("external_ids") or {}).get("isrc")
            if isrc and song_key(track["artists"][0]["name"], track["name"]) == song_key(artist_name, title):
                return str(isrc).upper()
        return None


def _plain(text: str) -> str:
    """A text inside a quoted filter."""
    return text.replace('"', " ")
