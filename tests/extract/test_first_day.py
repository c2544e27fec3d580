"""The first captures of a new listener: beside the day's own, the newest songs first, within a bound, once."""

from collections import Counter
from uuid import UUID

import pytest

from pipelines import db
from pipelines.cli.first_slate import run_first_slate
from pipelines.errors import BadInputError, LoginRefusedError
from pipelines.extract import first_day, spotify
from pipelines.identity.resolve import resolve
from pipelines.listeners import connect_in_sandbox, enrol
from pipelines.sandbox import Sandbox
from pipelines.settings import Settings
from tests.extract.conftest import NOW, landed, paths

pytestmark = pytest.mark.db

LANDING = "restricted.landing_spotify"


def capture(settings: Settings, listener: UUID) -> None:
    first_day.capture_own(settings, listener)
    resolve(settings)
    first_day.capture_similar(settings, listener)


def slices(settings: Settings) -> Counter[str]:
    with db.transaction(settings) as connection:
        return Counter(row["source"] for row in db.rows(connection, "select source from landing.slice"))


def test_it_is_captured_once_and_the_day_itself_all_the_same(house: Settings, sandbox: Sandbox, mara: UUID) -> None:
    capture(house, mara)
    asked = len(sandbox.log)
    expected = {"musicbrainz:first": 2, "listenbrainz:first": 2, "spotify:first": 1, "reccobeats:first": 1}
    assert slices(house) == expected
    capture(house, mara)
    assert len(sandbox.log) == asked
    tomorrow = house.model_copy(update={"clock": "2026-11-24T06:00:00+00:00"})
    spotify.capture_day(tomorrow, mara, NOW.date())
    assert slices(house) == expected | {"spotify": 1}


def test_the_newest_songs_are_looked_up_first_and_no_more_than_the_bound(
    house: Settings, sandbox: Sandbox, mara: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twenty look-ups: ten for own songs, ten for what is similar to them."""
    monkeypatch.setattr(first_day, "LOOK_UPS", 20)
    capture(house, mara)
    asked = [path.split("?")[0] for path in paths(sandbox, "musicbrainz")]
    isrcs = [path.rsplit("/", 1)[1] for path in asked[:10]]
    added: dict[str, str] = {}
    for kind in ("playlist_items", "saved_tracks"):
        for item in (item for row in landed(house, LANDING, kind) for item in row["payload"]["items"]):
            isrc = ((item.get("item") or item.get("track") or {}).get("external_ids") or {}).get("isrc")
            if isrc:
                added[isrc.upper()] = max(added.get(isrc.upper(), ""), item["added_at"] or "")
    assert isrcs == sorted(sorted(added), key=lambda isrc: added[isrc], reverse=True)[:10]
    assert Counter(path.split("/")[3] for path in asked) == {"isrc": 10, "recording": 10}


def test_who_has_no_song_yet_is_refused_and_may_try_again(house: Settings, sandbox: Sandbox) -> None:
    """Spotify answers with empty pages for a while: nothing is sealed by it."""
    eve = connect_in_sandbox(house, hint="mara")
    empty = {"href": "", "items": [], "limit": 50, "next": None, "offset": 0, "previous": None, "total": 0}
    for path in (r"/me/playlists", r"/me/tracks"):
        sandbox.faults.add("spotify_api", "GET", path, 200, body=empty)
    with pytest.raises(BadInputError, match="no song in a playlist of their own"):
        run_first_slate(house, eve, say=print)
    assert not slices(house)
    capture(house, eve)
    assert slices(house)["spotify:first"] == 1


def test_who_cannot_have_a_first_slate_is_told_why_and_nothing_is_sealed(house: Settings, mara: UUID) -> None:
    """Mara's chain begins earlier; one begins later; one has no file; one gave no consent."""
    with pytest.raises(BadInputError, match="begins with 2026-W46"):
        run_first_slate(house, mara, say=print)
    with pytest.raises(BadInputError, match="begins with 2026-W50"):
        run_first_slate(house, enrol(house, "Late", first_week="2026-W50"), say=print)
    with pytest.raises(BadInputError, match="no file of this listener was imported"):
        run_first_slate(house, enrol(house, "Ana", source="file:import"), say=print)
    with pytest.raises(LoginRefusedError):
        run_first_slate(house, enrol(house, "Shy"), say=print)
    assert not slices(house)
