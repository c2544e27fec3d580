"""Item-item similarity in closed form: EASE^R in its dual form, with side information as further rows."""

from dataclasses import dataclass

import numpy as np
from scipy import linalg, sparse

from pipelines.learn.dataset import Floats, Ints, ItemFacts, Matrix
from pipelines.learn.nested import Nested, invert_nested
from pipelines.learn.weights import Weights

TAG_ITEMS = 5
"""A tag on fewer items says too little to be a row."""

_BLOCK = 2048
"""Items per block of the diagonal: bounds memory at rows x 2,048 x 16 bytes."""
_QUICK = 10**9
"""Multiplications of a diagonal that is made item by item, whatever its items share."""


@dataclass(frozen=True)
class Ease:
    """B with b(h, i) = -p(h, i) / p(i, i) ** diagonal_power off the diagonal and 0 on it, never made whole.

    P = (X'X + diag(d))^-1. The rows of X are users, tags, albums and artists. Albums and artists are inverted exactly
    as nested blocks (M); for the rows U that remain, Woodbury's identity needs a matrix of their number only:
    P = M - V'CV with V = UM and C = (I + UMU')^-1. Exact; Steck, WWW 2019, in its dual form for few users.

    Attributes:
        column_scale: What own things are multiplied with, shape (n,).
        nested: M.
        rows: U, shape (r, n), sparse.
        core: C, shape (r, r).
        own_value: p(i, i), shape (n,).
        out_scale: What column i is multiplied with at the end, shape (n,).
    """

    column_scale: Floats
    nested: Nested
    rows: Matrix
    core: Floats
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
        scaled = sparse.csr_array((interactions @ sparse.diags_array(self.column_scale)).T)
        within = self.nested.times(scaled)
        across = self.core @ (self.rows @ within).toarray()
        # items first: then what is added lies side by side in memory
        found = self.nested.times(sparse.csr_array(self.rows.T)) @ across
        found -= (within - sparse.diags_array(self.own_value) @ scaled).toarray()
        return np.ascontiguousarray(found.T)

    def block(self, left: Ints, right: Ints) -> Floats:
        """b(h, i) of own things `left` and items `right`, column scale included, shape (len(left), len(right))."""
        before, after = (self.nested.columns_under(self.rows, items) for items in (left, right))
        through = before.T @ (self.core @ after) if len(right) < len(left) else (before.T @ self.core) @ after
        inverse = self.nested.block(left, right) - through
        inverse[left[:, None] == right[None, :]] = 0.0
        return np.asarray(-inverse * self.column_scale[left][:, None] * self.out_scale[right], dtype=np.float64)


def learn_ease(interactions: Matrix, facts: ItemFacts, weights: Weights) -> Ease:
    """Learn B from who has what.

    Args:
        interactions: X before scaling, above 0 where a user has an item, shape (u, n).
        facts: Artists, albums and tags of the items.
        weights: ridge, dropout, powers, and the weights of the side rows.
    """
    counts, column_scale = columns_of(interactions, weights)
    rows = user_rows(interactions, facts, weights, column_scale)
    squares = np.asarray(rows.multiply(rows).sum(axis=0)).ravel()
    for numbers, weight in ((facts.albums, weights.album_rows), (facts.artists, weights.artist_rows)):
        squares += np.where(numbers >= 0, (weight * column_scale) ** 2, 0.0)
    diagonal = weights.ridge + weights.dropout * squares
    nested = invert_nested(diagonal, column_scale, facts, weights.album_rows, weights.artist_rows)
    core = _inverse(np.eye(rows.shape[0]) + nested.between(rows))
    own_value = nested.diagonal() - _quadratic(rows, nested, core)
    return Ease(column_scale, nested, rows, core, own_value, out_scale(counts, own_value, weights))


def out_scale(counts: Floats, own_value: Floats, weights: Weights) -> Floats:
    """What the column of each item is multiplied with at the end, shape (n,).

    Args:
        counts: Users of each item, at least 1, shape (n,).
        own_value: p(i, i), shape (n,).
        weights: The powers.
    """
    return np.asarray(counts ** (weights.out_power + weights.item_power) / own_value**weights.diagonal_power)


def columns_of(interactions: Matrix, weights: Weights) -> tuple[Floats, Floats]:
    """Users of each item, at least 1, and what its column of X is multiplied with, shape (n,) each."""
    counts = np.maximum(np.asarray((interactions > 0).sum(axis=0), dtype=np.float64).ravel(), 1.0)
    return counts, counts**-weights.item_power


def user_rows(interactions: Matrix, facts: ItemFacts, weights: Weights, column_scale: Floats) -> Matrix:
    """Users and tags as rows of X, scaled, shape (rows, n)."""
    sizes = np.maximum(np.diff(interactions.indptr), 1).astype(np.float64)
    users = sparse.diags_array(sizes**-weights.user_power) @ interactions @ sparse.diags_array(column_scale)
    if weights.tag_rows == 0 or facts.tags.shape[1] == 0:
        return sparse.csr_array(users)
    tags = facts.tags[:, np.asarray((facts.tags > 0).sum(axis=0)).ravel() >= TAG_ITEMS].T
    strength = sparse.csr_array(tags.log1p())
    largest = np.maximum(strength.max(axis=1).toarray().ravel(), 1e-300)
    tagged = sparse.diags_array(weights.tag_rows / largest) @ strength @ sparse.diags_array(column_scale)
    return sparse.csr_array(sparse.vstack([users, tagged], format="csr"))


def _inverse(matrix: Floats) -> Floats:
    """Inverse of a symmetric positive definite matrix, symmetric to the last bit."""
    factor, _ = linalg.cho_factor(matrix, lower=True, check_finite=False)
    inverse, info = linalg.lapack.dpotri(factor, lower=True, overwrite_c=True)
    assert info == 0  # the diagonal of a factor is above 0
    lower = np.tril(inverse)
    return np.asarray(lower + np.tril(lower, -1).T, dtype=np.float64)


def _quadratic(rows: Matrix, nested: Nested, core: Floats) -> Floats:
    """v(i)' C v(i) of every item, where V = UM; shape (n,).

    Whoever has one recording of an artist has an entry at all of them: items of one artist share the rows of V that
    are not 0, and only that part of C is read, unless all of it takes next to no time.
    """
    found = np.zeros(rows.shape[1])
    turned = sparse.csr_array(nested.times(sparse.csr_array(rows.T)))
    if turned.nnz * rows.shape[0] <= _QUICK:
        families, alone = [], np.arange(len(found))
    else:
        families = nested.families()
        alone = np.array([items[0] for items in families if len(items) == 1], dtype=np.int64)
    for first in range(0, len(alone), _BLOCK):
        items = alone[first : first + _BLOCK]
        mine = turned[items]
        weighted = mine @ core
        item_of = np.repeat(np.arange(len(items)), np.diff(mine.indptr))
        found[items] = np.bincount(item_of, mine.data * weighted[item_of, mine.indices], len(items))
    for items in families:
        if len(items) == 1:
            continue
        spans = [slice(turned.indptr[item], turned.indptr[item + 1]) for item in items]
        mine = np.unique(np.concatenate([turned.indices[span] for span in spans]))
        block = np.zeros((len(mine), len(items)))
        for place, span in enumerate(spans):
            block[np.searchsorted(mine, turned.indices[span]), place] = turned.data[span]
        found[items] = np.einsum("ij,ij->j", block, core[mine[:, None], mine] @ block)
    return found
