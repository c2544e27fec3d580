"""One request over HTTP through the openai client: Responses API, or chat completions where there is no other."""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import openai
from openai.types import CompletionUsage
from openai.types.chat import ChatCompletion
from openai.types.responses import Response, ResponseUsage

from pipelines.domain.hashing import canonical_json
from pipelines.errors import BadInputError, LoginRefusedError, RateLimitedError, ServiceError, ServiceUnreachableError
from pipelines.llm.ledger import BYTES_PER_TOKEN, Used
from pipelines.settings import Settings

NO_EFFORT = "off"
"""Leaves `reasoning` out of a request."""
RESPONSES, CHAT = "/v1/responses", "/v1/chat/completions"
_MAX_RETRIES = 2
_SHORT_WAIT_SECONDS = 60.0
FINAL_CODES = {
    *("context_length_exceeded", "content_filter", "content_policy_violation", "string_above_max_length"),
    "exceed_context_size_error",  # llama.cpp's word, as the error's type
}
"""Codes of errors that this very request will always get."""


class RequestRefusedError(Exception):
    """The service will not answer this very request; asking it again is useless."""


class QuotaUsedUpError(Exception):
    """The account behind the key has no money left."""


@dataclass(frozen=True)
class Reply:
    """What came back: the text, or None when the model refused; `is_cut` when the text ends before its end."""

    text: str | None
    used: Used
    is_cut: bool = False


def most_tokens_in(body: dict[str, Any]) -> int:
    """Input tokens of a request, estimated from above."""
    return math.ceil(len(canonical_json(body).encode()) / BYTES_PER_TOKEN)


@contextmanager
def open_client(settings: Settings) -> Iterator[openai.OpenAI]:
    """The openai client at the configured address; its errors leave as ours."""
    key = settings.openai_api_key.get_secret_value() if settings.openai_api_key is not None else "sandbox"
    with (
        _our_errors(),
        openai.OpenAI(
            base_url=settings.address("openai"),
            api_key=key,
            max_retries=_MAX_RETRIES,
            timeout=settings.llm_timeout_seconds,
        ) as client,
    ):
        yield client


def send(settings: Settings, body: dict[str, Any]) -> Reply:
    """Send a request and wait for the reply.

    Args:
        settings: Address and key.
        body: `model`, `instructions`, `input`, the answer's `schema_name` and `schema`, its `most_tokens_out`, and
            perhaps `effort`.

    Raises:
        RequestRefusedError: Too long, or against the service's rules.
        QuotaUsedUpError: The account has no money left.
        RateLimitedError: We are to come back later.
        LoginRefusedError: The key is wrong.
        BadInputError: The address or the model's name is wrong.
        ServiceUnreachableError: No answer.
        ServiceError: The service failed on every try.
    """
    with open_client(settings) as client:
        if settings.llm_api == "chat":
            return read_reply(body, client.chat.completions.create(**request_body(CHAT, body)))
        try:
            response: object = client.responses.create(**request_body(RESPONSES, body))
        except openai.NotFoundError as error:
            if error.code == "model_not_found" or settings.llm_api == "responses":
                raise
            response = client.chat.completions.create(**request_body(CHAT, body))
        return read_reply(body, response)


def request_body(endpoint: str, body: dict[str, Any]) -> dict[str, Any]:
    """A request as an endpoint wants it: the body of a direct call, and of a line of a batch.

    What all requests of a room share (instructions, schema) comes first, so that a provider can cache it.
    """
    form = {"name": body["schema_name"], "schema": body["schema"], "strict": True}
    if endpoint == CHAT:
        return {
            "model": body["model"],
            "messages": [
                {"role": "system", "content": body["instructions"]},
                {"role": "user", "content": body["input"]},
            ],
            "response_format": {"type": "json_schema", "json_schema": form},
            "max_completion_tokens": body["most_tokens_out"],
        }
    return {
        "model": body["model"],
        "instructions": body["instructions"],
        "input": body["input"],
        "text": {"format": {"type": "json_schema", **form}},
        "max_output_tokens": body["most_tokens_out"],
        "store": False,
        "prompt_cache_key": f"linernotes-{body['schema_name']}",
        **({} if body.get("effort", NO_EFFORT) == NO_EFFORT else {"reasoning": {"effort": body["effort"]}}),
    }


