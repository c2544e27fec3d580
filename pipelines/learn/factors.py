"""Likeness of items by the factors of implicit-feedback ALS, folded in so that it is linear in the own things."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse
from threadpoolctl import threadpool_limits

from pipelines.learn.dataset import Floats, Ints, Matrix

if TYPE_CHECKING:
    from implicit.cpu.als import AlternatingLeastSquares

_FACTORS, _REGULARISATION, _CONFIDENCE = 64, 10.0, 20.0
"""Of seven settings the best beside EASE^R, on validation parts of both development sets of artists."""


@dataclass(frozen=True)
class Factors:
    """f(h, i) = weight x y(h)' (Y'Y + lambda I)^-1 y(i).

    ALS solves for a listener with a matrix of the listener's own, so its score is no sum over own things. With the one
    matrix of all items it is.

    Attributes:
        items: Y, shape (n, f).
        folded: Y (Y'Y + lambda I)^-1, shape (n, f).
        weight: Of the term.
    """

    items: Floats
    folded: Floats
    weight: float = 1.0

    def scores(self, interactions: Matrix) -> Floats:
        """Sum over own things h of a(h) f(h, i), shape (b, n)."""
        return np.asarray((self.weight * (interactions @ self.folded)) @ self.items.T, dtype=np.float64)

    def block(self, left: Ints, right: Ints) -> Floats:
        """f(h, i), shape (len(left), len(right))."""
        return np.asarray((self.weight * self.folded[left]) @ self.items[right].T, dtype=np.float64)


def item_factors(interactions: Matrix, weight: float = 1.0) -> Factors:
    """Learn from who has what, shape (u, n); the same interactions give the same factors."""
    model = fit_als(interactions, _FACTORS, _REGULARISATION, _CONFIDENCE)
    items = np.asarray(model.item_factors, dtype=np.float64)
    gram = items.T @ items + _REGULARISATION * np.eye(items.shape[1])
    folded = np.asarray(np.linalg.solve(gram, items.T).T, dtype=np.float64)
    return Factors(items, folded, weight)


def fit_als(interactions: Matrix, factors: int, regularisation: float, alpha: float) -> "AlternatingLeastSquares":
    """Matrix factorisation for implicit feedback, as `implicit` has it, seeded, in one thread.

    Hu, Koren and Volinsky, ICDM 2008.

    Args:
        interactions: Above 0 where a user has an item, shape (u, n); how far above does not count.
        factors: Length of a factor.
        regularisation: lambda.
        alpha: Confidence in what is there; what is not there has 1.
    """
    from implicit.cpu.als import AlternatingLeastSquares

    with threadpool_limits(1, "blas"):  # it asks for that itself
        model = AlternatingLeastSquares(
            factors=factors,
            regularization=regularisation,
            alpha=alpha,
            iterations=15,
            random_state=1,
            num_threads=1,
            dtype=np.float64,
        )
        model.fit(sparse.csr_matrix(interactions > 0, dtype=np.float64), show_progress=False)
    return model
