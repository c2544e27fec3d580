"""`linernotes wishes parse`: what a wish in plain words is understood as. Needs no database and no model."""

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from pipelines.llm.rules import ParsedWish

LANGUAGES = ("en", "de")
app = typer.Typer(name="wishes", help="Wishes in plain words.", no_args_is_help=True)


@app.callback()
def wishes() -> None:
    """Wishes in plain words."""


@app.command()
def parse(
    text: Annotated[str, typer.Option("--text", help="The wish.")],
    lang: Annotated[str, typer.Option("--lang", help="Its language: en or de.")] = "en",
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """Show the rules of a wish, the words that each came from, and the words that were not understood.

    Example: linernotes wishes parse --text "rainy mornings, no rap, more 90s"
    """
    import json
    from dataclasses import asdict

    from pipelines.errors import BadInputError
    from pipelines.llm.rules import parse_rules

    if lang not in LANGUAGES:
        raise BadInputError(f"--lang {lang}: wishes are read in {' or '.join(LANGUAGES)}")
    if not text.strip():
        raise BadInputError("--text is empty: write a wish, for example --text 'rainy mornings, no rap'")
    wish = parse_rules(text, lang)
    if as_json:
        print(json.dumps({"text": text, "lang": lang, **asdict(wish)}, ensure_ascii=False, indent=2))
    else:
        _print_table(wish)


def _print_table(wish: "ParsedWish") -> None:
    from pipelines.cli.console import print_table

    if wish.rules:
        print_table(
            ("effect", "facet", "value", "strength", "from the words"),
            [(rule.effect, rule.facet, rule.value, f"{rule.strength:g}", rule.words) for rule in wish.rules],
        )
    else:
        print("No rule: nothing here names a genre, mood, tempo, decade, language or artist.")
    if wish.unread:
        print(f"Not understood: {', '.join(wish.unread)}")
