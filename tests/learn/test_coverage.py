"""Lists that name many different items: counted, and reached where it costs little."""

import numpy as np
import pytest
from scipy import sparse

from bench._generated_sets import Size, generate
from pipelines.evaluate.baselines import BASELINES, Setting, tune
from pipelines.learn import validation
from pipelines.learn.coverage import covered, tuned_als
from pipelines.learn.dataset import Dataset, no_facts
from pipelines.learn.fit import fit
from pipelines.learn.model import build
from pipelines.learn.validation import Task, Validation, make_everyone, make_validation
from tests.learn.conftest import random_dataset


def test_items_are_counted_once_and_forbidden_ones_never() -> None:
    forbidden = np.zeros((2, 30), dtype=bool)
    forbidden[:, 29] = True
    part = Validation(sparse.csr_array((2, 30)), np.arange(2), forbidden, np.zeros((2, 30), dtype=bool))
    rising = np.arange(30.0)
    assert covered(np.stack([rising, rising]), part) == 20
    assert covered(np.stack([rising, -rising]), part) == 29
    forbidden[:, 5:] = True
    assert covered(np.stack([rising, rising]), part) == 5


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    made = generate(Size(users=300, items=600, artists=600, kept=20), seed=4)
    users, items = (tuple(f"{number:03}" for number in range(count)) for count in made.weights.shape)
    return Dataset(users, items, made.weights, no_facts(600))


@pytest.fixture(scope="module")
def part(dataset: Dataset) -> Validation:
    """The one that `fit` begins with, and baselines are tuned on."""
    return make_validation(dataset, "continuation", seed=2)


@pytest.fixture(scope="module")
def tuned(part: Validation) -> Setting:
    return tune(BASELINES["als"], part).setting


def test_als_is_tuned_to_what_it_is_measured_with_beside_us(part: Validation, tuned: Setting) -> None:
    found = tuned_als(part)
    assert tuned == {"factors": found.factors, "regularization": found.regularisation, "alpha": found.alpha}


def test_few_users_are_not_told_by_many_factors(part: Validation) -> None:
    """Of 255 users there are fewer than two for each of 128 factors, which all 300 prefer."""
    some = Validation(part.kept, part.users[:255], part.forbidden[:255], part.relevant[:255])
    assert (tuned_als(part).factors, tuned_als(some).factors) == (128, 64)


def test_lists_grow_as_wide_as_those_of_als_where_that_is_cheap(
    dataset: Dataset, part: Validation, tuned: Setting
) -> None:
    """What counts is what all interactions teach: on the validation part ours are as wide long before."""
    fitted = fit(dataset, task="continuation", seed=2)
    everyone = make_everyone(dataset, "continuation", seed=2)
    wanted = covered(BASELINES["als"].learn(dataset.weights, tuned)(everyone.users), everyone)
    wide, nearly, narrow = (
        covered(build(dataset, fitted.changed("popularity", correction)).scores(everyone.users), everyone)
        for correction in (fitted.popularity, 0.95 * fitted.popularity, 0.0)
    )
    assert narrow < nearly < wanted <= wide
    rest = dataset.with_weights(part.kept)
    ours, uncorrected = (
        part.gains(build(rest, weights).scores(part.users)).mean()
        for weights in (fitted, fitted.changed("popularity", 0.0))
    )
    assert ours > 0.95 * uncorrected


@pytest.mark.parametrize("task", ["continuation", "discovery"])
def test_everyone_learns_from_all_and_is_asked_for_nothing_that_they_have(task: Task) -> None:
    dataset = random_dataset(3)
    everyone = make_everyone(dataset, task, seed=1)
    assert everyone.kept is dataset.weights
    assert everyone.users.tolist() == list(range(12))
    assert not everyone.relevant.any()
    for user, forbidden in enumerate(everyone.forbidden):
        own = dataset.weights[[user]].indices
        mine = np.isin(dataset.facts.artists, [one for one in dataset.facts.artists[own] if one >= 0])
        assert np.array_equal(forbidden, np.isin(np.arange(30), own) | (mine & (task == "discovery")))


def test_of_many_users_some_are_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(validation, "_CELLS", 0)  # a hundred users at least
    users = make_everyone(random_dataset(3, users=120), "continuation", seed=1).users
    assert len(np.unique(users)) == 100
    assert (np.diff(users) > 0).all()
