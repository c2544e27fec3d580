"""Why two editions of a listener's week differ: inputs, release, deliveries, and song by song what the rows say."""

from collections.abc import Mapping
from dataclasses import dataclass
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


@dataclass(frozen=True)
class _Side:
    """What is read of one of the two editions.

    Attributes:
        positions: Of its songs.
        pool: What its rows say of each candidate.
        kept_out: Groups of songs that it may not repeat, as `read_delivered` says.
        kept_out_recordings: The recordings that these were delivered as.
        asks_for_playable: Whether only what is known to play could be taken.
        looked_at: How many of its best candidates were looked up for that; None where that is not on record.
    """

    positions: Mapping[UUID, int]
    pool: Mapping[UUID, Mapping[str, Any]]
    kept_out: frozenset[UUID]
    kept_out_recordings: frozenset[UUID]
    asks_for_playable: bool
    looked_at: int | None


def compare_editions(connection: db.Connection, first: StoredEdition, second: StoredEdition) -> dict[str, Any]:
    """Compare two editions of one listener's week.

    Args:
        connection: As role display.
        first: The one that `left` and `before` speak of.
        second: The one that `entered` and `after` speak of.

    Returns:
        head (what differs, settings by name: [before, after]), delivered (recordings that only the second kept out,
        because they were published in between), left, entered, moved and rescored (at the same place by another score)
        songs with both scores, their terms and the reason, and how many are unmoved, rescored ones among them.
    """
    sides = _read_side(connection, first), _read_side(connection, second)
    old, new = sides
    songs = sorted({*old.positions, *new.positions})
    names = track_names(connection, first.week, songs)
    told = [_song(one, names[one], *sides) for one in songs]
    return {
        "listener_id": str(first.listener_id),
        "week": first.week,
        "editions": [first.edition, second.edition],
        "head": _head(first.head, second.head) | _settings(connection, first, second),
        "delivered": sorted(str(one) for one in new.kept_out_recordings - old.kept_out_recordings),
        "left": _ordered(told, "left", "position_before"),
        "entered": _ordered(told, "entered", "position_after"),
        "moved": _ordered(told, "moved", "position_after"),
        "rescored": _ordered(told, "rescored", "position_after"),
        "unmoved": sum(one["change"] in {"stays", "rescored"} for one in told),
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


def _read_side(connection: db.Connection, stored: StoredEdition) -> _Side:
    where = "where listener_id = %s and week = %s and edition = %s"
    sql = f"select recording_id, position from recs.slate_song {where}"  # noqa: S608  (our own names)
    songs = db.rows(connection, sql, stored.key)
    candidates = db.rows(connection, f"select * from recs.candidate {where}", stored.key)  # noqa: S608
    key = (stored.listener_id, stored.week, stored.edition, stored.head["publication_seen"])
    delivered, notes = read_delivered(connection, *key), stored.head["notes"]
    return _Side(
        positions={row["recording_id"]: row["position"] for row in songs},
        pool={
            row["recording_id"]: {
                **{name: row[name] for name in ("group_id", "score", "rank", "spotify_uri")},
                "terms": {term: row[term] for term in TERMS},
            }
            for row in candidates
        },
        kept_out=delivered.groups,
        kept_out_recordings=delivered.recordings,
        asks_for_playable=bool(notes.get("playable_only")),
        looked_at=notes.get("looked_at"),
    )


def _song(recording: UUID, name: str, first: _Side, second: _Side) -> dict[str, Any]:
    before, after = (side.positions.get(recording) for side in (first, second))
    old, new = (side.pool.get(recording) for side in (first, second))
    change = "left" if after is None else "entered" if before is None else "stays" if before == after else "moved"
    if change == "stays" and old is not None and new is not None and _changed(old, new):
        change = "rescored"
    return {
        "recording_id": str(recording),
        "name": name,
        "change": change,
        "position_before": before,
        "position_after": after,
        "before": _told(old),
        "after": _told(new),
        "reason": _reason(change, recording, first, second),
    }


def _told(candidate: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if candidate is None:
        return None
    return {name: candidate[name] for name in ("score", "rank", "spotify_uri", "terms")}


def _reason(change: str, recording: UUID, first: _Side, second: _Side) -> str:  # noqa: PLR0911  (one line per reason)
    """What the rows of both editions say about a song, in words."""
    old, new = (side.pool.get(recording) for side in (first, second))
    if change == "left" and old is not None:
        if recording in second.kept_out_recordings - first.kept_out_recordings:
            return "it was delivered in between"
        if old["group_id"] in second.kept_out - first.kept_out:
            return "another version of it was delivered in between"
    if new is None:
        return "it is no candidate any more"
    if old is None:
        return "it was no candidate before"
    if change == "left" and second.asks_for_playable and new["spotify_uri"] is None:
        return _not_playable(new, first, second)
    if change == "entered" and first.asks_for_playable and old["spotify_uri"] is None:
        return _playable_now(old, new, first, second)
    changed = _changed(old, new)
    if changed:
        return "its score changed: " + ", ".join(f"{term} {by:+.6f}" for term, by in changed)
    if old["rank"] != new["rank"]:
        return f"same score, rank {old['rank']} -> {new['rank']}: others came, went or changed"
    return "same score and rank: what was picked around it changed"


def _changed(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[tuple[str, float]]:
    """Terms that differ, and by how much, the largest difference first."""
    changed = [(term, new["terms"][term] - old["terms"][term]) for term in TERMS]
    return sorted((one for one in changed if abs(one[1]) > _SAME), key=lambda one: -abs(one[1]))


def _not_playable(new: Mapping[str, Any], first: _Side, second: _Side) -> str:
    if second.looked_at is not None and new["rank"] > second.looked_at:
        return f"rank {new['rank']}: only the best {second.looked_at} were looked up at Spotify"
    if not first.asks_for_playable:
        return "it is not known to be playable, which was not asked before"
    return "it is not known to be playable any more"


def _playable_now(old: Mapping[str, Any], new: Mapping[str, Any], first: _Side, second: _Side) -> str:
    if not second.asks_for_playable:
        return "it need not be known to be playable any more"
    if first.looked_at is not None and old["rank"] > first.looked_at:
        places = f"rank {old['rank']} -> {new['rank']}"
        return f"{places}: before, only the best {first.looked_at} were looked up at Spotify"
    return "it is playable now"
