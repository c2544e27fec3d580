"""The weights that come with the project, and what they were fitted on."""

from functools import lru_cache
from pathlib import Path

from pipelines.learn.weights import Weights

SHIPPED = Path(__file__).with_name("shipped.json")
"""Written by `linernotes fit`; `fitted_on` in it names the data, the task and the seed."""


@lru_cache(maxsize=1)
def shipped_weights() -> Weights:
    """The weights of the weekly run, read once per process."""
    return Weights.from_json(SHIPPED.read_text(encoding="utf8"))
