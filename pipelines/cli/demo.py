"""`linernotes demo`: from nothing to weekly playlists with checked, illustrated reasons, through a real Airflow."""

import sys
from datetime import date, timedelta
from typing import Annotated, Any

import typer

from pipelines import db
from pipelines.cli.compose import capture_day, days_between
from pipelines.cli.console import Progress, print_json
from pipelines.clock import make_clock
from pipelines.domain.weeks import newest_ended_week, previous_week, week_days, week_start
from pipelines.settings import Settings

WEEKS = 4
TALK_WEEKS = 4
"""Weeks of Reddit talk before the first slate, against which a trend is measured."""


def demo_weeks(settings: Settings) -> list[str]:
    """The weeks that the demo makes, oldest first; the newest has ended."""
    weeks = [newest_ended_week(make_clock(settings.clock)())]
    while len(weeks) < WEEKS:
        weeks.insert(0, previous_week(weeks[0]))
    return weeks


def enrol_listeners(settings: Settings, first_week: str) -> None:
    """Enrol and connect the listeners of the sandbox; one of them wishes for something, one reads German."""
    from pipelines.listeners import connect_sandbox_listeners

    connect_sandbox_listeners(settings, first_week)
    choose_languages(settings, first_week)
    make_a_wish(settings, first_week)


def choose_languages(settings: Settings, first_week: str) -> None:
    """Who of the invented people reads another language than English says so in the first week; once is enough."""
    from pipelines.domain.telling import ENGLISH
    from pipelines.listeners import set_telling
    from pipelines.sandbox.listeners import PEOPLE

    with db.transaction(settings) as connection:
        known = db.rows(connection, "select listener_id, display_name from app.listener")
    languages = {person.name: person.language for person in PEOPLE if person.language != ENGLISH}
    for row in known:
        if row["display_name"] in languages:
            at = week_start(first_week) + timedelta(days=3)
            set_telling(settings, row["listener_id"], "language", languages[row["display_name"]], at)


def make_a_wish(settings: Settings, first_week: str) -> None:
    """One wish in plain words, made in the middle of the first week."""
    from pipelines.listeners import add_wish

    with db.transaction(settings) as connection:
        listener = db.rows(
            connection, "select listener_id from app.listener order by display_name, listener_id limit 1"
        )
        if not listener or db.rows(connection, "select 1 from app.wish limit 1"):
            return
    wished_at = week_start(first_week) + timedelta(days=3)
    add_wish(settings, listener[0]["listener_id"], "rainy mornings, no rap, more 90s, a bit vibey", "en", wished_at)


def older_captures(settings: Settings, weeks: list[str], say: Progress) -> int:
    """Days before the last seven, through the same code as the daily DAGs; how many days were captured."""
    today = make_clock(settings.clock)().date()
    first = week_days(weeks[0])[0] - timedelta(days=7 * TALK_WEEKS)
    days = [day for day in days_between(first, today - timedelta(days=8)) if not _is_captured(settings, day)]
    for number, day in enumerate(days, start=1):
        capture_day(settings, day)
        if number % 7 == 0 or number == len(days):
            say(f"captured {number} of {len(days)} older days, up to {day}")
    return len(days)


def _is_captured(settings: Settings, day: date) -> bool:
    with db.transaction(settings) as connection:
        found = db.rows(connection, "select count(distinct source) as n from landing.slice where day = %s", [day])
    return int(found[0]["n"]) >= len(settings.sources)


def daily_runs(settings: Settings, say: Progress) -> None:
    """The last seven days of the three daily DAGs: the newest by schedule, the others by a backfill.

    The scheduled run must be there first: a scheduler that makes a run which a backfill has just made stops working.
    """
    from pipelines.platform import airflow_rest as airflow

    today = make_clock(settings.clock)().date()
    first, last = today - timedelta(days=7), today - timedelta(days=1)
    for together in (("ingest_spotify", "ingest_reddit"), ("enrich_catalogue",)):
        started = []
        for dag_id in together:
            if all(airflow.has_succeeded(settings, dag_id, day) for day in days_between(first, last)):
                continue
            airflow.unpause(settings, dag_id)
            airflow.wait_scheduled(settings, dag_id, last)
            backfill = airflow.create_backfill(settings, dag_id, first, last - timedelta(days=1), max_active_runs=4)
            started.append((dag_id, backfill))
        for dag_id, backfill in started:
            airflow.wait_backfill(settings, backfill)
            airflow.wait_scheduled(settings, dag_id, last, done=True)
            say(f"{dag_id}: {first} to {last}, the last by schedule, the others by backfill")


