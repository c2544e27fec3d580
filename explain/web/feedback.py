"""What a listener says about a song: an append-only event, and the plain truth about what will come of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, get_args
from uuid import UUID

from explain.web.frame import FRAMES
from pipelines import db
from pipelines.clock import Clock
from pipelines.domain.ids import stable_id
from pipelines.domain.telling import ENGLISH, Language
from pipelines.domain.weeks import week_key
from pipelines.errors import BadInputError
from pipelines.settings import Settings

Kind = Literal["more", "less", "never", "wrong_reason"]
KINDS: tuple[str, ...] = get_args(Kind)
GENRES_OF_MORE = 2
"""ARCHITECTURE.md, rules: "more" prefers the song's artist and its two first genres."""


@dataclass(frozen=True)
class Feedback:
    """One click: who, on which report, about which song, what; and in which language that is answered."""

    listener_id: UUID
    week: str
    recording_id: UUID
    kind: str
    language: Language = ENGLISH


@dataclass(frozen=True)
class Stored:
    """The event as it stands in app.feedback.

    Attributes:
        counts_in: The ISO week whose slate is the first to read it.
        answer: What will change, in one sentence.
    """

    event_id: UUID
    kind: str
    given_at: datetime
    counts_in: str
    answer: str


class UnknownSongError(BadInputError):
    """Feedback on a song that is on no slate of that listener's week."""


def store_feedback(settings: Settings, clock: Clock, feedback: Feedback) -> Stored:
    """
    Insert one event; the same content at the same time is the same event.

    Raises:
        BadInputError: The kind does not exist.
        UnknownSongError: The song is on no slate of that listener and week.
    """
    if feedback.kind not in KINDS:
        raise BadInputError(f"no such feedback: '{feedback.kind[:40]}'; it is one of {', '.join(KINDS)}")
    given_at = clock()
    event_id = stable_id(
        "feedback", feedback.listener_id, feedback.week, feedback.recording_id, feedback.kind, given_at.isoformat()
    )
    with db.transaction(settings, "display") as connection:
        song = _read_song(connection, feedback)
        if song is None:
            raise UnknownSongError("no such song on that listener's slate of that week; nothing was stored")
        event = {
            "event_id": event_id,
            "listener_id": feedback.listener_id,
            "week": feedback.week,
            "recording_id": feedback.recording_id,
            "kind": feedback.kind,
            "created_at": given_at,
        }
        db.insert_rows(connection, "app.feedback", [event], on_conflict="on conflict do nothing")
    counts_in = week_key(given_at)
    answer = what_will_change(feedback.kind, song, counts_in, feedback.language)
    return Stored(event_id, feedback.kind, given_at, counts_in, answer)


def _read_song(connection: db.Connection, feedback: Feedback) -> dict[str, Any] | None:
    """The `song` evidence of the newest edition that has the song; {} when its evidence is gone."""
    found = db.one(
        connection,
        """
        select coalesce(e.payload, '{}') as payload
        from recs.slate_song as s
        left join recs.evidence as e using (listener_id, week, edition, recording_id)
        where listener_id = %s and week = %s and recording_id = %s and coalesce(e.kind, 'song') = 'song'
        order by edition desc
        """,
        [feedback.listener_id, feedback.week, feedback.recording_id],
    )
    return None if found is None else dict(found["payload"])


def what_will_change(kind: str, song: dict[str, Any], counts_in: str, language: Language = ENGLISH) -> str:
    """One sentence about the next list; `song` is the payload of its `song` evidence."""
    frame = FRAMES[language]
    names = [genre["name"] for genre in (song.get("genres") or [])[:GENRES_OF_MORE]]
    said = frame.feedback_answers["more_of_genres" if kind == "more" and names else kind]
    return said.format(
        week=frame.week(counts_in),
        artist=song.get("artist_name") or frame.this_artist,
        genres=frame.listing(names),
    )


def read_given(connection: db.Connection, listener_id: UUID, week: str) -> dict[UUID, list[str]]:
    """What was said on one report so far, by recording: kinds, the newest last, each once."""
    given: dict[UUID, list[str]] = {}
    found = db.rows(
        connection,
        "select recording_id, kind from app.feedback where listener_id = %s and week = %s"
        " order by created_at, event_id",
        [listener_id, week],
    )
    for row in found:
        kinds = given.setdefault(row["recording_id"], [])
        if row["kind"] in kinds:
            kinds.remove(row["kind"])
        kinds.append(row["kind"])
    return given
