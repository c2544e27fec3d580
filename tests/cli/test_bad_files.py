"""A missing or broken file, or a wrong column: one line that names the file and the place, exit code 2, no new row."""

import json
import zipfile
from pathlib import Path

import pytest

from tests.cli.conftest import House

LIST = "playlist,pos,uri,artists,title\n"
POST = '{"id": "a", "title": "t", "subreddit": "s", "created_utc": 1700000000}\n'
TERMS = ("--source", "s", "--licence", "MIT")

PLAYLISTS = {
    "empty.csv": (b"", "no column playlist, pos, uri, artists, title; it needs"),
    "columns.csv": (b"playlist,pos,uri,title\nMix,0,,One\n", "no column artists; it needs"),
    "nul.csv": (b"playlist\x00,pos,uri,artists,title\nMix,0,,A,One\n", "no column playlist; it needs"),
    "latin.csv": (LIST.encode() + "Mix,0,,A,Für\n".encode("latin-1"), "not UTF-8 at byte 41; save it as UTF-8"),
    "quote.csv": (LIST.encode() + b'Mix,0,,A,"One\nMix,1,,A,Two\n', "broken CSV in line 3 (unexpected end of data)"),
    "cell.csv": (LIST.encode() + b"Mix,0,,A," + b"x" * 16_000_001, "broken CSV in line 2 (field larger than"),
    "cut.csv.gz": (b"\x1f\x8b\x08\x00", "broken gzip ("),
    "cut.zip": (b"PK\x03\x04", "broken zip ("),
    "cut.json": (b'{"playlists": [\n{"name": "Mix",\n', "broken JSON (", "line 3 column 1"),
    "other.json": (b'{"tracks": []}', "no list 'playlists' in it"),
}
"""Name of the file -> its bytes, and what the line must say."""


@pytest.mark.parametrize("name", PLAYLISTS)
def test_a_broken_list_of_playlists(house: House, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(PLAYLISTS[name][0])
    line = house.refused("import", "playlists", path, *TERMS, "--listener", "Ana")
    assert line.startswith(f"linernotes: {path}: ")
    assert all(words in line for words in PLAYLISTS[name][1:])


def test_no_file_and_a_folder(house: House, tmp_path: Path) -> None:
    missing = tmp_path / "none.csv"
    assert f"{missing}: cannot be read (No such file" in house.refused("import", "tracks", missing, *TERMS)
    assert f"{tmp_path}: cannot be read (Is a directory)" in house.refused("import", "reddit", tmp_path, *TERMS)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (POST * 2 + '{"id":\n', "line 3 is not JSON; it needs one post a line"),
        (POST + "[1]\n", "line 2 is not a JSON object"),
        ("id,subreddit,title\na,s,t\n", "no column created_utc; it needs"),
    ],
)
def test_broken_posts(house: House, tmp_path: Path, content: str, says: str) -> None:
    path = tmp_path / "posts.ndjson"
    path.write_text(content, encoding="utf8")
    assert says in house.refused("import", "reddit", path, *TERMS)


def test_tracks_without_a_name(house: House, tmp_path: Path) -> None:
    path = tmp_path / "tracks.csv"
    path.write_text("tempo\n120\n", encoding="utf8")
    assert "no column track_id, uri, or artist and title; it has tempo" in house.refused(
        "import", "tracks", path, *TERMS
    )


def test_the_account_data_of_nobody(house: House, tmp_path: Path) -> None:
    path = tmp_path / "my_data.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("Other.json", "{}")
    assert "no Playlist*.json with entries in it" in house.refused("import", "playlists", path, *TERMS)


def test_of_two_recorded_files_none_is_loaded_when_the_second_is_broken(house: House, tmp_path: Path) -> None:
    whole, broken = tmp_path / "whole.json", tmp_path / "broken.json"
    whole.write_text(json.dumps({"id": "p", "snapshot_id": "1", "items": {"items": []}}), encoding="utf8")
    broken.write_text('{"id":\n', encoding="utf8")
    line = house.refused("load", "--source", "spotify", whole, broken)
    assert f"{broken}: broken JSON (" in line
    assert "line 2 column 1" in line


def test_recorded_answers_of_a_shape_that_nobody_knows_go_to_quarantine(house: House, tmp_path: Path) -> None:
    """Four files: interactions that are none, an address that is none, a number, a credit that is no list."""
    contents = (
        {"interactions": [1, None]},
        {"interactions": [{"request": {"uri": "http://[bad"}, "response": {"body": "{", "headers": [1]}}]},
        3,
        {"recordings": [{"id": "a", "title": "One", "length": 1, "artist-credit": 7}]},
    )
    paths = [tmp_path / f"{number}.json" for number in range(len(contents))]
    for path, content in zip(paths, contents, strict=True):
        path.write_text(json.dumps(content), encoding="utf8")
    shown = house.run("load", "--source", "musicbrainz", *paths, "--json")
    assert (shown.returncode, shown.stderr) == (0, "")
    results = [json.loads(line) for line in shown.stdout.splitlines()]
    assert [(each["loaded"], each["quarantined"]) for each in results] == [(0, 2), (0, 1), (0, 1), (0, 1)]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "cannot be read (No such file"),
        ('{"evidence":\n[1,\n', "is not JSON (line 3)"),
        ("[1]", "holds no list of evidence rows"),
        ('[{"payload": {}}]', "a row without kind"),
        ('[{"kind": "song", "evidence_id": "e1", "payload": {}}]', "evidence e1: title: Field required"),
    ],
)
def test_evidence_that_is_none(house: House, tmp_path: Path, content: str | None, says: str) -> None:
    path, text = tmp_path / "evidence.json", tmp_path / "text.txt"
    text.write_text("A song.", encoding="utf8")
    if content is not None:
        path.write_text(content, encoding="utf8")
    assert says in house.refused("check-claims", "--evidence", path, "--text", text)


def test_the_real_demo_without_its_files_starts_nothing(house: House, tmp_path: Path) -> None:
    home = tmp_path / "home"
    line = house.refused("demo-real", "--data", tmp_path, LINERNOTES_HOME=str(home))
    assert "playlist_tracks.csv.gz: give the folder that holds it" in line
    assert not home.exists()
