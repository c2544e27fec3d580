"""What every server does the same way: tells its time, obeys faults, logs, answers errors in its service's words."""

import json
import socket
import time
from collections.abc import Callable
from datetime import datetime
from email.utils import format_datetime
from typing import Any

from flask import Flask, Request, Response, g, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from pipelines.sandbox.context import NOW_HEADER, Context, LoggedRequest

ErrorBody = Callable[[int, str], Any]
View = Callable[..., BaseResponse]


class ApiError(Exception):
    """An answer other than success; `extra` are further fields or headers of the answer."""

    def __init__(self, status: int, message: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.headers = headers or {}


def now() -> datetime:
    """The moment as of which the current request is answered."""
    moment: datetime = g.now
    return moment


def answer(body: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:  # noqa: ANN401  (JSON)
    """A body as JSON; text and nothing as they are."""
    if body is None or isinstance(body, str):
        return Response(body or "", status, headers)
    return Response(
        json.dumps(body, ensure_ascii=False), status, headers, content_type="application/json; charset=utf-8"
    )


def make_service(name: str, context: Context, error_body: ErrorBody, unknown_status: int = 404) -> Flask:
    """An empty server.

    Args:
        name: Of the service, as in `sandbox.json`.
        context: What all servers share.
        error_body: Puts a status and a message into the service's own form.
        unknown_status: Answer to a path or method that the service does not have.
    """
    app = Flask(name, static_folder=None)
    app.url_map.strict_slashes = False

    @app.before_request
    def prepare() -> Response | None:
        path = request.full_path.rstrip("?")
        headers = {key: value for key, value in request.headers.items() if key.lower() != "authorization"}
        body = _told(request) if name == "openai" else None
        context.write_down(LoggedRequest(name, request.method, path, headers, body))
        try:
            g.now = context.moment(request.headers.get(NOW_HEADER))
        except ValueError:
            g.now = context.clock()
            return answer(error_body(400, f"{NOW_HEADER} is not a time"), 400)
        return _take_fault(name, context, path)

    @app.after_request
    def date(response: Response) -> Response:
        response.headers["Date"] = format_datetime(g.now, usegmt=True)
        time.sleep(g.get("late", 0.0))
        return response

    @app.errorhandler(ApiError)
    def refuse(error: ApiError) -> Response:
        return answer(error_body(error.status, error.message), error.status, error.headers)

    @app.errorhandler(HTTPException)
    def refuse_unknown(error: HTTPException) -> Response:
        status = error.code or 500
        if status in {404, 405}:
            status = unknown_status
        return answer(error_body(status, error.description or error.name), status)

    return app


def add_paths(app: Flask, *paths: tuple[str, str, View]) -> None:
    """Give a server its paths: method, path, and what answers."""
    for method, path, view in paths:
        app.add_url_rule(path, f"{method} {path}", view, methods=[method])


def _told(given: Request) -> Any:  # noqa: ANN401  (JSON)
    """What a request carried: its JSON, or the fields and file names of a form."""
    if given.mimetype == "multipart/form-data":
        return {**given.form, **{field: file.filename for field, file in given.files.items()}}
    return given.get_json(silent=True)


def twist() -> str:
    """What is wrong with the answer to the current request; empty for nothing."""
    found: str = g.get("twist", "")
    return found


def _take_fault(name: str, context: Context, path: str) -> Response | None:
    fault = context.faults.take(name, request.method, path)
    if fault is None:
        return None
    time.sleep(fault.delay)
    if fault.drop:
        connection: socket.socket = request.environ["werkzeug.socket"]
        connection.shutdown(socket.SHUT_RDWR)
        raise ConnectionAbortedError
    if fault.status is None:
        g.twist, g.late = fault.twist, fault.late
        return None
    return answer(fault.body, fault.status, fault.headers)


def integer(name: str, default: int, low: int, high: int) -> int:
    """A number from the query.

    Raises:
        ApiError: It is no number, or out of range.
    """
    text = request.args.get(name)
    try:
        value = default if text is None else int(text)
    except ValueError:
        raise ApiError(400, f"Invalid {name}") from None
    if not low <= value <= high:
        raise ApiError(400, f"Invalid {name}")
    return value


def json_body() -> Any:  # noqa: ANN401  (JSON)
    """The JSON of a request, or an empty object.

    Raises:
        ApiError: The body is something else.
    """
    if not request.get_data():
        return {}
    body = request.get_json(force=True, silent=True)
    if body is None:
        raise ApiError(400, "Error parsing JSON.")
    return body
