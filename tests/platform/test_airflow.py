"""A real Airflow on free ports: up, healthy, a DAG backfilled over REST, and down without a trace."""

import socket
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import psutil
import pytest

from pipelines.errors import BadInputError, ServiceUnreachableError
from pipelines.platform import airflow, postgres, processes
from pipelines.platform.airflow_environment import airflow_environment, airflow_home, kept_ports, take_ports
from pipelines.platform.airflow_rest import call, task_instances
from pipelines.platform.ports import LOOPBACK
from pipelines.settings import ROOT, Settings, read_settings

pytestmark = [pytest.mark.db, pytest.mark.e2e]

TRIVIAL = """
import pendulum
from airflow.sdk import CronDataIntervalTimetable, dag, task


@dag(
    schedule=CronDataIntervalTimetable("0 0 * * *", timezone="UTC"),
    start_date=pendulum.datetime(2026, 1, 1, tz="UTC"),
    catchup=False,
)
def trivial():
    @task
    def begin(data_interval_start=None) -> str:
        return str(data_interval_start.date())

    @task(pool="reddit")
    def end(day: str) -> str:
        if day == "2026-11-03":
            raise ValueError("there is no third of November")
        return day

    end(begin())


trivial()
"""


@dataclass(frozen=True)
class House:
    """A running Airflow, and all processes that it had when it was healthy."""

    settings: Settings
    login: str


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    """An Airflow with one DAG on a server of its own; stopped, and checked for leftovers, at the end."""
    with tempfile.TemporaryDirectory(prefix="linernotes-test-", dir="/tmp") as folder:
        root = Path(folder)
        root.chmod(0o755)
        settings = read_settings(home=root / "home", postgres_home=root / "outside")
        dags = root / "dags"
        dags.mkdir()
        (dags / "trivial.py").write_text(TRIVIAL, encoding="utf8")
        try:
            postgres.start(settings, durable=False)
            airflow.start(settings, dags=dags)
            yield House(settings, airflow.password(settings))
        finally:
            airflow.stop(settings)
            postgres.remove(settings)


def test_it_is_healthy_with_pools_and_a_generated_login(house: House) -> None:
    assert airflow.is_running(house.settings)
    assert {each["name"] for each in call(house.settings, "GET", "pools")["pools"]} >= {"spotify", "reddit", "llm"}
    assert (airflow_home(house.settings) / "passwords.json").stat().st_mode & 0o077 == 0
    assert len(house.login) >= 12


def test_a_dag_is_paused_until_it_is_unpaused(house: House) -> None:
    airflow.wait_dag(house.settings, "trivial")
    assert airflow.dag_states(house.settings) == {"trivial": True}
    assert airflow.import_errors(house.settings) == []


def test_a_backfill_runs_every_interval_that_starts_in_the_range(house: House) -> None:
    """10 to 12 November, both included: three runs, each of which owns the day of its start; the last goes first."""
    airflow.unpause(house.settings, "trivial")
    backfill = airflow.create_backfill(
        house.settings, "trivial", date(2026, 11, 10), date(2026, 11, 12), max_active_runs=1, run_backwards=True
    )
    done = airflow.wait_backfill(house.settings, backfill)
    assert [run.data_interval_start for run in done] == [datetime(2026, 11, day, tzinfo=UTC) for day in (10, 11, 12)]
    assert {run.state for run in done} == {"success"}
    by_start = call(house.settings, "GET", "dags/trivial/dagRuns?run_type=backfill&order_by=start_date")["dag_runs"]
    assert [run["logical_date"][:10] for run in by_start] == ["2026-11-12", "2026-11-11", "2026-11-10"]
    assert [each["task_id"] for each in task_instances(house.settings, done[0])] == ["begin", "end"]
    assert airflow.has_succeeded(house.settings, "trivial", date(2026, 11, 12))
    assert not airflow.has_succeeded(house.settings, "trivial", date(2026, 11, 13))
    assert not airflow.has_succeeded(house.settings, "no_such_dag", date(2026, 11, 13))


