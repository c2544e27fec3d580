"""How reports are told, on the site: what stands, what this list was told in, and choosing for the weeks to come."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from uuid import UUID

from explain.web.dial import UnknownListenerError
from pipelines import db
from pipelines.clock import Clock
from pipelines.domain.telling import CHOICES, Language, Telling, as_language, telling_event
from pipelines.domain.weeks import week_key
from pipelines.settings import Settings


@dataclass(frozen=True)
class Choice:
    """Whose reports, and what is to be told how: a choice of pipelines.domain.telling and its value."""

    listener_id: UUID
    choice: str
    value: str


@dataclass(frozen=True)
class Chosen:
    """The event as it stands in app.profile_edit.

    Attributes:
        counts_in: The ISO week whose report is the first to be told so.
    """

    event_id: UUID
    counts_in: str


@dataclass(frozen=True)
class TellingView:
    """What a page says of it.

    Attributes:
        stands: What is chosen now, by choice.
        counts_in: The ISO week that a choice made now would count from.
        told_in: The language of the page's report; empty on a page without one.
    """

    stands: Mapping[str, str]
    counts_in: str
    told_in: str = ""


def store_choice(settings: Settings, clock: Clock, choice: Choice) -> Chosen:
    """
    Insert one event; earlier ones stay, and the newest counts.

    Raises:
        BadInputError: There is no such choice or value.
        UnknownListenerError: There is no such listener, or they have left.
    """
    at = clock()
    event = telling_event(choice.listener_id, choice.choice, choice.value, at)
    with db.transaction(settings, "display") as connection:
        known = "select 1 from app.listener where listener_id = %s and left_at is null"
        if db.one(connection, known, [choice.listener_id]) is None:
            raise UnknownListenerError("no such listener; nothing was stored")
        row = {**event, "edit": db.Json(event["edit"])}
        db.insert_rows(connection, "app.profile_edit", [row], on_conflict="on conflict do nothing")
    return Chosen(event["event_id"], week_key(at))


def read_choices(connection: db.Connection, listener_id: UUID) -> dict[str, str]:
    """What a listener has chosen by now: of each choice the newest, else what holds for everybody."""
    found = db.rows(
        connection,
        """
        select distinct on (one.key) one.key as choice, one.value
        from app.profile_edit as e cross join lateral jsonb_each_text(e.edit) as one
        where e.listener_id = %s and one.key = any(%s)
        order by one.key, e.created_at desc, e.event_id desc
        """,
        [listener_id, list(CHOICES)],
    )
    return {**asdict(Telling()), **{row["choice"]: row["value"] for row in found}}


def language_chosen(stands: Mapping[str, str]) -> Language:
    """The language among what a listener has chosen."""
    return as_language(stands["language"])
