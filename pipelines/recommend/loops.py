"""The loops over links that ranking spends its time in, compiled to machine code when they first run.

They add in the order of the links, and know neither catalogue nor settings. Nothing checks bounds in them: who calls
them has arrays that fit each other. Compiled code is kept beside this file, or in the user's
cache folder where that cannot be written (docs/adr/0013).
"""

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar, cast

import numpy as np
from numba import njit
from numpy.typing import NDArray
from scipy import sparse

from pipelines.learn.dataset import Floats, Ints

Links = Any
"""scipy.sparse.csr_array; scipy has no usable types for it."""
Numbers = NDArray[Any]
"""Whole numbers of any width, or values of any type: each combination is compiled once."""
_STRETCH = np.uint32(64)
"""Links that are looked through before it is asked whether enough were found."""
MOST_LINKS = 2**31
Work = TypeVar("Work", bound=Callable[..., Any])


def compiled(function: Work) -> Work:
    """Compile a function when it first runs: nothing is reordered or fused, so the bits are the same everywhere.

    The code is kept for later processes; where it can be kept nowhere, each compiles for itself.
    """
    try:
        return cast("Work", njit(function, cache=True, nogil=True))
    except RuntimeError:  # numba found no folder that it may write
        return cast("Work", njit(function, nogil=True))


class Arrays(NamedTuple):
    """The arrays of a csr_array, as loops read them.

    Attributes:
        starts: Where the links of each row start, shape (rows + 1,).
        columns: Of each link; unsigned, since of signed numbers each is checked for counting from the end.
        values: Of each link.
    """

    starts: Numbers
    columns: Numbers
    values: Numbers


def arrays_of(links: Links) -> Arrays:
    """The same memory, looked at as loops read it; fewer than 2**31 links."""
    assert len(links.data) < MOST_LINKS, "their numbers have 32 bits"
    starts, columns = (one.astype(np.int32, copy=False).view(np.uint32) for one in (links.indptr, links.indices))
    return Arrays(starts, columns, links.data)


def links_of(arrays: Arrays, width: int) -> Links:
    """The same memory as a csr_array with so many columns."""
    parts = (arrays.values, arrays.columns.view(np.int32), arrays.starts.view(np.int32))
    return sparse.csr_array(parts, shape=(len(arrays.starts) - 1, width))


@compiled
def weighted_sums(links: Arrays, factor: float, rows: Numbers, weights: Floats, size: int) -> Floats:
    """Sum over some rows of weight x (factor x value), by column, shape (size,); added in the order of `rows`."""
    sums = np.zeros(size)
    for place in range(len(rows)):
        row, weight = rows[place], weights[place]
        for at in range(links.starts[row], links.starts[row + 1]):
            sums[links.columns[at]] += weight * (factor * links.values[at])
    return sums


@compiled
def row_products(links: Arrays, rows: Numbers, weights: Floats) -> Floats:
    """Sum of value x weight of its column, of some rows, shape (len(rows),); added column by column."""
    sums = np.zeros(len(rows))
    for place in range(len(rows)):
        row, total = rows[place], 0.0
        for at in range(links.starts[row], links.starts[row + 1]):
            total += links.values[at] * weights[links.columns[at]]
        sums[place] = total
    return sums


@compiled
def row_products_each(links: Arrays, weights: Floats) -> Floats:
    """The same of all rows with several weights side by side, shape (columns, w), as one each; shape (rows, w)."""
    sums = np.zeros((len(links.starts) - 1, weights.shape[1]))
    for row in range(len(sums)):
        total = sums[row]
        for at in range(links.starts[row], links.starts[row + 1]):
            value, beside = links.values[at], weights[links.columns[at]]
            for each in range(len(total)):
                total[each] += value * beside[each]
    return sums


@compiled
def turned(links: Arrays, factor: float, rows: Numbers, place_of: Numbers, count: int) -> Arrays:
    """Links of some rows as links of those columns that have a place, each value times the factor.

    Args:
        links: Of n rows and c columns.
        factor: What each value is multiplied by.
        rows: h of the rows; they become the columns 0 to h - 1.
        place_of: Row that each column becomes, or -1, shape (c,).
        count: Rows of the result.

    Returns:
        Shape (count, h), columns ascending.
    """
    total = 0
    for row in rows:
        total += links.starts[row + 1] - links.starts[row]
    hits, hit_rows = np.empty(total + 1, dtype=np.uint32), np.empty(total + 1, dtype=np.uint32)
    size = np.uint32(0)
    for thing in range(len(rows)):
        for at in range(links.starts[rows[thing]], links.starts[rows[thing] + 1]):
            hits[size], hit_rows[size] = at, thing
            size += np.uint32(place_of[links.columns[at]] >= 0)  # a branch would be guessed wrong too often
    starts = np.zeros(count + 1, dtype=np.uint32)
    for at in hits[:size]:
        starts[place_of[links.columns[at]] + 1] += np.uint32(1)
    for row in range(count):
        starts[row + 1] += starts[row]
    next_of = starts.copy()
    columns, values = np.empty(size, dtype=np.uint32), np.empty(size)
    for hit in range(size):
        place = place_of[links.columns[hits[hit]]]
        to = next_of[place]
        columns[to], values[to] = hit_rows[hit], factor * links.values[hits[hit]]
        next_of[place] = to + np.uint32(1)
    return Arrays(starts, columns, values)


