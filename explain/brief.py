"""The week's trend brief as it is shown: sentences by artist and genre, each with links to the posts that carry it."""

from itertools import groupby
from typing import Any

from explain.links import read_links
from pipelines import db
from pipelines.domain.telling import ENGLISH, Language

Json = dict[str, Any]


def read_brief(connection: db.Connection, week: str, language: Language = ENGLISH) -> list[Json]:
    """Sentences in order: subject_kind, subject_id, language, text, verdict, writer, and the posts cited, in order.

    They are all in one language: the one asked for, or English where the week's brief has none in it. A post is
    {post_id, permalink, subreddit}; one whose link is gone is left out.
    """
    brief = db.one(connection, "select sentences, checker_version from recs.trend_brief where week = %s", [week])
    if brief is None:
        return []
    sentences = _told_in(brief["sentences"], language) or _told_in(brief["sentences"], ENGLISH)
    posts = read_links(connection, week, {post for said in sentences for post in said["post_ids"]})
    return [
        {
            "subject_kind": said["subject_kind"],
            "subject_id": said["subject_id"],
            "language": said["language"],
            "text": said["text"],
            "verdict": said["verdict"],
            "writer": said["writer"],
            "prompt_hash": said["prompt_hash"],
            "request_hash": said["request_hash"],
            "checker_version": brief["checker_version"],
            "posts": [posts[post] for post in said["post_ids"] if post in posts],
        }
        for said in sentences
    ]


def _told_in(sentences: list[Json], language: Language) -> list[Json]:
    """Those in a language; what says nothing of it is of a brief that was written in English alone."""
    told = [{"language": ENGLISH, **said} for said in sentences]
    return [said for said in told if said["language"] == language]


def by_subject(sentences: list[Json]) -> list[list[Json]]:
    """The sentences of each artist or genre together."""
    return [list(group) for _, group in groupby(sentences, lambda one: (one["subject_kind"], one["subject_id"]))]
