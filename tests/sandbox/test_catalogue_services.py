"""MusicBrainz, ListenBrainz and ReccoBeats over HTTP."""

from typing import Any

import pytest
import requests

from pipelines.sandbox import Sandbox
from pipelines.sandbox.listenbrainz import ALGORITHMS
from pipelines.sandbox.recordings import Recording


@pytest.fixture(scope="module")
def recording(sandbox: Sandbox) -> Recording:
    return next(
        one
        for one in sandbox.world.recordings
        if one.known_isrc and len(one.spotify_ids) == 2 and one.tempo_bpm is not None and one.tags and not one.version
    )


def ask(sandbox: Sandbox, service: str, path: str, **query: Any) -> requests.Response:
    headers = {"User-Agent": "linernotes-tests/0 (nobody@example.org)"}
    return requests.get(sandbox.urls[service] + path, params=query, headers=headers, timeout=5)


def test_a_code_leads_to_the_recording_and_back(sandbox: Sandbox, recording: Recording) -> None:
    found = ask(
        sandbox, "musicbrainz", f"/ws/2/isrc/{recording.isrc}", inc="artist-credits isrcs genres tags", fmt="json"
    )
    (one,) = found.json()["recordings"]
    assert one["id"] == str(recording.mbid)
    assert one["artist-credit"][0]["artist"]["id"] == str(recording.artist.mbid)
    assert one["isrcs"] == [recording.isrc]
    assert {tag["name"] for tag in one["tags"]} == set(recording.tags)
    assert {genre["name"] for genre in one["genres"]} <= set(recording.tags)


def test_a_recording_links_to_its_tracks(sandbox: Sandbox, recording: Recording) -> None:
    found = ask(
        sandbox, "musicbrainz", f"/ws/2/recording/{recording.mbid}", inc="url-rels+releases+work-rels", fmt="json"
    ).json()
    links = [one["url"]["resource"].rsplit("/", 1)[1] for one in found["relations"] if one["target-type"] == "url"]
    assert links == list(recording.spotify_ids)
    assert found["releases"][0]["title"] == recording.album
    assert "tags" not in found


def test_an_artist_has_tags(sandbox: Sandbox, recording: Recording) -> None:
    found = ask(sandbox, "musicbrainz", f"/ws/2/artist/{recording.artist.mbid}", inc="genres+tags", fmt="json").json()
    assert recording.artist.genre.name in [one["name"] for one in found["genres"]]
    assert set(recording.artist.moods) <= {one["name"] for one in found["tags"]}


def test_a_search_finds_by_name(sandbox: Sandbox, recording: Recording) -> None:
    query = f'recording:"{recording.title}" AND artist:"{recording.artist.name}"'
    found = ask(sandbox, "musicbrainz", "/ws/2/recording", query=query, fmt="json").json()
    assert (found["recordings"][0]["id"], found["recordings"][0]["score"]) == (str(recording.mbid), 100)


def test_what_is_not_known_is_a_404_in_json(sandbox: Sandbox) -> None:
    unknown = [one.isrc for one in sandbox.world.recordings if not one.known_isrc]
    for path in (f"/ws/2/isrc/{unknown[0]}", "/ws/2/recording/nonsense", "/ws/2/label/x"):
        answer = ask(sandbox, "musicbrainz", path, fmt="json")
        assert answer.status_code == 404
        assert answer.json()["error"]


def test_strangers_without_a_name_are_sent_away(sandbox: Sandbox) -> None:
    url = f"{sandbox.urls['musicbrainz']}/ws/2/recording?query=x&fmt=json"
    assert requests.get(url, timeout=5).status_code == 403


def test_no_canary_sings_outside_spotify(sandbox: Sandbox, recording: Recording) -> None:
    mbid = str(recording.mbid)
    answers = [
        ask(sandbox, "musicbrainz", f"/ws/2/recording/{mbid}", inc="artist-credits releases", fmt="json"),
        ask(sandbox, "listenbrainz_labs", "/spotify-id-from-mbid/json", recording_mbid=mbid),
        ask(sandbox, "listenbrainz_labs", "/similar-recordings/json", recording_mbids=mbid, algorithm=ALGORITHMS[0]),
        ask(sandbox, "reccobeats", "/v1/audio-features", ids=recording.isrc),
    ]
    assert all(answer.ok and "Canary" not in answer.text for answer in answers)


def test_popularity_keeps_the_order_and_knows_not_everything(sandbox: Sandbox, recording: Recording) -> None:
    url = f"{sandbox.urls['listenbrainz']}/1/popularity/recording"
    rows = requests.post(url, json={"recording_mbids": ["unknown", str(recording.mbid)]}, timeout=5).json()
    assert [row["total_user_count"] for row in rows] == [None, recording.listener_count]
    assert requests.post(url, json={}, timeout=5).status_code == 400


def test_similar_recordings_carry_score_and_reference(sandbox: Sandbox, recording: Recording) -> None:
    mbid = str(recording.mbid)
    by_get = ask(
        sandbox, "listenbrainz_labs", "/similar-recordings/json", recording_mbids=mbid, algorithm=ALGORITHMS[0]
    )
    url = f"{sandbox.urls['listenbrainz_labs']}/similar-recordings/json"
    by_post = requests.post(url, json=[{"recording_mbids": [mbid], "algorithm": ALGORITHMS[0]}], timeout=5)
    rows = by_get.json()
    assert by_post.json() == rows
    assert [row["score"] for row in rows] == [one.score for one in sandbox.world.similar[recording.mbid]]
    assert {row["reference_mbid"] for row in rows} == {mbid}


def test_a_wrong_algorithm_is_an_error_in_html(sandbox: Sandbox) -> None:
    answer = ask(sandbox, "listenbrainz_labs", "/similar-recordings/json", recording_mbids="x", algorithm="best")
    assert answer.status_code == 400
    assert answer.headers["Content-Type"].startswith("text/html")


def test_spotify_ids_by_recording_and_by_name(sandbox: Sandbox, recording: Recording) -> None:
    (row,) = ask(sandbox, "listenbrainz_labs", "/spotify-id-from-mbid/json", recording_mbid=str(recording.mbid)).json()
    assert row["spotify_track_ids"] == list(recording.spotify_ids)
    url = f"{sandbox.urls['listenbrainz_labs']}/spotify-id-from-metadata/json"
    names = {"artist_name": recording.artist.name, "track_name": recording.title, "release_name": ""}
    assert requests.post(url, json=[names], timeout=5).json()[0]["spotify_track_ids"] == list(recording.spotify_ids)


def test_features_come_by_track_and_by_code_and_extras_vanish(sandbox: Sandbox, recording: Recording) -> None:
    (row,) = ask(sandbox, "reccobeats", "/v1/audio-features", ids=f"{recording.spotify_ids[0]},nonsense").json()[
        "content"
    ]
    assert row["href"].endswith(recording.spotify_ids[0])
    assert (row["tempo"], row["energy"], row["valence"]) == (recording.tempo_bpm, recording.energy, recording.valence)
    assert len(ask(sandbox, "reccobeats", "/v1/audio-features", ids=recording.isrc).json()["content"]) == 2
    tracks = [one.spotify_ids[0] for one in sandbox.world.recordings if one.spotify_ids and one.tempo_bpm is not None]
    assert len(ask(sandbox, "reccobeats", "/v1/audio-features", ids=",".join(tracks[:60])).json()["content"]) == 40
