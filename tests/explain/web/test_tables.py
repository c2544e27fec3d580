"""The table twin of a chart holds exactly what is drawn."""

from explain.web.tables import as_table


def test_rows_become_rows_with_numbers_set_right() -> None:
    table = as_table([{"label": "Grey Weather", "value": 0.4}, {"label": "own", "value": -0.03}], str)
    assert ["label", "value"] == table.columns
    assert [["Grey Weather", "0.4"], ["your own songs", "−0.03"]] == table.rows
    assert [False, True] == table.is_number


def test_an_unknown_value_is_written_as_unknown() -> None:
    assert [["tempo", "unknown", "121"]] == as_table(
        {"rows": [{"feature": "tempo_bpm", "song": None, "p90": 121.0}]}, str
    ).rows


def test_a_flat_object_has_a_row_per_key_and_ids_are_spelled() -> None:
    table = as_table({"song_count": 3, "first": "p1"}, lambda text: {"p1": "Rainy Sundays"}.get(text, text))
    assert [["song count", "3"], ["first", "Rainy Sundays"]] == table.rows


def test_no_numbers_make_no_rows() -> None:
    assert [] == as_table([], str).rows
    assert [] == as_table({}, str).rows
