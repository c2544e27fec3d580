"""`linernotes import playlists | reddit | tracks`: files in, sealed like everything else that lands."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipelines.load.files import ImportResult

app = typer.Typer(name="import", help="Import playlists, Reddit posts or facts of tracks from files.")

File = Annotated[Path, typer.Argument(help="The file.", show_default=False)]
Source = Annotated[str, typer.Option("--source", help="A short name of where it comes from.", show_default=False)]
Licence = Annotated[str, typer.Option("--licence", help="Under which terms you use it.", show_default=False)]
Policy = Annotated[str, typer.Option("--policy", help="open, or restricted to what is shown.")]
KnownAt = Annotated[
    str | None,
    typer.Option("--known-at", help="`event` for each row's own time, or an ISO time; now when left out."),
]
Listener = Annotated[str | None, typer.Option("--listener", help="Whose playlists they are: a name or id.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]


@app.callback()
def imports() -> None:
    """Import playlists, Reddit posts or facts of tracks from files."""


@app.command()
def playlists(
    file: File,
    source: Source,
    licence: Licence,
    policy: Policy = "open",
    known_at: KnownAt = None,
    listener: Listener = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Import playlists: our CSV, spans of public ones, or your Spotify account data (Playlist1.json, or the zip).

    Example: linernotes import playlists my_spotify_data.zip --source export --licence own --listener Ana
    """
    from pipelines.load.files import import_playlists

    _import(import_playlists, file, source, licence, policy, known_at, listener, as_json=as_json)


@app.command()
def reddit(
    file: File,
    source: Source,
    licence: Licence,
    policy: Policy = "open",
    known_at: KnownAt = "event",
    *,
    as_json: AsJson = False,
) -> None:
    """Import posts of Reddit, as CSV or JSON lines; authors are not kept.

    Example: linernotes import reddit posts.ndjson.gz --source archive --licence "PDDL 1.0" --known-at event
    """
    from pipelines.load.files import import_reddit

    _import(import_reddit, file, source, licence, policy, known_at, None, as_json=as_json)


@app.command()
def tracks(
    file: File,
    source: Source,
    licence: Licence,
    policy: Policy = "open",
    known_at: KnownAt = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Import facts of tracks from a CSV: genres, tempo, energy, valence, year, duration.

    Example: linernotes import tracks songs.csv.gz --source songs --licence CC0 --known-at 2026-11-16
    """
    from pipelines.load.files import import_tracks

    _import(import_tracks, file, source, licence, policy, known_at, None, as_json=as_json)


def _import(
    import_file: "Callable[..., ImportResult]",
    file: Path,
    source: str,
    licence: str,
    policy: str,
    known_at: str | None,
    listener: str | None,
    *,
    as_json: bool,
) -> None:
    from pipelines.identity.resolve import resolve
    from pipelines.listeners import find_listener
    from pipelines.settings import read_settings

    settings = read_settings()
    listener_id = None if listener is None else find_listener(settings, listener)
    result = import_file(
        settings, file, source=source, licence=licence, policy=policy, known_at=known_at, listener_id=listener_id
    )
    # Also after a file that was in: an import may have been stopped before its songs got their identity
    resolve(settings)
    print_result(str(file), result, as_json=as_json)


def print_result(name: str, result: "ImportResult", *, as_json: bool) -> None:
    """What became of a file, for a person or as one line of JSON."""
    from dataclasses import asdict

    from pipelines.cli.console import print_json

    if as_json:
        print_json({"file": name, **asdict(result), "reasons": dict(result.reasons)})
        return
    if not result.is_new:
        print(f"{name}: the same file is in already, nothing changed")
        return
    left_out = f", {result.left_out} left out" if result.left_out else ""
    print(f"{name}: {result.loaded} loaded, {result.quarantined} quarantined{left_out}")
    for reason, count in result.reasons:
        print(f"  {count} x {reason}")
