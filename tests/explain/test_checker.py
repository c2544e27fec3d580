"""What the checker lets through, and the reason it gives for what it does not."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from explain.checker import Checker, check_text
from explain.claims import Claim
from explain.evidence import make_evidence
from explain.sentences import split_sentences

SONG, OTHER = UUID(int=1), UUID(int=2)
PLAYLIST = "p-1"
Rows = Callable[..., list[dict[str, Any]]]


def _claim(
    number: int, predicate: str, objects: tuple[Any, ...], value: float | None = None, about: UUID = SONG
) -> Claim:
    return Claim(
        claim_id=f"c{number}",
        recording_id=about,
        predicate=predicate,
        subject=str(about),
        objects=objects,
        value=value,
        evidence_ids=("e1",),
    )


CLAIMS = [
    _claim(1, "because_of_own", ("Grey Weather", "Low Ceiling"), 38.2),
    _claim(2, "because_of_own", ("Tide Tables", "Dr. Felt"), 12.0),
    _claim(3, "tempo_compared", ("faster", 88.0, 121.0, "Sundial"), 142.0),
    _claim(4, "what_if_rank", ("playlist", "falls", 3, 1000, PLAYLIST, "", "Sundial"), 41.0),
    _claim(5, "because_of_own", ("Copper & Clay", "M.I.N.T."), 12.0, OTHER),
    _claim(6, "trend_mentions", ("Lila Voss", 9, "2026-W47", "indieheads"), 12.0),
]
CHECKER = Checker.of(CLAIMS, {PLAYLIST: "Rainy Sundays"})


def _slots(text: str, *claim_ids: str) -> tuple[str, str]:
    judged = CHECKER.judge_slots(text, claim_ids, SONG)
    return judged.verdict, judged.reason or judged.text


def test_slots_are_filled_by_code() -> None:
    """38.2 is printed as 38%; a title gets marks; the first letter is a capital."""
    verdict, text = _slots("{c1.value} of its score grows out of {c1.object:0} by {c1.object:1}.", "c1")
    assert ("supported", "38% of its score grows out of “Grey Weather” by Low Ceiling.") == (verdict, text)
    verdict, text = _slots(
        "at {c3.value}, {c3.object:3} runs faster than your usual {c3.object:1} to {c3.object:2}.", "c3"
    )
    assert ("supported", "At 142 bpm, “Sundial” runs faster than your usual 88 to 121.") == (verdict, text)


def test_a_playlist_stays_an_id_in_what_is_stored() -> None:
    verdict, text = _slots(
        "without {c4.object:4} it would fall from rank {c4.object:2} to {c4.value} of {c4.object:3}.", "c4"
    )
    assert ("supported", "Without {playlist:p-1} it would fall from rank 3 to 41 of 1,000.") == (verdict, text)


@pytest.mark.parametrize(
    ("text", "claim_ids", "reason"),
    [
        ("{c9.value} of its score.", ["c9"], "c9 is no claim"),
        ("{c2.value} of its score comes from {c1.object:0} by {c1.object:1}.", ["c1"], "c2 is placed and not cited"),
        ("{c1.object:7} is here.", ["c1"], "is empty"),
        ("{c5.value} of its score grows out of {c5.object:0} by {c5.object:1}.", ["c5"], "another song"),
        ("{c1.value} of its score grows out of {c1.object:0}, made by 3 people.", ["c1"], "a typed value: 3"),
        ("{c1.value} of its score grows out of {c1.object:0} by Low Ceiling.", ["c1"], "a typed value: Low Ceiling"),
        ("{c2.value} of its score grows out of {c1.object:0} by {c1.object:1}.", ["c1", "c2"], "no claim says this"),
        ("{c1.value} of its score grows out of {c1.object:0} by {c1.object:1}, the best.", ["c1"], "a superlative"),
        ("{c1.value} of its score never grows out of {c1.object:0} by {c1.object:1}.", ["c1"], "no claim says this"),
        ("it is slower: {c3.value}, slower than your usual {c3.object:1} to {c3.object:2}.", ["c3"], "no claim"),
        ("<b>{c1.value}</b> of its score.", ["c1"], "markup"),
        ("{c1.value} of its score grows out of {c1.object:0} by {c1.object:1}.", [], "no claim is cited"),
        ("A sentence about nothing.", ["c1"], ""),
    ],
)
def test_a_writer_cannot_say_what_no_claim_carries(text: str, claim_ids: list[str], reason: str) -> None:
    judged = CHECKER.judge_slots(text, claim_ids, SONG)
    assert "supported" != judged.verdict
    assert reason in judged.reason


@pytest.mark.parametrize(
    "sentence",
    [
        "38% of its score grows out of “Grey Weather” by Low Ceiling.",
        "For the record: 38% of its score grows out of “Grey Weather” by Low Ceiling!",
        "38% of its score grows out of “Grey Weather” by Low Ceiling, and “Tide Tables” by Dr. Felt adds 12%.",
        "Without “Rainy Sundays” it would fall from rank 3 to 41 of 1,000.",
        "Without a playlist of yours it would fall from rank 3 to 41 of 1,000.",
        "Lila Voss drew twelve mentions on Reddit in week 47.",
        "Lila Voss drew 12 mentions on Reddit in week 47.",
    ],
)
def test_a_finished_sentence_is_read_back_into_claims(sentence: str) -> None:
    assert "supported" == CHECKER.judge_finished(sentence).verdict


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        ("39% of its score grows out of “Grey Weather” by Low Ceiling.", "39%"),
        ("12% of its score grows out of “Grey Weather” by Low Ceiling.", "12%"),
        ("38% of its score grows out of “Grey Weather” by Dr. Felt.", "38%"),
        ("Without “Gym” it would fall from rank 3 to 41 of 1,000.", "“Gym”"),
        ("Without “Rainy Sundays” it would fall from rank 41 to 3 of 1,000.", "41: no claim says this"),
        ("Without “Rainy Sundays” it would rise from rank 3 to 41 of 1,000.", "“Rainy Sundays”"),
        (
            "38% of its score grows out of “Grey Weather” by Low Ceiling and “Copper & Clay” by M.I.N.T. adds 12%.",
            "“Copper & Clay”",
        ),
        ("Lila Voss drew 12 mentions on Reddit in week 46.", "46: it is not in the evidence"),
        ("It is nothing that you know.", "a negation"),
        ("Everybody loves Lila Voss.", "Lila Voss"),
    ],
)
def test_a_false_sentence_is_refused_with_its_reason(sentence: str, reason: str) -> None:
    judged = CHECKER.judge_finished(sentence)
    assert "unsupported" == judged.verdict
    assert reason in judged.reason


def test_what_says_nothing_is_not_checkable() -> None:
    assert "not_checkable" == CHECKER.judge_finished("Here it is.").verdict


def test_a_full_stop_in_a_name_ends_no_sentence() -> None:
    text = "Blame “Mr. Moon. A Waltz.” by M.I.N.T. for it. Then “Who?” by Dr. Felt came.\nA new line."
    assert [
        "Blame “Mr. Moon. A Waltz.” by M.I.N.T. for it.",
        "Then “Who?” by Dr. Felt came.",
        "A new line.",
    ] == split_sentences(text, ["M.I.N.T.", "Dr. Felt"])


def test_a_text_is_checked_against_evidence_alone(rows: Rows) -> None:
    evidence = make_evidence(rows(1, 3))
    count = evidence.rows[0].payload["artist_count"]
    words = {1: "one artist", 2: "two artists", 3: "three artists"}
    judged = check_text(evidence, f"Three songs by {words[count]}. Four songs by {words[count]}.")
    assert ["supported", "unsupported"] == [one.verdict for one in judged]


@pytest.mark.parametrize(
    ("sentence", "verdict"),
    [
        ("After four weeks without a word about Lila Voss.", "supported"),
        ("In the four weeks before, nobody had named Lila Voss.", "supported"),
        ("Nothing here was on your list in the four weeks before.", "supported"),
        ("Lila Voss for four weeks.", "unsupported"),
        ("After three weeks without a word about Lila Voss.", "unsupported"),
    ],
)
def test_a_count_that_a_wording_has_of_its_own_is_read_in_it(sentence: str, verdict: str) -> None:
    """Also where another claim has just that count: here the list is the fifth."""
    claims = [_claim(1, "trend_rise", ("new", "Lila Voss"), 0.0), _claim(2, "slate_no_repeats", (4,), 0.0)]
    checker = Checker.of(claims)
    assert checker.judge_finished(sentence, SONG).verdict == verdict
    slots = sentence.replace("Lila Voss", "{c1.object:1}").replace(
        "the four weeks before.", "the {c2.object:0} before."
    )
    assert checker.judge_slots(slots, ["c1", "c2"], SONG).verdict == verdict


@pytest.mark.parametrize("mark", [".", ",", "–", "—", "−", "-", "'", "’"])
def test_a_mark_right_before_a_number_makes_another_number_of_it(mark: str) -> None:
    """A 12 behind a point is no 12, and one behind a dash is less than nothing."""
    text = "Lila Voss drew {}12 mentions from nine people on Reddit in week 47."
    assert "supported" == CHECKER.judge_finished(text.format("")).verdict
    assert "unsupported" == CHECKER.judge_finished(text.format(mark)).verdict
    share = "“Tide Tables” by Dr. Felt adds {}12%."
    assert "supported" == CHECKER.judge_finished(share.format("")).verdict
    assert "unsupported" == CHECKER.judge_finished(share.format(mark)).verdict
