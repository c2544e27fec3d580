"""Why a song is on a slate: its stored parts in words, their sum against the score, re-ranking, what-ifs."""

import math
from typing import Any
from uuid import UUID

from pipelines import db
from pipelines.errors import BadInputError, ReproductionError
from pipelines.recommend.score import TERMS
from pipelines.recommend.select import RERANK_STEPS
from pipelines.recommend.stored import StoredEdition, track_names
from pipelines.recommend.why_words import Wording, parts_told

TOLERANCE = 1e-9
"""Largest difference of a score and the sum of its stored parts."""
_OF_EDITION = "where listener_id = %s and week = %s and edition = %s"
_OF_SONG = "where listener_id = %s and week = %s and edition = %s and recording_id = %s"


def read_why(connection: db.Connection, stored: StoredEdition, recording_id: UUID) -> dict[str, Any]:
    """Everything stored about one song of a slate, in words; `parts[].value` add up to `score`.

    Args:
        connection: As role display, which may read names.
        stored: The edition.
        recording_id: A song of its slate.

    Returns:
        position, rank, role, score, parts (term, subject_kind, subject_id, words, value, share of the positive sum or
        None below 0), terms, sum, difference (sum - score), steps, step_sum (score + steps), what_ifs and model (what
        it said of the song, and how many songs of the slate are its own).

    Raises:
        BadInputError: The song is not on the slate.
        ReproductionError: The stored parts do not add up to the stored score.
    """
    key = [*stored.key, recording_id]
    song = db.one(connection, f"select position, rank, role, score from recs.slate_song {_OF_SONG}", key)  # noqa: S608
    if song is None:
        raise BadInputError(
            f"{recording_id} is not on the slate of {stored.week}, edition {stored.edition}: "
            "ask `linernotes why-not`, which says what kept it out"
        )
    columns = "term, subject_kind, subject_id, value, detail"
    found = db.rows(connection, f"select {columns} from recs.score_part {_OF_SONG}", key)  # noqa: S608  (our own names)
    found.sort(key=lambda row: (TERMS.index(row["term"]), row["subject_id"] == "other", -abs(row["value"])))
    total = math.fsum(row["value"] for row in found)
    if abs(total - song["score"]) >= TOLERANCE:
        raise ReproductionError(
            f"the stored parts of {recording_id} add up to {total!r}, but its score is {song['score']!r}: "
            "rows of recs.score_part were changed or lost"
        )
    wording = Wording(connection, stored, found)
    sql = f"select step, delta from recs.rerank_step {_OF_SONG}"  # noqa: S608  (our own names)
    steps = sorted(db.rows(connection, sql, key), key=lambda row: RERANK_STEPS.index(row["step"]))
    return {
        "listener_id": str(stored.listener_id),
        "week": stored.week,
        "edition": stored.edition,
        "recording_id": str(recording_id),
        "name": track_names(connection, stored.week, [recording_id])[recording_id],
        **song,
        "parts": parts_told(found, wording),
        "terms": {term: math.fsum(row["value"] for row in found if row["term"] == term) for term in TERMS},
        "sum": total,
        "difference": total - song["score"],
        "steps": steps,
        "step_sum": math.fsum([song["score"], *(step["delta"] for step in steps)]),
        "what_ifs": _what_ifs(connection, key, song["rank"], wording),
        "model": _model(connection, stored, recording_id),
    }


def _model(connection: db.Connection, stored: StoredEdition, recording_id: UUID) -> dict[str, Any]:
    """What the model said of the song (None: nothing), and how many songs of the slate are its own."""
    sql = f"""
        select recording_id, payload from recs.evidence {_OF_EDITION}
        and kind in ('model', 'judgement') and (recording_id is null or recording_id = %s)
    """  # noqa: S608  (our own names)
    found = {row["recording_id"]: row["payload"] for row in db.rows(connection, sql, [*stored.key, recording_id])}
    slate = found.get(None, {})
    counts = {name: slate.get(name, 0) for name in ("model_song_count", "song_count")}
    return {"said": found.get(recording_id), **counts}


def _what_ifs(connection: db.Connection, key: list[Any], rank: int, wording: Wording) -> list[dict[str, Any]]:
    found = db.rows(
        connection,
        f"select without_kind, without_id, rank, on_slate from recs.what_if {_OF_SONG} order by 1, 2",  # noqa: S608
        key,
    )
    return [
        {
            "without_kind": row["without_kind"],
            "without_id": row["without_id"],
            "words": wording.without(row["without_kind"], row["without_id"]),
            "rank_with": rank,
            "rank_without": row["rank"],
            "on_slate": row["on_slate"],
        }
        for row in found
    ]
