"""The model judges a shortlist: one request per listener, every step checked, and what became of each answer."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from pipelines import db
from pipelines.domain.hashing import canonical_json
from pipelines.llm import model_name, tables
from pipelines.llm.client import Answer, ask
from pipelines.llm.judgement_check import Shortlist, ShortSong, about, cite, fault_of
from pipelines.llm.prompt import read_prompt
from pipelines.llm.question import Question
from pipelines.llm.schemas import MAX_TEXT, Judgements, JudgementStep, SongJudgement
from pipelines.llm.text import clean
from pipelines.settings import Settings
from pipelines.standing import still_open

_LONGEST_NAME = 80


def judge(settings: Settings, week: str, listener_ids: Sequence[UUID]) -> int:
    """Ask about each listener's shortlist and write recs.judgement; how many songs were judged.

    Replaces the rows of each listener and week; the stored answer gives the same rows again. Without an answer there
    are none, and the slate is made without verdicts. Rows that an edition stands on stay as they are.

    Raises:
        RateLimitedError: The model asks us to come back later; this listener's rows stay (as after ServiceError).
    """
    count = 0
    for listener_id in still_open(settings, week, listener_ids, "recs.judgement"):
        shortlist = _read_shortlist(settings, week, listener_id)
        question = question_of(week, listener_id, shortlist)
        answer = None if question is None or model_name(settings) is None else ask(settings, **vars(question))
        rows = [] if answer is None else _rows(answer, shortlist)
        _replace(settings, week, listener_id, rows)
        count += sum(row["outcome"] in ("supported", "unsupported", "contradicted") for row in rows)
    return count


def judgement_questions(settings: Settings, week: str, listener_ids: Sequence[UUID]) -> list[Question]:
    """What `judge` will ask, listener by listener, for a batch ahead of it; nothing of an empty shortlist."""
    listeners = still_open(settings, week, listener_ids, "recs.judgement")
    found = [question_of(week, one, _read_shortlist(settings, week, one)) for one in listeners]
    return [one for one in found if one is not None]


def question_of(week: str, listener_id: UUID, shortlist: Shortlist) -> Question | None:
    """The request about one shortlist; None when it is empty."""
    if not shortlist.songs:
        return None
    inputs = _inputs(shortlist)
    return Question("judgement", Judgements, read_prompt("judgement"), inputs, week, listener_id)


def _read_shortlist(settings: Settings, week: str, listener_id: UUID) -> Shortlist:
    key = [listener_id, week]
    where = "where listener_id = %s and week = %s"
    with db.transaction(settings, "open") as connection:
        songs = db.rows(
            connection,
            f"select song_id, recording_id, facts from recs.shortlist {where}"  # noqa: S608  (our own names)
            " order by length(song_id), song_id",
            key,
        )
        evidence = db.rows(
            connection,
            f"select evidence_id, kind, payload from recs.shortlist_evidence {where}"  # noqa: S608
            " order by length(evidence_id), evidence_id",
            key,
        )
    by_kind: dict[str, dict[str, dict[str, Any]]] = {"profile": {}, "own": {}, "wish": {}}
    for row in evidence:
        by_kind[row["kind"]][row["evidence_id"]] = row["payload"]
    return Shortlist(
        songs=[ShortSong(**row) for row in songs],
        profile=by_kind["profile"],
        own=by_kind["own"],
        wishes=by_kind["wish"],
    )


def _inputs(shortlist: Shortlist) -> dict[str, Any]:
    """Open names and rounded numbers, each under the id that a step may cite; of own songs the nearest of each."""
    told_near = {_nearest(one) for one in shortlist.songs}
    return {
        "listener": tables.shares(shortlist.profile),
        "wishes": {
            key: [row["effect"], row["facet"], clean(str(row["value"]), _LONGEST_NAME)]
            for key, row in shortlist.wishes.items()
        },
        "own": {key: _name(row) for key, row in shortlist.own.items() if key in told_near},
        "songs": [_song(one) for one in shortlist.songs],
    }


def _song(song: ShortSong) -> str:
    """What is known of a song, as a row of the prompt's table."""
    facts = song.facts
    talk = (facts["mention_count"], facts["usual_mentions"] or 0.0)
    return tables.row(
        song.song_id,
        _name(facts),
        *(facts[name] for name in ("genres", "moods", "tempo", "decade")),
        facts["is_new_artist"],
        facts["listener_count"],
        _nearest(song),
        tables.numbers(facts["wishes"]),
        tables.numbers(talk, "/") if talk[0] else None,
    )


