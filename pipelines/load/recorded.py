"""Recorded answers of Spotify, Reddit and MusicBrainz, landed in the shapes of a live capture.

A file holds one body as JSON, or a recording of requests and answers (`interactions`, or
objects of `method`, `url`, `status` and `body`); gzip too.
"""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from pipelines import db
from pipelines.clock import make_clock
from pipelines.domain.hashing import canonical_json, content_hash, sha256_hex
from pipelines.domain.ids import slice_id as make_slice_id
from pipelines.errors import BadInputError
from pipelines.landing import LandingRow, quarantine, seal
from pipelines.load.files import ImportResult, count_reasons
from pipelines.load.posts import comment_fact, nameless, post_fact
from pipelines.load.reading import Parsed, RowError, clean, clean_json, read_bytes, read_json, read_text
from pipelines.secrets import keep_key
from pipelines.settings import Settings

NO_DAY = date(1970, 1, 1)
"""Recorded answers stand for no day: a capture of a real day must not be taken for done because of them."""
LOGIN_PATH = "/api/v1/access_token"
SECTIONS = ("playlists", "albums", "artists", "tracks", "shows", "episodes")
ITEMS_KEYS = ("items", "tracks")

Voters = Callable[[], bytes]
Loader = Callable[[Any, datetime, Parsed, Voters], None]


def load_recorded(settings: Settings, source: str, path: Path, listener_id: UUID | None = None) -> ImportResult:
    """Land one file of recorded answers.

    Args:
        settings: All settings.
        source: spotify, reddit or musicbrainz.
        path: The file.
        listener_id: Whose answers of Spotify they are; nobody's when left out.

    Raises:
        BadInputError: The file cannot be read as JSON, or the source is another one; nothing was written.
    """
    check_recorded(source, path, listener_id)
    now = make_clock(settings.clock)()
    content = read_bytes(path)
    key = f"recorded:{sha256_hex(content)}"
    slice_id = make_slice_id(source, listener_id, key)
    bodies = list(_bodies(read_json(read_text(content, path), str(path)), now))
    with db.transaction(settings) as connection:
        if db.one(connection, "select 1 from landing.slice where slice_id = %s", [slice_id]) is not None:
            return ImportResult(0, 0, slice_id, is_new=False)
    parsed = Parsed()
    voters = cache(lambda: keep_key(settings, "voters"))
    for body, answered_at in bodies:
        LOADERS[source](clean_json(body), answered_at, parsed, voters)
    quarantine(settings, source, parsed.rejected, now)
    sealed = seal(settings, source, listener_id, NO_DAY, parsed.rows, licence="recorded answers", key=key)
    return ImportResult(
        sealed.row_count,
        len(parsed.rejected),
        sealed.slice_id,
        left_out=parsed.left_out,
        reasons=count_reasons(parsed.rejected),
    )


def check_recorded(source: str, path: Path, listener_id: UUID | None = None) -> None:
    """Refuse what `load_recorded` would refuse; so of several files all are loaded, or none.

    Raises:
        BadInputError: As there.
    """
    if source not in LOADERS:
        raise BadInputError(f"source '{source}': recorded answers are of {', '.join(sorted(LOADERS))}")
    if listener_id is not None and source != "spotify":
        raise BadInputError(f"answers of {source} belong to no listener: leave the listener out")
    read_json(read_text(read_bytes(path), path), str(path))


def _bodies(found: Any, now: datetime) -> Iterator[tuple[Any, datetime]]:  # noqa: ANN401  (any JSON)
    """Bodies with the time of their answers; logins are no data, and a refusal is a body that nothing reads."""
    recorded = found.get("interactions", found.get("http_interactions")) if isinstance(found, dict) else None
    if isinstance(recorded, list):
        exchanges = [(_object(each, "request"), _object(each, "response")) for each in recorded]
    elif _is_exchange(found):
        exchanges = [(found, found)]
    elif isinstance(found, list) and found and all(map(_is_exchange, found)):
        exchanges = [(each, each) for each in found]
    else:
        yield found, now
        return
    for request, answer in exchanges:
        body, status = answer.get("body"), answer.get("status")
        body = body.get("string", body) if isinstance(body, dict) else body
        code = status.get("code") if isinstance(status, dict) else status
        path = _path(request.get("uri") or request.get("url"))
        if path.endswith(LOGIN_PATH):
            continue
        if code is not None and code != HTTPStatus.OK:
            yield {f"status {code}": path}, now
            continue
        try:
            yield (json.loads(body) if isinstance(body, str) else body), _answered_at(answer, now)
        except ValueError:
            yield {"not JSON": path}, now


