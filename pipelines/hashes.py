"""The hashes of a week that tests and people compare: rows, JSON and pictures; no run ids, no wall times."""

from typing import Any
from uuid import UUID

from pipelines import db
from pipelines.domain.hashing import canonical_json, content_hash, sha256_hex
from pipelines.settings import Settings

EDITION_TABLES = {
    "recs.candidate": (
        "recording_id, group_id, artist_id, sources, own, sound, trend, wish, judgement, popularity, score, rank, "
        "spotify_uri"
    ),
    "recs.score_part": "recording_id, term, subject_kind, subject_id, value, detail",
    "recs.slate_song": (
        "position, recording_id, group_id, artist_id, score, rank, role, spotify_uri, picked, picked_value"
    ),
    "recs.rerank_step": "recording_id, step, delta",
    "recs.what_if": "recording_id, without_kind, without_id, rank, on_slate",
    "recs.without_model": "position, recording_id, group_id, artist_id, score",
    "recs.evidence": "evidence_id, recording_id, kind, payload, sha256",
    "explain.claim": (
        "claim_id, recording_id, predicate, subject, objects, value, unit, evidence_ids, verdict, reason, published"
    ),
    "explain.text": "slot, writer, sentences, text",
}
"""Tables that hold an edition, with the columns that count."""
WEEK_TABLES = {
    "recs.rule": "rule_id, origin, event_id, effect, facet, value, strength, words, parser",
    "recs.overruled": "event_id, origin, words",
    "recs.unread_words": "event_id, words",
    "recs.own_factor": "source_id, kind, subject_id, place, recording_id, factor",
    "recs.proposal": "proposal_number, artist_name, title, steps, verdict, recording_id, outcome, request_hash",
    "recs.shortlist": "song_id, recording_id, facts",
    "recs.shortlist_evidence": "evidence_id, kind, payload",
    "recs.judgement": (
        "answer_number, song_id, recording_id, verdict_given, verdict, steps, dropped, outcome, request_hash"
    ),
}
"""Tables that hold a listener's week."""


def week_hashes(settings: Settings, week: str) -> dict[str, Any]:
    """Canonical hashes of the newest edition of every listener of a week.

    Returns:
        {"week", "listeners": {listener_id: {"edition", "rows", "json", "png", "tables": {table: hash}}}, "all": one
        hash of them}; json and png are None while there is no report yet.
    """
    with db.transaction(settings, "display") as connection:
        editions = db.rows(
            connection,
            "select listener_id, max(edition) as edition from recs.edition where week = %s group by 1 order by 1",
            [week],
        )
        listeners = {
            str(row["listener_id"]): _edition_hashes(connection, row["listener_id"], week, int(row["edition"]))
            for row in editions
        }
    return {"week": week, "listeners": listeners, "all": content_hash(listeners)}


def _edition_hashes(connection: db.Connection, listener_id: UUID, week: str, edition: int) -> dict[str, Any]:
    key = {"listener": listener_id, "week": week, "edition": edition}
    where_week = "where listener_id = %(listener)s and week = %(week)s"
    where_edition = f"{where_week} and edition = %(edition)s"
    tables = {
        name: _rows_hash(connection, name, columns, where_edition, key) for name, columns in EDITION_TABLES.items()
    }
    tables |= {name: _rows_hash(connection, name, columns, where_week, key) for name, columns in WEEK_TABLES.items()}
    report = db.one(connection, f"select report from explain.report {where_edition}", key)  # noqa: S608  (our own names)
    charts = db.rows(
        connection,
        f"select subject, kind, png, numbers, alt from explain.chart {where_edition} order by 1, 2",  # noqa: S608
        key,
    )
    drawn = [{**chart, "png": sha256_hex(bytes(chart["png"]))} for chart in charts]
    return {
        "edition": edition,
        "rows": content_hash(tables),
        "json": None if report is None else content_hash(report["report"]),
        "png": content_hash(drawn) if drawn else None,
        "tables": tables,
    }


def _rows_hash(connection: db.Connection, table: str, columns: str, where: str, key: dict[str, Any]) -> str:
    found = db.rows(connection, f"select {columns} from {table} {where}", key)  # noqa: S608  (our own names)
    return content_hash(sorted(canonical_json(row) for row in found))
