"""What a listener's frozen wishes, feedback and outcomes come to, as rows of recs; nothing is stored here."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from pipelines import db
from pipelines.domain.ids import stable_id
from pipelines.llm.contradictions import Said, in_force
from pipelines.llm.outcomes import Outcome, outcome_rules
from pipelines.llm.own_factors import find_own_factors
from pipelines.llm.rules import ParsedRule
from pipelines.llm.wish_reader import BY_CODE, ReadWish

METRICS = ("wish_rules_by_model", "wish_rules_by_code", "wish_rules_refused_words", "wish_rules_refused_values")
"""Counts of one listener's wishes in `recs.run_metrics`."""
_MORE, _GENRE_OF_MORE, _GENRES_OF_MORE = 0.6, 0.3, 2
Event = dict[str, Any]
Tables = dict[str, list[dict[str, Any]]]


@dataclass
class Reading:
    """What a listener's week comes to: rules by facet and value, and what each source of rules was about.

    Attributes:
        given: The feedback events, oldest first.
        said: Those of them that no later one contradicts.
    """

    given: Sequence[Event]
    said: Sequence[Said]
    outcomes: Sequence[Outcome]
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

    def tables(self, connection: db.Connection, week: str, listener_id: UUID) -> Tables:
        """The rows by table, ready to be inserted; what a wrong reason halves is looked up in stored parts."""
        key = {"listener_id": listener_id, "week": week}
        factors = find_own_factors(connection, week, listener_id, self.given, self.said, self.outcomes)
        found = {
            "recs.rule": list(self.rules.values()),
            "recs.overruled": self.overruled(),
            "recs.unread_words": self.unread,
            "recs.own_factor": factors,
        }
        return {table: [{**key, **row} for row in rows] for table, rows in found.items()}


def read_all(events: Sequence[Event], outcomes: Sequence[Outcome], read: Callable[[Event], ReadWish]) -> Reading:
    """All of a listener's week, oldest event first; any event wins over an outcome.

    Args:
        events: As `read_events` gives them.
        outcomes: Newest first.
        read: A wish as rules.
    """
    given = [event for event in events if event["origin"] == "feedback"]
    said = in_force([Said(one["event_id"], one["kind"], one["recording_id"], one["artist_id"]) for one in given])
    reading = Reading(given, said, outcomes)
    counting = {one.event_id for one in said}
    for one, outcome_rule in outcome_rules(outcomes, said):
        reading.add(one.event_id, one.kind, one.words, [outcome_rule] if outcome_rule else [], BY_CODE)
    for event in events:
        if event["origin"] == "wish":
            wish = read(event)
            reading.count(wish)
            words = "; ".join(dict.fromkeys(rule.words for rule in wish.all_rules))
            if words:
                reading.add(event["event_id"], "wish", words, wish.by_code, BY_CODE)
                reading.add(event["event_id"], "wish", words, wish.rules, wish.reader)
            reading.unread += [{"event_id": event["event_id"], "words": words} for words in dict.fromkeys(wish.unread)]
        elif event["kind"] != "wrong_reason":
            rules = _feedback_rules(event) if event["event_id"] in counting else []
            reading.add(event["event_id"], "feedback", _feedback_words(event), rules, BY_CODE)
    return reading


def read_events(
    connection: db.Connection, week: str, listener_id: UUID, further: Sequence[Mapping[str, Any]] = ()
) -> list[Event]:
    """Frozen events in the order in which they were made, feedback with what the catalogue knows of the song.

    Args:
        connection: As role open.
        week: Whose frozen events.
        listener_id: Whose.
        further: Rows of app.wish or app.feedback, stored nowhere, that are read as if the week had frozen them.
    """
    return db.rows(
        connection,
        """
        with frozen as (
            select input_kind, input_id from recs.week_input
            where week = %(week)s and listener_id = %(listener)s
        ),

        said as (
            select w.event_id, w.created_at, w.text, w.lang, null::text as kind, null::text as about_week,
                   null::uuid as recording_id
            from frozen as i
            join app.wish as w on w.event_id = i.input_id
            where i.input_kind = 'wish' and w.listener_id = %(listener)s
            union all
            select f.event_id, f.created_at, '', '', f.kind, f.week, f.recording_id
            from frozen as i
            join app.feedback as f on f.event_id = i.input_id
            where i.input_kind = 'feedback' and f.listener_id = %(listener)s
            union all
            select event_id, created_at, coalesce(text, ''), coalesce(lang, ''), kind, week, recording_id
            from jsonb_to_recordset(%(further)s) as x (
                event_id uuid, created_at timestamptz, text text, lang text, kind text, week text, recording_id uuid
            )
        )

        select s.event_id, s.created_at, case when s.kind is null then 'wish' else 'feedback' end as origin,
               s.text, s.lang, s.kind, s.about_week, s.recording_id,
               t.artist_id, t.genres, t.title, t.artist_name
        from said as s
        left join marts.dim_track as t on t.week = %(week)s and t.recording_id = s.recording_id
        order by s.created_at, s.event_id
        """,
        {"week": week, "listener": listener_id, "further": db.Json([_plain(one) for one in further])},
    )


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: str(value) for name, value in row.items()}


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
