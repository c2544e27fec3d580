"""ISO weeks: the unit of a slate. Week `2026-W47` is Monday 2026-11-16 00:00 UTC, inclusive, to the next, exclusive.

A listener's first slate is made while a week is still running, from what was known at one moment. Its key,
`2026-W47.3T120305.1f2e3d4c`, says after which ended week, on which day (Monday is 1) and at which UTC time of the
running one, and for whom: eight hex digits of the listener's id. As text it stands after 2026-W47 and before 2026-W48.
"""

import re
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from pipelines.errors import BadInputError

FIRST_YEAR, LAST_YEAR = 1900, 2999
_KEY = re.compile(r"([0-9]{4})-W([0-9]{2})")
_FIRST = re.compile(r"([0-9]{4}-W[0-9]{2})\.([1-7])T([0-9]{2})([0-9]{2})([0-9]{2})\.[0-9a-f]{8}")
GRACE = timedelta(hours=6)
"""A week may read what was known up to this long after its end."""


def week_key(moment: date) -> str:
    """Key of the ISO week that holds a date or a UTC time."""
    year, week, _ = moment.isocalendar()
    return f"{year:04d}-W{week:02d}"


def first_slate_key(moment: datetime, listener_id: UUID) -> str:
    """Key of the first slate of a listener, frozen at a UTC time (whole seconds count)."""
    now = moment.astimezone(UTC)
    return f"{newest_ended_week(now)}.{now.isoweekday()}T{now:%H%M%S}.{listener_id.hex[:8]}"


def is_first_slate(key: str) -> bool:
    """Whether a key is of a first slate, not of a week."""
    return _FIRST.fullmatch(key) is not None


def first_edition(key: str) -> int:
    """Number of the first edition under a key: 1 in a week, 0 of a first slate."""
    return 0 if is_first_slate(key) else 1


def calendar_week(key: str) -> str:
    """The ISO week of a key: itself, or the week in which a first slate was made."""
    return week_key(week_start(key))


def week_start(key: str) -> datetime:
    """Monday 00:00 UTC of a week, of a first slate's that of the week in which it was made.

    Raises:
        BadInputError: `key` is not a week such as 2026-W47.
    """
    first = _FIRST.fullmatch(key)
    if first is not None:
        return week_start(first[1]) + timedelta(days=7)
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
    """The last moment at which a landed row may have become known to count for a week, or for a first slate."""
    first = _FIRST.fullmatch(key)
    if first is not None:
        days, hours, minutes, seconds = (int(one) for one in first.groups()[1:])
        return week_start(key) + timedelta(days=days - 1, hours=hours, minutes=minutes, seconds=seconds)
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
