"""`ask`: one question to the model in a closed schema; claimed, capped, counted, stored, and replayed for nothing."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import structlog
from pydantic import BaseModel

from pipelines.clock import make_clock
from pipelines.db import Connection
from pipelines.domain.hashing import canonical_json
from pipelines.errors import LinernotesError, RateLimitedError, ServiceError
from pipelines.llm import ledger, model_name, runs, store, wire
from pipelines.llm.prompt import Prompt
from pipelines.llm.question import TRIES, Question, judge_reply, read_answer
from pipelines.settings import Settings

NO_QUOTA = "the account has no quota left"
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
    """Ask the model; None without a model, a budget or a valid answer: then rules and templates do the work.

    A second call with equal arguments sends nothing, whatever came of the first, in this or any later run.

    Args:
        settings: Address, key, model, prices and caps.
        room: Who asks: wish, post, brief, proposals, judgement or words; None for one that the settings leave out.
        schema: The form of the answer, from pipelines.llm.schemas.
        prompt: The instructions.
        inputs: The data, sent as canonical JSON apart from the instructions; of one listener at most.
        week: Whose caps count.
        listener_id: Whose data it is; None for shared data.

    Raises:
        RateLimitedError: The service asks us to come back later; the claim is free again, as after the errors below.
            Once the run's patience has ended (pipelines.llm.runs) the week goes on without the answer instead.
        LoginRefusedError: The key is wrong.
        BadInputError: The model or the address is wrong.
        ServiceError: The service failed or does not answer.
    """
    model = model_name(settings)
    if model is None or room not in settings.llm_rooms:
        return None
    question = Question(room, schema, prompt, inputs, week, listener_id)
    request = question.request(settings, model)
    with store.claim(settings, request, week) as claim:
        if claim.stored is not None:
            return _replay(claim.stored, schema, request)
        found, reason = _send(settings, claim, request, question)
        if found is None:
            log.warning("llm.no_answer", room=room, week=week, reason=reason)
            return None
        return Answer(value=found, request_hash=request.request_hash, model=model, replayed=False)


def replay(settings: Settings, connection: Connection, question: Question) -> Answer | None:
    """The answer that is stored for a question; None where `ask` has none either, or would have to send it."""
    model = model_name(settings)
    if model is None or question.room not in settings.llm_rooms:
        return None
    request = question.request(settings, model)
    stored = store.find_finished(connection, request.request_hash, question.week)
    return None if stored is None else _replay(stored, question.schema, request)


def _replay(stored: dict[str, Any], schema: type[BaseModel], request: store.Request) -> Answer | None:
    value = read_answer(canonical_json(stored["answer"]), schema) if stored["state"] == "answered" else None
    return None if value is None else Answer(value, request.request_hash, stored["model"], replayed=True)


def _send(
    settings: Settings, claim: store.Claim, request: store.Request, question: Question
) -> tuple[BaseModel | None, str]:
    """The valid answer, or None and the reason; either way it is stored."""
    connection, clock, reason = claim.connection, make_clock(settings.clock), ""
    entry = question.entry(request)
    for _ in range(TRIES):
        try:
            reserved = ledger.reserve(settings, connection, entry, now=clock())
        except ledger.CapReachedError as error:
            store.write_refusal(settings, connection, request, entry.week, str(error))
            return None, str(error)
        try:
            reply = wire.send(settings, request.body)
        except wire.QuotaUsedUpError:
            ledger.settle(settings, connection, reserved, outcome="failed")
            store.write_refusal(settings, connection, request, entry.week, NO_QUOTA)
            return None, NO_QUOTA
        except wire.RequestRefusedError as error:
            ledger.settle(settings, connection, reserved, outcome="refused")
            store.write_failure(settings, connection, request, f"refused by the service: {error}")
            return None, "refused by the service"
        except ServiceError as error:
            ledger.settle(settings, connection, reserved, _at_most(entry, error), outcome="failed")
            reason = _patience_ended(settings, connection, entry.week, error)
            store.write_refusal(settings, connection, request, entry.week, reason)
            return None, reason
        except LinernotesError:
            ledger.settle(settings, connection, reserved, outcome="failed")
            raise
        value, outcome, reason = judge_reply(reply, question.schema)
        ledger.settle(settings, connection, reserved, reply.used, outcome=outcome)
        if value is not None:
            counted = store.write_answer(settings, connection, request, value.model_dump(mode="json"))
            return read_answer(canonical_json(counted), question.schema), ""
        if outcome == "refused":
            break
    store.write_failure(settings, connection, request, reason)
    return None, reason


def _at_most(entry: ledger.Entry, error: ServiceError) -> ledger.Used:
    """What a request without an answer took: all that its tries can have taken, where they may have been answered.

    So a service that is too slow and charges for it nevertheless runs into the caps, and not into the bill.
    """
    if isinstance(error, wire.NoAnswerInTimeError):
        return ledger.Used(entry.tokens_in * wire.SENDS, entry.tokens_out * wire.SENDS)
    return ledger.NOTHING


def _patience_ended(settings: Settings, connection: Connection, week: str, error: ServiceError) -> str:
    """Why the week goes on without this answer, for good.

    Raises:
        ServiceError: There is time left; the wait that the service asks for ends with it.
    """
    left = runs.seconds_left(settings, connection, week)
    if left is None:
        raise error
    if left > 0:
        if isinstance(error, RateLimitedError):
            raise RateLimitedError(str(error), min(error.retry_after, left)) from None
        raise error
    return f"no answer {runs.patience_of(week)}: {error}"
