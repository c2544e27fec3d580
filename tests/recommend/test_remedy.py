"""What would bring a song in, held against slates made from the changed world itself, not by the code that said so."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from pipelines.cli.remedies import remedies_in_words
from pipelines.recommend.frozen import Frozen
from pipelines.recommend.remedy import find_remedies
from pipelines.recommend.slate import compute_slate, make_shelf, pick
from pipelines.settings import Settings

SMALL = {"slate_size": 4, "max_per_artist": 1, "playable_pool": 8, "playable_pool_most": 8}
WITH_AMOUNT = ("prefer", "score", "dial", "setting", "proposal")


def freeze(world: Any, settings: Settings, playable: Any = None, dial: float = 0.5) -> Frozen:
    catalogue = world.catalogue()
    taste = replace(world.taste(), dial=dial)
    computed = compute_slate(catalogue, taste, settings, playable)
    rows, novelty = computed.scored.candidates.pool.rows, computed.scored.candidates.novelty
    shelf = make_shelf(catalogue, taste, rows, computed.eligible, settings, novelty)
    return Frozen(catalogue, taste, computed, taste.excluded, shelf)


def with_change(make: Any, world: Any, change: dict[str, Any], track: dict[str, Any]) -> Any:
    """A world that was built with one change to the listener's wishes, proposals or own things."""
    kind, name, amount = change["kind"], change["name"], change["amount"]
    if kind == "without_rule":
        return replace(world, rules=[rule for rule in world.rules if str(rule.rule_id) != name])
    if kind == "prefer":
        return replace(world, rules=[*world.rules, make.rule(90, "prefer", name, change["value"], amount)])
    if kind == "feedback":
        named = sorted(track["genres"], key=lambda genre: (-genre["weight"], genre["name"]))
        wishes = [("artist", str(track["artist_id"]), 0.6), *(("genre", one["name"], 0.3) for one in named[:2])]
        return replace(world, rules=[*world.rules, *(make.rule(90, "prefer", *wish) for wish in wishes)])
    if kind == "proposal":
        judged = {one: found for one, found in world.verdicts.items() if one != track["recording_id"]}
        proposals = [make.Proposal(0, track["recording_id"], amount), *world.proposals]
        return replace(world, proposals=proposals, verdicts=judged)
    if kind == "keep":
        number = next(n for n, one in enumerate(world.tracks, 1) if str(one["recording_id"]) == change["value"])
        return replace(world, own={**world.own, (99, number): 0.0})
    return world


def slate_after(
    make: Any, world: Any, changes: Sequence[dict[str, Any]], song: int, settings: Settings, playable: Any, dial: float
) -> list[int]:
    """Catalogue rows of the slate of a world that was built with the changes; `song` is a catalogue row."""
    track, lift = world.tracks[song], 0.0
    for one in changes:
        world = with_change(make, world, one, track)
        lift = one["amount"] if one["kind"] == "score" else lift
        dial = one["amount"] if one["kind"] == "dial" else dial
        if one["kind"] == "setting":
            amount = one["amount"]
            settings = settings.model_copy(update={one["name"]: int(amount) if amount == int(amount) else amount})
        if one["kind"] == "playable":
            playable = {**playable, track["recording_id"]: "x"}
    made = freeze(world, settings, playable, dial)
    scored = made.computed.scored
    rows = scored.candidates.pool.rows
    order = pick(made.catalogue, scored.candidates, scored.scores + lift * (rows == song), made.shelf, settings).order
    return [int(row) for row in rows[order]]


