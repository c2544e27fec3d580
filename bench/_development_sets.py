"""Training, item and held-out files of the development sets, made from a folder of public playlists; seeded."""

import csv
import gzip
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy import sparse

from pipelines.domain.names import first_artist, song_key
from pipelines.errors import BadInputError
from pipelines.learn.dataset import hold_out

SEED = 7
LEAST = 5
"""Playlists with fewer items are left out."""
Listing = tuple[str, str, str, str]
"""Playlist, title, artist credit, album."""


@dataclass(frozen=True)
class DevelopmentSet:
    """Paths of one set."""

    name: str
    train: Path
    items: Path
    test: Path


def _archive(data: Path) -> Iterator[Listing]:
    """250 public playlists, every track that was ever on them."""
    for row in _rows(data / "spotify_playlist_archive" / "playlist_track_spans.csv.gz"):
        yield row["playlist_id"], row["track_name"], row["artist_names"], row["album_name"]


def _harisekhon(data: Path) -> Iterator[Listing]:
    """453 playlists of one listener; local files, episodes and rows without a name are left out."""
    for row in _rows(data / "harisekhon_playlists" / "playlist_tracks.csv.gz"):
        if row["uri"].startswith("spotify:track:") and row["title"].strip() and row["artists"].strip():
            yield row["playlist"], row["title"], row["artists"], ""


_SOURCES: dict[str, Callable[[Path], Iterator[Listing]]] = {"archive": _archive, "harisekhon": _harisekhon}


def make_sets(data: Path, folder: Path) -> list[DevelopmentSet]:
    """Write all sets: of each source one of tracks and one of artists.

    All versions of a song are one track, so that none is learned from while another is held out. 20 % of each
    playlist are held out. Of a track its artist and album are known, of an artist the subgenres of its tracks in a
    list that has nothing to do with the playlists: facts of the playlists' own tracks would tell what is held out.

    Raises:
        BadInputError: A file of a source is not there.
    """
    made = []
    subgenres = _subgenres(data)
    for name, read in _SOURCES.items():
        listings = sorted(set(read(data)))
        made.append(_write(folder, name, _tracks(listings)))
        made.append(_write(folder, f"{name}-artists", _artists(listings, subgenres)))
    return made


def _subgenres(data: Path) -> Mapping[str, str]:
    """Tags of artists: in how many of their tracks' entries each subgenre stands; no playlist is read from there."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    rows = _rows(data / "tidytuesday_spotify_songs" / "spotify_songs.csv.gz")
    for _, artist, subgenre in sorted({(r["track_id"], r["track_artist"], r["playlist_subgenre"]) for r in rows}):
        found[first_artist(artist)][subgenre] += 1
    return {
        artist: ";".join(f"{tag}:{count}" for tag, count in sorted(counts.items())) for artist, counts in found.items()
    }


def _rows(path: Path) -> Iterator[dict[str, str]]:
    if not path.is_file():
        raise BadInputError(f"no file {path}: give the folder that holds it as LINERNOTES_DATA")
    with gzip.open(path, "rt", encoding="utf8", newline="") as file:
        yield from csv.DictReader(file)


Item = tuple[str, str, str, str, str]
"""Item, title, artist, album, tags."""


def _tracks(listings: list[Listing]) -> Iterator[tuple[str, Item]]:
    for playlist, title, credit, album in listings:
        yield playlist, (song_key(credit, title).replace("\x1f", " / "), title, first_artist(credit), album, "")


def _artists(listings: list[Listing], tags: Mapping[str, str]) -> Iterator[tuple[str, Item]]:
    for playlist, _, credit, _ in listings:
        artist = first_artist(credit)
        yield playlist, (artist, "", artist, "", tags.get(artist, ""))


def _write(folder: Path, name: str, pairs: Iterator[tuple[str, Item]]) -> DevelopmentSet:
    counts: Counter[tuple[str, str]] = Counter()
    facts: dict[str, Item] = {}
    for playlist, item in pairs:
        if not item[0].strip():
            continue  # a name of signs only, which no key is left of
        counts[playlist, item[0]] += 1
        facts.setdefault(item[0], item)
    is_track = not name.endswith("-artists")
    sizes = Counter(playlist for playlist, _ in counts)
    kept = {pair: 1 if is_track else count for pair, count in counts.items() if sizes[pair[0]] >= LEAST}
    users, items = (sorted({pair[side] for pair in kept}) for side in (0, 1))
    row, column = ({each: place for place, each in enumerate(names)} for names in (users, items))
    places = np.array([(row[user], column[item]) for user, item in kept], dtype=np.int64).T
    values = np.array(list(kept.values()), dtype=np.float64)
    weights = sparse.csr_array((values, (places[0], places[1])), shape=(len(users), len(items)))
    weights.sort_indices()
    split = hold_out(weights, np.random.default_rng(SEED), least=LEAST)
    made = DevelopmentSet(name, *(folder / f"{name}-{part}.csv" for part in ("train", "items", "test")))
    for path, matrix in ((made.train, split.kept), (made.test, split.held_out)):
        cells = sparse.coo_array(matrix)
        rows = ((users[u], items[i], w) for u, i, w in zip(cells.row, cells.col, cells.data, strict=True))
        _save(path, ("user", "item", "weight"), rows)
    _save(made.items, ("item", "track_name", "artist_name", "album_name", "tags"), (facts[item] for item in items))
    return made


def _save(path: Path, columns: tuple[str, ...], rows: Iterator[tuple[object, ...]]) -> None:
    with path.open("w", encoding="utf8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)
