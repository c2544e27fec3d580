"""`linernotes wishes parse`: no database, no model, no network."""

import json

import pytest
from typer.testing import CliRunner

from pipelines.cli.wishes import app
from pipelines.errors import BadInputError

WISH = "rainy mornings, no rap, more 90s, [turquoise]"


def test_the_json_holds_rules_their_words_and_what_was_not_read() -> None:
    result = CliRunner().invoke(app, ["parse", "--text", WISH, "--json"])
    answer = json.loads(result.output)
    assert result.exit_code == 0
    assert {rule["words"] for rule in answer["rules"]} == {"rainy mornings", "no rap", "more 90s"}
    assert set(answer["rules"][0]) == {"effect", "facet", "value", "strength", "words", "start", "end", "hard"}
    assert all(WISH[rule["start"] : rule["end"]] == rule["words"] for rule in answer["rules"])
    assert {rule["hard"] for rule in answer["rules"] if rule["effect"] == "exclude"} == {True}
    assert (answer["lang"], answer["unread"]) == ("en", ["turquoise"])


@pytest.mark.parametrize(
    ("text", "lang"), [("keine Charts, mehr Jazz", "de"), ("nada de rap ni metal", "es"), ("jazz", "en")]
)
def test_the_language_is_detected_when_it_is_not_given(text: str, lang: str) -> None:
    assert json.loads(CliRunner().invoke(app, ["parse", "--text", text, "--json"]).output)["lang"] == lang


def test_the_table_says_the_same_in_words() -> None:
    result = CliRunner().invoke(app, ["parse", "--text", WISH])
    assert all(part in result.output for part in ("exclude", "hip hop", "no rap", "Not understood: turquoise"))


@pytest.mark.parametrize(
    ("arguments", "names"), [(["--text", " "], "--text"), (["--text", "no rap", "--lang", "fr"], "fr")]
)
def test_bad_input_is_one_line_that_says_what_to_do(arguments: list[str], names: str) -> None:
    result = CliRunner().invoke(app, ["parse", *arguments])
    assert isinstance(result.exception, BadInputError)
    assert names in str(result.exception)
