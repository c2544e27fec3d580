"""A listener connects on a Wednesday: songs within minutes, nothing of them on Monday, and nobody else touched."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from explain.web.app import create_app
from explain.web.services import default_services
from pipelines import db
from pipelines.cli.compose import capture_day, days_between, run_week
from pipelines.cli.demo import enrol_listeners
from pipelines.cli.first_slate import run_first_slate
from pipelines.domain.weeks import is_first_slate, week_days
from pipelines.errors import BadInputError
from pipelines.forget.listeners import forget_left
from pipelines.sandbox import running_sandbox
from pipelines.shards import active_listeners
from tests.e2e.world import ANCHOR, count, hashes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from pipelines.settings import Settings

pytestmark = [pytest.mark.db, pytest.mark.e2e]

BEFORE, RUNNING = "2026-W47", "2026-W48"
MONDAY, WEDNESDAY, NEXT_MONDAY = (f"2026-11-{day}T07:00:00+00:00" for day in (23, 25, 30))


@dataclass(frozen=True)
class Story:
    """A house with one listener and one week; a second listener connects in the next week.

    Attributes:
        key: Of the first slate.
        others: Hashes of the week before, as they were before the first slate was made.
    """

    settings: Settings
    newcomer: UUID
    resident: UUID
    key: str
    others: dict[str, Any]


def _at(settings: Settings, moment: str) -> Settings:
    return settings.model_copy(update={"clock": moment})


@pytest.fixture(scope="module")
def story(module_settings: Any) -> Iterator[Story]:
    settings = module_settings(
        clock=MONDAY, sandbox_recordings=240, sandbox_listeners=2, llm_enabled=False, slate_size=10
    )
    with running_sandbox(settings.home / "sandbox", anchor=ANCHOR, recordings=240, listeners=2):
        enrol_listeners(settings, BEFORE)
        newcomer, resident = active_listeners(settings, BEFORE)
        with db.transaction(settings) as connection:
            db.execute(
                connection, "update app.listener set first_week = %s where listener_id = %s", [RUNNING, newcomer]
            )
        for day in days_between(week_days(BEFORE)[0], date(2026, 11, 22)):
            capture_day(settings, day)
        run_week(settings, BEFORE, [resident])
        others = hashes(settings, [BEFORE])
        now = _at(settings, WEDNESDAY)
        key, songs = run_first_slate(now, newcomer, say=print)
        assert songs > 0
        yield Story(now, newcomer, resident, key, others)


def test_the_first_slate_is_explained_and_published_at_once(story: Story) -> None:
    assert is_first_slate(story.key)
    edition = "select edition, state from recs.edition where week = %s and listener_id = %s"
    with db.transaction(story.settings) as connection:
        assert [{"edition": 0, "state": "published"}] == db.rows(connection, edition, [story.key, story.newcomer])
    songs = count(story.settings, "select count(*) from recs.slate_song where week = %s", story.key)
    assert songs == 10
    texts = "select count(*) from explain.text where week = %s and slot like 'song:%%' and text <> ''"
    assert songs == count(story.settings, texts, story.key)
    sent = "select cardinality(uris) from app.publication where week = %s and state = 'sent'"
    assert songs == count(story.settings, sent, story.key)


def test_it_holds_nothing_that_the_listener_has(story: Story) -> None:
    owned = """
        select count(*) from recs.slate_song s
        join marts.listener_exclusion x on x.listener_id = s.listener_id and x.week = s.week and x.group_id = s.group_id
        where s.week = %s
    """
    assert count(story.settings, owned, story.key) == 0
    assert count(story.settings, "select count(*) from marts.listener_exclusion where week = %s", story.key) > 0


def test_the_site_names_it(story: Story) -> None:
    client = create_app(story.settings, default_services(story.settings)).test_client()
    weeks = client.get(f"/listeners/{story.newcomer}")
    assert weeks.status_code == 200
    assert "First slate, week 48, 2026" in weeks.text
    assert "25 November 2026" in weeks.text
    report = client.get(f"/listeners/{story.newcomer}/weeks/{story.key}")
    assert report.status_code == 200
    assert "First slate, week 48, 2026" in report.text


def test_nobody_else_is_touched(story: Story) -> None:
    assert story.others == hashes(story.settings, [BEFORE])
    assert count(story.settings, "select count(*) from recs.edition where week = %s", RUNNING) == 0
    marts = "select count(distinct listener_id) from marts.fct_interaction where week = %s"
    assert count(story.settings, marts, story.key) == 1


def test_once_more_changes_nothing(story: Story) -> None:
    before = hashes(story.settings, [story.key])
    later = _at(story.settings, "2026-11-26T09:30:00+00:00")
    assert story.key == run_first_slate(later, story.newcomer, say=print)[0]
    assert before == hashes(story.settings, [story.key])
    assert count(story.settings, "select count(*) from app.publication where listener_id = %s", story.newcomer) == 1
    assert count(story.settings, "select count(*) from ops.llm_run where week = %s", story.key) == 2


def test_who_is_not_new_is_told_so(story: Story) -> None:
    with pytest.raises(BadInputError, match="is not new"):
        run_first_slate(story.settings, story.resident, say=print)
    with pytest.raises(BadInputError, match="is not new"):
        run_first_slate(_at(story.settings, "2026-12-02T07:00:00+00:00"), story.newcomer, say=print)


def test_monday_makes_the_first_edition_without_its_songs(story: Story) -> None:
    """The days go on as ever; the week's run knows the first slate, and its playlist takes the place."""
    monday = _at(story.settings, NEXT_MONDAY)
    before = hashes(monday, [story.key])
    for day in days_between(week_days(RUNNING)[0], week_days(RUNNING)[-1]):
        capture_day(monday, day)
    run_week(monday, RUNNING, [story.newcomer, story.resident])
    editions = "select edition from recs.edition where week = %s and listener_id = %s"
    assert count(monday, editions, RUNNING, story.newcomer) == 1
    both = """
        select count(*) - count(distinct group_id) from recs.slate_song where listener_id = %s and week in (%s, %s)
    """
    assert count(monday, both, story.newcomer, story.key, RUNNING) == 0
    told = "select count(*) from recs.slate_song where week = %s and listener_id = %s"
    assert count(monday, told, RUNNING, story.newcomer) >= 5
    newest = "select max(publication_number) from app.publication where listener_id = %s and week = %s"
    first, regular = (count(monday, newest, story.newcomer, week) for week in (story.key, RUNNING))
    assert regular > first
    outcomes = "select count(*) from marts.fct_outcome where week = %s and listener_id = %s and kind = 'kept'"
    assert count(monday, outcomes, RUNNING, story.newcomer) > 0
    assert before == hashes(monday, [story.key])


def test_who_leaves_is_forgotten_with_the_first_slate(story: Story) -> None:
    """No row of any table names the listener, or the key of the first slate; the other one's weeks stay as they are."""
    with db.transaction(story.settings) as connection:
        db.execute(connection, "update app.listener set left_at = now() where listener_id = %s", [story.newcomer])
    assert forget_left(story.settings) == 1
    with db.transaction(story.settings) as connection:
        tables = db.rows(
            connection,
            """
            select table_schema || '.' || table_name as name from information_schema.tables
            where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')
            """,
        )
        named = [
            table["name"]
            for table in tables
            if db.rows(
                connection,
                f"select 1 from {table['name']} as t where strpos(t::text, %s) > 0 or strpos(t::text, %s) > 0 limit 1",
                [str(story.newcomer), story.newcomer.hex[:8]],
            )
        ]
    assert named == []
    assert story.others == hashes(story.settings, [BEFORE])
