"""The tasks of `weekly_discover`: each enters its room, calls one step, and returns a count."""

from airflow.sdk import get_current_context, task

from common.defaults import ASKING
from common.room import entered, run_key, week


@task(retries=40)
def landed() -> list[str]:
    """Slices that never came; waits for them (as "up for retry") until six hours after the week's end."""
    from pipelines.landed import wait_for_slices
    from pipelines.llm import runs

    with entered(week()) as settings:
        runs.begin(settings, week(), run_key())
        return wait_for_slices(settings, week())


@task
def freeze_inputs() -> list[str]:
    """Freeze what the week reads, and every earlier week that the chain lacks; those weeks, oldest first."""
    from pipelines.llm import runs
    from pipelines.manifest import freeze_week, weeks_to_make
    from pipelines.shards import active_listeners

    with entered(week()) as settings:
        weeks = weeks_to_make(settings, week(), active_listeners(settings, week()))
        for each in weeks:
            runs.begin(settings, each, run_key())
            freeze_week(settings, each, active_listeners(settings, each))
        return weeks


@task
def landing_gate() -> None:
    """Stop before dbt when what landed cannot be right."""
    from pipelines.gates import landing

    with entered(week()) as settings:
        landing.check(settings, week())


@task
def shards() -> list[dict]:
    """The week's listeners, in at most fifty shards."""
    from pipelines.shards import shards_of_week

    with entered(week()) as settings:
        return shards_of_week(settings, week())


@task
def build_catalogue(weeks: list[str]) -> None:
    """dbt: tracks, artists, interactions, profiles."""
    from pipelines import warehouse

    with entered(week()) as settings:
        for each in weeks:
            warehouse.build(settings, each, "catalogue")


@task
def link_posts(weeks: list[str]) -> int:
    """Reddit posts to artists."""
    from pipelines.link.posts import link_week

    with entered(week()) as settings:
        return sum(link_week(settings, each) for each in weeks)


@task
def embed_tracks(weeks: list[str]) -> int:
    """Vectors of tags and artists."""
    from pipelines.embed.tracks import embed_week

    with entered(week()) as settings:
        return sum(embed_week(settings, each) for each in weeks)


@task
def learn_similarity(weeks: list[str]) -> int:
    """What public playlists teach, once for all shards; recordings it knows."""
    from pipelines.recommend.learn_week import learn_week

    with entered(week()) as settings:
        return sum(learn_week(settings, each) for each in weeks)


@task
def build_trends(weeks: list[str]) -> None:
    """dbt: who is talked about."""
    from pipelines import warehouse

    with entered(week()) as settings:
        for each in weeks:
            warehouse.build(settings, each, "trend")


@task(pool="llm", retries=ASKING)
def read_wishes(weeks: list[str]) -> int:
    """Wishes and feedback, as rules."""
    from pipelines.llm.wishes import read_wishes as read
    from pipelines.shards import active_listeners

    with entered(week()) as settings:
        return sum(read(settings, each, active_listeners(settings, each)) for each in weeks)


@task(pool="llm", retries=ASKING)
def write_brief(weeks: list[str]) -> None:
    """What is going on, with post ids."""
    from pipelines.llm.brief import write_brief as write

    with entered(week()) as settings:
        for each in weeks:
            write(settings, each)


@task(pool="llm", retries=ASKING, map_index_template="{{ shard_label }}")
def catch_up(shard: dict, weeks: list[str]) -> int:
    """Slates of the earlier weeks that the chain lacks, oldest first: each must know those before it."""
    from pipelines.extract.proposed import find_proposed
    from pipelines.llm.judgements import judge as hear
    from pipelines.llm.proposals import propose as ask
    from pipelines.recommend.playable import resolve_playable as resolve
    from pipelines.recommend.shortlist import write_shortlists
    from pipelines.recommend.slates import make_slates as make
    from pipelines.shards import active_listeners, listeners_of_shard

    get_current_context()["shard_label"] = shard["label"]
    made = 0
    with entered(f"{week()}:{shard['label']}") as settings:
        for each in weeks[:-1]:
            begun = set(active_listeners(settings, each))
            listeners = [one for one in listeners_of_shard(settings, week(), shard) if one in begun]
            ask(settings, each, listeners)
            find_proposed(settings, each, listeners)
            write_shortlists(settings, each, listeners)
            hear(settings, each, listeners)
            resolve(settings, each, listeners)
            made += make(settings, each, listeners)
    return made


