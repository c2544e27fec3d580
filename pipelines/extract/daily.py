"""What every daily capture has in common: sealed days are left alone, and a live day is asked for in time or never."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from pipelines.clock import make_clock
from pipelines.errors import NotYetLandedError
from pipelines.landing import LandingRow, SealedSlice, find_sealed, seal
from pipelines.settings import Settings

ASKABLE = timedelta(hours=24)
"""A live service only knows now: a day is asked for until this long after its end."""

Capture = Callable[[datetime], list[LandingRow]]


def capture_moment(
    settings: Settings,
    source: str,
    service: str,
    listener_id: UUID,
    moment: datetime,
    capture: Capture,
    *,
    part: str = "",
    is_shared: bool = True,
) -> SealedSlice | None:
    """Seal what a source gives at one moment of a running day, for a listener's first slate; None when it is off.

    The slice stands beside the regular one of the day, which is captured when the day is over. One a day: what is
    sealed stays.

    Args:
        settings: All settings.
        source: Name of the regular slice's source.
        service: The service whose address decides whether it is there.
        listener_id: For whom.
        moment: Now.
        capture: Gives the rows as of a moment.
        part: Tells several captures of one source apart.
        is_shared: Whether the rows are facts for everybody.

    Raises:
        ServiceError: The service failed; nothing was written, a retry begins anew.
    """
    if source not in settings.sources or settings.address_or_none(service) is None:
        return None
    name, owner = f"{source}:first", None if is_shared else listener_id
    day = moment.date()
    key = f"{day}:{listener_id}:{part}"
    return find_sealed(settings, name, owner, key) or seal(settings, name, owner, day, capture(moment), key=key)


def day_end(day: date) -> datetime:
    """The first moment after a UTC day."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=1)


def capture_slice(
    settings: Settings, source: str, service: str, listener_id: UUID | None, day: date, capture: Capture
) -> SealedSlice:
    """Seal one day of a source: what is sealed stays, what is off or too late says so, else `capture(end of the day)`.

    Args:
        settings: All settings.
        source: Name of the slice's source.
        service: The service whose address decides whether the source is live, in the sandbox or off.
        listener_id: Whose slice; None for a shared one.
        day: The UTC day.
        capture: Gives the rows as of a moment.

    Raises:
        NotYetLandedError: The day is not over.
        ServiceError: The service failed; nothing was written, a retry begins anew.
    """
    stored = find_sealed(settings, source, listener_id, day)
    if stored is not None:
        return stored
    if source not in settings.sources or settings.address_or_none(service) is None:
        return seal(settings, source, listener_id, day, [], state="off", reason=f"{source} is not configured")
    end = day_end(day)
    now = make_clock(settings.clock)()
    if now < end:
        # a seal now would leave out the rest of the day for good
        raise NotYetLandedError(f"{source}: {day} is not over yet", (end - now).total_seconds())
    if settings.is_live(service) and now > end + ASKABLE:
        reason = f"{source} only knows now, and {day} ended more than 24 hours before {now:%Y-%m-%d %H:%M} UTC"
        return seal(settings, source, listener_id, day, [], state="missing", reason=reason)
    return seal(settings, source, listener_id, day, capture(end))
