"""A child process that has imported dbt and forks for each run of it: the seconds of that import are spent once.

It reads one request per line from its standard input (see pipelines.dbt_runs), answers each with the exit code of the
run, and ends with whoever started it.
"""

import json
import os
import sys
import traceback
from multiprocessing import util
from pathlib import Path
from typing import Any

from dbt.cli.main import dbtRunner
from dbt.contracts.graph.manifest import Manifest
from dbt.parser.manifest import extended_mashumuro_decoder


def main() -> None:
    """Serve until the input ends."""
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            code = 1
            try:
                code = _run(json.loads(line))
            except Exception:  # noqa: BLE001  (it ends this process: told in the output of the run and by its exit code)
                traceback.print_exc()
            finally:
                os._exit(code)  # what the parent has still to write is the parent's
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


def _run(request: dict[str, Any]) -> int:
    """One run in this very process, which is a fork and ends with it; 0, or 1 when dbt failed."""
    os.environ.clear()
    os.environ.update(request["environment"])
    with Path(request["output"]).open("wb") as output:
        os.dup2(output.fileno(), 1)
        os.dup2(output.fileno(), 2)
    try:
        result = dbtRunner(manifest=_read(Path(request["parsed"]))).invoke(request["arguments"])
        if result.exception is not None:
            sys.stdout.write(f"{type(result.exception).__name__}: {result.exception}\n")
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        # named semaphores of dbt outlive a process that ends with os._exit; not in the stubs of multiprocessing
        vars(util)["_run_finalizers"]()
    return 0 if result.success else 1


def _read(parsed: Path) -> Manifest | None:
    """The project as it was parsed before, or nothing."""
    if not parsed.exists():
        return None
    return Manifest.from_msgpack(parsed.read_bytes(), decoder=extended_mashumuro_decoder)


if __name__ == "__main__":
    main()
