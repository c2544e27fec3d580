"""The numbers of each picture, computed from evidence: what is drawn, what the table shows, what the alt text says."""

import math
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from explain.charts.words import WORDS, ChartWords
from explain.evidence import Evidence, Part, Range, Song, Terms
from pipelines.domain.telling import ENGLISH

Numbers = dict[str, Any]
OWN_SHOWN = 5
"""Own songs with a bar of their own; the others share one."""
KNOWN_ENOUGH = 5
"""Below so many known songs a range is drawn hollow."""
FEATURES = ("tempo_bpm", "energy", "valence", "release_year")
_TERMS = ("own", "sound", "trend", "wish", "judgement", "popularity")


def part_numbers(evidence: Evidence, recording_id: UUID, words: ChartWords = WORDS[ENGLISH]) -> Numbers:
    """
    Where a song's score comes from: own songs by title, the rest of them, and one row per other term.

    The values add up to `score`. `share` is of the positive sum, as in the words; negative rows have none.
    """
    parts = [part for _, part in evidence.of(Part, recording_id)]
    own = sorted(
        [part for part in parts if part.term == "own" and part.title is not None],
        key=lambda part: (-part.value, part.subject_id),
    )
    positive = math.fsum(max(part.value, 0.0) for part in parts)
    rows = [_row(f"{part.title} · {part.artist_name}", "own", part.value, positive) for part in own[:OWN_SHOWN]]
    shown = {id(part) for part in own[:OWN_SHOWN]}
    for term in _TERMS:
        rest = [part.value for part in parts if part.term == term and id(part) not in shown]
        if rest and (value := math.fsum(rest)) != 0:
            label = words.other_own if term == "own" and shown else words.terms[term]
            rows.append(_row(label, term, value, positive))
    rows.sort(key=lambda row: (row["value"] < 0, -row["value"]))
    terms = evidence.of(Terms, recording_id)
    score = terms[0][1].score if terms else math.fsum(part.value for part in parts)
    return {"rows": rows, "score": score}


def _row(label: str, term: str, value: float, positive: float) -> Numbers:
    return {"label": label, "term": term, "value": value, "share": value / positive if value > 0 and positive else None}


def range_numbers(evidence: Evidence, recording_id: UUID) -> Numbers:
    """A song and its artist against the listener's usual range, one row per feature; None is unknown."""
    found = {one.feature: one for _, one in evidence.of(Range, recording_id)}
    return {"rows": [_range_row(name, found.get(name, Range(feature=name))) for name in FEATURES]}


def _range_row(name: str, one: Range) -> Numbers:
    return {
        "feature": name,
        "song": one.song,
        "artist": one.artist,
        "p10": one.p10,
        "p50": one.p50,
        "p90": one.p90,
        "known_count": one.known_count,
    }


def slate_numbers(evidence: Evidence) -> Numbers:
    """The share of every positive term in each song of the slate, one row per song."""
    rows = []
    for recording_id, _, song in evidence.songs:
        parts = [part for _, part in evidence.of(Part, recording_id)]
        positive = math.fsum(max(part.value, 0.0) for part in parts)
        shares = {
            term: math.fsum(max(part.value, 0.0) for part in parts if part.term == term) / positive if positive else 0.0
            for term in _TERMS[:-1]
        }
        rows.append({"position": song.position, "title": song.title, "artist_name": song.artist_name, **shares})
    return {"rows": rows, "terms": totals(evidence)}


def totals(evidence: Evidence) -> Mapping[str, float]:
    """The share of every positive term in the whole slate."""
    sums = dict.fromkeys(_TERMS[:-1], 0.0)
    for recording_id, _, _ in evidence.songs:
        for _, part in evidence.of(Part, recording_id):
            if part.term in sums:
                sums[part.term] += max(part.value, 0.0)
    total = math.fsum(sums.values())
    return {term: (value / total if total else 0.0) for term, value in sums.items()}


def song_of(evidence: Evidence, recording_id: UUID) -> Song:
    """The facts of a slate song."""
    return evidence.of(Song, recording_id)[0][1]
