"""The recordings of the world, with their other versions, and the tracks that Spotify has of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from uuid import UUID

from pipelines.sandbox.artists import Artist
from pipelines.sandbox.rng import Rng, make_base62, make_rng, make_uuid
from pipelines.sandbox.title_words import VENUES
from pipelines.sandbox.titles import album_title, song_titles

_VERSION_SHARE = 0.06
_UNMEASURED_SHARE = 0.08
_UNKNOWN_ISRC_SHARE = 0.04
_UNTAGGED_SHARE = 0.06
_TAG_SHARE = 0.7
_LAST_RELEASE = date(2026, 6, 30)


@dataclass(frozen=True)
class Recording:
    """One recording, as the whole world knows it; each service tells its own part.

    Attributes:
        mbid: MusicBrainz id.
        song: Number of the song; versions of one song share it.
        isrc: Code on the record; `known_isrc` says whether MusicBrainz has it, too.
        artists: Main artist first.
        taste: Position in the space of taste, shape (8,).
        tempo_bpm: None with `energy` and `valence` where nobody measured.
        listener_count: Listeners on ListenBrainz.
        spotify_ids: Tracks on Spotify; none: not playable there.
        version: "", "live", "remaster" or "acoustic".
    """

    mbid: UUID
    song: int
    isrc: str
    known_isrc: bool
    title: str
    album: str
    artists: tuple[Artist, ...]
    length_ms: int
    released: date
    tags: dict[str, int] = field(repr=False)
    taste: tuple[float, ...] = field(repr=False)
    tempo_bpm: float | None
    energy: float | None
    valence: float | None
    listener_count: int
    is_explicit: bool
    spotify_ids: tuple[str, ...]
    version: str = ""

    @property
    def artist(self) -> Artist:
        """The main artist."""
        return self.artists[0]

    @property
    def credit(self) -> str:
        """Artists as printed on the record."""
        return " feat. ".join(artist.name for artist in self.artists)


def make_recordings(seed: int, artists: Sequence[Artist], count: int) -> tuple[Recording, ...]:
    """`count` recordings, at least one of each artist, versions among them."""
    rng = make_rng(seed, "recordings")
    titles = {artist.genre.name: song_titles(seed, artist.genre.name) for artist in artists}
    by_genre: dict[str, list[Artist]] = {}
    for artist in artists:
        by_genre.setdefault(artist.genre.name, []).append(artist)
    recordings: list[Recording] = []
    songs = 0
    while len(recordings) < count:
        song = len(recordings)
        artist = artists[songs] if songs < len(artists) else rng.choice(artists)
        songs += 1
        guests = [one for one in by_genre[artist.genre.name] if one is not artist]
        credited = (artist, rng.choice(guests)) if guests and rng.random() < _guest_share(artist) else (artist,)
        recording = _make_recording(seed, song, next(titles[artist.genre.name]), credited)
        recordings.append(recording)
        if rng.random() < _VERSION_SHARE and len(recordings) < count:
            recordings.append(_make_version(seed, recording, len(recordings)))
    return tuple(recordings)


def _guest_share(artist: Artist) -> float:
    return 0.18 if artist.genre.name in {"hip hop", "r&b", "pop", "hyperpop"} else 0.03


def _make_recording(seed: int, number: int, title: str, artists: tuple[Artist, ...]) -> Recording:
    rng = make_rng(seed, "recording", number)
    artist = artists[0]
    genre = artist.genre
    is_measured = rng.random() > _UNMEASURED_SHARE
    return Recording(
        mbid=make_uuid(seed, "recording", number),
        song=number,
        isrc=_isrc(rng, artist, number),
        known_isrc=rng.random() > _UNKNOWN_ISRC_SHARE,
        title=title,
        album=album_title(make_rng(seed, "album", artist.mbid, rng.randrange(3)), genre.name),
        artists=artists,
        length_ms=int(min(720, max(88, rng.gauss(228, 58))) * 1000) + rng.randrange(1000),
        released=_release_date(rng, artist),
        tags=_tags(rng, artist),
        taste=tuple(value + rng.gauss(0, 0.25) for value in artist.taste),
        tempo_bpm=round(rng.uniform(*artist.tempo_bpm), 3) if is_measured else None,
        energy=_near(rng, genre.energy) if is_measured else None,
        valence=_near(rng, genre.valence) if is_measured else None,
        listener_count=max(3, int(artist.fame * rng.betavariate(1.1, 4))),
        is_explicit=rng.random() < genre.explicit_share,
        spotify_ids=_spotify_ids(seed, rng, number),
    )


def _make_version(seed: int, original: Recording, number: int) -> Recording:
    rng = make_rng(seed, "version", number)
    kind = rng.choice(("live", "remaster", "remaster", "acoustic"))
    year = min(2025, max(original.released.year + 10, 2009))
    title = (
        original.title
        + {
            "live": f" (Live at {rng.choice(VENUES)})",
            "remaster": rng.choice((f" ({year} Remaster)", f" - {year} Remaster")),
            "acoustic": " (acoustic)",
        }[kind]
    )
    later = original.released + timedelta(days=rng.randint(200, 900))
    return replace(
        original,
        mbid=make_uuid(seed, "recording", number),
        isrc=_isrc(rng, original.artist, number),
        known_isrc=True,
        title=title,
        length_ms=original.length_ms + (rng.randint(9_000, 55_000) if kind == "live" else rng.randint(-4_000, 4_000)),
        released=date(year, 5, 1 + number % 28) if kind == "remaster" else min(later, _LAST_RELEASE),
        energy=None if original.energy is None else round(original.energy * (0.55 if kind == "acoustic" else 1), 3),
        listener_count=max(2, original.listener_count // rng.randint(3, 12)),
        spotify_ids=_spotify_ids(seed, rng, number),
        version=kind,
    )


def _isrc(rng: Rng, artist: Artist, number: int) -> str:
    """Country, registrant, year and a number that no other recording has."""
    registrant = "".join(rng.choice("ABCDEFGHJKLMNPQRSTUVWXYZ0123456789") for _ in range(3))
    return f"{artist.country}{registrant}{rng.randrange(100):02d}{10_000 + number:05d}"


def _release_date(rng: Rng, artist: Artist) -> date:
    year = rng.randint(artist.started, artist.ended)
    return min(date(year, 1, 1) + timedelta(days=rng.randrange(365)), _LAST_RELEASE)


def _tags(rng: Rng, artist: Artist) -> dict[str, int]:
    """Main genre always, the rest of the artist's tags now and then; the obscure have hardly any."""
    tags = {artist.genre.name: rng.randint(1, 8)}
    for tag in list(artist.genres)[1:] + list(artist.moods):
        if rng.random() < _TAG_SHARE:
            tags[tag] = rng.randint(1, 5)
    return {} if rng.random() < _UNTAGGED_SHARE else tags


def _near(rng: Rng, centre: float) -> float:
    return round(min(0.99, max(0.01, rng.gauss(centre, 0.11))), 3)


def _spotify_ids(seed: int, rng: Rng, number: int) -> tuple[str, ...]:
    """Mostly one track; some recordings are on a single and an album, some nowhere."""
    count = rng.choices((0, 1, 2, 3), weights=(4, 78, 14, 4))[0]
    return tuple(make_base62(seed, "track", number, copy) for copy in range(count))
