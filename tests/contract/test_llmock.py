"""Our client against a model service that nobody here wrote: llmock, over HTTP, with its files, batches and chat."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from pipelines import db
from pipelines.llm import ahead, runs
from pipelines.llm.client import ask
from pipelines.llm.prompt import read_prompt
from pipelines.llm.question import Question
from pipelines.llm.schemas import PostMap, WishRules
from pipelines.settings import Settings

WEEK = "2026-W47"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-c", "from llmock.cli import app; app()", "serve", "--host", "127.0.0.1"]
    server = subprocess.Popen([*command, "--port", str(port), "--log-level", "warning"], stdout=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            break
        except OSError:
            assert server.poll() is None, "llmock did not start"
            assert time.monotonic() < deadline
            time.sleep(0.1)
    yield f"http://127.0.0.1:{port}/v1"
    server.terminate()
    server.wait(10)


@pytest.fixture
def house(settings: Settings, address: str) -> Settings:
    made = settings.model_copy(update={"openai_base_url": address, "llm_model": "gpt-4o", "llm_effort": "off"})
    runs.begin(made, WEEK, "run 1")
    return made


def test_a_direct_call_gets_an_answer_of_its_schema(house: Settings) -> None:
    prompt, inputs = read_prompt("wish_rules"), {"wish": "no rap", "lang": "en"}
    answer = ask(house, room="wish", schema=WishRules, prompt=prompt, inputs=inputs, week=WEEK, listener_id=None)
    assert answer is not None
    assert isinstance(answer.value, WishRules)


def test_a_batch_goes_by_chat_where_responses_are_refused(house: Settings) -> None:
    """Llmock refuses lines for /v1/responses in its error file; the second batch goes to chat completions.

    There it answers with prose: the answers do not fit, and the week goes on without them, paid for and written down.
    """
    prompt = read_prompt("post_map")
    asked = [
        Question("post", PostMap, prompt, {"artist_ids": {"a": "A"}, "post": f"night {number}"}, WEEK, None)
        for number in range(2)
    ]
    for _ in range(200):
        if not ahead.advance(house, asked):
            break
        time.sleep(0.2)
    else:
        pytest.fail("the batches do not end")
    with db.transaction(house) as connection:
        batches = db.rows(connection, "select endpoint, state, status from ops.llm_batch order by created_at")
        lines = db.rows(connection, "select outcome from ops.llm_batch_request")
    assert [(one["endpoint"], one["state"], one["status"]) for one in batches] == [
        ("/v1/responses", "loaded", "failed"),
        ("/v1/chat/completions", "loaded", "completed"),
    ]
    outcomes = sorted(one["outcome"] for one in lines)
    assert outcomes.count("no endpoint") == 2
    assert set(outcomes) <= {"no endpoint", "answered", "invalid"}
    assert len(outcomes) == 4
