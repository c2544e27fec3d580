"""What a rule finds in a track."""

from typing import Any

import numpy as np
import pytest

from pipelines.recommend.steering import is_known, kept_out_by, match, steer

ARTISTS = np.array([0])
THREE = np.arange(3, dtype=np.int64)
"""Of the first artist the listener keeps something."""


@pytest.fixture
def catalogue(make: Any) -> Any:
    rock = [{"name": "indie rock", "weight": 0.8}, {"name": "jazz", "weight": 0.2}]
    return make.World(
        tracks=[
            make.track(1, genres=rock, tempo_bpm=89.9, release_year=1990, language="de", is_explicit=True, artist=1),
            make.track(2, tempo_bpm=90.0, release_year=1999, language="en", is_explicit=False, artist=1, group=3),
            make.track(3, tempo_bpm=150.0, release_year=2000, artist=2, group=3),
        ],
        similar={(1, 2): 0.4, (1, 3): 0.7},
        vectors={1: [1.0, 0.0], 2: [0.6, 0.8]},
    ).catalogue()


@pytest.mark.parametrize(
    ("facet", "value", "expected"),
    [
        ("genre", "rock", [1.0, 0.0, 0.0]),
        ("genre", "jazz", [0.25, 0.0, 0.0]),
        ("genre", "ock", [0.0, 0.0, 0.0]),
        ("mood", "calm", [0.0, 0.0, 0.0]),
        ("tempo", "slow", [1.0, 0.0, 0.0]),
        ("tempo", "mid", [0.0, 1.0, 0.0]),
        ("tempo", "very fast", [0.0, 0.0, 1.0]),
        ("decade", "1990s", [1.0, 1.0, 0.0]),
        ("decade", "nineties", [0.0, 0.0, 0.0]),
        ("years", "1991..1999", [0.0, 1.0, 0.0]),
        ("years", "..1990", [1.0, 0.0, 0.0]),
        ("years", "2000..", [0.0, 0.0, 1.0]),
        ("years", "2000..1990", [0.0, 0.0, 0.0]),
        ("novelty", "new", [0.0, 0.0, 1.0]),
        ("novelty", "familiar", [1.0, 1.0, 0.0]),
        ("novelty", "exotic", [0.0, 0.0, 0.0]),
        ("language", "de", [1.0, 0.0, 0.0]),
        ("explicit", "true", [1.0, 0.0, 0.0]),
        ("explicit", "false", [0.0, 1.0, 0.0]),
        ("artist", "Artist 3", [0.0, 0.0, 1.0]),
        ("planet", "mars", [0.0, 0.0, 0.0]),
    ],
)
def test_match_by_facet(catalogue: Any, make: Any, facet: str, value: str, expected: list[float]) -> None:
    """Genre by its share of the strongest one (0.2 / 0.8 = 0.25) and by whole words; others 1 or 0; unknown 0."""
    assert expected == pytest.approx(match(make.rule(1, "prefer", facet, value), catalogue, ARTISTS).tolist())


def test_a_recording_matches_its_versions_and_what_is_like_it(catalogue: Any, make: Any) -> None:
    """Of song 1: itself 1; song 2 max(0.4 similar, 0.6 cosine); song 3 0.7 similar. Songs 2 and 3 are versions of
    each other.
    """
    one = make.rule(1, "prefer", "recording", str(make.recording(1)))
    assert [1.0, 0.6, 0.7] == pytest.approx(match(one, catalogue, ARTISTS).tolist())
    never = make.rule(1, "exclude", "recording", str(make.recording(2)))
    assert [False, True, True] == kept_out_by([never], catalogue, ARTISTS)[0][1].tolist()


def test_artist_by_id(catalogue: Any, make: Any) -> None:
    assert [1.0, 1.0, 0.0] == match(make.rule(1, "prefer", "artist", str(make.artist(1))), catalogue, ARTISTS).tolist()


def test_prefer_lifts_avoid_lowers_exclude_forbids(catalogue: Any, make: Any) -> None:
    assert [0.5, 0, 0] == steer(make.rule(1, "prefer", "tempo", "slow", 0.5), catalogue, ARTISTS, THREE).tolist()
    assert [-0.5, 0, 0] == steer(make.rule(1, "avoid", "tempo", "slow", 0.5), catalogue, ARTISTS, THREE).tolist()
    assert [0, 0, 0] == steer(make.rule(1, "exclude", "tempo", "slow"), catalogue, ARTISTS, THREE).tolist()
    never = make.rule(1, "exclude", "genre", "jazz")
    assert [(never, [True, False, False])] == [
        (rule, flags.tolist())
        for rule, flags in kept_out_by([make.rule(2, "avoid", "genre", "jazz"), never], catalogue, ARTISTS)
    ]


