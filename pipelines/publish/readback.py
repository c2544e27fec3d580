"""What Spotify really holds, asked over HTTP."""

from pipelines import db
from pipelines.clock import make_clock
from pipelines.publish.playlist import MARKER, read_uris
from pipelines.services.spotify import spotify_client
from pipelines.settings import Settings


def count_live_playlists(settings: Settings) -> int:
    """Playlists of ours at Spotify that hold exactly the songs last published to them, over all listeners.

    A second playlist of ours for one listener counts as well, so that it shows.
    """
    sql = """
        select distinct on (listener_id) listener_id, uris from app.publication where state = 'sent'
        order by listener_id, publication_number desc
    """
    with db.transaction(settings, "display") as connection:
        published = db.rows(connection, sql)
    count = 0
    for row in published:
        client = spotify_client(settings, row["listener_id"], make_clock(settings.clock)())
        for playlist in client.pages("me/playlists"):
            if playlist and (playlist.get("description") or "").startswith(MARKER):
                count += read_uris(client, playlist["id"]) == row["uris"]
    return count
