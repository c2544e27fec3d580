"""What-ifs: every one is what a scorer that never saw the playlist, the rule, the talk or the model says."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as fewer
from hypothesis import strategies as st

from pipelines import db
from pipelines.recommend.rerun import rerun, rerun_without_recording
from pipelines.recommend.scored import score_pool
from pipelines.recommend.slate import compute_slate
from pipelines.recommend.slates import make_slates
from pipelines.recommend.what_if import ranks_of
from pipelines.settings import Settings

MORE = (("artist", "Artist 3"), ("genre", "folk"), ("genre", "techno"))
"""What a `more` feedback makes of a song."""


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
@fewer(max_examples=30, deadline=None)
def test_every_what_if_of_a_wrong_reason_or_a_saved_song_equals_a_rerun_without_it(
    random_world: Any, make: Any, pure_settings: Callable[..., Settings], seed: int
) -> None:
    """Two wrong reasons meet on one own thing, a wrong reason and a saving on another."""
    settings = pure_settings(slate_size=6)
    world = random_world(seed)
    first, second = sorted({r for _, r in world.own})[:2]
    wrong = [make.own_factor(1, 1, first), make.own_factor(1, 2, second), make.own_factor(3, 1, first)]
    every = [*wrong, make.own_factor(2, 1, second, "saved")]
    world.own_factors = every
    catalogue, taste = world.catalogue(), world.taste()
    computed = compute_slate(catalogue, taste, settings)
    ids = [catalogue.ids[computed.scored.candidates.pool.rows[row]] for row in computed.selection.order]
    found = {one.without_id: one for one in computed.what_ifs}
    for source in {one.source_id for one in every}:
        world.own_factors = [one for one in every if one.source_id != source]
        again = rerun(catalogue, computed.scored, world.taste(), computed.eligible, settings)
        one = found[str(source)]
        assert ("saved" if source == every[-1].source_id else "feedback") == one.kind
        assert [again.ranks[song] for song in ids] == one.ranks.tolist()
        assert [song in again.slate for song in ids] == one.on_slate.tolist()


@given(seed=st.integers(0, 10_000))
@fewer(max_examples=15, deadline=None)
def test_every_other_what_if_equals_a_score_without_that_term_or_rule(
    random_world: Any, make: Any, pure_settings: Callable[..., Settings], seed: int
) -> None:
    """Without a wish, a removed or a readded song: a taste without its rule. Without a feedback: a taste without all of
    its rules. Without Reddit: a weight of 0 for trend. Without the model: no proposals.
    The pool is the same in all of them, since it holds all candidates of this small world; a rank is taken among it.
    """
    settings = pure_settings(slate_size=6)
    world = random_world(seed)
    more = [make.rule(3 + n, "prefer", facet, value, 0.3, "feedback") for n, (facet, value) in enumerate(MORE)]
    world.rules = [*world.rules, *(replace(one, event_id=more[0].event_id) for one in more)]
    world.rules += [
        make.rule(8, "avoid", "artist", str(make.artist(1)), 0.3, "removed"),
        make.rule(9, "prefer", "artist", str(make.artist(4)), 0.3, "readded"),
    ]
    catalogue, taste = world.catalogue(), world.taste()
    computed = compute_slate(catalogue, taste, settings)
    pool = [catalogue.ids[row] for row in computed.scored.candidates.pool.rows]
    ids = [pool[row] for row in computed.selection.order]
    without = {("reddit", "all"): score_pool(catalogue, taste, settings.model_copy(update={"weight_trend": 0.0}))}
    without["model", "all"] = score_pool(catalogue, taste, settings.model_copy(update={"weight_judgement": 0.0}))
    for rule in taste.rules:
        key = "event_id" if rule.origin == "feedback" else "rule_id"
        without_id = getattr(rule, key)
        left = tuple(one for one in taste.rules if getattr(one, key) != without_id)
        without[rule.origin, str(without_id)] = score_pool(catalogue, replace(taste, rules=left), settings)
    assert 7 == len(without)  # Reddit, the model, one wish, two feedbacks, a removed and a readded song
    for one in (found for found in computed.what_ifs if found.kind not in ("playlist", "own_thing")):
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
    own = [one for one in computed.what_ifs if one.kind == "own_thing"]
    assert [(str(make.recording(1)), [2], [True])] == [
        (one.without_id, one.ranks.tolist(), one.songs.tolist()) for one in own
    ]


def test_a_song_tells_only_of_its_largest_own_things(make: Any, pure_settings: Callable[..., Settings]) -> None:
    """Song 4 rests on 1, 2 and 3, in this order; song 5 on 3 alone. With two per song, 3 is told of song 5 only."""
    world = make.World(
        tracks=[make.track(n) for n in range(1, 6)],
        own={(1, 1): 0.0, (1, 2): 0.0, (1, 3): 0.0},
        similar={(1, 4): 0.9, (2, 4): 0.8, (3, 4): 0.1, (3, 5): 0.5},
    )
    computed = compute_slate(world.catalogue(), world.taste(), pure_settings(slate_size=2, own_things_tried=2))
    told = {one.without_id: one.songs.tolist() for one in computed.what_ifs if one.kind == "own_thing"}
    first = computed.scored.candidates.pool.rows[computed.selection.order[0]] == 3
    by_song = [[True, False], [True, False], [False, True]] if first else [[False, True], [False, True], [True, False]]
    assert dict(zip([str(make.recording(n)) for n in (1, 2, 3)], by_song, strict=True)) == told
    none = compute_slate(world.catalogue(), world.taste(), pure_settings(own_things_tried=0))
    assert not [one for one in none.what_ifs if one.kind == "own_thing"]


@pytest.mark.db
def test_a_stored_own_thing_equals_a_rerun_of_the_marts_without_it(
    settings: Settings, lay_out: Callable[..., None], random_world: Any, make: Any
) -> None:
    """Every stored row, read back; each song has three at the most, and each is a row of evidence too."""
    settings = settings.model_copy(update={"slate_size": 4})
    lay_out(replace(random_world(5), proposals=[]))
    week, who = "2026-W47", make.listener(1)
    make_slates(settings, week, [who])
    with db.transaction(settings) as connection:
        sql = "select recording_id, without_id, rank, on_slate from recs.what_if where without_kind = 'own_thing'"
        stored = db.rows(connection, sql)
        told = db.rows(
            connection,
            "select recording_id, payload from recs.evidence where payload ->> 'without_kind' = 'own_thing'",
        )
    assert {(row["recording_id"], row["without_id"], row["rank"]) for row in stored} == {
        (row["recording_id"], row["payload"]["without_id"], row["payload"]["rank_without"]) for row in told
    }
    assert all(row["payload"]["title"] for row in told)
    songs = [row["recording_id"] for row in stored]
    assert max(songs.count(song) for song in songs) == settings.own_things_tried
    for without in {row["without_id"] for row in stored}:
        again = rerun_without_recording(settings, week, who, 1, UUID(without))
        for row in stored:
            if row["without_id"] == without:
                assert again.ranks[row["recording_id"]] == row["rank"]
                assert (row["recording_id"] in again.slate) == row["on_slate"]
