"""A small client of Airflow's REST API v2: unpause, runs, backfills, and what a failed task said."""

import json
import time
import urllib.error
import urllib.request
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import quote, urlencode

from pipelines.errors import BadInputError, LoginRefusedError, ServiceError, ServiceUnreachableError
from pipelines.platform.airflow_environment import USER, address, password
from pipelines.settings import Settings

POOLS = {"spotify": 2, "reddit": 1, "llm": 2}
"""Slots per service: politeness. Pools that exist keep the size an operator gave them."""
FINAL_STATES = {"success", "failed"}
POLL_SECONDS = 1.0
PARSE_SECONDS = 180.0
RUN_SECONDS = 3600.0
BACKFILL_CLOSE_SECONDS = 180.0
LOG_LINES = 25
FRAMES = 4
NOT_FOUND, CONFLICT, UNAUTHORIZED, FORBIDDEN = 404, 409, 401, 403

_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
_tokens: dict[str, str] = {}


class AirflowAnswerError(ServiceError):
    """Airflow answered with an error status."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


class RunFailedError(ServiceError):
    """A DAG run ended as failed; the message ends with the failed task's log."""


@dataclass(frozen=True)
class Run:
    """One DAG run."""

    dag_id: str
    run_id: str
    run_type: str
    state: str
    logical_date: datetime | None
    data_interval_start: datetime | None
    data_interval_end: datetime | None


def call(settings: Settings, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:  # noqa: ANN401  (JSON)
    """Answer of `/api/v2/<path>`, as parsed JSON; logs in when needed.

    Raises:
        ServiceUnreachableError: Airflow is not up.
        LoginRefusedError: It refuses the generated password.
        AirflowAnswerError: Any other error status; the line holds Airflow's own reason.
    """
    base = address(settings)
    if not base:
        raise ServiceUnreachableError("Airflow was never started here: run `linernotes up`")
    if base not in _tokens:
        _tokens[base] = _log_in(settings, base)
    try:
        return _request(method, f"{base}/api/v2/{path}", body, _tokens[base])
    except AirflowAnswerError as error:
        if error.status != UNAUTHORIZED:
            raise
        _tokens[base] = _log_in(settings, base)
        return _request(method, f"{base}/api/v2/{path}", body, _tokens[base])


def _log_in(settings: Settings, base: str) -> str:
    try:
        answer = _request("POST", f"{base}/auth/token", {"username": USER, "password": password(settings)}, None)
    except AirflowAnswerError as error:
        if error.status in {UNAUTHORIZED, FORBIDDEN}:
            raise LoginRefusedError(
                f"the Airflow at {base} refuses our login: run `linernotes down`, then `up`"
            ) from None
        raise
    return str(answer["access_token"])


def _request(method: str, url: str, body: Mapping[str, Any] | None, token: str | None) -> Any:  # noqa: ANN401  (JSON)
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data=data, headers=headers, method=method)  # noqa: S310  (our own address)
    try:
        with _opener.open(request, timeout=60) as answer:
            text = answer.read()
    except urllib.error.HTTPError as error:
        detail = error.read().decode("utf8", "replace")
        raise AirflowAnswerError(f"Airflow: {method} {url}: {error.code} {detail[:500]}", error.code) from None
    except (urllib.error.URLError, OSError) as error:
        raise ServiceUnreachableError(f"Airflow does not answer at {url} ({error}): run `linernotes up`") from None
    return json.loads(text) if text else None


def health(settings: Settings) -> dict[str, str]:
    """Status by component, such as `{"scheduler": "healthy"}`; empty when nothing answers."""
    try:
        found = _request("GET", f"{address(settings)}/api/v2/monitor/health", None, None)
    except (ServiceError, ValueError):
        return {}
    return {name: str(part["status"]) for name, part in found.items() if part and part.get("status")}


