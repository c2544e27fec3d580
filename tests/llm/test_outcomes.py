"""Removed songs and songs that were put back, as rules on their artists, and what takes their place; in PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from pipelines.domain.ids import stable_id
from pipelines.llm.wishes import read_wishes

if TYPE_CHECKING:
    from pipelines.settings import Settings
    from tests.llm.conftest import World

WEEK = "2026-W47"


def rules(settings: Settings, world: World) -> list[tuple[Any, ...]]:
    """Origin, effect, artist (or facet) and strength of every rule."""
    read_wishes(settings, WEEK, [world.listener])
    names = {str(key): name for name, key in world.artists.items()}
    found = world.rows("select origin, effect, facet, value, strength from recs.rule order by origin, facet, value")
    return [
        (row["origin"], row["effect"], names.get(row["value"], row["value"]), row["strength"])
        for row in found
        if row["facet"] == "artist"
    ]


def overruled(world: World) -> list[tuple[str, str]]:
    return [
        (row["origin"], row["words"]) for row in world.rows("select origin, words from recs.overruled order by words")
    ]


def test_a_removed_song_plays_its_artist_down_and_one_put_back_does_the_opposite(
    settings: Settings, world: World
) -> None:
    world.outcome("removed", "Slow Rain")
    world.outcome("readded", "Soft Noon")
    world.outcome("tidied", "Old Tune")
    expected = [("readded", "prefer", "Cold Harbor", 0.3), ("removed", "avoid", "Wet Paint", 0.3)]
    assert expected == rules(settings, world)
    assert expected == rules(settings, world)  # replaced, not added to
    words = world.rows("select words from recs.rule order by words")
    assert [{"words": "Slow Rain, Wet Paint"}, {"words": "Soft Noon, Cold Harbor"}] == words
    assert [] == overruled(world)


def test_of_an_artist_the_newest_removal_speaks_alone(settings: Settings, world: World) -> None:
    world.outcome("removed", "Slow Rain", week="2026-W45")
    world.outcome("removed", "Quick Sun", week="2026-W46")
    assert [("removed", "avoid", "Wet Paint", 0.3)] == rules(settings, world)
    assert [{"words": "Quick Sun, Wet Paint"}] == world.rows("select words from recs.rule")
    assert [] == overruled(world)


@pytest.mark.parametrize("kind", ["saved", "readded"])
def test_another_song_of_the_artist_that_is_kept_beats_the_removal(settings: Settings, world: World, kind: str) -> None:
    world.outcome("removed", "Slow Rain")
    world.outcome(kind, "Quick Sun")
    assert "removed" not in {row[0] for row in rules(settings, world)}
    assert [("removed", "Slow Rain, Wet Paint")] == overruled(world)


def test_what_was_said_beats_what_was_seen(settings: Settings, world: World) -> None:
    """More of Wet Paint, whose Slow Rain was removed; less of Cold Harbor, whose Soft Noon was put back."""
    world.outcome("removed", "Slow Rain")
    world.outcome("readded", "Soft Noon")
    world.feedback("more", "Quick Sun")
    world.feedback("less", "Loud Night")
    expected = [("feedback", "avoid", "Cold Harbor", 0.6), ("feedback", "prefer", "Wet Paint", 0.6)]
    assert expected == sorted(rules(settings, world))
    assert [("removed", "Slow Rain, Wet Paint"), ("readded", "Soft Noon, Cold Harbor")] == overruled(world)


def test_feedback_that_a_later_one_contradicts_is_told_as_overruled(settings: Settings, world: World) -> None:
    world.feedback("more", "Slow Rain", at="2026-11-16Z")
    world.feedback("less", "Quick Sun", at="2026-11-17Z")
    assert [("feedback", "avoid", "Wet Paint", 0.6)] == rules(settings, world)
    assert [("feedback", "more: Slow Rain, Wet Paint")] == overruled(world)


def test_a_wish_that_a_later_one_takes_the_place_of_is_told(settings: Settings, world: World) -> None:
    world.wish("more folk", at="2026-11-16Z")
    world.wish("no folk", at="2026-11-17Z")
    rules(settings, world)
    assert [{"effect": "exclude"}] == world.rows("select effect from recs.rule")
    assert [("wish", "more folk")] == overruled(world)


def test_ten_outcomes_of_a_kind_count_the_newest_first(settings: Settings, world: World) -> None:
    """Eleven songs were saved; the one delivered first no longer counts."""
    for number in range(11):
        world.outcome("saved", f"song {number}", week=f"2026-W{30 + number}", position=1)
    read_wishes(settings, WEEK, [world.listener])
    found = {row["recording_id"] for row in world.rows("select recording_id from recs.own_factor")}
    assert {stable_id("recording", f"song {number}") for number in range(1, 11)} == found


def test_a_song_that_two_editions_delivered_has_its_newest_outcome(settings: Settings, world: World) -> None:
    world.outcome("removed", "Slow Rain", week="2026-W45")
    world.outcome("kept", "Slow Rain", week="2026-W46")
    assert [] == rules(settings, world)