def _object(thing: Any, name: str) -> dict[str, Any]:  # noqa: ANN401
    """An object inside an object; {} for anything else, which then is a body that nothing reads."""
    found = thing.get(name) if isinstance(thing, dict) else None
    return found if isinstance(found, dict) else {}


def _path(address: object) -> str:
    try:
        return urlsplit(str(address)).path
    except ValueError:
        return str(address)


def _is_exchange(thing: Any) -> bool:  # noqa: ANN401
    """Whether it is a request with its answer in one object."""
    return isinstance(thing, dict) and {"method", "url", "status", "body"} <= set(thing)


def _answered_at(answer: dict[str, Any], now: datetime) -> datetime:
    dates = [value for name, value in _object(answer, "headers").items() if name.lower() == "date"]
    text = dates[0][0] if dates and isinstance(dates[0], list) and dates[0] else (dates or [None])[0]
    try:
        return parsedate_to_datetime(str(text)).astimezone(UTC)
    except (TypeError, ValueError):
        return now


def _load_spotify(body: Any, at: datetime, parsed: Parsed, voters: Voters) -> None:  # noqa: ANN401
    if not isinstance(body, dict):
        _reject(parsed, "body", "not an object of Spotify", body)
    elif _is_playlist(body):
        _land_playlist(body, at, parsed)
    elif isinstance(body.get("items"), list):
        _land_page(body, at, parsed)
    elif any(isinstance(body.get(name), dict) for name in SECTIONS):
        for name in SECTIONS:
            if isinstance(body.get(name), dict):
                _load_spotify(body[name], at, parsed, voters)
    else:
        _reject(parsed, "body", f"no loader for this shape ({_shape(body)})", body)


def _is_playlist(thing: Any) -> bool:  # noqa: ANN401
    return isinstance(thing, dict) and bool(thing.get("id")) and "snapshot_id" in thing


def _land_playlist(playlist: dict[str, Any], at: datetime, parsed: Parsed) -> None:
    """Its metadata and, when the answer has them, its entries: `items` today, `tracks` before."""
    metadata = {name: value for name, value in playlist.items() if name not in ITEMS_KEYS}
    parsed.rows.append(LandingRow("playlist", playlist["id"], metadata, None, at))
    for name in ITEMS_KEYS:
        page = playlist.get(name)
        if isinstance(page, dict) and isinstance(page.get("items"), list):
            _land_items(page["items"], playlist["id"], playlist["snapshot_id"], at, parsed)


def _land_page(page: dict[str, Any], at: datetime, parsed: Parsed) -> None:
    entries = page["items"]
    if entries and all(entry is None or _is_playlist(entry) for entry in entries):
        for entry in entries:
            if entry is None:
                _reject(parsed, "playlist", "nothing where a playlist should be", page.get("href"))
            else:
                _land_playlist(entry, at, parsed)
    elif any(isinstance(entry, dict) and "is_local" in entry for entry in entries):
        parts = _path(page.get("href")).split("/")
        playlist = parts[parts.index("playlists") + 1] if "playlists" in parts[:-1] else content_hash(page)[:22]
        _land_items(entries, playlist, content_hash(entries), at, parsed)
    elif any(isinstance(entry, dict) and "added_at" in entry and "track" in entry for entry in entries):
        kept = [entry for entry in entries if _is_track(entry, "saved_tracks", parsed)]
        parsed.rows.append(LandingRow("saved_tracks", content_hash(kept), {"items": kept}, None, at))
    else:
        first: Any = next((entry for entry in entries if entry is not None), {})
        _reject(parsed, "page", f"no loader for a page of these ({_shape(first)})", page)


def _land_items(entries: list[Any], playlist: str, snapshot: str, at: datetime, parsed: Parsed) -> None:
    kept = [_as_today(entry) for entry in entries if _is_track(entry, "playlist_items", parsed)]
    payload = {"playlist_id": playlist, "snapshot_id": snapshot, "items": kept}
    parsed.rows.append(LandingRow("playlist_items", f"{playlist}:{snapshot}", payload, None, at))


def _is_track(entry: Any, kind: str, parsed: Parsed) -> bool:  # noqa: ANN401
    """Whether an entry names a track or a local file; else it goes to quarantine."""
    track = (entry.get("item") or entry.get("track")) if isinstance(entry, dict) else None
    reason = None
    if not isinstance(track, dict):
        reason = "an entry without a track"
    elif track.get("type", "track") != "track":
        reason = f"an entry that is an {track['type']}"
    elif clean(track.get("uri")) is None or clean(track.get("name")) is None:
        reason = "a track without uri or name"
    else:
        try:
            datetime.fromisoformat(entry.get("added_at") or "1970-01-01")
        except (TypeError, ValueError):
            reason = "added_at is not a time"
    if reason is not None:
        _reject(parsed, kind, reason, entry)
    return reason is None


