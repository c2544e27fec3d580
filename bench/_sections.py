"""Generated sections of docs/benchmarks.md: each between two markers of its name, everything else left alone."""

import os
import platform
from datetime import UTC, datetime
from pathlib import Path

from pipelines.errors import BadInputError
from pipelines.settings import ROOT

PAGE = ROOT / "docs" / "benchmarks.md"
_HEAD = """# Benchmarks

Every section between markers is written by `python -m bench NAME`; no number in it is typed by hand.
"""


def write_section(name: str, text: str, page: Path = PAGE) -> None:
    """Put a text between `<!-- NAME:begin -->` and `<!-- NAME:end -->`, at the end of the page when they are not there.

    Raises:
        BadInputError: The page has one of the markers without the other, or twice; nothing was written.
    """
    begin, end = f"<!-- {name}:begin -->", f"<!-- {name}:end -->"
    before = page.read_text(encoding="utf8") if page.exists() else _HEAD
    if before.count(begin) != before.count(end) or before.count(begin) > 1:
        raise BadInputError(f"{page.name}: it needs one {begin} and one {end} after it, or none of both")
    section = f"{begin}\n{text.strip()}\n{end}"
    if begin in before:
        head, rest = before.split(begin)
        if end not in rest:
            raise BadInputError(f"{page.name}: {end} must come after {begin}")
        after = head + section + rest.split(end, 1)[1]
    else:
        after = f"{before.rstrip()}\n\n{section}\n"
    page.write_text(after, encoding="utf8")


def machine_and_date() -> str:
    """`2026-11-23, x86_64, 2 cores`."""
    return f"{datetime.now(tz=UTC).date().isoformat()}, {platform.machine()}, {os.cpu_count()} cores"
