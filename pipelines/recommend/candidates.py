"""The pool: candidates from five recorded sources, minus what hard rules forbid, cut by a documented pre-score."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from pipelines.recommend.arrays import Flags, Floats, Ints, Links, best_first, best_of, row_sums
from pipelines.recommend.calibration import genre_profile, taste_fit
from pipelines.recommend.catalogue import Catalogue
from pipelines.recommend.dial import novelty
from pipelines.recommend.providers import add_links, weighted_links
from pipelines.recommend.score import Pool, add_up, wish_term
from pipelines.recommend.sound import rough_sound, sound_links
from pipelines.recommend.steering import kept_out_by, steer
from pipelines.recommend.taste import Taste
from pipelines.recommend.weights import OwnWeights
from pipelines.settings import Settings

SOURCES = ("similar", "vector", "trend", "proposal", "co_listed")
ROUGH_NEIGHBOURS = 500
"""Heaviest own things that the vector source looks from."""


@dataclass(frozen=True)
class Candidates:
    """The frozen pool and where it came from.

    Attributes:
        pool: What scoring needs.
        place_in_source: Per source, the place (1 = best) of each candidate in it; 0 when not from it; shape (m,).
        profile: Genre shares of the listener, shape (g,).
        fit: Taste fit that the trend was multiplied with, shape (m,).
        novelty: How new each is to the listener, in [0, 1], shape (m,): what the dial lifts.
        kept_out: Per hard rule, catalogue rows that only such a rule kept out of the sources, best pre-score first.
        found_count: Candidates before the pool was cut.
    """

    pool: Pool
    place_in_source: Mapping[str, Ints]
    profile: Floats
    fit: Floats
    novelty: Floats
    kept_out: tuple[Ints, ...]
    found_count: int


class _Catalogued:
    """What the sources see of the whole catalogue, and the terms of some of its recordings.

    Attributes:
        values: Per source, of every recording, shape (n,); a source offers what is above 0.
        allowed: Neither owned, nor delivered, nor kept out by a hard rule, shape (n,).
        by_rule: What each hard rule keeps out, shape (n,) each.
    """

    def __init__(
        self, catalogue: Catalogue, taste: Taste, weights: OwnWeights, links: Links, profile: Floats, settings: Settings
    ) -> None:
        self._catalogue, self._taste, self._settings, self._profile = catalogue, taste, settings, profile
        self._own_artists = taste.own_artists(catalogue)
        trend = np.zeros(len(catalogue))
        trend[catalogue.talked_about] = catalogue.talk_trend * self.fit(catalogue.talked_about)
        proposed, self.judgement = judgements(catalogue, taste, settings.judgement_cap)
        self.values = {
            "similar": _sums_by_column(links, weights.totals),
            "vector": rough_sound(catalogue, weights.things, weights.totals, ROUGH_NEIGHBOURS),
            "trend": trend,
            "proposal": proposed,
            "co_listed": _co_listed(catalogue.listings, weights.things),
        }
        self.by_rule = [flags for _, flags in kept_out_by(taste.rules, catalogue, self._own_artists)]
        self.allowed = ~taste.excluded
        for flags in self.by_rule:
            self.allowed &= ~flags

    def best(self, source: str, most: int) -> Ints:
        """Rows that a source offers, best first."""
        value = self.values[source]
        offered = np.flatnonzero((value > 0) & self.allowed)
        return offered[best_of(value[offered], most)]

    def fit(self, rows: Ints) -> Floats:
        """How well the genres of some rows fit the profile, shape (len(rows),)."""
        catalogue = self._catalogue
        return taste_fit(self._profile, catalogue.genres[rows], catalogue.artist_genres, catalogue.artists[rows])

    def steer(self, rows: Ints) -> Floats:
        """Of each rule, shape (len(rows), rules)."""
        steers = [steer(rule, self._catalogue, self._own_artists, rows) for rule in self._taste.rules]
        return np.stack(steers, axis=1) if steers else np.zeros((len(rows), 0))

    def pre_score(self, rows: Ints) -> Floats:
        """The score of some rows with the rough sound, rounded, shape (len(rows),)."""
        settings, values = self._settings, self.values
        terms = [
            values["similar"][rows],
            settings.weight_sound * values["vector"][rows],
            settings.weight_trend * values["trend"][rows],
            wish_term(self.steer(rows), settings.weight_wish),
            settings.weight_judgement * self.judgement[rows],
            -settings.weight_popularity * self._catalogue.log_listeners[rows],
        ]
        return np.round(add_up(np.stack(terms, axis=1)), 9)

    def kept_out(self, flags: Flags) -> Ints:
        """What a rule forbids although a source has something for it, best pre-score first."""
        offered = np.any([value > 0 for value in self.values.values()], axis=0)
        rows = np.flatnonzero(flags & ~self._taste.excluded & offered)
        return rows[best_first(self.pre_score(rows))]


def judgements(catalogue: Catalogue, taste: Taste, cap: float) -> tuple[Floats, Floats]:
    """Verdicts of proposals, in [-1, 1], and what counts of the model, in [-cap, cap]; shape (n,) each.

    A song that was judged counts as judged, whatever it was proposed with; of two proposals of one the first counts.
    """
    proposed = np.zeros(len(catalogue))
    if not taste.has_model:
        return proposed, proposed
    for proposal in reversed(taste.proposals):
        if proposal.recording_id in catalogue.index:
            proposed[catalogue.index[proposal.recording_id]] = min(1.0, max(-1.0, proposal.verdict))
    counted = proposed.copy()
    for recording_id, found in taste.verdicts.items():
        if recording_id in catalogue.index:
            counted[catalogue.index[recording_id]] = found.verdict
    return proposed, np.clip(counted, -cap, cap)


def find_candidates(catalogue: Catalogue, taste: Taste, weights: OwnWeights, settings: Settings) -> Candidates:
    """Collect, forbid, cut.

    Each source offers its best `candidate_pool` recordings with a value above 0: similar by the own term; vector by
    the sound sum with the 500 heaviest own things; trend by trend x taste fit; proposal by its own verdict;
    co_listed by the number of own things on the public playlists that list it, per root of the playlist's length. The
    union is cut to `candidate_pool` by pre-score = the score with that rough sound; positive proposals always stay.
    Ties by recording_id.
    """
    weighted = weighted_links(catalogue, weights.things, settings)
    links = add_links(weighted, (len(weights.things), len(catalogue)))
    profile = genre_profile(weights.totals, catalogue.genres[weights.things])
    seen = _Catalogued(catalogue, taste, weights, links, profile, settings)
    offered = {name: seen.best(name, settings.candidate_pool) for name in SOURCES}
    found = np.unique(np.concatenate(list(offered.values())))
    is_proposed = seen.values["proposal"][found] > 0
    rows = found[_cut(seen.pre_score(found), is_proposed, settings.candidate_pool)]
    fit = seen.fit(rows)
    pool = Pool(
        rows=rows,
        own_links=rows_of(links, rows),
        provider_links={name: rows_of(one, rows) for name, one in weighted.items()} if len(weighted) > 1 else {},
        sound_links=sound_links(catalogue, rows, weights.things, settings.sound_neighbours),
        trend=seen.values["trend"][rows],
        steer=seen.steer(rows),
        judgement=seen.judgement[rows],
        log_listeners=catalogue.log_listeners[rows],
    )
    return Candidates(
        pool=pool,
        place_in_source={name: _places(best, rows) for name, best in offered.items()},
        profile=profile,
        fit=fit,
        novelty=novelty(catalogue.artists[rows], catalogue.artists[weights.things], fit),
        kept_out=tuple(seen.kept_out(flags) for flags in seen.by_rule),
        found_count=len(found),
    )


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
    profile = genre_profile(weights.totals, catalogue.genres[weights.things])
    seen = _Catalogued(catalogue, taste, weights, links, profile, settings)
    places = {name: _places(seen.best(name, len(catalogue)), rows) for name in SOURCES}
    pre_scores = seen.pre_score(rows).tolist()
    return tuple(
        Offer({name: int(of_source[at]) for name, of_source in places.items() if of_source[at] > 0}, pre_score)
        for at, pre_score in enumerate(pre_scores)
    )


def own_links(catalogue: Catalogue, things: Ints, settings: Settings) -> Links:
    """S(h, c) of the own things, shape (h, n)."""
    return add_links(weighted_links(catalogue, things, settings), (len(things), len(catalogue)))


def rows_of(links: Links, rows: Ints) -> Links:
    """Links of own things (h, n) as links of candidates, shape (len(rows), h); each row once, in any order."""
    place_of = np.full(links.shape[1], -1, dtype=np.int32)
    place_of[rows] = np.arange(len(rows))
    places = place_of.take(links.indices)
    kept = np.flatnonzero(places >= 0)
    starts = np.searchsorted(kept, links.indptr)
    found = sparse.csc_array((links.data[kept], places[kept], starts), shape=(len(rows), links.shape[0]))
    return sparse.csr_array(found.tocsr())  # column by column, so each row comes out sorted


def _sums_by_column(links: Links, weights: Floats) -> Floats:
    """Sum over own things of w(h) x link, for every recording, shape (n,)."""
    return np.asarray(links.T @ weights, dtype=np.float64)


def _co_listed(listings: Links, things: Ints) -> Floats:
    """Sum over public playlists that list it of (own things on the playlist) / sqrt(length), shape (n,)."""
    if listings.shape[0] == 0 or len(things) == 0:
        return np.zeros(listings.shape[1])
    lengths = np.diff(listings.indptr).astype(np.float64)
    shared = np.asarray(listings[:, things].sum(axis=1), dtype=np.float64).ravel()
    return row_sums(listings.T.tocsr(), shared / np.sqrt(np.maximum(lengths, 1.0)))


def _places(best: Ints, rows: Ints) -> Ints:
    """Place of each row in a source's list, 1 = best; 0 when not in it; shape (len(rows),)."""
    if len(best) == 0:
        return np.zeros(len(rows), dtype=np.int64)
    by_row = np.argsort(best)
    at = np.minimum(np.searchsorted(best[by_row], rows), len(best) - 1)
    return np.where(best[by_row][at] == rows, by_row[at] + 1, 0)


def _cut(pre_score: Floats, proposed: Flags, most: int) -> Ints:
    """The best `most` by pre-score, ascending; what the model proposed stays before everything else."""
    certain, others = np.flatnonzero(proposed), np.flatnonzero(~proposed)
    kept = others[best_of(pre_score[others], most - len(certain))]
    return np.sort(np.concatenate([certain[:most], kept])).astype(np.int64)
