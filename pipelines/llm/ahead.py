"""Asking ahead: a room's questions of a week as batches, so that the room finds every answer stored and asks nothing.

A batch is written down before it is sent, and carries our key in its metadata: after a crash at any point the next call
finds it again and goes on, and there is never a second one. Whoever calls `advance` until it returns 0 has all that the
model will say; what it will not say is stored as well, and the room goes on without it.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from uuid import UUID

import structlog

from pipelines.clock import make_clock
from pipelines.db import Connection, connect, execute, transaction
from pipelines.errors import RateLimitedError, ServiceError
from pipelines.llm import batch_store, batch_wire, ledger, model_name, runs, store, wire
from pipelines.llm.batch_store import Asked, StoredBatch
from pipelines.llm.batch_wire import Line, Seen
from pipelines.llm.client import NO_QUOTA
from pipelines.llm.question import TRIES, Question, judge_reply
from pipelines.settings import Settings

_NO_ENDPOINT = {"unsupported_endpoint", "invalid_endpoint", "invalid_url"}
log = structlog.get_logger()


def is_wanted(settings: Settings, week: str, room: str, listeners: Sequence[UUID]) -> bool:
    """Whether a week asks in batches: with more listeners than the setting says, or to end what was begun."""
    if model_name(settings) is None or room not in settings.llm_rooms:
        return False
    if len(listeners) > settings.llm_batch_above:
        return True
    with transaction(settings, "open") as connection:
        return bool(batch_store.open_of(connection, week, room))


def advance(settings: Settings, questions: Sequence[Question]) -> int:
    """Do what can be done now for questions of one room and week: load what ended, submit what is missing.

    Returns:
        Batches that have not ended; 0 when nothing more will come.

    Raises:
        RateLimitedError, ServiceError, LoginRefusedError, BadInputError: As `ask`; what was submitted is not lost.
    """
    model = model_name(settings)
    if model is None or not questions or questions[0].room not in settings.llm_rooms:
        return 0
    requests = [(question, question.request(settings, model)) for question in questions]
    asked = {request.request_hash: (question, request) for question, request in requests}
    week = questions[0].week
    with _turn(settings) as connection:
        try:
            return _advance(settings, connection, week, asked)
        except (ServiceError, wire.QuotaUsedUpError) as error:
            connection.rollback()
            left = runs.seconds_left(settings, connection, week)
            connection.commit()
            if left is None or left > 0:
                raise RateLimitedError(str(error) or NO_QUOTA, _wait(error, left)) from None
            _close_all(settings, connection, week, asked, f"no batch within the run's patience: {error}")
            return 0


def wait(
    settings: Settings, questions: Callable[[], Sequence[Question]], pause: Callable[[float], None] = time.sleep
) -> None:
    """Advance until nothing is open: for a process that has nothing else to do.

    Raises:
        RateLimitedError, ServiceError, LoginRefusedError, BadInputError: As `advance`.
    """
    while advance(settings, questions()):
        pause(settings.llm_batch_poll_seconds)


def has_news(settings: Settings, week: str, room: str) -> bool:
    """Whether `advance` would do something: an open batch has ended, was never submitted, or patience has.

    A service that does not answer is no news.
    """
    with transaction(settings, "open") as connection:
        found = batch_store.open_of(connection, week, room)
        left = runs.seconds_left(settings, connection, week)
    if left is not None and left <= 0:
        return True
    if any(batch.service_id is None for batch in found):
        return True
    try:
        with wire.open_client(settings) as client:
            return not found or any(batch_wire.look(client, str(batch.service_id)).has_ended for batch in found)
    except (ServiceError, wire.QuotaUsedUpError) as error:
        log.info("llm.batch_not_seen", week=week, room=room, error=str(error))
        return False


def _wait(error: Exception, left: float | None) -> float:
    asked_for = error.retry_after if isinstance(error, RateLimitedError) else 60.0
    return asked_for if left is None else min(asked_for, left)


@contextmanager
def _turn(settings: Settings) -> Iterator[Connection]:
    """One process at a time looks after batches; the lock goes with its database session, also after kill -9."""
    with closing(connect(settings, "open")) as connection:
        execute(connection, "select pg_advisory_lock(hashtextextended('llm-batches', 0))")
        connection.commit()
        yield connection


def _advance(settings: Settings, connection: Connection, week: str, asked: Asked) -> int:
    for batch in batch_store.open_batches(connection, asked):
        connection.commit()
        _look_after(settings, connection, week, asked, batch)
    _submit_missing(settings, connection, week, asked)
    still_open = len(batch_store.open_batches(connection, asked))
    connection.commit()
    return still_open


def _look_after(settings: Settings, connection: Connection, week: str, asked: Asked, batch: StoredBatch) -> None:
    """One step of an open batch: attach it, look at it, load it when it has ended or we end it."""
    left = runs.seconds_left(settings, connection, week)
    connection.commit()
    is_over = left is not None and left <= 0
    with wire.open_client(settings) as client:
        if batch.service_id is None:
            try:
                seen = batch_wire.find(client, batch.batch_key)
            except batch_wire.NoBatchesError:
                seen = None
            if seen is None and is_over:
                _close(settings, connection, batch, "the run's patience ended before it was sent", "unsent")
                return
            if seen is None:
                _submit(settings, connection, week, asked, batch)
                return
            batch = batch_store.note_submitted(connection, batch, seen.service_id, seen.status)
        seen = batch_wire.look(client, str(batch.service_id))
        if is_over and not seen.has_ended:
            seen = batch_wire.cancel(client, seen.service_id)
        if not (seen.has_ended or is_over):
            return
        lines = batch_wire.read_lines(client, seen)
        _load(settings, connection, asked, batch, seen, lines)
        batch_wire.remove_files(client, seen)


def _submit_missing(settings: Settings, connection: Connection, week: str, asked: Asked) -> None:
    clock = make_clock(settings.clock)
    while True:
        pending = batch_store.read_pending(connection, week, asked, TRIES)
        left = runs.seconds_left(settings, connection, week)
        connection.commit()
        _give_up(settings, connection, week, asked, pending.given_up, f"no answer in {TRIES} batches")
        if left is not None and left <= 0:
            _give_up(settings, connection, week, asked, pending.to_ask, "no answer within the run's patience")
            return
        if not pending.to_ask:
            return
        endpoint = wire.CHAT if pending.endpoint_failed else wire.RESPONSES
        with connection:
            batch, refused = batch_store.intend(settings, connection, asked, pending.to_ask, endpoint, clock())
            is_open = batch is not None or bool(batch_store.open_batches(connection, asked))
        if batch is None:
            if is_open or not refused:  # what open batches have reserved may become free
                return
            for one_hash, reason in refused.items():
                _give_up(settings, connection, week, asked, [one_hash], reason)
        elif not _submit(settings, connection, week, asked, batch):
            return


def _submit(settings: Settings, connection: Connection, week: str, asked: Asked, batch: StoredBatch) -> bool:
    """Send an intended batch; False when direct calls, or nothing at all, must do."""
    lines = batch_store.input_of(connection, batch)
    connection.commit()
    try:
        with wire.open_client(settings) as client:
            seen = batch_wire.submit(client, batch.batch_key, batch.endpoint, lines)
    except batch_wire.NoBatchesError:
        log.warning("llm.no_batches", week=week)
        _close(settings, connection, batch, "the service has no batches", "unsent")
        return False
    except wire.QuotaUsedUpError:
        _close(settings, connection, batch, NO_QUOTA, "unsent")
        _give_up(settings, connection, week, asked, list(asked), NO_QUOTA)
        return False
    batch_store.note_submitted(connection, batch, seen.service_id, seen.status)
    log.info("llm.batch_submitted", week=week, batch_key=str(batch.batch_key), service_id=seen.service_id)
    return True


def _load(
    settings: Settings, connection: Connection, asked: Asked, batch: StoredBatch, seen: Seen, lines: dict[str, Line]
) -> None:
    """Every line of an ended batch into the store and the ledger, and the batch closed, in one transaction."""
    now = make_clock(settings.clock)()
    with connection:
        for row in batch_store.waiting_lines(connection, batch):
            reserved = ledger.Reservation(row["ledger_id"], row["reserved_in"], row["reserved_out"], batch.batch_key)
            line, one_hash = lines.pop(row["request_hash"], None), row["request_hash"]
            outcome, used = _store_line(settings, connection, asked, batch, one_hash, line)
            ledger.settle(settings, connection, reserved, used, outcome=_IN_LEDGER.get(outcome, "failed"))
            batch_store.note_line(connection, batch, one_hash, outcome)
        batch_store.note_loaded(connection, batch, seen.status, now)
    if lines:
        log.warning("llm.unknown_lines", batch_key=str(batch.batch_key), count=len(lines))


_IN_LEDGER = {"answered": "answered", "refused": "refused", "invalid": "invalid"}


def _store_line(
    settings: Settings, connection: Connection, asked: Asked, batch: StoredBatch, one_hash: str, line: Line | None
) -> tuple[str, ledger.Used]:
    """The outcome of a line, and what it took; an answer, a refusal and a second misfit are stored."""
    if line is None or one_hash not in asked:
        return "unanswered", ledger.NOTHING
    question, request = asked[one_hash]
    if line.code in wire.FINAL_CODES:
        store.finish(settings, connection, one_hash, state="failed", detail=f"refused by the service: {line.code}")
        return "refused", ledger.NOTHING
    if line.status != 200:  # noqa: PLR2004
        return ("no endpoint" if line.code in _NO_ENDPOINT else "failed"), ledger.NOTHING
    try:
        reply = wire.read_line(batch.endpoint, request.body, line.body)
    except ServiceError:
        return "failed", ledger.NOTHING
    value, outcome, reason = judge_reply(reply, question.schema)
    if value is not None:
        answer = value.model_dump(mode="json")
        store.finish(settings, connection, one_hash, state="answered", answer=answer)
    elif outcome == "refused" or batch_store.times_invalid(connection, one_hash) >= TRIES - 1:
        store.finish(settings, connection, one_hash, state="failed", detail=reason)
    return outcome, reply.used


def _close(settings: Settings, connection: Connection, batch: StoredBatch, reason: str, outcome: str) -> None:
    """End a batch without any line."""
    now = make_clock(settings.clock)()
    with connection:
        for row in batch_store.waiting_lines(connection, batch):
            reserved = ledger.Reservation(row["ledger_id"], row["reserved_in"], row["reserved_out"], batch.batch_key)
            ledger.settle(settings, connection, reserved, outcome="failed")
            batch_store.note_line(connection, batch, row["request_hash"], outcome)
        batch_store.note_loaded(connection, batch, reason, now)


def _close_all(settings: Settings, connection: Connection, week: str, asked: Asked, reason: str) -> None:
    """Give everything up that is not answered: the run's patience has ended and the service does not answer."""
    for batch in batch_store.open_batches(connection, asked):
        connection.commit()
        _close(settings, connection, batch, reason, "unanswered")
    pending = batch_store.read_pending(connection, week, asked, TRIES)
    connection.commit()
    _give_up(settings, connection, week, asked, [*pending.to_ask, *pending.given_up], reason)


def _give_up(
    settings: Settings, connection: Connection, week: str, asked: Asked, hashes: Sequence[str], reason: str
) -> None:
    """Let the week go on without these answers, for good."""
    for one_hash in hashes:
        store.write_refusal(settings, connection, asked[one_hash][1], week, reason)
    if hashes:
        log.warning("llm.given_up", week=week, count=len(hashes), reason=reason)
