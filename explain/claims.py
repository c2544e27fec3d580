"""Claims: typed statements that code computes from evidence rows, and computes again from the rows they cite."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from explain.derive_slate import SLATE_DERIVATIONS
from explain.derive_song import SONG_DERIVATIONS
from explain.drafts import Draft
from explain.evidence import Evidence
from explain.predicates import FEATURE_KINDS, PREDICATES, Field
from explain.values import Value, spellings
from pipelines.domain.telling import ENGLISH, Language

SLATE = "slate"
"""Subject of a claim about the whole slate."""
Verdict = Literal["supported", "unsupported", "not_checkable"]
_EQUAL = 1e-9


class Claim(BaseModel):
    """One statement: predicate, subject, objects, value, unit, and the evidence rows that it rests on."""

    model_config = ConfigDict(frozen=True)

    claim_id: str
    recording_id: UUID | None
    predicate: str
    subject: str
    objects: tuple[str | int | float, ...] = ()
    value: float | None = None
    unit: str = ""
    evidence_ids: tuple[str, ...]

    @property
    def variant(self) -> tuple[str, ...]:
        """The leading objects that choose the phrase: slower, core, ..."""
        return tuple(str(one) for one in self.objects[: PREDICATES[self.predicate].variants])

    def fields(self) -> dict[str, Field]:
        """The fields that this claim can place in a sentence, by name."""
        return {
            name: self._with_kind(field)
            for name, field in PREDICATES[self.predicate].fields.items()
            if self.at(field.slot) is not None
        }

    def _with_kind(self, field: Field) -> Field:
        if field.kind != "number":
            return field
        kind = FEATURE_KINDS.get(str(self.objects[0]), "amount")
        is_bound = field.slot != "value"
        return Field(field.slot, "bpm_bare" if kind == "bpm" and is_bound else kind)

    def at(self, slot: str) -> Value:
        """What stands at `value`, `subject` or `object:N`; None when nothing does."""
        if slot == "value":
            return self.value
        if slot == "subject":
            return self.subject
        name, _, place = slot.partition(":")
        number = int(place or 0)
        if name != "object" or number >= len(self.objects):
            return None
        return self.objects[number] if self.objects[number] != "" else None

    def spelled(self, field: str, playlists: Mapping[str, str], language: Language = ENGLISH) -> list[str]:
        """All spellings of a field, the one that we print first."""
        found = self.fields().get(field)
        if found is None:
            return []
        # the words of a feedback are ours, those of a wish the listener's own
        kind = "feedback" if found.kind == "words" and "feedback" in self.variant else found.kind
        return spellings(kind, self.at(found.slot), playlists, language)


def build_claims(evidence: Evidence) -> list[Claim]:
    """Every claim that the evidence carries: the slate's first, then song by song in slate order; c1, c2, ..."""
    drafts: list[tuple[UUID | None, Draft]] = [
        (None, draft) for name in SLATE_DERIVATIONS for draft in _derive(name, evidence, None)
    ]
    drafts += [
        (recording_id, draft)
        for recording_id, _, _ in evidence.songs
        for name in SONG_DERIVATIONS
        for draft in _derive(name, evidence, recording_id)
    ]
    return [_make_claim(f"c{number}", about, draft) for number, (about, draft) in enumerate(drafts, start=1)]


def renumbered(claims: Iterable[Claim]) -> list[Claim]:
    """The same claims as c1, c2, ..., in their order."""
    return [claim.model_copy(update={"claim_id": f"c{number}"}) for number, claim in enumerate(claims, start=1)]


def _derive(predicate: str, evidence: Evidence, recording_id: UUID | None) -> Iterator[Draft]:
    if recording_id is None:
        slate_rule: Callable[[Evidence], Iterator[Draft]] = SLATE_DERIVATIONS[predicate]
        return slate_rule(evidence)
    return SONG_DERIVATIONS[predicate](evidence, recording_id)


def _make_claim(claim_id: str, recording_id: UUID | None, draft: Draft) -> Claim:
    return Claim(
        claim_id=claim_id,
        recording_id=recording_id,
        predicate=draft.predicate,
        subject=SLATE if recording_id is None else str(recording_id),
        objects=draft.objects,
        value=draft.value,
        unit=draft.unit,
        evidence_ids=draft.evidence_ids,
    )


def recompute(claim: Claim, evidence: Evidence) -> tuple[Verdict, str]:  # noqa: PLR0911  (one line per reason)
    """
    Compute a claim again from the evidence, and hold it against what it says and which rows it cites.

    Returns:
        supported; unsupported with the reason; not_checkable when a cited row is gone or is no longer what was frozen.
    """
    if claim.predicate not in PREDICATES:
        return "not_checkable", f"nobody knows how to compute {claim.predicate}"
    cited = [evidence.by_id.get(evidence_id) for evidence_id in claim.evidence_ids]
    if not cited or any(row is None for row in cited):
        return "not_checkable", "it cites a row that is not there"
    changed = next((row.evidence_id for row in cited if row is not None and not row.is_intact), None)
    if changed is not None:
        return "not_checkable", f"evidence {changed} is not what was frozen"
    if claim.subject != (SLATE if claim.recording_id is None else str(claim.recording_id)):
        return "unsupported", "its subject is another one"
    if claim.predicate not in (SLATE_DERIVATIONS if claim.recording_id is None else SONG_DERIVATIONS):
        return "unsupported", "a statement of this kind is not made about this subject"
    if any(_says_the_same(claim, draft) for draft in _derive(claim.predicate, evidence, claim.recording_id)):
        return "supported", ""
    return "unsupported", "computed again from its rows, it comes out differently"


def _says_the_same(claim: Claim, draft: Draft) -> bool:
    if (draft.predicate, draft.unit, draft.evidence_ids) != (claim.predicate, claim.unit, claim.evidence_ids):
        return False
    if len(draft.objects) != len(claim.objects) or not _same_value(draft.value, claim.value):
        return False
    return all(_same_object(one, other) for one, other in zip(draft.objects, claim.objects, strict=True))


def _same_object(one: str | float, other: str | float) -> bool:
    if isinstance(one, str) or isinstance(other, str):
        return one == other
    return _same_value(float(one), float(other))


def _same_value(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one - other) <= _EQUAL * max(1.0, abs(one))
