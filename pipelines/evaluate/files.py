"""The files of `linernotes evaluate`: interactions, items and held-out pairs in; lists and parts out."""

import csv
import math
import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy import sparse

from pipelines.domain.names import first_artist, normalise
from pipelines.errors import BadInputError
from pipelines.learn.dataset import Dataset, Ints, ItemFacts, Matrix
from pipelines.load.reading import (
    UNFIT,
    RowError,
    csv_columns,
    number,
    read_bytes,
    read_csv,
    read_text,
    require_columns,
)

_LARGEST = 1e15
Row = tuple[str, dict[str, str]]


@dataclass(frozen=True)
class HeldOut:
    """Pairs that a list may find.

    Attributes:
        matrix: 1 where a user has a held-out item, shape (u, n).
        unknown: Pairs that were left out, since the training file has no such user or neither file such an item.
        owned: Pairs of the training file: no list may name them, so that they can never be found.
    """

    matrix: Matrix
    unknown: int
    owned: int = 0


def read_dataset(interactions: Path, items: Path) -> Dataset:
    """Read `user,item,weight` and `item` with facts; users and items are sorted by name.

    Rows of one user and item add up, in any order to the same bits. Items that nobody has stay, and so do items without
    facts.

    Raises:
        BadInputError: A file cannot be used; the message names file and line.
    """
    rows_of: dict[tuple[str, str], list[float]] = defaultdict(list)
    for where, cells in _rows(interactions, ("user", "item")):
        pair = _named(interactions, where, cells, "user"), _named(interactions, where, cells, "item")
        rows_of[pair].append(_weight(interactions, where, cells))
    found = {pair: math.fsum(weights) for pair, weights in rows_of.items()}
    if not found:
        raise BadInputError(f"{interactions}: no interactions; it needs at least one row below the header")
    facts: dict[str, dict[str, str]] = {}
    for where, cells in _rows(items, ("item",)):
        name = _named(items, where, cells, "item")
        if name in facts:
            raise BadInputError(f"{items}, {where}: item {name!r} is there twice; keep one row per item")
        facts[name] = cells
    users = tuple(sorted({user for user, _ in found}))
    names = tuple(sorted({item for _, item in found} | set(facts)))
    rows, columns = _places(found, users, names)
    values = np.array(list(found.values()), dtype=np.float64)
    weights = sparse.csr_array((values, (rows, columns)), shape=(len(users), len(names)))
    weights.sort_indices()
    return Dataset(users, names, weights, _item_facts(items, [facts.get(name, {}) for name in names]))


def read_held_out(path: Path, dataset: Dataset) -> HeldOut:
    """Read `user,item` pairs; what the data set does not know is counted.

    Raises:
        BadInputError: The file cannot be used, or no pair of it is known.
    """
    users, items = set(dataset.users), set(dataset.items)
    pairs = {
        (_named(path, where, cells, "user"), _named(path, where, cells, "item"))
        for where, cells in _rows(path, ("user", "item"))
    }
    known = {pair: 1.0 for pair in sorted(pairs) if pair[0] in users and pair[1] in items}
    if not known:
        raise BadInputError(f"{path}: not one of its pairs has a user and an item of the training files")
    rows, columns = _places(known, dataset.users, dataset.items)
    shape = (len(dataset.users), len(dataset.items))
    matrix = sparse.csr_array((np.ones(len(known)), (rows, columns)), shape=shape)
    matrix.sort_indices()
    owned = (dataset.weights > 0).multiply(matrix).nnz
    return HeldOut(matrix, len(pairs) - len(known), owned)


