"""Listeners in shards: what Airflow maps over, so that a thousand listeners are still at most fifty tasks."""

from typing import TypedDict
from uuid import UUID

from pipelines import db
from pipelines.domain.weeks import week_start
from pipelines.settings import Settings

MOST = 50
PER_SHARD = 2
"""Listeners per shard while that needs no more than MOST shards."""


class Shard(TypedDict):
    """One part of the listeners; small enough for an XCom."""

    shard: int
    of: int
    label: str


def active_listeners(settings: Settings, week: str) -> list[UUID]:
    """Listeners whose chain has begun by a week, in id order."""
    with db.transaction(settings) as connection:
        found = db.rows(connection, "select listener_id, first_week from app.listener where left_at is null order by 1")
    return [row["listener_id"] for row in found if week_start(row["first_week"]) <= week_start(week)]


def shards_of_week(settings: Settings, week: str) -> list[Shard]:
    """The shards of a week; empty when nobody is enrolled."""
    count = min(MOST, -(-len(active_listeners(settings, week)) // PER_SHARD))
    return [{"shard": number, "of": count, "label": f"shard-{number:02d}"} for number in range(count)]


def listeners_of_shard(settings: Settings, week: str, shard: Shard) -> list[UUID]:
    """The listeners of a shard: every `of`-th one in id order."""
    return active_listeners(settings, week)[shard["shard"] :: shard["of"]]