def _as_today(entry: dict[str, Any]) -> dict[str, Any]:
    """An entry with its track as `item`, where answers before 2026 have `track`."""
    if isinstance(entry.get("item"), dict):
        return entry
    return {**{name: value for name, value in entry.items() if name != "track"}, "item": entry["track"]}


def _load_reddit(body: Any, at: datetime, parsed: Parsed, voters: Voters) -> None:  # noqa: ANN401
    if isinstance(body, list):
        for each in body:
            _load_reddit(each, at, parsed, voters)
        return
    kind, thing = (body.get("kind"), body.get("data")) if isinstance(body, dict) else (None, None)
    if kind == "Listing" and isinstance(thing, dict) and isinstance(thing.get("children"), list):
        for child in thing["children"]:
            _load_reddit(child, at, parsed, voters)
    elif isinstance(body, dict) and _object(_object(body, "json"), "data"):
        things = body["json"]["data"].get("things")
        for child in things if isinstance(things, list) else []:
            _load_reddit(child, at, parsed, voters)
    elif kind in {"t1", "t3"} and isinstance(thing, dict):
        _land_talk("post" if kind == "t3" else "comment", thing, at, parsed, voters)
        if isinstance(thing.get("replies"), dict):
            _load_reddit(thing["replies"], at, parsed, voters)
    elif kind == "more":
        parsed.left_out += 1
    else:
        # What is not understood may name people: only its shape is kept
        _reject(parsed, "body", f"no loader for this shape ({_shape(body)})", {"keys": _shape(body)})


def _land_talk(kind: str, thing: dict[str, Any], at: datetime, parsed: Parsed, voters: Voters) -> None:
    try:
        fact = post_fact(thing, voters, is_escaped=False) if kind == "post" else comment_fact(thing, voters)
    except RowError as error:
        _reject(parsed, kind, str(error), nameless(thing))
        return
    if fact is None:
        parsed.left_out += 1
        return
    key, payload, event_at = fact
    parsed.rows.append(LandingRow(kind, key, payload, event_at, at))


def _load_musicbrainz(body: Any, at: datetime, parsed: Parsed, voters: Voters) -> None:  # noqa: ANN401, ARG001
    listed = body.get("recordings", body.get("artists")) if isinstance(body, dict) else None
    things = listed if isinstance(listed, list) else [body]
    for thing in things:
        if not isinstance(thing, dict) or not clean(thing.get("id")):
            _reject(parsed, "body", f"no loader for this shape ({_shape(thing)})", thing)
        elif _is_recording(thing):
            parsed.rows.append(LandingRow("recording", thing["id"], thing, None, at))
        elif isinstance(thing["id"], str) and isinstance(thing.get("name"), str) and "sort-name" in thing:
            parsed.rows.append(LandingRow("artist", thing["id"], thing, None, at))
        else:
            _reject(parsed, "body", f"no loader for this shape ({_shape(thing)})", thing)


def _is_recording(thing: dict[str, Any]) -> bool:
    """Whether it has what its identity is made of, in the shapes that MusicBrainz gives."""
    texts, lists = ("id", "title"), ("artist-credit", "isrcs", "relations")
    return (
        ("artist-credit" in thing or "length" in thing)
        and all(isinstance(thing.get(name), str) for name in texts)
        and all(isinstance(thing.get(name) or [], list) for name in lists)
        and all(isinstance(isrc, str) for isrc in thing.get("isrcs") or [])
        and all(map(_is_credit, thing.get("artist-credit") or []))
        and all(isinstance(relation, dict) for relation in thing.get("relations") or [])
    )


def _is_credit(credit: Any) -> bool:  # noqa: ANN401
    artist = _object(credit, "artist")
    return isinstance(artist.get("id"), str) and isinstance(artist.get("name"), str)


def _reject(parsed: Parsed, kind: str, reason: str, payload: Any) -> None:  # noqa: ANN401
    key = sha256_hex(canonical_json(payload))[:16]
    parsed.rejected.append((kind, f"{len(parsed.rejected)}:{key}", reason, payload))


def _shape(thing: Any) -> str:  # noqa: ANN401
    return ", ".join(sorted(map(str, thing))[:6]) if isinstance(thing, dict) else type(thing).__name__


LOADERS: dict[str, Loader] = {"spotify": _load_spotify, "reddit": _load_reddit, "musicbrainz": _load_musicbrainz}