@compiled
def nearest_own(links: Arrays, unit: float, rows: Numbers, numbers: Numbers, nearest: int) -> Arrays:
    """The first own things along some rows of a graph whose rows come nearest first.

    Args:
        links: Of v vectors.
        unit: What the values are divided by.
        rows: Vector of each of m candidates, -1 for none.
        numbers: Vector of each of h own things, likewise; of one vector the first own thing comes first.
        nearest: Own things kept per candidate.

    Returns:
        Shape (m, h), each row as it is in the graph: nearest first.
    """
    count = len(links.starts) - 1
    is_own, own_of = np.zeros(count, dtype=np.uint8), np.empty(count, dtype=np.int32)
    again = np.full(len(numbers), -1, dtype=np.int32)  # the next own thing with the same vector
    for own in range(len(numbers) - 1, -1, -1):
        number = numbers[own]
        if number >= 0:
            again[own] = own_of[number] if is_own[number] else -1
            is_own[number], own_of[number] = 1, own
    starts = np.zeros(len(rows) + 1, dtype=np.uint32)
    things = np.empty(len(rows) * nearest, dtype=np.uint32)
    values = np.empty(len(rows) * nearest, dtype=links.values.dtype)
    longest = np.uint32(0)
    for row in rows:
        longest = longest if row < 0 else max(longest, links.starts[row + 1] - links.starts[row])
    hits = np.empty(longest + np.uint32(1), dtype=np.uint32)
    size = np.uint32(0)
    for place in range(len(rows)):
        found, end = np.uint32(0), size + np.uint32(nearest)
        at, last = (links.starts[rows[place]], links.starts[rows[place] + 1]) if rows[place] >= 0 else (size, size)
        while at < last and found < nearest:
            stop = min(at + _STRETCH, last)
            while at < stop:
                hits[found] = at
                found += np.uint32(is_own[links.columns[at]])  # a branch would be guessed wrong too often
                at += np.uint32(1)
        for hit in hits[: min(found, nearest)]:
            own = own_of[links.columns[hit]]
            while own >= 0 and size < end:
                things[size], values[size] = own, links.values[hit]
                size, own = size + np.uint32(1), again[own]
        starts[place + 1] = size
    return Arrays(starts, things[:size].copy(), values[:size] / unit)


@compiled
def largest_products(
    links: Arrays, rows: Numbers, weights: Floats, factor: float, most: int
) -> tuple[Ints, Ints, Floats, Floats]:
    """The `most` largest products of each of some rows by size, those of 0 left out; ties to the smaller column.

    Args:
        links: Columns in any order.
        rows: k of them.
        weights: By column.
        factor: Of every product.
        most: Products per row.

    Returns:
        How many products are not 0, shape (k,); of the largest, in order, columns (-1 where there are fewer), values
        and products = factor x (weight x value), shape (k, most) each.
    """
    counts = np.zeros(len(rows), dtype=np.int64)
    found = np.full((len(rows), most), -1, dtype=np.int64)
    alike, products = np.zeros((len(rows), most)), np.zeros((len(rows), most))
    sizes, ordered = np.empty(most + 1), np.empty(most + 1, dtype=np.uint32)  # of one row, the largest first
    for place in range(len(rows)):
        kept = 0
        for at in range(links.starts[rows[place]], links.starts[rows[place] + 1]):
            column = links.columns[at]
            size = abs(factor * (weights[column] * links.values[at]))
            if size == 0:
                continue
            counts[place] += 1
            to = kept
            while to > 0 and (
                sizes[to - 1] < size or (sizes[to - 1] == size and links.columns[ordered[to - 1]] > column)
            ):
                sizes[to], ordered[to] = sizes[to - 1], ordered[to - 1]
                to -= 1
            sizes[to], ordered[to] = size, at
            kept = min(kept + 1, most)
        for to in range(kept):
            column, value = links.columns[ordered[to]], links.values[ordered[to]]
            found[place, to], alike[place, to] = column, value
            products[place, to] = factor * (weights[column] * value)
    return counts, found, alike, products
