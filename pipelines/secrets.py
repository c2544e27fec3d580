"""Keys that this installation keeps for itself: made once, readable by the owner only, never printed."""

import contextlib
import os
import secrets
from pathlib import Path

from cryptography.fernet import Fernet, MultiFernet

from pipelines.errors import BadInputError
from pipelines.settings import Settings

FERNET_VARIABLE = "LINERNOTES_FERNET_KEYS"
"""Keys separated by commas, newest first; without it one is made and kept."""


def keep_key(settings: Settings, name: str) -> bytes:
    """A key of 32 bytes, made at the first use."""
    return bytes.fromhex(_keep(settings, name, lambda: secrets.token_hex(32)))


def token_cipher(settings: Settings) -> MultiFernet:
    """What encrypts listeners' tokens; the first key writes, all of them read.

    Raises:
        BadInputError: What the variable holds is no key.
    """
    given = os.environ.get(FERNET_VARIABLE)
    keys = given.split(",") if given else [_keep(settings, "fernet", lambda: Fernet.generate_key().decode())]
    try:
        return MultiFernet([Fernet(key.strip()) for key in keys])
    except ValueError:
        raise BadInputError(
            f"{FERNET_VARIABLE}: a key is 32 bytes in base64, as Fernet.generate_key() makes it"
        ) from None


def _keep(settings: Settings, name: str, make: object) -> str:
    path = settings.home / "secrets" / name
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write_once(path, make())  # type: ignore[operator]
    return path.read_text(encoding="utf8")


def _write_once(path: Path, text: str) -> None:
    """Write a whole file under its name at once; whoever comes second keeps the first."""
    draft = path.with_suffix(f".{os.getpid()}")
    descriptor = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf8") as file:
        file.write(text)
    try:
        with contextlib.suppress(FileExistsError):  # another process was first: its secret is the one
            os.link(draft, path)
    finally:
        draft.unlink()
