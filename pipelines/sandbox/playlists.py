"""What is in the listeners' playlists, as things that happened: one after the other, week by week."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from threading import Lock
from typing import Literal

from pipelines.domain.weeks import week_key
from pipelines.sandbox.listeners import HISTORY_WEEKS, Listener, Theme, began_at, liking
from pipelines.sandbox.recordings import Recording
from pipelines.sandbox.rng import Rng, make_base62, make_rng, weighted_sample

Kind = Literal["track", "local", "episode", "gone"]
LOCAL_FILES = (
    ("Dad's Band", "Garage Take 3 (do not share)", 194_000),
    ("Voice Memo", "New Recording 47", 61_000),
    ("unknown artist", "Track 07", 243_000),
)
EPISODES = (
    ("Two Drummers, One Microphone", "Episode 112: Is the Tambourine OK?"),
    ("The Loudness War Memorial", "Why Your Dad's CDs Sound Better"),
)
_WITH_A_FILE, _WITH_A_GAP, _WITH_AN_EPISODE = range(3)
_REMOVAL_SHARE = 0.06
_FIRST_ITEMS = (11, 17)


@dataclass(frozen=True)
class Item:
    """One line of a playlist: a Spotify track, or what else people keep in theirs."""

    kind: Kind
    uri: str
    added_at: datetime
    added_by: str


@dataclass(frozen=True)
class Change:
    """Something that happened to a playlist: an item came, or the one at an index went."""

    at: datetime
    item: Item | None = None
    removed_index: int | None = None


@dataclass
class Growth:
    """A list that grows with the weeks; what has grown is kept, what is yet to come is made when asked for.

    Attributes:
        began: Monday of its first week.
        grow: Makes the changes of one week (its Monday) from the items before it.
    """

    began: datetime
    grow: Callable[[datetime, list[Item]], list[Change]]
    changes: list[Change] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    weeks: int = 0
    lock: Lock = field(default_factory=Lock, repr=False, compare=False)

    def until(self, moment: datetime) -> list[Change]:
        """All that happened up to and including a moment."""
        with self.lock:
            while self.began + timedelta(weeks=self.weeks) <= moment:
                self._grow_a_week(self.began + timedelta(weeks=self.weeks))
            return self.changes[: bisect_right(self.changes, moment, key=lambda change: change.at)]

    def _grow_a_week(self, monday: datetime) -> None:
        made = sorted(self.grow(monday, list(self.items)), key=lambda change: change.at)
        for change in made:
            apply_change(self.items, change)
        self.changes.extend(made)
        self.weeks += 1


def apply_change(items: list[Item], change: Change) -> None:
    """Let a change happen to a list of items."""
    if change.removed_index is not None and change.removed_index < len(items):
        del items[change.removed_index]
    if change.item is not None:
        items.append(change.item)


@dataclass(frozen=True)
class Playlist:
    """A playlist of a listener, or of somebody whom a listener follows."""

    playlist_id: str
    owner_id: str
    owner_name: str
    name: str
    description: str
    is_public: bool
    began: datetime
    growth: Growth = field(repr=False, compare=False)

    def changes(self, moment: datetime) -> list[Change]:
        """All that happened to it up to a moment."""
        return self.growth.until(moment)

    def items(self, moment: datetime) -> list[Item]:
        """What is in it at a moment, oldest first."""
        items: list[Item] = []
        for change in self.changes(moment):
            apply_change(items, change)
        return items


def make_playlists(
    seed: int, anchor: date, listener: Listener, recordings: Sequence[Recording]
) -> tuple[Playlist, ...]:
    """The playlists of a listener; the first exists from the beginning, the others begin later."""
    made = []
    for number, theme in enumerate(listener.person.themes):
        rng = make_rng(seed, "playlist", listener.number, number)
        began = began_at(anchor) + timedelta(weeks=0 if number == 0 else rng.randrange(1, HISTORY_WEEKS - 8))
        grow = _Grower(seed, listener, theme, f"{listener.number}.{number}", recordings, began)
        made.append(
            Playlist(
                playlist_id=make_base62(seed, "playlist", listener.number, number),
                owner_id=listener.spotify_id,
                owner_name=listener.name,
                name=theme.name,
                description=theme.description,
                is_public=number % 3 == 0,
                began=began,
                growth=Growth(began, grow),
            )
        )
    return tuple(made)


def make_foreign_playlist(seed: int, anchor: date, recordings: Sequence[Recording]) -> Playlist:
    """A stranger's playlist that the first listener follows: its items are nobody else's business."""
    began = began_at(anchor)
    stranger = make_base62(seed, "stranger", length=25).lower()

    def grow(monday: datetime, items: list[Item]) -> list[Change]:
        rng = make_rng(seed, "stranger", week_key(monday))
        playable = [one for one in recordings if one.spotify_ids]
        at = monday + timedelta(hours=rng.randrange(24, 150))
        tracks = [rng.choice(playable).spotify_ids[0] for _ in range(30 if not items else 2)]
        return [Change(at, Item("track", f"spotify:track:{track}", at, stranger)) for track in tracks]

    return Playlist(
        playlist_id=make_base62(seed, "foreign playlist"),
        owner_id=stranger,
        owner_name="tapehiss.radio",
        name="The Radiator Sessions",
        description="Warm on one side. New every week.",
        is_public=True,
        began=began,
        growth=Growth(began, grow),
    )


def make_saved(seed: int, anchor: date, listener: Listener, recordings: Sequence[Recording]) -> Growth:
    """The saved songs of a listener."""
    theme = Theme("saved", "", listener.person.taste, weekly_additions=1.5)
    grow = _Grower(seed, listener, theme, f"{listener.number}.saved", recordings, began_at(anchor), has_oddities=False)
    return Growth(began_at(anchor), grow)


@dataclass(frozen=True)
class _Grower:
    """Fills a playlist of a theme."""

    seed: int
    listener: Listener
    theme: Theme
    key: str
    recordings: Sequence[Recording]
    began: datetime
    has_oddities: bool = True

    def __call__(self, monday: datetime, items: list[Item]) -> list[Change]:
        rng = make_rng(self.seed, "grow", self.key, week_key(monday))
        is_first = monday == self.began
        count = rng.randint(*_FIRST_ITEMS) if is_first else _spread(rng, self.theme.weekly_additions)
        changes = [self._add("track", uri, _time(rng, monday)) for uri in self._choose(rng, items, count)]
        if self.has_oddities and is_first and changes:
            changes.extend(self._oddities(rng, monday, changes))
        elif items and rng.random() < _REMOVAL_SHARE:
            changes.append(Change(_time(rng, monday), removed_index=rng.choice(_ordinary(items))))
        return changes

    def _choose(self, rng: Rng, items: list[Item], count: int) -> list[str]:
        has = {item.uri for item in items}
        free = [
            pair for pair in self._liked if not any(f"spotify:track:{track}" in has for track in pair[0].spotify_ids)
        ]
        count = min(count, sum(not one.artist.is_buried for one, _ in free))
        drawn = weighted_sample(rng, [one for one, _ in free], [weight for _, weight in free], count)
        return [f"spotify:track:{rng.choice(one.spotify_ids)}" for one in drawn]

    @cached_property
    def _liked(self) -> list[tuple[Recording, float]]:
        weights = ((one, liking(self.seed, self.listener, one, self.theme)) for one in self.recordings)
        return [(one, weight) for one, weight in weights if weight > 0]

    def _add(self, kind: Kind, uri: str, at: datetime) -> Change:
        return Change(at, Item(kind, uri, at, self.listener.spotify_id))

    def _oddities(self, rng: Rng, monday: datetime, changes: list[Change]) -> list[Change]:
        """What real playlists hold besides tracks: a local file, an episode, a track that is gone, a song twice."""
        odd: list[Change] = []
        at = _time(rng, monday)
        number = int(self.key.split(".")[1])
        if number == _WITH_A_FILE and changes[0].item is not None:
            odd.append(self._add("track", changes[0].item.uri, monday + timedelta(days=6, hours=23, minutes=30)))
            odd.append(self._add("local", f"spotify:local:{rng.randrange(len(LOCAL_FILES))}", at))
        if number == _WITH_A_GAP:
            odd.append(self._add("gone", "", at))
        if number == _WITH_AN_EPISODE:
            episode = rng.randrange(len(EPISODES))
            odd.append(self._add("episode", f"spotify:episode:{make_base62('episode', episode)}", at))
        return odd


def _ordinary(items: list[Item]) -> list[int]:
    """Places of the tracks that are in a playlist once."""
    times = Counter(item.uri for item in items)
    return [place for place, item in enumerate(items) if item.kind == "track" and times[item.uri] == 1]


def _spread(rng: Rng, mean: float) -> int:
    """A small count with about this mean: most weeks little happens."""
    return sum(rng.random() < mean / 4 for _ in range(4))


def _time(rng: Rng, monday: datetime) -> datetime:
    """A moment of the week when people are awake, to the second."""
    return monday + timedelta(days=rng.randrange(7), hours=rng.randint(7, 22), seconds=rng.randrange(3600))
