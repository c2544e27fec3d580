"""Before dbt: are the inputs of the week frozen, sealed, and not suspiciously silent?"""

from typing import Any

from pipelines import db
from pipelines.domain.ids import SHARED
from pipelines.domain.weeks import week_end, week_start
from pipelines.errors import BadInputError
from pipelines.settings import Settings

_SLICES = """
    select manifest.input_id, coalesce(sealed.state in ('landed', 'empty'), false) as is_sealed
    from recs.week_input as manifest
    left join landing.slice as sealed on sealed.slice_id = manifest.input_id
    where
        manifest.week = %(week)s and manifest.listener_id = %(shared)s and manifest.input_kind = 'slice'
    order by manifest.input_id
"""

_REDDIT = """
    select count(distinct sealed.day) as day_count, coalesce(sum(sealed.row_count), 0) as row_count
    from recs.week_input as manifest
    inner join landing.slice as sealed on sealed.slice_id = manifest.input_id
    where
        manifest.week = %(week)s and manifest.listener_id = %(shared)s and manifest.input_kind = 'slice'
        and sealed.source = 'reddit' and sealed.day >= %(first_day)s and sealed.day < %(end_day)s
"""


def check(settings: Settings, week: str) -> int:
    """Refuse to build a week on inputs that cannot be right; how many shared slices it rests on.

    A missing slice is no reason: the manifest names it, and the report says what the week had to do without. Slices of
    one listener are not asked for either, since whoever leaves takes theirs along.

    Raises:
        BadInputError: The week is not frozen, a shared slice of it is not sealed, or all seven days of Reddit landed
            and hold nothing.
    """
    bounds = {"first_day": week_start(week).date(), "end_day": week_end(week).date()}
    asked: dict[str, Any] = {"week": week, "shared": SHARED, **bounds}
    with db.transaction(settings, "open") as connection:
        frozen = db.one(
            connection, "select 1 from recs.week_frozen where week = %(week)s and listener_id = %(shared)s", asked
        )
        slices = db.rows(connection, _SLICES, asked)
        reddit = db.one(connection, _REDDIT, asked)
    if frozen is None:
        raise BadInputError(f"{week}: its inputs are not frozen; run the week from the start (freeze_inputs)")
    unsealed = [one["input_id"] for one in slices if not one["is_sealed"]]
    if unsealed:
        raise BadInputError(
            f"{week}: {len(unsealed)} of its frozen slices are not sealed (first: {unsealed[0]}); restore a backup"
        )
    assert reddit is not None
    if "reddit" in settings.sources and reddit["day_count"] == 7 and reddit["row_count"] == 0:  # noqa: PLR2004  (a week)
        raise BadInputError(
            f"{week}: all seven days of reddit landed and hold 0 posts; check LINERNOTES_REDDIT_SUBREDDITS, "
            "or take reddit out of LINERNOTES_SOURCES"
        )
    return len(slices)
