"""Weeks through a real Airflow: by schedule, by a backfill that runs backwards, all once more, and with a permit."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from pipelines.domain.weeks import week_start
from pipelines.platform import airflow
from pipelines.publish import permits
from pipelines.settings import Settings
from pipelines.shards import active_listeners
from tests.e2e.world import DAG, History, Outcome, count, metadata, outcome, running_airflow

pytestmark = [pytest.mark.db, pytest.mark.e2e, pytest.mark.timeout(1800)]


SIZES = [
    pytest.param((3, 2), id="3-weeks-2-listeners"),
    pytest.param((4, 4), id="4-weeks-4-listeners", marks=pytest.mark.long),
]


@dataclass(frozen=True)
class House:
    """A running Airflow that has made the weeks of a history side by side.

    Attributes:
        history: What it worked on a copy of.
        settings: That copy.
        first: What came of it.
    """

    history: History
    settings: Settings
    first: Outcome

    @property
    def weeks(self) -> list[str]:
        """Oldest first."""
        return self.history.weeks


@pytest.fixture(scope="module", params=SIZES)
def house(request: Any, databases: Any, capture_history: Any) -> Iterator[House]:
    """The newest week by its schedule; beside it the older ones by a backfill, the last of them first."""
    history = capture_history(*request.param)
    mondays = [week_start(week).date() for week in history.weeks]
    settings = history.copy("airflow").model_copy(update={"clock": "system"})
    with running_airflow(databases, settings):
        airflow.unpause(settings, DAG)
        airflow.wait_scheduled(settings, DAG, mondays[-1])
        older = airflow.create_backfill(settings, DAG, mondays[0], mondays[-2], max_active_runs=3, run_backwards=True)
        airflow.wait_backfill(settings, older)
        airflow.wait_scheduled(settings, DAG, mondays[-1], done=True)
        yield House(history, settings, outcome(settings, history.weeks))


@pytest.fixture(scope="module")
def again(house: House) -> Outcome:
    """All weeks once more by a backfill, as the dialog in the UI does, the oldest with a permit to go out."""
    permits.grant(house.settings, house.weeks[0], active_listeners(house.settings, house.weeks[0]))
    first, last = week_start(house.weeks[0]).date(), week_start(house.weeks[-1]).date()
    everything = airflow.create_backfill(house.settings, DAG, first, last, max_active_runs=3, reprocess="completed")
    airflow.wait_backfill(house.settings, everything)
    return outcome(house.settings, house.weeks)


def test_weeks_made_side_by_side_backwards_equal_weeks_made_in_order_in_one_process(house: House) -> None:
    """The newest week and the chains of the older ones meet: whoever comes first makes a slate, the others use it."""
    assert count(metadata(house.settings), "select (max(start_date) < min(end_date))::int from dag_run") == 1
    assert house.first == outcome(house.history.in_order, house.weeks)
    assert house.first.request_count > 0
    assert all(len(of_week["listeners"]) == house.settings.sandbox_listeners for of_week in house.first.hashes.values())


def test_the_schedule_publishes_the_newest_week_and_the_backfill_nothing(house: House) -> None:
    *older, newest = house.weeks
    assert house.first.sent_count == {**dict.fromkeys(older, 0), newest: house.settings.sandbox_listeners}


def test_weeks_run_again_in_airflow_give_the_same_bytes_and_ask_no_model(house: House, again: Outcome) -> None:
    assert again.hashes == house.first.hashes
    assert again.request_count == house.first.request_count


def test_a_permit_lets_an_older_week_out_once(house: House, again: Outcome) -> None:
    oldest = house.weeks[0]
    assert again.sent_count == {**house.first.sent_count, oldest: house.settings.sandbox_listeners}
    day = week_start(oldest).date()
    for run in airflow.runs(house.settings, DAG, day, day):
        airflow.clear_run(house.settings, run)
    airflow.wait_scheduled(house.settings, DAG, day, done=True)
    assert outcome(house.settings, house.weeks) == again
    assert count(house.settings, "select count(*) from app.publish_permit where used_at is null") == 0


def test_what_travels_between_tasks_is_small(house: House) -> None:
    """Ids and counts; an XCom of 4 KB would be a table in the wrong place."""
    assert 0 < count(metadata(house.settings), "select coalesce(max(length(value::text)), 0) from xcom") < 4096
