"""Captured worlds, each landed once over real HTTP, and copies of them to work on."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from typing import Any

import pytest

from pipelines.cli.demo import TALK_WEEKS
from pipelines.domain.weeks import week_end
from pipelines.settings import Settings
from tests.e2e.world import CANARY, History, captured, ended_weeks

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
def capture_history(module_settings: Any, copy_world: Copy) -> Iterator[Callable[[int, int], History]]:
    """Capture the last ended weeks of some listeners, and four weeks of talk before; once for each size."""
    with ExitStack() as stack:

        @cache
        def capture(week_count: int, listener_count: int) -> History:
            weeks = ended_weeks(week_count)
            ended_at = week_end(weeks[-1])
            # before anything that Airflow, which knows the real time only, does to the playlists that all copies share
            settings = module_settings(
                clock=ended_at.replace(minute=1).isoformat(), sandbox_recordings=240, sandbox_listeners=listener_count
            )
            world = captured(settings, weeks, anchor=ended_at.date(), talk_weeks=TALK_WEEKS, canary=CANARY)
            sandbox = stack.enter_context(world)
            return History(settings, weeks, sandbox, lambda label: copy_world(settings, label))

        yield capture


@pytest.fixture(scope="session")
def history(capture_history: Callable[[int, int], History]) -> History:
    """A small world with history: three weeks of two listeners."""
    return capture_history(3, 2)
