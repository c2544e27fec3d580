"""Requests by hash: claimed before they are sent, answered once, replayed for ever."""

import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from pipelines.clock import make_clock
from pipelines.db import Connection, Json, connect, execute, one, transaction
from pipelines.domain.hashing import canonical_json, sha256_hex
from pipelines.errors import RateLimitedError, ServiceError
from pipelines.llm.schemas import MAX_TEXT
from pipelines.llm.text import clean
from pipelines.settings import Settings

LEASE = timedelta(minutes=10)
"""How long a claim may live; longer than all tries of one request with their pauses."""
_POLL_SECONDS = 0.1
IN_BATCH_SECONDS = 60.0
"""After so long, who asks what a batch has taken along looks again."""


@dataclass(frozen=True)
class Request:
    """What is asked: the canonical request, its hash, and where it comes from."""

    request_hash: str
    room: str
    prompt_version: str
    model: str
    body: dict[str, Any]


@dataclass(frozen=True)
class Claim:
    """The right to send a request (`stored` is None), or what became of it earlier (a row of ops.llm_request)."""

    connection: Connection
    stored: dict[str, Any] | None


@contextmanager
def claim(settings: Settings, request: Request, week: str) -> Iterator[Claim]:
    """Claim a request for a week, or wait for whoever is asking it now and get their answer.

    A claim lives as long as the database session that holds its lock, and no longer than its lease: after a crash the
    next one takes it over at once.

    Raises:
        ServiceError: Somebody else's claim stayed alive past its lease.
    """
    connection = connect(settings, "open")
    try:
        locked = _wait_for_turn(settings, connection, request.request_hash)
        with connection:
            stored = find_finished(connection, request.request_hash, week)
        if stored is None:
            _refuse_while_in_batch(connection, request.request_hash)
            with connection:
                write_claim(settings, connection, request)
        try:
            yield Claim(connection, stored)
        finally:
            if locked and not connection.closed:
                connection.rollback()
                execute(connection, "select pg_advisory_unlock(hashtextextended(%s, 0))", [request.request_hash])
                connection.commit()
    finally:
        connection.close()


def _wait_for_turn(settings: Settings, connection: Connection, request_hash: str) -> bool:
    clock, deadline = make_clock(settings.clock), time.monotonic() + LEASE.total_seconds()
    while time.monotonic() < deadline:
        with connection:
            locked = one(connection, "select pg_try_advisory_lock(hashtextextended(%s, 0)) as locked", [request_hash])
            row = one(
                connection, "select state, lease_until from ops.llm_request where request_hash = %s", [request_hash]
            )
        if locked is not None and locked["locked"]:
            return True
        if row is not None and (row["state"] != "claimed" or row["lease_until"] < clock()):
            return False
        time.sleep(_POLL_SECONDS)
    raise ServiceError("another process has been asking the model the same for too long: run the task again")


def find_finished(connection: Connection, request_hash: str, week: str) -> dict[str, Any] | None:
    """The row of a request whose outcome counts for a week; None while it has none. Nothing is claimed."""
    row = one(connection, "select * from ops.llm_request where request_hash = %s", [request_hash])
    if row is None:
        return None
    if week in row["refused_weeks"]:
        return {**row, "state": "failed", "answer": None}
    return row if row["state"] != "claimed" else None


def _refuse_while_in_batch(connection: Connection, request_hash: str) -> None:
    """A request that a batch has taken along is not sent beside it.

    Raises:
        RateLimitedError: It is a line of a batch whose end was not loaded.
    """
    with connection:
        sql = "select 1 from ops.llm_batch_request where request_hash = %s and outcome = 'waiting' limit 1"
        if one(connection, sql, [request_hash]) is not None:
            raise RateLimitedError(
                "a batch that has not ended has this request: the task tries again", IN_BATCH_SECONDS
            )


def write_claim(settings: Settings, connection: Connection, request: Request) -> None:
    """Write down that a request is about to be sent; in the caller's transaction."""
    now = make_clock(settings.clock)()
    execute(
        connection,
        "insert into ops.llm_request"
        " (request_hash, room, prompt_version, model, request, state, claimed_at, lease_until)"
        " values (%s, %s, %s, %s, %s, 'claimed', %s, %s) on conflict (request_hash) do update"
        " set claimed_at = excluded.claimed_at, lease_until = excluded.lease_until"
        " where ops.llm_request.state = 'claimed'",
        [
            *(request.request_hash, request.room, request.prompt_version, request.model),
            *(Json(request.body, dumps=canonical_json), now, now + LEASE),
        ],
    )


