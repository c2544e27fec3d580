"""The canary: every title at the sandbox's Spotify ends in it, and no prompt and no text of a vector holds it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipelines import db
from pipelines.cli import compose
from pipelines.domain.weeks import newest_ended_week, week_days
from pipelines.sandbox import running_sandbox

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pipelines.settings import Settings

CANARY = " (Zq7Canary Remaster)"
MARK = "zq7canary"

WHERE_NAMES_MAY_GO = """
    select table_schema || '.' || table_name as name from information_schema.tables
    where table_schema in ('landing', 'identity', 'staging', 'intermediate', 'marts', 'links', 'vectors', 'recs', 'ops')
    order by 1
"""


@pytest.fixture(scope="module")
def week_of_canaries(module_settings: Callable[..., Settings]) -> Iterator[Settings]:
    """One listener's newest week, captured from a Spotify full of canaries, up to the model's judgement."""
    from pipelines.listeners import connect_sandbox_listeners
    from pipelines.manifest import freeze_week
    from pipelines.shards import active_listeners

    settings = module_settings(sandbox_listeners=1, sandbox_recordings=200)
    with running_sandbox(settings.home / "sandbox", recordings=200, listeners=1, canary=CANARY) as sandbox:
        settings.__dict__.pop("sandbox_addresses", None)
        week = newest_ended_week(sandbox.context.clock())
        connect_sandbox_listeners(settings, week)
        for day in week_days(week)[-2:]:
            compose.capture_day(settings, day)
        listeners = active_listeners(settings, week)
        freeze_week(settings, week, listeners)
        compose.build_week(settings, week)
        from pipelines.extract.proposed import find_proposed
        from pipelines.llm.brief import write_brief
        from pipelines.llm.judgements import judge
        from pipelines.llm.proposals import propose
        from pipelines.llm.wishes import read_wishes
        from pipelines.recommend.shortlist import write_shortlists

        read_wishes(settings, week, listeners)
        write_brief(settings, week)
        propose(settings, week, listeners)
        find_proposed(settings, week, listeners)
        write_shortlists(settings, week, listeners)
        judge(settings, week, listeners)
        yield settings


def holds_canary(settings: Settings, table: str) -> bool:
    with db.transaction(settings) as connection:
        return bool(
            db.rows(connection, f"select 1 from {table} as t where lower(t::text) like %s limit 1", [f"%{MARK}%"])
        )


def test_the_canary_was_there_to_be_found(week_of_canaries: Settings) -> None:
    assert holds_canary(week_of_canaries, "restricted.landing_spotify")


def test_no_request_to_the_model_holds_the_canary(week_of_canaries: Settings) -> None:
    with db.transaction(week_of_canaries) as connection:
        rooms = {row["room"] for row in db.rows(connection, "select distinct room from ops.llm_request")}
    assert "proposals" in rooms
    assert not holds_canary(week_of_canaries, "ops.llm_request")


def test_no_table_outside_restricted_holds_the_canary(week_of_canaries: Settings) -> None:
    """Vectors are made of marts.dim_track only, so a catalogue without the canary means texts without it."""
    with db.transaction(week_of_canaries) as connection:
        tables = [row["name"] for row in db.rows(connection, WHERE_NAMES_MAY_GO)]
        vectors = db.rows(connection, "select count(*) as n from vectors.embedding")
    assert "marts.dim_track" in tables
    assert vectors[0]["n"] > 0
    assert [table for table in tables if holds_canary(week_of_canaries, table)] == []
