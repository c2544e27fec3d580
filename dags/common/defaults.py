"""Defaults of every task, and the one retry rule: come back when the service said so, never when it is useless."""

from datetime import timedelta

import pendulum
from airflow.sdk import RetryDecision, RetryPolicy

START = pendulum.datetime(2019, 1, 1, tz="UTC")

ASKING = 45
"""Retries of a task that asks the model: enough to outlast the 18 hours after which it goes on without it."""


class RetryAfterPolicy(RetryPolicy):
    """Retry at the time a service asked for; fail at once on what no retry can cure."""

    CAP = timedelta(hours=6)

    def evaluate(self, exception, try_number, max_tries, context=None):  # noqa: ARG002
        """Decide from our own error classes; anything else follows the task's defaults."""
        from pipelines.errors import BadInputError, LoginRefusedError, ReproductionError

        retry_after = getattr(exception, "retry_after", None)
        if retry_after is not None:
            delay = min(timedelta(seconds=retry_after), self.CAP)
            return RetryDecision.retry(delay, reason=f"asked to wait {retry_after:.0f} s")
        if isinstance(exception, BadInputError | LoginRefusedError | ReproductionError):
            return RetryDecision.fail(reason=str(exception))
        return RetryDecision.default()


DEFAULT_ARGS = {
    "owner": "linernotes",
    "retries": 5,
    "retry_delay": timedelta(seconds=15),
    "retry_exponential_backoff": 2.0,
    "max_retry_delay": timedelta(minutes=30),
    "retry_policy": RetryAfterPolicy(),
    "execution_timeout": timedelta(hours=2),
}
