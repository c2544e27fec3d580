"""How stale an artist is, and what that does to a slate."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from pipelines import db
from pipelines.domain.weeks import next_week
from pipelines.recommend.freshness import staleness, weeks_ago
from pipelines.recommend.slate import compute_slate
from pipelines.recommend.slates import make_slates
from pipelines.settings import Settings

WEEK = "2026-W47"


def test_last_weeks_artist_is_stale_by_1_and_an_older_one_by_less(make: Any) -> None:
    """Half-life 2 weeks: last week 1; three weeks ago 0.5; both 1.5; never 0. One who is unknown today is ignored."""
    ids = {make.artist(n): n - 1 for n in (1, 2, 3, 4)}
    recent = {make.artist(1): (1,), make.artist(2): (3,), make.artist(3): (1, 3), make.artist(9): (1,)}
    found = staleness(recent, ids, np.array([0, 1, 2, 3, 0]), 2.0)
    assert [1.0, 0.5, 1.5, 0.0, 1.0] == pytest.approx(found.tolist())


def test_weeks_ago_counts_across_the_new_year() -> None:
    assert 1 == weeks_ago("2026-W46", WEEK)
    assert 3 == weeks_ago("2026-W52", "2027-W02")  # 2026 has a week 53


def test_a_stale_artist_yields_and_the_delta_says_by_how_much(
    make: Any, pure_settings: Callable[..., Settings]
) -> None:
    """Scores 0.9, 0.8, 0.5: scale 0.9 - 0.8 = 0.1. The best one's artist was there last week: 0.9 - 0.1 x 2 = 0.7."""
    world = make.World(
        tracks=[make.track(n) for n in range(1, 5)],
        own={(1, 1): 0.0},
        similar={(1, 2): 0.9, (1, 3): 0.8, (1, 4): 0.5},
    )
    settings = pure_settings(slate_size=3, mmr_diversity=0, freshness_strength=2.0)
    fresh = compute_slate(world.catalogue(), world.taste(), settings)
    assert [0, 1, 2] == fresh.selection.order.tolist()
    assert not fresh.selection.freshness.any()
    taste = replace(world.taste(), recent_artists={make.artist(2): (1,)})
    chosen = compute_slate(world.catalogue(), taste, settings).selection
    assert [1, 0, 2] == chosen.order.tolist()
    assert [0.0, -0.2, 0.0] == pytest.approx(chosen.freshness.tolist())
    assert [0.8, 0.7, 0.5] == pytest.approx(chosen.value.tolist())


def test_a_what_if_takes_the_stale_artist_into_account(make: Any, pure_settings: Callable[..., Settings]) -> None:
    """Playlist 2 lifts song 3 by 0.2. Without it 3 has 0.6 against the 0.7 of 2, so 2 would come, were its artist not
    stale by twice the scale of 0.1 (then 0.5 against 0.6).
    """
    world = make.World(
        tracks=[make.track(n) for n in (1, 2, 3, 4, 5)],
        own={(1, 1): 0.0, (2, 5): 0.0},
        similar={(1, 2): 0.9, (1, 3): 0.8, (5, 3): 0.4, (1, 4): 0.75},
    )
    settings = pure_settings(slate_size=1, freshness_strength=2.0)

    def still_there(recent: dict[Any, tuple[int, ...]]) -> list[bool]:
        taste = replace(world.taste(), recent_artists=recent)
        computed = compute_slate(world.catalogue(), taste, settings)
        assert [make.recording(3)] == [
            world.catalogue().ids[computed.scored.candidates.pool.rows[row]] for row in computed.selection.order
        ]
        return next(one for one in computed.what_ifs if one.without_id == str(make.playlist(2))).on_slate.tolist()

    assert [False] == still_there({})
    assert [True] == still_there({make.artist(2): (1,)})


@pytest.mark.db
def test_a_chain_remembers_its_artists_and_a_rerun_of_an_old_week_reads_the_same(
    settings: Settings, lay_out: Callable[..., None], make: Any
) -> None:
    """Artist 2 has the two best songs, artist 3 the next two. With a slate of one, week 2 takes artist 3, because
    artist 2 was there the week before; the deltas are stored; week 1 comes out the same after week 2 exists.
    """
    settings = settings.model_copy(update={"slate_size": 1, "freshness_strength": 5.0})
    world = make.World(
        tracks=[make.track(1), *(make.track(n, artist=n // 2 + 1) for n in range(2, 6)), make.track(6)],
        own={(1, 1): 0.0},
        similar={(1, 2): 0.9, (1, 3): 0.89, (1, 4): 0.88, (1, 5): 0.87, (1, 6): 0.1},
    )
    later = next_week(WEEK)
    for week in (WEEK, later):
        lay_out(world, week=week)
        make_slates(settings, week, [make.listener(1)])
    with db.transaction(settings) as connection:
        songs = db.rows(connection, "select artist_id, score, picked_value from recs.slate_song order by week")
        steps = db.rows(connection, "select delta from recs.rerank_step where step = 'freshness' order by week")
        db.execute(connection, "update recs.edition set state = 'explained'")
    assert [make.artist(2), make.artist(3)] == [song["artist_id"] for song in songs]
    assert [0.0, 0.0] == [step["delta"] for step in steps]
    assert [song["score"] for song in songs] == [song["picked_value"] for song in songs]
    assert 1 == make_slates(settings, WEEK, [make.listener(1)])
    assert 1 == make_slates(settings, later, [make.listener(1)])
