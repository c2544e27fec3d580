"""Whatever is wrong with the model, an edition gets a complete report in the template writer's words, for good.

One small edition, one row per fault, over the wire. The injected clock ends what would go on for ever.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from explain.make import explain_week, words_ahead
from pipelines import db
from pipelines.errors import ServiceError
from pipelines.llm import ahead, runs
from pipelines.sandbox.running import Sandbox, running_sandbox
from pipelines.settings import Settings

pytestmark = pytest.mark.db
LISTENER, WEEK = UUID(int=0xE << 120 | 1), "2026-W47"
START, LATE = "2026-11-23T00:00:00Z", "2026-11-23T17:30:00Z"
AT_ONCE = {"x-should-retry": "false"}
QUOTA = {"error": {"message": "no money", "code": "insufficient_quota", "type": "insufficient_quota", "param": None}}
SLOW = {"error": {"message": "slow down", "code": "rate_limit_exceeded", "type": "requests", "param": None}}
FAULTS: dict[str, dict[str, Any]] = {
    "refusal": {"twist": "refuse"},
    "truncation": {"twist": "truncate"},
    "invalid JSON": {"twist": "invalid_json"},
    "wrong ids": {"twist": "wrong_ids"},
    "empty output": {"twist": "empty"},
    "429 with Retry-After": {"status": 429, "body": SLOW, "headers": {"retry-after": "600"}},
    "429": {"status": 429, "body": SLOW, "headers": AT_ONCE},
    "insufficient quota": {"status": 429, "body": QUOTA, "headers": AT_ONCE},
    "500 storm": {"status": 500, "body": {"error": {"message": "x", "code": None}}, "headers": AT_ONCE},
    "no answer": {"drop": True},
}
WAITED_OUT = {"429 with Retry-After", "429", "500 storm", "no answer"}
Store = Callable[..., list[dict[str, Any]]]


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with running_sandbox(
        tmp_path_factory.mktemp("world"),
        anchor=date(2026, 11, 23),
        recordings=200,
        listeners=1,
        clock=lambda: datetime(2026, 11, 23, tzinfo=UTC),
    ) as running:
        yield running


@pytest.fixture
def house(settings: Settings, sandbox: Sandbox, stored: Store) -> Settings:
    """An edition that waits for its words, at the start of a run."""
    sandbox.faults.clear()
    stored(1, songs=2)
    made = settings.model_copy(update={"openai_base_url": sandbox.urls["openai"], "clock": START})
    runs.begin(made, WEEK, "run 1")
    return made


def at(settings: Settings, moment: str) -> Settings:
    return settings.model_copy(update={"clock": moment})


def rows(settings: Settings, sql: str) -> list[dict[str, Any]]:
    with db.transaction(settings) as connection:
        return db.rows(connection, sql)


def told(settings: Settings) -> tuple[str, dict[str, str]]:
    """The report's hash, and the writer of each slot; every slot has words."""
    (report,) = rows(settings, "select sha256 from explain.report")
    texts = rows(settings, "select slot, writer, text from explain.text")
    assert len(texts) >= 4
    assert all(text["text"] for text in texts)
    return report["sha256"], {text["slot"]: text["writer"] for text in texts}


def start_anew(settings: Settings) -> None:
    """The edition as if nobody had explained it; what was asked stays."""
    with db.transaction(settings) as connection:
        for table in ("claim", "text", "chart", "report"):
            db.execute(connection, f"delete from explain.{table}")
        db.execute(connection, "update recs.edition set state = 'scored', json_hash = null, png_hash = null")


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_ends_in_a_complete_report_by_the_template(house: Settings, sandbox: Sandbox, name: str) -> None:
    sandbox.faults.add("openai", "POST", "/v1/(responses|chat)", times=1000, **FAULTS[name])
    if name in WAITED_OUT:
        with pytest.raises(ServiceError):
            explain_week(house, WEEK, [LISTENER])
        assert rows(house, "select 1 from explain.report") == [], "the task is up for retry, and nothing is half done"
        late = at(house, LATE)
    else:
        late = house
    assert explain_week(late, WEEK, [LISTENER]) == 2
    sha256, writers = told(house)
    assert set(writers.values()) == {"template"}
    assert rows(house, "select state from recs.edition") == [{"state": "explained"}]
    sandbox.faults.clear()
    since = len(sandbox.log)
    assert explain_week(house, WEEK, [LISTENER]) == 2
    assert len(sandbox.log) == since, "a healthy model is not asked for a week that went on without it"
    assert told(house)[0] == sha256


def test_a_week_that_was_left_goes_on_without_the_model_when_it_is_finished_later(
    house: Settings, sandbox: Sandbox
) -> None:
    """The fallback is an input of the edition: the words were given up, the process died, the model is well again."""
    sandbox.faults.add("openai", "POST", "/v1/(responses|chat)", times=1000, **FAULTS["500 storm"])
    assert explain_week(at(house, LATE), WEEK, [LISTENER]) == 2
    sha256, _ = told(house)
    start_anew(house)
    sandbox.faults.clear()
    since = len(sandbox.log)
    explain_week(house, WEEK, [LISTENER])
    assert (told(house)[0], len(sandbox.log)) == (sha256, since)


def test_a_batch_that_never_ends_leaves_the_words_to_the_template(house: Settings, sandbox: Sandbox) -> None:
    """One request for so small a slate: of a batch of one, cancelled, nothing is done."""
    sandbox.faults.add("openai", "POST", "/v1/batches$", twist="never_ends")
    questions = words_ahead(house, WEEK, [LISTENER])
    assert len(questions) == 1
    assert [ahead.advance(house, questions) for _ in range(4)] == [1] * 4
    assert ahead.advance(at(house, LATE), questions) == 0
    since = len(sandbox.log)
    assert explain_week(at(house, LATE), WEEK, [LISTENER]) == 2
    assert set(told(house)[1].values()) == {"template"}
    assert len(sandbox.log) == since


def test_words_of_a_batch_are_those_of_a_direct_call(house: Settings, sandbox: Sandbox) -> None:
    """The same bytes, and no direct call when batches came first: one of first drafts, one of what was sent back.

    A second run sends nothing at all.
    """
    explain_week(house, WEEK, [LISTENER])
    direct = told(house)
    assert set(direct[1].values()) == {house.llm_model}
    start_anew(house)
    with db.transaction(house) as connection:
        db.execute(connection, "truncate ops.llm_request, ops.llm_ledger")
    since = len(sandbox.log)
    for retries in (False, True):
        while ahead.advance(house, words_ahead(house, WEEK, [LISTENER], retries=retries)):
            pass
    assert explain_week(house, WEEK, [LISTENER]) == 2
    assert [one.path for one in sandbox.log[since:] if one.method == "POST"] == ["/v1/files", "/v1/batches"] * 2
    assert told(house) == direct
    before = len(sandbox.log)
    start_anew(house)
    runs.begin(house, WEEK, "run 2")
    assert ahead.advance(house, words_ahead(house, WEEK, [LISTENER])) == 0
    explain_week(house, WEEK, [LISTENER])
    assert len(sandbox.log) == before
    assert told(house) == direct
