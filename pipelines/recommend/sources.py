"""What the five sources of candidates have for every recording of the catalogue, and the terms of some of them."""

from typing import NamedTuple

import numpy as np

from pipelines.recommend.arrays import Flags, Floats, Ints, best_first, ranks
from pipelines.recommend.calibration import taste_fit
from pipelines.recommend.catalogue import Catalogue
from pipelines.recommend.loops import weighted_sums
from pipelines.recommend.providers import OwnLinks
from pipelines.recommend.score import wish_term
from pipelines.recommend.sound import rough_sound
from pipelines.recommend.spread import NO_ROWS, Spread, best_allowed, each_its_own, spread_at, sum_at
from pipelines.recommend.steering import kept_out_by, steer
from pipelines.recommend.taste import Taste
from pipelines.recommend.weights import OwnWeights
from pipelines.settings import Settings

SOURCES = ("similar", "vector", "trend", "proposal", "co_listed")
ROUGH_NEIGHBOURS = 200
"""Heaviest own things that the vector source looks from; more find no more of the best (`python -m bench size`)."""
DECIMALS = 9
"""The rough sound and the pre-score are rounded to this, so that no place rests on the last bits of a sum."""
NOTHING = each_its_own(np.zeros(0))
"""Of a source that has nothing."""


class Best(NamedTuple):
    """What a source offers: rows of the catalogue, ascending, and their values."""

    rows: Ints
    values: Floats

    def places(self, rows: Ints) -> Ints:
        """Place of each of some rows among them, 1 = best, ties by recording_id; 0: not offered; shape (len(rows),)."""
        if len(self.rows) == 0:
            return np.zeros(len(rows), dtype=np.int64)
        at = np.minimum(np.searchsorted(self.rows, rows), len(self.rows) - 1)
        return np.where(self.rows[at] == rows, ranks(self.values)[at], 0)


NONE = Best(NO_ROWS, np.zeros(0))
"""What such a source offers."""


class Sources:
    """The sources of one listener's candidates.

    Attributes:
        allowed: Neither owned, nor delivered, nor kept out by a hard rule, shape (n,).
        by_rule: What each hard rule keeps out, shape (n,) each.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        taste: Taste,
        weights: OwnWeights,
        links: OwnLinks,
        profile: Floats,
        settings: Settings,
    ) -> None:
        self._catalogue, self._taste, self._settings, self._profile = catalogue, taste, settings, profile
        self._is_own_artist = taste.is_own_artist(catalogue)
        self._own_artists = np.flatnonzero(self._is_own_artist)
        genres, known, kind_of = catalogue.talk_genres
        trend = catalogue.talk_trend * taste_fit(profile, genres, known, np.arange(len(known)))[kind_of]
        proposed, self._judgement = judgements(catalogue, taste, settings.judgement_cap)
        co_listed = _co_listed(catalogue, weights.things)
        self._spreads = (
            each_its_own(links.sums(weights.totals)),
            vector_source(catalogue, weights.things, weights.totals, settings.weight_sound),
            Spread(trend, catalogue.talk_place, catalogue.talked_about, 0.0, float(settings.weight_trend)),
            NOTHING if proposed is None else each_its_own(proposed)._replace(weight=0.0),
            NOTHING if co_listed is None else each_its_own(co_listed)._replace(weight=0.0),
        )
        self.by_rule = [flags for _, flags in kept_out_by(taste.rules, catalogue, self._own_artists)]
        self.allowed = ~taste.excluded
        for flags in self.by_rule:
            self.allowed &= ~flags

    def best(self, most: int) -> tuple[dict[str, Best], Ints]:
        """The `most` best of each source, and catalogue rows that any of them offers, ascending."""
        best = {
            name: NONE if spread is NOTHING else Best(*best_allowed(spread, self.allowed, most))
            for name, spread in zip(SOURCES, self._spreads, strict=True)
        }
        is_offered = np.zeros(len(self.allowed), dtype=bool)
        for one in best.values():
            is_offered[one.rows] = True
        return best, np.flatnonzero(is_offered)

    def is_proposed(self, rows: Ints) -> Flags | None:
        """Whether the model proposed them, and did not warn of them, shape (len(rows),); None without proposals."""
        proposed = self._spreads[SOURCES.index("proposal")]
        return None if proposed is NOTHING else proposed.values[rows] > 0

    def pre_score(self, rows: Ints, steer: Floats) -> Floats:
        """The score of some rows with the rough sound, rounded, shape (len(rows),); `steer` is theirs."""
        settings = self._settings
        score = sum_at(self._spreads, rows) + wish_term(steer, settings.weight_wish)
        if self._judgement is not None:
            score += settings.weight_judgement * self._judgement[rows]
        return np.round(score - settings.weight_popularity * self._catalogue.log_listeners[rows], DECIMALS)

    def trend(self, rows: Ints) -> Floats:
        """The artist's capped trend times the taste fit, of some rows, shape (len(rows),)."""
        return spread_at(self._spreads[SOURCES.index("trend")], rows)

    def steer(self, rows: Ints) -> Floats:
        """Of each rule, in [-1, 1], of some rows, shape (len(rows), rules)."""
        found = np.empty((len(rows), len(self._taste.rules)))
        for column, rule in enumerate(self._taste.rules):
            found[:, column] = steer(rule, self._catalogue, self._own_artists, rows)
        return found

    def judgement(self, rows: Ints) -> Floats:
        """What counts of the model's verdict, of some rows, shape (len(rows),)."""
        return np.zeros(len(rows)) if self._judgement is None else self._judgement[rows]

    def kept_out(self, flags: Flags) -> Ints:
        """What a rule forbids although a source has something for it, best pre-score first."""
        rows = np.flatnonzero(flags & ~self._taste.excluded)
        rows = rows[np.any([spread_at(spread, rows) > 0 for spread in self._spreads], axis=0)]
        return rows[best_first(self.pre_score(rows, self.steer(rows)))]

    def is_own_artist(self, rows: Ints) -> Flags:
        """Whether the listener keeps something of the artist of some rows, shape (len(rows),)."""
        found: Flags = self._is_own_artist[self._catalogue.artists[rows]]
        return found

    def fit(self, rows: Ints) -> Floats:
        """How well the genres of some rows fit the profile, in [0, 1], shape (len(rows),)."""
        return taste_fit(self._profile, *self._catalogue.fit_genres, rows)


