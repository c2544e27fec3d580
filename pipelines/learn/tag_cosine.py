"""Likeness of what two items are called: the cosine of their tags."""

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from pipelines.learn.dataset import Floats, Ints, Matrix


@dataclass(frozen=True)
class TagCosine:
    """t(h, i) = weight x cosine of the tag vectors of h and i, 0 on the diagonal.

    Attributes:
        vectors: Rows of length 1, or 0 without tags, shape (n, tags), sparse.
        weight: Of the cosine.
    """

    vectors: Matrix
    weight: float

    def scores(self, interactions: Matrix) -> Floats:
        """Sum over own things h of a(h) t(h, i), shape (b, n)."""
        found = np.asarray((interactions @ self.vectors).toarray() @ self.vectors.T, dtype=np.float64)
        known = np.diff(self.vectors.indptr) > 0
        found -= np.where(known, interactions.toarray(), 0.0)
        return self.weight * found

    def block(self, left: Ints, right: Ints) -> Floats:
        """t(h, i), shape (len(left), len(right))."""
        found = self.weight * (self.vectors[left] @ self.vectors[right].T).toarray()
        found[left[:, None] == right] = 0.0
        return np.asarray(found, dtype=np.float64)


def tag_cosine(tags: Matrix, weight: float) -> TagCosine:
    """TF-IDF of log tag weights, rows scaled to length 1.

    tf = log(1 + weight), idf = log(n / items with the tag); Salton and Buckley, IP&M 24(5), 1988.

    Args:
        tags: Weight of each tag, shape (n, tags).
        weight: Of the term.
    """
    frequency = np.asarray((tags > 0).sum(axis=0), dtype=np.float64).ravel()
    rarity = np.log(max(tags.shape[0], 1) / np.maximum(frequency, 1.0))
    vectors = sparse.csr_array(sparse.csr_array(tags.log1p()) @ sparse.diags_array(rarity))
    lengths = np.sqrt(np.asarray(vectors.multiply(vectors).sum(axis=1)).ravel())
    unit = sparse.csr_array(sparse.diags_array(1.0 / np.where(lengths > 0, lengths, 1.0)) @ vectors)
    unit.eliminate_zeros()
    unit.sort_indices()
    return TagCosine(unit, weight)
