"""The model writes through HTTP from the sandbox; what it makes up is dropped, and a re-run asks nobody."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest
from pydantic import SecretStr

from explain.make import explain_week
from explain.reports import show
from pipelines import db
from pipelines.cli.status import read_words
from pipelines.sandbox.running import running_sandbox
from pipelines.sandbox.scripted_words import MADE_UP
from pipelines.settings import Settings

pytestmark = pytest.mark.db
LISTENER = UUID(int=0xE << 120 | 1)
WEEK = "2026-W47"
NO_MODEL = {"openai_base_url": None, "openai_api_key": None}
Store = Callable[..., list[dict[str, Any]]]


@pytest.fixture(scope="module")
def model_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running_sandbox(tmp_path_factory.mktemp("sandbox"), recordings=200, listeners=1) as sandbox:
        yield sandbox.urls["openai"]


@pytest.fixture
def with_model(settings: Settings, model_url: str) -> Settings:
    return settings.model_copy(update={"openai_base_url": model_url, "openai_api_key": SecretStr("any")})


def _rows(settings: Settings, sql: str) -> list[dict[str, Any]]:
    with db.transaction(settings) as connection:
        return db.rows(connection, sql)


def _count(settings: Settings, table: str) -> int:
    return int(_rows(settings, f"select count(*) as n from {table}")[0]["n"])


@pytest.mark.parametrize(
    ("language", "made_up", "said"),
    [("en", "in the shade", "of the score"), ("de", "in den Schatten", "der Wertung")],
)
def test_the_model_is_named_and_its_made_up_comparison_is_dropped(
    with_model: Settings, stored: Store, language: str, made_up: str, said: str
) -> None:
    """It answers in the language of the listener."""
    stored(1, songs=3, language=language)
    explain_week(with_model, WEEK, [LISTENER])
    texts = _rows(with_model, "select * from explain.text order by slot")
    by_model = [text for text in texts if text["writer"] != "template"]
    assert len(by_model) >= 5, [(text["slot"], text["sentences"]) for text in texts]
    sentences = [one for text in texts for one in text["sentences"]]
    dropped = [one for one in sentences if one["verdict"] != "supported"]
    assert any(made_up in one["text"] for one in dropped)
    assert not any(made_up in text["text"] for text in texts)
    assert any(said in text["text"] for text in by_model)
    assert len(dropped) <= 0.1 * len(sentences), dropped
    assert all(text["text"] for text in texts)


def test_a_refused_sentence_is_asked_for_once_more_and_every_sentence_has_its_record(
    with_model: Settings, stored: Store
) -> None:
    """Two requests: all slots, then the one slot with its finding; what each took is shared out over its sentences."""
    stored(1, songs=3)
    explain_week(with_model, WEEK, [LISTENER])
    asked = _rows(with_model, "select request, prompt_version from ops.llm_request order by claimed_at")
    inputs = [json.loads(row["request"]["input"]) for row in asked]
    assert [[], [1]] == [[len(found) for found in one.get("findings", {}).values()] for one in inputs]
    assert 1 == len(inputs[1]["slots"])
    records = _rows(with_model, "select * from explain.sentence order by slot, number")
    assert {"first", "retry"} <= {one["draft"] for one in records}
    assert {"unsupported": 1} == dict(Counter(one["verdict"] for one in records if not one["published"]))
    model = [one for one in records if one["writer"] != "template"]
    assert all(one["prompt_version"] == asked[0]["prompt_version"] and one["checker_version"] for one in model)
    taken = _rows(
        with_model, "select sum(tokens_in) as i, sum(tokens_out) as o, sum(cost_usd)::float as c from ops.llm_ledger"
    )
    assert [sum(one[name] for one in records) for name in ("tokens_in", "tokens_out", "cost_usd")] == pytest.approx(
        [taken[0]["i"], taken[0]["o"], taken[0]["c"]]
    )
    metrics = {row["name"]: row["value"] for row in _rows(with_model, "select name, value from recs.run_metrics")}
    first = [one["verdict"] == "supported" for one in model if one["draft"] == "first"]
    assert sum(first) / len(first) == metrics["first_draft_support_model"] < 1
    assert (1.0, 1.0, 1.0) == (metrics["published_support"], metrics["order_tau"], metrics["words_retried"])
    shown = {row["writer"]: row for row in read_words(with_model)}[model[0]["writer"]]
    assert (len(first), 1, 1) == (shown["drafts"], shown["dropped"], shown["asked_again"])
    assert (round(sum(first) / len(first), 4), 1.0) == (shown["first_draft_support"], shown["published_support"])
    with db.transaction(with_model, "display") as connection:
        printed = show(connection, LISTENER, WEEK)["sentences"]
    assert [one["text"] for one in printed if not one["published"]] == [MADE_UP]


def test_a_second_run_replays_the_stored_answer(with_model: Settings, stored: Store) -> None:
    """No row is added to the ledger, also with the model gone: drafts and retries are both stored."""
    stored(2, songs=3)
    explain_week(with_model, WEEK, [LISTENER])
    assert 1 == _rows(with_model, "select count(distinct retry_hash) as n from explain.text")[0]["n"]
    before = _count(with_model, "ops.llm_ledger")
    assert before > 0
    assert 3 == explain_week(with_model, WEEK, [LISTENER])
    assert 3 == explain_week(with_model.model_copy(update=NO_MODEL), WEEK, [LISTENER])
    assert before == _count(with_model, "ops.llm_ledger")


def test_a_week_that_the_template_wrote_is_not_asked_for_later(with_model: Settings, stored: Store) -> None:
    """The week was complete without a model: it stays the same week when there is one."""
    stored(3, songs=2)
    explain_week(with_model.model_copy(update=NO_MODEL), WEEK, [LISTENER])
    assert 2 == explain_week(with_model, WEEK, [LISTENER])
    assert 0 == _count(with_model, "ops.llm_request")


def test_the_request_holds_no_name_of_a_playlist_and_no_text_of_a_post(with_model: Settings, stored: Store) -> None:
    stored(4, songs=4)
    explain_week(with_model, WEEK, [LISTENER])
    sent = [str(row["request"]) for row in _rows(with_model, "select request from ops.llm_request")]
    assert sent
    for name in ("Rainy Sundays", "Gym. Again.", "Songs for Ana", "/comments/"):
        assert not [one for one in sent if name in one]