def read_reply(body: dict[str, Any], answer: object) -> Reply:
    """The reply in an answer of either endpoint.

    Raises:
        ServiceError: It is something else.
    """
    if isinstance(answer, Response) and isinstance(getattr(answer, "output", None), list):
        return _read_response(body, answer)
    if isinstance(answer, ChatCompletion) and getattr(answer, "choices", None):
        choice = answer.choices[0]
        is_refused = bool(choice.message.refusal) or choice.finish_reason == "content_filter"
        text = None if is_refused else choice.message.content or ""
        return _reply(body, text, answer.usage, is_cut=choice.finish_reason == "length")
    raise ServiceError("the model's address answered something else: check LINERNOTES_OPENAI_BASE_URL")


def read_line(endpoint: str, body: dict[str, Any], answer: dict[str, Any]) -> Reply:
    """The reply in the body of a line of a batch's output.

    Raises:
        ServiceError: It is something else.
    """
    form = ChatCompletion if endpoint == CHAT else Response
    try:
        # As the client reads a direct answer: a field that a server leaves out is no mistake
        return read_reply(body, form.construct(**answer))
    except (AttributeError, TypeError):
        raise ServiceError("the line of a batch is no answer of its endpoint") from None


def _read_response(body: dict[str, Any], response: Response) -> Reply:
    parts = [part for item in response.output if item.type == "message" for part in item.content]
    why = response.incomplete_details.reason if response.incomplete_details is not None else None
    is_refused = why == "content_filter" or any(part.type == "refusal" for part in parts)
    return _reply(body, None if is_refused else response.output_text, response.usage, is_cut=why is not None)


def _reply(
    body: dict[str, Any], text: str | None, usage: ResponseUsage | CompletionUsage | None, *, is_cut: bool
) -> Reply:
    if isinstance(usage, ResponseUsage):
        # Some servers leave the details out
        cached = getattr(usage.input_tokens_details, "cached_tokens", 0) or 0
        return Reply(text, Used(usage.input_tokens, usage.output_tokens, cached), is_cut)
    if isinstance(usage, CompletionUsage):
        cached = getattr(usage.prompt_tokens_details, "cached_tokens", 0) or 0
        return Reply(text, Used(usage.prompt_tokens, usage.completion_tokens, cached), is_cut)
    # Some local servers count nothing: then the estimate from above is the cost
    return Reply(text, Used(most_tokens_in(body), math.ceil(len((text or "").encode()) / BYTES_PER_TOKEN)), is_cut)


@contextmanager
def _our_errors() -> Iterator[None]:
    """The client's errors as ours; never with its texts, which can hold part of the key."""
    try:
        yield
    except openai.RateLimitError as error:
        if error.code == "insufficient_quota":
            raise QuotaUsedUpError from None
        raise RateLimitedError(
            "the model is asked too often: the task tries again later", _retry_after(error)
        ) from None
    except (openai.AuthenticationError, openai.PermissionDeniedError):
        raise LoginRefusedError("the model's service refuses the key: check LINERNOTES_OPENAI_API_KEY") from None
    except openai.NotFoundError:
        raise BadInputError(
            "the model's service does not know this path or this model: "
            "check LINERNOTES_OPENAI_BASE_URL and LINERNOTES_LLM_MODEL"
        ) from None
    except (openai.BadRequestError, openai.UnprocessableEntityError, openai.ConflictError) as error:
        if {error.code, error.type} & FINAL_CODES:
            raise RequestRefusedError(str(error.code or error.type)) from None
        raise BadInputError(_refused(error)) from None
    except openai.APIStatusError as error:
        raise ServiceError(
            f"the model's service failed with status {error.status_code}: the task tries again"
        ) from None
    except openai.APIConnectionError:
        raise ServiceUnreachableError(
            "the model's service does not answer: check LINERNOTES_OPENAI_BASE_URL, or set LINERNOTES_LLM_ENABLED=false"
        ) from None
    except openai.APIError:
        raise ServiceError("the model's service gave no readable answer: the task tries again") from None


def _refused(error: openai.APIStatusError) -> str:
    """What to change after a request that the service does not take."""
    if "reasoning" in str(error.param or ""):
        return "this model knows no hidden reasoning: set LINERNOTES_LLM_EFFORT=off"
    return f"the model's service refuses our request (status {error.status_code}): check LINERNOTES_LLM_MODEL"


def _retry_after(error: openai.RateLimitError) -> float:
    try:
        return max(float(error.response.headers.get("retry-after", _SHORT_WAIT_SECONDS)), 1.0)
    except ValueError:  # an HTTP date: rare, and a minute is a fair guess
        return _SHORT_WAIT_SECONDS
