"""Words of a report: a writer proposes, the checker decides, once more with its findings, then the template speaks."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from explain.arrange import Written, arrange
from explain.checker import Checker, Judgement
from explain.findings import Finding, finding
from explain.writers.slots import Slot, SlotText
from explain.writers.template import TEMPLATE, TemplateWriter
from pipelines.domain.telling import PLAIN, Voice

FIRST, RETRY, FALLBACK = "first", "retry", "fallback"
"""Drafts: what a writer said at first, what a model said after the findings, and the template in a model's place."""
Again = Callable[[Sequence[Slot], Mapping[str, Sequence[Finding]]], Mapping[str, SlotText]]
"""Asks a model for better sentences: the slots that need them, and what was found, by slot."""
NOTHING_SAID = Finding("", "not_checkable", "no sentence was given")


@dataclass(frozen=True)
class CheckedText:
    """The words of one slot after checking.

    Attributes:
        writer: Who wrote the published sentences.
        written: Every sentence of every draft: the published ones in the order of reading, then the dropped ones.
        request_hash: The model's request, also when the template spoke in the end.
        retry_hash: The request with the findings, when there was one and it was answered.
    """

    slot: str
    writer: str
    written: tuple[Written, ...]
    request_hash: str | None
    retry_hash: str | None = None

    @property
    def judgements(self) -> tuple[Judgement, ...]:
        """What the checker made of every sentence."""
        return tuple(one.judgement for one in self.written)

    @property
    def published(self) -> tuple[Judgement, ...]:
        """The sentences that are printed: every claim of theirs carries them."""
        return tuple(one.judgement for one in self.written if one.is_published)

    @property
    def text(self) -> str:
        """What is published."""
        return " ".join(one.text for one in self.published)

    def sentences(self) -> list[dict[str, Any]]:
        """For explain.text."""
        return [one.row() for one in self.written]


def check_words(
    slots: Sequence[Slot],
    checker: Checker,
    by_model: Mapping[str, SlotText],
    seed: str,
    again: Again | None = None,
    names: Mapping[str, str] | None = None,
    voice: Voice = PLAIN,
) -> list[CheckedText]:
    """Texts of all slots, in order: what the checker leaves of the model's words, else the template's.

    Args:
        slots: In report order.
        checker: On the claims that hold; in its language all is written.
        by_model: What the model wrote, by slot; may be empty.
        seed: Of the template writer.
        again: Asked once, for all slots of the model's that have something refused; None: nobody is asked.
        names: Names of playlists by id, for counting the words of a reason.
        voice: Of the template writer.
    """
    names = names or {}
    drafts = {slot.name: _judged(by_model[slot.name], slot, checker, FIRST) for slot in slots if slot.name in by_model}
    retried = _retried(slots, checker, drafts, again, names)
    template = TemplateWriter(seed, voice, checker.language, names)
    found = []
    for slot in slots:
        spoken, better = by_model.get(slot.name), retried.get(slot.name)
        written = drafts.get(slot.name, [])
        if better is not None:
            written = _replaced(arrange(slot, written, names), _judged(better, slot, checker, RETRY))
        arranged = arrange(slot, written, names)
        writer = TEMPLATE if spoken is None else spoken.writer
        if not any(one.is_published for one in arranged):
            held = _judged(template.write(slot), slot, checker, FIRST if spoken is None else FALLBACK)
            arranged = (*arrange(slot, held, names), *arranged)
            writer = TEMPLATE
        found.append(
            CheckedText(
                slot.name,
                writer,
                arranged,
                None if spoken is None else spoken.request_hash,
                None if better is None else better.request_hash,
            )
        )
    return found


def _retried(
    slots: Sequence[Slot],
    checker: Checker,
    drafts: Mapping[str, Sequence[Written]],
    again: Again | None,
    names: Mapping[str, str],
) -> Mapping[str, SlotText]:
    """Better sentences for the slots of which something was refused, by slot; of one that was not answered, none."""
    if again is None:
        return {}
    findings: dict[str, Sequence[Finding]] = {}
    for slot in slots:
        if slot.name not in drafts:
            continue
        written = arrange(slot, drafts[slot.name], names)
        refused = sorted((one for one in written if not one.is_published), key=lambda one: one.place)
        if refused or not written:
            findings[slot.name] = [
                finding(one.draft_text, one.judgement, one.why, checker.spellings) for one in refused
            ] or [NOTHING_SAID]
    return again([slot for slot in slots if slot.name in findings], findings) if findings else {}


def _replaced(first: Sequence[Written], better: Sequence[Written]) -> list[Written]:
    """The draft with the better sentences in the places of the refused ones; those that are over follow the last."""
    refused = sorted(one.place for one in first if not one.is_published)
    kept = [one for one in first if one.is_published]
    last = refused[-1] if refused else len(first)
    for number, one in enumerate(better):
        place = refused[number] if number < len(refused) else last
        kept.append(replace(one, place=place))
    return [*kept, *(replace(one, is_replaced=True) for one in first if not one.is_published)]


def _judged(text: SlotText, slot: Slot, checker: Checker, draft: str) -> list[Written]:
    known = {claim.claim_id for claim in slot.claims}
    found = []
    for place, sentence in enumerate(text.sentences):
        stranger = next((one for one in sentence.claim_ids if one not in known), None)
        judgement = (
            Judgement(sentence.text, "unsupported", f"{stranger} is no claim of this slot")
            if stranger is not None
            else checker.judge_slots(sentence.text, sentence.claim_ids, slot.about)
        )
        found.append(Written(judgement, text.writer, draft, sentence.text, text.request_hash, place=place))
    return found
