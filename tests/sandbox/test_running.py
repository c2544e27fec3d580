"""The sandbox as a process of its own."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests

from pipelines.sandbox.running import PATHS


@contextmanager
def process(folder: Path, *more: str) -> Iterator[tuple[subprocess.Popen[str], dict[str, Any]]]:
    command = [sys.executable, "-m", "pipelines.sandbox", "--state-dir", str(folder), "--recordings", "200", *more]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        try:
            assert running.stdout is not None
            assert "9 services" in running.stdout.readline()
            yield running, json.loads((folder / "sandbox.json").read_text())
        finally:
            running.send_signal(signal.SIGTERM)
            assert running.wait(10) == 0


def test_it_says_where_it_is_and_comes_back_to_the_same_place(tmp_path: Path) -> None:
    with process(tmp_path, "--anchor", "2026-11-23") as (running, first):
        assert first["pid"] == running.pid
        assert set(first["services"]) == set(PATHS)
        assert all(url.startswith("http://127.0.0.1:") for url in first["services"].values())
        session = requests.Session()
        session.get(
            f"{first['services']['openai']}/models", headers={"Authorization": "Bearer k"}, timeout=5
        ).raise_for_status()
    session.close()  # open until here: it does not keep the process
    with process(tmp_path, "--anchor", "2027-01-01") as (_, second):
        assert second["services"] == first["services"]
        assert second["anchor"] == "2026-11-23"


def test_a_wrong_argument_is_one_line(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "pipelines.sandbox", "--state-dir", str(tmp_path), "--recordings", "5"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.strip() == "sandbox: a world has 200 to 2000 recordings, not 5"
