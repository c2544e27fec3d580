"""The whole world in one value: catalogue, listeners, playlists and forums, all from one seed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from pipelines.domain.weeks import week_key
from pipelines.sandbox.artists import Artist, make_artists
from pipelines.sandbox.genres import GENRES, SUBREDDITS, Genre
from pipelines.sandbox.listeners import HISTORY_WEEKS, Listener, began_at, make_listeners
from pipelines.sandbox.mentions import Burst, MentionPlan
from pipelines.sandbox.playlists import Growth, Playlist, make_foreign_playlist, make_playlists, make_saved
from pipelines.sandbox.recordings import Recording, make_recordings
from pipelines.sandbox.similar import Neighbour, make_similar
from pipelines.sandbox.talk import Forums

MIN_RECORDINGS, MAX_RECORDINGS, MAX_LISTENERS = 200, 2000, 5
RECORDINGS_PER_ARTIST = 5
ARTISTS_PER_GENRE, MIN_GENRES = 5, 12


@dataclass(frozen=True)
class World:
    """A fictional music world.

    Attributes:
        anchor: The day that was "today" when the world began to be used; history lies before it.
        canary: Ending of every track title at Spotify, and nowhere else.
        playlists: By account id; `saved` likewise.
        foreign: A stranger's playlist, followed by the first listener.
        similar: Neighbours by recording.
    """

    seed: int
    anchor: date
    canary: str
    artists: tuple[Artist, ...]
    recordings: tuple[Recording, ...]
    listeners: tuple[Listener, ...]
    playlists: Mapping[str, tuple[Playlist, ...]]
    saved: Mapping[str, Growth]
    foreign: Playlist
    similar: Mapping[UUID, tuple[Neighbour, ...]] = field(repr=False)
    plan: MentionPlan = field(repr=False)
    forums: Forums = field(repr=False)
    subreddits: tuple[str, ...] = SUBREDDITS

    @property
    def began_at(self) -> datetime:
        """The first moment of which the world has a history."""
        return began_at(self.anchor)

    @property
    def bursts(self) -> list[Burst]:
        """The planted bursts from the beginning to the fourth week after the anchor's; later ones: `bursts_of`."""
        weeks = [week_key(self.began_at + timedelta(weeks=n)) for n in range(HISTORY_WEEKS + 5)]
        return [burst for week in weeks for burst in self.plan.bursts(week)]

    def bursts_of(self, week: str) -> tuple[Burst, ...]:
        """The planted bursts of any ISO week."""
        return self.plan.bursts(week)


def make_world(
    seed: int = 7, anchor: date = date(2026, 11, 23), recordings: int = 600, canary: str = "", listeners: int = 4
) -> World:
    """The world of a seed: pure, and the same on every machine.

    Args:
        seed: Another seed, another world.
        anchor: Its today.
        recordings: 200 to 2000; a fifth as many artists.
        canary: Ending of every title at Spotify, such as " (Zq7Canary Remaster)".
        listeners: 1 to 5.

    Raises:
        ValueError: `recordings` or `listeners` is out of range.
    """
    if not MIN_RECORDINGS <= recordings <= MAX_RECORDINGS:
        raise ValueError(f"a world has {MIN_RECORDINGS} to {MAX_RECORDINGS} recordings, not {recordings}")
    if not 1 <= listeners <= MAX_LISTENERS:
        raise ValueError(f"a world has 1 to {MAX_LISTENERS} listeners, not {listeners}")
    people = make_listeners(seed, listeners)
    artist_count = recordings // RECORDINGS_PER_ARTIST
    artists = make_artists(seed, artist_count, _choose_genres(artist_count, people))
    catalogue = make_recordings(seed, artists, recordings)
    plan = MentionPlan(seed, artists, people, catalogue)
    return World(
        seed=seed,
        anchor=anchor,
        canary=canary,
        artists=artists,
        recordings=catalogue,
        listeners=people,
        playlists={one.account_id: make_playlists(seed, anchor, one, catalogue) for one in people},
        saved={one.account_id: make_saved(seed, anchor, one, catalogue) for one in people},
        foreign=make_foreign_playlist(seed, anchor, catalogue),
        similar=make_similar(catalogue),
        plan=plan,
        forums=Forums(seed, plan, catalogue),
    )


def _choose_genres(artist_count: int, listeners: Sequence[Listener]) -> list[Genre]:
    """All genres; in a small world only as many as leave several artists to each, those of the listeners first."""
    wanted = {genre for listener in listeners for genre in listener.person.taste}
    order = sorted(GENRES, key=lambda genre: genre.name not in wanted)
    return order[: max(artist_count // ARTISTS_PER_GENRE, MIN_GENRES, len(wanted))]
