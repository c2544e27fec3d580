"""The dial from familiar to adventurous: what it adds, that it moves slates one way, and that weeks freeze it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from pipelines import db
from pipelines.domain.weeks import next_week, week_start
from pipelines.errors import BadInputError
from pipelines.listeners import set_dial
from pipelines.manifest import freeze_week
from pipelines.recommend.dial import lift, novelty
from pipelines.recommend.rerun import rerun
from pipelines.recommend.slate import compute_slate
from pipelines.recommend.slates import make_slates
from pipelines.settings import Settings

WEEK = "2026-W47"
TURNS = (0.0, 0.25, 0.5, 0.75, 1.0)


def test_a_known_artist_is_not_new_and_a_new_one_is_half_to_wholly() -> None:
    """Artist 1 is kept. Artist 2 is new: fit 1 gives 0.5, fit 0 gives 1, unknown genres (0.5) 0.75."""
    found = novelty(np.array([True, False, False, False]), np.array([0.0, 1.0, 0.0, 0.5]))
    assert [0.0, 0.5, 1.0, 0.75] == found.tolist()


def test_the_middle_adds_nothing_and_both_ends_are_mirrored() -> None:
    new = np.array([0.0, 0.5, 1.0])
    assert [0.0] * 3 == lift(0.5, 1.0, new).tolist()
    assert [0.0, 1.0, 2.0] == lift(1.0, 2.0, new).tolist()
    assert [0.0, -1.0, -2.0] == lift(0.0, 2.0, new).tolist()


def test_a_new_artist_passes_a_known_one_and_the_delta_says_by_how_much(
    make: Any, pure_settings: Callable[..., Settings]
) -> None:
    """Scores 0.9, 0.8, 0.5 of artists known, new, new: scale 0.1. No genre is known, so fit is 1 and novelty 0.5: a
    dial at 1 and strength 4 adds 0.1 x 4 x 0.5 = 0.2.
    """
    world = make.World(
        tracks=[make.track(1), make.track(2, artist=1), make.track(3), make.track(4)],
        own={(1, 1): 0.0},
        similar={(1, 2): 0.9, (1, 3): 0.8, (1, 4): 0.5},
    )
    settings = pure_settings(slate_size=3, mmr_diversity=0, dial_strength=4.0)
    middle = compute_slate(world.catalogue(), world.taste(), settings).selection
    assert [0, 1, 2] == middle.order[np.argsort(middle.picked)].tolist()
    assert not middle.dial.any()
    chosen = compute_slate(world.catalogue(), replace(world.taste(), dial=1.0), settings).selection
    by_step = np.argsort(chosen.picked)
    assert [1, 0, 2] == chosen.order[by_step].tolist()
    assert [0.2, 0.0, 0.2] == pytest.approx(chosen.dial[by_step].tolist())
    assert [1.0, 0.9, 0.7] == pytest.approx(chosen.value[by_step].tolist())


@pytest.mark.parametrize("seed", range(8))
def test_the_share_of_new_artists_rises_with_the_dial(
    random_world: Any, pure_settings: Callable[..., Settings], seed: int
) -> None:
    """In each of these worlds no turn of the dial has fewer songs by new artists than the one before, and both ends
    differ; in the middle the slate is the one of a listener who has no dial, to the last bit.
    """
    settings = pure_settings(slate_size=20)
    world = random_world(seed, tracks=240)
    catalogue, taste = world.catalogue(), world.taste()
    own = catalogue.artists[taste.interactions.recordings]
    found = [compute_slate(catalogue, replace(taste, dial=dial), settings) for dial in TURNS]
    new = [
        int((~np.isin(catalogue.artists[one.scored.candidates.pool.rows[one.selection.order]], own)).sum())
        for one in found
    ]
    assert new == sorted(new)
    assert new[0] < new[-1]
    assert len({tuple(one.scored.scores.tolist()) for one in found}) == 1  # scores and parts know no dial
    plain = compute_slate(catalogue, taste, settings).selection
    for name in ("order", "mmr", "calibration", "freshness", "value"):
        assert getattr(plain, name).tobytes() == getattr(found[2].selection, name).tobytes()


@pytest.mark.parametrize("dial", [0.0, 1.0])
def test_what_ifs_keep_the_dial(
    random_world: Any, make: Any, pure_settings: Callable[..., Settings], dial: float
) -> None:
    """Without a playlist some artists are no longer kept; the dial treats them as before, and so does a re-run."""
    settings = pure_settings(slate_size=6)
    world = random_world(4)
    catalogue, taste = world.catalogue(), replace(world.taste(), dial=dial)
    computed = compute_slate(catalogue, taste, settings)
    rows = computed.scored.candidates.pool.rows
    ids = [catalogue.ids[rows[row]] for row in computed.selection.order]
    for one in (found for found in computed.what_ifs if found.kind == "playlist"):
        number = next(n for n in range(1, 9) if str(make.playlist(n)) == one.without_id)
        reduced = replace(world.taste(without=number), dial=dial)
        again = rerun(catalogue, computed.scored, reduced, computed.eligible, settings)
        assert [song in again.slate for song in ids] == one.on_slate.tolist()


@pytest.mark.db
def test_a_week_freezes_the_dial_and_a_rerun_reads_the_same(
    settings: Settings, lay_out: Callable[..., None], random_world: Any, make: Any
) -> None:
    """Turned to 0.9 in the first week and to 0.1 in the second: each week keeps its own, whatever comes later."""
    settings = settings.model_copy(update={"slate_size": 5})
    world, later = random_world(2), next_week(WEEK)
    world = replace(world, rules=[], proposals=[], verdicts={})
    who = make.listener(1)
    for week, value in ((WEEK, 0.9), (later, 0.1)):
        lay_out(world, week=week)
        with db.transaction(settings) as connection:  # frozen anew, with the dial
            db.execute(connection, "delete from recs.week_frozen where week = %s", [week])
        moment = week_start(week).replace(hour=12)
        set_dial(settings.model_copy(update={"clock": moment.isoformat()}), who, value)
        freeze_week(settings, week, [who])
        make_slates(settings, week, [who])
    with db.transaction(settings) as connection:
        slates = db.rows(
            connection, "select payload -> 'dial' as dial from recs.evidence where kind = 'slate' order by week"
        )
        steps = db.rows(connection, "select week, delta from recs.rerank_step where step = 'dial' and delta <> 0")
        db.execute(connection, "update recs.edition set state = 'explained'")
    assert [0.9, 0.1] == [row["dial"] for row in slates]
    assert steps
    assert all((row["delta"] > 0) == (row["week"] == WEEK) for row in steps)
    assert 1 == make_slates(settings, WEEK, [who])  # compares every table


@pytest.mark.db
@pytest.mark.parametrize("value", [-0.1, 1.1, float("nan")])
def test_a_dial_beyond_its_ends_is_refused(settings: Settings, make: Any, value: float) -> None:
    with pytest.raises(BadInputError, match="the dial goes from 0"):
        set_dial(settings, make.listener(1), value)
