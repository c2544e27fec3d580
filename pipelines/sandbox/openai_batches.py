"""Files and batches of the model's service: a batch takes a step whenever it is looked at, never by waiting.

Faults: `twist` on `POST /v1/batches` decides how a batch ends (FATES); a fault of method `LINE` on the path of an
endpoint (with ` custom_id` behind it) makes a line fail with its status, or twists its answer.
"""

import json
import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from threading import RLock
from typing import Any

from flask import Flask, Response, request

from pipelines.sandbox.context import Context
from pipelines.sandbox.openai_answers import CHAT, RESPONSES, Answers
from pipelines.sandbox.rng import make_base62
from pipelines.sandbox.service import ApiError, answer, json_body, now, twist

FATES = ("never_ends", "expires", "is_cancelled", "fails", "partial", "missing_lines")
"""In progress for ever; nothing done in time; cancelled by the service; refused as a whole; half done in time; done,
but every second line is lost."""
ENDPOINTS = (RESPONSES, CHAT)
MOST_LINES, MOST_BYTES = 50_000, 200_000_000
_ENDED = {"completed", "failed", "expired", "cancelled"}
_NEXT = {"validating": "in_progress", "in_progress": "finalizing", "finalizing": "completed"}


@dataclass
class _File:
    file_id: str
    name: str
    purpose: str
    content: bytes
    created_at: int

    def shape(self) -> dict[str, Any]:
        return {
            "id": self.file_id,
            "object": "file",
            "bytes": len(self.content),
            "created_at": self.created_at,
            "filename": self.name,
            "purpose": self.purpose,
            "status": "processed",
        }


@dataclass
class _Batch:
    batch_id: str
    endpoint: str
    input_file_id: str
    metadata: dict[str, str]
    fate: str
    created_at: int
    status: str = "validating"
    times: dict[str, int] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    errors: list[dict[str, Any]] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=lambda: {"total": 0, "completed": 0, "failed": 0})

    def shape(self) -> dict[str, Any]:
        errors = {"errors": {"object": "list", "data": self.errors}} if self.errors else {}
        return {
            "id": self.batch_id,
            "object": "batch",
            "endpoint": self.endpoint,
            "input_file_id": self.input_file_id,
            "completion_window": "24h",
            "status": self.status,
            "created_at": self.created_at,
            "expires_at": self.created_at + int(timedelta(hours=24).total_seconds()),
            "request_counts": dict(self.counts),
            "metadata": dict(self.metadata),
            **errors,
            **self.times,
            **self.files,
        }


