"""What is kept of a post or comment of Reddit, whether it was captured or read from a file."""

POST_FIELDS = (
    "name",
    "subreddit",
    "title",
    "selftext",
    "permalink",
    "url",
    "link_flair_text",
    "score",
    "num_comments",
    "created_utc",
)
COMMENT_FIELDS = ("name", "subreddit", "body", "permalink", "link_id", "score", "created_utc")
GONE = frozenset({"[deleted]", "[removed]"})
"""What Reddit writes in the place of what is gone."""
