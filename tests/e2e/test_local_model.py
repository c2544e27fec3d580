"""One listener's week through the small real model, over the wire: whatever it says, only checked sentences appear."""

from collections.abc import Iterator
from typing import Any

import pytest

from pipelines import db
from pipelines.cli.compose import run_week
from pipelines.cli.status import read_words
from pipelines.platform import local_model
from pipelines.settings import LOCAL_MODEL, LOCAL_MODEL_SETTINGS, Settings
from tests.e2e.world import ANCHOR, CLOCK, captured, count, hashes

pytestmark = [pytest.mark.db, pytest.mark.e2e, pytest.mark.long, pytest.mark.timeout(1800)]  # the model takes its time

WEEK = "2026-W47"
SIZE = {"sandbox_recordings": 240, "slate_size": 5}


@pytest.fixture(scope="module")
def told(module_settings: Any) -> Iterator[Settings]:
    """The week, told by the model as far as it can; it goes on running."""
    settings: Settings = module_settings(
        clock=CLOCK, llm_local=True, **SIZE, **LOCAL_MODEL_SETTINGS | {"sandbox_listeners": 1}
    )
    with captured(settings, [WEEK], anchor=ANCHOR):
        local_model.start(settings)
        try:
            run_week(settings, WEEK)
            yield settings
        finally:
            local_model.stop(settings)


def _sentences(settings: Settings) -> list[dict[str, Any]]:
    with db.transaction(settings) as connection:
        return db.rows(connection, "select * from explain.sentence order by slot, number")


def test_what_it_writes_is_judged_and_what_is_printed_holds(told: Settings) -> None:
    """First drafts of the slots that it is asked for; each sentence is printed with claims, or says why not."""
    rows = _sentences(told)
    drafts = [one for one in rows if one["writer"] == LOCAL_MODEL and one["draft"] == "first"]
    assert drafts
    assert {one["slot"] for one in drafts} <= {row["slot"] for row in _asked(told)}
    assert all(one["verdict"] == "supported" and one["claim_ids"] for one in rows if one["published"])
    assert all(one["reason"] for one in rows if not one["published"])
    (words,) = (row for row in read_words(told) if row["writer"] == LOCAL_MODEL)
    assert (words["drafts"], words["published_support"]) == (len(drafts), 1.0)
    metrics = "select min(value) as least, count(*) as n from recs.run_metrics where name = 'published_support'"
    with db.transaction(told) as connection:
        assert db.rows(connection, metrics) == [{"least": 1.0, "n": 1}]


def _asked(settings: Settings) -> list[dict[str, Any]]:
    with db.transaction(settings) as connection:
        return db.rows(connection, "select slot from explain.text where request_hash is not null")


def test_every_slot_has_words_and_the_model_is_asked_for_four(told: Settings) -> None:
    assert count(told, "select count(*) from explain.text where text = ''") == 0
    assert count(told, "select count(*) from explain.text") == 4 + 5
    assert 1 <= len(_asked(told)) <= told.llm_slots == 4  # an answer that is cut off twice is none
    rooms = "select count(*) from ops.llm_ledger where room not in ('wish', 'words')"
    assert (count(told, rooms), count(told, "select count(*) from ops.llm_ledger where cost_usd > 0")) == (0, 0)
    assert count(told, "select count(*) from ops.llm_ledger where room = 'words' and outcome = 'answered'") > 0


def test_the_week_run_again_asks_nothing_and_gives_the_same_bytes(told: Settings) -> None:
    before, asked = hashes(told, [WEEK]), count(told, "select coalesce(sum(attempts), 0) from ops.llm_ledger")
    run_week(told, WEEK)
    assert hashes(told, [WEEK]) == before
    assert count(told, "select coalesce(sum(attempts), 0) from ops.llm_ledger") == asked > 0
