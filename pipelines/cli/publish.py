"""`linernotes publish permit`: let an older week out, once."""

from typing import Annotated

import typer

LARGEST_EDITION = 2**31 - 1
app = typer.Typer(name="publish", help="Let a week out to Spotify.")


@app.callback()
def publish() -> None:
    """Let a week out to Spotify."""


@app.command()
def permit(
    week: Annotated[str, typer.Option("--week", help="ISO week, such as 2026-W44.", show_default=False)],
    edition: Annotated[
        int | None, typer.Option("--edition", min=1, max=LARGEST_EDITION, help="A certain edition; else the newest.")
    ] = None,
    listener: Annotated[list[str] | None, typer.Option("--listener", help="Name or id; all when left out.")] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print as JSON.")] = False,
) -> None:
    """Allow one edition of an older week to go out, once per listener; the newest week needs no permit.

    Example: linernotes publish permit --week 2026-W44 --listener Ana
    """
    from pipelines.cli.console import print_json
    from pipelines.domain.weeks import week_start
    from pipelines.errors import BadInputError
    from pipelines.listeners import find_listener, list_listeners
    from pipelines.publish.permits import grant
    from pipelines.settings import read_settings

    week_start(week)
    settings = read_settings()
    if listener:
        chosen = sorted({find_listener(settings, name) for name in listener})
    else:
        chosen = sorted(row["listener_id"] for row in list_listeners(settings))
    if not chosen:
        raise BadInputError("there is no listener yet: run `linernotes connect`")
    count = grant(settings, week, chosen, edition)
    if as_json:
        print_json({"week": week, "permits": count})
    else:
        print(f"{week}: {count} permits; they go out with the next publishing")
