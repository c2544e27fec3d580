"""The scripted model writes liner notes from claims, every value a slot, and makes one comparison up."""

from dataclasses import dataclass
from typing import Any

from pipelines.domain.hashing import content_hash

MADE_UP = "It leaves everything on your own shelf in the shade."
MADE_UP_GERMAN = "Der Song stellt alles in deinem Regal in den Schatten."


@dataclass(frozen=True)
class _Manner:
    """How it talks in one language; the words of the claims come with the request."""

    openers: tuple[str, ...]
    joints: tuple[str, ...]
    made_up: str
    keep_capital: frozenset[str]


_ENGLISH = _Manner(
    ("", "", "", "For the record: ", "", "Worth a nod: ", "", "Between us: "),
    ("; and ", ", and ", "; also, "),
    MADE_UP,
    frozenset({"I", "Reddit"}),
)
_GERMAN = _Manner(
    ("", "", "", "Fürs Protokoll: ", "", "Am Rande: ", "", "Nebenbei: "),
    ("; und ", ", und ", "; außerdem: "),
    MADE_UP_GERMAN,
    frozenset({"Reddit", "Klang", "Rückenwind", "Songs"}),
)
_MANNERS = {"English": _ENGLISH, "German": _GERMAN}
_CLAIMS_PER_SLOT = 3


def slate_words(inputs: dict[str, Any]) -> dict[str, Any]:
    """An answer as pipelines.llm.schemas.SlateWords has it, to SlateWordsInput, in the language that it asks for."""
    turn = int(content_hash(inputs)[:6], 16)
    manner, slots, is_honest = _MANNERS[inputs["language"]], [], True
    for number, slot in enumerate(inputs["slots"]):
        if slot["findings"]:
            slots.append({"slot": slot["slot"], "sentences": _better(slot["claims"], len(slot["findings"]))})
            continue
        sentences = _sentences(slot["claims"][:_CLAIMS_PER_SLOT], turn + number, manner)
        if is_honest and slot["slot"].startswith("song:") and sentences:
            # Wrong on purpose: a comparison that no claim carries
            sentences.append({"text": manner.made_up, "claim_ids": sentences[0]["claim_ids"]})
            is_honest = False
        slots.append({"slot": slot["slot"], "sentences": sentences})
    return {"slots": slots}


def _better(claims: list[dict[str, Any]], count: int) -> list[dict[str, Any]]:
    """For each refused sentence one that a claim carries which the first draft left out, as long as there is one."""
    return [
        {"text": claim["plain"].strip(), "claim_ids": [claim["claim_id"]]}
        for claim in claims[_CLAIMS_PER_SLOT : _CLAIMS_PER_SLOT + count]
    ]


def _sentences(claims: list[dict[str, Any]], turn: int, manner: _Manner) -> list[dict[str, Any]]:
    """The first claim by itself, with an opener or without; of the others every second one joins its neighbour."""
    said: list[dict[str, Any]] = []
    for number, claim in enumerate(claims):
        plain = claim["plain"].strip()
        if number > 1 and (turn + number) % 3 == 0:
            joint = manner.joints[(turn + number) % len(manner.joints)]
            said[-1]["text"] = said[-1]["text"].rstrip(".") + joint + _lowered(plain, manner)
            said[-1]["claim_ids"].append(claim["claim_id"])
            continue
        opener = "" if said else manner.openers[turn % len(manner.openers)]
        said.append({"text": opener + (_lowered(plain, manner) if opener else plain), "claim_ids": [claim["claim_id"]]})
    return said


def _lowered(plain: str, manner: _Manner) -> str:
    """A sentence that goes on after another: small at the start, unless it starts with a slot or a name-like word."""
    first = plain.split(" ", 1)[0]
    return plain if plain.startswith("{") or first in manner.keep_capital else plain[:1].lower() + plain[1:]
