"""Find the artists that a text names: whole words, the longest name first, weak names only in context."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from pipelines.domain.names import base_title, normalise
from pipelines.link.folding import Folded, fold
from pipelines.link.names import Catalogue, Name

METHOD_VERSION = "link-1"

TITLED, LEADING, NAMED, QUOTED, EXACT = 0.99, 0.90, 0.80, 0.70, 0.60
"""Confidence by form: with a title of the artist; "Artist - ..."; a name; a weak name in quotes; in its exact case."""

_URL = re.compile(r"(?:https?://|www\.)\S+")
_TAGS = re.compile(r"\s*(?:\[[^\]\n]*\]\s*)*[\"']?")
_DASH = re.compile(r"[\"']?\s*(?:\s-+|-{2,}|:|\|)\s+")
_SEGMENT = re.compile(r"[^\[\(\|\n\"]+")
_QUOTED_TITLE = re.compile(r"[\"']([^\"\n]+?)[\"'](?=\W|$)")
_LAST_WORD = re.compile(r"(\S+)\s*$")
_NEXT_WORD = re.compile(r"(?:'s)?\s*(\S+)")


@dataclass(frozen=True)
class Mention:
    """One place in a text that names an artist.

    Attributes:
        start: First code point of the name in the text as captured.
        end: One past its last.
        method: artist_title, artist_dash, name, quoted or exact_case.
    """

    artist_id: UUID
    recording_id: UUID | None
    start: int
    end: int
    method: str
    confidence: float


@dataclass(frozen=True)
class _Title:
    """A title beside a name: whose recording it is, and the stretch of folded text it fills."""

    artist_id: UUID
    recording_id: UUID
    start: int
    end: int


def find_mentions(text: str, catalogue: Catalogue) -> list[Mention]:
    """The mentions of a text, in order of place, then artist.

    A name that several artists share names each of them with its share of the confidence, unless a title settles it.
    """
    folded = fold(text)
    found: list[Mention] = []
    titles: list[_Title] = []
    for start, end, name in _longest(folded, catalogue):
        title = _title_beside(folded, start, end, name, catalogue)
        if title is not None:
            titles.append(title)
            found.append(_mention(folded, start, end, (title.artist_id, title.recording_id), "artist_title", TITLED))
            continue
        form = _form(folded, start, end, name)
        if form is not None:
            method, confidence = form
            share = confidence / len(name.artist_ids)
            found += [_mention(folded, start, end, (artist, None), method, share) for artist in name.artist_ids]
    spans = [folded.offsets(title.start, title.end) for title in titles]
    outside = [one for one in found if not any(first <= one.start and one.end <= last for first, last in spans)]
    return sorted(outside, key=lambda one: (one.start, one.artist_id))


def _mention(
    folded: Folded, start: int, end: int, whom: tuple[UUID, UUID | None], method: str, confidence: float
) -> Mention:
    first, last = folded.offsets(start, end)
    return Mention(whom[0], whom[1], first, last, method, confidence)


def _longest(folded: Folded, catalogue: Catalogue) -> Iterator[tuple[int, int, Name]]:
    """Occurrences that are whole words outside of links; where some overlap, the longest, then the first."""
    links = [match.span() for match in _URL.finditer(folded.text)]
    whole = [
        (start, end, name)
        for start, end, name in catalogue.find(folded.text)
        if _is_whole(folded.text, start, end) and not any(a <= start < b for a, b in links)
    ]
    taken = bytearray(len(folded.text))
    kept = []
    for start, end, name in sorted(whole, key=lambda one: (one[0] - one[1], one[0])):
        if not any(taken[start:end]):
            taken[start:end] = b"\x01" * (end - start)
            kept.append((start, end, name))
    yield from sorted(kept, key=lambda one: one[0])


def _is_whole(text: str, start: int, end: int) -> bool:
    before = start > 0 and text[start].isalnum() and text[start - 1].isalnum()
    after = end < len(text) and text[end - 1].isalnum() and text[end].isalnum()
    return not before and not after


def _line(text: str, start: int, end: int) -> tuple[int, int]:
    first = text.rfind("\n", 0, start) + 1
    last = text.find("\n", end)
    return first, len(text) if last < 0 else last


def _title_beside(folded: Folded, start: int, end: int, name: Name, catalogue: Catalogue) -> _Title | None:
    """The artist's title in "Artist - Title" or "Title by Artist"."""
    for artist_id in name.artist_ids:
        known = catalogue.titles(artist_id)
        if not known:
            continue
        for first, last in _title_places(folded.text, start, end):
            title = base_title(folded.text[first:last])
            if title in known:
                return _Title(artist_id, known[title], first, last)
        sung = _sung_before(folded.text, start, known)
        if sung is not None:
            first, last, title = sung
            return _Title(artist_id, known[title], first, last)
    return None


def _title_places(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Stretches after a dash that may be a title, the likeliest first."""
    _, line_end = _line(text, start, end)
    dash = _DASH.match(text, end, line_end)
    if dash is None:
        return
    quoted = _QUOTED_TITLE.match(text, dash.end(), line_end)
    if quoted is not None:
        yield quoted.span(1)
    segment = _SEGMENT.match(text, dash.end(), line_end)
    if segment is not None:
        yield segment.span()
    if dash.end() < line_end:
        yield dash.end(), line_end


def _sung_before(text: str, start: int, known: Mapping[str, UUID]) -> tuple[int, int, str] | None:
    """The longest known title that ends in " by " before a name, as (start, end, base title)."""
    line_start, _ = _line(text, start, start)
    before = re.search(r"[\"']?\s+by\s+[\"']?$", text[line_start:start])
    if before is None:
        return None
    last = line_start + before.start()
    for first in range(line_start, last):
        if text[first].isalnum() and (first == line_start or not text[first - 1].isalnum()):
            title = normalise(text[first:last])
            if title in known:
                return first, last, title
    return None


def _form(folded: Folded, start: int, end: int, name: Name) -> tuple[str, float] | None:
    """How a name without a known title stands in the text, or None when a weak name could be anything."""
    text = folded.text
    line_start, line_end = _line(text, start, end)
    tags = _TAGS.match(text, line_start, start)
    leads = tags is not None and tags.end() == start
    if leads and _DASH.match(text, end, line_end) is not None and "-" in text[end : end + 4]:
        return "artist_dash", LEADING
    if not name.is_weak and (not name.is_case_bound or folded.written(start, end) in name.spellings):
        return "name", NAMED
    if start > 0 and end < len(text) and text[start - 1] == text[end] == '"':
        return "quoted", QUOTED
    if _is_meant_by_case(folded, start, end, name):
        return "exact_case", EXACT
    return None


def _is_meant_by_case(folded: Folded, start: int, end: int, name: Name) -> bool:
    """Whether the case shows that a name is meant: spelled like it, capitalised, and its neighbours are not."""
    written = folded.written(start, end)
    if written not in name.spellings or not any(char.isupper() for char in written):
        return False
    line_start, line_end = _line(folded.text, start, end)
    before = _LAST_WORD.search(folded.text, line_start, start)
    after = _NEXT_WORD.match(folded.text, end, line_end)
    follows = after is None or not _is_capitalised(folded, *after.span(1))
    if before is None or before[1][-1] in '.!?:"[(':
        return False  # the first word of a sentence is capitalised anyway
    return follows and not _is_capitalised(folded, *before.span(1))


def _is_capitalised(folded: Folded, start: int, end: int) -> bool:
    letters = [char for char in folded.written(start, end) if char.isalpha()]
    return bool(letters) and letters[0].isupper() and letters != ["I"]
