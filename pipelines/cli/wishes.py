"""`linernotes wishes parse`: what a wish in plain words is understood as. Needs no database and no model."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import typer

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
    rules = [{**asdict(rule), "hard": rule.is_hard} for rule in wish.rules]
    if as_json:
        answer = {"text": text, "lang": lang or detect_language(text), "rules": rules, "unread": wish.unread}
        print(json.dumps(answer, ensure_ascii=False, indent=2))
    else:
        print_rules(rules, wish.unread)


def print_rules(rules: Sequence[Mapping[str, Any]], unread: Sequence[str]) -> None:
    """Rules as a table (a value by its name where it has one), and the words that were not understood."""
    from pipelines.cli.console import print_table

    if rules:
        print_table(("effect", "", "facet", "value", "strength", "from the words"), map(_line, rules))
    else:
        print("No rule: nothing here names a genre, mood, tempo, era, language, novelty or activity.")
    if unread:
        print(f"Not understood: {', '.join(unread)}")


def _line(rule: Mapping[str, Any]) -> tuple[str, ...]:
    value, is_hard = rule.get("name", rule["value"]), "hard" if rule["hard"] else "soft"
    return rule["effect"], is_hard, rule["facet"], value, f"{rule['strength']:g}", rule["words"]
