"""Numbers, days and weeks as each language writes them, and what a rule asks for."""

from datetime import UTC, datetime

import pytest

from explain.web.frame import FRAMES

ENGLISH, GERMAN = FRAMES["en"], FRAMES["de"]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, "unknown"),
        (0, "0"),
        (12345, "12,345"),
        (0.1234, "0.123"),
        (12345.6, "12,345.6"),
        (-0.5, "−0.5"),
        (2.0, "2"),
        (0.00012, "1.2e−04"),
        (True, "yes"),
    ],
)
def test_numbers_are_short_and_unknown_is_never_zero(value: object, said: str) -> None:
    assert said == ENGLISH.number(value)


def test_a_year_has_no_thousands_mark_and_a_tempo_has_its_unit() -> None:
    assert "1994" == ENGLISH.number(1994.0, "release_year")
    assert "142 bpm" == ENGLISH.feature("tempo_bpm", 141.7)
    assert "unknown" == ENGLISH.feature("tempo_bpm", None)


def test_parts_of_a_sum_carry_their_sign() -> None:
    assert ["+0.550", "−0.030", "0.000"] == [ENGLISH.signed(value) for value in (0.55, -0.03, -0.0001)]


def test_shares_are_whole_percent_and_a_little_is_not_nothing() -> None:
    assert ["44%", "under 1%", "0%", "100%"] == [ENGLISH.percent(share) for share in (0.44, 0.004, 0.0, 1.0)]


@pytest.mark.parametrize(
    ("week", "span"),
    [
        ("2026-W47", "16 to 22 November 2026"),
        ("2026-W40", "28 September to 4 October 2026"),
        ("2026-W53", "28 December 2026 to 3 January 2027"),
    ],
)
def test_a_week_runs_from_monday_to_sunday(week: str, span: str) -> None:
    assert span == ENGLISH.week_span(week)


def test_small_words() -> None:
    assert "Week 7, 2026" == ENGLISH.week_title("2026-W07")
    assert "First slate, week 48, 2026" == ENGLISH.week_title("2026-W47.3T120305.1f2e3d4c")
    assert "25 November 2026" == ENGLISH.week_span("2026-W47.3T120305.1f2e3d4c")
    assert ["1 song", "2 songs", "1,000 people"] == [
        ENGLISH.songs(1),
        ENGLISH.songs(2),
        ENGLISH.people(1000),
    ]
    assert ["", "a", "a and b", "a, b and c"] == [
        ENGLISH.listing(items) for items in ([], ["a"], ["a", "b"], ["a", "b", "c"])
    ]
    assert ["18 November 2026", "18 November 2026", "unknown"] == [
        ENGLISH.day(moment) for moment in (datetime(2026, 11, 18, tzinfo=UTC), "2026-11-18T20:15:00+00:00", None)
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
    assert ENGLISH.asked(facet, value) == said


# ------------------------------------------------------------------ in German
@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, "unbekannt"),
        (12345, "12.345"),
        (0.1234, "0,123"),
        (12345.6, "12.345,6"),
        (-0.5, "−0,5"),
        (-2000, "−2.000"),
        (0.00012, "1,2e−04"),
        (False, "nein"),
    ],
)
def test_german_numbers_have_a_comma_and_points_between_thousands(value: object, said: str) -> None:
    assert said == GERMAN.number(value)


def test_german_shares_signs_and_units() -> None:
    assert ["44\N{NO-BREAK SPACE}%", "unter 1\N{NO-BREAK SPACE}%"] == [GERMAN.percent(share) for share in (0.44, 0.004)]
    assert ["+0,550", "−0,030", "0,000"] == [GERMAN.signed(value) for value in (0.55, -0.03, -0.0001)]
    assert ["142 BPM", "1994"] == [GERMAN.feature("tempo_bpm", 141.7), GERMAN.feature("release_year", 1994)]
    assert ["1 Song", "1.000 Songs", "a, b und c"] == [
        GERMAN.songs(1),
        GERMAN.songs(1000),
        GERMAN.listing(["a", "b", "c"]),
    ]


@pytest.mark.parametrize(
    ("week", "title", "span"),
    [
        ("2026-W47", "Woche 47, 2026", "16. bis 22. November 2026"),
        ("2026-W40", "Woche 40, 2026", "28. September bis 4. Oktober 2026"),
        ("2026-W53", "Woche 53, 2026", "28. Dezember 2026 bis 3. Januar 2027"),
        ("2026-W47.3T120305.1f2e3d4c", "Erste Liste, Woche 48, 2026", "25. November 2026"),
    ],
)
def test_german_weeks_and_days(week: str, title: str, span: str) -> None:
    """In a sentence a day is written as sentences of a report write it (explain.values_german)."""
    assert (title, span) == (GERMAN.week_title(week), GERMAN.week_span(week))
    assert ["18.11.2026", "Woche 48"] == [GERMAN.day("2026-11-18T20:15:00+00:00"), GERMAN.week("2026-W48")]


@pytest.mark.parametrize(
    ("facet", "value", "said"),
    [
        ("decade", "1990s", "Jahrzehnt 1990er"),
        ("genre", "dream pop", "Genre dream pop"),
        ("tempo", "very fast", "Tempo sehr schnell"),
        ("years", "..1979", "Musik bis 1979"),
        ("years", "2016..", "Musik ab 2016"),
        ("years", "1995..2005", "Musik von 1995 bis 2005"),
        ("novelty", "new", "Musik von Acts, die neu für dich sind"),
        ("activity", "running", "Musik fürs Laufen"),
    ],
)
def test_what_a_rule_names_is_said_in_german(facet: str, value: str, said: str) -> None:
    assert said == GERMAN.asked(facet, value)
