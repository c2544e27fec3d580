"""The greedy slate: who yields to whom, and why."""

from collections.abc import Callable
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pipelines.recommend.arrays import make_links
from pipelines.recommend.calibration import PoolGenres, SlateGenres, genre_profile, stood_in, taste_fit
from pipelines.recommend.loops import arrays_of
from pipelines.recommend.select import Shelf, select, select_each
from pipelines.settings import Settings


def shelf(
    count: int,
    *,
    groups: Any = None,
    artists: Any = None,
    vectors: Any = None,
    genres: Any = None,
    eligible: Any = None,
) -> Shelf:
    numbers = np.arange(count)
    weights = np.zeros((count, 2)) if genres is None else np.array(genres, dtype=np.float64)
    places = np.nonzero(weights)
    return Shelf(
        groups=numbers if groups is None else np.array(groups),
        artists=numbers if artists is None else np.array(artists),
        vectors=np.zeros((count, 2)) if vectors is None else np.array(vectors, dtype=np.float64),
        genres=make_links(places[0], places[1], weights[places], weights.shape),
        eligible=np.ones(count, dtype=bool) if eligible is None else np.array(eligible),
    )


NOBODY = np.zeros(2)


def test_without_reasons_to_differ_the_slate_is_the_ranking(pure_settings: Callable[..., Settings]) -> None:
    chosen = select(np.array([0.1, 0.9, 0.5]), shelf(3), NOBODY, pure_settings(slate_size=2))
    assert [1, 2] == chosen.order.tolist()
    assert not chosen.mmr.any()
    assert not chosen.calibration.any()


def test_a_near_duplicate_yields_to_a_different_song(pure_settings: Callable[..., Settings]) -> None:
    """Scores 1, 0.9, 0.8: scale = 1 - median 0.9 = 0.1; with diversity 0.8 and cosine 1 the second loses 0.08 -> 0.82;
    with cosine 0 the third stays 0.8. With scores 1, 0.85, 0.8: scale 0.15, 0.85 - 0.12 = 0.73 loses against 0.8.
    """
    alike = shelf(3, vectors=[[1, 0], [1, 0], [0, 1]])
    settings = pure_settings(slate_size=2, mmr_diversity=0.8, calibration_strength=0)
    assert [0, 1] == select(np.array([1.0, 0.9, 0.8]), alike, NOBODY, settings).order.tolist()
    chosen = select(np.array([1.0, 0.85, 0.8]), alike, NOBODY, settings)
    assert [0, 2] == chosen.order.tolist()
    third = select(np.array([1.0, 0.85, 0.8]), alike, NOBODY, pure_settings(slate_size=3, mmr_diversity=0.8))
    assert np.isclose(-0.12, third.mmr[2])


def test_songs_without_vectors_are_alike_only_by_the_same_artist(pure_settings: Callable[..., Settings]) -> None:
    settings = pure_settings(slate_size=2, mmr_diversity=1.0, max_per_artist=2)
    chosen = select(np.array([1.0, 0.8, 0.7]), shelf(3, artists=[5, 5, 6]), NOBODY, settings)
    assert [0, 2] == chosen.order.tolist()


def test_at_most_so_many_per_artist_and_one_version_of_each_song(pure_settings: Callable[..., Settings]) -> None:
    """Artist 1 has the four best: two may come; song 9 has two versions: the better one comes."""
    scores = np.array([0.9, 0.8, 0.7, 0.6, 0.5, 0.4])
    chosen = select(
        scores,
        shelf(6, artists=[1, 1, 1, 1, 2, 3], groups=[1, 2, 3, 4, 9, 9]),
        NOBODY,
        pure_settings(slate_size=6, mmr_diversity=0),
    )
    assert [0, 1, 4] == chosen.order.tolist()


