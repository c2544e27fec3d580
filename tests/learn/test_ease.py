"""The closed form, against the definition: the inverse of the whole matrix."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from pipelines.learn.dataset import Dataset, Floats
from pipelines.learn.ease import learn_ease
from pipelines.learn.weights import Weights
from tests.learn.conftest import every_weight, random_dataset


def by_definition(dataset: Dataset, weights: Weights) -> Floats:
    """B from the dense inverse of X'X + diag(d), rows of X being users, tags, albums and artists."""
    x = dataset.weights.toarray()
    counts = np.maximum((x > 0).sum(axis=0), 1.0)
    scale = counts**-weights.item_power
    rows = [(row * float(max((row > 0).sum(), 1)) ** -weights.user_power) * scale for row in x]
    tags = [tag for tag in dataset.facts.tags.toarray().T if weights.tag_rows and (tag > 0).sum() >= 5]
    rows += [weights.tag_rows * np.log1p(tag) / np.log1p(tag).max() * scale for tag in tags]
    for numbers, weight in (
        (dataset.facts.albums, weights.album_rows),
        (dataset.facts.artists, weights.artist_rows),
    ):
        rows += [weight * (numbers == number) * scale for number in range(numbers.max() + 1) if weight]
    whole = np.array(rows)
    gram = whole.T @ whole
    p = np.linalg.inv(gram + np.diag(weights.ridge + weights.dropout * np.diag(gram)))
    b = -p / np.diag(p) ** weights.diagonal_power
    np.fill_diagonal(b, 0.0)
    return b * scale[:, None] / scale * counts**weights.out_power


@given(seed=st.integers(0, 10_000), weights=every_weight)
@settings(max_examples=60, deadline=None)
def test_it_is_the_inverse_of_the_whole_matrix(seed: int, weights: Weights) -> None:
    dataset = random_dataset(seed)
    expected = by_definition(dataset, weights)
    ease = learn_ease(dataset.weights, dataset.facts, weights)
    items = np.arange(len(dataset.items))
    assert ease.block(items, items) == pytest.approx(expected, abs=1e-10)
    assert ease.scores(dataset.weights) == pytest.approx(dataset.weights.toarray() @ expected, abs=1e-9)


@given(seed=st.integers(0, 10_000), weights=every_weight)
@settings(max_examples=30, deadline=None)
def test_the_diagonal_of_many_rows_is_made_artist_by_artist_and_the_same(seed: int, weights: Weights) -> None:
    dataset = random_dataset(seed)
    quick = learn_ease(dataset.weights, dataset.facts, weights).own_value
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("pipelines.learn.ease._QUICK", 0)
        assert learn_ease(dataset.weights, dataset.facts, weights).own_value == pytest.approx(quick, abs=1e-12)


def test_two_lists_that_always_go_together_recommend_each_other() -> None:
    dataset = random_dataset(3)
    together = dataset.weights.toarray()
    together[:, 1] = together[:, 0]
    ease = learn_ease(sparse.csr_array(together), dataset.facts, Weights(ridge=1.0))
    row = ease.block(np.array([0]), np.arange(30))[0]
    assert row.argmax() == 1
