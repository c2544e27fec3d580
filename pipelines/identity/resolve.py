"""Identity rows from everything that landed: keys, merges, version groups, salted hashes, where a recording plays.

Each slice is read once. A row is known since the earliest slice that tells it, in whichever order slices land; but what
a slice tells that came too late for a week that is frozen is known only after that week, so no finished week changes.
"""

import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from pipelines import db
from pipelines.domain.ids import SHARED, artist_id, recording_id, stable_id
from pipelines.domain.names import base_title, first_artist, salted_song_hash, song_key
from pipelines.domain.weeks import GRACE
from pipelines.settings import Settings

VERSION = "1"
PRIMARY_KEYS = {
    "recording_key": "key_kind, key_value, recording_id",
    "recording_merge": "from_recording_id, into_recording_id",
    "recording_group": "recording_id, group_id",
    "song_hash": "recording_id, song_hash",
    "artist_key": "key_kind, key_value, artist_id",
    "playable": "recording_id, market",
}
Rows = dict[str, dict[tuple[Any, ...], dict[str, Any]]]

_FRESH = """
create temporary table fresh on commit drop as
select slice_id, (
    select max(coalesce(frozen.known_until, week.starts_at + %(until)s))
    from recs.week_frozen as frozen
    cross join lateral (
        select cast(to_date(left(frozen.week, 8), 'IYYY-"W"IW') as timestamp) at time zone 'UTC' as starts_at
    ) as week
    where frozen.listener_id = coalesce(slice.listener_id, %(shared)s)
        and (frozen.known_until is null or slice.day >= (week.starts_at + interval '7 days')::date)
        and not exists (
            select 1 from recs.week_input as read
            where read.week = frozen.week and read.listener_id = frozen.listener_id
                and read.input_kind = 'slice' and read.input_id = slice.slice_id
        )
) as late_until
from landing.slice
where state = 'landed'
    and slice_id not in (select slice_id from identity.slice_resolved where method_version = %(version)s)
"""
"""Slices not read yet, with the end of the newest frozen week that does not read them.

A first slate is frozen while its week is running: what lands of that week afterwards is known only after that moment. A
day of an earlier week, which may be frozen later, keeps its time.
"""

_SPOTIFY_TRACKS = """
select distinct on (track ->> 'uri')
    track ->> 'uri' as uri, upper(track -> 'external_ids' ->> 'isrc') as isrc, track ->> 'name' as title,
    track -> 'artists' -> 0 ->> 'name' as artist_name, track -> 'artists' -> 0 ->> 'uri' as artist_uri,
    greatest(landed.known_at, late_until + interval '1 microsecond') as known_at
from restricted.landing_spotify as landed
inner join fresh using (slice_id)
cross join lateral jsonb_array_elements(landed.payload -> 'items') as listed (item)
cross join lateral (select coalesce(item -> 'item', item -> 'track') as track) as entry
where landed.kind in ('playlist_items', 'saved_tracks') and jsonb_typeof(track) = 'object'
    and track ->> 'type' = 'track' and track ->> 'uri' like 'spotify:track:%%'
order by track ->> 'uri', known_at, landed.record_id
"""

_LOCAL_FILES = """
select track ->> 'uri' as uri, track ->> 'name' as title, track -> 'artists' -> 0 ->> 'name' as artist_name,
    min(greatest(landed.known_at, late_until + interval '1 microsecond')) as known_at
from restricted.landing_spotify as landed
inner join fresh using (slice_id)
cross join lateral jsonb_array_elements(landed.payload -> 'items') as listed (item)
cross join lateral (select item -> 'item' as track) as entry
where landed.kind = 'playlist_items' and (item ->> 'is_local')::boolean and jsonb_typeof(track) = 'object'
group by 1, 2, 3
"""

_MUSICBRAINZ = """
select distinct on (kind, source_key) kind, source_key, payload,
    greatest(musicbrainz.known_at, late_until + interval '1 microsecond') as known_at
from landing.musicbrainz
inner join fresh using (slice_id)
where kind in ('recording', 'artist')
order by kind, source_key, 4, record_id
"""

