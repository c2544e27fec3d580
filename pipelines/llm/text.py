"""Texts of strangers before a prompt, and texts of the model before a page."""

import re
import unicodedata

_KEPT_CONTROLS = {"\n", "\t"}
_INVISIBLE = {"Cc", "Cf", "Co", "Cs", "Cn"}
_MARKUP = re.compile(r"https?://|www\.|[<>\[\]{}`*_#|\\]", re.IGNORECASE)
_QUOTES = re.compile("[\"“”„«»‹›]|(?<!\\w)['‘’]|['‘’](?!\\w)")
_NUMBER_WORDS = re.compile(
    r"\b(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|twenty|thirty|forty|fifty|hundreds?|thousands?|millions?"
    r"|once|twice|thrice|double[ds]?|tripled?|half|halves|quarter|first|second|third)\b",
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
