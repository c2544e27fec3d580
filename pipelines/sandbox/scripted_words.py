"""The scripted model writes liner notes from claims, every value a slot, and makes one comparison up."""

from typing import Any

from pipelines.domain.hashing import content_hash

_OPENERS = ("", "", "", "For the record: ", "", "Worth a nod: ", "", "Between us: ")
_JOINTS = ("; and ", ", and ", "; also, ")
MADE_UP = "It leaves everything on your own shelf in the shade."
_CLAIMS_PER_SLOT = 3


def slate_words(inputs: dict[str, Any]) -> dict[str, Any]:
    """An answer in the form of pipelines.llm.schemas.SlateWords, from pipelines.llm.schemas.SlateWordsInput."""
    turn = int(content_hash(inputs)[:6], 16)
    slots, is_honest = [], True
    for number, slot in enumerate(inputs["slots"]):
        if slot["findings"]:
            slots.append({"slot": slot["slot"], "sentences": _better(slot["claims"], len(slot["findings"]))})
            continue
        sentences = _sentences(slot["claims"][:_CLAIMS_PER_SLOT], turn + number)
        if is_honest and slot["slot"].startswith("song:") and sentences:
            # Wrong on purpose: a comparison that no claim carries
            sentences.append({"text": MADE_UP, "claim_ids": sentences[0]["claim_ids"]})
            is_honest = False
        slots.append({"slot": slot["slot"], "sentences": sentences})
    return {"slots": slots}


def _better(claims: list[dict[str, Any]], count: int) -> list[dict[str, Any]]:
    """For each refused sentence one that a claim carries which the first draft left out, as long as there is one."""
    return [
        {"text": claim["plain"].strip(), "claim_ids": [claim["claim_id"]]}
        for claim in claims[_CLAIMS_PER_SLOT : _CLAIMS_PER_SLOT + count]
    ]


def _sentences(claims: list[dict[str, Any]], turn: int) -> list[dict[str, Any]]:
    """The first claim by itself, with an opener or without; of the others every second one joins its neighbour."""
    said: list[dict[str, Any]] = []
    for number, claim in enumerate(claims):
        plain = claim["plain"].strip()
        if number > 1 and (turn + number) % 3 == 0:
            joint = _JOINTS[(turn + number) % len(_JOINTS)]
            said[-1]["text"] = said[-1]["text"].rstrip(".") + joint + _lowered(plain)
            said[-1]["claim_ids"].append(claim["claim_id"])
            continue
        opener = "" if said else _OPENERS[turn % len(_OPENERS)]
        said.append({"text": opener + (_lowered(plain) if opener else plain), "claim_ids": [claim["claim_id"]]})
    return said


def _lowered(plain: str) -> str:
    """A sentence that goes on after another: small at the start, unless it starts with a slot or a name-like word."""
    first = plain.split(" ", 1)[0]
    return plain if plain.startswith("{") or first in {"I", "Reddit"} else plain[:1].lower() + plain[1:]
