"""Lists of the best items, and how good a list is: what fitting and evaluating share."""

import numpy as np

from pipelines.learn.dataset import Flags, Floats, Ints, ItemFacts, Matrix

_SLICED = 32
"""Values of one slice, of which the largest is looked at first."""


def best_items(scores: Floats, forbidden: Flags, count: int) -> Ints:
    """The `count` best allowed items of each row, best first; ties by item number; -1 where there are none left.

    Args:
        scores: Shape (b, n).
        forbidden: Items that may not be in a row's list, shape (b, n).
        count: Length of a list.

    Returns:
        Item numbers, shape (b, count).
    """
    found = np.full((len(scores), count), -1, dtype=np.int64)
    width = min(count, scores.shape[1])
    if width == 0:
        return found
    values = np.empty(scores.shape[1])
    for row in range(len(scores)):  # row by row: a copy of all scores would not fit into any cache
        np.copyto(values, scores[row])
        np.copyto(values, -np.inf, where=forbidden[row])
        near = np.flatnonzero(values >= _at_most(values, width))
        ordered = near[np.argsort(-values[near], kind="stable")][:width]
        ordered = ordered[np.isfinite(values[ordered])]
        found[row, : len(ordered)] = ordered
    return found


def _at_most(values: Floats, width: int) -> float:
    """A bound that at least `width` values reach, and few others: not above the one at that place.

    Each of the `width` largest maxima of slices is a value itself; to find them a pass over all values is enough.
    """
    slices = len(values) // _SLICED
    if slices < width:
        return float(np.partition(values, len(values) - width)[len(values) - width])
    maxima = values[: _SLICED * slices].reshape(_SLICED, slices).max(axis=0)
    return float(np.partition(maxima, slices - width)[slices - width])


def largest(values: Floats, most: int) -> Ints:
    """Places of the `most` largest values, ascending; ties to the smaller place; shape (min(most, n),)."""
    if most <= 0 or len(values) <= most:
        return np.arange(max(0, min(most, len(values))), dtype=np.int64)
    near = np.flatnonzero(values >= _at_most(values, most))
    of_near = values[near]
    least = np.partition(of_near, len(near) - most)[len(near) - most]
    above, equal = np.flatnonzero(of_near > least), np.flatnonzero(of_near == least)
    found: Ints = near[np.sort(np.concatenate([above, equal[: most - len(above)]]))]
    return found


def own_items(kept: Matrix, users: Ints) -> Flags:
    """Items that each user has, shape (b, n)."""
    return np.asarray(kept[users].toarray() > 0)


def of_own_artists(kept: Matrix, users: Ints, facts: ItemFacts) -> Flags:
    """Items of artists that each user has an item of, shape (b, n): what a discovery list leaves out."""
    found = np.zeros((len(users), kept.shape[1]), dtype=bool)
    for row, user in enumerate(users):
        mine = facts.artists[kept.indices[kept.indptr[user] : kept.indptr[user + 1]]]
        found[row] = np.isin(facts.artists, mine[mine >= 0])
    return found


def ndcg(lists: Ints, relevant: Flags, cut: int) -> Floats:
    """Normalised discounted cumulative gain of each list with binary relevance, in [0, 1], shape (b,).

    DCG = sum over places r of relevant / log2(r + 1), over the DCG of a perfect list of min(cut, number of relevant
    items); nan without relevant items. Järvelin and Kekäläinen, ACM TOIS 20(4), 2002.

    Args:
        lists: Item numbers, best first, -1 for none, shape (b, k).
        relevant: Shape (b, n).
        cut: Places that count.
    """
    shown = lists[:, :cut]
    discounts = 1.0 / np.log2(np.arange(2, cut + 2))
    hits = np.take_along_axis(relevant, np.maximum(shown, 0), axis=1) & (shown >= 0)
    gained = hits @ discounts[: shown.shape[1]]
    best = np.concatenate([[0.0], np.cumsum(discounts)])[np.minimum(relevant.sum(axis=1), cut)]
    return np.where(best > 0, gained / np.maximum(best, discounts[-1]), np.nan)
