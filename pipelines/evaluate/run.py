"""One evaluation: fit, rank, and, with a test part, measure beside the baselines."""

import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

import numpy as np
from threadpoolctl import threadpool_limits

from pipelines.domain.hashing import content_hash
from pipelines.errors import BadInputError
from pipelines.evaluate.baselines import BASELINES, Scorer, tune
from pipelines.evaluate.bootstrap import Mean, bootstrap_mean, paired_difference
from pipelines.evaluate.files import HeldOut
from pipelines.evaluate.metrics import DEEP, Lists, of_all, per_user, recall
from pipelines.evaluate.rerank import POOL, rerank
from pipelines.learn.dataset import Dataset, Floats, Ints
from pipelines.learn.fit import fit
from pipelines.learn.model import Model, build
from pipelines.learn.ranking import best_items, of_own_artists, own_items
from pipelines.learn.validation import CUT, Task, make_validation
from pipelines.learn.weights import Weights

Rerank = Literal["none", "slate"]
SEED = 7
OURS = "linernotes"
LARGEST_SCORE = 1e5
"""A double holds a sum of parts to 1e-9 up to here."""
_BATCH = 200
"""Users per block: bounds memory at 200 x items x 8 bytes, a few times."""


@dataclass(frozen=True)
class Measured:
    """How one way of ranking did.

    Attributes:
        name: `linernotes`, or that of a baseline.
        means: Per metric the mean over users with its interval.
        totals: Metrics of all lists together.
        ndcg: nDCG@20 per user, nan where nothing can be found, shape (b,).
        setting: What was tuned.
        seconds: Fitting, learning and ranking.
    """

    name: str
    means: dict[str, Mean]
    totals: dict[str, float]
    ndcg: Floats
    setting: dict[str, Any]
    seconds: float


@dataclass(frozen=True)
class Evaluation:
    """A model and its lists.

    Attributes:
        items: Item numbers per user, best first, -1 for none, shape (u, top).
        scores: Of them, shape (u, top).
        measured: Ours first; empty without a test part.
    """

    dataset: Dataset
    weights: Weights
    model: Model
    items: Ints
    scores: Floats
    measured: list[Measured] = field(default_factory=list)

    @property
    def best_baseline(self) -> Measured:
        """The baseline with the best mean nDCG@20."""
        return max(self.measured[1:], key=lambda one: one.means["ndcg"].mean)

    @property
    def gain(self) -> Mean:
        """nDCG@20 of ours minus that of the best baseline, user by user."""
        return paired_difference(self.measured[0].ndcg, self.best_baseline.ndcg, SEED)


@dataclass(frozen=True)
class Question:
    """What is asked of every model."""

    task: Task = "continuation"
    top: int = 20
    rerank: Rerank = "none"
    seed: int = SEED


def evaluate(
    dataset: Dataset,
    held_out: HeldOut | None,
    question: Question,
    weights: Weights | None = None,
    say: Callable[[str], None] = lambda _: None,
) -> Evaluation:
    """Fit on a part of the training data unless weights are given, rank for every user, measure with a test part.

    The same input gives the same lists, bit for bit. Baselines are tuned on the same validation part, and are ranked
    without re-ranking.
    """
    started = time.monotonic()
    with threadpool_limits(1, "blas"):
        chosen = fit(dataset, task=question.task, seed=question.seed) if weights is None else weights
        say("weights fitted" if weights is None else "weights read")
        model = _build(dataset, chosen)
        scorer = _sound(model)
        users = np.arange(len(dataset.users))
        items, scores, _ = _rank(scorer, dataset, users, question, question.top)
        say(f"lists of {len(users)} users")
        found = Evaluation(dataset, chosen, model, items, scores)
        if held_out is None:
            return found
        seconds = time.monotonic() - started
        found.measured.append(judge(OURS, scorer, dataset, held_out, question, asdict(chosen), seconds))
        found.measured.extend(_baselines(dataset, held_out, question, say))
    return found


def _build(dataset: Dataset, weights: Weights) -> Model:
    try:
        return build(dataset, weights)
    except np.linalg.LinAlgError as error:
        raise BadInputError(
            f"weights: nothing can be learned with them ({error}); try those of `linernotes fit`"
        ) from None


def _sound(model: Model) -> Scorer:
    """Scores of a model, as long as they are numbers whose parts can add up to them."""

    def scores(users: Ints) -> Floats:
        found = model.scores(users)
        if not np.all(np.abs(found) <= LARGEST_SCORE):  # of what is no number, too
            raise BadInputError(
                f"weights: they make scores beyond {LARGEST_SCORE:g}, whose parts cannot add up to them within 1e-9; "
                "try those of `linernotes fit`"
            )
        return found

    return scores


