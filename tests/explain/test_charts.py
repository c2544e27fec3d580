"""Pictures: equal bytes everywhere, numbers that add up, unknown never zero, names of every script."""

import io
import os
import re
import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from PIL import Image

from explain.charts import draw_charts
from explain.charts.parts import draw_parts
from explain.charts.ranges import draw_ranges
from explain.charts.rows import part_numbers, range_numbers
from explain.charts.slate import draw_slate
from explain.charts.style import drawable, shortened, width_of
from explain.evidence import Evidence, Part, make_evidence
from pipelines.domain.hashing import sha256_hex

Rows = Callable[..., list[dict[str, Any]]]
ROW = {"label": "Sundial", "term": "own", "value": 0.4, "share": 1.0}
NUMBERS = {"rows": [ROW, {"label": "popularity", "term": "popularity", "value": -0.1, "share": None}], "score": 0.3}
_CODE = (
    "from explain.charts.parts import draw_parts\n"
    "from pipelines.domain.hashing import sha256_hex\n"
    f"print(sha256_hex(draw_parts({NUMBERS!r}, 'A title', 100)))"
)


@pytest.fixture(scope="module")
def evidence(rows: Rows) -> Evidence:
    return make_evidence(rows(3, 6))


def test_a_picture_is_640_by_360(evidence: Evidence) -> None:
    for chart in draw_charts(evidence, 100):
        assert (640, 360) == struct.unpack(">II", chart.png[16:24])
        assert b"Software" not in chart.png
        assert b"tIME" not in chart.png


def test_pictures_are_equal_after_other_pictures(evidence: Evidence) -> None:
    """Figures are kept and drawn again: nothing of one picture may stay in the next."""
    first = [chart.sha256 for chart in draw_charts(evidence, 100)]
    assert first == [chart.sha256 for chart in draw_charts(evidence, 100)]
    assert len(set(first)) == len(first)


