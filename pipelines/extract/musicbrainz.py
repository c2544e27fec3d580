"""MusicBrainz: open identity, names, genres and tags of what is owned, of what is similar to it, of what was proposed.

Kinds: `recording` (with credits, ISRCs, genres, tags, links), `artist` (with genres, tags). Remembered, so that a key
is not asked for again, under `isrc:...`, `recording:...` or `artist:...`: `not_found`, and `merged` (answered under
another id). `stopped`: MusicBrainz asked us to come back later; the day holds what it had, the next ones go on.
"""

import time
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from pipelines.errors import RateLimitedError
from pipelines.extract import known
from pipelines.extract.daily import capture_slice
from pipelines.landing import LandingRow, SealedSlice
from pipelines.services.http import USER_AGENT, ServiceSession, get_json
from pipelines.settings import Settings

RECORDING_INC = "artist-credits+isrcs+genres+tags+url-rels+work-rels"
ARTIST_INC = "genres+tags"
SECONDS_BETWEEN_REQUESTS = 1.0
"""What MusicBrainz asks of every client; the sandbox does not mind."""


def capture_day(settings: Settings, day: date) -> SealedSlice:
    """Seal one UTC day of look-ups, own songs first, within the day's budget.

    Raises:
        RateLimitedError: MusicBrainz asks us to come back later.
    """

    def capture(end: datetime) -> list[LandingRow]:
        return _Lookup(settings, end, settings.musicbrainz_budget).rows(lambda lookup: lookup.everything())

    return capture_slice(settings, "musicbrainz", "musicbrainz", None, day, capture)


def look_up_own(settings: Settings, isrcs: Sequence[str], moment: datetime, budget: int) -> list[LandingRow]:
    """Recordings by ISRC, the first ones first, what is known left out; at most `budget` look-ups."""
    return _Lookup(settings, moment, budget).rows(lambda lookup: lookup.isrcs(isrcs))


def look_up_similar(settings: Settings, mbids: Sequence[str], moment: datetime, budget: int) -> list[LandingRow]:
    """Recordings by MusicBrainz id, the first ones first, then the artists that lack; at most `budget` look-ups."""

    def steps(lookup: "_Lookup") -> None:
        lookup.recordings(mbids)
        lookup.artists()

    return _Lookup(settings, moment, budget).rows(steps)


class _Lookup:
    """Look-ups as of a moment, within a budget."""

    def __init__(self, settings: Settings, end: datetime, budget: int) -> None:
        self.settings, self.end = settings, end
        self.session = ServiceSession(settings, "musicbrainz", end)
        contact = settings.musicbrainz_contact or "sandbox"
        self.session.headers["User-Agent"] = USER_AGENT.format(contact=contact)
        self.base = settings.address("musicbrainz").rstrip("/")
        self.left = budget
        self.landed: dict[tuple[str, str], LandingRow] = {}
        self.missing = known.landed_keys(settings, "musicbrainz", "not_found", end)
        self.missing |= known.landed_keys(settings, "musicbrainz", "merged", end)

    def rows(self, steps: Callable[["_Lookup"], None]) -> list[LandingRow]:
        """Everything that the steps found, and what they did not."""
        try:
            steps(self)
        except RateLimitedError as error:
            if not self.landed:
                raise
            # an hour of look-ups, one a second, is not thrown away
            self._land("stopped", f"{self.end:%Y-%m-%d}", {"retry_after": error.retry_after, "left": self.left})
        return list(self.landed.values())

    def everything(self) -> None:
        """Own songs first, then what is similar to them, then what the model proposed, then artists."""
        self.isrcs(sorted(known.own_isrcs(self.settings, self.end)))
        self.recordings(sorted(known.similar_mbids(self.settings, self.end)))
        self.recordings(sorted(known.sought_mbids(self.settings, self.end)))
        self.isrcs(sorted(known.sought_isrcs(self.settings, self.end)))
        self.artists()

    def isrcs(self, wanted: Sequence[str]) -> None:
        """Recordings by ISRC, in this order."""
        seen = {isrc for each in known.recording_isrcs(self.settings, self.end).values() for isrc in each}
        for isrc in wanted:
            if isrc not in seen and f"isrc:{isrc}" not in self.missing:
                self._look_up(f"isrc:{isrc}", f"isrc/{isrc}", RECORDING_INC)

    def recordings(self, wanted: Sequence[str]) -> None:
        """Recordings by MusicBrainz id, in this order."""
        seen = known.recording_isrcs(self.settings, self.end)
        for mbid in wanted:
            if mbid not in seen and f"recording:{mbid}" not in self.missing:
                self._look_up(f"recording:{mbid}", f"recording/{mbid}", RECORDING_INC)

    def artists(self) -> None:
        """The artists of all recordings, of those just found too."""
        wanted = known.recording_artists(self.settings, self.end) | self._landed_artists()
        for mbid in sorted(wanted - known.landed_keys(self.settings, "musicbrainz", "artist", self.end)):
            if f"artist:{mbid}" not in self.missing:
                self._look_up(f"artist:{mbid}", f"artist/{mbid}", ARTIST_INC)

    def _look_up(self, key: str, path: str, inc: str) -> None:
        if self.left <= 0 or ("recording", key.removeprefix("recording:")) in self.landed:
            return
        self.left -= 1
        if self.settings.is_live("musicbrainz"):
            time.sleep(SECONDS_BETWEEN_REQUESTS)
        # `+` in inc is MusicBrainz' own separator and must not be encoded
        found = get_json(self.session, f"{self.base}/ws/2/{path}?inc={inc}&fmt=json")
        if found is None:
            self._land("not_found", key, {"key": key})
            return
        things = found["recordings"] if key.startswith("isrc:") else [found]
        kind = "artist" if key.startswith("artist:") else "recording"
        for thing in things:
            self._land(kind, thing["id"], thing)
        asked = key.split(":")[1]
        if not key.startswith("isrc:") and found["id"] != asked:
            self._land("merged", key, {"key": key, "into": found["id"]})

    def _land(self, kind: str, key: str, payload: dict[str, Any]) -> None:
        self.landed[kind, key] = LandingRow(kind, key, payload, None, self.session.answered_at)

    def _landed_artists(self) -> set[str]:
        recordings = [row.payload for (kind, _), row in self.landed.items() if kind == "recording"]
        return {credit["artist"]["id"] for each in recordings for credit in each.get("artist-credit") or []}
