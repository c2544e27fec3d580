"""What the sources have for recordings."""

from typing import Any

import numpy as np
import pytest

from pipelines.recommend.candidates import own_links
from pipelines.recommend.sources import Best, Sources
from pipelines.recommend.weights import own_weights


def test_a_playlist_counts_by_the_own_things_on_it_over_the_root_of_its_length(make: Any, pure_settings: Any) -> None:
    """1, 2 are owned. List 1 has both and 3, list 2 has 1, 3, 4, 5: 3 has 2 / root 3 + 1 / 2; 4 and 5 have 1 / 2."""
    world = make.World(
        tracks=[make.track(n) for n in range(1, 7)],
        own={(1, 1): 1.0, (1, 2): 1.0},
        listings={1: [1, 2, 3], 2: [1, 3, 4, 5], 3: [5, 6]},
    )
    catalogue, taste, settings = world.catalogue(), world.taste(), pure_settings()
    weights = own_weights(taste.interactions, settings.recency_half_life_days)
    links = own_links(catalogue, weights.things, settings)
    sources = Sources(catalogue, taste, weights, links, np.zeros(len(catalogue.genre_names)), settings)
    best, found = sources.best(10)
    assert best["co_listed"].rows.tolist() == [2, 3, 4] == found.tolist()
    assert best["co_listed"].values.tolist() == pytest.approx([2 / np.sqrt(3) + 1 / 2, 1 / 2, 1 / 2])
    assert [len(best[name].rows) for name in ("similar", "vector", "trend", "proposal")] == [0, 0, 0, 0]


def test_talk_counts_by_the_fit_of_each_song_of_the_artist(make: Any, pure_settings: Any) -> None:
    """The profile is 3/4 jazz, 1/4 folk. Songs of one artist with equal genres, others, and none, between other songs.

    Fits are 3/4 over 3/4 for jazz, 1/4 over 3/4 for folk, half of both for a half each, and 0.5 where none is known.
    """
    jazz, folk = [{"name": "jazz", "weight": 1.0}], [{"name": "folk", "weight": 1.0}]
    both = [{"name": "folk", "weight": 0.5}, {"name": "jazz", "weight": 0.5}]
    genres = [jazz, folk, jazz, folk, both, jazz, [], folk, jazz]
    talked = {3: 7, 4: 7, 5: 7, 6: 8, 7: 8, 8: 7}
    world = make.World(
        tracks=[make.track(n, genres=of, artist=talked.get(n, n)) for n, of in enumerate(genres, start=1)],
        own={(1, 1): 1.0},
        talk={7: make.talk(0.4), 8: make.talk(0.8)},
    )
    catalogue, taste, settings = world.catalogue(), world.taste(), pure_settings()
    profile = np.array([0.25 if name == "folk" else 0.75 for name in catalogue.genre_names])
    weights = own_weights(taste.interactions, settings.recency_half_life_days)
    sources = Sources(catalogue, taste, weights, own_links(catalogue, weights.things, settings), profile, settings)
    rows = np.arange(9)
    fits = [1, 1 / 3, 1, 1 / 3, 2 / 3, 1, 0.5, 1 / 3, 1]
    trends = [0, 0, 0.4, 0.4, 0.4, 0.8, 0.8, 0.4, 0]
    assert sources.fit(rows).tolist() == pytest.approx(fits)
    assert sources.trend(rows).tolist() == pytest.approx([a * b for a, b in zip(fits, trends, strict=True)])


def test_places_are_by_value_ties_by_row_and_0_for_what_is_not_offered() -> None:
    best = Best(np.array([1, 4, 6, 9]), np.array([0.5, 0.9, 0.5, 0.1]))
    assert best.places(np.array([9, 4, 5, 6, 1, 12])).tolist() == [4, 1, 0, 3, 2, 0]
    assert Best(np.zeros(0, dtype=np.int64), np.zeros(0)).places(np.array([3])).tolist() == [0]
