"""The form of the answer to one request for words: SlateWords, with a JSON schema as tight as the request allows."""

import re
from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import Field, WithJsonSchema, create_model

from pipelines.llm.schemas import MAX_SENTENCES, ShortText, SlateWords, SlotWords

MOST_ASKED = 3
"""Sentences of a slot that are asked for; more are read."""


def words_form(slots: Sequence[str], *, is_retry: bool, placeable: Sequence[Sequence[str]] = ()) -> type[SlateWords]:
    """SlateWords with a JSON schema that names the slots of a request and their number.

    A model that is held to its schema, as small ones must be, then ends where it should. What is read may be anything
    that SlateWords allows.

    Args:
        slots: Names of the slots.
        is_retry: Of second drafts a slot may stay empty.
        placeable: Slots of values by claim, such as `{a1.share}`: each sentence must place those of one claim, in
            this order, and can place no other.
    """
    name = Annotated[ShortText, WithJsonSchema({"type": "string", "enum": list(slots)})]
    sentence: Any = ShortText
    if placeable:
        sentence = Annotated[ShortText, WithJsonSchema({"type": "string", "pattern": _sentence_pattern(placeable)})]
    bounds = {"maxItems": MOST_ASKED} if is_retry else {"minItems": 1, "maxItems": MOST_ASKED}
    given = Field(max_length=MAX_SENTENCES, json_schema_extra=bounds)  # type: ignore[arg-type]
    of_slot: dict[str, Any] = {"slot": (name, ...), "sentences": (Annotated[list[sentence], given], ...)}
    part = create_model("SlotWords", __base__=SlotWords, __doc__=SlotWords.__doc__, **of_slot)
    count = Field(json_schema_extra={"minItems": len(slots), "maxItems": len(slots)})
    of_slate: dict[str, Any] = {"slots": (Annotated[list[part], count], ...)}
    return create_model("SlateWords", __base__=SlateWords, __doc__=SlateWords.__doc__, **of_slate)


def _sentence_pattern(placeable: Sequence[Sequence[str]]) -> str:
    """One sentence of words, none of them a typed value, around the slots of one claim; as llama.cpp reads patterns."""
    word = "[a-zA-ZÄÖÜäöüß'-]{1,16}"
    between = f"([,:;]|[,:;]?( {word}[,:;]?){{1,10}}) "
    bodies = "|".join(between.join(map(re.escape, of_claim)) for of_claim in placeable)
    return f"^([A-ZÄÖÜ][a-zäöüß']{{0,15}}( {word}){{0,8}}[,:]? )?({bodies})(,?( {word}){{1,5}})?[.]$"