def test_only_keeps_out_what_lacks_it_and_what_nobody_knows(catalogue: Any, make: Any) -> None:
    """Jazz has song 1; of songs 2 and 3 no genre is known. Two values of one facet are alternatives, two facets are
    not; and it steers by nothing.
    """
    jazz, folk = make.rule(1, "only", "genre", "jazz"), make.rule(2, "only", "genre", "folk")
    slow, mid = make.rule(3, "only", "tempo", "slow"), make.rule(4, "only", "tempo", "mid")

    def kept_out(*rules: Any) -> list[list[bool]]:
        return [flags.tolist() for _, flags in kept_out_by(rules, catalogue, ARTISTS)]

    assert [[False, True, True]] == kept_out(jazz)
    assert [[True, True, True]] == kept_out(folk)
    assert [[False, True, True]] * 2 == kept_out(jazz, folk)
    assert [[False, True, True], [True, True, True]] == kept_out(jazz, make.rule(5, "only", "artist", "Nobody"))
    assert [[False, True, True]] == kept_out(slow)
    assert [[False, False, True]] * 2 == kept_out(slow, mid)
    assert [0, 0, 0] == steer(jazz, catalogue, ARTISTS, THREE).tolist()


def test_unknown_is_told_from_no(catalogue: Any, make: Any) -> None:
    assert [True, False, False] == is_known(make.rule(1, "avoid", "genre", "rap"), catalogue).tolist()
    assert [True, True, False] == is_known(make.rule(1, "avoid", "explicit", "true"), catalogue).tolist()


def test_a_decade_and_a_range_of_years_are_alternatives(catalogue: Any, make: Any) -> None:
    """Both are about the release: "only 90s and from 2000 on" keeps all three, "only until 1990" the first."""

    def kept_out(*rules: Any) -> list[list[bool]]:
        return [flags.tolist() for _, flags in kept_out_by(rules, catalogue, ARTISTS)]

    nineties = make.rule(1, "only", "decade", "1990s")
    assert [[False, False, False]] * 2 == kept_out(nineties, make.rule(2, "only", "years", "2000.."))
    assert [[False, True, True]] == kept_out(make.rule(3, "only", "years", "..1990"))


def test_popular_and_obscure_by_how_many_listen(make: Any) -> None:
    """Of 1..10 the 0.9 quantile is the 9th, the 0.25 quantile the 3rd; unknown is neither, and known as unknown."""
    tracks = [make.track(n, listener_count=n, artist=n) for n in range(1, 11)]
    catalogue = make.World(tracks=[*tracks, make.track(11, artist=11)]).catalogue()
    popular, obscure = (make.rule(1, "prefer", "novelty", value) for value in ("popular", "obscure"))
    assert [9, 10] == (np.flatnonzero(match(popular, catalogue, ARTISTS)) + 1).tolist()
    assert [1, 2, 3] == (np.flatnonzero(match(obscure, catalogue, ARTISTS)) + 1).tolist()
    assert [11] == (np.flatnonzero(~is_known(popular, catalogue)) + 1).tolist()
    assert [9, 10] == [
        n
        for n, out in enumerate(
            kept_out_by([make.rule(2, "exclude", "novelty", "popular")], catalogue, ARTISTS)[0][1], 1
        )
        if out
    ]
    same = make.World(tracks=[make.track(n, listener_count=5, artist=n) for n in range(1, 5)]).catalogue()
    assert not match(popular, same, ARTISTS).any()
    assert not match(obscure, same, ARTISTS).any()


def test_an_activity_matches_by_the_share_of_its_conditions(make: Any) -> None:
    """Running wants 140 <= bpm < 190 and energy >= 0.6; what nobody knows does not hold. Hard rules ask for all."""
    catalogue = make.World(
        tracks=[
            make.track(1, tempo_bpm=140.0, energy=0.6),
            make.track(2, tempo_bpm=189.9, energy=0.59, artist=2),
            make.track(3, tempo_bpm=190.0, energy=0.9, artist=3),
            make.track(4, tempo_bpm=150.0, artist=4),
            make.track(5, artist=5),
        ]
    ).catalogue()
    running = make.rule(1, "prefer", "activity", "running")
    assert [1.0, 0.5, 0.5, 0.5, 0.0] == match(running, catalogue, ARTISTS).tolist()
    all_five = np.arange(5, dtype=np.int64)
    assert [0.3, 0.15, 0.15, 0.15, 0.0] == steer(
        make.rule(1, "prefer", "activity", "running", 0.3), catalogue, ARTISTS, all_five
    ).tolist()
    assert [True, True, True, False, False] == is_known(running, catalogue).tolist()
    only = make.rule(2, "only", "activity", "running")
    assert [False, True, True, True, True] == kept_out_by([only], catalogue, ARTISTS)[0][1].tolist()
    never = make.rule(3, "exclude", "activity", "running")
    assert [True, False, False, False, False] == kept_out_by([never], catalogue, ARTISTS)[0][1].tolist()


def test_an_activity_may_ask_for_one_of_some_moods(make: Any) -> None:
    """Sleeping: 40 to 90 bpm, energy to 0.3, and one of calm, peaceful, ...; two of three hold without a mood."""
    facts = {"tempo_bpm": 60.0, "energy": 0.1}
    catalogue = make.World(
        tracks=[
            make.track(1, **facts, moods=[{"name": "calm", "weight": 0.1}, {"name": "dark", "weight": 0.9}]),
            make.track(2, **facts, moods=[{"name": "dark", "weight": 1.0}]),
            make.track(3, **facts),
        ]
    ).catalogue()
    sleeping = make.rule(1, "prefer", "activity", "sleeping")
    assert pytest.approx([1.0, 2 / 3, 2 / 3]) == match(sleeping, catalogue, ARTISTS).tolist()
    assert [True, True, False] == is_known(sleeping, catalogue).tolist()
