"""`ask` through the real openai client against a model on loopback."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest

from pipelines import db
from pipelines.domain.ids import SHARED
from pipelines.domain.weeks import first_slate_key
from pipelines.errors import (
    BadInputError,
    LinernotesError,
    LoginRefusedError,
    RateLimitedError,
    ServiceError,
    ServiceUnreachableError,
)
from pipelines.llm import model_name, runs
from pipelines.llm.client import Answer, ask
from pipelines.llm.prompt import read_prompt
from pipelines.llm.schemas import PostMap
from pipelines.settings import read_settings

if TYPE_CHECKING:
    from pipelines.settings import Settings
    from tests.llm.conftest import Model

WEEK, LISTENER = "2026-W47", UUID(int=1)
GOOD = {"artist_id": "a", "stance": "praise", "aspect": "live"}


def ask_about(
    settings: Settings, text: str = "hello", week: str = WEEK, listener_id: UUID | None = None
) -> Answer | None:
    return ask(
        settings,
        room="post",
        schema=PostMap,
        prompt=read_prompt("post_map"),
        inputs={"post": text},
        week=week,
        listener_id=listener_id,
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


def test_a_room_that_the_settings_leave_out_asks_nobody(with_model: Settings, model: Model) -> None:
    """Of six rooms one is left; neither a request nor a row is made for the others."""
    only = with_model.model_copy(update={"llm_rooms": ("words",)})
    assert ask_about(only) is None
    assert (model.requests, rows(only, "ops.llm_request"), rows(only, "ops.llm_ledger")) == ([], [], [])


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
    "cap",
    [
        {"llm_cap_usd_per_week": 0.0001},
        {"llm_cap_tokens_per_week": 100},
        {"llm_cap_usd_per_run": 0.0001},
        {"llm_cap_tokens_per_run": 100},
        {"llm_cap_usd_per_listener": 0.0001},
        {"llm_cap_tokens_per_listener": 100},
    ],
    ids=lambda cap: next(iter(cap)),
)
def test_a_cap_is_checked_before_sending_and_holds_for_that_week_for_good(
    with_model: Settings, model: Model, cap: dict[str, float]
) -> None:
    """A week that went on without the answer goes on without it when it is run again, with more money too."""
    model.answers = lambda _: GOOD
    poor = with_model.model_copy(update=cap)
    runs.begin(poor, WEEK, "run 1")
    assert ask_about(poor, listener_id=LISTENER) is None
    assert model.requests == []
    assert rows(with_model, "ops.llm_ledger") == []
    detail = rows(with_model, "ops.llm_request")[0]["detail"]
    assert all(word in detail for word in ("cap of", WEEK, f"LINERNOTES_{next(iter(cap)).upper()}"))
    assert ask_about(with_model, listener_id=LISTENER) is None
    assert model.requests == []
    assert ask_about(with_model, week="2026-W48", listener_id=LISTENER) is not None


@pytest.mark.parametrize(
    ("listeners", "spent", "is_asked"), [(1, 0.5, True), (1, 1.0, False), (1000, 1.0, True), (1000, 49.995, False)]
)
def test_caps_that_are_not_set_grow_with_the_listeners(
    with_model: Settings, model: Model, listeners: int, spent: float, is_asked: bool
) -> None:
    """1 USD for one listener, 1,000 times the 0.05 of each for a thousand; a request reserves about 0.0082."""
    model.answers = lambda _: GOOD
    used = {"ledger_id": UUID(int=9), "request_hash": "h", "week": WEEK, "room": "words", "run_key": "run 1"}
    used |= {"model": "m", "tokens_in": 900, "tokens_out": 100, "cost_usd": spent, "sent_at": "2026-11-23Z"}
    frozen = [{"week": WEEK, "listener_id": UUID(int=n), "input_hash": ""} for n in range(1, listeners + 1)]
    with db.transaction(with_model) as connection:
        db.insert_rows(connection, "ops.llm_ledger", [{**used, "outcome": "answered"}])
        db.insert_rows(connection, "recs.week_frozen", [*frozen, {**frozen[0], "listener_id": SHARED}])
    runs.begin(with_model, WEEK, "run 1")
    assert (ask_about(with_model) is not None) == is_asked


def test_what_one_listener_has_used_leaves_the_others_theirs(with_model: Settings, model: Model) -> None:
    """A request reserves 16,000 tokens out and some in, and takes 110: a cap of 17,000 admits one after the other."""
    model.answers = lambda _: GOOD
    poor = with_model.model_copy(update={"llm_cap_tokens_per_listener": 17_000})
    with db.transaction(with_model) as connection:
        used = {"ledger_id": UUID(int=9), "request_hash": "h", "week": WEEK, "listener_id": LISTENER, "room": "words"}
        used |= {"model": "m", "tokens_in": 900, "tokens_out": 100, "cost_usd": 0, "sent_at": "2026-11-23Z"}
        db.insert_rows(connection, "ops.llm_ledger", [{**used, "outcome": "answered"}])
    assert ask_about(poor, listener_id=LISTENER) is None
    assert ask_about(poor, "another", listener_id=UUID(int=2)) is not None
    assert ask_about(poor, "one more", listener_id=UUID(int=2)) is not None


def test_a_run_counts_all_the_weeks_that_it_makes(with_model: Settings, model: Model) -> None:
    """A request reserves about 0.0082 USD and takes 0.000015: a second run has money of its own."""
    model.answers = lambda _: GOOD
    poor = with_model.model_copy(update={"llm_cap_usd_per_run": 0.0085})
    with db.transaction(with_model) as connection:
        used = {"ledger_id": UUID(int=9), "request_hash": "h", "week": "2026-W46", "room": "words", "run_key": "run 1"}
        used |= {"model": "m", "tokens_in": 900, "tokens_out": 100, "cost_usd": 0.005, "sent_at": "2026-11-23Z"}
        db.insert_rows(connection, "ops.llm_ledger", [{**used, "outcome": "answered"}])
    runs.begin(poor, WEEK, "run 1")
    assert ask_about(poor) is None
    later = poor.model_copy(update={"clock": "2027-01-01T00:00:00Z"})
    runs.begin(later, WEEK, "run 2")
    assert ask_about(later, "another") is not None


def test_cached_tokens_cost_their_own_price(with_model: Settings, model: Model) -> None:
    """100 tokens in, 80 of them cached, 10 out: (20 * 0.10 + 80 * 0.01 + 10 * 0.50) / 1e6 USD."""
    model.answers, model.cached = lambda _: GOOD, 80
    ask_about(with_model)
    (entry,) = rows(with_model, "ops.llm_ledger")
    assert (entry["tokens_in"], entry["tokens_cached"], entry["price_version"]) == (100, 80, "gpt-6-luna 2026-11-23")
    assert float(entry["cost_usd"]) == pytest.approx(7.8 / 1_000_000)


def test_a_storm_is_waited_out_until_the_runs_patience_ends(with_model: Settings, model: Model) -> None:
    """17.5 hours after the run's start the week goes on without the answer, and still does with a healthy service."""
    model.answers = lambda _: (500, {"x-should-retry": "false"}, {"error": {"message": "x"}})
    at = {"start": "2026-11-23T00:00:00Z", "early": "2026-11-23T17:29:00Z", "late": "2026-11-23T17:30:00Z"}
    start, early, late = (with_model.model_copy(update={"clock": at[name]}) for name in at)
    runs.begin(start, WEEK, "run 1")
    for patient in (start, early):
        with pytest.raises(ServiceError):
            ask_about(patient)
    assert ask_about(late) is None
    model.answers = lambda _: GOOD
    sent = len(model.requests)
    assert ask_about(start) is None
    assert len(model.requests) == sent
    assert "17.5 hours" in rows(with_model, "ops.llm_request")[0]["detail"]


