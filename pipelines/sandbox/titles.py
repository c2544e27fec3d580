"""Titles of songs and albums: first the good ones, then as many as a world needs."""

import re
from collections.abc import Iterator

from pipelines.sandbox.rng import Rng, make_rng
from pipelines.sandbox.title_words import (
    ADJECTIVES,
    ALBUM_PATTERNS,
    KIND_OF_TITLES,
    NAMES,
    NOUNS,
    PATTERNS,
    PLACES,
    TIMES,
    TITLES,
)

_SLOT = re.compile(r"{(\w+)}")
_BEFORE_VOWEL = re.compile(r"\b([Aa]) (?=[AEIO])")


def song_titles(seed: int, genre: str) -> Iterator[str]:
    """Endless titles for a genre, none twice."""
    kind = KIND_OF_TITLES[genre]
    genres = [name for name, one in KIND_OF_TITLES.items() if one == kind]
    given = list(TITLES[kind])
    make_rng(seed, "titles", kind).shuffle(given)
    seen = set(given)
    yield from given[genres.index(genre) :: len(genres)]
    rng = make_rng(seed, "more titles", genre)
    patterns = [*PATTERNS["any"], *PATTERNS[kind], *PATTERNS[kind]]
    while True:
        title = _fill(rng, rng.choice(patterns), kind)
        if title not in seen:
            seen.add(title)
            yield title


def album_title(rng: Rng, genre: str) -> str:
    """One title for an album."""
    return _fill(rng, rng.choice(ALBUM_PATTERNS), KIND_OF_TITLES[genre])


def _fill(rng: Rng, pattern: str, kind: str) -> str:
    """A pattern with words in its slots, a different one in each."""
    words = {
        "adjective": iter(rng.sample(ADJECTIVES, k=2)),
        "noun": iter(rng.sample(NOUNS[kind], k=2)),
        "name": iter(rng.sample(NAMES, k=1)),
        "place": iter(rng.sample(PLACES, k=1)),
        "time": iter(rng.sample(TIMES, k=1)),
        "number": iter([str(rng.randint(2, 99))]),
    }
    filled = _SLOT.sub(lambda slot: next(words[slot[1]]), pattern)
    with_article = _BEFORE_VOWEL.sub(r"\1n ", filled)
    return with_article[0].upper() + with_article[1:]