@pytest.mark.slow
def test_bytes_are_equal_in_another_process_with_another_hash_seed() -> None:
    shown = subprocess.run(
        [sys.executable, "-c", _CODE],
        env={**os.environ, "PYTHONHASHSEED": "4711"},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    assert sha256_hex(draw_parts(NUMBERS, "A title", 100)) == shown.stdout.strip()


def test_the_bars_add_up_to_the_score(evidence: Evidence) -> None:
    for recording_id, _, _ in evidence.songs:
        numbers = part_numbers(evidence, recording_id)
        assert numbers["score"] == pytest.approx(sum(row["value"] for row in numbers["rows"]), abs=1e-9)
        assert 1.0 == pytest.approx(sum(row["share"] or 0.0 for row in numbers["rows"]), abs=1e-9)
        shares = {f"{part.title} · {part.artist_name}": part.share for _, part in evidence.of(Part, recording_id)}
        named = [row for row in numbers["rows"] if row["label"] in shares]
        assert all(row["share"] == pytest.approx(shares[row["label"]]) for row in named)  # the same as in the words


def test_negative_parts_come_last(evidence: Evidence) -> None:
    for recording_id, _, _ in evidence.songs:
        values = [row["value"] for row in part_numbers(evidence, recording_id)["rows"]]
        assert sorted(values, key=lambda value: (value < 0, -value)) == values


def test_unknown_is_a_word_and_not_a_zero() -> None:
    """A song whose tempo nobody knows looks different from one of 0 bpm; a range of 4 songs from one of 5."""
    usual = {"feature": "tempo_bpm", "artist": None, "p10": 88.0, "p50": 100.0, "p90": 121.0}

    def drawn(song: float | None, known_count: int) -> bytes:
        others = [
            {"feature": name, "song": None, "artist": None, "p10": None, "p50": None, "p90": None, "known_count": 0}
            for name in ("energy", "valence", "release_year")
        ]
        return draw_ranges({"rows": [{**usual, "song": song, "known_count": known_count}, *others]}, "Tempo", 100)

    assert len({drawn(None, 9), drawn(0.0, 9), drawn(100.0, 5), drawn(100.0, 4)}) == 4


def test_a_range_without_rows_is_unknown_throughout() -> None:
    recording_id = UUID(int=1)
    rows = range_numbers(make_evidence([]), recording_id)["rows"]
    assert ["tempo_bpm", "energy", "valence", "release_year"] == [row["feature"] for row in rows]
    assert {None} == {row["song"] for row in rows}


def test_alt_texts_say_the_numbers(evidence: Evidence) -> None:
    for chart in draw_charts(evidence, 100):
        if chart.kind == "parts":
            assert all(row["label"] in chart.alt for row in chart.numbers["rows"])
        if chart.kind == "range":
            unknown = [row for row in chart.numbers["rows"] if row["song"] is None]
            assert chart.alt.count("unknown") >= len(unknown)


_ENGLISH_ONLY = re.compile(
    r"\b(the|your|of|its|score|song|list|unknown|usual|known|week|talk|year|released)\b|\d\.\d|\d%"
)


def test_a_german_report_has_german_pictures(rows: Rows) -> None:
    """Other bytes, the same numbers; what is said beside names is German, with its marks: 0,52 and 38 %."""
    english, german = (draw_charts(make_evidence(rows(3, 6, language=one)), 100) for one in ("en", "de"))
    assert [chart.kind for chart in english] == [chart.kind for chart in german]
    shown = [row for chart in german for row in chart.numbers["rows"]]
    names = {row[name] for row in shown for name in ("title", "artist_name") if name in row}
    names |= {part for row in shown if " · " in row.get("label", "") for part in row["label"].split(" · ")}
    for one, other in zip(english, german, strict=True):
        assert one.sha256 != other.sha256
        assert _values(one.numbers) == _values(other.numbers)
        text = f"{other.alt} {other.numbers['title']}"
        for name in sorted(names, key=len, reverse=True):
            text = text.replace(name, "")
        assert _ENGLISH_ONLY.search(text) is None, text


def _values(numbers: dict[str, Any]) -> list[Any]:
    return [value for row in numbers["rows"] for name, value in row.items() if name != "label"]


def test_names_of_every_script_are_drawn_or_boxed() -> None:
    """DejaVu has Greek and Cyrillic, and no CJK: a missing glyph would warn, and warnings are errors here."""
    assert "Ωδή Песня $x^2$" == drawable("Ωδή  Песня $x^2$")
    assert "□の□"[0] == drawable("月")[0]
    rows = [{**ROW, "label": name} for name in ("青い信号", "$\\frac{1}{2}$", "🎷 עברית", "A" * 300)]
    assert draw_parts({"rows": rows, "score": 1.6}, "月の船 " * 40, 100)


def test_a_long_title_ends_in_an_ellipsis_within_its_width() -> None:
    short = shortened("A Field Guide to Leaving by the Understudies of Ines", 9, 1.5)
    assert short.endswith("…")
    assert width_of(short, 9) <= 1.5
    assert "Sundial" == shortened("Sundial", 9, 1.5)


def _edge(png: bytes) -> set[int]:
    """Brightness of the last columns of a picture."""
    picture = Image.open(io.BytesIO(png)).convert("L")
    return set(picture.crop((picture.width - 4, 0, picture.width, picture.height)).tobytes())


def test_what_stands_at_the_end_of_a_bar_is_inside_the_picture() -> None:
    rows = [{**ROW, "label": "sound and tags", "value": 0.037, "share": 1.0}]
    assert len(_edge(draw_parts({"rows": rows, "score": 0.037}, "Sound", 100))) == 1


def test_the_keys_of_five_terms_take_two_lines() -> None:
    terms = ("own", "sound", "trend", "wish", "judgement")
    rows = [{"position": place, **dict.fromkeys(terms, 0.2)} for place in range(1, 31)]
    assert len(_edge(draw_slate({"rows": rows, "terms": dict.fromkeys(terms, 0.2)}, "Sound and tags", 100))) == 1
