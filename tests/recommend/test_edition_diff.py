"""What differs between two editions is named by its cause: a setting, a delivery, a wish."""

from collections.abc import Callable
from typing import Any

import pytest

from pipelines import db
from pipelines.recommend.edition_diff import compare_editions
from pipelines.recommend.slates import make_slates
from pipelines.recommend.stored import find_edition
from pipelines.settings import Settings

pytestmark = pytest.mark.db
WEEK = "2026-W47"


@pytest.fixture
def first(settings: Settings, lay_out: Callable[..., None], make: Any) -> Settings:
    """Edition 1: songs 2 and 3 of five."""
    settings = settings.model_copy(update={"slate_size": 2, "mmr_diversity": 0.0, "calibration_strength": 0.0})
    tracks = [make.track(n) for n in range(1, 7)]
    alike = {(1, n): 1.0 - n / 10 for n in range(2, 7)}
    lay_out(make.World(tracks=tracks, own={(1, 1): 7.0}, similar=alike))
    make_slates(settings, WEEK, [make.listener(1)])
    return settings


def again(settings: Settings, make: Any, **changed: Any) -> dict[str, Any]:
    """Edition 2 by another release, compared with edition 1."""
    make_slates(settings.model_copy(update=changed), WEEK, [make.listener(1)])
    with db.transaction(settings, "display") as connection:
        one, two = (find_edition(connection, make.listener(1), WEEK, number) for number in (1, 2))
        return compare_editions(connection, one, two)


def test_a_setting_shows_as_release_and_as_what_it_changed(first: Settings, make: Any) -> None:
    found = again(first, make, slate_size=3)
    assert set(found["head"]) >= {"release", "wanted"}
    assert found["head"]["wanted"] == [2, 3]
    assert {name: pair for name, pair in found["head"].items() if name.startswith("setting ")} == {
        "setting slate_size": [2, 3]
    }
    assert [one["recording_id"] for one in found["entered"]] == [str(make.recording(4))]
    assert found["entered"][0]["reason"].startswith("same score")
    assert (found["left"], found["delivered"], found["unmoved"]) == ([], [], 2)


def test_what_was_delivered_in_between_left_for_that(first: Settings, make: Any) -> None:
    with db.transaction(first) as connection:
        song = {"uris": ["u"], "recording_ids": [str(make.recording(2))], "group_ids": [str(make.group(2))]}
        sql = """
            insert into app.publication
                (listener_id, week, edition, uris, recording_ids, group_ids, title, description, created_at)
            values (%s, %s, 1, %s, %s::uuid[], %s::uuid[], 't', 'd', now())
        """
        db.execute(connection, sql, [make.listener(1), WEEK, *song.values()])
    found = again(first, make, weight_wish=0.51)
    assert found["head"]["publication_seen"] == [0, 1]
    assert found["delivered"] == [str(make.recording(2))]
    assert [(one["recording_id"], one["reason"]) for one in found["left"]] == [
        (str(make.recording(2)), "it was delivered in between")
    ]


def test_a_wish_shows_as_the_term_that_changed(first: Settings, make: Any) -> None:
    rule = make.rule(1, "prefer", "artist", str(make.artist(6)), 1.0)
    with db.transaction(first) as connection:
        row = {"listener_id": make.listener(1), "week": WEEK, **vars(rule), "parser": "rules"}
        db.insert_rows(connection, "recs.rule", [row])
    found = again(first, make, weight_wish=2.0)
    (entered,) = found["entered"]
    assert entered["recording_id"] == str(make.recording(6))
    assert entered["reason"] == "its score changed: wish +2.000000"
