"""`linernotes run`: one week in this process, without Airflow; `linernotes backfill`: past weeks through Airflow."""

import json
import sys
from typing import Annotated

import typer

Week = Annotated[str, typer.Option("--week", help="ISO week such as 2026-W47; `newest` is the last that has ended.")]


def run(
    week: Week = "newest",
    listener: Annotated[list[str] | None, typer.Option("--listener", help="Name or id; all when left out.")] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Make one week here and now, the missing weeks before it included.

    Example: linernotes run --week 2026-W47 --listener Ana
    """
    from pipelines.cli.compose import run_week
    from pipelines.clock import make_clock
    from pipelines.domain.weeks import newest_ended_week, week_start
    from pipelines.listeners import find_listener
    from pipelines.settings import read_settings

    settings = read_settings()
    key = newest_ended_week(make_clock(settings.clock)()) if week == "newest" else week
    week_start(key)
    chosen = [find_listener(settings, name) for name in listener] if listener else None
    songs = run_week(settings, key, chosen, say=lambda line: print(line, file=sys.stderr, flush=True))
    print(json.dumps({"week": key, "songs": songs}) if as_json else f"{key}: {songs} songs explained")


def backfill(
    first: Annotated[str, typer.Option("--from", help="First ISO week.")],
    last: Annotated[str, typer.Option("--to", help="Last ISO week.")],
    max_active_runs: Annotated[int, typer.Option(min=1, max=16, help="Weeks side by side.")] = 3,
    reprocess: Annotated[
        str, typer.Option(help="none, failed or completed: what to do with runs that exist.")
    ] = "none",
) -> None:
    """Make past weeks through Airflow and wait for them, as the dialog in its UI does.

    Example: linernotes backfill --from 2026-W40 --to 2026-W47 --reprocess completed
    """
    from pipelines.domain.weeks import week_start
    from pipelines.platform import airflow_rest as airflow
    from pipelines.settings import read_settings

    settings = read_settings()
    backfill_id = airflow.create_backfill(
        settings,
        "weekly_discover",
        week_start(first).date(),
        week_start(last).date(),
        max_active_runs=max_active_runs,
        reprocess=reprocess,
    )
    airflow.wait_backfill(settings, backfill_id)
    print(f"{first} to {last}: done")
