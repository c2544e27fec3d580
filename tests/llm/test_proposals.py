"""Proposals: each becomes a real recording, or is dropped and says why."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from pipelines import db
from pipelines.llm.proposal_inputs import KnownListener, OpenCatalogue, is_excluded
from pipelines.llm.proposals import proposal_questions, propose
from pipelines.release import release
from pipelines.sandbox.scripted_proposals import proposals as scripted

if TYPE_CHECKING:
    from uuid import UUID

    from pipelines.settings import Settings
    from tests.llm.conftest import Model, World

WEEK = "2026-W47"
ROWS = "select * from recs.proposal order by proposal_number"


def proposal(song: str, verdict: int = 50, steps: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    return {"song": song, "steps": steps or [], "verdict": verdict}


def insert(world: World, table: str, row: dict[str, Any]) -> None:
    with db.transaction(world.settings) as connection:
        db.insert_rows(connection, table, [row])


@pytest.fixture
def profile(world: World) -> None:
    """Ada: half dream pop, all calm; owns Quick Sun by group and Old Tune by hash; wants no hip hop."""
    group = world.rows("select group_id from marts.dim_track where title = 'Quick Sun'")[0]["group_id"]
    key = {"week": WEEK, "listener_id": world.listener}
    for facet, value, share in (("genre", "dream pop", 0.5), ("genre", "folk", 0.2), ("mood", "calm", 1.0)):
        insert(
            world,
            "marts.listener_profile",
            {**key, "facet": facet, "value": value, "share": share, "recording_count": 3},
        )
    insert(world, "marts.listener_exclusion", {**key, "group_id": group, "song_hash": None})
    insert(world, "marts.listener_exclusion", {**key, "group_id": None, "song_hash": "h1"})
    insert(
        world,
        "identity.song_hash",
        {"recording_id": world.songs["Old Tune"], "song_hash": "h1", "known_at": "2026-11-01Z"},
    )
    insert(
        world,
        "recs.rule",
        {
            **key,
            "rule_id": world.listener,
            "origin": "wish",
            "event_id": world.listener,
            "effect": "exclude",
            "facet": "genre",
            "value": "hip hop",
            "strength": 1.0,
            "words": "no rap",
            "parser": "rules",
        },
    )


@pytest.mark.usefixtures("profile")
def test_each_proposal_has_an_outcome(with_model: Settings, model: Model, world: World) -> None:
    model.answers = lambda _: {
        "proposals": [
            proposal("wet paint|Slow Rain (Live)", 70),
            proposal("Nobody At All|Nothing"),
            proposal("Wet Paint|Quick Sun"),
            proposal("The Elsewheres | Old Tune"),
            proposal("Cold Harbor|Loud Night"),
            proposal("s2", -700),
            proposal("WET PAINT|slow rain", 10),
            proposal("s1", 10),  # the same song by its id
            proposal("s99"),
            proposal("f1"),
        ]
    }
    assert propose(with_model, WEEK, [world.listener]) == 6
    rows = world.rows(ROWS)
    assert [row["outcome"] for row in rows] == ["resolved", "unknown", "owned", "owned", "excluded", "resolved"]
    assert next(row["recording_id"] for row in rows) == world.songs["Slow Rain"]
    assert [row["verdict"] for row in rows if row["outcome"] == "resolved"] == [0.7, -1.0]
    assert all(row["recording_id"] is None for row in rows if row["outcome"] != "resolved")


@pytest.mark.usefixtures("profile")
def test_a_song_of_an_earlier_slate_is_delivered(with_model: Settings, model: Model, world: World) -> None:
    track = world.rows("select * from marts.dim_track where title = 'Slow Rain'")[0]
    slate = {
        "listener_id": world.listener,
        "edition": 1,
        "position": 1,
        "recording_id": track["recording_id"],
        "group_id": track["group_id"],
    }
    slate |= {"artist_id": track["artist_id"], "score": 1.0, "rank": 1, "role": "core", "spotify_uri": None}
    insert(world, "recs.slate_song", {**slate, "week": "2026-W46"})
    model.answers = lambda _: {"proposals": [proposal("Wet Paint|Slow Rain")]}
    propose(with_model, WEEK, [world.listener])
    assert [row["outcome"] for row in world.rows(ROWS)] == ["delivered"]


@pytest.mark.usefixtures("profile")
def test_the_request_offers_new_songs_only_and_the_same_rows_come_again(
    with_model: Settings, model: Model, world: World
) -> None:
    """Of five songs two are owned and one is excluded: two are offered. A second run asks nothing."""
    model.answers = lambda body: scripted(json.loads(body["input"]))
    propose(with_model, WEEK, [world.listener])
    inputs = json.loads(model.requests[0]["input"])
    assert [row.split("|")[:3] for row in inputs["songs"]] == [
        ["s1", "Wet Paint", "Slow Rain"],
        ["s2", "Cold Harbor", "Soft Noon"],
    ]
    assert inputs["profile"] == {"genre": "f1 dream pop 50%, f2 folk 20%", "mood": "f3 calm 100%"}
    first = world.rows(ROWS)
    propose(with_model, WEEK, [world.listener])
    assert world.rows(ROWS) == first
    assert len(model.requests) == 1


@pytest.mark.usefixtures("profile")
def test_the_scripted_model_makes_up_one_song_that_is_dropped(with_model: Settings, model: Model, world: World) -> None:
    model.answers = lambda body: scripted(json.loads(body["input"]))
    propose(with_model, WEEK, [world.listener])
    outcomes = [row["outcome"] for row in world.rows(ROWS)]
    assert sorted(outcomes) == ["resolved", "resolved", "unknown"]
    steps = [step for row in world.rows(ROWS) for step in row["steps"]]
    assert "genre:dream pop" in {one for step in steps for one in step["evidence_ids"]}
    assert not any("critics" in step["step"] for step in steps)


@pytest.mark.usefixtures("profile")
def test_steps_rest_on_evidence_of_the_request_in_plain_words(with_model: Settings, model: Model, world: World) -> None:
    steps = [
        {"cites": cites, "text": text, "speaks": "for"}
        for cites, text in (
            (["f1", "f1"], "it is what you play"),
            (["f1"], "it is what you play"),
            (["f99"], "it is what you play"),
            ([], "it is what you play"),
            (["s2"], "it is calm"),
            (["f1"], "it is 50 % of what you play"),
            (["s1"], "see [this](https://example.org)"),
            (["s1"], "you will like Bob"),
            (["s1"], "the best of wet paint"),
            (["s1"], "it is so good " * 10),
            (["s1"], "it is \u202egood"),
            (["s1"], " "),
        )
    ]
    model.answers = lambda _: {"proposals": [proposal("s1", steps=steps[:6]), proposal("s2", steps=steps[6:])]}
    propose(with_model, WEEK, [world.listener])
    assert [row["steps"] for row in world.rows(ROWS)] == [
        [{"evidence_ids": ["genre:dream pop"], "step": "it is what you play", "verdict": "for"}],
        [],
    ]


@pytest.mark.usefixtures("profile")
def test_a_step_names_nobody_whom_a_rule_names(with_model: Settings, model: Model, world: World) -> None:
    artist = world.rows("select artist_id from marts.dim_track where artist_name = 'The Elsewheres'")[0]["artist_id"]
    rule = world.rows("select * from recs.rule")[0]
    insert(world, "recs.rule", {**rule, "rule_id": artist, "facet": "artist", "value": str(artist)})
    step = {"cites": ["s1"], "text": "better than the elsewheres", "speaks": "for"}
    model.answers = lambda _: {"proposals": [proposal("s1", steps=[step])]}
    propose(with_model, WEEK, [world.listener])
    assert [row["steps"] for row in world.rows(ROWS)] == [[]]


@pytest.mark.usefixtures("profile")
def test_an_offered_song_may_be_called_as_it_is(with_model: Settings, model: Model, world: World) -> None:
    """Its own marks are no markup; a name that the model types may hold none."""
    with db.transaction(world.settings) as connection:
        db.execute(connection, "update marts.dim_track set title = '#1 [Rain]' where title = 'Slow Rain'")
    model.answers = lambda _: {"proposals": [proposal("s1"), proposal("Wet Paint|#1 [Rain]"), proposal("A|*B*")]}
    propose(with_model, WEEK, [world.listener])
    assert [(row["title"], row["outcome"]) for row in world.rows(ROWS)] == [("#1 [Rain]", "resolved")]


@pytest.mark.usefixtures("profile")
def test_a_request_has_the_brief_in_english_alone(with_model: Settings, model: Model, world: World) -> None:
    """Stored answers are found by the bytes of their request: German rows change none, also of an older brief's."""
    old = {"text": "Praise for Wet Paint.", "post_ids": ["t3_a"]}
    german = {"text": "Lob für Wet Paint.", "post_ids": ["t3_a"], "language": "de"}
    insert(world, "recs.trend_brief", {"week": WEEK, "writer": "template", "sentences": db.Json([old])})
    model.answers = lambda _: {"proposals": []}
    propose(with_model, WEEK, [world.listener])
    both = db.Json([german, {**old, "language": "en"}, german])
    with db.transaction(with_model) as connection:
        db.execute(connection, "update recs.trend_brief set sentences = %s", [both])
    (question,) = proposal_questions(with_model, WEEK, [world.listener])
    (asked,) = model.requests
    assert json.loads(asked["input"])["brief"] == {"b1": "Praise for Wet Paint."}
    (stored,) = world.rows("select request_hash from ops.llm_request where room = 'proposals'")
    assert question.request(with_model, asked["model"]).request_hash == stored["request_hash"]