def test_a_first_slate_goes_on_at_once_without_an_answer(with_model: Settings, model: Model) -> None:
    """Somebody waits for it: when the client has tried in vain, code and templates do the work, now and for good."""
    key = first_slate_key(datetime(2026, 11, 25, 9, 30, tzinfo=UTC), LISTENER)
    runs.begin(with_model, key, "first slate")
    model.answers = lambda _: (500, {"x-should-retry": "false"}, {"error": {"message": "x"}})
    assert ask_about(with_model, week=key, listener_id=LISTENER) is None
    assert "a first slate does not wait" in rows(with_model, "ops.llm_request")[0]["detail"]
    model.answers = lambda _: GOOD
    assert ask_about(with_model, week=key, listener_id=LISTENER) is None
    assert ask_about(with_model, listener_id=LISTENER) is not None


def test_a_wait_ends_with_the_runs_patience(with_model: Settings, model: Model) -> None:
    model.answers = lambda _: (429, {"retry-after": "7200"}, {"error": {"message": "slow down", "code": "rate_limit"}})
    at = with_model.model_copy(update={"clock": "2026-11-23T00:00:00Z"})
    runs.begin(at, WEEK, "run 1")
    with pytest.raises(RateLimitedError) as raised:
        ask_about(at.model_copy(update={"clock": "2026-11-23T17:00:00Z"}))
    assert raised.value.retry_after == 1800


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
    (entry,) = rows(with_model, "ops.llm_ledger")
    assert (entry["outcome"], entry["attempts"], entry["tokens_in"], entry["tokens_out"]) == ("invalid", 2, 200, 20)
    assert ask_about(with_model) is None
    assert len(model.requests) == 2


def test_the_second_try_counts_when_it_is_valid(with_model: Settings, model: Model) -> None:
    answers = iter(["oops", GOOD])
    model.answers = lambda _: next(answers)
    assert ask_about(with_model) is not None
    (entry,) = rows(with_model, "ops.llm_ledger")
    assert (entry["outcome"], entry["attempts"]) == ("answered", 2)


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


@pytest.mark.parametrize(("given", "sent"), [(None, {"effort": "low"}), ("high", {"effort": "high"}), ("off", None)])
def test_hidden_reasoning_can_be_left_out_of_requests(
    with_model: Settings, model: Model, monkeypatch: pytest.MonkeyPatch, given: str | None, sent: dict[str, str] | None
) -> None:
    model.answers = lambda _: GOOD
    if given is not None:
        monkeypatch.setenv("LINERNOTES_LLM_EFFORT", given)
    assert ask_about(with_model.model_copy(update={"llm_effort": read_settings().llm_effort})) is not None
    assert model.requests[0].get("reasoning") == sent


def test_a_model_that_knows_no_reasoning_is_told_by_the_setting_to_change(with_model: Settings, model: Model) -> None:
    """Nothing is stored: with the setting changed the week asks again."""
    refusal = {"message": "Unsupported parameter", "code": "unsupported_parameter", "param": "reasoning.effort"}
    model.answers = lambda _: (400, {}, {"error": {**refusal, "type": "invalid_request_error"}})
    with pytest.raises(BadInputError, match="LINERNOTES_LLM_EFFORT=off"):
        ask_about(with_model)
    model.answers = lambda _: GOOD
    assert ask_about(with_model.model_copy(update={"llm_effort": "off"})) is not None
