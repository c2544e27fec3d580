"""The environment of our child processes: they must read the same settings as we do."""

import json
import os
from typing import Any

from pydantic import SecretStr

from pipelines.settings import Settings, read_settings

QUIET = {
    # nothing of ours calls home
    "DO_NOT_TRACK": "1",
    "SCARF_ANALYTICS": "false",
    "GX_ANALYTICS_ENABLED": "false",
    "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    # setproctitle would overwrite the environment by which we know our processes
    "SPT_NOENV": "1",
    "PYTHONUNBUFFERED": "1",
}


def settings_environment(settings: Settings) -> dict[str, str]:
    """The `LINERNOTES_*` variables by which a child, which inherits ours, comes to equal settings."""
    inherited = read_settings()
    return {
        f"LINERNOTES_{name.upper()}": _as_text(getattr(settings, name))
        for name in type(settings).model_fields
        if getattr(settings, name) != getattr(inherited, name) and getattr(settings, name) is not None
    }


def child_environment(settings: Settings) -> dict[str, str]:
    """All of a child's environment: ours, the settings, no proxy to loopback, and nothing that calls home."""
    direct = ",".join(filter(None, [os.environ.get("NO_PROXY") or os.environ.get("no_proxy"), "127.0.0.1,localhost"]))
    return {**os.environ, **QUIET, "NO_PROXY": direct, "no_proxy": direct, **settings_environment(settings)}


def _as_text(value: Any) -> str:  # noqa: ANN401  (any setting)
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    if isinstance(value, tuple | list | dict | bool):
        return json.dumps(value)
    return str(value)
