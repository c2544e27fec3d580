"""Phrases as patterns over tokens: which statement stands where in a sentence, whoever wrote it."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from explain.claims import Claim
from explain.lexer import Spellings, Token, read_tokens
from explain.phrases import phrases_in
from explain.predicates import PREDICATES
from explain.values import SMALL_NUMBERS
from pipelines.domain.telling import ENGLISH, GERMAN, Language

FIELD = re.compile(r"\{(\w+)\}")
_NO_SPELLINGS = Spellings({}, frozenset(), {})


@dataclass(frozen=True)
class Frame:
    """One way of stating a kind of claim: a pattern, and the fields that it must name.

    Attributes:
        source: Of the pattern.
        needed: Words without which the pattern cannot match.
        words: All words of its own.
    """

    predicate: str
    variant: tuple[str, ...]
    source: str
    needed: frozenset[str]
    words: frozenset[str]
    fields: tuple[str, ...]

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Compiled when a sentence first has what it needs: there are hundreds, and a report says few of them."""
        return re.compile(self.source)


@dataclass(frozen=True)
class Statement:
    """A frame found in a sentence: the tokens that it covers, and the claims that it may be.

    Attributes:
        covers: Token numbers.
        claim_ids: Claims whose fields are spelled as in the sentence; empty: it is said, and not so.
    """

    frame: Frame
    covers: frozenset[int]
    claim_ids: frozenset[str]


@cache
def frames(language: Language = ENGLISH) -> tuple[Frame, ...]:
    """All ways of saying anything in a language, made once per process."""
    made = []
    for (predicate, *variant), phrases in phrases_in(language).items():
        for is_loose, texts in ((False, phrases.exact()), (True, phrases.also)):
            for text in texts:
                source, needed = _loose(text, language) if is_loose else _exact(text)
                words = frozenset(re.findall(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", FIELD.sub(" ", text.lower())))
                made.append(Frame(predicate, tuple(variant), source, needed, words, tuple(FIELD.findall(text))))
    for frame in made:
        unknown = set(frame.fields) - set(PREDICATES[frame.predicate].fields)
        assert not unknown, f"{frame.predicate}: no field {unknown}"
    return tuple(made)


def _exact(text: str) -> tuple[str, frozenset[str]]:
    """The pattern of a phrase that is said word by word, and the words that it needs."""
    pattern, needed = "(?<!\\S)", set()
    for place, piece in enumerate(FIELD.split(text)):
        if place % 2:
            pattern += _field(piece)
            continue
        words = [token.word for token in read_tokens(piece, _NO_SPELLINGS)]
        pattern += _literals([word] for word in words)
        needed |= set(words)
    return pattern, frozenset(needed)


@cache
def _holes(language: Language) -> Mapping[str, str]:
    """What may stand in a gap (…) and as the song (§) that a wording need not name.

    In a gap: that something is, also or here; nothing with a subject, a place or a time.
    """
    if language == GERMAN:
        articles = "der/die/das/den/dem/dieser/diese/dieses/diesem/ein/eine"
        gap = _hole("auch/hier*", "ist/sind/gibt/kommt/kommen/bringen", "es", "auch/hier*", articles)
        songs = ["er/es", "der/dieser song/track", "das/dieses lied"]
    else:
        gap = _hole("also/here*", "is/are/come/comes", "also/here*", "a/an/the/this/these")
        songs = ["it", "the/this song/track/record"]
    return {"…": gap, "§": f"(?:{'|'.join(map(_phrase, songs))})?"}


def _loose(text: str, language: Language) -> tuple[str, frozenset[str]]:
    """The same of a phrase with gaps (…), its song (§), choices (a/b) and words that may be missing (a?)."""
    pattern, needed = "(?<!\\S)", set()
    plain: list[list[str]] = []
    holes = _holes(language)
    for piece in text.split():
        match, words = FIELD.fullmatch(piece), piece.rstrip("?").lower().split("/")
        if not match and piece not in holes and not piece.endswith("?"):
            plain.append(words)
            needed |= set(words) if len(words) == 1 else set()
            continue
        pattern += _literals(plain)
        plain = []
        if match:
            pattern += _field(match[1])
        else:
            pattern += holes[piece] if piece in holes else f"(?:{_literal(words)})?"
    return pattern + _literals(plain), frozenset(needed)


def _field(name: str) -> str:
    return rf"<(?P<{name}>\d+)\|[^>]*> "


def _literal(words: Sequence[str]) -> str:
    choice = "|".join(re.escape(word) for word in words)
    return rf"(?:{choice}|<\d+\|(?:{choice})>) "


def _hole(*parts: str) -> str:
    """Words that may follow each other (a/b), each part once or not at all, with * any number of times."""
    return "".join(f"(?:{_phrase(part.rstrip('*'))}){'*' if part.endswith('*') else '?'}" for part in parts)


def _phrase(text: str) -> str:
    return "".join(_literal(words.split("/")) for words in text.split())


def counted(text: str) -> str:
    """A small count such as "Four weeks" as the words that a wording may have of its own; empty for all else."""
    words = text.lower().split(" ")
    return " ".join(words) if len(words) == 2 and words[0] in SMALL_NUMBERS else ""  # noqa: PLR2004


def _literals(words: Iterable[Sequence[str]]) -> str:
    """Words one after the other; a counted thing may also be read as one mention, where some claim has that value."""
    pattern, rest = "", list(words)
    while rest:
        first, *rest = rest
        if rest and len(first) == 1 and first[0] in SMALL_NUMBERS:
            noun, *rest = rest
            counted = "|".join(re.escape(f"{first[0]} {one}") for one in noun)
            pattern += rf"(?:{_literal(first)}{_literal(noun)}|<\d+\|(?:{counted})> )"
        else:
            pattern += _literal(first)
    return pattern


def as_line(tokens: Sequence[Token]) -> tuple[str, list[int]]:
    """Tokens as the text that frames are matched against, and where each token begins in it."""
    line, starts = "", []
    for number, token in enumerate(tokens):
        starts.append(len(line))
        line += f"<{number}|{token.word or counted(token.text)}> " if token.is_mention else f"{token.word} "
    return line, starts


def statements(
    tokens: Sequence[Token], claims: Mapping[str, Claim], language: Language = ENGLISH
) -> Iterator[Statement]:
    """Every statement that can be read in a sentence, overlapping ones too."""
    line, starts = as_line(tokens)
    words = {token.word for token in tokens} | {word for token in tokens for word in counted(token.text).split()}
    for frame in frames(language):
        if not frame.needed <= words:
            continue
        place = 0
        while True:
            match = frame.pattern.search(line, place)
            if match is None:
                break
            covers = frozenset(number for number, start in enumerate(starts) if match.start() <= start < match.end())
            yield Statement(frame, covers, _claims_of(frame, match, tokens, claims))
            place = line.index(" ", match.start()) + 1


def _claims_of(
    frame: Frame, match: re.Match[str], tokens: Sequence[Token], claims: Mapping[str, Claim]
) -> frozenset[str]:
    """Claims of the frame's kind that every field of the match may refer to."""
    found: set[str] | None = None
    for name in frame.fields:
        references = tokens[int(match[name])].references or frozenset()
        named = {claim_id for claim_id, field in references if field == name}
        found = named if found is None else found & named
    if found is None:
        found = set(claims)
    return frozenset(
        claim_id
        for claim_id in found
        if claims[claim_id].predicate == frame.predicate and claims[claim_id].variant == frame.variant
    )
