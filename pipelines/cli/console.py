"""What the command line prints: facts on stdout, progress on stderr, plain when it is not a terminal."""

import json
import sys
import time
from collections.abc import Iterable, Sequence

from pipelines.cli import is_plain


class Progress:
    """Says on stderr what is going on: one line per thing, with the seconds since the start."""

    def __init__(self) -> None:
        self.started = time.monotonic()

    def __call__(self, line: str) -> None:
        """Print one line."""
        print(f"[{time.monotonic() - self.started:6.1f} s] {line}", file=sys.stderr, flush=True)

    @property
    def seconds(self) -> float:
        """Seconds since the start."""
        return round(time.monotonic() - self.started, 1)


def print_json(value: object) -> None:
    """One line of JSON; what is not a number is null."""
    from pipelines.load.reading import clean_json

    print(json.dumps(clean_json(value), default=str, allow_nan=False))


def print_table(columns: Sequence[str], lines: Iterable[Sequence[object]], *, title: str = "") -> None:
    """A table: drawn on a terminal, aligned columns of plain text elsewhere."""
    cells = [[str(cell) for cell in line] for line in lines]
    if is_plain():
        _print_aligned(columns, cells)
        return
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    table = Table(*columns, title=title or None, title_justify="left")
    for line in cells:
        table.add_row(*(escape(cell) for cell in line))
    Console().print(table)


def _print_aligned(columns: Sequence[str], cells: Sequence[Sequence[str]]) -> None:
    widths = [max(map(len, column)) for column in zip(columns, *cells, strict=True)]
    for line in (columns, *cells):
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())
