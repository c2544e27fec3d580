"""The additive ranker: a score is a sum over own things, and one correction for popularity."""

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from threadpoolctl import threadpool_limits

from pipelines.learn.dataset import Dataset, Floats, Ints, Matrix
from pipelines.learn.forms import Learned, learn_similar
from pipelines.learn.tag_cosine import TagCosine, tag_cosine
from pipelines.learn.weights import Weights

DECIMALS = 10
"""Scores are rounded to this: finer than any difference that matters, coarser than the order of adding shows."""

Term = Learned | TagCosine


@dataclass(frozen=True)
class Part:
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
            blocks = [(name, amounts * term.block(things, items)) for name, term in self.terms]
        return [self._of_item(int(item), column, things, blocks) for column, item in enumerate(items)]

    def _of_item(self, item: int, column: int, things: Ints, blocks: list[tuple[str, Floats]]) -> list[Part]:
        found = [Part("popularity", "users", float(self.correction[item]))]
        for name, block in blocks:
            values = block[:, column]
            found += [Part(name, self.items[h], float(value)) for h, value in zip(things, values, strict=True)]
        return sorted((part for part in found if part.value != 0), key=lambda part: (-abs(part.value), part.subject))


def build(dataset: Dataset, weights: Weights) -> Model:
    """Learn from all interactions of a data set, with given weights."""
    interactions = amounts(dataset.weights, weights)
    counts = np.asarray((dataset.weights > 0).sum(axis=0), dtype=np.float64).ravel()
    facts = dataset.facts
    with threadpool_limits(1, "blas"):
        terms: list[tuple[str, Term]] = [("own", learn_similar(interactions, facts, weights))]
    if weights.tag_cosine:
        terms.append(("tags", tag_cosine(facts.tags, weights.tag_cosine)))
    correction = -weights.popularity * np.log2(1.0 + counts) + 0.0
    return Model(dataset.items, interactions, tuple(terms), correction)


def amounts(interactions: Matrix, weights: Weights) -> Matrix:
    """a(u, h): log(1 + weight), or 1."""
    data = np.log1p(interactions.data) if weights.log_weights else np.ones_like(interactions.data)
    return sparse.csr_array((data, interactions.indices, interactions.indptr), shape=interactions.shape)
