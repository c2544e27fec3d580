"""From scores to a slate: greedy, few per artist, one per song, diverse, calibrated, fresh, by the listener's dial."""

from dataclasses import dataclass, fields

import numpy as np

from pipelines.recommend.arrays import Flags, Floats, Ints, Links, cosines
from pipelines.recommend.calibration import FARTHEST, PoolGenres, SlateGenres
from pipelines.settings import Settings

RERANK_STEPS = ("mmr", "calibration", "freshness", "dial")
"""What is added to a score when a song is picked, in the order of adding."""
SCALE_ROWS = 100
"""Best candidates that say how far apart scores are."""


class Shelf:
    """What the selection sees of the m candidates beside their scores: it stays the same in every what-if."""

    def __init__(
        self,
        groups: Ints,
        artists: Ints,
        vectors: Floats,
        genres: Links,
        eligible: Flags,
        staleness: Floats | None = None,
        lift: Floats | None = None,
        genre_kinds: Ints | None = None,
    ) -> None:
        """Take one row per candidate; `vectors` are unit rows, zero where there is none; no staleness, no lift is 0."""
        self.groups, self.artists, self.genres, self.eligible = groups, artists, genres, eligible
        self.pool_genres = PoolGenres(genres, genre_kinds)
        self.staleness = np.zeros(len(groups)) if staleness is None else staleness
        self.lift = np.zeros(len(groups)) if lift is None else lift
        self._vectors = vectors
        self._has_vector = np.any(vectors != 0, axis=1)
        self._place = np.full(len(groups), -1, dtype=np.int64)
        self._known = 0
        self._likeness = np.empty((len(groups), len(groups)))

    def likeness(self, rows: Ints) -> Floats:
        """Likeness of some candidates with every one, in [0, 1], shape (len(rows), m); each is computed once.

        The cosine; where either has no vector, 1 for the same artist and 0 for another.
        """
        new = np.unique(rows[self._place[rows] < 0])
        if len(new):
            same_artist = (self.artists == self.artists[new][:, None]).astype(np.float64)
            cosine = np.clip(cosines(self._vectors[new], self._vectors), 0.0, 1.0)
            has_both = self._has_vector[new][:, None] & self._has_vector
            last = self._known + len(new)
            self._place[new] = np.arange(self._known, last)
            self._likeness[self._known : last] = np.where(has_both, cosine, same_artist)
            self._known = last
        return self._likeness[self._place[rows]]


@dataclass(frozen=True)
class Selection:
    """A slate as rows of the pool, with the deltas with which each song was picked.

    Attributes:
        order: Rows, shape (k,); as picked, or in the order of the slate.
        picked: In which step each was picked, from 1, shape (k,).
        mmr: At most 0, shape (k,).
        calibration: Above 0 when the song brings the slate's genres closer to the profile, shape (k,).
        freshness: At most 0, shape (k,).
        dial: Of the sign of the dial for an artist who is new, 0 in its middle, shape (k,).
        value: score + mmr + calibration + freshness + dial, in this order: the largest of its step, shape (k,).
        scale: What a delta of 1 stands for, in score units.
    """

    order: Ints
    picked: Ints
    mmr: Floats
    calibration: Floats
    freshness: Floats
    dial: Floats
    value: Floats
    scale: float

    def rearranged(self, places: Ints) -> "Selection":
        """The same songs in another order, `places` being numbers into this one, shape (k,)."""
        columns = {one.name: getattr(self, one.name)[places] for one in fields(self) if one.name != "scale"}
        return Selection(**columns, scale=self.scale)


def select(scores: Floats, shelf: Shelf, profile: Floats, settings: Settings) -> Selection:
    """Pick a slate.

    Each step takes the eligible candidate with the highest score + mmr + calibration + freshness + dial; mmr and
    calibration are 0 for the first song:

    mmr = -scale * mmr_diversity * likeness with the closest song already picked (Carbonell & Goldstein, SIGIR 1998)
    calibration = scale * calibration_strength * k * (distance before - after), k songs with genres after the step;
    the distance is the KL divergence over its largest value, in [0, 1] (Steck, RecSys 2018)
    freshness = -scale * freshness_strength * staleness of the artist (pipelines.recommend.freshness)
    dial = scale * lift (pipelines.recommend.dial)

    scale is the best minus the median score of the 100 best eligible, so that the settings mean the same for a listener
    of 40 things and for one of 40,000, with a pool of 100 candidates and of 1,000. Ties go to the first row, that is
    the smallest recording_id.

    Args:
        scores: Shape (m,).
        shelf: The same m candidates.
        profile: Genre shares of the listener, shape (g,).
        settings: slate_size, max_per_artist, mmr_diversity, calibration_strength, freshness_strength.
    """
    return select_each(scores[None, :], shelf, profile[None, :], settings)[0]


