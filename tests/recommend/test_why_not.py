"""Why not: each reason provoked once, and what would bring a song in, done and looked at."""

import math
from collections.abc import Callable
from typing import Any

import pytest

from pipelines import db
from pipelines.domain.weeks import next_week
from pipelines.errors import BadInputError, ReproductionError
from pipelines.recommend.slates import make_slates
from pipelines.recommend.stored import find_edition
from pipelines.recommend.why_not import explain_absence
from pipelines.settings import Settings

pytestmark = pytest.mark.db
WEEK = "2026-W47"
PLAIN = {
    "slate_size": 2,
    "max_per_artist": 1,
    "mmr_diversity": 0.0,
    "calibration_strength": 0.0,
    "weight_popularity": 0.0,
}


def world(make: Any, **more: Any) -> Any:
    """Song 1 is owned (7 is a version of it); 2 to 6 are like it, less and less; 8 is like nothing."""
    groups, artists = {7: 1}, {6: 2}
    tracks = [make.track(n, group=groups.get(n, n), artist=artists.get(n, n)) for n in range(1, 9)]
    alike = {(1, 2): 0.9, (1, 3): 0.8, (1, 4): 0.7, (1, 5): 0.5, (1, 6): 0.85, (1, 7): 0.9}
    return make.World(tracks=tracks, own={(1, 1): 7.0}, similar=alike, **more)


def absence(settings: Settings, make: Any, number: int, week: str = WEEK, who: int = 1) -> dict[str, Any]:
    with db.transaction(settings, "open") as connection:
        stored = find_edition(connection, make.listener(who), week)
        return explain_absence(connection, settings, stored, make.recording(number))


def place_and_score(settings: Settings, make: Any, who: int, number: int) -> Any:
    with db.transaction(settings) as connection:
        sql = "select position, score from recs.slate_song where listener_id = %s and recording_id = %s"
        return db.one(connection, sql, [make.listener(who), make.recording(number)])


def test_a_wish_for_one_thing_alone_is_named(settings: Settings, lay_out: Callable[..., None], make: Any) -> None:
    """Song 4 has no year; the wish is for the 1990s alone."""
    lay_out(world(make, rules=[make.rule(1, "only", "decade", "1990s")]))
    make_slates(settings, WEEK, [make.listener(1)])
    found = absence(settings, make, 4)
    told = found["rules"][0]
    assert found["reason"] == "excluded"
    assert (told["effect"], told["facet"], told["value"], told["words"]) == ("only", "decade", "1990s", "words 1")


def test_each_reason(settings: Settings, lay_out: Callable[..., None], make: Any) -> None:
    settings = settings.model_copy(update=PLAIN)
    lay_out(world(make, rules=[make.rule(1, "exclude", "recording", str(make.recording(4)))]))
    make_slates(settings, WEEK, [make.listener(1)])
    owned = absence(settings, make, 7)
    assert (owned["reason"], owned["remedies"]) == ("owned", [])
    assert [one["recording_id"] for one in owned["owned_as"]] == [str(make.recording(1))]
    excluded = absence(settings, make, 4)
    assert (excluded["reason"], excluded["rules"][0]["words"]) == ("excluded", "words 1")
    assert [one["effect"] for one in excluded["rules"]] == ["exclude"]
    assert absence(settings, make, 99)["reason"] == "not_in_catalogue"
    unknown = absence(settings, make, 8)
    assert (unknown["reason"], unknown["places"]) == ("not_offered", {})
    capped = absence(settings, make, 6)
    assert (capped["reason"], capped["songs_of_artist"]) == ("artist_cap", [str(make.recording(2))])
    beaten = absence(settings, make, 5)
    assert (beaten["reason"], beaten["rank"], beaten["weakest"]) == ("beaten", 4, "own")
    assert beaten["last_recording_id"] == str(make.recording(3))
    assert math.isclose(beaten["gap"], beaten["weakest_by"])
    assert abs(math.fsum(part["value"] for part in beaten["parts"]) - beaten["score"]) < 1e-9
    with pytest.raises(BadInputError, match="on the slate"):
        absence(settings, make, 2)
    with pytest.raises(ReproductionError, match="comes out differently"):
        absence(settings.model_copy(update={"weight_wish": 0.1, "slate_size": 3}), make, 5)


def test_on_a_slate_with_places_left_only_the_limit_per_artist_keeps_a_song_off(
    settings: Settings, lay_out: Callable[..., None], make: Any
) -> None:
    """Four candidates of four artists fill four of ten places; song 6, weaker than all of them, is by the artist of 2.

    The last place that was filled went to a better song, but six others stayed empty: nothing beat it.
    """
    settings = settings.model_copy(update={**PLAIN, "slate_size": 10})
    weak = world(make)
    weak.similar[1, 6] = 0.1
    lay_out(weak)
    make_slates(settings, WEEK, [make.listener(1)])
    found = absence(settings, make, 6)
    assert (found["reason"], found["songs_of_artist"]) == ("artist_cap", [str(make.recording(2))])
    assert "last_step" not in found
    assert {"name": "max_per_artist", "amount": 2.0} in [
        {name: one["changes"][0][name] for name in ("name", "amount")}
        for one in found["remedies"]
        if one["position"] is not None
    ]


