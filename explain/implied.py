"""What neutral words say together: each is harmless; "is yours", "song of the week" and "word is" are not."""

import re
from collections.abc import Collection, Iterator, Sequence

from explain import values_german
from explain.lexer import Token
from explain.lexicons import PERSONS, THINGS, VERBS
from explain.values import SMALL_NUMBERS
from pipelines.domain.telling import ENGLISH, GERMAN, Language

_IDIOMS = {
    ENGLISH: re.compile(r"(?<!\S)(?:for the record|between us|worth a (?:nod|note|smile|word))(?!\S)"),
    GERMAN: re.compile(r"(?<!\S)(?:am rande|fürs protokoll|nebenbei|unter uns)(?!\S)"),
}
"""Openers that say nothing of what follows them."""
_SONGS = r"song|songs|track|tracks|record|records|list|slate|artist|name|music|week|week's|part|place|notes?|numbers"
_RANKS = re.compile(rf"(?<!\S)(?:{_SONGS}) of (?:the|this|that|your|our) (?:{_SONGS}|evening|morning)(?!\S)")
_SONGS_DE = r"songs?|lied|lieder|tracks?|liste|playlist|musik|act|namen?|woche|platz|teil|stelle|worte?|regal"
_RANKS_DE = re.compile(
    rf"(?<!\S)(?:{_SONGS_DE}) (?:de[rsmn]|dieser|dieses|von|aus|vom|zum|für|in|auf) (?:\S+ ){{0,2}}"
    rf"(?:{_SONGS_DE}|abend|morgen|heute)(?!\S)"
)
_RANKS_IN = {ENGLISH: _RANKS, GERMAN: _RANKS_DE}
_POINTS_BACK = {
    ENGLISH: re.compile(
        r"(?<!\S)(?:of|from|for|with|to|at|on|in|into|onto) (?:it|this|that|these|those|which|there|here)$"
    ),
    GERMAN: re.compile(r"(?<!\S)davon$"),
}
"""Before a claim: it would be a part of what was said, or follow from it."""
_JOINED = {ENGLISH: re.compile(r"(?:^|and |but )for$"), GERMAN: re.compile(r"(?!)")}
"""Between two claims: the second would be the cause of the first."""
_BEING = frozenset({"is", "are", "here's", "there's", "that's", "it's", "ist", "sind"})
_OPENING_MARKS = frozenset("“„")
"""What begins with one is a title, a playlist or words of a wish: it does nothing, and nothing is done to it."""
_SMALL = frozenset({*SMALL_NUMBERS, *values_german.SMALL_NUMBERS})
_BOUNDS = {
    ENGLISH: frozenset({"between", "to", "into", "onto", "of", "on"}),
    GERMAN: frozenset({"zu", "zum", "zur", "auf", "von", "vom", "am", "in", "im"}),
}
"""Right before a number that a claim carries they make another one of it, or a bound."""


def implied(tokens: Sequence[Token], covered: Collection[int], language: Language = ENGLISH) -> str:
    """A statement that neutral words make between or beside the claims of a sentence; empty when there is none.

    Args:
        tokens: Of the sentence.
        covered: Numbers of those that a claim carries.
        language: Of the sentence.
    """
    for number, token in enumerate(tokens[1:]):
        before = tokens[number]
        is_number = token.is_mention and (token.text[:1].isdigit() or token.text.lower().split(" ")[0] in _SMALL)
        if is_number and number not in covered and before.word in _BOUNDS[language]:
            return f"{before.word} {token.text}"
    for number, token in enumerate(tokens):
        beside = [*tokens[max(number - 1, 0) : number], *tokens[number + 1 : number + 2]]
        is_act = number not in covered and token.word in VERBS[language] - _BEING
        if is_act and any(one.text[:1] in _OPENING_MARKS for one in beside):
            return token.word
    for words, is_behind, is_last in _runs(tokens, covered):
        rest = " ".join(_IDIOMS[language].sub(" ", words).split())
        said = (
            _said(rest, language)
            or ("" if is_last else _said_back(rest, language))
            or (_said_behind(rest, language, is_last=is_last) if is_behind else "")
        )
        if said:
            return said
    return ""


def _said(words: str, language: Language) -> str:
    """A thing or a person, and what it is or does; whose something is; a song of something."""
    found = words.split()
    person = next((word for word in found if word in PERSONS[language]), "")
    if person:
        return person
    if "worth" in found:
        return "worth"
    verb = next((word for word in found if word in VERBS[language]), "")
    thing = next((word for word in found if word in THINGS[language]), "")
    if verb and thing:
        first, last = sorted([found.index(verb), found.index(thing)])
        return " ".join(found[first : last + 1])
    match = _RANKS_IN[language].search(words)
    return "" if match is None else match[0]


def _said_behind(words: str, language: Language, *, is_last: bool) -> str:
    """Behind a claim: whereof it is ("15 people, from the list"), for what it is the cause."""
    if not THINGS[language].isdisjoint(words.split()):
        return words
    if is_last:
        return words if not VERBS[language].isdisjoint(words.split()) else ""
    match = _JOINED[language].search(words)
    return "" if match is None else match[0]


def _said_back(words: str, language: Language) -> str:
    match = _POINTS_BACK[language].search(words)
    return "" if match is None else match[0]


def _runs(tokens: Sequence[Token], covered: Collection[int]) -> Iterator[tuple[str, bool, bool]]:
    """Words that no claim carries, side by side; whether a claim stands before them, and whether none stands behind."""
    run: list[str] = []
    is_behind = False
    for number, token in enumerate(tokens):
        if number not in covered and token.word:
            run.append(token.word)
            continue
        if run:
            yield " ".join(run), is_behind, False
        run, is_behind = [], True
    if run:
        yield " ".join(run), is_behind, True
