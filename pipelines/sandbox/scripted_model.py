"""The scripted model: stands in for a large language model, one handler for each form of answer."""

import json
from collections.abc import Callable
from typing import Any

from pipelines.sandbox.scripted_judgement import judgement
from pipelines.sandbox.scripted_proposals import proposals
from pipelines.sandbox.scripted_talk import post_map, trend_brief
from pipelines.sandbox.scripted_wishes import wish_rules
from pipelines.sandbox.scripted_words import slate_words

Handler = Callable[[str, str, dict[str, Any]], dict[str, Any] | str]
"""Takes the instructions, the input text and the JSON schema; gives the answer, as an object or as text."""

HANDLERS: dict[str, Handler] = {}


class UnknownSchemaError(LookupError):
    """Nobody wrote a handler for that form."""


def handles(schema_name: str) -> Callable[[Handler], Handler]:
    """Register the decorated function as the handler of a form."""

    def register(handler: Handler) -> Handler:
        HANDLERS[schema_name] = handler
        return handler

    return register


def answer(schema_name: str, instructions: str, input_text: str, schema: dict[str, Any]) -> dict[str, Any] | str:
    """The model's answer in a form; without a form (schema name "") it echoes.

    Raises:
        UnknownSchemaError: Nobody wrote a handler for `schema_name`.
    """
    handler = HANDLERS.get(schema_name or "echo")
    if handler is None:
        raise UnknownSchemaError(schema_name)
    return handler(instructions, input_text, schema)


@handles("echo")
def echo(instructions: str, input_text: str, schema: dict[str, Any]) -> dict[str, Any] | str:
    """Say it again: as the only text field of the form, or as text without one."""
    del instructions
    fields = list(schema.get("properties", {}))
    return {fields[0]: input_text} if fields else input_text


def _reads_json(answer_to: Callable[[dict[str, Any]], dict[str, Any]]) -> Handler:
    """A handler that answers to the input as data; what is no data gets a polite sentence, as from any model."""

    def handler(instructions: str, input_text: str, schema: dict[str, Any]) -> dict[str, Any] | str:
        del instructions, schema
        try:
            return answer_to(json.loads(input_text))
        except (ValueError, KeyError, TypeError, AttributeError):
            return "I am afraid that I did not quite follow."

    return handler


for _name, _answer_to in (
    ("wish_rules", wish_rules),
    ("post_map", post_map),
    ("trend_brief", trend_brief),
    ("proposals", proposals),
    ("judgement", judgement),
    ("slate_words", slate_words),
):
    handles(_name)(_reads_json(_answer_to))
