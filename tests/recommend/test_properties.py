"""What holds in any world: hard rules, no repeats in a year, sums to the last bit, no dependence on order."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st

from pipelines import db
from pipelines.domain.weeks import next_week
from pipelines.recommend.rerun import rerun
from pipelines.recommend.scored import score_pool
from pipelines.recommend.select import select
from pipelines.recommend.slate import make_shelf
from pipelines.recommend.slates import make_slates
from pipelines.recommend.what_if import TriedThing, what_ifs
from pipelines.settings import Settings

RULES = (
    ("genre", "jazz"),
    ("genre", "rock"),
    ("tempo", "slow"),
    ("tempo", "fast"),
    ("decade", "1990s"),
    ("language", "deu"),
    ("explicit", "true"),
    ("artist", "3"),
    ("recording", "5"),
)
SLOW, FAST, VERY_FAST = 90, 120, 150


def has_it(track: dict[str, Any], facet: str, value: str, make: Any, world: Any) -> bool:  # noqa: PLR0911
    """The rule by hand, from the row itself; unknown is no."""
    tempo = track["tempo_bpm"]
    match facet, value:
        case "genre", word:
            return any(word in one["name"].split() for one in track["genres"])
        case "tempo", "slow":
            return tempo is not None and tempo < SLOW
        case "tempo", "fast":
            return tempo is not None and FAST <= tempo < VERY_FAST
        case "decade", _:
            return track["release_year"] in range(1990, 2000)
        case "language", _:
            return track["language"] == value
        case "explicit", _:
            return track["is_explicit"] is True
        case "artist", number:
            return track["artist_id"] == make.artist(int(number))
        case _:
            never = next(one for one in world.tracks if one["recording_id"] == make.recording(int(value)))
            return track["group_id"] == never["group_id"]


def slate_of(world: Any, taste: Any, settings: Settings, eligible: Any = None) -> tuple[Any, Any, Any]:
    """(scores of the pool, selection, catalogue rows of the slate), without parts and what-ifs."""
    catalogue = world.catalogue()
    scored = score_pool(catalogue, taste, settings)
    rows = scored.candidates.pool.rows
    allowed = np.ones(len(rows), dtype=bool) if eligible is None else np.isin(rows, eligible)
    shelf = make_shelf(catalogue, taste, rows, allowed, settings, scored.candidates.novelty)
    selection = select(scored.scores, shelf, scored.candidates.profile, settings)
    return scored.scores, selection, rows[selection.order]


@pytest.mark.slow
@given(seed=st.integers(0, 10**6), data=st.data())
@how(max_examples=1000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_hard_rules_hold_and_every_value_is_the_sum_of_its_steps(
    random_world: Any, make: Any, pure_settings: Callable[..., Settings], seed: int, data: st.DataObject
) -> None:
    """Owned songs, blocked ones, what is not asked for alone, unplayable ones, versions, the limit per artist: each
    checked on the rows by hand.

    And of each song: score + mmr + calibration + freshness + dial, added in this order, is the stored value, bit for
    bit; no other song that might have come in that step has a larger score with deltas that are at most 0.
    """
    world = random_world(seed, tracks=24, playlists=2)
    rng = np.random.default_rng(seed)
    for track in world.tracks:
        track["language"] = str(rng.choice(["deu", "eng"])) if rng.random() < 0.7 else None
        track["is_explicit"] = bool(rng.random() < 0.5) if rng.random() < 0.7 else None
    blocked = data.draw(st.lists(st.sampled_from(RULES), unique=True, max_size=3))
    alone = data.draw(st.lists(st.sampled_from(RULES[:-1]), unique=True, max_size=2)) if seed % 2 else []
    named = {"artist": lambda n: str(make.artist(int(n))), "recording": lambda n: str(make.recording(int(n)))}
    world.rules = [
        *world.rules,
        *(
            make.rule(10 + place, "exclude", facet, named.get(facet, str)(value))
            for place, (facet, value) in enumerate(blocked)
        ),
        *(
            make.rule(20 + place, "only", facet, named.get(facet, str)(value))
            for place, (facet, value) in enumerate(alone)
        ),
    ]
    world.excluded = data.draw(st.lists(st.integers(1, 24), max_size=4))
    playable = data.draw(st.none() | st.sets(st.integers(0, 23)))
    settings = pure_settings(slate_size=data.draw(st.integers(1, 10)), max_per_artist=data.draw(st.integers(1, 2)))
    recent = {make.artist(n): (1, 3) for n in data.draw(st.sets(st.integers(1, 8), max_size=4))}
    dial = data.draw(st.sampled_from([0.5, 0.0, 0.3, 1.0]))
    taste = replace(world.taste(), recent_artists=recent, dial=dial)
    scores, selection, rows = slate_of(world, taste, settings, None if playable is None else sorted(playable))

    songs = [world.tracks[row] for row in rows]
    owned = {make.recording(r) for _, r in world.own} | {make.recording(r) for r in world.excluded}
    owned_groups = {one["group_id"] for one in world.tracks if one["recording_id"] in owned}
    assert not owned_groups & {song["group_id"] for song in songs}
    for facet, value in blocked:
        assert not [song for song in songs if has_it(song, facet, value, make, world)], (facet, value)
    for facet in {facet for facet, _ in alone}:
        values = [value for other, value in alone if other == facet]
        assert all(any(has_it(song, facet, value, make, world) for value in values) for song in songs), values
    assert playable is None or set(rows.tolist()) <= playable
    assert len({song["group_id"] for song in songs}) == len(songs) <= settings.slate_size
    artists = [song["artist_id"] for song in songs]
    assert all(artists.count(one) <= settings.max_per_artist for one in artists)

    steps = (selection.mmr, selection.calibration, selection.freshness, selection.dial)
    value = scores[selection.order]
    for step in steps:
        value = value + step
    assert selection.value.tolist() == value.tolist()
    assert list(range(1, len(songs) + 1)) == selection.picked.tolist()
    assert np.all(selection.mmr <= 0)
    assert np.all(selection.freshness <= 0)
    assert [one in recent for one in artists] == (selection.freshness < 0).tolist()


@pytest.mark.slow
@given(seed=st.integers(0, 10**6), data=st.data())
@how(max_examples=500, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_deleting_any_own_thing_and_rerunning_gives_the_predicted_ranks_and_slate(
    random_world: Any, make: Any, pure_settings: Callable[..., Settings], seed: int, data: st.DataObject
) -> None:
    """Any own thing, in one or two playlists, a large part of some song or none of any; with any dial and few or many
    nearest own things. The re-run scores the pool for a listener who never had it.
    """
    settings = pure_settings(slate_size=6, sound_neighbours=data.draw(st.sampled_from([1, 3, 50])))
    world = random_world(seed, tracks=24, playlists=2)
    dial = data.draw(st.sampled_from([0.5, 0.1, 1.0]))
    catalogue, taste = world.catalogue(), replace(world.taste(), dial=dial)
    scored = score_pool(catalogue, taste, settings)
    rows = scored.candidates.pool.rows
    eligible = np.ones(len(rows), dtype=bool)
    shelf = make_shelf(catalogue, taste, rows, eligible, settings, scored.candidates.novelty)
    slate = select(scored.scores, shelf, scored.candidates.profile, settings).order
    thing = data.draw(st.integers(0, len(scored.weights.things) - 1))
    recording_id = catalogue.ids[scored.weights.things[thing]]
    tried = [TriedThing(thing, str(recording_id), np.ones(len(slate), dtype=bool))]
    own_genres = catalogue.genres[scored.weights.things]
    pool, terms, weights = scored.candidates.pool, scored.terms, scored.weights
    found = what_ifs(pool, terms, weights, own_genres, taste.rules, shelf, slate, settings, tried)
    (predicted,) = [one for one in found if one.kind == "own_thing"]

    reduced = replace(world.taste(without_recording=recording_id.int & 0xFFFF), dial=dial)
    assert len(reduced.interactions.recordings) < len(taste.interactions.recordings)
    again = rerun(catalogue, scored, reduced, eligible, settings)
    ids = [catalogue.ids[row] for row in rows[slate]]
    assert [again.ranks[song] for song in ids] == predicted.ranks.tolist()
    assert [song in again.slate for song in ids] == predicted.on_slate.tolist()


@pytest.mark.db
def test_a_year_of_slates_has_no_repeat_in_any_version(
    settings: Settings, lay_out: Callable[..., None], random_world: Any, make: Any
) -> None:
    """52 stored weeks of 3 from 500 recordings with versions, of which each week knows other ones; all of them full.

    Nothing but what the weeks before have stored says what came already: which songs, and whose artists rest.
    """
    settings = settings.model_copy(update={"slate_size": 3, "candidate_pool": 200})
    whole = replace(random_world(52, tracks=500), vectors={}, talk={}, ranges={})
    week, came, artists = "2026-W01", set[Any](), set[Any]()
    for number in range(52):
        known = np.random.default_rng(number).random(len(whole.tracks)) < 0.8
        kept = {one["recording_id"] for one, is_known in zip(whole.tracks, known, strict=True) if is_known}
        lay_out(only(whole, kept, make), week=week, first_week="2026-W01")
        make_slates(settings, week, [make.listener(1)])
        with db.transaction(settings) as connection:
            sql = """
                select song.group_id, song.artist_id, step.delta
                from recs.slate_song as song join recs.rerank_step as step using (week, recording_id)
                where song.week = %s and step.step = 'freshness'
            """
            songs = db.rows(connection, sql, [week])
        assert not {one["group_id"] for one in songs} & came, week
        assert [one["artist_id"] in artists for one in songs] == [one["delta"] < 0 for one in songs]
        came |= {one["group_id"] for one in songs}
        artists |= {one["artist_id"] for one in songs}
        week = next_week(week)
    assert 52 * 3 == len(came)


def only(world: Any, kept: set[Any], make: Any) -> Any:
    """The part of a world with some recordings only."""

    def is_kept(number: int) -> bool:
        return make.recording(number) in kept

    return replace(
        world,
        tracks=[one for one in world.tracks if one["recording_id"] in kept],
        own={key: age for key, age in world.own.items() if is_kept(key[1])},
        similar={pair: value for pair, value in world.similar.items() if all(map(is_kept, pair))},
        vectors={number: vector for number, vector in world.vectors.items() if is_kept(number)},
        listings={number: [one for one in songs if is_kept(one)] for number, songs in world.listings.items()},
    )


@given(seed=st.integers(0, 10**6))
@how(max_examples=100, deadline=None)
def test_another_order_of_rows_gives_the_same_slate(
    random_world: Any, make: Any, pure_settings: Callable[..., Settings], seed: int
) -> None:
    """Every recording, artist, song and playlist gets another number, so all rows stand elsewhere; similarities are
    all distinct, so that no tie is left to be broken by ids. Same songs, same steps, scores within 1e-12.
    """
    settings = pure_settings(slate_size=8)
    rng = np.random.default_rng(seed)
    world = random_world(seed, tracks=30)
    world.similar = {
        (a, b): min(0.99, value + 0.1 * float(rng.random())) for (a, b), value in world.similar.items() if a < b
    }
    other, number_of = renumbered(world, rng, make)
    recent = {make.artist(1): (1,), make.artist(4): (2, 3)}
    first_scores, first, first_rows = slate_of(world, replace(world.taste(), recent_artists=recent), settings)
    recent = {number_of["artist"](artist): ages for artist, ages in recent.items()}
    scores, second, rows = slate_of(other, replace(other.taste(), recent_artists=recent), settings)
    mapped = [number_of["recording"](world.tracks[row]["recording_id"]) for row in first_rows]
    assert mapped == [other.tracks[row]["recording_id"] for row in rows]
    assert np.allclose(first_scores[first.order], scores[second.order], rtol=0, atol=1e-12)
    assert np.allclose(first.value, second.value, rtol=0, atol=1e-9)


def renumbered(world: Any, rng: Any, make: Any) -> tuple[Any, dict[str, Callable[[Any], Any]]]:
    """The same world under other ids, its rows in the order of those."""
    kinds = {"recording": make.recording, "artist": make.artist, "group": make.group}
    shuffled = {kind: [0, *(1 + rng.permutation(99)).tolist()] for kind in (*kinds, "playlist")}

    def new_id(kind: str, old: Any) -> Any:
        return kinds[kind](shuffled[kind][old.int & 0xFFFF])

    def new(number: int) -> int:
        return shuffled["recording"][number]

    number_of = {kind: partial(new_id, kind) for kind in kinds}
    tracks = [{**one, **{f"{kind}_id": number_of[kind](one[f"{kind}_id"]) for kind in kinds}} for one in world.tracks]
    other = replace(
        world,
        tracks=sorted(tracks, key=lambda one: one["recording_id"]),
        own={(shuffled["playlist"][p], new(r)): age for (p, r), age in world.own.items()},
        similar={(new(a), new(b)): value for (a, b), value in world.similar.items()},
        vectors={new(number): vector for number, vector in world.vectors.items()},
        listings={number: [new(one) for one in songs] for number, songs in world.listings.items()},
        talk={shuffled["artist"][number]: spoken for number, spoken in world.talk.items()},
        proposals=[replace(one, recording_id=number_of["recording"](one.recording_id)) for one in world.proposals],
        verdicts={number_of["recording"](one): found for one, found in world.verdicts.items()},
    )
    return other, number_of
