"""The checker: what of a text is carried by claims, and why the rest is not. No text is published without it.

A sentence is read as a row of statements (explain.grammar). Each must be a claim of the evidence with the same values;
between them only links may stand, such as "and" (explain.implied), and each hangs on what it is true of
(explain.attached). So whatever nobody computed cannot be said: a typed number, another name, a negation, a comparison,
a cause, a superlative, an order.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from uuid import UUID

from explain.attached import TALK, Rule, Scene, bare_title
from explain.claims import Claim, Verdict, build_claims, recompute
from explain.evidence import Evidence
from explain.grammar import Statement, counted, statements
from explain.implied import implied
from explain.lexer import Spellings, Token, read_tokens
from explain.lexicons import NEUTRAL, class_of
from explain.misplaced import said_of_more, talk_of_a_song
from explain.sentences import split_lines
from explain.values import NAMES, capitalised
from pipelines.domain.telling import ENGLISH, GERMAN, Language

CHECKER_VERSION = "5"
_SELF_CONTAINED = {"trend_mentions"}
"""Statements that are as true beside another song: they name the artist and say nothing of a song."""
_LISTS = frozenset({"list", "slate", "week", "liste", "playlist", "woche"})
"""What opens and closes with a song."""
SLOT = re.compile(r"\{(c\d+)\.(value|subject|object(?::\d+)?)\}")
_ANY_SLOT = re.compile(r"\{[^{}]*\}")
_MARKUP = re.compile(r"[<>\[\]`*_|\\{}@$€^~=]|https?:|www\.")


@dataclass(frozen=True)
class Context:
    """What the sentences before one on its line speak of.

    Attributes:
        songs: Of one of these they are true; empty when they speak of no song.
        rule: What they said last of a wish, an own song or a playlist.
    """

    songs: frozenset[UUID] = frozenset()
    rule: Rule = ()


NOWHERE = Context()


@dataclass(frozen=True)
class Judgement:
    """What became of one sentence.

    Attributes:
        text: The finished sentence.
        claim_ids: Claims that carry it, in order of appearance.
        reason: One line, empty when it is supported.
        context: What a sentence behind it on the same line is read with.
    """

    text: str
    verdict: Verdict
    reason: str = ""
    claim_ids: tuple[str, ...] = ()
    context: Context = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True)
class Checker:
    """A set of claims that were computed from the evidence, ready to judge sentences.

    Attributes:
        claims: By claim id; only these can carry a sentence.
        playlists: Names by playlist id, where names may be shown.
        language: In which sentences are read; in another one they say nothing that we know.
    """

    claims: Mapping[str, Claim]
    playlists: Mapping[str, str]
    language: Language = ENGLISH

    @classmethod
    def of(
        cls, claims: Iterable[Claim], playlists: Mapping[str, str] | None = None, language: Language = ENGLISH
    ) -> "Checker":
        """A checker on claims that hold."""
        return cls({claim.claim_id: claim for claim in claims}, dict(playlists or {}), language)

    @classmethod
    def of_evidence(cls, evidence: Evidence, language: Language | None = None) -> "Checker":
        """A checker on everything that the evidence carries, in its listener's language unless another one is given."""
        claims = [claim for claim in build_claims(evidence) if recompute(claim, evidence)[0] == "supported"]
        return cls.of(claims, evidence.playlist_names, language or evidence.telling.language)

    @cached_property
    def spellings(self) -> Spellings:
        """Every spelling of every value of every claim."""
        return Spellings.of(self.claims.values(), self.playlists, self.language)

    # ------------------------------------------------------------ a sentence as a writer gives it
    def judge_slots(self, text: str, claim_ids: Sequence[str], about: UUID | None = None) -> Judgement:
        """
        Judge a sentence with slots such as `{c3.value}`, then fill it and judge the finished sentence once more.

        Args:
            text: The sentence, without a typed value.
            claim_ids: The claims that it cites.
            about: The song that it stands under; None: the slate, and claims of any song may be cited.
        """
        refusal = self._form_refusal(text, claim_ids, about)
        if refusal:
            return Judgement(_ANY_SLOT.sub("?", text), "unsupported", refusal)
        tokens, finished = self._fill(text)
        typed = next((token for token in tokens if token.is_mention and not token.references), None)
        if typed is not None:
            return Judgement(finished, "unsupported", f"a typed value: {typed.text}")
        verdict, reason, carried = self._judge_tokens(tokens, set(claim_ids), about)
        if verdict != "supported":
            return Judgement(finished, verdict, reason)
        again = self.judge_finished(finished, about)
        return Judgement(finished, again.verdict, again.reason, carried if again.verdict == "supported" else ())

    def _form_refusal(  # noqa: PLR0911  (one line per kind)
        self, text: str, claim_ids: Sequence[str], about: UUID | None
    ) -> str:
        bare = SLOT.sub("", text)
        if _MARKUP.search(bare):
            return "a slot that does not exist, or markup"
        if not claim_ids:
            return "no claim is cited"
        unknown = next((one for one in claim_ids if one not in self.claims), None)
        if unknown is not None:
            return f"{unknown} is no claim of this report"
        if about is not None and any(self.claims[one].recording_id not in {about, None} for one in claim_ids):
            return "a claim of another song"
        for claim_id, slot in SLOT.findall(text):
            if claim_id not in claim_ids:
                return f"{claim_id} is placed and not cited"
            if _field_at(self.claims[claim_id], slot) is None:
                return f"{{{claim_id}.{slot}}} is empty"
        return ""

    def _fill(self, text: str) -> tuple[list[Token], str]:
        """Tokens whose mentions are the slots, and the finished sentence."""
        tokens: list[Token] = []
        finished = ""
        place = 0
        for match in SLOT.finditer(text):
            claim = self.claims[match[1]]
            field = _field_at(claim, match[2])
            assert field is not None
            spelled = claim.spelled(field, {}, self.language)[0]
            before = text[place : match.start()]
            tokens += self._typed(before)
            tokens.append(Token(spelled, "", self._twins(claim, match[2])))
            if place == 0 and not before.strip() and claim.fields()[field].kind not in NAMES:
                spelled = capitalised(spelled)
            finished += (capitalised(before) if place == 0 else before) + spelled
            place = match.end()
        rest = text[place:]
        tokens += self._typed(rest)
        return tokens, finished + (capitalised(rest) if place == 0 else rest)

    def _typed(self, text: str) -> list[Token]:
        """Words between slots; a known value that was typed is a mention of nothing, unless it is a plain word.

        A small count falls into its words: a wording may have it ("after four weeks without a word"), where it is no
        value that was typed; elsewhere nothing carries them.
        """
        found = []
        for token in read_tokens(text, self.spellings):
            is_word = token.is_mention and token.word != "" and token.text == token.word
            if token.is_mention and counted(token.text):
                found += [Token(word, word.lower()) for word in token.text.split(" ")]
            elif is_word:
                found.append(Token(token.text, token.word))
            else:
                found.append(Token(token.text, token.word, frozenset()) if token.is_mention else token)
        return found

    def _twins(self, claim: Claim, slot: str) -> frozenset[tuple[str, str]]:
        """All fields of the claim at this slot: one value may have two spellings (songs, songs are)."""
        return frozenset((claim.claim_id, name) for name, field in claim.fields().items() if field.slot == _whole(slot))

    # ------------------------------------------------------------ a sentence as it is read
    def judge_finished(self, sentence: str, about: UUID | None = None, after: Context = NOWHERE) -> Judgement:
        """Judge a finished sentence by its values and words alone, whoever wrote it.

        Args:
            sentence: As a reader sees it.
            about: The song that it stands under, of which it must then be true; None: of some song, or of the slate.
            after: What was said before it on the same line: "it" is the song or the wish that was named there.
        """
        tokens = read_tokens(sentence.strip(), self.spellings)
        reading = self._read(tokens, None, about, after)
        return Judgement(sentence, reading.verdict, reading.reason, reading.claim_ids, reading.context)

    def judge_text(self, text: str, about: UUID | None = None) -> list[Judgement]:
        """Judge every sentence of a finished text; those of a line are read one after the other.

        Args:
            text: As a reader sees it.
            about: The song that it stands under; None: of each line some song, or the slate.
        """
        found = []
        for line in split_lines(text, self.spellings.names):
            context = NOWHERE
            for sentence in line:
                judged = self.judge_finished(sentence, about, context)
                found.append(judged)
                context = judged.context
        return found

    def _judge_tokens(
        self, tokens: Sequence[Token], cited: set[str] | None, about: UUID | None
    ) -> tuple[Verdict, str, tuple[str, ...]]:
        reading = self._read(tokens, cited, about, NOWHERE)
        return reading.verdict, reading.reason, reading.claim_ids

    def _read(self, tokens: Sequence[Token], cited: set[str] | None, about: UUID | None, after: Context) -> Judgement:
        if not any(token.word or token.is_mention for token in tokens):
            return Judgement("", "not_checkable", "nothing is said", context=after)
        found = [
            Statement(one.frame, one.covers, one.claim_ids if cited is None else one.claim_ids & cited)
            for one in statements(tokens, self.claims, self.language)
        ]
        true = [one for one in found if one.claim_ids]
        songs = self._songs_of(true) if about is None else [about]
        readings = [(song, self._under(tokens, true, song, cited, after)) for song in songs]
        holding = [(song, one) for song, one in readings if one.verdict == "supported"]
        named = any(_names_its_song(one) for _, reading in holding for one in reading.kept)
        if after.songs and about is None and not named and holding:
            within = [(song, one) for song, one in holding if song is None or song in after.songs]
            if not within:
                return Judgement("", "unsupported", "it is not so of what was named before it", context=after)
            holding = within
        if holding:
            known = frozenset(song for song, _ in holding if song is not None)
            first = holding[0][1]
            context = Context(known or after.songs, first.rule)
            return Judgement("", "supported", "", first.claim_ids, context)
        said = next((one.reason for _, one in readings if one.reason), "")
        if said:
            return Judgement("", "unsupported", said, context=after)
        left = min((one.left for _, one in readings), key=len)
        return Judgement("", *_reason(tokens, left, self.language, has_claim=bool(true)), context=after)

    def _under(
        self,
        tokens: Sequence[Token],
        true: Sequence[Statement],
        song: UUID | None,
        cited: set[str] | None,
        after: Context,
    ) -> "_Reading":
        """A sentence as one about a song, or about the slate alone."""
        scene = Scene(tokens, self.claims, self.language, after.rule)
        carriers = [(one, self._of_song(one, song)) for one in true]
        kept = scene.attached(self._of_one_talk([(one, ids) for one, ids in carriers if ids], song))
        covered = frozenset[int]().union(*(one.covers for one, _ in kept))
        neutral = NEUTRAL[self.language]
        left = [
            number
            for number, token in enumerate(tokens)
            if number not in covered and not (token.word in neutral and (not token.is_mention or cited is None))
        ]
        if left or not kept:
            return _Reading("not_checkable", "", left)
        reason = self._said_beside(tokens, kept, covered)
        if reason:
            return _Reading("unsupported", reason, left)
        known = tuple(one for one, _ in kept)
        return _Reading("supported", "", left, _needed(kept), scene.rule_named(kept), known)

    def _said_beside(
        self, tokens: Sequence[Token], kept: list[tuple[Statement, tuple[str, ...]]], covered: frozenset[int]
    ) -> str:
        """What a sentence says beside its claims, in words that are harmless one by one; empty for nothing."""
        said = implied(tokens, covered, self.language)
        if said:
            return f"words that no claim carries: {said}"
        whole = said_of_more(tokens, self._of_songs(kept), covered, self.language)
        if whole:
            return f"it was computed of a song, and is said of more: {whole}"
        talks, titles = _talks_and_titles(kept)
        title = talk_of_a_song(tokens, talks, titles, self.language)
        if title:
            return f"talk is counted of artists, not of a song: {title}"
        title = bare_title(tokens, kept, titles, self.claims)
        return f"words about a song that no claim carries: {title}" if title else ""

    def _songs_of(self, found: Sequence[Statement]) -> list[UUID | None]:
        songs = {self.claims[one].recording_id for statement in found for one in statement.claim_ids}
        return sorted(songs, key=lambda song: (song is None, str(song))) or [None]

    def _of_song(self, statement: Statement, song: UUID | None) -> tuple[str, ...]:
        """Claims of a statement that are about a song, or about the slate, or name whom they are about."""
        names_its_own = statement.frame.predicate in _SELF_CONTAINED and "artist" in statement.frame.fields
        fitting = [one for one in statement.claim_ids if names_its_own or self.claims[one].recording_id in {song, None}]
        return tuple(sorted(fitting, key=lambda one: (len(one), one)))

    def _of_songs(
        self, kept: Sequence[tuple[Statement, tuple[str, ...]]]
    ) -> list[tuple[frozenset[int], frozenset[str]]]:
        """Statements about songs, talk aside: their tokens, and the words of their wordings."""
        return [
            (one.covers, one.frame.words | (_LISTS if one.frame.predicate == "named_song" else frozenset()))
            for one, ids in kept
            if self.claims[ids[0]].recording_id is not None and one.frame.predicate not in TALK
        ]

    def _of_one_talk(
        self, kept: list[tuple[Statement, tuple[str, ...]]], song: UUID | None
    ) -> list[tuple[Statement, tuple[str, ...]]]:
        """Without a rise or post that names nobody, where the talk beside it is of another artist than the song's."""
        talks = [ids for one, ids in kept if one.frame.predicate == "trend_mentions"]
        if all(any(self.claims[one].recording_id == song for one in ids) for ids in talks):
            return kept
        return [(one, ids) for one, ids in kept if one.frame.predicate not in TALK or "artist" in one.frame.fields]


