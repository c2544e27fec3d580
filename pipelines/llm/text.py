"""Texts of strangers before a prompt, and texts of the model before a page."""

import re
import unicodedata
from collections.abc import Iterable

from pipelines.domain.names import base_title, first_artist, normalise

LONGEST_CLAUSE = 120
"""Code points of the clause in which a model says a step."""
_KEPT_CONTROLS = {"\n", "\t"}
_INVISIBLE = {"Cc", "Cf", "Co", "Cs", "Cn"}
_MARKUP = re.compile(r"https?://|www\.|[<>\[\]{}`*_#|\\]", re.IGNORECASE)
_CLAUSE = re.compile(r"(?:[a-zß-öø-ÿ &,;()’'–—-]|[.:](?=\s|$))+")
"""Latin letters in lower case and marks of a sentence: no other script, no sign that nobody sees, no address."""
_QUOTES = re.compile("[\"“”„«»‹›]|(?<!\\w)['‘’]|['‘’](?!\\w)")
_NUMBER_WORDS = re.compile(
    r"\b(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|(?:thir|four|fif|six|seven|eigh|nine)teen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
    r"|hundreds?|thousands?|millions?|billions?|once|twice|thrice|double[ds]?|tripled?|half|halves|quarter|first|second|third"
    r"|fourth|fifth|sixth|seventh|eighth|ninth|tenth)\b",
    re.IGNORECASE,
)


def clean(text: str, most: int) -> str:
    """A text in NFKC without control, zero-width and bidi characters, at most `most` code points long."""
    plain = unicodedata.normalize("NFKC", text)
    visible = "".join(char for char in plain if char in _KEPT_CONTROLS or unicodedata.category(char) not in _INVISIBLE)
    return visible[:most].strip()


def has_markup(text: str) -> bool:
    """Whether a text holds a link, markup or a slot."""
    return _MARKUP.search(text) is not None


def has_typed_value(text: str) -> bool:
    """Whether a text holds a digit, a number word or a quotation mark: values are placed by code, never typed."""
    return any(char.isdigit() for char in text) or bool(_NUMBER_WORDS.search(text) or _QUOTES.search(text))


def long_names(names: Iterable[object]) -> frozenset[str]:
    """Names of two words or more, normalised: those that no clause may carry; None is no name.

    A title counts without its version, too, and a credit by its first artist.
    """
    found = (form(str(one)) for one in names if one for form in (normalise, base_title, first_artist))
    return frozenset(name for name in found if " " in name)


def is_clause(text: str, names: frozenset[str]) -> bool:
    """Whether a text is a few plain words: Latin, in lower case, no value, no markup, no address and no name.

    Args:
        text: A model's.
        names: As `long_names` gives them. A shorter name is told by its capital.
    """
    plain = re.sub(r"\bI\b", "i", text)
    if not plain.strip() or len(plain) > LONGEST_CLAUSE or _CLAUSE.fullmatch(plain) is None:
        return False
    if has_typed_value(plain) or has_markup(plain):
        return False
    words = f" {normalise(plain)} "
    return not any(f" {name} " in words for name in names)
