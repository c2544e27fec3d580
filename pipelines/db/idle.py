"""Connections whose transaction is over, kept for the next one of the role: to open one takes as long as several."""

import os
from threading import Lock

import psycopg2
from psycopg2.extensions import connection as Connection  # noqa: N812  (psycopg2 names its class in lower case)

MOST = 4
"""So many are kept by a process."""

_lock = Lock()
_kept: list[tuple[tuple[str, str], Connection]] = []
"""Address and role, and a connection that is in no transaction; the newest last."""


def take(address: str, role: str) -> Connection | None:
    """A kept connection that still answers, or None."""
    while True:
        with _lock:
            place = next((n for n, (key, _) in enumerate(_kept) if key == (address, role)), None)
            if place is None:
                return None
            _, connection = _kept.pop(place)
        if _answers(connection):
            return connection


def keep(address: str, role: str, connection: Connection) -> None:
    """Keep a connection after its commit; the oldest has to go when there are too many."""
    with _lock:
        _kept.append(((address, role), connection))
        too_many = [_kept.pop(0)[1] for _ in range(len(_kept) - MOST)]
    for old in too_many:
        old.close()


def close_all() -> None:
    """Close what is kept: before a database is copied, which nobody may be connected to, and before a fork."""
    with _lock:
        closing = [connection for _, connection in _kept]
        _kept.clear()
    for connection in closing:
        connection.close()


def _answers(connection: Connection) -> bool:
    """Whether the server is still there; it may have been restarted, or have ended the connection."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
        connection.rollback()
    except psycopg2.Error:
        connection.close()
        return False
    return True


# a fork must not share a socket with us, nor say goodbye to the server in our name
os.register_at_fork(before=close_all)
