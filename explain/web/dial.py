"""The dial on the site: where it stands, what this list was made with, and turning it for the weeks to come."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from explain.web.frame import FRAMES
from explain.web.frame.controls import side
from pipelines import db
from pipelines.clock import Clock
from pipelines.domain.dial import MIDDLE, dial_event
from pipelines.domain.telling import ENGLISH, Language
from pipelines.domain.weeks import week_key
from pipelines.errors import BadInputError
from pipelines.settings import Settings


@dataclass(frozen=True)
class Turn:
    """Whose dial is turned, to where, and in which language that is answered."""

    listener_id: UUID
    value: float
    language: Language = ENGLISH


@dataclass(frozen=True)
class Turned:
    """The event as it stands in app.profile_edit.

    Attributes:
        counts_in: The ISO week whose slate is the first to be made with it.
        answer: What will change, in one or two sentences.
    """

    event_id: UUID
    value: float
    turned_at: datetime
    counts_in: str
    answer: str


@dataclass(frozen=True)
class DialView:
    """What a page says of the dial.

    Attributes:
        stands: Where it stands now.
        counts_in: The ISO week that a turn made now would count from.
        made_with: Where it stood when the list of the page was made; None on a page without a list.
    """

    stands: float
    counts_in: str
    made_with: float | None = None


class UnknownListenerError(BadInputError):
    """A dial of nobody, or of somebody who has left."""


def store_dial(settings: Settings, clock: Clock, turn: Turn) -> Turned:
    """
    Insert one event; earlier ones stay, and the newest counts.

    Raises:
        BadInputError: The value is not in [0, 1].
        UnknownListenerError: There is no such listener, or they have left.
    """
    turned_at = clock()
    event = dial_event(turn.listener_id, turn.value, turned_at)
    with db.transaction(settings, "display") as connection:
        known = "select 1 from app.listener where listener_id = %s and left_at is null"
        if db.one(connection, known, [turn.listener_id]) is None:
            raise UnknownListenerError("no such listener; nothing was stored")
        row = {**event, "edit": db.Json(event["edit"])}
        db.insert_rows(connection, "app.profile_edit", [row], on_conflict="on conflict do nothing")
    counts_in = week_key(turned_at)
    answer = what_will_change(turn.value, counts_in, turn.language)
    return Turned(event["event_id"], turn.value, turned_at, counts_in, answer)


def read_stand(connection: db.Connection, listener_id: UUID) -> float:
    """Where a listener's dial stands now: the newest turn, the middle without one."""
    found = db.one(
        connection,
        """
        select cast(edit ->> 'dial' as double precision) as dial from app.profile_edit
        where listener_id = %s and edit ? 'dial' order by created_at desc, event_id desc limit 1
        """,
        [listener_id],
    )
    return MIDDLE if found is None else float(found["dial"])


def made_with(evidence: Iterable[Mapping[str, Any]]) -> float:
    """Where the dial stood when a slate was made, by its `slate` evidence; the middle when that says nothing of it."""
    payloads = [row["payload"] for row in evidence if row["kind"] == "slate"]
    return float(payloads[0].get("dial", MIDDLE)) if payloads else MIDDLE


def what_will_change(value: float, counts_in: str, language: Language = ENGLISH) -> str:
    """What a turn does, and from which week on."""
    frame = FRAMES[language]
    return frame.dial_answers[side(value)].format(week=frame.week(counts_in))
