"""The model as a writer: it gets claims, gives sentences with slots, and the checker decides what is published."""

from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from explain.findings import Finding
from explain.writers.shorthand import Shorthand
from explain.writers.slots import Slot, SlotText
from pipelines import db
from pipelines.domain.telling import UNCHOSEN, Telling
from pipelines.llm.client import ask
from pipelines.llm.prompt import read_prompt
from pipelines.llm.question import Question
from pipelines.llm.schemas import SlateWords
from pipelines.settings import Settings

MOST_SLOTS = 40
"""Of one request: a slate of the usual size and what is said of it. Instructions and wordings are sent once."""
TOKENS_PER_SLOT = 200
"""Of answer, at the most: four sentences."""
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
    for shorthand, question in _questions(settings, slots, week, listener_id, telling, findings):
        answer = ask(settings, **vars(question))
        if answer is not None:
            found |= shorthand.read(answer.value, answer.model, answer.request_hash)
    return found


def word_questions(
    settings: Settings,
    slots: Sequence[Slot],
    week: str,
    listener_id: UUID,
    telling: Telling = UNCHOSEN,
    findings: Findings | None = None,
) -> list[Question]:
    """What `write_with_model` will ask, for a batch ahead of it."""
    return [question for _, question in _questions(settings, slots, week, listener_id, telling, findings)]


def _questions(
    settings: Settings,
    slots: Sequence[Slot],
    week: str,
    listener_id: UUID,
    telling: Telling,
    findings: Findings | None,
) -> Iterator[tuple[Shorthand, Question]]:
    for shorthand in requests(settings, slots, telling):
        inputs = shorthand.input(findings or {}).model_dump(mode="json", exclude_defaults=True)
        form = shorthand.form(findings, is_held=settings.llm_hold_sentences)
        yield shorthand, Question("words", form, read_prompt("slate_words"), inputs, week, listener_id)


def requests(settings: Settings, slots: Sequence[Slot], telling: Telling) -> Iterator[Shorthand]:
    """The slots that have something to say, as many in each request as its answer has room for.

    Of a report no more than the settings allow, the headline and the first songs before the rest; the template writes
    the others.
    """
    asked = [slot for slot in slots if slot.claims]
    first = sorted(asked, key=lambda slot: (slot.name != "headline", slot.about is None))[: settings.llm_slots]
    kept = {slot.name for slot in first}
    asked = [slot for slot in asked if slot.name in kept]
    size = max(1, min(MOST_SLOTS, settings.llm_max_output_tokens // TOKENS_PER_SLOT))
    for start in range(0, len(asked), size):
        yield Shorthand(asked[start : start + size], telling)


def replay(
    settings: Settings, slots: Sequence[Slot], asked: Mapping[str, str], telling: Telling
) -> dict[str, SlotText]:
    """The stored answers of an edition's requests once more, without asking anybody.

    Args:
        settings: Where the answers are.
        slots: The slots of the edition.
        asked: Request hash by slot name, as explain.text has it: of the first draft, or of the retry.
        telling: In which language and voice was asked.
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
            shorthand = Shorthand([slot for slot in slots if asked.get(slot.name) == request_hash], telling)
            found |= shorthand.read(SlateWords.model_validate(row["answer"]), row["model"], request_hash)
    return found
