"""The fixtures that all other tests stand on."""

import os
import socket
import subprocess
import sys

import pytest
from loopback_guard import LOG_VARIABLE, BeyondLoopbackError, is_local

from pipelines import db
from pipelines.db.migrate import current_revision, newest_revision
from pipelines.settings import Settings, read_settings


def test_each_test_gets_a_migrated_database(settings: Settings) -> None:
    assert current_revision(settings) == newest_revision()
    with db.transaction(settings) as connection:
        db.execute(connection, "insert into identity.salt (salt) values ('only here')")


def test_what_another_test_wrote_is_not_there(settings: Settings) -> None:
    with db.transaction(settings) as connection:
        assert db.rows(connection, "select salt from identity.salt where salt = 'only here'") == []


def test_a_child_would_read_the_same_settings(settings: Settings) -> None:
    assert read_settings() == settings


def test_loopback_is_local_and_the_rest_is_not() -> None:
    """The border of the guard: this machine by any of its names, and nothing else."""
    assert [is_local(host) for host in ("127.0.0.1", "127.8.8.8", "::1", "localhost", None)] == [True] * 5
    assert [is_local(host) for host in ("10.0.0.1", "example.org", b"example.org", "2001:db8::1")] == [False] * 4


def test_a_connection_beyond_loopback_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(LOG_VARIABLE)  # this try is wanted, and must not fail the test that makes it
    with pytest.raises(BeyondLoopbackError, match=r"192\.0\.2\.1"):
        socket.create_connection(("192.0.2.1", 80), timeout=1)
    with pytest.raises(BeyondLoopbackError, match=r"example\.org"):
        socket.getaddrinfo("example.org", 80)


def test_a_child_process_is_guarded_too() -> None:
    environment = {name: value for name, value in os.environ.items() if name != LOG_VARIABLE}
    code = "import socket; socket.create_connection(('192.0.2.1', 80), timeout=1)"
    child = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert "BeyondLoopbackError" in child.stderr
