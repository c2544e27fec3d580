"""What a report says of removed and readded songs, and of what no longer counts."""

from collections.abc import Callable
from typing import Any

import pytest

from explain.checker import Checker, check_text
from explain.claims import build_claims
from explain.evidence import Evidence, context_row, make_evidence
from explain.words import check_words
from explain.writers.slots import make_slots, offered
from pipelines.domain.hashing import content_hash

Rows = Callable[..., list[dict[str, Any]]]
SOURCE = "20000000-0000-4000-8000-000000000001"


def _row(number: int, kind: str, payload: dict[str, Any], about: str | None = None) -> dict[str, Any]:
    row = {"evidence_id": f"e{number}", "recording_id": about, "kind": kind, "payload": payload}
    return {**row, "sha256": content_hash(payload)}


def _with_rule(rows: Rows, origin: str, gone: int) -> Evidence:
    """A slate of six with one outcome; without it `gone` songs would leave."""
    stored = rows(1, 6, rules=False)
    songs = sorted({str(row["recording_id"]) for row in stored if row["kind"] == "song"})
    rule = {"rule_id": SOURCE, "event_id": SOURCE, "origin": origin, "words": "Ghost Ferry, Dr. Felt"}
    rule |= {"effect": "avoid", "facet": "artist", "value": SOURCE, "songs_met": 6, "song_count": 6, "songs_with": 0}
    more = [_row(9000, "rule", rule)]
    for place, song in enumerate(songs):
        ranks = {"rank_with": place + 1, "rank_without": place + 1 + (place < gone) * 50, "pool_size": 1000}
        what_if = {"without_kind": origin, "without_id": SOURCE, **ranks, "on_slate": place >= gone}
        more.append(_row(9001 + place, "what_if", what_if, song))
    return make_evidence([*stored, *more, context_row("2026-W47", 1)])


def _changes(evidence: Evidence) -> str:
    claims = offered(build_claims(evidence))
    texts = check_words(make_slots(evidence, claims), Checker.of(claims), {}, "x")
    changes = next(text for text in texts if text.slot == "changes")
    assert {"supported"} == {one.verdict for one in changes.judgements}
    return changes.text


@pytest.mark.parametrize(
    ("origin", "gone", "said"),
    [
        ("removed", 2, "Without your removal of “Ghost Ferry, Dr. Felt”, two songs on this list would not be here."),
        ("removed", 0, "Your removal of “Ghost Ferry, Dr. Felt” changed nothing on this list."),
        ("readded", 0, "Your putting back of “Ghost Ferry, Dr. Felt” changed nothing on this list."),
    ],
)
def test_the_report_says_what_an_outcome_did(rows: Rows, origin: str, gone: int, said: str) -> None:
    assert said == _changes(_with_rule(rows, origin, gone))


@pytest.mark.parametrize(
    ("origin", "words", "said"),
    [
        ("feedback", "more: Sundial", "Your feedback “more: Sundial” no longer counts: you said something else later."),
        ("wish", "no folk", "Your wish “no folk” no longer counts: you asked for something else later."),
        ("removed", "Sundial", "Your removal of “Sundial” no longer counts: what you said or kept counts instead."),
        ("readded", "Sundial", "Your putting back of “Sundial” no longer counts: what you said counts instead."),
    ],
)
def test_what_no_longer_counts_is_said_and_of_nothing_else(rows: Rows, origin: str, words: str, said: str) -> None:
    overruled = _row(9000, "overruled", {"event_id": SOURCE, "origin": origin, "words": words})
    evidence = make_evidence([*rows(1, 6, rules=False), overruled, context_row("2026-W47", 1)])
    assert said == _changes(evidence)
    assert ["unsupported"] == [one.verdict for one in check_text(evidence, said.replace(words, "more jazz"))]
    without = make_evidence([*rows(1, 6, rules=False), context_row("2026-W47", 1)])
    assert ["unsupported"] == [one.verdict for one in check_text(without, said)]
