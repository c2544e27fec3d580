"""The sparse form: the dense one when it may see everything, and chosen by size."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse
from threadpoolctl import threadpool_limits

from pipelines.learn import forms
from pipelines.learn.dataset import ItemFacts
from pipelines.learn.ease import Ease, learn_ease
from pipelines.learn.fit import fit
from pipelines.learn.forms import learn_similar
from pipelines.learn.model import build
from pipelines.learn.sparse_ease import SparseEase, learn_sparse_ease
from pipelines.learn.weights import Weights
from tests.learn.conftest import every_weight, random_dataset

ITEMS = np.arange(30)


@given(seed=st.integers(0, 10_000), weights=every_weight)
@settings(max_examples=40, deadline=None)
def test_with_every_neighbour_it_is_the_dense_form(seed: int, weights: Weights) -> None:
    dataset = random_dataset(seed)
    dense = learn_ease(dataset.weights, dataset.facts, weights)
    found = learn_sparse_ease(dataset.weights, dataset.facts, weights)
    assert found.own_value == pytest.approx(dense.own_value, abs=1e-8)
    assert found.block(ITEMS, ITEMS) == pytest.approx(dense.block(ITEMS, ITEMS), abs=1e-8)
    assert found.scores(dataset.weights) == pytest.approx(dense.scores(dataset.weights), abs=1e-8)


def test_an_item_is_learned_from_so_many_neighbours_those_that_explain_most_of_it() -> None:
    """By definition: ridge regression of item i on the five h with the largest G(h, i)^2 / (G(h, h) + ridge)."""
    dataset = random_dataset(4, users=40)
    found = learn_sparse_ease(dataset.weights, dataset.facts, Weights(ridge=2.0), neighbours=5).block(ITEMS, ITEMS)
    gram = dataset.weights.toarray().T @ dataset.weights.toarray()
    for item in ITEMS:
        gain = gram[:, item] ** 2 / (np.diag(gram) + 2.0)
        gain[item] = -1.0
        near = np.sort(np.argsort(-gain, kind="stable")[:5])
        expected = np.zeros(30)
        expected[near] = np.linalg.solve(gram[np.ix_(near, near)] + 2.0 * np.eye(5), gram[near, item])
        assert found[:, item] == pytest.approx(expected, abs=1e-10)


@given(seed=st.integers(0, 10_000), weights=every_weight)
@settings(max_examples=20, deadline=None)
def test_order_of_users_groups_and_threads_do_not_matter(seed: int, weights: Weights) -> None:
    dataset = random_dataset(seed, users=25)
    order = np.random.default_rng(seed).permutation(25)
    plain = learn_sparse_ease(dataset.weights, dataset.facts, weights, neighbours=6)
    with pytest.MonkeyPatch.context() as patch, threadpool_limits(2):
        patch.setattr("pipelines.learn.sparse_ease._TOGETHER", 9)
        patch.setattr("pipelines.learn.sparse_ease._BLOCK", 4)
        again = learn_sparse_ease(sparse.csr_array(dataset.weights[order]), dataset.facts, weights, neighbours=6)
    assert again.block(ITEMS, ITEMS) == pytest.approx(plain.block(ITEMS, ITEMS), abs=1e-9)


def test_items_without_anything_in_common_have_nothing_to_say_of_each_other() -> None:
    alone = sparse.csr_array(np.eye(4))
    facts = ItemFacts(np.full(4, -1), np.full(4, -1), sparse.csr_array((4, 0)))
    found = learn_sparse_ease(alone, facts, Weights(ridge=2.0), neighbours=2)
    assert found.inverse.nnz == 0
    assert found.own_value == pytest.approx(np.full(4, 1 / 3))


def test_the_form_follows_from_rows_times_items(monkeypatch: pytest.MonkeyPatch) -> None:
    """12 users and 4 tags by 30 items; tags are rows only when they weigh something."""
    dataset = random_dataset(1)
    heavy = Weights(tag_rows=1.0)
    tags = int((np.asarray((dataset.facts.tags > 0).sum(axis=0)).ravel() >= 5).sum())
    assert tags > 0
    for cells, plain, tagged in (
        (12 * 30 - 1, SparseEase, SparseEase),
        (12 * 30, Ease, SparseEase),
        ((12 + tags) * 30 - 1, Ease, SparseEase),
        ((12 + tags) * 30, Ease, Ease),
    ):
        monkeypatch.setattr(forms, "DENSE_CELLS", cells)
        assert isinstance(learn_similar(dataset.weights, dataset.facts, Weights()), plain)
        assert isinstance(learn_similar(dataset.weights, dataset.facts, heavy), tagged)


def test_fitting_and_parts_work_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "DENSE_CELLS", 0)
    monkeypatch.setattr(forms, "learn_ease", _never)
    dataset = random_dataset(2, users=40)
    model = build(dataset, fit(dataset, task="continuation", seed=1))
    assert isinstance(dict(model.terms)["own"], SparseEase)
    scores = model.scores(np.arange(3))
    for user in range(3):
        for item, parts in enumerate(model.parts(user, ITEMS)):
            assert sum(part.value for part in parts) == pytest.approx(scores[user, item], abs=1e-9)


def _never(*_: object) -> None:
    message = "the dense form was learned"
    raise AssertionError(message)
