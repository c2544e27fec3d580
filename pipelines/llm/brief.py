"""The week's trend brief: posts retrieved, mapped one by one, reduced to counts, put into sentences that cite posts."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from pipelines import db
from pipelines.domain.ids import SHARED
from pipelines.llm.brief_check import ArtistTalk, fill, refusal
from pipelines.llm.client import ask
from pipelines.llm.posts import MappedPost, Post, map_posts
from pipelines.llm.prompt import read_prompt
from pipelines.llm.schemas import TrendBrief
from pipelines.settings import Settings

TOP_ARTISTS = 8
POSTS_PER_ARTIST = 5
NO_TREND = "No trend this week, and none was used."
BY_CODE = "template"


def write_brief(settings: Settings, week: str) -> None:
    """Write recs.trend_brief of a week. The first writer wins: a second run finds the row and leaves it.

    Raises:
        RateLimitedError: The model asks us to come back later; nothing was written (as after ServiceError).
    """
    with db.transaction(settings, "open") as connection:
        if db.one(connection, "select week from recs.trend_brief where week = %s", [week]) is not None:
            return
        artists = _read_artists(connection, week)
        posts = _read_posts(connection, week, artists)
    mapped = map_posts(settings, week, posts)
    talk = {f"a{number}": _talk(artist, mapped) for number, artist in enumerate(artists, start=1)}
    sentences, writer, request_hash, dropped = _write_sentences(settings, week, talk)
    with db.transaction(settings, "open") as connection:
        written = db.insert_rows(
            connection,
            "recs.trend_brief",
            [{"week": week, "writer": writer, "sentences": db.Json(sentences), "request_hash": request_hash}],
            on_conflict="on conflict (week) do nothing",
        )
        if written:
            _write_metrics(connection, week, {"brief_posts_read": len(posts), "brief_sentences_dropped": dropped})


def _write_metrics(connection: db.Connection, week: str, values: Mapping[str, int]) -> None:
    db.insert_rows(
        connection,
        "recs.run_metrics",
        [{"week": week, "listener_id": SHARED, "name": name, "value": float(value)} for name, value in values.items()],
        on_conflict="on conflict (week, listener_id, name) do update set value = excluded.value",
    )


def _read_artists(connection: db.Connection, week: str) -> list[dict[str, Any]]:
    """The artists with the strongest trend, each with its posts of the largest share."""
    artists = db.rows(
        connection,
        "select t.artist_id, a.name, t.mention_count, t.author_count, t.post_count, t.baseline_mean, t.lift"
        " from marts.trend_artist_week as t join marts.dim_artist as a using (week, artist_id)"
        " where t.week = %s and t.trend > 0 order by t.trend desc, t.artist_id limit %s",
        [week, TOP_ARTISTS],
    )
    for artist in artists:
        posts = db.rows(
            connection,
            "select post_id from marts.trend_post where week = %s and artist_id = %s"
            " order by share desc, post_id limit %s",
            [week, artist["artist_id"], POSTS_PER_ARTIST],
        )
        artist["post_ids"] = tuple(row["post_id"] for row in posts)
    return [artist for artist in artists if artist["post_ids"]]


def _read_posts(connection: db.Connection, week: str, artists: Sequence[Mapping[str, Any]]) -> list[Post]:
    """The frozen texts behind the trend: of each post the newest version that the week may read."""
    names: dict[str, dict[str, str]] = {}
    for artist in artists:
        for post_id in artist["post_ids"]:
            names.setdefault(post_id, {})[str(artist["artist_id"])] = artist["name"]
    found = db.rows(
        connection,
        """
        select distinct on (r.source_key) r.source_key as post_id, r.payload
        from landing.reddit as r join recs.week_input as i on i.input_id = r.slice_id
        where i.week = %s and i.listener_id = %s and i.input_kind = 'slice' and r.source_key = any (%s)
        order by r.source_key, r.known_at desc, r.record_id
        """,
        [week, SHARED, sorted(names)],
    )
    posts = [Post(row["post_id"], _text(row["payload"]), names[row["post_id"]]) for row in found]
    return [post for post in posts if post.text]  # a tombstone of a deleted post has none


def _text(payload: Mapping[str, Any]) -> str:
    parts = [payload.get("title"), payload.get("selftext"), payload.get("body")]
    return "\n".join(str(part) for part in parts if part)


def _talk(artist: Mapping[str, Any], mapped: Sequence[MappedPost]) -> ArtistTalk:
    own = [one for one in mapped if one.artist_id == artist["artist_id"]]
    return ArtistTalk(
        artist_id=artist["artist_id"],
        name=artist["name"],
        mention_count=int(artist["mention_count"]),
        author_count=int(artist["author_count"]),
        post_count=int(artist["post_count"]),
        baseline_mean=float(artist["baseline_mean"]),
        lift=float(artist["lift"]),
        post_ids=artist["post_ids"],
        stances=Counter(one.stance for one in own),
        aspects=Counter(one.aspect for one in own),
    )


def _write_sentences(
    settings: Settings, week: str, talk: Mapping[str, ArtistTalk]
) -> tuple[list[dict[str, Any]], str, str | None, int]:
    """Sentences, their writer, the request, and how many sentences were dropped."""
    if not talk:
        return [{"text": NO_TREND, "artist_ids": [], "post_ids": []}], BY_CODE, None, 0
    every_post = sorted({post for one in talk.values() for post in one.post_ids})
    posts = {f"p{number}": post for number, post in enumerate(every_post, start=1)}
    answer = ask(
        settings,
        room="brief",
        schema=TrendBrief,
        prompt=read_prompt("trend_brief"),
        inputs=_inputs(talk, posts),
        week=week,
        listener_id=None,
    )
    if answer is not None:
        allowed = [one for one in answer.value.sentences if refusal(one, talk, posts) is None]
        if allowed:
            rows = [
                {
                    "text": fill(one.text, talk),
                    "artist_ids": [str(talk[key].artist_id) for key in one.artist_ids],
                    "post_ids": [posts[key] for key in one.post_ids],
                }
                for one in allowed
            ]
            return rows, answer.model, answer.request_hash, len(answer.value.sentences) - len(allowed)
        return _template(talk), BY_CODE, None, len(answer.value.sentences)
    return _template(talk), BY_CODE, None, 0


def _inputs(talk: Mapping[str, ArtistTalk], posts: Mapping[str, str]) -> dict[str, Any]:
    """Ids and counts: no name, no text."""
    short = {post: key for key, post in posts.items()}
    return {
        "artists": {
            key: {
                "mention_count": one.mention_count,
                "author_count": one.author_count,
                "post_count": one.post_count,
                "baseline_mean": round(one.baseline_mean, 2),
                "lift": round(one.lift, 2),
                "stances": dict(sorted(one.stances.items())),
                "aspects": dict(sorted(one.aspects.items())),
                "post_ids": [short[post] for post in one.post_ids],
            }
            for key, one in talk.items()
        }
    }


def _template(talk: Mapping[str, ArtistTalk]) -> list[dict[str, Any]]:
    """What the counts say, without a model: a sentence for each of the first three artists."""
    return [
        {
            "text": (
                f"{one.name}: {_count(one.mention_count, 'mention')} by {_count(one.author_count, 'person', 'people')}"
                f" in {_count(one.post_count, 'post')}, against {one.baseline_mean:.1f} in a usual week."
            ),
            "artist_ids": [str(one.artist_id)],
            "post_ids": list(one.post_ids),
        }
        for one in list(talk.values())[:3]
    ]


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"
