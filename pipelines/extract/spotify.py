"""Spotify: one day of one listener's playlists and saved tracks.

Kinds: `playlist` (metadata of every playlist), `playlist_items` (all entries of one snapshot of an own playlist),
`saved_tracks` (all saved tracks, when they changed); `written_playlist` and `written_items`, the same of the playlist
that we wrote: for outcomes, never an own thing. A followed playlist shows its metadata only; that is a normal state.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from pipelines import db
from pipelines.domain.hashing import content_hash
from pipelines.errors import LoginRefusedError
from pipelines.extract.daily import capture_slice
from pipelines.landing import LandingRow, SealedSlice
from pipelines.services.spotify import SpotifyClient, spotify_client
from pipelines.settings import Settings

MARKER = "Liner notes:"
"""Begins the description of every playlist that we write."""
SAVED = "saved_tracks"


def capture_day(settings: Settings, listener_id: UUID, day: date) -> SealedSlice:
    """Seal one UTC day of a listener.

    Raises:
        LoginRefusedError: The listener's consent is missing or has ended.
        RateLimitedError: Spotify asks us to come back later.
    """
    return capture_slice(
        settings, "spotify", "spotify_api", listener_id, day, lambda end: capture_library(settings, listener_id, end)
    )


def capture_library(settings: Settings, listener_id: UUID, as_of: datetime) -> list[LandingRow]:
    """Rows of all playlists and saved tracks of a listener at a moment, entries only where they changed.

    Raises:
        LoginRefusedError: The listener's consent is missing or has ended.
        RateLimitedError: Spotify asks us to come back later.
    """
    client = spotify_client(settings, listener_id, as_of)
    me = client.me()
    written = _written_playlist(settings, listener_id)
    rows = []
    newest = _newest_keys(settings, listener_id, as_of)
    for playlist in client.pages("me/playlists"):
        if playlist is None:
            continue
        is_ours = playlist["id"] == written or (playlist.get("description") or "").startswith(MARKER)
        kind, items_kind = ("written_playlist", "written_items") if is_ours else ("playlist", "playlist_items")
        rows.append(_row(client, kind, playlist["id"], playlist))
        is_own = (playlist.get("owner") or {}).get("id") == me["id"] or playlist.get("collaborative")
        key = f"{playlist['id']}:{playlist['snapshot_id']}"
        if is_own and newest.get((items_kind, playlist["id"])) != key:
            rows += _items(client, items_kind, playlist, key)
    saved = [item for item in client.pages("me/tracks") if item is not None]
    snapshot = content_hash([[item["added_at"], (item.get("track") or {}).get("uri")] for item in saved])
    if newest.get((SAVED, "")) != snapshot:
        rows.append(_row(client, SAVED, snapshot, {"items": saved}))
    return rows


def _items(client: SpotifyClient, kind: str, playlist: dict[str, Any], key: str) -> list[LandingRow]:
    try:
        items = list(client.pages(f"playlists/{playlist['id']}/items"))
    except LoginRefusedError:
        return []
    payload = {"playlist_id": playlist["id"], "snapshot_id": playlist["snapshot_id"], "items": items}
    return [_row(client, kind, key, payload)]


def _row(client: SpotifyClient, kind: str, key: str, payload: dict[str, Any]) -> LandingRow:
    return LandingRow(kind, key, payload, None, client.answered_at)


def _newest_keys(settings: Settings, listener_id: UUID, as_of: datetime) -> dict[tuple[str, str], str]:
    """Key of the newest capture up to a moment, by kind and playlist id: what was there before it may come back."""
    sql = """
        select distinct on (1, 2) kind,
            case kind when %s then '' else split_part(source_key, ':', 1) end as playlist_id, source_key
        from restricted.landing_spotify as landed
        inner join landing.slice using (slice_id)
        where landed.listener_id = %s and kind in ('playlist_items', 'written_items', %s) and landed.known_at <= %s
        order by 1, 2, landed.known_at desc, record_id
    """
    with db.transaction(settings) as connection:
        found = db.rows(connection, sql, [SAVED, listener_id, SAVED, as_of])
    return {(row["kind"], row["playlist_id"]): row["source_key"] for row in found}


def _written_playlist(settings: Settings, listener_id: UUID) -> str | None:
    with db.transaction(settings) as connection:
        found = db.one(connection, "select spotify_playlist_id from app.playlist where listener_id = %s", [listener_id])
    return None if found is None else str(found["spotify_playlist_id"])
