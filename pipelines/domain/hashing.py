"""One canonical form for everything that is hashed or compared."""

import hashlib
import json
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any
from uuid import UUID


def _plain(value: Any) -> Any:  # noqa: ANN401  (json's own hook)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, set | frozenset):
        return sorted(value)
    message = f"cannot hash a {type(value).__name__}"
    raise TypeError(message)


_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_plain)


def canonical_json(value: Any) -> str:  # noqa: ANN401  (any JSON-like value)
    """JSON with sorted keys, no spaces, shortest round-trip floats: equal values give equal text."""
    return _ENCODER.encode(value)


class Canonical(dict[str, Any]):
    """A dict that is not changed any more, whose canonical JSON is made once: for what is hashed, and written too."""

    @cached_property
    def text(self) -> str:
        """Its canonical JSON."""
        return canonical_json(self)

    @cached_property
    def sha256(self) -> str:
        """Hex SHA-256 of its canonical JSON."""
        return sha256_hex(self.text)


def canonical_text(value: Any) -> str:  # noqa: ANN401  (any JSON-like value)
    """Canonical JSON, by the text that a value has where it has one."""
    return value.text if isinstance(value, Canonical) else canonical_json(value)


def document_hash(value: dict[str, Any]) -> str:
    """Hex SHA-256 of the canonical JSON of a dict, likewise."""
    return value.sha256 if isinstance(value, Canonical) else content_hash(value)


def sha256_hex(value: bytes | str) -> str:
    """Hex SHA-256 of bytes or UTF-8 text."""
    return hashlib.sha256(value.encode() if isinstance(value, str) else value).hexdigest()


def content_hash(value: Any) -> str:  # noqa: ANN401  (any JSON-like value)
    """Hex SHA-256 of the canonical JSON of a value."""
    return sha256_hex(canonical_json(value))
