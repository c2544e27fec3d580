"""Seeded files of listeners who like a few scenes: interactions, items and a held-out part of any size."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy import sparse

from pipelines.learn.dataset import Floats, Ints, Matrix, hold_out

SCENES = 40
SEED = 7
_TAGS_PER_SCENE = 6
_ALBUM_TRACKS = 8


@dataclass(frozen=True)
class Size:
    """How large a set is; `kept` is what a user has on average."""

    users: int
    items: int
    artists: int
    kept: int


@dataclass(frozen=True)
class GeneratedSet:
    """Arrays of a set.

    Attributes:
        weights: Plays of each user and item, 1 or more, shape (users, items).
        artists: Number of each item's artist, shape (items,).
        albums: Number of each item's album, shape (items,).
        scenes: Number of each artist's scene, shape (artists,).
    """

    weights: Matrix
    artists: Ints
    albums: Ints
    scenes: Ints


def generate(size: Size, seed: int = SEED) -> GeneratedSet:
    """A set of a size.

    Popularity of artists and of their items follows a power law. A user likes three scenes, some of their artists more
    than others, and now and then what everybody knows.
    """
    rng = np.random.default_rng(seed)
    scenes = rng.integers(0, SCENES, size.artists)
    artists = np.sort(rng.choice(size.artists, size.items, p=_power_law(rng, size.artists, 0.7)))
    albums = np.cumsum(np.r_[False, (np.diff(artists) > 0) | (np.arange(1, size.items) % _ALBUM_TRACKS == 0)])
    popularity = _power_law(rng, size.items, 0.8) * _power_law(rng, size.artists, 0.6)[artists]
    rows = [_user(rng, size, popularity, artists, scenes) for _ in range(size.users)]
    counts = [1 + rng.geometric(0.15, len(row)) for row in rows]
    pointers = np.concatenate([[0], np.cumsum([len(row) for row in rows])])
    data = np.concatenate(counts).astype(np.float64)
    weights = sparse.csr_array((data, np.concatenate(rows), pointers), shape=(size.users, size.items))
    weights.sort_indices()
    return GeneratedSet(weights, artists, albums.astype(np.int64), scenes)


def write_set(folder: Path, made: GeneratedSet, seed: int = SEED) -> tuple[Path, Path, Path]:
    """Write train, items and test, a fifth of each user's items held out."""
    rng = np.random.default_rng(seed)
    split = hold_out(made.weights, rng)
    train, items, test = (folder / f"{name}.csv" for name in ("train", "items", "test"))
    for path, matrix in ((train, split.kept), (test, split.held_out)):
        cells = sparse.coo_array(matrix)
        rows = zip(cells.row, cells.col, cells.data, strict=True)
        _write(path, ("user", "item", "weight"), ((f"u{u:05}", f"i{i:06}", f"{w:g}") for u, i, w in rows))
    facts = zip(made.artists, made.albums, strict=True)
    lines = (
        (f"i{item:06}", f"artist {artist}", f"album {album}", _tags(rng, int(made.scenes[artist])))
        for item, (artist, album) in enumerate(facts)
    )
    _write(items, ("item", "artist_name", "album_name", "tags"), lines)
    return train, items, test


def _user(rng: np.random.Generator, size: Size, popularity: Floats, artists: Ints, scenes: Ints) -> Ints:
    liked = rng.choice(SCENES, 3, replace=False)
    fond = np.where(np.isin(scenes, liked), rng.gamma(0.3, 1.0, len(scenes)), 0.004)
    chances = popularity * fond[artists]
    count = int(np.clip(rng.lognormal(np.log(size.kept) - 0.3, 0.8), 8, size.items // 4))
    found = rng.choice(size.items, count, replace=False, p=chances / chances.sum())
    return np.sort(found).astype(np.int64)


def _tags(rng: np.random.Generator, scene: int) -> str:
    names = scene * _TAGS_PER_SCENE + rng.choice(_TAGS_PER_SCENE, 3, replace=False)
    return ";".join(f"tag {name}:{rng.integers(1, 60)}" for name in names)


def _power_law(rng: np.random.Generator, count: int, power: float) -> Floats:
    chances = (rng.permutation(count) + 1.0) ** -power
    return np.asarray(chances / chances.sum())


def _write(path: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)
