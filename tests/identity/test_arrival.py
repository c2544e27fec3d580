"""The order in which slices land, and when they are resolved, changes nothing that a week reads."""

from datetime import timedelta
from uuid import UUID

import pytest

from pipelines.domain.weeks import first_slate_key, known_until
from pipelines.identity.resolve import resolve
from pipelines.manifest import freeze_week
from pipelines.settings import Settings
from tests.identity.test_resolve import (
    DAY,
    KNOWN,
    LISTENER,
    land_musicbrainz,
    land_spotify,
    recording,
    rows,
    track,
)

WEEK = "2026-W47"

pytestmark = pytest.mark.db


def test_days_may_be_resolved_in_any_order(settings: Settings) -> None:
    """The 20th first, then the 18th: the key is known since the 18th, as if the days had come in order."""
    for later in (timedelta(days=2), timedelta(0)):
        land_spotify(settings, track("spotify:track:a", "Shoreline"), day=DAY + later, known_at=KNOWN + later)
        resolve(settings)
    assert [row["known_at"] for row in rows(settings, "recording_key")] == [KNOWN]


def test_a_look_up_that_comes_too_late_is_not_known_in_the_finished_week(settings: Settings) -> None:
    """W47 is frozen, then a look-up of its Wednesday lands: its merge is known right after W47, and in W48."""
    land_spotify(settings, track("spotify:track:a", "Shoreline", isrc="SEAYD0500001"))
    resolve(settings)
    freeze_week(settings, WEEK, [LISTENER])
    land_musicbrainz(settings, recording("Shoreline", isrcs=["SEAYD0500001"]))
    resolve(settings)
    [merge] = rows(settings, "recording_merge")
    assert merge["known_at"] == known_until(WEEK) + timedelta(microseconds=1)


def test_a_slice_that_the_frozen_week_reads_is_known_in_it_however_late_it_is_resolved(settings: Settings) -> None:
    land_musicbrainz(settings, recording("Shoreline", isrcs=["SEAYD0500001"]))
    freeze_week(settings, WEEK, [LISTENER])
    resolve(settings)
    assert {row["known_at"] for row in rows(settings, "recording_merge")} == {KNOWN}


def test_a_listener_who_joins_late_has_an_identity_in_weeks_that_others_finished(settings: Settings) -> None:
    """W47 is frozen for another listener only, so this one's slice will be read by W47."""
    freeze_week(settings, WEEK, [UUID(int=8)])
    land_spotify(settings, track("spotify:track:a", "Shoreline"))
    resolve(settings)
    assert [row["known_at"] for row in rows(settings, "recording_key")] == [KNOWN]


def test_what_lands_after_a_first_slate_is_known_after_it_and_still_in_its_week(settings: Settings) -> None:
    """Frozen an hour after the look-up: its merge moves right behind that; of an earlier week's day it stays."""
    moment = KNOWN.replace(microsecond=0) + timedelta(hours=1)
    land_spotify(settings, track("spotify:track:a", "Shoreline", isrc="SEAYD0500001"))
    resolve(settings)
    freeze_week(settings, first_slate_key(moment, LISTENER), [LISTENER])
    land_musicbrainz(settings, recording("Shoreline", isrcs=["SEAYD0500001"]))
    resolve(settings)
    assert [row["known_at"] for row in rows(settings, "recording_merge")] == [moment + timedelta(microseconds=1)]
    land_musicbrainz(settings, recording("Inland", isrcs=["SEAYD0500002"]), day=DAY - timedelta(days=7))
    resolve(settings)
    assert KNOWN in {row["known_at"] for row in rows(settings, "recording_merge")}


def test_each_slice_is_read_once(settings: Settings) -> None:
    land_spotify(settings, track("spotify:track:a", "Shoreline"))
    resolve(settings)
    land_spotify(settings, track("spotify:track:b", "Other"), day=DAY + timedelta(days=1))
    resolve(settings)
    assert len(rows(settings, "slice_resolved")) == 2
    assert len(rows(settings, "recording_key")) == 2
