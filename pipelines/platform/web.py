"""The report site as a child of ours."""

import json
import sys
from pathlib import Path

from pipelines.platform import processes
from pipelines.platform.environment import child_environment
from pipelines.platform.ports import LOOPBACK, choose_port
from pipelines.platform.secret_files import write_secret
from pipelines.settings import Settings

NAME = "site"
READY_SECONDS = 90.0


def start(settings: Settings) -> None:
    """Start the site and wait until it answers; one that runs already is kept.

    Raises:
        BadInputError: LINERNOTES_WEB_PORT is in use.
        ServiceUnreachableError: It ended or took too long.
    """
    if not is_running(settings):
        port = choose_port(settings.web_port, _kept_port(settings), "LINERNOTES_WEB_PORT")
        write_secret(_port_file(settings), json.dumps(port))
    environment = {**child_environment(settings), "LINERNOTES_WEB_PORT": str(_kept_port(settings))}
    record = processes.start(settings, NAME, [sys.executable, "-m", "explain.web"], environment)
    processes.wait_until(settings, record, lambda: processes.answers(address(settings)), READY_SECONDS)


def stop(settings: Settings) -> None:
    """Stop the site."""
    processes.stop(settings, NAME)


def is_running(settings: Settings) -> bool:
    """Whether the site of this home runs."""
    return processes.find(settings, NAME) is not None


def address(settings: Settings) -> str:
    """Where the site is; empty before the first start."""
    port = _kept_port(settings)
    return f"http://{LOOPBACK}:{port}/" if port else ""


def _port_file(settings: Settings) -> Path:
    return settings.home / "site-port.json"


def _kept_port(settings: Settings) -> int | None:
    path = _port_file(settings)
    return int(json.loads(path.read_text(encoding="utf8"))) if path.exists() else None
