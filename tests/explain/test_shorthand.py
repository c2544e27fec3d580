"""A request's short names: what goes out says nothing twice and holds no value; what comes back is the claims' own."""

import re
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from explain.checker import Checker
from explain.claims import build_claims
from explain.evidence import context_row, make_evidence
from explain.findings import Finding
from explain.writers.model import MOST_SLOTS, TOKENS_PER_SLOT, requests
from explain.writers.shorthand import Offer, Shorthand
from explain.writers.slots import Slot, make_slots, offered
from pipelines.domain.hashing import canonical_json
from pipelines.domain.telling import UNCHOSEN, Telling
from pipelines.llm.schemas import SlateWords, SlotWords, strict_schema
from pipelines.settings import Settings

Rows = Callable[..., list[dict[str, Any]]]


class _Desk:
    def __init__(self, rows: list[dict[str, Any]], telling: Telling = UNCHOSEN) -> None:
        evidence = make_evidence([*rows, context_row("2026-W47", 1)])
        claims = offered(build_claims(evidence))
        self.evidence = evidence
        self.checker = Checker.of(claims, language=telling.language)
        self.slots: list[Slot] = make_slots(evidence, claims)
        self.shorthand = Shorthand(self.slots, telling)

    @property
    def song(self) -> Offer:
        return next(one for one in self.shorthand.offers if one.name == "s1")

    def name_of(self, predicate: str) -> str:
        return next(name for name, claim in self.song.claims.items() if claim.predicate == predicate)


@pytest.fixture
def desk(rows: Rows) -> _Desk:
    return _Desk(rows(7, 12))


def test_a_request_says_each_wording_once_and_no_value(desk: _Desk) -> None:
    asked = desk.shorthand.input({})
    told = [text for wordings in asked.kinds.values() for text in wordings]
    assert len(told) == len(set(told))
    slots = dict(line.split(": ") for line in asked.slots)
    assert list(slots)[:6] == ["headline", "trend", "variety", "changes", "s1", "s2"]
    assert all(name.rstrip("0123456789") in asked.kinds for claims in slots.values() for name in claims.split())
    counts = Counter(kind for claims in slots.values() for kind in {one.rstrip("0123456789") for one in claims.split()})
    assert counts["a"] == max(counts.values())  # what is named most has the shortest name
    sent = canonical_json(asked.model_dump(mode="json"))
    for _, _, song in desk.evidence.songs:
        assert song.title not in sent
        assert song.artist_name not in sent


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_wording_that_is_offered_holds_when_it_is_used_as_it_stands(rows: Rows, language: Any) -> None:
    """For each claim of each slot: the wording of its kind, its fields as slots, is supported under that slot."""
    desk = _Desk(rows(5, 6), Telling(language=language))
    asked = desk.shorthand.input({})
    for offer in desk.shorthand.offers:
        for name, claim in offer.claims.items():
            for place, wording in enumerate(asked.kinds[name.rstrip("0123456789")], start=1):
                text = wording.replace("{", f"{{{name}.") if "{" in wording else f"{wording} {{{name}}}"
                sentence = offer.read(f"{text[:1].upper()}{text[1:]}.")
                assert sentence == offer.read(f"[{name}:{place}].")
                assert sentence.claim_ids == (claim.claim_id,)
                judged = desk.checker.judge_slots(sentence.text, sentence.claim_ids, offer.slot.about)
                assert judged.verdict == "supported", (wording, judged.reason)


def test_a_field_becomes_the_slot_of_its_claim_and_a_bare_name_only_cites(desk: _Desk) -> None:
    own, new = desk.name_of("because_of_own"), desk.name_of("new_artist")
    sentence = desk.song.read(
        f"{{{own}.share}} of its score grows out of {{{own}.title}} by {{{own}.artist}} {{{new}}}."
    )
    first, second = desk.song.claims[own].claim_id, desk.song.claims[new].claim_id
    assert sentence.claim_ids == (first, second)
    assert sentence.text == f"{{{first}.value}} of its score grows out of {{{first}.object:0}} by {{{first}.object:1}}."
    assert desk.song.shorten(sentence.text).startswith(f"{{{own}.share}} of its score")


def test_a_whole_wording_may_stand_anywhere_in_a_sentence(desk: _Desk) -> None:
    """At its beginning with a capital; the claims of all that is written out are cited, in order."""
    own, new = desk.name_of("because_of_own"), desk.name_of("new_artist")
    sentence = desk.song.read(f" [{own}], and [{new}:1].")
    assert sentence.claim_ids == (desk.song.claims[own].claim_id, desk.song.claims[new].claim_id)
    (first, *_), (second, *_) = desk.song.wordings[own], desk.song.wordings[new]
    written = f"{first.replace('{', f'{{{own}.')}, and {second.replace('{', f'{{{new}.')}."
    assert sentence == desk.song.read(written[:1].upper() + written[1:])
    assert desk.checker.judge_slots(sentence.text, sentence.claim_ids, desk.song.slot.about).verdict == "supported"


