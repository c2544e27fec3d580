"""`linernotes run`: one week in this process, without Airflow; `linernotes backfill`: past weeks through Airflow."""

from typing import Annotated

import typer

from pipelines.settings import Settings

REPROCESS = ("none", "failed", "completed")
Week = Annotated[
    str,
    typer.Option(
        "--week",
        help="ISO week such as 2026-W47; `newest` is the last that has ended, `current` the first slate of a listener.",
    ),
]


def run(
    week: Week = "newest",
    listener: Annotated[list[str] | None, typer.Option("--listener", help="Name or id; all when left out.")] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Make one week here and now, the missing weeks before it included; or the first slate of who has just connected.

    `--week current` with one listener captures what they have, makes edition 0 of the running week from it and
    publishes it at once.

    Example: linernotes run --week 2026-W47 --listener Ana
    """
    from pipelines.cli.compose import run_week
    from pipelines.cli.console import Progress, print_json
    from pipelines.cli.first_slate import run_first_slate
    from pipelines.clock import make_clock
    from pipelines.db.migrate import require_newest
    from pipelines.domain.weeks import is_first_slate, newest_ended_week, week_start
    from pipelines.errors import BadInputError
    from pipelines.listeners import find_listener
    from pipelines.settings import read_settings

    settings = read_settings()
    newest = newest_ended_week(make_clock(settings.clock)())
    key = newest if week == "newest" else week
    if week == "current" and len(listener or []) != 1:
        raise BadInputError("--week current makes the first slate of one listener: name them with --listener")
    if is_first_slate(key):
        raise BadInputError(f"{key} is a first slate: it is made once, by --week current")
    if week != "current" and week_start(key) > week_start(newest):
        raise BadInputError(f"{key} has not ended yet: the newest week that has is {newest}")
    require_newest(settings)
    chosen = [find_listener(settings, name) for name in listener] if listener else None
    if week == "current" and chosen is not None:
        key, songs = run_first_slate(settings, chosen[0], say=Progress())
    else:
        songs = run_week(settings, key, chosen, say=Progress())
    each = _cost_of_each(settings, key)
    if as_json:
        print_json({"week": key, "songs": songs, **each})
    else:
        print(
            f"{key}: {songs} songs explained; the model took {each['llm_tokens_each']:.0f} tokens"
            f" and {each['llm_usd_each']:.4f} USD per listener"
        )


def _cost_of_each(settings: Settings, week: str) -> dict[str, float]:
    """What a listener's week has taken of the model, on average; requests of earlier runs included."""
    from pipelines import db

    with db.transaction(settings) as connection:
        found = db.one(
            connection,
            "select coalesce(avg(value) filter (where name = 'llm_tokens'), 0) as llm_tokens_each,"
            " coalesce(avg(value) filter (where name = 'llm_cost_usd'), 0) as llm_usd_each"
            " from recs.run_metrics where week = %s",
            [week],
        )
    return {name: float(value) for name, value in (found or {}).items()}


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
    from pipelines.errors import BadInputError
    from pipelines.platform import airflow_rest as airflow
    from pipelines.settings import read_settings

    if week_start(first) > week_start(last):
        raise BadInputError(f"--from {first} is after --to {last}: give the older week first")
    if reprocess not in REPROCESS:
        raise BadInputError(f"--reprocess {reprocess}: it is one of {', '.join(REPROCESS)}")
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
