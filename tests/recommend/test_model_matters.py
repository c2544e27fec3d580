"""What the model does to a slate: judged beats proposed, the cap, the slate without it, and what it can never do."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import settings as fewer
from hypothesis import strategies as st

from pipelines.recommend.editions import edition_rows
from pipelines.recommend.model_evidence import source_shares
from pipelines.recommend.score import TERMS
from pipelines.recommend.scored import score_pool
from pipelines.recommend.slate import compute_slate
from pipelines.settings import Settings

JUDGEMENT = TERMS.index("judgement")


def judged_world(make: Any, **facts: Any) -> Any:
    """Six songs like own song 1, from 0.60 down to 0.50; a slate of three has 2, 3 and 4."""
    alike = {2: 0.60, 3: 0.58, 4: 0.56, 5: 0.54, 6: 0.52, 7: 0.50}
    return make.World(
        tracks=[make.track(n) for n in range(1, 9)],
        own={(1, 1): 0.0},
        similar={(1, n): value for n, value in alike.items()},
        **facts,
    )


def slate(make: Any, world: Any, settings: Settings) -> tuple[set[int], dict[str, list[dict[str, Any]]]]:
    """Numbers of the songs on the slate, and all rows of the edition."""
    catalogue, taste = world.catalogue(), world.taste()
    rows = edition_rows(catalogue, taste, compute_slate(catalogue, taste, settings), settings)
    return {row["recording_id"].int & 0xFFFF for row in rows["slate_song"]}, rows


def test_a_verdict_lifts_a_song_and_the_slate_without_it_is_stored(
    make: Any, pure_settings: Callable[..., Settings]
) -> None:
    """Song 6 gets 0.52 + 0.2 x 0.9 = 0.70 and takes the place of song 4; song 3 is judged 0 whatever was given."""
    world = judged_world(
        make, verdicts={make.recording(6): make.verdict(0.9), make.recording(3): make.verdict(0.0, 1.0)}
    )
    settings = pure_settings(slate_size=3, weight_judgement=0.2, mmr_diversity=0)
    songs, rows = slate(make, world, settings)
    assert songs == {2, 3, 6}
    assert [row["recording_id"].int & 0xFFFF for row in rows["without_model"]] != []
    assert {row["recording_id"].int & 0xFFFF for row in rows["without_model"]} == {2, 3, 4}
    model = next(row["payload"] for row in rows["evidence"] if row["kind"] == "model")
    assert [one["recording_id"] for one in model["model_songs"]] == [str(make.recording(6))]
    assert [one["by"] for one in model["model_songs"]] == ["judgement"]
    assert [one["recording_id"] for one in model["displaced"]] == [str(make.recording(4))]
    parts = {(row["recording_id"].int & 0xFFFF, row["subject_kind"]): row["value"] for row in rows["score_part"]}
    assert abs(parts[6, "judgement"] - 0.2 * 0.9) < 1e-12
    assert (3, "judgement") not in parts


def test_a_judged_song_counts_as_judged_whatever_it_was_proposed_with(
    make: Any, pure_settings: Callable[..., Settings]
) -> None:
    """Song 8 is like nothing: only its proposal makes it a candidate, and stays its source; its verdict counts."""
    world = judged_world(
        make, proposals=[make.Proposal(1, make.recording(8), 0.9)], verdicts={make.recording(8): make.verdict(-0.5)}
    )
    settings = pure_settings(weight_judgement=0.2)
    catalogue = world.catalogue()
    scored = score_pool(catalogue, world.taste(), settings)
    row = scored.candidates.pool.rows.tolist().index(7)
    assert scored.candidates.place_in_source["proposal"][row] == 1
    assert abs(scored.terms[row, JUDGEMENT] + 0.1) < 1e-12
    assert scored.candidates.place_in_source["proposal"].sum() == 1  # a verdict makes nobody a proposal


def test_no_verdict_counts_for_more_than_the_cap(make: Any, pure_settings: Callable[..., Settings]) -> None:
    world = judged_world(make, verdicts={make.recording(2): make.verdict(1.0), make.recording(3): make.verdict(-1.0)})
    terms = score_pool(world.catalogue(), world.taste(), pure_settings(weight_judgement=0.4, judgement_cap=0.25)).terms
    assert np.allclose(terms[:2, JUDGEMENT], [0.1, -0.1], atol=1e-15)


@given(seed=st.integers(0, 10_000))
@fewer(max_examples=25, deadline=None)
def test_the_slate_without_the_model_is_that_of_a_listener_whom_it_was_never_asked_about(
    random_world: Any, make: Any, pure_settings: Callable[..., Settings], seed: int
) -> None:
    settings = pure_settings(slate_size=6)
    world = random_world(seed)
    bare = replace(world, proposals=[], verdicts={})
    _, with_it = slate(make, world, settings)
    _, without = slate(make, bare, settings)
    assert without["without_model"] == []
    names = ("position", "recording_id", "group_id", "artist_id", "score")
    assert with_it["without_model"] == [{name: row[name] for name in names} for row in without["slate_song"]]


@given(seed=st.integers(0, 10_000))
@fewer(max_examples=25, deadline=None)
def test_no_verdict_brings_in_what_is_owned_or_forbidden(
    random_world: Any, make: Any, pure_settings: Callable[..., Settings], seed: int
) -> None:
    """A model that is all for everything: every song of the world proposed and judged 1."""
    world = random_world(seed)
    world.rules = [*world.rules, make.rule(9, "exclude", "genre", "folk")]
    ids = [track["recording_id"] for track in world.tracks]
    world.proposals = [make.Proposal(number, one, 1.0) for number, one in enumerate(ids, start=1)]
    world.verdicts = dict.fromkeys(ids, make.verdict(1.0))
    catalogue, taste = world.catalogue(), world.taste()
    pool = score_pool(catalogue, taste, pure_settings()).candidates.pool
    assert not taste.excluded[pool.rows].any()
    assert all(all(one["name"] != "folk" for one in world.tracks[row]["genres"]) for row in pool.rows)


@given(seed=st.integers(0, 10_000))
@fewer(max_examples=15, deadline=None)
def test_source_shares_sum_to_one(random_world: Any, pure_settings: Callable[..., Settings], seed: int) -> None:
    world = random_world(seed)
    shares = source_shares(compute_slate(world.catalogue(), world.taste(), pure_settings(slate_size=6)))
    assert abs(sum(shares.values()) - 1.0) < 1e-12
    assert min(shares.values()) >= 0
