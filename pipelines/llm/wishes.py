"""What a listener said and did, as rules that code can apply: wishes by the model or code, the rest by code alone."""

from collections.abc import Sequence
from uuid import UUID

from pipelines import db
from pipelines.llm.meanings import Vocabulary
from pipelines.llm.outcomes import Outcome, read_outcomes
from pipelines.llm.question import Question
from pipelines.llm.readings import Event, read_all, read_events
from pipelines.llm.wish_reader import read_vocabulary, read_wish, wish_question
from pipelines.settings import Settings
from pipelines.standing import still_open


def read_wishes(settings: Settings, week: str, listener_ids: Sequence[UUID]) -> int:
    """Turn a week's wishes, feedback and outcomes into rows of recs; how many rules were written.

    All events up to the week stay in force, but for feedback that a later one contradicts (`contradictions`); of two
    rules on one facet and value the later event wins, and any event wins over an outcome. What is left without a rule
    is told as overruled. Replaces the rows of each listener and week, so a second run writes the same; rows that an
    edition stands on stay as they are.

    Raises:
        RateLimitedError: The model asks us to come back later; this listener's rows stay (as after ServiceError).
    """
    listeners = still_open(settings, week, listener_ids, "recs.rule")
    with db.transaction(settings, "open") as connection:
        events = {listener: read_events(connection, week, listener) for listener in listeners}
        outcomes = {listener: read_outcomes(connection, week, listener) for listener in listeners}
    vocabulary = read_vocabulary(settings, week) if any(events.values()) else Vocabulary()
    return sum(_read_listener(settings, week, one, events[one], outcomes[one], vocabulary) for one in listeners)


def wish_questions(settings: Settings, week: str, listener_ids: Sequence[UUID]) -> list[Question]:
    """What `read_wishes` will ask, for a batch ahead of it."""
    listeners = still_open(settings, week, listener_ids, "recs.rule")
    with db.transaction(settings, "open") as connection:
        return [
            wish_question(week, listener, event)
            for listener in listeners
            for event in read_events(connection, week, listener)
            if event["origin"] == "wish"
        ]


def _read_listener(
    settings: Settings,
    week: str,
    listener_id: UUID,
    events: Sequence[Event],
    outcomes: Sequence[Outcome],
    vocabulary: Vocabulary,
) -> int:
    reading = read_all(events, outcomes, lambda event: read_wish(settings, week, listener_id, event, vocabulary))
    with db.transaction(settings, "open") as connection:
        # runs whose chains overlap replace the same rows with the same rows, one after the other
        db.execute(connection, "select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"rules:{listener_id}:{week}"])
        key = {"listener_id": listener_id, "week": week}
        for table, rows in reading.tables(connection, week, listener_id).items():
            delete = f"delete from {table} where listener_id = %(listener_id)s and week = %(week)s"  # noqa: S608  (ours)
            db.execute(connection, delete, key)
            db.insert_rows(connection, table, rows)
        db.insert_rows(
            connection,
            "recs.run_metrics",
            [{**key, "name": name, "value": value} for name, value in reading.metrics.items()],
            on_conflict="on conflict (week, listener_id, name) do update set value = excluded.value",
        )
    return len(reading.rules)