def _baselines(
    dataset: Dataset, held_out: HeldOut, question: Question, say: Callable[[str], None]
) -> Iterator[Measured]:
    validation = make_validation(dataset, question.task, question.seed)
    plain = Question(question.task, question.top, "none", question.seed)
    for name, baseline in BASELINES.items():
        started = time.monotonic()
        tuned = tune(baseline, validation)
        scorer = baseline.learn(dataset.weights, tuned.setting)
        seconds = time.monotonic() - started
        yield judge(name, scorer, dataset, held_out, plain, dict(tuned.setting), seconds)
        say(f"baseline {name}")


def _rank(
    scorer: Scorer, dataset: Dataset, users: Ints, question: Question, count: int, depth: int = 0
) -> tuple[Ints, Floats, Ints]:
    """Lists and their scores, shape (len(users), count) each; and what is best by score, `depth` places or more."""
    blocks = [users[first : first + _BATCH] for first in range(0, len(users), _BATCH)]
    lists, values, plain = [], [], []
    for block in blocks:
        scores = scorer(block)
        forbidden = own_items(dataset.weights, block)
        if question.task == "discovery":
            forbidden |= of_own_artists(dataset.weights, block, dataset.facts)
        pool = count if question.rerank == "none" else max(count, POOL)
        best = best_items(scores, forbidden, max(pool, depth))
        taken = best[:, :pool]
        if question.rerank == "slate":
            taken = np.stack([_slate(row, scores[place], dataset, count) for place, row in enumerate(taken)])
        lists.append(taken)
        values.append(np.take_along_axis(scores, np.maximum(taken, 0), axis=1))
        plain.append(best)
    return np.concatenate(lists), np.concatenate(values), np.concatenate(plain)


def _slate(row: Ints, scores: Floats, dataset: Dataset, count: int) -> Ints:
    pool = row[row >= 0]
    taken = rerank(pool, scores[pool], dataset.facts, count)
    return np.concatenate([taken, np.full(count - len(taken), -1, dtype=np.int64)])


def judge(
    name: str,
    scorer: Scorer,
    dataset: Dataset,
    held_out: HeldOut,
    question: Question,
    setting: dict[str, Any],
    seconds: float,
) -> Measured:
    """Rank for everybody who has something held out, and measure.

    Beside the metrics of `per_user` there is recall_1000, of the thousand items that are best by score, whether lists
    are re-ranked or not: what is not among them nothing that chooses from them can find.

    Args:
        name: Of what ranks.
        scorer: What ranks.
        dataset: What it learned from.
        held_out: What may be found.
        question: Task, re-ranking and seed; the first 20 places count.
        setting: What was tuned.
        seconds: What it took so far.
    """
    asked = np.flatnonzero(np.diff(held_out.matrix.indptr)).astype(np.int64)
    began = time.monotonic()
    items, _, deep = _rank(scorer, dataset, asked, question, CUT, DEEP)
    relevant = own_items(held_out.matrix, asked) & ~own_items(dataset.weights, asked)
    if question.task == "discovery":
        relevant &= ~of_own_artists(dataset.weights, asked, dataset.facts)
    users_of = np.asarray((dataset.weights > 0).sum(axis=0), dtype=np.float64).ravel()
    lists = Lists(items, relevant, dataset.weights[asked], users_of, len(dataset.users), dataset.facts)
    seconds += time.monotonic() - began
    values = per_user(lists, CUT)
    values[f"recall_{DEEP}"] = recall(deep, relevant, DEEP)
    means = {metric: bootstrap_mean(one, question.seed) for metric, one in values.items()}
    return Measured(name, means, of_all(lists, CUT), values["ndcg"], setting, round(seconds, 1))


def data_hash(dataset: Dataset) -> str:
    """Hash of the interactions and of what is known of the items: equal files in any row order have the same."""
    weights, facts = dataset.weights, dataset.facts
    return content_hash(
        {
            "users": list(dataset.users),
            "items": list(dataset.items),
            "weights": [weights.indptr.tolist(), weights.indices.tolist(), weights.data.tolist()],
            "artists": facts.artists.tolist(),
            "albums": facts.albums.tolist(),
            "tags": [facts.tags.indptr.tolist(), facts.tags.indices.tolist(), facts.tags.data.tolist()],
        }
    )
