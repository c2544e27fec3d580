"""A small week that is right in every respect; each test breaks one thing in it."""

from uuid import UUID

import pytest

from pipelines import db
from pipelines.domain.weeks import week_end, week_start
from pipelines.settings import Settings

WEEK = "2026-W47"

MARTS = """
create table if not exists marts.listener_exclusion (week text, listener_id uuid, group_id uuid, song_hash text);
"""


def uid(letter: str, number: int) -> UUID:
    return UUID(f"{letter * 8}-0000-0000-0000-{number:012d}")


LISTENER = uid("e", 1)


@pytest.fixture
def listener() -> UUID:
    return LISTENER


@pytest.fixture
def good_week(settings: Settings) -> Settings:
    """A Spotify listener with an edition of two songs, scored 1.0 in two parts, one claim, five charts."""
    key = {"listener_id": LISTENER, "week": WEEK, "edition": 1}
    with db.transaction(settings) as connection:
        db.execute(connection, MARTS)
        person = {"listener_id": LISTENER, "display_name": "L", "first_week": WEEK, "created_at": week_start(WEEK)}
        db.insert_rows(connection, "app.listener", [person])
        made = {"release": "r", "input_hash": "h", "state": "explained", "pool_size": 9, "playable": 9, "wanted": 30}
        db.insert_rows(connection, "recs.edition", [{**key, **made, "rows_hash": "h"}])
        for number in (1, 2):
            recording = uid("a", number)
            song = {
                "position": number,
                "recording_id": recording,
                "group_id": uid("c", number),
                "artist_id": uid("b", number),
                "score": 1.0,
                "rank": number,
                "role": "core",
                "spotify_uri": f"spotify:track:{number}",
            }
            db.insert_rows(connection, "recs.slate_song", [{**key, **song}])
            for term, value in (("own", 0.75), ("sound", 0.25)):
                part = {"term": term, "subject_kind": "other", "subject_id": "other", "value": value}
                db.insert_rows(connection, "recs.score_part", [{**key, "recording_id": recording, **part}])
            for kind in ("parts", "range"):
                chart = {"subject": str(recording), "kind": kind, "png": b"", "alt": "", "sha256": "h"}
                db.insert_rows(connection, "explain.chart", [{**key, **chart, "numbers": db.Json({})}])
        chart = {"subject": "slate", "kind": "slate", "png": b"", "alt": "", "sha256": "h", "numbers": db.Json({})}
        db.insert_rows(connection, "explain.chart", [{**key, **chart}])
        proof = {"evidence_id": "e1", "kind": "song", "payload": db.Json({}), "sha256": "h"}
        db.insert_rows(connection, "recs.evidence", [{**key, **proof}])
        claim = {"claim_id": "c1", "predicate": "p", "subject": "s", "evidence_ids": ["e1"], "verdict": "supported"}
        db.insert_rows(connection, "explain.claim", [{**key, **claim, "checker_version": "1", "published": True}])
    return settings


@pytest.fixture
def sealed_at() -> object:
    return week_end(WEEK)
