"""One migrated database for all tests of this folder that add nothing, and the command line as a person has it."""

import os
import subprocess
import sys
from collections.abc import Callable

import pytest

from pipelines import db
from pipelines.listeners import enrol
from pipelines.platform.environment import settings_environment
from pipelines.settings import Settings

TABLES = """
    select format('%%I.%%I', table_schema, table_name) as name from information_schema.tables
    where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')
"""


def linernotes(*arguments: object, stdin: str | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command line in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "pipelines.cli", *map(str, arguments)],
        env={**os.environ, **environment},
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def one_line(shown: subprocess.CompletedProcess[str]) -> str:
    """The one line on stderr of a command that was refused: exit code 2, nothing on stdout."""
    assert (shown.returncode, shown.stdout) == (2, ""), shown.stderr
    (line,) = shown.stderr.splitlines()
    return line


class House:
    """A database with one listener, Ana, and the command line on it."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.environment = settings_environment(settings)

    def run(self, *arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run a command."""
        return linernotes(*arguments, **{**self.environment, **environment})

    def refused(self, *arguments: object, **environment: str) -> str:
        """The one line of a command that was refused and left every table as it was."""
        before = self.row_counts()
        line = one_line(self.run(*arguments, **environment))
        assert self.row_counts() == before
        return line

    def row_counts(self) -> dict[str, int]:
        """How many rows each table has."""
        with db.transaction(self.settings) as connection:
            names = [row["name"] for row in db.rows(connection, TABLES, [])]
            each = " union all ".join(f"select '{name}' as name, count(*) as n from {name}" for name in names)
            return {row["name"]: row["n"] for row in db.rows(connection, each)}


@pytest.fixture(scope="session")
def house(module_settings: Callable[..., Settings]) -> House:
    """The house; a test may add to it, so tests look at differences only."""
    settings = module_settings()
    enrol(settings, "Ana", first_week="2026-W40", source="file:s")
    return House(settings)
