"""Weeks: keys, bounds, year edges."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.domain import weeks
from pipelines.errors import BadInputError


def test_a_week_begins_on_its_monday() -> None:
    assert datetime(2026, 11, 16, tzinfo=UTC) == weeks.week_start("2026-W47")
    assert datetime(2026, 11, 23, tzinfo=UTC) == weeks.week_end("2026-W47")


def test_the_year_of_a_week_is_the_year_of_its_thursday() -> None:
    """2026-01-01 is a Thursday, so 2025-12-29 already belongs to 2026-W01."""
    assert weeks.week_key(date(2025, 12, 29)) == "2026-W01"


def test_a_year_of_53_weeks_is_followed_by_week_one() -> None:
    assert weeks.next_week("2026-W53") == "2027-W01"
    assert weeks.previous_week("2027-W01") == "2026-W53"


FIRST = "2026-W47.3T120305.1f2e3d4c"


def test_a_first_slate_reads_what_was_known_at_one_moment_of_a_running_week() -> None:
    moment = datetime(2026, 11, 25, 12, 3, 5, 999999, tzinfo=UTC)
    assert weeks.first_slate_key(moment, UUID("1f2e3d4c-0000-4000-8000-000000000000")) == FIRST
    assert weeks.known_until(FIRST) == moment.replace(microsecond=0)
    assert weeks.calendar_week(FIRST) == "2026-W48"
    assert (weeks.week_start(FIRST), weeks.week_end(FIRST)) == (
        weeks.week_start("2026-W48"),
        weeks.week_end("2026-W48"),
    )
    assert [weeks.first_edition(key) for key in (FIRST, "2026-W48")] == [0, 1]
    assert [weeks.is_first_slate(key) for key in (FIRST, "2026-W48")] == [True, False]


@given(st.datetimes(timezones=st.just(UTC)).filter(lambda moment: 1990 < moment.year < 2090))
def test_as_text_a_first_slate_stands_between_its_weeks(moment: datetime) -> None:
    key, week = weeks.first_slate_key(moment, UUID(int=0)), weeks.week_key(moment)
    assert weeks.previous_week(week) < key < week
    assert weeks.calendar_week(key) == week
    assert weeks.known_until(key) == moment.replace(microsecond=0)


@pytest.mark.parametrize(
    "text",
    [
        "2026-W47.8T120305.1f2e3d4c",
        "2026-W47.3T120305",
        "2025-W53.3T120305.1f2e3d4c",
        "2026-47",
        "2025-W53",
        "2026-W00",
        "W47",
        "2026-W47 ",
        "2026-w47",
    ],
)
def test_what_is_no_week_is_refused_with_advice(text: str) -> None:
    with pytest.raises(BadInputError, match="write it like 2026-W47"):
        weeks.week_start(text)


@given(st.dates(min_value=date(1990, 1, 1), max_value=date(2090, 1, 1)))
def test_a_day_lies_in_its_own_week(day: date) -> None:
    assert day in weeks.week_days(weeks.week_key(day))


@given(st.dates(min_value=date(1990, 1, 1), max_value=date(2090, 1, 1)))
def test_the_week_after_the_week_before_is_the_week(day: date) -> None:
    key = weeks.week_key(day)
    assert weeks.next_week(weeks.previous_week(key)) == key


def test_a_range_of_weeks_holds_both_ends_and_none_when_reversed() -> None:
    assert weeks.weeks_from("2026-W52", "2027-W01") == ["2026-W52", "2026-W53", "2027-W01"]
    assert weeks.weeks_from("2027-W01", "2026-W52") == []


def test_the_newest_ended_week_on_a_monday_is_the_one_before() -> None:
    assert weeks.newest_ended_week(datetime(2026, 11, 23, 0, 0, tzinfo=UTC)) == "2026-W47"
    assert weeks.newest_ended_week(datetime(2026, 11, 22, 23, 59, tzinfo=UTC)) == "2026-W46"
