"""Posts that are deleted at Reddit after a week was made: what is left of them, and the same week once more."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from explain.reports import show
from explain.web import create_app, default_services
from pipelines import db
from pipelines.cli.compose import capture_day, make_week, run_week
from pipelines.cli.demo import enrol_listeners
from pipelines.domain.weeks import week_days, week_end
from pipelines.forget.posts import forget_deleted
from pipelines.sandbox import Sandbox, running_sandbox
from pipelines.settings import Settings
from tests.e2e.world import ANCHOR, CLOCK, count, hashes

pytestmark = [pytest.mark.db, pytest.mark.e2e]
WEEK = "2026-W47"


@dataclass(frozen=True)
class Forgotten:
    """A week of which posts were deleted after it was made.

    Attributes:
        before: Its hashes as it was made.
        gone: id, permalink and text of the deleted posts and comments.
        sentences: Of its trend brief, those that cite one of them.
    """

    settings: Settings
    sandbox: Sandbox
    before: dict[str, Any]
    gone: list[dict[str, Any]]
    sentences: list[str]


@pytest.fixture(scope="module")
def forgotten(module_settings: Any) -> Iterator[Forgotten]:
    """One listener, one week of talk; then what every other sentence of the brief cites is deleted."""
    settings = module_settings(clock=CLOCK, sandbox_recordings=240, sandbox_listeners=1, slate_size=10)
    with running_sandbox(settings.home / "sandbox", anchor=ANCHOR, recordings=240, listeners=1) as sandbox:
        enrol_listeners(settings, WEEK)
        for day in week_days(WEEK):
            capture_day(settings, day)
        run_week(settings, WEEK)
        before, told = hashes(settings, [WEEK]), sentences(settings)
        cited = {post for one in told[::2] for post in one["post_ids"]}
        gone = [one for one in posts(settings) if one["post_id"] in cited]
        delete(sandbox, cited)
        assert forget_deleted(settings) >= len(cited)
        lost = [one["text"] for one in told if cited & set(one["post_ids"])]
        yield Forgotten(settings, sandbox, before, gone, lost)


def delete(sandbox: Sandbox, names: set[str]) -> None:
    """Let posts and comments be deleted by their authors a minute before the week's end, unseen by its captures."""
    days = sandbox.world.forums._days.values()
    for post in [one for day in days for one in day]:
        for name, thing in ((f"t3_{post.post_id}", post), *((f"t1_{one.comment_id}", one) for one in post.comments)):
            if name in names:
                object.__setattr__(thing, "deleted_at", week_end(WEEK) - timedelta(minutes=1))


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


def sentences(settings: Settings) -> list[dict[str, Any]]:
    return list(rows(settings, "select sentences from recs.trend_brief where week = %s", WEEK)[0]["sentences"])


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
    settings = forgotten.settings
    living = {one["text"] for one in posts(settings)}
    assert len(forgotten.gone) > 5
    assert {one["post_id"][:3] for one in forgotten.gone} == {"t1_", "t3_"}
    assert holding(settings, [one["permalink"] for one in forgotten.gone]) == []
    assert holding(settings, [one["text"] for one in forgotten.gone if one["text"] not in living]) == []
    assert holding(settings, forgotten.sentences) == []
    assert sentences(settings)
    told = "select value::integer from recs.run_metrics where name = 'brief_sentences_forgotten' and week = %s"
    assert count(settings, told, WEEK) == len(forgotten.sentences)


def test_the_report_leads_to_living_posts_alone(forgotten: Forgotten) -> None:
    settings = forgotten.settings
    (listener,) = rows(settings, "select listener_id from app.listener")
    client = create_app(settings, default_services(settings)).test_client()
    address = f"/listeners/{listener['listener_id']}/weeks/{WEEK}"
    with client.get(address, base_url="http://127.0.0.1:8000") as answer:
        page = answer.text
    with db.transaction(settings, "display") as connection:
        report = show(connection, listener["listener_id"], WEEK)
    shown = {row["payload"]["permalink"] for row in report["evidence"] if row["kind"] == "post"}
    assert shown
    assert any(link in page for link in shown)
    assert not shown & {one["permalink"] for one in forgotten.gone}
    assert [one["permalink"] for one in forgotten.gone if one["permalink"] in f"{page} {report}"] == []


def test_the_week_once_more_asks_nobody_and_gives_the_same_bytes(forgotten: Forgotten) -> None:
    settings = forgotten.settings
    asked, since = count(settings, "select count(*) from ops.llm_ledger"), len(forgotten.sandbox.log)
    run_week(settings, WEEK)
    assert hashes(settings, [WEEK]) == forgotten.before
    assert [one.path for one in forgotten.sandbox.log[since:] if one.service == "openai"] == []
    assert count(settings, "select count(*) from ops.llm_ledger") == asked
    assert holding(settings, [one["permalink"] for one in forgotten.gone]) == []


def test_nor_does_a_run_without_a_model_change_it(forgotten: Forgotten) -> None:
    """What a finished week was told stays, whether or not there is still somebody to tell it."""
    silent = forgotten.settings.model_copy(update={"llm_enabled": False})
    (listener,) = rows(silent, "select listener_id from app.listener")
    make_week(silent, WEEK, [listener["listener_id"]])
    assert hashes(silent, [WEEK]) == forgotten.before
