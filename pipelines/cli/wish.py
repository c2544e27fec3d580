"""`linernotes wish add`: what a listener would like, in plain words."""

from typing import Annotated

import typer

from pipelines.cli.preview import PREVIEW

app = typer.Typer(name="wish", help="Tell what a listener would like.")


@app.callback()
def wish() -> None:
    """Tell what a listener would like."""


@app.command()
def add(
    text: Annotated[str, typer.Argument(help="The wish.", show_default=False)],
    listener: Annotated[str, typer.Option("--listener", help="Name or id.", show_default=False)],
    lang: Annotated[
        str | None, typer.Option("--lang", help="Its language: en, de or es; without it, what most of its words are.")
    ] = None,
    *,
    preview: Annotated[bool, typer.Option("--preview", help=PREVIEW)] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print as JSON.")] = False,
) -> None:
    """Add a wish; it counts from the week in which it was made.

    A preview reads it by rules in code, without a model.

    Example: linernotes wish add "rainy mornings, no rap, more 90s" --listener Ana
    """
    from pipelines.cli.console import print_json
    from pipelines.errors import BadInputError
    from pipelines.listeners import add_wish, find_listener
    from pipelines.llm.wish_words import detect_language
    from pipelines.llm.words import LANGUAGES
    from pipelines.settings import read_settings

    if lang is not None and lang not in LANGUAGES:
        raise BadInputError(f"--lang {lang}: wishes are read in {', '.join(LANGUAGES)}")
    settings = read_settings()
    listener_id = find_listener(settings, listener)
    if preview:
        from pipelines.cli.preview_edit import show_wish

        show_wish(settings, listener_id, text, lang or detect_language(text), as_json=as_json)
        return
    event = add_wish(settings, listener_id, text, lang or detect_language(text))
    if as_json:
        print_json({"event_id": event})
    else:
        print(f"wish {event}: see how it is understood with `linernotes wishes parse`")
