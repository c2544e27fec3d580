"""One request's short names: kinds of claims in our wordings, said once, and every slot by the claims that it offers.

A model never sees a value, so all claims of a kind look alike to it: `a` is a kind, `a2` the slot's second claim of it,
`[a2]` that claim in the first wording of its kind and `[a2:2]` in the second. In words of its own a model places
`{a2.share}`, a value of the claim; `{a2}` alone cites it without placing anything.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from string import ascii_lowercase

from explain.checker import SLOT
from explain.claims import Claim
from explain.findings import Finding
from explain.grammar import FIELD
from explain.phrases import Phrases, phrases_in
from explain.reasons import TERMS
from explain.values import capitalised
from explain.writers.form import words_form
from explain.writers.slots import Slot, SlotSentence, SlotText
from explain.writers.template import asides_of, strongest_reasons
from pipelines.domain.hashing import content_hash
from pipelines.domain.telling import LANGUAGES, Telling, Voice
from pipelines.llm.schemas import FindingInput, SlateWords, SlateWordsInput

CLAIMS_PER_SLOT, CLAIMS_PER_SONG = 10, 7
"""What a writer can choose from."""
WORDINGS_PER_KIND = 2
"""Of a kind that several slots offer; of the others one."""
_PLACED = re.compile(r"(\s*)\{([a-z]+\d+)(?:\.(\w+))?\}")
_WHOLE = re.compile(r"\[([a-z]+\d+)(?::([1-9]))?\]")
Wordings = tuple[str, ...]


@dataclass(frozen=True)
class Offer:
    """A slot of a request.

    Attributes:
        name: What the request calls it: `headline`, or `s3` for its third song.
        claims: By their names in this slot, what matters most first.
        wordings: Of each claim, as the request tells them, by its name.
    """

    slot: Slot
    name: str
    claims: Mapping[str, Claim]
    wordings: Mapping[str, Wordings]

    def read(self, text: str) -> SlotSentence:
        """A sentence of an answer, its slots as the checker knows them, with the claims that it places or cites.

        Whole wordings are written out. What names no claim of the slot, or no wording of it, stays as it is, and is
        refused by the checker.
        """
        cited: dict[str, None] = {}

        def placed(match: re.Match[str]) -> str:
            space, name, field = match.groups()
            claim = self.claims.get(name)
            if claim is None or (field is not None and field not in claim.fields()):
                return match[0]
            cited[claim.claim_id] = None
            return "" if field is None else f"{space}{{{claim.claim_id}.{claim.fields()[field].slot}}}"

        return SlotSentence(_PLACED.sub(placed, self._written_out(text.strip())).strip(), tuple(cited))

    def _written_out(self, text: str) -> str:
        """A sentence with each `[a2]` as the wording that it stands for, in upper case where the sentence begins."""

        def written(match: re.Match[str]) -> str:
            name, place = match[1], int(match[2] or 1) - 1
            wordings = self.wordings.get(name, ())
            if place >= len(wordings):
                return match[0]
            said = _placed(wordings[place], name)
            return said if match.start() else capitalised(said)

        return _WHOLE.sub(written, text)

    def shorten(self, text: str) -> str:
        """A sentence as `read` gave it, in the names of this request."""
        names = {
            f"{{{claim.claim_id}.{where.slot}}}": f"{{{name}.{field}}}"
            for name, claim in self.claims.items()
            for field, where in claim.fields().items()
        }
        return SLOT.sub(lambda match: names.get(match[0], match[0]), text)


@dataclass(frozen=True)
class Shorthand:
    """The slots of one request in their order, and how they are told."""

    slots: Sequence[Slot]
    telling: Telling

    @cached_property
    def kinds(self) -> dict[str, Wordings]:
        """The wordings of each kind of claim, by its letters: a, ..., z, ba, ..."""
        return {kind: said for said, kind in self._letters.items()}

    @cached_property
    def offers(self) -> tuple[Offer, ...]:
        """The slots with their names; songs are counted."""
        songs = 0
        made = []
        for slot, claims in self._named:
            songs += slot.about is not None
            wordings = {name: self._offered[_kind(name)] for name in claims}
            made.append(Offer(slot, slot.name if slot.about is None else f"s{songs}", claims, wordings))
        return tuple(made)

    def input(self, findings: Mapping[str, Sequence[Finding]]) -> SlateWordsInput:
        """What the request says: ids, wordings and slots; not a name, not a number, not a word of a stranger."""
        return SlateWordsInput(
            language=LANGUAGES[self.telling.language],
            voice=self.telling.voice,
            kinds=self._told(),
            slots=[
                f"{offer.name}: {' '.join(offer.claims)}" if len(self.offers) > 1 else offer.name
                for offer in self.offers
            ],
            findings={
                offer.name: [
                    FindingInput(text=offer.shorten(one.text), reason=one.reason) for one in findings[offer.slot.name]
                ]
                for offer in self.offers
                if findings.get(offer.slot.name)
            },
        )

    def form(self, findings: Mapping[str, Sequence[Finding]] | None, *, is_held: bool = False) -> type[SlateWords]:
        """The form of the answer.

        Args:
            findings: As `input` takes them.
            is_held: Whether the sentences of a single slot are held to a pattern: what they can place.
        """
        told = self._told().values() if is_held and len(self.offers) == 1 else ()
        placeable = [re.findall(r"\{[^{}]+\}", wording) for (wording,) in told]
        return words_form([offer.name for offer in self.offers], is_retry=bool(findings), placeable=placeable)

    def read(self, words: SlateWords, model: str, request_hash: str) -> dict[str, SlotText]:
        """The answer by slot; the first one counts when a slot comes twice, and one that was not asked for is left."""
        given: dict[str, Sequence[str]] = {}
        for one in words.slots:
            given.setdefault(one.slot, one.sentences)
        return {
            offer.slot.name: SlotText(
                offer.slot.name, model, tuple(map(offer.read, given.get(offer.name, ()))), request_hash
            )
            for offer in self.offers
        }

    def _told(self) -> dict[str, list[str]]:
        """Wordings by kind; of a single slot by claim, ready to be placed."""
        if len(self.offers) == 1:
            return {name: [_placed(said[0], name)] for name, said in self.offers[0].wordings.items()}
        return {kind: list(said) for kind, said in self._offered.items()}

    @cached_property
    def _named(self) -> list[tuple[Slot, dict[str, Claim]]]:
        """The slots, each with its claims by name."""
        made = []
        for slot in self.slots:
            counts: dict[str, int] = {}
            claims = {}
            for claim in self._kept(slot):
                kind = self._letters[self._wordings(claim)]
                counts[kind] = counts.get(kind, 0) + 1
                claims[f"{kind}{counts[kind]}"] = claim
            made.append((slot, claims))
        return made

    @cached_property
    def _offered(self) -> dict[str, Wordings]:
        """The wordings that are told of each kind: two of one that several slots offer, else one."""
        kinds = [{_kind(name) for name in claims} for _, claims in self._named]
        return {kind: self._chosen(said, sum(kind in one for one in kinds)) for kind, said in self.kinds.items()}

    @cached_property
    def _letters(self) -> dict[Wordings, str]:
        """Letters by wordings: the shortest for what most slots offer; of equals in the order of first use."""
        offered = (dict.fromkeys(self._wordings(claim) for claim in self._kept(slot)) for slot in self.slots)
        counts = Counter(said for one in offered for said in one)
        return {said: _letters(number) for number, (said, _) in enumerate(counts.most_common())}

    def _kept(self, slot: Slot) -> list[Claim]:
        """The claims that a slot offers; none of a kind that has no wording."""
        found = [claim for claim in _in_order(slot, self.telling.voice) if self._wordings(claim)]
        return found[: CLAIMS_PER_SLOT if slot.about is None else CLAIMS_PER_SONG]

    def _wordings(self, claim: Claim) -> Wordings:
        """Those that open a sentence, and whose values the claim has."""
        said = (
            phrases_in(self.telling.language).get((claim.predicate, *claim.variant), Phrases()).of(self.telling.voice)
        )
        return tuple(one for one in said.first if set(FIELD.findall(one)) <= set(claim.fields()))

    def _chosen(self, said: Wordings, slots: int) -> Wordings:
        """Some of the wordings, others in each report."""
        start = int(content_hash([self.slots[-1].name, said])[:8], 16)
        most = min(WORDINGS_PER_KIND if slots > 1 else 1, len(said))
        return tuple(said[(start + number) % len(said)] for number in range(most))


def _kind(name: str) -> str:
    """The kind of a claim, by its name: of `ba2` it is `ba`."""
    return name.rstrip("0123456789")


def _placed(wording: str, name: str) -> str:
    """A wording with a claim's name before each field; the name alone after one without fields."""
    placed = FIELD.sub(lambda match: f"{{{name}.{match[1]}}}", wording)
    return placed if placed != wording else f"{wording} {{{name}}}"


def _letters(number: int) -> str:
    """0 is a, 25 is z, 26 is ba."""
    head, tail = divmod(number, len(ascii_lowercase))
    return (_letters(head) if head else "") + ascii_lowercase[tail]


def _in_order(slot: Slot, voice: Voice) -> Iterator[Claim]:
    """A song's two strongest reasons, the talk, the largest sum of a term, one claim of each other kind, the rest."""
    if slot.about is None:
        yield from slot.claims
        return
    by_kind: dict[str, list[Claim]] = {}
    for claim in slot.claims:
        by_kind.setdefault(claim.predicate, []).append(claim)
    reasons = strongest_reasons(by_kind)
    told = {"trend_mentions", "term_share", *(claim.predicate for claim in reasons)}
    kinds = [kind for kind in dict.fromkeys([*asides_of(voice), *by_kind]) if kind not in told]
    sums = [claim for claim in by_kind.get("term_share", []) if claim.variant[0] not in TERMS]
    yield from (*reasons[:2], *by_kind.get("trend_mentions", [])[:1], *sums[:1])
    yield from (by_kind[kind][0] for kind in kinds if kind in by_kind)
    yield from reasons[2:]
