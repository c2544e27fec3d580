"""What is added to EASE^R: each term against its definition, summed by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from pipelines.learn.dataset import Dataset, Floats, no_facts
from pipelines.learn.factors import item_factors
from pipelines.learn.fit import fit
from pipelines.learn.model import ADDED, added_term, amounts
from pipelines.learn.weights import Weights
from tests.learn.conftest import random_dataset


@pytest.mark.parametrize("name", ADDED)
@given(seed=st.integers(0, 10_000))
@settings(max_examples=15, deadline=None)
def test_a_score_is_the_sum_over_own_things(name: str, seed: int) -> None:
    dataset = random_dataset(seed)
    interactions = amounts(dataset.weights, Weights(log_weights=True))
    term = added_term(name, interactions, dataset.facts, 0.3)
    block = term.block(np.arange(30), np.arange(30))
    expected = np.array([(row[:, None] * block).sum(axis=0) for row in interactions.toarray()])
    assert term.scores(interactions) == pytest.approx(expected, abs=1e-12)
    assert added_term(name, interactions, dataset.facts).block(np.arange(30), np.arange(30)) * 0.3 == pytest.approx(
        block, abs=1e-12
    )


def test_a_walk_takes_two_steps() -> None:
    """From a to its two users, 1/2^.7 each; on from one with three items, 1/3^.7; c is had by one, so by 1^.4."""
    has = sparse.csr_array(np.array([[1.0, 1.0, 1.0], [1.0, 0.0, 0.0]]))
    walk = added_term("walk", has, random_dataset(1).facts)
    assert walk.block(np.array([0]), np.array([2]))[0, 0] == pytest.approx(2**-0.7 * 3**-0.7)
    assert walk.block(np.array([1]), np.array([0]))[0, 0] == pytest.approx(3**-0.7 * 2**-0.4)


def two_camps(seed: int) -> Floats:
    """Users of two camps who have a third of the items of theirs."""
    rng = np.random.default_rng(seed)
    camp = np.arange(60) % 2
    return np.asarray((rng.random((60, 80)) < 0.35) & (camp[:, None] == np.arange(80) % 2), dtype=np.float64)


def test_factors_find_the_camp_of_an_item() -> None:
    found = item_factors(sparse.csr_array(two_camps(3))).block(np.array([0]), np.arange(80))[0]
    assert np.median(found[2::2]) > np.max(found[1::2])


def test_the_same_interactions_have_the_same_factors() -> None:
    has = sparse.csr_array(two_camps(5))
    assert np.array_equal(item_factors(has).folded, item_factors(has).folded)


def test_a_term_without_anything_to_say_is_left_out() -> None:
    """Users who share nothing: no walk leads from one's things to another's."""
    names = tuple(f"{number:02}" for number in range(60))
    dataset = Dataset(names[:12], names, sparse.csr_array(np.kron(np.eye(12), np.ones((1, 5)))), no_facts(60))
    fitted = fit(dataset, task="continuation", seed=3)
    assert (fitted.walk, fitted.factors) == (0.0, 0.0)
