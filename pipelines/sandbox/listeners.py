"""The listeners of the world: invented people with a taste each, and the playlists that they keep."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property

from pipelines.domain.telling import ENGLISH, GERMAN, Language
from pipelines.sandbox.recordings import Recording
from pipelines.sandbox.rng import make_base62, make_rng

HISTORY_WEEKS = 26
"""How long before the anchor the listeners began."""
_BURIED = 0.01
_FAVOURITE = 6.0
_FAVOURITE_SHARE = 0.2


@dataclass(frozen=True)
class Theme:
    """What a playlist is for: weights of genres, and the moods and decades that it asks for (none: any)."""

    name: str
    description: str
    genres: dict[str, float] = field(default_factory=dict)
    moods: frozenset[str] = frozenset()
    decade: int | None = None
    weekly_additions: float = 0.8


@dataclass(frozen=True)
class Person:
    """What is invented of a listener before there is a world; in which language they want to read, too."""

    name: str
    market: str
    taste: dict[str, float]
    themes: tuple[Theme, ...]
    language: Language = ENGLISH


PEOPLE: tuple[Person, ...] = (
    Person(
        "Mara Lindqvist",
        "SE",
        {"folk": 0.4, "shoegaze": 0.3, "indie rock": 0.2, "ambient": 0.1},
        (
            Theme("Rainy Sundays", "Tea first, feelings later.", {"folk": 3, "shoegaze": 2, "ambient": 1}),
            Theme("songs to overwater plants to", "They are fine. Mostly.", {"folk": 2, "indie rock": 2}),
            Theme("Feedback & Fog", "", {"shoegaze": 4, "indie rock": 1}),
            Theme("the nineties, remembered wrongly", "I was four.", {"indie rock": 2, "shoegaze": 2}, decade=1990),
            Theme("Night Ferry", "Helsinki to nowhere", {"ambient": 3, "folk": 1}, frozenset({"calm", "serene"})),
        ),
    ),
    Person(
        "Dev Okonkwo",
        "GB",
        {"hip hop": 0.5, "r&b": 0.25, "soul": 0.15, "afrobeat": 0.1},
        (
            Theme("Bars & Grill", "no skips, some onions", {"hip hop": 5}, weekly_additions=1.4),
            Theme("Slow Bus Home", "Top deck, front seat.", {"r&b": 4, "hip hop": 1}),
            Theme("Auntie's Kitchen", "approved by the actual auntie", {"soul": 3, "afrobeat": 3}),
            Theme("gym (aspirational)", "", {"hip hop": 3, "afrobeat": 1}, frozenset({"confident", "defiant"})),
        ),
    ),
    Person(
        "Jonas Feldkirch",
        "DE",
        {"techno": 0.4, "house": 0.2, "idm": 0.25, "post-punk": 0.15},
        (
            Theme("Kellerlüftung", "nur mit Kopfhörern", {"techno": 5}, weekly_additions=1.2),
            Theme("Excel, but make it 130 BPM", "Quarterly results.", {"techno": 2, "house": 3}),
            Theme("Broken Toys", "music for owls and cache invalidation", {"idm": 4}),
            Theme("Schwarze Mäntel", "", {"post-punk": 4}),
            Theme("Sonntag 11 Uhr", "After the after.", {"house": 2, "idm": 2}),
            Theme("Wartungsfenster", "02:00-04:00, please expect disruption", {"techno": 2, "idm": 2}),
        ),
        GERMAN,
    ),
    Person(
        "Rosa Villanueva",
        "US",
        {"metal": 0.45, "stoner rock": 0.2, "jazz": 0.25, "latin": 0.1},
        (
            Theme("Riffs for Filing Taxes", "Deduct everything.", {"metal": 4, "stoner rock": 1}, weekly_additions=1.2),
            Theme("Desert, Van, No AC", "", {"stoner rock": 4}),
            Theme("Blue Hour, Third Drink", "Second was for the band.", {"jazz": 4}),
            Theme("Abuela tenía razón", "Y lo sabe.", {"latin": 3, "jazz": 1}),
            Theme("Extremely Normal Dinner Music", "guests may leave", {"metal": 2, "jazz": 2}),
        ),
    ),
    Person(
        "Hana Kobayashi-Price",
        "CA",
        {"pop": 0.45, "hyperpop": 0.25, "house": 0.2, "r&b": 0.1},
        (
            Theme("main character, minor budget", "", {"pop": 5}, weekly_additions=1.4),
            Theme("screaming in a Honda", "Windows up. We are polite.", {"hyperpop": 3, "pop": 1}),
            Theme("Kitchen Disco, 10 Minutes Only", "It is never ten.", {"house": 2, "pop": 2}),
            Theme("ok but the 80s", "", {"pop": 3}, decade=1980),
        ),
    ),
)


@dataclass(frozen=True)
class Listener:
    """A listener with an account at Spotify."""

    number: int
    account_id: str
    spotify_id: str
    person: Person

    @property
    def name(self) -> str:
        """As shown to others."""
        return self.person.name

    @property
    def market(self) -> str:
        """ISO country of the account."""
        return self.person.market

    @cached_property
    def login(self) -> str:
        """What the listener types at a login: the first name."""
        return self.name.split()[0].lower()


def make_listeners(seed: int, count: int) -> tuple[Listener, ...]:
    """The first `count` listeners, at most five."""
    return tuple(
        Listener(
            number=number,
            account_id=make_base62(seed, "account", number, length=28).lower(),
            spotify_id=make_base62(seed, "user", number, length=25).lower(),
            person=person,
        )
        for number, person in enumerate(PEOPLE[:count])
    )


def began_at(anchor: date) -> datetime:
    """Monday 00:00 UTC of the week in which the listeners began."""
    monday = anchor - timedelta(days=anchor.weekday())
    return datetime(monday.year, monday.month, monday.day, tzinfo=UTC) - timedelta(weeks=HISTORY_WEEKS)


def liking(seed: int, listener: Listener, recording: Recording, theme: Theme) -> float:
    """How readily a listener puts a recording into a playlist of that theme; 0: never."""
    artist = recording.artist
    weight = theme.genres.get(artist.genre.name, 0.0)
    if weight == 0 or not recording.spotify_ids:
        return 0.0
    if theme.decade is not None and recording.released.year // 10 * 10 != theme.decade:
        weight *= 0.12
    if theme.moods and not theme.moods & set(artist.moods):
        weight *= 0.25
    if artist.is_buried:
        weight *= _BURIED
    if make_rng(seed, "favourite", listener.number, artist.mbid).random() < _FAVOURITE_SHARE:
        weight *= _FAVOURITE
    popularity: float = (1 + recording.listener_count) ** 0.15
    return weight * popularity
