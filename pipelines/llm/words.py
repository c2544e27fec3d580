"""The words of wishes, read from vocabulary/*.toml: one file per language, one for what all share. No grammar here."""

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from pathlib import Path
from typing import Any

from pipelines.llm.schemas import Effect, Facet

LANGUAGES = ("en", "de", "es")
"""Languages of wishes that code reads; the first one breaks ties."""
_FOLDER = Path(__file__).with_name("vocabulary")
_APOSTROPHES = re.compile(r"['’`´]")
_GROUP = re.compile(r"\(([^()]*)\)")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_SCENE_MOODS = 2
"""How many moods a scene stands for; an adjective stands for one."""


@dataclass(frozen=True)
class Named:
    """What a phrase names: of the values, best first, the first `most` that are known."""

    facet: Facet
    values: tuple[str, ...]
    most: int = 1
    is_opposite: bool = False


@dataclass(frozen=True)
class Words:
    """One language's phrases, folded, by what they do in a wish.

    Attributes:
        named: What phrases name; one may name two things ("Deutschrap").
        triggers: Effect and strength of what follows.
        tight: The same, of the very next word only.
        instead: The same, of the next value and those joined to it; what follows is wanted ("statt Rock bitte Folk").
        needed: Phrases that turn what nobody wants to be without into a wish ("ohne Jazz geht es nicht").
        after: Effect and strength of what stands before ("rap? never").
        scales: Factors of the strength of what follows.
        joints: and, or, but, than; to is a than behind "prefer".
        fillers: Phrases that carry nothing: neither a rule nor worth showing as unread.
        years: Phrases around years, by what they say of them.
        heads: Ends of compounds that say nothing by themselves.
        forms: Every single word of it.
    """

    named: Mapping[str, tuple[Named, ...]]
    triggers: Mapping[str, tuple[Effect, float]]
    tight: Mapping[str, tuple[Effect, float]]
    instead: Mapping[str, tuple[Effect, float]]
    needed: frozenset[str]
    after: Mapping[str, tuple[Effect, float]]
    scales: Mapping[str, float]
    joints: Mapping[str, str]
    fillers: frozenset[str]
    years: Mapping[str, frozenset[str]]
    heads: tuple[str, ...]
    forms: frozenset[str]


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Lower case, without apostrophes and accents: "Can't" is "cant", "más" is "mas", "fröhlich" is "frohlich"."""
    plain = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", text).casefold())
    return "".join(char for char in plain if not unicodedata.combining(char))


@lru_cache(maxsize=1)
def base_genres() -> tuple[str, ...]:
    """Genres known before any catalogue is; a catalogue adds its own."""
    return tuple(_listed(_read("common")["genres"]))


@lru_cache(maxsize=1)
def base_moods() -> tuple[str, ...]:
    """Moods known before any catalogue is; a catalogue's own take their place."""
    return tuple(_listed(_read("common")["moods"]))


@lru_cache(maxsize=1)
def language_codes() -> frozenset[str]:
    """ISO 639-3 codes that a wish can ask for; `zxx` is music without words."""
    named = (one for lang in LANGUAGES for found in words_of(lang).named.values() for one in found)
    return frozenset(value for one in named if one.facet == "language" for value in one.values)


