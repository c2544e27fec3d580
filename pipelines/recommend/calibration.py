"""A genre profile, and how far a slate is from it (Steck, "Calibrated recommendations", RecSys 2018)."""

import math

import numpy as np
from scipy import sparse

from pipelines.recommend.arrays import Flags, Floats, Ints, Links, make_links, narrow, row_sums
from pipelines.recommend.loops import Arrays, arrays_of, row_products, weighted_sums

SMOOTHING = 0.01
"""Share of the profile mixed into the slate's genres, so that a missing genre costs much, but not infinitely."""
FARTHEST = -math.log(SMOOTHING)
"""The distance of a slate that has none of the profile's genres, in nats."""


def genre_profile(weights: Floats, genres: Arrays, count: int, things: Ints) -> Floats:
    """p(g): genre shares of the own things, weighted by w(u, h); things without a known genre do not count.

    Args:
        weights: Shape (h,).
        genres: Genre weights of all recordings, rows sum to 1 or to 0, shape (n, g).
        count: g.
        things: Row of each own thing, shape (h,).

    Returns:
        Shape (g,), sums to 1; all zeros when no genre is known.
    """
    shares: Floats = _shares(weighted_sums(genres, 1.0, things, weights, count)[None, :])[0]
    return shares


def genre_profiles(weights: Floats, genres: Links) -> Floats:
    """The same for several weights of the own things, shape (h, w), by these alone; one row per profile, (w, g).

    Args:
        weights: Shape (h, w).
        genres: Genre weights of the own things, shape (h, g).
    """
    return _shares(np.ascontiguousarray(row_sums(arrays_of(genres.T.tocsr()), weights).T))


def _ones(rows: Ints, columns: Ints, shape: tuple[int, int]) -> Arrays:
    return arrays_of(make_links(rows, columns, np.ones(len(rows)), shape))


def _shares(sums: Floats) -> Floats:
    totals = sums.sum(axis=1, keepdims=True)
    return np.asarray(np.where(totals > 0, sums / np.where(totals > 0, totals, 1.0), 0.0), dtype=np.float64)


def stood_in(genres: Links, artist_genres: Links, artists: Ints) -> tuple[Arrays, Flags]:
    """Genres of recordings, those of the artist standing in for unknown ones; and whether any are known.

    Args:
        genres: Of the recordings, shape (n, g).
        artist_genres: Of the artists, shape (a, g).
        artists: Artist of each recording, shape (n,).

    Returns:
        Shapes (n, g) and (n,).
    """
    own = np.diff(genres.indptr) > 0
    both = sparse.vstack([genres, artist_genres], format="csr")
    found = narrow(sparse.csr_array(both[np.where(own, np.arange(len(artists)), len(artists) + artists)]))
    return arrays_of(found), np.diff(found.indptr) > 0


def taste_fit(profile: Floats, genres: Arrays, known: Flags, rows: Ints) -> Floats:
    """How well the genres of some recordings fit the listener, in [0, 1]: what talk about the artist counts for.

    sum_g weight(g) p(g) / max p, so a song wholly in the strongest genre has 1; 0.5 where no genre is known; 1 for a
    listener of whom no genre is known.

    Args:
        profile: Shape (g,).
        genres: Of all recordings, or of their artists (`stood_in`), shape (n, g).
        known: Whether it has any, shape (n,).
        rows: Of these, shape (m,).
    """
    strongest = float(profile.max(initial=0.0))
    if strongest <= 0:
        return np.ones(len(rows))
    fit = np.where(known[rows], row_products(genres, rows, profile / strongest), 0.5)
    return np.minimum(fit, 1.0)  # products of shares and weights, so never below 0


