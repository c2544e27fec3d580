"""A listener's own corner of Spotify: profile, saved songs, favourites, what was played last."""

import re
from collections import Counter
from datetime import UTC, datetime, timedelta

from flask import Flask, Response, request

from pipelines.sandbox.library import Library
from pipelines.sandbox.listeners import Listener
from pipelines.sandbox.rng import make_rng
from pipelines.sandbox.service import ApiError, add_paths, answer, integer, json_body, now
from pipelines.sandbox.spotify_shapes import SpotifyCatalogue
from pipelines.sandbox.spotify_visit import Visit

_MOST_ON_PAGE = 50
_MOST_URIS = 40
_DAYS_OF_PLAYS = 14
_RANGES = {"short_term": timedelta(weeks=4), "medium_term": timedelta(weeks=12), "long_term": timedelta(weeks=26)}
_URI = re.compile(r"^spotify:[a-z]+:\w+$")
_LIBRARY = ("user-library-modify", "playlist-modify-private", "playlist-modify-public")


class MyPaths:
    """Answers what a listener asks about their own, apart from playlists."""

    def __init__(self, visit: Visit, catalogue: SpotifyCatalogue, library: Library) -> None:
        self._visit, self._catalogue, self._library = visit, catalogue, library

    def add_to(self, app: Flask) -> None:
        """Give a server the paths under `/me`."""
        add_paths(
            app,
            ("GET", "/v1/me", self.profile),
            ("GET", "/v1/me/tracks", self.saved),
            ("GET", "/v1/me/top/<kind>", self.top),
            ("GET", "/v1/me/player/recently-played", self.recently_played),
            ("PUT", "/v1/me/library", self.save),
            ("DELETE", "/v1/me/library", self.unsave),
            ("GET", "/v1/me/library/contains", self.contains),
        )

    def profile(self) -> Response:
        """Who is asking."""
        listener = self._visit.listener()
        profile = {"account_id": listener.account_id, "display_name": listener.name, "images": []}
        return answer({**self._catalogue.linked("user", listener.spotify_id), **profile})

    def saved(self) -> Response:
        """Saved tracks, newest first."""
        listener = self._visit.listener("user-library-read")
        limit, offset = integer("limit", 20, 1, _MOST_ON_PAGE), integer("offset", 0, 0, 100_000)
        found = [
            {
                "added_at": f"{item.added_at:%Y-%m-%dT%H:%M:%SZ}",
                "track": self._catalogue.track(item.uri.rsplit(":", 1)[1]),
            }
            for item in self._library.saved(listener.account_id, now())
        ]
        return answer(self._visit.page(found, limit, offset))

    def top(self, kind: str) -> Response:
        """What was played most in a span of time."""
        listener = self._visit.listener("user-top-read")
        span = _RANGES.get(request.args.get("time_range", "medium_term"))
        if kind not in {"tracks", "artists"} or span is None:
            raise ApiError(400, "Invalid type or time_range")
        limit, offset = integer("limit", 20, 1, _MOST_ON_PAGE), integer("offset", 0, 0, 100_000)
        played = Counter[str]()
        for track_id, _ in plays(self._catalogue, self._library, listener, now(), days=span.days):
            artist = self._catalogue.by_track[track_id].artist.spotify_id
            played[track_id if kind == "tracks" else artist] += 1
        order = sorted(played, key=lambda one: (-played[one], one))
        shape = self._catalogue.track if kind == "tracks" else self._catalogue.artist_by_id
        return answer(self._visit.page([shape(one) for one in order], limit, offset))

    def recently_played(self) -> Response:
        """The last fifty plays, newest first."""
        listener = self._visit.listener("user-read-recently-played")
        limit = integer("limit", 20, 1, _MOST_ON_PAGE)
        after = request.args.get("after", 0, type=int)
        before = request.args.get("before", _milliseconds(now()) + 1, type=int)
        found = plays(self._catalogue, self._library, listener, now(), days=_DAYS_OF_PLAYS)[:_MOST_ON_PAGE]
        shown = [one for one in found if after < _milliseconds(one[1]) < before][:limit]
        rows = [
            {
                "track": self._catalogue.track(track_id),
                "played_at": f"{at:%Y-%m-%dT%H:%M:%S.000Z}",
                "context": None,
            }
            for track_id, at in shown
        ]
        cursors = {"after": _milliseconds(shown[0][1]), "before": _milliseconds(shown[-1][1])} if shown else {}
        body = {"href": request.url, "limit": limit, "next": None, "items": rows}
        return answer({**body, "cursors": {name: str(value) for name, value in cursors.items()}})

    def save(self) -> Response:
        """Save tracks, follow playlists."""
        return self._change("add")

    def unsave(self) -> Response:
        """Save no longer, follow no longer; an own playlist is gone then."""
        return self._change("remove")

    def contains(self) -> Response:
        """Whether each of some things is saved or followed."""
        listener = self._visit.listener()
        return answer([self._library.has(listener.account_id, uri, now()) for uri in _uris()])

    def _change(self, kind: str) -> Response:
        listener = self._visit.listener(*_LIBRARY)
        self._library.change_library(listener.account_id, kind, _uris(), now())
        return answer(None)


def plays(
    catalogue: SpotifyCatalogue, library: Library, listener: Listener, moment: datetime, days: int
) -> list[tuple[str, datetime]]:
    """What a listener played in the last days, newest first: (track id, when); the same whenever it is asked."""
    played: list[tuple[str, datetime]] = []
    for back in range(days):
        day = (moment - timedelta(days=back)).date()
        midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
        owned = _tracks(library, listener, midnight)
        if not owned:
            break
        rng = make_rng(catalogue.world.seed, "plays", listener.number, day)
        for _ in range(rng.randint(3, 14)):
            at = midnight + timedelta(seconds=int(rng.triangular(6 * 3600, 86_000, 19 * 3600)))
            track_id = owned[int(len(owned) * rng.random() ** 1.6)]
            if at <= moment:
                played.append((track_id, at))
    return sorted(played, key=lambda one: one[1], reverse=True)


def _tracks(library: Library, listener: Listener, moment: datetime) -> list[str]:
    """Tracks of the listener's own world, newest first; those of clients' playlists are not what they chose."""
    found = (item for one in library.world.playlists[listener.account_id] for item in one.items(moment))
    items = sorted(found, key=lambda item: (item.added_at, item.uri), reverse=True)
    return [item.uri.rsplit(":", 1)[1] for item in items if item.kind == "track"]


def _uris() -> list[str]:
    text = request.args.get("uris") or request.args.get("ids") or ""
    body = json_body() if not text else {}
    uris = text.split(",") if text else list(body.get("uris", []))
    if not 0 < len(uris) <= _MOST_URIS or not all(isinstance(one, str) and _URI.match(one) for one in uris):
        raise ApiError(400, "Invalid uris")
    return uris


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
