"""Asking ahead: a real client, the sandbox's batches over HTTP, a real PostgreSQL; processes that are killed."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from pipelines import db
from pipelines.errors import RateLimitedError
from pipelines.llm import ahead, runs
from pipelines.llm.client import Answer, ask
from pipelines.llm.prompt import read_prompt
from pipelines.llm.question import Question
from pipelines.llm.schemas import PostMap
from pipelines.sandbox import Sandbox, running_sandbox
from pipelines.settings import ROOT, Settings

WEEK = "2026-W47"
START, LATE = "2026-11-23T00:00:00Z", "2026-11-23T17:30:00Z"
COUNT = 6
CHILD = """
from pipelines.llm import ahead
from pipelines.settings import read_settings
from test_ahead import questions
ahead.wait(read_settings(), questions, pause=lambda _: None)
"""


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
def house(settings: Settings, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings that ask the sandbox as any other server, at the start of a run; children see the same."""
    sandbox.faults.clear()
    monkeypatch.setenv("LINERNOTES_OPENAI_BASE_URL", sandbox.urls["openai"])
    monkeypatch.setenv("LINERNOTES_CLOCK", START)
    made = settings.model_copy(update={"openai_base_url": sandbox.urls["openai"], "clock": START})
    runs.begin(made, WEEK, "run 1")
    return made


def questions() -> list[Question]:
    """Six posts about an artist; the number makes them different."""
    prompt = read_prompt("post_map")
    inputs = [{"artist_ids": {"a1": "Wet Paint"}, "post": f"Wet Paint were great, night {n}"} for n in range(COUNT)]
    return [Question("post", PostMap, prompt, one, WEEK, None) for one in inputs]


def at(settings: Settings, moment: str) -> Settings:
    return settings.model_copy(update={"clock": moment})


def finish(settings: Settings, most: int = 20) -> int:
    """Advance until nothing is open; how often."""
    for times in range(most):
        if not ahead.advance(settings, questions()):
            return times + 1
    raise AssertionError("the batches do not end")


def asked_again(settings: Settings) -> list[Answer | None]:
    """What a room then gets."""
    return [ask(settings, **vars(question)) for question in questions()]


def sent(sandbox: Sandbox, since: int, method: str, path: str) -> int:
    return sum(one.method == method and one.path.startswith(path) for one in sandbox.log[since:])


def rows(settings: Settings, sql: str) -> list[dict[str, Any]]:
    with db.transaction(settings) as connection:
        return db.rows(connection, sql)


def final(settings: Settings) -> list[list[dict[str, Any]]]:
    """What is left of the requests: answers, and the ledger without its keys."""
    return [
        rows(settings, "select request_hash, state, answer, detail from ops.llm_request order by request_hash"),
        rows(
            settings,
            "select request_hash, week, room, tokens_in, tokens_out, cost_usd, outcome, attempts,"
            " batch_key is not null as is_batch from ops.llm_ledger order by request_hash",
        ),
    ]


def test_a_batch_answers_before_the_room_asks_and_costs_half(house: Settings, sandbox: Sandbox) -> None:
    """Validating, in progress, finalizing, completed: one look each. No direct call, six rows at half the price."""
    since = len(sandbox.log)
    assert finish(house) == 4
    answers = asked_again(house)
    assert [one is not None and one.replayed for one in answers] == [True] * COUNT
    assert {one.value.artist_id for one in answers if one is not None} == {"a1"}
    assert (sent(sandbox, since, "POST", "/v1/batches"), sent(sandbox, since, "POST", "/v1/responses")) == (1, 0)
    ledger = rows(house, "select * from ops.llm_ledger")
    assert len(ledger) == COUNT
    for row in ledger:
        half = (row["tokens_in"] * 0.10 + row["tokens_out"] * 0.50) / 2_000_000
        assert float(row["cost_usd"]) == pytest.approx(half, abs=1e-9)
    before = len(sandbox.log)
    assert ahead.advance(house, questions()) == 0
    assert len(sandbox.log) == before, "a second time nothing is asked, not even how a batch is"


def test_no_file_is_left_at_the_service(house: Settings, sandbox: Sandbox) -> None:
    since = len(sandbox.log)
    finish(house)
    uploaded = sent(sandbox, since, "POST", "/v1/files")
    assert (uploaded, sent(sandbox, since, "DELETE", "/v1/files")) == (1, 2)  # the input and the output


