"""`ask` through the real openai client against a model on loopback."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

from pipelines import db
from pipelines.errors import (
    BadInputError,
    LinernotesError,
    LoginRefusedError,
    RateLimitedError,
    ServiceError,
    ServiceUnreachableError,
)
from pipelines.llm import model_name
from pipelines.llm.client import Answer, ask
from pipelines.llm.prompt import read_prompt
from pipelines.llm.schemas import PostMap

if TYPE_CHECKING:
    from pipelines.settings import Settings
    from tests.llm.conftest import Model

WEEK = "2026-W47"
GOOD = {"artist_id": "a", "stance": "praise", "aspect": "live"}


def ask_about(settings: Settings, text: str = "hello", week: str = WEEK) -> Answer | None:
    return ask(
        settings,
        room="post",
        schema=PostMap,
        prompt=read_prompt("post_map"),
        inputs={"post": text},
        week=week,
        listener_id=None,
    )


def rows(settings: Settings, table: str) -> list[dict[str, Any]]:
    with db.transaction(settings) as connection:
        return db.rows(connection, f"select * from {table}")


def test_an_answer_is_asked_for_once_and_then_replayed(with_model: Settings, model: Model) -> None:
    """One HTTP request, one ledger row: 100 tokens in and 10 out cost (100 * 0.10 + 10 * 0.50) / 1e6 USD."""
    model.answers = lambda _: GOOD
    first, second = ask_about(with_model), ask_about(with_model)
    assert (first.replayed, second.replayed, first.value, second.value) == (
        False,
        True,
        PostMap(**GOOD),
        PostMap(**GOOD),
    )
    assert len(model.requests) == 1
    (entry,) = rows(with_model, "ops.llm_ledger")
    assert (entry["tokens_in"], entry["tokens_out"], entry["outcome"]) == (100, 10, "answered")
    assert float(entry["cost_usd"]) == pytest.approx(15 / 1_000_000)


def test_the_request_is_strict_and_stores_no_secret(with_model: Settings, model: Model) -> None:
    model.answers = lambda _: GOOD
    ask_about(with_model)
    (request,) = model.requests
    assert request["text"]["format"]["strict"] is True
    assert request["text"]["format"]["schema"]["additionalProperties"] is False
    assert request["store"] is False
    stored = str(rows(with_model, "ops.llm_request")) + str(rows(with_model, "ops.llm_ledger"))
    assert "sk-very-secret" not in stored


def test_two_threads_that_ask_the_same_pay_once(with_model: Settings, model: Model) -> None:
    released = threading.Event()

    def slowly(_: dict[str, Any]) -> dict[str, Any]:
        released.wait(5)
        return GOOD

    model.answers = slowly
    with ThreadPoolExecutor(3) as pool:
        asked = [pool.submit(ask_about, with_model) for _ in range(3)]
        threading.Timer(0.5, released.set).start()
        answers = [one.result() for one in asked]
    assert len(model.requests) == 1
    assert sorted(one.replayed for one in answers) == [False, True, True]


def test_a_claim_whose_process_died_is_taken_over_at_once(with_model: Settings, model: Model) -> None:
    """The claim's row is there, its database session is not."""
    model.answers = lambda _: (500, {"x-should-retry": "false"}, {"error": {"message": "x"}})
    with pytest.raises(ServiceError):
        ask_about(with_model)
    assert [row["state"] for row in rows(with_model, "ops.llm_request")] == ["claimed"]
    model.answers = lambda _: GOOD
    assert ask_about(with_model) is not None


@pytest.mark.parametrize(
    "cap", [{"llm_cap_usd_per_week": 0.0001}, {"llm_cap_tokens_per_week": 100}], ids=["money", "tokens"]
)
def test_a_cap_is_checked_before_sending_and_holds_for_that_week_for_good(
    with_model: Settings, model: Model, cap: dict[str, float]
) -> None:
    """A week that went on without the answer goes on without it when it is run again, with more money too."""
    model.answers = lambda _: GOOD
    poor = with_model.model_copy(update=cap)
    assert ask_about(poor) is None
    assert model.requests == []
    assert rows(with_model, "ops.llm_ledger") == []
    assert "cap" in rows(with_model, "ops.llm_request")[0]["detail"]
    assert ask_about(with_model) is None
    assert model.requests == []
    assert ask_about(with_model, week="2026-W48") is not None


def test_requests_side_by_side_cannot_exceed_a_cap_together(with_model: Settings, model: Model) -> None:
    """One request reserves at most 16,000 tokens out, 0.008 USD, and some in: a cap of 0.012 admits one at a time."""
    started, released = threading.Semaphore(0), threading.Event()

    def slowly(_: dict[str, Any]) -> dict[str, Any]:
        started.release()
        released.wait(5)
        return GOOD

    model.answers = slowly
    poor = with_model.model_copy(update={"llm_cap_usd_per_week": 0.012})
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(ask_about, poor, "one")
        started.acquire(timeout=5)
        second = ask_about(poor, "two")
        released.set()
        assert first.result() is not None
    assert second is None
    assert len(model.requests) == 1