@dataclass(frozen=True)
class _Reading:
    """A sentence read under one song: verdict, why not, tokens left over; what carries it, and the rule it names."""

    verdict: Verdict
    reason: str
    left: Sequence[int]
    claim_ids: tuple[str, ...] = ()
    rule: Rule = ()
    kept: tuple[Statement, ...] = ()


def _names_its_song(one: Statement) -> bool:
    """Whether a statement says of which song or artist it is."""
    fields = one.frame.fields
    return (
        "song" in fields or one.frame.predicate == "named_song" or ("artist" in fields and one.frame.predicate in TALK)
    )


def _talks_and_titles(
    kept: Sequence[tuple[Statement, tuple[str, ...]]],
) -> tuple[list[frozenset[int]], list[frozenset[int]]]:
    """Where a sentence speaks of talk, and where it names a song of which no statement says anything."""
    talks = [one.covers for one, _ in kept if one.frame.predicate in TALK]
    others = [one.covers for one, _ in kept if one.frame.predicate != "named_song"]
    named = [one.covers for one, _ in kept if one.frame.predicate == "named_song" and one.frame.variant == ("here",)]
    return talks, [title for title in named if not any(title <= other for other in others)]


def _needed(kept: Sequence[tuple[Statement, tuple[str, ...]]]) -> tuple[str, ...]:
    """One claim per statement that says more than others around it, in order of appearance."""
    widest = [
        (one, ids) for one, ids in kept if not any(one.covers < other.covers for other, _ in kept if other is not one)
    ]
    ordered = sorted(widest, key=lambda pair: (min(pair[0].covers), pair[1][0]))
    return tuple(dict.fromkeys(ids[0] for _, ids in ordered))


