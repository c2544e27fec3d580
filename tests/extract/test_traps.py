"""What services do on a bad day: nulls, text where an object should be, merged ids, waits, days that are not over."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import requests

from pipelines import db
from pipelines.errors import EndpointGoneError, NotYetLandedError, RateLimitedError, ServiceError
from pipelines.extract import musicbrainz, reddit, spotify
from pipelines.extract.daily import day_end
from pipelines.landing import LandingRow, find_sealed, seal
from pipelines.listeners import connect_in_sandbox, list_listeners
from pipelines.sandbox import Sandbox
from pipelines.sandbox.context import Context
from pipelines.sandbox.spotify_visit import Visit
from pipelines.services.spotify import SpotifyClient, spotify_client
from pipelines.settings import Settings
from tests.extract.conftest import NOW, landed, paths

DAY = date(2026, 11, 15)

pytestmark = pytest.mark.db


def test_a_null_in_a_list_of_playlists_is_passed_over(
    house: Settings, mara: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = Visit.page

    def with_null(self: Visit, rows: Any, *arguments: Any, **options: Any) -> dict[str, Any]:
        return page(self, [None, *rows], *arguments, **options)

    monkeypatch.setattr(Visit, "page", with_null)
    assert spotify.capture_day(house, mara, DAY).row_count > 0


def test_saved_tracks_that_are_as_they_once_were_land_again(house: Settings, sandbox: Sandbox, mara: UUID) -> None:
    """A on the 16th, A and one more on the 17th, A on the 18th: the newest row of the 18th must be A."""
    with db.transaction(house) as connection:
        account = db.rows(connection, "select spotify_account_id as account from app.listener")[0]["account"]
    library = sandbox.spotify.library
    have = {item.uri for item in library.saved(account, NOW)}
    ids = [one.spotify_ids[0] for one in sandbox.world.recordings if one.spotify_ids]
    other = next(f"spotify:track:{each}" for each in ids if f"spotify:track:{each}" not in have)
    changes = {date(2026, 12, 16): None, date(2026, 12, 17): "add", date(2026, 12, 18): "remove"}
    later = house.model_copy(update={"clock": "2026-12-19T06:00:00+00:00"})
    for day, change in changes.items():
        if change is not None:
            library.change_library(account, change, [other], datetime(day.year, day.month, day.day, 6, tzinfo=UTC))
        spotify.capture_day(later, mara, day)
    rows = sorted(landed(later, "restricted.landing_spotify", "saved_tracks"), key=lambda row: row["known_at"])
    newest = {item["track"]["uri"] for item in rows[-1]["payload"]["items"]}
    assert newest == {item.uri for item in library.saved(account, day_end(date(2026, 12, 18)))}


def test_a_day_that_is_not_over_is_not_sealed(house: Settings, mara: UUID) -> None:
    """At 12:00 of the 23rd: come back in twelve hours."""
    with pytest.raises(NotYetLandedError) as raised:
        spotify.capture_day(house, mara, NOW.date())
    assert raised.value.retry_after == 12 * 3600
    assert find_sealed(house, "spotify", mara, NOW.date()) is None


@pytest.mark.parametrize(("status", "body"), [(503, {"error": "down for maintenance"}), (200, "<html>sign in</html>")])
def test_an_answer_of_another_form_is_one_of_our_errors(
    house: Settings, sandbox: Sandbox, mara: UUID, status: int, body: object
) -> None:
    sandbox.faults.add("spotify_api", "GET", "/me/playlists", status, body=body)
    with pytest.raises(ServiceError):
        spotify.capture_day(house, mara, DAY)


@pytest.mark.parametrize(
    "call",
    [
        lambda client: client.tracks(["4uLU6hMCjMI75M1A2tKUQC"]),
        lambda client: client.available_markets(),
        lambda client: client.current_user_unfollow_playlist("x"),
        lambda client: client.recommendations(seed_genres=["techno"]),
        lambda client: client.next({"next": "https://api.spotify.com/v1/me/tracks?offset=50"}),
    ],
)
def test_what_spotify_took_away_is_never_asked(
    house: Settings, sandbox: Sandbox, mara: UUID, call: Callable[[SpotifyClient], object]
) -> None:
    client = spotify_client(house, mara, NOW)
    before = len(sandbox.log)
    with pytest.raises((EndpointGoneError, DeprecationWarning)):
        call(client)
    assert len(sandbox.log) == before


def test_reddits_date_is_when_its_posts_were_known(
    house: Settings, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A live Reddit answers ten hours after the day: the rows were known then, not at midnight."""
    late = datetime(2026, 11, 19, 10, tzinfo=UTC)
    monkeypatch.setattr(Context, "moment", lambda *_: late)
    reddit.capture_day(house.model_copy(update={"reddit_subreddits": ("Metal",)}), date(2026, 11, 18))
    assert {row["known_at"] for row in landed(house, "landing.reddit")} == {late}


