"""The week's trend brief as it is shown: sentences by artist and genre, each with links to the posts that carry it."""

from itertools import groupby
from typing import Any

from explain.links import read_links
from pipelines import db

Json = dict[str, Any]


def read_brief(connection: db.Connection, week: str) -> list[Json]:
    """Sentences in order: subject_kind, subject_id, text, verdict, writer, and the posts cited, in the order cited.

    A post is {post_id, permalink, subreddit}; one whose link is gone is left out.
    """
    brief = db.one(connection, "select sentences, checker_version from recs.trend_brief where week = %s", [week])
    if brief is None:
        return []
    posts = read_links(connection, week, {post for said in brief["sentences"] for post in said["post_ids"]})
    return [
        {
            "subject_kind": said["subject_kind"],
            "subject_id": said["subject_id"],
            "text": said["text"],
            "verdict": said["verdict"],
            "writer": said["writer"],
            "prompt_hash": said["prompt_hash"],
            "request_hash": said["request_hash"],
            "checker_version": brief["checker_version"],
            "posts": [posts[post] for post in said["post_ids"] if post in posts],
        }
        for said in brief["sentences"]
    ]


def by_subject(sentences: list[Json]) -> list[list[Json]]:
    """The sentences of each artist or genre together."""
    return [list(group) for _, group in groupby(sentences, lambda one: (one["subject_kind"], one["subject_id"]))]
