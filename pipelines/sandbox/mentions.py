"""Who is talked about where and in which week: the planted bursts, slow waves, and a murmur behind them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from pipelines.domain.weeks import week_start
from pipelines.sandbox.artists import Artist
from pipelines.sandbox.listeners import Listener
from pipelines.sandbox.recordings import Recording
from pipelines.sandbox.rng import Rng, make_rng

_BURSTS_PER_WEEK = 2
_BURST_MENTIONS = (17, 27)
_BURST_ECHOES = 4
_WAVE_WEEKS = 4
_WAVE = (3, 7, 5, 2)
_WAVES_AT_ONCE = 4
_SONGS_TO_BURST = 3
_MURMUR_SHARE = 0.45
_AT_HOME_SHARE = 0.75
_MONDAY_ZERO = week_start("1970-W02")


@dataclass(frozen=True)
class Burst:
    """Planted truth: the artist is all over the subreddit in that week, and nearly unheard of in others."""

    artist_mbid: UUID
    iso_week: str
    subreddit: str


@dataclass(frozen=True)
class Mention:
    """One time that an artist is to be named: in a post of its own, or in a comment."""

    artist: Artist
    day: int
    is_post: bool


class MentionPlan:
    """Plans the mentions of any week by itself, without knowing the weeks before it."""

    def __init__(
        self, seed: int, artists: Sequence[Artist], listeners: Sequence[Listener], recordings: Sequence[Recording]
    ) -> None:
        self.seed = seed
        songs = Counter(recording.artist.mbid for recording in recordings if recording.spotify_ids)
        buried = [artist for artist in artists if artist.is_buried and songs[artist.mbid] >= _SONGS_TO_BURST]
        fitting = [artist for artist in buried if _divides(artist, listeners)] or buried
        self.burst_artists = _shuffled(make_rng(seed, "bursts"), fitting)
        bursting = {artist.mbid for artist in fitting}
        self.wave_artists = [artist for artist in artists if artist.mbid not in bursting]
        self.artists = tuple(artists)
        self._weeks: dict[str, dict[tuple[str, int], tuple[Mention, ...]]] = {}

    def bursts(self, week: str) -> tuple[Burst, ...]:
        """The bursts of a week, at least one."""
        return tuple(Burst(artist.mbid, week, artist.genre.subreddit) for artist in self._bursting(week))

    def mentions(self, week: str, subreddit: str, day: int) -> tuple[Mention, ...]:
        """What is to be said in a subreddit on a day of a week (Monday is 0)."""
        if week not in self._weeks:
            self._weeks[week] = self._plan(week)
        return self._weeks[week].get((subreddit, day), ())

    def _bursting(self, week: str) -> list[Artist]:
        count = min(_BURSTS_PER_WEEK, max(1, len(self.burst_artists) // 8))
        first = _number(week) * count
        return [self.burst_artists[(first + n) % len(self.burst_artists)] for n in range(count)]

    def _plan(self, week: str) -> dict[tuple[str, int], tuple[Mention, ...]]:
        rng = make_rng(self.seed, "mentions", week)
        plan: dict[tuple[str, int], list[Mention]] = {}

        def add(artist: Artist, subreddit: str, day: int, post_share: float) -> None:
            mention = Mention(artist, day, rng.random() < post_share)
            plan.setdefault((subreddit, day), []).append(mention)

        busy = self._bursting(week)
        for artist in busy:
            peak = rng.randrange(5)
            for _ in range(rng.randint(*_BURST_MENTIONS)):
                add(artist, artist.genre.subreddit, min(6, peak + int(rng.expovariate(0.6))), 0.35)
            for _ in range(rng.randrange(_BURST_ECHOES)):
                add(artist, "listentothis", rng.randrange(peak, 7), 1.0)
        for artist, count in self._waves(week):
            busy.append(artist)
            for _ in range(count):
                add(artist, artist.genre.subreddit, rng.randrange(7), 0.5)
        named = {artist.mbid for artist in busy}
        others = [artist for artist in self.artists if artist.mbid not in named]
        for artist in rng.sample(others, k=int(len(others) * _MURMUR_SHARE)):
            where = artist.genre.subreddit if rng.random() < _AT_HOME_SHARE else "listentothis"
            add(artist, where, rng.randrange(7), 0.7)
        return {key: tuple(mentions) for key, mentions in plan.items()}

    def _waves(self, week: str) -> list[tuple[Artist, int]]:
        """Artists whose talk rises and falls over four weeks; three waves roll at a time."""
        if not self.wave_artists:
            return []
        wave, place = divmod(_number(week), _WAVE_WEEKS)
        rng = make_rng(self.seed, "wave", wave)
        rolling = rng.sample(self.wave_artists, k=min(_WAVES_AT_ONCE, len(self.wave_artists)))
        return [(artist, _WAVE[place]) for artist in rolling]


def _divides(artist: Artist, listeners: Sequence[Listener]) -> bool:
    """Whether the artist's genre is to the taste of some listeners, and not of all."""
    fits = [artist.genre.name in listener.person.taste for listener in listeners]
    return any(fits) and (len(fits) == 1 or not all(fits))


def _shuffled(rng: Rng, artists: Sequence[Artist]) -> list[Artist]:
    order = list(artists)
    rng.shuffle(order)
    return order


def _number(week: str) -> int:
    """Weeks since the first Monday that has a number."""
    return (week_start(week) - _MONDAY_ZERO).days // 7
