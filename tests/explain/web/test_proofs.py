"""Sentences, their footnotes, and the rows behind them."""

from typing import Any

from explain.web.frame import FRAMES
from explain.web.names import Names
from explain.web.proofs import NOTHING, check_view, together

EVIDENCE: dict[str, dict[str, Any]] = {
    "e1": {
        "evidence_id": "e1",
        "kind": "part",
        "payload": {"share": 0.44, "playlist_ids": ["p1"], "none": None},
        "sha256": "a",
    },
    "e2": {
        "evidence_id": "e2",
        "kind": "song",
        "payload": {"title": "T", "artist_name": "A", "recording_id": "r1"},
        "sha256": "b",
    },
}
NAMES = Names.of(EVIDENCE.values(), {"p1": "Rainy Sundays"})


def claim(claim_id: str, verdict: str = "supported") -> dict[str, Any]:
    return {
        "claim_id": claim_id,
        "recording_id": None,
        "predicate": "share_of_score",
        "subject": "r1",
        "objects": ["p1"],
        "value": 0.44,
        "unit": "",
        "evidence_ids": ["e1"],
        "verdict": verdict,
        "reason": "",
    }


def text(*sentences: dict[str, Any]) -> dict[str, Any]:
    return {"writer": "template", "text": "whole", "sentences": list(sentences)}


def sentence(words: str, *claims: str, verdict: str = "supported") -> dict[str, Any]:
    return {"text": words, "claim_ids": list(claims), "verdict": verdict, "reason": ""}


def test_footnotes_are_numbered_in_order_of_use() -> None:
    """c9 is used first, so it is 1; c2 is 2 both times."""
    shown = check_view(
        text(sentence("One.", "c9", "c2"), sentence("Two.", "c2")), [claim("c2"), claim("c9")], EVIDENCE, NAMES
    )
    assert [[1, 2], [2]] == [one.notes for one in shown.sentences]
    assert ["c9", "c2"] == [one.claim_id for one in shown.claims]
    assert (2, 2) == (shown.supported, shown.total)


def test_a_dropped_sentence_takes_its_claims_with_it() -> None:
    shown = check_view(
        text(sentence("True.", "c1"), sentence("False.", "c2", verdict="unsupported")),
        [claim("c1"), claim("c2")],
        EVIDENCE,
        NAMES,
    )
    assert (["True."], 1, 1) == ([one.text for one in shown.sentences], shown.total, len(shown.refused))


def test_an_unsupported_claim_is_not_counted_as_checked() -> None:
    shown = check_view(text(sentence("Hm.", "c1")), [claim("c1", "unsupported")], EVIDENCE, NAMES)
    assert (0, 1) == (shown.supported, shown.total)


def test_ids_are_spelled_as_names_and_nothing_is_said_of_the_unknown() -> None:
    shown = check_view(text(sentence("In {playlist:p1}.", "c1")), [claim("c1")], EVIDENCE, NAMES)
    assert "In “Rainy Sundays”." == shown.sentences[0].text
    assert "Share of score: Rainy Sundays, 0.44" == shown.claims[0].says
    assert [("share", "44%"), ("playlist ids", "Rainy Sundays")] == shown.proofs[0].facts


def test_a_known_predicate_is_spelled_field_by_field() -> None:
    known = {
        **claim("c1"),
        "predicate": "because_of_own",
        "value": 44.0,
        "unit": "percent",
        "objects": ["Grey Weather", "Low Ceiling"],
    }
    shown = check_view(text(sentence("So.", "c1")), [known], EVIDENCE, NAMES)
    assert "Because of own: share 44%, title “Grey Weather”, artist Low Ceiling" == shown.claims[0].says


def test_a_weakest_point_has_the_unit_of_its_feature() -> None:
    row = {**claim("c1"), "predicate": "weakest_point", "value": 142.0, "objects": ["tempo_bpm", 88.0, 121.0]}
    shown = check_view(text(sentence("So.", "c1")), [row], EVIDENCE, NAMES)
    assert "Weakest point: tempo bpm, value 142 bpm, low 88, high 121" == shown.claims[0].says


def test_no_text_is_nothing_and_a_text_without_sentences_is_shown_whole() -> None:
    assert NOTHING == check_view(None, [], {}, NAMES)
    assert ["whole"] == [one.text for one in check_view(text(), [], {}, NAMES).sentences]


def test_several_slots_share_one_list_of_rows() -> None:
    first = check_view(text(sentence("One.", "c1")), [claim("c1")], EVIDENCE, NAMES)
    second = check_view(text(sentence("Two.", "c2")), [claim("c2")], EVIDENCE, NAMES, first=first.total + 1)
    both = together([first, second], FRAMES["en"])
    assert [1, 2] == [one.number for one in both.claims]
    assert ["e1"] == [one.evidence_id for one in both.proofs]
