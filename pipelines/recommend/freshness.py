"""How stale an artist is for a listener: on which of the chain's earlier slates it was, and how long ago."""

from collections.abc import Mapping, Sequence
from uuid import UUID

import numpy as np

from pipelines.domain.weeks import week_start
from pipelines.recommend.arrays import Floats, Ints


def weeks_ago(earlier: str, week: str) -> int:
    """Whole weeks from an earlier week to a week; 1 for the one right before it, 0 for a first slate of the same."""
    return (week_start(week) - week_start(earlier)).days // 7


def staleness(
    recent_artists: Mapping[UUID, Sequence[int]], number: Mapping[UUID, int], artists: Ints, half_life_weeks: float
) -> Floats:
    """How stale the artist of each recording is, at least 0; 0 for one that was on no earlier slate.

    sum over the earlier slates with the artist of 0.5 ** ((weeks ago - 1) / half-life): 1 for last week's slate, and
    more for an artist who keeps coming. How many songs of an artist a slate had does not matter.

    Args:
        recent_artists: Weeks ago by artist, each week once.
        number: Of each artist of the catalogue, from 0.
        artists: Artist of each recording, by number, shape (m,).
        half_life_weeks: Above 0.

    Returns:
        Shape (m,).
    """
    by_artist = np.zeros(len(number))
    for artist_id, ages in recent_artists.items():
        if artist_id in number:
            by_artist[number[artist_id]] = sum(0.5 ** ((age - 1) / half_life_weeks) for age in sorted(ages))
    return by_artist[artists]