def test_what_was_delivered_says_in_which_week(settings: Settings, lay_out: Callable[..., None], make: Any) -> None:
    settings = settings.model_copy(update=PLAIN)
    after = next_week(WEEK)
    for week in (WEEK, after):
        lay_out(world(make), week)
        make_slates(settings, week, [make.listener(1)])
    found = absence(settings, make, 2, after)
    assert found["reason"] == "delivered"
    assert [(one["week"], one["edition"]) for one in found["delivered_in"]] == [(WEEK, 1)]


def test_what_was_cut_from_the_pool_says_where(settings: Settings, lay_out: Callable[..., None], make: Any) -> None:
    settings = settings.model_copy(update={**PLAIN, "candidate_pool": 2})
    talked = make.talk(0.1, make.post(1, 1.0))
    lay_out(world(make, talk={5: talked}))
    make_slates(settings, WEEK, [make.listener(1)])
    cut, below = absence(settings, make, 5), absence(settings, make, 3)
    assert (cut["reason"], cut["places"]) == ("cut", {"similar": 5, "trend": 1})
    weight = 0.5 ** (7 / settings.recency_half_life_days)  # of song 1; what is kept has 0.9 and 0.85 of it
    assert (cut["cut_at"], cut["pre_score"]) == pytest.approx((0.85 * weight, 0.5 * weight + 0.1))
    assert (below["reason"], below["places"]) == ("not_offered", {"similar": 3})


def test_what_does_not_play_in_the_market(settings: Settings, lay_out: Callable[..., None], make: Any) -> None:
    settings = settings.model_copy(update={**PLAIN, "publish_enabled": True})
    lay_out(world(make), source="spotify")
    with db.transaction(settings) as connection:
        db.execute(connection, "update app.listener set market = 'DE'")
        known = {"market": "DE", "method": "search", "known_at": "2026-11-01T00:00:00Z"}
        rows = [{**known, "recording_id": make.recording(n), "spotify_uri": f"spotify:track:{n}"} for n in (3, 4, 5)]
        db.insert_rows(connection, "identity.playable", rows)
    make_slates(settings, WEEK, [make.listener(1)])
    found = absence(settings, make, 2)
    assert (found["reason"], found["looked_at"]) == ("not_playable", True)
    (first,) = [one for one in found["remedies"] if len(one["changes"]) == 1]
    assert (first["changes"][0]["kind"], first["position"] is not None) == ("playable", True)
    with db.transaction(settings) as connection:
        plays = {"recording_id": make.recording(2), "spotify_uri": "spotify:track:2"}
        db.insert_rows(connection, "identity.playable", [{**known, **plays}])
    lay_out(world(make), number=2, source="spotify")
    make_slates(settings, WEEK, [make.listener(2)])
    assert place_and_score(settings, make, 2, 2)["position"] == first["position"]


def test_what_was_not_looked_up_is_not_said_to_play_nowhere(
    settings: Settings, lay_out: Callable[..., None], make: Any
) -> None:
    """Everything plays, but only the best two, 2 and 6, are looked at. 3 is the third: with three it is."""
    settings = settings.model_copy(
        update={**PLAIN, "publish_enabled": True, "playable_pool": 2, "playable_pool_most": 2}
    )
    lay_out(world(make), source="spotify")
    with db.transaction(settings) as connection:
        db.execute(connection, "update app.listener set market = 'DE'")
        known = {"market": "DE", "method": "search", "known_at": "2026-11-01T00:00:00Z"}
        rows = [{**known, "recording_id": make.recording(n), "spotify_uri": f"u:{n}"} for n in range(2, 7)]
        db.insert_rows(connection, "identity.playable", rows)
    make_slates(settings, WEEK, [make.listener(1)])
    found = absence(settings, make, 3)
    assert (found["reason"], found["rank"], found["looked_at"], found["playable_pool"]) == ("not_playable", 3, False, 2)
    does = [one["changes"] for one in found["remedies"] if one["position"] is not None]
    assert ("playable_pool", 3.0) in [(one[-1]["name"], one[-1]["amount"]) for one in does]


def test_what_would_bring_it_in_does_and_a_hundredth_less_does_not(
    settings: Settings, lay_out: Callable[..., None], make: Any
) -> None:
    settings = settings.model_copy(update=PLAIN)
    lay_out(world(make))
    make_slates(settings, WEEK, [make.listener(1)])
    remedies = absence(settings, make, 5)["remedies"]
    (remedy,) = [one for one in remedies if one["changes"][0]["kind"] == "prefer"]
    (wish,) = remedy["changes"]
    assert (wish["name"], wish["value"]) == ("artist", str(make.artist(5)))
    assert 0.01 < wish["amount"] <= 1
    for who, strength in ((2, wish["amount"]), (3, wish["amount"] - 0.01)):
        rule = make.rule(who, "prefer", "artist", wish["value"], strength)
        lay_out(world(make, rules=[rule]), number=who)
        make_slates(settings, WEEK, [make.listener(who)])
        song = place_and_score(settings, make, who, 5)
        if who == 2:
            assert song["position"] == remedy["position"]
            assert math.isclose(song["score"], remedy["score"], abs_tol=1e-12)
        else:
            assert song is None
