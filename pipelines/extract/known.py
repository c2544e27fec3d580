"""What has been captured up to a moment: keys that later look-ups start from, or must not repeat."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from pipelines import db
from pipelines.settings import Settings

_OWN_ISRCS = """
select distinct upper(item -> 'item' -> 'external_ids' ->> 'isrc') as key
from restricted.landing_spotify as landed
inner join landing.slice using (slice_id)
cross join lateral jsonb_array_elements(landed.payload -> 'items') as listed (item)
where landed.kind = 'playlist_items' and landed.known_at <= %(moment)s
union
select distinct upper(item -> 'track' -> 'external_ids' ->> 'isrc')
from restricted.landing_spotify as landed
inner join landing.slice using (slice_id)
cross join lateral jsonb_array_elements(landed.payload -> 'items') as listed (item)
where landed.kind = 'saved_tracks' and landed.known_at <= %(moment)s
"""


def own_isrcs(settings: Settings, moment: datetime) -> set[str]:
    """ISRCs of everything in listeners' own playlists and among their saved tracks."""
    return _keys(settings, _OWN_ISRCS, {"moment": moment})


def newest_isrcs(settings: Settings, listener_id: UUID, moment: datetime) -> list[str]:
    """ISRCs of a listener's own playlists and saved tracks, what was added last first."""
    sql = """
        select upper(track -> 'external_ids' ->> 'isrc') as key
        from restricted.landing_spotify as landed
        inner join landing.slice using (slice_id)
        cross join lateral jsonb_array_elements(landed.payload -> 'items') as listed (item)
        cross join lateral (select coalesce(item -> 'item', item -> 'track') as track) as entry
        where landed.listener_id = %(listener)s and landed.kind in ('playlist_items', 'saved_tracks')
            and landed.known_at <= %(moment)s and track -> 'external_ids' ->> 'isrc' is not null
        group by 1 order by max(item ->> 'added_at') desc nulls last, 1
    """
    with db.transaction(settings) as connection:
        return [row["key"] for row in db.rows(connection, sql, {"listener": listener_id, "moment": moment})]


def nearest_mbids(settings: Settings, isrcs: Collection[str], moment: datetime) -> list[str]:
    """Recordings similar to those that have one of the ISRCs, the largest sum of scores first."""
    owned = [mbid for mbid, each in recording_isrcs(settings, moment).items() if set(each) & set(isrcs)]
    sql = """
        select neighbour ->> 'recording_mbid' as key from landing.listenbrainz
        inner join landing.slice using (slice_id)
        cross join lateral jsonb_array_elements(payload -> 'neighbours') as listed (neighbour)
        where kind = 'similar_recordings' and source_key = any(%(owned)s) and listenbrainz.known_at <= %(moment)s
        group by 1 order by sum((neighbour ->> 'score')::double precision) desc, 1
    """
    with db.transaction(settings) as connection:
        return [row["key"] for row in db.rows(connection, sql, {"owned": owned, "moment": moment})]


def landed_keys(settings: Settings, table: str, kind: str, moment: datetime) -> set[str]:
    """Source keys of a kind in a landing table."""
    sql = (
        f"select distinct source_key as key from landing.{table} inner join landing.slice using (slice_id) "  # noqa: S608
        f"where kind = %(kind)s and {table}.known_at <= %(moment)s"
    )
    return _keys(settings, sql, {"kind": kind, "moment": moment})


def recording_isrcs(settings: Settings, moment: datetime) -> dict[str, list[str]]:
    """ISRCs of every recording that MusicBrainz gave, by mbid."""
    sql = """
        select distinct on (source_key) source_key, payload -> 'isrcs' as isrcs from landing.musicbrainz
        inner join landing.slice using (slice_id)
        where kind = 'recording' and musicbrainz.known_at <= %(moment)s
        order by source_key, musicbrainz.known_at, record_id
    """
    with db.transaction(settings) as connection:
        found = db.rows(connection, sql, {"moment": moment})
    return {row["source_key"]: [isrc.upper() for isrc in row["isrcs"] or []] for row in found}


def similar_mbids(settings: Settings, moment: datetime) -> set[str]:
    """Recordings named in any list of similar recordings."""
    sql = """
        select distinct neighbour ->> 'recording_mbid' as key from landing.listenbrainz
        inner join landing.slice using (slice_id)
        cross join lateral jsonb_array_elements(payload -> 'neighbours') as listed (neighbour)
        where kind = 'similar_recordings' and listenbrainz.known_at <= %(moment)s
    """
    return _keys(settings, sql, {"moment": moment})


def sought_mbids(settings: Settings, moment: datetime) -> set[str]:
    """Recordings that the model proposed, that exist, and that our catalogue lacked."""
    sql = "select distinct mbid as key from recs.sought_song where outcome = 'found' and known_at <= %(moment)s"
    return _keys(settings, sql, {"moment": moment})


def sought_isrcs(settings: Settings, moment: datetime) -> set[str]:
    """Recordings that the model proposed and that only Spotify knew by name."""
    sql = "select distinct isrc as key from recs.sought_song where outcome = 'found' and known_at <= %(moment)s"
    return _keys(settings, sql, {"moment": moment})


def recording_artists(settings: Settings, moment: datetime) -> set[str]:
    """Artists credited on any recording that MusicBrainz gave."""
    sql = """
        select distinct credit -> 'artist' ->> 'id' as key from landing.musicbrainz
        inner join landing.slice using (slice_id)
        cross join lateral jsonb_array_elements(payload -> 'artist-credit') as credited (credit)
        where kind = 'recording' and musicbrainz.known_at <= %(moment)s
    """
    return _keys(settings, sql, {"moment": moment})


def _keys(settings: Settings, sql: str, params: dict[str, object]) -> set[str]:
    with db.transaction(settings) as connection:
        return {row["key"] for row in db.rows(connection, sql, params) if row["key"]}
