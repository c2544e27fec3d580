"""Fit the weights of the weekly score on hidden own songs: which providers of S count how much, and the sound."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from pipelines.domain.hashing import content_hash, sha256_hex
from pipelines.errors import BadInputError
from pipelines.recommend.arrays import Flags, Floats, Ints, best_first, row_sums
from pipelines.recommend.candidates import ROUGH_NEIGHBOURS
from pipelines.recommend.catalogue import Catalogue
from pipelines.recommend.hold_out import hidden_songs, once_each, song_ndcg, without_songs
from pipelines.recommend.providers import PROVIDERS, provider_weights, weighted_links
from pipelines.recommend.score import log_listeners
from pipelines.recommend.sound import rough_sound
from pipelines.recommend.taste import Taste
from pipelines.recommend.weights import own_weights
from pipelines.settings import Settings

FOLDS = 5
"""Each own song is hidden in one of them."""
LEAST_SONGS = 2 * FOLDS
"""A listener with fewer own songs is not asked."""
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
        data_hash: Of the frozen inputs of their week.
    """

    weights: dict[str, float]
    before: float
    after: float
    listeners: int
    songs: int
    data_hash: str


@dataclass(frozen=True)
class _Fold:
    """One listener with a fifth of the songs hidden: every term of every recording that may be found, unweighted."""

    terms: Mapping[str, Floats]
    allowed: Ints
    hidden: Ints


def fit_blend(catalogue: Catalogue, tastes: Sequence[Taste], settings: Settings) -> Blend:
    """The weights that find hidden own songs best, by mean nDCG@20 over listeners and folds.

    The songs that the week's own measurement hides are neither known nor to be found here, so that it stays a
    test. The first provider of S that counts and knows anything keeps its weight: it is the unit of the score. Weights
    of the others, of the sound and of the popularity are tried one after the other, twice round; a change is kept when
    it is worth more than half the standard error of its paired difference. Hidden songs say nothing of trend, wishes
    and judgement, so those weights stay. The same inputs and settings give the same weights.

    Raises:
        BadInputError: Nobody has the ten own songs that it takes.
    """
    folds = [fold for taste in tastes for fold in _folds(catalogue, taste, settings)]
    if not folds:
        raise BadInputError(f"{catalogue.week}: no listener has {LEAST_SONGS} own songs, so no weights can be fitted")
    groups = len(catalogue.group_ids)
    weights = {f"weight_{name}": value for name, value in provider_weights(settings).items()}
    weights |= {"weight_sound": settings.weight_sound, "weight_popularity": settings.weight_popularity}
    best = before = _gains(catalogue, folds, weights, groups)
    for name in _tried(folds, weights) * _ROUNDS:
        now = weights[name]
        values = [now * factor for factor in _FACTORS] if now > 0 else list(_FROM_ZERO)
        trials = [(value, _gains(catalogue, folds, {**weights, name: value}, groups)) for value in values]
        worth = [(value, gains) for value, gains in trials if _is_worth(gains - best)]
        if worth:
            weights[name], best = max(worth, key=lambda one: one[1].mean())
    return Blend(
        weights={name: round(value, 6) for name, value in weights.items()},
        before=float(before.mean()),
        after=float(best.mean()),
        listeners=len(folds) // FOLDS,
        songs=sum(len(fold.hidden) for fold in folds),
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


def _gains(catalogue: Catalogue, folds: Sequence[_Fold], weights: Mapping[str, float], groups: int) -> Floats:
    return np.array([_gain(catalogue, fold, weights, groups) for fold in folds])


def _gain(catalogue: Catalogue, fold: _Fold, weights: Mapping[str, float], groups: int) -> float:
    scores = np.zeros(len(fold.allowed))
    for name, values in fold.terms.items():
        scores = scores + weights[name] * values
    ranked = once_each(catalogue.groups[fold.allowed[best_first(np.round(scores, 9))]])
    return song_ndcg(ranked, fold.hidden, groups)


def _folds(catalogue: Catalogue, taste: Taste, settings: Settings) -> Iterator[_Fold]:
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
        reduced = replace(taste, interactions=without_songs(taste.interactions, is_hidden | is_test))
        yield _make_fold(catalogue, reduced, taste.excluded & ~is_hidden, hidden, settings)


def _make_fold(catalogue: Catalogue, reduced: Taste, excluded: Flags, hidden: Ints, settings: Settings) -> _Fold:
    weights = own_weights(reduced.interactions, settings.recency_half_life_days)
    every = settings.model_copy(update={f"weight_{name}": 1.0 for name in PROVIDERS})
    links = weighted_links(catalogue, weights.things, every)
    terms = {f"weight_{name}": row_sums(one.T.tocsr(), weights.totals) for name, one in links.items()}
    has_vector = catalogue.has_vector[weights.things]
    terms["weight_sound"] = rough_sound(
        catalogue.vectors,
        catalogue.vectors[weights.things[has_vector]],
        weights.totals[has_vector],
        settings.sound_threshold,
        ROUGH_NEIGHBOURS,
    )
    terms["weight_popularity"] = -log_listeners(catalogue.listener_count)
    allowed = np.flatnonzero(~excluded).astype(np.int64)
    return _Fold({name: values[allowed] for name, values in terms.items()}, allowed, hidden)
