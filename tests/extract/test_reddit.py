"""One UTC day of Reddit: the posts and comments of that day, and nobody's name."""

from datetime import UTC, date, datetime, timedelta

import pytest

from pipelines.domain.hashing import canonical_json
from pipelines.errors import LoginRefusedError, RateLimitedError, ServiceUnreachableError
from pipelines.extract.reddit import capture_day
from pipelines.landing import find_sealed
from pipelines.sandbox import Sandbox
from pipelines.services.reddit import reddit_client
from pipelines.settings import Settings
from tests.extract.conftest import landed, paths

DAY = date(2026, 11, 18)
START = datetime(2026, 11, 18, tzinfo=UTC)

pytestmark = pytest.mark.db


@pytest.fixture
def forum(house: Settings) -> Settings:
    """Two subreddits are enough."""
    return house.model_copy(update={"reddit_subreddits": ("indieheads", "Metal")})


def test_a_day_holds_what_was_written_on_it(forum: Settings) -> None:
    sealed = capture_day(forum, DAY)
    rows = landed(forum, "landing.reddit")
    assert sealed.row_count == len(rows) > 0
    assert {row["kind"] for row in rows} == {"post", "comment"}
    assert all(START <= row["event_at"] < START + timedelta(days=1) for row in rows)
    assert {row["payload"]["subreddit"] for row in rows} == {"indieheads", "Metal"}


def test_two_days_share_nothing_and_leave_no_gap(forum: Settings) -> None:
    """Captured backwards, each thing of the two days is there once."""
    for day in (DAY + timedelta(days=1), DAY):
        capture_day(forum, day)
    rows = landed(forum, "landing.reddit")
    assert len({row["source_key"] for row in rows}) == len(rows)
    assert {row["event_at"].date() for row in rows} == {DAY, DAY + timedelta(days=1)}


def test_no_author_is_kept_and_one_voice_has_one_hash(forum: Settings) -> None:
    """Who wrote is asked of Reddit itself: none of the names is in a row, and a voice that spoke twice has one hash."""
    capture_day(forum, DAY)
    rows = landed(forum, "landing.reddit")
    client = reddit_client(forum, START + timedelta(days=1))
    said = {
        str(thing.name): str(thing.author)
        for name in forum.reddit_subreddits
        for listing in (client.subreddit(name).new(limit=None), client.subreddit(name).comments(limit=None))
        for thing in listing
    }
    authors = {row["source_key"]: said[row["source_key"]] for row in rows}
    hashes = {row["source_key"]: row["payload"]["voter_hash"] for row in rows}
    text = canonical_json([row["payload"] for row in rows])
    assert not [name for name in authors.values() if f'"{name}"' in text]
    pairs = {(authors[key], hashes[key]) for key in authors}
    assert len(pairs) == len(set(authors.values())) == len(set(hashes.values())) < len(rows)


def test_voices_of_two_installations_cannot_be_compared(forum: Settings) -> None:
    """Another home has another key: the same day gives other hashes."""
    capture_day(forum, DAY)
    first = {row["payload"]["voter_hash"] for row in landed(forum, "landing.reddit")}
    (forum.home / "secrets" / "voters").unlink()
    capture_day(forum, DAY + timedelta(days=1))
    rows = landed(forum, "landing.reddit")
    second = {row["payload"]["voter_hash"] for row in rows if row["event_at"].date() > DAY}
    assert second
    assert not first & second


def test_a_refusal_leaves_nothing_and_says_what_to_do(forum: Settings, sandbox: Sandbox) -> None:
    sandbox.faults.add("reddit", "POST", "access_token", 401, body={"error": 401, "message": "Unauthorized"})
    with pytest.raises(LoginRefusedError, match="LINERNOTES_REDDIT_CLIENT"):
        capture_day(forum, DAY)
    assert find_sealed(forum, "reddit", None, DAY) is None


def test_a_429_in_the_middle_of_a_day_leaves_nothing(forum: Settings, sandbox: Sandbox) -> None:
    sandbox.faults.add("reddit_oauth", "GET", "/r/Metal/comments", 429, headers={"retry-after": "600"}, body={})
    with pytest.raises(RateLimitedError) as raised:
        capture_day(forum, DAY)
    assert raised.value.retry_after == 600
    assert landed(forum, "landing.reddit") == []
    assert capture_day(forum, DAY).row_count > 0


def test_no_answer_names_the_service(forum: Settings, sandbox: Sandbox) -> None:
    """The client asks three times before it gives up."""
    sandbox.faults.add("reddit_oauth", "GET", "/r/", drop=True, times=9)
    with pytest.raises(ServiceUnreachableError, match="reddit"):
        capture_day(forum, DAY)
    assert 1 <= len(paths(sandbox, "reddit_oauth")) <= 3
