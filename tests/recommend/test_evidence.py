"""Scoring evidence: shares, weakest points, near misses, rules."""

from collections.abc import Callable
from typing import Any

import pytest

from pipelines.recommend.evidence import evidence_rows
from pipelines.recommend.parts import Part
from pipelines.recommend.scene import Scene
from pipelines.recommend.slate import compute_slate
from pipelines.recommend.song_evidence import weakest
from pipelines.settings import Settings


def scene(world: Any, settings: Settings) -> Scene:
    catalogue, taste = world.catalogue(), world.taste()
    return Scene(catalogue, taste, compute_slate(catalogue, taste, settings), settings)


def payloads(made: Scene, kind: str) -> list[dict[str, Any]]:
    return [row["payload"] for row in evidence_rows(made) if row["kind"] == kind]


def test_positive_shares_of_a_song_add_up_to_one_and_negative_ones_are_told(
    random_world: Any, pure_settings: Callable[..., Settings]
) -> None:
    made = scene(random_world(1), pure_settings(slate_size=4))
    rows = evidence_rows(made)
    for song in {row["recording_id"] for row in rows if row["kind"] == "song"}:
        shares = [row["payload"]["share"] for row in rows if row["kind"] == "part" and row["recording_id"] == song]
        assert sum(share for share in shares if share > 0) == pytest.approx(1.0)
        assert any(share < 0 for share in shares)


def test_the_nearest_miss_is_the_next_one_in_the_pool_and_why_it_is_off(
    make: Any, pure_settings: Callable[..., Settings]
) -> None:
    """Songs 2, 3 and 4 by one artist, two may come: the third misses at rank 3 because of the limit."""
    world = make.World(
        tracks=[make.track(1), *(make.track(n, artist=7) for n in (2, 3, 4)), make.track(5)],
        own={(1, 1): 0.0},
        similar={(1, 2): 0.9, (1, 3): 0.8, (1, 4): 0.7, (1, 5): 0.1},
    )
    miss = payloads(scene(world, pure_settings(slate_size=3, mmr_diversity=0)), "nearest_miss")[0]
    assert (str(make.recording(4)), 3, "artist_limit") == (miss["recording_id"], miss["rank"], miss["because"])


def test_the_nearest_miss_of_a_song_is_the_next_one_below_it(make: Any, pure_settings: Callable[..., Settings]) -> None:
    """Songs 2 to 5 by one artist, 6 and 7 by others; one of each artist may come. 3, 4 and 5 miss at ranks 2, 4 and 6.

    The first misses song 3, the one at rank 3 song 4, and the one at rank 5 song 5.
    """
    order = (2, 3, 6, 4, 7, 5)
    world = make.World(
        tracks=[make.track(1), *(make.track(n, artist=9 if n <= 5 else n) for n in range(2, 8))],
        own={(1, 1): 0.0},
        similar={(1, n): 0.9 - place / 10 for place, n in enumerate(order)},
    )
    made = scene(world, pure_settings(slate_size=3, max_per_artist=1, mmr_diversity=0))
    found = {
        str(row["recording_id"]): (row["payload"]["recording_id"], row["payload"]["rank"])
        for row in evidence_rows(made)
        if row["kind"] == "nearest_miss" and row["recording_id"] is not None
    }
    expected = {2: (3, 2), 6: (4, 4), 7: (5, 6)}
    assert {str(make.recording(n)): (str(make.recording(miss)), rank) for n, (miss, rank) in expected.items()} == found


