"""The talk of the sandbox with its truth: whom a post names, how it feels and on what, as its line was labelled."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from uuid import UUID

from pipelines.domain.ids import artist_id, recording_id
from pipelines.domain.weeks import week_days, week_start
from pipelines.link.mentions import find_mentions
from pipelines.link.names import Catalogue
from pipelines.llm.brief_subjects import Subject
from pipelines.llm.retrieval import Candidate
from pipelines.sandbox import World
from pipelines.sandbox import talk_words as words

LEAST_CONFIDENCE, WEEKS_BEFORE, LEAST_VOICES = 0.5, 4, 3
"""As in dbt/models."""
_LABELS = {
    "ARTIST_COMMENTS": (
        "praise: new_release other; praise: other; praise: other; criticism: voice; praise neutral: other;"
        "praise neutral: discovery other; praise: discovery other; praise: live; praise neutral: voice other;"
        "praise: sound; praise: sound; praise neutral: other; praise mixed: question other;"
        "praise mixed: discovery other; praise neutral: discovery other; praise: sound other;"
        "neutral: question other; praise neutral: sound; praise: new_release other; neutral: question;"
        "criticism: new_release question other; praise neutral: discovery; praise: sound; praise: other;"
        "praise neutral: discovery other; neutral: question; praise neutral: words"
    ),
    "ARTIST_TITLES": (
        "praise neutral: question discovery other; praise neutral: discovery;"
        "praise neutral: sound words question other;"
        "criticism neutral: live; criticism: new_release other; praise neutral: discovery other;"
        "neutral: comeback question; neutral: question other; praise: sound nostalgia;"
        "criticism neutral mixed: question"
    ),
    "FRESH_TITLES": (
        "neutral: new_release other; neutral: new_release other; neutral: new_release live; neutral: new_release;"
        "neutral: new_release live"
    ),
    "LISTEN_TITLES": "neutral: other; neutral: other; neutral: sound other; neutral: discovery other",
}
"""By list of talk_words, for each of its lines: feelings, then topics, that a reader would accept."""


@dataclass(frozen=True)
class Said:
    """A post or comment, and what is true of it."""

    post_id: str
    text: str
    author: str
    score: int
    at: datetime
    artists: tuple[UUID, ...]


@dataclass(frozen=True)
class Line:
    """What a reader would accept of a line."""

    stances: frozenset[str]
    aspects: frozenset[str]


def read_line(text: str) -> Line | None:
    """The labels of the line that a text was made from; None of lines that name nobody."""
    for pattern, line in _PATTERNS:
        if pattern.fullmatch(text):
            return line
    return None


def _patterns() -> list[tuple[re.Pattern[str], Line]]:
    found = []
    for name, labels in _LABELS.items():
        for line, label in zip(getattr(words, name), labels.split(";"), strict=True):
            stances, _, aspects = label.partition(":")
            pattern = re.sub(r"\\{\w+\\}", "[^\\n]+", re.escape(line))
            found.append(
                (
                    re.compile(pattern + r"(?:\n.*)?", re.DOTALL),
                    Line(frozenset(stances.split()), frozenset(aspects.split())),
                )
            )
    return found


_PATTERNS = _patterns()


@dataclass(frozen=True)
class Talk:
    """A world's talk, linked as the pipeline links it."""

    world: World
    _weeks: dict[str, Sequence[Said]] = field(default_factory=dict)
    _links: dict[str, dict[UUID, float]] = field(default_factory=dict)

    def said(self, week: str) -> Sequence[Said]:
        """All posts and comments of a week."""
        if week not in self._weeks:
            self._weeks[week] = list(self._said(week))
        return self._weeks[week]

    def _said(self, week: str) -> Iterator[Said]:
        for day in week_days(week):
            for name in self.world.subreddits:
                for post in self.world.forums.posts(name, day):
                    text = f"{post.title}\n{post.text}".strip()
                    about = self._ids(post.artists)
                    yield Said(f"t3_{post.post_id}", text, post.author, post.score, post.created_at, about)
                for _, one in self.world.forums.comments(name, day):
                    about = self._ids(one.artists)
                    yield Said(f"t1_{one.comment_id}", one.body, one.author, one.score, one.created_at, about)

    def linked(self, said: Said) -> dict[UUID, float]:
        """Artists that the linker finds in a post, with the largest confidence."""
        if said.post_id not in self._links:
            found: dict[UUID, float] = {}
            for mention in find_mentions(said.text, self.catalogue):
                found[mention.artist_id] = max(mention.confidence, found.get(mention.artist_id, 0.0))
            self._links[said.post_id] = {one: sure for one, sure in found.items() if sure >= LEAST_CONFIDENCE}
        return self._links[said.post_id]

    def rising(self, week: str, most: int) -> list[tuple[Subject, list[Candidate]]]:
        """Artists with the strongest trend, and all their linked posts, as dbt/models/marts/trend would have them."""
        weeks = [f"{(week_start(week) - timedelta(weeks=back)):%G-W%V}" for back in range(WEEKS_BEFORE + 1)]
        posts: dict[UUID, list[Candidate]] = {}
        before: Counter[UUID] = Counter()
        for each in weeks:
            voices: dict[UUID, set[str]] = {}
            for one in self.said(each):
                links = self.linked(one)
                for artist, confidence in links.items():
                    voices.setdefault(artist, set()).add(one.author)
                    if each == week:
                        candidate = Candidate(
                            one.post_id, one.text, one.author, one.score, one.at, confidence, len(links)
                        )
                        posts.setdefault(artist, []).append(candidate)
            if each != week:
                before.update({artist: len(found) for artist, found in voices.items()})
        subjects = []
        for artist, candidates in posts.items():
            people = len({one.author for one in candidates})
            usual = before[artist] / WEEKS_BEFORE
            if people >= LEAST_VOICES and people > usual:
                lift = (people + 1) / (usual + 1)
                subject = Subject(
                    "artist",
                    str(artist),
                    self.names[artist],
                    len(candidates),
                    people,
                    len(candidates),
                    usual,
                    (str(artist),),
                    (),
                )
                subjects.append((-lift, str(artist), subject, candidates))
        return [(subject, found) for _, _, subject, found in sorted(subjects, key=lambda one: one[:2])[:most]]

    @cached_property
    def names(self) -> Mapping[UUID, str]:
        """Names by artist id."""
        return {artist_id("mbid", str(one.mbid)): one.name for one in self.world.artists}

    @cached_property
    def catalogue(self) -> Catalogue:
        """The whole world's artists and titles."""
        artists = [{"artist_id": key, "name": name} for key, name in self.names.items()]
        tracks = [
            {
                "recording_id": recording_id("mbid", str(one.mbid)),
                "artist_id": artist_id("mbid", str(one.artist.mbid)),
                "title": one.title,
            }
            for one in self.world.recordings
        ]
        return Catalogue(artists, tracks)

    def _ids(self, mbids: tuple[UUID, ...]) -> tuple[UUID, ...]:
        return tuple(artist_id("mbid", str(one)) for one in mbids)
