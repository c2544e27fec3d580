"""Answers and errors of forms that no service should send: each ends in an answer, in none, or in one error of ours."""

from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING, Any

import pytest

from pipelines.errors import RateLimitedError, ServiceError, ServiceUnreachableError
from pipelines.llm import runs
from tests.llm.test_client import GOOD, LISTENER, WEEK, ask_about, rows

if TYPE_CHECKING:
    from pipelines.settings import Settings
    from tests.llm.conftest import Model

NO_RETRY = {"x-should-retry": "false"}
DETAILS = {"input_tokens_details": {"cached_tokens": 5000}}


def _response(**changed: Any) -> dict[str, Any]:
    part = {"type": "output_text", "text": json.dumps(GOOD), "annotations": []}
    message = {"type": "message", "id": "m", "role": "assistant", "status": "completed", "content": [part]}
    usage = {"input_tokens": 100, "output_tokens": 10, "total_tokens": 110}
    return {"id": "r", "object": "response", "created_at": 1, "output": [message], "usage": usage, **changed}


def _chat(**changed: Any) -> dict[str, Any]:
    usage = {"prompt_tokens": 100, "completion_tokens": 10, "total_tokens": 110}
    choice = {"index": 0, "message": {"role": "assistant", "content": json.dumps(GOOD)}, "finish_reason": "stop"}
    return {"id": "c", "object": "chat.completion", "created": 1, "choices": [choice], "usage": usage, **changed}


@pytest.mark.parametrize(
    "usage",
    [
        None,
        {},
        [1],
        {"input_tokens": None, "output_tokens": None},
        {"input_tokens": "many", "output_tokens": 1},
        {"input_tokens": -5000, "output_tokens": -5},
        {"input_tokens": 1.5, "output_tokens": 2.5},
        {"input_tokens": 10**12, "output_tokens": 10**12},
    ],
)
def test_what_is_no_count_is_estimated_from_above(with_model: Settings, model: Model, usage: Any) -> None:
    """The answer is good; what it took is what the request and the answer weigh, and never less than nothing."""
    model.answers = lambda _: (200, {}, _response(usage=usage))
    assert ask_about(with_model) is not None
    (entry,) = rows(with_model, "ops.llm_ledger")
    assert entry["outcome"] == "answered"
    assert entry["tokens_in"] > 100
    assert entry["tokens_out"] > 10
    assert float(entry["cost_usd"]) > 0


def test_more_cached_than_sent_makes_no_request_free(with_model: Settings, model: Model) -> None:
    """5 of 5 tokens in were cached, 10 out: (5 * 0.01 + 10 * 0.50) / 1e6 USD, and not less than nothing."""
    usage = {"input_tokens": 5, "output_tokens": 10, "total_tokens": 15, **DETAILS}
    model.answers = lambda _: (200, {}, _response(usage=usage))
    assert ask_about(with_model) is not None
    (entry,) = rows(with_model, "ops.llm_ledger")
    assert entry["tokens_cached"] == 5
    assert float(entry["cost_usd"]) == pytest.approx(5.05 / 1_000_000)


@pytest.mark.parametrize(
    "output",
    [
        [],
        [{}],
        ["x"],
        [{"type": "message", "content": None}],
        [{"type": "message", "content": [{"type": "output_text"}]}],
    ],
)
def test_a_response_of_no_form_is_an_empty_answer(with_model: Settings, model: Model, output: Any) -> None:
    model.answers = lambda _: (200, {}, _response(output=output))
    _assert_invalid_twice(with_model, model)


@pytest.mark.parametrize(
    "choice", [{}, {"message": None}, {"message": {"content": None}}, {"message": {"content": [{"type": "text"}]}}]
)
def test_a_choice_of_no_form_is_an_empty_answer(with_model: Settings, model: Model, choice: Any) -> None:
    model.answers = lambda _: (200, {}, _chat(choices=[choice]))
    _assert_invalid_twice(with_model.model_copy(update={"llm_api": "chat"}), model)


def _assert_invalid_twice(settings: Settings, model: Model) -> None:
    assert ask_about(settings) is None
    assert ask_about(settings) is None
    assert len(model.requests) == 2
    (entry,) = rows(settings, "ops.llm_ledger")
    assert (entry["outcome"], entry["attempts"]) == ("invalid", 2)


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (429, {"type": "insufficient_quota", "code": None}),
        (429, {"type": "billing_not_active", "code": "billing_not_active"}),
        (400, {"type": "billing_limit_user_error", "code": "billing_hard_limit_reached"}),
        (402, {"type": "unknown_error", "code": "invalid_request_error"}),
    ],
)
def test_no_money_is_no_money_however_it_is_said(
    with_model: Settings, model: Model, status: int, error: dict[str, Any]
) -> None:
    model.answers = lambda _: (status, NO_RETRY, {"error": {"message": "x", **error}})
    assert ask_about(with_model) is None
    assert ask_about(with_model) is None
    assert len(model.requests) == 1
    assert rows(with_model, "ops.llm_request")[0]["detail"] == "the account has no quota left"


def test_an_answer_that_the_service_itself_finds_invalid_is_none(with_model: Settings, model: Model) -> None:
    error = {"message": "Failed to generate JSON", "type": "invalid_request_error", "code": "json_validate_failed"}
    model.answers = lambda _: (400, {}, {"error": error})
    assert ask_about(with_model) is None
    assert [row["outcome"] for row in rows(with_model, "ops.llm_ledger")] == ["refused"]


@pytest.mark.parametrize("code", [None, {"a": 1}, ["b"]])
def test_a_conflict_may_be_over_later(with_model: Settings, model: Model, code: Any) -> None:
    model.answers = lambda _: (409, NO_RETRY, {"error": {"message": "x", "code": code}})
    with pytest.raises(ServiceError, match="409"):
        ask_about(with_model)


@pytest.mark.parametrize("wait", ["inf", "nan", "Wed, 21 Oct 2026 07:28:00 GMT"])
def test_a_wait_that_is_no_number_is_a_minute(with_model: Settings, model: Model, wait: str) -> None:
    model.answers = lambda _: (429, {"retry-after": wait, **NO_RETRY}, {"error": {"message": "x"}})
    with pytest.raises(RateLimitedError) as raised:
        ask_about(with_model)
    assert raised.value.retry_after == 60


def test_what_we_did_not_wait_for_counts_with_all_that_it_can_have_cost(with_model: Settings, model: Model) -> None:
    """
    Three sends of at most 16,000 tokens out each: beyond a cap of 60,000 the next run of the task sends nothing.
    """
    released = threading.Event()

    def slowly(_: dict[str, Any]) -> dict[str, Any]:
        released.wait(10)
        return GOOD

    model.answers = slowly
    hasty = with_model.model_copy(update={"llm_timeout_seconds": 0.2, "llm_cap_tokens_per_listener": 60_000})
    runs.begin(hasty, WEEK, "run 1")
    with pytest.raises(ServiceUnreachableError, match="LINERNOTES_LLM_TIMEOUT_SECONDS"):
        ask_about(hasty, listener_id=LISTENER)
    (entry,) = rows(hasty, "ops.llm_ledger")
    sent = len(model.requests)
    assert (entry["outcome"], entry["tokens_out"]) == ("failed", 3 * 16_000)
    assert ask_about(hasty, listener_id=LISTENER) is None
    released.set()
    assert len(model.requests) == sent
