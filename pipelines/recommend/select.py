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
    ) -> None:
        """Take one row per candidate; `vectors` are unit rows, zero where there is none; no staleness, no lift is 0."""
        self.groups, self.artists, self.genres, self.eligible = groups, artists, genres, eligible
        self.pool_genres = PoolGenres(genres)
        self.staleness = np.zeros(len(groups)) if staleness is None else staleness
        self.lift = np.zeros(len(groups)) if lift is None else lift
        self._vectors = vectors
        self._has_vector = np.any(vectors != 0, axis=1)
        self._likeness: dict[int, Floats] = {}

    def likeness(self, row: int) -> Floats:
        """Likeness of every candidate with one, in [0, 1], shape (m,).

        The cosine; where either has no vector, 1 for the same artist and 0 for another.
        """
        if row not in self._likeness:
            same_artist = (self.artists == self.artists[row]).astype(np.float64)
            if self._has_vector[row]:
                cosine = np.clip(cosines(self._vectors, self._vectors[[row]]).ravel(), 0.0, 1.0)
                self._likeness[row] = np.where(self._has_vector, cosine, same_artist)
            else:
                self._likeness[row] = same_artist
        return self._likeness[row]


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
    open_rows = shelf.eligible.copy()
    scale = _scale(scores[open_rows])
    closest = np.zeros(len(scores))
    slate_genres = SlateGenres(profile, shelf.pool_genres)
    taken: dict[int, int] = {}
    order: list[int] = []
    freshness = -scale * settings.freshness_strength * shelf.staleness + 0.0
    dial = scale * shelf.lift + 0.0
    strength = scale * settings.calibration_strength
    deltas: list[tuple[float, ...]] = []
    while len(order) < settings.slate_size and open_rows.any():
        mmr = -scale * settings.mmr_diversity * closest + 0.0
        calibration = _calibration(slate_genres, strength, is_first=not order, size=len(scores))
        value = np.where(open_rows, scores + mmr + calibration + freshness + dial, -np.inf)
        row = int(np.argmax(value))
        order.append(row)
        steps = (mmr, calibration, freshness, dial, value)
        deltas.append(tuple(float(step[row]) for step in steps))
        slate_genres.add(row)
        closest = np.maximum(closest, shelf.likeness(row))
        artist = int(shelf.artists[row])
        taken[artist] = taken.get(artist, 0) + 1
        open_rows &= shelf.groups != shelf.groups[row]
        if taken[artist] >= settings.max_per_artist:
            open_rows &= shelf.artists != artist
    columns = np.array(deltas, dtype=np.float64).reshape(-1, 5)
    return Selection(
        order=np.array(order, dtype=np.int64),
        picked=np.arange(1, len(order) + 1, dtype=np.int64),
        mmr=columns[:, 0],
        calibration=columns[:, 1],
        freshness=columns[:, 2],
        dial=columns[:, 3],
        value=columns[:, 4],
        scale=scale,
    )


def deltas_after(order: Ints, shelf: Shelf, profile: Floats, scale: float, settings: Settings) -> dict[str, Floats]:
    """What is added to every candidate's score in the step after these rows were picked: by name, shape (m,) each."""
    closest = np.zeros(len(shelf.groups))
    slate_genres = SlateGenres(profile, shelf.pool_genres)
    for row in order:
        slate_genres.add(int(row))
        closest = np.maximum(closest, shelf.likeness(int(row)))
    strength = scale * settings.calibration_strength
    calibration = _calibration(slate_genres, strength, is_first=not len(order), size=len(closest))
    return {
        "mmr": -scale * settings.mmr_diversity * closest + 0.0,
        "calibration": calibration,
        "freshness": -scale * settings.freshness_strength * shelf.staleness + 0.0,
        "dial": scale * shelf.lift + 0.0,
    }


def _calibration(slate_genres: SlateGenres, weight: float, *, is_first: bool, size: int) -> Floats:
    if is_first or slate_genres.count == 0:
        return np.zeros(size)
    closer = (slate_genres.distance() - slate_genres.distances_with()) / FARTHEST
    return weight * (slate_genres.count + 1) * closer + 0.0


def _scale(scores: Floats) -> float:
    if not len(scores):
        return 1.0
    best = np.sort(scores)[::-1][:SCALE_ROWS]
    spread = float(best[0] - np.median(best))
    return spread if spread > 0 else 1.0