@task(pool="llm", retries=ASKING, map_index_template="{{ shard_label }}")
def propose(shard: dict) -> int:
    """What the model proposes, with stated steps; resolved, or looked for outside our catalogue."""
    from pipelines.extract.proposed import find_proposed
    from pipelines.llm.proposals import propose as ask
    from pipelines.shards import listeners_of_shard

    get_current_context()["shard_label"] = shard["label"]
    with entered(f"{week()}:{shard['label']}") as settings:
        listeners = listeners_of_shard(settings, week(), shard)
        count = ask(settings, week(), listeners)
        find_proposed(settings, week(), listeners)
        return count


@task(map_index_template="{{ shard_label }}")
def shortlist(shard: dict) -> int:
    """The best songs so far, with all that a judge may cite."""
    from pipelines.recommend.shortlist import write_shortlists
    from pipelines.shards import listeners_of_shard

    get_current_context()["shard_label"] = shard["label"]
    with entered(f"{week()}:{shard['label']}") as settings:
        return write_shortlists(settings, week(), listeners_of_shard(settings, week(), shard))


@task(pool="llm", retries=ASKING, map_index_template="{{ shard_label }}")
def judge(shard: dict) -> int:
    """What the model makes of the shortlist, each step checked."""
    from pipelines.llm.judgements import judge as ask
    from pipelines.shards import listeners_of_shard

    get_current_context()["shard_label"] = shard["label"]
    with entered(f"{week()}:{shard['label']}") as settings:
        return ask(settings, week(), listeners_of_shard(settings, week(), shard))


@task(pool="spotify", map_index_template="{{ shard_label }}")
def resolve_playable(shard: dict) -> int:
    """Where the best candidates can be played."""
    from pipelines.recommend.playable import resolve_playable as resolve
    from pipelines.shards import listeners_of_shard

    get_current_context()["shard_label"] = shard["label"]
    with entered(f"{week()}:{shard['label']}") as settings:
        return resolve(settings, week(), listeners_of_shard(settings, week(), shard))


@task(map_index_template="{{ shard_label }}")
def make_slates(shard: dict) -> int:
    """Candidates, scores with their parts, the selection, what-ifs."""
    from pipelines.recommend.slates import make_slates as make
    from pipelines.shards import listeners_of_shard

    get_current_context()["shard_label"] = shard["label"]
    with entered(f"{week()}:{shard['label']}") as settings:
        return make(settings, week(), listeners_of_shard(settings, week(), shard))


@task(retries=ASKING, map_index_template="{{ shard_label }}")
def explain_slates(shard: dict) -> int:
    """Songs explained."""
    from explain.make import explain_week
    from pipelines.shards import listeners_of_shard

    get_current_context()["shard_label"] = shard["label"]
    with entered(f"{week()}:{shard['label']}") as settings:
        return explain_week(settings, week(), listeners_of_shard(settings, week(), shard))


@task
def publish_gate() -> None:
    """Great Expectations: nothing goes out that repeats, is owned, or is not supported."""
    from pipelines.gates import publish
    from pipelines.shards import active_listeners

    with entered(week()) as settings:
        publish.check(settings, week(), active_listeners(settings, week()))


@task(pool="spotify")
def publish_slates() -> int:
    """Playlists written; an older week writes none without a permit."""
    from pipelines.publish import outbox
    from pipelines.shards import active_listeners

    with entered(week()) as settings:
        outbox.enqueue(settings, week(), active_listeners(settings, week()))
        return outbox.deliver(settings)
