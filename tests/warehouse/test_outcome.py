"""What becomes of delivered songs, by hand: a slate of six, three days of our playlist, and what was saved since."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from pipelines import db, warehouse
from pipelines.domain.ids import recording_id, stable_id
from pipelines.identity.resolve import resolve
from pipelines.manifest import freeze_week

if TYPE_CHECKING:
    from pipelines.settings import Settings

MONDAY_NIGHT = "2026-11-16T01:00:00Z"
TITLES = {
    1: "Slow Rain",
    2: "Slow Rain (Live at Home)",
    3: "Bright Day",
    4: "Quick Sun",
    5: "Loud Night",
    6: "Soft Noon",
    7: "Old Tune",
}


def land_songs(world: Any, make: Any) -> None:
    songs = [("recording", make.mbid(number), make.recording(number, 1, title)) for number, title in TITLES.items()]
    world.shared("musicbrainz", make.MONDAY - timedelta(days=6), *songs)


def show(world: Any, make: Any, day: int, *ours: int, saved: tuple[int, ...] = ()) -> None:
    """A day of Ann's: what is in our playlist; whatever is saved was saved on Tuesday."""
    inside = [make.track(number, TITLES[number]) for number in ours]
    kept = [make.track(number, TITLES[number]) for number in saved]
    moment = make.MONDAY + timedelta(days=day)
    world.spotify(make.ANN, moment, {"own": [], "ours": inside}, kept, saved_at="2026-11-17T10:00:00Z")


def deliver(settings: Settings, make: Any, *songs: int, sent_at: str | None = MONDAY_NIGHT, week: str = "") -> None:
    """Publish songs to Ann; of version pairs the group is the same."""
    row = {
        "listener_id": make.ANN,
        "week": week or make.EARLIER,
        "edition": 1,
        "uris": [make.track(number, "")["uri"] for number in songs],
        "recording_ids": [recording_id("mbid", make.mbid(number)) for number in songs],
        "group_ids": [stable_id("group", number) for number in songs],
        "title": "",
        "description": "",
        "state": "sent",
        "created_at": MONDAY_NIGHT,
        "sent_at": sent_at,
    }
    with db.transaction(settings) as connection:
        groups = {
            row["recording_id"]: row["group_id"]
            for row in db.rows(connection, "select recording_id, group_id from identity.recording_group")
        }
        row["group_ids"] = [groups.get(key, stable_id("group", key)) for key in row["recording_ids"]]
        db.insert_rows(connection, "app.publication", [row])


def outcomes(settings: Settings, make: Any) -> dict[int, str]:
    """Kind by song."""
    resolve(settings)
    freeze_week(settings, make.WEEK, [make.ANN])
    warehouse.build(settings, make.WEEK, "catalogue")
    numbers = {recording_id("mbid", make.mbid(number)): number for number in TITLES}
    with db.transaction(settings) as connection:
        found = db.rows(
            connection,
            "select recording_id, kind from marts.fct_outcome where week = %s and listener_id = %s",
            [make.WEEK, make.ANN],
        )
    return {numbers[row["recording_id"]]: row["kind"] for row in found}


def test_every_delivered_song_has_an_outcome(settings: Settings, world: Any, make: Any) -> None:
    """
    Slow Rain was saved as its live version; Bright Day is gone; Quick Sun was gone on Tuesday; Loud Night went and was
    saved itself; the other two stayed.
    """
    land_songs(world, make)
    resolve(settings)
    deliver(settings, make, 1, 3, 4, 5, 6, 7)
    show(world, make, 0, 1, 3, 4, 5, 6, 7)
    show(world, make, 1, 1, 3, 5, 6, 7, saved=(2, 5))
    show(world, make, 2, 1, 4, 6, 7, saved=(2, 5))
    expected = {1: "saved", 3: "removed", 4: "readded", 5: "saved", 6: "kept", 7: "kept"}
    assert expected == outcomes(settings, make)


def test_a_playlist_that_was_mostly_emptied_says_nothing_about_a_song(
    settings: Settings, world: Any, make: Any
) -> None:
    land_songs(world, make)
    deliver(settings, make, 1, 3, 4, 5)
    show(world, make, 0, 1, 3, 4, 5)
    show(world, make, 1, 1)
    assert {1: "kept", 3: "tidied", 4: "tidied", 5: "tidied"} == outcomes(settings, make)


def test_a_later_slate_takes_the_place_of_an_earlier_one(settings: Settings, world: Any, make: Any) -> None:
    """What the second one pushed out was not removed; the capture before it counts."""
    land_songs(world, make)
    deliver(settings, make, 1, 3, 4, 5)
    deliver(settings, make, 6, 7, 2, sent_at="2026-11-18T12:00:00Z", week="2026-W45")
    show(world, make, 0, 1, 3, 4)
    show(world, make, 2, 6, 7)
    assert {1: "kept", 3: "kept", 4: "kept", 5: "removed", 6: "kept", 7: "kept", 2: "removed"} == outcomes(
        settings, make
    )


def test_what_was_saved_before_it_came_and_what_was_never_seen(settings: Settings, world: Any, make: Any) -> None:
    """Slow Rain was saved on Tuesday and delivered on Wednesday; of our playlist there is no capture since."""
    land_songs(world, make)
    deliver(settings, make, 1, 3, sent_at="2026-11-18T12:00:00Z")
    show(world, make, 1, saved=(1,))
    assert {1: "unknown", 3: "unknown"} == outcomes(settings, make)


def test_what_was_delivered_after_the_week_is_none_of_its_outcomes(settings: Settings, world: Any, make: Any) -> None:
    land_songs(world, make)
    deliver(settings, make, 1, sent_at="2026-11-23T00:00:00Z")
    deliver(settings, make, 3, sent_at=None, week="2026-W45")
    show(world, make, 6, 1, 3)
    assert {} == outcomes(settings, make)
