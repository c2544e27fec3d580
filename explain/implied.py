"""What neutral words say together: each is harmless; "is yours", "song of the week" and "from the artist" are not."""

import re
from collections.abc import Collection, Iterator, Sequence

from explain.lexer import Token
from pipelines.domain.telling import ENGLISH, GERMAN, Language

_THINGS = r"song|songs|track|tracks|record|records|list|slate|artist|name|music|week|week's|part|place|notes?|numbers"
_YOURS = r"you|your|yours|you'll|we|us|our|i|he|she|they|them|their"
_IS = (
    r"is|are|was|were|be|been|being|comes?|goes|go|sits?|stands?|lives?|arrives?|shows?|brings?|tells?|says?|carry|carries|makes?|gives?|"
    r"finds?|sees?|meets?|takes?|gets?|adds?|follows?|put|pour"
)
_STATES = re.compile(
    rf"(?<!\S)(?:(?:{_IS})(?: \S+)*? (?:{_YOURS}|{_THINGS})|(?:{_YOURS}|{_THINGS})(?: \S+)*? (?:{_IS}))(?!\S)"
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
_POINTS = {
    ENGLISH: re.compile(rf"(?<!\S)(?:{_YOURS}|{_THINGS})(?!\S)"),
    GERMAN: re.compile(rf"(?<!\S)(?:{_YOURS_DE}|{_THINGS_DE})(?!\S)"),
}
"""Who or what is meant: behind a claim it says whose or whereof that is ("15 people, from your list")."""


def implied(tokens: Sequence[Token], covered: Collection[int], language: Language = ENGLISH) -> str:
    """A statement that neutral words make between or beside the claims of a sentence; empty when there is none.

    Args:
        tokens: Of the sentence.
        covered: Numbers of those that a claim carries.
        language: Of the sentence.
    """
    for words, is_behind in _runs(tokens, covered):
        for pattern in _PATTERNS[language]:
            match = pattern.search(words)
            if match:
                return match[0]
        if is_behind and _POINTS[language].search(words):
            return words
    return ""


def _runs(tokens: Sequence[Token], covered: Collection[int]) -> Iterator[tuple[str, bool]]:
    """Words that stand side by side and that no claim carries; and whether a claim stands before them."""
    run: list[str] = []
    is_behind = False
    for number, token in enumerate(tokens):
        if number not in covered and token.word:
            run.append(token.word)
            continue
        if run:
            yield " ".join(run), is_behind
        run, is_behind = [], True
    if run:
        yield " ".join(run), is_behind
