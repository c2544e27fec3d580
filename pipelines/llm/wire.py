"""One request over HTTP through the openai client: Responses API, or chat completions where there is no other."""

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import openai
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
SENDS = 1 + _MAX_RETRIES
"""How often the client sends a request before it gives up."""
_SHORT_WAIT_SECONDS = 60.0
FINAL_CODES = {
    *("context_length_exceeded", "content_filter", "content_policy_violation", "string_above_max_length"),
    "exceed_context_size_error",  # llama.cpp's word, as the error's type
    "json_validate_failed",  # Groq's: the model's answer did not fit the schema, and is kept back
}
"""Codes of errors that this very request will always get."""
_NO_MONEY = {"insufficient_quota", "billing_hard_limit_reached", "billing_not_active"}
"""Codes, or types, of errors of an account without money; some services say it by the status 402."""
_PAYMENT_REQUIRED = 402
_MOST_TOKENS = 10**9
"""More than any request can take: what is said beyond is no count."""


class RequestRefusedError(Exception):
    """The service will not answer this very request; asking it again is useless."""


class QuotaUsedUpError(Exception):
    """The account behind the key has no money left."""


class NoAnswerInTimeError(ServiceUnreachableError):
    """We stopped waiting for an answer; whether the service made one, and what it charges for it, nobody knows."""


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
        return _reply(body, answer.usage, lambda: _text_of_response(answer))
    if isinstance(answer, ChatCompletion) and getattr(answer, "choices", None):
        return _reply(body, answer.usage, lambda: _text_of_chat(answer))
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


Said = tuple[str | None, bool]
"""The text of an answer, None for a refusal; and whether it was cut off. A TypeError when it is no text."""


def _text_of_response(response: Response) -> Said:
    parts = [part for item in response.output if item.type == "message" for part in item.content]
    why = response.incomplete_details.reason if response.incomplete_details is not None else None
    is_refused = why == "content_filter" or any(part.type == "refusal" for part in parts)
    return None if is_refused else response.output_text, why is not None


def _text_of_chat(answer: ChatCompletion) -> Said:
    choice = answer.choices[0]
    is_refused = bool(choice.message.refusal) or choice.finish_reason == "content_filter"
    return None if is_refused else "".join([choice.message.content or ""]), choice.finish_reason == "length"


def _reply(body: dict[str, Any], usage: object, read: Callable[[], Said]) -> Reply:
    """The reply of an answer, and what it took; the client checks no form, so any field may be anything."""
    try:
        text, is_cut = read()
    except (AttributeError, TypeError):
        text, is_cut = "", False  # of no form that we know: as good as empty, asked for once more and then never
    return Reply(text, _used(body, usage, text or ""), is_cut)


def _used(body: dict[str, Any], usage: object, text: str) -> Used:
    """What a service counted; where it counts nothing, or says what is no count, the estimate from above."""
    names = ("input_tokens", "output_tokens") if isinstance(usage, ResponseUsage) else _CHAT_COUNTS
    tokens_in, tokens_out = (_count(usage, name) for name in names)
    if tokens_in is None or tokens_out is None:
        return Used(most_tokens_in(body), math.ceil(len(text.encode(errors="replace")) / BYTES_PER_TOKEN))
    details = getattr(usage, f"{names[0]}_details", None)  # some servers leave them out
    return Used(tokens_in, tokens_out, min(_count(details, "cached_tokens") or 0, tokens_in))


_CHAT_COUNTS = ("prompt_tokens", "completion_tokens")


def _count(counts: object, name: str) -> int | None:
    found = getattr(counts, name, None)
    return found if type(found) is int and 0 <= found <= _MOST_TOKENS else None


@contextmanager
def _our_errors() -> Iterator[None]:
    """The client's errors as ours; never with its texts, which can hold part of the key."""
    try:
        yield
    except openai.APIStatusError as error:
        raise _of_status(error) from None
    except openai.APITimeoutError:
        raise NoAnswerInTimeError(
            "the model's service took too long: set LINERNOTES_LLM_TIMEOUT_SECONDS, or try again later"
        ) from None
    except openai.APIConnectionError:
        raise ServiceUnreachableError(
            "the model's service does not answer: check LINERNOTES_OPENAI_BASE_URL, or set LINERNOTES_LLM_ENABLED=false"
        ) from None
    except openai.APIError:
        raise ServiceError("the model's service gave no readable answer: the task tries again") from None


def _of_status(error: openai.APIStatusError) -> Exception:  # noqa: PLR0911  (one per kind of status)
    said = {str(error.code), str(error.type)}
    if error.status_code == _PAYMENT_REQUIRED or said & _NO_MONEY:
        return QuotaUsedUpError()
    match error:
        case openai.RateLimitError():
            return RateLimitedError("the model is asked too often: the task tries again later", _retry_after(error))
        case openai.AuthenticationError() | openai.PermissionDeniedError():
            return LoginRefusedError("the model's service refuses the key: check LINERNOTES_OPENAI_API_KEY")
        case openai.NotFoundError():
            return BadInputError(
                "the model's service does not know this path or this model: "
                "check LINERNOTES_OPENAI_BASE_URL and LINERNOTES_LLM_MODEL"
            )
        case openai.BadRequestError() | openai.UnprocessableEntityError() if said & FINAL_CODES:
            return RequestRefusedError(str(error.code or error.type))
        case openai.BadRequestError() | openai.UnprocessableEntityError():
            return BadInputError(_refused(error))
        case _:
            return ServiceError(f"the model's service failed with status {error.status_code}: the task tries again")


def _refused(error: openai.APIStatusError) -> str:
    """What to change after a request that the service does not take."""
    if "reasoning" in str(error.param or ""):
        return "this model knows no hidden reasoning: set LINERNOTES_LLM_EFFORT=off"
    return f"the model's service refuses our request (status {error.status_code}): check LINERNOTES_LLM_MODEL"


def _retry_after(error: openai.RateLimitError) -> float:
    try:
        seconds = max(float(error.response.headers.get("retry-after", _SHORT_WAIT_SECONDS)), 1.0)
    except ValueError:  # an HTTP date: rare, and a minute is a fair guess
        return _SHORT_WAIT_SECONDS
    return seconds if math.isfinite(seconds) else _SHORT_WAIT_SECONDS