def test_every_song_has_its_nearest_miss_and_its_weakest_point(
    random_world: Any, pure_settings: Callable[..., Settings]
) -> None:
    """Also a song that ranks below everything that was left out: then the last of that is nearest. With the whole pool
    on the slate nothing misses.
    """
    for seed in range(12):
        made = scene(random_world(seed), pure_settings(slate_size=8, mmr_diversity=1))
        rows = evidence_rows(made)
        songs = {row["recording_id"]: row["payload"] for row in rows if row["kind"] == "song"}
        for kind in ("nearest_miss", "weakest"):
            assert set(songs) == {row["recording_id"] for row in rows if row["kind"] == kind and row["recording_id"]}
        for row in rows:
            if row["kind"] == "nearest_miss" and row["recording_id"] is not None:
                gap = songs[row["recording_id"]]["score"] - row["payload"]["score"]
                assert gap == pytest.approx(row["payload"]["score_gap"])
    everything = scene(random_world(1, tracks=9), pure_settings(slate_size=50, max_per_artist=50))
    assert (payloads(everything, "nearest_miss") == []) == (
        len(everything.rows) == len(everything.computed.scored.scores)
    )


def test_the_weakest_point_is_the_feature_farthest_outside_the_usual_range() -> None:
    """142 BPM against 88 to 121 is 21 / 33 = 0.64 ranges out; energy 0.1 against 0.2 to 0.8 is 0.17 out."""
    ranges = [
        {"feature": "energy", "song": 0.1, "p10": 0.2, "p50": 0.5, "p90": 0.8},
        {"feature": "tempo_bpm", "song": 142.0, "p10": 88.0, "p50": 110.0, "p90": 121.0},
        {"feature": "valence", "song": None, "p10": 0.2, "p50": 0.5, "p90": 0.8},
    ]
    found = weakest([], ranges, 1.0)
    assert ("range", "tempo_bpm", 142.0) == (found["reason"], found["feature"], found["value"])
    assert found["distance"] == pytest.approx(21 / 33)


def test_within_the_range_the_weakest_point_is_a_term() -> None:
    parts = [Part("own", "recording", "a", 0.5), Part("sound", "recording", "a", 0.1)]
    assert "sound" == weakest(parts, [], 0.6)["feature"]
    assert "popularity" == weakest([*parts, Part("popularity", "count", "c", -0.05)], [], 0.6)["feature"]


def test_a_rule_says_how_many_songs_meet_it_and_what_it_kept_out(
    make: Any, pure_settings: Callable[..., Settings]
) -> None:
    """Songs of jazz, of folk, unknown: "more jazz" is met by 1, "less folk" by 1 of 2 known; "no rap" kept 5 out."""

    def of(genre: str) -> list[dict[str, Any]]:
        return [{"name": genre, "weight": 1.0}]

    world = make.World(
        tracks=[
            make.track(1),
            make.track(2, genres=of("jazz")),
            make.track(3, genres=of("folk")),
            make.track(4),
            make.track(5, genres=of("rap")),
        ],
        own={(1, 1): 0.0},
        similar={(1, n): 0.5 for n in range(2, 6)},
        rules=[
            make.rule(1, "prefer", "genre", "jazz"),
            make.rule(2, "avoid", "genre", "folk"),
            make.rule(3, "exclude", "genre", "rap"),
        ],
    )
    rules = payloads(scene(world, pure_settings(slate_size=3)), "rule")
    assert [(1, 1), (1, 1), (2, 0)] == [(rule["songs_met"], rule["songs_with"]) for rule in rules]
    assert [1, 1, 1] == [rule["songs_unknown"] for rule in rules]
    assert [str(make.recording(5))] == [one["recording_id"] for one in rules[2]["kept_out"]]


def test_the_slate_row_counts_what_is_on_it(make: Any, pure_settings: Callable[..., Settings]) -> None:
    world = make.World(
        tracks=[make.track(1, artist=1), make.track(2, artist=1), make.track(3, artist=3)],
        own={(1, 1): 0.0},
        similar={(1, 2): 0.5, (1, 3): 0.4},
    )
    slate = payloads(scene(world, pure_settings(slate_size=5)), "slate")[0]
    expected = {"song_count": 2, "wanted": 5, "artist_count": 2, "new_artist_count": 1, "pool_size": 2, "repeats": 0}
    assert expected == {name: slate[name] for name in expected}
    assert {"core": 2} == slate["role_counts"]
    assert slate["trend_used"] is False
    assert "2 candidates, at most 2 per artist and one version of each song" == slate["short_because"]
