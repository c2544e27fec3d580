"""Development sets: what of public playlists is learned from, held out, and told about the items."""

import csv
import gzip
from collections.abc import Sequence
from pathlib import Path

import pytest

from bench._development_sets import DevelopmentSet, make_sets
from pipelines.errors import BadInputError

_SONGS = [(f"Song {n}", f"Artist {n}; Guest {n}") for n in range(6)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two playlists of each source, one of them too short, and subgenres of two artists."""
    listed = [("long", *song) for song in _SONGS] + [("short", *_SONGS[0])]
    _write(
        tmp_path / "data" / "spotify_playlist_archive" / "playlist_track_spans.csv.gz",
        "playlist_id,track_name,artist_names,album_name",
        [(*one, "Album") for one in listed],
    )
    _write(
        tmp_path / "data" / "harisekhon_playlists" / "playlist_tracks.csv.gz",
        "playlist,uri,artists,title",
        [(playlist, f"spotify:track:{title}", artists, title) for playlist, title, artists in listed],
    )
    _write(
        tmp_path / "data" / "tidytuesday_spotify_songs" / "spotify_songs.csv.gz",
        "track_id,track_artist,playlist_id,playlist_subgenre",
        [
            ("t1", "ARTIST 0", "a", "trap"),
            ("t1", "ARTIST 0", "b", "trap"),
            ("t2", "Artist 0", "b", "trap"),
            ("t2", "Artist 0", "b", "electropop"),
            ("t3", "Guest 1", "a", "hard rock"),
        ],
    )
    return tmp_path


def test_artists_bear_the_subgenres_of_an_independent_list_and_tracks_their_own_facts(folder: Path) -> None:
    sets = {one.name: one for one in make_sets(folder / "data", folder)}
    artists = {row["item"]: row["tags"] for row in _read(sets["archive-artists"].items) if row["tags"]}
    assert artists == {"artist 0": "electropop:1;trap:2"}  # what a guest is known for is not the artist's
    tracks = _read(sets["archive"].items)
    assert {(row["artist_name"], row["album_name"], row["tags"]) for row in tracks} == {
        (f"artist {n}", "Album", "") for n in range(6)
    }


def test_a_fifth_of_each_playlist_is_held_out_and_short_ones_are_left_out(folder: Path) -> None:
    for one in make_sets(folder / "data", folder):
        train, test = (_pairs(path) for path in (one.train, one.test))
        assert not train & test
        assert len(train) == 5
        assert len(test) == 1
        assert {playlist for playlist, _ in train | test} == {"long"}


def test_sets_are_the_same_bytes_each_time(folder: Path) -> None:
    assert _bytes(make_sets(folder / "data", folder)) == _bytes(make_sets(folder / "data", folder))


def test_a_source_that_is_not_there_is_named(folder: Path) -> None:
    (folder / "data" / "tidytuesday_spotify_songs" / "spotify_songs.csv.gz").unlink()
    with pytest.raises(BadInputError, match=r"spotify_songs\.csv\.gz: give the folder"):
        make_sets(folder / "data", folder)


def _write(path: Path, head: str, rows: Sequence[Sequence[str]]) -> None:
    path.parent.mkdir(parents=True)
    with gzip.open(path, "wt", encoding="utf8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerows([head.split(","), *rows])


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf8", newline="") as file:
        return list(csv.DictReader(file))


def _pairs(path: Path) -> set[tuple[str, str]]:
    return {(row["user"], row["item"]) for row in _read(path)}


def _bytes(sets: Sequence[DevelopmentSet]) -> list[bytes]:
    return [path.read_bytes() for one in sets for path in (one.train, one.items, one.test)]
