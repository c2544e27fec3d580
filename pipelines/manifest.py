"""The manifest of a week: which sealed slices and which events it reads, frozen by its first run.

Nothing that lands later changes a week, because dbt, link and recommend read landing and app only through it.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from pipelines import db
from pipelines.domain.hashing import content_hash
from pipelines.domain.ids import SHARED
from pipelines.domain.weeks import is_first_slate, known_until, week_days, week_end, week_start, weeks_from
from pipelines.settings import Settings

EVENTS = ("feedback", "wish", "profile_edit")


SEALED = ("landed", "empty", "off", "missing")


def missing_slices(settings: Settings, week: str, states: Sequence[str] = SEALED) -> list[str]:
    """Daily slices of the week that are not sealed in one of the states, such as "reddit 2026-11-18"."""
    with db.transaction(settings) as connection:
        sql = "select source, listener_id, day, state from landing.slice where day >= %s and day < %s"
        sealed = db.rows(connection, sql, [week_start(week).date(), week_end(week).date()])
        listeners = _spotify_listeners(connection, week)
    held = {(row["source"], row["listener_id"], row["day"]) for row in sealed if row["state"] in states}
    wanted = [
        (source, listener, day)
        for source in settings.sources
        for day in week_days(week)
        for listener in (listeners if source == "spotify" else [None])
    ]
    return sorted({f"{source} {day}" for source, listener, day in wanted if (source, listener, day) not in held})


def freeze_week(settings: Settings, week: str, listener_ids: Sequence[UUID]) -> None:
    """Freeze the shared slices once per week, and a listener's slices and events once per (listener, week)."""
    states = ("landed", "empty", "off")
    # a first slate reads what there is: the rest of its week has not come yet
    missing = [] if is_first_slate(week) else missing_slices(settings, week, states)
    with db.transaction(settings) as connection:
        db.execute(connection, "select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"manifest:{week}"])
        frozen = {
            row["listener_id"]
            for row in db.rows(connection, "select listener_id from recs.week_frozen where week = %s", [week])
        }
        for owner in [SHARED, *sorted(set(listener_ids))]:
            if owner not in frozen:
                _freeze(connection, week, owner, missing if owner == SHARED else [])


def weeks_to_make(settings: Settings, week: str, listener_ids: Sequence[UUID]) -> list[str]:
    """The chain: earlier weeks in which one of the listeners lacks a slate, oldest first, then the week itself."""
    lacking = {week}
    with db.transaction(settings) as connection:
        for listener_id in listener_ids:
            listener = db.one(
                connection,
                "select first_week from app.listener where listener_id = %s and left_at is null",
                [listener_id],
            )
            if listener is None:
                continue
            sql = "select distinct week from recs.edition where listener_id = %s and edition > 0"
            made = {row["week"] for row in db.rows(connection, sql, [listener_id])}
            lacking |= set(weeks_from(listener["first_week"], week)) - made
    return sorted(lacking, key=week_start)


def _spotify_listeners(connection: db.Connection, week: str) -> list[UUID]:
    sql = "select listener_id, first_week from app.listener where source = 'spotify' and left_at is null order by 1"
    found = db.rows(connection, sql)
    return [row["listener_id"] for row in found if week_start(row["first_week"]) <= week_start(week)]


def _freeze(connection: db.Connection, week: str, owner: UUID, missing: list[str]) -> None:
    slices = db.rows(
        connection,
        """
        select slice_id as input_id, sha256 from landing.slice
        where coalesce(listener_id, %(shared)s) = %(owner)s and first_known_at <= %(known_until)s
            and (day < %(end)s or source like 'file:%%') and state in ('landed', 'empty')
        order by slice_id
        """,
        {"shared": SHARED, "owner": owner, "known_until": known_until(week), "end": week_end(week).date()},
    )
    inputs = [("slice", row["input_id"], row["sha256"]) for row in slices]
    if owner != SHARED:
        inputs += [(kind, event["event_id"], "") for kind in EVENTS for event in _events(connection, kind, owner, week)]
    rows = [
        {"week": week, "listener_id": owner, "input_kind": kind, "input_id": input_id} for kind, input_id, _ in inputs
    ]
    db.insert_rows(connection, "recs.week_input", rows)
    head = {
        "week": week,
        "listener_id": owner,
        "known_until": known_until(week) if is_first_slate(week) else None,
        "input_hash": content_hash([[kind, str(input_id), sha] for kind, input_id, sha in inputs]),
        "missing": missing,
    }
    db.insert_rows(connection, "recs.week_frozen", [head])


def _events(connection: db.Connection, kind: str, owner: UUID, week: str) -> list[dict[str, Any]]:
    sql = f"select event_id from app.{kind} where listener_id = %s and created_at < %s order by event_id"  # noqa: S608
    return db.rows(connection, sql, [owner, week_end(week)])
