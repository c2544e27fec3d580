"""Each baseline finds what is planted, and scores do not depend on who is asked beside whom."""

import numpy as np
import pytest
from scipy import sparse

from pipelines.evaluate.baselines import BASELINES, tune
from pipelines.learn.dataset import Dataset, no_facts
from pipelines.learn.validation import Validation, make_validation


@pytest.fixture(scope="module")
def scenes() -> Validation:
    """Users of four scenes of 25 items each; within a scene any item goes with any other."""
    rng = np.random.default_rng(2)
    scene = rng.integers(0, 4, 80)
    has = (rng.random((80, 100)) < 0.4) & (np.arange(100)[None, :] // 25 == scene[:, None])
    names = tuple(f"{number:03}" for number in range(100))
    dataset = Dataset(names[:80], names, sparse.csr_array(has.astype(np.float64)), no_facts(100))
    return make_validation(dataset, "continuation", 1)


@pytest.mark.parametrize("name", [name for name in BASELINES if name != "popularity"])
def test_it_beats_popularity_where_taste_decides(scenes: Validation, name: str) -> None:
    popular = tune(BASELINES["popularity"], scenes).ndcg
    found = tune(BASELINES[name], scenes)
    assert found.ndcg > 1.5 * popular
    assert found == tune(BASELINES[name], scenes)


@pytest.mark.parametrize("name", list(BASELINES))
def test_a_user_gets_the_same_scores_alone_and_beside_others(scenes: Validation, name: str) -> None:
    scorer = BASELINES[name].learn(scenes.kept, tune(BASELINES[name], scenes).setting)
    together = scorer(np.arange(10))
    assert together.shape == (10, 100)
    assert scorer(np.array([4]))[0] == pytest.approx(together[4], abs=1e-9)
