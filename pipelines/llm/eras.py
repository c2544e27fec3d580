"""Eras in a wish: decades by any spelling, and ranges such as "before 1980", "entre 1995 y 2005", "ab 2010"."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipelines.domain.wishes import DECADES, era_years
from pipelines.llm.schemas import Facet
from pipelines.llm.wish_words import Word
from pipelines.llm.words import LANGUAGES, Words, fold, words_of

_DECADE = re.compile(r"(?:los |anos |los anos )?(19|20)?(\d)0(?:ie)?(?:s|er|ern|iger)")
_SPANISH_DECADE = re.compile(r"(?:los|anos|los anos) (19|20)?(\d)0")
_YEAR = re.compile(r"19\d\d|20[0-4]\d")
_NEWEST_SHORT_DECADE = 2
"""00s, 10s and 20s are of this century."""
_LONGEST_ERA, _LONGEST_BORDER, _MOST_SKIPPED = 3, 3, 3


@dataclass(frozen=True)
class Era:
    """An era that words name: a value of the facet decade or years, and the index behind its last word."""

    value: str
    last: int


@lru_cache(maxsize=65536)
def find_decade(phrase: str) -> str | None:
    """The decade that "90s", "1994", "nineties", "90er" or "los noventa" names, as `1990s`."""
    form = fold(phrase)
    match = _DECADE.fullmatch(form) or _SPANISH_DECADE.fullmatch(form)
    if match is not None:
        century = match[1] or ("20" if int(match[2]) <= _NEWEST_SHORT_DECADE else "19")
        return f"{century}{match[2]}0s"
    if _YEAR.fullmatch(form):
        return f"{form[:3]}0s"
    for lang in LANGUAGES:
        for named in words_of(lang).named.get(form, ()):
            if named.facet == "decade":
                return named.values[0]
    return None


def era_value(decade: str) -> tuple[Facet, str]:
    """Facet and value of a decade: those that profiles know are decades, older ones a range of years."""
    if decade in DECADES:
        return "decade", decade
    first, last = era_years(decade) or (0, 0)
    return "years", f"{first}..{last}"


def find_years(words: Sequence[Word], at: int) -> Era | None:
    """The range of years that starts with the word at an index, if one does."""
    for lang in dict.fromkeys((words[at].lang, *LANGUAGES)):
        found = _Ranges(words, words_of(lang)).read(at)
        if found is not None:
            return found
    return None


class _Ranges:
    """Reads ranges with the border words of one language."""

    def __init__(self, words: Sequence[Word], vocabulary: Words) -> None:
        self.words, self.vocabulary = words, vocabulary

    def read(self, at: int) -> Era | None:
        """The range that starts there."""
        borders: tuple[tuple[str, Callable[[int, int], str]], ...] = (
            ("before", lambda first, _: f"..{first - 1}"),
            ("until", lambda _, last: f"..{last}"),
            ("after", lambda _, last: f"{last + 1}.."),
            ("since", lambda first, _: f"{first}.."),
        )
        opened = self._border("between", at)
        between = self._two_ends(at if opened is None else opened, is_open=opened is not None)
        if between is not None:
            return between
        for name, value in borders:
            behind = self._border(name, at)
            era = None if behind is None else self._era(behind)
            if era is not None:
                return Era(value(*era[0]), era[1])
        era = self._era(at if opened is None else opened)
        behind = None if era is None else self._border("onwards", era[1])
        return None if era is None or behind is None else Era(f"{era[0][0]}..", behind)

    def _two_ends(self, at: int, *, is_open: bool) -> Era | None:
        """A range such as "between 1995 and 2005" or "1995 to 2005"; but "60s and 70s" are two decades."""
        low = self._era(at)
        if low is None or low[1] >= len(self.words):
            return None
        behind = low[1] if self.words[low[1]].is_hyphened else self._border("to", low[1])
        if behind is None:
            return None
        joins = {"and", "und", "y"} & {self.words[low[1]].form}
        high = self._era(behind)
        if high is None or (joins and not is_open) or high[0][1] < low[0][0]:
            return None
        if joins and any(word.form in {"from", "von", "de", "desde"} for word in self.words[max(0, at - 1) : at]):
            return None  # "from the 60s and 70s" are two decades
        return Era(f"{low[0][0]}..{high[0][1]}", high[1])

    def _border(self, name: str, at: int) -> int | None:
        """The index behind the longest phrase of that name that starts there."""
        phrases = self.vocabulary.years.get(name, frozenset())
        for length in range(min(_LONGEST_BORDER, len(self.words) - at), 0, -1):
            if self._phrase(at, at + length) in phrases:
                return at + length
        return None

    def _era(self, at: int) -> tuple[tuple[int, int], int] | None:
        """First and last year of the year or decade there, articles before it skipped, and the index behind it."""
        for start in range(at, min(at + _MOST_SKIPPED + 1, len(self.words))):
            for length in range(min(_LONGEST_ERA, len(self.words) - start), 0, -1):
                phrase = self._phrase(start, start + length)
                decade = find_decade(phrase)
                if decade is not None:
                    years = (int(phrase), int(phrase)) if _YEAR.fullmatch(phrase) else era_years(decade)
                    return None if years is None else (years, self._behind(start + length))
            if self.words[start].form not in self.vocabulary.years.get("skip", frozenset()):
                return None
        return None

    def _behind(self, at: int) -> int:
        """Past "years" behind a decade."""
        return at + 1 if at < len(self.words) and self.words[at].form in {"jahre", "jahren", "years"} else at

    def _phrase(self, first: int, last: int) -> str:
        return " ".join(word.form for word in self.words[first:last])