def make_pools(settings: Settings, pools: Mapping[str, int] = POOLS) -> None:
    """Create the pools that are missing."""
    there = {each["name"] for each in call(settings, "GET", "pools?limit=100")["pools"]}
    for name, slots in pools.items():
        if name not in there:
            body = {"name": name, "slots": slots, "description": f"requests to {name} at the same time"}
            call(settings, "POST", "pools", body)


def dag_states(settings: Settings) -> dict[str, bool]:
    """Whether each DAG is paused, by id."""
    found = call(settings, "GET", "dags?limit=100&exclude_stale=true")["dags"]
    return {each["dag_id"]: bool(each["is_paused"]) for each in sorted(found, key=lambda each: str(each["dag_id"]))}


def import_errors(settings: Settings) -> list[str]:
    """DAG files that Airflow could not import: file, then the last line of the trace."""
    found = call(settings, "GET", "importErrors?limit=100")["import_errors"]
    return [f"{each['filename']}: {each['stack_trace'].strip().splitlines()[-1]}" for each in found]


def wait_dag(settings: Settings, dag_id: str, *, seconds: float = PARSE_SECONDS) -> None:
    """Wait until Airflow knows a DAG.

    Raises:
        BadInputError: It did not come; the line holds the import errors.
    """
    until = time.monotonic() + seconds
    while True:
        try:
            call(settings, "GET", f"dags/{quote(dag_id)}")
        except AirflowAnswerError as error:
            if error.status != NOT_FOUND:
                raise
        else:
            return
        if time.monotonic() > until:
            errors = "; ".join(import_errors(settings)) or "no import errors"
            raise BadInputError(f"Airflow does not know the DAG {dag_id} after {seconds:.0f} s ({errors})")
        time.sleep(POLL_SECONDS)


def unpause(settings: Settings, dag_id: str) -> None:
    """Let a DAG run; waits until Airflow has parsed it."""
    wait_dag(settings, dag_id)
    call(settings, "PATCH", f"dags/{quote(dag_id)}", {"is_paused": False})


def pause(settings: Settings, dag_id: str) -> None:
    """Keep a DAG from starting new runs; waits until Airflow has parsed it."""
    wait_dag(settings, dag_id)
    call(settings, "PATCH", f"dags/{quote(dag_id)}", {"is_paused": True})


def runs(settings: Settings, dag_id: str, first: date | None = None, last: date | None = None) -> list[Run]:
    """Runs of a DAG by logical date (= start of the data interval), both days included, oldest first."""
    query: dict[str, Any] = {"limit": 100, "order_by": "id"}
    if first is not None:
        query["logical_date_gte"] = _midnight(first).isoformat()
    if last is not None:
        query["logical_date_lte"] = _midnight(last).replace(hour=23, minute=59, second=59).isoformat()
    found: list[dict[str, Any]] = []
    while True:
        page = call(settings, "GET", f"dags/{quote(dag_id)}/dagRuns?{urlencode({**query, 'offset': len(found)})}")
        found += page["dag_runs"]
        if len(found) >= page["total_entries"] or not page["dag_runs"]:
            break
    return sorted((_as_run(each) for each in found), key=lambda run: (run.logical_date or _EARLIEST, run.run_id))


_EARLIEST = datetime.min.replace(tzinfo=UTC)


def _as_run(found: Mapping[str, Any]) -> Run:
    return Run(
        dag_id=found["dag_id"],
        run_id=found["dag_run_id"],
        run_type=found["run_type"],
        state=found["state"],
        logical_date=_moment(found["logical_date"]),
        data_interval_start=_moment(found["data_interval_start"]),
        data_interval_end=_moment(found["data_interval_end"]),
    )


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text).astimezone(UTC)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def has_succeeded(settings: Settings, dag_id: str, day: date) -> bool:
    """Whether the run whose data interval starts on a day exists and was a success."""
    try:
        return any(run.state == "success" for run in runs(settings, dag_id, day, day))
    except AirflowAnswerError as error:
        if error.status == NOT_FOUND:
            return False
        raise


