"""Identity: uuid5 of the first strong key, never a sequence, so that the same thing has the same id everywhere."""

from uuid import UUID, uuid5

_ROOT = UUID("6f1f8a4e-5d0c-5c55-9a0e-1c2f5b6a7d80")
SHARED = UUID(int=0)
"""Stands for "no listener" where a key needs one: inputs and texts that all listeners share."""


def stable_id(kind: str, *parts: object) -> UUID:
    """The id of a thing of a kind, from the parts that make it unique."""
    return uuid5(_ROOT, "\x1f".join([kind, *(str(part) for part in parts)]))


def recording_id(key_kind: str, key_value: str) -> UUID:
    """Id of a recording by its strongest key; `key_kind` is mbid, isrc, spotify_uri or name."""
    return stable_id("recording", key_kind, key_value)


def artist_id(key_kind: str, key_value: str) -> UUID:
    """Id of an artist by its strongest key; `key_kind` is mbid, spotify_uri or name."""
    return stable_id("artist", key_kind, key_value)


def listener_id(account: str) -> UUID:
    """Id of a listener by the account (or the name, without one) under which they enrolled."""
    return stable_id("listener", account)


def slice_id(source: str, listener: UUID | None, day: object) -> UUID:
    """Id of one sealed slice of landing: a source, a listener or none, a UTC day (or a file's hash)."""
    return stable_id("slice", source, listener or SHARED, day)
