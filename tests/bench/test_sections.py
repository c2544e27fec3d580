"""Generated sections: only what is between the markers changes."""

from pathlib import Path

import pytest

from bench._sections import write_section
from pipelines.errors import BadInputError


def test_a_section_is_appended_once_and_then_replaced_in_its_place(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# Own words\n\n<!-- a:begin -->\nold\n<!-- a:end -->\n\nMore own words.\n", encoding="utf8")
    write_section("a", "new\n", page)
    write_section("b", "second", page)
    write_section("b", "third", page)
    expected = "# Own words\n\n<!-- a:begin -->\nnew\n<!-- a:end -->\n\nMore own words.\n\n"
    assert f"{expected}<!-- b:begin -->\nthird\n<!-- b:end -->\n" == page.read_text(encoding="utf8")


def test_a_page_that_is_not_there_gets_a_head(tmp_path: Path) -> None:
    write_section("a", "text", tmp_path / "page.md")
    page = (tmp_path / "page.md").read_text(encoding="utf8")
    assert page.startswith("# Benchmarks\n")
    assert page.endswith("\n\n<!-- a:begin -->\ntext\n<!-- a:end -->\n")


@pytest.mark.parametrize(
    "markers",
    [
        "<!-- a:begin -->",
        "<!-- a:end -->",
        "<!-- a:end --> <!-- a:begin -->",
        "<!-- a:begin --> <!-- a:end --> <!-- a:begin --> <!-- a:end -->",
    ],
)
def test_markers_that_do_not_pair_are_refused_and_nothing_is_written(tmp_path: Path, markers: str) -> None:
    page = tmp_path / "page.md"
    page.write_text(markers, encoding="utf8")
    with pytest.raises(BadInputError, match=r"page\.md"):
        write_section("a", "text", page)
    assert markers == page.read_text(encoding="utf8")
