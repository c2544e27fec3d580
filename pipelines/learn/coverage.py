"""How many different items the lists of a validation part name, and how many those of ALS would."""

import numpy as np

from pipelines.learn.dataset import Floats
from pipelines.learn.factors import fit_als
from pipelines.learn.ranking import best_items
from pipelines.learn.validation import CUT, Validation

_ALS = ((64, 10.0, 5.0), (128, 10.0, 20.0))
"""Factors, lambda and confidence: the better one counts. Each is what a development set of artists prefers."""


def covered(scores: Floats, part: Validation) -> int:
    """Different items on the lists that `scores` make, shape (b, n)."""
    lists = best_items(scores, part.forbidden, CUT)
    return len(np.unique(lists[lists >= 0]))


def covered_by_als(part: Validation) -> int:
    """The same of implicit ALS by itself, at the better of two settings."""
    found = []
    for setting in _ALS:
        model = fit_als(part.kept, *setting)
        scores = np.asarray(model.user_factors[part.users] @ model.item_factors.T, dtype=np.float64)
        gains = part.gains(scores)
        found.append((float(gains.mean()) if len(gains) else 0.0, covered(scores, part)))
    return max(found)[1]
