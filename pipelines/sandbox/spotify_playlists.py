"""Playlists at Spotify: reading pages of them, and changing one's own."""

import html
import re
from typing import Any

from flask import Flask, Response, request

from pipelines.sandbox.library import Library, LivePlaylist
from pipelines.sandbox.listeners import Listener
from pipelines.sandbox.service import ApiError, add_paths, answer, integer, json_body, now
from pipelines.sandbox.spotify_shapes import SpotifyCatalogue
from pipelines.sandbox.spotify_visit import Visit

_MOST_ON_PAGE = 50
_MOST_IN_WRITE = 100
_LONGEST_DESCRIPTION = 300
_LONGEST_NAME = 200
_URI = re.compile(r"^spotify:(track|episode):([0-9A-Za-z]{22})$")
_MODIFY = ("playlist-modify-private", "playlist-modify-public")


class PlaylistPaths:
    """Answers what is asked about playlists."""

    def __init__(self, visit: Visit, catalogue: SpotifyCatalogue, library: Library) -> None:
        self._visit, self._catalogue, self._library = visit, catalogue, library

    def add_to(self, app: Flask) -> None:
        """Give a server the paths of playlists."""
        add_paths(
            app,
            ("GET", "/v1/me/playlists", self.list_mine),
            ("POST", "/v1/me/playlists", self.create),
            ("GET", "/v1/playlists/<playlist_id>", self.show),
            ("PUT", "/v1/playlists/<playlist_id>", self.change_details),
            ("GET", "/v1/playlists/<playlist_id>/items", self.list_items),
            ("POST", "/v1/playlists/<playlist_id>/items", self.add_items),
            ("PUT", "/v1/playlists/<playlist_id>/items", self.replace_or_reorder),
            ("DELETE", "/v1/playlists/<playlist_id>/items", self.remove_items),
        )

    def list_mine(self) -> Response:
        """Owned and followed playlists, a page of them."""
        listener = self._visit.listener()
        limit, offset = integer("limit", 20, 1, _MOST_ON_PAGE), integer("offset", 0, 0, 100_000)
        is_private_seen = self._visit.grant().allows("playlist-read-private")
        found = self._library.playlists(listener.account_id, now())
        seen = [one for one in found if one.is_public or is_private_seen]
        return answer(self._visit.page([self._shape(one, listener) for one in seen], limit, offset))

    def create(self) -> Response:
        """A new playlist, empty."""
        body = json_body()
        is_public = body.get("public", True) is True
        listener = self._visit.listener("playlist-modify-public" if is_public else "playlist-modify-private")
        name, description = body.get("name"), body.get("description")
        if not isinstance(name, str) or not name.strip():
            raise ApiError(400, "Missing required field: name")
        _check_details({**body, "description": description or None})
        made = self._library.create(listener.account_id, name, description or "", now(), is_public=is_public)
        playlist = self._existing(made)
        return answer(self._with_items(self._shape(playlist, listener), playlist), 201)

    def show(self, playlist_id: str) -> Response:
        """One playlist; with its first items if it is one's own."""
        listener = self._visit.listener()
        playlist = self._existing(playlist_id)
        body = self._shape(playlist, listener)
        if playlist.owner_id == listener.spotify_id:
            body = self._with_items(body, playlist)
        elif not playlist.is_public:
            raise ApiError(404, "Resource not found")
        fields = request.args.get("fields", "")
        if fields and "(" not in fields:
            body = {name: body[name] for name in fields.split(",") if name in body}
        return answer(body)

    def change_details(self, playlist_id: str) -> Response:
        """Another name, description or visibility."""
        self._own(playlist_id, *_MODIFY)
        body = json_body()
        _check_details(body)
        names = {"name": "name", "description": "description", "public": "is_public"}
        details = {ours: body[theirs] for theirs, ours in names.items() if body.get(theirs) is not None}
        if details:
            self._library.change(playlist_id, "details", details, now())
        return answer(None)

    def list_items(self, playlist_id: str) -> Response:
        """Items of one's own playlist, a page of them."""
        playlist = self._own(playlist_id)
        limit, offset = integer("limit", 20, 1, _MOST_ON_PAGE), integer("offset", 0, 0, 100_000)
        rows = [self._catalogue.playlist_item(item) for item in playlist.items[offset : offset + limit]]
        page = self._visit.page([], limit, offset, total=len(playlist.items))
        return answer({**page, "items": rows})

    def add_items(self, playlist_id: str) -> Response:
        """More items, at the end or at a position; doing it twice adds them twice."""
        self._own(playlist_id, *_MODIFY)
        body = json_body()
        uris = _uris(body, self._catalogue)
        position = body.get("position") if isinstance(body, dict) else request.args.get("position", type=int)
        self._library.change(playlist_id, "add", {"uris": uris, "position": position}, now())
        return self._changed(playlist_id, 201)

    def replace_or_reorder(self, playlist_id: str) -> Response:
        """Other items, or the same in another order."""
        playlist = self._own(playlist_id, *_MODIFY)
        body = json_body()
        if isinstance(body, dict) and "range_start" in body:
            move = {
                "range_start": body["range_start"],
                "insert_before": body.get("insert_before", 0),
                "range_length": body.get("range_length", 1),
            }
            if not all(isinstance(one, int) and 0 <= one <= len(playlist.items) for one in move.values()):
                raise ApiError(400, "Invalid range")
            self._library.change(playlist_id, "reorder", move, now())
        else:
            uris = _uris(body, self._catalogue, may_be_empty=True)
            self._library.change(playlist_id, "replace", {"uris": uris}, now())
        return self._changed(playlist_id, 200)

    def remove_items(self, playlist_id: str) -> Response:
        """Fewer items: every occurrence of what is named."""
        self._own(playlist_id, *_MODIFY)
        body = json_body()
        given = body.get("items") if isinstance(body, dict) else None
        if not isinstance(given, list) or not given or not all(isinstance(one, dict) for one in given):
            raise ApiError(400, "Missing required field: items")
        uris = _uris({"uris": [one.get("uri") for one in given]}, self._catalogue)
        self._library.change(playlist_id, "remove", {"uris": uris}, now())
        return self._changed(playlist_id, 200)

    def _existing(self, playlist_id: str) -> LivePlaylist:
        playlist = self._library.playlist(playlist_id, now())
        if playlist is None:
            raise ApiError(404, "Resource not found")
        return playlist

    def _own(self, playlist_id: str, *scopes: str) -> LivePlaylist:
        listener = self._visit.listener(*scopes)
        playlist = self._existing(playlist_id)
        if playlist.owner_id != listener.spotify_id:
            raise ApiError(403, "Forbidden")
        return playlist

    def _shape(self, playlist: LivePlaylist, listener: Listener) -> dict[str, Any]:
        return playlist_shape(self._catalogue, playlist, is_own=playlist.owner_id == listener.spotify_id)

    def _with_items(self, body: dict[str, Any], playlist: LivePlaylist) -> dict[str, Any]:
        rows = [self._catalogue.playlist_item(item) for item in playlist.items[:_MOST_ON_PAGE]]
        page = self._visit.page([], _MOST_ON_PAGE, 0, total=len(playlist.items))
        return {**body, "items": {**page, "href": f"{body['href']}/items", "items": rows}}

    def _changed(self, playlist_id: str, status: int) -> Response:
        return answer({"snapshot_id": self._existing(playlist_id).snapshot_id}, status)


