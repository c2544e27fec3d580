"""Text that JSON may hold and PostgreSQL refuses must not stop a day; counts count every page."""

import pytest

from pipelines import db
from pipelines.landing import quarantine, seal
from pipelines.settings import Settings
from tests.landing.test_landing import DAY, KNOWN, row

pytestmark = pytest.mark.db


@pytest.mark.parametrize("text", ["nul \x00 here", "half \ud83d here"])
def test_what_postgresql_refuses_is_replaced_and_the_rest_stays(settings: Settings, text: str) -> None:
    assert seal(settings, "reddit", None, DAY, [row("a", title=text, inner=[{"x": text}]), row("b")]).row_count == 2
    with db.transaction(settings) as connection:
        stored = db.rows(connection, "select payload from landing.reddit where source_key = 'a'")[0]["payload"]
    clean = text[:5].rstrip("\x00\ud83d") + "\ufffd here"
    assert stored == {"title": clean, "inner": [{"x": clean}]}


def test_a_backslash_that_only_looks_like_nul_stays(settings: Settings) -> None:
    seal(settings, "reddit", None, DAY, [row("a", title="C:\\u0000")])
    with db.transaction(settings) as connection:
        stored = db.rows(connection, "select payload from landing.reddit")[0]["payload"]
    assert stored == {"title": "C:\\u0000"}


def test_rows_are_counted_over_all_pages_of_an_insert(settings: Settings) -> None:
    """2,500 rows are three statements of 1,000, 1,000 and 500."""
    rejected = [("post", f"line {number}", "no title", {}) for number in range(2500)]
    assert quarantine(settings, "file:x", rejected, KNOWN) == 2500
    assert quarantine(settings, "file:x", rejected, KNOWN) == 0
