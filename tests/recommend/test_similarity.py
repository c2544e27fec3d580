"""S(h, c) and its cuts."""

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pipelines.recommend.arrays import best_first, best_of, make_links, row_sums
from pipelines.recommend.catalogue import both_directions
from pipelines.recommend.loops import arrays_of, links_of
from pipelines.recommend.similarity import item_cosine, keep_nearest
from pipelines.recommend.sound import sound_links

LISTS = np.array([[1, 1, 0, 0], [1, 1, 1, 0], [0, 1, 1, 0]], dtype=np.float64)


def links(dense: np.ndarray) -> Any:
    rows, columns = np.nonzero(dense)
    return make_links(rows, columns, dense[rows, columns], dense.shape)


def test_item_cosine_is_shared_lists_over_the_root_of_both_counts() -> None:
    """On 2, 3, 2 and 0 lists: cos(0,1) = 2 / root 6, cos(0,2) = 1 / 2; never with itself."""
    found = item_cosine(links(LISTS), np.array([0])).todense()
    assert np.allclose([[0.0, 2 / np.sqrt(6), 0.5, 0.0]], found)


def test_only_the_nearest_stay_and_ties_go_to_the_smaller_id() -> None:
    dense = np.array([[0.3, 0.9, 0.3, 0.3], [0.0, 0.1, 0.0, 0.0]])
    assert [[0.3, 0.9, 0.0, 0.0], [0.0, 0.1, 0.0, 0.0]] == keep_nearest(links(dense), 2).todense().tolist()


def test_imported_similarity_counts_in_the_larger_direction() -> None:
    """0 lists 1 with 0.4, 1 lists 0 with 0.6, 2 is listed only: S is 0.6 both ways, and 0.2 both ways."""
    made = both_directions(np.array([0, 1, 0]), np.array([1, 0, 2]), np.array([0.4, 0.6, 0.2]), 3)
    assert [[0.0, 0.6, 0.2], [0.6, 0.0, 0.0], [0.2, 0.0, 0.0]] == made.todense().tolist()


def test_sound_counts_the_nearest_own_things_among_what_the_graph_links(make: Any) -> None:
    """Cosines of candidate 1 with own things 2 to 5: 1, 0.8, 0.6 and -1; 6 has no vector. From 0.45 on three count; two
    nearest: 1 and 0.8; of 2 and 7, which have one vector, the smaller id comes first.
    """
    vectors = {1: [1.0, 0.0], 2: [1.0, 0.0], 3: [0.8, 0.6], 4: [0.6, 0.8], 5: [-1.0, 0.0], 7: [1.0, 0.0]}
    catalogue = make.World(tracks=[make.track(n) for n in range(1, 8)], vectors=vectors).catalogue()
    candidates, own = np.array([0, 5]), np.array([1, 2, 3, 4, 5, 6])
    found = {most: links_of(sound_links(catalogue, candidates, own, most), 6).toarray().tolist() for most in (50, 2, 1)}
    assert [[1.0, 0.8, 0.6, 0, 0, 1.0], [0] * 6] == found[50]
    assert [[1.0, 0, 0, 0, 0, 1.0], [0] * 6] == found[2]
    assert [[1.0, 0, 0, 0, 0, 0], [0] * 6] == found[1]


def test_beyond_the_reach_of_both_vectors_nothing_is_near(make: Any) -> None:
    """1 and 2 are each other's nearest, 3 is nearest to 2 but not the other way round: 1 and 3 are not linked."""
    vectors = {1: [1.0, 0.0], 2: [0.95, 0.3122], 3: [0.8, 0.6]}
    world = make.World(tracks=[make.track(n) for n in (1, 2, 3)], vectors=vectors, sound_reach=1)
    linked = links_of(sound_links(world.catalogue(), np.array([0]), np.array([1, 2]), 50), 2).toarray()
    assert [0.95, 0.0] == linked[0].tolist()


def test_a_sum_has_the_same_bits_alone_beside_others_and_with_a_zero_for_what_is_absent() -> None:
    rng = np.random.default_rng(3)
    dense = np.where(rng.random((50, 40)) < 0.5, rng.random((50, 40)), 0.0)
    weights = rng.random(40)
    gone = weights.copy()
    gone[[3, 17, 30]] = 0.0
    kept = np.setdiff1d(np.arange(40), [3, 17, 30])
    beside = row_sums(arrays_of(links(dense)), np.stack([weights, gone, weights], axis=1))
    alone, fewer = row_sums(arrays_of(links(dense)), weights), row_sums(arrays_of(links(dense[:, kept])), weights[kept])
    assert alone.tobytes() == np.ascontiguousarray(beside[:, 0]).tobytes()
    assert fewer.tobytes() == np.ascontiguousarray(beside[:, 1]).tobytes()


@given(st.lists(st.sampled_from([0.0, 0.1, 0.5, 0.5000001, 2.0]), max_size=40), st.integers(-1, 45))
def test_the_best_few_are_the_first_of_all_in_order(values: list[float], most: int) -> None:
    """Ties included, which come in row order."""
    given_values = np.array(values, dtype=np.float64)
    assert best_first(given_values)[: max(0, most)].tolist() == best_of(given_values, most).tolist()
