"""A part of the interactions to choose by: who is asked, what is right, and how good a list of scores is."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from pipelines.learn.dataset import Dataset, Flags, Floats, Ints, Matrix, hold_out
from pipelines.learn.ranking import best_items, ndcg, of_own_artists, own_items

Task = Literal["continuation", "discovery"]

CUT = 20
"""Places that count: nDCG@20 is what is fitted and compared."""
EVERYONE = slice(None)
_CELLS = 20_000_000
"""Users x items that one trial scores; with more items fewer users are asked."""
_BLOCK = 262_144
"""Users x items of a block: two megabytes of scores."""


@dataclass(frozen=True)
class Validation:
    """A validation part.

    Attributes:
        kept: What may be learned from, shape (u, n).
        users: Rows that are asked, b of them.
        forbidden: Items that may not be listed, shape (b, n).
        relevant: Items that were held out and may be found, shape (b, n).
    """

    kept: Matrix
    users: Ints
    forbidden: Flags
    relevant: Flags

    def blocks(self) -> Iterator[slice]:
        """Some of the users after the other: so few that what is made of their scores stays in a cache."""
        size = max(1, _BLOCK // max(1, self.forbidden.shape[1]))
        for first in range(0, len(self.users), size):
            yield slice(first, first + size)

    def gains(self, scores: Floats, users: slice = EVERYONE) -> Floats:
        """nDCG@20 of each user who can find something, in [0, 1]; `scores` has shape (b, n), or that of some users."""
        found = ndcg(best_items(scores, self.forbidden[users], CUT), self.relevant[users], CUT)
        return found[~np.isnan(found)]


def make_validation(dataset: Dataset, task: Task, seed: int) -> Validation:
    """Hold out a fifth of the items of each user, or of some when there are many.

    Args:
        dataset: Only what may be learned from.
        task: `continuation`: any held-out item is right; `discovery`: those of artists of whom the user keeps nothing,
            and nothing else may be listed.
        seed: Of the split.
    """
    split = hold_out(dataset.weights, np.random.default_rng(seed), most=_most(dataset))
    forbidden, relevant = own_items(split.kept, split.users), own_items(split.held_out, split.users)
    if task == "discovery":
        forbidden |= of_own_artists(split.kept, split.users, dataset.facts)
    return Validation(split.kept, split.users, forbidden, relevant & ~forbidden)


def make_everyone(dataset: Dataset, task: Task, seed: int) -> Validation:
    """Everything is learned from and nothing held out: what the lists that will be made name, not how good they are.

    Of all users, or of some when there are many.

    Args:
        dataset: Only what may be learned from.
        task: Decides what may be listed; see `make_validation`.
        seed: Of which users are asked.
    """
    users, most = np.arange(len(dataset.users)), _most(dataset)
    if len(users) > most:
        users = np.sort(np.random.default_rng(seed).choice(users, most, replace=False))
    forbidden = own_items(dataset.weights, users)
    if task == "discovery":
        forbidden |= of_own_artists(dataset.weights, users, dataset.facts)
    return Validation(dataset.weights, users, forbidden, np.zeros_like(forbidden))


def _most(dataset: Dataset) -> int:
    """Users that are asked at once."""
    return max(100, _CELLS // max(1, len(dataset.items)))
