"""How the values of claims are written in German: 38 %, 1.204, 0,52, 21.11.2026, Woche 47, „Titel“.

No value is inflected: nouns are such whose plural is the same in every case, and one of them is a digit ("1 Song"),
which is right as subject and as object alike.
"""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from math import floor

SMALL_NUMBERS = (
    "null",
    "eins",
    "zwei",
    "drei",
    "vier",
    "fünf",
    "sechs",
    "sieben",
    "acht",
    "neun",
    "zehn",
    "elf",
    "zwölf",
)
"""From two to twelve a count reads better as a word."""
_NOUNS = {
    "songs": ("Song", "Songs"),
    "artists": ("Act", "Acts"),
    "mentions": ("Erwähnung", "Erwähnungen"),
    "people": ("Person", "Personen"),
    "posts": ("Post", "Posts"),
    "weeks": ("Woche", "Wochen"),
    "genres": ("Genre", "Genres"),
    "listeners": ("Menschen", "Menschen"),
    "candidates": ("Kandidaten", "Kandidaten"),
}
"""Of listeners and candidates the dative, the only case in which phrases place them."""
A_PLAYLIST = "ohne Namen"
"""Follows "deine Playlist" where its name may not be shown."""
_FEEDBACK = {"never": "nie", "less": "weniger", "more": "mehr", "wrong_reason": "falscher Grund"}
_KIND = re.compile(rf"({'|'.join(_FEEDBACK)})(?=: |$)")
_INNER = str.maketrans("„“”", "‚‘’")
_REASONS = (
    (r"no candidate was found", "kein Kandidat wurde gefunden"),
    (
        r"(\d+) candidates, (\d+) of the best (\d+) known to play on Spotify",
        r"\1 Kandidaten, von den besten \3 sind \2 auf Spotify spielbar",
    ),
    (
        r"(\d+) candidates, at most (\d+) per artist and one version of each song",
        r"\1 Kandidaten, höchstens \2 pro Act und eine Fassung je Song",
    ),
    (r"(\d+) lacked what was asked for alone", r"\1 fehlte, was allein gewünscht war"),
)
"""Parts of `short_because` (pipelines.recommend.slate_evidence), which stand between semicolons."""


def of_text(kind: str, value: str, playlists: Mapping[str, str]) -> list[str]:
    """All spellings of a text, the one that we print first; kinds as explain.values has them, and `feedback`."""
    if kind == "playlist":
        named = [quoted(playlists[value])] if value in playlists else []
        return [f"{{playlist:{value}}}", *named, A_PLAYLIST]
    return _SPELLED[kind](value) if kind in _SPELLED else [value]


def quoted(name: str) -> str:
    """A name between marks that it does not hold itself."""
    return f"„{name.translate(_INNER)}“"


def feedback(value: str) -> str:
    """The words of a feedback, whose kind is a word of ours: "less: Sundial" is "weniger: Sundial"."""
    return _KIND.sub(lambda match: _FEEDBACK[match[1]], value, count=1)


def _of_feedback(value: str) -> list[str]:
    return [quoted(feedback(value))]


def _of_week(value: str) -> list[str]:
    number = value.rpartition("-W")[2].lstrip("0")
    return [f"Woche {number}", f"KW {number}", value]


def _of_date(value: str) -> list[str]:
    at = datetime.fromisoformat(value)
    return list(dict.fromkeys([f"{at.day}.{at.month}.{at.year}", f"{at:%d.%m.%Y}", f"{at:%Y-%m-%d}"]))


def reason(value: str) -> str:
    """Why a slate is short; what is no such sentence (the name of a source and a day) stays as it is."""
    return "; ".join(_reason_part(part) for part in value.split("; "))


def _reason_part(part: str) -> str:
    for english, german in _REASONS:
        match = re.fullmatch(english, part)
        if match:
            return match.expand(german)
    return part


_SPELLED: dict[str, Callable[[str], list[str]]] = {
    "title": lambda value: [quoted(value)],
    "words": lambda value: [quoted(value)],
    "feedback": _of_feedback,
    "subreddit": lambda value: [f"r/{value}"],
    "week": _of_week,
    "date": _of_date,
    "reason": lambda value: [reason(value)],
}


def of_number(kind: str, value: float) -> list[str]:
    """All spellings of a number, the one that we print first."""
    if kind in {"percent", "percent_floor"}:
        number = floor(value + 1e-9) if kind == "percent_floor" else round(value)
        return [f"{number} %", f"{number}%", f"{number}\N{NO-BREAK SPACE}%", f"{number}\N{NARROW NO-BREAK SPACE}%"]
    if kind == "bpm":
        return [f"{value:.0f} BPM"]
    if kind in _NOUNS:
        return _counted(int(value), *_NOUNS[kind])
    if kind == "count":
        return [*("keiner", "einer", *SMALL_NUMBERS[2:])[int(value) : int(value) + 1], *_whole(value)]
    text = {
        "bpm_bare": f"{value:.0f}",
        "year": f"{value:.0f}",
        "unit": f"{value:.2f}",
        "amount": f"{abs(value):.3f}",
        "mean": f"{value:.1f}",
    }.get(kind)
    return _whole(value) if text is None else [text.replace(".", ",")]


def _whole(value: float) -> list[str]:
    return list(dict.fromkeys([f"{value:,.0f}".replace(",", "."), f"{value:.0f}"]))


def _counted(number: int, one: str, many: str) -> list[str]:
    noun = one if number == 1 else many
    words = [f"{SMALL_NUMBERS[number]} {noun}"] if 1 < number < len(SMALL_NUMBERS) else []
    return [*words, *(f"{digits} {noun}" for digits in _whole(number))]
