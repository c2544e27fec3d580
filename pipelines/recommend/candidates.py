"""The pool: candidates from five recorded sources, minus what hard rules forbid, cut by a documented pre-score."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from pipelines.recommend.arrays import Flags, Floats, Ints, Links, best_first, best_of, row_sums
from pipelines.recommend.calibration import genre_profile, taste_fit
from pipelines.recommend.catalogue import Catalogue
from pipelines.recommend.dial import novelty
from pipelines.recommend.providers import add_links, weighted_links
from pipelines.recommend.score import TREND_CAP, Pool, add_up, log_listeners, wish_term
from pipelines.recommend.sound import rough_sound, sound_links
from pipelines.recommend.steering import kept_out_by, steer
from pipelines.recommend.taste import Taste
from pipelines.recommend.weights import OwnWeights
from pipelines.settings import Settings

SOURCES = ("similar", "vector", "trend", "proposal", "co_listed")
ROUGH_NEIGHBOURS = 500
"""Heaviest own things that the vector source looks from."""
SOUND_REACH = 4
"""Times `candidate_pool`: so many recordings nearest to the listener's centroid are looked at by the vector source."""


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


@dataclass(frozen=True)
class _Catalogued:
    """The terms of every recording, shape (n,) each; sound roughly, and 0 where it is not looked at."""

    own: Floats
    sound: Floats
    trend: Floats
    fit: Floats
    steer: Floats
    judgement: Floats
    log_listeners: Floats
    co_listed: Floats
    pre_score: Floats


