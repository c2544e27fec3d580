"""Two weeks through a real Airflow: by schedule, by backfill, again by reprocessing, and once with a permit."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pipelines.cli.compose import capture_day, days_between
from pipelines.cli.demo import enrol_listeners
from pipelines.domain.weeks import newest_ended_week, previous_week, week_days, week_start
from pipelines.hashes import week_hashes
from pipelines.platform import airflow, postgres
from pipelines.publish import permits
from pipelines.sandbox import running_sandbox
from pipelines.settings import Settings
from pipelines.shards import active_listeners
from tests.e2e.world import count

pytestmark = [pytest.mark.db, pytest.mark.e2e, pytest.mark.timeout(1200)]

DAG = "weekly_discover"


@dataclass(frozen=True)
class House:
    """A running Airflow over a captured world; `weeks` are the last two that have ended."""

    settings: Settings
    weeks: list[str]

    def reprocess(self, first: str, last: str) -> None:
        """Run weeks again by a backfill, as the dialog in the UI does, and wait until Airflow has closed it."""
        days = week_start(first).date(), week_start(last).date()
        backfill = airflow.create_backfill(self.settings, DAG, *days, max_active_runs=3, reprocess="completed")
        airflow.wait_backfill(self.settings, backfill, closed=True)

    def hashes(self) -> list[Any]:
        """What a re-run must leave as it is."""
        return [week_hashes(self.settings, week) for week in self.weeks]


@pytest.fixture(scope="module")
def house(module_settings: Any) -> Iterator[House]:
    """The scheduler knows only the real time, so this world's today is the machine's."""
    today = datetime.now(tz=UTC).date()
    newest = newest_ended_week(datetime.now(tz=UTC))
    weeks = [previous_week(newest), newest]
    settings = module_settings(sandbox_recordings=240, sandbox_listeners=2)
    with running_sandbox(settings.home / "sandbox", anchor=today, recordings=240, listeners=2):
        enrol_listeners(settings, weeks[0])
        for day in days_between(week_days(weeks[0])[0] - timedelta(days=7), today - timedelta(days=1)):
            capture_day(settings, day)
        postgres.ensure_database(settings, "airflow")
        try:
            airflow.start(settings)
            airflow.unpause(settings, DAG)
            newest_day, older_day = week_start(weeks[1]).date(), week_start(weeks[0]).date()
            airflow.wait_scheduled(settings, DAG, newest_day)
            backfill = airflow.create_backfill(settings, DAG, older_day, older_day, max_active_runs=3)
            airflow.wait_scheduled(settings, DAG, newest_day, done=True)
            airflow.wait_backfill(settings, backfill, closed=True)
            yield House(settings, weeks)
        finally:
            airflow.stop(settings)


def test_the_schedule_publishes_the_newest_week_and_the_backfill_nothing(house: House) -> None:
    assert count(house.settings, "select count(*) from recs.edition where state <> 'scored'") == 4
    published = "select count(*) from app.publication where state = 'sent' and week = %s"
    assert count(house.settings, published, house.weeks[1]) == 2
    assert count(house.settings, published, house.weeks[0]) == 0


def test_a_week_run_again_in_airflow_gives_the_same_bytes_and_asks_no_model(house: House) -> None:
    before, asked = house.hashes(), count(house.settings, "select count(*) from ops.llm_ledger")
    assert asked > 0
    house.reprocess(*house.weeks)
    assert house.hashes() == before
    assert count(house.settings, "select count(*) from ops.llm_ledger") == asked


def test_a_permit_lets_an_older_week_out_once(house: House) -> None:
    older = house.weeks[0]
    published = "select count(*) from app.publication where state = 'sent' and week = %s"
    permits.grant(house.settings, older, active_listeners(house.settings, older))
    house.reprocess(older, older)
    assert count(house.settings, published, older) == 2
    house.reprocess(older, older)
    assert count(house.settings, published, older) == 2
    assert count(house.settings, "select count(*) from app.publish_permit where used_at is null") == 0


def test_what_travels_between_tasks_is_small(house: House) -> None:
    """Ids and counts; an XCom of 4 KB would be a table in the wrong place."""
    largest = "select coalesce(max(length(value::text)), 0) from xcom"
    metadata = house.settings.model_copy(
        update={
            "database_url": type(house.settings.database_url)(
                house.settings.database_url.get_secret_value().rsplit("/", 1)[0] + "/airflow"
            )
        }
    )
    assert 0 < count(metadata, largest) < 4096
