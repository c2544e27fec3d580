"""Reddit: one UTC day of posts and comments of the configured subreddits.

Kinds: `post`, `comment`. No author is kept: `voter_hash` is a keyed hash that lets one voice count once. What is
deleted, removed or over 18 is left out.
"""

import hashlib
import hmac
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from pipelines.domain.posts import COMMENT_FIELDS, GONE, POST_FIELDS
from pipelines.extract.daily import capture_slice
from pipelines.landing import LandingRow, SealedSlice
from pipelines.secrets import keep_key
from pipelines.services.http import ServiceSession
from pipelines.services.reddit import our_errors, reddit_client
from pipelines.settings import Settings


def capture_day(settings: Settings, day: date) -> SealedSlice:
    """Seal one UTC day.

    Raises:
        RateLimitedError: Reddit asks us to come back later.
        LoginRefusedError: The client was not approved.
    """
    return capture_slice(settings, "reddit", "reddit_oauth", None, day, lambda end: _capture(settings, end))


def _capture(settings: Settings, end: datetime) -> list[LandingRow]:
    start = end - timedelta(days=1)
    session = ServiceSession(settings, "reddit_oauth", end)
    client = reddit_client(settings, end, session)
    key = keep_key(settings, "voters")
    rows = []
    with our_errors():
        for name in settings.reddit_subreddits:
            subreddit = client.subreddit(name)
            posts = subreddit.new(limit=None)
            rows += [
                _row("post", POST_FIELDS, post, key, session.answered_at) for post in _of_the_day(posts, start, end)
            ]
            comments = subreddit.comments(limit=None)
            rows += [
                _row("comment", COMMENT_FIELDS, comment, key, session.answered_at)
                for comment in _of_the_day(comments, start, end)
            ]
    return rows


def _of_the_day(listing: Any, start: datetime, end: datetime) -> Iterator[Any]:  # noqa: ANN401  (praw has no types)
    """Things of a day from a listing that begins with the newest."""
    for thing in listing:
        created_at = datetime.fromtimestamp(thing.created_utc, tz=UTC)
        if created_at < start:
            return
        if created_at < end and not is_gone(thing):
            yield thing


def is_gone(thing: Any) -> bool:  # noqa: ANN401  (praw has no types)
    """Whether a post or comment was deleted or removed, or is over 18."""
    text = getattr(thing, "selftext", None) or getattr(thing, "body", None) or ""
    removed = getattr(thing, "removed_by_category", None) is not None
    return text in GONE or removed or thing.author is None or bool(getattr(thing, "over_18", False))


def _row(kind: str, fields: tuple[str, ...], thing: Any, key: bytes, known_at: datetime) -> LandingRow:  # noqa: ANN401
    payload = {field: getattr(thing, field, None) for field in fields}
    payload["subreddit"] = str(thing.subreddit)
    payload["voter_hash"] = hmac.new(key, str(thing.author).encode(), hashlib.sha256).hexdigest()
    event_at = datetime.fromtimestamp(thing.created_utc, tz=UTC)
    return LandingRow(kind, str(thing.name), payload, event_at, known_at)
