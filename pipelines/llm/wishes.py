"""What a listener said and did, as rules that code can apply: wishes by the model or code, the rest by code alone."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from pipelines import db
from pipelines.domain.ids import stable_id
from pipelines.llm.contradictions import Said, in_force
from pipelines.llm.meanings import Vocabulary
from pipelines.llm.outcomes import Outcome, outcome_rules, read_outcomes
from pipelines.llm.own_factors import find_own_factors
from pipelines.llm.question import Question
from pipelines.llm.rules import ParsedRule
from pipelines.llm.wish_reader import BY_CODE, ReadWish, read_vocabulary, read_wish, wish_question
from pipelines.settings import Settings
from pipelines.standing import still_open

METRICS = ("wish_rules_by_model", "wish_rules_by_code", "wish_rules_refused_words", "wish_rules_refused_values")
"""Counts of one listener's wishes in `recs.run_metrics`."""
_MORE, _GENRE_OF_MORE, _GENRES_OF_MORE = 0.6, 0.3, 2


def read_wishes(settings: Settings, week: str, listener_ids: Sequence[UUID]) -> int:
    """Turn a week's wishes, feedback and outcomes into rows of recs; how many rules were written.

    All events up to the week stay in force, but for feedback that a later one contradicts (`contradictions`); of two
    rules on one facet and value the later event wins, and any event wins over an outcome. What is left without a rule
    is told as overruled. Replaces the rows of each listener and week, so a second run writes the same; rows that an
    edition stands on stay as they are.

    Raises:
        RateLimitedError: The model asks us to come back later; this listener's rows stay (as after ServiceError).
    """
    listeners = still_open(settings, week, listener_ids, "recs.rule")
    with db.transaction(settings, "open") as connection:
        events = {listener: _read_events(connection, week, listener) for listener in listeners}
        outcomes = {listener: read_outcomes(connection, week, listener) for listener in listeners}
    vocabulary = read_vocabulary(settings, week) if any(events.values()) else Vocabulary()
    return sum(_read_listener(settings, week, one, events[one], outcomes[one], vocabulary) for one in listeners)


def wish_questions(settings: Settings, week: str, listener_ids: Sequence[UUID]) -> list[Question]:
    """What `read_wishes` will ask, for a batch ahead of it."""
    listeners = still_open(settings, week, listener_ids, "recs.rule")
    with db.transaction(settings, "open") as connection:
        return [
            wish_question(week, listener, event)
            for listener in listeners
            for event in _read_events(connection, week, listener)
            if event["origin"] == "wish"
        ]


@dataclass
class _Reading:
    """What a listener's week comes to: rules by facet and value, and what each source of rules was about."""

    rules: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    sources: dict[UUID, dict[str, Any]] = field(default_factory=dict)
    unread: list[dict[str, Any]] = field(default_factory=list)
    metrics: dict[str, float] = field(default_factory=lambda: dict.fromkeys(METRICS, 0.0))

    def count(self, wish: ReadWish) -> None:
        """Add up who read what, and what was refused of a model."""
        by_model = 0 if wish.reader == BY_CODE else len(wish.rules)
        found = (by_model, len(wish.all_rules) - by_model, wish.refused_words, wish.refused_values)
        for name, value in zip(METRICS, found, strict=True):
            self.metrics[name] += value

    def add(self, source_id: UUID, origin: str, words: str, rules: Sequence[ParsedRule], parser: str) -> None:
        """Let the rules of a source take the place of earlier ones on the same facet and value."""
        self.sources[source_id] = {"event_id": source_id, "origin": origin, "words": words}
        for rule in rules:
            self.rules.pop((rule.facet, rule.value), None)
            self.rules[rule.facet, rule.value] = _row(source_id, origin, rule, parser)

    def overruled(self) -> list[dict[str, Any]]:
        """The sources of which no rule is left, and that have words for it."""
        heard = {row["event_id"] for row in self.rules.values()}
        return [row for source_id, row in self.sources.items() if source_id not in heard and row["words"]]


def _read_listener(
    settings: Settings,
    week: str,
    listener_id: UUID,
    events: Sequence[dict[str, Any]],
    outcomes: Sequence[Outcome],
    vocabulary: Vocabulary,
) -> int:
    reading = _Reading()
    given = [event for event in events if event["origin"] == "feedback"]
    said = in_force([Said(one["event_id"], one["kind"], one["recording_id"], one["artist_id"]) for one in given])
    counting = {one.event_id for one in said}
    for one, outcome_rule in outcome_rules(outcomes, said):
        reading.add(one.event_id, one.kind, one.words, [outcome_rule] if outcome_rule else [], BY_CODE)
    for event in events:
        if event["origin"] == "wish":
            wish = read_wish(settings, week, listener_id, event, vocabulary)
            reading.count(wish)
            words = "; ".join(dict.fromkeys(rule.words for rule in wish.all_rules))
            if words:
                reading.add(event["event_id"], "wish", words, wish.by_code, BY_CODE)
                reading.add(event["event_id"], "wish", words, wish.rules, wish.reader)
            reading.unread += [{"event_id": event["event_id"], "words": words} for words in dict.fromkeys(wish.unread)]
        elif event["kind"] != "wrong_reason":
            rules = _feedback_rules(event) if event["event_id"] in counting else []
            reading.add(event["event_id"], "feedback", _feedback_words(event), rules, BY_CODE)
    with db.transaction(settings, "open") as connection:
        # runs whose chains overlap replace the same rows with the same rows, one after the other
        db.execute(connection, "select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"rules:{listener_id}:{week}"])
        tables = {
            "recs.rule": list(reading.rules.values()),
            "recs.overruled": reading.overruled(),
            "recs.unread_words": reading.unread,
            "recs.own_factor": find_own_factors(connection, week, listener_id, given, said, outcomes),
        }
        key = {"listener_id": listener_id, "week": week}
        for table, rows in tables.items():
            delete = f"delete from {table} where listener_id = %(listener_id)s and week = %(week)s"  # noqa: S608  (ours)
            db.execute(connection, delete, key)
            db.insert_rows(connection, table, [{**key, **row} for row in rows])
        db.insert_rows(
            connection,
            "recs.run_metrics",
            [{**key, "name": name, "value": value} for name, value in reading.metrics.items()],
            on_conflict="on conflict (week, listener_id, name) do update set value = excluded.value",
        )
    return len(reading.rules)


def _row(source_id: UUID, origin: str, rule: ParsedRule, parser: str) -> dict[str, Any]:
    return {
        "rule_id": stable_id("rule", source_id, rule.facet, rule.value),
        "origin": origin,
        "event_id": source_id,
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


def _feedback_rules(event: dict[str, Any]) -> list[ParsedRule]:
    """The rules that a feedback makes (ARCHITECTURE.md); a song that the catalogue lost can still be excluded."""
    words, artist = _feedback_words(event), event["artist_id"]
    if event["kind"] == "never":
        return [ParsedRule("exclude", "recording", str(event["recording_id"]), 1.0, words)]
    if artist is None:
        return []
    if event["kind"] == "less":
        return [ParsedRule("avoid", "artist", str(artist), _MORE, words)]
    genres = [part["name"] for part in event["genres"] or []][:_GENRES_OF_MORE]
    return [
        ParsedRule("prefer", "artist", str(artist), _MORE, words),
        *(ParsedRule("prefer", "genre", genre, _GENRE_OF_MORE, words) for genre in genres),
    ]


def _feedback_words(event: dict[str, Any]) -> str:
    about = f": {event['title']}, {event['artist_name']}" if event["title"] is not None else ""
    return f"{event['kind']}{about}"