@pytest.mark.parametrize(
    "stranger", ["{zz9.share}", "{%s.nothing}", "{c1.value}", "{zz9}", "{%s.share", "[zz9]", "[%s:9]", "[%s:0]", "[%s"]
)
def test_what_names_no_claim_of_the_slot_is_refused(desk: _Desk, stranger: str) -> None:
    own = desk.name_of("because_of_own")
    text = f"{{{own}.share}} of its score grows out of {stranger.replace('%s', own)} by {{{own}.artist}}."
    sentence = desk.song.read(text)
    judged = desk.checker.judge_slots(sentence.text, sentence.claim_ids, desk.song.slot.about)
    assert judged.verdict == "unsupported"


def test_the_first_answer_to_a_slot_counts_and_one_that_was_not_asked_for_does_not(desk: _Desk) -> None:
    words = SlateWords(
        slots=[SlotWords(slot=name, sentences=[text]) for name, text in (("s1", "A."), ("s1", "B."), ("s99", "C."))]
    )
    texts = desk.shorthand.read(words, "m", "h")
    assert {name: [one.text for one in text.sentences] for name, text in texts.items() if text.sentences} == {
        desk.song.slot.name: ["A."]
    }
    assert set(texts) == {slot.name for slot in desk.slots}


def test_findings_go_back_in_the_names_of_the_request(desk: _Desk) -> None:
    own = desk.name_of("because_of_own")
    claim_id = desk.song.claims[own].claim_id
    found = {desk.song.slot.name: [Finding(f"{{{claim_id}.value}} of all.", "unsupported", "no claim says this")]}
    asked = desk.shorthand.input(found)
    assert {name: [(one.text, one.reason) for one in told] for name, told in asked.findings.items()} == {
        "s1": [(f"{{{own}.share}} of all.", "no claim says this")]
    }


def test_a_request_has_as_many_slots_as_its_answer_has_room_for(desk: _Desk) -> None:
    sizes = {
        most: [len(one.slots) for one in requests(Settings(llm_max_output_tokens=most), desk.slots, UNCHOSEN)]
        for most in (1, 3 * TOKENS_PER_SLOT, MOST_SLOTS * TOKENS_PER_SLOT)
    }
    asked = sum(bool(slot.claims) for slot in desk.slots)
    assert sizes[1] == [1] * asked
    assert set(sizes[3 * TOKENS_PER_SLOT][:-1]) == {3}
    assert sizes[MOST_SLOTS * TOKENS_PER_SLOT] == [asked]


def test_a_report_asks_for_no_more_slots_than_the_settings_allow(desk: _Desk) -> None:
    (one,) = requests(Settings(llm_slots=5), desk.slots, UNCHOSEN)
    assert [offer.name for offer in one.offers] == ["headline", "s1", "s2", "s3", "s4"]


def test_a_single_slot_is_told_by_its_claims_ready_to_be_placed(desk: _Desk) -> None:
    """Each wording as it stands cites its claim and holds."""
    song = desk.song.slot
    (offer,) = Shorthand([song], UNCHOSEN).offers
    asked = Shorthand([song], UNCHOSEN).input({})
    assert asked.slots == ["s1"]
    assert list(asked.kinds) == list(offer.claims)
    kinds = list(dict.fromkeys(name.rstrip("0123456789") for name in offer.claims))
    assert kinds == sorted(kinds)  # what matters most comes first, also where keys are sorted
    for name, (wording,) in asked.kinds.items():
        sentence = offer.read(f"{wording}.")
        assert offer.read(f"Also: [{name}].").text == f"Also: {sentence.text}"
        assert sentence.claim_ids == (offer.claims[name].claim_id,)
        assert desk.checker.judge_slots(sentence.text, sentence.claim_ids, song.about).verdict == "supported"


def test_a_sentence_can_be_held_to_the_slots_that_it_can_place(desk: _Desk) -> None:
    """What the pattern lets through places a slot that exists, and types nothing; each wording as it stands fits."""
    one = Shorthand([desk.song.slot], UNCHOSEN)
    items = strict_schema(one.form(None, is_held=True))["$defs"]["SlotWords"]["properties"]["sentences"]["items"]
    for (wording,) in one.input({}).kinds.values():
        text = f"{wording[:1].upper()}{wording[1:]}."
        assert re.fullmatch(items["pattern"], text), text
    for text in ("It is good.", "{a9.share} of it.", "{a1.share} is 7.", "a1.share", "See https://x {a1.share}."):
        assert not re.fullmatch(items["pattern"], text)
    assert "pattern" not in str(strict_schema(desk.shorthand.form(None, is_held=True)))


def test_the_form_of_a_request_names_its_slots_and_reads_what_any_model_says(desk: _Desk) -> None:
    """The JSON schema is as tight as it can be; one slot less, or one that nobody asked for, is read all the same."""
    form = desk.shorthand.form(None)
    schema = strict_schema(form)
    names = [offer.name for offer in desk.shorthand.offers]
    assert schema["$defs"]["SlotWords"]["properties"]["slot"]["enum"] == names
    assert (schema["properties"]["slots"]["minItems"], schema["properties"]["slots"]["maxItems"]) == (len(names),) * 2
    assert schema["$defs"]["SlotWords"]["properties"]["sentences"]["minItems"] == 1
    again = strict_schema(desk.shorthand.form({names[0]: [Finding("", "unsupported", "x")]}))
    assert "minItems" not in again["$defs"]["SlotWords"]["properties"]["sentences"]
    assert form.model_validate({"slots": [{"slot": "s99", "sentences": []}]})
