"""When a day may still be asked for, and what a sealed slice says when it was not."""

from datetime import UTC, date, datetime, timedelta

import pytest

from pipelines.extract.daily import ASKABLE, capture_slice, day_end
from pipelines.landing import LandingRow
from pipelines.settings import Settings

DAY = date(2026, 11, 18)
END = datetime(2026, 11, 19, tzinfo=UTC)

pytestmark = pytest.mark.db


def capture(end: datetime) -> list[LandingRow]:
    return [LandingRow("audio_features", "x", {"end": end.isoformat()}, None, end)]


def at(settings: Settings, moment: datetime, **changes: object) -> Settings:
    return settings.model_copy(update={"clock": moment.isoformat(), "reccobeats_url": "http://127.0.0.1:9/", **changes})


def test_a_day_ends_where_the_next_begins() -> None:
    assert day_end(DAY) == END


@pytest.mark.parametrize(
    ("late", "state"), [(timedelta(0), "landed"), (ASKABLE, "landed"), (ASKABLE + timedelta(seconds=1), "missing")]
)
def test_a_live_service_is_asked_until_24_hours_after_the_day(settings: Settings, late: timedelta, state: str) -> None:
    live = at(settings, END + late, reccobeats_url="https://example.org", reccobeats_live=True)
    sealed = capture_slice(live, "reccobeats", "reccobeats", None, DAY, capture)
    assert sealed.state == state
    assert bool(sealed.reason) == (state == "missing")


def test_a_sandbox_answers_for_any_day(settings: Settings) -> None:
    years_later = at(settings, END + timedelta(days=700))
    assert capture_slice(years_later, "reccobeats", "reccobeats", None, DAY, capture).state == "landed"


def test_a_service_without_an_address_is_off(settings: Settings) -> None:
    nowhere = at(settings, END, reccobeats_url=None)
    sealed = capture_slice(nowhere, "reccobeats", "reccobeats", None, DAY, capture)
    assert (sealed.state, sealed.reason) == ("off", "reccobeats is not configured")


def test_what_was_sealed_as_missing_stays_missing(settings: Settings) -> None:
    """The clock of a second try stands earlier; the first seal wins all the same."""
    live = {"reccobeats_url": "https://example.org"}
    too_late = at(settings, END + timedelta(days=3), **live)
    capture_slice(too_late, "reccobeats", "reccobeats", None, DAY, capture)
    assert capture_slice(at(settings, END, **live), "reccobeats", "reccobeats", None, DAY, capture).state == "missing"
