"""Files, batches and scripted faults of the model's service, spoken to by the real client over HTTP."""

import json
from typing import Any

import openai
import pytest
from openai.types import Batch

from pipelines.sandbox import Sandbox


@pytest.fixture
def client(sandbox: Sandbox) -> Any:
    with openai.OpenAI(base_url=sandbox.urls["openai"], api_key="k", max_retries=0) as made:
        yield made


def begin(client: openai.OpenAI, texts: list[str], endpoint: str = "/v1/responses", **more: Any) -> Batch:
    """A batch that echoes texts; custom ids are t0, t1, ..."""
    lines = []
    for number, text in enumerate(texts):
        body = {"model": "m", "input": text, "messages": [{"role": "user", "content": text}]}
        lines.append(json.dumps({"custom_id": f"t{number}", "method": "POST", "url": endpoint, "body": body}))
    file = client.files.create(file=("texts.jsonl", "\n".join(lines).encode()), purpose="batch")
    return client.batches.create(input_file_id=file.id, endpoint=endpoint, completion_window="24h", **more)  # type: ignore[arg-type]


def ended(client: openai.OpenAI, batch: Batch) -> tuple[Batch, list[str]]:
    """The batch at its end, and the statuses on the way there, each looked at once."""
    seen = [batch.status]
    while batch.status not in {"completed", "failed", "expired", "cancelled"}:
        batch = client.batches.retrieve(batch.id)
        seen.append(batch.status)
        assert len(seen) < 10, seen
    return batch, seen


def results(client: openai.OpenAI, file_id: str | None) -> dict[str, Any]:
    """Lines of an output or error file, by custom id, in their order."""
    if file_id is None:
        return {}
    lines = client.files.content(file_id).text.splitlines()
    return {line["custom_id"]: line for line in map(json.loads, lines)}


@pytest.mark.parametrize("endpoint", ["/v1/responses", "/v1/chat/completions"])
def test_a_batch_answers_every_line_in_another_order(client: openai.OpenAI, endpoint: str) -> None:
    batch, seen = ended(client, begin(client, ["one", "two", "three"], endpoint, metadata={"mine": "1"}))
    assert seen == ["validating", "in_progress", "finalizing", "completed"]
    assert (batch.metadata, batch.request_counts.completed) == ({"mine": "1"}, 3)
    found = results(client, batch.output_file_id)
    assert list(found) == ["t2", "t1", "t0"]
    body = found["t1"]["response"]["body"]
    text = body["output"][0]["content"][0]["text"] if "output" in body else body["choices"][0]["message"]["content"]
    assert text == "two"
    assert batch.error_file_id is None


@pytest.mark.parametrize(
    ("fate", "status", "answered", "undone"),
    [
        ("expires", "expired", 0, 4),
        ("partial", "expired", 2, 2),
        ("is_cancelled", "cancelled", 0, 0),
        ("fails", "failed", 0, 0),
        ("missing_lines", "completed", 2, 0),
    ],
)
def test_a_batch_ends_as_a_fault_wants_it(
    sandbox: Sandbox, client: openai.OpenAI, fate: str, status: str, answered: int, undone: int
) -> None:
    sandbox.faults.add("openai", "POST", "/v1/batches", twist=fate)
    batch, _ = ended(client, begin(client, ["a", "b", "c", "d"]))
    errors = results(client, batch.error_file_id)
    assert (batch.status, len(results(client, batch.output_file_id)), len(errors)) == (status, answered, undone)
    assert all(line["error"]["code"] == "batch_expired" for line in errors.values())


def test_a_batch_that_never_ends_can_be_cancelled_and_keeps_what_it_has(
    sandbox: Sandbox, client: openai.OpenAI
) -> None:
    sandbox.faults.add("openai", "POST", "/v1/batches", twist="never_ends")
    batch = begin(client, ["a", "b"])
    assert {client.batches.retrieve(batch.id).status for _ in range(20)} == {"in_progress"}
    assert client.batches.cancel(batch.id).status == "cancelling"
    batch, _ = ended(client, batch)
    assert (batch.status, list(results(client, batch.output_file_id))) == ("cancelled", ["t0"])


