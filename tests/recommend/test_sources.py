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


def test_places_are_by_value_ties_by_row_and_0_for_what_is_not_offered() -> None:
    best = Best(np.array([1, 4, 6, 9]), np.array([0.5, 0.9, 0.5, 0.1]))
    assert best.places(np.array([9, 4, 5, 6, 1, 12])).tolist() == [4, 1, 0, 3, 2, 0]
    assert Best(np.zeros(0, dtype=np.int64), np.zeros(0)).places(np.array([3])).tolist() == [0]
