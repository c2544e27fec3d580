"""One throwaway PostgreSQL per session, a fresh migrated database per test, and no connection beyond loopback."""

import itertools
import os
import secrets
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import hypothesis
import psycopg2
import pytest
from psycopg2 import sql

from pipelines.db import idle
from pipelines.settings import Settings, read_settings

GUARD = Path(__file__).with_name("guard")
sys.path.insert(0, str(GUARD))
import loopback_guard  # noqa: E402  (found only through the line above)

NEEDS_DATABASE = "settings", "module_settings", "database_server"
SERVER_VARIABLE = "LINERNOTES_TEST_DATABASE_SERVER"
Record = Callable[[str, object], None]
"""The fixture `record_property`: what a test has counted, for `python -m bench safety`."""
FOR_TESTS = SERVER_VARIABLE, "LINERNOTES_OPENAI_SPEC"
"""Variables that speak to the tests themselves; all others are a developer's own settings."""


def pytest_configure() -> None:
    """Start without the developer's own settings, and with the guard in this process and all children.

    How long a generated example takes says nothing: the machine may do other work.
    """
    hypothesis.settings.register_profile("patient", hypothesis.settings.default, deadline=None)
    hypothesis.settings.load_profile("patient")
    for name in [name for name in os.environ if name.startswith("LINERNOTES_") and name not in FOR_TESTS]:
        del os.environ[name]
    os.environ["LINERNOTES_ENV_FILE"] = os.devnull
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(GUARD), os.environ.get("PYTHONPATH")]))
    loopback_guard.install()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whoever asks for a database is a `db` test, marked or not, so that `make check` stays pure."""
    for item in items:
        if set(getattr(item, "fixturenames", ())) & set(NEEDS_DATABASE):
            item.add_marker(pytest.mark.db)


@pytest.fixture(scope="session", autouse=True)
def _guard_log(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    log = tmp_path_factory.mktemp("guard") / "beyond-loopback.log"
    os.environ[loopback_guard.LOG_VARIABLE] = str(log)
    yield log
    del os.environ[loopback_guard.LOG_VARIABLE]


@pytest.fixture(autouse=True)
def _no_connection_beyond_loopback(_guard_log: Path) -> Iterator[None]:
    """Fail a test that tried to leave this machine, even when the code under test swallowed the refusal."""
    before = _read(_guard_log)
    yield
    tried = _read(_guard_log)[len(before) :]
    assert tried == "", f"tried to leave loopback:\n{tried}"


def _read(log: Path) -> str:
    return log.read_text(encoding="utf8") if log.exists() else ""


@pytest.fixture(scope="session")
def database_server() -> Iterator[str]:
    """The URL of a server without a database name: the one in the environment, else a throwaway one."""
    given = os.environ.get(SERVER_VARIABLE)
    if given:
        yield given.rstrip("/")
        return
    from pipelines.db import database_url
    from pipelines.platform import postgres

    # pytest's own folders are closed to the user that the server runs as under root
    folders = [Path(tempfile.mkdtemp(prefix="linernotes-test-", dir=parent)) for parent in (None, "/var/tmp")]
    for folder in folders:
        folder.chmod(0o755)
    server = read_settings(home=folders[0], postgres_home=folders[1])
    try:
        postgres.start(server, durable=False)
        yield database_url(server).rsplit("/", 1)[0]
    finally:
        postgres.remove(server)
        for folder in folders:
            shutil.rmtree(folder)


class Databases:
    """Databases on the test server: one template, made once, and quick copies of it."""

    def __init__(self, server: str) -> None:
        self.server = server
        self.prefix = f"linernotes_test_{secrets.token_hex(4)}"
        self.numbers = itertools.count()
        self.template: str | None = None

    def url(self, name: str) -> str:
        """The URL of a database."""
        return f"{self.server}/{name}"

    def copy(self, template: str = "template0") -> str:
        """A new database like `template`, to which this process is connected no more; its name."""
        idle.close_all()
        name = f"{self.prefix}_{next(self.numbers)}"
        self._run("create database {} template {} strategy file_copy", sql.Identifier(name), sql.Identifier(template))
        return name

    def drop(self, name: str) -> None:
        """Drop a database together with whoever is still connected."""
        self._run("drop database if exists {} with (force)", sql.Identifier(name))

    def _run(self, statement: str, *names: sql.Identifier) -> None:
        with closing(psycopg2.connect(self.url("postgres"))) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(sql.SQL(statement).format(*names))


@pytest.fixture(scope="session")
def databases(database_server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    """The template (migrated, then prepared by dbt) and its copies; all dropped at the end."""
    from pipelines import warehouse
    from pipelines.db.migrate import migrate

    made = Databases(database_server)
    template = made.copy()
    settings = read_settings(home=tmp_path_factory.mktemp("template"), database_url=made.url(template))
    try:
        migrate(settings)
        warehouse.prepare(settings)
        made.template = template
        yield made
    finally:
        made.drop(template)


SettingsFactory = Callable[..., Settings]


def _make_settings(databases: Databases, made: list[str], home: Path, overrides: dict[str, object]) -> Settings:
    assert databases.template is not None
    name = databases.copy(databases.template)
    made.append(name)
    return read_settings(home=home, database_name=name, database_url=databases.url(name), **overrides)


@pytest.fixture
def settings(databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    """Settings on a fresh, migrated, prepared database and an empty home; the environment says the same."""
    from pipelines.platform.environment import settings_environment

    made: list[str] = []
    fresh = _make_settings(databases, made, tmp_path / "home", {})
    for name, value in settings_environment(fresh).items():
        monkeypatch.setenv(name, value)
    yield fresh
    databases.drop(made[0])


@pytest.fixture(scope="session")
def module_settings(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SettingsFactory]:
    """Make settings that outlive one test, for expensive shared set-ups: `module_settings(slate_size=5)`.

    Each call gives a fresh database and home, dropped when the session ends. The environment stays as it is, so hand
    the settings on as an argument.
    """
    made: list[str] = []

    def make(**overrides: object) -> Settings:
        return _make_settings(databases, made, tmp_path_factory.mktemp("home"), overrides)

    yield make
    for name in made:
        databases.drop(name)


@pytest.fixture
def is_own_server(database_server: str) -> bool:
    """Whether the test server is loopback, hence ours to break."""
    return urlsplit(database_server).hostname in {"127.0.0.1", "localhost"}
