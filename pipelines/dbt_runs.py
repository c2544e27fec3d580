"""Runs of dbt: each in a fork of one child process that has imported dbt, with the project parsed once per database.

What dbt parses depends on the files of the project, on dbt itself and on the database; variables are read by the run
alone. The parsed project is kept under a hash of the former.
"""

import atexit
import contextlib
import json
import logging
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from io import TextIOWrapper
from pathlib import Path
from threading import Lock

import psutil

from pipelines.domain.hashing import content_hash, sha256_hex
from pipelines.errors import LinernotesError

PARSED = "partial_parse.msgpack"
"""What dbt calls the parsed project that it leaves in its target folder."""
_SUFFIXES = (".sql", ".yml", ".csv", ".md")


class DbtError(LinernotesError):
    """dbt failed; the message holds its own words."""


@dataclass(frozen=True)
class _Host:
    """A child process that runs dbt, and who started it: a fork of us must not talk to it."""

    pid: int
    requests: TextIOWrapper
    answers: TextIOWrapper
    owner: int
    program: "subprocess.Popen[str] | None" = None


_lock = Lock()
_hosts: list[_Host] = []
"""At most one of this very process."""


def run(
    project: Path,
    work: Path,
    arguments: Sequence[str],
    variables: Mapping[str, str],
    environment: Mapping[str, str],
    timeout: float,
) -> int:
    """Run dbt on a project; how many nodes (models or tests) it ran.

    Args:
        project: The folder of the project and its profile.
        work: Where parsed projects are kept, and each run has a folder of its own for what dbt writes.
        arguments: The command and its options; folders and variables are added.
        variables: By name.
        environment: Of the run, the secrets of the profile included; they travel by a pipe, no command line shows them.
        timeout: Seconds after which dbt is killed.

    Raises:
        DbtError: dbt failed, or took too long.
    """
    work.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="run-", dir=work))
    target, output = folder / "target", folder / "output"
    parsed = work / f"parsed-{_parse_key(project, environment)}.msgpack"
    command = ["--no-use-colors", "--quiet", arguments[0]]
    command += ["--project-dir", str(project), "--profiles-dir", str(project)]
    command += ["--target-path", str(target), "--log-path", str(folder / "logs")]
    command += ["--vars", json.dumps(dict(variables)), "--no-partial-parse", *arguments[1:]]
    paths = {"output": str(output), "parsed": str(parsed)}
    code = _ask({"arguments": command, "environment": dict(environment), **paths}, project, timeout)
    if code != 0:
        lines = [line for line in output.read_text(encoding="utf8").splitlines() if line.strip()]
        told = "\n".join(lines[-25:]) if code is not None else f"no end after {timeout:.0f} s"
        raise DbtError(f"dbt {' '.join(arguments)} failed:\n{told}")
    if not parsed.exists():
        (target / PARSED).replace(parsed)
    results = json.loads((target / "run_results.json").read_text(encoding="utf8"))["results"]
    shutil.rmtree(folder, ignore_errors=True)
    return len(results)


def _parse_key(project: Path, environment: Mapping[str, str]) -> str:
    """A hash of all that the parsed project depends on."""
    files = sorted(path for path in project.rglob("*") if path.suffix in _SUFFIXES)
    return content_hash(
        {
            "dbt": [version("dbt-core"), version("dbt-postgres")],
            "profile": {name: value for name, value in environment.items() if name.startswith("LINERNOTES_DBT_")},
            "files": {str(path.relative_to(project)): sha256_hex(path.read_bytes()) for path in files},
        }
    )[:24]


def _ask(request: Mapping[str, object], project: Path, timeout: float) -> int | None:
    """The exit code of a run; None when it had to be killed. One run at a time.

    Raises:
        DbtError: Somebody else ended it.
    """
    with _lock:
        host = _host(project)
        answer = ""
        try:
            host.requests.write(json.dumps(request) + "\n")
            host.requests.flush()
            if not select.select([host.answers], [], [], timeout)[0]:
                return None
            answer = host.answers.readline()
        finally:
            if not answer:
                _stop()
    if not answer:
        raise DbtError("dbt was ended from outside, perhaps for want of memory; run the step again")
    return int(answer)


def _host(project: Path) -> _Host:
    """The child of this process, started when there is none."""
    if not any(host.owner == os.getpid() for host in _hosts):
        # our tasks inherit dbt from Airflow's executor; a fork of a process with threads could wait for one of them
        is_imported = "dbt.cli.main" in sys.modules and threading.active_count() == 1
        _hosts[:] = [_forked(project) if is_imported else _spawned(project)]
    return _hosts[0]


def _spawned(project: Path) -> _Host:
    pipe = subprocess.PIPE
    command = [sys.executable, "-m", "pipelines.dbt_host"]
    child = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, cwd=project)
    assert isinstance(child.stdin, TextIOWrapper)
    assert isinstance(child.stdout, TextIOWrapper)
    return _Host(child.pid, child.stdin, child.stdout, os.getpid(), child)


def _forked(project: Path) -> _Host:
    theirs, ours = os.pipe(), os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.dup2(theirs[0], 0)
            os.dup2(ours[1], 1)
            for end in (*theirs, *ours):  # else we would never see that the requests have ended
                os.close(end)
            os.chdir(project)
            logging.getLogger().handlers.clear()  # they speak to Airflow
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            from pipelines import dbt_host

            dbt_host.main()
        finally:
            os._exit(0)
    os.close(theirs[0])
    os.close(ours[1])
    return _Host(child, os.fdopen(theirs[1], "w"), os.fdopen(ours[0]), os.getpid())


@atexit.register
def _stop() -> None:
    """End the child with all that it runs."""
    for host in _hosts:
        if host.owner == os.getpid():
            for pipe in (host.requests, host.answers):
                with contextlib.suppress(OSError):
                    pipe.close()
            with contextlib.suppress(psutil.NoSuchProcess, ChildProcessError):
                child = psutil.Process(host.pid)
                for one in [*child.children(recursive=True), child]:
                    one.kill()
                if host.program is None:
                    os.waitpid(host.pid, 0)
                else:
                    host.program.wait()
    _hosts.clear()