@pytest.fixture
def captured(house: Settings, mara: UUID) -> Settings:
    spotify.capture_day(house, mara, DAY)
    return house


def test_musicbrainz_says_503_when_it_means_wait(captured: Settings, sandbox: Sandbox) -> None:
    sandbox.faults.add("musicbrainz", "GET", "/ws/2", 503, headers={"Retry-After": "30"}, body={"error": "rate limit"})
    with pytest.raises(RateLimitedError) as raised:
        musicbrainz.capture_day(captured, DAY)
    assert raised.value.retry_after == 30


def test_a_wait_in_the_middle_keeps_what_was_looked_up(captured: Settings, sandbox: Sandbox) -> None:
    """The first artist's look-up, after all ISRCs, is told to wait: the day keeps them, the next asks only the rest."""
    sandbox.faults.add("musicbrainz", "GET", "/ws/2/artist", 429, headers={"Retry-After": "3000"}, body={})
    assert musicbrainz.capture_day(captured, DAY).state == "landed"
    [stopped] = landed(captured, "landing.musicbrainz", "stopped")
    assert stopped["payload"]["retry_after"] == 3000
    musicbrainz.capture_day(captured, DAY + timedelta(days=1))
    counts = Counter(paths(sandbox, "musicbrainz"))
    assert [count for path, count in counts.items() if "/isrc/" in path and count > 1] == []
    assert sum(counts.values()) == len(counts) + 1


def test_a_recording_that_was_merged_is_asked_for_once(captured: Settings, sandbox: Sandbox) -> None:
    """It answers under its new id; the old one, which lists of similar recordings still name, is kept as merged."""
    musicbrainz.capture_day(captured, DAY)
    old, new = "00000000-0000-4000-8000-000000000001", str(sandbox.world.recordings[0].mbid)
    listed = LandingRow("similar_recordings", "x", {"neighbours": [{"recording_mbid": old}]}, None, day_end(DAY))
    seal(captured, "listenbrainz", None, DAY, [listed])
    address = f"{captured.address('musicbrainz')}/ws/2/recording/{new}?inc={musicbrainz.RECORDING_INC}&fmt=json"
    body = requests.get(address, headers={"User-Agent": "Test ( test )"}, timeout=5).json()
    sandbox.faults.add("musicbrainz", "GET", old, 200, body=body, times=9)
    for number in (1, 2, 3):
        musicbrainz.capture_day(captured, DAY + timedelta(days=number))
    assert len([path for path in paths(sandbox, "musicbrainz") if old in path]) == 1
    [merged] = landed(captured, "landing.musicbrainz", "merged")
    assert merged["payload"] == {"key": f"recording:{old}", "into": new}


def test_a_listener_who_left_and_connects_again_is_back(house: Settings, mara: UUID) -> None:
    with db.transaction(house) as connection:
        db.execute(connection, "update app.listener set left_at = %s", [NOW])
    assert list_listeners(house) == []
    assert connect_in_sandbox(house, hint="mara") == mara
    assert len(list_listeners(house)) == 1
