"""The closed form of every answer of the model: what does not fit is no answer.

All fields are required and nothing else is allowed (strict JSON schema); lengths are checked here, since strict schemas
cannot say them.
"""

import math
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

MAX_RULES = 24
MAX_PROPOSALS = 12
MAX_SENTENCES = 8
MAX_BRIEF = 48
"""Sentences of a trend brief: four for each of eight artists and three genres, and a few in vain."""
MAX_JUDGED = 90
MAX_STEPS = 5
MAX_STATED = 150
"""Steps of a judgement, each of which may hold for many songs."""
MAX_TEXT = 400
"""Code points of one sentence or step."""

Effect = Literal["exclude", "prefer", "avoid", "only"]
Facet = Literal[
    "genre",
    "mood",
    "tempo",
    "decade",
    "years",
    "language",
    "artist",
    "novelty",
    "activity",
    "explicit",
    "recording",
]
Inference = Literal[
    "fits_genre",
    "fits_mood",
    "fits_tempo",
    "fits_decade",
    "far_from_profile",
    "near_own_song",
    "meets_wish",
    "breaks_wish",
    "talked_about",
    "new_artist",
    "familiar_artist",
    "little_known",
    "well_known",
    "unlike_the_rest",
    "too_much_of_the_same",
]
Speaks = Literal["for", "against", "neutral"]
Stance = Literal["praise", "criticism", "mixed", "neutral"]
Aspect = Literal[
    "new_release", "live", "comeback", "sound", "voice", "words", "nostalgia", "discovery", "question", "other"
]


def _clamped(low: float, high: float) -> BeforeValidator:
    def clamp(value: object) -> object:
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            message = "not a finite number"  # pydantic would take "inf", and PostgreSQL would not
            raise ValueError(message)
        return min(high, max(low, value))

    return BeforeValidator(clamp)


def _short(text: str) -> str:
    if len(text) > MAX_TEXT:
        message = f"longer than {MAX_TEXT} characters"
        raise ValueError(message)
    return " ".join(text.split())


ShortText = Annotated[str, AfterValidator(_short)]


class ClosedModel(BaseModel):
    """A form without room for anything that was not asked."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class WishRule(ClosedModel):
    """One rule that code can apply, and the listener's own words that it came from."""

    effect: Effect
    facet: Facet
    value: ShortText
    strength: Annotated[float, _clamped(0.0, 1.0), Field(description="0 (a hint) to 1 (a demand)")]
    words: ShortText


class WishRules(ClosedModel):
    """A wish, read: rules, and the words that no rule came from."""

    rules: Annotated[list[WishRule], Field(max_length=MAX_RULES)]
    unread: Annotated[list[ShortText], Field(max_length=MAX_RULES)]


class PostMap(ClosedModel):
    """One post about one artist, without a word of its text."""

    artist_id: ShortText
    stance: Stance
    aspect: Aspect


class BriefSentence(ClosedModel):
    """A sentence about an artist or genre of the week's talk; values stand as slots such as `{a1.name}`."""

    text: ShortText
    subject_ids: list[ShortText]
    post_ids: list[ShortText]


class TrendBrief(ClosedModel):
    """What people say, in a few sentences for each artist and genre."""

    sentences: Annotated[list[BriefSentence], Field(max_length=MAX_BRIEF)]


Verdict = Annotated[int, _clamped(-100, 100), Field(description="-100 (no) to 100 (by all means)")]
"""As a model gives it; what is stored and counted is a hundredth of it."""


class ProposalStep(ClosedModel):
    """One stated step of reasoning: the evidence, what it says, and whether it speaks for the song."""

    cites: list[ShortText]
    text: ShortText
    speaks: Speaks


class Proposal(ClosedModel):
    """A song that the model would give to the listener, or warn of: its id or `artist|title`, and why."""

    song: ShortText
    steps: Annotated[list[ProposalStep], Field(max_length=6)]
    verdict: Verdict


class Proposals(ClosedModel):
    """What the model proposes to one listener for one week."""

    proposals: Annotated[list[Proposal], Field(max_length=MAX_PROPOSALS)]


class JudgementStep(ClosedModel):
    """One step: its id, what it cites, what follows from that, which way it speaks, and a few words."""

    id: ShortText
    cites: list[ShortText]
    inference: Inference
    speaks: Speaks
    text: ShortText


class SongJudgement(ClosedModel):
    """The verdict on one song of the shortlist, and the ids of the steps to it."""

    song: ShortText
    steps: Annotated[list[ShortText], Field(max_length=MAX_STEPS)]
    verdict: Verdict


class Judgements(ClosedModel):
    """What the model says of one listener's shortlist: its steps, each once, then the songs that they lead to."""

    steps: Annotated[list[JudgementStep], Field(max_length=MAX_STATED)]
    songs: Annotated[list[SongJudgement], Field(max_length=MAX_JUDGED)]


class SlotWords(ClosedModel):
    """The sentences of one slot of the report: `[a1]` is a claim in a wording, `{a1.share}` a value, `{a1}` cites."""

    slot: ShortText
    sentences: Annotated[list[ShortText], Field(max_length=MAX_SENTENCES)]


class SlateWords(ClosedModel):
    """The words of one slate, slot by slot."""

    slots: list[SlotWords]


class FindingInput(ClosedModel):
    """A sentence of the writer's first draft that is not printed: its values hidden, and why."""

    text: str
    reason: str


class SlateWordsInput(ClosedModel):
    """What the prompt slate_words is asked with.

    Attributes:
        kinds: Wordings of each kind of claim by its letters, with fields such as `{share}`; when only one slot is asked
            for, of each claim by its name, ready to be placed.
        slots: Each with the names of its claims: `s1: a1 a2 c1`; a single one without, for `kinds` has them.
        findings: Of the first draft by slot; none: this is the first draft.
    """

    language: str
    voice: str
    kinds: dict[str, list[str]]
    slots: list[str]
    findings: dict[str, list[FindingInput]] = {}


def strict_schema(form: type[BaseModel]) -> dict[str, Any]:
    """The JSON schema of a form, as strict structured output wants it.

    Raises:
        TypeError: A field is optional or open, which strict mode refuses.
    """
    schema = form.model_json_schema()
    for name, part in {form.__name__: schema, **schema.get("$defs", {})}.items():
        if part.get("type") == "object" and (
            part.get("additionalProperties") is not False or set(part.get("required", [])) != set(part["properties"])
        ):
            message = f"{name} is not strict: every field must be required and nothing else allowed"
            raise TypeError(message)
    return schema
