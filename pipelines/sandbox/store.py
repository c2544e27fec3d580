"""What clients did to the world, kept over restarts: an append-only log in one SQLite file."""

import json
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Any

_SCHEMA = """
create table if not exists event (
    sequence integer primary key, stream text not null, at text not null, kind text not null, body text not null
);
create table if not exists fact (name text primary key, value text not null);
"""


@dataclass(frozen=True)
class Event:
    """Something that a client did; `sequence` is the order in which it arrived."""

    sequence: int
    stream: str
    at: datetime
    kind: str
    body: dict[str, Any]


class Store:
    """The log of a state folder, whole in memory and on disk before an answer is given."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._connection = sqlite3.connect(folder / "sandbox.sqlite", check_same_thread=False)
        self._lock = Lock()
        self._connection.executescript(_SCHEMA)
        self._streams: dict[str, list[Event]] = {}
        self._sequence = 0
        for event in self._read():
            self._streams.setdefault(event.stream, []).append(event)
            self._sequence = event.sequence
        self.secret = self.remember("secret", secrets.token_hex(16))

    def _read(self) -> Iterator[Event]:
        with closing(self._connection.execute("select * from event order by sequence")) as rows:
            for sequence, stream, at, kind, body in rows:
                yield Event(sequence, stream, datetime.fromisoformat(at), kind, json.loads(body))

    def remember(self, name: str, value: str) -> str:
        """A fact as it was first told; later values do not change it."""
        with self._lock, self._connection:
            self._connection.execute("insert or ignore into fact values (?, ?)", (name, value))
            found: tuple[str] = self._connection.execute("select value from fact where name = ?", (name,)).fetchone()
        return found[0]

    def append(self, stream: str, at: datetime, kind: str, body: dict[str, Any]) -> Event:
        """Write one event down, for good."""
        with self._lock, self._connection:
            self._sequence += 1
            event = Event(self._sequence, stream, at, kind, body)
            self._connection.execute(
                "insert into event values (?, ?, ?, ?, ?)",
                (event.sequence, stream, at.isoformat(), kind, json.dumps(body, ensure_ascii=False)),
            )
            self._streams.setdefault(stream, []).append(event)
        return event

    def events(self, stream: str, until: datetime) -> list[Event]:
        """What happened in a stream up to a moment, in the order of arrival."""
        with self._lock:
            return [event for event in self._streams.get(stream, ()) if event.at <= until]

    def streams(self, prefix: str) -> list[str]:
        """Names of the streams that begin with a prefix, in the order of their first event."""
        with self._lock:
            return [name for name in self._streams if name.startswith(prefix)]

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()
