"""What a listener asked for and said, and what it did to a list: wishes in force, and feedback that is answered."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from explain.web.frame import Frame

Payload = dict[str, Any]


@dataclass(frozen=True)
class Steer:
    """A wish or an edit of this week and what it did."""

    words: str
    effect: str
    met: str
    kept_out: list[str]
    gone_without: int


@dataclass(frozen=True)
class Answer:
    """Feedback that this week was the first to read, and what it changed."""

    said: str
    about: str
    given_on: str
    did: list[str]


def _gone_without(rule: Payload, evidence: Iterable[Payload]) -> int:
    """How many songs of this slate would not be on it without a rule, or without the whole feedback it is of."""
    return _songs_gone({str(rule["rule_id"]), str(rule.get("event_id"))}, evidence)


def _songs_gone(ids: set[str], evidence: Iterable[Payload]) -> int:
    """How many songs of this slate would not be on it without one of these."""
    return sum(
        row["kind"] == "what_if" and row["payload"]["without_id"] in ids and not row["payload"]["on_slate"]
        for row in evidence
    )


def steer_of(rule: Payload, evidence: list[Payload], frame: Frame) -> Steer:
    """A rule that no feedback of this week made."""
    words = frame.words(rule["words"], rule["origin"]) or frame.asked(rule["facet"], rule["value"])
    return Steer(
        words=frame.outcomes.get(rule["origin"], "{}").format(words),
        effect=_effect(rule, frame),
        met=frame.songs_met.format(frame.number(rule["songs_met"]), frame.songs(rule["song_count"])),
        kept_out=_kept_out(rule, frame),
        gone_without=_gone_without(rule, evidence),
    )


def _effect(rule: Payload, frame: Frame) -> str:
    """`decade 1990s is preferred`; artists and recordings are ids, their names stand in the words."""
    effect = frame.effects.get(rule["effect"], rule["effect"])
    what = frame.this_one.get(rule["facet"]) or frame.asked(rule["facet"], rule["value"])
    return frame.effect.format(what=what, effect=effect)


def _kept_out(rule: Payload, frame: Frame) -> list[str]:
    named = [frame.by.format(title=one["title"], artist=one["artist_name"]) for one in rule.get("kept_out") or []]
    more = int(rule.get("kept_out_count") or 0) - len(named)
    return [*named, *([frame.more.format(frame.number(more))] if more > 0 and named else [])]


def answer_of(event: Payload, rules: list[Payload], evidence: list[Payload], frame: Frame) -> Answer:
    """What came of a feedback; `rules` are all of the slate."""
    song = event["song"] or {}
    mine = [rule for rule in rules if str(rule["rule_id"]) in set(event["rule_ids"])]
    did = [_what_it_did(rule, frame) for rule in mine]
    gone = max((_gone_without(rule, evidence) for rule in mine), default=0)
    if gone:
        did.append(frame.list_without(gone))
    did += [line for one in evidence for line in _what_it_weighed(one, event, evidence, frame)]
    if any(one["kind"] == "overruled" and one["payload"]["event_id"] == str(event["event_id"]) for one in evidence):
        did.append(frame.overruled)
    about = frame.by.format(title=song["title"], artist=song["artist_name"]) if song.get("title") else frame.a_song
    return Answer(
        said=frame.feedback.get(str(event["kind"]), str(event["kind"])),
        about=about,
        given_on=event["given_on"],
        did=did or [frame.changed_nothing],
    )


def _what_it_weighed(row: Payload, event: Payload, evidence: list[Payload], frame: Frame) -> list[str]:
    """What a wrong reason did, as the evidence row of its own things says it."""
    factor = row["payload"]
    if row["kind"] != "own_factor" or factor["source_id"] != str(event["event_id"]):
        return []
    if not factor["own_count"]:
        return [frame.no_such_reason]
    gone = _songs_gone({factor["source_id"]}, evidence)
    lines = [frame.weighed_less(factor["own_count"], title=factor["own_title"])]
    return [*lines, frame.list_without(gone)] if gone else lines


def _what_it_did(rule: Payload, frame: Frame) -> str:
    if rule["effect"] == "exclude":
        kept_out = _kept_out(rule, frame)
        return frame.kept_off.format(frame.listing(kept_out)) if kept_out else frame.nothing_near
    songs, effect = frame.songs(int(rule.get("songs_with") or 0)), frame.effects[rule["effect"]]
    if rule["facet"] == "artist":
        return frame.artist_was.format(effect=effect, songs=songs)
    what = frame.value_of(rule["facet"], rule["value"])
    return frame.value_was.format(what=what[:1].upper() + what[1:], effect=effect, songs=songs)
