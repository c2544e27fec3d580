"""Import a file: read it whole, quarantine what cannot be used, seal the rest as one slice per file and kind."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from uuid import UUID

from pipelines import db
from pipelines.clock import make_clock, parse_moment
from pipelines.domain.hashing import sha256_hex
from pipelines.domain.ids import slice_id as make_slice_id
from pipelines.errors import BadInputError
from pipelines.landing import quarantine, seal
from pipelines.load.playlists import LIBRARY, PUBLIC, parse_playlists
from pipelines.load.posts import parse_posts
from pipelines.load.reading import Entry, read_bytes, sort_entries
from pipelines.load.tracks import parse_tracks
from pipelines.secrets import keep_key
from pipelines.settings import Settings

POLICIES = ("open", "restricted")
OWN_TIME = "event"

Parse = Callable[[bytes], Iterator[Entry]]


@dataclass(frozen=True)
class Terms:
    """Where a file comes from and how it may be used; see `import_playlists`."""

    source: str
    licence: str
    policy: str
    known_at: str | None


@dataclass(frozen=True)
class ImportResult:
    """What became of a file.

    Attributes:
        loaded: Rows that landed now; 0 when the file had been imported before.
        quarantined: Rows that could not be used.
        slice_id: The file's slice.
        is_new: False when the same file had been imported before, and nothing changed.
        left_out: Rows that must not be kept, such as deleted posts.
        reasons: How many rows each reason kept in quarantine, most first.
    """

    loaded: int
    quarantined: int
    slice_id: UUID
    is_new: bool = True
    left_out: int = 0
    reasons: tuple[tuple[str, int], ...] = ()


def import_playlists(
    settings: Settings,
    path: Path,
    *,
    source: str,
    licence: str,
    known_at: str | None,
    listener_id: UUID | None = None,
    policy: str = "open",
) -> ImportResult:
    """Import playlists: `playlist,pos,uri,artists,title[,added_at]`, spans of public ones, or a Spotify account export.

    Args:
        settings: All settings.
        path: The file.
        source: A short name of where it comes from.
        licence: Under which it may be used.
        known_at: `event` for each row's own time, an ISO time, or None for now.
        listener_id: Whose playlists; without one they are other people's public playlists.
        policy: open or restricted.

    Raises:
        BadInputError: The file cannot be used; nothing was written.
    """
    kind = PUBLIC if listener_id is None else LIBRARY

    return _import(
        settings,
        path,
        "playlists",
        lambda content: parse_playlists(content, path, kind),
        Terms(source, licence, policy, known_at),
        listener_id,
    )


def import_reddit(
    settings: Settings,
    path: Path,
    *,
    source: str,
    licence: str,
    known_at: str | None,
    listener_id: UUID | None = None,
    policy: str = "open",
) -> ImportResult:
    """Import posts of Reddit from a CSV or JSON lines; authors are not kept. Arguments as for `import_playlists`.

    Raises:
        BadInputError: The file cannot be used, or a listener was given; nothing was written.
    """
    _refuse_listener(listener_id, "posts")
    voter_key = cache(lambda: keep_key(settings, "voters"))
    return _import(
        settings,
        path,
        "reddit",
        lambda content: parse_posts(content, path, voter_key),
        Terms(source, licence, policy, known_at),
    )


def import_tracks(
    settings: Settings,
    path: Path,
    *,
    source: str,
    licence: str,
    known_at: str | None,
    listener_id: UUID | None = None,
    policy: str = "open",
) -> ImportResult:
    """Import facts of tracks from a CSV. Arguments as for `import_playlists`.

    Raises:
        BadInputError: The file cannot be used, or a listener was given; nothing was written.
    """
    _refuse_listener(listener_id, "facts of tracks")
    return _import(
        settings,
        path,
        "tracks",
        lambda content: parse_tracks(content, path),
        Terms(source, licence, policy, known_at),
    )


def count_reasons(rejected: list[tuple[str, str, str, object]]) -> tuple[tuple[str, int], ...]:
    """How many rows each reason rejected, most first; values in a reason do not make it another one."""
    counts: dict[str, int] = {}
    for _, _, reason, _ in rejected:
        general = re.sub(r"'[^']*'|-?\d\S*(?= is not)", "…", reason, count=1)
        counts[general] = counts.get(general, 0) + 1
    return tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _import(
    settings: Settings, path: Path, what: str, parse: Parse, terms: Terms, listener_id: UUID | None = None
) -> ImportResult:
    _check(terms.source, terms.licence, terms.policy)
    now = make_clock(settings.clock)()
    own_time = terms.known_at == OWN_TIME
    imported_at = now if terms.known_at is None or own_time else parse_moment(terms.known_at)
    content = read_bytes(path)
    name, key = f"file:{terms.source}", f"{what}:{sha256_hex(content)}"
    slice_id = make_slice_id(name, listener_id, key)
    if _is_sealed(settings, slice_id):
        return ImportResult(0, 0, slice_id, is_new=False)
    parsed = sort_entries(parse(content), imported_at, own_time=own_time)
    # Quarantine first: it may be written twice, a sealed slice ends the import
    quarantine(settings, name, parsed.rejected, imported_at)
    sealed = seal(
        settings, name, listener_id, now.date(), parsed.rows, licence=terms.licence, policy=terms.policy, key=key
    )
    return ImportResult(
        sealed.row_count,
        len(parsed.rejected),
        sealed.slice_id,
        left_out=parsed.left_out,
        reasons=count_reasons(parsed.rejected),
    )


def _check(source: str, licence: str, policy: str) -> None:
    if not re.fullmatch(r"[a-z0-9][a-z0-9_.-]*", source):
        raise BadInputError(f"source '{source}': use lower case letters, digits, _ . and -")
    if not licence.strip():
        raise BadInputError("the licence is empty: name the terms under which you may use the file")
    if policy not in POLICIES:
        raise BadInputError(f"policy '{policy}': it is {' or '.join(POLICIES)}")


def _refuse_listener(listener_id: UUID | None, what: str) -> None:
    if listener_id is not None:
        raise BadInputError(f"{what} belong to no listener: leave the listener out")


def _is_sealed(settings: Settings, slice_id: UUID) -> bool:
    with db.transaction(settings) as connection:
        return db.one(connection, "select 1 from landing.slice where slice_id = %s", [slice_id]) is not None
