"""How long the embedded PostgreSQL takes: the first start, one while it runs, a stop, and a start on old data."""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from pipelines.platform import postgres
from pipelines.settings import read_settings


def _seconds(act: Callable[[], None]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def measure() -> dict[str, float]:
    """Seconds, durable, on a fresh home."""
    with tempfile.TemporaryDirectory(prefix="linernotes-bench-", dir="/tmp") as folder:
        Path(folder).chmod(0o755)
        settings = read_settings(home=Path(folder) / "home", postgres_home=Path(folder) / "outside")
        try:
            return {
                "first_start_s": _seconds(lambda: postgres.start(settings)),
                "start_when_up_s": _seconds(lambda: postgres.start(settings)),
                "stop_s": _seconds(lambda: postgres.stop(settings)),
                "start_again_s": _seconds(lambda: postgres.start(settings)),
            }
        finally:
            postgres.remove(settings)
