"""A small lexicon of talk about music: how a post feels, and on what it is. No model, no I/O."""

import re
from collections.abc import Iterable

from pipelines.llm.schemas import Aspect, Stance


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_PRAISE = frozenset(
    [
        "adore",
        "amazing",
        "awesome",
        "beautiful",
        "best",
        "blew",
        "brilliant",
        "classic",
        "excellent",
        "fantastic",
        "favorite",
        "favourite",
        "gem",
        "genius",
        "glorious",
        "gorgeous",
        "great",
        "incredible",
        "love",
        "loved",
        "lovely",
        "masterpiece",
        "obsessed",
        "perfect",
        "stunning",
        "superb",
        "underrated",
        "wonderful",
        "wow",
    ]
)
_CRITICISM = frozenset(
    [
        "awful",
        "bad",
        "bland",
        "boring",
        "cringe",
        "derivative",
        "disappointed",
        "disappointing",
        "disappointment",
        "dull",
        "flat",
        "forgettable",
        "hate",
        "hated",
        "lazy",
        "meh",
        "mediocre",
        "overhyped",
        "overrated",
        "skip",
        "terrible",
        "tired",
        "underwhelming",
        "unlistenable",
        "weak",
        "weakest",
        "worse",
        "worst",
    ]
)
_ASPECT_WORDS: tuple[tuple[Aspect, frozenset[str]], ...] = (
    (
        "new_release",
        frozenset(
            [
                "fresh",
                "new",
                "release",
                "released",
                "single",
                "premiere",
                "dropped",
                "drops",
            ]
        ),
    ),
    (
        "live",
        frozenset(["live", "tour", "gig", "concert", "show", "festival", "tickets", "stage", "setlist", "encore"]),
    ),
    ("comeback", frozenset(["comeback", "reunion", "reunited", "return", "returns", "returned", "hiatus"])),
    ("voice", frozenset(["voice", "vocals", "singing", "sings", "singer", "falsetto", "vocal"])),
    ("words", frozenset(["lyrics", "lyric", "verse", "chorus", "lines", "writing", "words"])),
    (
        "sound",
        frozenset(
            [
                "production",
                "sound",
                "mix",
                "bass",
                "guitar",
                "guitars",
                "drums",
                "synth",
                "synths",
                "riff",
                "riffs",
                "beat",
                "beats",
                "bassline",
                "mastering",
            ]
        ),
    ),
    (
        "nostalgia",
        frozenset(["remember", "nostalgia", "nostalgic", "childhood", "throwback", "decade", "anniversary"]),
    ),
    (
        "discovery",
        frozenset(
            [
                "discovered",
                "discover",
                "found",
                "stumbled",
                "unknown",
                "hidden",
                "recommend",
                "recommendation",
                "rabbit",
            ]
        ),
    ),
)
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*", re.UNICODE)


_DISCOVERED = re.compile(r"\bfirst time\b|\bfound (?:them|him|her|this)\b", re.IGNORECASE)
_QUOTED = re.compile(r"[\"“][^\"“”\n]*[\"”]")
_TITLE = re.compile(r"(?:(?<=\n)|^)((?:\[[^\]\n]*\]\s*)?)[\"“]?\s*[-–—]+\s[^\[(\n]*")
"""What stands between the dash after a name, which is cut out, and the first bracket."""


def sort_text(text: str, names: Iterable[str] = ()) -> tuple[Stance, Aspect]:
    """Stance by counting words of praise and criticism; the first aspect that one of the words names.

    The artists' `names`, titles after them ("Artist - Title") and what is quoted are no words of the writer's.
    """
    text = _without_names(text, names)
    words = [word.casefold() for word in _WORD.findall(text)]
    praise, criticism = sum(word in _PRAISE for word in words), sum(word in _CRITICISM for word in words)
    stance: Stance = "neutral"
    if praise or criticism:
        stance = "mixed" if praise == criticism else ("praise" if praise > criticism else "criticism")
    aspect: Aspect = "question" if "?" in text else "other"
    for name, known in _ASPECT_WORDS:
        if known.intersection(words):
            aspect = name
            break
    else:
        aspect = "discovery" if _DISCOVERED.search(text) else aspect
    return stance, aspect


def _without_names(text: str, names: Iterable[str]) -> str:
    for name in sorted(names, key=lambda one: (-len(one), one)):
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", " ", text, flags=re.IGNORECASE)
    return _TITLE.sub(r"\1", _QUOTED.sub(" ", "\n".join(line.strip() for line in text.split("\n"))))
