"""Link the posts that a week reads, its own and those of the four weeks before, against the week's catalogue.

A post is linked once per reading week (docs/adr/0005-links-per-reading-week.md): what a week finds depends on nothing
but that week's frozen inputs, in whatever order weeks are made.
"""

from collections.abc import Mapping
from datetime import UTC, timedelta
from typing import Any

from pipelines import db
from pipelines.domain.ids import SHARED
from pipelines.domain.weeks import known_until, week_end, week_key, week_start
from pipelines.link.mentions import METHOD_VERSION, find_mentions
from pipelines.link.names import Catalogue
from pipelines.settings import Settings

BASELINE_WEEKS = 4
"""Trends compare a week with so many before it."""

_POSTS = """
    with landed as (
        select source_key, slice_id, payload, event_at, known_at from landing.reddit where kind in ('post', 'comment')
        union all
        select source_key, slice_id, payload, event_at, known_at from landing.file where kind = 'post'
    )
    select distinct on (landed.source_key) landed.source_key, landed.payload, landed.event_at, landed.known_at
    from landed
    inner join recs.week_input as manifest on manifest.input_id = landed.slice_id
    where
        manifest.week = %(week)s and manifest.listener_id = %(shared)s and manifest.input_kind = 'slice'
        and landed.event_at >= %(start)s and landed.event_at < %(end)s and landed.known_at <= %(known_until)s
    order by landed.source_key, landed.known_at, landed.slice_id
"""


def link_week(settings: Settings, week: str) -> int:
    """Write the mentions that a week reads, once; how many there are."""
    with db.transaction(settings, "open") as connection:
        db.execute(connection, "select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"link:{week}"])
        done = db.one(
            connection,
            "select mention_count from links.week_linked where week = %s and method_version = %s",
            [week, METHOD_VERSION],
        )
        if done is not None:
            return int(done["mention_count"])
        catalogue = _read_catalogue(connection, week)
        posts = _read_posts(connection, week)
        mentions = [row for post in posts for row in _mention_rows(week, post, catalogue)]
        # readers do not ask for a version, so an older one makes room
        db.execute(connection, "delete from links.mention where week = %s", [week])
        db.execute(connection, "delete from links.week_linked where week = %s", [week])
        db.insert_rows(connection, "links.mention", mentions)
        head = {"week": week, "method_version": METHOD_VERSION}
        counts = {"post_count": len(posts), "mention_count": len(mentions)}
        db.insert_rows(connection, "links.week_linked", [{**head, **counts}])
        return len(mentions)


def post_text(payload: Mapping[str, Any]) -> str:
    """What offsets count in: title, line break, text; of a comment its body alone."""
    if payload.get("title") is None:
        return str(payload.get("body") or "")
    return f"{payload['title']}\n{payload.get('selftext') or ''}"


def _read_catalogue(connection: db.Connection, week: str) -> Catalogue:
    artists = db.rows(
        connection, "select artist_id, name from marts.dim_artist where week = %s order by artist_id", [week]
    )
    tracks = db.rows(
        connection,
        "select recording_id, artist_id, title from marts.dim_track where week = %s order by recording_id",
        [week],
    )
    return Catalogue([artist for artist in artists if artist["name"]], [track for track in tracks if track["title"]])


def _read_posts(connection: db.Connection, week: str) -> list[dict[str, Any]]:
    window = {"start": week_start(week) - timedelta(weeks=BASELINE_WEEKS), "end": week_end(week)}
    return db.rows(connection, _POSTS, {"week": week, "shared": SHARED, "known_until": known_until(week), **window})


def _mention_rows(week: str, post: Mapping[str, Any], catalogue: Catalogue) -> list[dict[str, Any]]:
    return [
        {
            "post_id": post["source_key"],
            "artist_id": mention.artist_id,
            "recording_id": mention.recording_id,
            "week": week,
            "post_week": week_key(post["event_at"].astimezone(UTC)),
            "start_offset": mention.start,
            "end_offset": mention.end,
            "method": mention.method,
            "method_version": METHOD_VERSION,
            "confidence": mention.confidence,
            "known_at": post["known_at"],
        }
        for mention in find_mentions(post_text(post["payload"]), catalogue)
    ]
