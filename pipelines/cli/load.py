"""`linernotes load`: recorded answers of a service, landed in the shapes of a live capture."""

from pathlib import Path
from typing import Annotated

import typer


def load(
    files: Annotated[list[Path], typer.Argument(help="Recorded bodies or recordings, gzip too.", show_default=False)],
    source: Annotated[str, typer.Option("--source", help="spotify, reddit or musicbrainz.", show_default=False)],
    listener: Annotated[str | None, typer.Option("--listener", help="Whose Spotify answers: a name or id.")] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print one line of JSON per file.")] = False,
) -> None:
    """Load recorded response bodies: how many rows landed, how many did not, and why.

    Example: linernotes load --source spotify playlist.json saved_tracks.json.gz
    """
    from pipelines.cli.imports import print_result
    from pipelines.identity.resolve import resolve
    from pipelines.listeners import find_listener
    from pipelines.load.recorded import check_recorded, load_recorded
    from pipelines.settings import read_settings

    settings = read_settings()
    listener_id = None if listener is None else find_listener(settings, listener)
    for file in files:
        check_recorded(source, file, listener_id)
    for file in files:
        print_result(str(file), load_recorded(settings, source, file, listener_id), as_json=as_json)
    resolve(settings)
