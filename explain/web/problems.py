"""Pages for what goes wrong: one clear line each, never a trace, a path or a secret."""

from flask import Flask, Response, jsonify, make_response, render_template, request
from werkzeug.exceptions import HTTPException

from explain.web.spoken import speak, spoken
from pipelines.domain.telling import ENGLISH
from pipelines.errors import LinernotesError

BAD_REQUEST = 400


def answer_problems(app: Flask) -> None:
    """Answer every error with a page, or with JSON under /api/."""

    @app.errorhandler(HTTPException)
    def http_problem(error: HTTPException) -> Response:
        code = error.code or 500
        line = spoken().problem_lines.get(str(code))
        if line is None:
            line = str(error.description) if code == BAD_REQUEST else error.name
            if line not in spoken().refusals.values():  # of what no page of ours sends, there is an English line alone
                speak(ENGLISH)
        return _problem(code, line)

    @app.errorhandler(LinernotesError)
    def our_problem(error: LinernotesError) -> Response:
        app.logger.error("%s %s: %s", request.method, request.path, error)
        return _problem(503, spoken().problem_lines["503"])

    @app.errorhandler(Exception)
    def unknown_problem(error: Exception) -> Response:
        app.logger.error("%s %s", request.method, request.path, exc_info=error)
        return _problem(500, spoken().problem_lines["500"])


def _problem(code: int, line: str) -> Response:
    titles = spoken().problems
    is_form = request.mimetype in {"application/x-www-form-urlencoded", "multipart/form-data"}
    if request.path.startswith("/api/") and not is_form:
        response = jsonify(error=line)
    else:
        response = make_response(
            render_template("problem.html", code=code, title=titles.get(str(code), titles["400"]), line=line)
        )
    response.status_code = code
    response.headers["Cache-Control"] = "no-store"
    return response
