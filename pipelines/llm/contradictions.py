"""Which of a listener's contradicting statements count: what was said beats what was seen, the newest beats the older.

1. `more` and `less` on one song, or on songs of one artist: the newest counts alone.
2. `never` stays until a later `more` on the same song; a later `never` ends a `more` on it.
3. What was saved or put back counts for nothing while `less` (of the song or its artist), `never` (of the song) or,
   of what was saved, a wrong reason that names it is in force; what was removed while `more` (of the song or its
   artist) is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

_ON_ARTISTS = {("more", "less"), ("less", "more")}
_ON_SONGS = _ON_ARTISTS | {("never", "more"), ("more", "never")}


@dataclass(frozen=True)
class Said:
    """One feedback on one song; `artist_id` is None when the catalogue does not know the song."""

    event_id: UUID
    kind: str
    recording_id: UUID
    artist_id: UUID | None


def in_force(said: Sequence[Said]) -> list[Said]:
    """Those that no later one contradicts.

    Args:
        said: Oldest first.
    """
    return [one for place, one in enumerate(said) if not any(_ends(one, later) for later in said[place + 1 :])]


def is_outspoken(recording_id: UUID, artist_id: UUID | None, said: Sequence[Said]) -> bool:
    """Whether feedback in force speaks against a song that the listener saved or put back."""
    return any(
        (one.kind in {"less", "never"} and one.recording_id == recording_id)
        or (one.kind == "less" and artist_id is not None and one.artist_id == artist_id)
        for one in said
    )


def is_wanted(recording_id: UUID, artist_id: UUID | None, said: Sequence[Said]) -> bool:
    """Whether feedback in force speaks for a song that the listener removed."""
    return any(
        one.kind == "more"
        and (one.recording_id == recording_id or (artist_id is not None and one.artist_id == artist_id))
        for one in said
    )


def _ends(earlier: Said, later: Said) -> bool:
    kinds = (earlier.kind, later.kind)
    if earlier.recording_id == later.recording_id:
        return kinds in _ON_SONGS
    return kinds in _ON_ARTISTS and earlier.artist_id is not None and earlier.artist_id == later.artist_id