_FILES = """
select payload ->> 'uri' as uri, payload ->> 'artist_name' as artist_name, payload ->> 'title' as title,
    min(greatest(file.known_at, late_until + interval '1 microsecond')) as known_at
from landing.file
inner join fresh using (slice_id)
where kind in ('library_item', 'public_listing', 'track_fact') and payload ->> 'title' is not null
    and payload ->> 'artist_name' is not null
group by 1, 2, 3
"""


def resolve(settings: Settings) -> int:
    """Add what is not known yet; how many rows. Running twice adds nothing."""
    found: Rows = {name: {} for name in PRIMARY_KEYS}
    with db.transaction(settings) as connection:
        db.execute(connection, "select pg_advisory_xact_lock(hashtext('identity'))")
        until = timedelta(days=7) + GRACE
        if not db.execute(connection, _FRESH, {"until": until, "shared": SHARED, "version": VERSION}):
            return 0
        salt = _salt(connection)
        _from_spotify(db.rows(connection, _SPOTIFY_TRACKS), salt, found)
        _from_local_files(db.rows(connection, _LOCAL_FILES), salt, found)
        _from_musicbrainz(db.rows(connection, _MUSICBRAINZ), salt, found)
        _from_files(db.rows(connection, _FILES), salt, found)
        count = sum(_add_rows(connection, name, list(rows.values())) for name, rows in found.items())
        db.execute(
            connection,
            "insert into identity.slice_resolved (slice_id, method_version) select slice_id, %s from fresh "
            "on conflict (slice_id) do update set method_version = excluded.method_version",
            [VERSION],
        )
        return count


def _add_rows(connection: db.Connection, name: str, rows: list[dict[str, Any]]) -> int:
    """Add rows of a table; one that is there is known since the earlier of both times. How many were added or moved."""
    keep_first = (
        f"on conflict ({PRIMARY_KEYS[name]}) do update set known_at = excluded.known_at "
        f"where {name}.known_at > excluded.known_at"
    )
    # "as name" for the conflict clause, which may not say the schema
    return db.insert_rows(connection, f"identity.{name} as {name}", rows, on_conflict=keep_first)


def _salt(connection: db.Connection) -> str:
    db.execute(
        connection,
        "insert into identity.salt (salt) values (%s) on conflict do nothing",
        [secrets.token_hex(16)],
    )
    found = db.one(connection, "select salt from identity.salt")
    assert found is not None
    return str(found["salt"])


def _from_spotify(tracks: list[dict[str, Any]], salt: str, found: Rows) -> None:
    """A track belongs to its ISRC's recording, else to one of its own; its names become a hash."""
    for track in tracks:
        kind, value = ("isrc", track["isrc"]) if track["isrc"] else ("spotify_uri", track["uri"])
        recording = recording_id(kind, value)
        confidence = 0.95 if kind == "isrc" else 1.0
        _add_key(found, "spotify_uri", track["uri"], recording, kind, confidence, "spotify", track["known_at"])
        if kind == "isrc":
            _add_key(found, "isrc", value, recording, "isrc", 1.0, "spotify", track["known_at"])
        _add_hash(found, recording, salt, track["artist_name"], track["title"], track["known_at"])


def _from_local_files(files: list[dict[str, Any]], salt: str, found: Rows) -> None:
    for file in files:
        if file["title"] and file["artist_name"]:
            recording = recording_id("spotify_uri", file["uri"])
            _add_key(found, "spotify_uri", file["uri"], recording, "local_file", 0.5, "spotify", file["known_at"])
            _add_hash(found, recording, salt, file["artist_name"], file["title"], file["known_at"])


def _from_musicbrainz(things: list[dict[str, Any]], salt: str, found: Rows) -> None:
    for thing in things:
        payload, known_at = thing["payload"], thing["known_at"]
        if thing["kind"] == "artist":
            _add_artist(found, "mbid", payload["id"], artist_id("mbid", payload["id"]), "mbid", "musicbrainz", known_at)
            continue
        recording = recording_id("mbid", payload["id"])
        _add_key(found, "mbid", payload["id"], recording, "mbid", 1.0, "musicbrainz", known_at)
        for isrc in payload.get("isrcs") or []:
            weaker = recording_id("isrc", isrc.upper())
            _add_key(found, "isrc", isrc.upper(), weaker, "isrc", 1.0, "musicbrainz", known_at)
            _add_merge(found, weaker, recording, "isrc", known_at)
        credit = (payload.get("artist-credit") or [{}])[0].get("artist")
        if credit is None:
            continue
        artist = artist_id("mbid", credit["id"])
        _add_artist(found, "mbid", credit["id"], artist, "mbid", "musicbrainz", known_at)
        _add_group(found, recording, artist, base_title(payload["title"]), known_at)
        _add_hash(found, recording, salt, credit["name"], payload["title"], known_at)
        for uri in _spotify_links(payload):
            key = ("playable", recording)
            row = {
                "recording_id": recording,
                "market": "*",
                "spotify_uri": uri,
                "method": "musicbrainz",
                "known_at": known_at,
            }
            found["playable"].setdefault(key, row)


