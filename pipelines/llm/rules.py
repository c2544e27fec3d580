"""A wish as rules, by plain code: words with a meaning, and how far a negation reaches. No model, no I/O."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from pipelines.domain.names import normalise
from pipelines.llm.schemas import Effect, Facet
from pipelines.llm.words import (
    AFTERTHOUGHTS,
    BASE_GENRES,
    BASE_MOODS,
    BASE_STRENGTH,
    DECADE_WORDS,
    DECADES,
    FILLERS,
    FLAGS,
    GENRE_SYNONYMS,
    JOINTS,
    LANGUAGES,
    MOOD_SYNONYMS,
    POSITIVE_AFTER_NEGATION,
    SCALES,
    TEMPO_SYNONYMS,
    TEMPO_WORDS,
    TRIGGERS,
)

_WORD = re.compile(r"[^\W_]+(?:['’`][^\W_]+)*", re.UNICODE)
_BREAK = re.compile(r"[,;:.!?()\n/]|\s[-–—]\s")
_DECADE = re.compile(r"^(19|20)?(\d)0(?:ie)?(?:s|er|ern)$")
_YEAR = re.compile(r"^(19[5-9]\d|20[0-2]\d)$")
_LONGEST_PHRASE = 5
_NEWEST_SHORT_DECADE = 2
"""00s, 10s and 20s are of this century."""
_TEMPO_BOUNDS = {"slow": (0, 90), "mid": (90, 120), "fast": (120, 150), "very fast": (150, 400)}
"""BPM from (included) and to (excluded)."""
_LOWER = {"under", "below", "unter", "slower than", "less than"}
HARD = frozenset({"exclude", "only"})
"""Effects that decide alone: their strength is 1."""
_HIGHER = {"over", "above", "über", "faster than", "more than"}


@dataclass(frozen=True)
class ParsedRule:
    """One rule and the listener's words that it came from, as they stand in the wish."""

    effect: Effect
    facet: Facet
    value: str
    strength: float
    words: str


@dataclass(frozen=True)
class ParsedWish:
    """A wish, read: rules in the order of the words, and the words that no rule came from."""

    rules: list[ParsedRule]
    unread: list[str]


@dataclass(frozen=True)
class Vocabulary:
    """Values that exist, a catalogue's beside the well-known; artists' ids by normalised name."""

    genres: frozenset[str] = frozenset(BASE_GENRES)
    moods: frozenset[str] = frozenset(BASE_MOODS)
    artists: dict[str, str] = field(default_factory=dict)
    catalogue_genres: tuple[str, ...] = ()

    @classmethod
    def of_catalogue(cls, genres: Iterable[str], moods: Iterable[str], artists: dict[str, str]) -> "Vocabulary":
        """The vocabulary of a catalogue; its moods replace the well-known ones when it has any."""
        own_genres, own_moods = frozenset(genres), frozenset(moods)
        moods_known = own_moods or frozenset(BASE_MOODS)
        return cls(frozenset(BASE_GENRES) | own_genres, moods_known, artists, tuple(sorted(own_genres)))


@dataclass(frozen=True)
class _Word:
    form: str
    start: int
    end: int
    after_break: bool


@dataclass(frozen=True)
class _Meaning:
    kind: Literal["value", "trigger", "scale", "joint", "filler", "unread"]
    first: int
    last: int  # index of the word after the phrase
    facet: Facet = "genre"
    values: tuple[str, ...] = ()
    is_opposite: bool = False
    effect: Effect = "prefer"
    strength: float = BASE_STRENGTH
    joint: str = ""


def parse_rules(text: str, lang: str = "en", vocabulary: Vocabulary | None = None) -> ParsedWish:
    """Read a wish such as "rainy mornings, no rap, more 90s".

    "only" ("nothing but", "nur") is a hard rule for the values that it reaches, as a preference would reach them; with
    a word of small degree ("only a bit of jazz") it stays a preference.

    A negation ("no", "never", "less", "not too") reaches the next value and those joined to it by "or", or by "and"
    when they are of the same facet; a comma ends it unless an "or" follows in the same list. Of two rules on one facet
    and value the later wins.

    Args:
        text: The wish.
        lang: Its language; English and German words are known in any case, so a mix is read too.
        vocabulary: Values that exist; the well-known genres and moods without a catalogue.
    """
    del lang  # both tables together: the few words that they share mean the same
    known = vocabulary or Vocabulary()
    words = _words(text)
    reader = _Reader(text, words)
    for meaning in _meanings(words, known, text):
        reader.read(meaning)
    latest = {(rule.facet, rule.value): rule for rule in reader.rules}
    ordered = [rule for rule in reader.rules if latest[rule.facet, rule.value] is rule]
    return ParsedWish(rules=ordered, unread=reader.unread_phrases())