def write_answer(
    settings: Settings, connection: Connection, request: Request, answer: dict[str, Any]
) -> dict[str, Any]:
    """Store an answer unless one is there already; the answer that counts."""
    with connection:
        finish(settings, connection, request.request_hash, state="answered", answer=answer)
        row = one(connection, "select answer from ops.llm_request where request_hash = %s", [request.request_hash])
    stored: dict[str, Any] = (row or {}).get("answer") or {}
    return stored


def write_failure(settings: Settings, connection: Connection, request: Request, reason: str) -> None:
    """Store that this request gets no answer, so that no run pays for it again."""
    with connection:
        finish(settings, connection, request.request_hash, state="failed", detail=reason)


def write_refusal(settings: Settings, connection: Connection, request: Request, week: str, reason: str) -> None:
    """Store that this week goes on without an answer, now and whenever it is run again; other weeks may ask."""
    with connection:
        write_claim(settings, connection, request)
        execute(
            connection,
            "update ops.llm_request set refused_weeks = array_append(refused_weeks, %s), detail = %s,"
            " lease_until = claimed_at where request_hash = %s and not %s = any (refused_weeks) and state = 'claimed'",
            [week, reason, request.request_hash, week],
        )


def finish(
    settings: Settings,
    connection: Connection,
    request_hash: str,
    *,
    state: str,
    answer: dict[str, Any] | None = None,
    detail: str = "",
) -> None:
    """Store what became of a request unless that is known already; in the caller's transaction."""
    execute(
        connection,
        "update ops.llm_request set state = %s, answer = %s, detail = %s, answered_at = %s"
        " where request_hash = %s and state = 'claimed'",
        [
            *(state, None if answer is None else Json(answer, dumps=canonical_json), detail),
            *(make_clock(settings.clock)(), request_hash),
        ],
    )


def post_mark(post_id: str) -> str:
    """The mark around a post's text in a request: a text cannot close what it cannot guess, and erasure finds it."""
    return f"post-{sha256_hex(post_id)[:16]}"


def forget_posts(settings: Settings, post_ids: Sequence[str]) -> int:
    """Take the texts of deleted posts out of the stored requests; their closed answers stay. How many requests."""
    marks = [f"%{post_mark(post_id)}%" for post_id in post_ids]
    with transaction(settings, "erasure") as connection:
        return execute(
            connection,
            "update ops.llm_request set request = jsonb_set(request, '{input}', '\"\"')"
            " where room = 'post' and request->>'input' like any (%s)",
            [marks],
        )


def forget_brief(connection: Connection, weeks: Collection[str], sentences: Collection[str]) -> int:
    """Take sentences of trend briefs out of the stored requests, in the caller's transaction; how many requests.

    Args:
        connection: As role erasure.
        weeks: Whose brief's own requests lose their answers, and the findings that a second one was asked with.
        sentences: As the briefs have them; proposals that were given one lose their input. No run asks either again:
            a brief is written once, and proposals stand with their edition (pipelines.standing).
    """
    params = {"weeks": sorted(weeks), "texts": [clean(text, MAX_TEXT) for text in sorted(sentences)]}
    return execute(
        connection,
        """
        update ops.llm_request as r
        set request = jsonb_set(request, '{input}', '""'), answer = jsonb_set(answer, '{sentences}', '[]')
        where room = 'brief' and state = 'answered' and exists (
            select from ops.llm_ledger as l where l.request_hash = r.request_hash and l.week = any(%(weeks)s)
        )
        """,
        params,
    ) + execute(
        connection,
        """
        update ops.llm_request set request = jsonb_set(request, '{input}', '""')
        where room = 'proposals' and exists (
            select from jsonb_path_query(nullif(request ->> 'input', '')::jsonb -> 'brief', '$.**') as said
            where said #>> '{}' = any(%(texts)s)
        )
        """,
        params,
    )