def _nearest(song: ShortSong) -> str | None:
    """The own song that it owes most of its score to."""
    near: dict[str, float] = song.facts["near"]
    return min(near, key=lambda one: (-near[one], len(one), one), default=None)


def _name(row: Any) -> str:  # noqa: ANN401  (jsonb)
    return ", ".join(clean(row[one], _LONGEST_NAME) for one in ("title", "artist_name"))


def _rows(answer: Answer, shortlist: Shortlist) -> list[dict[str, Any]]:
    """One row per answer about a song, in the order of the answer, then one per song that got none."""
    rows: list[dict[str, Any]] = []
    judged: set[str] = set()
    stated: dict[str, JudgementStep] = {}
    for step in answer.value.steps:
        stated.setdefault(step.id, step)
    for given in answer.value.songs:
        song = shortlist.by_id.get(given.song)
        row: dict[str, Any] = {"song_id": clean(given.song, _LONGEST_NAME), "verdict_given": given.verdict / 100}
        if song is None or song.song_id in judged:
            row |= {"recording_id": None, "verdict": 0.0, "steps": [], "dropped": []}
            row["outcome"] = "unknown" if song is None else "duplicate"
        else:
            judged.add(song.song_id)
            row |= {"recording_id": song.recording_id, **_judged(given, stated, song, shortlist)}
        rows.append(row)
    for song in shortlist.songs:
        if song.song_id not in judged:
            row = {"song_id": song.song_id, "verdict_given": None, "recording_id": song.recording_id, "verdict": 0.0}
            rows.append({**row, "steps": [], "dropped": [], "outcome": "missing"})
    return [
        {"answer_number": number, "request_hash": answer.request_hash, **row}
        for number, row in enumerate(rows, start=1)
    ]


def _judged(
    given: SongJudgement, stated: Mapping[str, JudgementStep], song: ShortSong, shortlist: Shortlist
) -> dict[str, Any]:
    """What counts of an answer: steps that follow, and the verdict if at least one of them goes its way.

    Args:
        given: The answer about the song.
        stated: Steps by id, as the model said them.
        song: The song.
        shortlist: What the steps may cite.
    """
    kept: list[JudgementStep] = []
    dropped: list[str] = []
    for name in given.steps:
        step = about(stated[name], song) if name in stated else None
        fault = "unknown_step" if step is None else fault_of(step, song, shortlist)
        if step is not None and any((step.inference, step.cites) == (one.inference, one.cites) for one in kept):
            fault = fault or "said_before"
        if step is None or fault is not None:
            dropped.append(str(fault))
        else:
            kept.append(step)
    way = "for" if given.verdict > 0 else "against"
    outcome = "supported"
    if not kept:
        outcome = "unsupported"
    elif given.verdict != 0 and all(step.speaks != way for step in kept):
        outcome = "contradicted"
    steps = [
        {**_without_cites(step), "cites": [cite(one, song, shortlist) for one in dict.fromkeys(step.cites)]}
        for step in kept
    ]
    verdict = given.verdict / 100 if outcome == "supported" else 0.0
    return {"verdict": verdict, "steps": steps, "dropped": dropped, "outcome": outcome}


def _without_cites(step: JudgementStep) -> dict[str, Any]:
    """A step without what it cites."""
    return {"inference": step.inference, "speaks": step.speaks, "text": clean(step.text, MAX_TEXT)}


def _replace(settings: Settings, week: str, listener_id: UUID, rows: Sequence[dict[str, Any]]) -> None:
    with db.transaction(settings, "open") as connection:
        # runs whose chains overlap replace the same rows with the same rows, one after the other
        lock = f"judgement:{listener_id}:{week}"
        db.execute(connection, "select pg_advisory_xact_lock(hashtextextended(%s, 0))", [lock])
        db.execute(connection, "delete from recs.judgement where listener_id = %s and week = %s", [listener_id, week])
        key = {"listener_id": listener_id, "week": week}
        db.insert_rows(
            connection,
            "recs.judgement",
            [
                {**key, **row, **{name: db.Json(row[name], dumps=canonical_json) for name in ("steps", "dropped")}}
                for row in rows
            ],
        )
