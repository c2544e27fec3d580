"""w(u, h): recency over the root of the number of own things, one share per recording and playlist."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from pipelines.recommend.reweight import Reweight
from pipelines.recommend.weights import Interactions, own_weights, recency


def interactions(*rows: tuple[int, int, float]) -> Interactions:
    columns = np.array(rows, dtype=np.float64).reshape(-1, 3).T
    ids = tuple(f"p{n}" for n in range(3))
    return Interactions(columns[0].astype(np.int64), columns[1].astype(np.int64), columns[2], ids)


def test_a_half_life_halves_and_an_unknown_age_counts_as_one() -> None:
    """0 days -> 1; 90 -> 0.5; 180 -> 0.25; unknown -> 0.5; added after the week's end (-5 days) -> 1."""
    assert [1.0, 0.5, 0.25, 0.5, 1.0] == recency(np.array([0.0, 90.0, 180.0, np.nan, -5.0]), 90.0).tolist()


def test_the_shares_of_one_recording_add_up_and_all_are_scaled_by_the_root_of_the_library() -> None:
    """4 own things, root 2: recording 7 is in two playlists, new in one and a half-life old in the other: (1 + 0.5) /
    2 = 0.75.
    """
    weights = own_weights(interactions((5, 0, 0), (6, 0, 0), (7, 0, 0), (7, 1, 90), (9, 1, 0)), 90.0)
    assert [5, 6, 7, 9] == weights.things.tolist()
    assert [0.5, 0.5, 0.75, 0.5] == weights.totals.tolist()


def test_without_a_playlist_its_shares_are_gone_and_the_root_stays() -> None:
    """Without playlist 1 recording 7 keeps 1 / 2, and recording 9 keeps nothing; the root is still that of 4 things."""
    weights = own_weights(interactions((5, 0, 0), (6, 0, 0), (7, 0, 0), (7, 1, 90), (9, 1, 0)), 90.0)
    assert [[0.5, 0.5, 0.5, 0.0]] == weights.without_playlists(np.array([1])).T.tolist()


def test_a_what_if_has_the_same_bits_as_weights_made_without_the_playlist(random_world: Any) -> None:
    for seed in range(5):
        world = random_world(seed)
        whole = own_weights(world.taste().interactions, 90.0)
        for place, name in enumerate(whole.playlist_ids):
            number = int(name[-4:], 16)
            reduced = own_weights(world.taste(without=number).interactions, 90.0, own_count=len(whole.things))
            totals = whole.without_playlists(np.array([place]))[:, 0]
            left = np.isin(whole.things, reduced.things)
            assert totals[left].tobytes() == reduced.totals.tobytes()
            assert not totals[~left].any()


def test_a_factor_multiplies_every_share_of_its_thing_and_is_bounded_from_below(make: Any) -> None:
    """Thing 7 has 0.5 + 0.25: one wrong reason halves it, a second one quarters it, a third changes nothing."""
    kept = interactions((5, 0, 0), (6, 0, 0), (7, 0, 0), (7, 1, 90), (9, 1, 0))
    for count, total in ((1, 0.375), (2, 0.1875), (3, 0.1875)):
        found = tuple(Reweight(7, make.own_factor(number, 1, 7)) for number in range(1, count + 1))
        weights = own_weights(replace(kept, reweights=found), 90.0)
        assert [0.5, 0.5, total, 0.5] == weights.totals.tolist()
        assert weights.without_source(make.own_factor(1, 1, 7).source_id)[2] == {1: 0.75, 2: 0.375, 3: 0.1875}[count]


def test_what_was_saved_counts_half_as_much_again(make: Any) -> None:
    found = (Reweight(7, make.own_factor(1, 1, 7, "saved")), Reweight(8, make.own_factor(2, 1, 8)))
    kept = replace(interactions((5, 0, 0), (6, 0, 0), (7, 0, 0), (9, 1, 0)), reweights=found)
    weights = own_weights(kept, 90.0)
    assert [0.5, 0.5, 0.75, 0.5] == weights.totals.tolist()
    assert ["saved"] == [one.kind for one in weights.sources()]  # thing 8 is not kept: there is nothing to take away


@pytest.mark.parametrize("rows", [[], [(3, 0, np.nan)]])
def test_nothing_and_one_thing_are_libraries_too(rows: list[tuple[int, int, float]]) -> None:
    weights = own_weights(interactions(*rows), 90.0)
    assert [0.5] * len(rows) == weights.totals.tolist()
