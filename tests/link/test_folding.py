"""Folding: names compare equal however they are typed, and offsets lead back to the captured text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.link.folding import fold, fold_name


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("BEYONCÉ", "beyonce"),
        ("Beyonce\u0301", "beyonce"),
        ("Marrow &amp; Thistle", "marrow and thistle"),
        ("Marrow  and\tThistle", "marrow and thistle"),
        ("Ｓｗｉｍｍｅｒ’s Halo", "swimmer's halo"),
        ("Straße", "strasse"),
        ("&nosuchthing;", " and nosuchthing;"),
    ],
)
def test_spellings_of_one_name_fold_to_one_text(typed: str, folded: str) -> None:
    assert fold(typed).text == folded


def test_offsets_point_at_the_code_points_as_captured() -> None:
    """In the raw text "A &amp; " has 8 code points, and "Zoé" with its combining accent 4: 8..12; 6..9 folded."""
    raw = "A &amp; Zoe\u0301!"
    folded = fold(raw)
    start = folded.text.index("zoe")
    first, last = folded.offsets(start, start + 3)

    assert (start, first, last) == (6, 8, 12)
    assert raw[first:last] == "Zoe\u0301"


def test_names_do_not_reach_over_a_line_break() -> None:
    assert fold("Moth \n Season").text == "moth\nseason"
    assert fold_name(" Moth Season ") == "moth season"


@given(st.text(max_size=40))
def test_every_folded_character_comes_from_somewhere_in_order(raw: str) -> None:
    folded = fold(raw)
    assert len(folded.text) == len(folded.starts) == len(folded.ends)
    assert all(0 <= a < b <= len(raw) for a, b in zip(folded.starts, folded.ends, strict=True))
    assert list(folded.starts) == sorted(folded.starts)
