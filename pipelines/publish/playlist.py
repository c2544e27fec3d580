"""The one playlist of a listener: found or created once, then replaced whole; every call may be repeated."""

from collections.abc import Sequence
from uuid import UUID

from pipelines import db
from pipelines.clock import make_clock
from pipelines.errors import ServiceError
from pipelines.services.spotify import SpotifyClient, spotify_client
from pipelines.settings import Settings

MARKER = "Liner notes:"
"""Begins the description of every playlist that we write; by it a lost answer to a creation is found again."""
MOST_SONGS, MOST_DESCRIPTION = 100, 300


def put_playlist(settings: Settings, listener_id: UUID, title: str, description: str, uris: Sequence[str]) -> str:
    """Make the listener's playlist hold exactly these songs, in this order; its new snapshot id.

    Raises:
        ServiceError: Spotify failed, or holds something else afterwards; calling again is safe.
    """
    client = spotify_client(settings, listener_id, make_clock(settings.clock)())
    text = f"{MARKER} {description}"[:MOST_DESCRIPTION]
    playlist_id = _find_or_create(settings, client, listener_id, title, text)
    client.playlist_replace_items(playlist_id, list(uris[:MOST_SONGS]))
    client.playlist_change_details(playlist_id, name=title, description=text, public=False)
    held = read_uris(client, playlist_id)
    if held != list(uris[:MOST_SONGS]):
        raise ServiceError(
            f"playlist {playlist_id} holds {len(held)} songs, not the {len(uris)} sent: it will be sent again"
        )
    return str(client.playlist(playlist_id, fields="snapshot_id")["snapshot_id"])


def read_uris(client: SpotifyClient, playlist_id: str) -> list[str]:
    """URIs in a playlist, in order."""
    items = client.pages(f"playlists/{playlist_id}/items")
    return [item["item"]["uri"] for item in items if item and item.get("item")]


def stored_playlist(settings: Settings, listener_id: UUID) -> str | None:
    """The id of the playlist that we write for a listener."""
    with db.transaction(settings, "display") as connection:
        found = db.one(connection, "select spotify_playlist_id from app.playlist where listener_id = %s", [listener_id])
    return None if found is None else str(found["spotify_playlist_id"])


def _find_or_create(settings: Settings, client: SpotifyClient, listener_id: UUID, title: str, description: str) -> str:
    """The stored playlist while it exists; else one with our marker; else a new one."""
    own = {playlist["id"]: playlist for playlist in client.pages("me/playlists") if playlist}
    stored = stored_playlist(settings, listener_id)
    if stored in own:
        return str(stored)
    marked = sorted(key for key, one in own.items() if (one.get("description") or "").startswith(MARKER))
    if marked:
        playlist_id = str(marked[0])
    else:
        created = client.current_user_playlist_create(title, public=False, description=description)
        playlist_id = str(created["id"])
    with db.transaction(settings, "display") as connection:
        db.execute(
            connection,
            "insert into app.playlist (listener_id, spotify_playlist_id, created_at) values (%s, %s, %s) "
            "on conflict (listener_id) do update set spotify_playlist_id = excluded.spotify_playlist_id",
            [listener_id, playlist_id, make_clock(settings.clock)()],
        )
    return playlist_id
