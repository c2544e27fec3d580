"""From scores to a slate: greedy, few per artist, one per song, diverse and calibrated, each step on record."""

from dataclasses import dataclass

import numpy as np

from pipelines.recommend.arrays import Flags, Floats, Ints, Links, cosines
from pipelines.recommend.calibration import FARTHEST, SlateGenres
from pipelines.settings import Settings


class Shelf:
    """What the selection sees of the m candidates beside their scores: it stays the same in every what-if."""

    def __init__(self, groups: Ints, artists: Ints, vectors: Floats, genres: Links, eligible: Flags) -> None:
        """Take one row per candidate; `vectors` are unit rows, zero where there is none."""
        self.groups, self.artists, self.genres, self.eligible = groups, artists, genres, eligible
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
    """A slate as rows of the pool, best first, with the two deltas that led to each place.

    Attributes:
        order: Rows, shape (k,).
        mmr: At most 0, shape (k,).
        calibration: Above 0 when the song brings the slate's genres closer to the profile, shape (k,).
        scale: What a delta of 1 stands for, in score units.
    """

    order: Ints
    mmr: Floats
    calibration: Floats
    scale: float


def select(scores: Floats, shelf: Shelf, profile: Floats, settings: Settings) -> Selection:
    """Pick a slate.

    Each step takes the eligible candidate with the highest score + mmr + calibration, both 0 for the first song:

    mmr = -scale * mmr_diversity * likeness with the closest song already picked (Carbonell & Goldstein, SIGIR 1998)
    calibration = scale * calibration_strength * k * (distance before - after), k songs with genres after the step;
    the distance is the KL divergence over its largest value, in [0, 1] (Steck, RecSys 2018)

    scale is the best minus the median score of the eligible, so that the settings mean the same for a listener of 40
    things and for one of 40,000. Ties go to the first row, that is the smallest recording_id.

    Args:
        scores: Shape (m,).
        shelf: The same m candidates.
        profile: Genre shares of the listener, shape (g,).
        settings: slate_size, max_per_artist, mmr_diversity, calibration_strength.
    """
    open_rows = shelf.eligible.copy()
    scale = _scale(scores[open_rows])
    closest = np.zeros(len(scores))
    slate_genres = SlateGenres(profile, shelf.genres)
    taken: dict[int, int] = {}
    order: list[int] = []
    deltas: list[tuple[float, float]] = []
    while len(order) < settings.slate_size and open_rows.any():
        mmr = -scale * settings.mmr_diversity * closest + 0.0
        calibration = _calibration(
            slate_genres, scale * settings.calibration_strength, is_first=not order, size=len(scores)
        )
        value = np.where(open_rows, scores + mmr + calibration, -np.inf)
        row = int(np.argmax(value))
        order.append(row)
        deltas.append((float(mmr[row]), float(calibration[row])))
        slate_genres.add(row)
        closest = np.maximum(closest, shelf.likeness(row))
        artist = int(shelf.artists[row])
        taken[artist] = taken.get(artist, 0) + 1
        open_rows &= shelf.groups != shelf.groups[row]
        if taken[artist] >= settings.max_per_artist:
            open_rows &= shelf.artists != artist
    steps = np.array(deltas, dtype=np.float64).reshape(-1, 2)
    return Selection(np.array(order, dtype=np.int64), steps[:, 0], steps[:, 1], scale)


def deltas_after(order: Ints, shelf: Shelf, profile: Floats, scale: float, settings: Settings) -> tuple[Floats, Floats]:
    """Mmr and calibration of every candidate in the step after these rows were picked, shape (m,) each."""
    closest = np.zeros(len(shelf.groups))
    slate_genres = SlateGenres(profile, shelf.genres)
    for row in order:
        slate_genres.add(int(row))
        closest = np.maximum(closest, shelf.likeness(int(row)))
    strength = scale * settings.calibration_strength
    calibration = _calibration(slate_genres, strength, is_first=not len(order), size=len(closest))
    return -scale * settings.mmr_diversity * closest + 0.0, calibration


def _calibration(slate_genres: SlateGenres, weight: float, *, is_first: bool, size: int) -> Floats:
    if is_first or slate_genres.count == 0:
        return np.zeros(size)
    closer = (slate_genres.distance() - slate_genres.distances_with()) / FARTHEST
    return weight * (slate_genres.count + 1) * closer + 0.0


def _scale(scores: Floats) -> float:
    if not len(scores):
        return 1.0
    spread = float(np.max(scores) - np.median(scores))
    return spread if spread > 0 else 1.0
