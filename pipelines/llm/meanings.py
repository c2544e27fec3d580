"""What the phrases of a wish mean, longest first: a value, an effect, a degree, a joint, or nothing that we know."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from pipelines.domain.names import normalise
from pipelines.domain.wishes import TEMPO_BPM
from pipelines.llm.eras import era_value, find_decade, find_years
from pipelines.llm.schemas import Effect, Facet
from pipelines.llm.wish_words import Word
from pipelines.llm.words import LANGUAGES, Named, Words, base_genres, base_moods, fold, words_of

Value = tuple[Facet, str]
Steering = tuple[Effect, float]
"""Effect and strength."""
BASE_STRENGTH, NEEDED_STRENGTH = 0.6, 0.9
_LONGEST_PHRASE = 7
_SHORTEST_PART = 3
_BARE_DECADE = re.compile(r"\d0")
"""Letters of either part of a German compound."""
_BPM_BELOW = frozenset(
    {"under", "below", "unter", "slower than", "less than", "menos de", "por debajo de", "langsamer als"}
)
_BPM_ABOVE = frozenset(
    {"over", "above", "uber", "ueber", "faster than", "more than", "mas de", "por encima de", "schneller als"}
)
_BPM_BETWEEN = re.compile(r"(?:between|zwischen|entre|from|von|de) (\d{2,3}) (?:and|und|y|to|bis|a)")
_BPM_AROUND = frozenset({"", "around", "about", "um", "etwa", "unos", "a", "mit", "at"})


@dataclass(frozen=True)
class Vocabulary:
    """Values that exist, a catalogue's beside the well-known.

    Attributes:
        artists: Ids by normalised name.
        namesakes: Normalised names that several artists have: nobody is meant until the listener says who.
    """

    genres: frozenset[str] = field(default_factory=lambda: frozenset(base_genres()))
    moods: frozenset[str] = field(default_factory=lambda: frozenset(base_moods()))
    artists: Mapping[str, str] = field(default_factory=dict)
    catalogue_genres: tuple[str, ...] = ()
    namesakes: frozenset[str] = frozenset()

    @classmethod
    def of_catalogue(
        cls,
        genres: Iterable[str],
        moods: Iterable[str],
        artists: Mapping[str, str],
        namesakes: Iterable[str] = (),
    ) -> "Vocabulary":
        """The vocabulary of a catalogue; its moods replace the well-known ones when it has any."""
        own_genres, own_moods = frozenset(genres), frozenset(moods)
        known_moods = own_moods or frozenset(base_moods())
        known_genres = frozenset(base_genres()) | own_genres
        return cls(known_genres, known_moods, artists, tuple(sorted(own_genres)), frozenset(namesakes))

    @cached_property
    def genre_names(self) -> Mapping[str, str]:
        """Genres by normalised name."""
        return {normalise(genre): genre for genre in sorted(self.genres)}

    @cached_property
    def mood_names(self) -> Mapping[str, str]:
        """Moods by normalised name."""
        return {normalise(mood): mood for mood in sorted(self.moods)}

    @cached_property
    def calls_it_rap(self) -> bool:
        """Whether any genre of the catalogue is called rap."""
        return any("rap" in normalise(genre).split() for genre in self.catalogue_genres)

    @cached_property
    def forms(self) -> frozenset[str]:
        """Every single word of genres and moods, folded."""
        return frozenset(word for name in (*self.genres, *self.moods) for word in normalise(name).split())


@dataclass(frozen=True)
class Meaning:
    """What the words from `first` to before `last` say.

    Attributes:
        values: What they name; `is_opposite` when they name what is not it ("vocals", "clean").
        ahead: Their effect on what follows; `is_tight`: on the very next value only; `is_instead`: on that and what is
            joined to it.
        behind: Their effect on what stands before; `is_needed`: only where that was said to be missing.
    """

    kind: Literal["value", "effect", "scale", "joint", "filler", "unread"]
    first: int
    last: int
    values: tuple[Value, ...] = ()
    is_opposite: bool = False
    ahead: Steering | None = None
    is_tight: bool = False
    is_instead: bool = False
    behind: Steering | None = None
    is_needed: bool = False
    factor: float = 1.0
    joint: str = ""


def find_meanings(words: Sequence[Word], known: Vocabulary, text: str) -> Iterator[Meaning]:
    """The meanings of a wish's words, one after the other, each word in one."""
    at = 0
    while at < len(words):
        meaning = _longest(words, at, known, text)
        yield meaning
        at = meaning.last


