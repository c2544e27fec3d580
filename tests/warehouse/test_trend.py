"""Trends of the week by hand: dan speaks twice, eve and fay once; dan also spoke the week before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from pipelines import db, warehouse
from pipelines.domain.ids import artist_id

if TYPE_CHECKING:
    from pipelines.settings import Settings

METHOD = {"start_offset": 0, "end_offset": 14, "method": "by_hand", "method_version": "0", "confidence": 0.9}


@pytest.fixture(scope="module")
def talked(built: Settings, make: Any) -> Settings:
    """Mentions of the artist in all five posts, then the trend models, then all tests of the dbt project."""
    quiet_ones = artist_id("mbid", make.mbid(101))
    rows = [
        {
            "post_id": f"t3_{number}",
            "artist_id": quiet_ones,
            "week": make.WEEK,
            "post_week": make.EARLIER if number == 1 else make.WEEK,
            "known_at": make.day_end(make.MONDAY),
            **METHOD,
        }
        for number in range(1, 6)
    ]
    with db.transaction(built) as connection:
        db.execute(connection, "delete from links.mention")
        db.insert_rows(connection, "links.mention", rows)
    warehouse.build(built, make.WEEK, "trend")
    return built


def test_a_voice_counts_once_against_its_usual_talk(talked: Settings, make: Any) -> None:
    """
    Three voices now; one in one of the four weeks before: 0.25. lift = (3 + 1) / (0.25 + 1) = 3.2; log10 of it 0.505.
    """
    with db.transaction(talked) as connection:
        found = db.rows(connection, "select * from marts.trend_artist_week where week = %s", [make.WEEK])
    assert 1 == len(found)
    assert (4, 3, 0.25) == (found[0]["mention_count"], found[0]["author_count"], found[0]["baseline_mean"])
    assert 3.2 == pytest.approx(found[0]["lift"])
    assert 0.50515 == pytest.approx(found[0]["trend"], abs=1e-5)


def test_the_posts_of_the_week_share_the_trend(talked: Settings, make: Any) -> None:
    sql = "select post_id, share, permalink, upvote_count from marts.trend_post where week = %s order by post_id"
    with db.transaction(talked) as connection:
        found = db.rows(connection, sql, [make.WEEK])
    assert ["t3_2", "t3_3", "t3_4", "t3_5"] == [row["post_id"] for row in found]
    assert 1 == pytest.approx(sum(float(row["share"]) for row in found))
    assert ("/r/indieheads/comments/2/", 20) == (found[0]["permalink"], found[0]["upvote_count"])


def test_all_tests_of_the_dbt_project_pass_on_it(talked: Settings, make: Any) -> None:
    assert warehouse.check(talked, make.WEEK) > 20


def test_a_row_that_breaks_a_rule_of_the_models_is_named(talked: Settings, make: Any) -> None:
    with db.transaction(talked) as connection:
        db.execute(connection, "update marts.trend_artist_week set trend = 1.5 where week = %s", [make.WEEK])
    with pytest.raises(warehouse.WarehouseError, match="trend_artist_week"):
        warehouse.check(talked, make.WEEK)
