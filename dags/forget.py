"""Take out what must go: posts deleted on Reddit, listeners who disconnected.

Reads   Reddit (`/api/info` of the stored posts), `app.listener.left_at`.
Writes  tombstones in `landing.reddit`; erases listeners who left. Not backfillable: what is gone is gone now.
Re-run  safe: what is already gone stays gone.
"""

from airflow.sdk import CronDataIntervalTimetable, dag, task

from common.defaults import DEFAULT_ARGS, START


@dag(
    schedule=CronDataIntervalTimetable("0 0 * * *", timezone="UTC"),
    start_date=START,
    catchup=False,
    max_active_runs=1,
    default_args=DEFAULT_ARGS,
    tags=["erasure"],
    doc_md=__doc__,
)
def forget():
    """Deletions of one day."""

    @task(pool="reddit")
    def deleted_posts() -> int:
        """Posts whose text, link and hash of author were taken out."""
        from common.room import day, entered
        from pipelines.forget.posts import forget_deleted

        with entered(str(day())) as settings:
            return forget_deleted(settings)

    @task
    def listeners_who_left() -> int:
        """Listeners of whom nothing is left."""
        from common.room import day, entered
        from pipelines.forget.listeners import forget_left

        with entered(str(day())) as settings:
            return forget_left(settings)

    deleted_posts() >> listeners_who_left()


forget()
