"""How far a week is from the one before."""

from collections.abc import Callable
from typing import Any

import pytest

from pipelines import db
from pipelines.domain.weeks import next_week
from pipelines.recommend.drift import total_variation
from pipelines.recommend.slates import make_slates
from pipelines.settings import Settings

WEEK = "2026-W47"
NAMES = ("profile_drift", "slate_drift", "new_candidate_share")


def test_total_variation_is_0_for_equal_and_1_for_disjoint_shares() -> None:
    """0.7 and 0.3 against 0.5 and 0.5: half of 0.2 + 0.2."""
    assert 0.0 == total_variation({"jazz": 1.0}, {"jazz": 1.0})
    assert 1.0 == total_variation({"jazz": 1.0}, {"folk": 1.0})
    assert 0.2 == pytest.approx(total_variation({"jazz": 0.7, "folk": 0.3}, {"jazz": 0.5, "folk": 0.5}))


@pytest.mark.db
def test_a_week_is_compared_with_the_slate_before(settings: Settings, lay_out: Callable[..., None], make: Any) -> None:
    """Week 1 has jazz (2) and folk (3); week 2 knows 4 and 5, both jazz, and 2 and 3 are gone: half of the slate moved,
    and all of its pool is new. The profile went from all jazz to 0.6 jazz. The first week compares with nothing.
    """

    def of(name: str) -> list[dict[str, Any]]:
        return [{"name": name, "weight": 1.0}]

    later = next_week(WEEK)
    genres = {2: "jazz", 3: "folk", 4: "jazz", 5: "jazz"}
    tracks = [make.track(1), *(make.track(n, genres=of(name)) for n, name in genres.items())]
    for week, offered in ((WEEK, (2, 3)), (later, (4, 5))):
        world = make.World(tracks=tracks, own={(1, 1): 0.0}, similar={(1, n): 0.5 for n in offered})
        lay_out(world, week=week)
    shares = [(WEEK, "jazz", 1.0), (later, "jazz", 0.6), (later, "folk", 0.4)]
    with db.transaction(settings) as connection:
        db.insert_rows(
            connection,
            "marts.listener_profile",
            [
                {"week": week, "listener_id": make.listener(1), "facet": "genre", "value": value, "share": share}
                | {"recording_count": 1}
                for week, value, share in shares
            ],
        )
    for week in (WEEK, later):
        make_slates(settings, week, [make.listener(1)])
    with db.transaction(settings) as connection:
        found = db.rows(
            connection, "select week, name, value from recs.run_metrics where name = any(%s)", [list(NAMES)]
        )
    assert {later} == {row["week"] for row in found}
    values = {row["name"]: row["value"] for row in found}
    assert {"profile_drift": 0.4, "slate_drift": 0.5, "new_candidate_share": 1.0} == pytest.approx(values)
