"""Reddit, spoken to by the real client over HTTP."""

from datetime import datetime, timedelta

import praw
import prawcore
import pytest
import requests

from pipelines.sandbox import Sandbox
from tests.sandbox.conftest import NOW, session_at


def reddit_at(sandbox: Sandbox, moment: datetime) -> praw.Reddit:
    return praw.Reddit(
        client_id="x",
        client_secret="y",
        user_agent="linux:tests:v0 (by /u/nobody)",
        oauth_url=sandbox.urls["reddit_oauth"],
        reddit_url=sandbox.urls["reddit"],
        check_for_updates=False,
        requestor_kwargs={"session": session_at(moment)},
    )


def test_new_posts_come_newest_first_and_go_back_a_thousand(sandbox: Sandbox) -> None:
    posts = list(reddit_at(sandbox, NOW).subreddit("indieheads").new(limit=None))
    assert len(posts) > 700
    assert len({post.id for post in posts}) == len(posts)
    times = [post.created_utc for post in posts]
    assert times == sorted(times, reverse=True)
    assert times[0] < NOW.timestamp()
    assert all(post.permalink.startswith("/r/indieheads/comments/") for post in posts)


def test_comments_come_newest_first(sandbox: Sandbox) -> None:
    comments = list(reddit_at(sandbox, NOW).subreddit("Metal").comments(limit=300))
    times = [comment.created_utc for comment in comments]
    assert len(times) == 300
    assert times == sorted(times, reverse=True)
    assert all(comment.subreddit.display_name == "Metal" for comment in comments[:5])


def test_what_was_listed_stays_listed_unless_deleted(sandbox: Sandbox) -> None:
    then = NOW - timedelta(days=9)
    before = {post.id for post in reddit_at(sandbox, then).subreddit("Jazz").new(limit=200)}
    after = {post.id for post in reddit_at(sandbox, NOW).subreddit("Jazz").new(limit=400)}
    gone = [sandbox.world.forums.post(int(one, 36)) for one in before - after]
    assert gone
    assert all(post is not None and post.deleted_at is not None and then < post.deleted_at <= NOW for post in gone)


def test_a_deleted_post_was_there_and_leaves_a_placeholder(sandbox: Sandbox) -> None:
    days = [NOW.date() - timedelta(days=n) for n in range(30, 60)]
    posts = [post for day in days for post in sandbox.world.forums.posts("popheads", day) if post.deleted_at]
    for post in posts[:6]:
        assert post.deleted_at is not None
        name = f"t3_{post.post_id}"
        (before,) = reddit_at(sandbox, post.deleted_at - timedelta(minutes=1)).info(fullnames=[name])
        (after,) = reddit_at(sandbox, post.deleted_at + timedelta(minutes=1)).info(fullnames=[name])
        assert before.title == post.title
        assert (after.removed_by_category is None, before.removed_by_category is None) == (False, True)
        assert after.selftext in {"[removed]", "[deleted]"}
        assert (after.author is None) == (not post.is_removed)


def test_nothing_is_known_of_the_future(sandbox: Sandbox) -> None:
    post = sandbox.world.forums.posts("Metal", (NOW + timedelta(days=3)).date())[0]
    assert list(reddit_at(sandbox, NOW).info(fullnames=[f"t3_{post.post_id}"])) == []
    assert list(reddit_at(sandbox, NOW + timedelta(days=5)).info(fullnames=[f"t3_{post.post_id}"])) != []


def test_scores_and_comments_grow(sandbox: Sandbox) -> None:
    post = next(
        one for one in sandbox.world.forums.posts("hiphopheads", (NOW - timedelta(days=5)).date()) if not one.deleted_at
    )
    seen = []
    for hours in (1, 6, 48):
        (found,) = reddit_at(sandbox, post.created_at + timedelta(hours=hours)).info(fullnames=[f"t3_{post.post_id}"])
        seen.append((found.score, found.num_comments))
    assert seen == sorted(seen)
    assert seen[0] != seen[-1]


def test_a_thread_has_its_comments(sandbox: Sandbox) -> None:
    post = sandbox.world.forums.posts("electronicmusic", (NOW - timedelta(days=5)).date())[0]
    thread = reddit_at(sandbox, NOW).submission(post.post_id)
    thread.comments.replace_more(limit=0)
    assert [one.id for one in thread.comments.list()] == [one.comment_id for one in post.comments]
    assert thread.title == post.title


def test_top_and_hot_are_listings_too(sandbox: Sandbox) -> None:
    subreddit = reddit_at(sandbox, NOW).subreddit("listentothis")
    scores = [post.score for post in subreddit.top(time_filter="week", limit=100)]
    assert scores == sorted(scores, reverse=True)
    assert len(list(subreddit.hot(limit=30))) == 30


def test_a_subreddit_that_is_not_there_is_a_redirect(sandbox: Sandbox) -> None:
    with pytest.raises(prawcore.exceptions.Redirect):
        list(reddit_at(sandbox, NOW).subreddit("nosuchplace").new(limit=1))


def test_nobody_reads_without_a_token(sandbox: Sandbox) -> None:
    assert requests.get(f"{sandbox.urls['reddit']}/r/Metal/new.json", timeout=5).status_code == 403
    assert requests.get(f"{sandbox.urls['reddit_oauth']}/r/Metal/new", timeout=5).status_code == 401


def test_a_fault_reaches_the_client_once(sandbox: Sandbox) -> None:
    sandbox.faults.add("reddit_oauth", "GET", "/r/Metal/new", 429, headers={"retry-after": "30"}, body={"error": 429})
    subreddit = reddit_at(sandbox, NOW).subreddit("Metal")
    with pytest.raises(prawcore.exceptions.TooManyRequests) as refused:
        list(subreddit.new(limit=1))
    assert refused.value.response.headers["retry-after"] == "30"
    assert len(list(subreddit.new(limit=1))) == 1
