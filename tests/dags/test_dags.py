"""The DAG files: they parse without work, own an interval, and read like a table of contents."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
DAGS = ROOT / "dags"
NAMES = {"ingest_spotify", "ingest_reddit", "enrich_catalogue", "weekly_discover", "forget"}

LIST_DAGS = """
import json, sys
from importlib.util import find_spec
from airflow.dag_processing.dagbag import DagBag
from common.executor import LIBRARIES
bag = DagBag(sys.argv[1])
loaded = [name for name in ("dbt", "great_expectations", "seaborn", "openai", "spotipy") if name in sys.modules]
print("RESULT" + json.dumps({
    "errors": {str(k): str(v) for k, v in bag.import_errors.items()},
    "loaded": loaded,
    "preloaded": {name: find_spec(name) is not None for name in LIBRARIES},
    "dags": {
        dag.dag_id: {
            "file": dag.fileloc.rsplit("/", 1)[-1],
            "timetable": type(dag.timetable).__name__,
            "catchup": dag.catchup,
            "doc": dag.doc_md or "",
            "tags": sorted(dag.tags),
            "tasks": {
                task.task_id: {
                    "retries": task.retries,
                    "policy": type(task.retry_policy).__name__,
                    "timeout": task.execution_timeout is not None,
                }
                for task in dag.tasks
            },
        }
        for dag in bag.dags.values()
    },
}))
"""


@pytest.fixture(scope="module")
def bag(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What Airflow sees in dags/, read in a process of its own, without a database."""
    home = tmp_path_factory.mktemp("airflow")
    environment = {
        **os.environ,
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{home}/airflow.db",
        "PYTHONPATH": f"{os.environ.get('PYTHONPATH', '')}{os.pathsep}{DAGS}",
    }
    command = [sys.executable, "-W", "ignore", "-c", LIST_DAGS, str(DAGS)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    lines = [line for line in done.stdout.splitlines() if line.startswith("RESULT")]
    assert lines, done.stderr[-3000:]
    found: dict[str, Any] = json.loads(lines[-1].removeprefix("RESULT"))
    return found


def test_every_dag_file_gives_one_dag_of_its_own_name(bag: dict[str, Any]) -> None:
    assert bag["errors"] == {}
    assert set(bag["dags"]) == NAMES == {path.stem for path in DAGS.glob("*.py")}
    assert all(dag["file"] == f"{dag_id}.py" for dag_id, dag in bag["dags"].items())


def test_every_dag_owns_an_interval_so_that_it_can_be_backfilled(bag: dict[str, Any]) -> None:
    """A bare cron string gives an interval of no width; an asset schedule cannot be backfilled."""
    assert {dag["timetable"] for dag in bag["dags"].values()} == {"CronDataIntervalTimetable"}
    assert not any(dag["catchup"] for dag in bag["dags"].values())


def test_every_dag_says_what_it_reads_and_writes_and_what_a_re_run_does(bag: dict[str, Any]) -> None:
    for dag_id, dag in bag["dags"].items():
        assert dag["tags"], dag_id
        assert all(word in dag["doc"] for word in ("Reads", "Writes", "Re-run")), dag_id


def test_every_task_has_our_retry_rule_and_a_timeout(bag: dict[str, Any]) -> None:
    for dag in bag["dags"].values():
        for task_id, task in dag["tasks"].items():
            assert task["policy"] == "RetryAfterPolicy", task_id
            assert task["timeout"], task_id
            assert task["retries"] >= 5, task_id


def test_parsing_loads_no_heavy_library(bag: dict[str, Any]) -> None:
    assert bag["loaded"] == []


def test_what_workers_have_before_they_fork_is_there_and_not_ours(bag: dict[str, Any]) -> None:
    assert [name for name, is_there in bag["preloaded"].items() if not is_there] == []
    assert [name for name in bag["preloaded"] if name.split(".")[0] in {"pipelines", "explain", "common"}] == []
