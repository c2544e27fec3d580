"""What became of delivered songs, as grades, and how well scores agree with it."""

from typing import Any

import numpy as np
import pytest

from pipelines import db
from pipelines.recommend.deliveries import concordance, make_delivery, read_deliveries
from pipelines.recommend.marts import read_catalogue
from pipelines.settings import Settings


@pytest.mark.parametrize(
    ("scores", "grades", "expected"),
    [
        ([3.0, 2.0, 1.0], [2, 1, 0], 1.0),
        ([1.0, 2.0, 3.0], [2, 1, 0], 0.0),
        ([1.0, 1.0, 1.0], [2, 1, 0], 0.5),
        ([2.0, 3.0, 1.0], [2, 1, 1], 0.5),  # better than one of two
        ([2.0, 3.0, 1.0, 0.0], [1, 1, 0, 0], 1.0),
    ],
)
def test_concordance(scores: list[float], grades: list[int], expected: float) -> None:
    assert expected == concordance(np.array(scores), np.array(grades))


def test_a_delivery_in_which_no_song_did_better_says_nothing() -> None:
    assert make_delivery([(1, 1), (2, 1)]) is None
    assert make_delivery([]) is None


@pytest.mark.db
def test_deliveries_are_read_by_edition(settings: Settings, make: Any, lay_out: Any) -> None:
    """Two editions; what was tidied away or never seen has no grade, and one delivery has nothing to compare."""
    lay_out(make.World(tracks=[make.track(n) for n in range(1, 8)]))
    kinds = {1: "removed", 2: "kept", 3: "saved", 4: "readded", 5: "tidied", 6: "unknown"}
    rows = [("2026-W40", number, kind) for number, kind in kinds.items()] + [("2026-W41", 7, "kept")]
    with db.transaction(settings) as connection:
        key = {"week": make.WEEK, "listener_id": make.listener(1), "edition": 1}
        db.insert_rows(
            connection,
            "marts.fct_outcome",
            [
                {
                    **key,
                    "delivered_week": week,
                    "position": number,
                    "recording_id": make.recording(number),
                    "kind": kind,
                }
                for week, number, kind in rows
            ],
        )
        catalogue = read_catalogue(connection, settings, make.WEEK)
        found = read_deliveries(connection, catalogue, make.listener(1))
    assert [([0, 1, 2, 3], [0, 1, 2, 2])] == [(one.rows.tolist(), one.grades.tolist()) for one in found]
