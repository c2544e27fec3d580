"""The generated world, small: it has what the benchmark measures."""

import pytest

from bench._big_world import WEEK, Size, write_world
from bench.size import Graph, Ranking, Run, section
from pipelines import db
from pipelines.recommend.slates import make_slates
from pipelines.settings import Settings


@pytest.mark.db
def test_every_listener_of_a_generated_world_has_a_slate_with_what_ifs_of_every_playlist(settings: Settings) -> None:
    listeners = write_world(settings, Size(listeners=3, recordings=600, own=60))
    assert make_slates(settings, WEEK, listeners) == 3
    with db.transaction(settings) as connection:
        told = db.rows(
            connection,
            """
            select count(distinct recording_id) as songs,
                count(distinct without_id) filter (where without_kind = 'playlist') as playlists
            from recs.what_if group by listener_id
            """,
        )
    assert len(told) == 3
    assert all(row["songs"] == 30 and row["playlists"] >= 15 for row in told)


@pytest.mark.db
def test_the_same_seed_writes_the_same_world(settings: Settings) -> None:
    sql = "select md5(string_agg(t::text, '' order by t::text)) as hash from {} as t"
    hashes = []
    for _ in range(2):
        write_world(settings, Size(listeners=2, recordings=200, own=30), seed=3)
        with db.transaction(settings) as connection:
            tables = ("marts.dim_track", "marts.fct_interaction", "marts.recording_similarity", "vectors.embedding")
            hashes.append([db.one(connection, sql.format(table)) for table in tables])
            db.execute(connection, f"truncate {', '.join(tables)}, vectors.week_vector, recs.week_frozen, recs.rule")
            db.execute(connection, "truncate app.listener cascade")
            db.execute(connection, "truncate marts.trend_artist_week, marts.dim_artist")
    assert hashes[0] == hashes[1]


def test_the_section_says_whether_the_promise_is_kept_with_and_without_the_graph() -> None:
    def told(seconds: float, gigabytes: float = 3.0) -> str:
        graph = Graph(links=7, seconds=50, gigabytes=2.0)
        ranking = Ranking(
            ours=5.0, telling=3.0, item_item=4.0, links=220, als=2.0, factors=100, candidates=9, found=(0.5, 0.6, 0.7)
        )
        return section([Run(1000, seconds, gigabytes)], graph, {"read": 1.0, "rank": 6.0}, ranking, 100, 20)

    assert "GB, is kept;\nwith the neighbour graph counted in, it is kept" in told(250)
    assert "GB, is kept;\nwith the neighbour graph counted in, it is not kept" in told(251)
    assert "GB, is not kept;\nwith the neighbour graph counted in, it is not kept" in told(301)
    assert "GB, is not kept;" in told(100, 4.0)
    assert "5.0 ms: 1.25 times as long as `recommend` of implicit's item-item model" in told(250)
    assert "2.50 times as long as that of implicit's ALS" in told(250)
    assert "promised: kept beside the\nitem-item model, not kept beside ALS." in told(250)
    assert "by name takes another\n3.0 ms" in told(250)
    assert "finds 50.0% of the 9\nrecordings with the best sound (from 500: 60.0%, from all: 70.0%)" in told(250)