def _from_files(rows: list[dict[str, Any]], salt: str, found: Rows) -> None:
    """Files have a Spotify URI or names only; equal first artist and title of different URIs are one group."""
    for row in rows:
        key = song_key(row["artist_name"], row["title"])
        uri = row["uri"] if (row["uri"] or "").startswith("spotify:track:") else None
        recording = recording_id("spotify_uri", uri) if uri else recording_id("name", key)
        if uri:
            _add_key(found, "spotify_uri", uri, recording, "spotify_uri", 1.0, "file", row["known_at"])
        else:
            _add_key(found, "name", key, recording, "name", 0.7, "file", row["known_at"])
        name = first_artist(row["artist_name"])
        artist = artist_id("name", name)
        _add_artist(found, "name", name, artist, "name", "file", row["known_at"])
        _add_group(found, recording, artist, key.split("\x1f")[1], row["known_at"])
        _add_hash(found, recording, salt, row["artist_name"], row["title"], row["known_at"])


def _spotify_links(payload: dict[str, Any]) -> Iterator[str]:
    for relation in payload.get("relations") or []:
        resource = (relation.get("url") or {}).get("resource", "")
        if "open.spotify.com/track/" in resource:
            yield f"spotify:track:{resource.rsplit('/', 1)[1].split('?')[0]}"


def _add_key(
    found: Rows, kind: str, value: str, recording: UUID, method: str, confidence: float, source: str, known_at: datetime
) -> None:
    row = {
        "key_kind": kind,
        "key_value": value,
        "recording_id": recording,
        "method": method,
        "method_version": VERSION,
        "confidence": confidence,
        "source": source,
        "known_at": known_at,
    }
    _add(found["recording_key"], (kind, value, recording), row)


def _add_merge(found: Rows, weaker: UUID, stronger: UUID, method: str, known_at: datetime) -> None:
    row = {
        "from_recording_id": weaker,
        "into_recording_id": stronger,
        "method": method,
        "method_version": VERSION,
        "known_at": known_at,
    }
    _add(found["recording_merge"], (weaker, stronger), row)


def _add_group(found: Rows, recording: UUID, artist: UUID, title: str, known_at: datetime) -> None:
    group = stable_id("group", artist, title)
    row = {
        "recording_id": recording,
        "group_id": group,
        "artist_id": artist,
        "method_version": VERSION,
        "known_at": known_at,
    }
    _add(found["recording_group"], (recording, group), row)


def _add_hash(found: Rows, recording: UUID, salt: str, artist_name: str, title: str, known_at: datetime) -> None:
    song_hash = salted_song_hash(salt, artist_name, title)
    _add(
        found["song_hash"],
        (recording, song_hash),
        {"recording_id": recording, "song_hash": song_hash, "known_at": known_at},
    )


def _add_artist(found: Rows, kind: str, value: str, artist: UUID, method: str, source: str, known_at: datetime) -> None:
    row = {
        "key_kind": kind,
        "key_value": value,
        "artist_id": artist,
        "method": method,
        "method_version": VERSION,
        "confidence": 1.0 if kind == "mbid" else 0.7,
        "source": source,
        "known_at": known_at,
    }
    _add(found["artist_key"], (kind, value, artist), row)


def _add(rows: dict[tuple[Any, ...], dict[str, Any]], key: tuple[Any, ...], row: dict[str, Any]) -> None:
    """Keep the row that was known first."""
    if key not in rows or row["known_at"] < rows[key]["known_at"]:
        rows[key] = row
