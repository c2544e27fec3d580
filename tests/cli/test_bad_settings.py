"""A wrong setting, an unwritable home, a port in use: one line that names the variable, and nothing is started."""

import json
import socket
from pathlib import Path

import pytest

from pipelines.platform.ports import free_port
from tests.cli.conftest import linernotes, one_line

ADDRESS = "it is not an address; write it like http://127.0.0.1:8080/path"


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("SPOTIFY_ACCOUNTS_URL", "nonsense", ADDRESS),
        ("OPENAI_BASE_URL", "http://127.0.0.1:port/v1", ADDRESS),
        ("SPOTIFY_REDIRECT_URI", "http://[bad", ADDRESS),
        ("DATABASE_URL", "mysql://me:hunter2@host/db", "write it like postgresql://user:password@host:5432/name"),
        ("SOURCES", "spotify,reddit", "it must be JSON"),
        ("SOURCES", '["deezer"]', "'spotify', 'reddit'"),
        ("CLOCK", "yesterday", "is not an ISO time"),
    ],
)
def test_a_wrong_setting(name: str, value: str, says: str) -> None:
    line = one_line(linernotes("status", **{f"LINERNOTES_{name}": value}))
    assert line.startswith(f"linernotes: setting LINERNOTES_{name}: ")
    assert says in line
    assert "hunter2" not in line


def test_an_env_file_that_is_not_there_or_no_text(tmp_path: Path) -> None:
    broken = tmp_path / "env"
    broken.write_bytes(b"LINERNOTES_HOME=\xff\n")
    assert "there is no such file" in one_line(linernotes("status", LINERNOTES_ENV_FILE=str(tmp_path)))
    assert f"{broken}: not UTF-8" in one_line(linernotes("status", LINERNOTES_ENV_FILE=str(broken)))


def test_a_home_that_cannot_be_written(tmp_path: Path) -> None:
    """A file stands where the folder should be: root may write anywhere else."""
    home = tmp_path / "home"
    home.touch()
    line = one_line(linernotes("up", "--only", "postgres", LINERNOTES_HOME=str(home)))
    assert line.endswith("Not a directory; check LINERNOTES_HOME, who may write there, and the free space")


@pytest.mark.parametrize("name", ["POSTGRES", "AIRFLOW", "WEB"])
def test_a_port_in_use_stops_up_before_anything_starts(tmp_path: Path, name: str) -> None:
    home = tmp_path / "home"
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port, variable = taken.getsockname()[1], f"LINERNOTES_{name}_PORT"
        line = one_line(linernotes("up", LINERNOTES_HOME=str(home), **{variable: str(port)}))
    assert line == f"linernotes: port {port} is in use: free it, or set {variable} to another one (0 takes any)"
    assert not home.exists()


def test_doctor_tells_live_from_sandbox_and_finds_half_a_login_and_a_dead_address(tmp_path: Path) -> None:
    """An empty key, as a template of `.env` has it, turns nothing live."""
    dead = f"http://127.0.0.1:{free_port()}"
    shown = linernotes(
        "doctor",
        "--json",
        LINERNOTES_HOME=str(tmp_path),
        LINERNOTES_REDDIT_CLIENT_ID="id",
        LINERNOTES_MUSICBRAINZ_CONTACT="me@example.org",
        LINERNOTES_RECCOBEATS_URL=dead,
        LINERNOTES_OPENAI_API_KEY="",
    )
    found = [(each["name"], each["state"], each["detail"]) for each in json.loads(shown.stdout)]
    assert shown.returncode == 1
    assert ("service reddit", "ok", "live at https://www.reddit.com") in found
    assert ("service musicbrainz", "ok", "live at https://musicbrainz.org") in found
    assert ("service reccobeats", "fail", f"sandbox at {dead} does not answer: check its setting") in found
    assert ("service openai", "warn", "neither configured nor on this machine: run `linernotes up`") in found
    assert ("keys", "fail", "reddit needs both keys: set LINERNOTES_REDDIT_CLIENT_SECRET too") in found
