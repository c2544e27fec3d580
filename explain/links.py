"""Links to the posts behind a report: read when it is shown, stored nowhere else, gone with their post."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from pipelines import db
from pipelines.domain.hashing import content_hash

Json = dict[str, Any]


def cited_posts(evidence: Iterable[Mapping[str, Any]]) -> set[str]:
    """Ids of the posts that rows of evidence rest on."""
    payloads = [row["payload"] for row in evidence if row["kind"] in ("part", "trend")]
    parts = {str(one["subject_id"]) for one in payloads if one.get("subject_kind") == "post"}
    return parts | {str(post["post_id"]) for one in payloads for post in one.get("posts") or [] if post.get("post_id")}


def read_links(connection: db.Connection, week: str, post_ids: Collection[str]) -> dict[str, Json]:
    """{post_id, permalink, subreddit} by post id; a post whose link is gone is left out."""
    there = db.one(connection, "select to_regclass('marts.trend_post') is not null as there")
    if not post_ids or there is None or not there["there"]:
        return {}
    found = db.rows(
        connection,
        "select distinct post_id, permalink, subreddit from marts.trend_post"
        " where week = %s and post_id = any(%s) and permalink is not null",
        [week, sorted(post_ids)],
    )
    return {row["post_id"]: row for row in found}


def link_rows(links: Mapping[str, Json]) -> list[Json]:
    """Rows of evidence that carry the links, for showing only."""
    return [
        {
            "evidence_id": f"post{number}",
            "recording_id": None,
            "kind": "post",
            "payload": payload,
            "sha256": content_hash(payload),
        }
        for number, (_, payload) in enumerate(sorted(links.items()), start=1)
    ]
