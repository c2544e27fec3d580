"""What neutral words say together: each is harmless, but "is yours" and "song of the week" are not."""

import re
from collections.abc import Collection, Sequence

from explain.lexer import Token
from pipelines.domain.telling import ENGLISH, GERMAN, Language

_THINGS = r"song|songs|track|tracks|record|records|list|slate|artist|name|music|week|week's|part|place|notes?|numbers"
_STATES = re.compile(
    rf"\b(?:is|are|was|be|been|being)(?: \S+){{0,3}}? (?:your|yours|our|ours|us|we|you|{_THINGS})(?!\S)"
)
_RANKS = re.compile(rf"(?<!\S)(?:{_THINGS}) of (?:the|this|that|your|our) (?:{_THINGS}|evening|morning)(?!\S)")
_THINGS_DE = r"songs?|lied|lieder|tracks?|liste|playlist|musik|act|namen?|woche|platz|teil|stelle|worte?|regal"
_YOURS_DE = r"(?:dein|unser)(?:e[mnrs]?)?|dir|dich|uns|wir|du|ihre?[nmr]?|seine?[nmr]?"
_IS_DE = (
    r"ist|sind|war|waren|wird|werden|hat|haben|hast|steht|stehen|liegt|liegen|macht|machen|gibt|bringt|bringen|geht|gehen|"
    r"kommt|kommen|nimmt|zeigt|zeigen|sagt|sagen|führt|trägt|stammt"
)
_STATES_DE = re.compile(
    rf"(?<!\S)(?:(?:{_IS_DE})(?: \S+)*? (?:{_YOURS_DE}|{_THINGS_DE})"
    rf"|(?:{_YOURS_DE}|{_THINGS_DE})(?: \S+)*? (?:{_IS_DE}))(?!\S)"
)
_RANKS_DE = re.compile(
    rf"(?<!\S)(?:{_THINGS_DE}) (?:de[rsmn]|dieser|dieses|von|aus|vom|zum|für|in|auf) (?:\S+ ){{0,2}}"
    rf"(?:{_THINGS_DE}|abend|morgen|heute)(?!\S)"
)
_PATTERNS = {ENGLISH: (_STATES, _RANKS), GERMAN: (_STATES_DE, _RANKS_DE)}


def implied(tokens: Sequence[Token], covered: Collection[int], language: Language = ENGLISH) -> str:
    """A statement that neutral words make between or beside the claims of a sentence; empty when there is none.

    Args:
        tokens: Of the sentence.
        covered: Numbers of those that a claim carries.
        language: Of the sentence.
    """
    for run in _runs(tokens, covered):
        words = " ".join(run)
        for pattern in _PATTERNS[language]:
            match = pattern.search(words)
            if match:
                return match[0]
    return ""


def _runs(tokens: Sequence[Token], covered: Collection[int]) -> list[list[str]]:
    """Words that stand side by side and that no claim carries."""
    runs: list[list[str]] = []
    follows = False
    for number, token in enumerate(tokens):
        if number in covered or not token.word:
            follows = False
            continue
        if not follows:
            runs.append([])
        runs[-1].append(token.word)
        follows = True
    return runs