@pytest.mark.usefixtures("profile")
@pytest.mark.parametrize("state", ["scored", "published"])
def test_what_an_edition_was_made_from_stays_when_the_brief_loses_a_sentence(
    with_model: Settings, model: Model, world: World, state: str
) -> None:
    """The request would be another one now: it is not sent, neither by itself nor in a batch, nor without a model."""
    said = {"text": "Praise for Wet Paint.", "post_ids": ["t3_a"]}
    insert(world, "recs.trend_brief", {"week": WEEK, "writer": "template", "sentences": db.Json([said])})
    model.answers = lambda body: scripted(json.loads(body["input"]))
    propose(with_model, WEEK, [world.listener])
    before = world.rows(ROWS)
    edition = {"listener_id": world.listener, "week": WEEK, "edition": 1, "release": release(with_model)}
    sizes = {"pool_size": 1, "playable": 1, "wanted": 1}
    insert(world, "recs.edition", {**edition, **sizes, "state": state, "input_hash": "", "rows_hash": ""})
    with db.transaction(with_model) as connection:
        db.execute(connection, "update recs.trend_brief set sentences = '[]'")
    assert propose(with_model, WEEK, [world.listener]) == 0
    assert proposal_questions(with_model, WEEK, [world.listener]) == []
    silent = with_model.model_copy(update={"openai_base_url": None, "openai_api_key": None})
    assert not silent.has_model
    propose(silent, WEEK, [world.listener])
    assert world.rows(ROWS) == before
    assert len(model.requests) == 1


