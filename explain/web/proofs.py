"""Sentences with their claims and the evidence behind them, named for people."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from explain.arrange import DETAIL
from explain.claims import Claim
from explain.findings import general
from explain.predicates import PREDICATES
from explain.values import spellings
from explain.web.frame import Frame
from explain.web.names import Names
from explain.writers.template import TEMPLATE

Payload = dict[str, Any]
COUNTS = frozenset({"songs", "artists", "new_artists", "mentions", "people", "posts", "weeks", "genres", "candidates"})
"""Kinds of values whose last spelling is in digits."""
CODED = frozenset(
    {
        "because",
        "by",
        "effect",
        "facet",
        "feature",
        "inference",
        "kind",
        "origin",
        "outcome",
        "reason",
        "role",
        "speaks",
    }
    | {"subject_kind", "term", "verdict", "voice", "without_kind"}
)
"""Keys of evidence whose values are closed ones of ours, not names."""
NO_IDS = frozenset({"other", "saved"})
"""What stands where an id does: own things that share a part, and songs that are saved outside of playlists."""


@dataclass(frozen=True)
class Proof:
    """One row of evidence as words."""

    evidence_id: str
    label: str
    sha256: str
    facts: list[tuple[str, str]]


@dataclass(frozen=True)
class ClaimView:
    """A typed statement and what it rests on; `number` is its footnote."""

    number: int
    claim_id: str
    says: str
    verdict: str
    reason: str
    evidence_ids: list[str]


@dataclass(frozen=True)
class Sentence:
    """A published sentence with its footnotes; `part` is reason, detail or about."""

    text: str
    notes: list[int]
    part: str = ""


@dataclass(frozen=True)
class Refused:
    """A sentence that is not printed: who wrote it in which draft, and why it is not, in general terms.

    Its words, whoever put them there, are in the report as JSON and on no page.
    """

    writer: str
    draft: str
    verdict: str
    reason: str


@dataclass(frozen=True)
class Checked:
    """The words of one slot with their claims, and how the checking went."""

    sentences: list[Sentence]
    claims: list[ClaimView]
    proofs: list[Proof]
    writer: str
    supported: int
    refused: list[Refused]

    @property
    def total(self) -> int:
        """Claims behind the published sentences."""
        return len(self.claims)

    @property
    def first(self) -> list[Sentence]:
        """What stands on the page: the reason, or all that is said of the slate."""
        return [one for one in self.sentences if one.part != DETAIL]

    @property
    def detail(self) -> list[Sentence]:
        """What can be folded out."""
        return [one for one in self.sentences if one.part == DETAIL]


NOTHING = Checked([], [], [], "", 0, [])


def check_view(
    text: Payload | None, claims: list[Payload], evidence: dict[str, Payload], names: Names, first: int = 1
) -> Checked:
    """The words of a slot, its claims numbered from `first` in order of use; what was dropped stands by itself."""
    if text is None:
        return NOTHING
    by_id = {row["claim_id"]: row for row in claims}
    published = [one for one in text["sentences"] if _is_published(one)]
    used = dict.fromkeys(claim for one in published for claim in one.get("claim_ids", []) if claim in by_id)
    numbers = {claim_id: place for place, claim_id in enumerate(used, start=first)}
    views = [_claim_view(by_id[claim_id], place, names) for claim_id, place in numbers.items()]
    cited = dict.fromkeys(evidence_id for view in views for evidence_id in view.evidence_ids if evidence_id in evidence)
    sentences = [
        Sentence(
            names.fill(one["text"]),
            [numbers[claim] for claim in one.get("claim_ids", []) if claim in numbers],
            one.get("part", ""),
        )
        for one in published
    ]
    return Checked(
        sentences=sentences or ([Sentence(names.fill(text["text"]), [])] if text["text"] else []),
        claims=views,
        proofs=[_proof(evidence[evidence_id], names) for evidence_id in cited],
        writer=_writer(text["writer"], names.frame.the_template),
        supported=sum(by_id[claim_id]["verdict"] == "supported" for claim_id in numbers),
        refused=[
            Refused(
                writer=_writer(one.get("writer", text["writer"]), names.frame.template_short),
                draft=names.frame.drafts[one.get("draft", "first")],
                verdict=names.frame.verdicts[one["verdict"]],
                reason=names.frame.refusal(general(one["reason"])),
            )
            for one in text["sentences"]
            if not _is_published(one)
        ],
    )


def _writer(name: str, template: str) -> str:
    """A writer as it signs: the name of a model, or what the template is called."""
    return template if name == TEMPLATE else name


def _is_published(sentence: Payload) -> bool:
    """A report of an earlier release prints what is supported."""
    return bool(sentence.get("published", sentence.get("verdict", "supported") == "supported"))


def together(parts: Iterable[Checked], frame: Frame) -> Checked:
    """Several slots as one list of claims and rows; their sentences stay where they are."""
    found = list(parts)
    proofs = {proof.evidence_id: proof for one in found for proof in one.proofs}
    return Checked(
        sentences=[],
        claims=[claim for one in found for claim in one.claims],
        proofs=list(proofs.values()),
        writer=frame.listing(list(dict.fromkeys(one.writer for one in found if one.writer))),
        supported=sum(one.supported for one in found),
        refused=[refused for one in found for refused in one.refused],
    )


def _claim_view(row: Payload, place: int, names: Names) -> ClaimView:
    said = _fields(row, names) or _slots(row, names)
    kind = names.frame.key(row["predicate"])
    return ClaimView(
        number=place,
        claim_id=row["claim_id"],
        says=kind[:1].upper() + kind[1:] + (f": {', '.join(said)}" if said else ""),
        verdict=names.frame.verdicts[row["verdict"]],
        reason=names.frame.refusal(row["reason"]),
        evidence_ids=list(row["evidence_ids"]),
    )


def _fields(row: Payload, names: Names) -> list[str]:
    """What a known predicate says, field by field, spelled as the words spell it; empty for an unknown one."""
    if row["predicate"] not in PREDICATES or None in row["objects"]:
        return []
    claim = Claim.model_validate({name: row[name] for name in Claim.model_fields})
    said = [names.frame.code(word) for word in claim.variant]
    fields = claim.fields()
    if sum(where.slot == "value" for where in fields.values()) > 1:  # one value, read as a share or as an amount
        fields = {n: w for n, w in fields.items() if w.slot != "value" or (w.kind == "percent") == (claim.unit == "%")}
    for name, where in fields.items():
        spelled = spellings(where.kind, claim.at(where.slot), {}, names.language)
        if spelled:
            said.append(f"{names.frame.key(name)} {names.fill(spelled[-1] if where.kind in COUNTS else spelled[0])}")
    return said


def _slots(row: Payload, names: Names) -> list[str]:
    """A claim of a predicate that this release does not know: its slots as they are."""
    objects = [names.spell(str(one)) for one in row["objects"] if one is not None and not isinstance(one, dict | list)]
    value = (
        "" if row["value"] is None else names.frame.number(row["value"]) + (f" {row['unit']}" if row["unit"] else "")
    )
    return [part for part in [*objects, value] if part]


def _proof(row: Payload, names: Names) -> Proof:
    return Proof(
        evidence_id=row["evidence_id"],
        label=names.frame.kinds.get(str(row["kind"]), str(row["kind"])),
        sha256=row["sha256"],
        facts=[
            (names.frame.key(key), _spell(value, key, row["payload"], names))
            for key, value in row["payload"].items()
            if value not in (None, [], {}, "")
        ],
    )


def _spell(  # noqa: PLR0911  (one line per shape)
    value: Any,  # noqa: ANN401  (jsonb)
    key: str,
    payload: Payload,
    names: Names,
) -> str:
    if key == "post_id" or (key == "subject_id" and payload.get("subject_kind") == "post"):
        return names.posts.get(str(value), names.frame.gone_post)
    if isinstance(value, str):
        return _spell_text(value, key, payload, names)
    if isinstance(value, list):
        return ", ".join(_spell(one, key, payload, names) for one in value)
    if isinstance(value, dict):
        if "name" in value:
            return str(value["name"])
        return ", ".join(
            f"{names.frame.key(inner)} {_spell(one, inner, payload, names)}"
            for inner, one in value.items()
            if one is not None
        )
    if key == "share":
        return names.frame.percent(value)
    return names.frame.number(value, key if key == "release_year" else "")


def _spell_text(value: str, key: str, payload: Payload, names: Names) -> str:
    """A closed value by its word, what a listener said as it was said, an id by its name."""
    frame = names.frame
    if key in CODED or (key in {"subject_id", "playlist_ids"} and value in NO_IDS):
        return frame.code(value)
    if key in {"value", "rule_value"} and "facet" in payload:
        return names.spell(frame.value_of(payload["facet"], value))
    if key in {"short_because", "sources_missing"}:
        return frame.short_reason(value)
    return names.spell(frame.words(value, payload.get("origin") or "") if key == "words" else value)
