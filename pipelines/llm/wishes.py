"""What a listener said, as rules that code can apply: wishes by the model or by plain code, feedback by code alone."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from pipelines import db
from pipelines.domain.ids import stable_id
from pipelines.domain.names import normalise
from pipelines.llm import schemas
from pipelines.llm.client import Answer, ask
from pipelines.llm.contradictions import Said, in_force
from pipelines.llm.own_factors import find_own_factors
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

__all__ = ["ParsedRule", "ParsedWish", "parse_rules", "read_wishes"]

BY_CODE = "rules"
LONGEST_WISH = 1000
"""Code points of a wish that are read."""
_MORE, _GENRE_OF_MORE, _GENRES_OF_MORE = 0.6, 0.3, 2


def read_wishes(settings: Settings, week: str, listener_ids: Sequence[UUID]) -> int:
    """Turn the frozen wishes and feedback of a week into recs.rule, unread_words and own_factor; rules written.

    All events up to the week stay in force, but for feedback that a later one contradicts (`contradictions`); of two
    rules on one facet and value the later event wins. What was saved is read beside them. Replaces the rows of each
    listener and week, so a second run writes the same.

    Raises:
        RateLimitedError: The model asks us to come back later; this listener's rows stay (as after ServiceError).
    """
    listeners = sorted(set(listener_ids))
    with db.transaction(settings, "open") as connection:
        events = {listener: _read_events(connection, week, listener) for listener in listeners}
    vocabulary = _read_vocabulary(settings, week) if any(events.values()) else Vocabulary()
    return sum(_read_listener(settings, week, one, events[one], vocabulary) for one in listeners)


def _read_listener(
    settings: Settings, week: str, listener_id: UUID, events: Sequence[dict[str, Any]], vocabulary: Vocabulary
) -> int:
    rules: dict[tuple[str, str], dict[str, Any]] = {}
    unread: list[dict[str, Any]] = []
    given = [event for event in events if event["origin"] == "feedback"]
    said = in_force([Said(one["event_id"], one["kind"], one["recording_id"], one["artist_id"]) for one in given])
    counting = {one.event_id for one in said}
    for event in events:
        if event["origin"] == "wish":
            wish, parser = _read_wish(settings, week, listener_id, event, vocabulary)
            unread += [
                {"listener_id": listener_id, "week": week, "event_id": event["event_id"], "words": words}
                for words in dict.fromkeys(wish.unread)
            ]
        else:
            wish, parser = ParsedWish(_feedback_rules(event) if event["event_id"] in counting else [], []), BY_CODE
        for rule in wish.rules:
            rules.pop((rule.facet, rule.value), None)
            rules[rule.facet, rule.value] = _row(week, listener_id, event, rule, parser)
    with db.transaction(settings, "open") as connection:
        key = [listener_id, week]
        # runs whose chains overlap replace the same rows with the same rows, one after the other
        db.execute(connection, "select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"rules:{listener_id}:{week}"])
        for table in ("recs.rule", "recs.unread_words", "recs.own_factor"):
            db.execute(connection, f"delete from {table} where listener_id = %s and week = %s", key)  # noqa: S608
        db.insert_rows(connection, "recs.rule", list(rules.values()))
        db.insert_rows(connection, "recs.unread_words", unread)
        factors = find_own_factors(connection, week, listener_id, given, said)
        db.insert_rows(connection, "recs.own_factor", factors)
    return len(rules)


def _row(week: str, listener_id: UUID, event: dict[str, Any], rule: ParsedRule, parser: str) -> dict[str, Any]:
    return {
        "listener_id": listener_id,
        "week": week,
        "rule_id": stable_id("rule", event["event_id"], rule.facet, rule.value),
        "origin": event["origin"],
        "event_id": event["event_id"],
        "effect": rule.effect,
        "facet": rule.facet,
        "value": rule.value,
        "strength": rule.strength,
        "words": rule.words,
        "parser": parser,
    }


def _read_events(connection: db.Connection, week: str, listener_id: UUID) -> list[dict[str, Any]]:
    """Frozen events in the order in which they were made, feedback with what the catalogue knows of the song."""
    return db.rows(
        connection,
        """
        with frozen as (
            select week, input_kind, input_id from recs.week_input
            where week = %(week)s and listener_id = %(listener)s
        )
        select w.event_id, w.created_at, 'wish' as origin, w.text, w.lang, null::text as kind,
               null::text as about_week, null::uuid as recording_id, null::uuid as artist_id, null::jsonb as genres,
               null::text as title, null::text as artist_name
        from frozen as i
        join app.wish as w on w.event_id = i.input_id
        where i.input_kind = 'wish' and w.listener_id = %(listener)s
        union all
        select f.event_id, f.created_at, 'feedback', '', '', f.kind, f.week, f.recording_id,
               t.artist_id, t.genres, t.title, t.artist_name
        from frozen as i
        join app.feedback as f on f.event_id = i.input_id
        left join marts.dim_track as t on t.week = i.week and t.recording_id = f.recording_id
        where i.input_kind = 'feedback' and f.listener_id = %(listener)s
        order by created_at, event_id
        """,
        {"week": week, "listener": listener_id},
    )


def _read_vocabulary(settings: Settings, week: str) -> Vocabulary:
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


def _feedback_rules(event: dict[str, Any]) -> list[ParsedRule]:
    """The rules that a feedback makes (ARCHITECTURE.md); a song that the catalogue lost can still be excluded."""
    about = f": {event['title']}, {event['artist_name']}" if event["title"] is not None else ""
    words, artist = f"{event['kind']}{about}", event["artist_id"]
    if event["kind"] == "never":
        return [ParsedRule("exclude", "recording", str(event["recording_id"]), 1.0, words)]
    if event["kind"] == "wrong_reason" or artist is None:
        return []
    if event["kind"] == "less":
        return [ParsedRule("avoid", "artist", str(artist), _MORE, words)]
    genres = [part["name"] for part in event["genres"] or []][:_GENRES_OF_MORE]
    return [
        ParsedRule("prefer", "artist", str(artist), _MORE, words),
        *(ParsedRule("prefer", "genre", genre, _GENRE_OF_MORE, words) for genre in genres),
    ]


def _read_wish(
    settings: Settings, week: str, listener_id: UUID, event: dict[str, Any], vocabulary: Vocabulary
) -> tuple[ParsedWish, str]:
    """The wish as rules, and who read it."""
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
