"""What wrong reasons and saved songs do to the weight of own things, as rows of recs.own_factor."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from pipelines import db
from pipelines.llm.contradictions import Said, is_outspoken
from pipelines.llm.outcomes import Outcome

WRONG_REASON, SAVED = 0.5, 1.5
"""Factors on w(u, h), by event or saved song; pipelines.recommend.reweight bounds their product."""
REASONS = 3
"""The strongest own things of a song whose reason was wrong that weigh less."""


def find_own_factors(
    connection: db.Connection,
    week: str,
    listener_id: UUID,
    events: Sequence[Mapping[str, Any]],
    said: Sequence[Said],
    outcomes: Sequence[Outcome],
) -> list[dict[str, Any]]:
    """Rows for recs.own_factor, ready to be inserted: wrong reasons in the order of their events, then saved songs.

    A source that changes nothing has one row at place 0, so that it can be said.

    Args:
        connection: As role open.
        week: Whose feedback and own things are read.
        listener_id: Whose.
        events: The week's frozen feedback, oldest first, with `about_week`, the week of the slate that it is on.
        said: The feedback in force.
        outcomes: Of which the saved songs count.
    """
    key = {"listener_id": listener_id, "week": week}
    rows: list[dict[str, Any]] = []
    doubted: set[UUID] = set()
    for event in events:
        if event["kind"] == "wrong_reason":
            things = _strongest_reasons(connection, listener_id, event)
            doubted |= set(things)
            source = {"source_id": event["event_id"], "kind": "wrong_reason", "subject_id": event["recording_id"]}
            rows += _rows(key | source, things, WRONG_REASON)
    for one in outcomes:
        if one.kind == "saved" and one.saved_recording_id is not None:
            thing = one.saved_recording_id
            beaten = thing in doubted or is_outspoken(one.recording_id, one.artist_id, said)
            source = {"source_id": one.event_id, "kind": "saved", "subject_id": one.recording_id}
            rows += _rows(key | source, [] if beaten else [thing], SAVED)
    return rows


def _rows(source: dict[str, Any], things: Sequence[UUID], factor: float) -> list[dict[str, Any]]:
    if not things:
        return [{**source, "place": 0, "recording_id": None, "factor": 1.0}]
    return [
        {**source, "place": place, "recording_id": thing, "factor": factor}
        for place, thing in enumerate(things, start=1)
    ]


def _strongest_reasons(connection: db.Connection, listener_id: UUID, event: Mapping[str, Any]) -> list[UUID]:
    """The own things with the largest stored parts of the song, on the first edition of that week that has it."""
    found = db.rows(
        connection,
        """
        select subject_id from recs.score_part as p
        where listener_id = %(listener)s and week = %(week)s and recording_id = %(song)s
            and term = 'own' and subject_kind = 'recording' and value > 0
            and edition = (
                select min(s.edition) from recs.slate_song as s
                where (s.listener_id, s.week, s.recording_id) = (p.listener_id, p.week, p.recording_id)
            )
        order by value desc, subject_id limit %(most)s
        """,
        {"listener": listener_id, "week": event["about_week"], "song": event["recording_id"], "most": REASONS},
    )
    return [UUID(row["subject_id"]) for row in found]
