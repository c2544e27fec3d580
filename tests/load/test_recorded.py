"""Recorded answers: old and new shapes land as a live capture would, the rest is named in quarantine."""

import json
from pathlib import Path
from typing import Any

import pytest

from pipelines import db
from pipelines.errors import BadInputError
from pipelines.load.recorded import NO_DAY, load_recorded
from pipelines.settings import Settings

TRACK = {"type": "track", "uri": "spotify:track:a", "name": "One", "artists": [{"name": "A"}]}
POST = {
    "name": "t3_1",
    "id": "1",
    "subreddit": "Jazz",
    "title": "One &amp; all",
    "author": "somebody",
    "created_utc": 1358975164,
    "score": 1,
    "num_comments": 0,
}


def _write(tmp_path: Path, body: Any) -> Path:
    path = tmp_path / "body.json"
    path.write_text(json.dumps(body), encoding="utf8")
    return path


def _rows(settings: Settings, table: str) -> list[dict[str, Any]]:
    with db.transaction(settings) as connection:
        return db.rows(connection, f"select * from {table} order by kind, source_key")


@pytest.mark.parametrize("key", ["track", "item"])
def test_a_playlist_of_either_shape_lands_with_its_entries_as_items(
    settings: Settings, tmp_path: Path, key: str
) -> None:
    """Three entries: a track, nothing, an episode; one lands and two are in quarantine."""
    entries = [{"added_at": "2020-01-01T00:00:00Z", "is_local": False, key: TRACK}, {"is_local": False, key: None}]
    entries.append({"is_local": False, key: {"type": "episode", "uri": "spotify:episode:e", "name": "Talk"}})
    page = "tracks" if key == "track" else "items"
    body = {"id": "p", "snapshot_id": "v", "name": "Mix", "owner": {"id": "o"}, page: {"items": entries}}
    result = load_recorded(settings, "spotify", _write(tmp_path, body))
    items = next(row for row in _rows(settings, "restricted.landing_spotify") if row["kind"] == "playlist_items")
    assert (result.loaded, result.quarantined) == (2, 2)
    assert [entry["item"]["uri"] for entry in items["payload"]["items"]] == ["spotify:track:a"]
    assert items["source_key"] == "p:v"


def test_saved_tracks_keep_their_shape_and_other_bodies_are_named(settings: Settings, tmp_path: Path) -> None:
    saved = {"items": [{"added_at": "2020-01-01T00:00:00Z", "track": TRACK}]}
    assert load_recorded(settings, "spotify", _write(tmp_path, saved)).loaded == 1
    result = load_recorded(settings, "spotify", _write(tmp_path, {"href": "x", "genres": []}))
    assert (result.loaded, result.quarantined) == (0, 1)
    assert "no loader for this shape (genres, href)" in dict(result.reasons)
    assert [row["kind"] for row in _rows(settings, "restricted.landing_spotify")] == ["saved_tracks"]


def test_a_recording_of_requests_lands_at_the_date_of_its_answer_and_without_authors(
    settings: Settings, tmp_path: Path
) -> None:
    """A login, a listing of one post and one without an author, a refusal: one row, known at the Date header; the
    refusal is named in quarantine.
    """
    listing = {"kind": "Listing", "data": {"children": [{"kind": "t3", "data": POST}]}}
    listing["data"]["children"].append({"kind": "t3", "data": {**POST, "name": "t3_2", "author": None}})  # type: ignore[index]
    date = {"Date": ["Tue, 01 Mar 2016 08:38:41 GMT"]}

    def answer(path: str, status: int, body: object) -> dict[str, Any]:
        response = {"status": {"code": status}, "headers": date, "body": {"string": json.dumps(body)}}
        return {"request": {"uri": f"https://oauth.reddit.com{path}"}, "response": response}

    recording = [
        answer("/api/v1/access_token", 200, {"access_token": "t"}),
        answer("/r/Jazz/new?raw_json=1", 200, listing),
    ]
    recording.append(answer("/r/Jazz/new", 503, {}))
    result = load_recorded(settings, "reddit", _write(tmp_path, {"interactions": recording}))
    (row,) = _rows(settings, "landing.reddit")
    assert (result.loaded, result.quarantined, result.left_out) == (1, 1, 1)
    assert dict(result.reasons) == {"no loader for this shape (status 503)": 1}
    assert row["known_at"].isoformat() == "2016-03-01T08:38:41+00:00"
    assert row["payload"]["title"] == "One &amp; all"
    assert "somebody" not in json.dumps(row["payload"])


def test_musicbrainz_recordings_and_artists_land_by_their_ids(settings: Settings, tmp_path: Path) -> None:
    recording = {"id": "r", "title": "One", "artist-credit": [{"artist": {"id": "a", "name": "A"}}], "length": 1}
    body = {"recordings": [recording, {"id": "x"}]}
    assert load_recorded(settings, "musicbrainz", _write(tmp_path, body)).loaded == 1
    load_recorded(settings, "musicbrainz", _write(tmp_path, {"id": "a", "name": "A", "sort-name": "A"}))
    assert [(row["kind"], row["source_key"]) for row in _rows(settings, "landing.musicbrainz")] == [
        ("artist", "a"),
        ("recording", "r"),
    ]


def test_recorded_answers_stand_for_no_day_and_load_once(settings: Settings, tmp_path: Path) -> None:
    path = _write(tmp_path, {"kind": "Listing", "data": {"children": [{"kind": "t3", "data": POST}]}})
    first, again = load_recorded(settings, "reddit", path), load_recorded(settings, "reddit", path)
    with db.transaction(settings) as connection:
        days = [row["day"] for row in db.rows(connection, "select day from landing.slice")]
    assert (first.is_new, again.is_new, days) == (True, False, [NO_DAY])


def test_a_broken_body_and_another_source_are_refused(settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "body.json"
    path.write_text("{", encoding="utf8")
    for source, says in (("spotify", "broken JSON"), ("lastfm", "recorded answers are of")):
        with pytest.raises(BadInputError, match=says):
            load_recorded(settings, source, path)


def test_requests_with_their_answers_in_one_object_are_read(settings: Settings, tmp_path: Path) -> None:
    """One answer of an entry, and one refusal."""
    exchange = {"method": "get", "url": "https://api.spotify.com/v1/playlists/p/tracks", "status": 200}
    page = {"href": exchange["url"], "items": [{"is_local": False, "track": TRACK}]}
    body = [{**exchange, "body": page}, {**exchange, "status": 401, "body": {"error": {}}}]
    result = load_recorded(settings, "spotify", _write(tmp_path, body))
    assert (result.loaded, result.quarantined) == (1, 1)
    assert _rows(settings, "restricted.landing_spotify")[0]["payload"]["playlist_id"] == "p"