def playlist_shape(catalogue: SpotifyCatalogue, playlist: LivePlaylist, *, is_own: bool) -> dict[str, Any]:
    """A playlist as in a list; without `items` when it is somebody else's."""
    linked = catalogue.linked("playlist", playlist.playlist_id)
    body = {
        **linked,
        "collaborative": False,
        "description": html.escape(playlist.description, quote=False),
        "images": [],
        "name": playlist.name,
        "owner": {**catalogue.linked("user", playlist.owner_id), "display_name": playlist.owner_name},
        "public": playlist.is_public,
        "snapshot_id": playlist.snapshot_id,
    }
    if is_own:
        body["items"] = {"href": f"{linked['href']}/items", "total": len(playlist.items)}
    return body


def _check_details(body: dict[str, Any]) -> None:
    name, description = body.get("name"), body.get("description")
    if name is not None and (not isinstance(name, str) or not 0 < len(name) <= _LONGEST_NAME):
        raise ApiError(400, "Invalid playlist name")
    if description is None:
        return
    if not isinstance(description, str) or not description.strip():
        raise ApiError(400, "Attribute description can't be empty")
    if "\n" in description or len(description) > _LONGEST_DESCRIPTION:
        raise ApiError(400, "Invalid playlist description")


def _uris(body: Any, catalogue: SpotifyCatalogue, *, may_be_empty: bool = False) -> list[str]:  # noqa: ANN401  (JSON)
    """The URIs of a write: in an object, as a bare list, or in the query."""
    if isinstance(body, list):
        given: Any = body
    elif "uris" in request.args:
        given = [one for one in request.args["uris"].split(",") if one]
    else:
        given = body.get("uris")
    if not isinstance(given, list) or (not given and not may_be_empty):
        raise ApiError(400, "Missing required field: uris")
    if len(given) > _MOST_IN_WRITE:
        raise ApiError(400, "You can add a maximum of 100 tracks per request.")
    for uri in given:
        match = _URI.match(uri) if isinstance(uri, str) else None
        if match is None:
            raise ApiError(400, "Invalid track uri")
        if match[1] == "track" and match[2] not in catalogue.by_track:
            raise ApiError(400, "Payload contains a non-existing ID")
    return given