def test_a_line_fails_by_itself(sandbox: Sandbox, client: openai.OpenAI) -> None:
    sandbox.faults.add("openai", "LINE", "t0$", 500)
    sandbox.faults.add("openai", "LINE", "t1$", twist="refuse")
    batch, _ = ended(client, begin(client, ["a", "b"]))
    assert results(client, batch.error_file_id)["t0"]["response"]["status_code"] == 500
    content = results(client, batch.output_file_id)["t1"]["response"]["body"]["output"][0]["content"]
    assert content[0]["type"] == "refusal"


def test_a_file_of_nonsense_fails_as_a_whole(client: openai.OpenAI) -> None:
    file = client.files.create(file=("x.jsonl", b"not json\n"), purpose="batch")
    batch = client.batches.create(input_file_id=file.id, endpoint="/v1/responses", completion_window="24h")
    batch, _ = ended(client, batch)
    assert batch.status == "failed"
    assert batch.errors is not None
    assert batch.errors.data[0].code == "invalid_json_line"


def test_files_and_batches_are_listed_read_and_deleted(client: openai.OpenAI) -> None:
    batches = [begin(client, ["a"], metadata={"number": str(number)}) for number in range(3)]
    assert [one.id for one in client.batches.list(limit=2)][:3] == [one.id for one in reversed(batches)]
    file_id = batches[0].input_file_id
    assert client.files.retrieve(file_id).filename == "texts.jsonl"
    assert client.files.delete(file_id).deleted
    with pytest.raises(openai.NotFoundError):
        client.files.content(file_id)
    assert file_id not in {one.id for one in client.files.list(purpose="batch")}


@pytest.mark.parametrize("twist", ["refuse", "truncate", "invalid_json", "empty"])
def test_an_answer_is_wrong_as_a_fault_wants_it(sandbox: Sandbox, client: openai.OpenAI, twist: str) -> None:
    sandbox.faults.add("openai", "POST", "/v1/", twist=twist, times=2)
    response = client.responses.create(model="m", input="hello, world")
    messages: Any = [{"role": "user", "content": "hello, world"}]
    choice = client.chat.completions.create(model="m", messages=messages).choices[0]
    if twist == "refuse":
        assert response.output[0].content[0].type == "refusal"  # type: ignore[union-attr]
        assert (choice.message.content, bool(choice.message.refusal)) == (None, True)
        return
    expected = {"truncate": "hello,", "invalid_json": "Sure! Here you go: hello, world", "empty": ""}[twist]
    assert (response.output_text, choice.message.content) == (expected, expected)
    assert (response.status, choice.finish_reason) == (
        ("incomplete", "length") if twist == "truncate" else ("completed", "stop")
    )


def test_ids_are_wrong_as_a_fault_wants_it(sandbox: Sandbox, client: openai.OpenAI) -> None:
    sandbox.faults.add("openai", "POST", "/v1/responses", twist="wrong_ids")
    asked = json.dumps({"artist_ids": {"a1": "Wet Paint"}, "post": "Wet Paint were great live"})
    form: Any = {"type": "json_schema", "name": "post_map", "schema": {"type": "object"}}
    response = client.responses.create(model="m", input=asked, text={"format": form})
    assert json.loads(response.output_text)["artist_id"] == "no-such-id"


def test_long_instructions_that_were_seen_before_are_cached(client: openai.OpenAI) -> None:
    """5,000 bytes are 1,250 tokens; cached in steps of 128: 1,152."""
    usage = [
        client.responses.create(model="m", instructions="x" * size, input="hello").usage
        for size in (5000, 5000, 400, 400)
    ]
    assert [one.input_tokens_details.cached_tokens for one in usage if one is not None] == [0, 1152, 0, 0]
