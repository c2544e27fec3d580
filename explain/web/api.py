"""POST /api/feedback: JSON from the island, or a plain form from a browser without scripts."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, current_app, jsonify, redirect, request, url_for

from explain.web.feedback import Feedback, UnknownSongError
from explain.web.security import refuse_forged
from explain.web.services import Services
from explain.web.store import is_week
from pipelines.errors import BadInputError

CREATED, SEE_OTHER = 201, 303
FIELDS = ("listener", "week", "recording_id", "kind")


def make_api(services: Services) -> Blueprint:
    """The one route that writes."""
    api = Blueprint("api", __name__)

    @api.post("/api/feedback")
    def feedback() -> Response:
        refuse_forged(request)
        sent = request.get_json(silent=True) if request.is_json else request.form.to_dict()
        given = _read_feedback(sent)
        try:
            stored = services.give_feedback(given)
        except UnknownSongError:
            abort(404)
        except BadInputError as error:
            abort(400, str(error))
        if not request.is_json:
            page = url_for("pages.report", listener_id=given.listener_id, week=given.week)
            response = current_app.make_response(redirect(f"{page}#song-{given.recording_id}", SEE_OTHER))
        else:
            response = jsonify(
                event_id=str(stored.event_id),
                kind=stored.kind,
                given_at=stored.given_at.isoformat(),
                counts_in=stored.counts_in,
                answer=stored.answer,
            )
            response.status_code = CREATED
        response.headers["Cache-Control"] = "no-store"
        return response

    return api


def _read_feedback(sent: Any) -> Feedback:  # noqa: ANN401  (whatever came over the wire)
    """The four fields, each of its form; else 400."""
    if not isinstance(sent, dict) or any(not isinstance(sent.get(name), str) for name in FIELDS):
        abort(400, f"Feedback needs {', '.join(FIELDS)}, each a text; nothing was stored.")
    try:
        listener_id, recording_id = UUID(sent["listener"]), UUID(sent["recording_id"])
    except ValueError:
        abort(400, "listener and recording_id are UUIDs; nothing was stored.")
    if not is_week(sent["week"]):
        abort(400, "week is an ISO week such as 2026-W47; nothing was stored.")
    return Feedback(listener_id, sent["week"], recording_id, sent["kind"])
