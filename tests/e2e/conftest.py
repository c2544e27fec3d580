"""A small world with history: three weeks, two listeners, eight weeks of talk, captured once over real HTTP."""

import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from pipelines.cli.demo import TALK_WEEKS
from pipelines.settings import Settings
from tests.e2e.world import ANCHOR, CANARY, CLOCK, WEEKS, History, captured

Copy = Callable[[Settings, str], Settings]


@pytest.fixture(scope="session")
def copy_world(databases: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Copy]:
    """Copy a world: the same database and home once more, under other names; dropped when the session ends."""
    made: list[str] = []

    def copy(settings: Settings, label: str) -> Settings:
        home = tmp_path_factory.mktemp(label)
        shutil.copytree(settings.home, home, dirs_exist_ok=True, ignore=shutil.ignore_patterns("dbt", "gx"))
        name = databases.copy(settings.database_name)
        made.append(name)
        url = type(settings.database_url)(databases.url(name))
        return settings.model_copy(update={"home": home, "database_name": name, "database_url": url})

    yield copy
    for name in made:
        databases.drop(name)


@pytest.fixture(scope="session")
def history(module_settings: Any, copy_world: Copy) -> Iterator[History]:
    """Everything landed, nothing made yet."""
    settings = module_settings(clock=CLOCK, sandbox_recordings=240, sandbox_listeners=2)
    with captured(settings, WEEKS, anchor=ANCHOR, talk_weeks=TALK_WEEKS, canary=CANARY) as sandbox:
        yield History(settings, sandbox, lambda label: copy_world(settings, label))
