"""How a task enters a room: the settings, the interval it owns, and the fence that only the newest try may pass."""

from contextlib import contextmanager

from airflow.sdk import get_current_context


def interval():
    """The data interval of the running task: start and end, UTC.

    Raises:
        BadInputError: The run was triggered without an interval.
    """
    from pipelines.errors import BadInputError

    context = get_current_context()
    start, end = context.get("data_interval_start"), context.get("data_interval_end")
    if start is None or end is None:
        raise BadInputError("this run has no data interval; trigger it with a logical date, or backfill the range")
    return start, end


def day():
    """The UTC day that a daily run owns."""
    return interval()[0].date()


def week() -> str:
    """The ISO week that a weekly run owns."""
    from pipelines.domain.weeks import week_key

    return week_key(interval()[0])


def run_key() -> str:
    """The running DAG run and its start: the same for its retries, another once it is cleared."""
    run = get_current_context()["dag_run"]
    return f"{run.run_id} {run.start_date:%Y-%m-%dT%H:%M:%S}"


@contextmanager
def entered(slice_name: str):
    """Settings for a task that owns `slice_name` of its DAG; its writes abort once a newer try has entered."""
    from pipelines.db import fence
    from pipelines.settings import read_settings

    context = get_current_context()
    instance = context["ti"]
    settings = read_settings()
    with fence.hold(settings, f"{instance.dag_id}.{instance.task_id}:{slice_name}"):
        yield settings


def skip_if_missing(sealed) -> int:
    """Rows of a sealed slice; a slice sealed as missing or off ends the task as skipped, with the reason."""
    from airflow.sdk.exceptions import AirflowSkipException

    if sealed.state in {"missing", "off"}:
        message = f"{sealed.source} {sealed.day}: {sealed.state}: {sealed.reason}"
        raise AirflowSkipException(message)
    return sealed.row_count
