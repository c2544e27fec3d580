"""Findings: what the checker tells a model about its own sentence, without a name or a number that is no slot."""

import re
from dataclasses import dataclass

from explain.checker import SLOT, Judgement
from explain.lexer import Spellings, read_tokens

HIDDEN = "…"
"""Stands where the sentence had a typed value, a quotation or what may be a name."""
_BLUNT = (
    ("a typed value", "a typed value: place the slot instead"),
    ("a name that no claim carries", "a name that no claim carries"),
)
_VALUES = ("no claim says this of it", "it is not in the evidence")
_COUNTED = re.compile(r"^\d+ words:")
"""How long a sentence is depends on names; that it is too long does not tell them."""
_CITED = ("is no claim of this slot", "is no claim of this report")


@dataclass(frozen=True)
class Finding:
    """What became of one sentence of a draft.

    Attributes:
        text: The sentence as it was written, slots as slots, all other values hidden.
        reason: Why it is not printed, in general terms.
    """

    text: str
    verdict: str
    reason: str


def finding(text: str, judgement: Judgement, why: str, spellings: Spellings) -> Finding:
    """What may go back to the model that wrote a sentence.

    Args:
        text: As the model wrote it, with slots.
        judgement: What the checker made of it.
        why: The reason for which it is not printed.
        spellings: Every value that could have been typed.
    """
    return Finding(masked(text, spellings), judgement.verdict, general(why))


def masked(text: str, spellings: Spellings) -> str:
    """A sentence without typed values: only its slots and its plain words."""
    pieces, place = [], 0
    for match in [*SLOT.finditer(text), None]:
        end = len(text) if match is None else match.start()
        pieces.append(_masked_words(text[place:end], spellings, opens=place == 0))
        if match is not None:
            pieces.append(match[0])
            place = match.end()
    return " ".join("".join(pieces).split())


def _masked_words(text: str, spellings: Spellings, *, opens: bool) -> str:
    kept, place = [], 0
    for number, token in enumerate(read_tokens(text, spellings)):
        start = text.index(token.text, place)
        is_value = token.is_mention and token.word == ""
        is_name = token.text[:1].isupper() and not (opens and number == 0)
        kept += [text[place:start], HIDDEN if is_value or is_name else token.text]
        place = start + len(token.text)
    return re.sub(r"\d+", HIDDEN, "".join([*kept, text[place:]]))


def general(reason: str) -> str:
    """A reason without the value that it was about."""
    for start, said in _BLUNT:
        if reason.startswith(start):
            return said
    for end in _VALUES:
        if reason.endswith(f": {end}"):
            return f"a value: {end}"
    if reason.endswith(_CITED):
        return "it cites a claim that is not of this slot"
    return _COUNTED.sub("too many words:", reason)
