"""The pages that are read: listeners, weeks, a report, its pictures and its JSON."""

from uuid import UUID

from flask import Blueprint, abort, jsonify, make_response, render_template, request
from werkzeug.wrappers import Response

from explain.web import store
from explain.web.assets import FOR_GOOD
from explain.web.dial import DialView, made_with, read_stand
from explain.web.feedback import read_given
from explain.web.page import Addresses, make_page
from explain.web.spoken import speak
from explain.web.telling import TellingView, language_chosen, read_choices
from pipelines import db
from pipelines.clock import make_clock
from pipelines.domain.hashing import canonical_json
from pipelines.domain.weeks import week_key
from pipelines.settings import Settings

VIEW_COOKIE = "linernotes_view"
VIEWS = ("words", "pictures")
VIEW_SECONDS = 365 * 24 * 3600
REDDIT = "https://www.reddit.com"


def make_pages(settings: Settings) -> Blueprint:
    """All GET routes, on one set of settings."""
    pages = Blueprint("pages", __name__)
    _add_lists(pages, settings)
    _add_report(pages, settings)
    _add_files(pages, settings)
    return pages


def _add_lists(pages: Blueprint, settings: Settings) -> None:
    clock = make_clock(settings.clock)

    @pages.get("/")
    def listeners() -> Response:
        with db.transaction(settings, "display") as connection:
            found = store.read_listeners(connection)
        return _revalidated(render_template("listeners.html", listeners=found))

    @pages.get("/listeners/<uuid:listener_id>")
    def weeks(listener_id: UUID) -> Response:
        with db.transaction(settings, "display") as connection:
            listener = store.read_listener(connection, listener_id)
            found = store.read_weeks(connection, listener_id)
            dial = DialView(read_stand(connection, listener_id), week_key(clock()))
            telling = TellingView(read_choices(connection, listener_id), week_key(clock()))
            speak(language_chosen(telling.stands))
            names = {row["week"]: store.read_playlist_names(connection, listener_id, row["week"]) for row in found}
        if listener is None:
            abort(404)
        return _revalidated(
            render_template("weeks.html", listener=listener, weeks=found, names=names, dial=dial, telling=telling)
        )

    @pages.get("/healthz")
    def health() -> Response:
        with db.transaction(settings, "display") as connection:
            at = store.is_alive(connection)
        response = jsonify(state="ok", database_time=at.isoformat() if at else None)
        response.headers["Cache-Control"] = "no-store"
        return response


def _add_report(pages: Blueprint, settings: Settings) -> None:
    clock = make_clock(settings.clock)

    @pages.get("/listeners/<uuid:listener_id>/weeks/<week>")
    def report(listener_id: UUID, week: str) -> Response:
        with db.transaction(settings, "display") as connection:
            chosen = read_choices(connection, listener_id)
            speak(language_chosen(chosen))  # of what is not found, too
            if not store.is_week(week):
                abort(404)
            stored = store.read_report(connection, listener_id, week)
            given = read_given(connection, listener_id, week)
            stands = read_stand(connection, listener_id)
        if stored is None:
            abort(404)
        addresses = Addresses(
            reddit=REDDIT if settings.is_live("reddit") else settings.address_or_none("reddit") or REDDIT,
            is_spotify_live=settings.is_live("spotify_api"),
        )
        view = _view()
        page = make_page(stored, addresses, given)
        speak(page.frame.language)
        dial = DialView(stands, week_key(clock()), made_with(stored.evidence))
        telling = TellingView(chosen, week_key(clock()), page.frame.language)
        response = _revalidated(render_template("report.html", page=page, view=view, dial=dial, telling=telling))
        if request.args.get("view") in VIEWS:
            response.set_cookie(
                VIEW_COOKIE, view, max_age=VIEW_SECONDS, httponly=True, samesite="Lax", secure=request.is_secure
            )
        return response

    @pages.get("/listeners/<uuid:listener_id>/weeks/<week>/report.json")
    def report_json(listener_id: UUID, week: str) -> Response:
        with db.transaction(settings, "display") as connection:
            speak(language_chosen(read_choices(connection, listener_id)))
            if not store.is_week(week):
                abort(404)
            found = store.read_report_json(connection, listener_id, week)
        if found is None:
            abort(404)
        response = make_response(canonical_json(found["report"]))
        response.mimetype = "application/json"
        name = f"linernotes-{week}-edition-{found['edition']}.json"
        response.headers["Content-Disposition"] = f'inline; filename="{name}"'
        response.set_etag(found["sha256"])
        return response.make_conditional(request)


def _add_files(pages: Blueprint, settings: Settings) -> None:
    @pages.get("/charts/<uuid:listener_id>/<week>/<int:edition>/<subject>/<kind>.png")
    def chart(listener_id: UUID, week: str, edition: int, subject: str, kind: str) -> Response:
        key = store.ChartKey(listener_id, week, edition, subject, kind)
        with db.transaction(settings, "display") as connection:
            sha256 = store.read_chart_sha256(connection, key)
            if sha256 is None:
                abort(404)
            is_known = request.if_none_match.contains(sha256)
            png = None if is_known else store.read_png(connection, key)
        response = make_response(png or b"", 304 if is_known else 200)
        response.mimetype = "image/png"
        response.set_etag(sha256)
        if request.args.get("v") == sha256[:12]:
            response.headers["Cache-Control"] = FOR_GOOD.replace("public", "private")
        return response


def _view() -> str:
    """Words or pictures first: what the address says, else what this browser chose before, else words."""
    for wanted in (request.args.get("view"), request.cookies.get(VIEW_COOKIE)):
        if wanted in VIEWS:
            return wanted
    return VIEWS[0]


def _revalidated(body: str) -> Response:
    """A page that a browser may keep but must ask about."""
    response = make_response(body)
    response.add_etag()
    response.headers["Vary"] = "Cookie"
    return response.make_conditional(request)
