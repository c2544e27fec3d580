"""The model's service: Responses, chat completions and embeddings on the wire, a script behind them."""

import base64
import json
import math
import struct
import time
from itertools import count
from typing import Any

from flask import Flask, Response, request

from pipelines.sandbox import scripted_model
from pipelines.sandbox.context import Context
from pipelines.sandbox.rng import make_base62, make_rng
from pipelines.sandbox.service import ApiError, answer, json_body, make_service

MODELS = ("gpt-6-luna", "scripted-sandbox-model", "text-embedding-3-small")
_DIMENSIONS = 256
_BYTES_PER_TOKEN = 4


def error_body(status: int, message: str) -> dict[str, Any]:
    """An error in OpenAI's form."""
    kind = "invalid_request_error" if status < 500 else "server_error"  # noqa: PLR2004
    return {"error": {"message": message, "type": kind, "param": None, "code": None}}


def make_openai(context: Context) -> Flask:
    """The server; its paths begin with `/v1/`."""
    app = make_service("openai", context, error_body)
    numbers = count(1)

    @app.before_request
    def check_key() -> None:
        if not request.headers.get("Authorization", "").startswith("Bearer "):
            raise ApiError(401, "You didn't provide an API key.")

    @app.get("/v1/models")
    def models() -> Response:
        rows = [{"id": one, "object": "model", "created": 1_767_225_600, "owned_by": "sandbox"} for one in MODELS]
        return answer({"object": "list", "data": rows})

    @app.post("/v1/responses")
    def responses() -> Response:
        body = json_body()
        form = (body.get("text") or {}).get("format") or {}
        instructions, asked = body.get("instructions") or "", _input_text(body.get("input"))
        text = _ask(form.get("name", ""), instructions, asked, form.get("schema") or {})
        return answer(response_shape(body, text, next(numbers), _tokens(instructions + asked)))

    @app.post("/v1/chat/completions")
    def chat() -> Response:
        body = json_body()
        form = (body.get("response_format") or {}).get("json_schema") or {}
        messages = body.get("messages") or []
        instructions = "\n".join(_content(one) for one in messages if one.get("role") in {"system", "developer"})
        asked = "\n".join(_content(one) for one in messages if one.get("role") == "user")
        text = _ask(form.get("name", ""), instructions, asked, form.get("schema") or {})
        return answer(completion_shape(body, text, next(numbers), _tokens(instructions + asked)))

    @app.post("/v1/embeddings")
    def embeddings() -> Response:
        body = json_body()
        given = body.get("input")
        texts = [given] if isinstance(given, str) else given
        if not isinstance(texts, list) or not texts or not all(isinstance(one, str) for one in texts):
            raise ApiError(400, "'input' must be a string or a list of strings")
        size = int(body.get("dimensions") or _DIMENSIONS)
        is_base64 = body.get("encoding_format") == "base64"
        rows = []
        for index, text in enumerate(texts):
            vector = embed(text, size)
            packed = base64.b64encode(struct.pack(f"<{size}f", *vector)).decode()
            rows.append({"object": "embedding", "index": index, "embedding": packed if is_base64 else vector})
        used = sum(_tokens(text) for text in texts)
        usage = {"prompt_tokens": used, "total_tokens": used}
        return answer({"object": "list", "data": rows, "model": body.get("model"), "usage": usage})

    return app


def embed(text: str, size: int) -> list[float]:
    """A unit vector of a text: texts that share words lie closer."""
    vector = [0.0] * size
    for word in text.casefold().split() or [""]:
        rng = make_rng("word", word)
        vector = [value + rng.gauss(0, 1) for value in vector]
    norm = math.sqrt(math.fsum(value * value for value in vector))
    return [value / norm for value in vector]


def response_shape(body: dict[str, Any], text: str, number: int, tokens_in: int) -> dict[str, Any]:
    """A finished response with one message."""
    tokens_out = _tokens(text)
    content = {"type": "output_text", "text": text, "annotations": [], "logprobs": []}
    message = {
        "id": f"msg_{make_base62('message', number, length=24)}",
        "type": "message",
        "status": "completed",
        "role": "assistant",
        "content": [content],
    }
    return {
        "id": f"resp_{make_base62('response', number, length=24)}",
        "object": "response",
        "created_at": int(time.time()),
        "status": "completed",
        "error": None,
        "incomplete_details": None,
        "instructions": body.get("instructions"),
        "max_output_tokens": body.get("max_output_tokens"),
        "metadata": body.get("metadata") or {},
        "model": body.get("model"),
        "output": [message],
        "parallel_tool_calls": True,
        "previous_response_id": None,
        "reasoning": {"effort": None, "summary": None},
        "store": bool(body.get("store", True)),
        "temperature": 1.0,
        "text": body.get("text") or {"format": {"type": "text"}},
        "tool_choice": "auto",
        "tools": [],
        "top_p": 1.0,
        "truncation": "disabled",
        "usage": {
            "input_tokens": tokens_in,
            "input_tokens_details": {"cached_tokens": 0},
            "output_tokens": tokens_out,
            "output_tokens_details": {"reasoning_tokens": 0},
            "total_tokens": tokens_in + tokens_out,
        },
    }


def completion_shape(body: dict[str, Any], text: str, number: int, tokens_in: int) -> dict[str, Any]:
    """The same as a chat completion."""
    tokens_out = _tokens(text)
    message = {"role": "assistant", "content": text, "refusal": None}
    return {
        "id": f"chatcmpl-{make_base62('completion', number, length=24)}",
        "object": "chat.completion",
        "created": int(time.time()),
        "model": body.get("model"),
        "choices": [{"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}],
        "usage": {
            "prompt_tokens": tokens_in,
            "completion_tokens": tokens_out,
            "total_tokens": tokens_in + tokens_out,
        },
    }


def _ask(schema_name: str, instructions: str, asked: str, schema: dict[str, Any]) -> str:
    try:
        found = scripted_model.answer(schema_name, instructions, asked, schema)
    except scripted_model.UnknownSchemaError:
        raise ApiError(400, f"the scripted model does not know the form '{schema_name}'") from None
    return found if isinstance(found, str) else json.dumps(found, ensure_ascii=False)


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


def _tokens(text: str) -> int:
    return -(-len(text.encode()) // _BYTES_PER_TOKEN)
