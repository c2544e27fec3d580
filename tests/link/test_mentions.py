"""Which artists a text names. Catalogue: artists 1..9 below; recordings 11 (of 1), 12 (of 5), 13 (of 8)."""

from uuid import UUID

import pytest

from pipelines.link.mentions import EXACT, LEADING, NAMED, QUOTED, TITLED, find_mentions
from pipelines.link.names import Catalogue

NAMES = {
    1: "Moth Season",
    2: "Season",
    3: "Low",
    4: "MØ",
    5: "Air",
    6: "The Band",
    7: "Twin Harbour",
    8: "Twin Harbour",
    9: "ABBA",
}
TITLES = {11: (1, "Fog Machine (Remastered 2011)"), 12: (5, "Sexy Boy"), 13: (8, "Home")}


def a(number: int) -> UUID:
    return UUID(int=number)


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    artists = [{"artist_id": a(number), "name": name} for number, name in NAMES.items()]
    tracks = [{"recording_id": a(n), "artist_id": a(artist), "title": title} for n, (artist, title) in TITLES.items()]
    return Catalogue(artists, tracks)


def named(text: str, catalogue: Catalogue) -> list[tuple[int, float]]:
    return [(one.artist_id.int, one.confidence) for one in find_mentions(text, catalogue)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("just heard moth season for the first time", [(1, NAMED)]),
        ("Moth Seasons are short", []),
        ("a sub-moth seasonal thing", []),
        ("see https://x.example/abba/moth", []),
        ("[FRESH] Moth Season - Something new", [(1, LEADING)]),
        ("MOTH SEASON: an essential guide", [(1, NAMED)]),
        ("the band was low on air", []),
        ("I saw Low last night", [(3, EXACT)]),
        ("Low prices, see Low Tide", []),
        ("Is Low overrated", []),
        ('what about "low" then', [(3, QUOTED)]),
        ("Low - a new one", [(3, LEADING)]),
        ("we should keep it low - really low", []),
        ("they love The Band dearly", [(6, EXACT)]),
        ("abba", []),
        ("ABBA again", [(9, NAMED)]),
        ("heard Twin Harbour today", [(7, NAMED / 2), (8, NAMED / 2)]),
        ("", []),
    ],
)
def test_names_count_by_their_form(text: str, expected: list[tuple[int, float]], catalogue: Catalogue) -> None:
    assert named(text, catalogue) == expected


@pytest.mark.parametrize(
    ("text", "artist", "recording"),
    [
        ("[FRESH] Moth Season - Fog Machine", 1, 11),
        ("[FRESH VIDEO] Moth Season – Fog Machine (Live from a laundromat)", 1, 11),
        ('moth season -- "Fog Machine" [dream pop] (2024) my neighbour plays bass in this', 1, 11),
        ("Can we talk about the bridge in Fog Machine by Moth Season?", 1, 11),
        ("air - sexy boy [electronic]", 5, 12),
        ("Twin Harbour - Home", 8, 13),
    ],
)
def test_a_title_beside_the_name_settles_who_and_what(
    text: str, artist: int, recording: int, catalogue: Catalogue
) -> None:
    """The last: two artists share a name; the one who has the title is meant."""
    found = find_mentions(text, catalogue)
    assert [(one.artist_id, one.recording_id, one.confidence) for one in found] == [(a(artist), a(recording), TITLED)]


def test_a_name_inside_a_recognised_title_is_not_a_mention() -> None:
    artists = [{"artist_id": a(1), "name": "Moth Season"}, {"artist_id": a(2), "name": "Fog Machine"}]
    tracks = [{"recording_id": a(11), "artist_id": a(1), "title": "Fog Machine"}]
    found = find_mentions("Moth Season - Fog Machine", Catalogue(artists, tracks))
    assert [one.artist_id for one in found] == [a(1)]


def test_offsets_are_code_points_of_the_captured_text(catalogue: Catalogue) -> None:
    """In the captured text: "😀 &amp; " has 2 + 6 = 8 code points; the name has 11."""
    text = "😀 &amp; Moth Season"
    (found,) = find_mentions(text, catalogue)
    assert (found.start, found.end) == (8, 19)
    assert text[found.start : found.end] == "Moth Season"


def test_an_empty_catalogue_finds_nothing() -> None:
    assert find_mentions("Moth Season", Catalogue([], [])) == []
