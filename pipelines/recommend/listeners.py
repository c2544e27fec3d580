"""What recommending needs to know of an enrolled listener."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from pipelines import db
from pipelines.domain.weeks import week_start
from pipelines.settings import Settings


def read_listener(connection: db.Connection, listener_id: UUID) -> dict[str, Any] | None:
    """An enrolled listener's first week, market and source; None when there is no such listener."""
    return db.one(
        connection,
        "select listener_id, first_week, market, source, left_at from app.listener where listener_id = %s",
        [listener_id],
    )


def has_begun(listener: Mapping[str, Any] | None, week: str) -> bool:
    """Whether a listener is here and the chain has begun by a week."""
    return (
        listener is not None and listener["left_at"] is None and week_start(listener["first_week"]) <= week_start(week)
    )


def goes_to_spotify(settings: Settings, listener: Mapping[str, Any]) -> bool:
    """Whether a listener's slate may be published, so that only playable songs may enter it."""
    return bool(settings.publish_enabled and listener["source"] == "spotify")