def _words(text: str) -> list[_Word]:
    found: list[_Word] = []
    end = 0
    for match in _WORD.finditer(text):
        between = text[end : match.start()]
        if "&" in between and found:
            at = end + between.index("&")
            found.append(_Word("and", at, at + 1, after_break=False))
        form = re.sub(r"['’`]", "", match[0]).casefold()
        found.append(_Word(form, match.start(), match.end(), bool(_BREAK.search(between)) or not found))
        end = match.end()
    return found


def _meanings(words: Sequence[_Word], known: Vocabulary, text: str) -> Iterable[_Meaning]:
    at = 0
    while at < len(words):
        meaning = _longest(words, at, known, text)
        yield meaning
        at = meaning.last


def _longest(words: Sequence[_Word], at: int, known: Vocabulary, text: str) -> _Meaning:
    for length in range(min(_LONGEST_PHRASE, len(words) - at), 0, -1):
        part = words[at : at + length]
        if any(word.after_break for word in part[1:]):
            continue
        phrase = " ".join(word.form for word in part)
        meaning = (
            _look_up(phrase, at, at + length, known) or _look_up_bpm(part, at) or _look_up_artist(part, at, known, text)
        )
        if meaning is not None:
            return meaning
    return _Meaning("unread", at, at + 1)


def _look_up(phrase: str, first: int, last: int, known: Vocabulary) -> _Meaning | None:
    if phrase in TRIGGERS:
        effect, strength = TRIGGERS[phrase]
        return _Meaning("trigger", first, last, effect=effect, strength=strength)
    if phrase in SCALES:
        return _Meaning("scale", first, last, strength=SCALES[phrase])
    if phrase in FLAGS:
        facet, value, is_opposite = FLAGS[phrase]
        return _Meaning("value", first, last, facet=facet, values=(value,), is_opposite=is_opposite)
    for facet, values in _values(phrase, known):
        return _Meaning("value", first, last, facet=facet, values=values)
    if phrase in JOINTS:
        return _Meaning("joint", first, last, joint=JOINTS[phrase])
    return _Meaning("filler", first, last) if phrase in FILLERS else None


def _values(phrase: str, known: Vocabulary) -> Iterable[tuple[Facet, tuple[str, ...]]]:
    genre = find_genre(phrase, known)
    if genre is not None:
        yield "genre", genre
    moods = find_moods(phrase, known)
    if moods:
        yield "mood", moods
    if phrase in TEMPO_SYNONYMS:
        yield "tempo", TEMPO_SYNONYMS[phrase]
    decade = find_decade(phrase)
    if decade is not None:
        yield "decade", (decade,)
    if phrase in LANGUAGES:
        yield "language", (LANGUAGES[phrase],)


def find_genre(phrase: str, known: Vocabulary) -> tuple[str, ...] | None:
    """The genre that a phrase names, by any spelling; for rap also `rap`, if the catalogue calls any genre so.

    Kinds of a genre need no rule of their own: what `metal` says holds for black metal (pipelines.recommend.steering).
    """
    form = normalise(phrase)
    plain = {normalise(genre): genre for genre in sorted(known.genres)}
    synonyms = {normalise(word): genre for word, genre in GENRE_SYNONYMS.items()}
    found = [genre for genre in (synonyms.get(form), plain.get(form)) if genre is not None]
    if "hip hop" in found and any("rap" in normalise(genre).split() for genre in known.catalogue_genres):
        found.append("rap")
    return tuple(dict.fromkeys(found)) or None


def find_moods(phrase: str, known: Vocabulary) -> tuple[str, ...]:
    """The moods that a word or a scene stands for, two at most, known ones only."""
    own = (phrase,) if phrase in known.moods else ()
    meant = [mood for mood in MOOD_SYNONYMS.get(phrase, ()) if mood in known.moods]
    return own or tuple(meant[:2])


