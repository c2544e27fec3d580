"""Words and numbers as people read them."""

from datetime import UTC, datetime

import pytest

from explain.web import wording


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, "unknown"),
        (0, "0"),
        (12345, "12,345"),
        (0.1234, "0.123"),
        (-0.5, "−0.5"),
        (2.0, "2"),
        (0.00012, "1.2e−04"),
        (True, "yes"),
    ],
)
def test_numbers_are_short_and_unknown_is_never_zero(value: object, said: str) -> None:
    assert said == wording.number(value)


def test_a_year_has_no_thousands_mark_and_a_tempo_has_its_unit() -> None:
    assert "1994" == wording.number(1994.0, "release_year")
    assert "142 bpm" == wording.feature("tempo_bpm", 141.7)
    assert "unknown" == wording.feature("tempo_bpm", None)


def test_parts_of_a_sum_carry_their_sign() -> None:
    assert ["+0.550", "−0.030", "0.000"] == [wording.signed(value) for value in (0.55, -0.03, -0.0001)]


def test_shares_are_whole_percent_and_a_little_is_not_nothing() -> None:
    assert ["44%", "under 1%", "0%", "100%"] == [wording.percent(share) for share in (0.44, 0.004, 0.0, 1.0)]


def test_playlist_names_are_filled_in_and_an_unknown_one_stays_nameless() -> None:
    text = "It grows out of {playlist:p1} and {playlist:p2}."
    assert "It grows out of “Rainy {x}” and a playlist of yours." == wording.fill_playlists(text, {"p1": "Rainy {x}"})


@pytest.mark.parametrize(
    ("week", "span"),
    [
        ("2026-W47", "16 to 22 November 2026"),
        ("2026-W40", "28 September to 4 October 2026"),
        ("2026-W53", "28 December 2026 to 3 January 2027"),
    ],
)
def test_a_week_runs_from_monday_to_sunday(week: str, span: str) -> None:
    assert span == wording.week_span(week)


def test_small_words() -> None:
    assert "Week 7, 2026" == wording.week_title("2026-W07")
    assert "Spotify, at first" == wording.source("spotify:first")
    assert "First slate, week 48, 2026" == wording.week_title("2026-W47.3T120305.1f2e3d4c")
    assert "25 November 2026" == wording.week_span("2026-W47.3T120305.1f2e3d4c")
    assert ["1 song", "2 songs", "1,000 people"] == [
        wording.count(1, "song"),
        wording.count(2, "song"),
        wording.count(1000, "person", "people"),
    ]
    assert ["", "a", "a and b", "a, b and c"] == [
        wording.listing(items) for items in ([], ["a"], ["a", "b"], ["a", "b", "c"])
    ]
    assert ["18 November 2026", "18 November 2026", "unknown"] == [
        wording.day(moment) for moment in (datetime(2026, 11, 18, tzinfo=UTC), "2026-11-18T20:15:00+00:00", None)
    ]


@pytest.mark.parametrize(
    ("facet", "value", "said"),
    [
        ("decade", "1990s", "decade 1990s"),
        ("years", "..1979", "music until 1979"),
        ("years", "2016..", "music from 2016 on"),
        ("years", "1995..2005", "music from 1995 to 2005"),
        ("novelty", "new", "music by artists new to you"),
        ("activity", "running", "music for running"),
    ],
)
def test_what_a_rule_names_is_said_in_words(facet: str, value: str, said: str) -> None:
    assert wording.asked(facet, value) == said
