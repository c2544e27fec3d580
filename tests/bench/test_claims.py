"""The mutation benchmark, small: lies are lies, all kinds are made, the checker catches them and keeps the truth."""

import random

import pytest

from bench._lies import KINDS, OTHER_LISTENER, SENTENCE_BEFORE, Lie, lies_of
from bench._reports import Report, as_text
from bench._value_lies import moved, other
from bench.claims import LEAST_CAUGHT, MOST_REFUSED, Outcome, is_caught, judge, sandbox_reports, section
from pipelines.domain.telling import LANGUAGES, VOICES, Language
from pipelines.settings import read_settings

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def every() -> dict[Language, list[Report]]:
    """Two listeners of a small world with half as many songs, in each language."""
    return sandbox_reports(read_settings().model_copy(update={"slate_size": 15}), recordings=200, listeners=2)


@pytest.fixture(scope="module", params=list(LANGUAGES))
def language(request: pytest.FixtureRequest) -> Language:
    found: Language = request.param
    return found


@pytest.fixture(scope="module")
def reports(every: dict[Language, list[Report]], language: Language) -> list[Report]:
    return every[language]


@pytest.fixture(scope="module")
def outcome(reports: list[Report]) -> Outcome:
    return judge(reports, most_per_kind=12)


def test_lies_of_every_kind_are_caught(outcome: Outcome, language: Language) -> None:
    kinds = {*KINDS[language], OTHER_LISTENER, SENTENCE_BEFORE}
    assert kinds == set(outcome.tried), kinds - set(outcome.tried)
    assert outcome.tried.total() > 400
    missed = {kind for kind, count in outcome.tried.items() if outcome.caught[kind] < LEAST_CAUGHT * count}
    assert not missed, outcome.believed[:5]


def test_true_sentences_of_both_writers_pass(outcome: Outcome) -> None:
    assert {f"{who}, {voice}" for who in ("template", "scripted model") for voice in VOICES} == set(outcome.true)
    for writer, count in outcome.true.items():
        assert count > 50
        assert outcome.refused[writer] <= MOST_REFUSED * count, outcome.wrongly_refused[:5]


def test_every_true_sentence_is_true_and_its_number_moved_is_not(reports: list[Report]) -> None:
    """By the claims alone; the checker has no say in what a lie is."""
    rng, report = random.Random(1), reports[0]
    assert all(report.is_true(one.pieces, one.about) for one in report.sentences)
    sentence = next(one for one in report.sentences if one.about is not None and list(one.values(["percent"])))
    changed = [pieces for pieces, _ in moved(1)(report, sentence, rng)]
    assert changed
    assert not any(report.is_true(pieces, sentence.about) for pieces in changed)


def test_a_changed_text_that_is_true_is_skipped(reports: list[Report]) -> None:
    """Two songs of one artist whom the talk names: the sentence is as true under the other.

    True is each piece by itself; a few texts are refused for how they hang together: a share that is told twice.
    """
    report, told = reports[0], reports[1]
    made = [
        lie for sentence in report.sentences for lie in lies_of(report, told, sentence, random.Random(2)) if lie.is_true
    ]
    assert made
    caught = [lie for lie in made if is_caught(told if lie.kind == OTHER_LISTENER else report, lie)]
    assert {lie.kind for lie in caught} <= {"swapped artist", "wrong cause"}
    assert len(caught) < 0.1 * len(made)


def test_a_swapped_name_is_another_name(reports: list[Report]) -> None:
    report = reports[0]
    sentence = next(one for one in report.sentences if list(one.values(["artist"])))
    for pieces, is_of_values in other("artist")(report, sentence, random.Random(3)):
        assert is_of_values
        assert as_text(pieces) != sentence.text


def test_the_section_counts_what_was_tried() -> None:
    """3 of 4 caught is not 99 %."""
    found = Outcome(believed=[Lie("negation", "x", None)])
    found.tried["negation"], found.caught["negation"], found.skipped["negation"] = 4, 3, 2
    found.true["template"], found.refused["template"] = 10, 0
    text = section({"de": found})
    assert "| negation | de | 4 | 75.0% | 2 |" in text
    assert "| template | de | 10 | 0.0% |" in text
    assert "| German | 4 | 1 | 75.00% | 75.0% | 10 | 0.00% |" in text
    assert "is not kept" in text
    found.caught["negation"] = 4
    assert "is kept" in section({"de": found})
