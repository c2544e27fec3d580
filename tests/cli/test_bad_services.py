"""A service or a database that does not answer, refuses the login or is too old: one line, exit code 2, no new row."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from pipelines import db
from pipelines.platform.ports import free_port
from tests.cli.conftest import House

TOKEN = {
    "access_token": "a",
    "refresh_token": "r",
    "expires_in": 3600,
    "scope": "playlist-modify-private playlist-read-private user-library-read",
}
Answers = dict[str, tuple[int, object]]


class _Handler(BaseHTTPRequestHandler):
    """Consents to everything; other paths answer as the test says."""

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        status, body = self.server.answers.get(parts.path, (302, ""))  # type: ignore[attr-defined]
        text = body if isinstance(body, str) else json.dumps(body)
        self.send_response(status)
        if status == 302:
            self.send_header("Location", f"{parse_qs(parts.query)['redirect_uri'][0]}?code=c")
        self.send_header("Content-Length", str(len(text.encode())))
        self.end_headers()
        self.wfile.write(text.encode())

    do_POST = do_GET  # noqa: N815  (the name in the base class)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the name in the base class)
        """Say nothing."""


@contextmanager
def _spotify(answers: Answers) -> Iterator[dict[str, str]]:
    """The settings of a Spotify on loopback that answers as it is told."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
        server.answers = answers  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}"
        yield {"LINERNOTES_SPOTIFY_ACCOUNTS_URL": address, "LINERNOTES_SPOTIFY_API_URL": address}
        server.shutdown()


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ({"/authorize": (403, "no")}, "Spotify refused the login (403: Forbidden): check the keys, or connect again"),
        ({"/api/token": (400, {"error": "invalid_client"})}, "Spotify refused the login (invalid_client)"),
        ({"/api/token": (200, "<html>")}, "no token: check LINERNOTES_SPOTIFY_ACCOUNTS_URL"),
        ({"/api/token": (200, TOKEN), "/me": (401, {"error": "odd"})}, "Spotify refused the login (401: "),
        ({"/api/token": (200, TOKEN), "/me": (200, {})}, "no account: check LINERNOTES_SPOTIFY_API_URL"),
    ],
)
def test_a_refused_or_odd_login_connects_nobody(house: House, answers: Answers, says: str) -> None:
    with _spotify(answers) as addresses:
        assert says in house.refused("connect", **addresses)


def test_a_bad_key_for_tokens_is_seen_before_the_listener_is_enrolled(house: House) -> None:
    answers: Answers = {"/api/token": (200, TOKEN), "/me": (200, {"id": "zoe", "display_name": "Zoe"})}
    with _spotify(answers) as addresses:
        line = house.refused("connect", **addresses, LINERNOTES_FERNET_KEYS="hunter2")
    assert line.startswith("linernotes: LINERNOTES_FERNET_KEYS: a key is 32 bytes in base64")


def test_a_service_that_does_not_answer(house: House) -> None:
    address = f"http://127.0.0.1:{free_port()}"
    line = house.refused("connect", LINERNOTES_SPOTIFY_ACCOUNTS_URL=address)
    assert line.startswith(f"linernotes: spotify_accounts does not answer at {address} (ConnectionError): check")


def test_a_database_server_that_is_down(house: House) -> None:
    url = f"postgresql://postgres:hunter2@127.0.0.1:{free_port()}/linernotes"
    for verb in (("status",), ("listener", "list")):
        line = house.refused(*verb, LINERNOTES_DATABASE_URL=url)
        assert line.startswith("linernotes: PostgreSQL does not answer: connection to server at ")
        assert line.endswith("Connection refused; check LINERNOTES_DATABASE_URL and that server")


def test_a_login_that_the_database_refuses(house: House, database_server: str) -> None:
    server = urlsplit(database_server)
    url = f"postgresql://nobody_at_all:hunter2@{server.hostname}:{server.port}/postgres"
    line = house.refused("hash", "--week", "2026-W46", LINERNOTES_DATABASE_URL=url)
    assert "FATAL:" in line
    assert "nobody_at_all" in line
    assert "hunter2" not in line


def test_a_week_is_not_run_on_a_database_of_another_release(house: House) -> None:
    with db.transaction(house.settings) as connection:
        found = db.rows(connection, "select version_num from alembic_version")[0]["version_num"]
        db.execute(connection, "update alembic_version set version_num = '0000'")
    try:
        line = house.refused("run", "--week", "2026-W46")
        assert line == f"linernotes: the database is at 0000, this release needs {found}: run `linernotes up`"
    finally:
        with db.transaction(house.settings) as connection:
            db.execute(connection, "update alembic_version set version_num = %s", [found])
