"""Deleted posts: what is gone on Reddit loses its text, author's hash aside, its link and its title here.

A tombstone stays (id, day, subreddit, score, voter hash), so that counts, trends and slates of finished weeks do not
move. With the post go its link in every week's marts, its text in stored requests, and the sentences of trend briefs
that cite it, wherever they stand: in the brief, in what it was made from, and in requests that quoted it. Reports hold
no link to begin with (explain.links).
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from pipelines import db
from pipelines.clock import make_clock
from pipelines.domain.ids import SHARED
from pipelines.llm.store import forget_brief, forget_posts
from pipelines.services.reddit import reddit_client
from pipelines.settings import Settings

LOOK_BACK = timedelta(days=60)
KEPT = ("name", "subreddit", "created_utc", "score", "voter_hash")
GONE = {"[deleted]", "[removed]"}
_SLUG = "^(/r/[^/]+/comments/[^/]+/)[^/]+/"
"""What stands before the words of a post's title in the link to it, or to a comment on it, and these words."""
_CITED = """
    select week, said ->> 'text' as text
    from recs.trend_brief cross join lateral jsonb_array_elements(sentences || dropped) as said
    where said -> 'post_ids' ?| %(gone)s
"""
"""Sentences that cite deleted posts, printed (in any language) or refused."""


def forget_deleted(settings: Settings) -> int:
    """Ask Reddit for every stored post of the last 60 days and take out what is deleted there; how many.

    Raises:
        ServiceError: Reddit did not answer; nothing was changed.
    """
    if settings.address_or_none("reddit_oauth") is None:
        return 0
    now = make_clock(settings.clock)()
    with db.transaction(settings) as connection:
        stored = db.rows(
            connection,
            "select distinct source_key from landing.reddit "
            "where known_at >= %s and not payload ? 'tombstone' order by source_key",
            [now - LOOK_BACK],
        )
    names = [row["source_key"] for row in stored]
    client = reddit_client(settings, now)
    alive: set[str] = set()
    for batch in _batches(names, 100):
        alive |= {thing.name for thing in client.info(fullnames=batch) if not _is_gone(thing)}
    gone = [name for name in names if name not in alive]
    # the tombstone comes last, since a post that is one is not looked at again
    forget_posts(settings, gone)
    forget_links(settings, gone)
    with db.transaction(settings, "erasure") as connection:
        forget_sentences(connection, gone)
        db.execute(
            connection,
            r"""
            update landing.reddit set payload = payload || jsonb_build_object(
                'permalink', regexp_replace(payload ->> 'permalink', %s, '\1_/')
            )
            where payload ->> 'link_id' = any(%s)
            """,
            [_SLUG, gone],
        )
        return db.execute(
            connection,
            """
            update landing.reddit set payload = jsonb_build_object('tombstone', true) || (
                select coalesce(jsonb_object_agg(key, value), '{}') from jsonb_each(payload) where key = any(%s)
            )
            where source_key = any(%s)
            """,
            [list(KEPT), gone],
        )


def forget_links(settings: Settings, post_ids: Sequence[str]) -> int:
    """Take the links to deleted posts out of the marts of every week, as their owner; how many rows.

    A link to a comment on one stays, without the words of the post's title in it.
    """
    params = {"gone": list(post_ids), "slug": _SLUG}
    with db.transaction(settings) as connection:
        db.execute(
            connection,
            r"""
            update marts.trend_post set permalink = regexp_replace(permalink, %(slug)s, '\1_/')
            where 't3_' || split_part(permalink, '/', 5) = any(%(gone)s)
            """,
            params,
        )
        return db.execute(
            connection,
            "update marts.trend_post set permalink = null where post_id = any(%(gone)s) and permalink is not null",
            params,
        )


def forget_sentences(connection: db.Connection, post_ids: Sequence[str]) -> int:
    """Take the sentences that cite deleted posts out of the trend briefs, and count them there; how many briefs.

    They go in every language, and are counted in English, as the sentences of a brief are.
    They also leave the stored requests: what the briefs were made from, and the proposals that were given them.
    """
    params = {"gone": list(post_ids), "shared": SHARED}
    cited = db.rows(connection, _CITED, params)
    forget_brief(connection, {row["week"] for row in cited}, {row["text"] for row in cited})
    db.execute(
        connection,
        """
        update recs.run_metrics as metric set value = metric.value + cited.sentence_count
        from (
            select brief.week, count(*) as sentence_count
            from recs.trend_brief as brief cross join lateral jsonb_array_elements(brief.sentences) as said
            where said -> 'post_ids' ?| %(gone)s and coalesce(said ->> 'language', 'en') = 'en' group by 1
        ) as cited
        where metric.week = cited.week and metric.listener_id = %(shared)s
            and metric.name = 'brief_sentences_forgotten'
        """,
        params,
    )
    return db.execute(
        connection,
        """
        update recs.trend_brief set
            sentences = (
                select coalesce(jsonb_agg(said order by place), '[]')
                from jsonb_array_elements(sentences) with ordinality as told (said, place)
                where not said -> 'post_ids' ?| %(gone)s
            ),
            dropped = (
                select coalesce(jsonb_agg(said order by place), '[]')
                from jsonb_array_elements(dropped) with ordinality as told (said, place)
                where not said -> 'post_ids' ?| %(gone)s
            )
        where exists (
            select 1 from jsonb_array_elements(sentences || dropped) as said where said -> 'post_ids' ?| %(gone)s
        )
        """,
        params,
    )


def _batches(names: Sequence[str], size: int) -> Iterator[list[str]]:
    for start in range(0, len(names), size):
        yield list(names[start : start + size])


def _is_gone(thing: object) -> bool:
    text = getattr(thing, "selftext", None) or getattr(thing, "body", None) or ""
    return text in GONE or getattr(thing, "removed_by_category", None) is not None