def create_backfill(
    settings: Settings,
    dag_id: str,
    first: date,
    last: date,
    *,
    max_active_runs: int = 4,
    reprocess: str = "none",
    run_backwards: bool = False,
    conf: Mapping[str, Any] | None = None,
) -> int:
    """Backfill the intervals that start from `first` to `last`, both included; the backfill's id.

    `reprocess` is `none` (missing runs), `failed` or `completed` (all); `run_backwards` begins with the last. Airflow
    refuses a second backfill of a DAG until it has closed the first, some 20 s after its last run; this waits for that.

    Raises:
        ServiceError: Airflow refused, or another backfill of the DAG stays open.
    """
    wait_dag(settings, dag_id)
    body = {
        "dag_id": dag_id,
        "from_date": _midnight(first).isoformat(),
        "to_date": _midnight(last).isoformat(),
        "max_active_runs": max_active_runs,
        "reprocess_behavior": reprocess,
        "run_backwards": run_backwards,
        "dag_run_conf": dict(conf or {}),
    }
    until = time.monotonic() + BACKFILL_CLOSE_SECONDS
    while True:
        try:
            return int(call(settings, "POST", "backfills", body)["id"])
        except AirflowAnswerError as error:
            if error.status != CONFLICT or time.monotonic() > until:
                raise
        time.sleep(POLL_SECONDS)


def wait_backfill(
    settings: Settings, backfill: int, *, seconds: float = RUN_SECONDS, closed: bool = False
) -> list[Run]:
    """Wait for all runs of a backfill; with `closed` also until Airflow has closed it (some 20 s more).

    Raises:
        RunFailedError: A run failed.
        ServiceError: It took too long.
    """
    until = time.monotonic() + seconds
    found = call(settings, "GET", f"backfills/{backfill}")
    first, last = (datetime.fromisoformat(found[name]).astimezone(UTC).date() for name in ("from_date", "to_date"))
    done = wait_runs(settings, found["dag_id"], first, last, seconds=seconds)
    while closed and call(settings, "GET", f"backfills/{backfill}")["completed_at"] is None:
        if time.monotonic() > until:
            raise ServiceError(f"backfill {backfill} of {found['dag_id']} is still open after {seconds:.0f} s")
        time.sleep(POLL_SECONDS)
    return done


def wait_runs(
    settings: Settings, dag_id: str, first: date, last: date, *, seconds: float = RUN_SECONDS, at_least: int = 0
) -> list[Run]:
    """Wait until every run whose interval starts from `first` to `last` is done, and there are `at_least` so many.

    Raises:
        RunFailedError: A run failed; the message ends with the failed task's log.
        ServiceError: It took too long.
    """
    until = time.monotonic() + seconds
    while True:
        found = runs(settings, dag_id, first, last)
        failed = [run for run in found if run.state == "failed"]
        if failed:
            raise RunFailedError(describe_failure(settings, failed[0]))
        if len(found) >= at_least and all(run.state in FINAL_STATES for run in found):
            return found
        _require_scheduler(settings)
        if time.monotonic() > until:
            states = ", ".join(f"{run.run_id} {run.state}" for run in found) or "no runs"
            raise ServiceError(f"{dag_id}: not done after {seconds:.0f} s ({states}){describe_active(settings, found)}")
        time.sleep(POLL_SECONDS)


def _require_scheduler(settings: Settings) -> None:
    """Waiting is no use once the scheduler that we started has ended."""
    from pipelines.platform import processes

    name = "airflow-scheduler"
    if (processes.folder(settings) / f"{name}.json").exists() and processes.find(settings, name) is None:
        log = processes.folder(settings) / f"{name}.log"
        raise ServiceError(f"Airflow's scheduler has stopped; {log} says why. `linernotes up` starts it again")


