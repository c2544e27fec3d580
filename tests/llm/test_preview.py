"""One more event read beside a week's own: by the answers that the week got, and without asking a model anything."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from pipelines import db
from pipelines.errors import ReproductionError
from pipelines.listeners import wish_event
from pipelines.llm.preview import read_one_more
from pipelines.llm.wishes import read_wishes

if TYPE_CHECKING:
    from pipelines.llm.readings import Tables
    from pipelines.settings import Settings
    from tests.llm.conftest import Model, World

WEEK = "2026-W47"
WEDNESDAY = datetime(2026, 11, 18, tzinfo=UTC)


def read(settings: Settings, world: World, text: str) -> Tables:
    with db.transaction(settings, "open") as connection:
        event = wish_event(world.listener, text, "en", WEDNESDAY)
        return read_one_more(connection, settings, WEEK, world.listener, event)


def rules(tables: Tables) -> list[tuple[Any, ...]]:
    return sorted((row["effect"], row["facet"], row["value"], row["parser"]) for row in tables["recs.rule"])


@pytest.fixture
def by_model(with_model: Settings, model: Model, world: World) -> Settings:
    """A week whose one wish the model read as what code would not: folk."""
    world.wish("something for the hearth")
    rule = {"effect": "prefer", "facet": "genre", "value": "folk", "strength": 0.8, "words": "the hearth"}
    model.answers = lambda _: {"rules": [rule], "unread": []}
    read_wishes(with_model, WEEK, [world.listener])
    return with_model


def test_the_weeks_wishes_keep_their_answers_and_the_new_one_is_read_by_code(
    by_model: Settings, model: Model, world: World
) -> None:
    asked = len(model.requests)
    tables = read(by_model, world, "no rap, something turquoise")
    assert [("exclude", "genre", "hip hop", "rules"), ("prefer", "genre", "folk", "small-model")] == rules(tables)
    assert "turquoise" in [row["words"] for row in tables["recs.unread_words"]]
    assert (1, asked) == (asked, len(model.requests))
    assert ["prefer"] == [row["effect"] for row in world.rows("select effect from recs.rule")]  # nothing was written


def test_the_later_word_wins_and_what_it_leaves_without_a_rule_is_overruled(by_model: Settings, world: World) -> None:
    tables = read(by_model, world, "no folk")
    assert [("exclude", "genre", "folk", "rules")] == rules(tables)
    assert ["the hearth"] == [row["words"] for row in tables["recs.overruled"]]


@pytest.mark.usefixtures("by_model")
def test_without_the_model_that_read_the_week_nothing_is_said(settings: Settings, world: World) -> None:
    with pytest.raises(ReproductionError, match=r"recs\.rule is read otherwise by this code and this model"):
        read(settings, world, "no rap")
