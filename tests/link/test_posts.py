"""Linking a week: what it reads, what it leaves, and that the order of weeks does not matter."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from pipelines import db
from pipelines.domain.ids import SHARED, stable_id
from pipelines.domain.weeks import known_until, week_end, week_start
from pipelines.link.posts import link_week
from pipelines.settings import Settings

pytestmark = pytest.mark.db

W46, W47 = "2026-W46", "2026-W47"
MARTS = """
create table if not exists marts.dim_track (
    week text, recording_id uuid, group_id uuid, artist_id uuid, title text, artist_name text);
create table if not exists marts.dim_artist (week text, artist_id uuid, name text, mbid text, genres jsonb);
"""
MOTH, WOLF = UUID(int=1), UUID(int=2)


def land(settings: Settings, name: str, event_at: datetime, *, weeks: tuple[str, ...], **given: Any) -> None:
    """One post in a slice of its own, which some weeks read."""
    slice_id = stable_id("slice", name, given.get("copy"))
    payload = given.get("payload", {"title": "[FRESH] Moth Season - Fog", "selftext": "by Velvet Wolf"})
    row = {
        "record_id": slice_id,
        "slice_id": slice_id,
        "source": "reddit",
        "kind": given.get("kind", "post"),
        "source_key": name,
        "payload": db.Json(payload),
        "sha256": "h",
        "event_at": event_at,
        "known_at": given.get("known_at", event_at),
    }
    with db.transaction(settings) as connection:
        db.insert_rows(connection, given.get("table", "landing.reddit"), [row])
        reads = {"listener_id": given.get("owner", SHARED), "input_kind": "slice", "input_id": slice_id}
        db.insert_rows(connection, "recs.week_input", [{"week": week, **reads} for week in weeks])


@pytest.fixture
def catalogues(settings: Settings) -> Settings:
    """Velvet Wolf enters the catalogue in W47 only."""
    with db.transaction(settings) as connection:
        db.execute(connection, MARTS)
        for week, artists in ((W46, {MOTH: "Moth Season"}), (W47, {MOTH: "Moth Season", WOLF: "Velvet Wolf"})):
            rows = [{"week": week, "artist_id": who, "name": name} for who, name in artists.items()]
            for row in rows:
                db.execute(
                    connection,
                    "insert into marts.dim_artist (week, artist_id, name, genres) values (%s, %s, %s, '[]')",
                    list(row.values()),
                )
    return settings


def mentions(settings: Settings) -> list[dict[str, Any]]:
    with db.transaction(settings) as connection:
        return db.rows(connection, "select * from links.mention order by week, post_id, start_offset, artist_id")


def test_a_week_reads_itself_and_four_weeks_before_from_its_manifest(catalogues: Settings) -> None:
    """
    Read: the first and the last moment of the five weeks. Not: a moment earlier or later, what became known too late,
    what the manifest does not name, what only one listener has.
    """
    start, end, moment = week_start("2026-W43"), week_end(W47), timedelta(seconds=1)
    land(catalogues, "t3_first", start, weeks=(W47,))
    land(catalogues, "t3_last", end - moment, weeks=(W47,), known_at=known_until(W47))
    land(catalogues, "t3_before", start - moment, weeks=(W47,))
    land(catalogues, "t3_after", end, weeks=(W47,))
    land(catalogues, "t3_late", end - moment, weeks=(W47,), known_at=known_until(W47) + moment)
    land(catalogues, "t3_unread", start, weeks=())
    land(catalogues, "t3_private", start, weeks=(W47,), owner=UUID(int=9))

    assert link_week(catalogues, W47) == 4
    found = {(row["post_id"], row["post_week"]) for row in mentions(catalogues)}
    assert found == {("t3_first", "2026-W43"), ("t3_last", W47)}


def test_posts_comments_and_files_are_read_and_tombstones_name_nobody(catalogues: Settings) -> None:
    at = week_start(W47)
    land(catalogues, "t1_c", at, weeks=(W47,), kind="comment", payload={"body": "more moth season please"})
    land(catalogues, "t3_f", at, weeks=(W47,), table="landing.file", payload={"title": "Velvet Wolf", "selftext": None})
    land(catalogues, "t3_gone", at, weeks=(W47,), payload={"tombstone": True, "name": "t3_gone"})

    link_week(catalogues, W47)

    found = [(row["post_id"], row["artist_id"], row["start_offset"], row["end_offset"]) for row in mentions(catalogues)]
    assert found == [("t1_c", MOTH, 5, 16), ("t3_f", WOLF, 0, 11)]


def test_a_post_that_two_slices_hold_is_linked_once_as_first_known(catalogues: Settings) -> None:
    at = week_start(W47)
    land(catalogues, "t3_x", at, weeks=(W47,), copy=1, payload={"title": "Moth Season"}, known_at=at)
    later = at + timedelta(hours=1)
    land(catalogues, "t3_x", at, weeks=(W47,), copy=2, payload={"title": "edited: Velvet Wolf"}, known_at=later)

    assert link_week(catalogues, W47) == 1
    assert mentions(catalogues)[0]["artist_id"] == MOTH


@pytest.mark.parametrize("order", [(W46, W47), (W47, W46)])
def test_each_reading_week_has_its_own_links_in_any_order(catalogues: Settings, order: tuple[str, str]) -> None:
    """A post of W46 names two artists, one of whom W46 does not know: 1 mention for W46, 2 for W47."""
    land(catalogues, "t3_x", week_start(W46), weeks=(W46, W47))

    counts = {week: link_week(catalogues, week) for week in order}

    assert counts == {W46: 1, W47: 2}
    found = [(row["week"], row["post_week"], row["artist_id"]) for row in mentions(catalogues)]
    assert found == [(W46, W46, MOTH), (W47, W46, MOTH), (W47, W46, WOLF)]


def test_a_week_is_linked_once(catalogues: Settings) -> None:
    land(catalogues, "t3_x", week_start(W47), weeks=(W47,))
    assert link_week(catalogues, W47) == 2
    land(catalogues, "t3_y", week_start(W47), weeks=(W47,))

    assert link_week(catalogues, W47) == 2
    assert {row["post_id"] for row in mentions(catalogues)} == {"t3_x"}


def test_an_older_method_makes_room(catalogues: Settings) -> None:
    land(catalogues, "t3_x", week_start(W47), weeks=(W47,))
    link_week(catalogues, W47)
    with db.transaction(catalogues) as connection:
        db.execute(connection, "update links.mention set method_version = 'older'")
        db.execute(connection, "update links.week_linked set method_version = 'older'")

    assert link_week(catalogues, W47) == 2
    assert {row["method_version"] for row in mentions(catalogues)} == {"link-1"}
