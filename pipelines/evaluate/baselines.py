"""What our ranking is measured against, each tuned on the same validation part by the same metric."""

import warnings
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse

from pipelines.learn.dataset import Floats, Ints, Matrix, no_facts
from pipelines.learn.factors import fit_als
from pipelines.learn.forms import learn_similar
from pipelines.learn.validation import Validation
from pipelines.learn.walk import random_walk
from pipelines.learn.weights import Weights

Scorer = Callable[[Ints], Floats]
"""Scores of all items for some users, shape (b, n)."""
Setting = Mapping[str, float]
_NEIGHBOURS = (50, 200, 1000)


@dataclass(frozen=True)
class Baseline:
    """A way to learn scores, and the settings that are tried.

    Attributes:
        learn: From interactions (u, n) and a setting to a scorer.
        rounds: Per round, changes to the best setting so far; the first round starts from nothing.
    """

    learn: Callable[[Matrix, Setting], Scorer]
    rounds: tuple[tuple[Setting, ...], ...]


@dataclass(frozen=True)
class Tuned:
    """The best setting of a baseline, by mean nDCG@20 on the validation part."""

    setting: Setting
    ndcg: float


def tune(baseline: Baseline, validation: Validation) -> Tuned:
    """Try each round's settings on top of the best so far; the first of equals stays."""
    best = Tuned({}, -1.0)
    for changes in baseline.rounds:
        tried = [_tried(baseline, {**best.setting, **change}, validation) for change in changes]
        best = max([best, *tried], key=lambda one: one.ndcg)
    return best


def _tried(baseline: Baseline, setting: Setting, validation: Validation) -> Tuned:
    gains = validation.gains(baseline.learn(validation.kept, setting)(validation.users))
    return Tuned(setting, float(gains.mean()) if len(gains) else 0.0)


def _popularity(interactions: Matrix, _setting: Setting) -> Scorer:
    counts = np.asarray((interactions > 0).sum(axis=0), dtype=np.float64).ravel()
    return lambda users: np.tile(counts, (len(users), 1))


def _ease(interactions: Matrix, setting: Setting) -> Scorer:
    """Steck, WWW 2019; rows of 1, or log(1 + weight)."""
    mine = _shaped(interactions, setting)
    ease = learn_similar(mine, no_facts(mine.shape[1]), Weights(ridge=setting["ridge"]))
    return lambda users: ease.scores(mine[users])


def _rp3beta(interactions: Matrix, setting: Setting) -> Scorer:
    walk = random_walk(interactions, alpha=setting["alpha"], beta=setting["beta"])
    binary = _shaped(interactions, {})
    return lambda users: walk.scores(binary[users])


def _neighbours(name: str) -> Callable[[Matrix, Setting], Scorer]:
    """Item neighbours as `implicit` has them: cosine, or BM25 (Robertson and Walker, SIGIR 1994)."""

    def learn(interactions: Matrix, setting: Setting) -> Scorer:
        from implicit import nearest_neighbours

        options: dict[str, Any] = {key: setting[key] for key in ("K1", "B") if key in setting}
        model = getattr(nearest_neighbours, name)(K=int(setting["K"]), num_threads=1, **options)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # its own weighting hands its own fit another sparse format than it likes
            model.fit(_plain(interactions), show_progress=False)
        similarity = sparse.csr_array(model.similarity)
        similarity.setdiag(0)
        mine = _shaped(interactions, {})
        return lambda users: np.asarray((mine[users] @ similarity).toarray(), dtype=np.float64)

    return learn


def _als(interactions: Matrix, setting: Setting) -> Scorer:
    model = fit_als(interactions, int(setting["factors"]), setting["regularization"], setting["alpha"])
    factors, items = np.asarray(model.user_factors), np.asarray(model.item_factors)
    return lambda users: factors[users] @ items.T


def _shaped(interactions: Matrix, setting: Setting) -> Matrix:
    data = np.log1p(interactions.data) if setting.get("log") else np.ones_like(interactions.data)
    return sparse.csr_array((data, interactions.indices, interactions.indptr), shape=interactions.shape)


def _plain(interactions: Matrix) -> Any:  # noqa: ANN401  (scipy's old matrix class, which implicit wants)
    return sparse.csr_matrix(_shaped(interactions, {}))


def _each(name: str, values: Iterable[float]) -> tuple[Setting, ...]:
    return tuple({name: value} for value in values)


BASELINES: Mapping[str, Baseline] = {
    "popularity": Baseline(_popularity, (({},),)),
    "item_knn": Baseline(_neighbours("CosineRecommender"), (_each("K", _NEIGHBOURS),)),
    "bm25": Baseline(
        _neighbours("BM25Recommender"),
        (
            ({"K": 200, "K1": 1.2, "B": 0.25}, {"K": 200, "K1": 1.2, "B": 0.75}),
            _each("K1", (0.2, 5.0)),
            _each("K", (1000,)),
        ),
    ),
    "als": Baseline(
        _als,
        (
            tuple({"factors": 64, "regularization": 1.0, "alpha": alpha} for alpha in (1.0, 5.0, 20.0)),
            _each("regularization", (0.05, 10.0)),
            _each("factors", (128,)),
        ),
    ),
    "ease": Baseline(_ease, (_each("ridge", (10.0, 30.0, 100.0, 300.0, 1000.0)), ({"log": 1},))),
    "rp3beta": Baseline(
        _rp3beta,
        (tuple({"alpha": alpha, "beta": 0.4} for alpha in (0.4, 0.7, 1.0)), _each("beta", (0.0, 0.2, 0.6))),
    ),
}
"""By name, in the order in which they are told."""
