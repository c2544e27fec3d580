"""The template writer: liner notes without a model. It picks the strongest reasons and the freshest wordings."""

from collections.abc import Iterable, Mapping, Sequence

from explain.claims import Claim
from explain.grammar import FIELD
from explain.phrases import Phrases, phrases_in
from explain.reasons import MOST_WORDS, TERMS
from explain.values import word_count
from explain.writers.slots import Slot, SlotSentence, SlotText
from pipelines.domain.hashing import content_hash
from pipelines.domain.telling import ENGLISH, GERMAN, NERDY, PLAIN, WARM, Language, Voice

TEMPLATE = "template"
SECOND_REASON = 0.55
"""A second own song is named when its share is at least this part of the first one's."""
WORTH_SAYING = 10.0
"""Percent of the score from which a further reason is worth a clause."""
LONG_FALL = 5
"""Ranks that a song must lose in a what-if for the what-if to be worth a sentence."""
LONG_WAY = 10
"""Places that the re-ranking must move a song for it to be striking."""
_TALK_NAMED = 2
_AND = {ENGLISH: ", and ", GERMAN: ", und "}
_FIRST_REASONS, _FURTHER_REASONS = 2, 3
"""What a song's first sentence names beside the talk, and what its detail adds to it."""
_REASONS = (("because_of_own", 4), ("sound_like", 2), ("matches_wish", 2))
ASIDES = (
    "what_if_gone",
    "what_if_own",
    "tempo_compared",
    "what_if_rank",
    "new_artist",
    "year_compared",
    "because_of_playlist",
    "energy_compared",
    "has_genres",
    "shares_tag",
    "rerank_moved",
    "valence_compared",
)
_ASIDES: Mapping[Voice, tuple[str, ...]] = {
    PLAIN: ASIDES,
    WARM: (
        "what_if_gone",
        "has_mood",
        "new_artist",
        "because_of_playlist",
        "shares_tag",
        "what_if_own",
        "has_genres",
        "tempo_compared",
        "year_compared",
    ),
    NERDY: (
        "what_if_rank",
        "tempo_compared",
        "rerank_moved",
        "what_if_gone",
        "year_compared",
        "rerank_step",
        "what_if_own",
        "energy_compared",
        "popularity_correction",
        "valence_compared",
    ),
}
"""What each voice tells beside the reasons."""
_TOLD: Mapping[Voice, int] = {PLAIN: 2, WARM: 2, NERDY: 3}
"""Of these so many."""
_SUMS: Mapping[Voice, int] = {PLAIN: 1, WARM: 0, NERDY: 3}
"""Of how many terms each voice tells what all their parts make together."""


