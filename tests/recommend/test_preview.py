"""A preview of the dial is the slate of a week that was frozen with it, song by song; and it stores nothing."""

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from os import environ
from typing import Any

import pytest

from pipelines import db
from pipelines.domain.weeks import week_start
from pipelines.errors import BadInputError
from pipelines.listeners import set_dial
from pipelines.manifest import freeze_week
from pipelines.platform.environment import settings_environment
from pipelines.recommend.preview import preview_dial
from pipelines.recommend.slates import make_slates
from pipelines.recommend.stored import find_edition
from pipelines.settings import Settings

pytestmark = pytest.mark.db
WEEK = "2026-W47"


@pytest.fixture
def made(settings: Settings, lay_out: Callable[..., None], random_world: Any, make: Any) -> Settings:
    """Listener 1 in the middle, and listener 2, who keeps the same, frozen with the dial at 0.9; slates of both."""
    settings = settings.model_copy(update={"slate_size": 8})
    world = replace(random_world(3, tracks=120), rules=[], proposals=[], verdicts={})
    for number in (1, 2):
        lay_out(world, number=number)
    with db.transaction(settings) as connection:  # frozen anew, with the dial
        db.execute(connection, "delete from recs.week_frozen")
    moment = week_start(WEEK).replace(hour=12)
    set_dial(settings.model_copy(update={"clock": moment.isoformat()}), make.listener(2), 0.9)
    freeze_week(settings, WEEK, [make.listener(1), make.listener(2)])
    make_slates(settings, WEEK, [make.listener(1), make.listener(2)])
    return settings


def slate(settings: Settings, listener_id: Any) -> dict[str, int]:
    with db.transaction(settings) as connection:
        sql = "select recording_id::text, position from recs.slate_song where listener_id = %s"
        return {row["recording_id"]: row["position"] for row in db.rows(connection, sql, [listener_id])}


def previewed(settings: Settings, listener_id: Any, value: float) -> dict[str, Any]:
    with db.transaction(settings, "open") as connection:
        return preview_dial(connection, settings, find_edition(connection, listener_id, None), value)


def places(found: dict[str, Any], side: str) -> dict[str, int]:
    return {one["recording_id"]: one[side] for one in found["songs"] if one[side] is not None}


def test_it_is_the_slate_of_who_had_the_dial_there(made: Settings, make: Any) -> None:
    middle, turned = slate(made, make.listener(1)), slate(made, make.listener(2))
    found = previewed(made, make.listener(1), 0.9)
    assert (middle, turned) == (places(found, "position_before"), places(found, "position_after"))
    assert set(middle) != set(turned)
    assert found["dial"] == [0.5, 0.9]
    assert found["new_artist_count"][0] < found["new_artist_count"][1]
    back = previewed(made, make.listener(2), 0.5)
    assert (turned, middle) == (places(back, "position_before"), places(back, "position_after"))


def test_where_it_stands_nothing_changes_and_beyond_its_ends_it_is_refused(made: Settings, make: Any) -> None:
    found = previewed(made, make.listener(2), 0.9)
    assert places(found, "position_before") == places(found, "position_after")
    with pytest.raises(BadInputError, match="the dial goes from 0"):
        previewed(made, make.listener(2), 1.01)


def test_the_command_shows_it_and_stores_nothing(made: Settings, make: Any) -> None:
    who = str(make.listener(1))

    def dial(*more: str) -> str:
        words = [sys.executable, "-m", "pipelines.cli", "listener", "dial", who, "0.9", "--preview", *more]
        environment = {**environ, **settings_environment(made)}
        return subprocess.run(words, env=environment, capture_output=True, text=True, check=True, timeout=60).stdout

    told, found = dial(), json.loads(dial("--json"))
    assert "had the dial stood at 0.9 instead of 0.5 (nothing is stored):" in told
    entered = [one["name"] for one in found["songs"] if one["position_before"] is None]
    assert entered
    assert all(any(line.startswith("enters") and name in line for line in told.splitlines()) for name in entered)
    with db.transaction(made) as connection:
        events = db.rows(connection, "select listener_id from app.profile_edit")
    assert [make.listener(2)] == [row["listener_id"] for row in events]
