"""The additive score of a pool: six terms per candidate, each a sum of parts, added in one fixed order."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from pipelines.recommend.arrays import Floats, Ints, row_sums
from pipelines.recommend.loops import Arrays
from pipelines.settings import Settings

TERMS = ("own", "sound", "trend", "wish", "judgement", "popularity")
TREND_CAP = 1.0
"""No artist's talk counts for more than this, before its weight."""


@dataclass(frozen=True)
class Pool:
    """The frozen pool: all that scoring needs beside the weights of the own things.

    Attributes:
        rows: Catalogue rows of the m candidates, ascending.
        own_links: S(h, c), shape (m, h).
        sound_links: cos+(h, c) after its cut, shape (m, h).
        trend: The artist's capped trend times the listener's fit, in [0, 1], shape (m,).
        steer: Of each rule, in [-1, 1], shape (m, rules).
        judgement: What counts of the model's verdict, in [-1, 1], shape (m,).
        log_listeners: log(1 + listeners), unknown ones at the catalogue's median, shape (m,).
        provider_links: Where several providers make S: what each adds to it, shape (m, h) each; for the parts only.
    """

    rows: Ints
    own_links: Arrays
    sound_links: Arrays
    trend: Floats
    steer: Floats
    judgement: Floats
    log_listeners: Floats
    provider_links: Mapping[str, Arrays] = field(default_factory=dict)


def score_terms(pool: Pool, weights: Floats, settings: Settings) -> Floats:
    """The six terms of each candidate, unitless, columns in TERMS order.

    Args:
        pool: m candidates.
        weights: w(u, h) of the h own things, shape (h,).
        settings: The weights of the terms.

    Returns:
        Shape (m, 6); popularity is never above 0.
    """
    terms = np.empty((len(pool.rows), len(TERMS)))
    terms[:, 0] = row_sums(pool.own_links, weights)
    terms[:, 1] = settings.weight_sound * row_sums(pool.sound_links, weights)
    terms[:, 2] = settings.weight_trend * pool.trend
    terms[:, 3] = wish_term(pool.steer, settings.weight_wish)
    terms[:, 4] = settings.weight_judgement * pool.judgement
    terms[:, 5] = -settings.weight_popularity * pool.log_listeners
    return terms + 0.0  # no negative zeros


def wish_term(steer: Floats, weight: float) -> Floats:
    """The weighted sum over rules, rule by rule in id order, shape (m,)."""
    total = np.zeros(len(steer))
    for column in range(steer.shape[1]):
        total = total + weight * steer[:, column]
    return total


def add_up(terms: Floats) -> Floats:
    """The score: terms added from left to right, over the last axis."""
    total = terms[..., 0]
    for column in range(1, terms.shape[-1]):
        total = total + terms[..., column]
    return np.asarray(total, dtype=np.float64)


def log_listeners(listener_count: Floats) -> Floats:
    """log(1 + listeners), shape as given; an unknown count is the median of the known ones, or 0."""
    known = listener_count[~np.isnan(listener_count)]
    median = float(np.median(known)) if len(known) else 0.0
    return np.log1p(np.where(np.isnan(listener_count), median, listener_count))
