"""Imported files: what each format lands, what goes to quarantine, and that bad files land nothing."""

import gzip
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipelines import db
from pipelines.domain.ids import stable_id
from pipelines.errors import BadInputError
from pipelines.extract import reddit as live_reddit
from pipelines.listeners import enrol
from pipelines.load import posts as file_posts
from pipelines.load.files import ImportResult, import_playlists, import_reddit, import_tracks
from pipelines.settings import Settings

LIST_HEADER = "playlist,pos,uri,artists,title,added_at\n"
SPAN_HEADER = "playlist_id,track_id,track_name,artist_names,artist_ids,album_name,album_id,length,added,removed\n"
FACT_HEADER = (
    "track_id,track_name,track_artist,playlist_genre,playlist_subgenre,"
    "tempo,energy,valence,track_album_release_date,duration_ms\n"
)
POST_HEADER = "id,subreddit,title,selftext,score,num_comments,created_utc,permalink,over_18\n"
KNOWN_AT = "2026-11-20T00:00:00+00:00"
Import = Callable[..., ImportResult]


def _write(tmp_path: Path, content: str | bytes, name: str = "file.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def _landed(settings: Settings) -> list[dict[str, Any]]:
    with db.transaction(settings) as connection:
        return db.rows(connection, "select * from landing.file order by kind, source_key")


def _count(settings: Settings, table: str) -> int:
    with db.transaction(settings) as connection:
        return db.rows(connection, f"select count(*)::int as n from {table}")[0]["n"]  # type: ignore[no-any-return]


def _import(settings: Settings, import_file: Import, path: Path, **more: Any) -> ImportResult:
    return import_file(settings, path, **{"source": "s", "licence": "MIT", "known_at": KNOWN_AT, **more})


def test_a_listeners_list_lands_as_library_items_with_the_whole_credit(settings: Settings, tmp_path: Path) -> None:
    """Two rows, one with a time: event_at is that time and null; the last row has neither title nor uri."""
    listener = enrol(settings, "Ana", source="file:s")
    text = LIST_HEADER + "Mix,0,spotify:track:a,A; B,One,2026-01-02\nMix,1,,C,Two,\nMix,2,,D,,\nMix,x,,D,Three,\n"
    result = _import(settings, import_playlists, _write(tmp_path, text), listener_id=listener)
    rows = _landed(settings)
    assert (result.loaded, result.quarantined) == (2, 2)
    assert dict(result.reasons) == {"no title and no uri": 1, "pos … is not a number": 1}
    assert [row["kind"] for row in rows] == ["library_item"] * 2
    assert rows[0]["payload"] == {
        "uri": "spotify:track:a",
        "artist_name": "A; B",
        "title": "One",
        "playlist_id": str(stable_id("playlist", "Mix")),
        "playlist_name": "Mix",
        "position": 0,
        "added_at": "2026-01-02T00:00:00+00:00",
    }
    assert [row["event_at"] and row["event_at"].isoformat() for row in rows] == ["2026-01-02T00:00:00+00:00", None]
    assert {row["known_at"].isoformat() for row in rows} == {KNOWN_AT}
    assert {row["listener_id"] for row in rows} == {listener}


def test_known_at_event_takes_each_rows_own_time_else_the_import_time(settings: Settings, tmp_path: Path) -> None:
    """The clock stands at 2026-11-23; one row was added on 2026-01-02, the other has no time."""
    fixed = settings.model_copy(update={"clock": "2026-11-23T00:00:00Z"})
    text = LIST_HEADER + "Mix,0,,A,One,2026-01-02\nMix,1,,C,Two,\n"
    _import(fixed, import_playlists, _write(tmp_path, text), known_at="event")
    assert [f"{row['known_at']:%Y-%m-%d}" for row in _landed(settings)] == ["2026-01-02", "2026-11-23"]


def test_spans_land_as_public_listings(settings: Settings, tmp_path: Path) -> None:
    """3:16 is 196,000 ms and 1:00:01 is 3,601,000 ms; a removal before the addition is refused."""
    text = SPAN_HEADER + (
        "p,t1,One,A; B,,,,3:16,2021-05-05,\n"
        "p,t2,Two,C,,,,1:00:01,2021-05-05,2021-05-06\n"
        "p,t3,Three,C,,,,3:16,2021-05-05,2021-05-04\n"
        "p,t4,Four,C,,,,long,2021-05-05,\n"
        "p,t5,Five\n"
    )
    result = _import(settings, import_playlists, _write(tmp_path, gzip.compress(text.encode()), "spans.csv.gz"))
    payloads = [row["payload"] for row in _landed(settings)]
    assert (result.loaded, result.quarantined) == (2, 3)
    assert [payload["duration_ms"] for payload in payloads] == [196_000, 3_601_000]
    assert payloads[0]["uri"] == "spotify:track:t1"
    assert payloads[1]["removed"] == "2021-05-06T00:00:00+00:00"


def _account() -> bytes:
    song = {"trackName": "One", "artistName": "A", "albumName": "X", "trackUri": "spotify:track:a"}
    items = [
        {"track": song, "episode": None, "localTrack": None, "addedDate": "2026-01-02"},
        {"track": None, "episode": {"episodeName": "Talk"}, "localTrack": None, "addedDate": "2026-01-02"},
        {"track": None, "episode": None, "localTrack": {"uri": "spotify:local:B:X:Two:1"}, "addedDate": None},
    ]
    return json.dumps({"playlists": [{"name": "Mix", "items": items}]}).encode()


def test_the_planner_expects_nearly_every_row_of_a_file_to_name_its_track(settings: Settings, tmp_path: Path) -> None:
    """Without statistics of the name it expects one in two hundred, and joins a large import row by row."""
    listener = enrol(settings, "Ana", source="file:s")
    rows = "".join(f"Mix,{place},spotify:track:{place},A,Song {place},2026-01-02\n" for place in range(1000))
    _import(settings, import_playlists, _write(tmp_path, LIST_HEADER + rows), listener_id=listener)
    named = "explain (format json) select 1 from landing.file where payload ->> 'uri' like 'spotify:track:%%'"
    with db.transaction(settings) as connection:
        db.execute(connection, "analyze landing.file")
        (plan,) = db.rows(connection, named)[0]["QUERY PLAN"]
    assert plan["Plan"]["Plan Rows"] > 500


@pytest.mark.parametrize("is_zip", [False, True])
def test_account_data_lands_with_and_without_its_zip(settings: Settings, tmp_path: Path, is_zip: bool) -> None:
    """A track and a local file land, the episode does not; other files of the zip are not looked at."""
    content = _account()
    if is_zip:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("Spotify Account Data/Playlist1.json", content)
            archive.writestr("Spotify Account Data/Identity.json", b"not even JSON")
        content = packed.getvalue()
    path = _write(tmp_path, content, "my_data.zip" if is_zip else "Playlist1.json")
    result = _import(settings, import_playlists, path, listener_id=enrol(settings, "Ana"))
    assert (result.loaded, result.quarantined) == (2, 1)
    assert [row["payload"]["uri"] for row in _landed(settings)] == ["spotify:track:a", "spotify:local:B:X:Two:1"]


def test_facts_of_tracks_land_with_nulls_for_blanks_and_for_features_that_are_all_zero(
    settings: Settings, tmp_path: Path
) -> None:
    text = FACT_HEADER + (
        "t1,One,A,pop,dance pop,122.036,0.9,0.5,2019-06-14,194754\n"
        "t2,Two,A,pop,pop,0,0,0,2012,\n"
        "t3,Three,A,,,,,,,\n"
        "t4,Four,A,pop,,120,1.5,0.5,2019,1000\n"
        "t5,Five,A,pop,,fast,0.5,0.5,2019,1000\n"
        ",,A,pop,,120,0.5,0.5,2019,1000\n"
    )
    result = _import(settings, import_tracks, _write(tmp_path, text))
    one, two, three = [row["payload"] for row in _landed(settings)]
    assert (result.loaded, result.quarantined) == (3, 3)
    assert one["genres"] == ["pop", "dance pop"]
    assert (one["year"], one["tempo_bpm"], one["duration_ms"]) == (2019, 122.036, 194_754)
    assert two["genres"] == ["pop"]
    assert (two["tempo_bpm"], two["energy"], two["valence"], two["year"]) == (None, None, None, 2012)
    assert (three["genres"], three["year"], three["energy"]) == ([], None, None)


def test_explicit_is_true_false_or_unknown_and_nothing_else(settings: Settings, tmp_path: Path) -> None:
    text = "uri,explicit\n" + "".join(
        f"spotify:track:{name},{told}\n"
        for name, told in zip("abcdef", ("True", "0", "", "false", "1", "maybe"), strict=True)
    )
    result = _import(settings, import_tracks, _write(tmp_path, text))
    assert (result.loaded, result.quarantined) == (5, 1)
    found = {row["payload"]["uri"][-1]: row["payload"]["explicit"] for row in _landed(settings)}
    assert found == {"a": True, "b": False, "c": None, "d": False, "e": True}


def test_one_zero_among_measured_features_is_a_measurement(settings: Settings, tmp_path: Path) -> None:
    text = "uri,title,artist,tempo,energy,valence\nspotify:track:a,One,A,90,0,0.2\n"
    _import(settings, import_tracks, _write(tmp_path, text))
    assert _landed(settings)[0]["payload"]["energy"] == 0


def test_posts_land_in_the_shape_of_a_live_capture_without_their_authors(settings: Settings, tmp_path: Path) -> None:
    """Of five posts, one is by a deleted author, one removed, one over 18: two land, with one voice."""
    base = {"subreddit": "Jazz", "title": "A &amp; B - One", "selftext": "", "score": 3, "num_comments": 1}
    base |= {"created_utc": 1358975164, "permalink": "https://www.reddit.com/r/Jazz/comments/1/"}
    lines = [
        {**base, "id": "1", "author": "somebody"},
        {**base, "id": "2", "author": "somebody"},
        {**base, "id": "3", "author": "[deleted]"},
        {**base, "id": "4", "author": "x", "selftext": "[removed]"},
        {**base, "id": "5", "author": "x", "over_18": True},
        {**base, "id": "6", "author": "somebody", "title": " "},
    ]
    content = gzip.compress("\n".join(json.dumps(line) for line in lines).encode())
    result = _import(settings, import_reddit, _write(tmp_path, content, "posts.ndjson.gz"), known_at="event")
    rows = _landed(settings)
    assert (result.loaded, result.quarantined, result.left_out) == (2, 1, 3)
    assert [row["source_key"] for row in rows] == ["t3_1", "t3_2"]
    assert set(rows[0]["payload"]) == {*live_reddit.POST_FIELDS, "voter_hash"}
    assert rows[0]["payload"]["title"] == "A & B - One"
    assert rows[0]["payload"]["permalink"] == "/r/Jazz/comments/1/"
    assert len({row["payload"]["voter_hash"] for row in rows}) == 1
    assert rows[0]["event_at"] == rows[0]["known_at"]
    with db.transaction(settings) as connection:
        everything = db.rows(
            connection, "select payload::text from landing.file union all select payload::text from landing.quarantine"
        )
    assert "somebody" not in str(everything)


def test_posts_of_a_csv_without_authors_have_no_voter(settings: Settings, tmp_path: Path) -> None:
    text = (
        POST_HEADER + 'x1,Jazz,"One\nTwo",,5,0,1358975164.0,/r/Jazz/x1,False\nx2,Jazz,Bad,,many,0,1358975164.0,,False\n'
    )
    result = _import(settings, import_reddit, _write(tmp_path, text))
    payload = _landed(settings)[0]["payload"]
    assert (result.loaded, result.quarantined) == (1, 1)
    assert (payload["title"], payload["voter_hash"], payload["score"]) == ("One Two", None, 5)


def test_the_shapes_of_files_are_those_of_live_captures() -> None:
    assert file_posts.POST_FIELDS == live_reddit.POST_FIELDS
    assert file_posts.COMMENT_FIELDS == live_reddit.COMMENT_FIELDS
    assert file_posts.GONE == live_reddit.GONE


def test_the_same_file_again_changes_nothing_and_says_so(settings: Settings, tmp_path: Path) -> None:
    path = _write(tmp_path, LIST_HEADER + "Mix,0,,A,One,\nMix,1,,,,\n")
    first = _import(settings, import_playlists, path)
    again = _import(settings, import_playlists, path, known_at=None)
    assert (first.is_new, again.is_new, again.slice_id) == (True, False, first.slice_id)
    assert [_count(settings, f"landing.{table}") for table in ("file", "slice", "quarantine")] == [1, 1, 1]


def test_text_that_postgresql_cannot_keep_is_cleaned(settings: Settings, tmp_path: Path) -> None:
    """A zero byte and half a surrogate pair, in a row that lands and in one that does not."""
    line = r'{"id": "1", "subreddit": "Jazz", "title": "A\u0000\ud800", "created_utc": %s}'
    path = _write(tmp_path, line % "1" + "\n" + line % '"never"', "posts.ndjson")
    result = _import(settings, import_reddit, path)
    assert (result.loaded, result.quarantined) == (1, 1)
    assert _landed(settings)[0]["payload"]["title"] == "A?"


BAD_FILES = {
    "broken gzip": (import_playlists, "a.csv.gz", gzip.compress(LIST_HEADER.encode())[:-9], "broken gzip"),
    "no gzip": (import_tracks, "a.csv.gz", b"plain", "broken gzip"),
    "broken zip": (import_playlists, "a.zip", b"PK\x03\x04 and no more", "broken zip"),
    "zip without playlists": (import_playlists, "b.zip", b"PK\x05\x06" + bytes(18), "no Playlist"),
    "broken JSON": (import_playlists, "Playlist1.json", b'{"playlists": [', "broken JSON"),
    "other JSON": (import_playlists, "Playlist1.json", b'{"tracks": []}', "no list 'playlists'"),
    "no UTF-8": (import_playlists, "a.csv", LIST_HEADER.encode() + b"\xff\xfe", "not UTF-8"),
    "empty": (import_playlists, "a.csv", b"", "no column"),
    "list without titles": (import_playlists, "a.csv", b"playlist,pos,uri\n", "no column artists, title"),
    "spans without times": (import_playlists, "a.csv", b"playlist_id,track_id\n", "no column track_name"),
    "facts of nothing": (import_tracks, "a.csv", b"tempo,energy\n", "no column track_id"),
    "posts without ids": (import_reddit, "a.csv", b"title,score\n", "no column id"),
    "no JSON lines": (import_reddit, "a.ndjson", b'{"id": "1"}\n{broken\n', "line 2 is not JSON"),
}


@pytest.mark.parametrize("what", BAD_FILES)
def test_a_bad_file_is_refused_in_one_line_and_lands_nothing(settings: Settings, tmp_path: Path, what: str) -> None:
    import_file, name, content, says = BAD_FILES[what]
    with pytest.raises(BadInputError, match=says) as refused:
        _import(settings, import_file, _write(tmp_path, content, name))
    assert "\n" not in str(refused.value)
    assert [_count(settings, f"landing.{table}") for table in ("file", "slice", "quarantine")] == [0, 0, 0]


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"source": "No Name"}, "source"),
        ({"licence": " "}, "licence"),
        ({"policy": "secret"}, "policy"),
        ({"known_at": "yesterday"}, "ISO time"),
    ],
)
def test_a_bad_argument_is_refused(settings: Settings, tmp_path: Path, more: dict[str, str], says: str) -> None:
    with pytest.raises(BadInputError, match=says):
        _import(settings, import_playlists, _write(tmp_path, LIST_HEADER), **more)
    assert _count(settings, "landing.slice") == 0


def test_a_missing_file_and_a_folder_are_refused(settings: Settings, tmp_path: Path) -> None:
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(BadInputError, match="cannot be read"):
            _import(settings, import_playlists, path)
