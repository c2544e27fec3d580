"""cos+(h, c): sound and tags of a candidate beside each own thing, where their vectors are near each other."""

import numpy as np
from scipy import sparse

from pipelines.neighbours.nearest import UNIT
from pipelines.recommend.arrays import Floats, Ints, Links, best_of, links_of_rows
from pipelines.recommend.catalogue import Catalogue


def sound_links(catalogue: Catalogue, rows: Ints, things: Ints, nearest: int) -> Links:
    """Cosines of candidates with own things that the graph of vectors links, the `nearest` kept per candidate.

    Args:
        catalogue: The week's.
        rows: Catalogue rows of the candidates, shape (m,).
        things: Catalogue rows of the own things, ascending, shape (h,).
        nearest: Own things kept per candidate; ties go to the smaller vector, and of one vector to the smaller id.

    Returns:
        Shape (m, h), values in (0, 1].
    """
    numbers = catalogue.vector_of[things]
    by_vector = np.argsort(numbers, kind="stable")
    by_vector = by_vector[numbers[by_vector] >= 0]
    starts = np.flatnonzero(np.diff(numbers[by_vector], prepend=-1))
    distinct = numbers[by_vector[starts]]
    place_of = np.full(len(catalogue.vectors), -1, dtype=np.int32)  # among the distinct vectors of own things
    place_of[distinct] = np.arange(len(distinct))

    has_vector = catalogue.vector_of[rows] >= 0
    near = catalogue.near[catalogue.vector_of[rows[has_vector]]]
    own = np.flatnonzero((place_of >= 0).take(near.indices))
    # a row of the graph comes nearest first, so the nearest own vectors of a candidate are its first ones
    first = np.searchsorted(own, near.indptr)
    taken = np.minimum(np.diff(first), nearest)
    places = own[_spans(first[:-1], taken)]
    vectors = place_of[near.indices[places]]
    at = starts[vectors]
    if len(by_vector) > len(distinct):
        copies = np.diff(starts, append=len(by_vector))[vectors]
        chosen, taken, copy = _with_copies(taken, copies, nearest)
        places, at = places[chosen], at[chosen] + copy
    columns = by_vector[at]
    lengths = np.zeros(len(rows), dtype=np.int64)
    lengths[has_vector] = taken
    return links_of_rows(lengths, columns, near.data[places] / UNIT, len(things))


def _spans(starts: Ints, lengths: Ints) -> Ints:
    """start, start + 1, ... of each span, one after the other."""
    return np.repeat(starts - (np.cumsum(lengths) - lengths), lengths) + np.arange(lengths.sum())


def _with_copies(taken: Ints, copies: Ints, nearest: int) -> tuple[Ints, Ints, Ints]:
    """Each link once per own thing that has its vector, cut again: which link, how many of each row, which copy."""
    ends = np.concatenate([[0], np.cumsum(copies)])
    row_ends = np.concatenate([[0], np.cumsum(taken)])
    first = ends[row_ends]
    kept = np.minimum(np.diff(first), nearest)
    chosen = _spans(first[:-1], kept)
    which = np.searchsorted(ends, chosen, side="right") - 1
    return which, kept, chosen - ends[which]


def rough_sound(catalogue: Catalogue, things: Ints, weights: Floats, most: int) -> Floats:
    """The sound sum of every recording with the `most` heaviest own things, without the cut: enough to find candidates.

    Args:
        catalogue: The week's.
        things: Catalogue rows of the own things, shape (h,).
        weights: Of these, shape (h,).
        most: Own things used, of those with a vector; ties by recording_id.

    Returns:
        Shape (n,), rounded.
    """
    count = len(catalogue.vectors)
    if count == 0:
        return np.zeros(len(catalogue))
    known = np.flatnonzero(catalogue.vector_of[things] >= 0)
    heaviest = known[best_of(weights[known], most)]
    used, which = np.unique(catalogue.vector_of[things[heaviest]], return_inverse=True)
    by_vector = np.bincount(which, weights=weights[heaviest], minlength=len(used))
    near = catalogue.near[used]
    cosines = sparse.csr_array((near.data / UNIT, near.indices, near.indptr), shape=near.shape)
    sums = np.zeros(count + 1)  # the last is for recordings without a vector, whose number is -1
    sums[:count] = np.round(cosines.T @ by_vector, 9)
    return sums[catalogue.vector_of]
