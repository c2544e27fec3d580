"""Spotify, spoken to by the real client over HTTP."""

import base64
import hashlib
import sqlite3
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
import spotipy
from spotipy.oauth2 import SpotifyOAuth

from pipelines.sandbox import Sandbox, running_sandbox
from tests.sandbox.conftest import ANCHOR, CALLBACK, CANARY, NOW, log_in, session_at, spotify_of


def bearer(sandbox: Sandbox, hint: str = "mara", **more: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {log_in(sandbox, hint, **more)['access_token']}"}


def some_uris(sandbox: Sandbox, count: int) -> list[str]:
    tracks = [track for one in sandbox.world.recordings for track in one.spotify_ids]
    return [f"spotify:track:{track}" for track in tracks[:count]]


def test_me_is_the_listener_who_was_hinted_at(sandbox: Sandbox) -> None:
    for listener in sandbox.world.listeners:
        me = spotify_of(sandbox, listener.login).me()
        assert (me["account_id"], me["display_name"]) == (listener.account_id, listener.name)
        assert "email" not in me


def test_without_a_hint_listeners_come_in_turn(sandbox: Sandbox) -> None:
    accounts = {spotipy_me(sandbox, log_in(sandbox, "")["access_token"]) for _ in range(4)}
    assert len(accounts) == 4


def spotipy_me(sandbox: Sandbox, token: str) -> str:
    headers = {"Authorization": f"Bearer {token}"}
    return requests.get(f"{sandbox.urls['spotify_api']}me/", headers=headers, timeout=5).json()["account_id"]


def test_spotipys_own_login_works(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    accounts = sandbox.urls["spotify_accounts"]
    monkeypatch.setattr(SpotifyOAuth, "OAUTH_AUTHORIZE_URL", f"{accounts}/authorize")
    monkeypatch.setattr(SpotifyOAuth, "OAUTH_TOKEN_URL", f"{accounts}/api/token")
    cache = spotipy.MemoryCacheHandler()
    oauth = SpotifyOAuth("x", "y", CALLBACK, scope="playlist-read-private", cache_handler=cache, open_browser=False)
    page = requests.get(oauth.get_authorize_url(), allow_redirects=False, timeout=5)
    token = oauth.get_access_token(
        oauth.parse_response_code(page.headers["Location"]), as_dict=False, check_cache=False
    )
    again = oauth.refresh_access_token(cache.get_cached_token()["refresh_token"])
    assert again["access_token"] != token


def test_a_code_needs_its_verifier_and_works_once(sandbox: Sandbox) -> None:
    accounts = sandbox.urls["spotify_accounts"]
    challenge = base64.urlsafe_b64encode(hashlib.sha256(b"verifier").digest()).decode().rstrip("=")
    query = {"client_id": "x", "redirect_uri": CALLBACK, "code_challenge": challenge, "code_challenge_method": "S256"}
    page = requests.get(f"{accounts}/authorize", params=query, allow_redirects=False, timeout=5)
    code = parse_qs(urlsplit(page.headers["Location"]).query)["code"][0]
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK, "client_id": "x"}

    def exchange(verifier: str) -> int:
        return requests.post(f"{accounts}/api/token", data={**form, "code_verifier": verifier}, timeout=5).status_code

    assert [exchange("wrong"), exchange("verifier"), exchange("verifier")] == [400, 200, 400]


def test_redirects_to_other_machines_need_https(sandbox: Sandbox) -> None:
    query = {"client_id": "x", "redirect_uri": "http://localhost:8888/callback"}
    url = f"{sandbox.urls['spotify_accounts']}/authorize"
    assert requests.get(url, params=query, allow_redirects=False, timeout=5).status_code == 400


def refresh(sandbox: Sandbox, token: str, later: timedelta = timedelta(0)) -> requests.Response:
    form = {"grant_type": "refresh_token", "refresh_token": token}
    url = f"{sandbox.urls['spotify_accounts']}/api/token"
    return session_at(NOW + later).post(url, data=form, auth=("x", "y"), timeout=5)


def test_refresh_tokens_rotate_now_and_then_and_the_old_one_dies(sandbox: Sandbox) -> None:
    token = log_in(sandbox)["refresh_token"]
    answers = [refresh(sandbox, token).json() for _ in range(3)]
    assert [bool(one.get("refresh_token")) for one in answers] == [False, False, True]
    assert refresh(sandbox, token).json()["error"] == "invalid_grant"
    assert refresh(sandbox, answers[2]["refresh_token"]).ok


def test_refresh_tokens_end_six_months_after_consent(sandbox: Sandbox) -> None:
    token = log_in(sandbox)["refresh_token"]
    assert refresh(sandbox, token, timedelta(days=180)).ok
    late = refresh(sandbox, token, timedelta(days=190))
    assert (late.status_code, late.json()["error"]) == (400, "invalid_grant")
    assert refresh(sandbox, "nonsense").json()["error"] == "invalid_grant"


def test_nobody_gets_in_without_a_token(sandbox: Sandbox) -> None:
    url = f"{sandbox.urls['spotify_api']}me"
    assert requests.get(url, timeout=5).status_code == 401
    assert requests.get(url, headers={"Authorization": "Bearer nonsense"}, timeout=5).status_code == 401


def test_a_scope_that_was_not_granted_is_missed(sandbox: Sandbox) -> None:
    headers = bearer(sandbox, scope="playlist-read-private")
    url = sandbox.urls["spotify_api"]
    answer = requests.post(f"{url}me/playlists", json={"name": "x", "public": False}, headers=headers, timeout=5)
    assert (answer.status_code, answer.json()["error"]["message"]) == (403, "Insufficient client scope")
    assert requests.get(f"{url}me/tracks", headers=headers, timeout=5).status_code == 403


@pytest.mark.parametrize(
    "path",
    [
        "recommendations",
        "audio-features/x",
        "artists/x/related-artists",
        "artists/x/top-tracks",
        "browse/new-releases",
        "tracks?ids=x",
        "users/x",
        "playlists/x/tracks",
        "markets",
        "me/following/contains",
    ],
)
def test_what_was_taken_away_answers_403(sandbox: Sandbox, path: str) -> None:
    answer = requests.get(sandbox.urls["spotify_api"] + path, headers=bearer(sandbox), timeout=5)
    assert answer.status_code == 403
    assert answer.json()["error"]["status"] == 403


def test_playlists_come_in_pages(spotify: spotipy.Spotify, sandbox: Sandbox) -> None:
    first, second = spotify.current_user_playlists(limit=4), spotify.current_user_playlists(limit=4, offset=4)
    assert first["total"] == 6
    assert "offset=4" in first["next"]
    assert second["next"] is None
    assert "Rainy Sundays" in [one["name"] for one in second["items"]]
    url = f"{sandbox.urls['spotify_api']}me/playlists?limit=51"
    assert requests.get(url, headers=bearer(sandbox), timeout=5).status_code == 400


def test_items_of_ones_own_playlist_have_everything_but_popularity(spotify: spotipy.Spotify) -> None:
    rainy = next(one for one in spotify.current_user_playlists()["items"] if one["name"] == "Rainy Sundays")
    items = spotify.playlist_items(rainy["id"], limit=50)["items"]
    assert len(items) == rainy["items"]["total"]
    track = next(one["item"] for one in items if not one["is_local"])
    assert track["name"].endswith(CANARY)
    assert not {"popularity", "available_markets", "preview_url"} & set(track)
    local = next(one for one in items if one["is_local"])
    assert local["item"]["id"] is None


def test_a_strangers_playlist_shows_no_items(spotify: spotipy.Spotify) -> None:
    foreign = next(one for one in spotify.current_user_playlists()["items"] if one["name"] == "The Radiator Sessions")
    assert "items" not in foreign
    assert "items" not in spotify.playlist(foreign["id"])
    with pytest.raises(spotipy.SpotifyException) as refused:
        spotify.playlist_items(foreign["id"])
    assert refused.value.http_status == 403


def test_a_playlist_grows_and_its_snapshot_changes_exactly_then(sandbox: Sandbox) -> None:
    seen: dict[str, list[str]] = {}
    account = sandbox.world.listeners[0].account_id
    for day in range(60):
        for one in sandbox.spotify.playlists(account, NOW - timedelta(days=60 - day)):
            if one.owner_id == sandbox.world.listeners[0].spotify_id:
                assert seen.setdefault(one.snapshot_id, one.uris) == one.uris
    assert len(seen) > 12


def test_the_past_does_not_know_the_future(sandbox: Sandbox) -> None:
    then = NOW - timedelta(weeks=20)
    client = spotify_of(sandbox, "rosa", then)
    mine = client.current_user_playlists()["items"]
    assert 0 < len(mine) < 5
    for one in mine:
        for item in client.playlist_items(one["id"], limit=50)["items"]:
            assert item["added_at"] <= f"{then:%Y-%m-%dT%H:%M:%SZ}"


def test_the_answer_tells_the_time_of_the_question(sandbox: Sandbox) -> None:
    headers = {**bearer(sandbox), "X-Sandbox-Now": "2026-08-01T12:00:00Z"}
    answer = requests.get(f"{sandbox.urls['spotify_api']}me", headers=headers, timeout=5)
    assert answer.headers["Date"] == "Sat, 01 Aug 2026 12:00:00 GMT"
    headers["X-Sandbox-Now"] = answer.headers["Date"]
    assert (
        requests.get(f"{sandbox.urls['spotify_api']}me", headers=headers, timeout=5).headers["Date"]
        == headers["X-Sandbox-Now"]
    )
    headers["X-Sandbox-Now"] = "soon"
    assert requests.get(f"{sandbox.urls['spotify_api']}me", headers=headers, timeout=5).status_code == 400


def test_a_playlist_is_written_and_read_back(sandbox: Sandbox, spotify: spotipy.Spotify) -> None:
    uris = some_uris(sandbox, 5)
    made = spotify.current_user_playlist_create("Liner Notes", public=False, description="this & that")
    spotify.playlist_replace_items(made["id"], uris[:3])
    spotify.playlist_add_items(made["id"], uris[3:], position=0)
    spotify.playlist_remove_all_occurrences_of_items(made["id"], uris[:1])
    spotify.playlist_reorder_items(made["id"], range_start=0, insert_before=2)
    spotify.playlist_change_details(made["id"], name="Liner Notes, again")
    found = spotify.playlist(made["id"])
    assert [one["item"]["uri"] for one in found["items"]["items"]] == [uris[4], uris[3], *uris[1:3]]
    assert (found["name"], found["description"], found["public"]) == ("Liner Notes, again", "this &amp; that", False)
    assert spotify.current_user_playlists()["items"][0]["id"] == made["id"]
    with pytest.raises(spotipy.SpotifyException) as refused:
        spotify_of(sandbox, "dev").playlist_replace_items(made["id"], uris)
    assert refused.value.http_status == 403
    requests.delete(
        f"{sandbox.urls['spotify_api']}me/library",
        params={"uris": f"spotify:playlist:{made['id']}"},
        headers=bearer(sandbox),
        timeout=5,
    ).raise_for_status()
    assert made["id"] not in [one["id"] for one in spotify.current_user_playlists()["items"]]


@pytest.mark.parametrize("description", ["", "x" * 301, "two\nlines"])
def test_descriptions_have_rules(sandbox: Sandbox, spotify: spotipy.Spotify, description: str) -> None:
    made = spotify.current_user_playlist_create("Rules", public=False)
    url = f"{sandbox.urls['spotify_api']}playlists/{made['id']}"
    assert requests.put(url, json={"description": description}, headers=bearer(sandbox), timeout=5).status_code == 400
    assert requests.put(url, json={"description": "x" * 300}, headers=bearer(sandbox), timeout=5).ok


def test_writes_have_limits(sandbox: Sandbox, spotify: spotipy.Spotify) -> None:
    made = spotify.current_user_playlist_create("Limits", public=False)
    url = f"{sandbox.urls['spotify_api']}playlists/{made['id']}/items"
    for uris in (some_uris(sandbox, 101), ["spotify:track:short"], ["spotify:track:" + "0" * 22]):
        assert requests.put(url, json={"uris": uris}, headers=bearer(sandbox), timeout=5).status_code == 400
    assert requests.put(url, json={"uris": some_uris(sandbox, 100)}, headers=bearer(sandbox), timeout=5).ok


def test_a_written_playlist_outlives_a_restart(tmp_path: Path) -> None:
    def run() -> tuple[list[str], dict[str, str]]:
        with running_sandbox(tmp_path, anchor=ANCHOR, recordings=200, clock=lambda: NOW) as sandbox:
            client = spotify_of(sandbox)
            if client.current_user_playlists()["total"] == 6:
                made = client.current_user_playlist_create("Kept", public=False)
                client.playlist_replace_items(made["id"], some_uris(sandbox, 3))
            kept = next(
                one for one in sandbox.spotify.playlists(sandbox.world.listeners[0].account_id) if one.name == "Kept"
            )
            return [kept.snapshot_id, *kept.uris], dict(sandbox.urls)

    assert run() == run()
    with sqlite3.connect(tmp_path / "sandbox.sqlite") as connection:
        assert connection.execute("select count(*) from event where kind = 'replace'").fetchone() == (1,)
    connection.close()


def test_search_finds_by_code_by_field_and_by_words(sandbox: Sandbox, spotify: spotipy.Spotify) -> None:
    wanted = next(one for one in sandbox.world.recordings if one.spotify_ids and one.known_isrc and not one.version)
    for query in (
        f"isrc:{wanted.isrc}",
        f'track:"{wanted.title}" artist:"{wanted.artist.name}"',
        f"track:{wanted.title} artist:{wanted.artist.name}",
        f"{wanted.title} {wanted.artist.name}",
    ):
        found = spotify.search(query, limit=10)["tracks"]["items"]
        assert found[0]["id"] in wanted.spotify_ids, query
    url = f"{sandbox.urls['spotify_api']}search"
    for query in ({"q": "x", "type": "track", "limit": 11}, {"q": "x", "type": "song"}, {"q": "", "type": "track"}):
        assert requests.get(url, params=query, headers=bearer(sandbox), timeout=5).status_code == 400


def test_library_top_and_plays(sandbox: Sandbox, spotify: spotipy.Spotify) -> None:
    saved = spotify.current_user_saved_tracks(limit=50)
    assert saved["total"] > 20
    assert len(spotify.current_user_top_artists(limit=50)["items"]) > 5
    plays = spotify.current_user_recently_played(limit=50)["items"]
    assert [one["played_at"] for one in plays] == sorted((one["played_at"] for one in plays), reverse=True)
    uri = saved["items"][0]["track"]["uri"]
    url = f"{sandbox.urls['spotify_api']}me/library"

    def is_saved() -> list[bool]:
        answer = requests.get(f"{url}/contains", params={"uris": uri}, headers=bearer(sandbox), timeout=5)
        return list(answer.json())

    assert is_saved() == [True]
    requests.delete(url, params={"uris": uri}, headers=bearer(sandbox), timeout=5).raise_for_status()
    assert is_saved() == [False]
    requests.put(url, params={"uris": uri}, headers=bearer(sandbox), timeout=5).raise_for_status()
    assert is_saved() == [True]


def test_one_track_and_one_artist(sandbox: Sandbox, spotify: spotipy.Spotify) -> None:
    uri = some_uris(sandbox, 1)[0]
    track = spotify.track(uri)
    assert spotify.artist(track["artists"][0]["id"])["name"] == track["artists"][0]["name"]
    answer = requests.get(f"{sandbox.urls['spotify_api']}tracks/{'0' * 22}", headers=bearer(sandbox), timeout=5)
    assert answer.status_code == 404
