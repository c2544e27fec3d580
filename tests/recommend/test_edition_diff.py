"""What differs between two editions is named by its cause: a setting, a delivery, a wish."""

from collections.abc import Callable
from typing import Any

import pytest

from pipelines import db
from pipelines.recommend.edition_diff import compare_editions
from pipelines.recommend.slates import make_slates
from pipelines.recommend.stored import find_edition
from pipelines.settings import Settings, read_settings

pytestmark = pytest.mark.db
WEEK = "2026-W47"
HALF_LIFE = read_settings().recency_half_life_days


@pytest.fixture
def first(settings: Settings, lay_out: Callable[..., None], make: Any) -> Settings:
    """Edition 1: songs 2 and 3 of five."""
    settings = settings.model_copy(update={"slate_size": 2, "mmr_diversity": 0.0, "calibration_strength": 0.0})
    tracks = [make.track(n) for n in range(1, 7)]
    alike = {(1, n): 1.0 - n / 10 for n in range(2, 7)}
    lay_out(make.World(tracks=tracks, own={(1, 1): 7.0}, similar=alike))
    make_slates(settings, WEEK, [make.listener(1)])
    return settings


def again(settings: Settings, make: Any, editions: tuple[int, int] = (1, 2), **changed: Any) -> dict[str, Any]:
    """One more edition by another release, the first two compared unless told."""
    make_slates(settings.model_copy(update=changed), WEEK, [make.listener(1)])
    with db.transaction(settings, "display") as connection:
        one, two = (find_edition(connection, make.listener(1), WEEK, number) for number in editions)
        return compare_editions(connection, one, two)


def publish(settings: Settings, make: Any, number: int, group: int) -> None:
    """Deliver one song of the week."""
    song = {"uris": ["u"], "recording_ids": [str(make.recording(number))], "group_ids": [str(make.group(group))]}
    sql = """
        insert into app.publication
            (listener_id, week, edition, uris, recording_ids, group_ids, title, description, created_at)
        values (%s, %s, 1, %s, %s::uuid[], %s::uuid[], 't', 'd', now())
    """
    with db.transaction(settings) as connection:
        db.execute(connection, sql, [make.listener(1), WEEK, *song.values()])


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
    publish(first, make, 2, group=2)
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


def test_a_song_whose_other_version_was_delivered_left_for_that(
    settings: Settings, lay_out: Callable[..., None], make: Any
) -> None:
    """Song 3 is a version of 2 with a lower score. When 3 was delivered, 2 may not come either."""
    settings = settings.model_copy(update={"slate_size": 1})
    tracks = [make.track(1), make.track(2), make.track(3, group=2), make.track(4)]
    lay_out(make.World(tracks=tracks, own={(1, 1): 7.0}, similar={(1, 2): 0.9, (1, 3): 0.8, (1, 4): 0.1}))
    make_slates(settings, WEEK, [make.listener(1)])
    publish(settings, make, 3, group=2)
    (left,) = again(settings, make, weight_wish=0.51)["left"]
    assert (left["recording_id"], left["reason"]) == (
        str(make.recording(2)),
        "another version of it was delivered in between",
    )


def test_a_song_that_stays_by_another_score_is_told(first: Settings, make: Any) -> None:
    """Twice the weight of what is imported: both songs stay where they were, with twice the score."""
    found = again(first, make, weight_imported=2.0)
    assert [(one["recording_id"], one["reason"]) for one in found["rescored"]] == [
        (str(make.recording(2)), f"its score changed: own {0.8 * 0.5 ** (7 / HALF_LIFE):+.6f}"),
        (str(make.recording(3)), f"its score changed: own {0.7 * 0.5 ** (7 / HALF_LIFE):+.6f}"),
    ]
    assert (found["left"], found["entered"], found["moved"], found["unmoved"]) == ([], [], [], 2)


@pytest.fixture
def on_spotify(settings: Settings, lay_out: Callable[..., None], make: Any) -> Settings:
    """Songs 2 to 6, best first, of which all but 4 play; the best three are looked up."""
    settings = settings.model_copy(
        update={"slate_size": 3, "publish_enabled": True, "playable_pool": 3, "playable_pool_most": 3}
    )
    tracks = [make.track(n) for n in range(1, 7)]
    alike = {(1, n): 1.0 - n / 10 for n in range(2, 7)}
    lay_out(make.World(tracks=tracks, own={(1, 1): 7.0}, similar=alike), source="spotify")
    with db.transaction(settings) as connection:
        db.execute(connection, "update app.listener set market = 'DE'")
        known = {"market": "DE", "method": "search", "known_at": "2026-11-01T00:00:00Z"}
        rows = [{**known, "recording_id": make.recording(n), "spotify_uri": f"u:{n}"} for n in (2, 3, 5, 6)]
        db.insert_rows(connection, "identity.playable", rows)
    return settings


def test_what_is_not_looked_up_is_not_said_to_play_no_more(on_spotify: Settings, make: Any) -> None:
    """With the best five looked up 5 comes in, by its place; with the best two it leaves again."""
    make_slates(on_spotify, WEEK, [make.listener(1)])
    wide = {"playable_pool": 5, "playable_pool_most": 5}
    entered = again(on_spotify, make, **wide)["entered"]
    assert [(one["recording_id"], one["reason"]) for one in entered] == [
        (str(make.recording(5)), "rank 4 -> 4: before, only the best 3 were looked up at Spotify")
    ]
    narrow = {"playable_pool": 2, "playable_pool_most": 2}
    left = again(on_spotify, make, (2, 3), **narrow)["left"]
    assert [(one["recording_id"], one["reason"]) for one in left] == [
        (str(make.recording(5)), "rank 4: only the best 2 were looked up at Spotify")
    ]


def test_what_need_not_play_any_more_is_said_to_need_it_no_more(on_spotify: Settings, make: Any) -> None:
    """Without publishing 4 comes in unknown, and with it again 4 leaves; nobody learned where it plays."""
    make_slates(on_spotify, WEEK, [make.listener(1)])
    found = again(on_spotify, make, publish_enabled=False)
    assert [(one["recording_id"], one["reason"]) for one in found["entered"]] == [
        (str(make.recording(4)), "it need not be known to be playable any more")
    ]
    back = again(on_spotify, make, (2, 3), weight_wish=0.51)
    assert [(one["recording_id"], one["reason"]) for one in back["left"]] == [
        (str(make.recording(4)), "it is not known to be playable, which was not asked before")
    ]


def test_what_was_found_to_play_in_between_is_said_to(on_spotify: Settings, make: Any) -> None:
    make_slates(on_spotify, WEEK, [make.listener(1)])
    with db.transaction(on_spotify) as connection:
        row = {"market": "DE", "method": "search", "known_at": "2026-11-02T00:00:00Z", "spotify_uri": "u:4"}
        db.insert_rows(connection, "identity.playable", [{**row, "recording_id": make.recording(4)}])
    found = again(on_spotify, make, weight_wish=0.51)
    assert [(one["recording_id"], one["reason"]) for one in found["entered"]] == [
        (str(make.recording(4)), "it is playable now")
    ]
