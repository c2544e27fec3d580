"""The gate before dbt."""

from datetime import timedelta

import pytest

from pipelines import db
from pipelines.domain.ids import SHARED, stable_id
from pipelines.domain.weeks import week_days, week_end
from pipelines.errors import BadInputError
from pipelines.gates import landing
from pipelines.settings import Settings

pytestmark = pytest.mark.db

WEEK = "2026-W47"


def freeze(settings: Settings, days: int, posts: int, *, sealed: bool = True) -> None:
    """Freeze a week with so many days of Reddit, each with so many posts."""
    with db.transaction(settings) as connection:
        for day in week_days(WEEK)[:days]:
            key = {"slice_id": stable_id("s", day), "source": "reddit", "day": day, "row_count": posts, "sha256": "h"}
            known = {"first_known_at": week_end(WEEK), "known_at": week_end(WEEK) + timedelta(hours=1)}
            state = "landed" if posts else "empty"
            if sealed:
                db.insert_rows(connection, "landing.slice", [{**key, **known, "state": state}])
            owner = {"week": WEEK, "listener_id": SHARED, "input_kind": "slice"}
            db.insert_rows(connection, "recs.week_input", [{**owner, "input_id": key["slice_id"]}])
        db.insert_rows(connection, "recs.week_frozen", [{"week": WEEK, "listener_id": SHARED, "input_hash": "h"}])


def test_a_week_that_is_not_frozen_is_refused(settings: Settings) -> None:
    with pytest.raises(BadInputError, match="2026-W47: its inputs are not frozen"):
        landing.check(settings, WEEK)


def test_seven_days_with_posts_pass(settings: Settings) -> None:
    freeze(settings, days=7, posts=1)
    assert landing.check(settings, WEEK) == 7


def test_seven_silent_days_of_reddit_are_an_error_unless_reddit_is_off(settings: Settings) -> None:
    freeze(settings, days=7, posts=0)
    with pytest.raises(BadInputError, match="hold 0 posts"):
        landing.check(settings, WEEK)

    assert landing.check(settings.model_copy(update={"sources": ("spotify",)}), WEEK) == 7


def test_a_missing_day_is_no_error(settings: Settings) -> None:
    """Six silent days: the seventh is missing, which the manifest says and the report tells."""
    freeze(settings, days=6, posts=0)
    assert landing.check(settings, WEEK) == 6


def test_a_frozen_slice_without_a_seal_is_refused(settings: Settings) -> None:
    freeze(settings, days=2, posts=1, sealed=False)
    with pytest.raises(BadInputError, match="2 of its frozen slices are not sealed"):
        landing.check(settings, WEEK)
