"""The artists of the world: a name, a home, an era, tags, and a point in the space of taste."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from pipelines.sandbox.artist_names import FIRST_NAMES, FIRST_WORDS, GIVEN, LAST_NAMES, SECOND_WORDS
from pipelines.sandbox.genres import BY_NAME, GENRES, Genre
from pipelines.sandbox.rng import Rng, make_base62, make_rng, make_uuid

TASTE_DIMENSIONS = 8
_COUNTRIES = {
    "eng": ("GB", "US", "US", "CA", "AU", "IE"),
    "zxx": ("DE", "GB", "JP", "US", "NL"),
    "deu": ("DE", "AT"),
    "fra": ("FR",),
    "gle": ("IE",),
    "swe": ("SE",),
    "ita": ("IT",),
    "nor": ("NO",),
    "fin": ("FI",),
    "kor": ("KR",),
    "spa": ("MX", "CO", "ES"),
    "por": ("BR", "PT"),
    "yor": ("NG",),
    "amh": ("ET",),
}
_BURIED_FAME = 0.1
_PERSON_SHARE = 0.4
_HEAVY = {"metal", "stoner rock", "techno", "post-punk", "hip hop"}
_SOFT = {"folk", "ambient", "shoegaze", "jazz", "r&b"}


@dataclass(frozen=True)
class Artist:
    """One artist.

    Attributes:
        mbid: MusicBrainz id.
        spotify_id: 22 base62 characters.
        genres: One to three, main first, with how many people tagged it so.
        moods: Two or three mood tags, with counts.
        taste: Position in the space of taste, shape (8,).
        tempo_bpm: The range of the artist's tempi.
        started: Year of the first record; `ended` is that of the last.
        fame: Listeners on ListenBrainz, a long tail.
        is_buried: Known to few: hardly any playlist of a listener has it, until the forums find it.
    """

    mbid: UUID
    spotify_id: str
    name: str
    genres: dict[str, int]
    moods: dict[str, int]
    taste: tuple[float, ...] = field(repr=False)
    tempo_bpm: tuple[int, int]
    country: str
    language: str
    started: int
    ended: int
    fame: int
    is_buried: bool

    @property
    def genre(self) -> Genre:
        """The main genre."""
        return BY_NAME[next(iter(self.genres))]

    @property
    def tags(self) -> dict[str, int]:
        """All tags with counts, as MusicBrainz mixes them."""
        return {**self.genres, **self.moods}


def make_artists(seed: int, count: int, genres: Sequence[Genre] = GENRES) -> tuple[Artist, ...]:
    """`count` artists, spread evenly over some genres."""
    names = {genre.name: _names(seed, genre) for genre in genres}
    taken: set[str] = set()
    artists = []
    for number in range(count):
        genre = genres[number % len(genres)]
        name = next(one for one in names[genre.name] if one.removeprefix("The ") not in taken)
        taken.add(name.removeprefix("The "))
        artists.append(_make_artist(seed, number, name, genre, is_buried=number // len(genres) % 3 == 1))
    return tuple(artists)


def genre_centre(seed: int, genre: str) -> tuple[float, ...]:
    """Where a genre (or one of its kinds) lies in the space of taste, shape (8,)."""
    rng = make_rng(seed, "centre", genre)
    return tuple(rng.gauss(0, 1) for _ in range(TASTE_DIMENSIONS))


def _names(seed: int, genre: Genre) -> Iterator[str]:
    given = list(GIVEN[genre.name])
    make_rng(seed, "names", genre.name).shuffle(given)
    yield from given
    rng = make_rng(seed, "more names", genre.name)
    kind = "loud" if genre.name in _HEAVY else "soft" if genre.name in _SOFT else "moving"
    while True:
        if rng.random() < _PERSON_SHARE:
            yield f"{rng.choice(FIRST_NAMES)} {rng.choice(LAST_NAMES)}"
        else:
            yield f"{rng.choice(('', '', 'The '))}{rng.choice(FIRST_WORDS)} {rng.choice(SECOND_WORDS[kind])}"


def _make_artist(seed: int, number: int, name: str, genre: Genre, *, is_buried: bool) -> Artist:
    rng = make_rng(seed, "artist", number)
    kinds = rng.sample(genre.subgenres, k=rng.choice((1, 1, 2)))
    most = rng.randint(6, 24)
    genres = {genre.name: most, **{kind: rng.randint(2, most - 2) for kind in kinds}}
    tempo = sorted(rng.randint(*genre.tempo_bpm) for _ in range(2))
    language = rng.choice(genre.languages)
    started = int(rng.triangular(*genre.years, (2 * genre.years[0] + genre.years[1]) / 3))
    return Artist(
        mbid=make_uuid(seed, "artist", number),
        spotify_id=make_base62(seed, "spotify artist", number),
        name=name,
        genres=genres,
        moods={mood: rng.randint(1, 9) for mood in rng.sample(genre.moods, k=rng.choice((2, 3)))},
        taste=_taste(seed, rng, genre.name, kinds[0]),
        tempo_bpm=(tempo[0] - 3, tempo[1] + 3),
        country=rng.choice(_COUNTRIES[language]),
        language=language,
        started=started,
        ended=min(2026, started + rng.randint(3, 24)),
        fame=int(min(900_000, 1500 * rng.paretovariate(0.6)) * (_BURIED_FAME if is_buried else 1.0)),
        is_buried=is_buried,
    )


def _taste(seed: int, rng: Rng, genre: str, kind: str) -> tuple[float, ...]:
    pairs = zip(genre_centre(seed, genre), genre_centre(seed, kind), strict=True)
    return tuple(of_genre + 0.45 * of_kind + rng.gauss(0, 0.3) for of_genre, of_kind in pairs)
