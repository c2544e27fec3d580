"""What a statement hangs on: the song, the artist or the rule that its sentence speaks of when it names none itself.

"38% of its score grows out of “Grey Weather” by Low Ceiling, tagged jazz" tells the song's tag of another song, and
"your wish “no rap” changed nothing, and without it four songs would not be here" one rule's doing of another. What
hangs on something else carries nothing.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from explain.claims import Claim
from explain.grammar import Statement
from explain.lexer import Token
from explain.misplaced import WHOLES
from pipelines.domain.telling import ENGLISH, GERMAN, Language

Kept = list[tuple[Statement, tuple[str, ...]]]
"""Statements of a sentence with the claims that may carry them."""
Rule = tuple[str, ...]
"""Of whose doing a sentence speaks: a wish by its words, an own song by its name, a playlist."""
TALK = frozenset({"trend_mentions", "trend_rise", "trend_fall", "trend_post"})
_TRAITS = frozenset(
    {
        *("has_genre", "has_genres", "has_mood", "shares_genre", "shares_tag", "role"),
        *("tempo_compared", "year_compared", "energy_compared", "valence_compared", "weakest_point"),
    }
)
"""What a song is; of all else the subject is its score, its rank or somebody who is named."""
_SAID_OF_IT = frozenset({"named_song", "slate_trend", "slate_term_share", "slate_nearest_miss"})
"""Of the list or its talk, where their wording says "it"."""
_OF_IT = frozenset({"it", "es", "davon", "dahinter"})
_IT = {
    ENGLISH: frozenset({"it", "its", "it's", "itself", "score"}),
    GERMAN: frozenset({"er", "es", "sein", "seine", "seiner", "ihm", "ihn", "wertung", "song", "lied", "damit"}),
}
_SPREAD = frozenset({"slate_pool", "slate_genres", "slate_years"})
_OF_SPREAD = frozenset({*_SPREAD, "slate_counts", "slate_no_repeats", "named_song"})
"""Beside these alone a wording may leave out that it is of the whole list: "from 1961 to 2026", "out of 461"."""
_WHOLE = frozenset({"list", "songs", "liste"})
_TALKED = frozenset({"talk", "gesprächs"})
_CAUSES = frozenset({"because", "weil"})
"""At the beginning of a statement they make it the cause of the one before, where no "and" stands between."""
_ANDS = frozenset({"and", "und"})
_POINTS = frozenset({"it", "its", "it's", "that", "that's", "this", "er", "es", "das", "der"})
_JOINS = frozenset({"and", "also", "und", "auch", "the", "this", "list", "slate", "die", "diese", "liste"})
"""What may stand before a wording without its subject."""
_NAMED = frozenset({"title", "artist", "playlist"})
_RELATIVE = {ENGLISH: frozenset({"which", "that"}), GERMAN: frozenset({"der", "die", "das", "dem", "den"})}
"""Right behind a name and before a statement they make the statement one about the name."""


@dataclass(frozen=True)
class Scene:
    """A sentence as it is read, and the rule that the sentence before it spoke of."""

    tokens: Sequence[Token]
    claims: Mapping[str, Claim]
    language: Language
    rule: Rule = ()

    def attached(self, kept: Kept) -> Kept:
        """The statements that hang on what they are true of."""
        while wrong := [pair for pair in _widest(kept) if self._hangs_wrong(*pair, _widest(kept))]:
            kept = [pair for pair in kept if pair not in wrong]
        return self._of_one_rule(kept)[0]

    def rule_named(self, kept: Kept) -> Rule:
        """What "it" is behind a sentence: its last rule, own song or playlist, or something else that did nothing."""
        return self._of_one_rule(kept)[1]

    # ------------------------------------------------------------ songs
    def _hangs_wrong(self, one: Statement, ids: tuple[str, ...], widest: Kept) -> bool:
        predicate, about = one.frame.predicate, self.claims[ids[0]].recording_id
        before = [other for other in widest if min(other[0].covers) < min(one.covers)]
        if self._joins_wrong(one, ids, before) or self._lacks_its_like(one, before, widest):
            return True
        if predicate in TALK or predicate == "named_song" or about is None or "song" in one.frame.fields:
            return False
        says_it = any(
            not token.is_mention and token.word in _IT[self.language]
            for token in (self.tokens[number] for number in one.covers)
        )
        return self._follows_another(min(one.covers), before, about, is_trait=predicate in _TRAITS, says_it=says_it)

    def _joins_wrong(self, one: Statement, ids: tuple[str, ...], before: Kept) -> bool:
        """Whether a statement is made the cause of the one before it, is said twice, or told of "it" or of a title."""
        if before and self.tokens[min(one.covers)].word in _CAUSES and not self._words_before(one, before) & _ANDS:
            return True
        if "share" in one.frame.fields and any(
            set(ids) == set(theirs) and not one.covers & other.covers for other, theirs in before
        ):
            return True
        is_of_song = self.claims[ids[0]].recording_id is not None and one.frame.predicate not in TALK
        return not is_of_song and self._is_said_of_another(one, before)

    def _lacks_its_like(self, one: Statement, before: Kept, widest: Kept) -> bool:
        """Whether a statement that does not say of what it is stands beside one of something else."""
        needs = self._beside(one)
        behind = [other for other in widest if min(other[0].covers) > min(one.covers)]
        beside = before[-1] if before else behind[0] if behind else None
        if needs and beside is not None and beside[0].frame.predicate not in needs:
            return True
        return needs is _OF_SPREAD and not self._words_before(one, before) <= _JOINS

    def _beside(self, one: Statement) -> frozenset[str]:
        """Beside which statements one may stand that does not say of what it is; empty when it says so."""
        frame = one.frame
        if frame.predicate in _SPREAD and _WHOLE.isdisjoint(frame.words):
            return _OF_SPREAD
        is_talk = frame.predicate in TALK and "artist" not in frame.fields and _TALKED.isdisjoint(frame.words)
        return TALK if is_talk else frozenset()

    def _is_said_of_another(self, one: Statement, before: Kept) -> bool:
        """Whether a statement of the list or of talk follows "it" or a title."""
        last = before[-1][0].frame if before else None
        is_title = last is not None and (last.predicate, *last.variant) == ("named_song", "here")
        return is_title or bool(self._words_before(one, before) & _POINTS)

    def _words_before(self, one: Statement, before: Kept) -> set[str]:
        """Words right before a statement that no other one covers."""
        start = first = min(one.covers)
        while first > 0 and not any(first - 1 in other.covers for other, _ in before):
            first -= 1
        return {token.word for token in self.tokens[first:start]}

    def _is_talk_of_another(self, one: Statement, ids: tuple[str, ...], about: UUID) -> bool:
        return one.frame.predicate in TALK and all(self.claims[claim].recording_id != about for claim in ids)

    def _follows_another(self, start: int, before: Kept, about: UUID, *, is_trait: bool, says_it: bool) -> bool:
        """Whether what stands before a statement about the song is something else that it would be read of."""
        is_relative = start > 0 and self.tokens[start - 1].word in _RELATIVE[self.language]
        for number in range(start - 1, -1, -1):
            token = self.tokens[number]
            carriers = [(one, ids) for one, ids in before if number in one.covers]
            if any(self._is_talk_of_another(one, ids, about) for one, ids in carriers):
                return True
            if any("song" in one.frame.fields or one.frame.predicate == "named_song" for one, _ in carriers):
                return False
            if any(self.claims[ids[0]].recording_id is None for _, ids in carriers):
                return True
            says_it = says_it or (not carriers and token.word in _IT[self.language])
            if (is_trait or is_relative) and self._is_another(token, carriers, says_it=says_it and not is_relative):
                return True
        return False

    def _is_another(self, token: Token, carriers: Kept, *, says_it: bool) -> bool:
        """Whether a word names what is not the song, where "it" is not said behind it."""
        names = any(_NAMED.intersection(one.frame.fields) for one, _ in carriers)
        if says_it:
            return False
        return names or token.word in WHOLES[self.language] or (token.is_mention and self._is_name(token))

    def _is_name(self, token: Token) -> bool:
        kinds = {self.claims[claim].fields()[name].kind for claim, name in token.references or ()}
        return not kinds.isdisjoint(_NAMED)

    # ------------------------------------------------------------ rules
    def _of_one_rule(self, kept: Kept) -> tuple[Kept, Rule]:
        """Without what "it" did, where "it" is another rule than what was named last; and what is named last then."""
        found: Kept = []
        widest = _widest(kept)
        rule, refused = self.rule, frozenset[int]()
        for one, ids in sorted(kept, key=lambda pair: (min(pair[0].covers), -len(pair[0].covers))):
            if one.covers <= refused:
                continue
            named = self._rule(one, ids[0])
            if named:
                rule = named
            elif (
                one.frame.predicate in _SAID_OF_IT
                and rule not in {(), _THE_LIST}
                and not _OF_IT.isdisjoint(one.frame.words)
            ):
                refused |= one.covers
                continue
            elif rule and self.claims[ids[0]].predicate in _OF_A_RULE:
                ids = tuple(claim for claim in ids if _rule_of(self.claims[claim]) == rule)  # noqa: PLW2901
            elif (one, ids) in widest and not one.frame.predicate.startswith(("rule_", "own_factor")):
                is_list = self.claims[ids[0]].recording_id is None and one.frame.predicate not in TALK
                rule = _THE_LIST if is_list else _ANOTHER
            if ids:
                found.append((one, ids))
        return found, rule

    def _rule(self, one: Statement, claim: str) -> Rule:
        named = {"words", "playlist"} if one.frame.predicate not in _OWN else {"title"}
        is_about_list = self.claims[claim].recording_id is None
        return _rule_of(self.claims[claim]) if is_about_list and named.intersection(one.frame.fields) else ()


_THE_LIST: Rule = ("", "list")
_ANOTHER: Rule = ("", "song")
"""What was spoken of last, where it is no rule."""
_OWN = frozenset({"own_factor", "own_factor_gone", "own_factor_idle"})
_OF_A_RULE = frozenset({"rule_met", "rule_kept_out", "rule_unknown", "rule_gone", "own_factor_gone"})
"""What some wordings say of "it" alone."""


def _rule_of(claim: Claim) -> Rule:
    fields = claim.fields()
    names = ("title", "artist") if claim.predicate in _OWN else ("words", "playlist")
    said = tuple(str(claim.at(fields[name].slot)) for name in names if name in fields)
    return (claim.variant[0] if claim.variant else "", *said)


def _widest(kept: Kept) -> Kept:
    """Statements that no other one covers, in the order of the sentence."""
    found = [(one, ids) for one, ids in kept if not any(one.covers < other.covers for other, _ in kept)]
    return sorted(found, key=lambda pair: min(pair[0].covers))


def bare_title(
    tokens: Sequence[Token], kept: Kept, titles: Collection[Collection[int]], claims: Mapping[str, Claim]
) -> str:
    """
    A title of which a sentence says nothing that was computed, beside words that say something; else empty.

    "“Sundial” is worth a smile", "“Sundial” goes from 1961 to 2026" (computed of the list), "“Sundial”: 12 mentions"
    (counted of the artist).

    Args:
        tokens: Of the sentence.
        kept: Its statements.
        titles: Numbers of the tokens of each title of which no other statement says anything.
        claims: By id.
    """
    openings = [one.covers for one, _ in kept if one.frame.predicate == "named_song" and one.frame.variant != ("here",)]
    titles = [title for title in titles if not any(frozenset(title) < covers for covers in openings)]
    others = [ids for one, ids in _widest(kept) if one.frame.predicate not in {"named_song", *TALK}]
    if not titles or any(claims[ids[0]].recording_id is not None for ids in others):
        return ""
    end = max(max(title) for title in titles)
    behind = {token.word for token in tokens[end + 1 :] if token.word}
    before = {token.word for token in _outside(tokens[:end], titles)}
    if others or any(one.frame.predicate in TALK for one, _ in kept) or not behind <= _STAND or before & _ACTS:
        return tokens[min(min(title) for title in titles)].text
    return ""


def _outside(tokens: Sequence[Token], titles: Collection[Collection[int]]) -> Iterator[Token]:
    yield from (token for number, token in enumerate(tokens) if token.word and not any(number in one for one in titles))


_STAND = frozenset({"is", "here", "also", "ist", "hier", "auch"})
"""What may follow a title that stands for itself."""
_ACTS = frozenset(
    {"goes", "go", "comes", "come", "lives", "live", "makes", "make", "takes", "take", "gets", "get", "gives", "give"}
)
