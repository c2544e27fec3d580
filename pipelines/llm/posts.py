"""Posts into a closed form, one by one: no word of a post goes further than its own record."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from pipelines.llm import tables
from pipelines.llm.client import ask
from pipelines.llm.lexicon import sort_text
from pipelines.llm.prompt import read_prompt
from pipelines.llm.question import Question
from pipelines.llm.schemas import Aspect, PostMap, Stance
from pipelines.llm.store import post_mark
from pipelines.llm.text import clean
from pipelines.settings import Settings

LONGEST_POST = 1500
"""Code points of a post that are read."""


@dataclass(frozen=True)
class Post:
    """A post or comment that names artists; `names` are theirs, by artist id."""

    post_id: str
    text: str
    names: dict[str, str]


@dataclass(frozen=True)
class MappedPost:
    """What is left of a post: whom it is about, how it feels about them, and on what."""

    post_id: str
    artist_id: UUID
    stance: Stance
    aspect: Aspect
    by_model: bool


def map_posts(settings: Settings, week: str, posts: Sequence[Post]) -> list[MappedPost]:
    """Each post by itself, by the model or, without an answer, by a small lexicon."""
    return [_map_post(settings, week, post) for post in posts]


def post_question(week: str, post: Post) -> Question:
    """What the model is asked about a post."""
    text, mark = clean(post.text, LONGEST_POST), post_mark(post.post_id)
    inputs = {
        "artist_ids": {key: tables.name(name) for key, name in post.names.items()},
        "post": f"{mark}\n{text}\n{mark}",
    }
    return Question("post", PostMap, read_prompt("post_map"), inputs, week, None)


def _map_post(settings: Settings, week: str, post: Post) -> MappedPost:
    answer = ask(settings, **vars(post_question(week, post)))
    if answer is None or answer.value.artist_id not in post.names:
        return map_by_lexicon(post)
    return MappedPost(
        post.post_id, UUID(answer.value.artist_id), answer.value.stance, answer.value.aspect, by_model=True
    )


def map_by_lexicon(post: Post) -> MappedPost:
    """A post by a small lexicon; the artist with the smallest id when it names several."""
    stance, aspect = sort_text(clean(post.text, LONGEST_POST), post.names.values())
    return MappedPost(post.post_id, UUID(min(post.names)), stance, aspect, by_model=False)
