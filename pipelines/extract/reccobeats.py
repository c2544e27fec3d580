"""ReccoBeats: tempo, energy and valence by ISRC, for what it knows.

Kinds: `audio_features` (source key: the ISRC), `not_found` (asked for, not known; remembered).
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from pipelines.extract import known
from pipelines.extract.daily import capture_slice
from pipelines.landing import LandingRow, SealedSlice
from pipelines.services.http import ServiceSession, get_json
from pipelines.settings import Settings

BATCH = 40
"""More ids than this are dropped without a word."""


def capture_day(settings: Settings, day: date) -> SealedSlice:
    """Seal one UTC day of look-ups.

    Raises:
        RateLimitedError: ReccoBeats asks us to come back later.
    """
    return capture_slice(settings, "reccobeats", "reccobeats", None, day, lambda end: list(look_up(settings, end)))


def look_up(settings: Settings, end: datetime) -> Iterator[LandingRow]:
    """Tempo, energy and valence of every recording that has an ISRC, what is known left out."""
    wanted = {isrc for each in known.recording_isrcs(settings, end).values() for isrc in each}
    wanted -= known.landed_keys(settings, "reccobeats", "audio_features", end)
    wanted -= known.landed_keys(settings, "reccobeats", "not_found", end)
    session = ServiceSession(settings, "reccobeats", end)
    address = f"{settings.address('reccobeats').rstrip('/')}/v1/audio-features"
    isrcs = sorted(wanted)
    for start in range(0, len(isrcs), BATCH):
        yield from _batch(session, address, isrcs[start : start + BATCH])


def _batch(session: ServiceSession, address: str, isrcs: Sequence[str]) -> Iterator[LandingRow]:
    content = (get_json(session, address, {"ids": ",".join(isrcs)}) or {}).get("content") or []
    found: dict[str, dict[str, Any]] = {}
    for row in content:
        found.setdefault(str(row.get("isrc", "")).upper(), row)
    for isrc in isrcs:
        if isrc in found:
            yield LandingRow("audio_features", isrc, found[isrc], None, session.answered_at)
        else:
            yield LandingRow("not_found", isrc, {"isrc": isrc}, None, session.answered_at)
