"""ISO weeks: the unit of a slate. Week `2026-W47` is Monday 2026-11-16 00:00 UTC, inclusive, to the next, exclusive."""

import re
from datetime import UTC, date, datetime, timedelta

from pipelines.errors import BadInputError

FIRST_YEAR, LAST_YEAR = 1900, 2999
_KEY = re.compile(r"([0-9]{4})-W([0-9]{2})")
GRACE = timedelta(hours=6)
"""A week may read what was known up to this long after its end."""


def week_key(moment: date) -> str:
    """Key of the ISO week that holds a date or a UTC time."""
    year, week, _ = moment.isocalendar()
    return f"{year:04d}-W{week:02d}"


def week_start(key: str) -> datetime:
    """Monday 00:00 UTC of a week.

    Raises:
        BadInputError: `key` is not a week such as 2026-W47.
    """
    match = _KEY.fullmatch(key)
    try:
        monday = date.fromisocalendar(int(match[1]), int(match[2]), 1) if match else None
    except ValueError:
        monday = None
    if monday is None or not FIRST_YEAR <= monday.year <= LAST_YEAR:
        raise BadInputError(f"{key!r} is not an ISO week; write it like 2026-W47")
    return datetime(monday.year, monday.month, monday.day, tzinfo=UTC)


def week_end(key: str) -> datetime:
    """The first moment after a week."""
    return week_start(key) + timedelta(days=7)


def known_until(key: str) -> datetime:
    """The last moment at which a landed row may have become known to count for a week."""
    return week_end(key) + GRACE


def week_days(key: str) -> list[date]:
    """The seven UTC days of a week, Monday first."""
    monday = week_start(key).date()
    return [monday + timedelta(days=n) for n in range(7)]


def next_week(key: str) -> str:
    """The week after."""
    return week_key(week_end(key))


def previous_week(key: str) -> str:
    """The week before."""
    return week_key(week_start(key) - timedelta(days=1))


def weeks_from(first: str, last: str) -> list[str]:
    """All weeks from `first` to `last`, both included; empty when `first` is later."""
    keys = []
    key = first
    while week_start(key) <= week_start(last):
        keys.append(key)
        key = next_week(key)
    return keys


def newest_ended_week(now: datetime) -> str:
    """The last week that is over at `now`."""
    return previous_week(week_key(now.astimezone(UTC)))