def write_rows(path: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a CSV whole or not at all; numbers so that they come back the same.

    Raises:
        BadInputError: The folder is not there, or may not be written to.
    """
    with whole_file(path) as draft, draft.open("w", encoding="utf8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)


def check_outputs(outputs: Sequence[Path], inputs: Sequence[Path] = ()) -> None:
    """Refuse, before anything is computed, what could not be written, or would be written over.

    Raises:
        BadInputError: An output is a folder or a device, its folder is not there, or it is an input or another output.
    """
    taken = {path.resolve(): path for path in inputs}
    for path in outputs:
        if not path.name or path.is_dir() or (path.exists() and not path.is_file()):
            raise BadInputError(f"{path}: is no ordinary file; give the name of one to write")
        if not path.parent.is_dir():
            raise BadInputError(f"{path}: its folder is not there; make it first")
        if not _can_be_written(path):
            raise BadInputError(f"{path}: may not be written; give a file in a folder of yours")
        if path.resolve() in taken:
            raise BadInputError(f"{path}: is named twice, and would be written over; give it a name of its own")
        taken[path.resolve()] = path


def _can_be_written(path: Path) -> bool:
    """Whether a draft can stand beside it: found out by trying, since modes do not say it of every file system."""
    draft = _draft_of(path)
    try:
        draft.touch()
        draft.unlink()
    except OSError:
        return False
    return True


def _draft_of(path: Path) -> Path:
    return path.resolve().with_name(f".linernotes-{os.getpid()}")


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A file beside `path` to write to, which takes its name when all went well; of a link the file that it leads to.

    Raises:
        BadInputError: It cannot be written.
    """
    check_outputs([path])
    draft = _draft_of(path)
    try:
        yield draft
        draft.replace(path.resolve())
    except OSError as error:
        raise BadInputError(f"{path}: cannot be written ({error.strerror}); give a file in a folder of yours") from None
    finally:
        with suppress(OSError):  # what kept the draft from being written is told already
            draft.unlink(missing_ok=True)


def _rows(path: Path, wanted: Sequence[str]) -> Iterator[Row]:
    text = read_text(read_bytes(path), path)
    require_columns(path, csv_columns(text), wanted)
    for where, cells in read_csv(text, path):
        if UNFIT in cells:
            raise BadInputError(f"{path}, {where}: not as many cells as columns")
        yield where, cells


def _named(path: Path, where: str, cells: Mapping[str, str], column: str) -> str:
    name = cells[column].strip()
    if not name:
        raise BadInputError(f"{path}, {where}: no {column}")
    if "\r" in name:
        raise BadInputError(f"{path}, {where}: a line break within the name of a user or an item; take it out")
    return name


def _weight(path: Path, where: str, cells: Mapping[str, str]) -> float:
    if "weight" not in cells:
        return 1.0
    try:
        found = number(cells["weight"], "weight", 0.0, _LARGEST)
    except RowError as error:
        raise BadInputError(f"{path}, {where}: {error}") from None
    if not found:
        raise BadInputError(f"{path}, {where}: a weight must be above 0; leave the row out instead")
    return found


def _places(pairs: Iterable[tuple[str, str]], users: Sequence[str], items: Sequence[str]) -> tuple[Ints, Ints]:
    row = {name: place for place, name in enumerate(users)}
    column = {name: place for place, name in enumerate(items)}
    found = [(row[user], column[item]) for user, item in pairs]
    rows, columns = np.array(found, dtype=np.int64).reshape(-1, 2).T
    return rows, columns


def _item_facts(path: Path, rows: Sequence[Mapping[str, str]]) -> ItemFacts:
    artists = [_artist(cells) for cells in rows]
    titles = [normalise(cells.get("album_name", "")) if cells.get("album_name", "").strip() else "" for cells in rows]
    albums = [f"{artist}\x1f{title}" if artist and title else "" for artist, title in zip(artists, titles, strict=True)]
    artist_names, artist_numbers = _numbered(artists)
    album_names, album_numbers = _numbered(albums)
    tags = [_tags(path, cells) for cells in rows]
    tag_names = tuple(sorted({name for each in tags for name in each}))
    column = {name: place for place, name in enumerate(tag_names)}
    cells = [(row, column[name], value) for row, each in enumerate(tags) for name, value in each.items()]
    places, columns, values = np.array(cells, dtype=np.float64).reshape(-1, 3).T
    shape = (len(rows), len(tag_names))
    matrix = sparse.csr_array((values, (places.astype(np.int64), columns.astype(np.int64))), shape=shape)
    matrix.sort_indices()
    return ItemFacts(artist_numbers, album_numbers, matrix, artist_names, album_names, tag_names)


def _artist(cells: Mapping[str, str]) -> str:
    """The `artist` if there is one, since it may be an id; else the first name of `artist_name`."""
    if cells.get("artist", "").strip():
        return cells["artist"].strip()
    name = cells.get("artist_name", "").strip()
    return first_artist(name) if name else ""


def _numbered(names: Sequence[str]) -> tuple[tuple[str, ...], Ints]:
    distinct = tuple(sorted({name for name in names if name}))
    place = {name: number for number, name in enumerate(distinct)}
    return distinct, np.array([place.get(name, -1) for name in names], dtype=np.int64)


def _tags(path: Path, cells: Mapping[str, str]) -> dict[str, float]:
    """`tags` as name:weight joined by ";", and `genres` joined by ";" or "|", each of weight 1."""
    found: dict[str, float] = {}
    for part in cells.get("tags", "").split(";"):
        name, _, weight = part.rpartition(":")
        if not part.strip():
            continue
        try:
            value = number(weight, "weight of a tag", 0.0, _LARGEST) if name else 1.0
        except RowError as error:
            raise BadInputError(f"{path}, item {cells['item']!r}: {error}; tags are name:weight;name:weight") from None
        tag = normalise(name or part)
        found[tag] = found.get(tag, 0.0) + (1.0 if value is None else value)
    for part in cells.get("genres", "").replace("|", ";").split(";"):
        if part.strip():
            found.setdefault(normalise(part), 1.0)
    return {name: value for name, value in found.items() if value > 0}
