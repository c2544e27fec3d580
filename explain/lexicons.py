"""The checker's words by language."""

from explain import lexicon, lexicon_german
from pipelines.domain.telling import ENGLISH, GERMAN, Language

NEUTRAL: dict[Language, frozenset[str]] = {ENGLISH: lexicon.NEUTRAL, GERMAN: lexicon_german.NEUTRAL}
"""Words that a sentence may hold beside its claims."""
LINKS: dict[Language, frozenset[str]] = {ENGLISH: lexicon.LINKS, GERMAN: lexicon_german.LINKS}
"""Those of them that may stand outside an opener."""
_CLASSES = {ENGLISH: lexicon.CLASSES, GERMAN: lexicon_german.CLASSES}


def class_of(word: str, language: Language = ENGLISH) -> str:
    """What a word says that no claim carries: `a negation`, ...; empty when we cannot tell."""
    return next((name for name, words in _CLASSES[language].items() if word in words), "")