def find_genre(phrase: str, known: Vocabulary) -> tuple[str, ...] | None:
    """The genre that a phrase names, by any spelling; for rap also `rap`, if the catalogue calls any genre so.

    Kinds of a genre need no rule of their own: what `metal` says holds for black metal (pipelines.recommend.steering).
    """
    named = next((one.values[0] for one in _named(fold(phrase), "common") if one.facet == "genre"), None)
    for lang in LANGUAGES:
        named = named or next((one.values[0] for one in _named(fold(phrase), lang) if one.facet == "genre"), None)
    return _genres(named, known, phrase)


def find_moods(phrase: str, known: Vocabulary) -> tuple[str, ...]:
    """The moods that a word or a scene stands for, known ones only: a word for one, a scene for two."""
    own = known.mood_names.get(normalise(phrase))
    if own is not None:
        return (own,)
    for lang in LANGUAGES:
        for named in _named(fold(phrase), lang):
            if named.facet == "mood" and not named.is_opposite:
                return _moods(named, known)
    return ()


def _longest(words: Sequence[Word], at: int, known: Vocabulary, text: str) -> Meaning:
    years = find_years(words, at)
    for length in range(min(_LONGEST_PHRASE, len(words) - at), 0, -1):
        part = words[at : at + length]
        if years is not None and years.last >= at + length:
            return Meaning("value", at, years.last, values=(("years", years.value),))
        if any(word.after_break for word in part[1:]):
            continue
        meaning = (
            _look_up([word.form for word in part], part[0].lang, at, known)
            or _look_up_bpm(part, at)
            or _look_up_bare_decade(words, at, length)
            or _look_up_artist(part, at, known, text)
            or _look_up([word.meant for word in part], part[0].lang, at, known)
        )
        if meaning is not None:
            return meaning
    return _look_up_compound(words[at], at, known) or Meaning("unread", at, at + 1)


def _look_up(forms: Sequence[str], lang: str, at: int, known: Vocabulary) -> Meaning | None:
    phrase, last = " ".join(forms), at + len(forms)
    for one in dict.fromkeys((lang, *LANGUAGES)):
        found = _effect(phrase, words_of(one), at, last)
        if found is not None:
            return found
        values, is_opposite = _values(phrase, one, known)
        if values:
            return Meaning("value", at, last, values=values, is_opposite=is_opposite)
        found = _small_word(phrase, words_of(one), at, last)
        if found is not None:
            return found
    return None


def _effect(phrase: str, vocabulary: Words, at: int, last: int) -> Meaning | None:
    if phrase in vocabulary.needed:
        return Meaning("effect", at, last, behind=("prefer", NEEDED_STRENGTH), is_needed=True)
    tight, instead = vocabulary.tight.get(phrase), vocabulary.instead.get(phrase)
    ahead, behind = vocabulary.triggers.get(phrase, tight or instead), vocabulary.after.get(phrase)
    if ahead is None and behind is None:
        return None
    is_tight, is_instead = tight is not None, instead is not None
    return Meaning("effect", at, last, ahead=ahead, behind=behind, is_tight=is_tight, is_instead=is_instead)


def _small_word(phrase: str, vocabulary: Words, at: int, last: int) -> Meaning | None:
    if phrase in vocabulary.scales:
        return Meaning("scale", at, last, factor=vocabulary.scales[phrase])
    if phrase in vocabulary.joints:
        return Meaning("joint", at, last, joint=vocabulary.joints[phrase])
    return Meaning("filler", at, last) if phrase in vocabulary.fillers else None


def _named(phrase: str, lang: str) -> tuple[Named, ...]:
    return words_of(lang).named.get(phrase, ())


def _values(phrase: str, lang: str, known: Vocabulary) -> tuple[tuple[Value, ...], bool]:
    """What a phrase names in a language, in the catalogue or in all languages."""
    found: list[Value] = []
    for named in (*_named(phrase, lang), *_named(phrase, "common")):
        if named.is_opposite:
            return ((named.facet, named.values[0]),), True
        found += [(named.facet, value) for value in _known_values(named, known, phrase)]
    if not found:
        found += [("genre", value) for value in _genres(None, known, phrase) or ()]
    own_mood = known.mood_names.get(phrase)
    if own_mood is not None and not any(facet == "activity" for facet, _ in found):
        found = [one for one in found if one[0] != "mood"] + [("mood", own_mood)]
    decade = None if found else find_decade(phrase)
    return tuple(dict.fromkeys(found if decade is None else [era_value(decade)])), False


def _known_values(named: Named, known: Vocabulary, phrase: str) -> tuple[str, ...]:
    match named.facet:
        case "genre":
            return _genres(named.values[0], known, phrase) or ()
        case "mood":
            return _moods(named, known)
        case _:
            return named.values[: named.most]