def find_decade(phrase: str) -> str | None:
    """The decade that "90s", "1994", "nineties" or "90er" names."""
    if phrase in DECADE_WORDS:
        return DECADE_WORDS[phrase]
    match = _DECADE.match(phrase)
    if match is not None:
        century = match[1] or ("20" if int(match[2]) <= _NEWEST_SHORT_DECADE else "19")
        decade = f"{century}{match[2]}0s"
        return decade if decade in DECADES else None
    return f"{phrase[:3]}0s" if _YEAR.match(phrase) else None


def _look_up_bpm(part: Sequence[_Word], at: int) -> _Meaning | None:
    """Read "120 bpm", "under 100 bpm", "over 140 bpm" as the tempo words that lie within."""
    if part[-1].form != "bpm" or not part[:-1] or not part[-2].form.isdigit():
        return None
    bpm, side = int(part[-2].form[:4]), " ".join(word.form for word in part[:-2])
    if side in _LOWER:
        values = [word for word, (low, _) in _TEMPO_BOUNDS.items() if low < bpm]
    elif side in _HIGHER:
        values = [word for word, (_, high) in _TEMPO_BOUNDS.items() if high > bpm]
    elif side in {"", "around", "about", "um"}:
        values = [word for word, (low, high) in _TEMPO_BOUNDS.items() if low <= bpm < high]
    else:
        return None
    return _Meaning("value", at, at + len(part), facet="tempo", values=tuple(values)) if values else None


def _look_up_artist(part: Sequence[_Word], at: int, known: Vocabulary, text: str) -> _Meaning | None:
    """An artist of the catalogue; a single word needs a capital, since many bands are called like things."""
    written = text[part[0].start : part[-1].end]
    if len(part) == 1 and not written[:1].isupper():
        return None
    artist = known.artists.get(normalise(written))
    return None if artist is None else _Meaning("value", at, at + len(part), facet="artist", values=(artist,))