class Batches:
    """All files and batches of a server, in its memory."""

    def __init__(self, context: Context, answers: Answers) -> None:
        self._context = context
        self._answers = answers
        self._files: dict[str, _File] = {}
        self._batches: dict[str, _Batch] = {}
        self.lock = RLock()
        self._start, self._numbers = secrets.token_hex(8), count(1)

    def _new_id(self) -> str:
        """One that no earlier start of the server gave: its memory is gone, a client's is not."""
        return make_base62(self._start, next(self._numbers), length=24)

    def add_file(self, name: str, purpose: str, content: bytes) -> _File:
        """Keep a file."""
        file_id = f"file-{self._new_id()}"
        self._files[file_id] = _File(file_id, name, purpose, content, int(now().timestamp()))
        return self._files[file_id]

    def file(self, file_id: str) -> _File:
        """A file by its id.

        Raises:
            ApiError: There is none.
        """
        if file_id not in self._files:
            raise ApiError(404, f"No such File object: {file_id}")
        return self._files[file_id]

    def files(self, purpose: str | None) -> list[_File]:
        """All files, newest first."""
        return [one for one in reversed(self._files.values()) if purpose in {None, one.purpose}]

    def remove_file(self, file_id: str) -> None:
        """Forget a file."""
        del self._files[self.file(file_id).file_id]

    def add(self, body: dict[str, Any], fate: str) -> _Batch:
        """Begin a batch.

        Raises:
            ApiError: The body asks for what there is not.
        """
        if body.get("endpoint") not in ENDPOINTS:
            raise ApiError(400, f"Invalid value: '{body.get('endpoint')}'. Supported: {', '.join(ENDPOINTS)}")
        if body.get("completion_window") != "24h":
            raise ApiError(400, "Invalid value for 'completion_window': only '24h' is supported.")
        if self.file(str(body.get("input_file_id"))).purpose != "batch":
            raise ApiError(400, "The input file must have the purpose 'batch'.")
        batch_id = f"batch_{self._new_id()}"
        created_at, metadata = int(now().timestamp()), body.get("metadata") or {}
        made = _Batch(batch_id, body["endpoint"], body["input_file_id"], metadata, fate, created_at)
        self._batches[batch_id] = made
        return made

    def batch(self, batch_id: str) -> _Batch:
        """A batch by its id.

        Raises:
            ApiError: There is none.
        """
        if batch_id not in self._batches:
            raise ApiError(404, f"No batch found with id '{batch_id}'.")
        return self._batches[batch_id]

    def all(self) -> list[_Batch]:
        """All batches, newest first."""
        return list(reversed(self._batches.values()))

    def step(self, batch: _Batch) -> None:
        """Let a batch go on by one status; the clock ends what is older than a day."""
        if batch.status in _ENDED:
            return
        if batch.status == "cancelling":
            self._end(batch, "cancelled", share=0.5)
        elif now().timestamp() >= batch.created_at + timedelta(hours=24).total_seconds():
            self._end(batch, "expired", share=0.5)
        elif batch.status == "validating":
            self._validate(batch)
        elif batch.status == "in_progress" and batch.fate == "never_ends":
            return
        elif batch.status == "finalizing":
            self._finish(batch)
        else:
            self._enter(batch, _NEXT[batch.status])

    def cancel(self, batch: _Batch) -> None:
        """Ask a batch to stop.

        Raises:
            ApiError: It has ended.
        """
        if batch.status in _ENDED:
            raise ApiError(409, f"Cannot cancel a batch with status '{batch.status}'.")
        self._enter(batch, "cancelling")

    def _enter(self, batch: _Batch, status: str) -> None:
        batch.status = status
        batch.times[f"{status}_at"] = int(now().timestamp())

    def _validate(self, batch: _Batch) -> None:
        content = self.file(batch.input_file_id).content
        try:
            lines = [json.loads(line) for line in content.splitlines() if line.strip()]
            ids = [line["custom_id"] for line in lines]
            is_valid = all(line["url"] == batch.endpoint and line["method"] == "POST" for line in lines)
        except (ValueError, KeyError, TypeError):
            lines, ids, is_valid = [], [], False
        is_valid = is_valid and 0 < len(set(ids)) == len(ids) <= MOST_LINES and len(content) <= MOST_BYTES
        if batch.fate == "fails" or not is_valid:
            message = "This line is not parseable as valid JSON." if not is_valid else "The model is not available."
            batch.errors = [{"code": "invalid_json_line", "message": message, "param": None, "line": 1}]
            self._enter(batch, "failed")
            return
        batch.counts["total"] = len(lines)
        self._enter(batch, "in_progress")

    def _finish(self, batch: _Batch) -> None:
        match batch.fate:
            case "expires":
                self._end(batch, "expired", share=0.0)
            case "partial":
                self._end(batch, "expired", share=0.5)
            case "is_cancelled":
                self._end(batch, "cancelled", share=0.0)
            case _:
                self._end(batch, "completed", share=1.0)

    def _end(self, batch: _Batch, status: str, *, share: float) -> None:
        """Answer the first lines and leave the others undone; the output comes in another order than the input."""
        lines = [json.loads(line) for line in self.file(batch.input_file_id).content.splitlines() if line.strip()]
        done = lines[: int(len(lines) * share)]
        results = [self._line(batch, line) for line in done]
        output = [one for one in reversed(results) if one["error"] is None and one["response"]["status_code"] == 200]  # noqa: PLR2004
        errors = [one for one in results if one not in output]
        errors += [_undone(line, batch, status) for line in lines[len(done) :] if status == "expired"]
        if batch.fate == "missing_lines":
            output = output[::2]
        batch.counts = {"total": len(lines), "completed": len(output), "failed": len(errors)}
        for name, rows in (("output_file_id", output), ("error_file_id", errors)):
            if rows:
                text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
                made = self.add_file(f"{batch.batch_id}_{name[:-8]}.jsonl", "batch_output", text.encode())
                batch.files[name] = made.file_id
        self._enter(batch, status)

    def _line(self, batch: _Batch, line: dict[str, Any]) -> dict[str, Any]:
        custom_id, url = line["custom_id"], line["url"]
        number = make_base62("line", batch.batch_id, custom_id, length=24)
        fault = self._context.faults.take("openai", "LINE", f"{url} {custom_id}")
        status: int = 200
        body: Any = {}
        if fault is not None and fault.status is not None:
            status, body = fault.status, fault.body or {"error": {"message": "scripted", "code": None}}
        else:
            try:
                body = self._answers.answer(url, line["body"], fault.twist if fault is not None else "")
            except ApiError as error:
                kind = "invalid_request_error"
                status = error.status
                body = {"error": {"message": str(error), "type": kind, "param": None, "code": None}}
        response = {"status_code": status, "request_id": f"req_{number}", "body": body}
        return {"id": f"batch_req_{number}", "custom_id": custom_id, "response": response, "error": None}


