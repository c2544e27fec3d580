"""How the values of claims are written: one spelling per kind of value, and the other spellings that mean the same."""

import re
from collections.abc import Mapping
from datetime import datetime
from math import floor

from explain import values_german
from pipelines.domain.telling import ENGLISH, GERMAN, Language

SMALL_NUMBERS = (
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)
"""Up to twelve a count reads better as a word."""
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_NOUNS = {
    "songs": ("song", "songs"),
    "artists": ("artist", "artists"),
    "mentions": ("mention", "mentions"),
    "people": ("person", "people"),
    "posts": ("post", "posts"),
    "weeks": ("week", "weeks"),
    "genres": ("genre", "genres"),
    "listeners": ("listener", "listeners"),
    "candidates": ("candidate", "candidates"),
}
A_PLAYLIST = "a playlist of yours"
PLAYLIST_SLOT = re.compile(r"\{playlist:([^{}]+)\}")
"""A playlist in a stored text: its id."""
UNNAMED = "a playlist name"
"""Counts as a playlist whose name is not known where words are counted."""
NAMES = frozenset({"title", "artist", "playlist", "words", "genre", "mood", "subreddit", "reason"})
"""Kinds of values that are names: they keep their own capitals, and are never typed by a writer."""

Value = str | int | float | None


def spellings(kind: str, value: Value, playlists: Mapping[str, str], language: Language = ENGLISH) -> list[str]:
    """All spellings of a value, the one that we print first; empty for an unknown value.

    Args:
        kind: The kind of a field in explain.predicates; `feedback` for the words of one.
        value: As the claim holds it.
        playlists: Names by playlist id; without one the stored placeholder and "a playlist of yours" remain.
        language: Of the sentence.
    """
    if value is None:
        return []
    if isinstance(value, str):
        if kind != "playlist":  # a name in the form of our placeholder is none, and stays what it is
            value = value.replace("{playlist:", "{playlist\N{NO-BREAK SPACE}:")
        of_text = values_german.of_text if language == GERMAN else _of_text
        return of_text(kind, value, playlists)
    of_number = values_german.of_number if language == GERMAN else _of_number
    return of_number(kind, float(value))


def _of_text(kind: str, value: str, playlists: Mapping[str, str]) -> list[str]:
    if kind in {"title", "words", "feedback"}:
        return [quoted(value)]
    if kind == "playlist":
        named = [quoted(playlists[value])] if value in playlists else []
        return [f"{{playlist:{value}}}", *named, A_PLAYLIST]
    if kind == "subreddit":
        return [f"r/{value}"]
    if kind == "week":
        number = value.rpartition("-W")[2].lstrip("0")
        return [f"week {number}", value]
    if kind == "date":
        return _of_date(value)
    return [value]


def quoted(name: str) -> str:
    """A name between marks that it does not hold itself."""
    return f"“{name.replace('“', '‘').replace('”', '’')}”"


def nameless(language: Language = ENGLISH) -> str:
    """What stands for a playlist whose name may not be shown."""
    return values_german.A_PLAYLIST if language == GERMAN else A_PLAYLIST


def in_marks(name: str, language: Language = ENGLISH) -> str:
    """A name between the marks of a language, which it does not hold itself."""
    return values_german.quoted(name) if language == GERMAN else quoted(name)


def _of_date(value: str) -> list[str]:
    at = datetime.fromisoformat(value)
    return [f"{at.day} {_MONTHS[at.month - 1]} {at.year}", f"{at.day} {_MONTHS[at.month - 1]}", f"{at:%Y-%m-%d}"]


def _of_number(kind: str, value: float) -> list[str]:
    if kind in {"percent", "percent_floor"}:
        return [_percent(value, is_floor=kind == "percent_floor")]
    if kind == "bpm":
        return [f"{value:.0f} bpm"]
    if kind in _NOUNS:
        return _counted(int(value), *_NOUNS[kind])
    if kind == "count":
        words = ["none", *SMALL_NUMBERS[1:]]
        return [*words[int(value) : int(value) + 1], f"{value:,.0f}"]
    text = {
        "bpm_bare": f"{value:.0f}",
        "year": f"{value:.0f}",
        "unit": f"{value:.2f}",
        "amount": f"{abs(value):.3f}",
        "mean": f"{value:.1f}",
    }.get(kind)
    return [text] if text is not None else list(dict.fromkeys([f"{value:,.0f}", f"{value:.0f}"]))


def _percent(value: float, *, is_floor: bool) -> str:
    return f"{floor(value + 1e-9):d}%" if is_floor else f"{value:.0f}%"


def _counted(number: int, one: str, many: str) -> list[str]:
    noun = one if number == 1 else many
    digits = [f"{number:,} {noun}", f"{number} {noun}"]
    words = [f"{SMALL_NUMBERS[number]} {noun}"] if number < len(SMALL_NUMBERS) else []
    return list(dict.fromkeys([*words, *digits]))


def capitalised(text: str) -> str:
    """A sentence with a capital at its beginning, unless it begins with a mark or a digit."""
    return text[:1].upper() + text[1:]


def word_count(text: str, names: Mapping[str, str]) -> int:
    """Words of a finished sentence as it is read; a playlist without a known name counts as three.

    Args:
        text: With `{playlist:ID}` for playlists.
        names: Names by playlist id, as far as they are known.
    """
    return len(PLAYLIST_SLOT.sub(lambda match: names.get(match[1], UNNAMED), text).split())
