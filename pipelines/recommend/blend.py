"""Fit the weights of the weekly score: which providers of S count how much, the sound, and the popularity.

On hidden own songs, and, when there are enough, on what became of delivered ones.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID

import numpy as np

from pipelines.domain.hashing import content_hash, sha256_hex
from pipelines.errors import BadInputError
from pipelines.recommend.arrays import Flags, Floats, Ints, best_first
from pipelines.recommend.catalogue import Catalogue
from pipelines.recommend.deliveries import Delivery, concordance
from pipelines.recommend.hold_out import hidden_songs, once_each, song_ndcg, without_songs
from pipelines.recommend.providers import PROVIDERS, provider_weights, weighted_links
from pipelines.recommend.score import log_listeners
from pipelines.recommend.sources import vector_source
from pipelines.recommend.spread import spread_at
from pipelines.recommend.taste import Taste
from pipelines.recommend.weights import own_weights
from pipelines.settings import Settings

FOLDS = 5
"""Each own song is hidden in one of them."""
LEAST_SONGS = 2 * FOLDS
"""A listener with fewer own songs is not asked."""
LEAST_DELIVERIES = 50
"""With fewer deliveries in which a song did better than another, outcomes are not asked."""
_FACTORS = (0.0, 0.25, 0.5, 2.0, 4.0)
_FROM_ZERO = (0.01, 0.1, 0.25, 0.5, 1.0)
_ROUNDS = 2
_WORTH = 0.5
"""A change must be better by this many standard errors of the paired difference, or it is not made."""


@dataclass(frozen=True)
class Blend:
    """Weights of the score, and what they were fitted on.

    Attributes:
        weights: By the name of the setting.
        before, after: Mean nDCG@20 of the hidden songs with the settings as they were, and with these.
        listeners, songs: How many listeners were asked, and how many of their songs were hidden in all.
        deliveries: How many delivered editions were asked; 0 when there were too few.
        agreed_before, agreed_after: Mean concordance of the score with what became of their songs; None without any.
        data_hash: Of the frozen inputs of their week.
    """

    weights: dict[str, float]
    before: float
    after: float
    listeners: int
    songs: int
    deliveries: int
    agreed_before: float | None
    agreed_after: float | None
    data_hash: str


@dataclass(frozen=True)
class _Fold:
    """What a score is asked once: every term of some recordings, unweighted, and how good their scores are, 0 to 1."""

    terms: Mapping[str, Floats]
    gain: Callable[[Floats], float]


def fit_blend(
    catalogue: Catalogue,
    tastes: Sequence[Taste],
    settings: Settings,
    delivered: Mapping[UUID, Sequence[Delivery]] | None = None,
) -> Blend:
    """The weights that find hidden own songs best, by mean nDCG@20 over listeners and folds.

    The songs that the week's own measurement hides are neither known nor to be found here, so that it stays a
    test. The first provider of S that counts and knows anything keeps its weight: it is the unit of the score. Weights
    of the others, of the sound and of the popularity are tried one after the other, twice round; a change is kept when
    it is worth more than half the standard error of its paired difference. Hidden songs say nothing of trend, wishes
    and judgement, so those weights stay. The same inputs and settings give the same weights.

    Every delivery counts as one more fold, judged by the concordance of the score with what became of its songs, as
    soon as there are fifty. Only what earlier weights chose was ever delivered, so outcomes can say which of those
    songs was better, and nothing about songs that were never shown (exposure bias); a song that was not played counts
    as kept.

    Args:
        catalogue: Of the week.
        tastes: Of its listeners.
        settings: Whose weights are the start.
        delivered: Deliveries by listener.

    Raises:
        BadInputError: Nobody has the ten own songs that it takes.
    """
    hidden = [fold for taste in tastes for fold in _hidden_folds(catalogue, taste, settings)]
    if not hidden:
        raise BadInputError(f"{catalogue.week}: no listener has {LEAST_SONGS} own songs, so no weights can be fitted")
    judged = [
        fold
        for taste in tastes
        for one in (delivered or {}).get(taste.listener_id, ())
        if (fold := _delivered_fold(catalogue, taste, one, settings)) is not None
    ]
    folds = [fold for fold, _ in hidden] + (judged if len(judged) >= LEAST_DELIVERIES else [])
    weights = {f"weight_{name}": value for name, value in provider_weights(settings).items()}
    weights |= {"weight_sound": settings.weight_sound, "weight_popularity": settings.weight_popularity}
    best = before = _gains(folds, weights)
    for name in _tried(folds, weights) * _ROUNDS:
        now = weights[name]
        values = [now * factor for factor in _FACTORS] if now > 0 else list(_FROM_ZERO)
        trials = [(value, _gains(folds, {**weights, name: value})) for value in values]
        worth = [(value, gains) for value, gains in trials if _is_worth(gains - best)]
        if worth:
            weights[name], best = max(worth, key=lambda one: one[1].mean())
    asked = len(folds) - len(hidden)
    return Blend(
        weights={name: round(value, 6) for name, value in weights.items()},
        before=float(before[: len(hidden)].mean()),
        after=float(best[: len(hidden)].mean()),
        listeners=len(hidden) // FOLDS,
        songs=sum(count for _, count in hidden),
        deliveries=asked,
        agreed_before=float(before[len(hidden) :].mean()) if asked else None,
        agreed_after=float(best[len(hidden) :].mean()) if asked else None,
        data_hash=content_hash(sorted(taste.input_hash for taste in tastes)),
    )


def _tried(folds: Sequence[_Fold], weights: Mapping[str, float]) -> list[str]:
    """Weights that can change an order: of terms that some fold has, but for the unit."""
    known = {name for fold in folds for name, values in fold.terms.items() if np.any(values != 0)}
    providers = [f"weight_{name}" for name in PROVIDERS if f"weight_{name}" in known]
    unit = next((name for name in providers if weights[name] > 0), None)
    others = [name for name in providers if name != unit]
    return [name for name in (*others, "weight_sound", "weight_popularity") if name in known]


def _is_worth(differences: Floats) -> bool:
    return bool(differences.mean() > _WORTH * differences.std() / np.sqrt(len(differences)))


def _gains(folds: Sequence[_Fold], weights: Mapping[str, float]) -> Floats:
    return np.array([fold.gain(_score(fold.terms, weights)) for fold in folds])


def _score(terms: Mapping[str, Floats], weights: Mapping[str, float]) -> Floats:
    scores = np.zeros(len(next(iter(terms.values()))))
    for name, values in terms.items():
        scores = scores + weights[name] * values
    return np.round(scores, 9)


def _hidden_folds(catalogue: Catalogue, taste: Taste, settings: Settings) -> Iterator[tuple[_Fold, int]]:
    """A fifth of the songs hidden in each: a fold, and how many songs that is."""
    own = np.unique(catalogue.groups[taste.interactions.recordings])
    known = np.setdiff1d(own, hidden_songs(catalogue, taste))
    if len(known) < LEAST_SONGS:
        return
    seed = int(sha256_hex(f"blend:{taste.listener_id}:{taste.week}")[:16], 16)
    shuffled = np.random.default_rng(seed).permutation(known)
    is_test = np.isin(catalogue.groups, np.setdiff1d(own, known))
    for number in range(FOLDS):
        hidden = np.sort(shuffled[number::FOLDS])
        is_hidden = np.isin(catalogue.groups, hidden)
        allowed = np.flatnonzero(~(taste.excluded & ~is_hidden)).astype(np.int64)
        terms = _terms(catalogue, taste, is_hidden | is_test, allowed, settings)
        gain = partial(_found, groups=catalogue.groups[allowed], hidden=hidden, song_count=len(catalogue.group_ids))
        yield _Fold(terms, gain), len(hidden)


def _found(scores: Floats, groups: Ints, hidden: Ints, song_count: int) -> float:
    return song_ndcg(once_each(groups[best_first(scores)]), hidden, song_count)


def _delivered_fold(catalogue: Catalogue, taste: Taste, delivery: Delivery, settings: Settings) -> _Fold | None:
    """A delivery whose songs are unknown again; None when the week's own measurement leaves nothing to compare."""
    is_test = np.isin(catalogue.groups, hidden_songs(catalogue, taste))
    kept = ~is_test[delivery.rows]
    rows, grades = delivery.rows[kept], delivery.grades[kept]
    if len(np.unique(grades)) < 2:  # noqa: PLR2004  (a comparison takes two)
        return None
    is_delivered = np.isin(catalogue.groups, catalogue.groups[rows])
    terms = _terms(catalogue, taste, is_delivered | is_test, rows, settings)
    return _Fold(terms, partial(concordance, grades=grades))


def _terms(catalogue: Catalogue, taste: Taste, is_hidden: Flags, rows: Ints, settings: Settings) -> dict[str, Floats]:
    """Every term of some catalogue rows, by the name of its weight, as if the hidden songs were not own ones."""
    weights = own_weights(without_songs(taste.interactions, is_hidden), settings.recency_half_life_days)
    every = settings.model_copy(update={f"weight_{name}": 1.0 for name in PROVIDERS})
    links = weighted_links(catalogue, weights.things, every)
    terms = {f"weight_{name}": one.sums(weights.totals) for name, one in links.items()}
    terms["weight_sound"] = spread_at(
        vector_source(catalogue, weights.things, weights.totals), np.arange(len(catalogue))
    )
    terms["weight_popularity"] = -log_listeners(catalogue.listener_count)
    return {name: values[rows] for name, values in terms.items()}
