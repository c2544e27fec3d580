"""The nearest vectors of every vector, by cosine: the same numbers with any number of threads, and in any blocks."""

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from pipelines.db.stored_links import Links

METHOD = "nearest-1"
"""Of this computation; another one makes another matrix."""
UNIT = 10_000
"""Cosines are kept in ten-thousandths: finer than an embedding's own precision."""
GRID = 4080
"""Unit vectors are rounded to this grid. Every sum of products of two of them is a whole number up to 2**24
(Cauchy-Schwarz, up to 1,024 dimensions), so float32 adds them without any error, in whatever order."""
_TILE = 2048
"""Vectors per side of a block: 16 MB."""
_PENDING = 8_000_000
"""Pairs per block that wait to be cut to the nearest."""
_BITS = 24
"""Of a key, for a column: fewer than 16.7 million distinct vectors."""

Keys = NDArray[np.int64]
"""Pairs as numbers that sort by row, then nearest first, then by column."""


def nearest(vectors: NDArray[np.float32], reach: int, threshold: float) -> Links:
    """Who is near whom: h and c are linked if h is among the `reach` nearest of c, or c among those of h.

    Args:
        vectors: Distinct, in an order that does not depend on who asks (ties go to the smaller row), shape (v, d).
        reach: Nearest others that count, beside the vector itself.
        threshold: Least cosine that counts, in [0, 1]; one of 0 never does.

    Returns:
        A symmetric csr_array, shape (v, v), each row nearest first: values in ten-thousandths, int16. A vector is its
        own nearest with 10,000; a zero vector has no links.
    """
    grid, lengths = _on_grid(vectors)
    count = len(grid)
    least = max(1, int(np.ceil(threshold * UNIT - 1e-6)))
    bounds = np.full(count, least, dtype=np.int64)
    starts = range(0, count, _TILE)
    near: dict[int, list[Keys]] = {start: [] for start in starts}
    for first in starts:
        for second in range(first, count, _TILE):
            rows, columns, values = _pairs(grid, lengths, bounds, first, second)
            _keep(near, bounds, first, (rows, columns, values), reach)
            _keep(near, bounds, second, (columns, rows, values), reach)
        near[first] = [_cut(near[first], bounds, reach)]
    itself = np.flatnonzero(lengths > 0)
    directed = [_keys(itself, itself, np.full(len(itself), UNIT)), *(one for found in near.values() for one in found)]
    return _both_ways(np.concatenate(directed), count)


def _on_grid(vectors: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.float64]]:
    """Vectors of whole numbers, and their lengths; 0 of a zero vector."""
    grid = np.zeros(vectors.shape, dtype=np.float32)
    lengths = np.zeros(len(vectors))
    for first in range(0, len(vectors), _TILE):
        block = vectors[first : first + _TILE].astype(np.float64)
        norms = np.sqrt(np.einsum("ij,ij->i", block, block))
        whole = np.rint(block * (GRID / np.where(norms > 0, norms, 1.0))[:, None])
        grid[first : first + _TILE] = whole
        lengths[first : first + _TILE] = np.sqrt(np.einsum("ij,ij->i", whole, whole))
    return grid, lengths


def _pairs(
    grid: NDArray[np.float32], lengths: NDArray[np.float64], bounds: Keys, first: int, second: int
) -> tuple[Keys, Keys, Keys]:
    """Pairs of a block that may be among the nearest of either side: rows, columns, values; each pair once."""
    rows, columns = slice(first, first + _TILE), slice(second, second + _TILE)
    products = grid[rows] @ grid[columns].T
    known = lengths[lengths > 0]
    # a product below this cannot reach the bound: half a unit for rounding, the shortest other side
    shortest = float(known.min(initial=GRID)) / UNIT
    by_row = ((bounds[rows] - 1) * lengths[rows] * shortest).astype(np.float32)
    by_column = ((bounds[columns] - 1) * lengths[columns] * shortest).astype(np.float32)
    likely = products >= by_row[:, None]
    likely |= products >= by_column[None, :]
    if first == second:
        likely &= np.tri(len(likely), k=-1, dtype=bool).T
    near_rows, near_columns = np.divmod(np.flatnonzero(likely), products.shape[1])
    whole = products[near_rows, near_columns].astype(np.float64)
    near_rows, near_columns = near_rows + first, near_columns + second
    scale = lengths[near_rows] * lengths[near_columns]
    has_both = scale > 0
    values = np.rint(UNIT * (whole / np.where(has_both, scale, 1.0))).astype(np.int64)
    kept = has_both & (values >= np.minimum(bounds[near_rows], bounds[near_columns]))
    return near_rows[kept], near_columns[kept], np.minimum(values[kept], UNIT)


def _keep(near: dict[int, list[Keys]], bounds: Keys, start: int, pairs: tuple[Keys, Keys, Keys], reach: int) -> None:
    """Add pairs to the block of their rows, and cut it when it has grown."""
    rows, columns, values = pairs
    kept = values >= bounds[rows]
    near[start].append(_keys(rows[kept], columns[kept], values[kept]))
    if sum(map(len, near[start])) > max(_PENDING, 4 * reach * _TILE):
        near[start] = [_cut(near[start], bounds, reach)]


def _cut(found: list[Keys], bounds: Keys, reach: int) -> Keys:
    """The nearest of each row; from a full row on, only what is as near as its last one still counts."""
    keys = np.sort(np.concatenate(found)) if found else np.zeros(0, dtype=np.int64)
    rows, _, values = _parts(keys)
    places = np.arange(len(keys)) - np.searchsorted(rows, rows)
    is_last = places == reach - 1
    bounds[rows[is_last]] = values[is_last]
    return keys[places < reach]


def _both_ways(directed: Keys, count: int) -> Links:
    rows, columns, values = _parts(directed)
    keys = np.concatenate([directed, _keys(columns, rows, values)])
    keys.sort()
    keys = keys[np.concatenate([[True], keys[1:] != keys[:-1]])] if len(keys) else keys
    rows, columns, values = _parts(keys)
    starts = np.searchsorted(rows, np.arange(count + 1)).astype(np.int32)
    return sparse.csr_array((values.astype(np.int16), columns.astype(np.int32), starts), shape=(count, count))


def _keys(rows: Keys, columns: Keys, values: Keys) -> Keys:
    return (rows.astype(np.int64) << (_BITS + 14)) | ((UNIT - values) << _BITS) | columns


def _parts(keys: Keys) -> tuple[Keys, Keys, Keys]:
    """Rows, columns, values."""
    return keys >> (_BITS + 14), keys & ((1 << _BITS) - 1), UNIT - ((keys >> _BITS) & ((1 << 14) - 1))
