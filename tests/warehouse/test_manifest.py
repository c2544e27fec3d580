"""What a week reads is decided once, by its first run."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from pipelines import db
from pipelines.domain.ids import SHARED
from pipelines.domain.weeks import week_end
from pipelines.landing import LandingRow, seal
from pipelines.manifest import freeze_week, missing_slices, weeks_to_make

if TYPE_CHECKING:
    from pipelines.settings import Settings


def inputs(settings: Settings, week: str, owner: Any, kind: str = "slice") -> set[Any]:
    sql = "select input_id from recs.week_input where week = %s and listener_id = %s and input_kind = %s"
    with db.transaction(settings) as connection:
        return {row["input_id"] for row in db.rows(connection, sql, [week, owner, kind])}


def input_hash(settings: Settings, week: str, owner: Any) -> str:
    sql = "select input_hash from recs.week_frozen where week = %s and listener_id = %s"
    with db.transaction(settings) as connection:
        return db.rows(connection, sql, [week, owner])[0]["input_hash"]


def land(settings: Settings, day: Any, known_at: datetime, source: str = "reddit") -> Any:
    return seal(settings, source, None, day, [LandingRow("post", f"{day}", {"name": "x"}, None, known_at)]).slice_id


def wish(settings: Settings, make: Any, number: int, created_at: datetime) -> Any:
    row = {"event_id": make.UUID(int=number), "listener_id": make.ANN, "text": "no rap", "created_at": created_at}
    with db.transaction(settings) as connection:
        db.insert_rows(connection, "app.wish", [row])
    return row["event_id"]


def complete(settings: Settings, make: Any, week: str, edition: int = 1) -> None:
    row = {
        "listener_id": make.ANN,
        "week": week,
        "edition": edition,
        "release": "r",
        "input_hash": "h",
        "state": "scored",
        "pool_size": 0,
        "playable": 0,
        "wanted": 0,
        "rows_hash": "h",
    }
    with db.transaction(settings) as connection:
        db.insert_rows(connection, "recs.edition", [row])


def test_a_slice_counts_when_its_first_row_was_known_six_hours_after_the_week_or_sooner(
    settings: Settings, make: Any, world: Any
) -> None:
    """
    Known at the week's end + 6 h: in. One second later: out. A day of the next week: out.
    """
    end = week_end(make.WEEK)
    last = land(settings, make.MONDAY, end + timedelta(hours=6))
    late = land(settings, make.MONDAY + timedelta(days=1), end + timedelta(hours=6, seconds=1))
    next_week = land(settings, make.MONDAY + timedelta(days=7), end + timedelta(hours=1))
    freeze_week(settings, make.WEEK, [make.ANN])
    assert {last} == inputs(settings, make.WEEK, SHARED)
    assert not {late, next_week} & inputs(settings, make.WEEK, make.ANN)


def test_a_file_counts_by_when_it_was_known_whatever_day_it_was_imported(
    settings: Settings, make: Any, world: Any
) -> None:
    known_at = datetime(2026, 11, 2, tzinfo=UTC)
    imported = land(settings, make.MONDAY + timedelta(days=100), known_at, source="file:old")
    freeze_week(settings, make.WEEK, [make.ANN])
    assert {imported} == inputs(settings, make.WEEK, SHARED)


def test_each_listener_reads_their_own_slices_and_nobody_else_s(settings: Settings, make: Any, world: Any) -> None:
    make.enrol(settings, make.BOB, "Bob", make.WEEK)
    ann = world.spotify(make.ANN, make.MONDAY, {}, []).slice_id
    bob = world.spotify(make.BOB, make.MONDAY, {}, []).slice_id
    freeze_week(settings, make.WEEK, [make.BOB, make.ANN])
    assert [{ann}, {bob}, set()] == [inputs(settings, make.WEEK, owner) for owner in (make.ANN, make.BOB, SHARED)]


def test_the_first_run_wins(settings: Settings, make: Any, world: Any) -> None:
    first = land(settings, make.MONDAY, make.day_end(make.MONDAY))
    freeze_week(settings, make.WEEK, [make.ANN])
    frozen = input_hash(settings, make.WEEK, SHARED)
    land(settings, make.MONDAY + timedelta(days=1), make.day_end(make.MONDAY))
    wish(settings, make, 1, week_end(make.WEEK) - timedelta(days=1))
    freeze_week(settings, make.WEEK, [make.ANN])
    assert {first} == inputs(settings, make.WEEK, SHARED)
    assert set() == inputs(settings, make.WEEK, make.ANN, "wish")
    assert frozen == input_hash(settings, make.WEEK, SHARED)


def test_who_enrols_later_is_frozen_later_against_the_same_shared_slices(
    settings: Settings, make: Any, world: Any
) -> None:
    first = land(settings, make.MONDAY, make.day_end(make.MONDAY))
    freeze_week(settings, make.WEEK, [make.ANN])
    make.enrol(settings, make.BOB, "Bob", make.WEEK)
    land(settings, make.MONDAY + timedelta(days=1), make.day_end(make.MONDAY))
    bob = world.spotify(make.BOB, make.MONDAY, {}, []).slice_id
    freeze_week(settings, make.WEEK, [make.ANN, make.BOB])
    assert [{first}, {bob}] == [inputs(settings, make.WEEK, owner) for owner in (SHARED, make.BOB)]


def test_events_count_until_the_week_ends_without_six_hours_more(settings: Settings, make: Any, world: Any) -> None:
    before = wish(settings, make, 1, week_end(make.WEEK) - timedelta(seconds=1))
    wish(settings, make, 2, week_end(make.WEEK) + timedelta(seconds=1))
    freeze_week(settings, make.WEEK, [make.ANN])
    assert {before} == inputs(settings, make.WEEK, make.ANN, "wish")


def test_equal_inputs_have_equal_hashes_and_others_have_not(settings: Settings, make: Any, world: Any) -> None:
    land(settings, make.MONDAY - timedelta(days=7), make.day_end(make.MONDAY - timedelta(days=7)))
    freeze_week(settings, make.EARLIER, [make.ANN])
    freeze_week(settings, make.WEEK, [make.ANN])
    assert input_hash(settings, make.EARLIER, SHARED) == input_hash(settings, make.WEEK, SHARED)
    assert input_hash(settings, make.WEEK, SHARED) != input_hash(settings, "2026-W46", make.ANN)


def test_a_missing_slice_is_named_by_source_and_day(settings: Settings, make: Any, world: Any) -> None:
    """
    4 shared sources x 7 days and Ann's Spotify x 7; one of each is there.
    """
    land(settings, make.MONDAY, make.day_end(make.MONDAY))
    world.spotify(make.ANN, make.MONDAY, {}, [])
    missing = missing_slices(settings, make.WEEK)
    assert 5 * 7 - 2 == len(missing)
    assert "reddit 2026-11-17" in missing
    assert not {"reddit 2026-11-16", "spotify 2026-11-16"} & set(missing)


def test_a_source_that_is_off_is_not_missing(settings: Settings, make: Any, world: Any) -> None:
    for number in range(7):
        seal(settings, "reddit", None, make.MONDAY + timedelta(days=number), [], state="off", reason="not configured")
    assert not [name for name in missing_slices(settings, make.WEEK) if name.startswith("reddit")]


def test_the_chain_begins_with_the_first_week_and_skips_what_is_made(settings: Settings, make: Any, world: Any) -> None:
    assert [make.EARLIER, make.WEEK] == weeks_to_make(settings, make.WEEK, [make.ANN])
    complete(settings, make, make.EARLIER)
    assert [make.WEEK] == weeks_to_make(settings, make.WEEK, [make.ANN])


def test_the_week_itself_is_always_made_again(settings: Settings, make: Any, world: Any) -> None:
    for week in (make.EARLIER, make.WEEK):
        complete(settings, make, week)
    assert [make.WEEK] == weeks_to_make(settings, make.WEEK, [make.ANN])


def test_the_chain_of_several_listeners_is_that_of_the_one_who_lacks_most(
    settings: Settings, make: Any, world: Any
) -> None:
    make.enrol(settings, make.BOB, "Bob", "2026-W45")
    complete(settings, make, make.EARLIER)
    assert ["2026-W45", make.EARLIER, make.WEEK] == weeks_to_make(settings, make.WEEK, [make.ANN, make.BOB])


def test_a_first_slate_in_the_running_week_is_no_edition_of_the_chain(
    settings: Settings, make: Any, world: Any
) -> None:
    """Edition 0 does not stand for edition 1."""
    complete(settings, make, make.EARLIER, edition=0)
    assert [make.EARLIER, make.WEEK] == weeks_to_make(settings, make.WEEK, [make.ANN])


def test_weeks_go_over_the_end_of_a_year_in_order(settings: Settings, make: Any, world: Any) -> None:
    """
    2026 has 53 weeks.
    """
    make.enrol(settings, make.BOB, "Bob", "2026-W52")
    assert ["2026-W52", "2026-W53", "2027-W01"] == weeks_to_make(settings, "2027-W01", [make.BOB])
