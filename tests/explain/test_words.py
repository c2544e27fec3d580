"""A refused sentence goes back once with findings; what fails again is dropped; an empty slot gets the template."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest

from explain.checker import Checker
from explain.claims import Claim, build_claims
from explain.evidence import context_row, make_evidence
from explain.findings import Finding
from explain.words import CheckedText, check_words
from explain.writers.slots import Slot, SlotSentence, SlotText, make_slots, offered

Rows = Callable[..., list[dict[str, Any]]]
LIE = "It leaves everything on your own shelf in the shade."


class _Desk:
    """One song's slot, its checker, and a writer that answers what it is told to."""

    def __init__(self, rows: list[dict[str, Any]]) -> None:
        evidence = make_evidence([*rows, context_row("2026-W47", 1)])
        claims = offered(build_claims(evidence))
        self.checker = Checker.of(claims)
        self.slot = next(
            slot
            for slot in make_slots(evidence, claims)
            if slot.about is not None and len([one for one in slot.claims if one.predicate == "because_of_own"]) > 1
        )
        self.asked: list[tuple[Sequence[Slot], Mapping[str, Sequence[Finding]]]] = []

    def claim(self, predicate: str, place: int = 0) -> Claim:
        return [one for one in self.slot.claims if one.predicate == predicate][place]

    def own(self, place: int = 0) -> SlotSentence:
        name = self.claim("because_of_own", place).claim_id
        text = f"{{{name}.value}} of its score grows out of {{{name}.object:0}} by {{{name}.object:1}}."
        return SlotSentence(text, (name,))

    def check(self, first: list[SlotSentence], better: list[SlotSentence] | None = None) -> CheckedText:
        def again(slots: Sequence[Slot], findings: Mapping[str, Sequence[Finding]]) -> dict[str, SlotText]:
            self.asked.append((slots, findings))
            return {} if better is None else {self.slot.name: SlotText(self.slot.name, "m", tuple(better), "h2")}

        draft = {self.slot.name: SlotText(self.slot.name, "m", tuple(first), "h1")}
        return check_words([self.slot], self.checker, draft, "x", again=again)[0]


@pytest.fixture
def desk(rows: Rows) -> _Desk:
    return _Desk(rows(7, 12))


def _drafts(text: CheckedText) -> list[tuple[str, str, bool]]:
    return [(one.draft, one.part, one.is_published) for one in text.written]


def test_what_was_refused_goes_back_and_the_better_sentence_takes_its_place(desk: _Desk) -> None:
    own, more = desk.own(), desk.own(1)
    text = desk.check([own, SlotSentence(LIE, own.claim_ids)], [more])
    assert [("first", "reason", True), ("retry", "detail", True), ("first", "", False)] == _drafts(text)
    assert ("m", "h1", "h2") == (text.writer, text.request_hash, text.retry_hash)
    (slots, findings) = desk.asked[0]
    assert [desk.slot] == list(slots)
    assert [LIE.rstrip(".")] == [one.text.rstrip(".") for one in findings[desk.slot.name]]


def test_nobody_is_asked_again_when_all_holds(desk: _Desk) -> None:
    text = desk.check([desk.own()], [desk.own(1)])
    assert [] == desk.asked
    assert [("first", "reason", True)] == _drafts(text)


def test_what_is_refused_twice_is_dropped(desk: _Desk) -> None:
    own = desk.own()
    text = desk.check([own, SlotSentence(LIE, own.claim_ids)], [SlotSentence(LIE, own.claim_ids)])
    assert [True, False, False] == [one.is_published for one in text.written]
    assert 1 == len(desk.asked)
    assert LIE not in text.text


@pytest.mark.parametrize("better", [None, []])
def test_a_slot_without_words_is_written_by_the_template(desk: _Desk, better: list[SlotSentence] | None) -> None:
    text = desk.check([SlotSentence(LIE, desk.own().claim_ids)], better)
    assert "template" == text.writer
    assert "reason" == text.written[0].part
    assert "fallback" == text.written[0].draft
    assert [("first", "", False)] == _drafts(text)[-1:]


def test_an_answer_without_a_sentence_is_asked_for_again(desk: _Desk) -> None:
    text = desk.check([], [desk.own()])
    assert [("retry", "reason", True)] == _drafts(text)
    assert ["no sentence was given"] == [one.reason for one in desk.asked[0][1][desk.slot.name]]


def test_findings_hold_no_value_that_was_typed(desk: _Desk) -> None:
    """Numbers, names that the evidence knows and names that it does not: all hidden, in the sentence and the reason."""
    claim = desk.claim("because_of_own")
    title, artist = (str(one) for one in claim.objects[:2])
    typed = f"{claim.value:.0f}% of it is “{title}” by {artist}, says Zorba of {{{claim.claim_id}.object:1}}."
    desk.check(
        [SlotSentence(typed, (claim.claim_id,)), SlotSentence(f"Zorba sold 7 of them to {artist}.", ("c1", "x"))]
    )
    found = desk.asked[0][1][desk.slot.name]
    assert 2 == len(found)
    for one in found:
        for value in (title, artist, f"{claim.value:.0f}", "7"):
            assert value not in one.text.replace(claim.claim_id, ""), one
            assert value not in one.reason.replace(claim.claim_id, ""), one
    assert f"{{{claim.claim_id}.object:1}}" in found[0].text


def test_a_larger_reason_after_a_smaller_one_is_not_printed(desk: _Desk) -> None:
    assert (desk.claim("because_of_own").value or 0) > (desk.claim("because_of_own", 1).value or 0)
    text = desk.check([desk.own(1), desk.own(0)])
    assert [("first", "reason", True), ("first", "", False)] == _drafts(text)
    assert "it names a larger reason after a smaller one" == text.written[1].why


def test_a_first_sentence_of_more_than_30_words_is_no_reason(desk: _Desk) -> None:
    """The sentence holds, and yet the template writes the song's words."""
    own = desk.own()
    text = desk.check([SlotSentence("worth a nod " * 10 + own.text, own.claim_ids)])
    refused = text.written[-1]
    assert ("supported", False) == (refused.judgement.verdict, refused.is_published)
    assert re.match(r"\d+ words: the first sentence of a song has at most 30", refused.why)
    assert "too many words: the first sentence of a song has at most 30" == desk.asked[0][1][desk.slot.name][0].reason
    assert "template" == text.writer


def test_the_same_is_not_said_twice(desk: _Desk) -> None:
    text = desk.check([desk.own(), desk.own()], [])
    assert [True, False] == [one.is_published for one in text.written]
    assert "it was said already" == text.written[1].why


def test_what_was_replaced_does_not_come_back_where_it_would_now_fit(desk: _Desk) -> None:
    """Too long for a reason, it could stand behind the better one as detail; but another was asked for in its place."""
    long = SlotSentence("worth a nod " * 10 + desk.own(1).text, desk.own(1).claim_ids)
    text = desk.check([long], [desk.own(0)])
    assert [("retry", "reason", True), ("first", "", False)] == _drafts(text)
