"""Whom the week's brief is about: an artist or a genre, its counts, and the closed records of its retrieved posts."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from pipelines.llm.schemas import Aspect, Stance

SubjectKind = Literal["artist", "genre"]


@dataclass(frozen=True)
class Record:
    """What is left of a post: how it feels about its artist, and on what."""

    stance: Stance
    aspect: Aspect


@dataclass(frozen=True)
class Subject:
    """A rising artist or genre.

    Attributes:
        subject_id: An artist_id as text, or a genre.
        name: What its name slot becomes; an open name.
        mention_count: Mentions in the week.
        author_count: People who named the artist; None of a genre, since one person may name two of its artists.
        post_count: Posts and comments that name it.
        usual: A usual week, the mean of the four before: people of an artist, posts of a genre.
        artist_ids: The artist, or the genre's artists who were named.
        post_ids: Posts that were retrieved and name it, best first.
        records: By post_id, of those that are mostly about it.
    """

    kind: SubjectKind
    subject_id: str
    name: str
    mention_count: int
    author_count: int | None
    post_count: int
    usual: float
    artist_ids: tuple[str, ...]
    post_ids: tuple[str, ...]
    records: Mapping[str, Record] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """What is compared with a usual week: people of an artist, posts of a genre."""
        return self.post_count if self.author_count is None else self.author_count

    @property
    def stances(self) -> Counter[str]:
        """Records by stance."""
        return Counter(record.stance for record in self.records.values())

    @property
    def aspects(self) -> Counter[str]:
        """Records by aspect."""
        return Counter(record.aspect for record in self.records.values())

    def values(self) -> dict[str, str]:
        """The slots that a sentence may place, filled."""
        filled = {
            "name": self.name,
            "mention_count": str(self.mention_count),
            "post_count": str(self.post_count),
            "read_count": str(len(self.records)),
            **{f"{stance}_count": str(self.stances[stance]) for stance in ("praise", "criticism", "mixed")},
        }
        if self.author_count is None:
            return {**filled, "artist_count": str(len(self.artist_ids)), "usual_post_count": f"{self.usual:.1f}"}
        return {**filled, "author_count": str(self.author_count), "usual_author_count": f"{self.usual:.1f}"}

    def as_input(self, short: Mapping[str, str]) -> dict[str, Any]:
        """What a model sees of it: counts and closed records by short post ids; no name, no text."""
        counts = {name: value for name, value in self.values().items() if name != "name"}
        posts = {
            short[post_id]: {"stance": record.stance, "aspect": record.aspect}
            for post_id, record in self.records.items()
        }
        return {**counts, "posts": posts, "post_ids": [short[post_id] for post_id in self.post_ids]}
