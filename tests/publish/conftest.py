"""A sandbox Spotify, connected listeners, and slates by hand that are ready to go out."""

from datetime import datetime
from typing import Any
from uuid import UUID

import pytest

from pipelines import db
from pipelines.domain.ids import stable_id
from pipelines.listeners import connect_in_sandbox
from pipelines.sandbox import Sandbox
from pipelines.settings import Settings
from tests.sandboxed import NOW, house, sandbox

__all__ = ["NOW", "house", "sandbox"]

NEWEST, OLDER = "2026-W47", "2026-W46"


@pytest.fixture
def mara(house: Settings) -> UUID:
    return connect_in_sandbox(house, hint="mara", first_week="2026-W40")


@pytest.fixture
def dev(house: Settings) -> UUID:
    return connect_in_sandbox(house, hint="dev", first_week="2026-W40")


def group(number: int) -> UUID:
    return stable_id("group", number)


def uri(sandbox: Sandbox, number: int) -> str:
    """The n-th track that Spotify has."""
    ids = [one.spotify_ids[0] for one in sandbox.world.recordings if one.spotify_ids]
    return f"spotify:track:{ids[number]}"


def slate(
    settings: Settings,
    sandbox: Sandbox,
    listener: UUID,
    week: str,
    songs: range,
    *,
    edition: int = 1,
    state: str = "explained",
    unplayable: frozenset[int] = frozenset(),
) -> None:
    """Store an edition with these songs, numbered over all weeks."""
    head = {
        "listener_id": listener,
        "week": week,
        "edition": edition,
        "release": "r",
        "input_hash": "i",
        "state": state,
        "pool_size": 100,
        "playable": 100,
        "wanted": len(songs),
        "rows_hash": "h",
    }
    rows = [
        {
            "listener_id": listener,
            "week": week,
            "edition": edition,
            "position": position,
            "recording_id": stable_id("recording", number),
            "group_id": group(number),
            "artist_id": stable_id("artist", number),
            "score": 1.0,
            "rank": position,
            "role": "core",
            "spotify_uri": None if number in unplayable else uri(sandbox, number),
        }
        for position, number in enumerate(songs, start=1)
    ]
    with db.transaction(settings) as connection:
        db.insert_rows(connection, "recs.edition", [head])
        db.insert_rows(connection, "recs.slate_song", rows)


def publications(settings: Settings) -> list[dict[str, Any]]:
    """The outbox, by number."""
    with db.transaction(settings) as connection:
        return db.rows(connection, "select * from app.publication order by publication_number")


def states(settings: Settings, listener: UUID) -> dict[tuple[str, int], str]:
    """State of each edition."""
    with db.transaction(settings) as connection:
        found = db.rows(connection, "select week, edition, state from recs.edition where listener_id = %s", [listener])
    return {(row["week"], row["edition"]): row["state"] for row in found}


def ours(sandbox: Sandbox, settings: Settings, listener: UUID, moment: datetime = NOW) -> list[list[str]]:
    """What the playlists hold that we wrote for a listener, as Spotify has it at a moment."""
    with db.transaction(settings) as connection:
        sql = "select spotify_account_id as account from app.listener where listener_id = %s"
        account = db.rows(connection, sql, [listener])[0]["account"]
    held = sandbox.spotify.playlists(account, moment)
    return [one.uris for one in held if one.description.startswith("Liner notes:")]
