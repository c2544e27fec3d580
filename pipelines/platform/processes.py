"""Children that outlive us: each in its own session with a log and a record, found again and stopped without a trace.

A child's record (`<name>.json`) says its process id, when it started and a random token. The token is in the child's
environment, so in that of all its descendants; only processes that carry it, or belong to its session or its tree
while it still lives, are ever signalled.
"""

import contextlib
import json
import os
import secrets
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

from pipelines.errors import ServiceUnreachableError
from pipelines.platform.secret_files import write_secret
from pipelines.settings import ROOT, Settings

TOKEN_VARIABLE = "LINERNOTES_CHILD"  # noqa: S105  (a variable's name)
STOP_SECONDS = 20.0
LOG_TAIL_LINES = 15
CREATE_TIME_SLACK_SECONDS = 2.0
"""psutil rounds start times differently on some systems."""

_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
_started: dict[int, subprocess.Popen[bytes]] = {}
"""Children of this very process, kept so that they are reaped when they end."""


@dataclass(frozen=True)
class Record:
    """What is remembered of a child."""

    name: str
    pid: int
    started_at: float
    token: str
    log: str


def folder(settings: Settings) -> Path:
    """Where records and logs of children are."""
    return settings.home / "processes"


def start(settings: Settings, name: str, command: Sequence[str], environment: Mapping[str, str]) -> Record:
    """Start a child in its own session, its output appended to `<name>.log`; one that runs already is kept.

    Raises:
        ServiceUnreachableError: The program does not exist.
    """
    running = find(settings, name)
    if running is not None:
        return running
    stop(settings, name)
    folder(settings).mkdir(parents=True, exist_ok=True)
    log = folder(settings) / f"{name}.log"
    token = secrets.token_hex(16)
    with log.open("ab") as output:
        try:
            child = subprocess.Popen(
                list(command),
                env={**environment, TOKEN_VARIABLE: token},
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        except OSError as error:
            raise ServiceUnreachableError(f"cannot start {name}: {command[0]}: {error.strerror}") from None
    _started[child.pid] = child
    record = Record(name, child.pid, psutil.Process(child.pid).create_time(), token, str(log))
    write_secret(_record_file(settings, name), json.dumps(asdict(record)))
    return record


def find(settings: Settings, name: str) -> Record | None:
    """The record of a child that lives; None when there is none, it ended, or its number is somebody else's now."""
    record = _read_record(settings, name)
    return record if record is not None and _leader(record) is not None else None


def names(settings: Settings) -> list[str]:
    """The children that have a record, in order of name."""
    return sorted(path.stem for path in folder(settings).glob("*.json"))


def members(record: Record) -> list[psutil.Process]:
    """All living processes of a child: its tree, its session, and whoever carries its token."""
    leader = _leader(record)
    tree = [] if leader is None else [leader, *leader.children(recursive=True)]
    found = {process.pid: process for process in tree}
    for process in psutil.process_iter():
        if process.pid in found or process.pid == os.getpid():
            continue
        in_session = leader is not None and _session(process.pid) == record.pid
        if (in_session or _carries(process, record.token)) and _is_alive(process):
            found[process.pid] = process
    return [found[pid] for pid in sorted(found)]


def stop(settings: Settings, name: str, *, seconds: float = STOP_SECONDS) -> None:
    """Stop a child and everything it started: ask, wait, ask the rest, wait, kill."""
    record = _read_record(settings, name)
    if record is None:
        return
    everyone = members(record)
    leader = [process for process in everyone if process.pid == record.pid]
    _signal(leader, signal.SIGTERM)
    _wait_gone(leader, seconds)
    rest = _still_alive([*everyone, *members(record)])
    _signal(rest, signal.SIGTERM)
    _wait_gone(rest, seconds / 4)
    rest = _still_alive([*everyone, *members(record)])
    _signal(rest, signal.SIGKILL)
    _wait_gone(rest, seconds / 4)
    child = _started.pop(record.pid, None)
    if child is not None:
        child.wait(timeout=seconds)
    _record_file(settings, name).unlink(missing_ok=True)


def wait_until(
    settings: Settings, record: Record, is_ready: Callable[[], bool], seconds: float, *, every: float = 0.2
) -> None:
    """Wait for a child to be ready.

    Raises:
        ServiceUnreachableError: It ended or took too long; its last log lines follow the one that says so.
    """
    until = time.monotonic() + seconds
    while not is_ready():
        if find(settings, record.name) is None:
            raise ServiceUnreachableError(f"{record.name} ended while starting (log: {record.log}){log_tail(record)}")
        if time.monotonic() > until:
            raise ServiceUnreachableError(
                f"{record.name} was not ready after {seconds:.0f} s (log: {record.log}){log_tail(record)}"
            )
        time.sleep(every)


def answers(url: str, *, seconds: float = 5.0) -> bool:
    """Whether a loopback address answers a GET with success."""
    try:
        with _opener.open(url, timeout=seconds) as answer:
            return 200 <= int(answer.status) < 400  # noqa: PLR2004  (HTTP: success and redirects)
    except (urllib.error.URLError, OSError, ValueError):
        return False


def log_tail(record: Record) -> str:
    """The last lines of a child's log, each on its own line."""
    path = Path(record.log)
    lines = path.read_text(encoding="utf8", errors="replace").splitlines() if path.exists() else []
    return "".join(f"\n    {line}" for line in lines[-LOG_TAIL_LINES:])


def _record_file(settings: Settings, name: str) -> Path:
    return folder(settings) / f"{name}.json"


def _read_record(settings: Settings, name: str) -> Record | None:
    path = _record_file(settings, name)
    try:
        return Record(**json.loads(path.read_text(encoding="utf8")))
    except FileNotFoundError:
        return None
    except (ValueError, TypeError):
        path.unlink(missing_ok=True)
        return None


def _leader(record: Record) -> psutil.Process | None:
    """The child itself, if the process of that number is still the one that we started."""
    child = _started.get(record.pid)
    if child is not None and child.poll() is not None:
        return None
    try:
        process = psutil.Process(record.pid)
        is_ours = abs(process.create_time() - record.started_at) < CREATE_TIME_SLACK_SECONDS
    except psutil.Error:
        return None
    return process if is_ours and _is_alive(process) else None


def _session(pid: int) -> int | None:
    try:
        return os.getsid(pid)
    except OSError:
        return None


def _carries(process: psutil.Process, token: str) -> bool:
    try:
        return bool(process.environ().get(TOKEN_VARIABLE) == token)
    except (psutil.Error, OSError):
        return False


def _is_alive(process: psutil.Process) -> bool:
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.Error:
        return False


def _still_alive(processes: Sequence[psutil.Process]) -> list[psutil.Process]:
    by_pid = {process.pid: process for process in processes}
    return [process for process in by_pid.values() if _is_alive(process)]


def _signal(processes: Sequence[psutil.Process], number: signal.Signals) -> None:
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):  # it ended by itself meanwhile, which is what we want
            process.send_signal(number)


def _wait_gone(processes: Sequence[psutil.Process], seconds: float) -> None:
    until = time.monotonic() + seconds
    while _still_alive(processes) and time.monotonic() < until:
        for process in processes:
            child = _started.get(process.pid)
            if child is not None:
                child.poll()
        time.sleep(0.05)
