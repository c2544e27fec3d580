"""One week whose model is wrong in every answer, each time in another way: whole, and told by the template alone."""

from collections.abc import Iterator
from itertools import cycle, islice
from typing import Any

import pytest

from pipelines import db
from pipelines.cli.compose import run_week
from pipelines.settings import Settings
from tests.e2e.world import ANCHOR, CLOCK, captured, count, hashes
from tests.explain.test_model_faults import FAULTS, WAITED_OUT

pytestmark = [pytest.mark.db, pytest.mark.e2e, pytest.mark.long]

WEEK, REQUESTS = "2026-W47", 400
SIZE = {"sandbox_recordings": 240, "sandbox_listeners": 1, "slate_size": 5}
AT_ONCE = [fault for name, fault in FAULTS.items() if name not in WAITED_OUT]


@pytest.fixture(scope="module")
def made(module_settings: Any) -> Iterator[Settings]:
    """Made twice; the second time the model is healthy, and is not asked."""
    settings: Settings = module_settings(clock=CLOCK, **SIZE)
    with captured(settings, [WEEK], anchor=ANCHOR) as sandbox:
        for fault in islice(cycle(AT_ONCE), REQUESTS):
            sandbox.faults.add("openai", "POST", "/v1/(responses|chat)", times=1, **fault)
        run_week(settings, WEEK)
        sandbox.faults.clear()
        before, since = hashes(settings, [WEEK]), len(sandbox.log)
        run_week(settings, WEEK)
        assert hashes(settings, [WEEK]) == before
        assert [one for one in sandbox.log[since:] if "/v1/responses" in str(one)] == []
        yield settings


def _rows(settings: Settings, sql: str) -> list[dict[str, Any]]:
    with db.transaction(settings) as connection:
        return db.rows(connection, sql)


def test_every_room_was_asked_and_what_was_answered_names_nobody(made: Settings) -> None:
    rooms = _rows(made, "select distinct room from ops.llm_ledger order by 1")
    assert [row["room"] for row in rooms] == ["brief", "judgement", "post", "proposals", "wish", "words"]
    assert count(made, "select count(*) from ops.llm_ledger where outcome <> 'answered'") > 0
    assert count(made, "select count(*) from recs.proposal where recording_id is not null") == 0


def test_the_report_is_whole_and_says_who_wrote_it(made: Settings) -> None:
    """Four slots of the slate and one of each of five songs, in the template's words."""
    texts = _rows(made, "select slot, writer, text from explain.text")
    assert len([one for one in texts if one["slot"].startswith("song:")]) == SIZE["slate_size"]
    assert {one["writer"] for one in texts} == {"template"}
    assert all(one["text"] for one in texts if one["slot"].startswith("song:"))
    assert [{"state": "published"}] == _rows(made, "select distinct state from recs.edition")


def test_nothing_of_the_model_is_in_the_slate(made: Settings) -> None:
    assert count(made, "select count(*) from recs.judgement where verdict <> 0") == 0
    assert _rows(made, "select distinct parser from recs.rule") in ([], [{"parser": "rules"}])
    sentences = _rows(made, "select sentences, dropped from recs.trend_brief")
    assert {one["writer"] for row in sentences for one in row["sentences"]} <= {"template"}
