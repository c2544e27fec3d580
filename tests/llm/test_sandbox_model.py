"""The whole room against the running sandbox: every request is counted in the sandbox's own log."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipelines.llm import SCRIPTED_MODEL, model_name
from pipelines.llm.brief import write_brief
from pipelines.llm.proposals import propose
from pipelines.llm.wishes import read_wishes
from pipelines.sandbox import running_sandbox

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipelines.sandbox import Sandbox
    from pipelines.settings import Settings
    from tests.llm.conftest import World

WEEK = "2026-W47"


@pytest.fixture
def sandbox(settings: Settings) -> Iterator[Sandbox]:
    """A sandbox where the settings look for it."""
    with running_sandbox(settings.home / "sandbox", recordings=200, listeners=1) as running:
        settings.__dict__.pop("sandbox_addresses", None)
        yield running


def asked(sandbox: Sandbox) -> list[str]:
    return [request.path for request in sandbox.log if request.service == "openai"]


def run_week(settings: Settings, world: World) -> None:
    read_wishes(settings, WEEK, [world.listener])
    write_brief(settings, WEEK)
    propose(settings, WEEK, [world.listener])


def test_a_week_is_asked_once_and_a_second_run_asks_nothing(settings: Settings, sandbox: Sandbox, world: World) -> None:
    """1 wish + 3 posts + 1 brief + 1 proposals = 6 requests and ledger rows; the second run changes none."""
    world.wish("calm mornings, no rap, more 90s")
    world.talk("Wet Paint", 9, {"t3_a": "I love the new Wet Paint", "t3_b": "Wet Paint live?"}, trend=0.9)
    world.talk("Cold Harbor", 4, {"t3_c": "Cold Harbor: boring"}, trend=0.4)
    run_week(settings, world)
    tables = {
        table: world.rows(f"select * from {table} order by 1, 2, 3")
        for table in ("recs.rule", "recs.proposal", "recs.trend_brief", "ops.llm_request", "ops.llm_ledger")
    }
    assert asked(sandbox) == ["/v1/responses"] * 6
    assert [row["outcome"] for row in tables["ops.llm_ledger"]] == ["answered"] * 6
    run_week(settings, world)
    assert len(asked(sandbox)) == 6
    assert tables == {table: world.rows(f"select * from {table} order by 1, 2, 3") for table in tables}


def test_reports_name_the_scripted_model_as_what_it_is(settings: Settings, sandbox: Sandbox, world: World) -> None:
    world.wish("no rap")
    assert model_name(settings) == SCRIPTED_MODEL
    read_wishes(settings, WEEK, [world.listener])
    assert [row["parser"] for row in world.rows("select parser from recs.rule")] == [SCRIPTED_MODEL]


def test_what_the_scripted_model_gets_wrong_is_dropped(settings: Settings, sandbox: Sandbox, world: World) -> None:
    """An invented rule, an invented song and a false comparison: none gets through, the last two are counted."""
    for number in range(4):
        world.wish(f"more jazz, please, for day {'x' * number}", at=f"2026-11-1{number + 6}Z")
    world.talk("Wet Paint", 9, {"t3_a": "I love the new Wet Paint"}, trend=0.9)
    world.talk("Cold Harbor", 4, {"t3_c": "Cold Harbor: boring"}, trend=0.4)
    run_week(settings, world)
    assert any("polka" in str(row) for row in world.rows("select answer from ops.llm_request"))
    assert [row["value"] for row in world.rows("select value from recs.rule")] == ["jazz"]
    assert [row["outcome"] for row in world.rows("select outcome from recs.proposal")].count("unknown") == 1
    assert world.rows("select value from recs.run_metrics where name = 'brief_sentences_dropped'") == [{"value": 1.0}]
