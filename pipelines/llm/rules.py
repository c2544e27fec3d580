"""A wish as rules, by plain code: how far an effect reaches. No model, no I/O; the words are data (words.py).

The grammar is one for all languages:

1. An effect ("no", "mehr", "menos") reaches the values behind it, a positive one to the end of the clause. What a
   negative one reaches ends at an "and" before a value of another facet, and before an activity.
2. A clause ends at a comma, a full stop, "but". After a comma the effect lives on if an "or" follows in the same list.
3. An effect that may stand behind ("rap? never", "Techno kannst du weglassen", "el metal no me gusta") reaches back to
   the last value and those joined to it.
4. Right behind one another effects combine: "don't want more" is still no, "not only" is no restriction.
5. "More X than Y" and "prefer X to Y" want less of Y; "instead of X" ends before what is wanted.
6. What nobody can be without is wanted ("ohne Jazz geht es nicht"), and so is what a refusal leaves out ("no ballads
   except soul").
7. Of a kind of a wanted thing that we do not know nothing follows: "German rap, but no gangsta rap".
8. Of two rules on one facet and value the later wins.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from pipelines.llm.meanings import BASE_STRENGTH, Meaning, Value, Vocabulary, find_genre, find_meanings, find_moods
from pipelines.llm.schemas import Effect, Facet
from pipelines.llm.wish_words import Word, read_words
from pipelines.llm.words import LANGUAGES, words_of

HARD = frozenset({"exclude", "only"})
"""Effects that decide alone: their strength is 1."""
_NEGATIVE = frozenset({"exclude", "avoid"})
_OPPOSITE: Mapping[Effect, Effect] = {"prefer": "avoid", "exclude": "prefer", "avoid": "prefer", "only": "exclude"}
_SET_ASIDE: Mapping[Effect, Effect] = {"prefer": "exclude", "exclude": "prefer", "avoid": "prefer", "only": "exclude"}
"""For what is either there or not: who wants clean lyrics wants no others."""
_EXCEPT = frozenset(
    {
        "except",
        "except for",
        "apart from",
        "unless",
        "unless its",
        "unless they are",
        "ausser",
        "bis auf",
        "abgesehen von",
    }
    | {"excepto", "salvo", "aparte de"}
)
_LESS = frozenset({"less", "fewer", "weniger", "menos"})
_PREFERRING = frozenset({"prefer", "prefiero", "preferiria"})
_LIST_AHEAD = 8
"""Words in which a list must come to its "or"."""


@dataclass(frozen=True)
class ParsedRule:
    """One rule and the listener's words that it came from, as they stand in the wish from `start` to before `end`."""

    effect: Effect
    facet: Facet
    value: str
    strength: float
    words: str
    start: int = 0
    end: int = 0

    @property
    def is_hard(self) -> bool:
        """Whether it decides alone."""
        return self.effect in HARD


@dataclass(frozen=True)
class ParsedWish:
    """A wish, read: rules in the order of the words, and the words that no rule came from."""

    rules: list[ParsedRule]
    unread: list[str]


def parse_rules(text: str, lang: str | None = None, vocabulary: Vocabulary | None = None) -> ParsedWish:
    """Read a wish such as "rainy mornings, no rap, more 90s" in English, German or Spanish, clause by clause.

    "only" ("nothing but", "nur", "solo") is a hard rule for the values that it reaches, as a preference would reach
    them; with a word of small degree ("only a bit of jazz") it stays a preference.

    Args:
        text: The wish.
        lang: Its language (words.LANGUAGES); None detects it. A clause that is clearly in another one is read in that.
        vocabulary: Values that exist; the well-known genres and moods without a catalogue.
    """
    known = vocabulary or Vocabulary()
    words = read_words(text, lang, known.forms)
    reader = _Reader(text, words)
    for meaning in find_meanings(words, known, text):
        reader.read(meaning)
    latest = {(rule.facet, rule.value): rule for rule in reader.rules}
    ordered = [rule for rule in reader.rules if latest[rule.facet, rule.value] is rule]
    return ParsedWish(rules=ordered, unread=reader.unread_phrases())


