"""The inverse of a diagonal plus albums plus artists, without ever making it: albums nest in artists."""

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from pipelines.learn.dataset import Floats, Ints, ItemFacts, Matrix


@dataclass(frozen=True)
class Nested:
    """M = (diag(d) + A'A)^-1, where the rows of A are albums and artists.

    Each album is a vector over its items, each artist over theirs, and an album's items are all of one artist. So two
    rounds of the Sherman-Morrison formula give M exactly: M = diag(1/d) - L1 diag(c1) L1' - L2 diag(c2) L2', and every
    item has at most one entry in L1 (its album) and one in L2 (its artist).

    Attributes:
        inverse: 1/d, shape (n,).
        groups: Pairs (L, c): L of shape (n, groups) with one entry per row, c of shape (groups,).
    """

    inverse: Floats
    groups: tuple[tuple[Matrix, Floats], ...]

    def times(self, columns: Matrix) -> Matrix:
        """M times sparse columns, shape (n, r); sparse, and fuller than what came in."""
        found = sparse.csr_array(sparse.diags_array(self.inverse) @ columns)
        for vectors, factors in self.groups:
            inner = sparse.diags_array(factors) @ (vectors.T @ columns)
            found = sparse.csr_array(found - vectors @ inner)
        return found

    def between(self, rows: Matrix) -> Floats:
        """Sparse rows times M times the same rows turned, shape (r, r)."""
        found = (rows @ sparse.diags_array(self.inverse) @ rows.T).toarray()
        for vectors, factors in self.groups:
            inner = rows @ vectors
            found -= (inner @ sparse.diags_array(factors) @ inner.T).toarray()
        return np.asarray(found, dtype=np.float64)

    def columns_under(self, rows: Matrix, items: Ints) -> Floats:
        """Sparse rows times some columns of M, shape (r, len(items))."""
        found = (rows[:, items] @ sparse.diags_array(self.inverse[items])).toarray()
        for vectors, factors in self.groups:
            found -= (rows @ vectors @ (sparse.diags_array(factors) @ vectors[items].T)).toarray()
        return np.asarray(found, dtype=np.float64)

    def diagonal(self) -> Floats:
        """The diagonal of M, shape (n,)."""
        found = self.inverse.copy()
        for vectors, factors in self.groups:
            found -= vectors.multiply(vectors) @ factors
        return found

    def families(self) -> list[Ints]:
        """Items in parts that M does not join: those of one artist, of one album without an artist, or one alone."""
        count = len(self.inverse)
        family = np.arange(count)
        for vectors, _ in self.groups:  # artists come last, and albums nest in them
            known = np.diff(vectors.indptr) > 0
            family[known] = family.max() + 1 + vectors.indices[vectors.indptr[:-1][known]]
        order = np.argsort(family, kind="stable")
        return [part.astype(np.int64) for part in np.split(order, np.flatnonzero(np.diff(family[order])) + 1)]

    def block(self, left: Ints, right: Ints) -> Floats:
        """M at these rows and columns, shape (len(left), len(right))."""
        found = np.where(left[:, None] == right[None, :], self.inverse[right][None, :], 0.0)
        for vectors, factors in self.groups:
            found -= (vectors[left] @ sparse.diags_array(factors) @ vectors[right].T).toarray()
        return found


def invert_nested(diagonal: Floats, column_scale: Floats, facts: ItemFacts, album: float, artist: float) -> Nested:
    """Invert diag(d) + sum over albums v v' + sum over artists t t'.

    Args:
        diagonal: d, above 0, shape (n,).
        column_scale: Entries of every album's and artist's vector before their weight, shape (n,).
        facts: Which album and artist an item is of; unknown ones belong to none.
        album: Weight of the album vectors; 0 leaves them out.
        artist: Weight of the artist vectors.
    """
    nested = Nested(1.0 / diagonal, ())
    for numbers, weight in ((facts.albums, album), (facts.artists, artist)):
        if weight > 0 and np.any(numbers >= 0):
            nested = _with_groups(nested, weight * column_scale, numbers)
    return nested


def _with_groups(nested: Nested, entries: Floats, numbers: Ints) -> Nested:
    """One round of Sherman-Morrison for groups that share no item."""
    vectors = one_per_item(entries, numbers)
    turned = nested.times(vectors)
    factors = 1.0 / (1.0 + np.asarray(vectors.multiply(turned).sum(axis=0)).ravel())
    return Nested(nested.inverse, (*nested.groups, (turned, factors)))


def one_per_item(entries: Floats, numbers: Ints) -> Matrix:
    """A matrix of items by groups with each item's entry at its group, shape (n, groups)."""
    known = np.flatnonzero(numbers >= 0)
    groups = int(numbers.max()) + 1 if len(known) else 0
    return sparse.csr_array((entries[known], (known, numbers[known])), shape=(len(numbers), groups))
