"""A batch over HTTP through the openai client: found again by our key, submitted, looked at, cancelled, read."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, Literal, cast
from uuid import UUID

import openai
import structlog
from openai.types import Batch

from pipelines.domain.hashing import canonical_json
from pipelines.errors import ServiceError
from pipelines.llm import wire

MARK = "linernotes_batch"
"""Key of a batch's metadata; its value is ours, and written down here before anything is sent."""
MOST_LINES, MOST_BYTES = 50_000, 190_000_000
"""Of one batch: the API's limits, 50,000 requests and 200 MB, the latter with room for a line's frame."""
_ENDED = {"completed", "failed", "expired", "cancelled"}
_NO_SUCH_METHOD = 405
_LOOK_BACK = 1000
"""So many of the newest batches and files are searched for ours."""
log = structlog.get_logger()


class NoBatchesError(Exception):
    """The server has no files or no batches: direct calls remain."""


@dataclass(frozen=True)
class Seen:
    """A batch as the service tells of it."""

    service_id: str
    status: str
    file_ids: tuple[str, ...] = ()
    output_file_ids: tuple[str, ...] = ()

    @property
    def has_ended(self) -> bool:
        """Whether nothing more will come."""
        return self.status in _ENDED


@dataclass(frozen=True)
class Line:
    """What came of one request: the body of its answer, or why there is none."""

    status: int
    body: dict[str, Any]
    code: str = ""


def line_of(endpoint: str, request_hash: str, body: dict[str, Any]) -> bytes:
    """One line of a batch's input; custom_id is the request's hash."""
    line = {"custom_id": request_hash, "method": "POST", "url": endpoint, "body": wire.request_body(endpoint, body)}
    return canonical_json(line).encode() + b"\n"


def find(client: openai.OpenAI, batch_key: UUID) -> Seen | None:
    """The batch that carries our key, if the service has it.

    Raises:
        NoBatchesError: The server has no batches.
    """
    try:
        for batch in islice(client.batches.list(limit=100), _LOOK_BACK):
            if (batch.metadata or {}).get(MARK) == str(batch_key):
                return _seen(batch)
    except openai.NotFoundError:
        raise NoBatchesError from None
    except openai.APIStatusError as error:
        if error.status_code != _NO_SUCH_METHOD:
            raise
        log.warning("llm.batches_not_listed")  # a server that lists none: after a crash ours cannot be found again
    return None


def _uploaded(client: openai.OpenAI, name: str) -> str | None:
    """The id of a file of that name, where the server lists its files."""
    try:
        files = islice(client.files.list(purpose="batch", limit=100), _LOOK_BACK)
        return next((file.id for file in files if file.filename == name), None)
    except openai.APIStatusError as error:
        if error.status_code != _NO_SUCH_METHOD:
            raise
        return None


def submit(client: openai.OpenAI, batch_key: UUID, endpoint: str, lines: bytes) -> Seen:
    """Upload a batch's input, unless it is there already, and begin the batch.

    Raises:
        NoBatchesError: The server has no files or no batches, or none of this kind.
    """
    name = f"linernotes-{batch_key}.jsonl"
    where = cast("Literal['/v1/responses', '/v1/chat/completions']", endpoint)
    try:
        file_id = _uploaded(client, name) or client.files.create(file=(name, lines), purpose="batch").id
        made = client.batches.create(
            input_file_id=file_id, endpoint=where, completion_window="24h", metadata={MARK: str(batch_key)}
        )
    except (openai.NotFoundError, openai.BadRequestError) as error:
        log.warning("llm.no_batches", status=error.status_code)
        raise NoBatchesError from None
    return _seen(made)


def look(client: openai.OpenAI, service_id: str) -> Seen:
    """How far a batch is; one that the service no longer knows has failed."""
    try:
        return _seen(client.batches.retrieve(service_id))
    except openai.NotFoundError:
        return Seen(service_id, "failed")


def cancel(client: openai.OpenAI, service_id: str) -> Seen:
    """Stop a batch, and how far it is then: what it has done may already be there."""
    try:
        client.batches.cancel(service_id)
    except (openai.NotFoundError, openai.ConflictError, openai.BadRequestError) as error:
        log.info("llm.batch_not_cancelled", service_id=service_id, status=error.status_code)  # it has just ended
    return look(client, service_id)


def read_lines(client: openai.OpenAI, seen: Seen) -> dict[str, Line]:
    """What a batch has, by custom_id: its output file first, then its error file; the first line of an id counts.

    Raises:
        ServiceError: No line of a file is one of a batch.
    """
    found: dict[str, Line] = {}
    for file_id in seen.output_file_ids:
        for custom_id, line in _lines(client.files.content(file_id).content):
            found.setdefault(custom_id, line)
    return found


def remove_files(client: openai.OpenAI, seen: Seen) -> None:
    """Take a batch's files away from the service: what listeners wished for need not lie there."""
    for file_id in (*seen.file_ids, *seen.output_file_ids):
        try:
            client.files.delete(file_id)
        except openai.APIError as error:
            log.warning("llm.file_not_removed", file_id=file_id, error=type(error).__name__)


def _lines(content: bytes) -> Iterator[tuple[str, Line]]:
    """The lines of a file that can be read; one that cannot is as good as missing, and is asked once more."""
    written = [text for text in content.splitlines() if text.strip()]
    found = [line for text in written if (line := _line(text)) is not None]
    if written and not found:
        raise ServiceError("the service's file of a batch is none of a batch: the task tries again")
    if len(found) < len(written):
        log.warning("llm.lines_not_read", count=len(written) - len(found))
    yield from found


def _line(text: bytes) -> tuple[str, Line] | None:
    try:
        row = json.loads(text)
        response, error = row.get("response") or {}, row.get("error") or {}
        body = response.get("body") or {}
        code = error.get("code") or (body.get("error") or {}).get("code") or ""
        return str(row["custom_id"]), Line(int(response.get("status_code") or 0), body, str(code))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _seen(batch: Batch) -> Seen:
    outputs = tuple(one for one in (batch.output_file_id, batch.error_file_id) if one)
    inputs = (batch.input_file_id,) if batch.input_file_id else ()
    return Seen(batch.id, batch.status, inputs, outputs)
