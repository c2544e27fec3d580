"""Judgement of a shortlist: every answer has an outcome, and only what its steps carry counts."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest

from pipelines import db
from pipelines.llm.judgements import judge, judgement_questions
from pipelines.sandbox.scripted_judgement import NOT_ASKED
from pipelines.sandbox.scripted_judgement import judgement as scripted

if TYPE_CHECKING:
    from pipelines.settings import Settings
    from tests.llm.conftest import Model, World

pytestmark = pytest.mark.db
WEEK = "2026-W47"
ROWS = "select * from recs.judgement order by answer_number"
FACTS: dict[str, Any] = {
    "artist_name": "Wet Paint",
    "moods": ["calm"],
    "tempo": "slow",
    "decade": None,
    "near": {},
    "wishes": {},
    "mention_count": 0,
    "usual_mentions": None,
    "is_new_artist": True,
    "listener_count": None,
    "shares": {"own": 1.0},
}


@pytest.fixture
def shortlist(world: World) -> None:
    """Five songs, the first two dream pop; a listener of dream pop who asked for folk, which only the fifth is."""
    key = {"week": WEEK, "listener_id": world.listener}
    genres = ["dream pop", "dream pop", "techno", "ambient", "folk"]
    songs = [
        {
            **key,
            "song_id": f"s{number}",
            "recording_id": UUID(int=number),
            "facts": db.Json({**FACTS, "title": f"Song {number}", "genres": [genre], "wishes": wishes}),
        }
        for number, (genre, wishes) in enumerate(zip(genres, [{}, {}, {}, {}, {"w1": 0.6}], strict=True), start=1)
    ]
    evidence = [
        {
            **key,
            "evidence_id": "f1",
            "kind": "profile",
            "payload": {"facet": "genre", "value": "dream pop", "share": 0.7},
        },
        {**key, "evidence_id": "f2", "kind": "profile", "payload": {"facet": "mood", "value": "calm", "share": 0.5}},
        {
            **key,
            "evidence_id": "w1",
            "kind": "wish",
            "payload": {"effect": "prefer", "facet": "genre", "value": "folk"},
        },
    ]
    with db.transaction(world.settings) as connection:
        db.insert_rows(connection, "recs.shortlist", songs)
        rows = [{**row, "payload": db.Json(row["payload"])} for row in evidence]
        db.insert_rows(connection, "recs.shortlist_evidence", rows)


def step(name: str, inference: str, speaks: str, *cites: str) -> dict[str, Any]:
    return {"id": name, "cites": list(cites), "inference": inference, "speaks": speaks, "text": "so it seems"}


def said(song: str, verdict: int, *steps: str) -> dict[str, Any]:
    return {"song": song, "verdict": verdict, "steps": list(steps)}


@pytest.mark.usefixtures("shortlist")
def test_each_answer_has_an_outcome_and_only_what_its_steps_carry_counts(
    with_model: Settings, model: Model, world: World
) -> None:
    """A step is said once: a fact that it cites is that of each song it is said of."""
    steps = [
        step("a", "fits_genre", "for", "f1"),
        step("b", "talked_about", "for", "talk"),
        step("c", "fits_mood", "for", "f9"),
        step("d", "new_artist", "neutral", "new"),
        step("e", "new_artist", "neutral", "s2.new"),
        step("a", "new_artist", "against", "new"),  # the first of that id counts
    ]
    songs = [
        said("s1", 750, "a", "b", "a"),  # 750 is bounded to 100
        said("s2", -80, "a", "z"),
        said("s3", 90, "a", "c"),
        said("s1", -100, "d"),
        said("s77", 100, "a"),
        said("s4", 0, "d", "e"),
    ]
    model.answers = lambda _: {"steps": steps, "songs": songs}
    assert judge(with_model, WEEK, [world.listener]) == 4
    rows = world.rows(ROWS)
    told = [(row["song_id"], row["outcome"], row["verdict_given"], row["verdict"], row["dropped"]) for row in rows]
    assert told == [
        ("s1", "supported", 1.0, 1.0, ["does_not_follow", "said_before"]),
        ("s2", "contradicted", -0.8, 0.0, ["unknown_step"]),
        ("s3", "unsupported", 0.9, 0.0, ["does_not_follow", "unknown_id"]),
        ("s1", "duplicate", -1.0, 0.0, []),
        ("s77", "unknown", 1.0, 0.0, []),
        ("s4", "supported", 0.0, 0.0, ["other_song"]),
        ("s5", "missing", None, 0.0, []),
    ]
    assert [row["recording_id"] for row in rows if row["outcome"] in ("duplicate", "unknown")] == [None, None]
    cited = {"id": "f1", "kind": "profile", "facet": "genre", "value": "dream pop", "share": 0.7}
    assert rows[0]["steps"] == [{"inference": "fits_genre", "speaks": "for", "text": "so it seems", "cites": [cited]}]
    new = {"id": "s4.new", "kind": "song", "fact": "new", "says": True}
    assert [one["cites"] for one in rows[5]["steps"]] == [[new]]


@pytest.mark.usefixtures("shortlist")
def test_a_second_judgement_asks_nothing_and_gives_the_same_rows(
    with_model: Settings, model: Model, world: World
) -> None:
    model.answers = lambda body: scripted(json.loads(body["input"]))
    judge(with_model, WEEK, [world.listener])
    first = world.rows(ROWS)
    judge(with_model, WEEK, [world.listener])
    assert world.rows(ROWS) == first
    assert len(model.requests) == 1
    assert judgement_questions(with_model, WEEK, [world.listener])[0].inputs == json.loads(model.requests[0]["input"])


@pytest.mark.usefixtures("shortlist")
def test_the_scripted_judge_goes_by_what_it_sees_and_errs_on_purpose(
    with_model: Settings, model: Model, world: World
) -> None:
    """The wished-for folk comes first; an unsupported step, an id and a song that are not there, a song twice.

    A song of which it would say little either way is left out.
    """
    model.answers = lambda body: scripted(json.loads(body["input"]))
    judge(with_model, WEEK, [world.listener])
    rows = world.rows(ROWS)
    given = {
        row["song_id"]: row["verdict_given"] or 0.0 for row in rows if row["outcome"] not in ("duplicate", "unknown")
    }
    assert given["s5"] > max(given["s1"], given["s2"]) > max(given["s3"], given["s4"])
    assert {"does_not_follow", "unknown_id"} <= {one for row in rows for one in row["dropped"]}
    outcomes = [row["outcome"] for row in rows]
    assert outcomes.count("duplicate") == outcomes.count("unknown") == 1
    assert [row["song_id"] for row in rows if row["outcome"] == "unknown"] == [NOT_ASKED]


@pytest.mark.usefixtures("shortlist")
@pytest.mark.parametrize("answer", ["I would rather not.", {"steps": [], "songs": [{"song": "s1"}]}])
def test_without_a_valid_answer_there_are_no_verdicts(
    with_model: Settings, model: Model, world: World, answer: Any
) -> None:
    model.answers = lambda _: answer
    assert judge(with_model, WEEK, [world.listener]) == 0
    assert world.rows(ROWS) == []


@pytest.mark.usefixtures("shortlist")
def test_without_a_model_old_verdicts_go(settings: Settings, with_model: Settings, model: Model, world: World) -> None:
    model.answers = lambda body: scripted(json.loads(body["input"]))
    judge(with_model, WEEK, [world.listener])
    assert world.rows(ROWS) != []
    judge(settings, WEEK, [world.listener])
    assert world.rows(ROWS) == []
