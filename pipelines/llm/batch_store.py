"""Batches in the database: the intent before anything is sent, the service's id, the lines and what became of them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from pipelines.db import Connection, execute, insert_rows, one, rows
from pipelines.llm import ledger, store
from pipelines.llm.batch_wire import MOST_BYTES, MOST_LINES, line_of
from pipelines.llm.question import Question
from pipelines.settings import Settings

Asked = Mapping[str, tuple[Question, store.Request]]
"""Questions and their requests, by the request's hash."""


@dataclass(frozen=True)
class StoredBatch:
    """A batch that has not been loaded; `service_id` is None until the service's answer was noted."""

    batch_key: UUID
    endpoint: str
    service_id: str | None


def open_batches(connection: Connection, request_hashes: Collection[str]) -> list[StoredBatch]:
    """Batches with any of these requests whose end was not loaded, oldest first."""
    found = rows(
        connection,
        "select batch_key, endpoint, service_id from ops.llm_batch as b where state <> 'loaded' and exists ("
        " select 1 from ops.llm_batch_request as r where r.batch_key = b.batch_key and r.request_hash = any (%s))"
        " order by created_at, batch_key",
        [list(request_hashes)],
    )
    return [StoredBatch(**row) for row in found]


def open_of(connection: Connection, week: str, room: str) -> list[StoredBatch]:
    """The batches of a room and week whose end was not loaded, oldest first."""
    found = rows(
        connection,
        "select batch_key, endpoint, service_id from ops.llm_batch where state <> 'loaded' and week = %s and room = %s"
        " order by created_at, batch_key",
        [week, room],
    )
    return [StoredBatch(**row) for row in found]


@dataclass(frozen=True)
class Pending:
    """What is still to be asked, and what was asked as often as it may be; both by hash."""

    to_ask: list[str]
    given_up: list[str]
    endpoint_failed: bool


def read_pending(connection: Connection, week: str, asked: Asked, tries: int) -> Pending:
    """Requests that have no answer, no failure and no open batch."""
    hashes = list(asked)
    done = {
        row["request_hash"]
        for row in rows(
            connection,
            "select request_hash from ops.llm_request where request_hash = any (%s)"
            " and (state <> 'claimed' or %s = any (refused_weeks))",
            [hashes, week],
        )
    }
    sent = {
        row["request_hash"]: row
        for row in rows(
            connection,
            "select request_hash, bool_or(outcome = 'waiting') as is_waiting,"
            " bool_or(outcome = 'no endpoint') as had_none, count(*) filter (where week = %s and outcome <> 'unsent')"
            " as times from ops.llm_batch_request where request_hash = any (%s) group by request_hash",
            [week, hashes],
        )
    }
    free = [one for one in hashes if one not in done and not (one in sent and sent[one]["is_waiting"])]
    return Pending(
        to_ask=[one for one in free if one not in sent or sent[one]["times"] < tries],
        given_up=[one for one in free if one in sent and sent[one]["times"] >= tries],
        endpoint_failed=any(row["had_none"] for row in sent.values()),
    )


def intend(
    settings: Settings, connection: Connection, asked: Asked, hashes: Sequence[str], endpoint: str, now: datetime
) -> tuple[StoredBatch | None, dict[str, str]]:
    """Write down a batch of as many requests as the API's limits and our caps allow: claimed, reserved, intended.

    Inside the caller's transaction.

    Returns:
        The batch, None when no cap covers a single request; and by hash which cap stands against the others.
    """
    key, size = uuid4(), 0
    chunk: list[str] = []
    for one_hash in hashes[:MOST_LINES]:
        size += len(line_of(endpoint, one_hash, asked[one_hash][1].body))
        if size > MOST_BYTES and chunk:
            break
        chunk.append(one_hash)
    entries = [asked[one][0].entry(asked[one][1]) for one in chunk]
    reserved = ledger.reserve_many(settings, connection, entries, now=now, batch_key=key)
    refused = {one: str(found) for one, found in zip(chunk, reserved, strict=True) if isinstance(found, str)}
    lines = []
    for one_hash, found in zip(chunk, reserved, strict=True):
        if isinstance(found, str):
            continue
        question, request = asked[one_hash]
        store.write_claim(settings, connection, request)
        line = {"batch_key": key, "request_hash": one_hash, "week": question.week}
        line |= {"listener_id": question.listener_id, "ledger_id": found.ledger_id}
        lines.append({**line, "reserved_in": found.tokens_in, "reserved_out": found.tokens_out})
    if not lines:
        return None, refused
    first = asked[chunk[0]][0]
    batch = {"batch_key": key, "week": first.week, "room": first.room, "endpoint": endpoint, "state": "intended"}
    insert_rows(connection, "ops.llm_batch", [{**batch, "created_at": now}])
    insert_rows(connection, "ops.llm_batch_request", lines)
    return StoredBatch(key, endpoint, None), refused


def input_of(connection: Connection, batch: StoredBatch) -> bytes:
    """The lines of a batch, from the requests as they are stored, by hash: the same bytes whenever it is built."""
    found = rows(
        connection,
        "select r.request_hash, q.request from ops.llm_batch_request as r"
        " join ops.llm_request as q using (request_hash) where r.batch_key = %s order by r.request_hash",
        [batch.batch_key],
    )
    return b"".join(line_of(batch.endpoint, row["request_hash"], row["request"]) for row in found)


def note_submitted(connection: Connection, batch: StoredBatch, service_id: str, status: str) -> StoredBatch:
    """Write down the service's id."""
    with connection:
        execute(
            connection,
            "update ops.llm_batch set state = 'submitted', service_id = %s, status = %s where batch_key = %s",
            [service_id, status, batch.batch_key],
        )
    return StoredBatch(batch.batch_key, batch.endpoint, service_id)


def waiting_lines(connection: Connection, batch: StoredBatch) -> list[dict[str, Any]]:
    """The requests of a batch, by hash."""
    return rows(
        connection,
        "select request_hash, week, ledger_id, reserved_in, reserved_out from ops.llm_batch_request"
        " where batch_key = %s and outcome = 'waiting' order by request_hash",
        [batch.batch_key],
    )


def note_line(connection: Connection, batch: StoredBatch, request_hash: str, outcome: str) -> None:
    """Write down what became of a line; in the caller's transaction."""
    execute(
        connection,
        "update ops.llm_batch_request set outcome = %s where batch_key = %s and request_hash = %s",
        [outcome, batch.batch_key, request_hash],
    )


def note_loaded(connection: Connection, batch: StoredBatch, status: str, now: datetime) -> None:
    """Close a batch; in the caller's transaction."""
    execute(
        connection,
        "update ops.llm_batch set state = 'loaded', status = %s, ended_at = %s where batch_key = %s",
        [status, now, batch.batch_key],
    )


def times_invalid(connection: Connection, request_hash: str) -> int:
    """How often batches brought an answer to a request that did not fit."""
    sql = "select count(*) as times from ops.llm_batch_request where request_hash = %s and outcome = 'invalid'"
    found = one(connection, sql, [request_hash])
    return int(found["times"]) if found is not None else 0
