"""A sentence of the trend brief as tokens and clauses, and what to say when it may not be published."""

import re
from collections.abc import Iterator, Sequence

from pipelines.llm.brief_words import SPLITS, STANCE_OF

SLOT = re.compile(r"\{([ag]\d+)\.([a-z_]+)\}")
_TOKEN = re.compile(r"\{[ag]\d+\.[a-z_]+\}|[^\W\d_]+(?:['’-][^\W\d_]+)*|[,;:()–—]|\.(?=\s|$)")
USUAL = re.compile(r"\b(?:usual|ordinary|normal|typical)\b", re.IGNORECASE)


class Refused(Exception):  # noqa: N818  (it never leaves the check)
    """A sentence says what nothing carries."""


def tokens_of(text: str) -> list[str]:
    """Slots, words and marks."""
    return _TOKEN.findall(text)


def clauses(tokens: Sequence[str]) -> Iterator[list[str]]:
    """What stands between marks and words that split, without these."""
    clause: list[str] = []
    for piece in tokens:
        if piece in set(",;:().–—") or piece.casefold() in SPLITS:
            yield clause
            clause = []
        else:
            clause.append(piece)
    yield clause


def clause_at(tokens: Sequence[str], place: int) -> list[str]:
    """The clause that the token at a place is of."""
    start = 0
    for clause in clauses(tokens):
        if start <= place < start + len(clause) + 1:
            return clause
        start += len(clause) + 1
    return []


def stances_of(tokens: Sequence[str]) -> set[str]:
    """The stances that words tell."""
    return {STANCE_OF[token.casefold()] for token in tokens if token.casefold() in STANCE_OF}