def test_a_missing_genre_pulls_in_a_song_that_has_it(pure_settings: Callable[..., Settings]) -> None:
    """Half jazz, half folk; after one jazz song the distance is (0.5 log 0.503 + 0.5 log 100) / 4.6 = 0.425.

    A folk song takes it to 0: 0.6 + 0.39 (scale) x 0.2 x 2 x 0.425 = 0.666 wins against a second jazz song of 0.62.
    """
    genres = [[1, 0], [1, 0], [0, 1], [0, 0]]
    scores = np.array([1.0, 0.62, 0.6, 0.1])
    profile = np.array([0.5, 0.5])
    settings = pure_settings(slate_size=2, mmr_diversity=0, calibration_strength=0.2)
    chosen = select(scores, shelf(4, genres=genres), profile, settings)
    assert [0, 2] == chosen.order.tolist()
    assert np.isclose(0.0663, chosen.calibration[1], atol=1e-4)
    off = select(scores, shelf(4, genres=genres), profile, pure_settings(slate_size=2, calibration_strength=0))
    assert [0, 1] == off.order.tolist()


def test_equal_candidates_come_in_id_order_and_none_is_an_empty_slate(pure_settings: Callable[..., Settings]) -> None:
    settings = pure_settings(slate_size=3)
    assert [0, 1, 2] == select(np.full(4, 0.5), shelf(4), NOBODY, settings).order.tolist()
    assert [2] == select(
        np.full(4, 0.5),
        shelf(4, eligible=[0, 0, 1, 0]).__class__(  # one is eligible
            np.arange(4), np.arange(4), np.zeros((4, 2)), shelf(4).genres, np.array([False, False, True, False])
        ),
        NOBODY,
        settings,
    ).order.tolist()
    assert [] == select(np.zeros(0), shelf(0), NOBODY, settings).order.tolist()


@given(st.data())
def test_no_slate_breaks_a_hard_rule(make: Any, pure_settings: Callable[..., Settings], data: st.DataObject) -> None:
    count = data.draw(st.integers(0, 25))
    few = st.integers(0, 6)
    scores = np.array(data.draw(st.lists(st.sampled_from([0.0, 0.1, 0.5, 0.9]), min_size=count, max_size=count)))
    groups = data.draw(st.lists(few, min_size=count, max_size=count))
    artists = data.draw(st.lists(few, min_size=count, max_size=count))
    eligible = data.draw(st.lists(st.booleans(), min_size=count, max_size=count))
    settings = pure_settings(slate_size=data.draw(st.integers(1, 8)), max_per_artist=data.draw(st.integers(1, 3)))
    made = shelf(count, groups=np.array(groups, dtype=np.int64), artists=np.array(artists, dtype=np.int64))
    made.eligible = np.array(eligible, dtype=bool)
    order = select(scores, made, NOBODY, settings).order.tolist()
    assert len(order) == len(set(order)) <= settings.slate_size
    assert all(eligible[row] for row in order)
    assert len({groups[row] for row in order}) == len(order)
    assert all([artists[row] for row in order].count(one) <= settings.max_per_artist for one in artists)
    if len(order) < settings.slate_size:  # then nobody was left who might have come
        taken = [artists[row] for row in order]
        left = [row for row in range(count) if eligible[row] and groups[row] not in {groups[one] for one in order}]
        assert all(taken.count(artists[row]) >= settings.max_per_artist for row in left)


def test_the_profile_weighs_genres_by_own_things_and_leaves_out_unknown_ones() -> None:
    """Weights 3 and 1 on jazz and folk, 10 on a thing without genres: 0.75 and 0.25."""
    genres = make_links(np.array([0, 1]), np.array([0, 1]), np.ones(2), (3, 2))
    assert [0.75, 0.25] == genre_profile(np.array([3.0, 1.0, 10.0]), arrays_of(genres), 2, np.arange(3)).tolist()


