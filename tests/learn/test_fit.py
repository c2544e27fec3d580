"""Fitting finds what is there, and the same twice."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import sparse

from pipelines.errors import BadInputError
from pipelines.learn import forms
from pipelines.learn.dataset import Dataset, ItemFacts, no_facts
from pipelines.learn.fit import fit
from pipelines.learn.model import build
from pipelines.learn.ranking import best_items, ndcg, own_items
from pipelines.learn.validation import make_validation
from pipelines.learn.weights import Weights
from tests.learn.conftest import random_dataset


def collectors(seed: int) -> Dataset:
    """Users who like a few artists and pick any of their ten songs: only the artist says what comes next."""
    rng = np.random.default_rng(seed)
    artists = np.repeat(np.arange(40), 10)
    taste = np.zeros((60, 40))
    for user in range(60):
        taste[user, rng.choice(40, 4, replace=False)] = 1
    has = (rng.random((60, 400)) < 0.5) & (taste[:, artists] > 0)
    facts = ItemFacts(artists, np.full(400, -1), sparse.csr_array((400, 0)))
    names = tuple(f"{number:03}" for number in range(400))
    return Dataset(names[:60], names, sparse.csr_array(has.astype(np.float64)), facts)


def test_where_only_the_artist_tells_artists_become_rows() -> None:
    dataset = collectors(1)
    validation = make_validation(dataset, "continuation", seed=5)
    fitted = fit(dataset.with_weights(validation.kept), task="continuation", seed=2)
    assert fitted.artist_rows > 0
    rest = dataset.with_weights(validation.kept)
    ours, plain = (
        validation.gains(build(rest, weights).scores(validation.users)).mean() for weights in (fitted, Weights())
    )
    assert ours > plain * 1.1


def tagged() -> Dataset:
    """Tags instead of artists; an item has its tag with some weight, and nothing else is known."""
    dataset = collectors(4)
    tags = sparse.csr_array((np.full(400, 3.0), (np.arange(400), dataset.facts.artists)), shape=(400, 40))
    unknown = np.full(400, -1)
    return replace(dataset, facts=ItemFacts(unknown, unknown, tags))


def test_where_only_tags_tell_they_are_used() -> None:
    dataset = tagged()
    validation = make_validation(dataset, "continuation", seed=5)
    rest = dataset.with_weights(validation.kept)
    fitted = fit(rest, task="continuation", seed=2)
    assert fitted.tag_rows > 0 or fitted.tag_cosine > 0
    ours, plain = (
        validation.gains(build(rest, weights).scores(validation.users)).mean() for weights in (fitted, Weights())
    )
    assert ours > plain * 1.1


def test_tags_do_not_take_the_dense_form_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "DENSE_CELLS", (60 + 39) * 400)  # one row too few for the users and all tags
    assert fit(tagged(), task="continuation", seed=2).tag_rows == 0
    monkeypatch.setattr(forms, "DENSE_CELLS", (60 + 40) * 400)
    assert fit(tagged(), task="continuation", seed=2).tag_rows > 0


def test_counts_are_weights_where_they_tell_something() -> None:
    """What is played much is of the scene that a user likes; all else was heard once."""
    rng = np.random.default_rng(9)
    scenes, liked = np.repeat(np.arange(6), 25), rng.integers(0, 6, 80)
    of_scene = scenes == liked[:, None]
    has = rng.random((80, 150)) < np.where(of_scene, 0.4, 0.15)
    counts = np.where(has, np.where(of_scene, 200.0, 1.0), 0.0)
    names = tuple(f"{number:03}" for number in range(150))
    dataset = Dataset(names[:80], names, sparse.csr_array(counts), no_facts(150))
    assert fit(dataset, task="continuation", seed=2).log_weights


def test_the_same_seed_gives_the_same_weights() -> None:
    dataset = random_dataset(2, users=40)
    assert fit(dataset, task="continuation", seed=1) == fit(dataset, task="continuation", seed=1)


def test_a_single_user_with_little_gets_the_defaults() -> None:
    dataset = Dataset(("u",), ("a", "b"), sparse.csr_array(np.ones((1, 2))), no_facts(2))
    assert fit(dataset, task="continuation", seed=1) == Weights()


def test_a_discovery_part_asks_only_for_artists_that_are_new() -> None:
    dataset = collectors(3)
    validation = make_validation(dataset, "discovery", seed=1)
    for row, user in enumerate(validation.users):
        mine = set(dataset.facts.artists[validation.kept[[user]].indices])
        asked = set(dataset.facts.artists[np.flatnonzero(validation.relevant[row])])
        assert not mine & asked
        assert validation.forbidden[row][np.isin(dataset.facts.artists, list(mine))].all()


def test_what_is_held_out_is_not_learned_from() -> None:
    dataset = random_dataset(6, users=30)
    validation = make_validation(dataset, "continuation", seed=1)
    held_out = dataset.weights.toarray() - validation.kept.toarray()
    assert (held_out > 0).sum() > 0
    assert not (own_items(validation.kept, validation.users) & validation.relevant).any()


def test_ndcg_by_hand() -> None:
    """
    Relevant: items 2 and 4. The list 2, 0, 4 gains 1 + 1/2 = 1.5 of 1 + 1/log2(3) = 1.6309: 0.9197.
    """
    relevant = np.zeros((2, 5), dtype=bool)
    relevant[0, [2, 4]] = True
    found = ndcg(np.array([[2, 0, 4], [0, 1, 2]]), relevant, 3)
    assert found[0] == pytest.approx(0.9197, abs=1e-4)
    assert np.isnan(found[1])


def test_ties_go_to_the_first_item_and_nothing_forbidden_is_listed() -> None:
    scores = np.array([[1.0, 2.0, 2.0, 2.0, 0.0]])
    forbidden = np.array([[False, False, True, False, False]])
    assert best_items(scores, forbidden, 2).tolist() == [[1, 3]]
    assert best_items(scores, forbidden, 9).tolist() == [[1, 3, 0, 4, -1, -1, -1, -1, -1]]


@pytest.mark.parametrize("items", [639, 640, 641, 3000])
def test_the_best_of_many_items_are_those_that_sorting_finds(items: int) -> None:
    """Longer rows are looked through by slices; scores of few values have ties, and the ends of a row are items too."""
    rng = np.random.default_rng(items)
    scores = np.concatenate([rng.normal(size=(8, items)), rng.integers(0, 40, (8, items)).astype(np.float64)])
    scores[0, -1] = 99.0
    forbidden = rng.random(scores.shape) < 0.3
    forbidden[0, -1] = False
    allowed = np.where(forbidden, -np.inf, scores)
    assert np.array_equal(best_items(scores, forbidden, 20), np.argsort(-allowed, axis=1, kind="stable")[:, :20])


def test_weights_come_back_as_written() -> None:
    weights = Weights(log_weights=True, ridge=0.1, popularity=1e-7)
    assert Weights.from_json(weights.to_json()) == weights


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "not JSON"),
        ("[]", "a JSON object is needed"),
        ('{"rigde": 1}', "'rigde' is not one of"),
        ('{"ridge": "1"}', "ridge must be a number"),
        ('{"ridge": NaN}', "ridge must be a number"),
        ('{"ridge": 0}', "ridge must be above 0"),
        (f'{{"ridge": 1{"0" * 400}}}', "ridge must be from"),
        (f'{{"ridge": 1{"0" * 5000}}}', "not JSON that can be read"),
        ("[" * 100_000, "not JSON that can be read"),
        ('{"dropout": -1}', "dropout must be from 0 to"),
        ('{"user_power": -1000}', "user_power must be from -10 to 10"),
        ('{"log_weights": 1}', "log_weights is true or false"),
    ],
)
def test_weights_that_cannot_be_are_refused(text: str, message: str) -> None:
    with pytest.raises(BadInputError, match=message):
        Weights.from_json(text)