@pytest.mark.parametrize("fate", ["expires", "partial", "is_cancelled", "fails", "missing_lines"])
def test_what_a_batch_did_not_bring_is_asked_once_more(house: Settings, sandbox: Sandbox, fate: str) -> None:
    since = len(sandbox.log)
    sandbox.faults.add("openai", "POST", "/v1/batches$", twist=fate)
    finish(house)
    assert all(one is not None for one in asked_again(house))
    assert (sent(sandbox, since, "POST", "/v1/batches"), sent(sandbox, since, "POST", "/v1/responses")) == (2, 0)
    assert len(rows(house, "select 1 from ops.llm_ledger where outcome = 'answered'")) == COUNT
    lines = rows(house, "select outcome, count(*)::integer as count from ops.llm_batch_request group by 1 order by 1")
    missing = {"partial": 3, "missing_lines": 3}.get(fate, COUNT)
    assert sum(row["count"] for row in lines) == COUNT + missing


def test_after_two_batches_the_week_goes_on_for_good(house: Settings, sandbox: Sandbox) -> None:
    sandbox.faults.add("openai", "POST", "/v1/batches$", twist="expires", times=2)
    finish(house)
    since = len(sandbox.log)
    assert asked_again(house) == [None] * COUNT
    assert len(sandbox.log) == since
    details = {row["detail"] for row in rows(house, "select detail from ops.llm_request")}
    assert details == {"no answer in 2 batches"}
    assert rows(house, "select sum(cost_usd)::float as usd from ops.llm_ledger") == [{"usd": 0}]


def test_lines_fail_by_themselves(house: Settings, sandbox: Sandbox) -> None:
    """A refusal is final, nonsense is asked for twice, a failure of the service twice; the others are answered."""
    hashes = [question.request(house, house.llm_model).request_hash for question in questions()]
    for number, (status, twist, times) in enumerate([(None, "refuse", 1), (None, "invalid_json", 2), (500, "", 2)]):
        sandbox.faults.add("openai", "LINE", f"{hashes[number]}$", status, twist=twist, times=times)
    finish(house)
    answers = asked_again(house)
    assert [one is None for one in answers] == [True, True, True, False, False, False]
    found = {row["request_hash"]: row for row in rows(house, "select * from ops.llm_request")}
    assert [found[one]["detail"] for one in hashes[:3]] == [
        "the model refused",
        "the answer does not fit its schema",
        "no answer in 2 batches",
    ]
    ledger = {row["request_hash"]: row for row in rows(house, "select * from ops.llm_ledger")}
    assert [(ledger[one]["outcome"], ledger[one]["attempts"]) for one in hashes[:4]] == [
        ("refused", 1),
        ("invalid", 2),
        ("failed", 2),
        ("answered", 1),
    ]


def test_a_batch_that_never_ends_is_cancelled_and_what_it_has_is_used(house: Settings, sandbox: Sandbox) -> None:
    sandbox.faults.add("openai", "POST", "/v1/batches$", twist="never_ends")
    since = len(sandbox.log)
    assert [ahead.advance(house, questions()) for _ in range(5)] == [1] * 5
    assert not ahead.has_news(house, WEEK, "post")
    assert ahead.has_news(at(house, LATE), WEEK, "post")
    assert ahead.advance(at(house, LATE), questions()) == 0
    answers = asked_again(house)
    assert sum(one is not None for one in answers) == COUNT // 2
    assert (sent(sandbox, since, "POST", "/v1/batches"), sent(sandbox, since, "POST", "/v1/responses")) == (2, 0)
    assert sent(sandbox, since, "POST", "/v1/batches/") == 1, "one of the two is the cancellation"


def test_a_storm_is_waited_out_and_then_the_week_goes_on(house: Settings, sandbox: Sandbox) -> None:
    sandbox.faults.add("openai", "*", "/v1/", 500, headers={"x-should-retry": "false"}, times=100)
    with pytest.raises(RateLimitedError):
        ahead.advance(house, questions())
    assert ahead.advance(at(house, LATE), questions()) == 0
    sandbox.faults.clear()
    since = len(sandbox.log)
    assert asked_again(house) == [None] * COUNT
    assert len(sandbox.log) == since


def test_an_account_without_money_leaves_the_week_to_the_templates(house: Settings, sandbox: Sandbox) -> None:
    body = {"error": {"message": "no money", "code": "insufficient_quota", "type": "insufficient_quota", "param": None}}
    sandbox.faults.add("openai", "POST", "/v1/files", 429, body=body, headers={"x-should-retry": "false"})
    assert ahead.advance(house, questions()) == 0
    assert asked_again(house) == [None] * COUNT


def test_a_server_without_batches_is_asked_directly(house: Settings, sandbox: Sandbox) -> None:
    since = len(sandbox.log)
    sandbox.faults.add(
        "openai", "*", "/v1/files", 404, body={"error": {"message": "no such path", "code": None}}, times=9
    )
    assert ahead.advance(house, questions()) == 0
    assert all(one is not None for one in asked_again(house))
    assert sent(sandbox, since, "POST", "/v1/responses") == COUNT
    assert {row["batch_key"] for row in rows(house, "select batch_key from ops.llm_ledger")} == {None}


