"""How sure a mean over users is: percentile bootstrap (Efron, Annals of Statistics 7(1), 1979)."""

from dataclasses import dataclass

import numpy as np

from pipelines.learn.dataset import Floats

ROUNDS = 2000
_LOW, _HIGH = 2.5, 97.5


@dataclass(frozen=True)
class Mean:
    """A mean and its 95 % interval."""

    mean: float
    low: float
    high: float


def bootstrap_mean(values: Floats, seed: int) -> Mean:
    """Mean of what is known, shape (b,), and the interval of means of users drawn with replacement; seeded."""
    known = values[~np.isnan(values)]
    if len(known) == 0:
        return Mean(float("nan"), float("nan"), float("nan"))
    drawn = np.random.default_rng(seed).integers(0, len(known), (ROUNDS, len(known)))
    means = known[drawn].mean(axis=1)
    return Mean(float(known.mean()), float(np.percentile(means, _LOW)), float(np.percentile(means, _HIGH)))


def paired_difference(ours: Floats, theirs: Floats, seed: int) -> Mean:
    """Mean of ours - theirs, user by user, and its interval."""
    return bootstrap_mean(ours - theirs, seed)
