"""The names and titles of a week's catalogue, made ready to be found in text."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

import ahocorasick

from pipelines.domain.names import base_title
from pipelines.link.common_words import COMMON_WORDS
from pipelines.link.folding import as_written, fold_name

SHORT = 3
"""Names of up to so many letters and digits are found in text by accident."""
NEARLY_SHORT = 4
"""Names of up to so many count only in the case in which the catalogue writes them."""


@dataclass(frozen=True)
class Name:
    """One spelling, and everybody who has it.

    Attributes:
        folded: As it is compared.
        spellings: As the catalogue writes it: proof, for a weak name, that a writer meant it.
        artist_ids: Whose name it is, in order.
        is_weak: Short, or made of everyday words only: needs context.
        is_case_bound: Nearly short: counts only as the catalogue writes it, or in context.
    """

    folded: str
    spellings: tuple[str, ...]
    artist_ids: tuple[UUID, ...]
    is_weak: bool
    is_case_bound: bool


class Catalogue:
    """Artists by name, and their recordings by base title."""

    def __init__(self, artists: Iterable[Mapping[str, Any]], tracks: Iterable[Mapping[str, Any]]) -> None:
        """Take rows with `artist_id`, `name`, and rows with `recording_id`, `artist_id`, `title`."""
        spelled: dict[str, list[tuple[UUID, str]]] = {}
        for artist in artists:
            folded = fold_name(artist["name"])
            if any(char.isalnum() for char in folded):
                spelled.setdefault(folded, []).append((artist["artist_id"], as_written(artist["name"])))
        self.names = {folded: _make_name(folded, spelled[folded]) for folded in sorted(spelled)}
        self._titles: dict[UUID, dict[str, UUID]] = {}
        for track in sorted(tracks, key=lambda one: (len(one["title"]), one["title"], one["recording_id"])):
            # the shortest title first: the plain version stands for the song, not its remaster
            titles = self._titles.setdefault(track["artist_id"], {})
            titles.setdefault(base_title(track["title"]), track["recording_id"])

    def titles(self, artist_id: UUID) -> Mapping[str, UUID]:
        """An artist's recordings by base title."""
        return self._titles.get(artist_id, {})

    def find(self, folded: str) -> Iterator[tuple[int, int, Name]]:
        """Every occurrence of a name in a folded text, as (start, end, name), overlapping ones included."""
        if not self.names:
            return
        for last, name in self._automaton.iter(folded):
            yield last + 1 - len(name.folded), last + 1, name

    @cached_property
    def _automaton(self) -> Any:  # noqa: ANN401  (pyahocorasick has no types)
        automaton = ahocorasick.Automaton()
        for folded, name in self.names.items():
            automaton.add_word(folded, name)
        automaton.make_automaton()
        return automaton


def _make_name(folded: str, owners: list[tuple[UUID, str]]) -> Name:
    words = "".join(char if char.isalnum() else " " for char in folded).split()
    size = sum(len(word) for word in words)
    return Name(
        folded=folded,
        spellings=tuple(sorted({spelling for _, spelling in owners})),
        artist_ids=tuple(sorted({artist_id for artist_id, _ in owners})),
        is_weak=size <= SHORT or all(word in COMMON_WORDS or word.isdigit() for word in words),
        is_case_bound=size <= NEARLY_SHORT,
    )
