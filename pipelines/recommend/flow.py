"""The order in which a chosen slate is played: a short walk through tempo and energy."""

import numpy as np

from pipelines.recommend.arrays import Floats, Ints

_LEAST_GAIN = 1e-12
"""A turn must shorten the walk by more than rounding, so that the search ends and is the same everywhere."""


_SAME_ARTIST = 1.0
"""Added to the step between two songs of one artist: as far as from the slowest to the fastest song."""


def flow(features: Floats, artists: Ints | None = None) -> Ints:
    """Order songs so that neighbours are alike in tempo and energy, and of different artists; the first stays first.

    Each feature is scaled to [0, 1] over the slate; the step between two songs is their Euclidean distance, and 1 more
    when both are by one artist, so that they come side by side only where nothing else is near. The walk
    starts at song 0, goes to the nearest song left (ties: the one picked earlier), and is then improved by 2-opt, the
    first improving turn in order of places, until none is left (Croes, "A method for solving traveling-salesman
    problems", Operations Research 1958; an open path with a fixed start). A song that lacks a fact has the mean of the
    slate there: it comes where the walk crosses the middle, and breaks no jump up or down.

    Args:
        features: Tempo and energy (any units), nan when unknown, in the order of picking, shape (k, f).
        artists: Numbers of the artists, shape (k,); None: all different.

    Returns:
        Row numbers into `features`, shape (k,), the first one 0.
    """
    count = len(features)
    apart = _steps(features)
    if artists is not None:
        apart += _SAME_ARTIST * (artists[:, None] == artists[None, :])
    steps = apart.tolist()  # lists: a place of one is read far faster than one of an array
    path, left = [0] if count else [], set(range(1, count))
    while left:
        nearest = min(left, key=lambda row: (steps[path[-1]][row], row))
        path.append(nearest)
        left.remove(nearest)
    return np.array(_untangled(path, steps), dtype=np.int64)


def walk_length(features: Floats, order: Ints) -> float:
    """Sum of the steps between neighbours of an order, in the scale of `flow`."""
    return float(np.sum(_steps(features)[order[:-1], order[1:]]))


def _steps(features: Floats) -> Floats:
    """Distance of each song from each, shape (k, k), rounded so that no sum order shows."""
    scaled = np.zeros_like(features)
    for column in range(features.shape[1]):
        values = features[:, column]
        known = ~np.isnan(values)
        if not known.any():
            continue
        low, high = float(values[known].min()), float(values[known].max())
        filled = np.where(known, values, np.mean(values[known]))
        scaled[:, column] = (filled - low) / (high - low) if high > low else 0.0
    apart = scaled[:, None, :] - scaled[None, :, :]
    return np.asarray(np.round(np.sqrt(np.sum(apart * apart, axis=2)), 9))


def _untangled(path: list[int], steps: list[list[float]]) -> list[int]:
    """Turn stretches around as long as that shortens the walk; place 0 is never touched."""
    count, improved = len(path), True
    while improved:
        improved = False
        for first in range(1, count - 1):
            for last in range(first + 1, count):
                if _gain(path, first, last, steps) > _LEAST_GAIN:
                    path[first : last + 1] = path[first : last + 1][::-1]
                    improved = True
    return path


def _gain(path: list[int], first: int, last: int, steps: list[list[float]]) -> float:
    """By how much the walk gets shorter when the stretch from place `first` to place `last` is turned around."""
    before, after = path[first - 1], path[last + 1] if last + 1 < len(path) else None
    old, new = steps[before][path[first]], steps[before][path[last]]
    if after is not None:
        old, new = old + steps[path[last]][after], new + steps[path[first]][after]
    return old - new
