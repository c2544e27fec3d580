"""The week's trend brief: posts retrieved, mapped one by one, reduced to closed records, put into sentences that cite.

A row of recs.trend_brief is a week. `sentences` is what may be shown and asked with, grouped by artist and genre:
`[{subject_kind, subject_id, language, text, artist_ids, post_ids, verdict, writer, prompt_hash, request_hash}]`;
subject_kind is `artist` (subject_id an artist_id), `genre` (a name) or `none` ("no trend was used"). English rows come
first; German ones follow, always by the template. Requests to a model get the English ones alone. A row without
`language` is of an older brief, and English. `dropped` holds what the checker refused:
`[{text, subject_ids, post_ids, reason, writer, request_hash}]`, as the writer wrote it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pipelines import db
from pipelines.domain.ids import SHARED
from pipelines.domain.telling import ENGLISH, GERMAN, Language
from pipelines.llm.brief_check import CHECKER_VERSION, fill, judge
from pipelines.llm.brief_german import NO_TREND_IN_GERMAN, write_german
from pipelines.llm.brief_reading import Reading, read_talk
from pipelines.llm.brief_subjects import Record, Subject
from pipelines.llm.brief_template import write_plainly
from pipelines.llm.client import Answer, ask
from pipelines.llm.posts import MappedPost, map_posts, post_question
from pipelines.llm.prompt import read_prompt
from pipelines.llm.question import Question
from pipelines.llm.schemas import BriefSentence, TrendBrief
from pipelines.settings import Settings

SENTENCES_PER_SUBJECT = 3
NO_TREND = "No trend this week, and none was used."
BY_CODE = "template"
_PROMPT = "trend_brief"
_SAID_BY_CODE: Mapping[str, str | None] = {"writer": BY_CODE, "prompt_hash": None, "request_hash": None}


@dataclass
class _Draft:
    """What is written so far: published rows by subject, and refused ones."""

    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    dropped: list[dict[str, Any]] = field(default_factory=list)


def write_brief(settings: Settings, week: str) -> None:
    """Write recs.trend_brief of a week. The first writer wins: a second run finds the row and leaves it.

    Raises:
        RateLimitedError: The model asks us to come back later; nothing was written (as after ServiceError).
    """
    with db.transaction(settings, "open") as connection:
        if db.one(connection, "select week from recs.trend_brief where week = %s", [week]) is not None:
            return
        reading = read_talk(connection, week)
    mapped = map_posts(settings, week, reading.posts)
    subjects = {key: _with_records(one, mapped) for key, one in reading.subjects.items()}
    draft = _write(settings, week, subjects)
    sentences = [row for key in subjects for row in draft.rows[key]]
    writers = {row["writer"] for row in sentences}
    row = {
        "week": week,
        "writer": next(iter(sorted(writers - {BY_CODE})), BY_CODE),
        "sentences": db.Json([*sentences, *_in_german(subjects)] if sentences else _no_trend()),
        "request_hash": next((one["request_hash"] for one in sentences if one["request_hash"]), None),
        "dropped": db.Json(draft.dropped),
        "checker_version": CHECKER_VERSION,
    }
    with db.transaction(settings, "open") as connection:
        if db.insert_rows(connection, "recs.trend_brief", [row], on_conflict="on conflict (week) do nothing"):
            _write_metrics(connection, week, _metrics(reading, sentences, draft))


def _metrics(reading: Reading, sentences: Sequence[Mapping[str, Any]], draft: _Draft) -> dict[str, int]:
    return {
        "brief_posts_read": len(reading.posts),
        "brief_sentences": len(sentences),  # these and all below are English: what the writers were asked for
        "brief_sentences_by_model": sum(one["writer"] != BY_CODE for one in sentences),
        "brief_sentences_dropped": len(draft.dropped),
        "brief_sentences_forgotten": 0,  # counted up when cited posts are deleted
    }


def post_questions(settings: Settings, week: str) -> list[Question]:
    """What `write_brief` will ask about posts, for a batch ahead of it; nothing once the brief is written."""
    with db.transaction(settings, "open") as connection:
        if db.one(connection, "select week from recs.trend_brief where week = %s", [week]) is not None:
            return []
        return [post_question(week, post) for post in read_talk(connection, week).posts]


def _write_metrics(connection: db.Connection, week: str, values: Mapping[str, int]) -> None:
    db.insert_rows(
        connection,
        "recs.run_metrics",
        [{"week": week, "listener_id": SHARED, "name": name, "value": float(value)} for name, value in values.items()],
        on_conflict="on conflict (week, listener_id, name) do update set value = excluded.value",
    )


def _with_records(subject: Subject, mapped: Sequence[MappedPost]) -> Subject:
    """Of its posts the records that are mostly about it, in the order of retrieval."""
    found = {one.post_id: Record(one.stance, one.aspect) for one in mapped if str(one.artist_id) in subject.artist_ids}
    return replace(subject, records={post: found[post] for post in subject.post_ids if post in found})


def _write(settings: Settings, week: str, subjects: Mapping[str, Subject]) -> _Draft:
    """Sentences of every subject: the model's, once more with the findings where none holds, else the template's."""
    draft = _Draft({key: [] for key in subjects})
    if not subjects:
        return draft
    every_post = sorted({post for one in subjects.values() for post in one.post_ids})
    posts = {f"p{number}": post for number, post in enumerate(every_post, start=1)}
    short = {post: key for key, post in posts.items()}
    open_subjects, findings = dict(subjects), list[dict[str, str]]()
    for _ in range(2):
        answer = _ask(settings, week, open_subjects, short, findings)
        if answer is None:
            break
        first_finding = len(draft.dropped)
        _keep(draft, answer.value.sentences, subjects, posts, answer)
        open_subjects = {key: one for key, one in open_subjects.items() if not draft.rows[key]}
        findings = [{"text": one["text"], "reason": one["reason"]} for one in draft.dropped[first_finding:]]
        if not open_subjects:
            break
    for key, subject in open_subjects.items():
        _keep(draft, write_plainly(key, subject, short), subjects, posts, None)
    return draft


def _ask(
    settings: Settings,
    week: str,
    subjects: Mapping[str, Subject],
    short: Mapping[str, str],
    findings: Sequence[Mapping[str, str]],
) -> Answer | None:
    """Ask with ids, counts and closed records: no name, no text of a post."""
    inputs = {
        kind: {key: one.as_input(short) for key, one in subjects.items() if one.kind == kind.removesuffix("s")}
        for kind in ("artists", "genres")
    }
    return ask(
        settings,
        room="brief",
        schema=TrendBrief,
        prompt=read_prompt(_PROMPT),
        inputs={**inputs, "findings": list(findings)} if findings else inputs,
        week=week,
        listener_id=None,
    )


def _keep(
    draft: _Draft,
    sentences: Sequence[BriefSentence],
    subjects: Mapping[str, Subject],
    posts: Mapping[str, str],
    answer: Answer | None,
) -> None:
    """Judge sentences; those that hold go to their (first) subject, as many as it has room for."""
    said = _SAID_BY_CODE
    if answer is not None:
        version = read_prompt(_PROMPT).version
        said = {"writer": answer.model, "prompt_hash": version, "request_hash": answer.request_hash}
    for one in sentences:
        judged = judge(one, subjects, posts)
        if judged.refusal is not None:
            cited = [posts.get(post, post) for post in one.post_ids]
            refused = {"text": one.text, "subject_ids": one.subject_ids, "post_ids": cited}
            draft.dropped.append({**refused, "reason": judged.refusal, **said})
            continue
        rows = draft.rows[one.subject_ids[0]]
        text = fill(one.text, subjects)
        if len(rows) < SENTENCES_PER_SUBJECT and text not in [row["text"] for row in rows]:
            about = [subjects[key] for key in dict.fromkeys(one.subject_ids)]
            rows.append(_row(about, ENGLISH, text, judged.post_ids, said))


def _in_german(subjects: Mapping[str, Subject]) -> list[dict[str, Any]]:
    """Rows for every subject, whoever wrote the English ones: a model is not asked to say it again."""
    return [
        _row([subject], GERMAN, said.text, said.post_ids, _SAID_BY_CODE)
        for key, subject in subjects.items()
        for said in write_german(key, subject)
    ]


def _row(
    about: Sequence[Subject], language: Language, text: str, post_ids: Sequence[str], said: Mapping[str, str | None]
) -> dict[str, Any]:
    """A sentence that holds; it stands with the first subject that it is about."""
    return {
        "subject_kind": about[0].kind,
        "subject_id": about[0].subject_id,
        "language": language,
        "text": text,
        "artist_ids": sorted({artist for one in about for artist in one.artist_ids}),
        "post_ids": list(post_ids),
        "verdict": "supported",
        **said,
    }


def _no_trend() -> list[dict[str, Any]]:
    nobody = {"subject_kind": "none", "subject_id": "", "artist_ids": [], "post_ids": []}
    texts = {ENGLISH: NO_TREND, GERMAN: NO_TREND_IN_GERMAN}
    return [
        {**nobody, "language": language, "text": text, "verdict": "supported", **_SAID_BY_CODE}
        for language, text in texts.items()
    ]
