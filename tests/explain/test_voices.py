"""Voices: other words and other detail, the same facts, and all of it through the same checker."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from explain.checker import Checker
from explain.claims import build_claims
from explain.evidence import context_row, make_evidence
from explain.phrases import PHRASES, voices
from explain.predicates import PREDICATES
from explain.words import CheckedText, check_words
from explain.writers.shorthand import Shorthand
from explain.writers.slots import make_slots, offered
from pipelines.domain.telling import NERDY, PLAIN, VOICES, WARM, Telling, Voice

Rows = Callable[..., list[dict[str, Any]]]


def _songs(stored: list[dict[str, Any]], voice: Voice) -> list[CheckedText]:
    evidence = make_evidence([*stored, context_row("2026-W47", 1)])
    claims = offered(build_claims(evidence))
    texts = check_words(make_slots(evidence, claims), Checker.of(claims), {}, "x", voice=voice)
    refused = [one for text in texts for one in text.judgements if one.verdict != "supported"]
    assert [] == refused
    return [text for text in texts if text.slot.startswith("song:")]


@pytest.mark.parametrize("voice", VOICES)
def test_every_sentence_of_every_voice_passes_the_checker_and_starts_with_a_reason(rows: Rows, voice: Voice) -> None:
    for seed in range(3):
        for text in _songs(rows(seed, 12), voice):
            assert "reason" == text.written[0].part


def test_a_warm_reason_has_fewer_figures_and_a_nerdy_one_more(rows: Rows) -> None:
    """Figures are digits outside quotation marks: all that is told of 12 songs, voice by voice."""
    stored = rows(5, 12)
    figures = {
        voice: sum(len(re.findall(r"\d+", re.sub(r"“[^”]*”", "", text.text))) for text in _songs(stored, voice))
        for voice in VOICES
    }
    assert figures[WARM] < figures[PLAIN] < figures[NERDY]
    own = [text for text in _songs(stored, WARM) if "because_of_own" in _kinds(stored, text)]
    assert own
    assert not [text.published[0].text for text in own if "%" in text.published[0].text.split(";")[0]]


def _kinds(stored: list[dict[str, Any]], text: CheckedText) -> set[str]:
    claims = {one.claim_id: one for one in offered(build_claims(make_evidence([*stored, context_row("2026-W47", 1)])))}
    return {claims[one].predicate for one in text.published[0].claim_ids}


def test_the_largest_reason_is_the_same_in_all_voices(rows: Rows) -> None:
    told = [[text.published[0].claim_ids[0] for text in _songs(rows(6, 12), voice)] for voice in VOICES]
    assert told[0] == told[1] == told[2]


def test_a_model_is_asked_in_the_voice_and_sees_its_wordings(rows: Rows) -> None:
    stored = rows(6, 4)
    evidence = make_evidence([*stored, context_row("2026-W47", 1)])
    slots = make_slots(evidence, offered(build_claims(evidence)))
    asked = {voice: Shorthand(slots, Telling(voice=voice)).input({}) for voice in VOICES}
    assert list(VOICES) == [one.voice for one in asked.values()]
    said = {voice: {text for wordings in one.kinds.values() for text in wordings} for voice, one in asked.items()}
    assert said[PLAIN] != said[WARM] != said[NERDY] != said[PLAIN]


def test_a_voice_has_wordings_only_of_kinds_that_exist_with_fields_that_they_have() -> None:
    for key in [*voices.WARM_SAID, *voices.NERDY_SAID]:
        assert key in PHRASES
    for key, phrases in PHRASES.items():
        for text in phrases.exact():
            assert set(re.findall(r"\{(\w+)\}", text)) <= set(PREDICATES[key[0]].fields), text
