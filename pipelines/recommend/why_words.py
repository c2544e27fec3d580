"""What ids of parts, what-ifs and rules are called, as a person would say; read as role display."""

import math
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from pipelines import db
from pipelines.recommend.stored import StoredEdition, playlist_names, track_names


class Wording:
    """The words of one edition's parts and what-ifs."""

    def __init__(self, connection: db.Connection, stored: StoredEdition, parts: Sequence[Mapping[str, Any]]) -> None:
        """Read all names that these parts, and every what-if of the edition, may need."""
        key = [stored.week, stored.listener_id]
        where = "where week = %s and listener_id = %s"
        own = [UUID(row["subject_id"]) for row in parts if row["subject_kind"] == "recording"]  # tried ones are parts
        sql = f"select distinct source_id::text as id, kind, subject_id from recs.own_factor {where}"  # noqa: S608
        factors = db.rows(connection, sql, key)
        self._tracks = track_names(connection, stored.week, [*own, *(row["subject_id"] for row in factors)])
        self._playlists = playlist_names(connection, stored.listener_id, stored.week)
        self._about = {row["id"]: self._tracks[row["subject_id"]] for row in factors}
        columns = "rule_id::text as id, event_id::text, origin, effect, facet, value, words"
        rules = db.rows(connection, f"select {columns} from recs.rule {where}", key)  # noqa: S608  (our own names)
        names = value_names(connection, stored.week, rules)
        self._sources: dict[str, str] = {
            row["id"]: f'{row["origin"]} "{row["words"]}": {row["effect"]} {row["facet"]} '
            + names.get(row["value"], row["value"])
            for row in rules
        }
        self._sources |= {row["event_id"]: f'feedback "{row["words"]}"' for row in rules if row["origin"] == "feedback"}
        for row in factors:
            what = "feedback" if row["kind"] == "wrong_reason" else row["kind"]
            about = f"wrong_reason: {self._about[row['id']]}" if what == "feedback" else self._about[row["id"]]
            self._sources[row["id"]] = f'{what} "{about}"'
        sql = f"select proposal_number::text as id, artist_name, title from recs.proposal {where}"  # noqa: S608
        self._proposals = {
            row["id"]: f"{row['title']} by {row['artist_name']}" for row in db.rows(connection, sql, key)
        }
        posts = [row["subject_id"] for row in parts if row["subject_kind"] == "post"]
        sql = (
            "select post_id as id, coalesce(permalink, 'a post on r/' || subreddit) as told from marts.trend_post"
            " where week = %s and post_id = any(%s)"
        )
        found = db.rows(connection, sql, [stored.week, posts]) if posts else []
        self._posts: dict[str, str] = {row["id"]: row["told"] for row in found}

    def of(self, part: Mapping[str, Any]) -> str:  # noqa: PLR0911  (one line per kind)
        """What a part rests on."""
        name, detail = part["subject_id"], part["detail"]
        match part["subject_kind"]:
            case "recording":
                lists = [self._playlist(one["playlist_id"]) for one in detail.get("playlists", [])]
                because = "".join(f"; {self._because(one)}" for one in detail.get("because_you", []))
                return f"{self._tracks[UUID(name)]} (in {', '.join(lists)}{because})"
            case "post":
                return self._posts.get(name) or "a post"
            case "rule":
                return self._sources.get(name, f"rule {name}")
            case "judgement":
                return f"the model judged it {detail['given']:+.2f}"
            case "proposal":
                return f"the model proposed {self._proposals.get(name, name)}"
            case "count":
                count = detail.get("listener_count")
                return "listeners unknown: the median" if count is None else f"{count} listeners"
            case _:
                count = detail.get("count")
                return "the rest" if count is None else f"{count} smaller ones together"

    def without(self, kind: str, name: str) -> str:
        """What a what-if leaves out."""
        if kind == "playlist":
            return f"playlist {self._playlist(name)}"
        if kind == "own_thing":
            return f"your {self._tracks[UUID(name)]}"
        if kind == "reddit":
            return "the talk on Reddit"
        return "the model" if kind == "model" else self._sources.get(name, f"{kind} {name}")

    def _playlist(self, name: str) -> str:
        return self._playlists.get(name) or name

    def _because(self, one: Mapping[str, Any]) -> str:
        """Why an own thing weighs more or less than by itself."""
        about = self._about.get(one["source_id"], one["source_id"])
        did = f"called the reason for {about} wrong" if one["kind"] == "wrong_reason" else f"saved {about}"
        return f"x {one['factor']:g} because you {did}"


def parts_in_words(
    connection: db.Connection, stored: StoredEdition, parts: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Parts (term, subject_kind, subject_id, value, detail) with `words` and `share`; as role display."""
    return parts_told(parts, Wording(connection, stored, parts))


def parts_told(parts: Sequence[Mapping[str, Any]], wording: Wording) -> list[dict[str, Any]]:
    """The same with a wording that has been read."""
    positive = math.fsum(max(row["value"], 0.0) for row in parts)
    return [
        {
            **{name: row[name] for name in ("term", "subject_kind", "subject_id", "value")},
            "words": wording.of(row),
            "share": row["value"] / positive if row["value"] > 0 else None,
        }
        for row in parts
    ]


def value_names(connection: db.Connection, week: str, rules: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Names of the artists and recordings that rules (facet, value) speak of, by their value; as role display."""
    recordings = _ids(rules, "recording")
    artists = _ids(rules, "artist")
    sql = "select artist_id, name from marts.dim_artist where week = %s and artist_id = any(%s::uuid[])"
    named = {
        row["artist_id"]: row["name"] for row in db.rows(connection, sql, [week, list(map(str, artists.values()))])
    }
    tracks = track_names(connection, week, recordings.values())
    return {value: tracks[one] for value, one in recordings.items()} | {
        value: named[one] for value, one in artists.items() if one in named
    }


def _ids(rules: Sequence[Mapping[str, Any]], facet: str) -> dict[str, UUID]:
    """The values of a facet that are ids; an artist may be named instead."""
    found = {}
    for rule in rules:
        if rule["facet"] == facet:
            try:
                found[rule["value"]] = UUID(rule["value"])
            except ValueError:
                continue
    return found
