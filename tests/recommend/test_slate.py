"""A slate in arrays: what it is made of, what may not be on it, and planted truth about talk."""

import math
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as fewer
from hypothesis import strategies as st

from pipelines.recommend.editions import edition_rows, hash_tables
from pipelines.recommend.parts import Part
from pipelines.recommend.score import TERMS
from pipelines.recommend.scored import score_pool
from pipelines.recommend.slate import compute_slate, playable_reach, role_of
from pipelines.settings import Settings


@given(seed=st.integers(0, 10_000), kept=st.sampled_from([1, 3, 20]))
@fewer(max_examples=30, deadline=None)
def test_parts_add_up_term_by_term(
    random_world: Any, pure_settings: Callable[..., Settings], seed: int, kept: int
) -> None:
    world = random_world(seed)
    computed = compute_slate(world.catalogue(), world.taste(), pure_settings(own_things_kept=kept))
    for row, parts in zip(computed.selection.order, computed.parts, strict=True):
        for column, term in enumerate(TERMS):
            summed = math.fsum(part.value for part in parts if part.term == term)
            assert abs(summed - computed.scored.terms[row, column]) < 1e-12
        assert abs(math.fsum(part.value for part in parts) - computed.scored.scores[row]) < 1e-12
        assert len([part for part in parts if part.term == "own"]) <= kept + 1


@given(seed=st.integers(0, 10_000))
@fewer(max_examples=20, deadline=None)
def test_nothing_owned_is_a_candidate_and_the_same_inputs_give_the_same_rows(
    random_world: Any, make: Any, pure_settings: Callable[..., Settings], seed: int
) -> None:
    settings = pure_settings(slate_size=6)
    world = random_world(seed)
    owned = {one["group_id"] for one in world.tracks for _, r in world.own if one["recording_id"] == make.recording(r)}
    tables = []
    for _ in range(2):
        catalogue, taste = world.catalogue(), world.taste()
        tables.append(edition_rows(catalogue, taste, compute_slate(catalogue, taste, settings), settings))
    assert set() == owned & {row["group_id"] for row in tables[0]["candidate"]}
    assert hash_tables(tables[0]) == hash_tables(tables[1])


def test_the_six_terms_are_what_the_formula_says(make: Any, pure_settings: Callable[..., Settings]) -> None:
    """One own thing, new, in one playlist: w = 1. Candidate 2: S 0.5; cosine 0.8 x 0.10; trend 0.6 x fit 1 x 1.0;
    jazz preferred with 0.5 x 0.5; verdict 0.4 x 0.35; 99 listeners: -0.01 x log 100.
    """
    jazz = [{"name": "jazz", "weight": 1.0}]
    world = make.World(
        tracks=[make.track(1, genres=jazz), make.track(2, genres=jazz, listener_count=99)],
        own={(1, 1): 0.0},
        similar={(1, 2): 0.5},
        vectors={1: [1.0, 0.0], 2: [0.8, 0.6]},
        talk={2: make.talk(0.6, make.post(1, 1.0))},
        rules=[make.rule(1, "prefer", "genre", "jazz", 0.5)],
        proposals=[make.Proposal(1, make.recording(2), 0.4)],
    )
    scored = score_pool(world.catalogue(), world.taste(), pure_settings())
    expected = [0.5, 0.10 * 0.8, 1.0 * 0.6, 0.5 * 0.5, 0.35 * 0.4, -0.01 * math.log(100)]
    assert expected == pytest.approx(scored.terms[0].tolist(), abs=1e-15)
    assert math.fsum(expected) == pytest.approx(scored.scores[0], abs=1e-15)


def test_an_unknown_popularity_is_the_median(make: Any, pure_settings: Callable[..., Settings]) -> None:
    """Known counts 9, 99, 999: the unknown one counts as 99."""
    counts = {2: 9, 3: 99, 4: 999, 5: None}
    world = make.World(
        tracks=[make.track(1), *(make.track(n, listener_count=count) for n, count in counts.items())],
        own={(1, 1): 0.0},
        similar=dict.fromkeys([(1, 2), (1, 3), (1, 4), (1, 5)], 0.5),
    )
    popularity = score_pool(world.catalogue(), world.taste(), pure_settings()).terms[:, TERMS.index("popularity")]
    assert [-0.01 * math.log(n) for n in (10, 100, 1000, 100)] == pytest.approx(popularity.tolist())


