"""Runs and their deadline: a week waits for its model no longer than 17.5 hours after its run began.

A first slate does not wait: somebody sits before it, and whoever runs it again would begin a new wait.
"""

from datetime import timedelta

from pipelines.clock import make_clock
from pipelines.db import Connection, execute, one, transaction
from pipelines.domain.weeks import is_first_slate
from pipelines.settings import Settings

PATIENCE = timedelta(hours=17, minutes=30)
"""How long after a run's start its requests are waited for: what is left of 18 hours is for words, pictures, gates."""


def begin(settings: Settings, week: str, run_key: str) -> None:
    """Note that a run makes a week from now on; a retry of the same run keeps its first start."""
    with transaction(settings, "open") as connection:
        execute(
            connection,
            "insert into ops.llm_run (week, run_key, started_at) values (%s, %s, %s) on conflict do nothing",
            [week, run_key, make_clock(settings.clock)()],
        )


def current(connection: Connection, week: str) -> str:
    """The newest run of a week; empty when none was noted."""
    found = one(
        connection,
        "select run_key from ops.llm_run where week = %s order by started_at desc, run_key limit 1",
        [week],
    )
    return found["run_key"] if found is not None else ""


def seconds_left(settings: Settings, connection: Connection, week: str) -> float | None:
    """Seconds until the week goes on without its model (0 or less: now); None when no run was noted.

    A first slate has none: when the client has tried in vain, it goes on.
    """
    if is_first_slate(week):
        return 0.0
    found = one(connection, "select max(started_at) as started_at from ops.llm_run where week = %s", [week])
    if found is None or found["started_at"] is None:
        return None
    return float((found["started_at"] + PATIENCE - make_clock(settings.clock)()).total_seconds())


def patience_of(week: str) -> str:
    """How long a week waits, as it is told of an answer that never came."""
    if is_first_slate(week):
        return "at once, and a first slate does not wait"
    return f"within {PATIENCE.total_seconds() / 3600:g} hours of the run's start"