@pytest.mark.usefixtures("profile")
def test_an_unfinished_edition_of_another_release_is_asked_about_anew(
    with_model: Settings, model: Model, world: World
) -> None:
    model.answers = lambda body: scripted(json.loads(body["input"]))
    edition = {"listener_id": world.listener, "week": WEEK, "edition": 1, "release": "another"}
    sizes = {"pool_size": 1, "playable": 1, "wanted": 1}
    insert(world, "recs.edition", {**edition, **sizes, "state": "scored", "input_hash": "", "rows_hash": ""})
    assert propose(with_model, WEEK, [world.listener]) > 0
    assert propose(with_model, WEEK, [world.listener]) > 0


def test_without_a_model_there_are_no_proposals(settings: Settings, world: World) -> None:
    assert propose(settings, WEEK, [world.listener]) == 0


@pytest.mark.parametrize(
    ("facet", "value", "forbidden"),
    [
        ("decade", "1990s", {"old"}),
        ("years", "..1999", {"old"}),
        ("years", "2000..", {"new"}),
        ("activity", "running", {"new"}),
        ("activity", "sleeping", {"old"}),
        ("activity", "bungee", set()),
        ("tempo", "slow", {"old"}),
    ],
)
def test_what_a_hard_rule_forbids_is_no_proposal(facet: str, value: str, forbidden: set[str]) -> None:
    """As in scoring: of an activity all conditions hold, and an unknown fact never does."""
    facts = {
        "old": (1994, 60.0, 0.1, [{"name": "calm", "weight": 1.0}]),
        "new": (2004, 160.0, 0.9, []),
        "unknown": (None, None, None, []),
    }
    tracks = [
        {"recording_id": name, "release_year": year, "tempo_bpm": bpm, "energy": energy, "moods": moods}
        for name, (year, bpm, energy, moods) in facts.items()
    ]
    rules = [
        {"effect": "exclude", "facet": facet, "value": value},
        {"effect": "prefer", "facet": "years", "value": "..2030"},
    ]
    none: frozenset[UUID] = frozenset()
    known = KnownListener(OpenCatalogue(tracks, []), [], rules, none, none, none)
    assert {one["recording_id"] for one in tracks if is_excluded(one, known)} == forbidden
