"""One-shot permits: the only way in which an older week reaches a live playlist."""

from collections.abc import Sequence
from uuid import UUID

from pipelines import db
from pipelines.clock import make_clock
from pipelines.domain.ids import stable_id
from pipelines.domain.weeks import week_start
from pipelines.errors import BadInputError
from pipelines.settings import Settings


def grant(settings: Settings, week: str, listener_ids: Sequence[UUID], edition: int | None = None) -> int:
    """Allow one edition of a week to go out, once per listener; how many permits were written.

    Args:
        settings: Where the database is.
        week: ISO week.
        listener_ids: For whom.
        edition: A certain edition; None for the newest at the time of publishing.

    Raises:
        BadInputError: A listener has no such edition.
    """
    week_start(week)
    now = make_clock(settings.clock)()
    with db.transaction(settings, "display") as connection:
        for listener_id in listener_ids:
            sql = (
                "select 1 from recs.edition where listener_id = %s and week = %s and (%s::int is null or edition = %s)"
            )
            if db.one(connection, sql, [listener_id, week, edition, edition]) is None:
                raise BadInputError(f"listener {listener_id} has no such edition of {week}: run the week first")
        rows = [
            {
                "permit_id": stable_id("permit", listener_id, week, edition, now.isoformat()),
                "listener_id": listener_id,
                "week": week,
                "edition": edition,
                "granted_at": now,
            }
            for listener_id in listener_ids
        ]
        return db.insert_rows(connection, "app.publish_permit", rows, on_conflict="on conflict do nothing")
