"""One wish as rules: a model's answer, judged against our closed values and the listener's words, or plain code.

Who wins: the model, on every word that it read or says it could not read. Words that it passed over in silence are
read by code, so that no wish is lost because a model overlooked it. On one facet and value the model's rule counts.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from pipelines import db
from pipelines.domain.names import normalise
from pipelines.domain.wishes import ACTIVITIES, NOVELTY, TEMPO_BPM, era_years
from pipelines.llm import schemas
from pipelines.llm.client import Answer, ask
from pipelines.llm.eras import era_value, find_decade
from pipelines.llm.meanings import Vocabulary, find_genre, find_moods
from pipelines.llm.prompt import read_prompt
from pipelines.llm.question import Question
from pipelines.llm.rules import HARD, ParsedRule, ParsedWish, parse_rules
from pipelines.llm.text import clean
from pipelines.llm.words import base_moods, language_codes
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
    ids: dict[str, str] = {}
    namesakes: set[str] = set()
    for row in artists:
        name = normalise(row["name"])
        if name in ids:
            namesakes.add(name)
        ids[name] = str(row["artist_id"])
    single = {name: artist for name, artist in ids.items() if name not in namesakes}
    return Vocabulary.of_catalogue(names["genres"], names["moods"], single, namesakes)


@dataclass(frozen=True)
class ReadWish:
    """A wish, read.

    Attributes:
        rules: Those of the reader, in the order of the words.
        reader: The model's name, or BY_CODE.
        by_code: What code read in words that the model passed over.
        unread: Words that no rule came from.
        refused_words, refused_values: Rules of the model that rest on words which are not in the wish, or name
            nothing that exists.
    """

    rules: list[ParsedRule]
    reader: str
    unread: list[str]
    by_code: list[ParsedRule] = field(default_factory=list)
    refused_words: int = 0
    refused_values: int = 0

    @property
    def all_rules(self) -> list[ParsedRule]:
        """By whomever, in the order of the words."""
        return sorted([*self.rules, *self.by_code], key=lambda rule: (rule.start, rule.end))


def ask_inputs(text: str, lang: str) -> dict[str, Any]:
    """What the prompt wish_rules is asked with; the same wish is the same request in every week, and paid for once."""
    return {
        "wish": text,
        "lang": lang,
        "moods": list(base_moods()),
        "activities": list(ACTIVITIES),
    }


def wish_question(week: str, listener_id: UUID, event: Mapping[str, Any]) -> Question:
    """What the model is asked about a wish."""
    inputs = ask_inputs(clean(event["text"], LONGEST_WISH), event["lang"])
    return Question("wish", schemas.WishRules, read_prompt("wish_rules"), inputs, week, listener_id)


def read_wish(
    settings: Settings, week: str, listener_id: UUID, event: dict[str, Any], vocabulary: Vocabulary
) -> ReadWish:
    """The wish as rules, and who read it.

    Raises:
        RateLimitedError: The model asks us to come back later.
        ServiceError: It failed.
    """
    return read_with_answer(event, ask(settings, **vars(wish_question(week, listener_id, event))), vocabulary)


def read_with_answer(event: Mapping[str, Any], answer: Answer | None, vocabulary: Vocabulary) -> ReadWish:
    """The wish as rules by a model's answer, and by code without one."""
    text = clean(event["text"], LONGEST_WISH)
    read = parse_rules(text, event["lang"], vocabulary)
    if answer is None:
        return ReadWish(read.rules, BY_CODE, read.unread)
    return judge(answer, text, vocabulary, read)


def judge(answer: Answer, text: str, vocabulary: Vocabulary, read: ParsedWish) -> ReadWish:
    """Keep what fits our closed values and the listener's words; the words of a refused rule are unread.

    Args:
        answer: The model's, in the form WishRules.
        text: The wish.
        vocabulary: Values that exist.
        read: The same wish, read by code.
    """
    rules: dict[tuple[str, str], ParsedRule] = {}
    spans = [span for words in answer.value.unread if (span := _find(words, text)) is not None]
    unread = [words for words in answer.value.unread if _find(words, text) is not None]
    refused_words = refused_values = 0
    for rule in answer.value.rules:
        span = _find(rule.words, text)
        if span is None:
            refused_words += 1
            continue
        spans.append(span)
        values = list(_known_values(rule, vocabulary))
        if not values:
            refused_values += 1
            unread.append(rule.words)
        strength = 1.0 if rule.effect in HARD else round(rule.strength, 2)
        for facet, value in values:
            rules.pop((facet, value), None)
            rules[facet, value] = ParsedRule(rule.effect, facet, value, strength, rule.words, *span)
    by_code = [
        one
        for one in read.rules
        if (one.facet, one.value) not in rules and not any(_overlap((one.start, one.end), span) for span in spans)
    ]
    said = [rule.words for rule in rules.values()] + unread
    unread += [words for words in read.unread if not any(_find(words, one) is not None for one in said)]
    return ReadWish(list(rules.values()), answer.model, unread, by_code, refused_words, refused_values)


def _find(words: str, text: str) -> tuple[int, int] | None:
    """Where words stand in a text, as code points from and to; case and the width of spaces do not matter."""
    parts = [re.escape(part) for part in words.split()]
    found = re.search(r"\s+".join(parts), text, re.IGNORECASE) if parts else None
    return None if found is None else found.span()


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _known_values(  # noqa: PLR0911  (one line per facet)
    rule: schemas.WishRule, vocabulary: Vocabulary
) -> Iterable[tuple[schemas.Facet, str]]:
    """The values of our own lists that a rule's value names; none if it names none."""
    value = rule.value.strip().casefold()
    match rule.facet:
        case "genre":
            return _of("genre", find_genre(value, vocabulary) or ())
        case "mood":
            return _of("mood", find_moods(value, vocabulary))
        case "tempo":
            return _of("tempo", [value] if value in TEMPO_BPM else [])
        case "decade" | "years":
            return _known_era(value)
        case "language":
            return _of("language", [value] if value in language_codes() else [])
        case "novelty":
            return _of("novelty", [value] if value in NOVELTY else [])
        case "activity":
            return _of("activity", [value] if value in ACTIVITIES else [])
        case "explicit":
            return _of("explicit", [value] if value == "true" else [])
        case "artist":
            artist = vocabulary.artists.get(normalise(rule.value))
            return _of("artist", [] if artist is None or _find(rule.value, rule.words) is None else [artist])
        case _:
            return []  # no wish names a recording by our id


def _of(facet: schemas.Facet, values: Sequence[str]) -> list[tuple[schemas.Facet, str]]:
    return [(facet, value) for value in values]


def _known_era(value: str) -> list[tuple[schemas.Facet, str]]:
    """A decade by any spelling, or a range such as `1975..1985`."""
    if ".." in value:
        return [("years", value)] if era_years(value) is not None else []
    decade = find_decade(value)
    return [] if decade is None else [era_value(decade)]
