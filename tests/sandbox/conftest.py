"""One running sandbox for the tests that read, and clients that speak to it as the project does."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
import spotipy

from pipelines.sandbox import Sandbox, World, make_world, running_sandbox

ANCHOR = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, tzinfo=UTC)
CANARY = " (Zq7Canary Remaster)"
CALLBACK = "http://127.0.0.1:8888/callback"
SCOPES = (
    "playlist-read-private playlist-modify-private playlist-modify-public user-library-read user-library-modify "
    "user-top-read user-read-recently-played"
)


@pytest.fixture(scope="session")
def world() -> World:
    return make_world(seed=7, anchor=ANCHOR)


@pytest.fixture(scope="session")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    folder = tmp_path_factory.mktemp("sandbox")
    with running_sandbox(folder, anchor=ANCHOR, recordings=240, canary=CANARY, clock=lambda: NOW) as running:
        yield running
        assert not [request for request in running.log if request.headers.get("Authorization")]


@pytest.fixture(autouse=True)
def _no_faults_left(request: pytest.FixtureRequest) -> Iterator[None]:
    yield
    if "sandbox" in request.fixturenames:
        request.getfixturevalue("sandbox").faults.clear()


def log_in(sandbox: Sandbox, hint: str = "mara", scope: str = SCOPES) -> dict[str, Any]:
    """The answer to a whole login."""
    accounts = sandbox.urls["spotify_accounts"]
    query = {"client_id": "x", "redirect_uri": CALLBACK, "login_hint": hint, "scope": scope, "state": "s"}
    page = requests.get(f"{accounts}/authorize", params=query, allow_redirects=False, timeout=5)
    given = parse_qs(urlsplit(page.headers["Location"]).query)
    assert given["state"] == ["s"]
    form = {"grant_type": "authorization_code", "code": given["code"][0], "redirect_uri": CALLBACK}
    return requests.post(f"{accounts}/api/token", data=form, auth=("x", "y"), timeout=5).json()


def session_at(moment: datetime | None) -> requests.Session:
    """A session that asks as of a moment."""
    session = requests.Session()
    if moment is not None:
        session.headers["X-Sandbox-Now"] = moment.isoformat()
    return session


def spotify_of(sandbox: Sandbox, hint: str = "mara", moment: datetime | None = None) -> spotipy.Spotify:
    """The real client, logged in."""
    client = spotipy.Spotify(auth=log_in(sandbox, hint)["access_token"], requests_session=session_at(moment))
    client.prefix = sandbox.urls["spotify_api"]
    return client


@pytest.fixture
def spotify(sandbox: Sandbox) -> spotipy.Spotify:
    return spotify_of(sandbox)
