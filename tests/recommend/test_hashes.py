"""`linernotes hash`: what it prints, and what it does not depend on."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from pipelines import db
from pipelines.cli.hashes import hash_week
from pipelines.errors import BadInputError
from pipelines.hashes import week_hashes
from pipelines.recommend.slates import make_slates
from pipelines.settings import Settings

WEEK = "2026-W47"


@pytest.mark.db
def test_a_hash_changes_with_a_number_and_not_with_the_release_or_the_state(
    settings: Settings, lay_out: Callable[..., None], random_world: Any, make: Any
) -> None:
    lay_out(random_world(1))
    make_slates(settings, WEEK, [make.listener(1)])
    before = week_hashes(settings, WEEK)
    with db.transaction(settings) as connection:
        db.execute(connection, "update recs.edition set release = 'x', state = 'explained', notes = '{}'")
    assert before == week_hashes(settings, WEEK)
    with db.transaction(settings) as connection:
        db.execute(connection, "update recs.what_if set rank = rank + 1 where without_kind = 'reddit'")
    after = week_hashes(settings, WEEK)
    assert before["all"] != after["all"]
    tables = [one["listeners"][str(make.listener(1))]["tables"] for one in (before, after)]
    assert ["recs.what_if"] == [name for name in tables[0] if tables[0][name] != tables[1][name]]


@pytest.mark.db
def test_the_command_prints_what_the_function_returns(
    settings: Settings,
    lay_out: Callable[..., None],
    random_world: Any,
    make: Any,
    capsys: pytest.CaptureFixture[str],
) -> None:
    lay_out(random_world(1))
    make_slates(settings, WEEK, [make.listener(1)])
    hash_week(WEEK, as_json=True)
    assert week_hashes(settings, WEEK) == json.loads(capsys.readouterr().out)
    hash_week(WEEK, as_json=False)
    assert str(make.listener(1)) in capsys.readouterr().out


def test_what_is_no_week_is_refused_before_anything_is_opened() -> None:
    with pytest.raises(BadInputError, match="'week 47' is not an ISO week"):
        hash_week("week 47")
