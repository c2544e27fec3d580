"""The same steps as the DAGs, in one process: for files, for tests, for days older than Airflow's history."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from pipelines.settings import Settings

if TYPE_CHECKING:
    from pipelines.llm.question import Question

Say = Callable[[str], None]


def _silent(_: str) -> None:
    """Say nothing."""


def days_between(first: date, last: date) -> list[date]:
    """All days from `first` to `last`, both included."""
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def capture_day(settings: Settings, day: date, *, say: Say = _silent) -> int:
    """Capture one UTC day of every source, as the three daily DAGs do; rows landed."""
    from pipelines.domain.weeks import week_key
    from pipelines.extract import listenbrainz, musicbrainz, reccobeats, reddit, spotify
    from pipelines.identity.resolve import resolve
    from pipelines.shards import active_listeners

    say(f"capturing {day}")
    listeners = active_listeners(settings, week_key(day + timedelta(days=7 * 60)))
    count = sum(spotify.capture_day(settings, listener, day).row_count for listener in listeners)
    count += reddit.capture_day(settings, day).row_count
    resolve(settings)
    count += musicbrainz.capture_day(settings, day).row_count
    resolve(settings)
    count += listenbrainz.capture_day(settings, day).row_count
    return count + reccobeats.capture_day(settings, day).row_count


def build_week(settings: Settings, week: str, *, say: Say = _silent) -> None:
    """Warehouse, links, vectors, learned similarity and trends of one frozen week."""
    from pipelines import warehouse
    from pipelines.embed.tracks import embed_week
    from pipelines.link.posts import link_week
    from pipelines.recommend.learn_week import learn_week

    say(f"{week}: dbt, catalogue")
    warehouse.build(settings, week, "catalogue")
    say(f"{week}: links and vectors")
    link_week(settings, week)
    embed_week(settings, week)
    learn_week(settings, week)
    say(f"{week}: dbt, trend")
    warehouse.build(settings, week, "trend")


def questions_of(settings: Settings, week: str, stage: str, listeners: Sequence[UUID]) -> "list[Question]":
    """What a stage will ask the model about a week's listeners: a room's name, or `retries` of words.

    Raises:
        KeyError: There is no such stage.
    """
    from explain.make import words_ahead
    from pipelines.llm.brief import post_questions
    from pipelines.llm.judgements import judgement_questions
    from pipelines.llm.proposals import proposal_questions
    from pipelines.llm.wishes import wish_questions

    return {
        "wish": lambda: wish_questions(settings, week, listeners),
        "post": lambda: post_questions(settings, week),
        "proposals": lambda: proposal_questions(settings, week, listeners),
        "judgement": lambda: judgement_questions(settings, week, listeners),
        "words": lambda: words_ahead(settings, week, listeners),
        "retries": lambda: words_ahead(settings, week, listeners, retries=True),
    }[stage]()


def room_of(stage: str) -> str:
    """The room that a stage asks for."""
    return "words" if stage == "retries" else stage


def ask_ahead(settings: Settings, week: str, stage: str, listeners: Sequence[UUID], *, say: Say = _silent) -> None:
    """Ask a stage's questions in batches when there are many listeners, and wait for the answers."""
    from pipelines.llm import ahead

    if ahead.is_wanted(settings, week, room_of(stage), listeners):
        say(f"{week}: {stage}, asking in batches")
        ahead.wait(settings, lambda: questions_of(settings, week, stage, listeners))


def make_week(
    settings: Settings, week: str, listeners: Sequence[UUID], *, in_batches: bool = False, say: Say = _silent
) -> int:
    """Slates of one week whose warehouse stands; how many. A week of the chain asks directly."""
    from pipelines.extract.proposed import find_proposed
    from pipelines.llm.brief import write_brief
    from pipelines.llm.judgements import judge
    from pipelines.llm.proposals import propose
    from pipelines.llm.wishes import read_wishes
    from pipelines.recommend.playable import resolve_playable
    from pipelines.recommend.shortlist import write_shortlists
    from pipelines.recommend.slates import make_slates

    def ask_first(room: str) -> None:
        if in_batches:
            ask_ahead(settings, week, room, listeners, say=say)

    say(f"{week}: wishes, brief, proposals, judgement")
    ask_first("wish")
    read_wishes(settings, week, listeners)
    ask_first("post")
    write_brief(settings, week)
    ask_first("proposals")
    propose(settings, week, listeners)
    find_proposed(settings, week, listeners)
    write_shortlists(settings, week, listeners)
    ask_first("judgement")
    judge(settings, week, listeners)
    say(f"{week}: slates")
    resolve_playable(settings, week, listeners)
    return make_slates(settings, week, listeners)


def run_week(settings: Settings, week: str, listeners: Sequence[UUID] | None = None, *, say: Say = _silent) -> int:
    """A whole week as `weekly_discover` makes it, the chain included; how many songs were explained."""
    from explain.make import explain_week
    from pipelines.gates import landing as landing_gate
    from pipelines.gates import publish as publish_gate
    from pipelines.llm import runs
    from pipelines.manifest import freeze_week, weeks_to_make
    from pipelines.publish import outbox
    from pipelines.shards import active_listeners

    chosen, run_key = list(listeners) if listeners is not None else active_listeners(settings, week), f"run {uuid4()}"
    for each in weeks_to_make(settings, week, chosen):
        runs.begin(settings, each, run_key)
        begun = set(active_listeners(settings, each))
        present = [listener for listener in chosen if listener in begun]
        freeze_week(settings, each, present)
        if each == week:
            landing_gate.check(settings, week)
        build_week(settings, each, say=say)
        make_week(settings, each, present, in_batches=each == week, say=say)
    for stage in ("words", "retries"):
        ask_ahead(settings, week, stage, chosen, say=say)
    say(f"{week}: claims, words, charts")
    songs = explain_week(settings, week, chosen)
    publish_gate.check(settings, week, chosen)
    outbox.enqueue(settings, week, chosen)
    outbox.deliver(settings)
    return songs