class _Reader:
    """Walks over the meanings and remembers which effect holds."""

    def __init__(self, text: str, words: Sequence[_Word]) -> None:
        self.text, self.words = text, words
        self.rules: list[ParsedRule] = []
        self._unread: list[_Word] = []
        self._unread_index: list[int] = []
        self._trigger: _Meaning | None = None
        self._trigger_used = False
        self._scale, self._joint = 1.0, ""
        self._scale_word: int | None = None
        self._facet: Facet | None = None
        self._last_rules: list[int] = []

    def read(self, meaning: _Meaning) -> None:
        """Take the next meaning."""
        starts_clause = self.words[meaning.first].after_break
        if starts_clause and meaning.kind != "trigger" and not self._list_goes_on(meaning):
            self._end_scope()
        match meaning.kind:
            case "trigger":
                self._read_trigger(meaning)
            case "scale":
                self._scale, self._scale_word = meaning.strength, meaning.first
            case "joint":
                self._read_joint(meaning)
            case "value":
                self._read_value(meaning)
            case "unread":
                self._unread.append(self.words[meaning.first])
                self._unread_index.append(meaning.first)
            case "filler":
                pass

    def unread_phrases(self) -> list[str]:
        """Unread words, neighbours together, as they stand in the wish."""
        phrases: list[str] = []
        previous = -2
        start = end = 0
        for index, word in zip(self._unread_index, self._unread, strict=True):
            if index == previous + 1 and not word.after_break:
                end = word.end
                phrases[-1] = self.text[start:end]
            else:
                start, end = word.start, word.end
                phrases.append(self.text[start:end])
            previous = index
        return list(dict.fromkeys(phrases))

    def _end_scope(self) -> None:
        self._trigger, self._trigger_used, self._scale, self._joint = None, False, 1.0, ""
        self._scale_word, self._facet = None, None

    def _list_goes_on(self, meaning: _Meaning) -> bool:
        """For "no rap, metal or country": after a comma the scope lives on if an "or" comes before the list ends."""
        between = self.text[self.words[meaning.first - 1].end : self.words[meaning.first].start].strip()
        if self._trigger is not None and not self._trigger_used:
            return between == ":"  # "no: rap"; but "no, rather jazz"
        if self._trigger is None or self._trigger.effect == "prefer" or between != ",":
            return False
        for word in self.words[meaning.first : meaning.first + 8]:
            if JOINTS.get(word.form) == "or":
                return True
            if word.form in TRIGGERS or JOINTS.get(word.form) == "but":
                return False
        return False

    def _read_trigger(self, meaning: _Meaning) -> None:
        form = " ".join(word.form for word in self.words[meaning.first : meaning.last])
        if meaning.effect == "only" and self._last_rules and not self._clause_goes_on(meaning.last):
            for index in self._last_rules:  # "slow songs only": it hardens what stands before it
                rule = self.rules[index]
                if rule.effect == "prefer":
                    words = self._join(rule.words, meaning)
                    self.rules[index] = ParsedRule("only", rule.facet, rule.value, 1.0, words)
            return
        if form in AFTERTHOUGHTS and self._last_rules and not self._clause_goes_on(meaning.last):
            for index in self._last_rules:  # "rap? never"
                rule = self.rules[index]
                self.rules[index] = ParsedRule("exclude", rule.facet, rule.value, 1.0, self._join(rule.words, meaning))
            return
        waits = self._trigger is not None and not self._trigger_used and not self.words[meaning.first].after_break
        taken = self._after_waiting(form, meaning) if waits else meaning
        if taken is None:
            return
        scale, scale_word = self._scale, self._scale_word
        self._end_scope()
        self._trigger, self._scale, self._scale_word = taken, scale, scale_word

    def _after_waiting(self, form: str, meaning: _Meaning) -> _Meaning | None:
        """What a trigger means right behind another one that has no value yet; None when it adds nothing."""
        before = self._trigger
        if before is not None and before.effect == "only" and form in POSITIVE_AFTER_NEGATION:
            return None  # "I only want to hear jazz"
        if before is None or before.effect != "exclude":
            return meaning
        if meaning.effect == "only":  # "I don't want only jazz": it may be more than that
            return replace(meaning, effect="prefer", strength=BASE_STRENGTH)
        if form in POSITIVE_AFTER_NEGATION or meaning.effect == "prefer":
            return None  # "don't want more rap": still no
        return replace(meaning, effect="prefer") if form in {"less", "fewer", "weniger"} else meaning

    def _clause_goes_on(self, index: int) -> bool:
        return index < len(self.words) and not self.words[index].after_break

    def _join(self, words: str, meaning: _Meaning) -> str:
        end = self.words[meaning.last - 1].end
        start = self.text.rfind(words, 0, end)
        return self.text[start:end] if start >= 0 else words

    def _read_joint(self, meaning: _Meaning) -> None:
        if meaning.joint == "but":
            self._end_scope()
        self._joint = meaning.joint

    def _read_value(self, meaning: _Meaning) -> None:
        reaches = self._trigger is None or not self._trigger_used or self._trigger.effect in ("prefer", "only")
        if not reaches and self._joint == "and" and meaning.facet != self._facet:
            self._end_scope()
        trigger = self._trigger
        effect: Effect = "prefer" if trigger is None else trigger.effect
        if effect == "only" and self._scale < 1:
            effect = "prefer"  # "only a bit of jazz" leaves room for the rest
        base = BASE_STRENGTH if trigger is None else trigger.strength
        if meaning.is_opposite:
            effect = {
                "prefer": "exclude" if meaning.facet == "explicit" else "avoid",
                "exclude": "prefer",
                "avoid": "prefer",
                "only": "exclude",
            }[effect]
        strength = 1.0 if effect in HARD else round(min(1.0, base * self._scale), 2)
        words = self._rule_words(meaning)
        self._last_rules = []
        for value in meaning.values:
            self._last_rules.append(len(self.rules))
            self.rules.append(ParsedRule(effect, meaning.facet, value, strength, words))
        self._trigger_used, self._facet, self._joint = True, meaning.facet, ""
        if effect not in HARD:
            self._scale, self._scale_word = (1.0, None) if trigger is None else (self._scale, self._scale_word)

    def _rule_words(self, meaning: _Meaning) -> str:
        starts = [meaning.first]
        if self._trigger is not None:
            starts.append(self._trigger.first)
        if self._scale_word is not None:
            starts.append(self._scale_word)
        return self.text[self.words[min(starts)].start : self.words[meaning.last - 1].end]


__all__ = [
    "HARD",
    "TEMPO_WORDS",
    "ParsedRule",
    "ParsedWish",
    "Vocabulary",
    "find_decade",
    "find_genre",
    "find_moods",
    "parse_rules",
]