def vector_source(catalogue: Catalogue, things: Ints, weights: Floats, weight: float = 1.0) -> Spread:
    """The sound sum with the heaviest of some own things, of every recording.

    Args:
        catalogue: The week's.
        things: Catalogue rows of the own things, shape (h,).
        weights: Of these, shape (h,).
        weight: Of the sound in a pre-score.
    """
    sums = rough_sound(catalogue, things, weights, ROUGH_NEIGHBOURS)
    return Spread(sums, catalogue.vector_of, NO_ROWS, 10.0**DECIMALS, float(weight))


def judgements(catalogue: Catalogue, taste: Taste, cap: float) -> tuple[Floats | None, Floats | None]:
    """Verdicts of proposals, in [-1, 1], and what counts of the model, in [-cap, cap]; shape (n,) each.

    A song that was judged counts as judged, whatever it was proposed with; of two proposals of one the first counts.
    None where the model said nothing.
    """
    if not taste.has_model:
        return None, None
    proposed = np.zeros(len(catalogue))
    for proposal in reversed(taste.proposals):
        if proposal.recording_id in catalogue.index:
            proposed[catalogue.index[proposal.recording_id]] = min(1.0, max(-1.0, proposal.verdict))
    counted = proposed.copy()
    for recording_id, found in taste.verdicts.items():
        if recording_id in catalogue.index:
            counted[catalogue.index[recording_id]] = found.verdict
    return proposed, np.clip(counted, -cap, cap)


def _co_listed(catalogue: Catalogue, things: Ints) -> Floats | None:
    """Sum over public playlists that list it of (own things on the playlist) / sqrt(length), shape (n,); None if 0."""
    if catalogue.listings.nnz == 0 or len(things) == 0:
        return None
    playlists = catalogue.listing_arrays
    shared = weighted_sums(catalogue.listed_arrays, 1.0, things, np.ones(len(things)), len(playlists.starts) - 1)
    some = np.flatnonzero(shared)
    lengths = playlists.starts[some + 1] - playlists.starts[some]
    return weighted_sums(playlists, 1.0, some, shared[some] / np.sqrt(lengths), len(catalogue))
