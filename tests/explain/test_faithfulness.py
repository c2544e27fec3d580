"""Faithfulness is read from finished texts: support, order of reasons, share named, what-ifs against the store."""

from collections.abc import Callable
from typing import Any

import pytest

from explain.checker import Checker
from explain.claims import Claim, build_claims
from explain.evidence import Evidence, context_row, make_evidence
from explain.faithfulness import measure
from explain.words import check_words
from explain.writers.slots import make_slots, offered

Rows = Callable[..., list[dict[str, Any]]]
Report = tuple[Evidence, Checker, dict[str, str], list[dict[str, Any]]]


@pytest.fixture
def report(rows: Rows) -> Report:
    """Evidence, its checker, the template's finished texts, and the stored what-ifs."""
    stored = rows(7, 12)
    evidence = make_evidence([*stored, context_row("2026-W47", 1)])
    claims = offered(build_claims(evidence))
    checker = Checker.of(claims)
    texts = {one.slot: one.text for one in check_words(make_slots(evidence, claims), checker, {}, "x")}
    songs = [
        {
            "recording_id": row["recording_id"],
            "rank": row["payload"]["rank"],
            "what_ifs": [
                {
                    "without_kind": one["payload"]["without_kind"],
                    "without_id": one["payload"]["without_id"],
                    "rank": one["payload"]["rank_without"],
                    "on_slate": one["payload"]["on_slate"],
                }
                for one in stored
                if one["kind"] == "what_if" and one["recording_id"] == row["recording_id"]
            ],
        }
        for row in stored
        if row["kind"] == "song"
    ]
    return evidence, checker, texts, songs


def test_the_template_is_faithful(report: Report) -> None:
    found = measure(*report).as_metrics()
    assert (1.0, 1.0, 1.0) == (found["published_support"], found["order_tau"], found["what_ifs_exact"])
    assert found["what_ifs_told"] > 0
    assert 0.3 < found["score_named"] <= 1.0


def test_a_wrong_number_in_a_finished_text_is_no_support(report: Report) -> None:
    evidence, checker, texts, songs = report
    slot = next(slot for slot, text in texts.items() if slot.startswith("song:") and "%" in text)
    changed = {**texts, slot: texts[slot].replace("%", "0%", 1)}
    found = measure(evidence, checker, changed, songs)
    assert found.sentences - 1 == found.supported


def test_a_stored_rank_that_the_text_does_not_print_is_seen(report: Report) -> None:
    evidence, checker, texts, songs = report
    for song in songs:
        for one in song["what_ifs"]:
            one["rank"] += 1000
    found = measure(evidence, checker, texts, songs)
    assert 0 == found.what_ifs_exact < found.what_ifs


def test_reasons_the_other_way_round_have_a_tau_below_zero(report: Report) -> None:
    """Two own songs of unequal share, the smaller one first: tau is -1, and the share named is the sum of both."""
    evidence, checker, _, songs = report
    first, second = _two_own(checker)
    said = " ".join(
        f"{one.spelled('share', {})[0]} of its score grows out of {one.spelled('title', {})[0]} by {one.objects[1]}."
        for one in (second, first)
    )
    found = measure(evidence, checker, {f"song:{first.recording_id}": said}, songs)
    assert (2, [-1.0]) == (found.supported, found.taus)
    assert found.named == [pytest.approx(((first.value or 0) + (second.value or 0)) / 100)]


def _two_own(checker: Checker) -> tuple[Claim, Claim]:
    by_song: dict[Any, list[Claim]] = {}
    for claim in checker.claims.values():
        if claim.predicate == "because_of_own":
            by_song.setdefault(claim.recording_id, []).append(claim)
    for found in by_song.values():
        found.sort(key=lambda one: -(one.value or 0))
        if len(found) > 1 and round(found[0].value or 0) > round(found[1].value or 0):
            return found[0], found[1]
    raise AssertionError("no song with two own songs of unequal share")
