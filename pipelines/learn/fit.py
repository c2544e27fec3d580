"""Find the weights of the additive model on a validation part: one after the other, nothing by chance."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
from threadpoolctl import threadpool_limits

from pipelines.learn.coverage import covered, covered_by_als
from pipelines.learn.dataset import Dataset, Floats, ItemFacts
from pipelines.learn.ease import out_scale
from pipelines.learn.forms import is_sparse, learn_similar
from pipelines.learn.model import ADDED, added_term, amounts, build, corrected
from pipelines.learn.validation import CUT, EVERYONE, Task, Validation, make_everyone, make_validation
from pipelines.learn.weights import Weights

_WORTH = 0.5
"""A change must be better by this many standard errors of the paired difference, or it is not made."""
_RIDGES = (3.0, 10.0, 30.0, 100.0, 300.0, 1000.0)
_LEARNED: Mapping[str, tuple[float, ...]] = {
    "artist_rows": (1.0, 2.0, 4.0, 8.0),
    "album_rows": (0.5, 1.0, 2.0, 4.0),
    "tag_rows": (0.5, 1.0, 2.0),
    "item_power": (0.1, 0.25, 0.4),
    "user_power": (0.1, 0.25),
    "dropout": (0.3, 1.0),
}
"""What is tried of weights that change what is learned, in this order."""
_POWERS: Mapping[str, tuple[float, ...]] = {
    "diagonal_power": (0.0, 0.4, 0.6, 0.8, 1.0, 1.2),
    "out_power": (-0.2, -0.1, -0.05, 0.0, 0.05, 0.1, 0.2),
}
_SHARES: Mapping[str, tuple[float, ...]] = {
    "tag_cosine": (0.0, 0.002, 0.005, 0.01, 0.02, 0.04, 0.08),
    "walk": (0.0, 0.1, 0.2, 0.4, 0.8),
    "factors": (0.0, 0.1, 0.2, 0.4, 0.8),
    "popularity": (0.0, 0.002, 0.005, 0.01, 0.02, 0.04, 0.08),
}
"""What is tried of the terms that are added, as shares of a good score."""
_WIDER = tuple(share / 50 for share in range(1, 16))
"""What is tried of the popularity correction, least first, where lists name too few different items."""
_HALVINGS = 4
"""Of the step that is one too many: it gives more items than were asked for, and costs as much more of nDCG."""
_MOST_LOST = 0.05
"""Of nDCG, for lists of more different items."""
_FAR_WIDER = 1.5
"""Times the items on lists by the factors of ALS folded in, which are known; ALS itself lists up to a third more."""
_WHOLE = {"walk", "factors"}
"""Terms that could rank alone, so that a good score of theirs is known."""
_FACTORS = (0.6, 1.6)
"""What the second round multiplies with."""
_SIDE_BY_SIDE = 2
"""Parts that are learned at once: with more the memory grows, and this many cores are promised."""
_CELLS, _PARTS = 30_000_000, 4
"""Users x items that one trial ranks in all validation parts together, as long as that is four parts or fewer."""
_ASKED = 500
"""With fewer users than this in one validation part there are two at least."""


def fit(dataset: Dataset, *, task: Task, seed: int) -> Weights:
    """The weights that rank a validation part best, by mean nDCG@20.

    Beginning with EASE^R and its best ridge, each weight is tried in turn, twice round; a change is kept when it is
    worth more than half the standard error of its paired difference. At the end the correction of popularity grows
    until the lists name as many different items as those of ALS, for a twentieth of nDCG at most, and never so far
    that EASE^R would rank better. What lists name is counted on those that the whole data set teaches, both ours and
    those of ALS: nothing held out is needed for it, and with a quarter more to learn from the lists of ALS grow wider
    than ours. The same data set, task and seed give the same weights.

    Args:
        dataset: Only what may be learned from: never a test part.
        task: `continuation` or `discovery`; see `make_validation`.
        seed: Of the split.
    """
    parts = [make_validation(dataset, task, seed)]
    fitting = _CELLS // max(1, parts[0].forbidden.size)
    count = max(min(fitting, _PARTS), 2 if len(parts[0].users) < _ASKED else 1)
    parts += [make_validation(dataset, task, seed + number) for number in range(1, count)]
    if not any(part.relevant.any() for part in parts):
        return Weights()  # nothing to choose by
    with threadpool_limits(1, "blas"):
        bench = _Bench(parts, dataset.facts)
        best, least = _search(bench, is_weighted=bool(np.any(dataset.weights.data != 1.0)))
        return bench.widen(best, least, dataset, make_everyone(dataset, task, seed)).weights


@dataclass(frozen=True)
class _Trial:
    """Weights, how well they rank, and, per validation part, what need not be learned again when only powers change."""

    weights: Weights
    gains: Floats
    unscaled: tuple[Floats, ...]
    own_value: tuple[Floats, ...]

    @property
    def mean(self) -> float:
        return float(self.gains.mean())

    def is_worth(self, before: "_Trial") -> bool:
        difference = self.gains - before.gains
        return bool(difference.mean() > _WORTH * difference.std() / np.sqrt(len(difference)))


def _search(bench: "_Bench", *, is_weighted: bool) -> tuple[_Trial, float]:
    """What ranks best, and how well plain EASE^R does."""
    # counts change how strong a ridge must be, so each way of counting gets its own
    starts = [
        Weights(log_weights=logs, ridge=ridge) for logs in sorted({is_weighted, False})[::-1] for ridge in _RIDGES
    ]
    start = best = max(bench.learn_each(starts), key=lambda one: one.mean)
    for name, values in _LEARNED.items():
        if bench.has(name):
            best = _better(best, bench.learn_each([best.weights.changed(name, value) for value in values]))
    best = bench.tune(best)
    for name in ("ridge", *_LEARNED):
        now = getattr(best.weights, name)
        tried = [best.weights.changed(name, now * factor) for factor in _FACTORS if now > 0]
        best = _better(best, bench.learn_each(tried))
    return bench.tune(best), start.mean


def _better(best: _Trial, others: Iterable[_Trial]) -> _Trial:
    """The best trial that is worth the change, or the one that stands."""
    worth = [one for one in others if one.is_worth(best)]
    return max(worth, key=lambda one: one.mean, default=best)


class _Bench:
    """Tries weights on validation parts."""

    def __init__(self, parts: Sequence[Validation], facts: ItemFacts) -> None:
        self.parts, self.facts = parts, facts
        self.added: dict[tuple[str, bool, int], Floats] = {}
        self.users = [np.asarray((part.kept > 0).sum(axis=0), dtype=np.float64).ravel() for part in parts]

    def has(self, name: str) -> bool:
        """Whether the data say anything that a weight could weigh."""
        groups = {"artist_rows": self.facts.artists, "album_rows": self.facts.albums}
        if name in groups:
            known = groups[name][groups[name] >= 0]
            return len(np.unique(known)) < len(known)
        if name == "tag_rows" and self._is_made_sparse_by_tags():
            return False  # to learn each of the other weights anew would take minutes, for a form that loses more
        return name not in {"tag_rows", "tag_cosine"} or self.facts.tags.shape[1] > 0

    def _is_made_sparse_by_tags(self) -> bool:
        kept = self.parts[0].kept
        with_tags = is_sparse(kept, self.facts, Weights(tag_rows=1.0))
        return with_tags and not is_sparse(kept, self.facts, Weights())

    def learn_each(self, tried: Sequence[Weights]) -> Iterator[_Trial]:
        """Learn anew with each of these weights, and rank; side by side where a trial has one part only."""
        with ThreadPoolExecutor(max(1, _SIDE_BY_SIDE // len(self.parts))) as threads:
            yield from threads.map(self._learn, tried)

    def _learn(self, weights: Weights) -> _Trial:
        def of_part(part: Validation) -> tuple[Floats, Floats]:
            interactions = amounts(part.kept, weights)
            ease = learn_similar(interactions, self.facts, weights)
            return ease.unscaled_scores(interactions[part.users]), ease.own_value

        with self._threads() as threads:
            unscaled, own_value = zip(*threads.map(of_part, self.parts), strict=True)
        return self._rank(weights, unscaled, own_value)

    def _threads(self) -> ThreadPoolExecutor:
        """For the parts: most of the work is done outside of Python."""
        return ThreadPoolExecutor(min(len(self.parts), _SIDE_BY_SIDE))

    def tune(self, best: _Trial) -> _Trial:
        """Powers, then added terms: nothing is learned again."""
        for name, values in _POWERS.items():
            best = _better(best, (self._again(best, name, value) for value in values))
        good = self._good_score(self._learned_scores(best, 0))
        for name, shares in _SHARES.items():
            if self.has(name):
                of_term = self._good_score(self._added(name, best.weights, 0)) if name in _WHOLE else 1.0
                unit = good / of_term if of_term > 0 else 0.0
                best = _better(best, (self._again(best, name, share * unit) for share in shares))
        return best

    def widen(self, best: _Trial, least: float, dataset: Dataset, everyone: Validation) -> _Trial:
        """The least correction of popularity whose lists name as many different items as those of ALS, if cheap.

        Args:
            best: What ranks best.
            least: Mean gain below which nothing is taken.
            dataset: What the lists that are counted are learned from: all of it.
            everyone: Whose lists are counted, and what may be on them.
        """
        part = self.parts[0]
        folded = covered(self._added("factors", best.weights, 0), part)
        if covered(self._scores(best, 0), part) >= _FAR_WIDER * folded:
            return best  # wide enough, whatever ALS itself would list: to ask it takes a fifth of the whole time
        wanted = covered_by_als(part, everyone)
        good = self._good_score(self._learned_scores(best, 0))
        least = max(least, (1.0 - _MOST_LOST) * best.mean)
        model = build(dataset, best.weights)

        def is_wide(trial: _Trial) -> bool:
            scores = corrected(model, dataset, trial.weights.popularity).scores(everyone.users)
            return covered(scores, everyone) >= wanted

        if is_wide(best):
            return best
        narrow = best
        for value in (share * good for share in _WIDER if share * good > best.weights.popularity):
            wide = self._again(best, "popularity", value)
            if wide.mean < least or is_wide(wide):
                break
            narrow = wide
        else:
            return narrow
        for _ in range(_HALVINGS):
            between = self._again(best, "popularity", (narrow.weights.popularity + wide.weights.popularity) / 2)
            if between.mean < least or is_wide(between):
                wide = between
            else:
                narrow = between
        return wide if wide.mean >= least else narrow

    def _again(self, trial: _Trial, name: str, value: float) -> _Trial:
        return self._rank(trial.weights.changed(name, value), trial.unscaled, trial.own_value)

    def _rank(self, weights: Weights, unscaled: tuple[Floats, ...], own_value: tuple[Floats, ...]) -> _Trial:
        asked = _Trial(weights, np.zeros(0), unscaled, own_value)

        def of_part(number: int) -> Floats:
            part = self.parts[number]
            score = self._scorer(asked, number)
            found = [part.gains(score(users), users) for users in part.blocks()]
            return np.concatenate([np.zeros(0), *found])

        with self._threads() as threads:
            gains = list(threads.map(of_part, range(len(self.parts))))
        return replace(asked, gains=np.concatenate(gains))

    def _scorer(self, trial: _Trial, number: int) -> Callable[[slice], Floats]:
        """Scores of all items for some users of a part: what the users share is made once."""
        weights = trial.weights
        scale = self._out_scale(trial, number)
        added = [
            (getattr(weights, name), self._added(name, weights, number)) for name in ADDED if getattr(weights, name)
        ]
        correction = weights.popularity * np.log2(1.0 + self.users[number])

        def score(users: slice) -> Floats:
            scores = trial.unscaled[number][users] * scale
            for weight, of_term in added:
                scores += weight * of_term[users]
            scores -= correction
            return scores

        return score

    def _scores(self, trial: _Trial, number: int) -> Floats:
        return self._scorer(trial, number)(EVERYONE)

    def _learned_scores(self, trial: _Trial, number: int) -> Floats:
        return np.asarray(trial.unscaled[number] * self._out_scale(trial, number), dtype=np.float64)

    def _out_scale(self, trial: _Trial, number: int) -> Floats:
        return out_scale(np.maximum(self.users[number], 1.0), trial.own_value[number], trial.weights)

    def _added(self, name: str, weights: Weights, number: int) -> Floats:
        """Scores of a term of weight 1: it does not change as long as things count the same, and is kept."""
        key = name, weights.log_weights, number
        if key not in self.added:
            part = self.parts[number]
            interactions = amounts(part.kept, weights)
            self.added[key] = added_term(name, interactions, self.facts).scores(interactions[part.users])
        return self.added[key]

    def _good_score(self, found: Floats) -> float:
        """Mean over users of the score at the last place that counts, of the first part."""
        scores = np.where(self.parts[0].forbidden, -np.inf, found)
        place = min(CUT, scores.shape[1])
        last = np.partition(scores, scores.shape[1] - place, axis=1)[:, scores.shape[1] - place]
        return float(np.mean(last[np.isfinite(last)])) if np.isfinite(last).any() else 0.0