def wait_scheduled(
    settings: Settings, dag_id: str, day: date, *, done: bool = False, seconds: float = RUN_SECONDS
) -> Run:
    """Wait until the run whose interval starts on `day` exists; with `done` until it is a success.

    Raises:
        RunFailedError: It failed.
        ServiceError: It took too long.
    """
    if done:
        return wait_runs(settings, dag_id, day, day, seconds=seconds, at_least=1)[0]
    until = time.monotonic() + seconds
    while True:
        found = runs(settings, dag_id, day, day)
        if found:
            return found[0]
        if time.monotonic() > until:
            raise ServiceError(f"{dag_id}: the scheduler made no run of {day} after {seconds:.0f} s")
        time.sleep(POLL_SECONDS)


def task_instances(settings: Settings, run: Run) -> list[dict[str, Any]]:
    """Task instances of a run, in order of task and map index: task_id, map_index, state, try_number and more."""
    path = f"dags/{quote(run.dag_id)}/dagRuns/{quote(run.run_id)}/taskInstances?limit=100"
    found: list[dict[str, Any]] = []
    while True:
        page = call(settings, "GET", f"{path}&offset={len(found)}")
        found += page["task_instances"]
        if len(found) >= page["total_entries"] or not page["task_instances"]:
            return sorted(found, key=lambda each: (str(each["task_id"]), int(each["map_index"])))


def clear_run(settings: Settings, run: Run) -> None:
    """Run all tasks of a run again."""
    path = f"dags/{quote(run.dag_id)}/dagRuns/{quote(run.run_id)}/clear"
    call(settings, "POST", path, {"dry_run": False, "only_failed": False})


def describe_failure(settings: Settings, run: Run) -> str:
    """One line that names the failed tasks, then the end of the first one's log."""
    failed = [each for each in task_instances(settings, run) if each["state"] == "failed"]
    if not failed:
        return f"{run.dag_id} {run.run_id} failed, but none of its tasks did"
    named = ", ".join(_label(each) for each in failed)
    lines = [f"{run.dag_id} {run.run_id} failed in {named}", *task_log(settings, run, failed[0])[-LOG_LINES:]]
    return "\n    ".join(lines)


def describe_active(settings: Settings, found: Iterable[Run]) -> str:
    """The tasks that are not done in unfinished runs, one line per run."""
    lines = [""]
    for run in found:
        if run.state not in FINAL_STATES:
            waiting = [
                f"{_label(each)} {each['state']}"
                for each in task_instances(settings, run)
                if each["state"] not in {"success", "skipped", None}
            ]
            lines.append(f"{run.run_id}: {', '.join(waiting) or 'no task has started'}")
    return "\n    ".join(lines)


def task_log(settings: Settings, run: Run, instance: Mapping[str, Any]) -> list[str]:
    """The log of a task instance's last try, line by line."""
    path = (
        f"dags/{quote(run.dag_id)}/dagRuns/{quote(run.run_id)}/taskInstances/{quote(instance['task_id'])}"
        f"/logs/{instance['try_number']}?full_content=true&map_index={instance['map_index']}"
    )
    try:
        content = call(settings, "GET", path)["content"]
    except (ServiceError, KeyError) as error:
        return [f"(no log: {error})"]
    lines: list[str] = []
    for event in content:
        if not isinstance(event, dict):
            lines += str(event).splitlines()
            continue
        if str(event.get("event", "")).startswith("::"):
            continue
        lines.append(f"{event.get('level') or ''} {event.get('event', '')}".strip())
        for trace in event.get("error_detail") or []:
            lines.append(f"{trace.get('exc_type')}: {trace.get('exc_value')}")
            lines += [
                f"  {frame.get('filename')}:{frame.get('lineno')} in {frame.get('name')}"
                for frame in (trace.get("frames") or [])[-FRAMES:]
            ]
    return lines


def _label(instance: Mapping[str, Any]) -> str:
    index = int(instance["map_index"])
    return str(instance["task_id"]) if index < 0 else f"{instance['task_id']}[{index}]"
