"""Airflow as four children of ours (API server, scheduler, DAG processor, triggerer): migrate, start, wait, stop."""

import json
import subprocess
import sys
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from importlib.metadata import version
from pathlib import Path

import psycopg2

from pipelines.errors import ServiceUnreachableError
from pipelines.platform import processes
from pipelines.platform.airflow_environment import (
    USER,
    address,
    airflow_environment,
    airflow_home,
    password,
    take_ports,
)
from pipelines.platform.airflow_rest import (
    Run,
    RunFailedError,
    call,
    clear_run,
    create_backfill,
    dag_states,
    has_succeeded,
    health,
    import_errors,
    make_pools,
    pause,
    runs,
    task_instances,
    unpause,
    wait_backfill,
    wait_dag,
    wait_runs,
    wait_scheduled,
)
from pipelines.platform.postgres import AIRFLOW_DATABASE, connect_server
from pipelines.platform.secret_files import write_secret
from pipelines.settings import ROOT, Settings

__all__ = [
    "USER",
    "Run",
    "RunFailedError",
    "address",
    "call",
    "clear_run",
    "create_backfill",
    "dag_states",
    "has_succeeded",
    "health",
    "import_errors",
    "is_running",
    "make_pools",
    "migrate",
    "password",
    "pause",
    "runs",
    "start",
    "stop",
    "task_instances",
    "unpause",
    "wait_backfill",
    "wait_dag",
    "wait_runs",
    "wait_scheduled",
]

COMPONENTS = {
    "airflow-api": ("api-server",),
    # the server of logs would listen on every address; the API server reads the files themselves
    "airflow-scheduler": ("scheduler", "--skip-serve-logs"),
    "airflow-dag-processor": ("dag-processor",),
    "airflow-triggerer": ("triggerer", "--skip-serve-logs"),
}
MUST_BE_HEALTHY = ("metadatabase", "scheduler", "dag_processor")
HEALTHY_SECONDS = 240.0
MIGRATE_SECONDS = 600
STOP_SECONDS = 10.0


def migrate(settings: Settings) -> None:
    """Bring Airflow's database to this version; quick when nothing is to be done.

    Raises:
        ServiceUnreachableError: `airflow db migrate` failed.
    """
    stamp = airflow_home(settings) / "migrated.json"
    wanted = {"airflow": version("apache-airflow-core"), "revision": _revision(settings)}
    if wanted["revision"] and stamp.exists() and json.loads(stamp.read_text(encoding="utf8")) == wanted:
        return
    airflow_home(settings).mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        [sys.executable, "-m", "airflow", "db", "migrate"],
        env=airflow_environment(settings),
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=MIGRATE_SECONDS,
    )
    if done.returncode:
        tail = "\n    ".join((done.stderr or done.stdout).strip().splitlines()[-processes.LOG_TAIL_LINES :])
        raise ServiceUnreachableError(f"`airflow db migrate` failed\n    {tail}")
    write_secret(stamp, json.dumps({**wanted, "revision": _revision(settings)}))


def start(settings: Settings, *, dags: Path = ROOT / "dags", extra: Mapping[str, str] | None = None) -> None:
    """Start what does not run, wait until all is healthy, make the pools; DAGs stay paused until they are unpaused.

    `extra` are more `AIRFLOW__SECTION__KEY` variables, such as another executor.

    Raises:
        BadInputError: LINERNOTES_AIRFLOW_PORT is in use.
        ServiceUnreachableError: A component ended or did not become healthy.
    """
    migrate(settings)
    if not any(processes.find(settings, name) for name in COMPONENTS):
        take_ports(settings)
    environment = {**airflow_environment(settings, dags), **(extra or {})}
    records = [
        processes.start(settings, name, [sys.executable, "-m", "airflow", *command], environment)
        for name, command in COMPONENTS.items()
    ]
    until = time.monotonic() + HEALTHY_SECONDS
    for record in records:
        processes.wait_until(
            settings, record, lambda: _is_healthy(settings), seconds=max(1.0, until - time.monotonic()), every=0.5
        )
    make_pools(settings)


def stop(settings: Settings) -> None:
    """Stop all of Airflow; running tasks are ended and picked up again by the next start."""
    with ThreadPoolExecutor(len(COMPONENTS)) as pool:
        for done in [pool.submit(processes.stop, settings, name, seconds=STOP_SECONDS) for name in COMPONENTS]:
            done.result()


def is_running(settings: Settings) -> bool:
    """Whether all components run and say that they are healthy."""
    return all(processes.find(settings, name) for name in COMPONENTS) and _is_healthy(settings)


def _is_healthy(settings: Settings) -> bool:
    found = health(settings)
    return all(found.get(name) == "healthy" for name in MUST_BE_HEALTHY)


def _revision(settings: Settings) -> str | None:
    try:
        with closing(connect_server(settings, AIRFLOW_DATABASE)) as connection, connection.cursor() as cursor:
            cursor.execute("select version_num from alembic_version")
            row = cursor.fetchone()
    except psycopg2.errors.UndefinedTable:
        return None
    return None if row is None else str(row[0])
