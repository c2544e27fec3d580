"""The small real model: it starts, speaks OpenAI's wire, keeps to a schema, and stops."""

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import openai
import pytest

from pipelines.errors import BadInputError
from pipelines.llm import model_name
from pipelines.llm.schemas import WishRules, strict_schema
from pipelines.platform import local_model, sandbox
from pipelines.settings import LOCAL_MODEL, Settings, read_settings

pytestmark = pytest.mark.db  # no database, but a server of its own


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """The model of a home of its own."""
    settings = read_settings(home=tmp_path_factory.mktemp("home"), llm_local=True)
    assert settings.address_or_none("openai") is None
    try:
        local_model.start(settings)
        yield settings
    finally:
        local_model.stop(settings)


def test_the_switch_stands_for_a_model_of_its_own_name_that_costs_nothing(running: Settings) -> None:
    assert model_name(running) == LOCAL_MODEL
    assert (running.llm_api, running.llm_price_in_usd, running.llm_price_out_usd) == ("chat", 0, 0)
    assert not running.is_live("openai")
    assert not running.is_sandbox("openai")
    assert urlsplit(running.address("openai")).hostname == "127.0.0.1"


def test_a_setting_that_is_set_by_itself_wins_over_the_switch(tmp_path: Path) -> None:
    settings = read_settings(home=tmp_path, llm_local=True, llm_max_output_tokens=77)
    assert settings.llm_max_output_tokens == 77


def test_the_model_answers_in_the_form_that_it_is_given(running: Settings) -> None:
    form = {"name": "wish_rules", "schema": strict_schema(WishRules), "strict": True}
    with openai.OpenAI(base_url=running.address("openai"), api_key="none", timeout=300) as client:
        completion = client.chat.completions.create(
            model=running.llm_model,
            messages=[{"role": "user", "content": "no rap"}],
            response_format={"type": "json_schema", "json_schema": form},
            max_completion_tokens=200,
        )
    choice = completion.choices[0]
    if choice.finish_reason == "stop":
        WishRules.model_validate(json.loads(choice.message.content or ""))
    assert (choice.message.content or "").lstrip().startswith("{")
    assert completion.usage is not None
    assert completion.usage.completion_tokens > 0


def test_a_second_start_keeps_the_model_and_a_stop_ends_it(running: Settings) -> None:
    address = running.address("openai")
    local_model.start(running)
    assert running.address("openai") == address
    assert sandbox.listens(address)
    local_model.stop(running)
    assert not local_model.is_running(running)
    assert not sandbox.listens(address)


@pytest.mark.parametrize("missing", ["engine", "weights"])
def test_a_machine_without_the_wheels_is_told_what_to_do(missing: str) -> None:
    with pytest.raises(BadInputError, match="LINERNOTES_LLM_LOCAL"):
        local_model.weights_path(**{missing: "a_package_that_is_not_there"})
