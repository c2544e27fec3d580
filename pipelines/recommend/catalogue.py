"""The week's catalogue in arrays: every recording that could be scored, in id order, with its open facts."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import median
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from pipelines.neighbours.vectors import WeekVectors
from pipelines.recommend.arrays import (
    Flags,
    Floats,
    Ints,
    Links,
    Places,
    empty_links,
    make_links,
    narrow,
    row_max,
    unit_rows,
)
from pipelines.recommend.calibration import kinds_of, stood_in
from pipelines.recommend.learned import Learned, learned_links
from pipelines.recommend.loops import Arrays, arrays_of, links_of
from pipelines.recommend.score import TREND_CAP, log_listeners

FEATURES = ("tempo_bpm", "energy", "valence", "release_year")
"""Facts that are compared with a listener's usual range."""


@dataclass(frozen=True)
class Post:
    """A post that names an artist; `share` is its part of the artist's trend."""

    post_id: str
    subreddit: str | None
    posted_at: Any
    share: float


@dataclass(frozen=True)
class Talk:
    """An artist's week on Reddit."""

    name: str
    mention_count: int
    author_count: int
    baseline_mean: float | None
    lift: float | None
    trend: float
    posts: tuple[Post, ...]


@dataclass(frozen=True)
class Catalogue:
    """One week's recordings; row numbers follow recording_id, so "first row" is "smallest id".

    Attributes:
        ids: Recording ids, ascending, length n.
        groups, artists: Numbers into group_ids and artist_ids, shape (n,).
        features: FEATURES in columns, shape (n, 4); nan when unknown.
        listener_count: Shape (n,); nan when unknown.
        genres, moods: Weights that sum to 1 per known row, shape (n, names).
        vectors: The distinct vectors as stored, float32, shape (v, d).
        vector_of: Which of them each recording has, shape (n,); -1: none.
        near: Which of them are near each other, and how much (`pipelines.neighbours.nearest`), shape (v, v).
        similar: S(h, c) as imported, shape (n, n); the larger of both directions.
        listings: Public playlists by recordings, shape (p, n), zeros and ones.
        learned: What the public playlists teach; None without them, or when it has no weight.
    """

    week: str
    ids: tuple[UUID, ...]
    index: Mapping[UUID, int]
    group_ids: tuple[UUID, ...]
    groups: Ints
    artist_ids: tuple[UUID, ...]
    artists: Ints
    titles: tuple[str, ...]
    artist_names: tuple[str, ...]
    features: Floats
    listener_count: Floats
    explicit: tuple[bool | None, ...]
    languages: tuple[str | None, ...]
    genre_names: tuple[str, ...]
    genres: Links
    mood_names: tuple[str, ...]
    moods: Links
    artist_genres: Links
    vectors: NDArray[np.float32]
    vector_of: Places
    near: Links
    similar: Links
    listings: Links
    talk: Mapping[UUID, Talk]
    learned: Learned | None = None

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def artist_index(self) -> dict[UUID, int]:
        """Number of each artist."""
        return {artist: number for number, artist in enumerate(self.artist_ids)}

    @cached_property
    def known_to_others(self) -> Flags:
        """On a public playlist, or similar to something, shape (n,)."""
        known = np.zeros(len(self), dtype=bool)
        known[self.listings.indices] = True
        known[self.similar.indices] = True
        return known

    @cached_property
    def has_vector(self) -> Flags:
        """Shape (n,)."""
        return np.asarray(self.vector_of >= 0)

    def unit_vectors(self, rows: Ints) -> Floats:
        """Vectors of length 1 of catalogue rows, shape (len(rows), d); a zero row where there is none."""
        found = np.zeros((len(rows), self.vectors.shape[1]))
        numbers = self.vector_of[rows]
        found[numbers >= 0] = self.vectors[numbers[numbers >= 0]]
        return unit_rows(found)

    @cached_property
    def _in_artist_order(self) -> tuple[Ints, Ints]:
        rows = np.argsort(self.artists, kind="stable")
        return rows, np.searchsorted(self.artists[rows], np.arange(len(self.artist_ids) + 1))

    def by_artist(self, artist: int) -> Ints:
        """Rows of an artist, by number, ascending."""
        rows, starts = self._in_artist_order
        return rows[starts[artist] : starts[artist + 1]]

    @cached_property
    def _artist_features(self) -> dict[int, list[tuple[float | None, int]]]:
        return {}

    def artist_features(self, artist: int) -> list[tuple[float | None, int]]:
        """Median of each feature over an artist's recordings, and of how many it is known; often asked for again."""
        if artist not in self._artist_features:
            columns = self.features[self.by_artist(artist)].T.tolist()
            known = [[value for value in column if not math.isnan(value)] for column in columns]
            self._artist_features[artist] = [(median(one) if one else None, len(one)) for one in known]
        return self._artist_features[artist]

    @cached_property
    def log_listeners(self) -> Floats:
        """log(1 + listeners), unknown ones at the median, shape (n,)."""
        return log_listeners(self.listener_count)

    @cached_property
    def _trends(self) -> Floats:
        of_artist = np.zeros(len(self.artist_ids))
        for artist, talk in self.talk.items():
            if artist in self.artist_index:
                of_artist[self.artist_index[artist]] = min(max(talk.trend, 0.0), TREND_CAP)
        return of_artist[self.artists] if len(self) else np.zeros(0)

    @cached_property
    def talked_about(self) -> Ints:
        """Rows whose artist has a trend, shape (t,)."""
        return np.flatnonzero(self._trends)

    @cached_property
    def talk_trend(self) -> Floats:
        """The capped trend of these, shape (t,)."""
        return self._trends[self.talked_about]

    @cached_property
    def talk_place(self) -> Places:
        """Place of each recording among these, shape (n,); -1 for others."""
        found = np.full(len(self), -1, dtype=np.int32)
        found[self.talked_about] = np.arange(len(self.talked_about))
        return found

    @cached_property
    def fit_genres(self) -> tuple[Arrays, Flags]:
        """Genres that a recording's taste fit goes by, shape (n, g), and whether any are known, shape (n,)."""
        return stood_in(self.genres, self.artist_genres, self.artists)

    @cached_property
    def talk_genres(self) -> tuple[Arrays, Flags, Ints]:
        """The same of what is talked about, each distinct set once, and which of them each row of it has, shape (t,).

        Songs of an artist mostly share their genres, so far fewer fits are to be reckoned than rows have one.
        """
        genres, known = self.fit_genres
        talked = links_of(genres, len(self.genre_names))[self.talked_about]
        kinds = kinds_of(talked)
        _, first = np.unique(kinds, return_index=True)
        return arrays_of(talked[first]), known[self.talked_about][first], kinds

    @cached_property
    def learned_arrays(self) -> Arrays:
        """S(h, c) as learned, shape (n, n)."""
        count = len(self)
        return arrays_of(empty_links(count, count) if self.learned is None else learned_links(self.learned, count))

    @cached_property
    def genre_arrays(self) -> Arrays:
        """Genres, for loops."""
        return arrays_of(self.genres)

    @cached_property
    def similar_arrays(self) -> Arrays:
        """S(h, c) as imported, for loops."""
        assert self.similar.shape == (len(self), len(self))
        return arrays_of(self.similar)

    @cached_property
    def listing_arrays(self) -> Arrays:
        """Public playlists by recordings, for loops."""
        return arrays_of(self.listings)

    @cached_property
    def listed_arrays(self) -> Arrays:
        """Recordings by the public playlists that list them, shape (n, p)."""
        return arrays_of(self.listings.T.tocsr())

    @cached_property
    def near_arrays(self) -> Arrays:
        """The graph of vectors, for loops."""
        assert self.near.shape == (len(self.vectors), len(self.vectors))
        return arrays_of(self.near)

    @cached_property
    def strongest_genre(self) -> Floats:
        """Weight of the main genre, shape (n,); 0 where none is known."""
        return row_max(self.genres)

    @cached_property
    def strongest_mood(self) -> Floats:
        """Weight of the main mood, likewise."""
        return row_max(self.moods)

    @cached_property
    def genre_kinds(self) -> Ints:
        """Recordings with the same genre weights have the same number, shape (n,)."""
        return kinds_of(self.genres)

    @cached_property
    def matches(self) -> dict[tuple[str, str], Floats]:
        """How far each recording has what a rule names, by facet and value: a few that were asked for lately."""
        return {}

    @cached_property
    def _tags(self) -> dict[int, tuple[list[str], list[str]]]:
        return {}

    def tags(self, row: int) -> tuple[list[str], list[str]]:
        """Genres and moods of a recording, the strongest first; popular ones are asked for again and again."""
        if row not in self._tags:
            kinds = (self.genres, self.genre_names), (self.moods, self.mood_names)
            genres, moods = ([one["name"] for one in named_weights(*kind, row)] for kind in kinds)
            self._tags[row] = genres, moods
        return self._tags[row]

    @cached_property
    def id_texts(self) -> tuple[str, ...]:
        """Each id as PostgreSQL writes it."""
        return tuple(map(str, self.ids))

    @cached_property
    def row_of(self) -> dict[str, int]:
        """Row of each recording by its id as text, as PostgreSQL writes it: cheaper than millions of UUIDs."""
        return {text: row for row, text in enumerate(self.id_texts)}

    @cached_property
    def group_index(self) -> dict[UUID, int]:
        """Number of each group of versions."""
        return {group: number for number, group in enumerate(self.group_ids)}


