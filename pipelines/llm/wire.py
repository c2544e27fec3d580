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
from pipelines.llm.ledger import BYTES_PER_TOKEN
from pipelines.settings import Settings

MAX_OUTPUT_TOKENS = 16_000
"""Ceiling of one answer, the model's hidden reasoning included; also what a request reserves in the ledger."""
_MAX_RETRIES = 2
_TIMEOUT_SECONDS = 120.0
_SHORT_WAIT_SECONDS = 60.0
_FINAL_CODES = {"context_length_exceeded", "content_filter", "content_policy_violation", "string_above_max_length"}


class RequestRefusedError(Exception):
    """The service will not answer this very request; asking it again is useless."""


class QuotaUsedUpError(Exception):
    """The account behind the key has no money left."""


@dataclass(frozen=True)
class Reply:
    """What came back: the text, or None when the model refused."""

    text: str | None
    tokens_in: int
    tokens_out: int


def most_tokens_in(body: dict[str, Any]) -> int:
    """Input tokens of a request, estimated from above."""
    return math.ceil(len(canonical_json(body).encode()) / BYTES_PER_TOKEN)


def send(settings: Settings, body: dict[str, Any]) -> Reply:
    """Send a request and wait for the reply.

    Args:
        settings: Address and key.
        body: `model`, `instructions`, `input`, and the answer's `schema_name` and `schema`.

    Raises:
        RequestRefusedError: Too long, or against the service's rules.
        QuotaUsedUpError: The account has no money left.
        RateLimitedError: We are to come back later.
        LoginRefusedError: The key is wrong.
        BadInputError: The address or the model's name is wrong.
        ServiceUnreachableError: No answer.
        ServiceError: The service failed on every try.
    """
    key = settings.openai_api_key.get_secret_value() if settings.openai_api_key is not None else "sandbox"
    with (
        _our_errors(),
        openai.OpenAI(
            base_url=settings.address("openai"), api_key=key, max_retries=_MAX_RETRIES, timeout=_TIMEOUT_SECONDS
        ) as client,
    ):
        try:
            return _ask_responses(client, body)
        except openai.NotFoundError as error:
            if error.code == "model_not_found":
                raise
        return _ask_chat(client, body)


def _ask_responses(client: openai.OpenAI, body: dict[str, Any]) -> Reply:
    response: object = client.responses.create(
        model=body["model"],
        instructions=body["instructions"],
        input=body["input"],
        text={"format": {"type": "json_schema", "name": body["schema_name"], "schema": body["schema"], "strict": True}},
        max_output_tokens=MAX_OUTPUT_TOKENS,
        store=False,
    )
    if not isinstance(response, Response) or not isinstance(response.output, list):
        raise ServiceError("the model's address answered something else: check LINERNOTES_OPENAI_BASE_URL")
    refused = any(part.type == "refusal" for item in response.output if item.type == "message" for part in item.content)
    return _reply(body, None if refused else response.output_text, response.usage)


def _ask_chat(client: openai.OpenAI, body: dict[str, Any]) -> Reply:
    completion: object = client.chat.completions.create(
        model=body["model"],
        messages=[
            {"role": "system", "content": body["instructions"]},
            {"role": "user", "content": body["input"]},
        ],
        response_format={
            "type": "json_schema",
            "json_schema": {"name": body["schema_name"], "schema": body["schema"], "strict": True},
        },
        max_completion_tokens=MAX_OUTPUT_TOKENS,
    )
    if not isinstance(completion, ChatCompletion) or not completion.choices:
        raise ServiceError("the model's address answered something else: check LINERNOTES_OPENAI_BASE_URL")
    message = completion.choices[0].message
    return _reply(body, None if message.refusal else message.content or "", completion.usage)


def _reply(body: dict[str, Any], text: str | None, usage: ResponseUsage | CompletionUsage | None) -> Reply:
    if isinstance(usage, ResponseUsage):
        return Reply(text, usage.input_tokens, usage.output_tokens)
    if isinstance(usage, CompletionUsage):
        return Reply(text, usage.prompt_tokens, usage.completion_tokens)
    # Some local servers count nothing: then the estimate from above is the cost
    return Reply(text, most_tokens_in(body), math.ceil(len((text or "").encode()) / BYTES_PER_TOKEN))


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
        if error.code in _FINAL_CODES:
            raise RequestRefusedError(str(error.code)) from None
        raise BadInputError(
            f"the model's service refuses our request (status {error.status_code}): check LINERNOTES_LLM_MODEL"
        ) from None
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


def _retry_after(error: openai.RateLimitError) -> float:
    try:
        return max(float(error.response.headers.get("retry-after", _SHORT_WAIT_SECONDS)), 1.0)
    except ValueError:  # an HTTP date: rare, and a minute is a fair guess
        return _SHORT_WAIT_SECONDS
