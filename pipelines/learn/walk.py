"""Chance of walking from an own thing over whoever has it to another item: RP3beta, linear in the own things."""

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from pipelines.learn.dataset import Floats, Ints, Matrix


@dataclass(frozen=True)
class Walk:
    """r(h, i) = weight x chance of two steps from h to i, popular items held back.

    Attributes:
        to_user: From items to users, shape (n, u), sparse.
        to_item: From users to items, shape (u, n), sparse.
        weight: Of the chance.
    """

    to_user: Matrix
    to_item: Matrix
    weight: float = 1.0

    def scores(self, interactions: Matrix) -> Floats:
        """Sum over own things h of a(h) r(h, i), shape (b, n)."""
        found = (interactions @ self.to_user).toarray() @ self.to_item
        return np.asarray(self.weight * found, dtype=np.float64)

    def block(self, left: Ints, right: Ints) -> Floats:
        """r(h, i), shape (len(left), len(right))."""
        found = (self.to_user[left] @ self.to_item[:, right]).toarray()
        return np.asarray(self.weight * found, dtype=np.float64)


def random_walk(interactions: Matrix, weight: float = 1.0, *, alpha: float = 0.7, beta: float = 0.4) -> Walk:
    """Learn from who has what; without a cut of small chances.

    Paudel, Christoffel, Newell and Bernstein, ACM TiiS 7(1), 2017.

    Args:
        interactions: Above 0 where a user has an item, shape (u, n).
        weight: Of the term.
        alpha: Power of each step's chance.
        beta: Power of an item's users that its chance is divided by.
    """
    binary = sparse.csr_array(interactions > 0, dtype=np.float64)
    per_user = np.maximum(np.diff(binary.indptr), 1.0)
    per_item = np.maximum(np.asarray(binary.sum(axis=0)).ravel(), 1.0)
    to_user = sparse.csr_array((binary @ sparse.diags_array(per_item**-alpha)).T)
    to_item = sparse.csr_array(sparse.diags_array(per_user**-alpha) @ binary @ sparse.diags_array(per_item**-beta))
    return Walk(to_user, to_item, weight)
