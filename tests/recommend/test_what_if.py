"""What-ifs: every one is what a scorer that never saw the playlist, the rule, the talk or the model says."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import settings as fewer
from hypothesis import strategies as st

from pipelines.recommend.rerun import rerun
from pipelines.recommend.slate import compute_slate, score_pool
from pipelines.recommend.what_if import ranks_of
from pipelines.settings import Settings


def test_ranks_count_the_better_ones_and_the_equal_ones_of_smaller_id() -> None:
    """0.5 at rows 1 and 3 behind 0.9: ranks 2 and 3."""
    assert [2, 3, 1] == ranks_of(np.array([0.1, 0.5, 0.9, 0.5]), np.array([1, 3, 2])).tolist()


@given(seed=st.integers(0, 10_000), neighbours=st.sampled_from([1, 3, 50]))
@fewer(max_examples=30, deadline=None)
def test_every_playlist_what_if_equals_a_rerun_without_it(
    random_world: Any, make: Any, pure_settings: Callable[..., Settings], seed: int, neighbours: int
) -> None:
    settings = pure_settings(slate_size=6, sound_neighbours=neighbours)
    world = random_world(seed)
    recent = {make.artist(n): (1, 2) for n in range(1, 14, 2)}
    catalogue, taste = world.catalogue(), replace(world.taste(), recent_artists=recent)
    computed = compute_slate(catalogue, taste, settings)
    rows = computed.scored.candidates.pool.rows
    ids = [catalogue.ids[rows[row]] for row in computed.selection.order]
    for one in (found for found in computed.what_ifs if found.kind == "playlist"):
        number = next(n for n in range(1, 9) if str(make.playlist(n)) == one.without_id)
        reduced = replace(world.taste(without=number), recent_artists=recent)
        again = rerun(catalogue, computed.scored, reduced, computed.eligible, settings)
        assert [again.ranks[song] for song in ids] == one.ranks.tolist()
        assert [song in again.slate for song in ids] == one.on_slate.tolist()


@given(seed=st.integers(0, 10_000))
@fewer(max_examples=15, deadline=None)
def test_every_other_what_if_equals_a_score_without_that_term_or_rule(
    random_world: Any, pure_settings: Callable[..., Settings], seed: int
) -> None:
    """Without a rule: a taste without it. Without Reddit: a weight of 0 for trend. Without the model: no proposals.
    The pool is the same in all of them, since it holds all candidates of this small world; a rank is taken among it.
    """
    settings = pure_settings(slate_size=6)
    world = random_world(seed)
    catalogue, taste = world.catalogue(), world.taste()
    computed = compute_slate(catalogue, taste, settings)
    pool = [catalogue.ids[row] for row in computed.scored.candidates.pool.rows]
    ids = [pool[row] for row in computed.selection.order]
    without = {("reddit", "all"): score_pool(catalogue, taste, settings.model_copy(update={"weight_trend": 0.0}))}
    without["model", "all"] = score_pool(catalogue, taste, settings.model_copy(update={"weight_judgement": 0.0}))
    for rule in taste.rules:
        left = replace(taste, rules=tuple(one for one in taste.rules if one != rule))
        without[rule.origin, str(rule.rule_id)] = score_pool(catalogue, left, settings)
    for one in (found for found in computed.what_ifs if found.kind != "playlist"):
        scored = without.pop((one.kind, one.without_id))
        assert pool == [catalogue.ids[row] for row in scored.candidates.pool.rows]
        place = dict(zip(pool, scored.ranks.tolist(), strict=True))
        assert [place[song] for song in ids] == one.ranks.tolist()
    assert {} == without


def test_a_song_that_rests_on_one_playlist_falls_without_it(make: Any, pure_settings: Callable[..., Settings]) -> None:
    """Song 3 is like song 1 of playlist 1, song 4 like song 2 of playlist 2, 0.9 against 0.5. Without playlist 1
    their order turns.
    """
    world = make.World(
        tracks=[make.track(n) for n in range(1, 5)],
        own={(1, 1): 0.0, (2, 2): 0.0},
        similar={(1, 3): 0.9, (2, 4): 0.5},
    )
    computed = compute_slate(world.catalogue(), world.taste(), pure_settings(slate_size=1))
    first = computed.what_ifs[0]
    assert ("playlist", str(make.playlist(1))) == (first.kind, first.without_id)
    assert [2] == first.ranks.tolist()
    assert [False] == first.on_slate.tolist()
    assert [1] == computed.what_ifs[1].ranks.tolist()