def _genres(named: str | None, known: Vocabulary, phrase: str) -> tuple[str, ...] | None:
    own = known.genre_names.get(normalise(phrase))
    if named is not None and own not in known.catalogue_genres:
        own = None  # "electrónica" is electronic, unless the catalogue has electronica
    found = [genre for genre in (named, own) if genre is not None]
    if "hip hop" in found and known.calls_it_rap:
        found.append("rap")
    return tuple(dict.fromkeys(found)) or None


def _moods(named: Named, known: Vocabulary) -> tuple[str, ...]:
    return tuple(mood for mood in named.values if mood in known.moods)[: named.most]


def _look_up_bpm(part: Sequence[Word], at: int) -> Meaning | None:
    """Read "120 bpm", "under 100 bpm", "más de 140 bpm" as the tempo words that lie within."""
    if part[-1].form != "bpm" or len(part) == 1 or not part[-2].form.isdigit():
        return None
    bpm, side = int(part[-2].form[:4]), " ".join(word.form for word in part[:-2])
    between = _BPM_BETWEEN.fullmatch(side)
    from_bpm = int(between[1]) if between is not None else 0
    within: tuple[tuple[bool, Callable[[float, float], bool]], ...] = (
        (between is not None, lambda low, high: low < bpm and high > from_bpm),
        (side in _BPM_BELOW, lambda low, _: low < bpm),
        (side in _BPM_ABOVE, lambda _, high: high > bpm),
        (side in _BPM_AROUND, lambda low, high: low <= bpm < high),
    )
    for is_meant, lies_within in within:
        values: list[Value] = [("tempo", word) for word, bounds in TEMPO_BPM.items() if lies_within(*bounds)]
        if is_meant and values:
            return Meaning("value", at, at + len(part), values=tuple(values))
    return None


def _look_up_bare_decade(words: Sequence[Word], at: int, length: int) -> Meaning | None:
    """The "70" of "los 60 y 70", the "60" of "60 and 70s": beside a decade, with a joint between."""
    if length != 1 or not _BARE_DECADE.fullmatch(words[at].form):
        return None
    joints = words_of(words[at].lang).joints
    for step in (-1, 1):
        joint, other = at + step, at + 2 * step
        if not (0 <= other < len(words)) or joints.get(words[joint].form) not in {"and", "or"}:
            continue
        is_short = _BARE_DECADE.fullmatch(words[other].form) and find_decade(f"los {words[other].form}")
        if find_decade(words[other].form) or (step < 0 and is_short):
            decade = find_decade(f"{words[at].form}s")
            return None if decade is None else Meaning("value", at, at + 1, values=(era_value(decade),))
    return None


def _look_up_artist(part: Sequence[Word], at: int, known: Vocabulary, text: str) -> Meaning | None:
    """An artist of the catalogue; a single word needs a capital, since many bands are called like things.

    A name that several artists have is unread as a whole: it is said, not guessed.
    """
    written = text[part[0].start : part[-1].end]
    if len(part) == 1 and not written[:1].isupper():
        return None
    name = normalise(written)
    if name in known.namesakes:
        return Meaning("unread", at, at + len(part))
    artist = known.artists.get(name)
    return None if artist is None else Meaning("value", at, at + len(part), values=(("artist", artist),))


def _look_up_compound(word: Word, at: int, known: Vocabulary) -> Meaning | None:
    """A value and a head that says nothing ("Rockmusik", "Sommerlieder"), or two values ("Achtzigerpop")."""
    if word.lang != "de" or len(word.form) < 2 * _SHORTEST_PART:
        return None
    for head in sorted(words_of("de").heads, key=len, reverse=True):
        values = _stem_values(word.form.removesuffix(head), known) if word.form.endswith(head) else ()
        if values:
            return Meaning("value", at, at + 1, values=values)
    for cut in range(_SHORTEST_PART, len(word.form) - _SHORTEST_PART + 1):
        first, second = _stem_values(word.form[:cut], known), _stem_values(word.form[cut:], known)
        if first and second:
            return Meaning("value", at, at + 1, values=tuple(dict.fromkeys(first + second)))
    return None


def _stem_values(stem: str, known: Vocabulary) -> tuple[Value, ...]:
    """The values of a part of a compound, without the sound that joins it ("Entspannungsmusik")."""
    for part in (stem, stem.removesuffix("s"), stem.removesuffix("n"), stem.removesuffix("en"), f"{stem}en"):
        values, is_opposite = _values(part, "de", known) if len(part) >= _SHORTEST_PART else ((), False)
        if values and not is_opposite:
            return values
    return ()
