"""Refuses every connection and name look-up beyond loopback, in this process and, through `sitecustomize`, in children.

It listens to Python's audit events, so it sees the socket module under every client library. libpq and Node do not
go through Python; their addresses in the tests are loopback ones that we made ourselves.
"""

import ipaddress
import os
import socket
import sys
from pathlib import Path
from typing import Any

LOG_VARIABLE = "LINERNOTES_TEST_GUARD_LOG"
LOCAL_NAMES = {"", "localhost", "localhost.localdomain", "0.0.0.0", "::", "ip6-localhost", socket.gethostname()}


class BeyondLoopbackError(RuntimeError):
    """A test tried to talk to another machine."""


def is_local(host: object) -> bool:
    """Whether a host, as given to the socket module, is this machine."""
    name = host.decode("ascii", "replace") if isinstance(host, bytes) else host
    if name is None:
        return True
    if not isinstance(name, str):
        return False
    if name.lower() in LOCAL_NAMES:
        return True
    try:
        return ipaddress.ip_address(name.split("%")[0]).is_loopback
    except ValueError:
        return False


def _target(event: str, arguments: tuple[Any, ...]) -> object:
    """The host that an audit event is about; None when it is about no host."""
    if event in {"socket.connect", "socket.sendto"}:
        connection, address = arguments[0], arguments[1]
        is_internet = connection.family in {socket.AF_INET, socket.AF_INET6}
        return address[0] if is_internet and isinstance(address, tuple) else None
    if event in {"socket.getaddrinfo", "socket.gethostbyname"}:
        return arguments[0]
    return None


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    if not event.startswith("socket."):
        return
    host = _target(event, arguments)
    if is_local(host):
        return
    line = f"{event} to {host!r} by {' '.join(sys.argv[:3])}"
    log = os.environ.get(LOG_VARIABLE)
    if log:
        with Path(log).open("a", encoding="utf8") as file:
            file.write(line + "\n")
    raise BeyondLoopbackError(f"no connection beyond loopback in tests: {line}")


def install() -> None:
    """Put the guard into this process; it stays until the process ends."""
    if not getattr(sys, "_linernotes_guard", False):
        sys._linernotes_guard = True  # type: ignore[attr-defined]
        sys.addaudithook(_refuse)
