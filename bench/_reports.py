"""A report as its reader sees it, with the true sentences of its writers, and a truth that knows no checker."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from explain.checker import SLOT, Checker
from explain.claims import Claim, build_claims
from explain.evidence import Evidence, context_row, make_evidence, playlist_rows
from explain.values import NAMES, capitalised
from explain.writers.model import requests
from explain.writers.slots import Slot, SlotText, make_slots, offered
from explain.writers.template import TemplateWriter
from pipelines.domain.telling import ENGLISH, VOICES, Language, Telling
from pipelines.llm.schemas import SlateWords
from pipelines.sandbox.scripted_words import MADE_UP, MADE_UP_GERMAN, slate_words
from pipelines.settings import read_settings


@dataclass(frozen=True)
class Piece:
    """A stretch of a sentence: words, or a value of a claim's field."""

    text: str
    claim: Claim | None = None
    field: str = ""


@dataclass(frozen=True)
class Sentence:
    """One true sentence: its pieces, the song that it stands under (None: the slate), who wrote it."""

    pieces: tuple[Piece, ...]
    about: UUID | None
    writer: str

    @property
    def text(self) -> str:
        """As a reader sees it."""
        return as_text(self.pieces)

    def values(self, kinds: Iterable[str]) -> Iterator[int]:
        """Places of the pieces that hold a value of these kinds."""
        wanted = frozenset(kinds)
        for place, piece in enumerate(self.pieces):
            if piece.claim is not None and piece.claim.fields()[piece.field].kind in wanted:
                yield place


@dataclass(frozen=True)
class Report:
    """What one listener reads in one week, and what is true of it.

    Attributes:
        claims: Everything that the evidence carries.
        checker: On the same.
        language: Of the sentences, and of the checker.
    """

    evidence: Evidence
    claims: tuple[Claim, ...]
    checker: Checker
    names: Mapping[str, str]
    sentences: tuple[Sentence, ...]
    language: Language = ENGLISH

    @classmethod
    def of(
        cls,
        rows: Iterable[Mapping[str, Any]],
        week: str,
        names: Mapping[str, str],
        seed: str,
        language: Language = ENGLISH,
    ) -> "Report":
        """Both writers' sentences on evidence rows, in all voices, without what the scripted model makes up."""
        evidence = make_evidence([*rows, context_row(week, 1), *playlist_rows(names)])
        claims = offered(build_claims(evidence))
        slots = make_slots(evidence, claims)
        by_id = {claim.claim_id: claim for claim in claims}
        written = []
        for voice in VOICES:
            template = TemplateWriter(seed, voice, language, names=names)
            written += [(f"template, {voice}", slot, template.write(slot)) for slot in slots]
            written += [
                (f"scripted model, {voice}", slot, text) for slot, text in _by_model(slots, Telling(language, voice))
            ]
        sentences = [
            Sentence(_pieces(one.text, by_id, names, language), slot.about, writer)
            for writer, slot, text in written
            for one in text.sentences
            if one.text not in (MADE_UP, MADE_UP_GERMAN)
        ]
        sentences = list({(one.text, one.about): one for one in reversed(sentences)}.values())[::-1]
        checker = Checker.of_evidence(evidence, language)
        return cls(evidence, tuple(build_claims(evidence)), checker, names, tuple(sentences), language)

    def spelled(self, claim: Claim, field: str) -> list[str]:
        """How a field of a claim may read, names shown."""
        return [one for one in claim.spelled(field, self.names, self.language) if not one.startswith("{playlist:")]

    def is_true(self, pieces: Sequence[Piece], about: UUID | None) -> bool:
        """Whether every statement of a sentence holds with the values that stand in it, by the claims alone.

        A statement is all values that one claim placed: some claim of the same kind, of this song or of the slate
        (about None: of anything; talk that names its artist: likewise), must spell all of them so.
        """
        said: dict[str, tuple[Claim, dict[str, str]]] = {}
        for piece in pieces:
            if piece.claim is not None:
                said.setdefault(piece.claim.claim_id, (piece.claim, {}))[1][piece.field] = piece.text
        return all(
            any(
                all(text.casefold() in spelled.get(field, ()) for field, text in values.items())
                for one, spelled in self._by_kind.get((claim.predicate, claim.variant), ())
                if about is None or one.recording_id in {about, None} or _names_its_own(claim, values)
            )
            for claim, values in said.values()
        )

    @cached_property
    def _by_kind(self) -> dict[tuple[str, tuple[str, ...]], list[tuple[Claim, dict[str, frozenset[str]]]]]:
        found: dict[tuple[str, tuple[str, ...]], list[tuple[Claim, dict[str, frozenset[str]]]]] = {}
        for claim in self.claims:
            spelled = {name: frozenset(one.casefold() for one in self.spelled(claim, name)) for name in claim.fields()}
            found.setdefault((claim.predicate, claim.variant), []).append((claim, spelled))
        return found

    @cached_property
    def causes(self) -> frozenset[tuple[UUID | None, tuple[str, str]]]:
        """Title and artist of each own song that is a reason of a song, and of which."""
        return frozenset(
            (claim.recording_id, (self.spelled(claim, "title")[0], self.spelled(claim, "artist")[0]))
            for claim in self.claims
            if claim.predicate in ("because_of_own", "sound_like")
        )

    @cached_property
    def known(self) -> dict[str, list[str]]:
        """First spellings of all values by kind, each once, sorted."""
        found: dict[str, set[str]] = {}
        for claim in self.claims:
            for name, field in claim.fields().items():
                found.setdefault(field.kind, set()).add(self.spelled(claim, name)[0])
        return {kind: sorted(values) for kind, values in found.items()}


def _names_its_own(claim: Claim, values: Mapping[str, str]) -> bool:
    """Talk about an artist who is named is as true under another song."""
    return claim.predicate == "trend_mentions" and "artist" in values


def as_text(pieces: Iterable[Piece]) -> str:
    """A sentence with its first letter large, unless it begins with a name."""
    kept = [piece for piece in pieces if piece.text]
    first = kept[0]
    is_name = first.claim is not None and first.claim.fields()[first.field].kind in NAMES
    text = "".join(piece.text for piece in kept)
    return text if is_name else capitalised(text)


def _pieces(text: str, claims: Mapping[str, Claim], names: Mapping[str, str], language: Language) -> tuple[Piece, ...]:
    pieces, place = [], 0
    for match in SLOT.finditer(text):
        claim = claims[match[1]]
        slot = "object:0" if match[2] == "object" else match[2]
        field = next(name for name, where in claim.fields().items() if where.slot == slot)
        spellings = [one for one in claim.spelled(field, names, language) if not one.startswith("{playlist:")]
        pieces += [Piece(text[place : match.start()]), Piece(spellings[0], claim, field)]
        place = match.end()
    return (*pieces, Piece(text[place:]))


def _by_model(slots: Sequence[Slot], telling: Telling) -> Iterator[tuple[Slot, SlotText]]:
    """The scripted model's words, asked as explain.writers.model asks, without HTTP between."""
    for shorthand in requests(read_settings(), slots, telling):
        inputs = shorthand.input({}).model_dump(mode="json", exclude_defaults=True)
        texts = shorthand.read(SlateWords.model_validate(slate_words(inputs)), "scripted", "")
        yield from ((slot, texts[slot.name]) for slot in shorthand.slots)
