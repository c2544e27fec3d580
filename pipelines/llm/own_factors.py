"""What wrong reasons and saved songs do to the weight of own things, as rows of recs.own_factor."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from pipelines import db
from pipelines.domain.ids import stable_id
from pipelines.domain.weeks import week_end, week_start
from pipelines.llm.contradictions import Said, is_outspoken

WRONG_REASON, SAVED = 0.5, 1.5
"""Factors on w(u, h), by event or saved song; pipelines.recommend.reweight bounds their product."""
REASONS = 3
"""The strongest own things of a song whose reason was wrong that weigh less."""


def find_own_factors(
    connection: db.Connection, week: str, listener_id: UUID, events: Sequence[Mapping[str, Any]], said: Sequence[Said]
) -> list[dict[str, Any]]:
    """Rows for recs.own_factor, ready to be inserted: wrong reasons in the order of their events, then saved songs.

    A source that changes nothing has one row at place 0, so that it can be said.

    Args:
        connection: As role open.
        week: Whose feedback and own things are read.
        listener_id: Whose.
        events: The week's frozen feedback, oldest first, with `about_week`, the week of the slate that it is on.
        said: The feedback in force.
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
    for song in _saved_songs(connection, week, listener_id):
        thing = song["recording_id"]
        beaten = thing in doubted or is_outspoken(song["subject_id"], song["artist_id"], said)
        source = {"source_id": stable_id("saved", thing), "kind": "saved", "subject_id": song["subject_id"]}
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


def _saved_songs(connection: db.Connection, week: str, listener_id: UUID) -> list[dict[str, Any]]:
    """Own things of this week that an earlier slate brought, in any version, each once, by id.

    Editions 0 and 1 count, so that a re-run reads the same. A thing that is known to have been added before its slate
    was not saved from it.
    """
    found = db.rows(
        connection,
        """
        select distinct f.recording_id, t.artist_id, s.recording_id as subject_id, s.week, s.edition, f.added_at
        from marts.fct_interaction as f
        join marts.dim_track as t on t.week = f.week and t.recording_id = f.recording_id
        join recs.slate_song as s
            on s.listener_id = f.listener_id and (s.recording_id = f.recording_id or s.group_id = t.group_id)
        where f.week = %(week)s and f.listener_id = %(listener)s and s.week < f.week and s.edition in (0, 1)
        order by f.recording_id, s.week, s.edition, s.recording_id
        """,
        {"week": week, "listener": listener_id},
    )
    saved: dict[UUID, dict[str, Any]] = {}
    for row in found:
        shown_from = week_end(row["week"]) if row["edition"] else week_start(row["week"])
        if row["added_at"] is None or row["added_at"] >= shown_from:
            saved.setdefault(row["recording_id"], row)
    return list(saved.values())
