"""What the values of a wish mean in numbers: tempo words, eras, activities; for who reads and who applies them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from math import inf

TEMPO_BPM: Mapping[str, tuple[float, float]] = {
    "slow": (0.0, 90.0),
    "mid": (90.0, 120.0),
    "fast": (120.0, 150.0),
    "very fast": (150.0, inf),
}
"""Tempo words by BPM, from (included) to (excluded)."""
DECADES = tuple(f"{year}s" for year in range(1950, 2030, 10))
NOVELTY = ("new", "familiar", "popular", "obscure")
"""`new` and `familiar`: the artist, to the listener; `popular` and `obscure`: how many listen to the song."""
_YEARS = re.compile(r"(\d{4})?\.\.(\d{4})?")


@dataclass(frozen=True)
class Activity:
    """What suits an activity; a condition that is None is not asked for.

    Attributes:
        tempo: BPM from (included) to (excluded).
        energy: From 0 to 1, both included.
        moods: One of them is enough.
    """

    tempo: tuple[float, float] | None = None
    energy: tuple[float, float] | None = None
    moods: tuple[str, ...] = ()


ACTIVITIES: Mapping[str, Activity] = {
    "running": Activity(tempo=(140.0, 190.0), energy=(0.6, 1.0)),
    "workout": Activity(tempo=(110.0, 180.0), energy=(0.7, 1.0)),
    "dancing": Activity(tempo=(100.0, 140.0), energy=(0.6, 1.0)),
    "party": Activity(tempo=(100.0, 150.0), energy=(0.65, 1.0)),
    "studying": Activity(tempo=(50.0, 120.0), energy=(0.0, 0.5)),
    "working": Activity(tempo=(60.0, 130.0), energy=(0.1, 0.65)),
    "reading": Activity(tempo=(50.0, 110.0), energy=(0.0, 0.4)),
    "cooking": Activity(tempo=(80.0, 130.0), energy=(0.3, 0.8)),
    "cleaning": Activity(tempo=(100.0, 150.0), energy=(0.5, 1.0)),
    "driving": Activity(tempo=(90.0, 150.0), energy=(0.4, 0.95)),
    "walking": Activity(tempo=(90.0, 130.0), energy=(0.3, 0.8)),
    "dinner": Activity(
        tempo=(60.0, 120.0),
        energy=(0.1, 0.6),
        moods=("warm", "romantic", "intimate", "mellow", "relaxed", "calm", "cozy", "gentle", "tender", "sensual"),
    ),
    "sleeping": Activity(
        tempo=(40.0, 90.0),
        energy=(0.0, 0.3),
        moods=("calm", "peaceful", "serene", "gentle", "soothing", "meditative", "dreamy", "tender", "ethereal"),
    ),
    "relaxing": Activity(
        tempo=(40.0, 115.0),
        energy=(0.0, 0.5),
        moods=("relaxed", "calm", "mellow", "peaceful", "serene", "warm", "soothing", "gentle", "dreamy", "meditative"),
    ),
}
"""Hand-set (docs/scoring.md): the step of a run is 140 to 190 a minute, what is read or learned beside stays quiet."""


def era_years(value: str) -> tuple[int, int] | None:
    """First and last year of `1990s`, `1975..1985`, `..1979` or `2016..`; None when it is no era."""
    if len(value) == len("1990s") and value[:4].isdigit() and value[4] == "s":
        first = int(value[:4]) // 10 * 10
        return first, first + 9
    found = _YEARS.fullmatch(value)
    if found is None or not (found[1] or found[2]):
        return None
    first, last = int(found[1] or 0), int(found[2] or 9999)
    return (first, last) if first <= last else None
