"""Loops over the links of a catalogue, compiled by numba: where numpy would copy every link several times.

Sums are added in the order of the links, without fused or reordered operations, so that two runs agree to the last bit.
"""

import numpy as np

from pipelines.compiled import compiled
from pipelines.recommend.arrays import Flags, Floats, Ints, Links



def add_along(links: Links, heads: Ints, weights: Floats, sums: Floats) -> None:
    """Add weight x link to the sum of every recording that a head is linked with; heads in the order given.

    Args:
        links: A csr_array, shape (v, n).
        heads: Rows of `links`, shape (h,).
        weights: Of these, shape (h,).
        sums: Changed in place, shape (n,).
    """
    _add_along(links.indptr, links.indices, links.data, heads, weights, sums)


def first_marked(links: Links, heads: Ints, marked: Flags, most: int) -> tuple[Ints, Ints]:
    """The first links of each head that lead to something marked.

    Args:
        links: A csr_array, shape (v, n).
        heads: Rows of `links`, shape (m,); -1 has no links.
        marked: Shape (n,).
        most: Of each head.

    Returns:
        Places in `links.data`, head by head, and how many each head has, shape (m,).
    """
    return _first_marked(links.indptr, links.indices, heads, marked, most)


@compiled
def _first_marked(starts: Ints, columns: Ints, heads: Ints, marked: Flags, most: int) -> tuple[Ints, Ints]:
    longest = 0
    for head in heads:
        longest = max(longest, starts[head + 1] - starts[head] if head >= 0 else 0)
    places = np.empty(len(heads) * min(most, longest) + longest, dtype=np.int64)
    counts = np.zeros(len(heads), dtype=np.int64)
    found = 0
    for place in range(len(heads)):
        head = heads[place]
        before = found
        if head >= 0:
            for at in range(starts[head], starts[head + 1]):  # no branch: whether one is marked cannot be foreseen
                places[found] = at
                found += marked[columns[at]]
        found = min(found, before + most)
        counts[place] = found - before
    return places[:found], counts


@compiled
def _add_along(  # noqa: PLR0913, PLR0917  (arrays, since a compiled loop takes nothing else)
    starts: Ints, columns: Ints, values: Floats, heads: Ints, weights: Floats, sums: Floats
) -> None:
    for place in range(len(heads)):
        head, weight = heads[place], weights[place]
        for at in range(starts[head], starts[head + 1]):
            sums[columns[at]] += values[at] * weight
