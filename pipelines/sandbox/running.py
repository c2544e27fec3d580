"""A running sandbox: all servers in this process, one port each, on loopback only."""

import json
import os
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Thread
from typing import Any

from flask import Flask
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from pipelines.clock import Clock, make_clock
from pipelines.sandbox.context import Context, LoggedRequest
from pipelines.sandbox.faults import Faults
from pipelines.sandbox.library import Library, LivePlaylist
from pipelines.sandbox.listenbrainz import make_labs, make_listenbrainz
from pipelines.sandbox.musicbrainz import make_musicbrainz
from pipelines.sandbox.openai_server import make_openai
from pipelines.sandbox.reccobeats import make_reccobeats
from pipelines.sandbox.reddit import make_reddit, make_reddit_oauth
from pipelines.sandbox.spotify_accounts import make_accounts
from pipelines.sandbox.spotify_api import make_spotify
from pipelines.sandbox.spotify_shapes import SpotifyCatalogue
from pipelines.sandbox.store import Store
from pipelines.sandbox.tokens import Tokens
from pipelines.sandbox.world import World, make_world

HOST = "127.0.0.1"
STATE_FILE = "sandbox.json"
PATHS = {
    "spotify_api": "/v1/",
    "spotify_accounts": "",
    "reddit": "",
    "reddit_oauth": "",
    "musicbrainz": "",
    "listenbrainz": "",
    "listenbrainz_labs": "",
    "reccobeats": "",
    "openai": "/v1",
}
"""Services, and what follows the port in the address that clients are given."""


class _Handler(WSGIRequestHandler):
    """Keeps connections, answers at once, and writes no log of its own."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def send_response(self, code: int, message: str | None = None) -> None:
        """Without the base class's own `Date`: the services tell theirs."""
        self.send_response_only(code, message)

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002, ANN401  (the name in the base class)
        pass


@dataclass(frozen=True)
class SpotifyView:
    """What tests like to know of Spotify without HTTP."""

    library: Library
    clock: Clock

    def playlists(self, account_id: str, moment: datetime | None = None) -> list[LivePlaylist]:
        """Owned and followed playlists of a listener; now, or at a moment."""
        return self.library.playlists(account_id, moment or self.clock())


@dataclass(frozen=True)
class Sandbox:
    """A running sandbox."""

    world: World
    urls: Mapping[str, str]
    faults: Faults
    spotify: SpotifyView
    context: Context

    @property
    def log(self) -> list[LoggedRequest]:
        """Requests so far, oldest first; a copy."""
        with self.context.lock:
            return list(self.context.log)


@contextmanager
def running_sandbox(
    state_dir: Path,
    *,
    seed: int = 7,
    anchor: date | None = None,
    recordings: int = 600,
    listeners: int = 4,
    canary: str = "",
    ports: Mapping[str, int] | None = None,
    clock: Clock | None = None,
) -> Iterator[Sandbox]:
    """Start all servers, and stop them at the end of the block.

    Args:
        state_dir: Keeps the anchor, what clients changed, and `sandbox.json` with the addresses.
        seed: Another seed, another world.
        anchor: The world's today; the first start decides, default the clock's day.
        recordings: 200 to 2000.
        listeners: 1 to 5.
        canary: Ending of every track title at Spotify.
        ports: By service; 0 or missing takes the last one again if it is free, else any.
        clock: What time it is without a header; default LINERNOTES_CLOCK, else the machine's.
    """
    clock = clock or make_clock()
    store = Store(state_dir)
    first = store.remember("anchor", (anchor or clock().astimezone(UTC).date()).isoformat())
    world = make_world(seed, date.fromisoformat(first), recordings, canary, listeners)
    context = Context(world, store, clock)
    library = Library(world, store)
    servers = _open(_make_apps(context, library), {**_last_ports(state_dir), **_without_zeros(ports or {})})
    context.urls.update({name: f"http://{HOST}:{server.port}{PATHS[name]}" for name, server in servers.items()})
    threads = [
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, name=f"sandbox-{name}", daemon=True)
        for name, server in servers.items()
    ]
    for thread in threads:
        thread.start()
    try:
        _write_state(state_dir, context)
        yield Sandbox(world, context.urls, context.faults, SpotifyView(library, clock), context)
    finally:
        for server in servers.values():
            server.shutdown()
            server.server_close()
        for thread in threads:
            thread.join()
        store.close()


def _make_apps(context: Context, library: Library) -> dict[str, Flask]:
    tokens = Tokens(context.store, context.clock)
    catalogue = SpotifyCatalogue(context.world, api_url="https://api.spotify.com/v1/")
    return {
        "spotify_api": make_spotify(context, tokens, catalogue, library),
        "spotify_accounts": make_accounts(context, tokens),
        "reddit": make_reddit(context, tokens),
        "reddit_oauth": make_reddit_oauth(context, tokens),
        "musicbrainz": make_musicbrainz(context),
        "listenbrainz": make_listenbrainz(context),
        "listenbrainz_labs": make_labs(context),
        "reccobeats": make_reccobeats(context),
        "openai": make_openai(context),
    }


def _open(apps: Mapping[str, Flask], ports: Mapping[str, int]) -> dict[str, BaseWSGIServer]:
    servers = {}
    for name, app in apps.items():
        port = ports.get(name, 0)
        wanted = port if port and _is_free(port) else 0
        servers[name] = make_server(HOST, wanted, app, threaded=True, request_handler=_Handler)
    return servers


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def _without_zeros(ports: Mapping[str, int]) -> dict[str, int]:
    return {name: port for name, port in ports.items() if port}


def _last_ports(state_dir: Path) -> dict[str, int]:
    try:
        state = json.loads((state_dir / STATE_FILE).read_text(encoding="utf8"))
        return {name: int(url.split(":")[2].split("/")[0]) for name, url in state["services"].items()}
    except (FileNotFoundError, ValueError, KeyError, IndexError):
        return {}


def _write_state(state_dir: Path, context: Context) -> None:
    """Tell others where everything is; whoever reads sees the old file or the new one, never half of it."""
    state = {
        "pid": os.getpid(),
        "anchor": context.world.anchor.isoformat(),
        "services": context.urls,
        "listeners": [
            {"account_id": one.account_id, "spotify_id": one.spotify_id, "display_name": one.name, "login": one.login}
            for one in context.world.listeners
        ],
    }
    draft = state_dir / f"{STATE_FILE}.{os.getpid()}"
    draft.write_text(json.dumps(state, indent=2, ensure_ascii=False) + "\n", encoding="utf8")
    draft.replace(state_dir / STATE_FILE)
