"""The catalogue of the world as Spotify tells it: tracks, albums, artists."""

from dataclasses import dataclass, field
from typing import Any

from pipelines.sandbox.artists import Artist
from pipelines.sandbox.playlists import EPISODES, LOCAL_FILES, Item
from pipelines.sandbox.recordings import Recording
from pipelines.sandbox.rng import make_base62
from pipelines.sandbox.world import World

_FAMOUS = 20_000
_WEB = "https://open.spotify.com"


@dataclass
class SpotifyCatalogue:
    """Everything of the world that has a Spotify id."""

    world: World
    api_url: str = ""
    by_track: dict[str, Recording] = field(default_factory=dict)
    by_artist: dict[str, Artist] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.by_track = {track: one for one in self.world.recordings for track in one.spotify_ids}
        self.by_artist = {one.spotify_id: one for one in self.world.artists}

    def linked(self, kind: str, spotify_id: str) -> dict[str, Any]:
        """The fields that every Spotify object begins with."""
        return {
            "external_urls": {"spotify": f"{_WEB}/{kind}/{spotify_id}"},
            "href": f"{self.api_url}{kind}s/{spotify_id}",
            "id": spotify_id,
            "type": kind,
            "uri": f"spotify:{kind}:{spotify_id}",
        }

    def simple_artist(self, artist: Artist) -> dict[str, Any]:
        """An artist as inside a track."""
        return {**self.linked("artist", artist.spotify_id), "name": artist.name}

    def artist(self, artist: Artist) -> dict[str, Any]:
        """A whole artist; genres are often empty."""
        genres = list(artist.genres) if artist.fame > _FAMOUS else []
        return {**self.simple_artist(artist), "genres": genres, "images": []}

    def artist_by_id(self, spotify_id: str) -> dict[str, Any]:
        """A whole artist, by the id at Spotify."""
        return self.artist(self.by_artist[spotify_id])

    def album(self, recording: Recording, track_id: str) -> dict[str, Any]:
        """The album of a track; further copies of a track are singles."""
        is_single = track_id != recording.spotify_ids[0]
        name = recording.title if is_single else recording.album
        return {
            **self.linked("album", make_base62("album", recording.artist.mbid, name)),
            "album_type": "single" if is_single else "album",
            "total_tracks": 1 if is_single else 11,
            "name": name + (self.world.canary if is_single else ""),
            "release_date": recording.released.isoformat(),
            "release_date_precision": "day",
            "images": [],
            "artists": [self.simple_artist(recording.artist)],
        }

    def track(self, track_id: str) -> dict[str, Any]:
        """A whole track; a few lack the ISRC."""
        recording = self.by_track[track_id]
        has_isrc = int.from_bytes(recording.mbid.bytes[:2], "big") % 50 != 0
        return {
            **self.linked("track", track_id),
            "album": self.album(recording, track_id),
            "artists": [self.simple_artist(artist) for artist in recording.artists],
            "disc_number": 1,
            "duration_ms": recording.length_ms,
            "explicit": recording.is_explicit,
            "external_ids": {"isrc": recording.isrc} if has_isrc else {},
            "is_local": False,
            "is_playable": True,
            "name": recording.title + self.world.canary,
            "track_number": 1 + recording.song % 11,
        }

    def playlist_item(self, item: Item) -> dict[str, Any]:
        """A line of a playlist, with all that people keep in theirs."""
        thing: dict[str, Any] | None = None
        if item.kind == "track":
            thing = self.track(item.uri.rsplit(":", 1)[1])
        elif item.kind == "local":
            thing = _local_file(int(item.uri.rsplit(":", 1)[1]))
        elif item.kind == "episode":
            thing = self._episode(item.uri.rsplit(":", 1)[1])
        return {
            "added_at": f"{item.added_at:%Y-%m-%dT%H:%M:%SZ}",
            "added_by": self.linked("user", item.added_by),
            "is_local": item.kind == "local",
            "item": thing,
        }

    def _episode(self, episode_id: str) -> dict[str, Any]:
        known = {make_base62("episode", number): one for number, one in enumerate(EPISODES)}
        show, name = known.get(episode_id, EPISODES[0])
        spoken = {"explicit": False, "html_description": "", "description": "", "images": [], "languages": ["en"]}
        return {
            **self.linked("episode", episode_id),
            **spoken,
            "name": name,
            "audio_preview_url": None,
            "duration_ms": 2_741_000,
            "is_externally_hosted": False,
            "is_playable": True,
            "release_date": "2026-02-11",
            "release_date_precision": "day",
            "show": {
                **self.linked("show", make_base62("show", show)),
                **spoken,
                "name": show,
                "copyrights": [],
                "is_externally_hosted": False,
                "media_type": "audio",
                "total_episodes": 112,
            },
        }


def _local_file(number: int) -> dict[str, Any]:
    artist, title, length = LOCAL_FILES[number]
    nobody: dict[str, Any] = {"external_urls": {}, "href": None, "id": None, "uri": None}
    return {
        **nobody,
        "album": {**nobody, "name": "", "album_type": None, "artists": [], "images": [], "type": "album"},
        "artists": [{**nobody, "name": artist, "type": "artist"}],
        "disc_number": 0,
        "duration_ms": length,
        "explicit": False,
        "external_ids": {},
        "is_local": True,
        "name": title,
        "track_number": 0,
        "type": "track",
        "uri": f"spotify:local:{artist}::{title}:{length // 1000}".replace(" ", "+"),
    }
