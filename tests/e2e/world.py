"""The small worlds of the end-to-end tests: captured, run by Airflow, and asked what came of it."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import Any

import psycopg2

from pipelines import db
from pipelines.cli.compose import capture_day, days_between, run_week
from pipelines.cli.demo import enrol_listeners
from pipelines.domain.weeks import newest_ended_week, previous_week, week_days
from pipelines.hashes import week_hashes
from pipelines.platform import airflow, postgres
from pipelines.sandbox import Sandbox, running_sandbox
from pipelines.settings import Settings

ANCHOR = date(2026, 11, 23)
CLOCK = "2026-11-23T07:00:00+00:00"
CANARY = " (Zq7Canary Remaster)"
DAG = "weekly_discover"


@dataclass(frozen=True)
class History:
    """A captured world: everything has landed, nothing is made yet.

    Attributes:
        settings: Its database and home; leave them as they are.
        weeks: Oldest first; the newest is the last that has ended, because a scheduler knows only the real time.
        sandbox: The services, which all copies share.
        copy: Make a copy to work on, under a label.
    """

    settings: Settings
    weeks: list[str]
    sandbox: Sandbox
    copy: Callable[[str], Settings]

    @cached_property
    def in_order(self) -> Settings:
        """A copy whose weeks were run one after the other, in this process."""
        settings = self.copy("in-order")
        for week in self.weeks:
            run_week(settings, week)
        return settings


@dataclass(frozen=True)
class Outcome:
    """What two ways to the same weeks must have in common: bytes, requests to the model, and playlists sent."""

    hashes: dict[str, Any]
    request_count: int
    sent_count: dict[str, int]


@contextmanager
def captured(
    settings: Settings, weeks: Sequence[str], *, anchor: date | None = None, talk_weeks: int = 1, canary: str = ""
) -> Iterator[Sandbox]:
    """A sandbox, its listeners enrolled, and every day landed from the talk before the first week to the last."""
    size = {"recordings": settings.sandbox_recordings, "listeners": settings.sandbox_listeners}
    with running_sandbox(settings.home / "sandbox", anchor=anchor, canary=canary, **size) as sandbox:
        enrol_listeners(settings, weeks[0])
        first = week_days(weeks[0])[0] - timedelta(days=7 * talk_weeks)
        for day in days_between(first, week_days(weeks[-1])[-1]):
            capture_day(settings, day)
        yield sandbox


def ended_weeks(count: int) -> list[str]:
    """The last weeks that have ended, oldest first."""
    weeks = [newest_ended_week(datetime.now(tz=UTC))]
    while len(weeks) < count:
        weeks.insert(0, previous_week(weeks[0]))
    return weeks


@contextmanager
def running_airflow(databases: Any, settings: Settings, **options: Any) -> Iterator[None]:
    """An Airflow that knows no earlier run; at the end neither its processes nor its database are left."""
    postgres.ensure_database(settings, postgres.AIRFLOW_DATABASE)
    try:
        airflow.start(settings, **options)
        yield
    finally:
        airflow.stop(settings)
        databases.drop(postgres.AIRFLOW_DATABASE)


def metadata(settings: Settings) -> Settings:
    """Settings that lead to Airflow's own database."""
    server = db.database_url(settings).rsplit("/", 1)[0]
    return settings.model_copy(
        update={"database_url": type(settings.database_url)(f"{server}/{postgres.AIRFLOW_DATABASE}")}
    )


def outcome(settings: Settings, weeks: Sequence[str]) -> Outcome:
    """What came of the weeks so far."""
    sent = "select count(*) from app.publication where state = 'sent' and week = %s"
    return Outcome(
        hashes(settings, weeks),
        count(settings, "select count(*) from ops.llm_ledger"),
        {week: count(settings, sent, week) for week in weeks},
    )


def hashes(settings: Settings, weeks: Sequence[str]) -> dict[str, Any]:
    """Hashes of rows, JSON and pictures by week."""
    return {week: week_hashes(settings, week) for week in weeks}


def count(settings: Settings, sql: str, *params: object) -> int:
    """The one number that a query gives."""
    with closing(psycopg2.connect(db.database_url(settings))) as connection, connection.cursor() as cursor:
        cursor.execute(sql, params or None)
        found = cursor.fetchone()
    return int(found[0]) if found else 0
