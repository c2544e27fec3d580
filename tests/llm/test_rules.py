"""Wishes as rules by plain code: (effect, facet, value, strength) for each phrase."""

import pytest

from pipelines.llm.rules import Vocabulary, parse_rules

RAP_NOT = ("exclude", "genre", "hip hop", 1.0)
CATALOGUE = Vocabulary.of_catalogue(
    ["cloud rap", "dream pop"], ["calm", "dark"], {"cold harbor": "artist-1", "low": "artist-2"}
)


def read(text: str, vocabulary: Vocabulary | None = None) -> list[tuple[str, str, str, float]]:
    return [(one.effect, one.facet, one.value, one.strength) for one in parse_rules(text, "en", vocabulary).rules]


def test_the_wish_of_the_product_page() -> None:
    wish = parse_rules("rainy mornings, no rap, more 90s")
    assert read("rainy mornings, no rap, more 90s") == [
        ("prefer", "mood", "melancholic", 0.6),
        ("prefer", "mood", "calm", 0.6),
        RAP_NOT,
        ("prefer", "decade", "1990s", 0.6),
    ]
    assert [one.words for one in wish.rules] == ["rainy mornings", "rainy mornings", "no rap", "more 90s"]
    assert wish.unread == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("no rap or metal, jazz", ["exclude hip hop", "exclude metal", "prefer jazz"]),
        ("no rap, metal or country", ["exclude hip hop", "exclude metal", "exclude country"]),
        ("no rap, rainy mornings", ["exclude hip hop", "prefer melancholic", "prefer calm"]),
        ("no rap and metal", ["exclude hip hop", "exclude metal"]),
        ("no rap and more jazz", ["exclude hip hop", "prefer jazz"]),
        ("no rap but jazz", ["exclude hip hop", "prefer jazz"]),
        ("no rap and slow songs", ["exclude hip hop", "prefer slow"]),
        ("no rap for running", ["exclude hip hop", "prefer running"]),
        ("I don't want any more rap", ["exclude hip hop"]),
        ("not only jazz but also soul", ["prefer jazz", "prefer soul"]),
        ("nothing but jazz", ["only jazz"]),
        ("only instrumental", ["only zxx"]),
        ("only from the 90s", ["only 1990s"]),
        ("only jazz, more 90s", ["only jazz", "prefer 1990s"]),
        ("only jazz, soul or funk", ["only jazz", "only soul", "only funk"]),
        ("only slow songs from the 90s", ["only slow", "only 1990s"]),
        ("jazz only", ["only jazz"]),
        ("I only want to hear jazz", ["only jazz"]),
        ("I don't want only jazz", ["prefer jazz"]),
        ("only a bit of jazz", ["prefer jazz"]),
        ("only clean lyrics", ["exclude true"]),
        ("nur Jazz", ["only jazz"]),
        ("nur noch 90er, kein Rap", ["only 1990s", "exclude hip hop"]),
        ("nichts als Jazz", ["only jazz"]),
        ("nicht nur Jazz", ["prefer jazz"]),
        ("nur instrumental", ["only zxx"]),
        ("no jazz. Only jazz", ["only jazz"]),
        ("only jazz. No jazz", ["exclude jazz"]),
        ("anything but country", ["exclude country"]),
        ("rap? never", ["exclude hip hop"]),
        ("No, I want jazz", ["prefer jazz"]),
        ("I can't get enough jazz", ["prefer jazz"]),
        ("too much metal", ["avoid metal"]),
        ("no instrumentals", ["exclude zxx"]),
        ("no vocals", ["prefer zxx"]),
        ("no swearing", ["exclude true"]),
        ("clean lyrics please", ["exclude true"]),
    ],
)
def test_a_negation_reaches_as_far_as_people_mean_it(text: str, expected: list[str]) -> None:
    assert [f"{effect} {value}" for effect, _, value, _ in read(text)] == expected


@pytest.mark.parametrize(
    ("text", "strength"),
    [
        ("more jazz", 0.6),
        ("a bit more jazz", 0.3),
        ("much more jazz", 0.9),
        ("a lot less jazz", 0.9),
        ("jazz only", 1.0),
        ("no jazz", 1.0),
    ],
)
def test_words_of_degree_set_the_strength(text: str, strength: float) -> None:
    assert [one[3] for one in read(text)] == [strength]


@pytest.mark.parametrize(
    ("text", "decade"),
    [
        ("'90s", "1990s"),
        ("90's", "1990s"),
        ("1990s", "1990s"),
        ("nineties", "1990s"),
        ("from 1994", "1990s"),
        ("00s", "2000s"),
        ("2010s", "2010s"),
        ("90er", "1990s"),
        ("the 20s", "2020s"),
    ],
)
def test_decades_by_any_spelling(text: str, decade: str) -> None:
    assert read(text) == [("prefer", "decade", decade, 0.6)]


@pytest.mark.parametrize(
    ("text", "tempi"),
    [
        ("slow songs", ["slow"]),
        ("not too fast", ["fast", "very fast"]),
        ("around 128 bpm", ["fast"]),
        ("under 100 bpm", ["slow", "mid"]),
        ("over 150 bpm", ["very fast"]),
        ("very fast", ["very fast"]),
    ],
)
def test_tempo_words_and_beats_per_minute(text: str, tempi: list[str]) -> None:
    """Slow < 90 <= mid < 120 <= fast < 150 <= very fast."""
    assert [value for _, facet, value, _ in read(text) if facet == "tempo"] == tempi


def test_the_later_of_two_words_on_one_thing_wins() -> None:
    assert read("more jazz. On second thought, no jazz") == [("exclude", "genre", "jazz", 1.0)]


def test_words_that_nothing_came_from_are_given_back_as_written() -> None:
    wish = parse_rules("Something for my grandmother's funeral, no techno")
    assert wish.unread == ["grandmother's funeral"]
    assert len(wish.rules) == 1


def test_german_wishes_are_read() -> None:
    assert read("mehr 90er, kein Rap, ruhige Lieder") == [
        ("prefer", "decade", "1990s", 0.6),
        RAP_NOT,
        ("prefer", "mood", "calm", 0.6),
    ]


def test_a_catalogue_gives_genres_moods_and_artists() -> None:
    """Rap is hip hop, and `rap` where the catalogue says so; a one-word artist needs a capital letter."""
    assert [one[:3] for one in read("no rap, more Cold Harbor", CATALOGUE)] == [
        ("exclude", "genre", "hip hop"),
        ("exclude", "genre", "rap"),
        ("prefer", "artist", "artist-1"),
    ]
    assert [one[2] for one in read("rainy mornings", CATALOGUE)] == ["calm"]
    assert [one[2] for one in read("more Low, but a low key mood", CATALOGUE)] == ["artist-2"]


@pytest.mark.parametrize(
    "text", ["", "   ", "!!!", "no", "more", "no no no", "and or but", "💥", "less, more, never", "a" * 1000]
)
def test_nonsense_gives_no_rule_and_no_error(text: str) -> None:
    assert parse_rules(text).rules == []


def test_every_rule_is_carried_by_words_of_the_wish() -> None:
    text = "much more dreamy shoegaze; nothing explicit, less pop or disco, and songs in German from the eighties only"
    wish = parse_rules(text)
    assert len(wish.rules) >= 6
    assert all(one.words in text for one in wish.rules)
