"""Interactions of users with items, and what is known of the items: the input of every model that is learned."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Matrix = Any
"""scipy.sparse.csr_array of float64 with sorted indices; scipy has no usable types for it."""


@dataclass(frozen=True)
class ItemFacts:
    """What is known of n items, one entry each, in item order.

    Attributes:
        artists: Number of the first artist, from 0; -1 unknown; shape (n,).
        albums: Number of the album, from 0; an album has one artist; -1 unknown; shape (n,).
        tags: Weight of each tag (genres are tags), 0 or more, shape (n, tags).
        artist_names: By artist number.
        album_names: By album number.
        tag_names: By tag number.
    """

    artists: Ints
    albums: Ints
    tags: Matrix
    artist_names: tuple[str, ...] = ()
    album_names: tuple[str, ...] = ()
    tag_names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Dataset:
    """Who has what.

    Attributes:
        users: Names, sorted, u of them.
        items: Names, sorted, n of them; an item may be nobody's.
        weights: How much an item counts for a user, above 0 where the user has it, shape (u, n).
        facts: Of the items.
    """

    users: tuple[str, ...]
    items: tuple[str, ...]
    weights: Matrix
    facts: ItemFacts

    def with_weights(self, weights: Matrix) -> "Dataset":
        """The same users and items, with other interactions."""
        return replace(self, weights=weights)


def no_facts(count: int) -> ItemFacts:
    """Facts of items of which nothing is known."""
    unknown = np.full(count, -1, dtype=np.int64)
    return ItemFacts(unknown, unknown, sparse.csr_array((count, 0), dtype=np.float64))


@dataclass(frozen=True)
class Split:
    """Interactions in two parts of the same shape; `users` are the rows that have something in `held_out`."""

    kept: Matrix
    held_out: Matrix
    users: Ints


def hold_out(weights: Matrix, rng: np.random.Generator, *, share: float = 0.2, least: int = 5, most: int = 0) -> Split:
    """Take a random share of each user's items away.

    Args:
        weights: Interactions, shape (u, n).
        rng: Decides which.
        share: Of a user's items, rounded, at least 1.
        least: Users with fewer items keep all.
        most: How many users at most lose items, drawn at random; 0 means all.
    """
    sizes = np.diff(weights.indptr)
    users = np.flatnonzero(sizes >= least)
    if most and len(users) > most:
        users = np.sort(rng.choice(users, most, replace=False))
    away = np.zeros(weights.nnz, dtype=bool)
    for user in users:
        size = int(sizes[user])
        chosen = rng.choice(size, max(1, round(share * size)), replace=False)
        away[weights.indptr[user] + chosen] = True
    return Split(_where(weights, ~away), _where(weights, away), users.astype(np.int64))


def _where(weights: Matrix, chosen: Flags) -> Matrix:
    rows = np.repeat(np.arange(weights.shape[0]), np.diff(weights.indptr))[chosen]
    part = sparse.csr_array((weights.data[chosen], (rows, weights.indices[chosen])), shape=weights.shape)
    part.sort_indices()
    return part
