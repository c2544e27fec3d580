"""The scripted model writes liner notes from claims, every value a slot, and makes one comparison up."""

import re
from dataclasses import dataclass
from typing import Any

from pipelines.domain.hashing import content_hash

MADE_UP = "It leaves everything on your own shelf in the shade."
MADE_UP_GERMAN = "Der Song stellt alles in deinem Regal in den Schatten."
_FIELD = re.compile(r"\{(\w+)\}")
_CLAIMS_PER_SLOT = 3


@dataclass(frozen=True)
class _Manner:
    """How it talks in one language; the words of the claims come with the request."""

    openers: tuple[str, ...]
    joints: tuple[str, ...]
    made_up: str


_ENGLISH = _Manner(
    ("", "", "", "For the record: ", "", "Worth a nod: ", "", "Between us: "), ("; and ", ", and ", "; also, "), MADE_UP
)
_GERMAN = _Manner(
    ("", "", "", "Fürs Protokoll: ", "", "Am Rande: ", "", "Nebenbei: "),
    ("; und ", ", und ", "; außerdem: "),
    MADE_UP_GERMAN,
)
_MANNERS = {"English": _ENGLISH, "German": _GERMAN}


def slate_words(inputs: dict[str, Any]) -> dict[str, Any]:
    """An answer as pipelines.llm.schemas.SlateWords has it, to SlateWordsInput, in the language that it asks for."""
    turn = int(content_hash(inputs)[:6], 16)
    manner, kinds, findings = _MANNERS[inputs["language"]], inputs["kinds"], inputs.get("findings", {})
    slots, is_honest = [], True
    for number, line in enumerate(inputs["slots"]):
        slot, _, listed = line.partition(": ")
        claims = listed.split() or sorted(kinds, key=lambda one: (one.rstrip("0123456789"), one))
        if slot in findings:
            # For each refused sentence a claim that the first draft left out, as long as there is one
            better = claims[_CLAIMS_PER_SLOT : _CLAIMS_PER_SLOT + len(findings[slot])]
            sentences = [_sentence(_clause(claim, kinds, turn + number + place)) for place, claim in enumerate(better)]
        else:
            say = _written_out if slot == "headline" else _clause
            clauses = [say(claim, kinds, turn + number + place) for place, claim in enumerate(claims)]
            sentences = _sentences(clauses, turn + number, manner)
            if is_honest and slot.startswith("s") and sentences:
                # Wrong on purpose: a comparison that no claim carries
                sentences.append(f"{manner.made_up[:-1]} {{{claims[0]}}}.")
                is_honest = False
        slots.append({"slot": slot, "sentences": sentences})
    return {"slots": slots}


def _clause(claim: str, kinds: dict[str, list[str]], turn: int) -> str:
    """A claim in one of the wordings of its kind."""
    place = turn % len(kinds.get(claim) or kinds[claim.rstrip("0123456789")])
    return f"[{claim}:{place + 1}]" if place else f"[{claim}]"


def _written_out(claim: str, kinds: dict[str, list[str]], turn: int) -> str:
    """The same word by word, its fields as slots; a claim that places nothing is cited."""
    wordings = kinds.get(claim) or kinds[claim.rstrip("0123456789")]
    said = _FIELD.sub(lambda match: f"{{{claim}.{match[1]}}}", wordings[turn % len(wordings)])
    return said if "{" in said else f"{said} {{{claim}}}"


def _sentences(clauses: list[str], turn: int, manner: _Manner) -> list[str]:
    """The first claim by itself, with an opener or without; of the others every second one joins its neighbour."""
    said: list[str] = []
    for number, clause in enumerate(clauses[:_CLAIMS_PER_SLOT]):
        if number > 1 and (turn + number) % 3 == 0:
            said[-1] = said[-1].rstrip(".") + manner.joints[(turn + number) % len(manner.joints)] + clause + "."
            continue
        opener = "" if said else manner.openers[turn % len(manner.openers)]
        said.append(f"{opener}{clause}." if opener else _sentence(clause))
    return said


def _sentence(clause: str) -> str:
    return f"{clause[:1].upper()}{clause[1:]}."
