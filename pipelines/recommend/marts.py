"""Reads one week's catalogue from the marts: tracks, vectors and their graph, similarity, public playlists, talk."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

import numpy as np

from pipelines import db
from pipelines.db.copies import CELL, read_copy
from pipelines.neighbours.graph import neighbour_graph
from pipelines.neighbours.vectors import read_vectors
from pipelines.recommend.arrays import Links, make_links
from pipelines.recommend.catalogue import Catalogue, Post, Talk, both_directions, make_catalogue
from pipelines.recommend.learned import learned_once
from pipelines.settings import Settings


def read_catalogue(connection: db.Connection, settings: Settings, week: str) -> Catalogue:
    """Read one week of marts, vectors and trend."""
    tracks = db.rows(
        connection,
        """
        select recording_id, group_id, artist_id, title, artist_name, release_year, genres, moods, tempo_bpm, energy,
               valence, listener_count, is_explicit, language
        from marts.dim_track where week = %s order by recording_id
        """,
        [week],
    )
    artists = db.rows(
        connection, "select artist_id, genres from marts.dim_artist where week = %s order by artist_id", [week]
    )
    ids = tuple(track["recording_id"] for track in tracks)
    index = {recording_id: row for row, recording_id in enumerate(ids)}
    vectors = read_vectors(connection, week, settings.embedding_model)
    catalogue = make_catalogue(
        week,
        tracks,
        artist_genres={artist["artist_id"]: artist["genres"] or [] for artist in artists},
        vectors=vectors,
        near=neighbour_graph(settings, vectors),
        similar=_read_similar(connection, week, len(ids)),
        listings=read_listings(connection, week, index),
        talk=_read_talk(connection, week),
    )
    if settings.weight_learned == 0 or catalogue.listings.nnz == 0:
        return catalogue
    learned = learned_once(settings, catalogue.ids, catalogue.listings, catalogue.artists)
    return replace(catalogue, learned=learned)


def _pairs(connection: db.Connection, sql: str, week: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, [week])
        return list(cursor.fetchall())


def _read_similar(connection: db.Connection, week: str, count: int) -> Links:
    """S as imported; PostgreSQL numbers the recordings, since millions of ids would take minutes here."""
    cells = read_copy(
        connection,
        """
        with numbered as (
            select recording_id, (row_number() over (order by recording_id) - 1)::integer as number
            from marts.dim_track where week = %(week)s
        )
        select head.number, tail.number, greatest(cell.similarity, 0)
        from marts.recording_similarity as cell
        join numbered as head on head.recording_id = cell.recording_id
        join numbered as tail on tail.recording_id = cell.similar_recording_id
        where cell.week = %(week)s and head.number <> tail.number
        """,
        {"week": week},
        CELL,
    )
    return both_directions(cells["row"].astype(np.int64), cells["column"].astype(np.int64), cells["value"], count)


def read_listings(connection: db.Connection, week: str, index: Mapping[UUID, int]) -> Links:
    """Public playlists, in the order of their ids, by recordings of a catalogue: zeros and ones, shape (p, n)."""
    sql = "select distinct playlist_id, recording_id from marts.fct_public_listing where week = %s"
    known = [(str(playlist), index[one]) for playlist, one in _pairs(connection, sql, week) if one in index]
    number = {playlist: place for place, playlist in enumerate(sorted({playlist for playlist, _ in known}))}
    rows = np.array([number[playlist] for playlist, _ in known], dtype=np.int64)
    columns = np.array([row for _, row in known], dtype=np.int64)
    return make_links(rows, columns, np.ones(len(known)), (len(number), len(index)))


def _read_talk(connection: db.Connection, week: str) -> dict[UUID, Talk]:
    posts: dict[UUID, list[Post]] = {}
    for row in db.rows(
        connection,
        """
        select artist_id, post_id, subreddit, posted_at, share
        from marts.trend_post where week = %s order by artist_id, post_id
        """,
        [week],
    ):
        posts.setdefault(row["artist_id"], []).append(
            Post(row["post_id"], row["subreddit"], row["posted_at"], float(row["share"] or 0.0))
        )
    found = db.rows(
        connection,
        """
        select t.artist_id, a.name, t.mention_count, t.author_count, t.baseline_mean, t.lift, t.trend
        from marts.trend_artist_week as t
        left join marts.dim_artist as a on a.week = t.week and a.artist_id = t.artist_id
        where t.week = %s order by t.artist_id
        """,
        [week],
    )
    return {
        row["artist_id"]: Talk(
            name=row["name"] or "",
            mention_count=int(row["mention_count"]),
            author_count=int(row["author_count"] or 0),
            baseline_mean=None if row["baseline_mean"] is None else float(row["baseline_mean"]),
            lift=None if row["lift"] is None else float(row["lift"]),
            trend=float(row["trend"] or 0.0),
            posts=tuple(sorted(posts.get(row["artist_id"], []), key=lambda post: (-post.share, post.post_id))),
        )
        for row in found
    }
