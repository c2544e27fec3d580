"""How long `linernotes evaluate` takes on a large set, and how much memory; writes one section of docs/benchmarks.md.

The command itself, in a process of its own, with everything that it can be asked for: weights fitted, six tuned
baselines, lists, and every part of every listed score. The set is generated.
"""

import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from bench._generated_sets import Size, generate, write_set
from bench._sections import machine_and_date, write_section

_SIZE = Size(users=2000, items=33_000, artists=6000, kept=200)
_TOP = 20
_MOST_SECONDS, _MOST_GIGABYTES = 600, 6


@dataclass(frozen=True)
class Run:
    """One run of the command: wall time, largest memory, and lines of its table of parts."""

    seconds: float
    gigabytes: float
    parts: int


def measure() -> dict[str, float]:
    """Seconds, gigabytes and sizes by name."""
    made = generate(_SIZE)
    with tempfile.TemporaryDirectory(prefix="linernotes-evaluate-") as folder:
        train, items, test = write_set(Path(folder), made)
        run = _run(Path(folder), train, items, test)
    write_section("evaluation-size", section(run, made.weights.nnz))
    return {"seconds": run.seconds, "gigabytes": run.gigabytes, "parts": float(run.parts)}


def _run(folder: Path, train: Path, items: Path, test: Path) -> Run:
    parts = folder / "parts.csv"
    command = [sys.executable, "-m", "pipelines.cli", "evaluate", "--top", str(_TOP), "--explain", str(parts)]
    command += [
        "--interactions",
        str(train),
        "--items",
        str(items),
        "--test",
        str(test),
        "--out",
        str(folder / "l.csv"),
    ]
    began = time.monotonic()
    subprocess.run(command, check=True, stdout=sys.stderr)
    seconds = time.monotonic() - began
    largest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 2**20
    with parts.open("rb") as file:
        lines = sum(1 for _ in file) - 1
    return Run(seconds, largest, lines)


def section(run: Run, pairs: int) -> str:
    """The text between the markers, with whether the promise is kept."""
    is_kept = run.seconds <= _MOST_SECONDS and run.gigabytes < _MOST_GIGABYTES
    return f"""
## How long an evaluation takes

`linernotes evaluate` on a generated set of {_SIZE.users:,} users and {_SIZE.items:,} items, {pairs:,} pairs of which a
fifth is held out: weights fitted, {_TOP} items listed for each user, six baselines tuned, and all {run.parts:,} parts
of the listed scores written: {run.seconds:.0f} s and {run.gigabytes:.1f} GB. The promise, {_MOST_SECONDS} s and
{_MOST_GIGABYTES} GB, is {"kept" if is_kept else "not kept"}.
Measured by `python -m bench evaluation_size`, {machine_and_date()}.
""".strip()
