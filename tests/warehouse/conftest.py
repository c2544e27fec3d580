"""A listener's two weeks by hand: landed like a capture, frozen, built by dbt once for all tests that read them."""

import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from pipelines import db, warehouse
from pipelines.identity.resolve import resolve
from pipelines.landing import LandingRow, SealedSlice, seal
from pipelines.manifest import freeze_week
from pipelines.settings import Settings

EARLIER, WEEK = "2026-W46", "2026-W47"
MONDAY = date(2026, 11, 16)
ANN, BOB = UUID(int=0xA1), UUID(int=0xB0)
SECRET = "Secretest Title"
"""A title that only Spotify's service gave."""


def day_end(day: date) -> datetime:
    """When the capture of a day was answered."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=1)


def mbid(number: int) -> str:
    """MusicBrainz id 1, 2, ..."""
    return str(UUID(int=0xC << 120 | number))


def recording(number: int, artist: int, title: str, **facts: Any) -> dict[str, Any]:
    """A recording as MusicBrainz tells it; its ISRC has the same number."""
    artist_name = {1: "The Quiet Ones", 2: "Loud & Late"}[artist]
    credit = [{"name": artist_name, "joinphrase": "", "artist": {"id": mbid(100 + artist), "name": artist_name}}]
    return {
        "id": mbid(number),
        "title": title,
        "artist-credit": credit,
        "isrcs": [isrc(number)],
        "genres": [],
        "tags": [],
        "length": 200_000,
        "first-release-date": "1994-05-01",
        "relations": [],
        **facts,
    }


def isrc(number: int) -> str:
    """ISRC 1, 2, ..."""
    return f"DEAAA26{number:05d}"


def tags(**counts: int) -> list[dict[str, Any]]:
    """Tags with counts."""
    return [{"name": name, "count": count} for name, count in counts.items()]


def track(number: int, title: str, artist_name: str = "The Quiet Ones") -> dict[str, Any]:
    """A track as Spotify tells it."""
    return {
        "type": "track",
        "uri": f"spotify:track:{number:022d}",
        "name": title,
        "artists": [{"name": artist_name, "uri": "spotify:artist:1"}],
        "external_ids": {"isrc": isrc(number)},
    }


LOCAL_FILE = {"type": "track", "uri": "spotify:local:x:y:1", "name": "Demo", "artists": [{"name": "My Flatmate"}]}
EPISODE = {"type": "episode", "uri": "spotify:episode:1", "name": "A podcast"}


def entries(
    things: Sequence[dict[str, Any]], key: str = "item", added_at: str = "2026-11-01T10:00:00Z"
) -> list[dict[str, Any]]:
    """Lines of a playlist (or of the saved tracks), all added at one moment."""
    return [
        {"added_at": added_at, "is_local": thing["uri"].startswith("spotify:local"), key: thing} for thing in things
    ]


@dataclass(frozen=True)
class Lander:
    """Seals slices by hand."""

    settings: Settings

    def shared(self, source: str, day: date, *things: tuple[str, str, dict[str, Any]]) -> SealedSlice:
        """A slice that all listeners share, of (kind, source key, payload)."""
        return self._seal(source, None, day, things)

    def spotify(
        self,
        listener_id: UUID,
        day: date,
        playlists: dict[str, Sequence[dict[str, Any]]],
        saved: Sequence[dict[str, Any]],
        saved_at: str = "2026-11-01T10:00:00Z",
    ) -> SealedSlice:
        """A listener's day: playlists by name with what is in them; the one called `ours` is written by us."""
        things: list[tuple[str, str, dict[str, Any]]] = []
        for name, inside in playlists.items():
            head = {"id": name, "name": f"Playlist {name}", "snapshot_id": f"{name}-{day}"}
            kind, items_kind = (
                ("written_playlist", "written_items") if name == "ours" else ("playlist", "playlist_items")
            )
            things.append((kind, name, head))
            payload = {"playlist_id": name, "snapshot_id": head["snapshot_id"], "items": entries(inside)}
            things.append((items_kind, f"{name}:{head['snapshot_id']}", payload))
        things.append(("saved_tracks", f"saved-{day}", {"items": entries(saved, "track", saved_at)}))
        return self._seal("spotify", listener_id, day, things)

    def post(self, day: date, number: int, voter: str) -> tuple[str, str, dict[str, Any]]:
        """A Reddit post."""
        name = f"t3_{number}"
        payload = {
            "name": name,
            "subreddit": "indieheads",
            "title": "The Quiet Ones - Slow Rain",
            "selftext": "",
            "permalink": f"/r/indieheads/comments/{number}/",
            "score": 10 * number,
            "created_utc": day_end(day).timestamp() - 3600,
            "voter_hash": voter,
        }
        return "post", name, payload

    def _seal(
        self, source: str, listener_id: UUID | None, day: date, things: Sequence[tuple[str, str, dict[str, Any]]]
    ) -> SealedSlice:
        known_at = day_end(day)
        rows = [
            LandingRow(
                kind,
                key,
                payload,
                datetime.fromtimestamp(payload["created_utc"], tz=UTC) if "created_utc" in payload else None,
                known_at,
            )
            for kind, key, payload in things
        ]
        return seal(self.settings, source, listener_id, day, rows)


