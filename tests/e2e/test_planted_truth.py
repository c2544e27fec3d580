"""The sandbox plants artists whom a forum cannot stop talking about: whose slates they reach, and what proves it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest

from pipelines import db, warehouse
from pipelines.cli.compose import build_week, make_week
from pipelines.cli.demo import TALK_WEEKS
from pipelines.domain.ids import artist_id
from pipelines.manifest import freeze_week
from pipelines.settings import Settings
from pipelines.shards import active_listeners
from tests.e2e.world import ANCHOR, CLOCK, captured

pytestmark = [pytest.mark.db, pytest.mark.e2e]

WEEK = "2026-W47"


@dataclass(frozen=True)
class Truth:
    """One week made from the same captures with the posts and without them."""

    world: Any
    with_posts: Settings
    without_posts: Settings


@pytest.fixture(scope="module")
def truth(module_settings: Any, copy_world: Any) -> Iterator[Truth]:
    """Everybody's first week, so that nothing has been recommended before; no model, so that talk works alone."""
    settings = module_settings(clock=CLOCK, sandbox_recordings=600, sandbox_listeners=4, llm_enabled=False)
    with captured(settings, [WEEK], anchor=ANCHOR, talk_weeks=TALK_WEEKS) as sandbox:
        silent = copy_world(settings, "silent")
        with db.transaction(silent) as connection:
            db.execute(connection, "set local session_replication_role = replica")  # what landed cannot be deleted
            db.execute(connection, "delete from landing.reddit")
        for each in (settings, silent):
            warehouse.prepare(each)
            listeners = active_listeners(each, WEEK)
            freeze_week(each, WEEK, listeners)
            build_week(each, WEEK)
            make_week(each, WEEK, listeners)
        yield Truth(sandbox.world, settings, silent)


def _slated(settings: Settings, artist: UUID) -> dict[str, list[dict[str, Any]]]:
    """Slate songs of an artist, by the listener's name."""
    sql = """
        select display_name, song.listener_id, song.recording_id, song.role, candidate.trend
        from recs.slate_song as song
        inner join recs.candidate as candidate using (listener_id, week, edition, recording_id)
        inner join app.listener using (listener_id)
        where song.week = %s and song.artist_id = %s
        order by display_name, song.position
    """
    found: dict[str, list[dict[str, Any]]] = {}
    with db.transaction(settings) as connection:
        for row in db.rows(connection, sql, [WEEK, artist]):
            found.setdefault(row["display_name"], []).append(row)
    return found


def _bursts(truth: Truth) -> list[tuple[Any, set[str]]]:
    """The artists who burst in the week, and the names of those to whose taste they are."""
    artists = {artist.mbid: artist for artist in truth.world.artists}
    bursting = [artists[burst.artist_mbid] for burst in truth.world.bursts_of(WEEK)]
    return [
        (artist, {each.name for each in truth.world.listeners if artist.genre.name in each.person.taste})
        for artist in bursting
    ]


def test_a_burst_reaches_those_whose_taste_fits_and_no_others(truth: Truth) -> None:
    bursts = _bursts(truth)
    assert len(bursts) >= 2
    for artist, fitting in bursts:
        slated = _slated(truth.with_posts, artist_id("mbid", str(artist.mbid)))
        assert fitting
        assert set(slated) == fitting, artist.name
        assert {row["role"] for rows in slated.values() for row in rows} == {"trend"}


def test_each_such_song_proves_it_with_posts_that_really_are_about_the_artist(truth: Truth) -> None:
    """The posts in its evidence are posts that landed, and that name the artist."""
    for artist, fitting in _bursts(truth):
        slated = _slated(truth.with_posts, artist_id("mbid", str(artist.mbid)))
        for row in [row for name in fitting for row in slated[name]]:
            posts = _posts_of(truth.with_posts, row)
            assert len(posts) >= 3
            for post in posts:
                assert artist.name.casefold() in post["text"].casefold(), post["post_id"]


def _posts_of(settings: Settings, song: dict[str, Any]) -> list[dict[str, Any]]:
    """Id and text of the posts in a song's scoring evidence."""
    sql = """
        select distinct landed.source_key as post_id,
            concat_ws(' ', landed.payload ->> 'title', landed.payload ->> 'selftext', landed.payload ->> 'body') as text
        from recs.evidence
        inner join landing.reddit as landed on landed.source_key = evidence.payload ->> 'subject_id'
        where evidence.listener_id = %s and evidence.week = %s and evidence.recording_id = %s
        order by 1
    """
    with db.transaction(settings) as connection:
        return db.rows(connection, sql, [song["listener_id"], WEEK, song["recording_id"]])


def test_without_the_posts_they_are_gone(truth: Truth) -> None:
    for artist, fitting in _bursts(truth):
        identity = artist_id("mbid", str(artist.mbid))
        assert fitting <= set(_slated(truth.with_posts, identity))
        assert not _slated(truth.without_posts, identity), artist.name