def select_each(scores: Floats, shelf: Shelf, profiles: Floats, settings: Settings) -> list[Selection]:
    """`select` for several scores of the same candidates (w, m), each with its profile (w, g).

    Step by step for all of them at once: with the same bits as one after the other, and several times as fast. Arrays
    are reused from step to step, since most of the time goes into moving them.
    """
    slates = np.arange(len(scores))
    groups = np.unique(shelf.groups, return_inverse=True)[1].astype(np.int32)
    artists = np.unique(shelf.artists, return_inverse=True)[1].astype(np.int32)
    scale = _scale(scores[:, shelf.eligible])[:, None]
    mmr_weights, strength = -scale * settings.mmr_diversity, scale * settings.calibration_strength
    freshness = -scale * settings.freshness_strength * shelf.staleness
    dial = scale * shelf.lift
    later = [delta for delta in (freshness, dial) if delta.any()]  # to add 0 changes nothing
    left = np.where(shelf.eligible, scores, -np.inf)
    closest, value, calibration = np.zeros(scores.shape), np.empty(scores.shape), np.empty(scores.shape)
    genres = SlateGenres(profiles, shelf.pool_genres)
    taken = np.zeros(scores.shape, dtype=np.int32)
    order: list[Ints] = []
    deltas: list[Floats] = []
    while scores.shape[1] > 0 and len(order) < settings.slate_size:
        np.multiply(closest, mmr_weights, out=value)
        value += left
        by_kind = _calibration(genres, strength, is_first=not order)
        np.take(by_kind, genres.kind_of, axis=1, out=calibration)
        for delta in (calibration, *later):
            value += delta
        rows = np.argmax(value, axis=1)
        is_picked = left[slates, rows] > -np.inf
        if not is_picked.any():
            break
        mmr = mmr_weights[:, 0] * closest[slates, rows]
        rest = (one[slates, rows] for one in (calibration, freshness, dial, value))
        deltas.append(np.stack([mmr, *rest], axis=1) + 0.0)  # no negative zeros
        order.append(np.where(is_picked, rows, -1))
        genres.add(order[-1])
        np.maximum(closest, shelf.likeness(rows), out=closest)
        left[groups == groups[rows][:, None]] = -np.inf
        taken[slates, artists[rows]] += 1
        full = np.flatnonzero(taken[slates, artists[rows]] >= settings.max_per_artist)
        left[full] = np.where(artists == artists[rows[full]][:, None], -np.inf, left[full])
    return [_selection(slate, order, deltas, float(scale[slate, 0])) for slate in slates.tolist()]


def _selection(slate: int, order: list[Ints], deltas: list[Floats], scale: float) -> Selection:
    rows = np.array([step[slate] for step in order if step[slate] >= 0], dtype=np.int64)
    columns = np.array([step[slate] for step in deltas[: len(rows)]], dtype=np.float64).reshape(-1, 5)
    return Selection(
        order=rows,
        picked=np.arange(1, len(rows) + 1, dtype=np.int64),
        mmr=columns[:, 0],
        calibration=columns[:, 1],
        freshness=columns[:, 2],
        dial=columns[:, 3],
        value=columns[:, 4],
        scale=scale,
    )


def deltas_after(order: Ints, shelf: Shelf, profile: Floats, scale: float, settings: Settings) -> dict[str, Floats]:
    """What is added to every candidate's score in the step after these rows were picked: by name, shape (m,) each."""
    genres = SlateGenres(profile[None, :], shelf.pool_genres)
    for row in order:
        genres.add(np.array([row]))
    closest = shelf.likeness(order).max(axis=0, initial=0.0)
    strength = np.array([[scale * settings.calibration_strength]])
    return {
        "mmr": -scale * settings.mmr_diversity * closest + 0.0,
        "calibration": _calibration(genres, strength, is_first=not len(order))[0, genres.kind_of],
        "freshness": -scale * settings.freshness_strength * shelf.staleness + 0.0,
        "dial": scale * shelf.lift + 0.0,
    }


def _calibration(genres: SlateGenres, weights: Floats, *, is_first: bool) -> Floats:
    """Of each distinct set of genres, shape (w, u); `weights` of the slates, shape (w, 1)."""
    if is_first:
        return np.zeros((len(weights), genres.kind_count))
    closer = (genres.distances[:, None] - genres.distances_by_kind()) / FARTHEST
    counts = genres.counts[:, None]
    return np.where(counts > 0, weights * (counts + 1) * closer + 0.0, 0.0)


def _scale(scores: Floats) -> Floats:
    """Best minus median of the 100 best of each row, shape (w,); 1 where that is 0."""
    if not scores.shape[1]:
        return np.ones(len(scores))
    best = -np.sort(-scores, axis=1)[:, :SCALE_ROWS]
    spread = best[:, 0] - np.median(best, axis=1)
    return np.where(spread > 0, spread, 1.0)