def make_catalogue(
    week: str,
    tracks: Sequence[Mapping[str, Any]],
    *,
    artist_genres: Mapping[UUID, Sequence[Mapping[str, Any]]] | None = None,
    vectors: WeekVectors | None = None,
    near: Links | None = None,
    similar: Links | None = None,
    listings: Links | None = None,
    talk: Mapping[UUID, Talk] | None = None,
) -> Catalogue:
    """Arrays of rows of marts.dim_track, which must come in id order; `near` is the graph of `vectors`."""
    ids = tuple(track["recording_id"] for track in tracks)
    index = {recording_id: row for row, recording_id in enumerate(ids)}
    group_ids, groups = _numbers([track["group_id"] for track in tracks])
    artist_ids, artists = _numbers([track["artist_id"] for track in tracks])
    own_genres = [track["genres"] or [] for track in tracks]
    of_artist = artist_genres or {}
    artist_lists = [of_artist.get(artist_id, []) for artist_id in artist_ids]
    genre_names = _names(own_genres + list(artist_lists))
    moods = [track["moods"] or [] for track in tracks]
    mood_names = _names(moods)
    values = np.zeros((0, 1), dtype=np.float32) if vectors is None else vectors.values
    return Catalogue(
        week=week,
        ids=ids,
        index=index,
        group_ids=group_ids,
        groups=groups,
        artist_ids=artist_ids,
        artists=artists,
        titles=tuple(track["title"] for track in tracks),
        artist_names=tuple(track["artist_name"] for track in tracks),
        features=np.array([[_number(track[name]) for name in FEATURES] for track in tracks]).reshape(-1, len(FEATURES)),
        listener_count=np.array([_number(track["listener_count"]) for track in tracks], dtype=np.float64),
        explicit=tuple(track["is_explicit"] for track in tracks),
        languages=tuple(track["language"] for track in tracks),
        genre_names=genre_names,
        genres=_weights(own_genres, genre_names),
        mood_names=mood_names,
        moods=_weights(moods, mood_names),
        artist_genres=_weights(list(artist_lists), genre_names),
        vectors=values,
        vector_of=_vector_of(index, vectors),
        near=empty_links(len(values), len(values)) if near is None else near,
        similar=empty_links(len(ids), len(ids)) if similar is None else similar,
        listings=empty_links(0, len(ids)) if listings is None else listings,
        talk=talk or {},
    )


