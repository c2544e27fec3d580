"""Files that only the owner may read: generated passwords and keys."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path


def _token() -> str:
    """192 random bits, safe in a URL."""
    return secrets.token_urlsafe(24)


def write_secret(path: Path, text: str) -> None:
    """Replace a file by one with mode 0600, never readable by others in between."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf8") as file:
        file.write(text)
    draft.replace(path)


def keep_secret(path: Path, make: Callable[[], str] = _token) -> str:
    """The secret in a file, made at first use."""
    if not path.exists():
        write_secret(path, make())
    return path.read_text(encoding="utf8").strip()
