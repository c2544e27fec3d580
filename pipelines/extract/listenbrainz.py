"""ListenBrainz: what is listened to together with what is owned, and how many people listen to a recording.

Kinds: `similar_recordings` (one row per own recording, an empty list too), `popularity` (one row per recording).
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from pipelines.extract import known
from pipelines.extract.daily import capture_slice
from pipelines.landing import LandingRow, SealedSlice
from pipelines.services.http import ServiceSession, post_json
from pipelines.settings import Settings

ALGORITHM = "session_based_days_7500_session_300_contribution_5_threshold_15_limit_50_skip_30"
SIMILAR_BATCH, POPULARITY_BATCH = 25, 500


def capture_day(settings: Settings, day: date) -> SealedSlice:
    """Seal one UTC day of look-ups.

    Raises:
        RateLimitedError: ListenBrainz asks us to come back later.
    """
    return capture_slice(settings, "listenbrainz", "listenbrainz", None, day, lambda end: look_up(settings, end))


def look_up(settings: Settings, end: datetime) -> list[LandingRow]:
    """Similar recordings of what is owned and listeners of every recording, what is known left out."""
    isrcs = known.recording_isrcs(settings, end)
    own = known.own_isrcs(settings, end)
    owned = {mbid for mbid, each in isrcs.items() if own.intersection(each)}
    similar = owned - known.landed_keys(settings, "listenbrainz", "similar_recordings", end)
    counted = set(isrcs) - known.landed_keys(settings, "listenbrainz", "popularity", end)
    return [*_similar(settings, sorted(similar), end), *_popularity(settings, sorted(counted), end)]


def _similar(settings: Settings, mbids: Sequence[str], end: datetime) -> Iterator[LandingRow]:
    if settings.address_or_none("listenbrainz_labs") is None:
        return
    session = ServiceSession(settings, "listenbrainz_labs", end)
    address = f"{settings.address('listenbrainz_labs').rstrip('/')}/similar-recordings/json"
    for start in range(0, len(mbids), SIMILAR_BATCH):
        batch = list(mbids[start : start + SIMILAR_BATCH])
        rows = post_json(session, address, [{"recording_mbids": batch, "algorithm": ALGORITHM}]) or []
        for mbid in batch:
            neighbours = [row for row in rows if row["reference_mbid"] == mbid]
            payload = {"recording_mbid": mbid, "algorithm": ALGORITHM, "neighbours": neighbours}
            yield LandingRow("similar_recordings", mbid, payload, None, session.answered_at)


def _popularity(settings: Settings, mbids: Sequence[str], end: datetime) -> Iterator[LandingRow]:
    session = ServiceSession(settings, "listenbrainz", end)
    address = f"{settings.address('listenbrainz').rstrip('/')}/1/popularity/recording"
    for start in range(0, len(mbids), POPULARITY_BATCH):
        batch = list(mbids[start : start + POPULARITY_BATCH])
        for row in post_json(session, address, {"recording_mbids": batch}) or []:
            yield LandingRow("popularity", row["recording_mbid"], row, None, session.answered_at)
