"""What a week's brief is made from: rising artists and genres, and the posts that are retrieved for each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipelines import db
from pipelines.domain.ids import SHARED
from pipelines.domain.weeks import calendar_week, week_end
from pipelines.llm.brief_subjects import Subject
from pipelines.llm.posts import Post
from pipelines.llm.retrieval import Candidate, retrieve

TOP_ARTISTS = 8
TOP_GENRES = 3
POSTS_PER_SUBJECT = 5
LEAST_ARTISTS, LEAST_LIFT = 2, 1.25
"""A genre rises when so many of its artists are named, in so many times the posts of a usual week."""
_MOST_CANDIDATES = 200
"""Posts of a subject that are ranked; of more, those with the most upvotes."""

_GENRES = """
    with tagged as (
        select artist_id, name, genres -> 0 ->> 'name' as genre
        from marts.dim_artist where week = %(week)s and jsonb_array_length(genres) > 0
    ),
    counted as (
        select
            tagged.genre,
            count(distinct link.post_id) filter (where link.post_week = %(calendar)s) as post_count,
            count(distinct (link.post_id, link.artist_id))
                filter (where link.post_week = %(calendar)s) as mention_count,
            count(distinct link.post_id) filter (where link.post_week < %(calendar)s) / 4.0 as usual,
            array_agg(distinct tagged.artist_id) filter (where link.post_week = %(calendar)s) as artist_ids
        from links.mention as link join tagged using (artist_id)
        where link.week = %(week)s and link.confidence >= 0.5
        group by tagged.genre
    )
    select *, (post_count + 1) / (usual + 1) as lift from counted
    where cardinality(artist_ids) >= %(artists)s and (post_count + 1) / (usual + 1) >= %(lift)s
    order by lift desc, genre limit %(genres)s
"""
_CANDIDATES = """
    with linked as (
        select post_id, artist_id, max(confidence) as confidence
        from links.mention where week = %(week)s group by 1, 2
    ),
    named as (select post_id, count(*) as named_count from linked where confidence >= 0.5 group by 1),
    landed as (
        select distinct on (r.source_key) r.source_key as post_id, r.payload
        from (
            select source_key, slice_id, payload, known_at, record_id from landing.reddit
            union all
            select source_key, slice_id, payload, known_at, record_id from landing.file where kind = 'post'
        ) as r
        join recs.week_input as i on i.input_id = r.slice_id
        where i.week = %(week)s and i.listener_id = %(shared)s and i.input_kind = 'slice'
            and r.source_key in (
                select post_id from marts.trend_post where week = %(week)s and artist_id = any(%(artists)s)
            )
        order by r.source_key, r.known_at desc, r.record_id
    )
    select
        post.artist_id, post.post_id, post.upvote_count, post.posted_at, landed.payload,
        coalesce(linked.confidence, 0.5) as confidence, coalesce(named.named_count, 1) as named_count
    from marts.trend_post as post
    join landed using (post_id)
    left join linked using (post_id, artist_id)
    left join named using (post_id)
    where post.week = %(week)s and post.artist_id = any(%(artists)s)
    order by post.upvote_count desc nulls last, post.post_id, post.artist_id
"""


@dataclass(frozen=True)
class Reading:
    """Subjects without records, by short id, and the posts to map, each once."""

    subjects: dict[str, Subject]
    posts: list[Post]


def read_talk(connection: db.Connection, week: str) -> Reading:
    """Rising artists (`a1`, ... by trend), then genres (`g1`, ... by lift), with their retrieved posts."""
    artists = db.rows(
        connection,
        "select t.artist_id, a.name, t.mention_count, t.author_count, t.post_count, t.baseline_mean as usual"
        " from marts.trend_artist_week as t join marts.dim_artist as a using (week, artist_id)"
        " where t.week = %s and t.trend > 0 order by t.trend desc, t.artist_id limit %s",
        [week, TOP_ARTISTS],
    )
    limits = {"artists": LEAST_ARTISTS, "lift": LEAST_LIFT, "genres": TOP_GENRES}
    genres = db.rows(connection, _GENRES, {"week": week, "calendar": calendar_week(week), **limits})
    wanted = sorted({row["artist_id"] for row in artists} | {one for row in genres for one in row["artist_ids"]})
    found = db.rows(connection, _CANDIDATES, {"week": week, "shared": SHARED, "artists": wanted})
    names = {
        row["artist_id"]: row["name"]
        for row in db.rows(
            connection,
            "select artist_id, name from marts.dim_artist where week = %s and artist_id = any(%s)",
            [week, wanted],
        )
    }
    subjects: dict[str, Subject] = {}
    texts: dict[str, str] = {}
    for prefix, rows in (("a", artists), ("g", genres)):
        for row in rows:
            chosen = _retrieve(week, row.get("artist_ids") or [row["artist_id"]], found)
            texts |= {one.post_id: one.text for one in chosen}
            if chosen:
                number = sum(key.startswith(prefix) for key in subjects) + 1
                subjects[f"{prefix}{number}"] = _subject(row, chosen)
    about = {
        post_id: {str(row["artist_id"]): names[row["artist_id"]] for row in found if row["post_id"] == post_id}
        for post_id in texts
    }
    return Reading(subjects, [Post(post_id, texts[post_id], about[post_id]) for post_id in sorted(texts)])


def post_text(payload: Mapping[str, Any]) -> str:
    """Title and text of a post, or a comment's body; a tombstone has none."""
    parts = [payload.get("title"), payload.get("selftext"), payload.get("body")]
    return "\n".join(str(part) for part in parts if part)


def _retrieve(week: str, artist_ids: Sequence[Any], found: Sequence[Mapping[str, Any]]) -> list[Candidate]:
    candidates: dict[str, Candidate] = {}
    for row in found:
        text = post_text(row["payload"])
        if row["artist_id"] not in artist_ids or not text or len(candidates) == _MOST_CANDIDATES:
            continue
        author = str(row["payload"].get("voter_hash") or row["post_id"])
        votes = row["upvote_count"] or 0
        one = Candidate(row["post_id"], text, author, votes, row["posted_at"], row["confidence"], row["named_count"])
        candidates.setdefault(one.post_id, one)
    return retrieve(list(candidates.values()), week_end(week), POSTS_PER_SUBJECT)


def _subject(row: Mapping[str, Any], chosen: Sequence[Candidate]) -> Subject:
    is_genre = "genre" in row
    return Subject(
        kind="genre" if is_genre else "artist",
        subject_id=row["genre"] if is_genre else str(row["artist_id"]),
        name=row["genre"] if is_genre else row["name"],
        mention_count=int(row["mention_count"]),
        author_count=None if is_genre else int(row["author_count"]),
        post_count=int(row["post_count"]),
        usual=float(row["usual"]),
        artist_ids=tuple(sorted(map(str, row["artist_ids"]))) if is_genre else (str(row["artist_id"]),),
        post_ids=tuple(one.post_id for one in chosen),
    )
