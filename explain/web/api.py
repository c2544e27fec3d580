"""What the site stores, by POST: JSON from an island, or a plain form from a browser without scripts."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, current_app, jsonify, redirect, request, url_for

from explain.web.dial import Turn, UnknownListenerError
from explain.web.feedback import Feedback, UnknownSongError
from explain.web.security import refuse_forged
from explain.web.services import Services
from explain.web.spoken import speak_as_sent, spoken
from explain.web.store import is_week
from explain.web.telling import Choice
from pipelines.errors import BadInputError

CREATED, SEE_OTHER = 201, 303
FIELDS = ("listener", "week", "recording_id", "kind")


def make_api(services: Services) -> Blueprint:
    """The routes that write."""
    api = Blueprint("api", __name__)
    _add_dial(api, services)
    _add_telling(api, services)

    @api.post("/api/feedback")
    def feedback() -> Response:
        sent = _read_sent()
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


def _add_dial(api: Blueprint, services: Services) -> None:
    @api.post("/api/dial")
    def dial() -> Response:
        sent = _read_sent()
        turn = _read_turn(sent)
        try:
            turned = services.turn_dial(turn)
        except UnknownListenerError:
            abort(404)
        except BadInputError as error:
            abort(400, str(error))
        if not request.is_json:
            response = _back(turn.listener_id, "dial")
        else:
            response = jsonify(
                event_id=str(turned.event_id),
                value=turned.value,
                words=spoken().dial_words(turned.value),
                turned_at=turned.turned_at.isoformat(),
                counts_in=turned.counts_in,
                answer=turned.answer,
            )
            response.status_code = CREATED
        response.headers["Cache-Control"] = "no-store"
        return response


def _add_telling(api: Blueprint, services: Services) -> None:
    @api.post("/api/telling")
    def telling() -> Response:
        sent = _read_sent()
        choice = _read_choice(sent)
        try:
            chosen = services.choose_telling(choice)
        except UnknownListenerError:
            abort(404)
        except BadInputError as error:
            abort(400, str(error))
        if not request.is_json:
            response = _back(choice.listener_id, "telling")
        else:
            response = jsonify(event_id=str(chosen.event_id), value=choice.value, counts_in=chosen.counts_in)
            response.status_code = CREATED
        response.headers["Cache-Control"] = "no-store"
        return response


def _read_sent() -> Any:  # noqa: ANN401  (whatever came over the wire)
    """What was sent, from a page of ours or refused; from here on the request is answered in that page's language."""
    sent = request.get_json(silent=True) if request.is_json else request.form.to_dict()
    speak_as_sent(sent)
    refuse_forged(request)
    return sent


def _back(listener_id: UUID, part: str) -> Response:
    """To where a plain form came from: a part of the report of its week, or of the listener's page."""
    page = url_for("pages.weeks", listener_id=listener_id)
    week = request.form.get("week", "")
    if is_week(week):
        page = url_for("pages.report", listener_id=listener_id, week=week)
    return current_app.make_response(redirect(f"{page}#{part}", SEE_OTHER))


def _read_choice(sent: Any) -> Choice:  # noqa: ANN401  (whatever came over the wire)
    """A listener, a choice and its value; else 400."""
    fields = ("listener", "choice", "value")
    if not isinstance(sent, dict) or any(not isinstance(sent.get(name), str) for name in fields):
        abort(400, f"A choice needs {', '.join(fields)}, each a text; nothing was stored.")
    try:
        return Choice(UUID(sent["listener"]), sent["choice"], sent["value"])
    except ValueError:
        abort(400, "listener is a UUID; nothing was stored.")


def _read_turn(sent: Any) -> Turn:  # noqa: ANN401  (whatever came over the wire)
    """A listener and a number, which a form sends as a text; else 400."""
    if not isinstance(sent, dict) or not isinstance(sent.get("listener"), str):
        abort(400, "The dial needs listener and value; nothing was stored.")
    value = sent.get("value")
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        abort(400, "value is a number from 0 to 1; nothing was stored.")
    try:
        return Turn(UUID(sent["listener"]), float(value), spoken().language)
    except (ValueError, OverflowError):
        abort(400, "listener is a UUID, value a number from 0 to 1; nothing was stored.")


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
    return Feedback(listener_id, sent["week"], recording_id, sent["kind"], spoken().language)
