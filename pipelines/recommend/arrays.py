"""Sums in one fixed order, and names for array types: what makes two runs agree to the last bit."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from pipelines.learn.ranking import largest
from pipelines.recommend.loops import MOST_LINKS, Arrays, row_products, row_products_each

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Places = NDArray[np.integer[Any]]
"""Whole numbers of any width, -1 for none."""
Links = Any
"""scipy.sparse.csr_array of float64, sorted indices; scipy has no usable types for it."""

COSINE_DECIMALS = 6
"""Cosines are rounded to this: finer than an embedding's own precision, coarser than BLAS' order of adding shows."""


def empty_links(rows: int, columns: int) -> Links:
    """A sparse matrix without entries."""
    return sparse.csr_array((rows, columns), dtype=np.float64)


def narrow(links: Links) -> Links:
    """The same with numbers of 32 bits, as loops read them: half the memory; fewer than 2**31 links."""
    assert len(links.data) < MOST_LINKS, "their numbers have 32 bits"
    links.indices, links.indptr = (one.astype(np.int32, copy=False) for one in (links.indices, links.indptr))
    return links


def make_links(rows: Ints, columns: Ints, values: Floats, shape: tuple[int, int]) -> Links:
    """A sparse matrix with sorted indices; equal places must not occur twice."""
    links = sparse.csr_array((values, (rows, columns)), shape=shape, dtype=np.float64)
    links.sort_indices()
    return narrow(links)


def row_sums(links: Arrays, weights: Floats) -> Floats:
    """`links @ weights`, each sum taken link by link, in their order.

    The result for one column of `weights` is the same bits whether it is asked alone or beside others, and whether a
    weight is 0 or its column is absent. That is why a what-if equals a re-run exactly, ties included.

    Args:
        links: Sparse, shape (c, h).
        weights: Shape (h,) or (h, w).

    Returns:
        Shape (c,) or (c, w).
    """
    if weights.ndim == 1:
        return row_products(links, np.arange(len(links.starts) - 1), weights)
    return row_products_each(links, np.ascontiguousarray(weights))


def value_at(links: Arrays, row: int, column: int) -> float:
    """One value; 0 where there is no link. Columns are ascending."""
    start, end = int(links.starts[row]), int(links.starts[row + 1])
    at = start + int(np.searchsorted(links.columns[start:end], column))
    return float(links.values[at]) if at < end and links.columns[at] == column else 0.0


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
    rows = np.argsort(-values)
    ordered = values[rows]
    if np.any(ordered[1:] == ordered[:-1]):  # to sort ties, too, takes numpy several times as long
        rows = np.argsort(-values, kind="stable")
    return rows.astype(np.int64, copy=False)


def best_of(values: Floats, most: int) -> Ints:
    """The first `most` of `best_first`, without sorting the rest."""
    rows = largest(values, most)
    return rows[best_first(values[rows])]


def ranks(values: Floats) -> Ints:
    """Place of each row by descending value, 1 = best; ties in row order."""
    places = np.empty(len(values), dtype=np.int64)
    places[best_first(values)] = np.arange(1, len(values) + 1)
    return places
