"""Playlists in files: our CSV, spans of public playlists, and the account data that a listener gets from Spotify."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from pipelines.domain.ids import stable_id
from pipelines.errors import BadInputError
from pipelines.load.reading import (
    Entry,
    Fact,
    RowError,
    check_cells,
    clean,
    csv_columns,
    moment,
    read_csv,
    read_json,
    read_text,
    read_zip,
    require_columns,
    whole,
)

LIBRARY, PUBLIC = "library_item", "public_listing"
LIST_COLUMNS = ("playlist", "pos", "uri", "artists", "title")
SPAN_COLUMNS = ("playlist_id", "track_id", "track_name", "artist_names", "added", "removed")
NOT_TRACKS = ("spotify:artist:", "spotify:album:", "spotify:episode:", "spotify:show:", "spotify:playlist:")
SECONDS_PER_STEP = 60


def parse_playlists(content: bytes, path: Path, kind: str) -> Iterator[Entry]:
    """Each entry as (kind, where it stands, raw, what it says or why it says nothing).

    Args:
        content: Bytes of the file.
        path: Its name says what it is.
        kind: library_item of a listener, or public_listing; spans are public whatever it says.

    Raises:
        BadInputError: It is none of the formats, or broken.
    """
    if content.startswith(b"PK") or path.suffix == ".zip":
        found = [
            entry
            for name, inner in read_zip(content, path)
            if Path(name).name.startswith("Playlist") and name.endswith(".json")
            for entry in _account_entries(read_text(inner, path), f"{path}: {name}")
        ]
        if not found:
            raise BadInputError(f"{path}: no Playlist*.json with entries in it; give the zip of your account data")
        return _each(kind, found, _from_account)
    text = read_text(content, path)
    if text.lstrip().startswith(("{", "[")):
        return _each(kind, _account_entries(text, str(path)), _from_account)
    columns = csv_columns(text)
    if "track_id" in columns or "playlist_id" in columns:
        require_columns(path, columns, SPAN_COLUMNS)
        return _each(PUBLIC, list(read_csv(text, path)), _from_span)
    require_columns(path, columns, LIST_COLUMNS)
    return _each(kind, list(read_csv(text, path)), _from_list if kind == LIBRARY else _from_public_list)


def _each(kind: str, entries: list[tuple[str, Any]], read: Callable[[Any], Fact]) -> Iterator[Entry]:
    for where, raw in entries:
        try:
            yield kind, where, raw, read(raw)
        except RowError as error:
            yield kind, where, raw, error


def _from_list(cells: dict[str, str]) -> Fact:
    check_cells(cells)
    playlist, position = _playlist(cells["playlist"]), whole(cells["pos"], "pos")
    uri, title = _song(cells["uri"], cells["title"])
    added_at = moment(cells.get("added_at"), "added_at")
    payload = {
        "uri": uri,
        "artist_name": clean(cells["artists"]),
        "title": title,
        **_identify(playlist),
        "position": position,
        "added_at": _iso(added_at),
    }
    return f"{playlist}:{position if position is not None else uri or title}", payload, added_at


def _from_public_list(cells: dict[str, str]) -> Fact:
    key, payload, added_at = _from_list(cells)
    del payload["position"]
    payload["added"] = payload.pop("added_at")
    return key, {**payload, "removed": None, "duration_ms": None}, added_at


def _from_span(cells: dict[str, str]) -> Fact:
    check_cells(cells)
    playlist, track = _playlist(cells["playlist_id"]), clean(cells["track_id"])
    if track is not None and not track.isalnum():
        raise RowError(f"track_id '{track[:40]}' is not an id of Spotify")
    uri, title = _song(None if track is None else f"spotify:track:{track}", cells["track_name"])
    added, removed = moment(cells["added"], "added"), moment(cells["removed"], "removed")
    if added is not None and removed is not None and removed < added:
        raise RowError(f"removed {cells['removed']} is before added {cells['added']}")
    payload = {
        "uri": uri,
        "artist_name": clean(cells["artist_names"]),
        "title": title,
        "playlist_id": playlist,
        "added": _iso(added),
        "removed": _iso(removed),
        "duration_ms": _length_ms(cells.get("length")),
    }
    return f"{playlist}:{track or title}:{cells['added']}", payload, added


def _account_entries(text: str, where: str) -> list[tuple[str, Any]]:
    found = read_json(text, where)
    if not isinstance(found, dict) or not isinstance(found.get("playlists"), list):
        raise BadInputError(f"{where}: no list 'playlists' in it; give Playlist1.json of your account data, or the zip")
    entries: list[tuple[str, Any]] = []
    for number, playlist in enumerate(found["playlists"]):
        listed = playlist.get("items") if isinstance(playlist, dict) else None
        name = playlist.get("name") if isinstance(playlist, dict) else None
        if not isinstance(listed, list):
            entries.append((f"playlist {number}", {"name": name, "position": 0, "item": None}))
            continue
        entries += [
            (f"playlist {number}, entry {position}", {"name": name, "position": position, "item": item})
            for position, item in enumerate(listed)
        ]
    return entries


def _from_account(raw: dict[str, Any]) -> Fact:
    item = raw["item"]
    track = (item.get("track") or item.get("localTrack")) if isinstance(item, dict) else None
    if not isinstance(track, dict):
        raise RowError("not a track (an episode, an audiobook or nothing)")
    playlist = _playlist(raw["name"])
    uri, title = _song(track.get("trackUri") or track.get("uri"), track.get("trackName"))
    added_at = moment(item.get("addedDate"), "addedDate")
    payload = {
        "uri": uri,
        "artist_name": clean(track.get("artistName")),
        "title": title,
        **_identify(playlist),
        "position": raw["position"],
        "added_at": _iso(added_at),
    }
    return f"{playlist}:{raw['position']}", payload, added_at


def _playlist(value: object) -> str:
    name = clean(value)
    if name is None:
        raise RowError("no playlist")
    return name


def _identify(name: str) -> dict[str, str]:
    """Id and name of a playlist that a file knows by its name; only role display sees the names of listeners' own."""
    return {"playlist_id": str(stable_id("playlist", name)), "playlist_name": name}


def _song(uri: object, title: object) -> tuple[str | None, str | None]:
    address, name = clean(uri), clean(title)
    if address is None and name is None:
        raise RowError("no title and no uri")
    if address is not None and address.startswith(NOT_TRACKS):
        raise RowError(f"not a track: {address.split(':')[1]}")
    return address, name


def _iso(value: datetime | None) -> str | None:
    return None if value is None else value.isoformat()


def _length_ms(value: object) -> int | None:
    """Milliseconds of `3:16` or `1:02:03`."""
    text = clean(value)
    if text is None:
        return None
    seconds = 0
    for part in text.split(":"):
        if not part.isdecimal():
            raise RowError(f"length '{text[:40]}' is not like 3:16")
        seconds = seconds * SECONDS_PER_STEP + int(part)
    return whole(seconds * 1000, "length")
