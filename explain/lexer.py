"""A sentence as tokens: words, and mentions of values; a mention knows which fields of which claims it could be."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from explain.claims import Claim
from explain.values import NAMES
from pipelines.domain.telling import ENGLISH, Language

Reference = tuple[str, str]
"""(claim id, field)."""
_WORD = re.compile(r"[^\W\d_]+(?:['’\-‐][^\W\d_]+)*")
_NUMBER = re.compile(r"[-−+]?\d+(?:[.,:]\d+)*(?:\s?%)?")
_QUOTED = re.compile(r"„[^“]*“|“[^”]*”|»[^«]*«|«[^»]*»|‚[^‘]*‘|\"[^\"]*\"")
_GOES_ON = re.compile(r"\s?%|[.,]\d")
_LINK = re.compile(r"(?:https?://|www\.|/r/|r/|u/|#)\S+", re.IGNORECASE)
_PLACEHOLDER = re.compile(r"\{[^{}]*\}")
_POINTS, _SIGNS = frozenset(".,"), frozenset("–—−-'’")
"""Right before a digit they belong to the number: a point always, a dash or an apostrophe with nothing before it."""
_NEUTRAL_MARKS = frozenset(" \t\n.,;:–—-()'’…!")
_APOSTROPHES = str.maketrans("’‐", "'-")


@dataclass(frozen=True)
class Token:
    """A word (lower case), or a mention of a value with all that it could refer to.

    Attributes:
        text: As it stands in the sentence.
        word: The word, also of a mention that could be one; empty for other mentions.
        references: Fields that are spelled like this; None for a plain word.
    """

    text: str
    word: str
    references: frozenset[Reference] | None = None

    @property
    def is_mention(self) -> bool:
        """Whether it must be some value."""
        return self.references is not None


@dataclass(frozen=True)
class Spellings:
    """Every spelling of every field of a set of claims."""

    references: Mapping[str, frozenset[Reference]]
    names: frozenset[str]
    by_start: Mapping[str, list[str]] = field(repr=False)

    @classmethod
    def of(cls, claims: Iterable[Claim], playlists: Mapping[str, str], language: Language = ENGLISH) -> "Spellings":
        """Collect them from claims; names are kept in their own case, all else in lower case."""
        found: dict[str, set[Reference]] = {}
        names: set[str] = set()
        for claim in claims:
            for name, where in claim.fields().items():
                for spelling in claim.spelled(name, playlists, language):
                    key = spelling if where.kind in NAMES else spelling.lower()
                    found.setdefault(key, set()).add((claim.claim_id, name))
                    if where.kind in NAMES:
                        names.add(key)
        by_start: dict[str, list[str]] = {}
        for spelling in found:
            by_start.setdefault(spelling[:2].lower(), []).append(spelling)
        for spellings in by_start.values():
            spellings.sort(key=lambda one: (-len(one), one))
        references = {spelling: frozenset(found[spelling]) for spelling in sorted(found)}
        return cls(references, frozenset(names), by_start)

    def longest_at(self, sentence: str, place: int) -> str | None:
        """The longest spelling that stands at a place of a sentence, between boundaries."""
        start = sentence[place : place + 2].lower()
        for spelling in [*self.by_start.get(start, []), *self.by_start.get(start[:1], [])]:
            end = place + len(spelling)
            stands = sentence[place:end]
            same = self._same(stands, spelling, is_start=place == 0)
            if same and _is_boundary(sentence, place, end):
                return spelling
        return None

    def _same(self, stands: str, spelling: str, *, is_start: bool) -> bool:
        if spelling not in self.names:
            return stands.lower() == spelling
        # A name at the beginning of a sentence may have got a capital
        return stands == spelling or (is_start and stands[:1].lower() + stands[1:] == spelling)


def _is_boundary(sentence: str, start: int, end: int) -> bool:
    before, after = sentence[start - 1 : start], sentence[end : end + 1]
    if before.isalnum() and sentence[start].isalnum():
        return False
    if after.isalnum() and sentence[end - 1].isalnum():
        return False
    if sentence[start].isdigit() and (
        before in _POINTS or (before in _SIGNS and not sentence[start - 2 : start - 1].strip())
    ):
        return False
    if sentence[end - 1].isdigit():
        return _GOES_ON.match(sentence, end) is None
    return True


def read_tokens(sentence: str, spellings: Spellings) -> list[Token]:
    """The tokens of a finished sentence, longest known value first.

    What must be a value and is none that we know (a number, something quoted, a link) becomes a mention of nothing.
    """
    tokens: list[Token] = []
    place = 0
    while place < len(sentence):
        known = spellings.longest_at(sentence, place)
        if known is not None:
            text = sentence[place : place + len(known)]
            tokens.append(Token(text, _word_of(text), spellings.references[known]))
            place += len(text)
            continue
        place, token = _read_other(sentence, place)
        if token is not None:
            tokens.append(token)
    return tokens


def _word_of(text: str) -> str:
    return text.lower().translate(_APOSTROPHES) if _WORD.fullmatch(text) else ""


def _read_other(sentence: str, place: int) -> tuple[int, Token | None]:
    for pattern in (_QUOTED, _LINK, _PLACEHOLDER, _NUMBER):
        match = pattern.match(sentence, place)
        if match:
            return match.end(), Token(match[0], "", frozenset())
    match = _WORD.match(sentence, place)
    if match:
        return match.end(), Token(match[0], match[0].lower().translate(_APOSTROPHES))
    mark = sentence[place]
    return place + 1, None if mark in _NEUTRAL_MARKS else Token(mark, "", frozenset())
