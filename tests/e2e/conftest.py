"""A small world with history: three weeks, two listeners, eight weeks of talk, captured once over real HTTP."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from pipelines.cli.compose import capture_day, days_between
from pipelines.cli.demo import TALK_WEEKS, enrol_listeners
from pipelines.domain.weeks import week_days
from pipelines.sandbox import running_sandbox
from pipelines.settings import Settings
from tests.e2e.world import ANCHOR, CANARY, CLOCK, WEEKS, History


@pytest.fixture(scope="session")
def history(databases: Any, module_settings: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[History]:
    """Everything landed, nothing made yet."""
    settings = module_settings(clock=CLOCK, sandbox_recordings=240, sandbox_listeners=2)
    with running_sandbox(
        settings.home / "sandbox", seed=7, anchor=ANCHOR, recordings=240, listeners=2, canary=CANARY
    ) as sandbox:
        enrol_listeners(settings, WEEKS[0])
        first = week_days(WEEKS[0])[0] - timedelta(days=7 * TALK_WEEKS)
        for day in days_between(first, ANCHOR - timedelta(days=1)):
            capture_day(settings, day)
        made: list[str] = []

        def copy(label: str) -> Settings:
            """The same database and home once more, under other names."""
            home = tmp_path_factory.mktemp(label)
            shutil.copytree(settings.home, home, dirs_exist_ok=True, ignore=shutil.ignore_patterns("dbt", "gx"))
            name = databases.copy(settings.database_name)
            made.append(name)
            return settings.model_copy(
                update={
                    "home": Path(home),
                    "database_name": name,
                    "database_url": type(settings.database_url)(databases.url(name)),
                }
            )

        yield History(settings, sandbox, copy)
        for name in made:
            databases.drop(name)
