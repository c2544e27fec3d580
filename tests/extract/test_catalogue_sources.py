"""MusicBrainz, ListenBrainz, ReccoBeats: each key is asked for once, and what is not known is remembered."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from pipelines.errors import RateLimitedError, ServiceUnreachableError
from pipelines.extract import known, listenbrainz, musicbrainz, reccobeats, spotify
from pipelines.landing import find_sealed
from pipelines.sandbox import Sandbox
from pipelines.settings import Settings
from tests.extract.conftest import landed, paths

DAY = date(2026, 11, 15)
END = datetime(2026, 11, 16, tzinfo=UTC)

pytestmark = pytest.mark.db


@pytest.fixture
def captured(house: Settings, mara: UUID) -> Settings:
    """Mara's playlists of one day are in."""
    spotify.capture_day(house, mara, DAY)
    return house


def test_every_own_isrc_is_looked_up_and_every_credited_artist(captured: Settings) -> None:
    musicbrainz.capture_day(captured, DAY)
    own = known.own_isrcs(captured, END)
    rows = {kind: landed(captured, "landing.musicbrainz", kind) for kind in ("recording", "artist", "not_found")}
    found = {isrc for row in rows["recording"] for isrc in row["payload"]["isrcs"]}
    missing = {row["source_key"].removeprefix("isrc:") for row in rows["not_found"]}
    assert own <= found | missing
    assert not found & missing
    credited = {one["artist"]["id"] for row in rows["recording"] for one in row["payload"]["artist-credit"]}
    assert {row["source_key"] for row in rows["artist"]} == credited


def test_nothing_is_asked_twice_not_even_what_was_not_found(captured: Settings, sandbox: Sandbox) -> None:
    musicbrainz.capture_day(captured, DAY)
    assert landed(captured, "landing.musicbrainz", "not_found") != []
    asked = len(paths(sandbox, "musicbrainz"))
    assert musicbrainz.capture_day(captured, DAY + timedelta(days=1)).state == "empty"
    assert len(paths(sandbox, "musicbrainz")) == asked
    assert max(Counter(paths(sandbox, "musicbrainz")).values()) == 1


def test_a_budget_is_spread_over_days_until_everything_is_known(captured: Settings, sandbox: Sandbox) -> None:
    """With 40 look-ups a day no day asks more than 40 times, and the days together ask what one day would."""
    small = captured.model_copy(update={"musicbrainz_budget": 40, "clock": "2026-11-30T12:00:00+00:00"})
    counts = []
    for n in range(12):
        before = len(paths(sandbox, "musicbrainz"))
        musicbrainz.capture_day(small, DAY + timedelta(days=n))
        counts.append(len(paths(sandbox, "musicbrainz")) - before)
    assert counts[0] == 40
    assert max(counts) == 40
    assert counts[-1] == 0
    assert known.own_isrcs(captured, END) <= {
        key
        for row in landed(captured, "landing.musicbrainz")
        for key in (row["payload"].get("isrcs") or [row["source_key"].removeprefix("isrc:")])
    }


def test_what_lands_later_does_not_count_as_known_earlier(captured: Settings, sandbox: Sandbox) -> None:
    """The day before Mara's capture knows no ISRC, so it asks nothing, whenever it runs."""
    assert musicbrainz.capture_day(captured, DAY - timedelta(days=1)).state == "empty"
    assert paths(sandbox, "musicbrainz") == []


def test_similar_recordings_are_asked_for_own_ones_and_looked_up_the_next_day(captured: Settings) -> None:
    """Day 1: own recordings, then their neighbours' ids; day 2: the neighbours' names."""
    musicbrainz.capture_day(captured, DAY)
    listenbrainz.capture_day(captured, DAY)
    own = known.own_isrcs(captured, END)
    recordings = {row["source_key"]: row["payload"] for row in landed(captured, "landing.musicbrainz", "recording")}
    owned = {mbid for mbid, payload in recordings.items() if own & set(payload["isrcs"])}
    similar = {
        row["source_key"]: row["payload"] for row in landed(captured, "landing.listenbrainz", "similar_recordings")
    }
    assert set(similar) == owned
    neighbours = {one["recording_mbid"] for payload in similar.values() for one in payload["neighbours"]}
    assert neighbours - set(recordings)
    assert all(one["reference_mbid"] == mbid for mbid, payload in similar.items() for one in payload["neighbours"])
    musicbrainz.capture_day(captured, DAY + timedelta(days=1))
    after = {row["source_key"] for row in landed(captured, "landing.musicbrainz", "recording")}
    assert neighbours <= after


def test_popularity_is_asked_once_for_each_recording(captured: Settings) -> None:
    musicbrainz.capture_day(captured, DAY)
    listenbrainz.capture_day(captured, DAY)
    rows = landed(captured, "landing.listenbrainz", "popularity")
    recordings = {row["source_key"] for row in landed(captured, "landing.musicbrainz", "recording")}
    assert {row["source_key"] for row in rows} == recordings
    assert listenbrainz.capture_day(captured, DAY + timedelta(days=1)).state == "empty"


def test_sound_is_asked_for_at_most_40_isrcs_at_a_time(captured: Settings, sandbox: Sandbox) -> None:
    musicbrainz.capture_day(captured, DAY)
    reccobeats.capture_day(captured, DAY)
    asked = [path.split("ids=")[1].replace("%2C", ",").split(",") for path in paths(sandbox, "reccobeats")]
    assert max(len(ids) for ids in asked) <= 40
    isrcs = [isrc for ids in asked for isrc in ids]
    assert len(isrcs) == len(set(isrcs))
    rows = {
        kind: {row["source_key"] for row in landed(captured, "landing.reccobeats", kind)}
        for kind in ("audio_features", "not_found")
    }
    assert rows["audio_features"] | rows["not_found"] == set(isrcs)
    assert rows["audio_features"]
    assert rows["not_found"]
    assert reccobeats.capture_day(captured, DAY + timedelta(days=1)).state == "empty"


@pytest.mark.parametrize(
    ("fault", "error"),
    [({"status": 429, "headers": {"Retry-After": "30"}}, RateLimitedError), ({"drop": True}, ServiceUnreachableError)],
)
def test_a_source_that_fails_seals_nothing_and_a_retry_lands_all(
    captured: Settings, sandbox: Sandbox, fault: dict[str, object], error: type[Exception]
) -> None:
    musicbrainz.capture_day(captured, DAY)
    sandbox.faults.add("reccobeats", "GET", "audio-features", body={}, **fault)  # type: ignore[arg-type]
    with pytest.raises(error):
        reccobeats.capture_day(captured, DAY)
    assert find_sealed(captured, "reccobeats", None, DAY) is None
    assert reccobeats.capture_day(captured, DAY).row_count > 0


def test_musicbrainz_is_told_who_asks(captured: Settings, sandbox: Sandbox) -> None:
    musicbrainz.capture_day(captured, DAY)
    agents = {request.headers["User-Agent"] for request in sandbox.log if request.service == "musicbrainz"}
    assert agents == {"Linernotes/0.1 ( sandbox )"}


def test_the_sandboxs_clock_header_goes_to_the_sandbox_only(captured: Settings) -> None:
    from pipelines.services.http import NOW_HEADER, ServiceSession

    live = captured.model_copy(update={"musicbrainz_url": "https://musicbrainz.org"})
    assert NOW_HEADER in ServiceSession(captured, "musicbrainz", END).headers
    assert NOW_HEADER not in ServiceSession(live, "musicbrainz", END).headers