class TemplateWriter:
    """Writes the slots of one report in order; remembers its wordings, so that neighbours differ."""

    def __init__(
        self, seed: str, voice: Voice = PLAIN, language: Language = ENGLISH, names: Mapping[str, str] | None = None
    ) -> None:
        """A writer of one report.

        Args:
            seed: Names the report, so that two reports do not read alike.
            voice: How it is told.
            language: In which it is told.
            names: Names of playlists by id, for counting words.
        """
        self.seed = seed
        self.voice = voice
        self.language = language
        self.names = names or {}
        self.used: dict[str, int] = {}

    def write(self, slot: Slot) -> SlotText:
        """The words of one slot; without a sentence when its claims have nothing to say."""
        by_kind: dict[str, list[Claim]] = {}
        for claim in slot.claims:
            by_kind.setdefault(claim.predicate, []).append(claim)
        compose = {
            "headline": self._headline,
            "trend": self._trend,
            "variety": self._variety,
            "changes": self._changes,
        }.get(slot.name, self._song)
        return SlotText(slot.name, TEMPLATE, tuple(compose(by_kind, slot.name)))

    # ------------------------------------------------------------ one song
    def _song(self, claims: dict[str, list[Claim]], place: str) -> list[SlotSentence]:
        """The reason: where the score comes from, in few words; then in detail what else, and what would be without."""
        worth = _worth_telling(claims)
        told, sentence = self._reason(worth, claims, place)
        if sentence is None:
            return []
        more = [one for one in worth if one not in told][:_FURTHER_REASONS]
        asides = self._thirds(claims, place, {one.predicate for one in told})[: _TOLD[self.voice]]
        detail = [self._sentence(place, *more, join="; ")] if more else []
        sums = [
            one for one in _largest(claims.get("term_share", [])) if one.variant[0] not in TERMS and one not in told
        ]
        if sums[: _SUMS[self.voice]]:
            detail.append(self._sentence(place, *sums[: _SUMS[self.voice]], join="; "))
        return [sentence, *detail, *(self._sentence(place, one) for one in asides)]

    def _reason(
        self, worth: list[Claim], claims: dict[str, list[Claim]], place: str
    ) -> tuple[list[Claim], SlotSentence | None]:
        """As many of the reasons, the largest first, as one short sentence can hold; else what the song is."""
        most = _FIRST_REASONS + any(one.predicate == "trend_mentions" for one in worth[: _FIRST_REASONS + 1])
        rest = [claims[kind][0] for kind in ("term_share", "has_genres", "has_genre", "role") if claims.get(kind)]
        for told in [*(worth[:count] for count in range(min(most, len(worth)), 0, -1)), *([one] for one in rest)]:
            before = dict(self.used)
            sentence = self._sentence(place, *told, join="; ")
            if self._word_count(sentence, told) <= MOST_WORDS:
                return told, sentence
            self.used = before
        if not rest:
            return [], None
        return rest[-1:], SlotSentence(self._clause(rest[-1], place, is_first=False) + ".", (rest[-1].claim_id,))

    def _thirds(self, claims: dict[str, list[Claim]], place: str, told: set[str]) -> list[Claim]:
        """What would be without something, what is unusual, what is new; then what it is."""
        choices = [one for one in self._turned(_ASIDES[self.voice], place, "third") if one not in told]
        firsts = [claims[kind][0] for kind in choices if claims.get(kind)]
        firsts.sort(key=lambda one: (not _is_striking(one), one.predicate == "what_if_rank"))
        # a what-if is told once: that a song would be gone says more than how far it would fall
        by_row: dict[str, Claim] = {}
        for one in firsts:
            by_row.setdefault(one.evidence_ids[0] if one.predicate.startswith("what_if") else one.claim_id, one)
        return list(by_row.values())

    # ------------------------------------------------------------ the slate
    def _headline(self, claims: dict[str, list[Claim]], place: str) -> list[SlotSentence]:
        shares = sorted(claims.get("slate_term_share", []), key=lambda one: -(one.value or 0.0))
        opening = [one for one in claims.get("named_song", []) if one.variant == ("first",)]
        sentences = []
        counts = claims.get("slate_counts", [])
        if counts:
            sentences.append(self._sentence(place, counts[0]))
        if shares:
            sentences.append(self._sentence(place, *shares[:1], *claims.get("slate_playlist", [])[:1], join="; "))
        elif opening:
            sentences.append(self._sentence(place, opening[0]))
        return sentences + [self._sentence(place, one) for one in claims.get("short_slate", [])]

    def _trend(self, claims: dict[str, list[Claim]], place: str) -> list[SlotSentence]:
        silent = claims.get("no_trend", [])
        if silent:
            return [self._sentence(place, silent[0])]
        sentences = [self._sentence(place, one) for one in claims.get("slate_trend", [])[:1]]
        talk: dict[str, Claim] = {}
        for one in sorted(
            claims.get("trend_mentions", []), key=lambda one: (-(one.value or 0.0), len(one.claim_id), one.claim_id)
        ):
            talk.setdefault(str(one.objects[0]), one)
        for one in list(talk.values())[:_TALK_NAMED]:
            rise = [
                other
                for other in claims.get("trend_rise", [])
                if other.recording_id == one.recording_id and other.variant == ("more",)
            ]
            sentences.append(self._sentence(place, one, *rise[:1], join=", "))
        return sentences

    def _variety(self, claims: dict[str, list[Claim]], place: str) -> list[SlotSentence]:
        sentences = [self._sentence(place, one) for one in claims.get("slate_dial", [])]
        stretch = claims.get("slate_stretch", [])[:1]
        roles = [one for one in claims.get("slate_role", []) if not stretch or one.variant != ("stretch",)]
        if roles or stretch:
            sentences.append(self._sentence(place, *roles, *stretch, join="; "))
        spread = [*claims.get("slate_genres", [])[:1], *claims.get("slate_years", [])[:1]]
        if spread:
            sentences.append(self._sentence(place, *spread, join=", "))
        sentences += [self._sentence(place, one) for one in claims.get("slate_model", [])]
        rest = self._pick_one(claims, ("slate_no_repeats", "slate_pool"))
        last = [*([rest] if rest else []), *claims.get("slate_rested", [])[:1]]
        return [*sentences, self._sentence(place, *last)] if last else sentences

    def _changes(self, claims: dict[str, list[Claim]], place: str) -> list[SlotSentence]:
        """What each wish and feedback did: the feedback first, as it waits for an answer."""
        if claims.get("no_rules"):
            return [self._sentence(place, claims["no_rules"][0])]
        sentences = self._weighed_anew(claims, place)
        for words in self._rules_in_order(claims):
            own = {
                kind: one
                for kind in claims
                for one in claims[kind]
                if kind.startswith("rule_") and words in one.objects
            }
            told = [own[kind] for kind in ("rule_kept_out", "rule_gone", "rule_idle", "rule_met") if kind in own]
            if told:
                more = [own[kind] for kind in ("rule_unknown", "rule_novelty", "rule_activity") if kind in own]
                if told[0].predicate == "rule_met" and more:
                    told = []  # how many are by new artists says more than that the wish is met
                sentences.append(self._sentence(place, *told[:1], *more))
        for kind in ("overruled", "unread_words"):
            sentences += [self._sentence(place, one) for one in claims.get(kind, [])]
        return sentences

    def _weighed_anew(self, claims: dict[str, list[Claim]], place: str) -> list[SlotSentence]:
        """What each wrong reason and each saved song did: how many songs it brought, or how it weighed, or nothing."""
        by_source: dict[tuple[object, ...], list[Claim]] = {}
        for kind in ("own_factor_idle", "own_factor", "own_factor_gone"):
            for one in claims.get(kind, []):
                by_source.setdefault(one.objects[:3], []).append(one)
        sentences = []
        for told in by_source.values():
            idle = told[0].predicate == "own_factor_idle"
            sentences.append(self._sentence(place, *(told[:1] if idle else told)))
        return sentences

    def _rules_in_order(self, claims: dict[str, list[Claim]]) -> list[str]:
        found = [one for kind in ("rule_met", "rule_idle") for one in claims.get(kind, [])]
        words = {str(one.objects[3] if one.predicate == "rule_met" else one.objects[1]): one for one in found}
        return sorted(words, key=lambda one: (words[one].objects[0] != "feedback", list(words).index(one)))

    # ------------------------------------------------------------ words
    def _pick_one(self, claims: dict[str, list[Claim]], kinds: Iterable[str]) -> Claim | None:
        return next((claims[kind][0] for kind in kinds if claims.get(kind)), None)

    def _sentence(self, place: str, first: Claim, *then: Claim, join: str = "") -> SlotSentence:
        clauses = [self._clause(first, place, is_first=True)]
        clauses += [self._clause(one, place, is_first=False) for one in then]
        ids = tuple(dict.fromkeys(one.claim_id for one in (first, *then)))
        return SlotSentence((join or _AND[self.language]).join(clauses) + ".", ids)

    def _clause(self, claim: Claim, place: str, *, is_first: bool) -> str:
        said = phrases_in(self.language).get((claim.predicate, *claim.variant), Phrases()).of(self.voice)
        usable = [one for one in (said.first if is_first else said.then) if _fits(one, claim)]
        assert usable, f"no wording for {claim.predicate} {claim.variant}"
        chosen = min(usable, key=lambda one: (self.used.get(one, 0), self._hash(place, one)))
        self.used[chosen] = self.used.get(chosen, 0) + 1
        return with_slots(chosen, claim)

    def _turned(self, kinds: Sequence[str], place: str, what: str) -> list[str]:
        """The kinds, beginning at one that the place decides: the same song always reads the same."""
        start = int(self._hash(place, what)[:8], 16) % len(kinds)
        return [*kinds[start:], *kinds[:start]]

    def _word_count(self, sentence: SlotSentence, claims: Sequence[Claim]) -> int:
        """Words of the filled sentence."""
        text = sentence.text
        for claim in claims:
            for name, field in claim.fields().items():
                text = text.replace(f"{{{claim.claim_id}.{field.slot}}}", claim.spelled(name, {}, self.language)[0])
        return word_count(text, self.names)

    def _hash(self, *what: str) -> str:
        return content_hash([self.seed, *what])