@pytest.mark.parametrize(
    "answer",
    [
        "not json",
        "[]",
        '{"artist_id": "a"}',
        {**GOOD, "stance": "rage"},
        {**GOOD, "more": 1},
        {**GOOD, "artist_id": "\x00"},
    ],
)
def test_an_invalid_answer_is_asked_for_once_more_and_then_never_again(
    with_model: Settings, model: Model, answer: Any
) -> None:
    model.answers = lambda _: answer
    assert ask_about(with_model) is None
    assert len(model.requests) == 2
    assert [row["outcome"] for row in rows(with_model, "ops.llm_ledger")] == ["invalid", "invalid"]
    assert ask_about(with_model) is None
    assert len(model.requests) == 2


def test_the_second_try_counts_when_it_is_valid(with_model: Settings, model: Model) -> None:
    answers = iter(["oops", GOOD])
    model.answers = lambda _: next(answers)
    assert ask_about(with_model) is not None
    assert sorted(row["outcome"] for row in rows(with_model, "ops.llm_ledger")) == ["answered", "invalid"]


def test_a_refusal_is_final(with_model: Settings, model: Model) -> None:
    model.refuses = True
    assert ask_about(with_model) is None
    assert ask_about(with_model) is None
    assert len(model.requests) == 1
    assert [row["outcome"] for row in rows(with_model, "ops.llm_ledger")] == ["refused"]


def test_a_server_without_responses_is_asked_by_chat(with_model: Settings, model: Model) -> None:
    model.answers, model.has_responses = lambda _: GOOD, False
    assert ask_about(with_model).value == PostMap(**GOOD)
    assert [request["path"] for request in model.requests] == ["/v1/responses", "/v1/chat/completions"]
    assert model.requests[1]["response_format"]["json_schema"]["strict"] is True


def test_a_long_retry_after_is_ours_to_wait_for(with_model: Settings, model: Model) -> None:
    """More than 120 s: the client gives up at once, and the next call may ask again."""
    model.answers = lambda _: (429, {"retry-after": "300"}, {"error": {"message": "slow down", "code": "rate_limit"}})
    with pytest.raises(RateLimitedError) as raised:
        ask_about(with_model)
    assert raised.value.retry_after == 300
    assert len(model.requests) == 1
    model.answers = lambda _: GOOD
    assert ask_about(with_model) is not None


def test_an_account_without_money_leaves_the_week_to_the_templates(with_model: Settings, model: Model) -> None:
    body = {"error": {"message": "quota", "code": "insufficient_quota"}}
    model.answers = lambda _: (429, {"x-should-retry": "false"}, body)
    assert ask_about(with_model) is None
    assert ask_about(with_model) is None
    assert len(model.requests) == 1


@pytest.mark.parametrize(
    ("status", "code", "error"),
    [(401, "invalid_api_key", LoginRefusedError), (404, "model_not_found", BadInputError), (400, "bad", BadInputError)],
)
def test_an_error_of_ours_gives_one_line_without_the_key(
    with_model: Settings, model: Model, status: int, code: str, error: type[LinernotesError]
) -> None:
    body = {"error": {"message": "Incorrect API key provided: sk-very-secret", "code": code}}
    model.answers = lambda _: (status, {}, body)
    with pytest.raises(error) as raised:
        ask_about(with_model)
    assert "LINERNOTES_" in str(raised.value)
    assert "sk-very" not in str(raised.value)


def test_a_short_failure_is_cured_by_the_client(with_model: Settings, model: Model) -> None:
    answers = iter([(503, {"retry-after-ms": "10"}, {"error": {"message": "x"}}), GOOD])
    model.answers = lambda _: next(answers)
    assert ask_about(with_model) is not None
    assert [row["outcome"] for row in rows(with_model, "ops.llm_ledger")] == ["answered"]


def test_an_address_where_nobody_listens_is_one_clear_line(settings: Settings) -> None:
    nowhere = settings.model_copy(update={"openai_base_url": "http://127.0.0.1:9/v1"})
    with pytest.raises(ServiceUnreachableError, match="LINERNOTES_OPENAI_BASE_URL"):
        ask_about(nowhere)


def test_without_a_model_nothing_is_asked_or_stored(settings: Settings, with_model: Settings, model: Model) -> None:
    off = with_model.model_copy(update={"llm_enabled": False})
    assert (model_name(settings), model_name(off), model_name(with_model)) == (None, None, "small-model")
    assert ask_about(settings) is None
    assert ask_about(off) is None
    assert model.requests == []
    assert rows(settings, "ops.llm_request") == []