def test_fit_is_1_in_the_strongest_genre_and_a_half_when_nothing_is_known() -> None:
    """Profile 0.8 jazz, 0.2 folk: jazz 1, folk 0.25; without genres its artist's (folk); without both 0.5."""
    genres = make_links(np.array([0, 1]), np.array([0, 1]), np.ones(2), (4, 2))
    of_artist = make_links(np.array([1]), np.array([1]), np.ones(1), (3, 2))
    known = stood_in(genres, of_artist, np.array([0, 0, 1, 2]))
    assert [1.0, 0.25, 0.25, 0.5] == taste_fit(np.array([0.8, 0.2]), *known, np.arange(4)).tolist()
    assert [0.5, 1.0] == taste_fit(np.array([0.8, 0.2]), *known, np.array([3, 0])).tolist()
    assert [1.0] * 4 == taste_fit(np.zeros(2), *known, np.arange(4)).tolist()


def test_the_quick_distance_of_every_candidate_is_the_distance_after_adding_it() -> None:
    rng = np.random.default_rng(5)
    dense = np.where(rng.random((12, 5)) < 0.4, rng.random((12, 5)), 0.0)
    dense = dense / np.maximum(dense.sum(axis=1, keepdims=True), 1e-12)
    places = np.nonzero(dense)
    genres = make_links(places[0], places[1], dense[places], dense.shape)
    profile = np.array([0.5, 0.2, 0.2, 0.1, 0.0])
    for row in range(12):
        slate = SlateGenres(profile[None, :], PoolGenres(genres))
        slate.add(np.array([0]))
        slate.add(np.array([1]))
        predicted = slate.distances_with()[0, row]
        slate.add(np.array([row]))
        assert np.isclose(predicted, slate.distances[0], atol=1e-12)


def test_songs_that_share_their_genres_are_told_from_those_that_weigh_the_same_genres_otherwise() -> None:
    """Rows 0 and 3 are alike, row 1 has their genres in other shares, row 2 has none, row 4 another genre."""
    dense = np.array([[0.5, 0.5, 0], [0.9, 0.1, 0], [0, 0, 0], [0.5, 0.5, 0], [0, 0, 1.0]])
    places = np.nonzero(dense)
    genres = PoolGenres(make_links(places[0], places[1], dense[places], dense.shape))
    slate = SlateGenres(np.array([[0.3, 0.3, 0.4]]), genres)
    slate.add(np.array([1]))
    predicted = slate.distances_with()[0]
    assert 4 == len(set(predicted.tolist()))
    assert predicted[0] == predicted[3]
    assert slate.distances[0] == predicted[2]
    slate.add(np.array([3]))
    assert np.isclose(predicted[0], slate.distances[0], atol=1e-12)


def test_slates_picked_side_by_side_have_the_same_bits_as_one_after_the_other(pure_settings: Any) -> None:
    """Five listeners' scores of 60 candidates, some of whom end early; a profile of nothing is among them."""
    rng = np.random.default_rng(11)
    dense = np.where(rng.random((60, 7)) < 0.3, rng.random((60, 7)), 0.0)
    places = np.nonzero(dense)
    genres = make_links(places[0], places[1], dense[places], dense.shape)
    vectors = rng.normal(size=(60, 5))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    vectors[::4] = 0
    artists, groups = rng.integers(0, 12, 60), rng.integers(0, 40, 60)
    profiles = np.where(rng.random((5, 7)) < 0.5, rng.random((5, 7)), 0.0)
    profiles[2] = 0
    scores = rng.normal(size=(5, 60))
    settings = pure_settings(slate_size=40, max_per_artist=2)

    def fresh() -> Shelf:
        return Shelf(groups, artists, vectors, genres, np.ones(60, dtype=bool))

    together = select_each(scores, fresh(), profiles, settings)
    for one, picked in enumerate(together):
        alone = select(scores[one], fresh(), profiles[one], settings)
        for name in ("order", "mmr", "calibration", "freshness", "dial", "value"):
            assert getattr(alone, name).tolist() == getattr(picked, name).tolist(), name
        assert alone.scale == picked.scale
        assert 10 < len(picked.order) < 40
