"""The dial from familiar to adventurous: its ends, its middle, and the event that turning it is."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from pipelines.domain.ids import stable_id
from pipelines.errors import BadInputError

FAMILIAR, MIDDLE, ADVENTUROUS = 0.0, 0.5, 1.0
"""Where it can stand; untouched it stands in the middle, where it adds nothing."""


def dial_event(listener_id: UUID, value: float, moment: datetime) -> dict[str, Any]:
    """The row of app.profile_edit that sets the dial; the same turn at the same time is the same event.

    Raises:
        BadInputError: The value is not in [0, 1].
    """
    require_place(value)
    event_id = stable_id("profile_edit", listener_id, "dial", value, moment.astimezone(UTC).isoformat())
    return {"event_id": event_id, "listener_id": listener_id, "edit": {"dial": value}, "created_at": moment}


def require_place(value: float) -> None:
    """Refuse where no dial can stand.

    Raises:
        BadInputError: The value is not in [0, 1].
    """
    if not FAMILIAR <= value <= ADVENTUROUS:  # neither is nan
        raise BadInputError(f"the dial goes from 0 (familiar) to 1 (adventurous), 0.5 is the middle; not {value:g}")
