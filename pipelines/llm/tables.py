"""The notation of lists in a request: rows whose cells stand between bars, and shares in one line per facet.

A name that is told once in the prompt (a column, a facet) is not told again in each row; what is quoted and bracketed
once per row in JSON costs a third more tokens and says nothing.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from pipelines.llm.text import clean

BAR = "|"
_MARKS = str.maketrans({BAR: "/"})
_LONGEST_CELL = 200


def row(*cells: object) -> str:
    """One row: None is an empty cell, truth is yes or no, a list stands with commas; no empty cells at the end.

    A bar in a text becomes a slash, and a comma or percent sign in a label a blank: no text can open a cell of its own.
    """
    return BAR.join(_cell(one) for one in cells).rstrip(BAR)


def shares(rows: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """Shares by facet, as in `{"genre": "f7 soul 18%, f8 hip hop 9%"}`.

    Args:
        rows: facet, value and share (0 to 1) by id. A share is told in whole percent, rounded down: what falls short of
            a bound that a step must reach looks so.
    """
    told: dict[str, list[str]] = {}
    for key, one in rows.items():
        percent = math.floor(round(float(one["share"]) * 100, 6))
        told.setdefault(one["facet"], []).append(f"{key} {_label(one['value'])} {percent}%")
    return {facet: ", ".join(found) for facet, found in told.items()}


def numbers(values: Mapping[str, float] | Sequence[float], joint: str = ",") -> str:
    """Numbers by id, `w1 0.6,w2 -0.4`, or without: `9/2`."""
    if isinstance(values, Mapping):
        return joint.join(f"{key} {value:g}" for key, value in values.items())
    return joint.join(f"{value:g}" for value in values)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ",".join(map(_label, value))
    return name(value)


def name(value: object) -> str:
    """Somebody's name as a cell: visible, not too long, and in one line, whatever a reader takes for the end of one."""
    return " ".join(clean(str(value), _LONGEST_CELL).translate(_MARKS).split())


def _label(text: object) -> str:
    return " ".join(_cell(text).replace(",", " ").replace("%", " ").split())
