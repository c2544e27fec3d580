"""The posts and comments of the forums, made day by day from the plan of mentions."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import cycle
from uuid import UUID

from pipelines.domain.weeks import week_key
from pipelines.sandbox import talk_words as words
from pipelines.sandbox.artists import Artist
from pipelines.sandbox.genres import SUBREDDITS
from pipelines.sandbox.mentions import Mention, MentionPlan
from pipelines.sandbox.recordings import Recording
from pipelines.sandbox.rng import Rng, make_rng, to_base36

_BEFORE_VOWEL = re.compile(r"\ba (?=[aeio])")
_ID_OFFSET = 10**10
_POSTS_PER_DAY = 128
_COMMENTS_PER_POST = 256
_AUTHORS = 90
_DELETED_SHARE = 0.04
_REMOVED_SHARE = 0.4
_GHOST_SHARE = 0.25
_KNOWN_QUESTION_SHARE = 0.5
_HOSTILE_SHARE = 0.004
_FRESH_SHARE = 0.5
_DOWNVOTED_SHARE = 0.1
_LONGEST_COMMENT_LAG = timedelta(hours=40)


@dataclass(frozen=True)
class Comment:
    """A comment; `artists` is the truth about whom it names."""

    number: int
    body: str
    author: str
    created_at: datetime
    score: int
    deleted_at: datetime | None
    is_removed: bool
    artists: tuple[UUID, ...] = ()

    @property
    def comment_id(self) -> str:
        """As on Reddit, without `t1_`."""
        return to_base36(self.number)


@dataclass(frozen=True)
class Post:
    """A post with its comments; scores are the final ones."""

    number: int
    subreddit: str
    title: str
    text: str
    url: str
    flair: str
    author: str
    created_at: datetime
    score: int
    upvote_ratio: float
    deleted_at: datetime | None
    is_removed: bool
    artists: tuple[UUID, ...]
    comments: tuple[Comment, ...] = field(repr=False)

    @property
    def post_id(self) -> str:
        """As on Reddit, without `t3_`."""
        return to_base36(self.number)


class Forums:
    """All subreddits; a day is made when somebody asks for it, and is the same whenever that is."""

    def __init__(self, seed: int, plan: MentionPlan, recordings: Sequence[Recording]) -> None:
        self.seed = seed
        self.plan = plan
        self._songs: dict[UUID, list[Recording]] = {}
        for recording in recordings:
            self._songs.setdefault(recording.artist.mbid, []).append(recording)
        self._days: dict[tuple[str, date], tuple[Post, ...]] = {}

    def posts(self, subreddit: str, day: date) -> tuple[Post, ...]:
        """The posts that a subreddit got on a UTC day, oldest first."""
        key = (subreddit, day)
        if key not in self._days:
            self._days[key] = _Day(self.seed, subreddit, day, self._songs).posts(
                self.plan.mentions(week_key(day), subreddit, day.weekday())
            )
        return self._days[key]

    def post(self, number: int) -> Post | None:
        """The post with a number, whenever it was (or will be) written."""
        place, index = divmod(number - _ID_OFFSET, _POSTS_PER_DAY)
        ordinal, subreddit = divmod(place, len(SUBREDDITS))
        if not date.min.toordinal() + 7 <= ordinal <= date.max.toordinal() - 7:
            return None
        posts = self.posts(SUBREDDITS[subreddit], date.fromordinal(ordinal))
        return posts[index] if index < len(posts) else None

    def comment(self, number: int) -> tuple[Post, Comment] | None:
        """The comment with a number, and its post."""
        post = self.post(number // _COMMENTS_PER_POST)
        found = next((one for one in post.comments if one.number == number), None) if post is not None else None
        return None if post is None or found is None else (post, found)

    def comments(self, subreddit: str, day: date) -> list[tuple[Post, Comment]]:
        """The comments that a subreddit got on a UTC day, oldest first."""
        days = [day - timedelta(days=back) for back in range(_LONGEST_COMMENT_LAG.days + 2)]
        found = [
            (post, comment)
            for one in days
            for post in self.posts(subreddit, one)
            for comment in post.comments
            if comment.created_at.date() == day
        ]
        return sorted(found, key=lambda pair: (pair[1].created_at, pair[1].number))


class _Day:
    """Writes what is said in one subreddit on one day."""

    def __init__(self, seed: int, subreddit: str, day: date, songs: dict[UUID, list[Recording]]) -> None:
        self.subreddit, self.day, self.songs = subreddit, day, songs
        self.rng: Rng = make_rng(seed, "talk", subreddit, day)
        self.midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
        first = date.toordinal(day) * len(SUBREDDITS) + SUBREDDITS.index(subreddit)
        self.first_number = _ID_OFFSET + first * _POSTS_PER_DAY
        self.fresh_authors = make_rng(seed, "authors", subreddit, week_key(day)).sample(range(_AUTHORS), k=_AUTHORS)
        self.turn = day.weekday() * 13
        self.remarks = cycle(self.rng.sample(words.COMMENTS, k=len(words.COMMENTS)))
        self.questions = cycle(self.rng.sample(words.TALK_TITLES[subreddit], k=len(words.TALK_TITLES[subreddit])))

    def posts(self, mentions: Sequence[Mention]) -> tuple[Post, ...]:
        """All posts of the day: the daily thread, posts about artists, posts about life."""
        told = [one for one in mentions if one.is_post][: _POSTS_PER_DAY // 2]
        times = sorted(self._seconds() for _ in range(len(told) + self.rng.randint(2, 4)))
        stories: list[Mention | None] = [*told, *([None] * (len(times) - len(told)))]
        self.rng.shuffle(stories)
        said = [one for one in mentions if not one.is_post]
        drafts = [self._daily_post(said)]
        drafts += [
            self._post(n + 1, seconds, story) for n, (seconds, story) in enumerate(zip(times, stories, strict=True))
        ]
        return tuple(drafts)

    def _seconds(self) -> int:
        return min(86_000, int(self.rng.triangular(3 * 3600, 86_000, 17 * 3600)))

    def _author(self) -> str:
        """Authors take turns within a week, so that many people talk and not one person often."""
        self.turn += 1
        return author_name(self.subreddit, self.fresh_authors[self.turn % _AUTHORS])

    def _daily_post(self, said: Sequence[Mention]) -> Post:
        title = words.DAILY_TITLES[self.subreddit].format(date=f"{self.day:%B} {self.day.day}, {self.day.year}")
        text = "What have you been listening to? Keep it civil, keep it odd."
        return self._make_post(0, 5 * 60, title, text, "daily", (), said, talk=(4, 9))

    def _post(self, index: int, seconds: int, mention: Mention | None) -> Post:
        if mention is None:
            return self._talk_post(index, seconds)
        slots = self._slots(mention.artist)
        if self.subreddit == "listentothis":
            title, text, kind = self.rng.choice(words.LISTEN_TITLES), "", "listen"
        elif self.rng.random() < _FRESH_SHARE:
            title, text, kind = self.rng.choice(words.FRESH_TITLES), "", "fresh"
        else:
            title, text, kind = self.rng.choice(words.ARTIST_TITLES), self.rng.choice(words.ARTIST_SELF_TEXTS), "talk"
        artists = (mention.artist.mbid,)
        return self._make_post(index, seconds, _fill(title, slots), _fill(text, slots), kind, artists, (), talk=(1, 7))

    def _talk_post(self, index: int, seconds: int) -> Post:
        if self.subreddit == "listentothis" or self.rng.random() < _GHOST_SHARE:
            ghost = self.rng.choice(words.GHOST_NAMES)
            title = f"{ghost} - Demo {self.rng.randint(1, 9)} [lo-fi] ({self.day.year - self.rng.randrange(4)})"
            return self._make_post(index, seconds, title, "", "listen", (), (), talk=(0, 3))
        title = next(self.questions) if self.rng.random() < _KNOWN_QUESTION_SHARE else self._question()
        text = _fill(self.rng.choice(words.SELF_TEXTS), {})
        return self._make_post(index, seconds, title, text, "talk", (), (), talk=(2, 9))

    def _question(self) -> str:
        slots = {
            "piece": self.rng.choice(words.PIECES[self.subreddit]),
            "situation": self.rng.choice(words.SITUATIONS),
            "likeness": self.rng.choice(words.LIKENESSES),
            "addition": self.rng.choice(words.ADDITIONS),
            "event": self.rng.choice(words.EVENTS),
            "outcome": self.rng.choice(words.OUTCOMES),
        }
        return _BEFORE_VOWEL.sub("an ", _fill(self.rng.choice(words.TALK_PATTERNS), slots))

    def _make_post(
        self,
        index: int,
        seconds: int,
        title: str,
        text: str,
        kind: str,
        artists: tuple[UUID, ...],
        said: Sequence[Mention],
        *,
        talk: tuple[int, int],
    ) -> Post:
        number = self.first_number + index
        created_at = self.midnight + timedelta(seconds=seconds)
        link = f"https://youtu.example/{to_base36(number * 7919)}" if not text else ""
        deleted_at, is_removed = self._fate(created_at)
        if kind == "daily":
            deleted_at = None
        return Post(
            number=number,
            subreddit=self.subreddit,
            title=title,
            text=text,
            url=link,
            flair=words.FLAIRS[kind],
            author="AutoModerator" if kind == "daily" else self._author(),
            created_at=created_at,
            score=1 + int(self.rng.paretovariate(0.9) * (9 if artists else 14)) % 4000,
            upvote_ratio=round(self.rng.uniform(0.71, 0.99), 2),
            deleted_at=deleted_at,
            is_removed=is_removed,
            artists=artists,
            comments=self._comments(number, created_at, said, self.rng.randint(*talk)),
        )

    def _comments(self, post: int, posted_at: datetime, said: Sequence[Mention], others: int) -> tuple[Comment, ...]:
        drafts: list[tuple[datetime, str, tuple[UUID, ...]]] = []
        for mention in said:
            at = posted_at + timedelta(seconds=self.rng.randint(600, 85_000))
            body = _fill(self.rng.choice(words.ARTIST_COMMENTS), self._slots(mention.artist))
            drafts.append((at, body, (mention.artist.mbid,)))
        for _ in range(others):
            lag = min(_LONGEST_COMMENT_LAG, timedelta(seconds=60 + int(self.rng.expovariate(1 / 20_000))))
            is_hostile = self.rng.random() < _HOSTILE_SHARE
            body = self.rng.choice(words.HOSTILE_COMMENTS) if is_hostile else next(self.remarks)
            drafts.append((posted_at + lag, _fill(body, {}), ()))
        drafts.sort(key=lambda draft: draft[0])
        return tuple(self._comment(post * _COMMENTS_PER_POST + n, *draft) for n, draft in enumerate(drafts))

    def _comment(self, number: int, at: datetime, body: str, artists: tuple[UUID, ...]) -> Comment:
        deleted_at, is_removed = self._fate(at)
        score = int(self.rng.paretovariate(1.1) * 2) % 900 - (3 if self.rng.random() < _DOWNVOTED_SHARE else 0)
        return Comment(number, body, self._author(), at, score, deleted_at, is_removed, artists)

    def _fate(self, created_at: datetime) -> tuple[datetime | None, bool]:
        """When it is deleted, if ever, and whether a moderator does it."""
        if self.rng.random() >= _DELETED_SHARE:
            return None, False
        return created_at + timedelta(hours=self.rng.randint(20, 220)), self.rng.random() < _REMOVED_SHARE

    def _slots(self, artist: Artist) -> dict[str, object]:
        song = self.rng.choice(self.songs[artist.mbid])
        return {
            "artist": artist.name,
            "title": song.title,
            "album": song.album,
            "year": song.released.year,
            "genre": artist.genre.name,
            "subgenre": list(artist.genres)[-1],
        }


def author_name(subreddit: str, number: int) -> str:
    """One of the 90 regulars of a subreddit."""
    rng = make_rng("author", subreddit, number)
    return f"{rng.choice(words.AUTHOR_FIRST)}{rng.choice(words.AUTHOR_SECOND)}{number + 3}"


def _fill(line: str, slots: Mapping[str, object]) -> str:
    filled = line.replace("\\n", "\n")
    for name, value in slots.items():
        filled = filled.replace(f"{{{name}}}", str(value))
    return filled
