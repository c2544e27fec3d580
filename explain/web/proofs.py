"""Sentences with their claims and the evidence behind them, named for people."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from explain.arrange import DETAIL
from explain.claims import Claim
from explain.findings import general
from explain.predicates import PREDICATES
from explain.reports import language_of
from explain.values import spellings
from explain.web import wording
from pipelines.domain.telling import ENGLISH, Language

Payload = dict[str, Any]
COUNTS = frozenset({"songs", "artists", "new_artists", "mentions", "people", "posts", "weeks", "genres", "candidates"})
"""Kinds of values whose last spelling is in digits."""
KIND_LABELS = {
    "song": "the song",
    "part": "a part of its score",
    "terms": "the sums of its score",
    "range": "your usual range",
    "what_if": "a what-if",
    "trend": "the week's talk",
    "slate": "the list",
    "rule": "a wish or feedback",
    "own_factor": "a wrong reason or a saved song",
    "overruled": "what no longer counts",
    "model": "what the model changed",
    "judgement": "what the model said of it",
    "nearest_miss": "the nearest miss",
    "weakest": "the weakest point",
}


@dataclass
class Names:
    """Names behind ids: playlists (restricted), rules (the listener's words), recordings and artists (open), posts.

    `language` is that of the report's words; everything else on a page is English.
    """

    playlists: dict[str, str] = field(default_factory=dict)
    rules: dict[str, str] = field(default_factory=dict)
    things: dict[str, str] = field(default_factory=dict)
    posts: dict[str, str] = field(default_factory=dict)
    language: Language = ENGLISH

    @classmethod
    def of(
        cls,
        evidence: Iterable[Payload],
        playlists: Mapping[str, str],
        links: Mapping[str, Payload] = MappingProxyType({}),
    ) -> "Names":
        """Collect the names that evidence rows carry; `links` are those of the posts that still stand."""
        rows = list(evidence)
        posts = {post_id: link["permalink"] for post_id, link in links.items()}
        names = cls(playlists=dict(playlists), posts=posts, language=language_of(rows))
        for row in rows:
            payload = row["payload"]
            if row["kind"] == "rule":
                for key in ("rule_id", "event_id"):  # a feedback is left out whole, by its event
                    if payload.get(key):
                        names.rules[str(payload[key])] = payload.get("words") or payload.get("value") or ""
            if row["kind"] == "own_factor":
                names.rules[str(payload["source_id"])] = payload.get("title") or ""
            if payload.get("title"):
                thing = f"{payload['title']} by {payload['artist_name']}"
                for key in ("recording_id", "subject_id"):
                    if payload.get(key):
                        names.things[str(payload[key])] = thing
            if payload.get("artist_id"):
                names.things[str(payload["artist_id"])] = payload["artist_name"]
        return names

    def fill(self, text: str) -> str:
        """A stored text with playlist names filled in."""
        return wording.fill_playlists(text, self.playlists)

    def fill_words(self, text: str) -> str:
        """Likewise a sentence of the report, in whose language a name stands in its marks."""
        return wording.fill_playlists(text, self.playlists, self.language)

    def spell(self, value: str) -> str:
        """The name behind an id, or the value with playlist names filled in."""
        if value in self.rules:
            return f"“{self.rules[value]}”"
        return self.playlists.get(value) or self.things.get(value) or self.fill(value)

    def without(self, kind: str, what: str) -> str:
        """What is taken away in a what-if."""
        if kind == "playlist":
            return f"the playlist “{self.playlists[what]}”" if what in self.playlists else wording.A_PLAYLIST
        if kind == "reddit":
            return "Reddit"
        if kind == "model":
            return "the model's judgement"
        if kind == "own_thing":
            return f"your {self.things[what]}" if what in self.things else "one of your songs"
        words = self.rules.get(what)
        label = {
            "wish": "your wish",
            "feedback": "your feedback",
            "profile_edit": "your edit",
            "removed": "your removal of",
            "readded": "your putting back of",
            "saved": "your saving",
        }.get(kind, kind)
        return f"{label} “{words}”" if words else label


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
    """The words of one slot with their language, their claims, and how the checking went."""

    sentences: list[Sentence]
    claims: list[ClaimView]
    proofs: list[Proof]
    writer: str
    supported: int
    refused: list[Refused]
    language: Language = ENGLISH

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
            names.fill_words(one["text"]),
            [numbers[claim] for claim in one.get("claim_ids", []) if claim in numbers],
            one.get("part", ""),
        )
        for one in published
    ]
    return Checked(
        sentences=sentences or ([Sentence(names.fill_words(text["text"]), [])] if text["text"] else []),
        claims=views,
        proofs=[_proof(evidence[evidence_id], names) for evidence_id in cited],
        writer=text["writer"],
        supported=sum(view.verdict == "supported" for view in views),
        refused=[
            Refused(
                writer=one.get("writer", text["writer"]),
                draft=wording.DRAFTS[one.get("draft", "first")],
                verdict=wording.plain(one["verdict"]),
                reason=general(one["reason"]),
            )
            for one in text["sentences"]
            if not _is_published(one)
        ],
        language=names.language,
    )


def _is_published(sentence: Payload) -> bool:
    """A report of an earlier release prints what is supported."""
    return bool(sentence.get("published", sentence.get("verdict", "supported") == "supported"))


def together(parts: Iterable[Checked]) -> Checked:
    """Several slots as one list of claims and rows; their sentences stay where they are."""
    found = list(parts)
    proofs = {proof.evidence_id: proof for one in found for proof in one.proofs}
    return Checked(
        sentences=[],
        claims=[claim for one in found for claim in one.claims],
        proofs=list(proofs.values()),
        writer=wording.listing(list(dict.fromkeys(one.writer for one in found if one.writer))),
        supported=sum(one.supported for one in found),
        refused=[refused for one in found for refused in one.refused],
    )


def _claim_view(row: Payload, place: int, names: Names) -> ClaimView:
    said = _fields(row, names) or _slots(row, names)
    return ClaimView(
        number=place,
        claim_id=row["claim_id"],
        says=wording.plain(row["predicate"]).capitalize() + (f": {', '.join(said)}" if said else ""),
        verdict=row["verdict"],
        reason=row["reason"],
        evidence_ids=list(row["evidence_ids"]),
    )


def _fields(row: Payload, names: Names) -> list[str]:
    """What a known predicate says, field by field, spelled as the words spell it; empty for an unknown one."""
    if row["predicate"] not in PREDICATES or None in row["objects"]:
        return []
    claim = Claim.model_validate({name: row[name] for name in Claim.model_fields})
    said = [wording.plain(word) for word in claim.variant]
    fields = claim.fields()
    if sum(where.slot == "value" for where in fields.values()) > 1:  # one value, read as a share or as an amount
        fields = {n: w for n, w in fields.items() if w.slot != "value" or (w.kind == "percent") == (claim.unit == "%")}
    for name, where in fields.items():
        spelled = spellings(where.kind, claim.at(where.slot), {})
        if spelled:
            said.append(f"{wording.plain(name)} {names.fill(spelled[-1] if where.kind in COUNTS else spelled[0])}")
    return said


def _slots(row: Payload, names: Names) -> list[str]:
    """A claim of a predicate that this release does not know: its slots as they are."""
    objects = [names.spell(str(one)) for one in row["objects"] if one is not None and not isinstance(one, dict | list)]
    value = "" if row["value"] is None else wording.number(row["value"]) + (f" {row['unit']}" if row["unit"] else "")
    return [part for part in [*objects, value] if part]


def _proof(row: Payload, names: Names) -> Proof:
    return Proof(
        evidence_id=row["evidence_id"],
        label=KIND_LABELS.get(str(row["kind"]), str(row["kind"])),
        sha256=row["sha256"],
        facts=[
            (wording.plain(key), _spell(value, key, row["payload"], names))
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
        return names.posts.get(str(value), wording.A_GONE_POST)
    if isinstance(value, str):
        return names.spell(value)
    if isinstance(value, list):
        return ", ".join(_spell(one, key, payload, names) for one in value)
    if isinstance(value, dict):
        if "name" in value:
            return str(value["name"])
        return ", ".join(
            f"{wording.plain(inner)} {_spell(one, inner, payload, names)}"
            for inner, one in value.items()
            if one is not None
        )
    if key == "share":
        return wording.percent(value)
    return wording.number(value, key if key == "release_year" else "")
