"""Pages for what goes wrong: one clear line each, never a trace, a path or a secret."""

from flask import Flask, Response, jsonify, make_response, render_template, request
from werkzeug.exceptions import HTTPException

from pipelines.errors import LinernotesError

TITLES = {
    400: "That did not work",
    404: "Nothing here",
    405: "Not that way",
    413: "Too much",
    500: "Something broke",
    503: "The database does not answer",
}
LINES = {
    404: "There is no such page. A report may not have been made yet, or its listener has left.",
    405: "This address does not take that kind of request.",
    413: "That request is larger than anything this site asks for.",
    500: "The site made a mistake. Its log says which; trying again may help.",
    503: "Run `linernotes status`, then reload this page.",
}


def answer_problems(app: Flask) -> None:
    """Answer every error with a page, or with JSON under /api/."""

    @app.errorhandler(HTTPException)
    def http_problem(error: HTTPException) -> Response:
        code = error.code or 500
        line = LINES.get(code)
        if line is None:
            line = str(error.description) if code == 400 else error.name  # noqa: PLR2004  (our own lines go with 400)
        return _problem(code, line)

    @app.errorhandler(LinernotesError)
    def our_problem(error: LinernotesError) -> Response:
        app.logger.error("%s %s: %s", request.method, request.path, error)
        return _problem(503, LINES[503])

    @app.errorhandler(Exception)
    def unknown_problem(error: Exception) -> Response:
        app.logger.error("%s %s", request.method, request.path, exc_info=error)
        return _problem(500, LINES[500])


def _problem(code: int, line: str) -> Response:
    is_form = request.mimetype in {"application/x-www-form-urlencoded", "multipart/form-data"}
    if request.path.startswith("/api/") and not is_form:
        response = jsonify(error=line)
    else:
        response = make_response(
            render_template("problem.html", code=code, title=TITLES.get(code, "That did not work"), line=line)
        )
    response.status_code = code
    response.headers["Cache-Control"] = "no-store"
    return response
