"""`up --only postgres` on real files and a real server, `doctor` on what it made, `down` and `down --purge`."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest

from pipelines import db
from pipelines.cli.up import prepare_database
from pipelines.db.migrate import current_revision
from pipelines.settings import Settings

pytestmark = pytest.mark.db


@pytest.fixture
def environment() -> Iterator[dict[str, str]]:
    """The environment of commands on a home of their own."""
    with tempfile.TemporaryDirectory(prefix="linernotes-test-", dir="/tmp") as folder:
        Path(folder).chmod(0o755)
        made = {
            **os.environ,
            "LINERNOTES_HOME": f"{folder}/home",
            "LINERNOTES_POSTGRES_HOME": f"{folder}/outside",
        }
        yield made
        _linernotes(made, "down", "--purge")


def _linernotes(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pipelines.cli", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_the_database_comes_up_migrated_goes_down_and_can_be_purged(environment: dict[str, str]) -> None:
    up = _linernotes(environment, "up", "--only", "postgres", "--json")
    assert up.returncode == 0, up.stderr
    assert json.loads(up.stdout) == {"site": "", "airflow": "", "user": "", "password": ""}

    found = {each["name"]: each["state"] for each in json.loads(_linernotes(environment, "doctor", "--json").stdout)}
    assert (found["postgres"], found["migrations"], found["airflow"]) == ("ok", "ok", "warn")

    status = json.loads(_linernotes(environment, "status", "--json").stdout)
    assert {name: part["is_up"] for name, part in status["parts"].items()} == {
        "postgres": True,
        "sandbox": False,
        "model": False,
        "airflow": False,
        "site": False,
    }
    url = _linernotes(environment, "db-url").stdout.strip()
    psycopg2.connect(url).close()

    assert _linernotes(environment, "down").returncode == 0
    with pytest.raises(psycopg2.OperationalError):
        psycopg2.connect(url)
    assert _linernotes(environment, "down", "--purge").returncode == 0
    assert not Path(environment["LINERNOTES_HOME"]).exists()


def test_a_database_of_a_newer_release_is_one_line_and_stays_as_it_is(settings: Settings) -> None:
    with db.transaction(settings) as connection:
        db.execute(connection, "update alembic_version set version_num = '9999'")
    shown = _linernotes(dict(os.environ), "up", "--only", "postgres")
    assert shown.returncode == 2
    assert "linernotes: the database is at revision 9999, this release knows up to" in shown.stderr
    assert "Traceback" not in shown.stderr
    assert current_revision(settings) == "9999"


def test_a_database_that_was_never_migrated_is_one_line(database_server: str) -> None:
    environment = {**os.environ, "LINERNOTES_DATABASE_URL": f"{database_server}/postgres"}
    shown = _linernotes(environment, "hash", "--week", "2026-W47")
    assert shown.returncode == 2
    assert "linernotes: the database is not of this release" in shown.stderr
    assert "Traceback" not in shown.stderr


@pytest.mark.parametrize(("policy", "may_read"), [("open", False), ("direct", True)])
def test_the_open_role_reads_what_is_restricted_only_under_direct(
    settings: Settings, policy: str, may_read: bool
) -> None:
    prepare_database(settings.model_copy(update={"source_policy": "direct"}))
    prepare_database(settings.model_copy(update={"source_policy": policy}))
    with db.transaction(settings) as connection:
        db.execute(connection, "create table restricted.made_later (n integer)")
    if may_read:
        with db.transaction(settings, "open") as connection:
            assert db.rows(connection, "select * from restricted.landing_spotify") == []
            assert db.rows(connection, "select * from restricted.made_later") == []
    else:
        for table in ("restricted.landing_spotify", "restricted.made_later"):
            with pytest.raises(psycopg2.errors.InsufficientPrivilege), db.transaction(settings, "open") as connection:
                db.rows(connection, f"select * from {table}")
