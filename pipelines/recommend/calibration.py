"""A genre profile, and how far a slate is from it (Steck, "Calibrated recommendations", RecSys 2018)."""

import math

import numpy as np

from pipelines.recommend.arrays import Flags, Floats, Ints, Links

SMOOTHING = 0.01
"""Share of the profile mixed into the slate's genres, so that a missing genre costs much, but not infinitely."""
FARTHEST = -math.log(SMOOTHING)
"""The distance of a slate that has none of the profile's genres, in nats."""


def genre_profile(weights: Floats, genres: Links) -> Floats:
    """p(g): genre shares of the own things, weighted by w(u, h); things without a known genre do not count.

    Args:
        weights: Shape (h,).
        genres: Genre weights of the own things, rows sum to 1 or to 0, shape (h, g).

    Returns:
        Shape (g,), sums to 1; all zeros when no genre is known.
    """
    rows = np.repeat(np.arange(genres.shape[0]), np.diff(genres.indptr))
    sums = np.bincount(genres.indices, weights=genres.data * weights[rows], minlength=genres.shape[1]).astype(
        np.float64
    )
    total = float(np.sum(sums))
    return sums / total if total > 0 else np.zeros(genres.shape[1])


def taste_fit(profile: Floats, genres: Links, artist_genres: Links, artists: Ints) -> Floats:
    """How well each recording's genres fit the listener, in [0, 1]: what talk about its artist counts for.

    sum_g weight(g) p(g) / max p, so a song wholly in the strongest genre has 1. The artist's genres stand in for
    unknown ones; 0.5 when these are unknown too; 1 for a listener of whom no genre is known.

    Args:
        profile: Shape (g,).
        genres: Of the recordings, shape (n, g).
        artist_genres: Of the artists, shape (a, g).
        artists: Artist of each recording, shape (n,).
    """
    strongest = float(profile.max(initial=0.0))
    if strongest <= 0:
        return np.ones(genres.shape[0])
    of_song = np.asarray(genres @ (profile / strongest), dtype=np.float64)
    of_artist = np.asarray(artist_genres @ (profile / strongest), dtype=np.float64)[artists]
    song_known = np.diff(genres.indptr) > 0
    artist_known = (np.diff(artist_genres.indptr) > 0)[artists]
    return np.clip(np.where(song_known, of_song, np.where(artist_known, of_artist, 0.5)), 0.0, 1.0)


class PoolGenres:
    """The genres of the candidates: each distinct set of weights once, for songs of an artist mostly share theirs.

    Attributes:
        kind_of: Which distinct set each candidate has, shape (m,).
        has_genre: Of each distinct set, shape (u,).
    """

    def __init__(self, genres: Links) -> None:
        """Take genre weights, rows sum to 1 or to 0, shape (m, g)."""
        kinds: dict[tuple[bytes, bytes], int] = {}
        first: list[int] = []
        self.kind_of: Ints = np.zeros(genres.shape[0], dtype=np.int64)
        for row in range(genres.shape[0]):
            span = slice(genres.indptr[row], genres.indptr[row + 1])
            key = genres.indices[span].tobytes(), genres.data[span].tobytes()
            if key not in kinds:
                kinds[key] = len(first)
                first.append(row)
            self.kind_of[row] = kinds[key]
        self._genres = genres[np.array(first, dtype=np.int64)]
        self.has_genre: Flags = np.diff(self._genres.indptr) > 0
        self._restricted: dict[bytes, tuple[Links, Ints]] = {}

    def restricted_to(self, used: Ints) -> tuple[Links, Ints]:
        """The genres `used` of the distinct sets, shape (u, len(used)), and the row of each entry; made once."""
        key = used.tobytes()
        if key not in self._restricted:
            links = self._genres[:, used] if len(used) else self._genres[:, :0]
            links.sort_indices()
            self._restricted[key] = links, np.repeat(np.arange(links.shape[0]), np.diff(links.indptr))
        return self._restricted[key]


class SlateGenres:
    """The genres of a growing slate, and what each candidate would do to their distance from the profile."""

    def __init__(self, profile: Floats, genres: "PoolGenres") -> None:
        """Start empty, for the candidates that `genres` are of."""
        self._used = np.flatnonzero(profile > 0)
        self._profile = profile[self._used]
        self._by_row, self._rows = genres.restricted_to(self._used)
        self._columns, self._values = self._by_row.indices, self._by_row.data
        self._kind_of, self._has_genre = genres.kind_of, genres.has_genre
        self._sums = np.zeros(len(self._used))
        self._distance = 0.0
        self.count = 0

    def distance(self) -> float:
        """KL(p || slate) in nats, the slate smoothed; 0 without a profile or a song with a genre."""
        return self._distance

    def distances_with(self) -> Floats:
        """The distance with each candidate added, shape (m,); unchanged by one without a known genre."""
        now = self.distance()
        if not len(self._used):
            return np.zeros(len(self._kind_of))
        base = (1 - SMOOTHING) * self._sums / (self.count + 1) + SMOOTHING * self._profile
        fixed = float(np.sum(self._profile * np.log(self._profile / base)))
        at_genre = base[self._columns]
        added = at_genre + (1 - SMOOTHING) * self._values / (self.count + 1)
        change = self._profile[self._columns] * np.log(added / at_genre)
        closer = np.bincount(self._rows, weights=change, minlength=len(self._has_genre))
        return np.asarray(np.where(self._has_genre, fixed - closer, now)[self._kind_of], dtype=np.float64)

    def add(self, row: int) -> None:
        """Put a candidate on the slate."""
        kind = self._kind_of[row]
        if self._has_genre[kind]:
            part = slice(self._by_row.indptr[kind], self._by_row.indptr[kind + 1])
            self._sums[self._columns[part]] += self._values[part]
            self.count += 1
            mixed = (1 - SMOOTHING) * self._sums / self.count + SMOOTHING * self._profile
            self._distance = float(np.sum(self._profile * np.log(self._profile / mixed)))
