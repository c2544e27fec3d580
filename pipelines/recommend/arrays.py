"""Sums in one fixed order, and names for array types: what makes two runs agree to the last bit."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from pipelines.learn.ranking import largest

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Links = Any
"""scipy.sparse.csr_array of float64, sorted indices; scipy has no usable types for it."""

COSINE_DECIMALS = 6
"""Cosines are rounded to this: finer than an embedding's own precision, coarser than BLAS' order of adding shows."""


def empty_links(rows: int, columns: int) -> Links:
    """A sparse matrix without entries."""
    return sparse.csr_array((rows, columns), dtype=np.float64)


def make_links(rows: Ints, columns: Ints, values: Floats, shape: tuple[int, int]) -> Links:
    """A sparse matrix with sorted indices; equal places must not occur twice."""
    links = sparse.csr_array((values, (rows, columns)), shape=shape, dtype=np.float64)
    links.sort_indices()
    return links


def links_of_rows(lengths: Ints, columns: Ints, values: Floats, width: int) -> Links:
    """The same from entries that come row by row, `lengths` of each; within a row in any order.

    Sorted by turning it over twice, which takes one pass each: a tenth of what sorting takes.
    """
    starts = np.concatenate([[0], np.cumsum(lengths)])
    links = sparse.csr_array((values, columns, starts), shape=(len(lengths), width))
    return sparse.csr_array(links.tocsc().tocsr())


def row_sums(links: Links, weights: Floats) -> Floats:
    """`links @ weights`, each sum taken column by column, in ascending order.

    The result for one column of `weights` is the same bits whether it is asked alone or beside others, and whether a
    weight is 0 or its column is absent. That is why a what-if equals a re-run exactly, ties included.

    Args:
        links: Sparse, shape (c, h).
        weights: Shape (h,) or (h, w).

    Returns:
        Shape (c,) or (c, w).
    """
    if len(weights) == 0:
        return np.zeros((links.shape[0], *weights.shape[1:]))
    wide = weights.reshape(len(weights), -1)
    if wide.shape[1] == 1:  # scipy takes another path for a single column
        wide = np.concatenate([wide, np.zeros_like(wide)], axis=1)
        return np.asarray(links @ wide, dtype=np.float64)[:, 0].reshape(-1, *weights.shape[1:])
    return np.asarray(links @ np.ascontiguousarray(wide), dtype=np.float64)


def row_max(links: Links) -> Floats:
    """The largest value of each row, shape (c,); 0 of an empty one. No value may be below 0."""
    if 0 in links.shape:
        return np.zeros(links.shape[0])
    return np.asarray(links.max(axis=1).todense(), dtype=np.float64).ravel()


def unit_rows(vectors: Floats) -> Floats:
    """Rows scaled to length 1; a zero row stays zero."""
    lengths = np.sqrt(np.einsum("ij,ij->i", vectors, vectors))
    return np.asarray(vectors / np.where(lengths > 0, lengths, 1.0)[:, None], dtype=np.float64)


def cosines(left: Floats, right: Floats) -> Floats:
    """Cosine of each unit row of `left` (a, d) with each of `right` (b, d), rounded; shape (a, b)."""
    return np.round(left @ right.T, COSINE_DECIMALS) + 0.0


def best_first(values: Floats) -> Ints:
    """Row numbers by descending value; ties in row order, and rows are in id order everywhere in this room."""
    return np.argsort(-values, kind="stable").astype(np.int64)


def best_of(values: Floats, most: int) -> Ints:
    """The first `most` of `best_first`, without sorting the rest."""
    rows = largest(values, most)
    return rows[best_first(values[rows])]


def ranks(values: Floats) -> Ints:
    """Place of each row by descending value, 1 = best; ties in row order."""
    places = np.empty(len(values), dtype=np.int64)
    places[best_first(values)] = np.arange(1, len(values) + 1)
    return places
