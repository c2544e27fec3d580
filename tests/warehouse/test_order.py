"""Days may be captured in any order, and identity comes out the same."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from pipelines import db, warehouse
from pipelines.identity.resolve import resolve
from pipelines.manifest import freeze_week

if TYPE_CHECKING:
    from pipelines.settings import Settings

MARTS = ("dim_track", "fct_interaction", "listener_exclusion")


def test_a_week_captured_after_the_week_behind_it_is_all_there(settings: Settings, make: Any, world: Any) -> None:
    """The same song and recording, captured in the later week first: the earlier week has both nevertheless."""
    things = (
        ("recording", make.mbid(1), make.recording(1, 1, "Slow Rain")),
        ("artist", make.mbid(101), {"id": make.mbid(101), "name": "The Quiet Ones"}),
    )
    own = {"rain": [make.track(1, "Slow Rain"), make.track(9, make.SECRET)]}
    for day in (make.MONDAY, make.MONDAY - timedelta(days=6)):
        world.spotify(make.ANN, day, own, [])
        world.shared("musicbrainz", day, *things)
        resolve(settings)
    freeze_week(settings, make.EARLIER, [make.ANN])
    warehouse.build(settings, make.EARLIER, "catalogue")
    with db.transaction(settings) as connection:
        counts = {
            name: db.rows(connection, f"select count(*) as n from marts.{name} where week = %s", [make.EARLIER])[0]["n"]
            for name in MARTS
        }
    assert {"dim_track": 1, "fct_interaction": 1, "listener_exclusion": 2} == counts
