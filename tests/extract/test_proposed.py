"""Proposals that our catalogue lacks: MusicBrainz says which are real, once, and nothing waits for it."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from pipelines import db
from pipelines.domain.ids import recording_id
from pipelines.extract import musicbrainz
from pipelines.extract.proposed import find_proposed
from pipelines.sandbox import Sandbox
from pipelines.settings import Settings
from tests.extract.conftest import landed, paths

pytestmark = pytest.mark.db
WEEK, NEXT = "2026-W46", "2026-W47"
INVENTED = ("The Plausible Deniers", "We Were Never in the Studio")


@pytest.fixture
def real(sandbox: Sandbox) -> Any:
    """A recording that MusicBrainz has."""
    return next(one for one in sandbox.world.recordings if one.known_isrc)


def propose(settings: Settings, listener: UUID, songs: list[tuple[str, str]], week: str = WEEK) -> None:
    rows = [
        {"listener_id": listener, "week": week, "proposal_number": number, "artist_name": artist, "title": title}
        | {"steps": db.Json([]), "verdict": 0.5, "recording_id": None, "outcome": "unknown", "request_hash": "h"}
        for number, (artist, title) in enumerate(songs, start=1)
    ]
    with db.transaction(settings) as connection:
        db.execute(connection, "delete from recs.proposal")
        db.insert_rows(connection, "recs.proposal", rows)


def outcomes(settings: Settings) -> list[tuple[str, UUID | None]]:
    sql = "select outcome, recording_id from recs.proposal order by week, proposal_number"
    with db.transaction(settings) as connection:
        return [(row["outcome"], row["recording_id"]) for row in db.rows(connection, sql)]


def test_a_real_song_is_found_an_invented_one_is_not_and_neither_is_asked_for_twice(
    house: Settings, mara: UUID, sandbox: Sandbox, real: Any
) -> None:
    songs = [(real.credit.upper(), f"{real.title} (Live)"), INVENTED]
    expected = [("found", recording_id("mbid", str(real.mbid))), ("invented", None)]
    propose(house, mara, songs)
    assert find_proposed(house, WEEK, [mara]) == 3
    found, invented = outcomes(house)
    assert found[0] == "found"
    assert invented == expected[1]
    for week in (WEEK, NEXT):
        propose(house, mara, songs, week)
        assert find_proposed(house, week, [mara]) == 0
        assert outcomes(house) == [found, invented]
    assert len(paths(sandbox, "musicbrainz")) == 2


def test_what_was_found_is_looked_up_by_the_next_enrichment(house: Settings, mara: UUID, real: Any) -> None:
    propose(house, mara, [(real.credit, real.title)])
    find_proposed(house, WEEK, [mara])
    musicbrainz.capture_day(house, date(2026, 11, 16))
    (found,) = outcomes(house)
    looked_up = {recording_id("mbid", row["source_key"]) for row in landed(house, "landing.musicbrainz", "recording")}
    assert found[1] in looked_up


@pytest.mark.parametrize("fault", [{"status": 503}, {"status": 429, "headers": {"retry-after": "600"}}, {"drop": True}])
def test_nothing_waits_for_a_failing_service_and_the_week_keeps_what_it_decided(
    house: Settings, mara: UUID, sandbox: Sandbox, real: Any, fault: dict[str, Any]
) -> None:
    """Unknown in this week whenever it is run again; the next week asks anew."""
    songs = [(real.credit, real.title), INVENTED]
    propose(house, mara, songs)
    sandbox.faults.add("musicbrainz", "GET", "/ws/2/recording", times=1, **fault)
    assert find_proposed(house, WEEK, [mara]) == 1
    assert outcomes(house) == [("unknown", None)] * 2
    assert find_proposed(house, WEEK, [mara]) == 0
    assert outcomes(house) == [("unknown", None)] * 2
    propose(house, mara, songs, NEXT)
    assert find_proposed(house, NEXT, [mara]) == 3
    assert [outcome for outcome, _ in outcomes(house)] == ["found", "invented"]


def test_a_budget_that_is_used_up_leaves_the_rest_unknown(house: Settings, mara: UUID, real: Any) -> None:
    propose(house, mara, [INVENTED, (real.credit, real.title)])
    assert find_proposed(house.model_copy(update={"musicbrainz_budget": 1}), WEEK, [mara]) == 1
    assert sorted(outcome for outcome, _ in outcomes(house)).count("unknown") == 1


NOBODY = {"status": 200, "body": {"created": "2026-11-16T00:00:00.000Z", "count": 0, "offset": 0, "recordings": []}}
"""MusicBrainz knows no recording of that name."""


def test_what_only_spotify_knows_by_name_is_found_and_looked_up_by_its_isrc(
    house: Settings, mara: UUID, sandbox: Sandbox, real: Any
) -> None:
    songs = [(real.credit, real.title), INVENTED]
    propose(house, mara, songs)
    sandbox.faults.add("musicbrainz", "GET", "/ws/2/recording", times=2, **NOBODY)
    assert find_proposed(house, WEEK, [mara]) == 4
    expected = [("found", recording_id("isrc", real.isrc)), ("invented", None)]
    assert outcomes(house) == expected
    propose(house, mara, songs, NEXT)
    assert find_proposed(house, NEXT, [mara]) == 0
    assert outcomes(house) == expected
    assert sum(path.startswith("/v1/search") for path in paths(sandbox, "spotify_api")) == 2
    musicbrainz.capture_day(house, date(2026, 11, 16))
    assert str(real.mbid) in {row["source_key"] for row in landed(house, "landing.musicbrainz", "recording")}


@pytest.mark.parametrize("fault", [{"status": 503}, {"status": 429, "headers": {"retry-after": "600"}}, {"drop": True}])
def test_while_spotify_fails_nobody_knows_whether_a_song_is_invented(
    house: Settings, mara: UUID, sandbox: Sandbox, real: Any, fault: dict[str, Any]
) -> None:
    """Nothing waits and Spotify is asked once; what MusicBrainz found is found."""
    propose(house, mara, [(real.credit, real.title), INVENTED, ("Nobody", "Nothing")])
    sandbox.faults.add("spotify_api", "GET", "/v1/search", times=9, **fault)
    find_proposed(house, WEEK, [mara])
    assert [outcome for outcome, _ in outcomes(house)] == ["found", "unknown", "unknown"]
    asked = len(paths(sandbox, "spotify_api"))
    find_proposed(house, WEEK, [mara])
    assert len(paths(sandbox, "spotify_api")) == asked


def test_without_anybody_at_spotify_musicbrainz_decides(house: Settings, sandbox: Sandbox) -> None:
    propose(house, UUID(int=5), [INVENTED])
    assert find_proposed(house, WEEK, [UUID(int=5)]) == 1
    assert outcomes(house) == [("invented", None)]
    assert not [path for path in paths(sandbox, "spotify_api") if path.startswith("/v1/search")]