def weekly_runs(settings: Settings, weeks: list[str], say: Progress) -> int:
    """The newest week by its schedule, the earlier ones by a backfill; how many weeks the backfill made."""
    from pipelines.platform import airflow_rest as airflow

    newest = weeks[-1]
    mondays = [week_start(week).date() for week in weeks]
    if all(airflow.has_succeeded(settings, "weekly_discover", monday) for monday in mondays):
        return len(weeks) - 1
    airflow.unpause(settings, "weekly_discover")
    airflow.wait_scheduled(settings, "weekly_discover", mondays[-1])
    backfill = airflow.create_backfill(settings, "weekly_discover", mondays[0], mondays[-2], max_active_runs=3)
    say(f"weekly_discover: {newest} by schedule; {weeks[0]} to {weeks[-2]} by backfill")
    airflow.wait_scheduled(settings, "weekly_discover", mondays[-1], done=True)
    say(f"{newest} is done")
    airflow.wait_backfill(settings, backfill)
    say("the backfill is done")
    return len(weeks) - 1


def measure(settings: Settings, weeks: list[str], seconds: float, backfilled: int) -> dict[str, Any]:
    """The demo's last line: every number read back from PostgreSQL, the playlists from Spotify."""
    from pipelines.publish.readback import count_live_playlists

    newest = weeks[-1]
    with db.transaction(settings, "display") as connection:
        counts = db.rows(
            connection,
            """
            select
                (select count(*) from app.listener where left_at is null) as listeners,
                (select count(*) from recs.edition where week = %(week)s and state <> 'scored') as slates,
                (select count(*) from recs.slate_song where week = %(week)s) as songs,
                (select count(*) from explain.claim where week = %(week)s) as claims,
                (select count(*) from explain.claim where week = %(week)s and published) as claims_published,
                (select count(*) from explain.chart where week = %(week)s) as charts,
                (select count(*) from ops.llm_ledger) as llm_requests
            """,
            {"week": newest},
        )[0]
    return {
        "week": newest,
        **counts,
        "playlists": count_live_playlists(settings),
        "backfilled_weeks": backfilled,
        "seconds": seconds,
    }


def run_demo(settings: Settings, say: Progress) -> dict[str, Any]:
    """Everything between `up` and the last line."""
    weeks = demo_weeks(settings)
    enrol_listeners(settings, weeks[0])
    older_captures(settings, weeks, say)
    daily_runs(settings, say)
    backfilled = weekly_runs(settings, weeks, say)
    return measure(settings, weeks, say.seconds, backfilled)


def demo(
    *,
    once: Annotated[bool, typer.Option("--once", help="Stop everything at the end instead of keeping it up.")] = False,
) -> None:
    """Make weekly playlists with proven reasons in a fictional music world, through a real Airflow.

    The last line is JSON, each number read back from PostgreSQL or from the sandbox's Spotify.

    Examples: linernotes demo; linernotes demo --once
    """
    from pipelines.cli.up import PARTS, bring_up, take_down
    from pipelines.settings import read_settings

    say = Progress()
    parts = [part for part in PARTS if not (once and part == "site")]
    addresses = bring_up(read_settings(), only=parts, say=say)
    settings = read_settings()
    if not once:
        say("\n".join(addresses.lines()))
    try:
        result = run_demo(settings, say)
    finally:
        if once:
            take_down(settings)
    if not once:
        print("\n".join(addresses.lines()), file=sys.stderr)
        print("Stop it all with `make down`.", file=sys.stderr)
    print_json(result)
