"""The nearest vectors of every vector, by cosine: the same numbers with any number of threads, and in any blocks."""

import os
from concurrent.futures import Executor, ThreadPoolExecutor
from functools import partial

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from threadpoolctl import threadpool_limits

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
_THREADS = min(8, os.cpu_count() or 1)
"""Blocks that are made side by side."""
_PENDING = 500_000
"""Pairs of a tile that wait to be cut to the nearest, at least; else twice as many as are kept of it."""
_BITS = 24
"""Of a key, for a column: fewer than 16.7 million distinct vectors."""

Keys = NDArray[np.int64]
"""Pairs as numbers that sort by row, then nearest first, then by column."""


def nearest(vectors: NDArray[np.float32], reach: int, threshold: float) -> Links:
    """Who is near whom: h and c are linked if h is among the `reach` nearest of c, or c among those of h.

    Threads make the blocks. What a block leaves out is farther than the nearest so far, and these only come nearer: how
    far the other threads are changes how many pairs are looked at, not what is found.

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
    itself = np.flatnonzero(lengths > 0)
    lengths[lengths == 0] = GRID  # of a zero vector any will do: all its products are 0
    bounds = np.full(count, max(1, int(np.ceil(threshold * UNIT - 1e-6))), dtype=np.int64)
    starts = range(0, count, _TILE)
    near: dict[int, list[Keys]] = {start: [] for start in starts}
    with threadpool_limits(1, "blas"), ThreadPoolExecutor(_THREADS) as threads:
        for first in starts:
            seconds = range(first, count, _TILE)
            blocks = threads.map(partial(_pairs, grid, lengths, bounds, first), seconds)
            for second, (of_rows, of_columns) in zip(seconds, blocks, strict=True):
                _keep(near, bounds, first, of_rows, reach)
                _keep(near, bounds, second, of_columns, reach)
            near[first] = [_cut(near[first], bounds, first, reach)]
        directed = [_keys(itself, itself, UNIT), *(one for found in near.values() for one in found)]
        return _both_ways(directed, count, threads)


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
) -> tuple[Keys, Keys]:
    """Pairs of a block that may be among the nearest: of its rows, and of its columns; each pair once."""
    rows, columns = slice(first, first + _TILE), slice(second, second + _TILE)
    products = grid[rows] @ grid[columns].T
    # a product below this cannot reach the bound: half a unit for rounding, the shortest other side
    shortest = float(lengths.min()) / UNIT
    by_row = ((bounds[rows] - 1) * lengths[rows] * shortest).astype(np.float32)
    by_column = ((bounds[columns] - 1) * lengths[columns] * shortest).astype(np.float32)
    likely = products >= by_row[:, None]
    likely |= products >= by_column[None, :]
    places = np.flatnonzero(likely)
    if first == second:
        places = places[places // len(likely) < places % len(likely)]
    near_rows, near_columns = places // products.shape[1] + first, places % products.shape[1] + second
    scale = lengths[near_rows] * lengths[near_columns]
    values = np.rint(UNIT * (products.ravel()[places] / scale)).astype(np.int64)
    of_rows, of_columns = values >= bounds[near_rows], values >= bounds[near_columns]
    return (
        _keys(near_rows[of_rows], near_columns[of_rows], values[of_rows]),
        _keys(near_columns[of_columns], near_rows[of_columns], values[of_columns]),
    )


def _keep(near: dict[int, list[Keys]], bounds: Keys, start: int, keys: Keys, reach: int) -> None:
    """Add pairs to the tile of their rows, and cut it when it has grown."""
    near[start].append(keys)
    if sum(map(len, near[start])) > max(_PENDING, 2 * reach * _TILE):
        near[start] = [_cut(near[start], bounds, start, reach)]


def _cut(found: list[Keys], bounds: Keys, start: int, reach: int) -> Keys:
    """The nearest of each row of a tile; from a full row on, only what is as near as its last one still counts."""
    keys = np.sort(np.concatenate(found))
    rows = np.arange(start, min(start + _TILE, len(bounds)))
    starts = np.searchsorted(keys, _keys(rows, 0, UNIT))
    lengths = np.diff(starts, append=len(keys))
    is_full = lengths >= reach
    _, _, last_values = _parts(keys[starts[is_full] + reach - 1])
    bounds[rows[is_full]] = last_values
    places = np.arange(len(keys)) - np.repeat(starts, lengths)
    return keys[places < reach]


def _both_ways(directed: list[Keys], count: int, threads: Executor) -> Links:
    """These pairs, each block of them sorted, and the same turned round; each once."""
    later = np.arange(_TILE, count, _TILE)
    by_tile: list[list[Keys]] = [[] for _ in (0, *later)]
    for keys in (*directed, *threads.map(_turned, directed)):
        for tile, found in zip(by_tile, np.split(keys, np.searchsorted(keys, _keys(later, 0, UNIT))), strict=True):
            tile.append(found)
    rows, columns, values = (np.concatenate(one) for one in zip(*threads.map(_union, by_tile), strict=True))
    ends = np.searchsorted(rows, np.arange(count + 1)).astype(np.int32)
    return sparse.csr_array((values, columns, ends), shape=(count, count))


def _turned(keys: Keys) -> Keys:
    rows, columns, values = _parts(keys)
    return np.sort(_keys(columns, rows, values))


def _union(found: list[Keys]) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int16]]:
    """Rows, columns and values of these pairs, sorted, each once."""
    keys = np.sort(np.concatenate(found))
    rows, columns, values = _parts(keys[np.diff(keys, prepend=-1) > 0])
    return rows.astype(np.int32), columns.astype(np.int32), values.astype(np.int16)


def _keys(rows: Keys, columns: Keys | int, values: Keys | int) -> Keys:
    return (rows << (_BITS + 14)) | ((UNIT - values) << _BITS) | columns


def _parts(keys: Keys) -> tuple[Keys, Keys, Keys]:
    """Rows, columns, values."""
    return keys >> (_BITS + 14), keys & ((1 << _BITS) - 1), UNIT - ((keys >> _BITS) & ((1 << 14) - 1))