def asides_of(voice: Voice) -> Sequence[str]:
    """Kinds of claims that a voice likes to tell beside a song's reasons."""
    return _ASIDES[voice]


def strongest_reasons(claims: Mapping[str, list[Claim]]) -> list[Claim]:
    """What a song's score comes from, the largest share first: own songs, sound, a wish, the talk, the model.

    Args:
        claims: The song's claims by predicate.
    """
    shares = {one.variant[0]: one for one in claims.get("term_share", [])}
    found = [one for kind, most in _REASONS for one in _largest(claims.get(kind, []))[:most]]
    return _largest([*found, *(shares[term] for term in ("trend", "judgement") if term in shares)])


def _largest(claims: Iterable[Claim]) -> list[Claim]:
    return sorted(claims, key=lambda one: (-(one.value or 0.0), len(one.claim_id), one.claim_id))


def _worth_telling(claims: Mapping[str, list[Claim]]) -> list[Claim]:
    """The reasons worth a clause, the largest first; the talk whenever it counts, of a small share its count alone."""
    found: list[Claim] = []
    talk = claims.get("trend_mentions", [])[:1]
    reasons = strongest_reasons(claims)
    for one in reasons:
        if one.variant == ("trend",) and one.predicate == "term_share":
            found += [*([one] if not talk or (one.value or 0.0) >= WORTH_SAYING else []), *talk]
        elif one is reasons[0] or _adds(one, reasons[0]):
            found.append(one)
    return found


def _adds(one: Claim, first: Claim) -> bool:
    least = SECOND_REASON * (first.value or 0.0) if one.predicate == first.predicate else WORTH_SAYING
    return (one.value or 0.0) >= least


def _fits(phrase: str, claim: Claim) -> bool:
    return set(FIELD.findall(phrase)) <= set(claim.fields())


def with_slots(phrase: str, claim: Claim) -> str:
    """A wording with the claim's slots in the place of its fields."""
    fields = claim.fields()
    return FIELD.sub(lambda match: f"{{{claim.claim_id}.{fields[match[1]].slot}}}", phrase)


def _is_striking(claim: Claim) -> bool:
    if claim.predicate == "what_if_rank":
        return float(claim.value or 0) - float(claim.objects[2]) >= LONG_FALL
    if claim.predicate in ("what_if_gone", "what_if_own"):
        return float(claim.value or 0) - float(claim.objects[1]) >= LONG_FALL
    if claim.predicate == "rerank_moved":
        return abs(float(claim.value or 0) - float(claim.objects[1])) >= LONG_WAY
    if claim.predicate.endswith("_compared"):
        return claim.variant != ("within",)
    return claim.predicate == "new_artist"
