"""`python -m pipelines.sandbox`: run the sandbox until SIGTERM or Ctrl-C."""

import argparse
import signal
import sys
from datetime import date
from pathlib import Path
from threading import Event

from pipelines.sandbox.running import PATHS, running_sandbox
from pipelines.sandbox.world import MAX_LISTENERS, MAX_RECORDINGS, MIN_RECORDINGS


def _ports(text: str) -> dict[str, int]:
    """`spotify_api=0,reddit=8001` as numbers by service."""
    found = {}
    for pair in filter(None, text.split(",")):
        name, _, port = pair.partition("=")
        if name not in PATHS or not port.isdigit():
            raise argparse.ArgumentTypeError(f"'{pair}' is not SERVICE=PORT; services: {', '.join(PATHS)}")
        found[name] = int(port)
    return found


def main() -> None:
    """Read the arguments, run, stop."""
    parser = argparse.ArgumentParser(prog="python -m pipelines.sandbox", description=__doc__)
    parser.add_argument("--state-dir", type=Path, required=True, help="keeps the world's changes and sandbox.json")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--recordings", type=int, default=600, help=f"{MIN_RECORDINGS} to {MAX_RECORDINGS}")
    parser.add_argument("--listeners", type=int, default=4, help=f"1 to {MAX_LISTENERS}")
    parser.add_argument("--anchor", type=date.fromisoformat, help="the world's today; only the first start decides")
    parser.add_argument("--canary", default="", help="ending of every track title at Spotify")
    parser.add_argument("--ports", type=_ports, default={}, help="SERVICE=PORT,...; 0 takes a free one")
    given = parser.parse_args()

    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    try:
        with running_sandbox(
            given.state_dir,
            seed=given.seed,
            anchor=given.anchor,
            recordings=given.recordings,
            listeners=given.listeners,
            canary=given.canary,
            ports=given.ports,
        ) as sandbox:
            print(f"sandbox: {len(sandbox.urls)} services, see {given.state_dir / 'sandbox.json'}", flush=True)  # noqa: T201
            stop.wait()
    except ValueError as error:
        sys.exit(f"sandbox: {error}")


if __name__ == "__main__":
    main()
