"""Capture one UTC day of posts and comments of the configured subreddits into `landing.reddit`.

Reads   the Reddit API, read-only. No author is stored, only a keyed hash that lets one voice count once.
Writes  asset `landing.reddit`; one run owns exactly one day.
Re-run  safe: a sealed day is not fetched again. Without Reddit the slice is sealed as off, and everything else runs.
"""

from airflow.sdk import CronDataIntervalTimetable, dag, task

from common.assets import LANDING_REDDIT
from common.defaults import DEFAULT_ARGS, START


@dag(
    schedule=CronDataIntervalTimetable("0 0 * * *", timezone="UTC"),
    start_date=START,
    catchup=False,
    max_active_runs=4,
    default_args=DEFAULT_ARGS,
    tags=["ingest", "reddit"],
    doc_md=__doc__,
)
def ingest_reddit():
    """One day of Reddit."""

    @task(pool="reddit", outlets=[LANDING_REDDIT])
    def capture() -> int:
        """Rows landed."""
        from common.room import day, entered, skip_if_missing
        from pipelines.extract import reddit

        with entered(str(day())) as settings:
            return skip_if_missing(reddit.capture_day(settings, day()))

    capture()


ingest_reddit()
