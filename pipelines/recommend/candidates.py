"""The pool: candidates from five recorded sources, minus what hard rules forbid, cut by a documented pre-score."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from pipelines.recommend.arrays import Flags, Floats, Ints
from pipelines.recommend.calibration import genre_profile
from pipelines.recommend.catalogue import Catalogue
from pipelines.recommend.dial import novelty
from pipelines.recommend.providers import OwnLinks, add_links, weighted_links
from pipelines.recommend.score import Pool
from pipelines.recommend.sound import sound_links
from pipelines.recommend.sources import Best, Sources
from pipelines.recommend.spread import best_allowed, each_its_own
from pipelines.recommend.taste import Taste
from pipelines.recommend.weights import OwnWeights
from pipelines.settings import Settings


@dataclass(frozen=True)
class Candidates:
    """The frozen pool and where it came from.

    Attributes:
        pool: What scoring needs.
        sources: What it came from.
        best: What each of them offered.
        profile: Genre shares of the listener, shape (g,).
        found_count: Candidates before the pool was cut.
    """

    pool: Pool
    sources: Sources
    best: Mapping[str, Best]
    profile: Floats
    found_count: int

    @cached_property
    def fit(self) -> Floats:
        """Taste fit that the trend was multiplied with, shape (m,)."""
        return self.sources.fit(self.pool.rows)

    @cached_property
    def novelty(self) -> Floats:
        """How new each is to the listener, in [0, 1], shape (m,): what the dial lifts."""
        return novelty(self.sources.is_own_artist(self.pool.rows), self.fit)

    @cached_property
    def kept_out(self) -> tuple[Ints, ...]:
        """Per hard rule, catalogue rows that only such a rule kept out of the sources, best pre-score first."""
        return tuple(self.sources.kept_out(flags) for flags in self.sources.by_rule)

    @cached_property
    def place_in_source(self) -> dict[str, Ints]:
        """Per source, the place (1 = best) of each candidate in it; 0 when not from it; shape (m,)."""
        return {name: best.places(self.pool.rows) for name, best in self.best.items()}


def find_candidates(catalogue: Catalogue, taste: Taste, weights: OwnWeights, settings: Settings) -> Candidates:
    """Collect, forbid, cut.

    Each source offers its best `candidate_pool` recordings with a value above 0: similar by the own term; vector by
    the sound sum with the 200 heaviest own things; trend by trend x taste fit; proposal by its own verdict;
    co_listed by the number of own things on the public playlists that list it, per root of the playlist's length. The
    union is cut to `candidate_pool` by pre-score = the score with that rough sound; positive proposals always stay.
    Ties by recording_id.
    """
    weighted = weighted_links(catalogue, weights.things, settings)
    links = add_links(weighted, weights.things, len(catalogue))
    profile = genre_profile(weights.totals, catalogue.genre_arrays, len(catalogue.genre_names), weights.things)
    sources = Sources(catalogue, taste, weights, links, profile, settings)
    best, found = sources.best(settings.candidate_pool)
    steer = sources.steer(found)
    kept = _cut(sources.pre_score(found, steer), sources.is_proposed(found), settings.candidate_pool)
    rows = found[kept]
    pool = Pool(
        rows=rows,
        own_links=links.of_candidates(rows),
        provider_links={n: one.of_candidates(rows) for n, one in weighted.items()} if len(weighted) > 1 else {},
        sound_links=sound_links(catalogue, rows, weights.things, settings.sound_neighbours),
        trend=sources.trend(rows),
        steer=steer[kept],
        judgement=sources.judgement(rows),
        log_listeners=catalogue.log_listeners[rows],
    )
    return Candidates(pool=pool, sources=sources, best=best, profile=profile, found_count=len(found))


@dataclass(frozen=True)
class Offer:
    """What the sources have for one recording of the catalogue.

    Attributes:
        places: Per source that has a value above 0 for it, its place among all that are allowed (1 = best).
        pre_score: What the union of the sources is cut by.
    """

    places: Mapping[str, int]
    pre_score: float


def find_offers(
    rows: Ints, catalogue: Catalogue, taste: Taste, weights: OwnWeights, settings: Settings
) -> tuple[Offer, ...]:
    """How the sources see recordings, however far down; for recordings that are allowed, shape (len(rows),)."""
    links = own_links(catalogue, weights.things, settings)
    profile = genre_profile(weights.totals, catalogue.genre_arrays, len(catalogue.genre_names), weights.things)
    sources = Sources(catalogue, taste, weights, links, profile, settings)
    best, _ = sources.best(len(catalogue))
    places = {name: one.places(rows) for name, one in best.items()}
    pre_scores = sources.pre_score(rows, sources.steer(rows)).tolist()
    return tuple(
        Offer({name: int(of_source[at]) for name, of_source in places.items() if of_source[at] > 0}, pre_score)
        for at, pre_score in enumerate(pre_scores)
    )


def own_links(catalogue: Catalogue, things: Ints, settings: Settings) -> OwnLinks:
    """S(h, c) of the own things."""
    return add_links(weighted_links(catalogue, things, settings), things, len(catalogue))


def _cut(pre_score: Floats, proposed: Flags | None, most: int) -> Ints:
    """The best `most` by pre-score, ascending; what the model proposed stays before everything else."""
    is_open = np.ones(len(pre_score), dtype=bool) if proposed is None else ~proposed
    certain = np.flatnonzero(~is_open)[:most]
    if len(certain) == most:
        return certain.astype(np.int64, copy=False)
    kept, _ = best_allowed(each_its_own(pre_score), is_open, most - len(certain), -np.inf)
    return np.sort(np.concatenate([certain, kept])) if len(certain) else kept
