"""The verbs that bring data in and take what listeners say, run as a person would."""

import json
import subprocess
import sys
import threading
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
import requests

from pipelines import db
from pipelines.cli.consent import ConsentServer
from pipelines.errors import LoginRefusedError
from pipelines.platform.ports import free_port
from pipelines.settings import Settings

LIST = "playlist,pos,uri,artists,title\nMix,0,spotify:track:a,A,One\nMix,1,,,\n"


def _linernotes(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pipelines.cli", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def _refused(*arguments: str) -> str:
    """The one line on stderr of a verb that exits with 2."""
    shown = _linernotes(*arguments)
    assert (shown.returncode, shown.stdout) == (2, "")
    (line,) = shown.stderr.splitlines()
    return line


def _count(settings: Settings, table: str) -> int:
    with db.transaction(settings) as connection:
        return int(db.rows(connection, f"select count(*) as n from {table}")[0]["n"])


def test_an_import_reports_and_gives_its_songs_an_identity(settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(LIST, encoding="utf8")
    added = json.loads(_linernotes("listener", "add", "Ana", "--from", "2026-W40", "--json").stdout)
    arguments = ("import", "playlists", str(path), "--source", "s", "--licence", "MIT", "--listener", "ana")
    first, again = _linernotes(*arguments, "--json"), _linernotes(*arguments)
    assert first.returncode == again.returncode == 0
    found = json.loads(first.stdout)
    assert (found["loaded"], found["quarantined"], found["reasons"]) == (1, 1, {"no title and no uri": 1})
    assert again.stdout == f"{path}: the same file is in already, nothing changed\n"
    assert _count(settings, "identity.recording_key") == 1
    with db.transaction(settings) as connection:
        assert (
            str(db.rows(connection, "select listener_id from landing.file")[0]["listener_id"]) == added["listener_id"]
        )


@pytest.mark.parametrize("kind", ["playlists", "reddit", "tracks"])
def test_a_bad_file_is_one_line_and_exit_code_2(settings: Settings, tmp_path: Path, kind: str) -> None:
    path = tmp_path / "bad.csv"
    path.write_text("nothing\n1\n", encoding="utf8")
    line = _refused("import", kind, str(path), "--source", "s", "--licence", "MIT")
    assert line.startswith(f"linernotes: {path}: no column")
    assert _count(settings, "landing.slice") == 0


def test_load_prints_what_was_loaded_and_why_the_rest_was_not(settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "page.json"
    track = {"type": "track", "uri": "spotify:track:a", "name": "One", "artists": [{"name": "A"}]}
    path.write_text(json.dumps({"items": [{"is_local": False, "track": track}, {"is_local": False, "track": None}]}))
    shown = _linernotes("load", "--source", "spotify", str(path))
    assert shown.stdout == f"{path}: 1 loaded, 1 quarantined\n  1 x an entry without a track\n"
    assert "cannot be read" in _refused("load", "--source", "spotify", str(path), str(tmp_path / "none.json"))
    assert _count(settings, "restricted.landing_spotify") == 1


def test_listeners_are_added_listed_and_heard(settings: Settings) -> None:
    assert _linernotes("listener", "add", "Ana", "--market", "se").returncode == 0
    (listed,) = json.loads(_linernotes("listener", "list", "--json").stdout)
    assert (listed["display_name"], listed["market"], listed["consent_ends_at"]) == ("Ana", "SE", None)
    assert _linernotes("wish", "add", "rainy mornings, no rap", "--listener", "Ana").returncode == 0
    assert "dial at 0.8" in _linernotes("listener", "dial", "ana", "0.8").stdout
    assert _count(settings, "app.wish") == 1


def test_what_listeners_say_is_checked_before_it_is_kept(settings: Settings) -> None:
    _linernotes("listener", "add", "Ana")
    song = "5b0c2d3e-0000-5000-8000-000000000000"
    assert "the wish is empty" in _refused("wish", "add", " ", "--listener", "Ana")
    assert "the dial goes from 0" in _refused("listener", "dial", "Ana", "1.5")
    assert "no listener is called" in _refused("listener", "dial", "Bob", "0.5")
    assert "no listener is called" in _refused("wish", "add", "jazz", "--listener", "Bob")
    assert "feedback is one of" in _refused("feedback", "add", song, "hate", "--listener", "Ana")
    assert "is not a recording_id" in _refused("feedback", "add", "song", "never", "--listener", "Ana")
    assert "is not on the slate" in _refused(
        "feedback", "add", song, "never", "--listener", "Ana", "--week", "2026-W47"
    )
    assert "no such edition" in _refused("publish", "permit", "--week", "2026-W44")
    assert (
        _count(settings, "app.wish") == _count(settings, "app.feedback") == _count(settings, "app.publish_permit") == 0
    )


def _server(state: str) -> ConsentServer:
    return ConsentServer(urlsplit(f"http://127.0.0.1:{free_port()}/callback"), state)


def test_a_consent_counts_with_our_state_only() -> None:
    """Three redirects: another path, another state, then ours; the code is of the third."""
    with _server("ours") as server:
        codes: list[str] = []
        waiting = threading.Thread(target=lambda: codes.append(server.wait_for_code(20)))
        waiting.start()
        base = f"http://127.0.0.1:{server.server_port}"
        tries = [("/other", "ours", "1"), ("/callback", "theirs", "2"), ("/callback", "ours", "3")]
        answers = [
            requests.get(f"{base}{path}?{urlencode({'state': state, 'code': code})}", timeout=10).status_code
            for path, state, code in tries
        ]
        waiting.join(20)
    assert (answers, codes) == ([404, 400, 200], ["3"])


def test_waiting_for_a_consent_ends() -> None:
    with _server("ours") as server, pytest.raises(LoginRefusedError, match="nobody agreed"):
        server.wait_for_code(0.2)
