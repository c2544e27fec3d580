"""Words of a report: a writer proposes, the checker decides, and what falls through is said by the template instead."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from explain.checker import Checker, Judgement
from explain.writers.slots import Slot, SlotText
from explain.writers.template import TEMPLATE, TemplateWriter


@dataclass(frozen=True)
class CheckedText:
    """The words of one slot after checking.

    Attributes:
        writer: Who wrote the published sentences.
        judgements: Every sentence, the dropped ones of a refused writer included.
        request_hash: The model's request, also when the template spoke in the end.
    """

    slot: str
    writer: str
    judgements: tuple[Judgement, ...]
    request_hash: str | None

    @property
    def published(self) -> tuple[Judgement, ...]:
        """The sentences that every claim of theirs carries."""
        return tuple(one for one in self.judgements if one.verdict == "supported")

    @property
    def text(self) -> str:
        """What is published."""
        return " ".join(one.text for one in self.published)

    def sentences(self) -> list[dict[str, Any]]:
        """For explain.text."""
        return [
            {"text": one.text, "claim_ids": list(one.claim_ids), "verdict": one.verdict, "reason": one.reason}
            for one in self.judgements
        ]


def check_words(
    slots: Sequence[Slot], checker: Checker, by_model: Mapping[str, SlotText], seed: str
) -> list[CheckedText]:
    """Texts of all slots, in order: what the checker leaves of the model's words, else the template's.

    Args:
        slots: In report order.
        checker: On the claims that hold; in its language all is written.
        by_model: What the model wrote, by slot; may be empty.
        seed: Of the template writer.
    """
    template = TemplateWriter(seed, language=checker.language)
    found = []
    for slot in slots:
        spoken = by_model.get(slot.name)
        judged = () if spoken is None else tuple(_judge(spoken, slot, checker))
        request_hash = None if spoken is None else spoken.request_hash
        if spoken is not None and any(one.verdict == "supported" for one in judged):
            found.append(CheckedText(slot.name, spoken.writer, judged, request_hash))
            continue
        held = tuple(_judge(template.write(slot), slot, checker))
        found.append(CheckedText(slot.name, TEMPLATE, (*judged, *held), request_hash))
    return found


def _judge(text: SlotText, slot: Slot, checker: Checker) -> Iterable[Judgement]:
    known = {claim.claim_id for claim in slot.claims}
    for sentence in text.sentences:
        stranger = next((one for one in sentence.claim_ids if one not in known), None)
        if stranger is not None:
            yield Judgement(sentence.text, "unsupported", f"{stranger} is no claim of this slot")
        else:
            yield checker.judge_slots(sentence.text, sentence.claim_ids, slot.about)