class _Reader:
    """Walks over the meanings and remembers which effect holds."""

    def __init__(self, text: str, words: Sequence[Word]) -> None:
        self.text, self.words = text, words
        self.rules: list[ParsedRule] = []
        self._unread: list[tuple[int, int]] = []
        self._effect: Meaning | None = None
        self._is_used = False
        self._factor, self._factor_first = 1.0, -1
        self._joint = ""
        self._facet: Facet | None = None
        self._chain: list[int] = []
        self._chain_last = 0
        self._clause = 0

    def read(self, meaning: Meaning) -> None:
        """Take the next meaning."""
        if self.words[meaning.first].after_break:
            self._clause = meaning.first
            if meaning.kind != "effect" and not self._list_goes_on(meaning):
                self._end_scope()
        if self._effect is not None and self._effect.is_tight and meaning.kind in {"filler", "unread", "joint"}:
            self._end_scope()  # "zu hören" is not too much of anything
        match meaning.kind:
            case "effect":
                self._read_effect(meaning)
            case "scale":
                self._factor, self._factor_first = meaning.factor, meaning.first
            case "joint":
                self._read_joint(meaning)
            case "value":
                self._read_value(meaning)
            case "unread":
                self._unread.append((meaning.first, meaning.last))
            case "filler":
                pass

    def unread_phrases(self) -> list[str]:
        """Unread words, neighbours together, as they stand in the wish."""
        spans: list[tuple[int, int]] = []
        for first, last in self._unread:
            if spans and spans[-1][1] == first and not self.words[first].after_break:
                spans[-1] = (spans[-1][0], last)
            else:
                spans.append((first, last))
        return list(dict.fromkeys(self._span(first, last)[0] for first, last in spans))

    def _end_scope(self) -> None:
        self._effect, self._is_used, self._facet, self._joint = None, False, None, ""
        self._factor, self._factor_first = 1.0, -1

    def _list_goes_on(self, meaning: Meaning) -> bool:
        """For "no rap, metal or country": after a comma the scope lives on if an "or" comes before the list ends."""
        between = self.text[self.words[meaning.first - 1].end : self.words[meaning.first].start].strip()
        if self._effect is None or self._effect.ahead is None or meaning.first == 0:
            return False
        if not self._is_used:
            return between == ":"  # "no: rap"; but "no, rather jazz"
        if self._effect.ahead[0] == "prefer" or between != ",":
            return False
        for word in self.words[meaning.first : meaning.first + _LIST_AHEAD]:
            vocabulary = words_of(word.lang)
            if vocabulary.joints.get(word.form) == "or":
                return True
            if word.form in vocabulary.triggers or vocabulary.joints.get(word.form) == "but":
                return False
        return False

    def _read_effect(self, meaning: Meaning) -> None:
        if meaning.behind is not None and self._stands_behind(meaning):
            self._reach_back(meaning, meaning.behind)
            return
        ahead = meaning.ahead or meaning.behind
        if ahead is None or (meaning.ahead is None and ahead[0] == "prefer"):
            return  # "is fine" says nothing of what follows
        taken: Meaning | None = replace(meaning, ahead=ahead)
        if self._is_exception(meaning):
            taken = replace(meaning, ahead=("prefer", BASE_STRENGTH))
        elif self._effect is not None and not self._is_used and not self.words[meaning.first].after_break:
            taken = self._after_waiting(self._effect, replace(meaning, ahead=ahead))
        if taken is None:
            return
        factor, first = self._factor, self._factor_first
        self._end_scope()
        self._effect, self._factor, self._factor_first = taken, factor, first

    def _is_exception(self, meaning: Meaning) -> bool:
        """Whether a refusal goes before it, which does not hold for what follows: "no ballads except soul"."""
        phrase = " ".join(word.form for word in self.words[meaning.first : meaning.last])
        before = self._effect.ahead if self._effect is not None and self._is_used else None
        return phrase in _EXCEPT and before is not None and before[0] in _NEGATIVE

    def _stands_behind(self, meaning: Meaning) -> bool:
        """Whether an effect is about what stands before: a clause of its own, or behind a value of its clause."""
        if not self._chain:
            return False
        ends_clause = meaning.last >= len(self.words) or self.words[meaning.last].after_break
        if self.words[meaning.first].after_break:
            is_refusal = meaning.behind is not None and meaning.behind[0] in _NEGATIVE
            return ends_clause and (meaning.ahead is not None or is_refusal)  # "rap? never", "Pop? Nein danke!"
        return self._chain_last > self._clause and (ends_clause or meaning.ahead is None)

    def _reach_back(self, meaning: Meaning, behind: tuple[Effect, float]) -> None:
        effect, strength = behind
        for index in self._chain:
            rule = self.rules[index]
            if meaning.is_needed and rule.effect not in _NEGATIVE:
                continue
            if not meaning.is_needed and rule.effect not in {"prefer", "only"} and effect != "exclude":
                continue
            words, start, end = self._words_between(rule.start, self.words[meaning.last - 1].end)
            self.rules[index] = ParsedRule(effect, rule.facet, rule.value, strength, words, start, end)
        self._end_scope()

    def _after_waiting(self, before: Meaning, meaning: Meaning) -> Meaning | None:
        """What an effect means right behind another one that has no value yet; None when it adds nothing."""
        assert before.ahead is not None
        assert meaning.ahead is not None
        first, second = before.ahead[0], meaning.ahead[0]
        if first == "only" and second == "prefer":
            return None  # "I only want more jazz"
        if first == "prefer" and second == "prefer":
            return meaning if meaning.ahead[1] != BASE_STRENGTH else None
        if first not in _NEGATIVE:
            return meaning
        if second == "only":  # "I don't want only jazz": it may be more than that
            return replace(meaning, first=before.first, ahead=("prefer", BASE_STRENGTH))
        if second == "prefer":
            return None  # "don't want more rap": still no
        is_less = self.words[meaning.first].form in _LESS and first == "exclude"
        return replace(meaning, first=before.first, ahead=("prefer", meaning.ahead[1]) if is_less else meaning.ahead)

    def _read_joint(self, meaning: Meaning) -> None:
        if meaning.joint == "but":
            self._end_scope()
        if meaning.joint == "to" and not self._prefers():
            return
        if meaning.joint in {"than", "to"}:
            holds = self._effect is not None and self._effect.ahead is not None and self._effect.ahead[0] == "prefer"
            if holds and self._is_used:
                self._end_scope()
                self._effect = replace(meaning, kind="effect", ahead=("avoid", BASE_STRENGTH))
            return
        self._joint = meaning.joint

    def _prefers(self) -> bool:
        """Whether the effect in force is that of "prefer", which compares with a "to"."""
        return self._effect is not None and self.words[self._effect.first].form in _PREFERRING

    def _read_value(self, meaning: Meaning) -> None:
        if self._only_says_how(meaning):
            return
        if self._is_unknown_kind(meaning):
            self._unread.append((meaning.first, meaning.last))
            return
        if self._is_beyond_reach(meaning):
            self._end_scope()
        ahead = None if self._effect is None else self._effect.ahead
        effect, base = ahead or ("prefer", BASE_STRENGTH)
        if effect == "only" and self._factor < 1:
            effect, base = "prefer", BASE_STRENGTH  # "only a bit of jazz" leaves room for the rest
        if meaning.is_opposite:
            effect = (_SET_ASIDE if meaning.values[0][0] == "explicit" else _OPPOSITE)[effect]
            base = BASE_STRENGTH if ahead is None or ahead[0] in HARD else base
        strength = 1.0 if effect in HARD else round(min(1.0, base * self._factor), 2)
        span = self._span(self._first_word(meaning), meaning.last)
        if not self._is_joined(meaning):
            self._chain = []
        for facet, value in meaning.values:
            self._chain.append(len(self.rules))
            self.rules.append(ParsedRule(effect, facet, value, strength, *span))
        self._chain_last = meaning.last
        self._is_used, self._facet, self._joint = True, meaning.values[0][0], ""
        if self._effect is None or self._effect.is_tight:
            self._end_scope()
            self._facet = meaning.values[0][0]

    def _only_says_how(self, meaning: Meaning) -> bool:
        """For "German lyrics", "explicit words": words about singing behind what is sung say nothing more."""
        sung = meaning.is_opposite and meaning.values[0] == ("language", "zxx")
        return sung and self._chain_last == meaning.first and self._facet in {"language", "explicit"}

    def _is_unknown_kind(self, meaning: Meaning) -> bool:
        """Whether an unread word makes another thing of a value that is wanted, in a refusal: "no gangsta rap"."""
        if self._effect is None or self._effect.ahead is None or self._effect.ahead[0] not in _NEGATIVE:
            return False
        wanted = {(rule.facet, rule.value) for rule in self.rules if rule.effect not in _NEGATIVE}
        follows_unread = bool(self._unread) and self._unread[-1][1] == meaning.first
        return follows_unread and not self.words[meaning.first].after_break and not wanted.isdisjoint(meaning.values)

    def _is_beyond_reach(self, meaning: Meaning) -> bool:
        """Whether a negative effect that has its value ends before this one."""
        if self._effect is None or self._effect.ahead is None:
            return False
        facet = meaning.values[0][0]
        if self._effect.is_instead and self._is_used:
            return not self._is_joined(meaning)
        if self._effect.is_tight and facet not in {"mood", "tempo", "novelty"}:
            return True
        if not self._is_used or self._effect.ahead[0] not in _NEGATIVE:
            return False
        return (self._joint == "and" and facet != self._facet) or (facet == "activity" and self._joint != "or")

    def _is_joined(self, meaning: Meaning) -> bool:
        """Whether only a comma or a joint stands between this value and the last one."""
        between = self.text[self.words[self._chain_last - 1].end : self.words[meaning.first].start].strip()
        joints = (words_of(lang).joints for lang in LANGUAGES)
        return bool(self._chain) and (between == "," or any(between.casefold() in one for one in joints))

    def _first_word(self, meaning: Meaning) -> int:
        starts = [meaning.first]
        if self._effect is not None:
            starts.append(self._effect.first)
        if self._factor_first >= 0:
            starts.append(self._factor_first)
        return min(starts)

    def _span(self, first: int, last: int) -> tuple[str, int, int]:
        return self._words_between(self.words[first].start, self.words[last - 1].end)

    def _words_between(self, start: int, end: int) -> tuple[str, int, int]:
        return self.text[start:end], start, end


__all__ = [
    "HARD",
    "ParsedRule",
    "ParsedWish",
    "Value",
    "Vocabulary",
    "find_genre",
    "find_moods",
    "parse_rules",
]
