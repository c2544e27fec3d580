"""Exact what-ifs: the place of every slate song without each playlist, each rule, the talk, the model.

Held fixed: pool, exclusions, S and the cut of cos+, trend and its fit, the model's verdicts, the square root of the
number of own things, and which candidates are playable. What changes: w(u, h), and with it the genre profile that
calibration uses; or one term.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from pipelines.recommend.arrays import Flags, Floats, Ints, Links, row_sums
from pipelines.recommend.calibration import genre_profile
from pipelines.recommend.score import TERMS, Pool, add_up, wish_term
from pipelines.recommend.select import Shelf, select
from pipelines.recommend.steering import Rule
from pipelines.recommend.weights import OwnWeights
from pipelines.settings import Settings

_BATCH = 64
"""Playlists per block: bounds memory at 64 x own things x 8 bytes."""
OWN, SOUND, TREND, WISH, JUDGEMENT = (TERMS.index(name) for name in ("own", "sound", "trend", "wish", "judgement"))


@dataclass(frozen=True)
class Change:
    """One "without": the scores of the pool (m,) and the genre profile (g,) that remain."""

    kind: str
    without_id: str
    scores: Floats
    profile: Floats


@dataclass(frozen=True)
class WhatIf:
    """What becomes of each slate song without one thing.

    Attributes:
        ranks: Place by score in the frozen pool, shape (k,), in slate order.
        on_slate: Whether the re-selected slate still has it, shape (k,).
    """

    kind: str
    without_id: str
    ranks: Ints
    on_slate: Flags


def what_ifs(
    pool: Pool,
    terms: Floats,
    weights: OwnWeights,
    own_genres: Links,
    rules: tuple[Rule, ...],
    shelf: Shelf,
    slate: Ints,
    settings: Settings,
) -> list[WhatIf]:
    """Every what-if of a slate, in a fixed order: playlists by id, the talk, rules by id, the model.

    Args:
        pool: The m candidates.
        terms: Their terms, shape (m, 6).
        weights: Of the h own things.
        own_genres: Genres of the own things, shape (h, g).
        rules: In the order of `pool.steer`.
        shelf: The same m candidates.
        slate: Rows of the pool that are on the slate, shape (k,).
        settings: Weights and slate settings.
    """
    profile = genre_profile(weights.totals, own_genres)
    found = []
    for change in _changes(pool, terms, weights, own_genres, rules, profile, settings):
        again = select(change.scores, shelf, change.profile, settings).order
        found.append(WhatIf(change.kind, change.without_id, ranks_of(change.scores, slate), np.isin(slate, again)))
    return found


def ranks_of(scores: Floats, chosen: Ints) -> Ints:
    """Place of the chosen rows by score, 1 = best; of equal scores the smaller row comes first."""
    row_numbers = np.arange(len(scores))
    own = scores[chosen][:, None]
    before = (scores[None, :] > own) | ((scores[None, :] == own) & (row_numbers[None, :] < chosen[:, None]))
    return np.asarray(1 + before.sum(axis=1), dtype=np.int64)


def _changes(
    pool: Pool,
    terms: Floats,
    weights: OwnWeights,
    own_genres: Links,
    rules: tuple[Rule, ...],
    profile: Floats,
    settings: Settings,
) -> Iterator[Change]:
    count = len(weights.playlist_ids)
    for first in range(0, count, _BATCH):
        playlists = np.arange(first, min(first + _BATCH, count), dtype=np.int64)
        remaining = weights.without_playlists(playlists)
        own = row_sums(pool.own_links, remaining)
        sound = settings.weight_sound * row_sums(pool.sound_links, remaining)
        for column, playlist in enumerate(playlists):
            changed = terms.copy()
            changed[:, OWN], changed[:, SOUND] = own[:, column], sound[:, column]
            left = genre_profile(remaining[:, column], own_genres)
            yield Change("playlist", weights.playlist_ids[playlist], add_up(changed), left)
    yield Change("reddit", "all", _without(terms, TREND), profile)
    for column, rule in enumerate(rules):
        changed = terms.copy()
        steer = pool.steer.copy()
        steer[:, column] = 0.0
        changed[:, WISH] = wish_term(steer, settings.weight_wish)
        yield Change(rule.origin, str(rule.rule_id), add_up(changed), profile)
    yield Change("model", "all", _without(terms, JUDGEMENT), profile)


def _without(terms: Floats, column: int) -> Floats:
    changed = terms.copy()
    changed[:, column] = 0.0
    return add_up(changed)
