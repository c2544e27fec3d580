"""Which form of EASE^R is learned: by the size that the dense one would have."""

import numpy as np

from pipelines.learn.dataset import ItemFacts, Matrix
from pipelines.learn.ease import TAG_ITEMS, Ease, learn_ease
from pipelines.learn.sparse_ease import SparseEase, learn_sparse_ease
from pipelines.learn.weights import Weights

Learned = Ease | SparseEase

DENSE_CELLS = 100_000_000
"""Rows x items at most of the dense form: 50,000 items of 2,000 users, 0.8 GB for each table of that shape."""


def is_sparse(interactions: Matrix, facts: ItemFacts, weights: Weights) -> bool:
    """Whether the dense form would be too large: its rows are users and, with a weight, tags."""
    tags = 0
    if weights.tag_rows:
        tags = int((np.asarray((facts.tags > 0).sum(axis=0)).ravel() >= TAG_ITEMS).sum())
    return bool((interactions.shape[0] + tags) * interactions.shape[1] > DENSE_CELLS)


def learn_similar(interactions: Matrix, facts: ItemFacts, weights: Weights) -> Learned:
    """EASE^R, exact up to `DENSE_CELLS`, beyond it from each item's strongest neighbours; see there for arguments."""
    learn = learn_sparse_ease if is_sparse(interactions, facts, weights) else learn_ease
    return learn(interactions, facts, weights)