def find_candidates(catalogue: Catalogue, taste: Taste, weights: OwnWeights, settings: Settings) -> Candidates:
    """Collect, forbid, cut.

    Each source offers its best `candidate_pool` recordings with a value above 0: similar by the own term; vector by
    the sound sum with the 500 heaviest own things, of the recordings nearest to the listener's centroid and of what
    the other sources offer; trend by trend x taste fit; proposal by the model's verdict; co_listed by the number of own
    things on the public playlists that list it, per root of the playlist's length. The union is cut to `candidate_pool`
    by pre-score = the score with that rough sound; positive proposals always stay. Ties by recording_id.
    """
    weighted = weighted_links(catalogue, weights.things, settings)
    links = add_links(weighted, (len(weights.things), len(catalogue)))
    profile = genre_profile(weights.totals, catalogue.genres[weights.things])
    terms = _catalogue_terms(catalogue, taste, weights, links, profile, settings)
    values = _source_values(terms)
    by_rule = [flags for _, flags in kept_out_by(taste.rules, catalogue, taste.own_artists(catalogue))]
    allowed = ~taste.excluded & ~np.any(by_rule, axis=0) if by_rule else ~taste.excluded
    places = {name: _places(values[name], allowed, settings.candidate_pool) for name in SOURCES}
    found = (
        np.flatnonzero(np.any([place > 0 for place in places.values()], axis=0))
        if len(catalogue)
        else np.zeros(0, np.int64)
    )
    rows = _cut(found, terms.pre_score, terms.judgement > 0, settings.candidate_pool)
    pool = Pool(
        rows=rows,
        own_links=rows_of(links, rows),
        provider_links={name: rows_of(one, rows) for name, one in weighted.items()} if len(weighted) > 1 else {},
        sound_links=_sound(catalogue, weights.things, rows, settings),
        trend=terms.trend[rows],
        steer=terms.steer[rows],
        judgement=terms.judgement[rows],
        log_listeners=terms.log_listeners[rows],
    )
    return Candidates(
        pool=pool,
        place_in_source={name: place[rows] for name, place in places.items()},
        profile=profile,
        fit=terms.fit[rows],
        novelty=novelty(catalogue.artists[rows], catalogue.artists[weights.things], terms.fit[rows]),
        kept_out=tuple(_kept_out(flags & ~taste.excluded, values, terms.pre_score) for flags in by_rule),
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
    terms = _catalogue_terms(catalogue, taste, weights, links, profile, settings, rows)
    allowed = ~taste.excluded
    for _, flags in kept_out_by(taste.rules, catalogue, taste.own_artists(catalogue)):
        allowed &= ~flags
    places = {name: _places(value, allowed, len(catalogue)) for name, value in _source_values(terms).items()}
    return tuple(
        Offer(
            {name: int(place[row]) for name, place in places.items() if place[row] > 0},
            float(terms.pre_score[row]),
        )
        for row in rows
    )


def _source_values(terms: _Catalogued) -> dict[str, Floats]:
    return {
        "similar": terms.own,
        "vector": terms.sound,
        "trend": terms.trend,
        "proposal": terms.judgement,
        "co_listed": terms.co_listed,
    }


def own_links(catalogue: Catalogue, things: Ints, settings: Settings) -> Links:
    """S(h, c) of the own things, shape (h, n)."""
    return add_links(weighted_links(catalogue, things, settings), (len(things), len(catalogue)))


def rows_of(links: Links, rows: Ints) -> Links:
    """Links of own things (h, n) as links of candidates, shape (len(rows), h)."""
    turned = links[:, rows].T.tocsr()
    turned.sort_indices()
    return turned


def _sound(catalogue: Catalogue, things: Ints, rows: Ints, settings: Settings) -> Links:
    known = np.flatnonzero(catalogue.has_vector[things]).astype(np.int64)
    return sound_links(
        catalogue.vectors[rows],
        catalogue.vectors[things[known]],
        known,
        len(things),
        settings.sound_threshold,
        settings.sound_neighbours,
    )


def _catalogue_terms(
    catalogue: Catalogue,
    taste: Taste,
    weights: OwnWeights,
    links: Links,
    profile: Floats,
    settings: Settings,
    asked: Ints | None = None,
) -> _Catalogued:
    count = len(catalogue)
    own = row_sums(links.T.tocsr(), weights.totals)
    fit = taste_fit(profile, catalogue.genres, catalogue.artist_genres, catalogue.artists)
    trend = _talked_about(catalogue) * fit
    artists = taste.own_artists(catalogue)
    steered = [steer(rule, catalogue, artists) for rule in taste.rules]
    steers = np.stack(steered, axis=1) if steered else np.zeros((count, 0))
    judgement = np.zeros(count)
    for proposal in reversed(taste.proposals):  # of two for one recording the first counts
        if proposal.recording_id in catalogue.index:
            judgement[catalogue.index[proposal.recording_id]] = min(1.0, max(-1.0, proposal.verdict))
    popularity = log_listeners(catalogue.listener_count)
    co_listed = _co_listed(catalogue.listings, weights.things)
    others = [_places(value, ~taste.excluded, settings.candidate_pool) > 0 for value in (own, trend, co_listed)]
    looked_at = np.flatnonzero(np.any([*others, judgement != 0], axis=0))
    wanted = looked_at if asked is None else np.concatenate([looked_at, asked])
    sound = _rough_sound(catalogue, weights, ~taste.excluded, wanted, settings)
    terms = np.stack(
        [
            own,
            settings.weight_sound * sound,
            settings.weight_trend * trend,
            wish_term(steers, settings.weight_wish),
            settings.weight_judgement * judgement,
            -settings.weight_popularity * popularity,
        ],
        axis=1,
    )
    return _Catalogued(own, sound, trend, fit, steers, judgement, popularity, co_listed, np.round(add_up(terms), 9))


def _rough_sound(catalogue: Catalogue, weights: OwnWeights, allowed: Flags, asked: Ints, settings: Settings) -> Floats:
    """The sound sum, shape (n,), of the allowed recordings nearest to the centroid sum_h w(h) e(h), and of those asked.

    Nearness to the centroid is the same sum without the threshold: one product for the whole catalogue. The others get
    0; where the catalogue is no larger than what is looked at, there are none.
    """
    known = catalogue.has_vector[weights.things]
    own, totals = catalogue.vectors[weights.things[known]], weights.totals[known]
    reach = SOUND_REACH * settings.candidate_pool
    rows = np.arange(len(catalogue), dtype=np.int64)
    if len(rows) > reach:
        nearness = np.round(catalogue.vectors @ (totals @ own), 9)
        nearest = np.flatnonzero(_places(nearness, allowed, reach))
        rows = np.union1d(nearest, asked).astype(np.int64)
    sound = np.zeros(len(catalogue))
    sound[rows] = rough_sound(catalogue.vectors[rows], own, totals, settings.sound_threshold, ROUGH_NEIGHBOURS)
    return sound


def _talked_about(catalogue: Catalogue) -> Floats:
    """The capped trend of each recording's artist, shape (n,)."""
    of_artist = np.zeros(len(catalogue.artist_ids))
    for artist, talk in catalogue.talk.items():
        if artist in catalogue.artist_index:
            of_artist[catalogue.artist_index[artist]] = min(max(talk.trend, 0.0), TREND_CAP)
    return of_artist[catalogue.artists] if len(catalogue) else np.zeros(0)


def _co_listed(listings: Links, things: Ints) -> Floats:
    """Sum over public playlists that list it of (own things on the playlist) / sqrt(length), shape (n,)."""
    if listings.shape[0] == 0 or len(things) == 0:
        return np.zeros(listings.shape[1])
    lengths = np.diff(listings.indptr).astype(np.float64)
    shared = np.asarray(listings[:, things].sum(axis=1), dtype=np.float64).ravel()
    return row_sums(listings.T.tocsr(), shared / np.sqrt(np.maximum(lengths, 1.0)))


def _places(values: Floats, allowed: Flags, most: int) -> Ints:
    offered = np.flatnonzero(allowed & (values > 0))
    best = offered[best_of(values[offered], most)]
    places = np.zeros(len(values), dtype=np.int64)
    places[best] = np.arange(1, len(best) + 1)
    return places


def _cut(found: Ints, pre_score: Floats, proposed: Flags, most: int) -> Ints:
    certain, others = found[proposed[found]], found[~proposed[found]]
    kept = others[best_of(pre_score[others], most - len(certain))]
    return np.sort(np.concatenate([certain[:most], kept])).astype(np.int64)


def _kept_out(forbidden_rows: Flags, values: Mapping[str, Floats], pre_score: Floats) -> Ints:
    """What a rule forbids although a source has something for it, best pre-score first."""
    offered = np.flatnonzero(forbidden_rows & np.any([value > 0 for value in values.values()], axis=0))
    return offered[best_first(pre_score[offered])]
