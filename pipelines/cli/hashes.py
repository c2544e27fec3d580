"""`linernotes hash`: the hashes of a week, to compare two runs, two machines or two orders of backfill."""

from typing import Annotated

import typer


def hash_week(
    week: Annotated[str, typer.Option("--week", "-w", help="ISO week, such as 2026-W47.")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """Hash the newest edition of every listener of a week: rows, JSON and pictures.

    Equal releases and inputs give equal hashes; run ids and wall times are not in them.

    Example: linernotes hash --week 2026-W47 --json
    """
    from pipelines.cli.console import print_json, print_table
    from pipelines.domain.weeks import week_start
    from pipelines.errors import BadInputError
    from pipelines.hashes import week_hashes
    from pipelines.settings import read_settings

    week_start(week)  # refuses what is no week, before a connection is made
    found = week_hashes(read_settings(), week)
    if not found["listeners"]:
        raise BadInputError(f"{week} was never made: no listener has a slate of it; make it with `linernotes run`")
    if as_json:
        print_json(found)
        return
    print_table(
        ("listener", "edition", "rows", "json", "png"),
        [
            (listener, one["edition"], *((one[name] or "-")[:16] for name in ("rows", "json", "png")))
            for listener, one in found["listeners"].items()
        ],
        title=f"{week}: {found['all'][:16]}",
    )
