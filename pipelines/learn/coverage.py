"""How many different items lists name, and how many those of ALS would."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from pipelines.learn.dataset import Floats, Ints, Matrix
from pipelines.learn.factors import fit_als
from pipelines.learn.ranking import best_items
from pipelines.learn.validation import CUT, Validation

_CHANGES: tuple[Mapping[str, Any], ...] = (
    {"alpha": 5.0},
    {"alpha": 20.0},
    {"regularisation": 10.0},
    {"factors": 128},
)
"""What is tried on top of the best so far."""
_USERS_PER_FACTOR = 2
"""With fewer a factor is not tried: it takes longest to learn, and no development set prefers it."""


@dataclass(frozen=True)
class AlsSetting:
    """How ALS is learned."""

    factors: int = 64
    regularisation: float = 1.0
    alpha: float = 1.0

    def scores(self, interactions: Matrix, users: Ints) -> Floats:
        """What ALS by itself gives all items for some users, shape (b, n)."""
        model = fit_als(interactions, self.factors, self.regularisation, self.alpha)
        return np.asarray(model.user_factors[users] @ model.item_factors.T, dtype=np.float64)


def covered(scores: Floats, part: Validation) -> int:
    """Different items on the lists that `scores` make, shape (b, n)."""
    lists = best_items(scores, part.forbidden, CUT)
    return len(np.unique(lists[lists >= 0]))


def covered_by_als(part: Validation, everyone: Validation) -> int:
    """Different items on the lists of implicit ALS by itself, tuned on `part` and learned from all of `everyone`."""
    return covered(tuned_als(part).scores(everyone.kept, everyone.users), everyone)


def tuned_als(part: Validation) -> AlsSetting:
    """The setting that ranks a validation part best, by mean nDCG@20; one number after the other, as a baseline is.

    Of a baseline's grid one lambda is left out, which is so small that lists name as many items as with 1.
    """
    best = AlsSetting()
    gain = _gain(best, part)
    for change in _CHANGES:
        tried = replace(best, **change)
        if tried.factors * _USERS_PER_FACTOR > len(part.users):
            continue
        found = _gain(tried, part)
        if found > gain:
            best, gain = tried, found
    return best


def _gain(setting: AlsSetting, part: Validation) -> float:
    gains = part.gains(setting.scores(part.kept, part.users))
    return float(gains.mean()) if len(gains) else 0.0
