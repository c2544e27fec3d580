"""Runs of dbt: each in a fork of one child process that has imported dbt, with the project parsed once per database.

What dbt parses depends on the files of the project, on dbt itself and on the database; variables are read by the run
alone. The parsed project is kept under a hash of the former.
"""

import atexit
import contextlib
import json
import os
import select
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
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
    """The child process that runs dbt, and who started it: a fork of us must not talk to it."""

    process: "subprocess.Popen[str]"
    owner: int


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
        process = _started(project)
        assert process.stdin is not None
        assert process.stdout is not None
        answer = ""
        try:
            process.stdin.write(json.dumps(request) + "\n")
            process.stdin.flush()
            if not select.select([process.stdout], [], [], timeout)[0]:
                return None
            answer = process.stdout.readline()
        finally:
            if not answer:
                _stop()
    if not answer:
        raise DbtError("dbt was ended from outside, perhaps for want of memory; run the step again")
    return int(answer)


def _started(project: Path) -> "subprocess.Popen[str]":
    """The child of this process, started when there is none."""
    if not any(host.owner == os.getpid() for host in _hosts):
        command = [sys.executable, "-m", "pipelines.dbt_host"]
        pipe = subprocess.PIPE
        _hosts[:] = [_Host(subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, cwd=project), os.getpid())]
    return _hosts[0].process


@atexit.register
def _stop() -> None:
    """End the child with all that it runs."""
    for host in _hosts:
        if host.owner == os.getpid():
            with contextlib.suppress(psutil.NoSuchProcess):
                child = psutil.Process(host.process.pid)
                for one in [*child.children(recursive=True), child]:
                    one.kill()
            with contextlib.suppress(BrokenPipeError), host.process:  # closes the pipes and waits
                pass
    _hosts.clear()
