"""S(h, c) as a weighted sum of what several providers say: imported, learned, co-listed."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from pipelines.recommend.arrays import Floats, Ints, Links, empty_links
from pipelines.recommend.catalogue import Catalogue
from pipelines.recommend.loops import Arrays, arrays_of, links_of, turned, weighted_sums
from pipelines.recommend.similarity import item_cosine
from pipelines.settings import Settings

PROVIDERS = ("imported", "learned", "cosine")
"""In the order in which they are added."""


@dataclass(frozen=True)
class OwnLinks:
    """S(h, c) of the own things: some rows of a larger matrix times a weight, without a copy of them.

    Attributes:
        links: Shape (r, n).
        width: n, the recordings of the catalogue.
        rows: Row of each own thing, shape (h,).
        weight: Of the provider.
    """

    links: Arrays
    width: int
    rows: Ints
    weight: float = 1.0

    def known(self) -> bool:
        """Whether any own thing has a link."""
        if len(self.links.values) == 0:
            return False
        return bool(np.any(self.links.starts[self.rows + 1] > self.links.starts[self.rows]))

    def sums(self, weights: Floats) -> Floats:
        """Sum over own things of w(h) S(h, c) of every recording, shape (n,); own thing by own thing.

        Args:
            weights: Of the own things, shape (h,).
        """
        return weighted_sums(self.links, self.weight, self.rows, weights, self.width)

    def of_candidates(self, rows: Ints) -> Arrays:
        """Candidates by own things, shape (len(rows), h); each catalogue row once, in any order."""
        place_of = np.full(self.width, -1, dtype=np.int32)
        place_of[rows] = np.arange(len(rows))
        return turned(self.links, self.weight, self.rows, place_of, len(rows))

    def copied(self) -> Links:
        """The same as a matrix of its own, shape (h, n)."""
        return self.weight * links_of(self.links, self.width)[self.rows]


def provider_weights(settings: Settings) -> dict[str, float]:
    """The weight of each provider in S."""
    return {name: getattr(settings, f"weight_{name}") for name in PROVIDERS}


def weighted_links(catalogue: Catalogue, things: Ints, settings: Settings) -> dict[str, OwnLinks]:
    """Weight x S_p(h, c) of each provider that has a weight and knows anything of these own things."""
    found = {
        name: _links(name, catalogue, things, weight)
        for name, weight in provider_weights(settings).items()
        if weight > 0
    }
    return {name: links for name, links in found.items() if links.known()}


def add_links(weighted: Mapping[str, OwnLinks], things: Ints, count: int) -> OwnLinks:
    """S(h, c) = the sum over providers, added in their order, of own things in a catalogue of `count` recordings."""
    if len(weighted) == 1:
        return next(iter(weighted.values()))
    total = empty_links(len(things), count)
    for name in PROVIDERS:
        if name in weighted:
            total = weighted[name].copied() if total.nnz == 0 else total + weighted[name].copied()
    total = sparse.csr_array(total)
    total.sort_indices()
    return OwnLinks(arrays_of(total), count, np.arange(len(things), dtype=np.int64))


def _links(name: str, catalogue: Catalogue, things: Ints, weight: float) -> OwnLinks:
    if name == "cosine":
        found = arrays_of(item_cosine(catalogue.listings, things))
        return OwnLinks(found, len(catalogue), np.arange(len(things), dtype=np.int64), weight)
    links = catalogue.similar_arrays if name == "imported" else catalogue.learned_arrays
    return OwnLinks(links, len(catalogue), things, weight)