@lru_cache(maxsize=8)
def words_of(lang: str) -> Words:
    """The words of a language, or with "common" those of all."""
    data = _read(lang)
    endings = [one.strip() for one in data.get("endings", "").split(",")]

    def table(section: str) -> dict[str, list[str]]:
        return {key: _phrases(text, endings) for key, text in data.get(section, {}).items()}

    named: dict[str, list[Named]] = {}
    for section in ("genre", "mood", "scene", "tempo", "decade", "language", "novelty", "activity", "explicit"):
        for key, phrases in table(section).items():
            for phrase in phrases:
                named.setdefault(phrase, []).extend(_named(section, key))
    for key, phrases in table("opposite").items():
        facet, value = key.split(" ", 1)
        for phrase in phrases:
            named.setdefault(phrase, []).append(Named(_FACETS[facet], (value,), is_opposite=True))
    triggers, tight, instead, after = (_effects(table(section)) for section in ("trigger", "tight", "instead", "after"))
    needed = frozenset(phrase for phrases in table("needed").values() for phrase in phrases)
    scales = {phrase: float(key) for key, phrases in table("scale").items() for phrase in phrases}
    joints = {phrase: key for key, phrases in table("joint").items() for phrase in phrases}
    fillers = frozenset(phrase for phrases in table("filler").values() for phrase in phrases)
    years = {key: frozenset(phrases) for key, phrases in table("years").items()}
    heads = tuple(_phrases(data.get("heads", ""), endings))
    effects: list[Mapping[str, Any] | frozenset[str]] = [triggers, tight, instead, needed, after]
    phrases = [phrase for one in (named, *effects, scales, joints, fillers, *years.values(), heads) for phrase in one]
    return Words(
        named={phrase: tuple(dict.fromkeys(found)) for phrase, found in named.items()},
        triggers=triggers,
        tight=tight,
        instead=instead,
        needed=needed,
        after=after,
        scales=scales,
        joints=joints,
        fillers=fillers,
        years=years,
        heads=heads,
        forms=frozenset(word for phrase in phrases for word in phrase.split()),
    )


_FACETS: Mapping[str, Facet] = {
    "genre": "genre",
    "mood": "mood",
    "scene": "mood",
    "tempo": "tempo",
    "decade": "decade",
    "language": "language",
    "novelty": "novelty",
    "activity": "activity",
    "explicit": "explicit",
}


def _named(section: str, key: str) -> Iterator[Named]:
    parts = key.split(", ")
    match section:
        case "mood":
            yield Named("mood", tuple(parts))
        case "scene":
            yield Named("mood", tuple(parts), most=_SCENE_MOODS)
        case "tempo":
            yield Named("tempo", tuple(parts), most=len(parts))
        case _:
            for part in parts:  # "hip hop, language deu"
                facet, _, value = part.partition(" ")
                other = facet in _FACETS and bool(value)
                yield Named(_FACETS[facet if other else section], (value if other else part,))


def _effects(phrases_by_key: Mapping[str, list[str]]) -> dict[str, tuple[Effect, float]]:
    found: dict[str, tuple[Effect, float]] = {}
    for key, phrases in phrases_by_key.items():
        effect, strength = key.split(" ")
        for phrase in phrases:
            found[phrase] = (_EFFECTS[effect], float(strength))
    return found


_EFFECTS: Mapping[str, Effect] = {"exclude": "exclude", "avoid": "avoid", "prefer": "prefer", "only": "only"}


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((_FOLDER / f"{name}.toml").read_text(encoding="utf8"))


def _listed(text: str) -> list[str]:
    return [one.strip() for one in re.split(r"[,\n]", text) if one.strip()]


def _phrases(text: str, endings: list[str]) -> list[str]:
    """Each phrase that a text in the notation of the files stands for, folded; umlauts also as ae, oe, ue."""
    found: dict[str, None] = {}
    for written in _listed(text):
        for phrase in _expanded(written, endings):
            for spelling in (phrase, phrase.casefold().translate(_UMLAUTS)):
                found[" ".join(re.findall(r"[^\W_]+", fold(spelling)))] = None
    return [phrase for phrase in found if phrase]


def _expanded(written: str, endings: list[str]) -> Iterator[str]:
    pieces = re.split(r"(\([^()]*\)|~)", written)
    choices = [endings if piece == "~" else _alternatives(piece) for piece in pieces]
    yield from ("".join(chosen) for chosen in product(*choices))


def _alternatives(piece: str) -> list[str]:
    group = _GROUP.fullmatch(piece)
    return group[1].split("|") if group else [piece]
