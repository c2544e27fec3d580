"""Hidden own songs, and where the week's model puts them."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from pipelines.recommend.hold_out import hidden_songs, hold_out_metrics


def two_scenes(make: Any) -> Any:
    """Songs 1 to 40 are like each other, so are 41 to 80; twenty of the first are owned, and the others are popular."""
    tracks = [make.track(n, listener_count=10 if n <= 40 else 1000) for n in range(1, 81)]
    similar = {(a, b): 0.5 for first in (1, 41) for a in range(first, first + 40) for b in range(a + 1, first + 40)}
    return make.World(tracks=tracks, own={(1, n): 10.0 for n in range(1, 21)}, similar=similar)


def test_it_finds_what_is_like_the_rest_and_popularity_does_not(make: Any, pure_settings: Any) -> None:
    world = two_scenes(make)
    found = hold_out_metrics(world.catalogue(), world.taste(), pure_settings())
    assert found["hold_out_items"] == 4
    assert found["hold_out_pool_recall"] == found["hold_out_recall_similar"] == 1
    assert found["hold_out_ndcg_20"] > 0.1
    assert found["hold_out_popularity_ndcg_20"] == 0
    assert found["hold_out_recall_co_listed"] == 0


def test_each_number_is_what_its_definition_gives(make: Any, pure_settings: Any) -> None:
    """One of five own songs is hidden: in the pool at place 30 behind 29 that are more alike, and third by popularity.

    So it is in the pool and not among 20: recall 1 of the pool, 0 at 20; nDCG of popularity is 1 / log2(3 + 1).
    """
    plain = make.World(tracks=[make.track(n) for n in range(1, 41)], own={(1, n): 10.0 for n in range(1, 6)})
    (number,) = hidden_songs(plain.catalogue(), plain.taste())
    hidden = int(number) + 1  # groups are numbered in the order of their ids
    known = next(n for n in range(1, 6) if n != hidden)
    popular = {hidden: 800, 10: 1000, 11: 900}
    tracks = [make.track(n, listener_count=popular.get(n, 5)) for n in range(1, 41)]
    similar = {(known, n): 0.9 for n in range(10, 39)} | {(known, hidden): 0.1}
    world = make.World(tracks=tracks, own=plain.own, similar=similar)
    found = hold_out_metrics(world.catalogue(), world.taste(), pure_settings(weight_popularity=0.0))
    assert found["hold_out_items"] == 1
    assert (found["hold_out_pool_recall"], found["hold_out_recall_similar"]) == (1, 1)
    assert (found["hold_out_recall_20"], found["hold_out_ndcg_20"]) == (0, 0)
    assert found["hold_out_popularity_ndcg_20"] == pytest.approx(0.5)
    near = replace(world, similar={**similar, (known, hidden): 0.95})
    found = hold_out_metrics(near.catalogue(), near.taste(), pure_settings(weight_popularity=0.0))
    assert (found["hold_out_recall_20"], found["hold_out_ndcg_20"]) == (1, 1)


def test_what_nobody_else_knows_is_not_hidden(make: Any, pure_settings: Any) -> None:
    """Of 40 own songs 1 to 5 are on a public playlist, 6 to 10 are similar to others: two of these ten are hidden."""
    tracks = [make.track(n) for n in range(1, 51)]
    own = {(1, n): 1.0 for n in range(1, 41)}
    world = make.World(
        tracks=tracks, own=own, listings={9: [1, 2, 3, 4, 5, 45]}, similar={(n, n + 35): 0.5 for n in range(6, 11)}
    )
    for week in ("2026-W40", "2026-W41", "2026-W42"):
        hidden = hidden_songs(world.catalogue(), replace(world.taste(), week=week))
        assert len(hidden) == 2
        assert max(hidden) < 10
    unknown = make.World(tracks=tracks, own=own, listings={9: [1, 2, 3, 4, 45]})
    assert len(hidden_songs(unknown.catalogue(), unknown.taste())) == 8  # a fifth of all: too few are known


def test_the_same_songs_are_hidden_each_time_and_others_in_another_week(make: Any, pure_settings: Any) -> None:
    world = two_scenes(make)
    catalogue, taste = world.catalogue(), world.taste()
    rng = np.random.default_rng(3)
    counted = replace(catalogue, listener_count=rng.integers(0, 900, 80).astype(np.float64))
    results = [
        hold_out_metrics(counted, one, pure_settings()) for one in (taste, taste, replace(taste, week="2026-W40"))
    ]
    assert results[0] == results[1]
    assert results[0] != results[2]


def test_no_version_of_a_hidden_song_stays_known(make: Any, pure_settings: Any) -> None:
    """Each song has two versions, both owned, each like the other only: hidden together, nothing leads to them."""
    tracks = [make.track(n, group=(n + 1) // 2) for n in range(1, 21)]
    similar = {(n, n + 1): 0.9 for n in range(1, 20, 2)}
    world = make.World(tracks=tracks, own={(1, n): 1.0 for n in range(1, 21)}, similar=similar)
    found = hold_out_metrics(world.catalogue(), world.taste(), pure_settings())
    assert found["hold_out_items"] == 2
    assert found["hold_out_pool_recall"] == 0


def test_what_the_model_proposed_does_not_count(make: Any, pure_settings: Any) -> None:
    """The model saw the hidden songs; nothing else leads to them."""
    tracks = [make.track(n) for n in range(1, 11)]
    world = make.World(tracks=tracks, own={(1, n): 1.0 for n in range(1, 11)})
    world.proposals = [make.Proposal(n, make.recording(n), 1.0) for n in range(1, 11)]
    assert hold_out_metrics(world.catalogue(), world.taste(), pure_settings())["hold_out_pool_recall"] == 0


def test_four_own_songs_are_too_few(make: Any, pure_settings: Any) -> None:
    world = make.World(tracks=[make.track(n) for n in range(1, 9)], own={(1, n): 1.0 for n in range(1, 5)})
    assert hold_out_metrics(world.catalogue(), world.taste(), pure_settings()) == {}