def test_a_cap_makes_several_batches_and_what_it_never_covers_is_given_up(house: Settings, sandbox: Sandbox) -> None:
    """A request reserves 16,000 tokens out and some 600 in, and takes far less: 40,000 admit two at a time."""
    poor = house.model_copy(update={"llm_cap_tokens_per_week": 40_000})
    since = len(sandbox.log)
    finish(poor)
    assert all(one is not None for one in asked_again(poor))
    assert sent(sandbox, since, "POST", "/v1/batches") == COUNT // 2
    poorer = at(house, START).model_copy(update={"llm_cap_tokens_per_week": 100})
    more = [Question("post", PostMap, read_prompt("post_map"), {"post": "another"}, WEEK, None)]
    assert ahead.advance(poorer, more) == 0
    assert ask(house, **vars(more[0])) is None


def test_what_a_batch_has_taken_along_is_not_sent_beside_it(house: Settings, sandbox: Sandbox) -> None:
    assert ahead.advance(house, questions()) == 1
    with pytest.raises(RateLimitedError, match="has this request"):
        ask(house, **vars(questions()[0]))


def test_the_trigger_ends_when_a_batch_has(house: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """As Airflow makes it anew from what it serialised; it looks and waits, the tables tell it the rest."""
    monkeypatch.setenv("AIRFLOW_HOME", str(tmp_path))
    monkeypatch.syspath_prepend(str(ROOT / "dags"))
    from common.ahead import BatchEnd

    assert ahead.advance(house, questions()) == 1
    path, arguments = BatchEnd(WEEK, "post", 0.01).serialize()
    assert path == "common.ahead.BatchEnd"

    async def events() -> list[Any]:
        return [event.payload async for event in BatchEnd(**arguments).run()]

    assert asyncio.run(events()) == ["post"]
    assert ahead.advance(house, questions()) == 0


# ------------------------------------------------------------------ killed processes
@pytest.fixture(scope="module")
def undisturbed(module_settings: Callable[..., Settings], sandbox: Sandbox) -> list[list[dict[str, Any]]]:
    """What is left when nobody is killed."""
    sandbox.faults.clear()
    calm = module_settings(openai_base_url=sandbox.urls["openai"], clock=START)
    runs.begin(calm, WEEK, "run 1")
    finish(calm)
    return final(calm)


def start_child() -> subprocess.Popen[bytes]:
    path = os.pathsep.join([str(Path(__file__).parent), os.environ.get("PYTHONPATH", "")])
    return subprocess.Popen([sys.executable, "-c", CHILD], env={**os.environ, "PYTHONPATH": path})


def kill_when(child: subprocess.Popen[bytes], is_there: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not is_there():
        assert child.poll() is None, "the child ended before it could be killed"
        assert time.monotonic() < deadline
        time.sleep(0.02)
    child.send_signal(signal.SIGKILL)
    child.wait()


def batches_at_server(sandbox: Sandbox, since: int) -> int:
    return sum(one.method == "POST" and one.path == "/v1/batches" for one in sandbox.log[since:])


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/v1/batches$"), ("GET", "/v1/batches/batch_")],
    ids=["after submit", "during polling"],
)
def test_a_killed_process_leaves_one_batch_and_one_row_per_request(
    house: Settings, sandbox: Sandbox, undisturbed: Sequence[Any], method: str, path: str
) -> None:
    """The server has done its work and the answer is on its way when the process dies."""
    since = len(sandbox.log)
    fault = sandbox.faults.add("openai", method, path, late=3.0)
    kill_when(start_child(), lambda: fault.times == 0)
    sandbox.faults.clear()
    time.sleep(0.1)
    finish(house)
    assert batches_at_server(sandbox, since) == 1
    assert final(house) == undisturbed


def test_a_process_killed_in_the_middle_of_loading_leaves_the_same(
    house: Settings, sandbox: Sandbox, undisturbed: Sequence[Any]
) -> None:
    """Its transaction waits for a lock of ours on the answers when it dies: half of it is done, none of it stays."""
    since = len(sandbox.log)
    with db.transaction(house) as locker:
        child = start_child()
        while sent(sandbox, since, "GET", "/v1/batches/") < 2:
            assert child.poll() is None
            time.sleep(0.02)
        db.execute(locker, "lock table ops.llm_batch_request in share mode")
        waiting = "select 1 from pg_locks where not granted and relation = 'ops.llm_batch_request'::regclass"
        kill_when(child, lambda: bool(rows(house, waiting)))
    assert rows(house, "select 1 from ops.llm_request where state = 'answered'") == []
    finish(house)
    assert batches_at_server(sandbox, since) == 1
    assert final(house) == undisturbed
