"""The form of a maker of lies, and the smallest ways to change a sentence."""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from bench._reports import Piece, Report, Sentence

Made = Iterator[tuple[Sequence[Piece], bool]]
"""Changed pieces, and whether the change is one of values, whose truth must be looked up."""
Maker = Callable[[Report, Sentence, random.Random], Made]
COUNTS = ("songs", "artists", "mentions", "people", "weeks", "genres", "listeners", "candidates")
NUMBERS = ("percent", "percent_floor", "bpm", "bpm_bare", "year", "unit", "amount", "mean", "rank", "count", *COUNTS)
"""Kinds of values that are numbers; COUNTS are written with what they count."""


def with_value(sentence: Sentence, place: int, text: str) -> list[Piece]:
    """The pieces with another value at a place."""
    pieces = list(sentence.pieces)
    pieces[place] = replace(pieces[place], text=text)
    return pieces


def with_words(sentence: Sentence, place: int, before: str) -> list[Piece]:
    """The pieces with words before a value."""
    return [*sentence.pieces[:place], Piece(before), *sentence.pieces[place:]]


def with_text(text: str) -> Made:
    """A text that no value of a claim makes true."""
    yield [Piece(text)], False


def body_of(sentence: Sentence) -> str:
    """Without its full stop."""
    return sentence.text.rstrip(".")


def small(text: str) -> str:
    """As it goes on after other words."""
    return text[:1].lower() + text[1:]
