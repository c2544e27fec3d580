"""`linernotes listener add | list | dial | language | voice` and `connect`: who gets which list, with what consent."""

from typing import Annotated

import typer

from pipelines.cli.preview import PREVIEW

app = typer.Typer(name="listener", help="Add listeners and list them.")

FirstWeek = Annotated[
    str | None, typer.Option("--from", help="First ISO week, such as 2026-W40; this week when left out.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print as JSON.")]


@app.callback()
def listeners() -> None:
    """Add listeners and list them."""


@app.command()
def add(
    name: Annotated[str, typer.Argument(help="How to call the listener.", show_default=False)],
    first_week: FirstWeek = None,
    market: Annotated[str, typer.Option("--market", help="Country of the account, two letters.")] = "DE",
    source: Annotated[
        str, typer.Option("--source", help="`file` for an imported library, or the import's name as file:NAME.")
    ] = "file",
    *,
    as_json: AsJson = False,
) -> None:
    """Add a listener whose library comes from files; `linernotes connect` adds one of Spotify.

    Example: linernotes listener add Ana --from 2026-W40 --market DE
    """
    from pipelines.cli.console import print_json
    from pipelines.errors import BadInputError
    from pipelines.listeners import enrol
    from pipelines.settings import read_settings

    if not name.strip():
        raise BadInputError("the name is empty: linernotes listener add Ana")
    if len(market) != len("DE") or not (market.isascii() and market.isalpha()):
        raise BadInputError(f"--market {market}: a country is two letters, such as DE")
    if source != "spotify" and source.split(":")[0] != "file":
        raise BadInputError(f"--source {source}: it is file, file:NAME or spotify")
    where = "file:import" if source == "file" else source
    listener = enrol(read_settings(), name.strip(), first_week=first_week, source=where, market=market.upper())
    if as_json:
        print_json({"listener_id": listener, "name": name.strip()})
    else:
        print(f"{name.strip()}: {listener}")


@app.command("list")
def show(*, as_json: AsJson = False) -> None:
    """List the listeners with their first week and how long their consent holds.

    Example: linernotes listener list --json
    """
    from pipelines.cli.console import print_json, print_table
    from pipelines.listeners import list_listeners
    from pipelines.settings import read_settings

    found = list_listeners(read_settings())
    if as_json:
        print_json(found)
    elif not found:
        print("No listener yet: `linernotes connect` adds one of Spotify, `linernotes listener add NAME` one of files.")
    else:
        print_table(
            ("name", "id", "source", "market", "first week", "consent until"),
            [
                (
                    row["display_name"],
                    row["listener_id"],
                    row["source"],
                    row["market"],
                    row["first_week"],
                    f"{row['consent_ends_at']:%Y-%m-%d}" if row["consent_ends_at"] else "not connected",
                )
                for row in found
            ],
        )


@app.command()
def dial(
    listener: Annotated[str, typer.Argument(help="Name or id.", show_default=False)],
    value: Annotated[float, typer.Argument(help="0 familiar, 0.5 the middle, 1 adventurous.", show_default=False)],
    *,
    preview: Annotated[bool, typer.Option("--preview", help=PREVIEW)] = False,
    as_json: AsJson = False,
) -> None:
    """Turn a listener's dial; it counts from the week in which it was turned.

    Example: linernotes listener dial Ana 0.8
    """
    from pipelines.cli.console import print_json
    from pipelines.listeners import find_listener, set_dial
    from pipelines.settings import read_settings

    settings = read_settings()
    listener_id = find_listener(settings, listener)
    if preview:
        from pipelines.cli.preview import show_dial

        show_dial(settings, listener_id, value, as_json=as_json)
        return
    event = set_dial(settings, listener_id, value)
    if as_json:
        print_json({"event_id": event, "dial": value})
    else:
        print(f"dial at {value:g}, from 0 (familiar) to 1 (adventurous): {event}")


@app.command()
def language(
    listener: Annotated[str, typer.Argument(help="Name or id.", show_default=False)],
    value: Annotated[str, typer.Argument(metavar="LANGUAGE", help="en or de.", show_default=False)],
    *,
    as_json: AsJson = False,
) -> None:
    """Choose the language of a listener's reports; it counts from the week in which it was chosen.

    Example: linernotes listener language Ana de
    """
    _choose(listener, "language", value, "reports in", as_json=as_json)


@app.command()
def voice(
    listener: Annotated[str, typer.Argument(help="Name or id.", show_default=False)],
    value: Annotated[str, typer.Argument(metavar="VOICE", help="plain, warm or nerdy.", show_default=False)],
    *,
    as_json: AsJson = False,
) -> None:
    """Choose the voice of a listener's reports: wording and detail, never a fact; from the week in which it was chosen.

    Example: linernotes listener voice Ana nerdy
    """
    _choose(listener, "voice", value, "reports are", as_json=as_json)


def _choose(listener: str, choice: str, value: str, told: str, *, as_json: bool) -> None:
    """Store how a listener's reports are told, and say so."""
    from pipelines.cli.console import print_json
    from pipelines.domain.telling import CHOICES
    from pipelines.listeners import find_listener, set_telling
    from pipelines.settings import read_settings

    settings = read_settings()
    event = set_telling(settings, find_listener(settings, listener), choice, value)
    if as_json:
        print_json({"event_id": event, choice: value})
    else:
        print(f"{told} {CHOICES[choice][value]}: {event}")


def connect(
    listener: Annotated[str, typer.Option("--listener", help="Sandbox only: whom to sign in.")] = "",
    first_week: FirstWeek = None,
    wait: Annotated[int, typer.Option("--wait", min=1, help="Live: seconds to wait for the consent.")] = 300,
    *,
    as_json: AsJson = False,
) -> None:
    """Connect a listener's Spotify account: open the address that is printed, and agree.

    Example: linernotes connect --from 2026-W40
    """
    from pipelines.cli.console import print_json
    from pipelines.domain.weeks import week_start
    from pipelines.listeners import connect_in_sandbox
    from pipelines.settings import read_settings

    if first_week is not None:
        week_start(first_week)  # before anybody is asked for consent
    settings = read_settings()
    if settings.is_live("spotify_accounts"):
        from pipelines.cli.consent import connect_live

        found = connect_live(settings, first_week=first_week, wait_seconds=wait)
    else:
        found = connect_in_sandbox(settings, hint=listener, first_week=first_week)
    if as_json:
        print_json({"listener_id": found})
    else:
        print(f"connected: {found}")
