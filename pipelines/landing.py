"""Sealed slices: the only writer of `landing.*` and `restricted.landing_spotify`.

A slice is what one source gave for one listener (or all) and one UTC day. Its rows and its seal are written in one
transaction; a sealed slice is never written again, whoever asks.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from pipelines import db
from pipelines.clock import make_clock
from pipelines.domain.hashing import canonical_json, content_hash, sha256_hex
from pipelines.domain.ids import slice_id as make_slice_id
from pipelines.domain.ids import stable_id
from pipelines.settings import Settings

RESTRICTED = "spotify"
_REFUSED = re.compile(r"\\u0000|[\ud800-\udfff]")
"""What JSON may hold and PostgreSQL refuses: NUL, and half a pair of surrogates."""


@dataclass(frozen=True)
class LandingRow:
    """One captured thing.

    Attributes:
        kind: What the payload is, such as post, playlist, recording.
        source_key: The source's own id of it.
        event_at: The source's own time; None when it gives none.
        known_at: The Date header of the answer, or the import time of a file.
    """

    kind: str
    source_key: str
    payload: dict[str, Any]
    event_at: datetime | None
    known_at: datetime


@dataclass(frozen=True)
class SealedSlice:
    """A slice as it stands in `landing.slice`."""

    slice_id: UUID
    source: str
    listener_id: UUID | None
    day: date
    state: str
    row_count: int
    reason: str


def table_of(source: str) -> str:
    """The table that holds a source's rows."""
    service = service_of(source)
    return "restricted.landing_spotify" if service == RESTRICTED else f"landing.{service}"


def service_of(source: str) -> str:
    """What a source is a capture of: spotify of `spotify:first`, file of `file:NAME`."""
    return source.partition(":")[0]


def find_sealed(settings: Settings, source: str, listener_id: UUID | None, day: object) -> SealedSlice | None:
    """The sealed slice of a source, listener and day (or what identifies it instead), if there is one."""
    with db.transaction(settings) as connection:
        return _read(connection, make_slice_id(source, listener_id, day))


def seal(  # noqa: PLR0913  (a slice has that many facts)
    settings: Settings,
    source: str,
    listener_id: UUID | None,
    day: date,
    rows: Iterable[LandingRow],
    *,
    state: str | None = None,
    reason: str = "",
    licence: str = "",
    policy: str = "open",
    key: object = None,
) -> SealedSlice:
    """Write a slice and its seal in one transaction; the sealed one wins when there already is one.

    Args:
        settings: Where the database is.
        source: spotify, reddit, musicbrainz, listenbrainz, reccobeats, one of them with `:first`, or file:<name>.
        listener_id: Whose slice; None for a shared one.
        day: UTC day of the slice; for a file the day of its import.
        rows: What was captured; equal rows are kept once.
        state: missing or off; left out it is landed or empty.
        reason: Why it is missing or off.
        licence: Of a file.
        policy: open or restricted.
        key: What identifies the slice instead of the day: a file's hash.
    """
    slice_id = make_slice_id(source, listener_id, day if key is None else key)
    records = _records(slice_id, source, listener_id, rows)
    sealed_at = make_clock(settings.clock)()
    moments = [record["known_at"] for record in records] or [sealed_at]
    with db.transaction(settings) as connection:
        db.execute(connection, "select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"slice:{slice_id}"])
        stored = _read(connection, slice_id)
        if stored is not None:
            return stored
        db.insert_rows(connection, table_of(source), records)
        db.insert_rows(
            connection,
            "landing.slice",
            [
                {
                    "slice_id": slice_id,
                    "source": source,
                    "listener_id": listener_id,
                    "day": day,
                    "state": state or ("landed" if records else "empty"),
                    "first_known_at": min(moments),
                    "known_at": max(moments),
                    "row_count": len(records),
                    "sha256": content_hash([record["sha256"] for record in records]),
                    "licence": licence,
                    "policy": "restricted" if service_of(source) == RESTRICTED else policy,
                    "reason": reason,
                }
            ],
        )
        made = _read(connection, slice_id)
    assert made is not None
    return made


def quarantine(
    settings: Settings, source: str, rejected: Sequence[tuple[str, str, str, Any]], known_at: datetime
) -> int:
    """Keep what could not be read, as (kind, source key, reason, payload); how many are new."""
    records = [
        {
            "quarantine_id": stable_id("quarantine", source, kind, source_key, reason, canonical_json(payload)),
            "source": source,
            "kind": kind,
            "source_key": source_key,
            "reason": reason,
            "payload": db.Json(payload, dumps=canonical_json),
            "known_at": known_at,
        }
        for kind, source_key, reason, payload in rejected
    ]
    with db.transaction(settings) as connection:
        return db.insert_rows(connection, "landing.quarantine", records, on_conflict="on conflict do nothing")


def _records(slice_id: UUID, source: str, listener_id: UUID | None, rows: Iterable[LandingRow]) -> list[dict[str, Any]]:
    found: dict[UUID, dict[str, Any]] = {}
    for row in rows:
        text = canonical_json(row.payload)
        if _REFUSED.search(text):
            text = canonical_json(_storable(row.payload))
        digest = sha256_hex(text)
        record_id = stable_id("record", slice_id, row.kind, row.source_key, digest)
        found[record_id] = {
            "record_id": record_id,
            "slice_id": slice_id,
            "source": source,
            "kind": row.kind,
            "source_key": row.source_key,
            "listener_id": listener_id,
            "payload": text,
            "sha256": digest,
            "event_at": row.event_at,
            "known_at": row.known_at,
        }
    return [found[record_id] for record_id in sorted(found)]


def _storable(value: Any) -> Any:  # noqa: ANN401  (any JSON)
    """The value with U+FFFD for each character that PostgreSQL refuses: one such post must not stop a day."""
    if isinstance(value, str):
        return "".join("\ufffd" if char == "\0" or "\ud800" <= char <= "\udfff" else char for char in value)
    if isinstance(value, dict):
        return {_storable(name): _storable(each) for name, each in value.items()}
    return [_storable(each) for each in value] if isinstance(value, list) else value


def _read(connection: db.Connection, slice_id: UUID) -> SealedSlice | None:
    found = db.one(
        connection,
        "select slice_id, source, listener_id, day, state, row_count, reason from landing.slice where slice_id = %s",
        [slice_id],
    )
    return None if found is None else SealedSlice(**found)
