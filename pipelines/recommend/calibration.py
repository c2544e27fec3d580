"""A genre profile, and how far a slate is from it (Steck, "Calibrated recommendations", RecSys 2018)."""

import math

import numpy as np

from pipelines.compiled import compiled
from pipelines.recommend.arrays import Flags, Floats, Ints, Links, row_sums

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
    profile: Floats = genre_profiles(weights[:, None], genres)[0]
    return profile


def genre_profiles(weights: Floats, genres: Links) -> Floats:
    """The same for several weights of the same things, shape (h, w); one profile per row, shape (w, g)."""
    sums = np.ascontiguousarray(row_sums(genres.T.tocsr(), weights).T)
    totals = sums.sum(axis=1, keepdims=True)
    return np.asarray(np.where(totals > 0, sums / np.where(totals > 0, totals, 1.0), 0.0), dtype=np.float64)


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
    fit = np.asarray(genres @ (profile / strongest), dtype=np.float64)
    unknown = np.flatnonzero(np.diff(genres.indptr) == 0)
    if len(unknown):
        of_artist = artist_genres[artists[unknown]]
        fit[unknown] = np.where(np.diff(of_artist.indptr) > 0, of_artist @ (profile / strongest), 0.5)
    return np.clip(fit, 0.0, 1.0)


class PoolGenres:
    """The genres of the candidates: each distinct set of weights once, for songs of an artist mostly share theirs.

    Attributes:
        kind_of: Which distinct set each candidate has, shape (m,).
        genres: The u distinct sets, shape (u, g).
        has_genre: Of each distinct set, shape (u,).
        pair_genres, pair_weights: Distinct pairs of a genre and its weight, which many sets share, shape (p,).
        pair_of: Which pair each entry of `genres` is.
    """

    def __init__(self, genres: Links, kinds: Ints | None = None) -> None:
        """Take genre weights, rows sum to 1 or to 0, shape (m, g), and their `kinds_of` where these are known."""
        _, first, self.kind_of = np.unique(
            kinds_of(genres) if kinds is None else kinds, return_index=True, return_inverse=True
        )
        self.genres: Links = genres[first]
        self.has_genre: Flags = np.diff(self.genres.indptr) > 0
        order = np.lexsort((self.genres.data, self.genres.indices))
        genre, weight = self.genres.indices[order], self.genres.data[order]
        is_first = (np.diff(genre, prepend=-1) > 0) | (np.diff(weight, prepend=np.nan) != 0)
        self.pair_genres, self.pair_weights = genre[is_first].astype(np.int64), weight[is_first]
        self.pair_of = np.empty(len(order), dtype=np.int64)
        self.pair_of[order] = np.cumsum(is_first) - 1


def kinds_of(genres: Links) -> Ints:
    """A number for each distinct row of genre weights (m, g), in the order in which they come; shape (m,)."""
    numbers: dict[tuple[bytes, bytes], int] = {}
    found = np.zeros(genres.shape[0], dtype=np.int64)
    for row in range(genres.shape[0]):
        span = slice(genres.indptr[row], genres.indptr[row + 1])
        key = genres.indices[span].tobytes(), genres.data[span].tobytes()
        found[row] = numbers.setdefault(key, len(numbers))
    return found


class SlateGenres:
    """The genres of growing slates, one per profile, and what each candidate would do to their distance from it.

    Every slate is reckoned by itself, genre by genre, so it has the same bits alone as among others.

    Attributes:
        kind_of: Which distinct set of genres each candidate has, shape (m,).
        kind_count: Distinct sets, u.
        counts: Songs with genres of each slate, shape (w,).
        distances: KL(p || slate) of each in nats, the slate smoothed; 0 without a profile or a song with a genre.
    """

    def __init__(self, profiles: Floats, genres: "PoolGenres") -> None:
        """Start empty.

        Args:
            profiles: One per slate, shape (w, g).
            genres: Of the candidates of all of them.
        """
        self._profiles, self._genres = np.ascontiguousarray(profiles), genres
        self._starts = genres.genres.indptr
        self._sums = np.zeros_like(self._profiles)
        self.kind_of, self.kind_count = genres.kind_of, len(genres.has_genre)
        self.counts = np.zeros(len(profiles))
        self.distances = np.zeros(len(profiles))

    def distances_with(self) -> Floats:
        """The distance of each slate with each candidate added, (w, m); unchanged by one without a known genre."""
        return self.distances_by_kind()[:, self.kind_of]

    def distances_by_kind(self) -> Floats:
        """The same by distinct set of genres, shape (w, u)."""
        found = np.empty((len(self.counts), self.kind_count))
        of = self._genres
        slates = self._profiles, self._sums, self.counts
        _distances_by_kind(*slates, of.pair_genres, of.pair_weights, self._starts, of.pair_of, found)
        return np.where(of.has_genre, found, self.distances[:, None])

    def add(self, rows: Ints) -> None:
        """Put a candidate on each slate, shape (w,); -1: none."""
        kinds = np.where(rows >= 0, self.kind_of[rows], -1)
        _add(self._sums, kinds, self._starts, self._genres.genres.indices, self._genres.genres.data)
        self.counts += (rows >= 0) & self._genres.has_genre[kinds]
        _distances(self._profiles, self._sums, self.counts, self.distances)


@compiled
def _add(sums: Floats, kinds: Ints, starts: Ints, columns: Ints, values: Floats) -> None:
    """Add the genres of a kind, -1 for none, to the sums of each slate, shape (w, g)."""
    for slate, kind in enumerate(kinds):
        if kind >= 0:
            for entry in range(starts[kind], starts[kind + 1]):
                sums[slate, columns[entry]] += values[entry]


@compiled
def _distance(profile: Floats, sums: Floats, count: float) -> float:
    """Of one slate of so many songs with genres, whose weights have these sums, shape (g,) each."""
    distance = 0.0
    for genre in range(len(profile)):
        if profile[genre] > 0:
            mixed = (1 - SMOOTHING) * sums[genre] / count + SMOOTHING * profile[genre]
            distance += profile[genre] * math.log(profile[genre] / mixed)
    return distance


@compiled
def _distances(profiles: Floats, sums: Floats, counts: Floats, found: Floats) -> None:
    """Of each slate, shape (w,); 0 without a song with genres."""
    for slate in range(len(found)):
        found[slate] = _distance(profiles[slate], sums[slate], counts[slate]) if counts[slate] > 0 else 0.0


@compiled
def _distances_by_kind(  # noqa: PLR0913, PLR0917  (arrays, since a compiled loop takes nothing else)
    profiles: Floats,
    sums: Floats,
    counts: Floats,
    pair_genres: Ints,
    pair_weights: Floats,
    starts: Ints,
    pair_of: Ints,
    found: Floats,
) -> None:
    """Of each slate with one more song, of each kind, shape (w, u)."""
    closer = np.empty(len(pair_genres))
    for slate in range(len(found)):
        count = counts[slate] + 1
        before = _distance(profiles[slate], sums[slate], count)
        for pair, genre in enumerate(pair_genres):
            wanted = profiles[slate, genre]
            mixed = (1 - SMOOTHING) * sums[slate, genre] / count + SMOOTHING * wanted
            added = mixed + (1 - SMOOTHING) * pair_weights[pair] / count
            closer[pair] = wanted * math.log(added / mixed) if wanted > 0 else 0.0
        for kind in range(found.shape[1]):
            by_kind = 0.0
            for entry in range(starts[kind], starts[kind + 1]):
                by_kind += closer[pair_of[entry]]
            found[slate, kind] = before - by_kind
