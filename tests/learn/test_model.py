"""A score is the sum of its parts, whoever asks beside whom."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from pipelines.learn.dataset import Dataset, no_facts
from pipelines.learn.model import build
from pipelines.learn.weights import Weights
from tests.learn.conftest import random_dataset

ALL_TERMS = Weights(
    log_weights=True,
    ridge=2.0,
    artist_rows=1.0,
    album_rows=1.0,
    tag_rows=1.0,
    tag_cosine=0.1,
    walk=0.3,
    factors=0.2,
    popularity=0.02,
)


@given(seed=st.integers(0, 10_000))
@settings(max_examples=40, deadline=None)
def test_parts_add_up_to_the_score(seed: int) -> None:
    dataset = random_dataset(seed)
    model = build(dataset, ALL_TERMS)
    scores = model.scores(np.arange(12))
    for user, item in ((0, 0), (5, 17), (11, 29)):
        [parts] = model.parts(user, np.array([item]))
        assert sum(part.value for part in parts) == pytest.approx(scores[user, item], abs=1e-9)
        own = {dataset.items[h] for h in dataset.weights[[user]].indices} | {"users"}
        assert {part.subject for part in parts} <= own


def test_the_parts_say_which_term_and_are_largest_first() -> None:
    [parts] = build(random_dataset(1), ALL_TERMS).parts(2, np.array([8]))
    assert {part.term for part in parts} == {"own", "tags", "walk", "factors", "popularity"}
    sizes = [abs(part.value) for part in parts]
    assert sizes == sorted(sizes, reverse=True)


def test_a_user_gets_the_same_scores_alone_and_beside_others() -> None:
    model = build(random_dataset(4), ALL_TERMS)
    beside = model.scores(np.arange(12))
    alone = np.concatenate([model.scores(np.array([user])) for user in range(12)])
    assert np.array_equal(alone, beside)


def test_taking_an_own_thing_away_takes_its_parts_away_and_nothing_else() -> None:
    """What is learned stays; only who has what changes."""
    dataset = random_dataset(5)
    model = build(dataset, ALL_TERMS)
    thing = dataset.weights[[3]].indices[2]
    without = dataset.weights.tolil()
    without[3, thing] = 0
    smaller = sparse.csr_array(without)
    smaller.eliminate_zeros()
    changed = type(model)(model.items, build_amounts(smaller), model.terms, model.correction)
    all_parts = model.parts(3, np.arange(30))
    lost = [sum(part.value for part in parts if part.subject == dataset.items[thing]) for parts in all_parts]
    expected = model.scores(np.array([3]))[0] - lost
    assert changed.scores(np.array([3]))[0] == pytest.approx(expected, abs=1e-9)


def build_amounts(weights: sparse.csr_array) -> sparse.csr_array:
    return sparse.csr_array((np.log1p(weights.data), weights.indices, weights.indptr), shape=weights.shape)


def test_popularity_takes_more_from_what_more_have() -> None:
    """Log2(1 + 1) = 1 and log2(1 + 3) = 2, times 0.5."""
    weights = sparse.csr_array(np.array([[1.0, 0.0], [1.0, 0.0], [1.0, 1.0]]))
    dataset = Dataset(("a", "b", "c"), ("often", "once"), weights, no_facts(2))
    assert build(dataset, Weights(popularity=0.5)).correction.tolist() == [-1.0, -0.5]
