"""Wrong reasons and saved songs as rows of recs.own_factor, in PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pipelines import db
from pipelines.domain.ids import stable_id
from pipelines.llm.wishes import read_wishes

if TYPE_CHECKING:
    from pipelines.settings import Settings
    from tests.llm.conftest import World

WEEK = "2026-W47"
FACTORS = "select kind, place, recording_id, factor from recs.own_factor order by kind desc, place, recording_id"


def deliver(world: World, song: str, *own: tuple[str, float], week: str = WEEK, edition: int = 1) -> None:
    """Put a song on a slate, with own parts as (song, value)."""
    key = {"listener_id": world.listener, "week": week, "edition": edition, "recording_id": world.songs[song]}
    place = {"position": list(world.songs).index(song) + 1, "score": 1.0, "rank": 1, "role": "core"}
    parts = [
        {"term": "own", "subject_kind": "recording", "subject_id": str(world.songs[name]), "value": value}
        for name, value in own
    ]
    parts.append({"term": "own", "subject_kind": "other", "subject_id": "other", "value": 9.0})
    with db.transaction(world.settings) as connection:
        ids = {"group_id": stable_id("group", song), "artist_id": stable_id("artist", song)}
        db.insert_rows(connection, "recs.slate_song", [{**key, **place, **ids}])
        db.insert_rows(connection, "recs.score_part", [{**key, **part} for part in parts])


def factors(settings: Settings, world: World) -> list[tuple[Any, ...]]:
    read_wishes(settings, WEEK, [world.listener])
    names = {key: name for name, key in world.songs.items()}
    return [(row["kind"], row["place"], names.get(row["recording_id"]), row["factor"]) for row in world.rows(FACTORS)]


def test_a_wrong_reason_halves_the_three_strongest_own_things(settings: Settings, world: World) -> None:
    """Four own things made the reason: 0.4, 0.3, 0.2 count, 0.1 and the rest do not; nor does edition 2."""
    own = (("Old Tune", 0.1), ("Slow Rain", 0.4), ("Quick Sun", 0.2), ("Loud Night", 0.3))
    deliver(world, "Soft Noon", *own, week=WEEK)
    deliver(world, "Soft Noon", ("Old Tune", 0.9), week=WEEK, edition=2)
    world.feedback("wrong_reason", "Soft Noon")
    expected = [(place, name, 0.5) for place, name in enumerate(("Slow Rain", "Loud Night", "Quick Sun"), start=1)]
    assert [("wrong_reason", *one) for one in expected] == factors(settings, world)
    assert [("wrong_reason", *one) for one in expected] == factors(settings, world)  # replaced, not added to


def test_a_reason_that_no_own_thing_made_changes_nothing_and_says_so(settings: Settings, world: World) -> None:
    deliver(world, "Soft Noon", week=WEEK)
    world.feedback("wrong_reason", "Soft Noon")
    assert [("wrong_reason", 0, None, 1.0)] == factors(settings, world)


def test_a_saved_song_weighs_more_in_the_version_that_is_kept(settings: Settings, world: World) -> None:
    world.outcome("saved", "Soft Noon")
    world.outcome("saved", "Loud Night", saved="Old Tune")
    world.outcome("kept", "Slow Rain")
    assert [("saved", 1, "Old Tune", 1.5), ("saved", 1, "Soft Noon", 1.5)] == sorted(factors(settings, world))


def test_what_was_said_beats_what_was_saved(settings: Settings, world: World) -> None:
    """Less of Cold Harbor, whose Soft Noon was saved; Quick Sun was saved, and is called a wrong reason."""
    for song in ("Soft Noon", "Quick Sun"):
        world.outcome("saved", song)
    deliver(world, "Old Tune", ("Quick Sun", 0.5), week=WEEK)
    world.feedback("less", "Loud Night")
    world.feedback("wrong_reason", "Old Tune")
    assert [
        ("wrong_reason", 1, "Quick Sun", 0.5),
        ("saved", 0, None, 1.0),
        ("saved", 0, None, 1.0),
    ] == factors(settings, world)


def test_never_stays_until_a_later_more_on_the_same_song(settings: Settings, world: World) -> None:
    world.feedback("never", "Loud Night", at="2026-11-16Z")
    read_wishes(settings, WEEK, [world.listener])
    assert ["exclude"] == [row["effect"] for row in world.rows("select effect from recs.rule")]
    world.feedback("more", "Loud Night", at="2026-11-17Z")
    read_wishes(settings, WEEK, [world.listener])
    assert {"prefer"} == {row["effect"] for row in world.rows("select effect from recs.rule")}
