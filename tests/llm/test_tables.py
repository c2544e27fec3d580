"""The notation of lists in a request: what a row says, what no text can do to it, and how a model reads it."""

from pipelines.llm import tables
from pipelines.sandbox.scripted_reading import read_numbers, read_rows, read_shares


def test_a_row_ends_with_its_last_known_cell() -> None:
    row = tables.row("s7", "Slow Rain, Wet Paint", ["dream pop", "folk"], [], None, True, 412, None, None)
    assert row == "s7|Slow Rain, Wet Paint|dream pop,folk|||yes|412"
    assert tables.row("s7", None, False) == "s7||no"


def test_no_text_opens_a_cell_a_label_or_a_row_of_its_own() -> None:
    row = tables.row("s1", "Slow | Rain\ns2|New", ["r&b, soul|x"], "a\u200bb")
    assert row == "s1|Slow / Rain s2/New|r&b soul/x|ab"
    assert tables.row("s1", "Slow\u2028s2\u2029x\x85y") == "s1|Slow s2 xy"
    assert tables.shares({"f1": {"facet": "genre", "value": "a 9%, f2 b", "share": 0.5}}) == {
        "genre": "f1 a 9 f2 b 50%"
    }


def test_shares_are_told_by_facet_and_never_above_what_they_are() -> None:
    """A step must rest on a share of 5 % or more: 4.9 % must not look like it, and 29 % stays 29."""
    rows = {
        "f1": {"facet": "genre", "value": "hip hop", "share": 0.29},
        "f2": {"facet": "genre", "value": "soul", "share": 0.049},
        "f3": {"facet": "decade", "value": "1990s", "share": 1.0},
    }
    assert tables.shares(rows) == {"genre": "f1 hip hop 29%, f2 soul 4%", "decade": "f3 1990s 100%"}


def test_the_scripted_model_reads_what_the_notation_says() -> None:
    rows = read_rows(["s7|Slow Rain, Wet Paint|dream pop,folk||yes"], ("id", "song", "genres", "near", "new", "talk"))
    assert rows == [{"id": "s7", "song": "Slow Rain, Wet Paint", "genres": ["dream pop", "folk"], "new": "yes"}]
    assert read_shares({"genre": "f1 hip hop 29%, f2 soul 4%"}) == [
        ("f1", "genre", "hip hop", 0.29),
        ("f2", "genre", "soul", 0.04),
    ]
    assert read_numbers(tables.numbers({"w1": 0.6, "w2": -0.4})) == {"w1": 0.6, "w2": -0.4}
    assert tables.numbers((9, 2.0), "/") == "9/2"