@hypothesis_settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    seed=st.integers(0, 10_000),
    pool=st.sampled_from([5, 1000]),
    rules=st.sampled_from(
        [[], [("exclude", "genre", "jazz")], [("only", "decade", "1990s")], [("avoid", "genre", "folk")]]
    ),
    plays=st.sampled_from([None, 2, 3]),
    dial=st.sampled_from([0.0, 0.5, 0.9]),
)
def test_what_is_said_to_bring_a_song_in_does(
    make: Any,
    random_world: Callable[..., Any],
    pure_settings: Callable[..., Settings],
    seed: int,
    pool: int,
    rules: Any,
    plays: Any,
    dial: float,
) -> None:
    settings = pure_settings(**SMALL, candidate_pool=pool)
    world = random_world(seed)
    world.rules = [*world.rules, *(make.rule(10 + place, *one) for place, one in enumerate(rules))]
    playable = plays and {make.recording(n): "x" for n in range(1, 41) if n % plays}
    frozen = freeze(world, settings, playable, dial)
    rows = frozen.computed.scored.candidates.pool.rows
    if playable:  # what is not looked up in the edition stays unknown
        playable = {frozen.catalogue.ids[rows[row]]: uri for row, uri in frozen.computed.uris.items()}
    on_slate = rows[frozen.computed.selection.order]
    song = int(np.random.default_rng(seed).choice(np.setdiff1d(np.arange(40), on_slate)))
    remedies = find_remedies(frozen, song, settings)
    assert bool(remedies) != frozen.owned[song]
    for one in remedies:
        if any(change["amount"] is None and change["kind"] in WITH_AMOUNT for change in one["changes"]):
            assert one["position"] is None
        elif not (playable and one["changes"][-1]["kind"] == "score"):  # then who is looked up follows the raised score
            slate = slate_after(make, world, one["changes"], song, settings, playable, dial)
            assert (slate.index(song) + 1 if song in slate else None) == one["position"], one


@pytest.fixture
def told(make: Any, pure_settings: Callable[..., Settings]) -> Callable[..., list[str]]:
    """Lines about one song of a small world: 1 is owned, 2 to 6 are like it, less and less."""

    def tell(number: int, rules: Sequence[Any] = (), **settings: Any) -> list[str]:
        alike = {(1, n): 1.0 - n / 10 for n in range(2, 7)} | {(7, 8): 0.9, (1, 7): 0.35}
        tracks = [make.track(n, artist=2 if n == 3 else n) for n in range(1, 10)]
        world = make.World(tracks=tracks, own={(1, 1): 0.0}, similar=alike, rules=rules)
        one = pure_settings(**{**SMALL, "slate_size": 2, "mmr_diversity": 0.0, **settings})
        return remedies_in_words(
            find_remedies(freeze(world, one), number - 1, one), {make.recording(7): "Song 7 by Artist 7"}
        )

    return tell


def test_each_reason_has_its_means(make: Any, told: Callable[..., list[str]]) -> None:
    """Owned: nothing. Forbidden: without the words. Capped: one more of the artist. Not offered: keep its like."""
    assert told(1) == []
    never = make.rule(1, "exclude", "recording", str(make.recording(2)))
    assert told(2, [never])[0].startswith('without "words 1": it would be at #')
    assert any(line.startswith("max_per_artist 2: it would be") for line in told(3))
    assert any(line.startswith("keeping Song 7 by Artist 7, which is like it: it would") for line in told(8))
    assert "Nothing that was tried brings it in." not in told(9)  # a proposal of the model would
    assert any(line.startswith("slate_size 3: it would") for line in told(5))


def test_a_re_ranking_step_that_keeps_a_song_out_is_named(make: Any, pure_settings: Callable[..., Settings]) -> None:
    """3 sounds like 2, so 4 is taken for it although it scores less; without diversity 3 is."""
    vectors = {1: [0.0, 0.0, 1.0], 2: [1.0, 0.0, 0.0], 3: [1.0, 0.0, 0.0], 4: [0.0, 1.0, 0.0]}
    world = make.World(
        tracks=[make.track(n) for n in range(1, 5)],
        own={(1, 1): 0.0},
        similar={(1, 2): 0.9, (1, 3): 0.8, (1, 4): 0.75},
        vectors=vectors,
    )
    settings = pure_settings(slate_size=2, mmr_diversity=0.9, weight_sound=0.0)
    lines = remedies_in_words(find_remedies(freeze(world, settings), 2, settings), {})
    assert any(line.startswith("without diversity (mmr_diversity 0): it would be at #") for line in lines)
