"""`linernotes diff`: why two editions of a week differ."""

from typing import Annotated, Any

import typer

from pipelines.cli.why import LARGEST_EDITION

Number = Annotated[int, typer.Argument(min=0, max=LARGEST_EDITION, show_default=False)]


def diff(
    week: Annotated[str, typer.Argument(help="ISO week, such as 2026-W47.", show_default=False)],
    first: Number,
    second: Number,
    listener: Annotated[str | None, typer.Option("--listener", "-l", help="Name or id; all who have both.")] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """Say why two editions of a week differ: inputs, release, deliveries, and each song that differs.

    Example: linernotes diff 2026-W47 1 2 --listener Ana
    """
    from pipelines import db
    from pipelines.cli.console import print_json
    from pipelines.domain.weeks import week_start
    from pipelines.errors import BadInputError
    from pipelines.listeners import find_listener
    from pipelines.recommend.edition_diff import compare_editions
    from pipelines.recommend.stored import find_edition
    from pipelines.settings import read_settings

    week_start(week)  # refuses what is no week, before a connection is made
    settings = read_settings()
    wanted = None if listener is None else find_listener(settings, listener)
    with db.transaction(settings, "display") as connection:
        sql = (
            "select a.listener_id from recs.edition as a join recs.edition as b using (listener_id, week) "
            "where week = %s and a.edition = %s and b.edition = %s order by 1"
        )
        both = [row["listener_id"] for row in db.rows(connection, sql, [week, first, second])]
        if not both and wanted is None:
            raise BadInputError(f"{week}: no listener has both edition {first} and edition {second}")
        found = [
            compare_editions(
                connection, find_edition(connection, one, week, first), find_edition(connection, one, week, second)
            )
            for one in (both if wanted is None else [wanted])
        ]
    if as_json:
        print_json({"week": week, "editions": [first, second], "listeners": found})
        return
    for one in found:
        _print_difference(one)


def _print_difference(found: dict[str, Any]) -> None:
    from pipelines.cli.console import print_table

    print(f"{found['week']}, listener {found['listener_id']}, edition {found['editions'][0]} -> {found['editions'][1]}")
    print_table(("what", "before", "after"), [(name, *pair) for name, pair in found["head"].items()])
    if found["delivered"]:
        print(f"delivered in between, so kept out: {len(found['delivered'])} recordings")
    print_table(
        ("change", "song", "place", "score", "because"),
        [
            (
                one["change"],
                one["name"],
                f"{one['position_before'] or '-'} -> {one['position_after'] or '-'}",
                f"{_score(one['before'])} -> {_score(one['after'])}",
                one["reason"],
            )
            for name in ("left", "entered", "moved", "rescored")
            for one in found[name]
        ],
    )
    rescored = f", {len(found['rescored'])} of them by another score" if found["rescored"] else ""
    print(f"{found['unmoved']} songs stay where they were{rescored}")


def _score(candidate: dict[str, Any] | None) -> str:
    return "-" if candidate is None else f"{candidate['score']:.6f}"
