"""`linernotes feedback add`: what a listener thinks of a song of a report."""

from typing import Annotated

import typer

from pipelines.cli.preview import PREVIEW

KINDS = ("never", "less", "more", "wrong_reason")
app = typer.Typer(name="feedback", help="Tell what a listener thinks of a song.")


@app.callback()
def feedback() -> None:
    """Tell what a listener thinks of a song."""


@app.command()
def add(
    recording_id: Annotated[str, typer.Argument(help="The song's recording_id.", show_default=False)],
    kind: Annotated[str, typer.Argument(help="never, less, more or wrong_reason.", show_default=False)],
    listener: Annotated[str, typer.Option("--listener", help="Name or id.", show_default=False)],
    week: Annotated[str | None, typer.Option("--week", help="ISO week of the slate; the newest ended one.")] = None,
    *,
    preview: Annotated[bool, typer.Option("--preview", help=PREVIEW)] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print as JSON.")] = False,
) -> None:
    """Add feedback on a song of a slate; it counts from the next week.

    Example: linernotes feedback add 5b0c2d3e-0000-5000-8000-000000000000 never --listener Ana --week 2026-W47
    """
    from uuid import UUID

    from pipelines.cli.console import print_json
    from pipelines.domain.weeks import week_start
    from pipelines.errors import BadInputError
    from pipelines.listeners import add_feedback, find_listener
    from pipelines.settings import read_settings

    if kind not in KINDS:
        raise BadInputError(f"'{kind}': feedback is one of {', '.join(KINDS)}")
    try:
        recording = UUID(recording_id)
    except ValueError:
        raise BadInputError(f"'{recording_id}' is not a recording_id: the report shows it with each song") from None
    if week is not None:
        week_start(week)
    settings = read_settings()
    listener_id = find_listener(settings, listener)
    if preview:
        from pipelines.cli.preview_edit import show_feedback

        show_feedback(settings, listener_id, recording, kind, week=week, as_json=as_json)
        return
    event = add_feedback(settings, listener_id, recording, kind, week=week)
    if as_json:
        print_json({"event_id": event})
    else:
        print(f"feedback {event}")
