"""`ask`: one question to the model in a closed schema; claimed, capped, counted, stored, and replayed for nothing."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import structlog
from pydantic import BaseModel, ValidationError

from pipelines.clock import make_clock
from pipelines.domain.hashing import canonical_json, content_hash
from pipelines.errors import LinernotesError
from pipelines.llm import ledger, model_name, store, wire
from pipelines.llm.prompt import Prompt
from pipelines.llm.schemas import strict_schema
from pipelines.settings import Settings

_TRIES = 2
"""An answer that does not fit its schema is asked for once more."""
log = structlog.get_logger()


@dataclass(frozen=True)
class Answer:
    """A valid answer.

    Attributes:
        value: An instance of the schema that was asked for.
        request_hash: Key of the stored request and answer.
        model: Name of the model.
        replayed: Whether it came from the store, without any HTTP.
    """

    value: Any
    request_hash: str
    model: str
    replayed: bool


def ask(
    settings: Settings,
    *,
    room: str,
    schema: type[BaseModel],
    prompt: Prompt,
    inputs: dict[str, Any],
    week: str,
    listener_id: UUID | None,
) -> Answer | None:
    """Ask the model; None when there is no model, no budget, or no valid answer: then rules and templates do the work.

    A second call with equal arguments sends nothing, whatever came of the first, in this or any later run.

    Args:
        settings: Address, key, model, prices and caps.
        room: Who asks: wish, post, brief, proposals, judgement or words.
        schema: The form of the answer, from pipelines.llm.schemas.
        prompt: The instructions.
        inputs: The data, sent as canonical JSON apart from the instructions; of one listener at most.
        week: Whose caps count.
        listener_id: Whose data it is; None for shared data.

    Raises:
        RateLimitedError: The service asks us to come back later; the claim is free again, as after the errors below.
        LoginRefusedError: The key is wrong.
        BadInputError: The model or the address is wrong.
        ServiceError: The service failed or does not answer.
    """
    model = model_name(settings)
    if model is None:
        return None
    request = _build_request(room, schema, prompt, inputs, model)
    with store.claim(settings, request, week) as claim:
        if claim.stored is not None:
            return _replay(claim.stored, schema, request)
        entry = ledger.Entry(request.request_hash, week, listener_id, room, model)
        found, reason = _send(settings, claim, request, entry, schema)
        if found is None:
            log.warning("llm.no_answer", room=room, week=week, reason=reason)
            return None
        return Answer(value=found, request_hash=request.request_hash, model=model, replayed=False)


def _build_request(
    room: str, schema: type[BaseModel], prompt: Prompt, inputs: dict[str, Any], model: str
) -> store.Request:
    body = {
        "model": model,
        "instructions": prompt.text,
        "input": canonical_json(inputs),
        "schema_name": prompt.name,
        "schema": strict_schema(schema),
    }
    request_hash = content_hash({**body, "prompt_version": prompt.version})
    return store.Request(request_hash, room, prompt.version, model, body)


def _replay(stored: dict[str, Any], schema: type[BaseModel], request: store.Request) -> Answer | None:
    value = _read(canonical_json(stored["answer"]), schema) if stored["state"] == "answered" else None
    return None if value is None else Answer(value, request.request_hash, stored["model"], replayed=True)


def _send(
    settings: Settings, claim: store.Claim, request: store.Request, entry: ledger.Entry, schema: type[BaseModel]
) -> tuple[BaseModel | None, str]:
    """The valid answer, or None and the reason; either way it is stored."""
    connection, clock = claim.connection, make_clock(settings.clock)
    most_in, reason = wire.most_tokens_in(request.body), ""
    for _ in range(_TRIES):
        try:
            ledger_id = ledger.reserve(
                settings, connection, entry, tokens_in=most_in, tokens_out=wire.MAX_OUTPUT_TOKENS, now=clock()
            )
        except ledger.CapReachedError as error:
            store.write_refusal(connection, request, entry.week, str(error))
            return None, str(error)
        try:
            reply = wire.send(settings, request.body)
        except wire.QuotaUsedUpError:
            ledger.settle(settings, connection, ledger_id, tokens_in=0, tokens_out=0, outcome="failed")
            store.write_refusal(connection, request, entry.week, "the account has no quota left")
            return None, "the account has no quota left"
        except wire.RequestRefusedError as error:
            ledger.settle(settings, connection, ledger_id, tokens_in=0, tokens_out=0, outcome="refused")
            store.write_failure(settings, connection, request, f"refused by the service: {error}")
            return None, "refused by the service"
        except LinernotesError:
            ledger.settle(settings, connection, ledger_id, tokens_in=0, tokens_out=0, outcome="failed")
            raise
        value = None if reply.text is None else _read(reply.text, schema)
        reason = "the model refused" if reply.text is None else "the answer does not fit its schema"
        outcome = "answered" if value is not None else ("refused" if reply.text is None else "invalid")
        ledger.settle(
            settings, connection, ledger_id, tokens_in=reply.tokens_in, tokens_out=reply.tokens_out, outcome=outcome
        )
        if value is not None:
            counted = store.write_answer(settings, connection, request, value.model_dump(mode="json"))
            return _read(canonical_json(counted), schema), ""
        if reply.text is None:
            break
    store.write_failure(settings, connection, request, reason)
    return None, reason


def _read(text: str, schema: type[BaseModel]) -> BaseModel | None:
    """An answer as its schema; None when it is anything else, or holds what PostgreSQL cannot store."""
    try:
        value = schema.model_validate(json.loads(text))
        dumped = canonical_json(value.model_dump(mode="json"))
        dumped.encode()
    except (ValidationError, ValueError, RecursionError):
        return None
    return None if "\\u0000" in dumped else value
