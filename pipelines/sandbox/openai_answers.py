"""One request to the model and its answer, in the form of either endpoint; faults can twist it."""

import json
import time
from itertools import count
from threading import Lock
from typing import Any

from pipelines.sandbox import scripted_model
from pipelines.sandbox.rng import make_base62
from pipelines.sandbox.service import ApiError

RESPONSES, CHAT = "/v1/responses", "/v1/chat/completions"
TWISTS = ("refuse", "truncate", "invalid_json", "wrong_ids", "empty")
"""What a fault can make of an answer: a refusal, half of it, no JSON, ids that nobody gave, nothing at all."""
_BYTES_PER_TOKEN = 4
_LEAST_CACHED, _CACHE_STEP = 1024, 128
"""Tokens of a prefix that is worth caching, and the steps in which it is counted."""
_REFUSAL = "I'm sorry, but I can't help with that."


def token_count(text: str) -> int:
    """Tokens of a text, four bytes each."""
    return -(-len(text.encode()) // _BYTES_PER_TOKEN)


class Answers:
    """Answers requests, numbers the answers, and remembers the instructions that it has seen."""

    def __init__(self) -> None:
        self._numbers = count(1)
        self._seen: set[str] = set()
        self._lock = Lock()

    def answer(self, endpoint: str, body: dict[str, Any], twist: str = "") -> dict[str, Any]:
        """The whole answer to the body of a request.

        Raises:
            ApiError: The request is none, or its form is unknown.
        """
        is_chat = endpoint == CHAT
        form, instructions, asked = _read_chat(body) if is_chat else _read_responses(body)
        text = _twisted(_ask(form.get("name", ""), instructions, asked, form.get("schema") or {}), twist)
        usage = {
            "in": token_count(instructions + asked),
            "cached": self._cached(instructions),
            "out": token_count(_REFUSAL if twist == "refuse" else text),
        }
        shape = completion_shape if is_chat else response_shape
        return shape(body, text, next(self._numbers), usage, twist)

    def _cached(self, prefix: str) -> int:
        """Tokens of a prefix that an earlier request had as well."""
        with self._lock:
            is_new = prefix not in self._seen
            self._seen.add(prefix)
        size = token_count(prefix)
        return 0 if is_new or size < _LEAST_CACHED else size // _CACHE_STEP * _CACHE_STEP


def _read_responses(body: dict[str, Any]) -> tuple[dict[str, Any], str, str]:
    form = (body.get("text") or {}).get("format") or {}
    return form, body.get("instructions") or "", _input_text(body.get("input"))


def _read_chat(body: dict[str, Any]) -> tuple[dict[str, Any], str, str]:
    form = (body.get("response_format") or {}).get("json_schema") or {}
    messages = body.get("messages") or []
    instructions = "\n".join(_content(one) for one in messages if one.get("role") in {"system", "developer"})
    return form, instructions, "\n".join(_content(one) for one in messages if one.get("role") == "user")


def response_shape(
    body: dict[str, Any], text: str, number: int, usage: dict[str, int], twist: str = ""
) -> dict[str, Any]:
    """A response with one message."""
    is_cut = twist == "truncate"
    content: dict[str, Any] = {"type": "output_text", "text": text, "annotations": [], "logprobs": []}
    if twist == "refuse":
        content = {"type": "refusal", "refusal": _REFUSAL}
    message = {
        "id": f"msg_{make_base62('message', number, length=24)}",
        "type": "message",
        "status": "incomplete" if is_cut else "completed",
        "role": "assistant",
        "content": [content],
    }
    return {
        "id": f"resp_{make_base62('response', number, length=24)}",
        "object": "response",
        "created_at": int(time.time()),
        "status": message["status"],
        "error": None,
        "incomplete_details": {"reason": "max_output_tokens"} if is_cut else None,
        "instructions": body.get("instructions"),
        "max_output_tokens": body.get("max_output_tokens"),
        "metadata": body.get("metadata") or {},
        "model": body.get("model"),
        "output": [message],
        "parallel_tool_calls": True,
        "previous_response_id": None,
        "reasoning": {"effort": (body.get("reasoning") or {}).get("effort"), "summary": None},
        "store": bool(body.get("store", True)),
        "temperature": 1.0,
        "text": body.get("text") or {"format": {"type": "text"}},
        "tool_choice": "auto",
        "tools": [],
        "top_p": 1.0,
        "truncation": "disabled",
        "usage": {
            "input_tokens": usage["in"],
            "input_tokens_details": {"cached_tokens": usage["cached"], "cache_write_tokens": 0},
            "output_tokens": usage["out"],
            "output_tokens_details": {"reasoning_tokens": 0},
            "total_tokens": usage["in"] + usage["out"],
        },
    }


def completion_shape(
    body: dict[str, Any], text: str, number: int, usage: dict[str, int], twist: str = ""
) -> dict[str, Any]:
    """The same as a chat completion."""
    is_refused = twist == "refuse"
    message = {
        "role": "assistant",
        "content": None if is_refused else text,
        "refusal": _REFUSAL if is_refused else None,
    }
    reason = "length" if twist == "truncate" else "stop"
    return {
        "id": f"chatcmpl-{make_base62('completion', number, length=24)}",
        "object": "chat.completion",
        "created": int(time.time()),
        "model": body.get("model"),
        "choices": [{"index": 0, "message": message, "finish_reason": reason, "logprobs": None}],
        "usage": {
            "prompt_tokens": usage["in"],
            "completion_tokens": usage["out"],
            "total_tokens": usage["in"] + usage["out"],
            "prompt_tokens_details": {"cached_tokens": usage["cached"]},
        },
    }


def _ask(schema_name: str, instructions: str, asked: str, schema: dict[str, Any]) -> str:
    try:
        found = scripted_model.answer(schema_name, instructions, asked, schema)
    except scripted_model.UnknownSchemaError:
        raise ApiError(400, f"the scripted model does not know the form '{schema_name}'") from None
    return found if isinstance(found, str) else json.dumps(found, ensure_ascii=False)


def _twisted(text: str, twist: str) -> str:
    match twist:
        case "truncate":
            return text[: len(text) // 2]
        case "invalid_json":
            return f"Sure! Here you go: {text}"
        case "wrong_ids":
            return json.dumps(_with_wrong_ids(json.loads(text)), ensure_ascii=False)
        case "empty":
            return ""
    return text


def _with_wrong_ids(value: Any, key: str = "") -> Any:  # noqa: ANN401  (JSON)
    """The same with every id, and every place that an answer is for, replaced by one that nobody gave."""
    if isinstance(value, dict):
        return {name: _with_wrong_ids(one, name) for name, one in value.items()}
    if isinstance(value, list):
        return [_with_wrong_ids(one, key) for one in value]
    is_id = key.endswith(("_id", "_ids")) or key in {"slot", "cites"}
    return "no-such-id" if is_id and isinstance(value, str) else value


def _input_text(given: Any) -> str:  # noqa: ANN401  (JSON)
    """The text of an input: as such, or as a list of messages."""
    if isinstance(given, str):
        return given
    if not isinstance(given, list):
        raise ApiError(400, "Missing required parameter: 'input'.")
    return "\n".join(_content(one) for one in given)


def _content(message: dict[str, Any]) -> str:
    content = message.get("content", "")
    return content if isinstance(content, str) else "\n".join(str(part.get("text", "")) for part in content)
