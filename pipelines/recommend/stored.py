"""Stored editions by the words of a person: which edition, which song, what things are called."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pipelines import db
from pipelines.domain.names import normalise
from pipelines.errors import BadInputError

_LISTED = 5
"""Songs that are named when a title fits several."""


@dataclass(frozen=True)
class StoredEdition:
    """An edition's key and what its head says."""

    listener_id: UUID
    week: str
    edition: int
    head: dict[str, Any]

    @property
    def key(self) -> list[Any]:
        """Listener, week and edition, for `where listener_id = %s and week = %s and edition = %s`."""
        return [self.listener_id, self.week, self.edition]


def find_edition(
    connection: db.Connection, listener_id: UUID, week: str | None, edition: int | None = None
) -> StoredEdition:
    """An edition; the newest of the newest week when left out.

    Raises:
        BadInputError: It was never made.
    """
    found = db.one(
        connection,
        """
        select * from recs.edition where listener_id = %(listener)s
            and week = coalesce(%(week)s, week) and edition = coalesce(%(edition)s, edition)
        order by week desc, edition desc limit 1
        """,
        {"listener": listener_id, "week": week, "edition": edition},
    )
    if found is None:
        what = " ".join(filter(None, [week, None if edition is None else f"edition {edition}"]))
        raise BadInputError(
            f"listener {listener_id} has no slate{f' of {what}' if what else ''}: make it with `linernotes run`"
        )
    return StoredEdition(listener_id, found["week"], found["edition"], found)


def find_song(connection: db.Connection, stored: StoredEdition, words: str) -> UUID:
    """A recording by id, Spotify URI, place on the slate (#3) or a piece of its title; songs of the slate come first.

    Raises:
        BadInputError: No song, or several, by these words.
    """
    if re.fullmatch(r"#[0-9]{1,9}", words):
        sql = "select recording_id from recs.slate_song where listener_id = %s and week = %s and edition = %s"
        return _only(db.rows(connection, f"{sql} and position = %s", [*stored.key, int(words[1:])]), words)
    if re.fullmatch(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", words):
        return UUID(words)
    if words.startswith("spotify:track:"):
        return _only(_by_uri(connection, stored, words), words)
    wanted = normalise(words)
    if not wanted:
        raise BadInputError("the song is empty: give its title, recording_id, Spotify URI or place, as in '#3'")
    tracks = [one for one in _tracks(connection, stored.week, None) if wanted in normalise(one["title"])]
    slate = db.rows(
        connection,
        "select recording_id from recs.slate_song where listener_id = %s and week = %s and edition = %s",
        stored.key,
    )
    here = {row["recording_id"] for row in slate}
    on_slate = [one for one in tracks if one["recording_id"] in here]
    same = [one for one in on_slate or tracks if normalise(one["title"]) == wanted]
    return _only(same or on_slate or tracks, words)


def _by_uri(connection: db.Connection, stored: StoredEdition, uri: str) -> list[dict[str, Any]]:
    """Recordings with a Spotify URI: of the edition, else as shown, else as it plays in a market."""
    sql = "select distinct recording_id from recs.candidate where listener_id = %s and week = %s and edition = %s"
    found = db.rows(connection, f"{sql} and spotify_uri = %s", [*stored.key, uri])
    if not found and _has_display(connection, "display_track"):
        sql = "select distinct recording_id from restricted.display_track where week = %s and spotify_uri = %s"
        found = db.rows(connection, sql, [stored.week, uri])
    if not found:
        sql = "select distinct recording_id from identity.playable where spotify_uri = %s"
        found = db.rows(connection, sql, [uri])
    return found


def _only(found: list[dict[str, Any]], words: str) -> UUID:
    if not found:
        raise BadInputError(f"no song of this week is '{words}': give a title, recording_id, Spotify URI or '#3'")
    if len(found) > 1:
        named = [f"{one.get('title', '?')} ({one['recording_id']})" for one in found[:_LISTED]]
        rest = f" and {len(found) - _LISTED} more" if len(found) > _LISTED else ""
        raise BadInputError(f"{len(found)} songs are '{words}': {', '.join(named)}{rest}; give one of the ids")
    recording: UUID = found[0]["recording_id"]
    return recording


def track_names(connection: db.Connection, week: str, recordings: Iterable[UUID]) -> dict[UUID, str]:
    """`title by artist` of recordings; an unknown one is its id."""
    wanted = sorted(set(recordings))
    names = dict(zip(wanted, map(str, wanted), strict=True))
    named = {
        one["recording_id"]: f"{one['title']} by {one['artist_name']}" for one in _tracks(connection, week, wanted)
    }
    return names | named


def playlist_names(connection: db.Connection, listener_id: UUID, week: str) -> dict[str, str]:
    """Names of the listener's own playlists by id, as role display may read them; empty before dbt has run."""
    if not _has_display(connection, "display_playlist"):
        return {}
    sql = "select playlist_id::text as id, name from restricted.display_playlist where week = %s and listener_id = %s"
    return {row["id"]: row["name"] for row in db.rows(connection, sql, [week, listener_id])}


def _tracks(connection: db.Connection, week: str, wanted: list[UUID] | None) -> list[dict[str, Any]]:
    """Titles and artists as they are shown to the listener, of all or of some recordings, by id."""
    only = "" if wanted is None else "and recording_id = any(%(wanted)s::uuid[])"
    key = {"week": week, "wanted": None if wanted is None else [str(one) for one in wanted]}
    columns = "select recording_id, title, artist_name from"
    found: dict[UUID, dict[str, Any]] = {}
    for table in ("marts.dim_track", "restricted.display_track"):
        if table == "marts.dim_track" or _has_display(connection, "display_track"):
            sql = f"{columns} {table} where week = %(week)s {only} order by 1"
            found |= {row["recording_id"]: row for row in db.rows(connection, sql, key)}
    return [found[one] for one in sorted(found)]


def _has_display(connection: db.Connection, table: str) -> bool:
    row = db.one(connection, "select to_regclass(%s) as there", [f"restricted.{table}"])
    return row is not None and row["there"] is not None
