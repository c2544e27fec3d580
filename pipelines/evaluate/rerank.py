"""A slate of a list: at most two of an artist, and no run of look-alikes, at little loss."""

import numpy as np

from pipelines.learn.dataset import Floats, Ints, ItemFacts

POOL = 200
"""Best items that a slate is taken from."""
PER_ARTIST = 2
DIVERSITY = 0.1
"""Weight of the likeness to what is already on the slate, in units of the spread of the pool's scores."""


def rerank(pool: Ints, scores: Floats, facts: ItemFacts, count: int) -> Ints:
    """Maximal marginal relevance (Carbonell and Goldstein, SIGIR 1998) with an artist cap.

    Each step takes the item with the best score - 0.1 x spread x likeness, where likeness is the share of the slate so
    far by the same artist, and spread the best minus the median score of the pool; ties by place in the pool.

    Args:
        pool: Items of one user, best first, shape (p,).
        scores: Theirs, shape (p,).
        facts: Of all items; an item without an artist is like no other.
        count: Length of the slate.

    Returns:
        Items of the slate in the order in which they were taken.
    """
    artists = facts.artists[pool]
    spread = float(scores[0] - np.median(scores)) if len(scores) else 0.0
    taken: list[int] = []
    free = np.ones(len(pool), dtype=bool)
    of_artist = np.zeros(len(pool))
    while len(taken) < count and free.any():
        value = scores - DIVERSITY * spread * of_artist / max(1, len(taken))
        best = int(np.argmax(np.where(free, value, -np.inf)))
        taken.append(best)
        free[best] = False
        if artists[best] >= 0:
            of_artist[artists == artists[best]] += 1
            free &= (of_artist < PER_ARTIST) | (artists < 0)
    return pool[taken]