def _undone(line: dict[str, Any], batch: _Batch, status: str) -> dict[str, Any]:
    number = make_base62("line", batch.batch_id, line["custom_id"], length=24)
    error = {"code": f"batch_{status}", "message": "This request could not be executed before the batch ended."}
    return {"id": f"batch_req_{number}", "custom_id": line["custom_id"], "response": None, "error": error}


def add_batches(app: Flask, context: Context, answers: Answers) -> None:
    """Give a server the paths of files and batches."""
    batches = Batches(context, answers)
    _add_file_paths(app, batches)
    _add_batch_paths(app, batches)


def _add_file_paths(app: Flask, batches: Batches) -> None:
    @app.post("/v1/files")
    def upload() -> Response:
        given, purpose = request.files.get("file"), request.form.get("purpose")
        if given is None or not purpose:
            raise ApiError(400, "Missing required parameter: 'file' or 'purpose'.")
        with batches.lock:
            return answer(batches.add_file(given.filename or "upload", purpose, given.read()).shape())

    @app.get("/v1/files")
    def list_files() -> Response:
        with batches.lock:
            return answer(_page([one.shape() for one in batches.files(request.args.get("purpose"))]))

    @app.get("/v1/files/<file_id>")
    def retrieve_file(file_id: str) -> Response:
        with batches.lock:
            return answer(batches.file(file_id).shape())

    @app.get("/v1/files/<file_id>/content")
    def content(file_id: str) -> Response:
        with batches.lock:
            return Response(batches.file(file_id).content, 200, content_type="application/octet-stream")

    @app.delete("/v1/files/<file_id>")
    def remove(file_id: str) -> Response:
        with batches.lock:
            batches.remove_file(file_id)
        return answer({"id": file_id, "object": "file", "deleted": True})


def _add_batch_paths(app: Flask, batches: Batches) -> None:
    @app.post("/v1/batches")
    def create() -> Response:
        with batches.lock:
            return answer(batches.add(json_body(), twist()).shape())

    @app.get("/v1/batches")
    def list_batches() -> Response:
        with batches.lock:
            return answer(_page([one.shape() for one in batches.all()]))

    @app.get("/v1/batches/<batch_id>")
    def retrieve(batch_id: str) -> Response:
        with batches.lock:
            found = batches.batch(batch_id)
            batches.step(found)
            return answer(found.shape())

    @app.post("/v1/batches/<batch_id>/cancel")
    def cancel(batch_id: str) -> Response:
        with batches.lock:
            found = batches.batch(batch_id)
            batches.cancel(found)
            return answer(found.shape())


def _page(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """A page of a list: `limit` rows behind `after`."""
    ids, after = [row["id"] for row in rows], request.args.get("after")
    start = ids.index(after) + 1 if after in ids else 0
    limit = int(request.args.get("limit") or 20)
    page = rows[start : start + limit]
    edges = {"first_id": page[0]["id"], "last_id": page[-1]["id"]} if page else {"first_id": "", "last_id": ""}
    return {"object": "list", "data": page, **edges, "has_more": start + limit < len(rows)}
