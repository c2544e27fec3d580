"""Why two editions of a listener's week differ: inputs, release, deliveries, and song by song what the rows say."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from pipelines import db
from pipelines.recommend.delivered import read_delivered
from pipelines.recommend.score import TERMS
from pipelines.recommend.stored import StoredEdition, track_names

HEAD = ("release", "input_hash", "wanted", "playable", "pool_size", "publication_seen")
"""Columns of recs.edition that are compared; the notes are compared one by one."""
_SAME = 1e-12
"""Score difference from which a term counts as changed."""


def compare_editions(connection: db.Connection, first: StoredEdition, second: StoredEdition) -> dict[str, Any]:
    """Compare two editions of one listener's week.

    Args:
        connection: As role display.
        first: The one that `left` and `before` speak of.
        second: The one that `entered` and `after` speak of.

    Returns:
        head (what differs, settings by name: [before, after]), delivered (recordings that only the second kept out,
        because they were published in between), left, entered and moved songs with both scores, their terms and the
        reason.
    """
    old, new = _songs(connection, first), _songs(connection, second)
    pools = _pool(connection, first), _pool(connection, second)
    delivered = _kept_out(connection, second) - _kept_out(connection, first)
    names = track_names(connection, first.week, [*old, *new])
    told = [_song(one, names[one], old.get(one), new.get(one), pools, delivered) for one in sorted({*old, *new})]
    return {
        "listener_id": str(first.listener_id),
        "week": first.week,
        "editions": [first.edition, second.edition],
        "head": _head(first.head, second.head) | _settings(connection, first, second),
        "delivered": sorted(str(one) for one in delivered),
        "left": _ordered(told, "left", "position_before"),
        "entered": _ordered(told, "entered", "position_after"),
        "moved": _ordered(told, "moved", "position_after"),
        "unmoved": sum(one["change"] == "stays" for one in told),
    }


def _ordered(songs: list[dict[str, Any]], change: str, by: str) -> list[dict[str, Any]]:
    return sorted((one for one in songs if one["change"] == change), key=lambda one: one[by])


def _head(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[Any]]:
    notes = sorted({*before["notes"], *after["notes"]})
    pairs = {name: [before[name], after[name]] for name in HEAD}
    pairs |= {f"notes.{name}": [before["notes"].get(name), after["notes"].get(name)] for name in notes}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def _settings(connection: db.Connection, first: StoredEdition, second: StoredEdition) -> dict[str, list[Any]]:
    """Settings that differ between two releases; none of a release that is not on record."""
    found = [
        db.one(connection, "select settings from recs.release where release = %s", [one.head["release"]])
        for one in (first, second)
    ]
    before, after = ({} if row is None else row["settings"] for row in found)
    names = sorted({*before} & {*after})
    return {f"setting {name}": [before[name], after[name]] for name in names if before[name] != after[name]}


def _songs(connection: db.Connection, stored: StoredEdition) -> dict[UUID, int]:
    sql = "select recording_id, position from recs.slate_song where listener_id = %s and week = %s and edition = %s"
    return {row["recording_id"]: row["position"] for row in db.rows(connection, sql, stored.key)}


def _pool(connection: db.Connection, stored: StoredEdition) -> dict[UUID, dict[str, Any]]:
    sql = "select * from recs.candidate where listener_id = %s and week = %s and edition = %s"
    return {
        row["recording_id"]: {
            **{name: row[name] for name in ("score", "rank", "spotify_uri")},
            "terms": {term: row[term] for term in TERMS},
        }
        for row in db.rows(connection, sql, stored.key)
    }


def _kept_out(connection: db.Connection, stored: StoredEdition) -> set[UUID]:
    """Recordings that this edition may not repeat, of this and earlier weeks, as `read_delivered` says."""
    key = (stored.listener_id, stored.week, stored.edition, stored.head["publication_seen"])
    return set(read_delivered(connection, *key).recordings)


def _song(
    recording: UUID,
    name: str,
    before: int | None,
    after: int | None,
    pools: tuple[dict[UUID, dict[str, Any]], dict[UUID, dict[str, Any]]],
    delivered: set[UUID],
) -> dict[str, Any]:
    change = "left" if after is None else "entered" if before is None else "stays" if before == after else "moved"
    old, new = (pool.get(recording) for pool in pools)
    return {
        "recording_id": str(recording),
        "name": name,
        "change": change,
        "position_before": before,
        "position_after": after,
        "before": old,
        "after": new,
        "reason": _reason(change, old, new, is_delivered=recording in delivered),
    }


def _reason(  # noqa: PLR0911  (one line per reason)
    change: str, old: dict[str, Any] | None, new: dict[str, Any] | None, *, is_delivered: bool
) -> str:
    """What the rows of both editions say about a song, in words."""
    if change == "left" and is_delivered:
        return "it was delivered in between"
    if new is None:
        return "it is no candidate any more"
    if old is None:
        return "it was no candidate before"
    if change in {"left", "entered"} and (old["spotify_uri"] is None) != (new["spotify_uri"] is None):
        return "it is playable now" if new["spotify_uri"] is not None else "it is not known to be playable any more"
    changed = {term: new["terms"][term] - old["terms"][term] for term in TERMS}
    moved = sorted((term for term in TERMS if abs(changed[term]) > _SAME), key=lambda term: -abs(changed[term]))
    if moved:
        return "its score changed: " + ", ".join(f"{term} {changed[term]:+.6f}" for term in moved)
    if old["rank"] != new["rank"]:
        return f"same score, rank {old['rank']} -> {new['rank']}: others came, went or changed"
    return "same score and rank: what was picked around it changed"
