"""A live consent at Spotify: print the address, wait on loopback for the redirect, check its state."""

import secrets
import sys
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import SplitResult, parse_qs, urlsplit
from uuid import UUID

from pipelines.errors import BadInputError, LoginRefusedError
from pipelines.listeners import authorize_url, finish_connect
from pipelines.settings import Settings

LOOPBACK = ("127.0.0.1", "localhost", "::1")


def connect_live(settings: Settings, *, first_week: str | None = None, wait_seconds: float = 300) -> UUID:
    """Ask a person for consent and store it.

    Raises:
        BadInputError: A key is missing, the redirect address is not on this machine, or its port is taken.
        LoginRefusedError: Nobody agreed in time, or Spotify refused.
    """
    if settings.spotify_client_id is None or settings.spotify_client_secret is None:
        raise BadInputError(
            "set LINERNOTES_SPOTIFY_CLIENT_ID and LINERNOTES_SPOTIFY_CLIENT_SECRET to connect at Spotify"
        )
    redirect_uri = settings.spotify_redirect_uri
    place = urlsplit(redirect_uri)
    if place.hostname not in LOOPBACK or place.scheme != "http":
        raise BadInputError(
            f"LINERNOTES_SPOTIFY_REDIRECT_URI is {redirect_uri}: it must be on this machine, as http://127.0.0.1:8888/callback"
        )
    state = secrets.token_urlsafe(24)
    with _listen(place, state) as server:
        print(
            f"Open this address and agree:\n{authorize_url(settings, state, redirect_uri)}", file=sys.stderr, flush=True
        )
        code = server.wait_for_code(wait_seconds)
    return finish_connect(settings, code, redirect_uri, first_week=first_week)


class ConsentServer(HTTPServer):
    """Answers one redirect: the one with our path and our state."""

    allow_reuse_address = True

    def __init__(self, place: SplitResult, state: str) -> None:
        super().__init__((place.hostname or "127.0.0.1", place.port or 80), _Callback)
        self.path, self.state = place.path or "/", state
        self.code: str | None = None
        self.refusal: str | None = None

    def wait_for_code(self, seconds: float) -> str:
        """The code of the consent.

        Raises:
            LoginRefusedError: It was refused, or nothing came in time.
        """
        until = time.monotonic() + seconds
        while self.code is None and self.refusal is None:
            self.timeout = until - time.monotonic()
            if self.timeout <= 0:
                raise LoginRefusedError(f"nobody agreed within {seconds:g} seconds: run `linernotes connect` again")
            self.handle_request()
        if self.code is None:
            raise LoginRefusedError(f"Spotify gave no consent ({self.refusal}): run `linernotes connect` again")
        return self.code


class _Callback(BaseHTTPRequestHandler):
    server: ConsentServer
    timeout = 5

    def do_GET(self) -> None:
        """Take the code when path and state are ours; anything else changes nothing."""
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if parts.path != self.server.path:
            self._say(404, "Not here.")
        elif not secrets.compare_digest(query.get("state", "").encode(), self.server.state.encode()):
            self._say(400, "This is not the sign-in that was started here.")
        elif "code" in query:
            self.server.code = query["code"]
            self._say(200, "Connected. You can close this page.")
        else:
            self.server.refusal = "".join(char for char in query.get("error", "no code") if char.isprintable())[:80]
            self._say(400, "Not connected. You can close this page.")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the name that http.server gives)
        """Say nothing: the line would show the code."""

    def _say(self, status: int, text: str) -> None:
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _listen(place: SplitResult, state: str) -> ConsentServer:
    try:
        return ConsentServer(place, state)
    except OSError as error:
        raise BadInputError(
            f"cannot wait on {place.netloc} ({error.strerror}): free the port, or set LINERNOTES_SPOTIFY_REDIRECT_URI"
        ) from None
