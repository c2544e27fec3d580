"""`python -m pipelines.platform.local_model_server`: serve a GGUF file on loopback until SIGTERM or Ctrl-C."""

import argparse
import json
import os
import signal
from pathlib import Path
from threading import Event

from pipelines.platform.ports import free_port

CONTEXT_TOKENS = 8192
"""What SmolLM2 was trained for, prompt and answer together."""
SEED = 1


def main() -> None:
    """Load, write the address, wait, end."""
    parser = argparse.ArgumentParser(prog="python -m pipelines.platform.local_model_server", description=__doc__)
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--state-dir", type=Path, required=True, help="gets local_model.json with the address")
    given = parser.parse_args()

    import xllamacpp

    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(given.weights)
    parameters.port = free_port()
    parameters.n_ctx, parameters.n_parallel = CONTEXT_TOKENS, 1
    # one thread: threads that wait for each other on a machine with other work take many times as long
    parameters.cpuparams.n_threads = parameters.cpuparams_batch.n_threads = 1
    parameters.sampling.temp, parameters.sampling.seed = 0.0, SEED
    server = xllamacpp.Server(parameters)
    given.state_dir.mkdir(parents=True, exist_ok=True)
    unfinished = given.state_dir / "local_model.json.new"
    unfinished.write_text(json.dumps({"pid": os.getpid(), "address": f"{server.listening_address}/v1"}), "utf8")
    unfinished.replace(given.state_dir / "local_model.json")
    print(f"model: {given.weights.name} at {server.listening_address}", flush=True)  # noqa: T201
    stop.wait()
    os._exit(0)  # the engine's threads do not end by themselves


if __name__ == "__main__":
    main()
