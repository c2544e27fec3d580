"""Posts and comments as Reddit tells them at a moment: scores that grow, and placeholders for what was deleted."""

import html
import math
import re
from datetime import datetime
from typing import Any

from pipelines.sandbox.rng import make_base62
from pipelines.sandbox.talk import Comment, Post

_HOURS_TO_FAME = 9.0
_SLUG_LENGTH = 50


def score_at(final: int, created_at: datetime, moment: datetime) -> int:
    """A score on its way to the final one."""
    hours = (moment - created_at).total_seconds() / 3600
    return round(final * (1 - math.exp(-hours / _HOURS_TO_FAME))) or min(1, final)


def is_gone(thing: Post | Comment, moment: datetime) -> bool:
    """Whether it was deleted or removed by then."""
    return thing.deleted_at is not None and thing.deleted_at <= moment


def post_shape(post: Post, moment: datetime, *, raw: bool = True) -> dict[str, Any]:
    """A `t3` object."""
    gone = is_gone(post, moment)
    link = permalink(post)
    by_author = gone and not post.is_removed
    text = ("[removed]" if post.is_removed else "[deleted]") if gone else post.text
    score = score_at(post.score, post.created_at, moment)
    title = "[deleted by user]" if by_author else post.title
    body = {
        "id": post.post_id,
        "name": f"t3_{post.post_id}",
        "title": title if raw else html.escape(title, quote=False),
        "selftext": text if raw else html.escape(text, quote=False),
        "selftext_html": None,
        **_subreddit(post.subreddit),
        **_author("[deleted]" if by_author else post.author),
        "created": post.created_at.timestamp(),
        "created_utc": post.created_at.timestamp(),
        "edited": False,
        "score": score,
        "ups": score,
        "downs": 0,
        "upvote_ratio": post.upvote_ratio,
        "num_comments": sum(comment.created_at <= moment for comment in post.comments),
        "permalink": link,
        "url": post.url if post.url and not gone else f"https://www.reddit.com{link}",
        "domain": "youtu.example" if post.url else f"self.{post.subreddit}",
        "is_self": not post.url,
        "link_flair_text": post.flair or None,
        "over_18": False,
        "stickied": False,
        "locked": False,
        "archived": False,
        "spoiler": False,
        "distinguished": None,
        "removed_by_category": ("moderator" if post.is_removed else "deleted") if gone else None,
    }
    return {"kind": "t3", "data": body}


def comment_shape(post: Post, comment: Comment, moment: datetime, *, raw: bool = True) -> dict[str, Any]:
    """A `t1` object without replies."""
    gone = is_gone(comment, moment)
    text = ("[removed]" if comment.is_removed else "[deleted]") if gone else comment.body
    score = score_at(comment.score, comment.created_at, moment)
    body = {
        "id": comment.comment_id,
        "name": f"t1_{comment.comment_id}",
        "body": text if raw else html.escape(text, quote=False),
        "body_html": f'<div class="md"><p>{html.escape(text)}</p>\n</div>',
        **_subreddit(post.subreddit),
        **_author("[deleted]" if gone else comment.author),
        "link_id": f"t3_{post.post_id}",
        "link_title": post.title,
        "link_permalink": f"https://www.reddit.com{permalink(post)}",
        "parent_id": f"t3_{post.post_id}",
        "created": comment.created_at.timestamp(),
        "created_utc": comment.created_at.timestamp(),
        "edited": False,
        "score": score,
        "ups": score,
        "downs": 0,
        "controversiality": int(comment.score < 0),
        "permalink": f"{permalink(post)}{comment.comment_id}/",
        "depth": 0,
        "replies": "",
        "over_18": False,
        "stickied": False,
        "distinguished": None,
        "is_submitter": comment.author == post.author,
    }
    return {"kind": "t1", "data": body}


def listing(children: list[dict[str, Any]], after: str | None = None) -> dict[str, Any]:
    """A page of things."""
    data = {
        "after": after,
        "before": None,
        "dist": len(children),
        "modhash": "",
        "geo_filter": "",
        "children": children,
    }
    return {"kind": "Listing", "data": data}


def permalink(post: Post) -> str:
    """Path of a post."""
    slug = re.sub(r"\W+", "_", post.title.lower()).strip("_")[:_SLUG_LENGTH].rstrip("_")
    return f"/r/{post.subreddit}/comments/{post.post_id}/{slug}/"


def subreddit_id(name: str) -> str:
    """Full name of a subreddit."""
    return f"t5_{make_base62('subreddit', name, length=5).lower()}"


def _subreddit(name: str) -> dict[str, Any]:
    return {"subreddit": name, "subreddit_id": subreddit_id(name), "subreddit_name_prefixed": f"r/{name}"}


def _author(name: str) -> dict[str, Any]:
    if name == "[deleted]":
        return {"author": name}
    return {"author": name, "author_fullname": f"t2_{make_base62('redditor', name, length=8).lower()}"}
