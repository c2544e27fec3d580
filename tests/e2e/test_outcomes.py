"""A listener takes a delivered song out, puts another one back and saves a third: what the next week makes of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from pipelines import db
from pipelines.cli.compose import capture_day, days_between, run_week
from pipelines.domain.weeks import week_days
from pipelines.listeners import feedback_event
from pipelines.llm.preview import read_one_more
from pipelines.recommend.preview_edit import preview_edit
from pipelines.recommend.stored import find_edition
from pipelines.services.spotify import spotify_client
from pipelines.shards import active_listeners
from tests.e2e.world import ANCHOR, CLOCK, captured, hashes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from pipelines.settings import Settings

pytestmark = [pytest.mark.db, pytest.mark.e2e]

FIRST, NEXT = "2026-W47", "2026-W48"
TUESDAY, WEDNESDAY = (datetime(2026, 11, day, 12, tzinfo=UTC) for day in (24, 25))
WEEK_LATER = "2026-11-30T07:00:00+00:00"


@dataclass(frozen=True)
class Story:
    """A listener's two weeks.

    Attributes:
        songs: What was done to which delivered song: removed, readded, saved.
    """

    settings: Settings
    listener: UUID
    songs: dict[str, dict[str, Any]]

    def rows(self, sql: str, *params: object) -> list[dict[str, Any]]:
        with db.transaction(self.settings) as connection:
            return db.rows(connection, sql, list(params))


@pytest.fixture(scope="module")
def story(module_settings: Any) -> Iterator[Story]:
    """The first week was published on Monday; the listener acts on Tuesday and Wednesday; the next week is made."""
    settings = module_settings(
        clock=CLOCK, sandbox_recordings=240, sandbox_listeners=1, llm_enabled=False, slate_size=10
    )
    with captured(settings, [FIRST], anchor=ANCHOR):
        run_week(settings, FIRST)
        listener = active_listeners(settings, FIRST)[0]
        with db.transaction(settings) as connection:
            sql = "select recording_id, artist_id, spotify_uri from recs.slate_song where week = %s order by position"
            slate = db.rows(connection, sql, [FIRST])
            playlist = db.rows(connection, "select spotify_playlist_id from app.playlist")[0]["spotify_playlist_id"]
        by_artist = {one["artist_id"]: one for one in slate}
        songs = dict(zip(("removed", "readded", "saved"), by_artist.values(), strict=False))
        out = [songs[kind]["spotify_uri"] for kind in ("removed", "readded")]
        tuesday, wednesday = (spotify_client(settings, listener, moment) for moment in (TUESDAY, WEDNESDAY))
        tuesday.playlist_remove_all_occurrences_of_items(playlist, out)
        tuesday.current_user_saved_tracks_add([songs["saved"]["spotify_uri"]])
        wednesday.playlist_add_items(playlist, out[1:])
        later = settings.model_copy(update={"clock": WEEK_LATER})
        for day in days_between(week_days(NEXT)[0], week_days(NEXT)[-1]):
            capture_day(later, day)
        run_week(later, NEXT)
        yield Story(later, listener, songs)


def test_the_outcome_of_every_delivered_song_is_on_record(story: Story) -> None:
    sql = "select recording_id, kind from marts.fct_outcome where week = %s"
    kinds = {row["recording_id"]: row["kind"] for row in story.rows(sql, NEXT)}
    assert {kind: one["recording_id"] for kind, one in story.songs.items()} == {
        kind: recording for recording, kind in kinds.items() if kind != "kept"
    }
    assert [] == story.rows("select 1 from marts.fct_outcome where week = %s", FIRST)


def test_what_was_removed_plays_its_artist_down_and_what_was_put_back_does_not(story: Story) -> None:
    sql = "select origin, effect, value from recs.rule where week = %s and origin <> 'wish' order by origin"
    rules = story.rows(sql, NEXT)
    expected = [("readded", "prefer"), ("removed", "avoid")]
    assert [(*one, str(story.songs[one[0]]["artist_id"])) for one in expected] == [tuple(row.values()) for row in rules]
    sql = """
        select distinct sign(part.value) as way from recs.score_part as part
        inner join recs.rule as rule on rule.rule_id::text = part.subject_id
        where part.week = %s and rule.origin = %s
    """
    for origin, way in (("readded", 1), ("removed", -1)):
        assert {way} >= {row["way"] for row in story.rows(sql, NEXT, origin)}


def test_what_was_saved_weighs_more_and_comes_from_no_playlist_of_ours(story: Story) -> None:
    factors = story.rows("select kind, recording_id, factor from recs.own_factor where week = %s", NEXT)
    assert [("saved", story.songs["saved"]["recording_id"], 1.5)] == [tuple(row.values()) for row in factors]
    own = {row["recording_id"] for row in story.rows("select recording_id from marts.fct_interaction")}
    delivered = {row["recording_id"] for row in story.rows("select recording_id from marts.fct_outcome")}
    assert {story.songs["saved"]["recording_id"]} == own & delivered


def test_each_has_its_what_if_and_the_report_says_what_it_did(story: Story) -> None:
    kinds = {row["without_kind"] for row in story.rows("select without_kind from recs.what_if where week = %s", NEXT)}
    assert {"removed", "readded", "saved"} <= kinds
    said = story.rows("select text from explain.text where week = %s and slot = 'changes'", NEXT)[0]["text"].lower()
    for words in ("your removal of", "your putting back of", "you saved"):
        assert words in said


def test_the_week_comes_out_the_same_once_more(story: Story) -> None:
    before = hashes(story.settings, [FIRST, NEXT])
    run_week(story.settings, NEXT)
    assert before == hashes(story.settings, [FIRST, NEXT])


def test_a_preview_of_a_feedback_knows_the_outcomes(story: Story) -> None:
    """Less of what was saved: the saved song's factor 1.5 goes, and all else comes out as the week has it."""
    saved = story.songs["saved"]["recording_id"]
    event = feedback_event(story.settings, story.listener, saved, "less", week=FIRST)
    with db.transaction(story.settings, "open") as connection:
        stored = find_edition(connection, story.listener, None)
        tables = read_one_more(connection, story.settings, stored.week, story.listener, event)
        found = preview_edit(connection, story.settings, stored, tables, event["event_id"])
    slate = story.rows("select recording_id::text as song, position from recs.slate_song where week = %s", NEXT)
    before = {one["recording_id"]: one["position_before"] for one in found["songs"] if one["position_before"]}
    assert {row["song"]: row["position"] for row in slate} == before
    assert ["avoid artist"] == [f"{one['effect']} {one['facet']}" for one in found["rules"]]
    assert [[1.5, 1.0]] == [one["factor"] for one in found["own_things"]]
