"""The model as a writer: it gets claims, gives sentences with slots, and the checker decides what is published."""

from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from explain.claims import Claim
from explain.findings import Finding
from explain.grammar import FIELD
from explain.phrases import Phrases, phrases_in
from explain.reasons import TERMS
from explain.values import capitalised
from explain.writers.slots import Slot, SlotSentence, SlotText
from explain.writers.template import asides_of, strongest_reasons, with_slots
from pipelines import db
from pipelines.domain.hashing import content_hash
from pipelines.domain.telling import LANGUAGES, UNCHOSEN, Telling, Voice
from pipelines.llm.client import ask
from pipelines.llm.prompt import read_prompt
from pipelines.llm.question import Question
from pipelines.llm.schemas import ClaimInput, FindingInput, SlateWords, SlateWordsInput, SlotInput
from pipelines.settings import Settings

SLOTS_PER_REQUEST = 12
"""More would not fit into one answer."""
CLAIMS_PER_SLOT, CLAIMS_PER_SONG = 10, 7
"""What a writer can choose from; every claim costs tokens."""


Findings = Mapping[str, Sequence[Finding]]
"""What was found in the first draft of each slot, by slot name."""


def write_with_model(
    settings: Settings,
    slots: Sequence[Slot],
    week: str,
    listener_id: UUID,
    telling: Telling = UNCHOSEN,
    findings: Findings | None = None,
) -> dict[str, SlotText]:
    """Ask for the words of the slots; slots without an answer are missing. A second call sends nothing.

    Args:
        settings: As pipelines.llm.client.ask takes them.
        slots: What needs words.
        week: Whose caps count.
        listener_id: Whose report it is.
        telling: In which language and voice.
        findings: Of the first draft; None: this is the first draft.

    Raises:
        RateLimitedError, ServiceError, LoginRefusedError, BadInputError: As pipelines.llm.client.ask.
    """
    found: dict[str, SlotText] = {}
    for batch, question in _questions(slots, week, listener_id, telling, findings):
        answer = ask(settings, **vars(question))
        if answer is not None:
            found |= slot_texts(answer.value, batch, answer.model, answer.request_hash)
    return found


def word_questions(
    slots: Sequence[Slot],
    week: str,
    listener_id: UUID,
    telling: Telling = UNCHOSEN,
    findings: Findings | None = None,
) -> list[Question]:
    """What `write_with_model` will ask, for a batch ahead of it."""
    return [question for _, question in _questions(slots, week, listener_id, telling, findings)]


def _questions(
    slots: Sequence[Slot], week: str, listener_id: UUID, telling: Telling, findings: Findings | None
) -> Iterator[tuple[Sequence[Slot], Question]]:
    for batch in _batches([slot for slot in slots if slot.claims]):
        inputs = words_input(batch, telling, findings).model_dump()
        yield batch, Question("words", SlateWords, read_prompt("slate_words"), inputs, week, listener_id)


def replay(settings: Settings, slots: Sequence[Slot], asked: Mapping[str, str]) -> dict[str, SlotText]:
    """The stored answers of an edition's requests once more, without asking anybody.

    Args:
        settings: Where the answers are.
        slots: The slots of the edition.
        asked: Request hash by slot name, as explain.text has it: of the first draft, or of the retry.
    """
    found: dict[str, SlotText] = {}
    for request_hash in sorted(set(asked.values())):
        with db.transaction(settings, "open") as connection:
            row = db.one(
                connection,
                "select answer, model from ops.llm_request where request_hash = %s and state = 'answered'",
                [request_hash],
            )
        if row is not None:
            batch = [slot for slot in slots if asked.get(slot.name) == request_hash]
            found |= slot_texts(SlateWords.model_validate(row["answer"]), batch, row["model"], request_hash)
    return found


def _batches(slots: Sequence[Slot]) -> Iterator[Sequence[Slot]]:
    for start in range(0, len(slots), SLOTS_PER_REQUEST):
        yield slots[start : start + SLOTS_PER_REQUEST]


def slot_texts(words: SlateWords, slots: Sequence[Slot], model: str, request_hash: str) -> dict[str, SlotText]:
    """The answer by slot; the first one counts when a slot comes twice, and a slot that was not asked for is left."""
    given: dict[str, list[SlotSentence]] = {}
    for one in words.slots:
        given.setdefault(
            one.slot, [SlotSentence(sentence.text, tuple(sentence.claim_ids)) for sentence in one.sentences]
        )
    return {slot.name: SlotText(slot.name, model, tuple(given.get(slot.name, ())), request_hash) for slot in slots}


def words_input(
    slots: Sequence[Slot], telling: Telling = UNCHOSEN, findings: Findings | None = None
) -> SlateWordsInput:
    """What one request says: in which language and voice to write, and the claims of each slot in plain words of it."""
    found = findings or {}
    return SlateWordsInput(
        language=LANGUAGES[telling.language],
        voice=telling.voice,
        slots=[slot_input(slot, telling, found.get(slot.name, ())) for slot in slots],
    )


def slot_input(slot: Slot, telling: Telling = UNCHOSEN, findings: Sequence[Finding] = ()) -> SlotInput:
    """Ids, kinds and slots; not a name, not a number, not a word of a stranger."""
    plain = {claim.claim_id: _plain(claim, slot.name, telling) for claim in slot.claims}
    kept = [claim for claim in _in_order(slot, telling.voice) if plain[claim.claim_id]]
    kept = kept[: CLAIMS_PER_SLOT if slot.about is None else CLAIMS_PER_SONG]
    return SlotInput(
        slot=slot.name,
        claims=[
            ClaimInput(
                claim_id=claim.claim_id,
                predicate=" ".join([claim.predicate, *claim.variant]),
                plain=plain[claim.claim_id],
            )
            for claim in kept
        ],
        findings=[FindingInput(text=one.text, verdict=one.verdict, reason=one.reason) for one in findings],
    )


def _in_order(slot: Slot, voice: Voice) -> Sequence[Claim]:
    """A song's two strongest reasons, the talk, the largest sum of a term, one claim of each other kind, the rest."""
    if not slot.name.startswith("song:"):
        return slot.claims
    by_kind: dict[str, list[Claim]] = {}
    for claim in slot.claims:
        by_kind.setdefault(claim.predicate, []).append(claim)
    reasons = strongest_reasons(by_kind)
    told = {"trend_mentions", "term_share", *(claim.predicate for claim in reasons)}
    kinds = [kind for kind in dict.fromkeys([*asides_of(voice), *by_kind]) if kind not in told]
    asides = [by_kind[kind][0] for kind in kinds if kind in by_kind]
    sums = [claim for claim in by_kind.get("term_share", []) if claim.variant[0] not in TERMS]
    return [*reasons[:2], *by_kind.get("trend_mentions", [])[:1], *sums[:1], *asides, *reasons[2:]]


def _plain(claim: Claim, place: str, telling: Telling) -> str:
    """The claim in one of our wordings, its values as slots; empty for a kind that has none."""
    wordings = phrases_in(telling.language).get((claim.predicate, *claim.variant), Phrases()).of(telling.voice).first
    usable = [one for one in wordings if set(FIELD.findall(one)) <= set(claim.fields())]
    if not usable:
        return ""
    chosen = usable[int(content_hash([place, claim.claim_id])[:8], 16) % len(usable)]
    return capitalised(with_slots(chosen, claim)) + "."
