"""api.spotify.com as an app in development mode sees it since 2026: everything else answers 403."""

from typing import Any

from flask import Flask, Response, request

from pipelines.sandbox.context import Context
from pipelines.sandbox.library import Library
from pipelines.sandbox.service import ApiError, add_paths, answer, integer, make_service
from pipelines.sandbox.spotify_me import MyPaths
from pipelines.sandbox.spotify_playlists import PlaylistPaths
from pipelines.sandbox.spotify_search import search_artists, search_tracks
from pipelines.sandbox.spotify_shapes import SpotifyCatalogue
from pipelines.sandbox.spotify_visit import Visit
from pipelines.sandbox.tokens import Tokens

_MOST_FOUND = 10
_SEARCH_TYPES = {"track", "artist", "album", "playlist", "show", "episode", "audiobook"}


def error_body(status: int, message: str) -> dict[str, Any]:
    """An error in Spotify's form."""
    return {"error": {"status": status, "message": message}}


def make_spotify(context: Context, tokens: Tokens, catalogue: SpotifyCatalogue, library: Library) -> Flask:
    """The server; its paths begin with `/v1/`."""
    app = make_service("spotify_api", context, error_body, unknown_status=403)
    visit = Visit(context.world, tokens)
    MyPaths(visit, catalogue, library).add_to(app)
    PlaylistPaths(visit, catalogue, library).add_to(app)
    CataloguePaths(visit, catalogue).add_to(app)
    return app


class CataloguePaths:
    """Answers what is asked about tracks and artists."""

    def __init__(self, visit: Visit, catalogue: SpotifyCatalogue) -> None:
        self._visit, self._catalogue = visit, catalogue

    def add_to(self, app: Flask) -> None:
        """Give a server the paths of the catalogue."""
        add_paths(
            app,
            ("GET", "/v1/tracks/<track_id>", self.track),
            ("GET", "/v1/artists/<artist_id>", self.artist),
            ("GET", "/v1/search", self.search),
        )

    def track(self, track_id: str) -> Response:
        """One track."""
        self._visit.grant()
        if track_id not in self._catalogue.by_track:
            raise ApiError(404, "Resource not found")
        return answer(self._catalogue.track(track_id))

    def artist(self, artist_id: str) -> Response:
        """One artist."""
        self._visit.grant()
        if artist_id not in self._catalogue.by_artist:
            raise ApiError(404, "Resource not found")
        return answer(self._catalogue.artist_by_id(artist_id))

    def search(self) -> Response:
        """A page of what was found, for each type that was asked for; only tracks and artists are ever found."""
        self._visit.grant()
        query = request.args.get("q", "").strip()
        types = [one for one in request.args.get("type", "").split(",") if one]
        if not query:
            raise ApiError(400, "No search query")
        if not types or not set(types) <= _SEARCH_TYPES:
            raise ApiError(400, "Bad search type field")
        limit, offset = integer("limit", 5, 1, _MOST_FOUND), integer("offset", 0, 0, 1000)
        found: dict[str, list[dict[str, Any]]] = {one: [] for one in types}
        if "track" in found:
            found["track"] = [self._catalogue.track(one) for one in search_tracks(self._catalogue, query)]
        if "artist" in found:
            found["artist"] = [self._catalogue.artist(one) for one in search_artists(self._catalogue, query)]
        return answer({f"{one}s": self._visit.page(rows, limit, offset) for one, rows in found.items()})
