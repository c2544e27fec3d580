"""The table twin of a chart: exactly the numbers that are drawn, whatever the chart's kind."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from explain.web.frame import FRAMES, Frame
from pipelines.domain.telling import ENGLISH

Spell = Callable[[str], str]
HIDDEN = frozenset({"id", "recording_id", "subject_id", "artist_id", "color", "colour", "kind"})
"""Columns for machines; the report's JSON has them."""


@dataclass(frozen=True)
class Table:
    """Headings and cells, all text; `is_number` says which columns to set right."""

    columns: list[str]
    rows: list[list[str]]
    is_number: list[bool]


def as_table(numbers: Any, spell: Spell, frame: Frame = FRAMES[ENGLISH]) -> Table:  # noqa: ANN401  (jsonb)
    """A list of like rows gives a column per key; a flat object gives one row per key."""
    found = _records(numbers, frame)
    keys = [key for key in dict.fromkeys(key for row in found for key in row) if key not in HIDDEN]
    keys = [key for key in keys if not any(isinstance(row.get(key), dict | list) for row in found)]
    return Table(
        columns=[frame.key(key) for key in keys],
        rows=[[cell(row.get(key), key, row, spell, frame) for key in keys] for row in found],
        is_number=[
            all(row.get(key) is None or isinstance(row[key], int | float) for row in found) and bool(found)
            for key in keys
        ],
    )


def cell(value: Any, key: str, row: dict[str, Any], spell: Spell, frame: Frame) -> str:  # noqa: ANN401  (jsonb)
    """One value, with the unit of its feature and the name behind an id."""
    if isinstance(value, str):
        return frame.features.get(value) or frame.terms.get(value) or spell(value)
    if key == "share" and isinstance(value, float):
        return frame.percent(value)
    return frame.number(
        value, str(row.get("feature", "")) if isinstance(value, int | float) and key != "known_count" else ""
    )


def _records(numbers: Any, frame: Frame) -> list[dict[str, Any]]:  # noqa: ANN401  (jsonb)
    if isinstance(numbers, list):
        return [row if isinstance(row, dict) else {"value": row} for row in numbers]
    if not isinstance(numbers, dict):
        return [{"value": numbers}]
    lists = [value for value in numbers.values() if isinstance(value, list) and value and isinstance(value[0], dict)]
    if lists:
        return [row for one in lists for row in one]
    return [
        {"what": frame.key(key), "value": value} for key, value in numbers.items() if not isinstance(value, dict | list)
    ]
