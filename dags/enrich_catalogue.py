"""Look up what the catalogue lacks: identity, genres, moods, similar recordings, tempo and energy.

Reads   MusicBrainz, ListenBrainz, ReccoBeats, within each one's daily budget; what is not found is remembered.
Writes  assets `landing.catalogue` and `identity`; one run owns one day of each source.
Re-run  safe: a sealed slice is not fetched again.
"""

from airflow.sdk import CronDataIntervalTimetable, dag, task

from common.assets import IDENTITY, LANDING_CATALOGUE
from common.defaults import DEFAULT_ARGS, START


@dag(
    schedule=CronDataIntervalTimetable("0 0 * * *", timezone="UTC"),
    start_date=START,
    catchup=False,
    max_active_runs=4,
    default_args=DEFAULT_ARGS,
    tags=["enrich"],
    doc_md=__doc__,
)
def enrich_catalogue():
    """One day of looking things up."""

    @task(outlets=[LANDING_CATALOGUE])
    def look_up(source: str) -> int:
        """Rows landed from one source."""
        from importlib import import_module

        from common.room import day, entered, skip_if_missing

        with entered(f"{day()}:{source}") as settings:
            return skip_if_missing(import_module(f"pipelines.extract.{source}").capture_day(settings, day()))

    @task(outlets=[IDENTITY], trigger_rule="none_failed")
    def resolve_identity() -> int:
        """New identity rows."""
        from common.room import day, entered
        from pipelines.identity.resolve import resolve

        with entered(str(day())) as settings:
            return resolve(settings)

    names_and_tags = look_up.override(task_id="musicbrainz")("musicbrainz")
    identity = resolve_identity()
    similar = look_up.override(task_id="listenbrainz", trigger_rule="none_failed")("listenbrainz")
    sound = look_up.override(task_id="reccobeats", trigger_rule="none_failed")("reccobeats")
    names_and_tags >> identity >> [similar, sound]


enrich_catalogue()