def named_weights(links: Links, names: Sequence[str], row: int) -> list[dict[str, Any]]:
    """A row of genres or moods as it stands in the marts: best first, ties by name."""
    part = slice(links.indptr[row], links.indptr[row + 1])
    pairs = [(names[column], float(value)) for column, value in zip(links.indices[part], links.data[part], strict=True)]
    return [{"name": name, "weight": weight} for name, weight in sorted(pairs, key=lambda pair: (-pair[1], pair[0]))]


def both_directions(rows: Ints, columns: Ints, values: Floats, size: int) -> Links:
    """S(h, c) = max of what h's list and c's list say, so that it matters not whose list was cut short.

    A pair may come in both directions, but in each once.
    """
    known = values > 0
    links = make_links(rows[known], columns[known], values[known], (size, size))
    return narrow(sparse.csr_array(links.maximum(links.T.tocsr())))


def _number(value: Any) -> float:  # noqa: ANN401
    return float("nan") if value is None else float(value)


def _numbers(values: Sequence[UUID]) -> tuple[tuple[UUID, ...], Ints]:
    distinct = sorted(set(values))
    number = {value: place for place, value in enumerate(distinct)}
    return tuple(distinct), np.array([number[value] for value in values], dtype=np.int64)


def _names(lists: Sequence[Sequence[Mapping[str, Any]]]) -> tuple[str, ...]:
    return tuple(sorted({part["name"] for parts in lists for part in parts}))


def _weights(lists: Sequence[Sequence[Mapping[str, Any]]], names: Sequence[str]) -> Links:
    column = {name: place for place, name in enumerate(names)}
    triples = [
        (row, column[name], weight)
        for row, parts in enumerate(lists)
        for name, weight in {part["name"]: float(part["weight"]) for part in parts}.items()
    ]
    rows, columns, values = np.array(triples, dtype=np.float64).reshape(-1, 3).T
    return make_links(rows.astype(np.int64), columns.astype(np.int64), values, (len(lists), len(names)))


def _vector_of(index: Mapping[UUID, int], vectors: WeekVectors | None) -> Places:
    found = np.full(len(index), -1, dtype=np.int32)
    if vectors is not None:
        has_any = np.any(vectors.values != 0, axis=1)
        for recording_id, number in zip(vectors.recording_ids, vectors.numbers.tolist(), strict=True):
            if recording_id in index and has_any[number]:
                found[index[recording_id]] = number
    return found
