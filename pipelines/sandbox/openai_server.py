"""The model's service: Responses, chat completions, embeddings, files and batches on the wire, a script behind them."""

import base64
import math
import struct
from typing import Any

from flask import Flask, Response, request

from pipelines.sandbox.context import Context
from pipelines.sandbox.openai_answers import CHAT, RESPONSES, Answers, token_count
from pipelines.sandbox.openai_batches import add_batches
from pipelines.sandbox.rng import make_rng
from pipelines.sandbox.service import ApiError, answer, json_body, make_service, twist

MODELS = ("gpt-6-luna", "scripted-sandbox-model", "text-embedding-3-small")
_DIMENSIONS = 256


def error_body(status: int, message: str) -> dict[str, Any]:
    """An error in OpenAI's form."""
    kind = "invalid_request_error" if status < 500 else "server_error"  # noqa: PLR2004
    return {"error": {"message": message, "type": kind, "param": None, "code": None}}


def make_openai(context: Context) -> Flask:
    """The server; its paths begin with `/v1/`."""
    app = make_service("openai", context, error_body)
    answers = Answers()

    @app.before_request
    def check_key() -> None:
        if not request.headers.get("Authorization", "").startswith("Bearer "):
            raise ApiError(401, "You didn't provide an API key.")

    @app.get("/v1/models")
    def models() -> Response:
        rows = [{"id": one, "object": "model", "created": 1_767_225_600, "owned_by": "sandbox"} for one in MODELS]
        return answer({"object": "list", "data": rows})

    @app.post(RESPONSES)
    def responses() -> Response:
        return answer(answers.answer(RESPONSES, json_body(), twist()))

    @app.post(CHAT)
    def chat() -> Response:
        return answer(answers.answer(CHAT, json_body(), twist()))

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
        used = sum(token_count(text) for text in texts)
        usage = {"prompt_tokens": used, "total_tokens": used}
        return answer({"object": "list", "data": rows, "model": body.get("model"), "usage": usage})

    add_batches(app, context, answers)
    return app


def embed(text: str, size: int) -> list[float]:
    """A unit vector of a text: texts that share words lie closer."""
    vector = [0.0] * size
    for word in text.casefold().split() or [""]:
        rng = make_rng("word", word)
        vector = [value + rng.gauss(0, 1) for value in vector]
    norm = math.sqrt(math.fsum(value * value for value in vector))
    return [value / norm for value in vector]
