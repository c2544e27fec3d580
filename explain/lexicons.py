"""The checker's words by language."""

from explain import lexicon, lexicon_german
from pipelines.domain.telling import ENGLISH, GERMAN, Language

NEUTRAL: dict[Language, frozenset[str]] = {ENGLISH: lexicon.NEUTRAL, GERMAN: lexicon_german.NEUTRAL}
"""Words that a sentence may hold anywhere."""
VERBS: dict[Language, frozenset[str]] = {ENGLISH: lexicon.VERBS, GERMAN: lexicon_german.VERBS}
PERSONS: dict[Language, frozenset[str]] = {ENGLISH: lexicon.PERSONS, GERMAN: lexicon_german.PERSONS}
THINGS: dict[Language, frozenset[str]] = {ENGLISH: lexicon.THINGS, GERMAN: lexicon_german.THINGS}
"""Neutral words by what they are."""
_CLASSES = {ENGLISH: lexicon.CLASSES, GERMAN: lexicon_german.CLASSES}


def class_of(word: str, language: Language = ENGLISH) -> str:
    """What a word says that no claim carries: `a negation`, ...; empty when we cannot tell."""
    return next((name for name, words in _CLASSES[language].items() if word in words), "")
