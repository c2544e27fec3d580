"""Values spread over the rows of a catalogue: the best of them, sums of several; compiled, as the loops over links."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from pipelines.learn.dataset import Flags, Floats, Ints
from pipelines.recommend.loops import Numbers, compiled

_EVERY, _SAFE = 256, 3
"""Of so many values one is in a sample; how many times too many values a bound by a sample is to let through."""
NO_PLACES, NO_ROWS = np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.int64)


class Spread(NamedTuple):
    """Values spread over n rows; a row without one has 0.

    Several are summed together, so all have the same types: floats of 64 bits, places of 32.

    Attributes:
        values: Shape (d,).
        places: Which of them each row has, 32 bits, shape (n,), -1: none; empty if each row has its own, in order.
        rows: If few rows have one, and none shares it: these, in the order of `values`; else empty.
        scale: Values are rounded to whole numbers of 1 / scale, as numpy rounds; 0: not at all.
        weight: What they count in a sum of several spreads.
    """

    values: Floats
    places: Numbers
    rows: Ints
    scale: float
    weight: float


def each_its_own(values: Floats) -> Spread:
    """A value for every row."""
    return Spread(values, NO_PLACES, NO_ROWS, 0.0, 1.0)


def best_allowed(spread: Spread, allowed: Flags, most: int, above: float = 0.0) -> tuple[Ints, Floats]:
    """The `most` allowed rows with the largest values above a bound; ties to the smaller row.

    Args:
        spread: Of n rows.
        allowed: Of each row, shape (n,).
        most: How many.
        above: The bound.

    Returns:
        Rows, ascending, and their values.
    """
    likely = max(above, rounded(_likely_least(spread.values, most), spread.scale))
    rows, values = _allowed_above(spread, allowed, likely)
    if len(rows) < most and likely > above:
        rows, values = _allowed_above(spread, allowed, above)
    if len(values) > most:  # numpy divides by size several times as fast as a loop
        least = np.partition(values, len(values) - most)[len(values) - most] if most else np.inf
        rows, values = _first_from(rows, values, least, most)
    return rows, values


def _likely_least(values: Floats, most: int) -> float:
    """A bound that most likely more than `most` values are above, and not many more, by a sample; -inf for few."""
    sample = values[::_EVERY]
    wanted = _SAFE * most // _EVERY + 1
    return float(np.partition(sample, len(sample) - wanted)[-wanted]) if wanted < len(sample) else -np.inf


@compiled
def _allowed_above(spread: Spread, allowed: Flags, above: float) -> tuple[Ints, Floats]:
    """All allowed rows with values above a bound, ascending, and these values."""
    values, places, few = spread.values, spread.places, spread.rows
    found = np.empty(len(few) or len(allowed), dtype=np.uint32)
    count = np.uint32(0)
    if len(few):
        for place in range(len(few)):
            if values[place] > above and allowed[few[place]]:
                found[count] = place
                count += np.uint32(1)
    elif len(values):
        for row in range(len(allowed)):
            place = places[row] if len(places) else row
            if values[place] > above and allowed[row] and place >= 0:
                found[count] = row
                count += np.uint32(1)
    rows, kept, size = np.empty(count, dtype=np.int64), np.empty(count), 0
    for at in found[:count]:
        value = rounded(values[places[at] if len(places) and not len(few) else at], spread.scale)
        rows[size], kept[size] = few[at] if len(few) else at, value
        size += value > above
    return rows[:size], kept[:size]


@compiled
def rounded(value: float, scale: float) -> float:
    """To a whole number of 1 / scale, as numpy rounds; with a scale of 0 as it is."""
    return np.rint(value * scale) / scale if scale else value


@compiled
def _first_from(rows: Ints, values: Floats, least: float, most: int) -> tuple[Ints, Floats]:
    """The `most` rows with values from `least`, which is the last of them by size; of those that equal it the first."""
    equal = most - int(np.count_nonzero(values > least))
    found, kept, size = np.empty(most + 1, dtype=np.int64), np.empty(most + 1), 0
    for at in range(len(values)):
        is_equal = int(values[at] == least) & int(equal > 0)
        found[size], kept[size] = rows[at], values[at]
        size += int(values[at] > least) | is_equal
        equal -= is_equal
    return found[:most], kept[:most]


@compiled
def spread_at(spread: Spread, rows: Ints) -> Floats:
    """What some rows have, shape (len(rows),); 0 where there is no value."""
    found = np.zeros(len(rows))
    for at in range(len(rows) if len(spread.values) else 0):
        place = spread.places[rows[at]] if len(spread.places) else rows[at]
        if place >= 0:
            found[at] = rounded(spread.values[place], spread.scale)
    return found


@compiled
def sum_at(spreads: Sequence[Spread], rows: Ints) -> Floats:
    """The weighted sum of several spreads at some rows, added in their order, shape (len(rows),)."""
    total = np.zeros(len(rows))
    for spread in spreads:
        if len(spread.values):
            total += spread.weight * spread_at(spread, rows)
    return total
