"""What stands beside the claims of a sentence and is more than a link: "for a song", "it is" with nothing behind it."""

import re
from collections.abc import Collection, Iterator, Sequence

from explain.lexer import Token
from explain.lexicons import LINKS
from pipelines.domain.telling import ENGLISH, GERMAN, Language

_IDIOMS = {
    ENGLISH: re.compile(r"(?<!\S)(?:for the record|between us|worth a (?:nod|note|smile|word))(?!\S)"),
    GERMAN: re.compile(r"(?<!\S)(?:am rande|fürs protokoll|nebenbei|unter uns)(?!\S)"),
}
"""Openers that say nothing of what follows them."""
_MAY_END = frozenset({"also", "here", "auch", "hier", "zudem", "außerdem"})
_MOST_LINKS = 5


def implied(tokens: Sequence[Token], covered: Collection[int], language: Language = ENGLISH) -> str:
    """A statement that neutral words make between or beside the claims of a sentence; empty when there is none.

    Args:
        tokens: Of the sentence.
        covered: Numbers of those that a claim carries.
        language: Of the sentence.
    """
    for words, is_last in _runs(tokens, covered):
        found = _IDIOMS[language].sub(" ", words).split()
        if len(found) > _MOST_LINKS or not LINKS[language].issuperset(found) or (is_last and set(found) - _MAY_END):
            return " ".join(found)
    return ""


def _runs(tokens: Sequence[Token], covered: Collection[int]) -> Iterator[tuple[str, bool]]:
    """Words that no claim carries, side by side; and whether they stand behind all claims."""
    run: list[str] = []
    is_behind = False
    for number, token in enumerate(tokens):
        if number not in covered and token.word:
            run.append(token.word)
            continue
        if run:
            yield " ".join(run), False
        run, is_behind = [], True
    if run:
        yield " ".join(run), is_behind