def test_the_newest_interval_comes_by_its_schedule(house: House) -> None:
    newest = max(run.data_interval_start.date() for run in _scheduled(house.settings) if run.data_interval_start)
    assert airflow.wait_scheduled(house.settings, "trivial", newest, done=True).state == "success"


def _scheduled(settings: Settings) -> list[airflow.Run]:
    airflow.unpause(settings, "trivial")
    airflow.wait_runs(settings, "trivial", date(2026, 1, 1), date(2100, 1, 1), at_least=1)
    return [run for run in airflow.runs(settings, "trivial") if run.run_type == "scheduled"]


def test_a_failed_run_is_reported_with_its_task_and_the_end_of_its_log(house: House) -> None:
    """This second backfill also waits until Airflow has closed the first one."""
    backfill = airflow.create_backfill(house.settings, "trivial", date(2026, 11, 3), date(2026, 11, 3))
    with pytest.raises(airflow.RunFailedError, match=r"(?s)failed in end\n.*ValueError: there is no third of November"):
        airflow.wait_backfill(house.settings, backfill)


def test_a_dag_that_is_not_there_is_one_clear_line(house: House) -> None:
    with pytest.raises(BadInputError, match=r"^Airflow does not know the DAG nonesuch after 0 s \(no import errors\)$"):
        airflow.wait_dag(house.settings, "nonesuch", seconds=0)


def test_a_second_start_keeps_the_processes(house: House) -> None:
    before = [processes.find(house.settings, name) for name in airflow.COMPONENTS]
    airflow.start(house.settings)
    assert [processes.find(house.settings, name) for name in airflow.COMPONENTS] == before


def test_nothing_answers_beyond_loopback(house: House) -> None:
    """Every address that any process of this Airflow listens on."""
    records = [record for name in airflow.COMPONENTS if (record := processes.find(house.settings, name))]
    ports = kept_ports(house.settings)
    assert ports is not None
    listening = {
        (connection.laddr.ip, connection.laddr.port)
        for record in records
        for process in processes.members(record)
        for connection in process.net_connections(kind="tcp")
        if connection.status == psutil.CONN_LISTEN
    }
    assert ("127.0.0.1", ports.api) in listening
    assert {ip for ip, _ in listening} == {"127.0.0.1"}


def test_down_leaves_no_process_and_up_again_is_quick(house: House) -> None:
    family = [
        process
        for name in airflow.COMPONENTS
        if (record := processes.find(house.settings, name))
        for process in processes.members(record)
    ]
    assert len(family) > 3
    ports = kept_ports(house.settings)
    airflow.stop(house.settings)
    living = [each for each in family if each.is_running() and each.status() != psutil.STATUS_ZOMBIE]
    assert living == []
    with pytest.raises(ServiceUnreachableError, match="run `linernotes up`"):
        airflow.runs(house.settings, "trivial")
    assert take_ports(house.settings) == ports


def test_every_address_that_depends_on_the_port_follows_it(house: House) -> None:
    ports = kept_ports(house.settings)
    assert ports is not None
    environment = airflow_environment(house.settings)
    assert environment["AIRFLOW_CONFIG"] == str(ROOT / "airflow.cfg")
    assert environment["AIRFLOW__API__PORT"] == str(ports.api)
    assert f":{ports.api}/execution/" in environment["AIRFLOW__CORE__EXECUTION_API_SERVER_URL"]
    assert environment["AIRFLOW__API__BASE_URL"] == airflow.address(house.settings)


def test_a_wanted_port_in_use_is_refused(house: House) -> None:
    with socket.create_server((LOOPBACK, 0)) as server:
        wanted = server.getsockname()[1]
        with pytest.raises(BadInputError, match=f"port {wanted} is in use.*LINERNOTES_AIRFLOW_PORT"):
            take_ports(house.settings.model_copy(update={"airflow_port": wanted}))