class PoolGenres:
    """The genres of the candidates: each distinct set of weights once, for songs of an artist mostly share theirs.

    Attributes:
        kind_of: Which distinct set each candidate has, shape (m,).
        genres: The distinct sets, shape (u, g).
        has_genre: Of each distinct set, shape (u,).
        pair_genres, pair_weights: The distinct pairs of a genre and a weight, which many sets share, shape (p,).
        pair_of: Which pair each entry of `genres` is; in the order of the genres.
    """

    def __init__(self, genres: Links, kinds: Ints | None = None) -> None:
        """Take genre weights, rows sum to 1 or to 0, shape (m, g), and their `kinds_of` where these are known."""
        _, first, self.kind_of = np.unique(
            kinds_of(genres) if kinds is None else kinds, return_index=True, return_inverse=True
        )
        self.genres: Links = genres[first]
        self.has_genre: Flags = np.diff(self.genres.indptr) > 0
        columns, values = self.genres.indices, self.genres.data
        order = np.lexsort((values, columns))
        is_first = np.ones(len(order), dtype=bool)
        is_first[1:] = (np.diff(columns[order]) != 0) | (np.diff(values[order]) != 0)
        self.pair_genres, self.pair_weights = columns[order][is_first], values[order][is_first]
        self.pair_of: Ints = np.empty(len(order), dtype=np.int64)
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

    Several slates side by side cost little more than one. Every sum is taken genre by genre (`row_sums`), so a slate
    has the same bits alone as among others.

    Attributes:
        kind_of: Which distinct set of genres each candidate has, shape (m,).
        counts: Songs with genres of each slate, shape (w,).
        distances: KL(p || slate) of each in nats, the slate smoothed; 0 without a profile or a song with a genre.
    """

    def __init__(self, profiles: Floats, genres: "PoolGenres") -> None:
        """Start empty.

        Args:
            profiles: One per slate, shape (w, g).
            genres: Of the candidates of all of them.
        """
        used = np.unique(np.concatenate([np.flatnonzero(profiles.any(axis=0)), genres.genres.indices]))
        self._profile = np.ascontiguousarray(profiles[:, used].T)
        self._is_wanted = self._profile > 0
        self.kind_of, self._has_genre = genres.kind_of, genres.has_genre
        self._pair_columns, self._pair_weights = np.searchsorted(used, genres.pair_genres), genres.pair_weights
        pairs, kinds = len(self._pair_weights), len(self._has_genre)
        of_kind = np.repeat(np.arange(kinds), np.diff(genres.genres.indptr))
        # whatever no profile wants, and whatever no candidate has, adds exactly 0 to these sums
        self.kind_count = kinds
        self._by_kind = _ones(of_kind, genres.pair_of, (kinds, pairs))
        self._all = _ones(np.zeros(len(used), np.int64), np.arange(len(used)), (1, len(used)))
        self._of_kind = np.zeros((kinds, len(used)))
        self._of_kind[of_kind, np.searchsorted(used, genres.genres.indices)] = genres.genres.data
        self._sums = np.zeros_like(self._profile)
        self.counts = np.zeros(len(profiles))
        self.distances = np.zeros(len(profiles))

    def distances_with(self) -> Floats:
        """The distance of each slate with each candidate added, (w, m); unchanged by one without a known genre."""
        return self.distances_by_kind()[:, self.kind_of]

    def distances_by_kind(self) -> Floats:
        """The same by distinct set of genres, shape (w, u)."""
        base = self._mixed(self.counts + 1)
        at_genre = base[self._pair_columns]
        added = at_genre + (1 - SMOOTHING) * self._pair_weights[:, None] / (self.counts + 1)
        change = self._profile[self._pair_columns] * np.log(added / at_genre)
        closer = row_sums(self._by_kind, change)
        return np.where(self._has_genre[:, None], self._distance(base) - closer, self.distances).T

    def add(self, rows: Ints) -> None:
        """Put a candidate on each slate, shape (w,); -1: none."""
        slates = np.flatnonzero(rows >= 0)
        kinds = self.kind_of[rows[slates]]
        self._sums[:, slates] += self._of_kind[kinds].T
        self.counts[slates] += self._has_genre[kinds]
        some = self.counts > 0
        self.distances = np.where(some, self._distance(self._mixed(np.where(some, self.counts, 1.0))), 0.0)

    def _mixed(self, counts: Floats) -> Floats:
        """Genres of the slates of so many songs, smoothed, shape (g, w); 1 where a profile wants nothing."""
        mixed = (1 - SMOOTHING) * self._sums / counts + SMOOTHING * self._profile
        return np.where(self._is_wanted, mixed, 1.0)

    def _distance(self, mixed: Floats) -> Floats:
        wanted = np.where(self._is_wanted, self._profile, 1.0)
        distances: Floats = row_sums(self._all, self._profile * np.log(wanted / mixed))[0]
        return distances
