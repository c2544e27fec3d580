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
    return sandbox.world.recordings[0]


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
    assert find_proposed(house, WEEK, [mara]) == 2
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
    assert find_proposed(house, NEXT, [mara]) == 2
    assert [outcome for outcome, _ in outcomes(house)] == ["found", "invented"]


def test_a_budget_that_is_used_up_leaves_the_rest_unknown(house: Settings, mara: UUID, real: Any) -> None:
    propose(house, mara, [INVENTED, (real.credit, real.title)])
    assert find_proposed(house.model_copy(update={"musicbrainz_budget": 1}), WEEK, [mara]) == 1
    assert sorted(outcome for outcome, _ in outcomes(house)).count("unknown") == 1
