"""`python -m explain.web`: the report site on loopback, served by waitress until it is stopped."""

import argparse
import json
import signal
import sys
from pathlib import Path
from types import FrameType

from waitress.server import create_server

from explain.web import create_app, default_services
from pipelines.errors import BadInputError, LinernotesError
from pipelines.settings import read_settings

LOOPBACK = "127.0.0.1"
THREADS = 6


def serve(port: int, port_file: Path | None) -> None:
    """Serve until SIGTERM or SIGINT; writes the port it got, as JSON, when asked to.

    Raises:
        BadInputError: The port is in use.
    """
    settings = read_settings()
    try:
        server = create_server(
            create_app(settings, default_services(settings)), host=LOOPBACK, port=port, threads=THREADS
        )
    except OSError:
        raise BadInputError(
            f"port {port} is in use: free it, or set LINERNOTES_WEB_PORT to another one (0 takes any)"
        ) from None
    got = int(server.effective_port)
    if port_file is not None:
        port_file.parent.mkdir(parents=True, exist_ok=True)
        port_file.write_text(json.dumps(got), encoding="utf8")

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise SystemExit(0)

    signal.signal(signal.SIGTERM, stop)
    print(f"http://{LOOPBACK}:{got}/", flush=True)  # noqa: T201  (a program's output)
    try:
        server.run()
    finally:
        server.close()


def main() -> None:
    """Read the arguments; an error of ours is one line and exit code 2."""
    parser = argparse.ArgumentParser(prog="python -m explain.web", description=__doc__)
    parser.add_argument("--port", type=int, help="0 takes a free one; default LINERNOTES_WEB_PORT")
    parser.add_argument("--port-file", type=Path, help="where to write the port that was taken, as JSON")
    arguments = parser.parse_args()
    try:
        serve(read_settings().web_port if arguments.port is None else arguments.port, arguments.port_file)
    except LinernotesError as error:
        print(f"linernotes: {error}", file=sys.stderr)  # noqa: T201
        sys.exit(error.exit_code)


if __name__ == "__main__":
    main()
