"""What one more wish or feedback would have made of a week's rules: read as the week reads, nothing stored or asked."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from pipelines import db
from pipelines.errors import ReproductionError
from pipelines.llm.client import replay
from pipelines.llm.outcomes import read_outcomes
from pipelines.llm.readings import Event, Tables, read_all, read_events
from pipelines.llm.wish_reader import ReadWish, read_vocabulary, read_with_answer, wish_question
from pipelines.settings import Settings

COMPARED = {
    "recs.rule": "event_id, origin, effect, facet, value, strength, words, parser",
    "recs.overruled": "event_id, origin, words",
    "recs.own_factor": "source_id, kind, subject_id, place, recording_id, factor",
}
"""What must come out as the week has it before anything is said of a change."""


def read_one_more(
    connection: db.Connection, settings: Settings, week: str, listener_id: UUID, event: Mapping[str, Any]
) -> Tables:
    """The rows of recs that the week would have with one more event: the very code of `read_wishes`, without its pen.

    Wishes of the week are read by the answers that it got. The further wish is read by code: nobody asks a model for
    a preview.

    Args:
        connection: As role open.
        settings: Those of the week.
        week: Of a stored edition.
        listener_id: Whose.
        event: A row of app.wish or app.feedback that is stored nowhere.

    Raises:
        ReproductionError: Without the event other rows come out than the week has.
    """
    outcomes = read_outcomes(connection, week, listener_id)
    vocabulary = read_vocabulary(settings, week)

    def read(one: Event) -> ReadWish:
        is_further = one["event_id"] == event["event_id"]
        answer = None if is_further else replay(settings, connection, wish_question(week, listener_id, one))
        return read_with_answer(one, answer, vocabulary)

    def tables(further: Sequence[Mapping[str, Any]]) -> Tables:
        events = read_events(connection, week, listener_id, further)
        return read_all(events, outcomes, read).tables(connection, week, listener_id)

    _require_the_weeks(connection, week, listener_id, tables([]))
    return tables([event])


def _require_the_weeks(connection: db.Connection, week: str, listener_id: UUID, found: Tables) -> None:
    for table, columns in COMPARED.items():
        sql = f"select {columns} from {table} where week = %s and listener_id = %s"  # noqa: S608  (our own names)
        stored = db.rows(connection, sql, [week, listener_id])
        names = columns.split(", ")
        if {tuple(row[name] for name in names) for row in stored} != {
            tuple(row[name] for name in names) for row in found[table]
        }:
            raise ReproductionError(
                f"{week}, listener {listener_id}: {table} is read otherwise by this code and this model than when the "
                "slate was made, so nothing exact can be said; the week that is made next can be previewed again"
            )
