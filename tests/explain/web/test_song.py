"""What is said of one song beside its words."""

import pytest

from explain.web.frame import FRAMES
from explain.web.names import Names
from explain.web.page import spotify_href
from explain.web.song import facts_of, miss_of, permalink, terms_of, weakest_of, what_ifs_of

ENGLISH = FRAMES["en"]


def what_if(what: str, after: int, *, on_slate: bool = True) -> dict[str, object]:
    return {
        "without_kind": "playlist",
        "without_id": what,
        "rank_with": 3,
        "rank_without": after,
        "pool_size": 1000,
        "on_slate": on_slate,
    }


def test_what_moves_a_song_most_comes_first_and_what_does_not_is_only_named() -> None:
    names = Names(playlists={"a": "A", "b": "B", "c": "C"})
    moving, unmoved = what_ifs_of([what_if("a", 5), what_if("b", 41, on_slate=False), what_if("c", 3)], names)
    assert [("the playlist “B”", 41), ("the playlist “A”", 5)] == [(one.without, one.rank_without) for one in moving]
    assert ["the playlist “C”"] == unmoved


def test_leaving_the_slate_is_a_move_even_at_the_same_rank() -> None:
    moving, unmoved = what_ifs_of([what_if("a", 3, on_slate=False)], Names())
    assert (["a playlist of yours"], []) == ([one.without for one in moving], unmoved)


def test_only_what_a_source_knows_is_said() -> None:
    assert [] == facts_of(
        {"genres": [], "moods": [], "tempo_bpm": None, "release_year": None, "listener_count": None}, ENGLISH
    )
    assert ["1994", "dub", "90 bpm"] == facts_of(
        {"genres": [{"name": "dub"}], "release_year": 1994, "tempo_bpm": 90.2}, ENGLISH
    )


def test_the_sum_leaves_out_terms_that_are_zero() -> None:
    sums = {"own": 0.5, "sound": 0.0, "trend": 0.0, "wish": -0.3, "judgement": 0.0, "popularity": -0.01, "score": 0.19}
    assert [
        ("your own songs", "+0.500"),
        ("your wishes and feedback", "−0.300"),
        ("popularity correction", "−0.010"),
    ] == terms_of([sums], ENGLISH)


@pytest.mark.parametrize(
    ("payload", "said"),
    [
        (
            {"reason": "range", "feature": "release_year", "value": 2024.0, "p10": 1988.0, "p90": 2004.0},
            "Year 2024: outside your usual 1988 to 2004.",
        ),
        (
            {"reason": "term", "feature": "popularity", "value": -0.12, "share": 0},
            "The popularity correction takes 0.12 off its score.",
        ),
        (
            {"reason": "term", "feature": "sound", "value": 0.1, "share": 0.03},
            "Its thinnest support is sound and tags: 3% of the score.",
        ),
    ],
)
def test_the_weakest_point_is_one_sentence(payload: dict[str, object], said: str) -> None:
    assert said == weakest_of([payload], ENGLISH)


def test_the_nearest_miss_says_why_it_is_not_here() -> None:
    miss = {"title": "Q", "artist_name": "X", "rank": 1031, "because": "same_song"}
    assert "Q by X, rank 1,031; it is another version of a song on this list." == miss_of([miss], ENGLISH)
    assert "" == miss_of([], ENGLISH)


@pytest.mark.parametrize(
    ("stored", "href"),
    [
        ("/r/jazz/comments/1/", "https://talk.example/r/jazz/comments/1/"),
        ("https://www.reddit.com/r/jazz/1", "https://www.reddit.com/r/jazz/1"),
        ("javascript:alert(1)", ""),
        ("//evil.example/r/jazz", ""),
        ("data:text/html,x", ""),
        (None, ""),
    ],
)
def test_only_web_addresses_become_links(stored: str | None, href: str) -> None:
    assert href == permalink(stored, "https://talk.example/")


def test_only_a_track_uri_becomes_a_spotify_link() -> None:
    assert "https://open.spotify.com/track/abc123" == spotify_href("spotify:track:abc123")
    assert ["", "", ""] == [spotify_href(uri) for uri in ("", "spotify:album:abc", 'spotify:track:a"b')]


@pytest.mark.parametrize(
    ("after", "on_slate", "said"),
    [
        (41, False, "Without a playlist of yours it falls from rank 3 to 41 of 1,000, and is not chosen."),
        (2, True, "Without a playlist of yours it rises from rank 3 to 2 of 1,000."),
        (3, False, "Without a playlist of yours it keeps rank 3 of 1,000, and is not chosen."),
    ],
)
def test_a_what_if_is_one_exact_sentence(after: int, on_slate: bool, said: str) -> None:
    moving, _ = what_ifs_of([what_if("a", after, on_slate=on_slate)], Names())
    assert [said] == [one.says for one in moving]
