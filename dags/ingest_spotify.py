"""Capture one UTC day of every listener's Spotify playlists into `restricted.landing_spotify`.

Reads   the Spotify Web API with each listener's own login; unchanged playlists (snapshot_id) are not read again.
Writes  asset `restricted.landing_spotify`, then identity rows; one run owns exactly one day.
Re-run  safe: a sealed slice is not fetched again. A live service is asked for a day until 24 hours after its end;
        later the slice is sealed as missing, and the task is skipped with the reason.
"""

from airflow.sdk import CronDataIntervalTimetable, dag, task, task_group

from common.assets import IDENTITY, LANDING_SPOTIFY
from common.defaults import DEFAULT_ARGS, START


@dag(
    schedule=CronDataIntervalTimetable("0 0 * * *", timezone="UTC"),
    start_date=START,
    catchup=False,
    max_active_runs=4,
    default_args=DEFAULT_ARGS,
    tags=["ingest", "spotify"],
    doc_md=__doc__,
)
def ingest_spotify():
    """One day of Spotify."""

    @task
    def shards() -> list[dict]:
        """The listeners of that day, in shards."""
        from common.room import day, entered
        from pipelines.domain.weeks import week_key
        from pipelines.shards import shards_of_week

        with entered(str(day())) as settings:
            return shards_of_week(settings, week_key(day()))

    @task_group
    def listeners(shard):
        """One shard of listeners."""

        @task(pool="spotify", outlets=[LANDING_SPOTIFY], map_index_template="{{ shard_label }}")
        def capture(shard) -> int:
            """Rows landed; each listener's day is a sealed slice."""
            from airflow.sdk import get_current_context

            from common.room import day, entered
            from pipelines.domain.weeks import week_key
            from pipelines.extract import spotify
            from pipelines.shards import listeners_of_shard

            get_current_context()["shard_label"] = shard["label"]
            with entered(f"{day()}:{shard['label']}") as settings:
                listeners = listeners_of_shard(settings, week_key(day()), shard)
                return sum(spotify.capture_day(settings, listener, day()).row_count for listener in listeners)

        capture(shard)

    @task(outlets=[IDENTITY], trigger_rule="none_failed")
    def resolve_identity() -> int:
        """New identity rows."""
        from common.room import day, entered
        from pipelines.identity.resolve import resolve

        with entered(str(day())) as settings:
            return resolve(settings)

    listeners.expand(shard=shards()) >> resolve_identity()


ingest_spotify()
