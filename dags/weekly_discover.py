"""Make the week: from frozen inputs to checked, illustrated slates, and one playlist per listener.

Reads   sealed slices of `landing.*` and the listeners' events, only what was known when the week ended.
Writes  assets `marts`, `recs.slate_song`, `explain.report`, `app.publication`; one run owns exactly one ISO week.
Re-run  safe, from the UI or the CLI, in any order: inputs are frozen by the first run, model answers are replayed,
        a complete edition is computed again and compared. Missing slates of earlier weeks are made first (the chain).
        With many listeners the model is asked in batches ahead of each room; those tasks are deferred meanwhile.
Publish only the newest ended week publishes by itself; `linernotes publish permit` lets one older edition go out.
"""

from airflow.sdk import CronDataIntervalTimetable, dag, task_group

from common.assets import MARTS, PLAYLISTS, REPORTS, SLATES
from common.defaults import DEFAULT_ARGS, START


@dag(
    schedule=CronDataIntervalTimetable("0 0 * * MON", timezone="UTC"),
    start_date=START,
    catchup=False,
    max_active_runs=16,
    default_args=DEFAULT_ARGS,
    tags=["weekly"],
    doc_md=__doc__,
)
def weekly_discover():
    """One week, as a table of contents."""
    from common import weekly
    from common.ahead import AskAhead

    landed = weekly.landed()
    weeks = weekly.freeze_inputs()
    gate = weekly.landing_gate()
    shards = weekly.shards()
    landed >> weeks >> gate

    @task_group
    def warehouse():
        """Profile and trend tables of the week, and of the earlier ones that the chain lacks."""
        catalogue = weekly.build_catalogue.override(outlets=[MARTS])(weeks)
        trends = weekly.build_trends.override(outlets=[MARTS])(weeks)
        catalogue >> weekly.link_posts(weeks) >> trends
        catalogue >> [weekly.embed_tracks(weeks), weekly.learn_similarity(weeks)]

    @task_group
    def understand():
        """Wishes become rules; the talk becomes a brief."""
        wishes = AskAhead(stage="wish") >> weekly.read_wishes(weeks)
        wishes >> AskAhead(stage="post") >> weekly.write_brief(weeks)

    @task_group
    def propose(shard):
        """Proposals, and a shortlist with all that a judge may cite."""
        weekly.propose(shard) >> weekly.shortlist(shard)

    @task_group
    def recommend(shard):
        """Judgement, scores, slates, what-ifs."""
        judged = weekly.judge(shard)
        judged >> weekly.resolve_playable(shard) >> weekly.make_slates.override(outlets=[SLATES])(shard)

    @task_group
    def explain(shard):
        """Claims, words, charts, reports of this week."""
        weekly.explain_slates.override(outlets=[REPORTS])(shard)

    @task_group
    def publish():
        """The last gate, then one playlist per listener."""
        weekly.publish_gate() >> weekly.publish_slates.override(outlets=[PLAYLISTS])()

    caught_up = weekly.catch_up.partial(weeks=weeks).expand(shard=shards)
    proposed, slates = propose.expand(shard=shards), recommend.expand(shard=shards)
    gate >> warehouse() >> understand() >> caught_up >> AskAhead(stage="proposals") >> proposed
    proposed >> AskAhead(stage="judgement") >> slates
    slates >> AskAhead(stage="words") >> AskAhead(stage="retries") >> explain.expand(shard=shards) >> publish()


weekly_discover()