def _whole(slot: str) -> str:
    return "object:0" if slot == "object" else slot


def _field_at(claim: Claim, slot: str) -> str | None:
    """The first field of a claim at a slot; None when no sentence may place it."""
    return next((name for name, field in claim.fields().items() if field.slot == _whole(slot)), None)


def _reason(
    tokens: Sequence[Token], left: Sequence[int], language: Language, *, has_claim: bool
) -> tuple[Verdict, str]:
    """Why a sentence is not carried: the gravest of the tokens that no claim covers."""
    for number in left:
        token = tokens[number]
        if token.is_mention and not token.word:
            known = "no claim says this of it" if token.references else "it is not in the evidence"
            return "unsupported", f"{token.text}: {known}"
    for number in left:
        kind = class_of(tokens[number].word, language)
        if kind:
            return "unsupported", f"{kind} that no claim carries: {tokens[number].text}"
    for number in left:
        token = tokens[number]
        if token.is_mention or (language != GERMAN and number > 0 and token.text[:1].isupper()):
            return "unsupported", f"a name that no claim carries: {token.text}"
    if left and has_claim:
        return "unsupported", f"words that no claim carries: {' '.join(tokens[number].text for number in left[:6])}"
    return "not_checkable", "it says nothing that can be computed"


def check_text(evidence: Evidence, text: str, language: Language | None = None) -> list[Judgement]:
    """Judge every sentence of a finished text against evidence alone, read in a language or in its listener's."""
    checker = Checker.of_evidence(evidence, language)
    return checker.judge_text(text)
