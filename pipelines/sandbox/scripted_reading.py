"""How the scripted model reads the lists of a request: tables with bars, and shares by facet."""

from collections.abc import Sequence
from typing import Any

_LISTS = {"genres", "moods"}


def read_rows(lines: Sequence[str], columns: Sequence[str]) -> list[dict[str, Any]]:
    """Rows by column; an empty cell, and one that the row's end leaves out, is missing; genres and moods are lists."""
    return [
        {
            name: cell.split(",") if name in _LISTS else cell
            for name, cell in zip(columns, line.split("|"), strict=False)
            if cell
        }
        for line in lines
    ]


def read_shares(told: dict[str, str]) -> list[tuple[str, str, str, float]]:
    """Id, facet, value and share (0 to 1), in the order of the request."""
    found = []
    for facet, line in told.items():
        for one in line.split(", "):
            key, rest = one.split(" ", 1)
            value, percent = rest.rsplit(" ", 1)
            found.append((key, facet, value, int(percent.removesuffix("%")) / 100))
    return found


def read_numbers(cell: str) -> dict[str, float]:
    """Numbers by id: `w1 0.6,w2 -0.4`."""
    pairs = (one.split(" ") for one in cell.split(","))
    return {key: float(value) for key, value in pairs}
