"""`linernotes wishes parse`: what a wish in plain words is understood as. Needs no database and no model."""

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from pipelines.llm.rules import ParsedWish

app = typer.Typer(name="wishes", help="Wishes in plain words.", no_args_is_help=True)


@app.callback()
def wishes() -> None:
    """Wishes in plain words."""


@app.command()
def parse(
    text: Annotated[str, typer.Option("--text", help="The wish.")],
    lang: Annotated[
        str | None, typer.Option("--lang", help="Its language: en, de or es; without it, what most of its words are.")
    ] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """Show the rules of a wish, the words that each came from, and the words that were not understood.

    Names of artists are known in a run, from the week's catalogue; here they are words that were not understood.

    Example: linernotes wishes parse --text "rainy mornings, no rap, more 90s"
    """
    import json
    from dataclasses import asdict

    from pipelines.errors import BadInputError
    from pipelines.llm.rules import parse_rules
    from pipelines.llm.wish_words import detect_language
    from pipelines.llm.words import LANGUAGES

    if lang is not None and lang not in LANGUAGES:
        raise BadInputError(f"--lang {lang}: wishes are read in {', '.join(LANGUAGES)}")
    if not text.strip():
        raise BadInputError("--text is empty: write a wish, for example --text 'rainy mornings, no rap'")
    wish = parse_rules(text, lang)
    if as_json:
        rules = [{**asdict(rule), "hard": rule.is_hard} for rule in wish.rules]
        answer = {"text": text, "lang": lang or detect_language(text), "rules": rules, "unread": wish.unread}
        print(json.dumps(answer, ensure_ascii=False, indent=2))
    else:
        _print_table(wish)


def _print_table(wish: "ParsedWish") -> None:
    from pipelines.cli.console import print_table

    if wish.rules:
        print_table(
            ("effect", "", "facet", "value", "strength", "from the words"),
            [
                (one.effect, "hard" if one.is_hard else "soft", one.facet, one.value, f"{one.strength:g}", one.words)
                for one in wish.rules
            ],
        )
    else:
        print("No rule: nothing here names a genre, mood, tempo, era, language, novelty or activity.")
    if wish.unread:
        print(f"Not understood: {', '.join(wish.unread)}")