def test_an_artist_who_bursts_reaches_those_whose_taste_fits_and_no_others(
    make: Any, pure_settings: Callable[..., Settings]
) -> None:
    """Song 9 (jazz, talked about) is like nothing. Beside candidates of 0.3 it has 0.6 x fit: 0.6 for a jazz
    listener, 0 for a techno listener; without the talk it is no candidate at all.
    """

    def slate_of(genre: str, *, spoken: bool) -> list[Any]:
        jazz, own = [{"name": "jazz", "weight": 1.0}], [{"name": genre, "weight": 1.0}]
        world = make.World(
            tracks=[
                make.track(1, genres=own),
                *(make.track(n, genres=own) for n in range(2, 6)),
                make.track(9, genres=jazz),
            ],
            own={(1, 1): 0.0},
            similar={(1, n): 0.3 for n in range(2, 6)},
            talk={9: make.talk(1.0, make.post(1, 1.0))} if spoken else {},
        )
        catalogue = world.catalogue()
        computed = compute_slate(catalogue, world.taste(), pure_settings(slate_size=3))
        return [catalogue.ids[computed.scored.candidates.pool.rows[row]] for row in computed.selection.order]

    assert make.recording(9) == slate_of("jazz", spoken=True)[0]
    assert make.recording(9) not in slate_of("techno", spoken=True)
    assert make.recording(9) not in slate_of("jazz", spoken=False)


def test_sources_and_places_are_recorded_and_the_pool_is_cut_by_pre_score(
    make: Any, pure_settings: Callable[..., Settings]
) -> None:
    """Candidates 2, 3, 4 with S 0.2, 0.9, 0.5 and a pool of 2: 3 and 4 stay, first and second of the source; proposal
    2 stays too when asked for.
    """
    world = make.World(
        tracks=[make.track(n) for n in range(1, 5)],
        own={(1, 1): 0.0},
        similar={(1, 2): 0.2, (1, 3): 0.9, (1, 4): 0.5},
    )
    found = score_pool(world.catalogue(), world.taste(), pure_settings(candidate_pool=2)).candidates
    assert [2, 3] == found.pool.rows.tolist()
    assert [1, 2] == found.place_in_source["similar"].tolist()
    assert 2 == found.found_count
    world.proposals = [make.Proposal(1, make.recording(2), 0.1)]
    found = score_pool(world.catalogue(), world.taste(), pure_settings(candidate_pool=2)).candidates
    assert [1, 2] == found.pool.rows.tolist()
    assert [1, 0] == found.place_in_source["proposal"].tolist()


def test_an_exclude_rule_keeps_songs_out_and_says_which(make: Any, pure_settings: Callable[..., Settings]) -> None:
    """A wish for no rap keeps 3 out although rap is only its lesser genre; 2 stays."""
    both = [{"name": "jazz", "weight": 0.7}, {"name": "rap", "weight": 0.3}]
    world = make.World(
        tracks=[make.track(1), make.track(2), make.track(3, genres=both)],
        own={(1, 1): 0.0},
        similar={(1, 2): 0.2, (1, 3): 0.9},
        rules=[make.rule(1, "exclude", "genre", "rap")],
    )
    found = score_pool(world.catalogue(), world.taste(), pure_settings()).candidates
    assert [1] == found.pool.rows.tolist()
    assert [[2]] == [rows.tolist() for rows in found.kept_out]


def test_a_role_follows_the_largest_reasons() -> None:
    def role(**values: float) -> str:
        return role_of([Part(term, "other", term, value) for term, value in values.items()])

    assert "trend" == role(own=0.75, trend=0.25)
    assert "wish" == role(own=0.75, wish=0.25)
    assert "core" == role(own=0.5, sound=0.5, popularity=-0.3)
    assert "core" == role(own=0.76, trend=0.24)
    assert "core" == role(own=0.76, wish=0.24)
    assert "stretch" == role(own=0.49, sound=0.51)
    assert "stretch" == role(own=0.1, sound=0.9)
    assert "discovery" == role(own=0.09, sound=0.91)
    assert "discovery" == role(popularity=-0.1)


def test_a_later_slate_looks_further_than_the_first_one(pure_settings: Callable[..., Settings]) -> None:
    """100, and 30 more a week, at most 300; a larger first look than the most is kept."""
    settings = pure_settings(slate_size=30, playable_pool=100, playable_pool_most=300)
    assert [100, 130, 280, 300, 300] == [playable_reach(weeks, settings) for weeks in (0, 1, 6, 7, 50)]
    assert 500 == playable_reach(9, settings.model_copy(update={"playable_pool": 500}))
