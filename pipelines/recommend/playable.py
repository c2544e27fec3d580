"""Where the best candidates play: asked once per recording and market, a "nowhere" stored like an answer."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

import numpy as np

from pipelines import db
from pipelines.domain.weeks import first_edition, weeks_from
from pipelines.recommend.arrays import Ints, best_first
from pipelines.recommend.catalogue import Catalogue
from pipelines.recommend.delivered import read_delivered
from pipelines.recommend.listeners import goes_to_spotify, has_begun, read_listener
from pipelines.recommend.marts import read_catalogue
from pipelines.recommend.plans import make_plan, read_editions
from pipelines.recommend.scored import Scored, score_pool
from pipelines.recommend.slate import playable_reach
from pipelines.recommend.taste import read_taste
from pipelines.release import release
from pipelines.settings import Settings


@dataclass(frozen=True)
class Sought:
    """A recording to look for: its ISRCs and known URIs (sorted), and its open names."""

    recording_id: UUID
    isrcs: tuple[str, ...]
    spotify_uris: tuple[str, ...]
    title: str
    artist_name: str


@dataclass(frozen=True)
class Found:
    """Where a recording plays; a uri of None is "nowhere". `known_at` is the answer's own time."""

    spotify_uri: str | None
    method: str
    known_at: datetime


class Finder(Protocol):
    """Looks a recording up in a streaming service."""

    def find(self, sought: Sought) -> Found:
        """Where it plays.

        Raises:
            RateLimitedError: The service asks us to come back later.
        """
        ...


def resolve_playable(settings: Settings, week: str, listener_ids: Sequence[UUID]) -> int:
    """Look up the best candidates of each listener that were never looked up; how many were.

    Does nothing for a listener whose slate stays here, who has not connected Spotify, or while Spotify is off. Each
    answer is stored at once, so that a rate limit loses nothing and a second run asks for the rest.

    Raises:
        RateLimitedError: Spotify asks us to come back later.
    """
    from pipelines.recommend.spotify_finder import open_finder, spotify_is_on

    if not spotify_is_on(settings):
        return 0
    with db.transaction(settings, "display") as connection:
        connected = {row["listener_id"] for row in db.rows(connection, "select listener_id from app.listener_token")}
    with db.transaction(settings, "open") as connection:
        listeners = {one: read_listener(connection, one) for one in sorted(set(listener_ids) & connected)}
        wanted = {
            one: row
            for one, row in listeners.items()
            if row and has_begun(row, week) and goes_to_spotify(settings, row)
        }
        catalogue = read_catalogue(connection, settings, week) if wanted else None
    count = 0
    for listener_id, listener in wanted.items():
        assert catalogue is not None
        missing, market = _missing(settings, catalogue, listener), str(listener["market"])
        if missing:
            count += look_up(settings, missing, market, open_finder(settings, listener_id, week, market))
    return count


def look_up(settings: Settings, missing: Iterable[Sought], market: str, finder: Finder) -> int:
    """Ask for each recording and store the answer at once; how many were asked."""
    count = 0
    for sought in missing:
        found = finder.find(sought)
        row = {"recording_id": sought.recording_id, "market": market, "spotify_uri": found.spotify_uri}
        row |= {"method": found.method, "known_at": found.known_at}
        with db.transaction(settings, "open") as connection:
            db.insert_rows(connection, "identity.playable", [row], on_conflict="on conflict do nothing")
        count += 1
    return count


def rows_to_look_up(scored: Scored, groups: Ints, reach: int, songs_to_come: int) -> Ints:
    """Rows of the pool, best first, that surely hold the best `reach` once earlier slates are taken out.

    A chain looks up a week before its earlier slates exist. They will take at most `songs_to_come` groups away, so
    the prefix is as long as it takes to keep `reach` rows even when its largest groups go.

    Args:
        scored: The pool, nothing of the missing slates excluded.
        groups: Of the pool's rows, shape (m,).
        reach: Candidates that the slate looks at.
        songs_to_come: Songs of slates that are not made yet.
    """
    order = best_first(scored.scores)
    length = min(reach, len(order))
    while length < len(order):
        sizes = np.sort(np.unique(groups[order[:length]], return_counts=True)[1])[::-1]
        lacking = reach - (length - int(sizes[:songs_to_come].sum()))
        if lacking <= 0:
            break
        length = min(length + lacking, len(order))
    return order[:length]


def _missing(settings: Settings, catalogue: Catalogue, listener: Mapping[str, Any]) -> list[Sought]:
    """The best candidates that identity.playable lacks, best first."""
    listener_id, week = listener["listener_id"], catalogue.week
    with db.transaction(settings, "open") as connection:
        made = db.rows(
            connection,
            "select distinct week from recs.edition where listener_id = %s and edition > 0 and week < %s",
            [listener_id, week],
        )
        earlier = len(weeks_from(listener["first_week"], week)[:-1]) - len(made)
        plan = make_plan(read_editions(connection, listener_id, week), release(settings), first_edition(week))
        if plan.action in ("check", "use"):
            return []  # a complete edition keeps the answers that it was made with
        delivered = read_delivered(connection, listener_id, week, plan.edition)
        taste = read_taste(connection, catalogue, listener_id, delivered)
        scored = score_pool(catalogue, taste, settings)
        pool_rows = scored.candidates.pool.rows
        to_come = max(0, earlier)
        reach = playable_reach(taste.weeks_before + to_come, settings)
        rows = rows_to_look_up(scored, catalogue.groups[pool_rows], reach, to_come * settings.slate_size)
        best = [int(pool_rows[row]) for row in rows]
        known = db.rows(
            connection, "select recording_id from identity.playable where market = %s", [listener["market"]]
        )
        seen = {row["recording_id"] for row in known}
        lacking = [row for row in best if catalogue.ids[row] not in seen]
        return _sought(connection, catalogue, lacking)


def _sought(connection: db.Connection, catalogue: Catalogue, rows: Sequence[int]) -> list[Sought]:
    """Keys of recordings, those of merged twins included."""
    ids = [catalogue.ids[row] for row in rows]
    keys = db.rows(
        connection,
        """
        with twins as (
            select id as recording_id, id as key_of from unnest(%(ids)s::uuid[]) as id
            union
            select into_recording_id, from_recording_id from identity.recording_merge
            where into_recording_id = any(%(ids)s::uuid[])
        )
        select t.recording_id, k.key_kind, k.key_value
        from twins as t join identity.recording_key as k on k.recording_id = t.key_of
        where k.key_kind in ('isrc', 'spotify_uri')
        order by t.recording_id, k.key_kind, k.key_value
        """,
        {"ids": [str(one) for one in ids]},
    )
    by_kind: dict[tuple[UUID, str], list[str]] = {}
    for key in keys:
        by_kind.setdefault((key["recording_id"], key["key_kind"]), []).append(key["key_value"])
    return [
        Sought(
            recording_id=catalogue.ids[row],
            isrcs=tuple(dict.fromkeys(by_kind.get((catalogue.ids[row], "isrc"), []))),
            spotify_uris=tuple(dict.fromkeys(by_kind.get((catalogue.ids[row], "spotify_uri"), []))),
            title=catalogue.titles[row],
            artist_name=catalogue.artist_names[row],
        )
        for row in rows
    ]
