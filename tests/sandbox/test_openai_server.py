"""The model's service, spoken to by the real client over HTTP."""

from typing import Any

import numpy as np
import openai
import pytest
from pydantic import BaseModel

from pipelines.sandbox import Sandbox, scripted_model


class echo(BaseModel):  # noqa: N801  (the client takes the form's name from the class)
    text: str


@pytest.fixture
def client(sandbox: Sandbox) -> Any:
    with openai.OpenAI(base_url=sandbox.urls["openai"], api_key="k", max_retries=0) as made:
        yield made


def test_a_response_echoes_and_counts(client: openai.OpenAI) -> None:
    response = client.responses.create(model="scripted", instructions="Say it again.", input="hello, world")
    assert response.output_text == "hello, world"
    assert response.usage is not None
    assert response.usage.total_tokens == response.usage.input_tokens + response.usage.output_tokens > 0


def test_a_form_is_filled_in(client: openai.OpenAI) -> None:
    assert client.responses.parse(model="m", input="hello", text_format=echo).output_parsed == echo(text="hello")
    messages = [{"role": "user", "content": "hello"}]
    completion = client.chat.completions.parse(model="m", messages=messages, response_format=echo)
    assert completion.choices[0].message.parsed == echo(text="hello")


def test_a_handler_can_be_added(client: openai.OpenAI, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(scripted_model.HANDLERS, "shout", lambda _instructions, text, _schema: {"text": text.upper()})
    form = {"type": "json_schema", "name": "shout", "schema": echo.model_json_schema(), "strict": True}
    response = client.responses.create(model="m", input="hello", text={"format": form})
    assert response.output_text == '{"text": "HELLO"}'


def test_a_form_that_nobody_knows_is_refused(client: openai.OpenAI) -> None:
    form = {"type": "json_schema", "name": "sonnet", "schema": echo.model_json_schema()}
    with pytest.raises(openai.BadRequestError, match="sonnet"):
        client.responses.create(model="m", input="hello", text={"format": form})


def test_the_log_has_the_bodies_and_no_key(sandbox: Sandbox, client: openai.OpenAI) -> None:
    client.responses.create(model="m", input="find me in the log")
    entry = sandbox.log[-1]
    assert (entry.service, entry.method, entry.path) == ("openai", "POST", "/v1/responses")
    assert entry.body["input"] == "find me in the log"
    assert "authorization" not in {name.lower() for name in entry.headers}


def test_embeddings_are_the_same_as_floats_and_as_base64(client: openai.OpenAI) -> None:
    texts = ["rainy sunday folk", "rainy monday folk", "furious wet ash"]
    packed = client.embeddings.create(model="e", input=texts, dimensions=64)
    plain = client.embeddings.create(model="e", input=texts, dimensions=64, encoding_format="float")
    vectors = np.array([row.embedding for row in packed.data])
    assert np.allclose(vectors, [row.embedding for row in plain.data], atol=1e-6)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2]


def test_models_are_listed(client: openai.OpenAI) -> None:
    assert "gpt-6-luna" in [model.id for model in client.models.list()]


def test_faults_reach_the_client(sandbox: Sandbox, client: openai.OpenAI) -> None:
    body = {"error": {"message": "no money", "code": "insufficient_quota", "type": "insufficient_quota", "param": None}}
    sandbox.faults.add("openai", "POST", "/v1/responses", 429, body=body)
    with pytest.raises(openai.RateLimitError) as refused:
        client.responses.create(model="m", input="hello")
    assert refused.value.code == "insufficient_quota"
    sandbox.faults.add("openai", "POST", "/v1/responses", drop=True)
    with pytest.raises(openai.APIConnectionError):
        client.responses.create(model="m", input="hello")
    assert client.responses.create(model="m", input="hello").output_text == "hello"