def enrol(settings: Settings, listener_id: UUID, name: str, first_week: str) -> None:
    """A listener of Spotify."""
    row = {
        "listener_id": listener_id,
        "display_name": name,
        "source": "spotify",
        "first_week": first_week,
        "created_at": datetime(2026, 11, 1, tzinfo=UTC),
    }
    with db.transaction(settings) as connection:
        db.insert_rows(connection, "app.listener", [row])


def land_world(settings: Settings) -> None:
    """Two weeks: in the first Ann has one song, in the second more; Reddit names her artist in the second."""
    lander = Lander(settings)
    enrol(settings, ANN, "Ann", EARLIER)
    tuesday, before = MONDAY + timedelta(days=1), MONDAY - timedelta(days=6)
    lander.spotify(ANN, before, {"rain": [track(1, "Slow Rain")]}, [])
    lander.shared(
        "musicbrainz",
        before,
        (
            "recording",
            mbid(1),
            recording(1, 1, "Slow Rain", genres=tags(indie=3, folk=1), tags=tags(indie=3, melancholic=1)),
        ),
        ("recording", mbid(2), recording(2, 1, "Slow Rain (Live at Home)", genres=tags(indie=1))),
        ("recording", mbid(3), recording(3, 2, "\u202eBright\u200b\n Day", **{"first-release-date": ""})),
        ("artist", mbid(101), {"id": mbid(101), "name": "The Quiet Ones", "genres": tags(indie=2), "tags": []}),
        (
            "artist",
            mbid(102),
            {"id": mbid(102), "name": "Loud &\u2066 Late\U000e0041", "genres": tags(pop=2), "tags": tags(happy=1)},
        ),
    )
    lander.shared(
        "listenbrainz",
        before,
        (
            "similar_recordings",
            mbid(1),
            {"neighbours": [{"recording_mbid": mbid(3), "score": 50}, {"recording_mbid": mbid(2), "score": 25}]},
        ),
        ("popularity", mbid(3), {"recording_mbid": mbid(3), "total_user_count": 1000}),
    )
    lander.shared(
        "reccobeats",
        before,
        ("audio_features", isrc(1), {"isrc": isrc(1), "tempo": 100.0, "energy": 0.5, "valence": 0.25}),
        ("audio_features", isrc(3), {"isrc": isrc(3), "tempo": 0.0, "energy": 0.9, "valence": 0.8}),
    )
    rain = [track(1, "Slow Rain"), track(9, SECRET, "Nobody Known"), LOCAL_FILE, EPISODE]
    lander.spotify(ANN, tuesday, {"rain": rain, "ours": []}, [track(3, "Bright Day", "Loud & Late")])
    lander.shared("reddit", before, lander.post(before, 1, "dan"))
    said = [lander.post(tuesday, number, voter) for number, voter in ((2, "dan"), (3, "dan"), (4, "eve"), (5, "fay"))]
    lander.shared("reddit", tuesday, *said)
    resolve(settings)


@pytest.fixture(scope="session")
def make() -> Any:
    """The builders above, since test modules cannot import each other."""
    return sys.modules[__name__]


@pytest.fixture(scope="session")
def built(module_settings: Callable[..., Settings]) -> Settings:
    """The world with both weeks frozen, and their catalogues built side by side."""
    settings = module_settings(clock="2026-11-23T12:00:00+00:00")
    land_world(settings)
    for week in (EARLIER, WEEK):
        freeze_week(settings, week, [ANN])
    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(warehouse.build, settings, week, "catalogue") for week in (EARLIER, WEEK)]:
            done.result()
    return settings


@pytest.fixture
def world(settings: Settings) -> Lander:
    """Nothing landed yet, Ann enrolled since the earlier week."""
    enrol(settings, ANN, "Ann", EARLIER)
    return Lander(settings)
