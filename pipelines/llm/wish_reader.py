"""One wish as rules: a model's answer, judged against our closed values and the listener's words, or plain code."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from pipelines import db
from pipelines.domain.names import normalise
from pipelines.llm import schemas
from pipelines.llm.client import Answer, ask
from pipelines.llm.prompt import read_prompt
from pipelines.llm.rules import (
    HARD,
    ParsedRule,
    ParsedWish,
    Vocabulary,
    find_decade,
    find_genre,
    find_moods,
    parse_rules,
)
from pipelines.llm.text import clean
from pipelines.llm.words import BASE_MOODS, DECADES, LANGUAGES, TEMPO_WORDS
from pipelines.settings import Settings

BY_CODE = "rules"
"""The reader of what no model read."""
LONGEST_WISH = 1000
"""Code points of a wish that are read."""


def read_vocabulary(settings: Settings, week: str) -> Vocabulary:
    """The genres, moods and artists of the week's catalogue."""
    with db.transaction(settings, "open") as connection:
        names = {
            facet: [
                row["name"]
                for row in db.rows(
                    connection,
                    f"select distinct part->>'name' as name from marts.dim_track, jsonb_array_elements({facet}) as part"  # noqa: S608
                    " where week = %s order by 1",
                    [week],
                )
            ]
            for facet in ("genres", "moods")
        }
        artists = db.rows(
            connection, "select artist_id, name from marts.dim_artist where week = %s order by artist_id desc", [week]
        )
    ids = {normalise(row["name"]): str(row["artist_id"]) for row in artists}  # of namesakes the smallest id
    return Vocabulary.of_catalogue(names["genres"], names["moods"], ids)


def read_wish(
    settings: Settings, week: str, listener_id: UUID, event: dict[str, Any], vocabulary: Vocabulary
) -> tuple[ParsedWish, str]:
    """The wish as rules, and who read it.

    Raises:
        RateLimitedError: The model asks us to come back later.
        ServiceError: It failed.
    """
    text = clean(event["text"], LONGEST_WISH)
    # The same wish is the same request in every week: it is paid for once
    inputs = {"wish": text, "lang": event["lang"], "moods": list(BASE_MOODS)}
    answer = ask(
        settings,
        room="wish",
        schema=schemas.WishRules,
        prompt=read_prompt("wish_rules"),
        inputs=inputs,
        week=week,
        listener_id=listener_id,
    )
    if answer is None:
        return parse_rules(text, event["lang"], vocabulary), BY_CODE
    return _judge(answer, text, vocabulary), answer.model


def _judge(answer: Answer, text: str, vocabulary: Vocabulary) -> ParsedWish:
    """Keep what fits our closed values and the listener's words; the words of a refused rule are unread."""
    rules: dict[tuple[str, str], ParsedRule] = {}
    unread = [words for words in answer.value.unread if _occurs(words, text)]
    for rule in answer.value.rules:
        if not _occurs(rule.words, text):
            continue
        values = _known_values(rule, vocabulary)
        if not values:
            unread.append(rule.words)
        strength = 1.0 if rule.effect in HARD else round(rule.strength, 2)
        for value in values:
            rules.pop((rule.facet, value), None)
            rules[rule.facet, value] = ParsedRule(rule.effect, rule.facet, value, strength, rule.words)
    # Words that the model passed over in silence are shown as well
    said = [rule.words for rule in rules.values()] + unread
    unread += [
        words
        for words in parse_rules(text, vocabulary=vocabulary).unread
        if not any(_occurs(words, one) for one in said)
    ]
    return ParsedWish(list(rules.values()), unread)


def _occurs(words: str, text: str) -> bool:
    return bool(words.strip()) and " ".join(words.split()).casefold() in " ".join(text.split()).casefold()


def _known_values(  # noqa: PLR0911  (one line per facet)
    rule: schemas.WishRule, vocabulary: Vocabulary
) -> Iterable[str]:
    """The values of our own lists that a rule's value names; none if it names none."""
    value = rule.value.strip().casefold()
    match rule.facet:
        case "genre":
            return find_genre(value, vocabulary) or ()
        case "mood":
            return find_moods(value, vocabulary)
        case "tempo":
            return [value] if value in TEMPO_WORDS else []
        case "decade":
            decade = value if value in DECADES else find_decade(value)
            return [] if decade is None else [decade]
        case "language":
            return [value] if value == "zxx" or value in LANGUAGES.values() else []
        case "explicit":
            return [value] if value == "true" else []
        case "artist":
            artist = vocabulary.artists.get(normalise(rule.value))
            return [] if artist is None or not _occurs(rule.value, rule.words) else [artist]
        case _:
            return []  # no wish names a recording by our id
