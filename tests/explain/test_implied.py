"""Neutral words together: what they imply is refused, what they only carry is not."""

import pytest

from explain.checker import Checker
from explain.implied import implied
from explain.lexer import Spellings, read_tokens
from tests.explain.test_checker import CLAIMS, OTHER, SONG

NOTHING = Spellings({}, frozenset(), {})
CHECKER = Checker.of(CLAIMS)
TRUE = "38% of its score grows out of “Grey Weather” by Low Ceiling"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("and it is yours", "and it is yours"),
        ("that is the song of the week", "that is the song of the week"),
        ("word is that", "word is that"),
        ("but for the score", "but for the score"),
        ("word for word", "word for word"),
        ("with coffee", "with coffee"),
        ("this week's list and", "this week's list and"),
        ("besides", "besides"),
        ("worth a nod between us", ""),
        ("also for the record it is", ""),
        ("and", ""),
        ("here is", ""),
        ("and it and it and it", "and it and it and it"),
    ],
)
def test_beside_claims_stand_links_alone(words: str, said: str) -> None:
    tokens = read_tokens(f"{words} song", NOTHING)
    last = len(tokens) - 1
    assert said == implied(tokens, [last])
    assert not implied(tokens, range(len(tokens)))


def test_what_begins_behind_the_claims_must_end() -> None:
    tokens = read_tokens("song and it is", NOTHING)
    assert "and it is" == implied(tokens, [0])
    assert not implied(read_tokens("song here", NOTHING), [0])


@pytest.mark.parametrize(
    "more",
    [
        ", and it is yours",
        ", perhaps",
        ", and that is the song of the week",
        ", and you follow the artist",
        ", as the artist says",
        ", from your list",
        ", a small part of it",
        ", and it carries the list",
        ", this morning",
    ],
)
def test_a_true_sentence_with_more_than_its_claims_is_refused(more: str) -> None:
    assert "supported" == CHECKER.judge_finished(f"{TRUE}.").verdict
    judged = CHECKER.judge_finished(f"{TRUE}{more}.")
    assert "unsupported" == judged.verdict
    assert judged.reason


@pytest.mark.parametrize("before", ["Just", "Still", "A small", "You say", "As the artist says,", "Today"])
def test_a_true_sentence_behind_words_that_judge_or_date_it_is_refused(before: str) -> None:
    assert "supported" == CHECKER.judge_finished(f"{TRUE}.").verdict
    assert "unsupported" == CHECKER.judge_finished(f"{before} {TRUE}.").verdict


def test_a_sentence_is_held_against_the_song_that_it_stands_under() -> None:
    assert "supported" == CHECKER.judge_finished(f"{TRUE}.", SONG).verdict
    assert "unsupported" == CHECKER.judge_finished(f"{TRUE}.", OTHER).verdict


def test_the_reason_why_a_song_is_here_is_no_reason_for_anything_else() -> None:
    asked = CLAIMS[2].model_copy(update={"claim_id": "c9", "predicate": "role", "objects": ("wish", "Sundial")})
    checker = Checker.of([*CLAIMS, asked])
    faster = "At 142 bpm, “Sundial” runs faster than your usual 88 to 121"
    assert "supported" == checker.judge_finished(f"{faster}.").verdict
    assert "supported" == checker.judge_finished("“Sundial” is here because you asked.").verdict
    assert "unsupported" == checker.judge_finished(f"{faster} because you asked.").verdict
