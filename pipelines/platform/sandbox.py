"""The sandbox as a child of ours: fictional services on loopback for whatever has no key."""

import json
import socket
import sys
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pipelines.platform import processes
from pipelines.platform.environment import child_environment
from pipelines.settings import LIVE_ADDRESSES, Settings

NAME = "sandbox"
READY_SECONDS = 120.0


def state_folder(settings: Settings) -> Path:
    """Where the sandbox keeps its world."""
    return settings.home / "sandbox"


def is_needed(settings: Settings) -> bool:
    """Whether any service is neither live nor at an address of its own."""
    forget_addresses(settings)
    return any(
        settings.address_or_none(service) in {None, settings.sandbox_addresses.get(service)}
        for service in LIVE_ADDRESSES
    )


def start(settings: Settings) -> None:
    """Start the sandbox and wait until every service listens; one that runs already is kept.

    Raises:
        ServiceUnreachableError: It ended or took too long.
    """
    command = [
        *(sys.executable, "-m", "pipelines.sandbox", "--state-dir", str(state_folder(settings))),
        *("--seed", str(settings.sandbox_seed)),
        *("--recordings", str(settings.sandbox_recordings)),
        *("--listeners", str(settings.sandbox_listeners)),
    ]
    record = processes.start(settings, NAME, command, child_environment(settings))
    processes.wait_until(settings, record, lambda: _is_ready(settings, record), READY_SECONDS)
    forget_addresses(settings)


def stop(settings: Settings) -> None:
    """Stop the sandbox; its world is kept."""
    processes.stop(settings, NAME)


def is_running(settings: Settings) -> bool:
    """Whether the sandbox of this home runs."""
    return processes.find(settings, NAME) is not None


def forget_addresses(settings: Settings) -> None:
    """Let these settings read the sandbox's addresses again: they may be older than its last start."""
    settings.__dict__.pop("sandbox_addresses", None)


def _is_ready(settings: Settings, record: processes.Record) -> bool:
    state = _read_state(settings)
    if state is None or state.get("pid") not in {each.pid for each in processes.members(record)}:
        return False
    return all(listens(address) for address in state["services"].values())


def _read_state(settings: Settings) -> dict[str, Any] | None:
    try:
        found: dict[str, Any] = json.loads((state_folder(settings) / "sandbox.json").read_text(encoding="utf8"))
    except (FileNotFoundError, ValueError):
        return None
    return found


def listens(address: str) -> bool:
    """Whether somebody listens at a service's address."""
    parts = urlsplit(address)
    try:
        with closing(socket.create_connection((parts.hostname or "", parts.port or 80), timeout=2)):
            return True
    except OSError:
        return False
