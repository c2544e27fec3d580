"""S of several providers: a weighted sum, and each part says who said what."""

from typing import Any

import numpy as np
import pytest

from pipelines.recommend.loops import links_of
from pipelines.recommend.providers import PROVIDERS, add_links, provider_weights, weighted_links
from pipelines.recommend.slate import compute_slate


def world(make: Any) -> Any:
    """Song 1 is owned; 2 is like it by import, 3 by public playlists, 4 by both."""
    return make.World(
        tracks=[make.track(n) for n in range(1, 7)],
        own={(1, 1): 1.0},
        similar={(1, 2): 0.8, (1, 4): 0.6},
        listings={1: [1, 3, 4], 2: [1, 4], 3: [5, 6]},
    )


def similarity(make: Any, settings: Any) -> np.ndarray:
    catalogue = world(make).catalogue()
    things = np.array([0])
    return add_links(weighted_links(catalogue, things, settings), things, len(catalogue)).sums(np.ones(1))


def test_similarity_is_the_weighted_sum_of_what_the_providers_say(make: Any, pure_settings: Any) -> None:
    imported = similarity(make, pure_settings(weight_cosine=0.0))
    cosine = similarity(make, pure_settings(weight_imported=0.0, weight_cosine=1.0))
    both = similarity(make, pure_settings(weight_imported=2.0, weight_cosine=0.5))
    assert imported[[1, 2, 3]].tolist() == [0.8, 0.0, 0.6]
    assert cosine[3] > cosine[2] > cosine[1] == 0
    assert both.tolist() == (2.0 * imported + 0.5 * cosine).tolist()
    assert similarity(make, pure_settings(weight_imported=2.0, weight_cosine=0.0)).tolist() == (2.0 * imported).tolist()


def test_a_weight_of_one_changes_no_bit(make: Any, pure_settings: Any) -> None:
    catalogue = world(make).catalogue()
    alone = weighted_links(catalogue, np.array([0, 1]), pure_settings())
    assert list(alone) == ["imported"]
    assert np.array_equal(alone["imported"].copied().data, catalogue.similar[[0, 1]].data)


def test_candidates_see_the_same_links_as_the_own_things_do(make: Any, pure_settings: Any) -> None:
    catalogue = world(make).catalogue()
    settings, things, rows = (
        pure_settings(weight_imported=2.0, weight_cosine=0.5),
        np.array([0, 4]),
        np.array([3, 1, 5]),
    )
    links = add_links(weighted_links(catalogue, things, settings), things, len(catalogue))
    turned = links_of(links.of_candidates(rows), len(things)).toarray()
    assert turned.tolist() == links.copied().toarray()[:, rows].T.tolist()
    assert np.count_nonzero(turned) == 3


def test_a_provider_that_knows_nothing_of_any_own_thing_is_none(make: Any, pure_settings: Any) -> None:
    """Song 6 is only on a public playlist; nothing imported is like it."""
    catalogue, settings = world(make).catalogue(), pure_settings(weight_cosine=0.5)
    assert list(weighted_links(catalogue, np.array([5]), settings)) == ["cosine"]
    assert list(weighted_links(catalogue, np.array([0, 5]), settings)) == ["imported", "cosine"]


def test_the_order_of_providers_is_that_of_their_settings(pure_settings: Any) -> None:
    assert tuple(provider_weights(pure_settings())) == PROVIDERS


def test_a_part_says_what_each_provider_adds(make: Any, pure_settings: Any) -> None:
    catalogue = world(make).catalogue()
    computed = compute_slate(catalogue, world(make).taste(), pure_settings(weight_cosine=0.5), None)
    pool = computed.scored.candidates.pool
    of = {catalogue.ids[pool.rows[row]]: place for place, row in enumerate(computed.selection.order)}
    said = {n: computed.parts[of[make.recording(n)]][0].detail for n in (2, 3, 4)}
    assert {n: sorted(detail["providers"]) for n, detail in said.items()} == {
        2: ["imported"],
        3: ["cosine"],
        4: ["cosine", "imported"],
    }
    for detail in said.values():
        assert sum(detail["providers"].values()) == pytest.approx(detail["similarity"], abs=1e-12)


def test_one_provider_needs_no_telling_apart(make: Any, pure_settings: Any) -> None:
    computed = compute_slate(world(make).catalogue(), world(make).taste(), pure_settings(), None)
    assert all("providers" not in part.detail for parts in computed.parts for part in parts)
