"""Posts that are deleted at Reddit after a week was made: what is left of them, and the same week once more."""

import itertools
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from explain.reports import show
from explain.web import create_app, default_services
from pipelines import db
from pipelines.cli.compose import make_week, run_week
from pipelines.domain.telling import ENGLISH, LANGUAGES
from pipelines.domain.weeks import week_end
from pipelines.forget.posts import forget_deleted
from pipelines.sandbox import Sandbox
from pipelines.settings import Settings
from tests.e2e.world import History, count, hashes

pytestmark = [pytest.mark.db, pytest.mark.e2e]


@dataclass(frozen=True)
class Forgotten:
    """The newest of the finished weeks, of which posts were deleted since.

    Attributes:
        before: Its hashes as it was made.
        gone: id, permalink and text of the deleted posts and comments.
        sentences: Of its trend brief, those that cite one of them: texts by language.
    """

    settings: Settings
    week: str
    before: dict[str, Any]
    gone: list[dict[str, Any]]
    sentences: dict[str, list[str]]


@pytest.fixture(scope="module")
def forgotten(history: History) -> Forgotten:
    """Of the posts that the brief cites those of its last subject stay. Other tests of these weeks hold as before."""
    settings, week = history.in_order, history.weeks[-1]
    before, told = hashes(settings, [week]), sentences(settings, week)
    kept = {post for one in told if one["subject_id"] == told[-1]["subject_id"] for post in one["post_ids"]}
    cited = {post for one in told for post in one["post_ids"]} - kept
    gone = [one for one in posts(settings) if one["post_id"] in cited]
    delete(history.sandbox, cited, week)
    assert forget_deleted(settings) >= len(cited)
    on_them = [one for one in told if cited & set(one["post_ids"])]
    by_language = {key: [one["text"] for one in on_them if one["language"] == key] for key in LANGUAGES}
    return Forgotten(settings, week, before, gone, by_language)


def delete(sandbox: Sandbox, names: set[str], week: str) -> None:
    """Let posts and comments be deleted by their authors before a week's end, unseen by its captures."""
    days = sandbox.world.forums._days.values()
    for post in [one for day in days for one in day]:
        for name, thing in ((f"t3_{post.post_id}", post), *((f"t1_{one.comment_id}", one) for one in post.comments)):
            if name in names:
                object.__setattr__(thing, "deleted_at", week_end(week) - timedelta(minutes=1))


def rows(settings: Settings, sql: str, *params: Any) -> list[dict[str, Any]]:
    with db.transaction(settings) as connection:
        return db.rows(connection, sql, list(params))


def posts(settings: Settings) -> list[dict[str, Any]]:
    """Id, permalink and text of what landed."""
    return rows(
        settings,
        "select source_key as post_id, payload ->> 'permalink' as permalink,"
        " coalesce(payload ->> 'body', payload ->> 'title') as text from landing.reddit",
    )


def sentences(settings: Settings, week: str) -> list[dict[str, Any]]:
    return list(rows(settings, "select sentences from recs.trend_brief where week = %s", week)[0]["sentences"])


def holding(settings: Settings, texts: list[str]) -> list[tuple[str, str]]:
    """Tables with a row that holds one of some texts, and the text."""
    assert texts
    names = rows(
        settings,
        "select table_schema || '.' || table_name as name from information_schema.tables"
        " where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')",
    )
    found = "select said from {} as t join unnest(%s) as said on strpos(t::text, said) > 0 limit 1"
    return [
        (one["name"], row["said"]) for one in names for row in rows(settings, found.format(one["name"]), sorted(texts))
    ]


def test_neither_text_nor_link_of_a_deleted_post_is_in_any_table(forgotten: Forgotten) -> None:
    """And what the trend brief said on their ground is gone from the brief and from the requests that quoted it."""
    settings, week = forgotten.settings, forgotten.week
    living = "\n".join(one["text"] for one in posts(settings) if one["text"])
    assert len(forgotten.gone) >= 2
    links = [one["permalink"] for one in forgotten.gone]
    texts = [one["text"] for one in forgotten.gone if one["text"] not in living]
    assert texts
    assert all(forgotten.sentences.values())
    assert holding(settings, [*links, *texts, *itertools.chain(*forgotten.sentences.values())]) == []
    assert {one["language"] for one in sentences(settings, week)} == set(LANGUAGES)
    told = "select value::integer from recs.run_metrics where name = 'brief_sentences_forgotten' and week = %s"
    assert count(settings, told, week) == len(forgotten.sentences[ENGLISH])


def test_the_report_leads_to_living_posts_alone(forgotten: Forgotten) -> None:
    settings, week, links, pages = forgotten.settings, forgotten.week, set[str](), ""
    client = create_app(settings, default_services(settings)).test_client()
    for row in rows(settings, "select listener_id from app.listener"):
        with client.get(f"/listeners/{row['listener_id']}/weeks/{week}", base_url="http://127.0.0.1:8000") as answer:
            pages += answer.text
        with db.transaction(settings, "display") as connection:
            report = show(connection, row["listener_id"], week)
        links |= {one["payload"]["permalink"] for one in report["evidence"] if one["kind"] == "post"}
    assert any(link in pages for link in links)
    gone = {one["permalink"] for one in forgotten.gone}
    assert not gone & links
    assert [link for link in gone if link in pages] == []


def test_the_week_once_more_asks_nobody_and_gives_the_same_bytes(forgotten: Forgotten, history: History) -> None:
    settings, week = forgotten.settings, forgotten.week
    asked, since = count(settings, "select count(*) from ops.llm_ledger"), len(history.sandbox.log)
    run_week(settings, week)
    assert hashes(settings, [week]) == forgotten.before
    assert [one.path for one in history.sandbox.log[since:] if one.service == "openai"] == []
    assert count(settings, "select count(*) from ops.llm_ledger") == asked
    linked = rows(settings, "select permalink from marts.trend_post where week = %s and permalink is not null", week)
    assert not {one["permalink"] for one in linked} & {one["permalink"] for one in forgotten.gone}


def test_nor_does_a_run_without_a_model_change_it(forgotten: Forgotten) -> None:
    """What a finished week was told stays, whether or not there is still somebody to tell it."""
    silent = forgotten.settings.model_copy(update={"llm_enabled": False})
    listeners = [row["listener_id"] for row in rows(silent, "select listener_id from app.listener")]
    make_week(silent, forgotten.week, listeners)
    assert hashes(silent, [forgotten.week]) == forgotten.before
