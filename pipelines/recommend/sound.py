"""cos+(h, c): sound and tags of a candidate beside each own thing, cut to the nearest before anything is added."""

import numpy as np

from pipelines.recommend.arrays import Flags, Floats, Ints, Links, cosines, empty_links, make_links

_BATCH = 256
"""Candidates per block: bounds memory at 256 x own things x 8 bytes."""


def sound_links(
    candidates: Floats, own: Floats, own_columns: Ints, own_count: int, threshold: float, nearest: int
) -> Links:
    """Cosines of candidates with own things, those below `threshold` dropped, then the `nearest` kept per candidate.

    Args:
        candidates: Unit vectors, shape (c, d); a zero row has no vector and no links.
        own: Unit vectors of the own things that have one, shape (v, d).
        own_columns: Where each of them stands among all own things, shape (v,), ascending.
        own_count: Number of own things, h.
        threshold: Least cosine that counts, in [0, 1].
        nearest: Own things kept per candidate; ties by recording_id.

    Returns:
        Shape (c, h), values in (0, 1].
    """
    if len(candidates) == 0 or len(own) == 0:
        return empty_links(len(candidates), own_count)
    found: list[tuple[Ints, Ints, Floats]] = []
    for first in range(0, len(candidates), _BATCH):
        block = np.minimum(cosines(candidates[first : first + _BATCH], own), 1.0)
        rows, columns = np.nonzero((block >= threshold) & (block > 0) & _largest(block, nearest))
        found.append((rows + first, own_columns[columns], block[rows, columns]))
    rows, columns, values = (np.concatenate([part[n] for part in found]) for n in range(3))
    return make_links(rows, columns, values, (len(candidates), own_count))


def _largest(block: Floats, count: int) -> Flags:
    """The `count` largest of each row; ties go to the smaller column; shape as given."""
    if block.shape[1] <= count:
        return np.ones(block.shape, dtype=bool)
    least = -np.partition(-block, count - 1, axis=1)[:, count - 1 : count]
    above, equal = block > least, block == least
    left = count - above.sum(axis=1, keepdims=True)
    return np.asarray(above | (equal & (np.cumsum(equal, axis=1) <= left)))


def rough_sound(vectors: Floats, own: Floats, weights: Floats, threshold: float, most: int) -> Floats:
    """The sound sum of every recording with the `most` heaviest own things, without the cut: enough to find candidates.

    Args:
        vectors: Unit vectors of the catalogue, shape (n, d).
        own: Unit vectors of own things, shape (v, d).
        weights: Of these, shape (v,).
        threshold: Least cosine that counts.
        most: Own things used; ties by recording_id.
    """
    heaviest = np.sort(np.argsort(-weights, kind="stable")[:most])
    least = max(threshold, 0.0)
    sums = np.zeros(len(vectors))
    for first in range(0, len(vectors), 4 * _BATCH):
        block = cosines(vectors[first : first + 4 * _BATCH], own[heaviest])
        sums[first : first + 4 * _BATCH] = np.where(block >= least, block, 0.0) @ weights[heaviest]
    return np.round(sums, 9)
