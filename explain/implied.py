"""What neutral words say together: each is harmless; "is yours", "song of the week" and "word is" are not."""

import re
from collections.abc import Collection, Iterator, Sequence

from explain import values_german
from explain.lexer import Token
from explain.lexicons import THINGS, VERBS
from explain.values import SMALL_NUMBERS
from pipelines.domain.telling import ENGLISH, GERMAN, Language

_IDIOMS = {
    ENGLISH: re.compile(r"(?<!\S)(?:for the record|between us|worth a (?:nod|note|smile|word))(?!\S)"),
    GERMAN: re.compile(r"(?<!\S)(?:am rande|fürs protokoll|nebenbei|unter uns)(?!\S)"),
}
"""Openers that say nothing of what follows them."""
_LINKS = {
    ENGLISH: re.compile(
        r"(?:(?:and|but|while|also|meanwhile|besides|here|it|it's|its|is|are|here's|that's|brings|a|an|the|this|that"
        r"|(?:the|this) (?:song|track|record)|(?:the|this|this week's) (?:list|slate))(?: |$)){1,5}"
    ),
    GERMAN: re.compile(
        r"(?:(?:und|auch|außerdem|zudem|nebenbei|übrigens|hier|es|er|ist|sind|bringt|der|die|das|den|ein|eine"
        r"|(?:der|dieser) (?:song|track)|(?:das|dieses) lied|(?:die|diese) (?:liste|playlist))(?: |$)){1,5}"
    ),
}
"""All that may stand beside claims: what joins them, points at them or says of what they are; no place, time, owner,
condition or comparison, for which it takes a preposition or another noun."""
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
        said = _said(rest, language) or (_said_behind(rest, language, is_last=is_last) if is_behind else "")
        if said:
            return said
    return ""


def _said(words: str, language: Language) -> str:
    """What is more than links, or a thing and what it is or does."""
    if words and not _LINKS[language].fullmatch(words):
        return words
    found = words.split()
    verb = next((word for word in found if word in VERBS[language]), "")
    thing = next((word for word in found if word in THINGS[language]), "")
    if verb and thing:
        first, last = sorted([found.index(verb), found.index(thing)])
        return " ".join(found[first : last + 1])
    return ""


def _said_behind(words: str, language: Language, *, is_last: bool) -> str:
    """Behind a claim: whereof it is ("15 people, the list"), or what begins and is not said."""
    found = set(words.split())
    ends = is_last and found - _MAY_END[language]
    return words if ends or not THINGS[language].isdisjoint(found) else ""


_MAY_END = {ENGLISH: frozenset({"also", "here"}), GERMAN: frozenset({"auch", "hier", "zudem", "außerdem"})}


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
