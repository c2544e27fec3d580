"""The order of a slate: a short walk from the first song on, the same on every machine."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as fewer
from hypothesis import strategies as st

from pipelines.recommend.flow import flow, walk_length

UNKNOWN = np.nan


def test_the_walk_goes_up_without_coming_back() -> None:
    """From 100 BPM: 102, 110, 120, 180, although they were picked in another order."""
    tempo = np.array([[100.0], [180.0], [102.0], [120.0], [110.0]])
    assert [0, 2, 4, 3, 1] == flow(tempo).tolist()


def test_a_turn_mends_what_the_nearest_neighbour_left_behind() -> None:
    """From 100 the nearest is 99, then 101.5, 104, and at last back to 90: 1 + 2.5 + 2.5 + 14 = 20 BPM.

    Turned around: up to 104 first, then down to 90: 101.5, 104, 99, 90 are 1.5 + 2.5 + 5 + 9 = 18.
    """
    tempo = np.array([[100.0], [99.0], [101.5], [104.0], [90.0]])
    assert [0, 2, 3, 1, 4] == flow(tempo).tolist()


def test_tempo_and_energy_count_alike_whatever_their_units() -> None:
    """80 to 160 BPM, energy 0 to 1: song 2 is 0.5 away in tempo, song 1 a whole range in energy."""
    features = np.array([[80.0, 0.0], [80.0, 1.0], [120.0, 0.0], [160.0, 0.5]])
    order = flow(features).tolist()
    assert 2 == order[1]
    scaled = features * [10.0, 1.0] + [5.0, -3.0]
    assert order == flow(scaled).tolist()


def test_a_song_without_facts_comes_where_the_walk_crosses_the_middle() -> None:
    """80, 100, 120, 140 and one unknown, which has the mean 110: between 100 and 120."""
    tempo = np.array([[80.0], [UNKNOWN], [140.0], [120.0], [100.0]])
    assert [0, 4, 1, 3, 2] == flow(tempo).tolist()


def test_two_songs_of_one_artist_are_kept_apart_where_the_walk_can() -> None:
    """100, 101 (both by one artist), 110 and 112 BPM: 110 first, although 101 is nearer."""
    tempo = np.array([[100.0], [101.0], [110.0], [112.0]])
    assert [0, 1, 2, 3] == flow(tempo).tolist()
    order = flow(tempo, np.array([7, 7, 8, 9])).tolist()
    assert 1 != order[1]
    assert [0, 1] == flow(tempo[:2], np.array([7, 7])).tolist()


@pytest.mark.parametrize("count", [0, 1, 2, 5])
def test_without_any_fact_the_order_is_that_of_picking(count: int) -> None:
    assert list(range(count)) == flow(np.full((count, 2), UNKNOWN)).tolist()


@given(st.lists(st.tuples(st.sampled_from([60.0, 90.0, 120.0, UNKNOWN]), st.floats(0, 1)), max_size=12))
def test_every_song_comes_once_the_first_stays_first_and_no_single_turn_would_help(
    rows: list[tuple[float, float]],
) -> None:
    features = np.array(rows, dtype=np.float64).reshape(-1, 2)
    order = flow(features)
    assert list(range(len(rows))) == sorted(order.tolist())
    assert order[:1].tolist() == [0][: len(rows)]
    assert order.tolist() == flow(features).tolist()
    for first, last in itertools.combinations(range(1, len(rows)), 2):
        turned = order.copy()
        turned[first : last + 1] = turned[first : last + 1][::-1]
        assert walk_length(features, order) <= walk_length(features, turned) + 1e-9


@given(seed=st.integers(0, 10_000), count=st.integers(2, 7))
@fewer(max_examples=40, deadline=None)
def test_of_few_songs_the_walk_is_near_the_shortest_there_is(seed: int, count: int) -> None:
    """At most half longer than the best of all orders that begin with the same song."""
    features = np.random.default_rng(seed).random((count, 2))
    orders = [np.array([0, *rest]) for rest in itertools.permutations(range(1, count))]
    assert walk_length(features, flow(features)) <= 1.5 * min(walk_length(features, one) for one in orders) + 1e-9
