"""EASE^R beyond the size that a dense inverse can have: each item is learned from its strongest neighbours only."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from threadpoolctl import threadpool_limits

from pipelines.learn.dataset import Floats, Ints, ItemFacts, Matrix
from pipelines.learn.ease import columns_of, out_scale, user_rows
from pipelines.learn.nested import one_per_item
from pipelines.learn.ranking import largest
from pipelines.learn.weights import Weights

NEIGHBOURS = 200
"""Own things at most that an item is learned from."""
_BLOCK = 256
"""Items whose neighbours are looked for at once."""
_TOGETHER = 2048
"""Items whose products are made at once, their neighbours included: bounds memory at this squared x 8 bytes."""


@dataclass(frozen=True)
class SparseEase:
    """B with at most m entries per column: the ridge regression of each item on its m strongest neighbours.

    With the neighbours N of item i, b(N, i) = (G(N, N) + diag(d(N)))^-1 G(N, i) where G = X'X and the rows of X are
    users, tags, albums and artists; 1 / p(i, i) = G(i, i) + d(i) - G(i, N) b(N, i). When N is everything else these
    are EASE^R's numbers exactly. Steck, "Markov Random Fields for Collaborative Filtering", NeurIPS 2019, has the
    inverse of a sparse support; one regression per item is SLIM's form (Ning and Karypis, ICDM 2011), ridge for lasso.

    Attributes:
        column_scale: What own things are multiplied with, shape (n,).
        inverse: -p(h, i) off the diagonal, shape (n, n), sparse, row h.
        own_value: p(i, i), shape (n,).
        out_scale: What column i is multiplied with at the end, shape (n,).
    """

    column_scale: Floats
    inverse: Matrix
    own_value: Floats
    out_scale: Floats

    def scores(self, interactions: Matrix) -> Floats:
        """Sum over own things h of a(h) b(h, i), shape (b, n).

        Args:
            interactions: a, shape (b, n), sparse.
        """
        return np.asarray(self.unscaled_scores(interactions) * self.out_scale, dtype=np.float64)

    def unscaled_scores(self, interactions: Matrix) -> Floats:
        """The scores before `out_scale`: all that fitting must take anew when only powers change."""
        scaled = sparse.csr_array(interactions @ sparse.diags_array(self.column_scale))
        return np.asarray((scaled @ self.inverse).toarray(), dtype=np.float64)

    def block(self, left: Ints, right: Ints) -> Floats:
        """b(h, i) of own things `left` and items `right`, column scale included, shape (len(left), len(right))."""
        found = self.inverse[left][:, right].toarray()
        return np.asarray(found * self.column_scale[left][:, None] * self.out_scale[right], dtype=np.float64)


def learn_sparse_ease(
    interactions: Matrix, facts: ItemFacts, weights: Weights, neighbours: int = NEIGHBOURS
) -> SparseEase:
    """Learn B from who has what; memory grows with items x neighbours, never with the square of items or users.

    Args:
        interactions: X before scaling, above 0 where a user has an item, shape (u, n).
        facts: Artists, albums and tags of the items.
        weights: As for the dense form.
        neighbours: m; those are taken that would explain most of an item alone.
    """
    counts, column_scale = columns_of(interactions, weights)
    rows = _all_rows(interactions, facts, weights, column_scale)
    squares = np.asarray(rows.multiply(rows).sum(axis=0)).ravel()
    diagonal = weights.ridge + weights.dropout * squares
    with threadpool_limits(1, "blas"):
        near = _strongest(rows, squares + diagonal, neighbours)
        inverse, own_value = _regressed(rows, near, diagonal)
    return SparseEase(column_scale, inverse, own_value, out_scale(counts, own_value, weights))


def _all_rows(interactions: Matrix, facts: ItemFacts, weights: Weights, column_scale: Floats) -> Matrix:
    """Users, tags, albums and artists as rows of X, scaled, shape (rows, n)."""
    rows = [user_rows(interactions, facts, weights, column_scale)]
    for numbers, weight in ((facts.albums, weights.album_rows), (facts.artists, weights.artist_rows)):
        if weight > 0 and np.any(numbers >= 0):
            rows.append(one_per_item(weight * column_scale, numbers).T)
    whole = sparse.csr_array(sparse.vstack(rows, format="csr"))
    whole.sort_indices()
    return whole


def _strongest(rows: Matrix, lengths: Floats, most: int) -> list[Ints]:
    """Neighbours of each item, ascending: the largest of G(h, i)^2 / (G(h, h) + d(h)), ties to the smaller number.

    What has nothing in common with an item is no neighbour of it, unless all may be.
    """
    count = rows.shape[1]
    if most >= count - 1:
        return [np.delete(np.arange(count), item) for item in range(count)]
    columns = sparse.csc_array(rows)
    found = []
    for first in range(0, count, _BLOCK):
        items = np.arange(first, min(first + _BLOCK, count))
        together = sparse.csr_array(columns[:, items].T @ rows)
        together.sort_indices()
        for place, item in enumerate(items):
            span = slice(together.indptr[place], together.indptr[place + 1])
            other = together.indices[span] != item
            near = together.indices[span][other].astype(np.int64)
            found.append(near[largest(together.data[span][other] ** 2 / lengths[near], most)])
    return found


def _regressed(rows: Matrix, near: list[Ints], diagonal: Floats) -> tuple[Matrix, Floats]:
    """-p(h, i) of every item and its neighbours, and p(i, i)."""
    columns = sparse.csc_array(rows)
    count = len(near)
    own_value = np.empty(count)
    values: list[Floats] = [np.empty(0)] * count
    for items, union in _groups(near):
        some = sparse.csr_array(columns[:, union])
        gram = (some.T @ some).toarray()
        for item in items:
            places, mine = np.searchsorted(union, near[item]), int(np.searchsorted(union, item))
            among = gram[places[:, None], places]
            among[np.diag_indices_from(among)] += diagonal[near[item]]
            solved = np.linalg.solve(among, gram[places, mine])
            own_value[item] = 1.0 / (gram[mine, mine] + diagonal[item] - gram[mine, places] @ solved)
            values[item] = solved * own_value[item]
    sizes = np.array([len(one) for one in near])
    heads = np.concatenate(near) if count else np.empty(0, dtype=np.int64)
    tails = np.repeat(np.arange(count), sizes)
    inverse = sparse.csr_array((np.concatenate(values), (heads, tails)), shape=(count, count))
    inverse.sort_indices()
    return inverse, own_value


def _groups(near: list[Ints]) -> Iterator[tuple[list[int], Ints]]:
    """Items that share neighbours, and all of these and them, ascending: at most `_TOGETHER` unless one has more."""
    order = sorted(range(len(near)), key=lambda item: (near[item].tolist()[:1], item))
    items: list[int] = []
    union: set[int] = set()
    for item in order:
        more = {item, *near[item].tolist()}
        if items and len(union | more) > _TOGETHER:
            yield items, np.array(sorted(union), dtype=np.int64)
            items, union = [], set()
        items.append(item)
        union |= more
    if items:
        yield items, np.array(sorted(union), dtype=np.int64)
