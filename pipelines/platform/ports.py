"""Loopback ports: is one free, and which one may we have."""

import socket

from pipelines.errors import BadInputError

LOOPBACK = "127.0.0.1"


def loopback_name() -> str:
    """This machine's name in Airflow's books: one that needs no look-up and leads nowhere else."""
    return LOOPBACK


def is_free(port: int) -> bool:
    """Whether a server could listen on a loopback port now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def free_port() -> int:
    """A port that nobody listens on; take it soon."""
    return free_ports(1)[0]


def free_ports(count: int) -> list[int]:
    """Different free ports."""
    probes = [socket.socket(socket.AF_INET, socket.SOCK_STREAM) for _ in range(count)]
    try:
        for probe in probes:
            probe.bind((LOOPBACK, 0))
        return [int(probe.getsockname()[1]) for probe in probes]
    finally:
        for probe in probes:
            probe.close()


def choose_port(wanted: int, kept: int | None, variable: str) -> int:
    """The wanted port, else the one kept from the last start, else a free one.

    Raises:
        BadInputError: A wanted port is in use; a kept one that is in use is only given up.
    """
    if wanted:
        if not is_free(wanted):
            raise BadInputError(f"port {wanted} is in use: free it, or set {variable} to another one (0 takes any)")
        return wanted
    if kept and is_free(kept):
        return kept
    return free_port()
