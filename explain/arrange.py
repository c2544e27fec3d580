"""Which true sentences of a slot are printed, and in which order: a song's reason first, then its detail."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from explain.checker import Judgement
from explain.claims import Claim
from explain.reasons import MOST_WORDS, REASONS, Key, breaks_order, parts_named, trend_share
from explain.values import word_count
from explain.writers.slots import Slot

SAID_ALREADY = "it was said already"
OUT_OF_ORDER = "it names a larger reason after a smaller one"
REASON, DETAIL, ABOUT = "reason", "detail", "about"
"""Parts of a text: a song's first sentence, what can be folded out, and what is said of the whole slate."""


@dataclass(frozen=True)
class Written:
    """One sentence of a draft, and what became of it.

    Attributes:
        draft: first, retry or fallback.
        draft_text: As its writer gave it, with slots.
        place: Where it stands in its draft, from 0.
        part: reason, detail or about; of a sentence that is not printed empty.
        why: Why it is not printed; empty when it is.
        is_replaced: Whether its writer was asked for a better one: then it is not printed any more.
    """

    judgement: Judgement
    writer: str
    draft: str
    draft_text: str
    request_hash: str | None
    place: int = 0
    part: str = ""
    why: str = ""
    is_published: bool = False
    is_replaced: bool = False

    def row(self) -> dict[str, Any]:
        """As explain.text keeps it."""
        return {
            "text": self.judgement.text,
            "claim_ids": list(self.judgement.claim_ids),
            "verdict": self.judgement.verdict,
            "reason": self.why,
            "published": self.is_published,
            "part": self.part,
            "draft": self.draft,
            "writer": self.writer,
        }


def arrange(slot: Slot, written: Sequence[Written], names: Mapping[str, str]) -> tuple[Written, ...]:
    """The printed sentences in the order of reading, then those that are not printed, with the reason why not.

    Not printed is what the checker refused, what was said already, and under a song what names a larger reason after a
    smaller one. The reason of a song is its first sentence that says why it is here in at most 30 words; without one
    nothing of it is printed.

    Args:
        slot: Where the sentences stand.
        written: By place; of equal places the first comes first.
        names: Names by playlist id, for counting words.
    """
    out = [one for one in written if one.is_replaced]
    ordered = sorted((one for one in written if not one.is_replaced), key=lambda one: one.place)
    claims = {claim.claim_id: claim for claim in slot.claims}
    if slot.about is None:
        return (*_about(ordered), *out)
    opening = _opening(slot, ordered, claims, names)
    if opening is None:
        return (*(_dropped(one, _why_no_reason(one, names)) for one in ordered), *out)
    trend = trend_share(slot.claims)
    told: dict[Key, float] = {}
    said: set[str] = set()
    printed, dropped = [], []
    for one in [opening, *(one for one in ordered if one is not opening)]:
        parts = parts_named((claims[name] for name in one.judgement.claim_ids), trend)
        if one.judgement.verdict != "supported":
            dropped.append(_dropped(one, one.judgement.reason))
        elif said.issuperset(one.judgement.claim_ids):
            dropped.append(_dropped(one, SAID_ALREADY))
        elif breaks_order(told, parts):
            is_long = one.place < opening.place and word_count(one.judgement.text, names) > MOST_WORDS
            dropped.append(_dropped(one, _why_no_reason(one, names) if is_long else OUT_OF_ORDER))
        else:
            printed.append(_printed(one, REASON if one is opening else DETAIL))
            for key, share in parts.items():
                told.setdefault(key, share)
            said.update(one.judgement.claim_ids)
    return (*printed, *dropped, *out)


def _about(ordered: Sequence[Written]) -> tuple[Written, ...]:
    """What is said of the slate: all that holds, once."""
    said: set[str] = set()
    printed, dropped = [], []
    for one in ordered:
        if one.judgement.verdict != "supported":
            dropped.append(_dropped(one, one.judgement.reason))
        elif said.issuperset(one.judgement.claim_ids):
            dropped.append(_dropped(one, SAID_ALREADY))
        else:
            printed.append(_printed(one, ABOUT))
            said.update(one.judgement.claim_ids)
    return (*printed, *dropped)


def _opening(
    slot: Slot, ordered: Sequence[Written], claims: Mapping[str, Claim], names: Mapping[str, str]
) -> Written | None:
    """The first sentence that can be the song's reason."""
    trend = trend_share(slot.claims)
    for one in ordered:
        carried = [claims[name] for name in one.judgement.claim_ids]
        if (
            one.judgement.verdict == "supported"
            and any(claim.predicate in REASONS for claim in carried)
            and word_count(one.judgement.text, names) <= MOST_WORDS
            and not breaks_order({}, parts_named(carried, trend))
        ):
            return one
    return None


def _why_no_reason(one: Written, names: Mapping[str, str]) -> str:
    if one.judgement.verdict != "supported":
        return one.judgement.reason
    count = word_count(one.judgement.text, names)
    if count > MOST_WORDS:
        return f"{count} words: the first sentence of a song has at most {MOST_WORDS}"
    return "the first sentence of a song says why it is here"


def _printed(one: Written, part: str) -> Written:
    return replace(one, part=part, why="", is_published=True)


def _dropped(one: Written, why: str) -> Written:
    return replace(one, part="", why=why, is_published=False)
