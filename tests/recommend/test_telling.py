"""How a listener wants reports told: an event like the dial, which a week freezes and its evidence carries."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from pipelines import db
from pipelines.domain.telling import UNCHOSEN, Telling, telling_event
from pipelines.domain.weeks import next_week, week_start
from pipelines.errors import BadInputError
from pipelines.manifest import freeze_week
from pipelines.recommend.slates import make_slates
from pipelines.settings import Settings

WEEK = "2026-W47"
NOON = datetime(2026, 11, 18, 12, tzinfo=UTC)


@pytest.mark.db
def test_a_week_keeps_the_choice_that_it_was_frozen_with(
    settings: Settings, lay_out: Callable[..., None], random_world: Any, make: Any
) -> None:
    """Nothing is chosen in the first week; German in the second, by the newer of two events, and a voice beside it."""
    settings = settings.model_copy(update={"slate_size": 5})
    world, later = replace(random_world(2), rules=[], proposals=[]), next_week(WEEK)
    who = make.listener(1)
    for week in (WEEK, later):
        lay_out(world, week=week)
    with db.transaction(settings) as connection:  # frozen anew, with the events
        db.execute(connection, "delete from recs.week_frozen")
        for hour, chosen in ((12, {"language": "de"}), (11, {"language": "en"}), (10, {"voice": "nerdy"})):
            event = {"event_id": UUID(int=hour), "listener_id": who, "edit": db.Json({**chosen, "dial": 0.5})}
            at = week_start(later).replace(hour=hour)
            db.insert_rows(connection, "app.profile_edit", [{**event, "created_at": at}])
    for week in (WEEK, later):
        freeze_week(settings, week, [who])
        make_slates(settings, week, [who])
    with db.transaction(settings) as connection:
        told = db.rows(
            connection, "select payload -> 'telling' as telling from recs.evidence where kind = 'slate' order by week"
        )
    assert [{"language": "en", "voice": "plain"}, {"language": "de", "voice": "nerdy"}] == [
        row["telling"] for row in told
    ]


def test_the_same_choice_at_the_same_time_is_the_same_event() -> None:
    one, again = (telling_event(UUID(int=1), "language", "en", NOON) for _ in range(2))
    assert one == again
    assert {"language": "en"} == one["edit"]
    assert one["event_id"] != telling_event(UUID(int=2), "language", "en", NOON)["event_id"]


@pytest.mark.parametrize(
    ("choice", "value"), [("language", "tlh"), ("language", ""), ("voice", "loud"), ("font", "serif")]
)
def test_a_choice_that_there_is_not_is_refused_with_those_that_there_are(choice: str, value: str) -> None:
    with pytest.raises(BadInputError, match=r"en \(English\)|warm \(warm: your songs|what can: language, voice"):
        telling_event(UUID(int=1), choice, value, NOON)


def test_whoever_chose_nothing_reads_english() -> None:
    assert Telling("en") == UNCHOSEN
