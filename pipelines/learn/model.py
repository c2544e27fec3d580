"""The additive ranker: a score is a sum over own things, and one correction for popularity."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from scipy import sparse
from threadpoolctl import threadpool_limits

from pipelines.learn.dataset import Dataset, Floats, Ints, ItemFacts, Matrix
from pipelines.learn.factors import Factors, item_factors
from pipelines.learn.forms import Learned, learn_similar
from pipelines.learn.tag_cosine import TagCosine, tag_cosine
from pipelines.learn.walk import Walk, random_walk
from pipelines.learn.weights import Weights

DECIMALS = 10
"""Scores are rounded to this: finer than any difference that matters, coarser than the order of adding shows."""

_USERS = "users"
"""Subject of the popularity correction: how many have the item."""

Term = Learned | TagCosine | Walk | Factors
ADDED = {"tag_cosine": "tags", "walk": "walk", "factors": "factors"}
"""Terms beside what EASE^R learns, by the names of their weights, in the order in which they are added."""


class Part(NamedTuple):
    """One summand of a score: `subject` is the own thing that brings it, or what is corrected for."""

    term: str
    subject: str
    value: float


@dataclass(frozen=True)
class Model:
    """Scores of every item for every user of a data set.

    Attributes:
        items: Names, n of them.
        interactions: a(u, h), what counts for a user and how much, shape (u, n).
        terms: By name; each is a sum over own things.
        correction: The popularity correction of each item, at most 0, shape (n,).
    """

    items: tuple[str, ...]
    interactions: Matrix
    terms: tuple[tuple[str, Term], ...]
    correction: Floats

    def scores(self, users: Ints) -> Floats:
        """Scores of all items, shape (len(users), n); own things are scored like any other."""
        with threadpool_limits(1, "blas"):
            mine = self.interactions[users]
            found = np.tile(self.correction, (len(users), 1))
            for _, term in self.terms:
                found += term.scores(mine)
        return np.asarray(np.round(found, DECIMALS) + 0.0, dtype=np.float64)

    def parts(self, user: int, items: Ints) -> list[list[Part]]:
        """What scores are made of, per item largest first; parts of 0 are left out. They add up to it within 1e-9."""
        first, last = self.interactions.indptr[user], self.interactions.indptr[user + 1]
        things = self.interactions.indices[first:last].astype(np.int64)
        amounts = self.interactions.data[first:last, None]
        with threadpool_limits(1, "blas"):
            blocks = [amounts * term.block(things, items) for _, term in self.terms]
        own = [self.items[thing] for thing in things]
        heads = [("popularity", _USERS), *((name, subject) for name, _ in self.terms for subject in own)]
        # items are sorted by name, so numbers break ties as names would
        by_name = np.concatenate([[bisect_left(self.items, _USERS) - 0.5], *(things for _ in self.terms)])
        values = np.concatenate([self.correction[items][None, :], *blocks])
        return [_sorted_parts(heads, by_name, column) for column in values.T]


def _sorted_parts(heads: Sequence[tuple[str, str]], by_name: Floats, values: Floats) -> list[Part]:
    """Parts other than 0 with these terms and subjects, largest first, ties in the order of `by_name`."""
    order = np.lexsort((by_name, -np.abs(values)))[: np.count_nonzero(values)]
    found = zip(order.tolist(), values[order].tolist(), strict=True)
    return [Part(heads[place][0], heads[place][1], value) for place, value in found]


def build(dataset: Dataset, weights: Weights) -> Model:
    """Learn from all interactions of a data set, with given weights."""
    interactions = amounts(dataset.weights, weights)
    facts = dataset.facts
    with threadpool_limits(1, "blas"):
        terms: list[tuple[str, Term]] = [("own", learn_similar(interactions, facts, weights))]
    terms.extend(
        (term, added_term(name, interactions, facts, weight))
        for name, term in ADDED.items()
        if (weight := getattr(weights, name))
    )
    return Model(dataset.items, interactions, tuple(terms), _correction(dataset, weights.popularity))


def corrected(model: Model, dataset: Dataset, popularity: float) -> Model:
    """The same with another weight of the popularity correction: nothing is learned again."""
    return replace(model, correction=_correction(dataset, popularity))


def _correction(dataset: Dataset, popularity: float) -> Floats:
    counts = np.asarray((dataset.weights > 0).sum(axis=0), dtype=np.float64).ravel()
    return np.asarray(-popularity * np.log2(1.0 + counts) + 0.0, dtype=np.float64)


def added_term(name: str, interactions: Matrix, facts: ItemFacts, weight: float = 1.0) -> Term:
    """A term of ADDED, made from what users have (u, n) or from what is known of the items."""
    match name:
        case "tag_cosine":
            return tag_cosine(facts.tags, weight)
        case "walk":
            return random_walk(interactions, weight)
        case _:
            return item_factors(interactions, weight)


def amounts(interactions: Matrix, weights: Weights) -> Matrix:
    """a(u, h): log(1 + weight), or 1."""
    data = np.log1p(interactions.data) if weights.log_weights else np.ones_like(interactions.data)
    return sparse.csr_array((data, interactions.indices, interactions.indptr), shape=interactions.shape)
