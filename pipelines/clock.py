"""The injected clock: what "now" means for leases, token expiry, budgets and "newest". It never chooses data."""

import os
from collections.abc import Callable
from datetime import UTC, datetime

from pipelines.errors import BadInputError

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """The time of the machine, UTC."""
    return datetime.now(tz=UTC)


def parse_moment(text: str) -> datetime:
    """An ISO time as UTC; one without a zone is taken as UTC.

    Raises:
        BadInputError: `text` is not an ISO time.
    """
    try:
        moment = datetime.fromisoformat(text)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadInputError(f"{text!r} is not an ISO time; write it like 2026-11-23T00:00:00Z") from None


def make_clock(setting: str | None = None) -> Clock:
    """The clock that LINERNOTES_CLOCK asks for: `system`, or a fixed ISO time."""
    wanted = setting or os.environ.get("LINERNOTES_CLOCK", "system")
    if wanted == "system":
        return system_clock
    fixed = parse_moment(wanted)
    return lambda: fixed
