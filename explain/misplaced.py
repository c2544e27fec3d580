"""What is true of one thing and told of another: talk of an artist, of a song; what a song is, of the whole list."""

import re
from collections.abc import Collection, Iterable, Sequence

from explain.lexer import Token
from pipelines.domain.telling import ENGLISH, GERMAN, Language

_LINKS = {
    ENGLISH: frozenset({"and", "or", "for", "of", "from", "about", "on", "to", "with", "in", "by", "at"}),
    GERMAN: frozenset(
        {"und", "oder", "für", "von", "aus", "über", "auf", "zu", "zum", "zur", "mit", "in", "im", "bei", "am"}
    ),
}


def talk_of_a_song(
    tokens: Sequence[Token],
    talks: Collection[Collection[int]],
    titles: Collection[Collection[int]],
    language: Language = ENGLISH,
) -> str:
    """
    A title or list that a sentence makes the subject or place of talk, which counts artists on Reddit; else empty.

    "“Sundial” by Lila Voss drew 40 mentions", "40 mentions, for “Sundial”" and "on your list, 40 mentions" say what
    nobody counted.

    Args:
        tokens: Of the sentence.
        talks: Numbers of the tokens of each statement about talk.
        titles: The same of each song that is named there and of which no statement says anything.
        language: Of the sentence.
    """
    links = _LINKS[language]

    def _all_links(first: int, end: int) -> bool:
        return first < end and all(token.word in links for token in tokens[first:end])

    for title in titles:
        first, last = min(title), max(title)
        for talk in talks:
            shares_its_artist = not set(title).isdisjoint(talk)
            stands_before = _all_links(last + 1, min(talk)) or (last + 1 == min(talk) and _all_links(0, first))
            stands_behind = _all_links(max(talk) + 1, first) and last == len(tokens) - 1
            if shares_its_artist or stands_before or stands_behind:
                return tokens[first].text
    for talk in talks:
        lead = [token.word for token in tokens[: min(talk)]]
        if all(lead) and not _PLACES[language].isdisjoint(lead):
            return " ".join(lead)
    return ""


_PLACES = {
    ENGLISH: frozenset({"list", "slate", "songs", "tracks", "artist", "music", "shelf"}),
    GERMAN: frozenset({"liste", "playlist", "songs", "lieder", "act", "musik", "regal"}),
}
"""What talk is not of, nor on: "on your list, Lila Voss drew 40 mentions"."""
WHOLES = {
    ENGLISH: frozenset({"list", "slate", "week", "songs", "tracks", "records", "music", "artist", "name", "week's"}),
    GERMAN: frozenset({"liste", "playlist", "woche", "songs", "lieder", "musik", "act", "name"}),
}
_SUBJECT = {
    ENGLISH: re.compile(r"(?:(?:and|also|then|meanwhile|besides) )*(?:the|this|that|these|those|your|our) \S+"),
    GERMAN: re.compile(r"(?:(?:und|auch|außerdem|dann|zudem) )*(?:der|die|diese|dieser|deine|dein|unsere) \S+"),
}


def said_of_more(
    tokens: Sequence[Token],
    of_a_song: Iterable[tuple[Collection[int], Collection[str]]],
    covered: Collection[int],
    language: Language = ENGLISH,
) -> str:
    """
    The list, the week or the artist, of which a sentence says what was computed of one song; empty for none.

    "The list is here because you asked", "the mood of this list is calm".

    Args:
        tokens: Of the sentence.
        of_a_song: Of each statement about a song the numbers of its tokens, and the words of its wording.
        covered: Numbers of the tokens that any claim carries.
        language: Of the sentence.
    """
    wholes = WHOLES[language]
    for covers, wording in of_a_song:
        for number in covers:
            if tokens[number].word in wholes - set(wording) and not tokens[number].is_mention:
                return tokens[number].word
        first = min(covers)
        before = [token.word for number, token in enumerate(tokens[:first]) if number not in covered]
        if (
            before
            and len(before) == first
            and before[-1] in wholes - set(wording)
            and _SUBJECT[language].fullmatch(" ".join(before))
        ):
            return before[-1]
    return ""
