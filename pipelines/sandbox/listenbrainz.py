"""ListenBrainz: popularity on its main host, similar recordings and Spotify ids on its labs host."""

from typing import Any

from flask import Flask, Response, request

from pipelines.domain.names import normalise
from pipelines.sandbox.context import Context
from pipelines.sandbox.recordings import Recording
from pipelines.sandbox.service import ApiError, answer, json_body, make_service

ALGORITHMS = (
    "session_based_days_7500_session_300_contribution_5_threshold_15_limit_50_skip_30",
    "session_based_days_7500_session_300_contribution_5_threshold_10_limit_100_filter_True_skip_30",
    "session_based_days_180_session_300_contribution_5_threshold_15_limit_50_skip_30",
)
_PLAYS_PER_LISTENER = 7
_MOST_MBIDS = 1000


def make_listenbrainz(context: Context) -> Flask:
    """The main host: how many people listen to something."""
    app = make_service("listenbrainz", context, lambda status, message: {"code": status, "error": message})
    counts = {
        "recording": {str(one.mbid): one.listener_count for one in context.world.recordings},
        "artist": {str(one.mbid): one.fame for one in context.world.artists},
    }

    @app.route("/1/popularity/<kind>", methods=["GET", "POST"])
    def popularity(kind: str) -> Response:
        if kind not in counts:
            raise ApiError(404, "Not found")
        name = f"{kind}_mbid"
        mbids = json_body().get(f"{name}s") if request.method == "POST" else _split(request.args.get(f"{name}s", ""))
        if not isinstance(mbids, list) or not mbids:
            raise ApiError(400, f"{name}s not provided")
        if len(mbids) > _MOST_MBIDS:
            raise ApiError(400, f"at most {_MOST_MBIDS} mbids")
        return answer([_popularity(name, mbid, counts[kind].get(mbid)) for mbid in mbids])

    return app


def make_labs(context: Context) -> Flask:
    """The labs host: rows for each question, nothing for what it does not know."""
    app = make_service("listenbrainz_labs", context, lambda _, message: f"<!doctype html><title>{message}</title>")
    world = context.world
    by_mbid = {str(one.mbid): one for one in world.recordings}
    by_name = {(normalise(one.artist.name), normalise(one.title)): one for one in world.recordings}

    @app.route("/similar-recordings/json", methods=["GET", "POST"])
    def similar() -> Response:
        rows = []
        for question in _questions():
            if question.get("algorithm") not in ALGORITHMS:
                raise ApiError(400, "algorithm: not a valid enumeration member")
            given = question.get("recording_mbids") or question.get("recording_mbid") or []
            for mbid in _split(given) if isinstance(given, str) else given:
                reference = by_mbid.get(mbid)
                for neighbour in world.similar[reference.mbid] if reference is not None else ():
                    recording = by_mbid[str(neighbour.mbid)]
                    rows.append(_neighbour(recording, neighbour.score, mbid))
        return answer(rows)

    @app.route("/spotify-id-from-mbid/json", methods=["GET", "POST"])
    def spotify_ids() -> Response:
        mbids: list[str] = []
        for question in _questions():
            given = question.get("recording_mbid") or question.get("recording_mbids") or []
            mbids += _split(given) if isinstance(given, str) else given
        return answer([_ids(by_mbid[mbid], mbid) if mbid in by_mbid else _ids(None, mbid) for mbid in mbids])

    @app.route("/spotify-id-from-metadata/json", methods=["GET", "POST"])
    def spotify_ids_by_name() -> Response:
        rows = []
        for question in _questions():
            names = str(question.get("artist_name", "")), str(question.get("track_name", ""))
            found = by_name.get((normalise(names[0]), normalise(names[1])))
            tracks = list(found.spotify_ids) if found is not None else []
            rows.append({"artist_name": names[0], "track_name": names[1], "spotify_track_ids": tracks})
        return answer(rows)

    return app


def _popularity(name: str, mbid: str, listeners: int | None) -> dict[str, Any]:
    plays = None if listeners is None else listeners * _PLAYS_PER_LISTENER + len(mbid)
    return {name: mbid, "total_listen_count": plays, "total_user_count": listeners}


def _questions() -> list[dict[str, Any]]:
    """One question in the query, or a list of them in the body."""
    if request.method == "GET":
        return [dict(request.args.items())]
    body = json_body()
    questions = body if isinstance(body, list) else [body]
    if not all(isinstance(one, dict) for one in questions):
        raise ApiError(400, "a list of objects is expected")
    return questions


def _neighbour(recording: Recording, score: int, reference: str) -> dict[str, Any]:
    return {
        "recording_mbid": str(recording.mbid),
        "recording_name": recording.title,
        "artist_credit_name": recording.credit,
        "artist_credit_mbids": [str(one.mbid) for one in recording.artists],
        "release_name": recording.album,
        "score": score,
        "reference_mbid": reference,
    }


def _ids(recording: Recording | None, mbid: str) -> dict[str, Any]:
    return {
        "recording_mbid": mbid,
        "artist_name": None if recording is None else recording.credit,
        "release_name": None if recording is None else recording.album,
        "track_name": None if recording is None else recording.title,
        "spotify_track_ids": [] if recording is None else list(recording.spotify_ids),
    }


def _split(text: str) -> list[str]:
    return [one for one in text.replace(" ", "").split(",") if one]
