"""The picture of a score: one bar per part, negative ones to the left, and a line at their sum."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from matplotlib.ticker import FuncFormatter, MaxNLocator

from explain.charts.canvas import new_figure, png_of
from explain.charts.style import (
    FAINT,
    INK,
    LINE,
    SOFT,
    TERM_COLOURS,
    WIDTH,
    drawable,
    shortened,
    theme,
    width_of,
)
from explain.charts.words import WORDS, ChartWords
from pipelines.domain.telling import ENGLISH

_BOX = (0.345, 0.135, 0.605, 0.70)
_LABEL_SIZE, _LABEL_WIDTH = 9.0, 1.98
_TITLE_SIZE, _TITLE_WIDTH = 11.5, 5.6
_VALUE_SIZE, _MARGIN = 8.5, 0.01
_TALLEST = 0.62
"""Bars keep their thickness when there are few."""


@dataclass(frozen=True)
class _Stage:
    """A figure with a fixed number of bars, kept between pictures."""

    figure: Figure
    axes: Axes
    values: list[Text]
    labels: list[Text]
    title: Text
    sum_line: Line2D
    sum_text: Text
    zero: Line2D


@lru_cache(maxsize=16)
def _stage(bar_count: int, dpi: int, words: ChartWords) -> _Stage:
    figure, axes = new_figure(dpi, _BOX)
    places = list(range(bar_count))
    sns.barplot(
        x=[0.5] * bar_count,
        y=[str(one) for one in places],
        ax=axes,
        orient="h",
        color=LINE,
        errorbar=None,
        saturation=1,
    )
    axes.set(xlabel=words.points, ylabel="", yticks=[])
    axes.set_ylim(max(bar_count, 6) - 0.4, -0.6)
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.grid(axis="x", color=FAINT, linewidth=0.9)
    axes.xaxis.set_major_locator(MaxNLocator(5))
    if words.language != ENGLISH:
        axes.xaxis.set_major_formatter(FuncFormatter(words.tick))
    zero = axes.axvline(0, color=SOFT, linewidth=0.9)
    sum_line = axes.axvline(0, color=INK, linewidth=1.1, linestyle=(0, (4, 2)))
    return _Stage(
        figure=figure,
        axes=axes,
        values=[axes.text(0, place, "", va="center", ha="left", fontsize=_VALUE_SIZE, color=SOFT) for place in places],
        labels=[
            axes.text(
                -0.02, place, "", va="center", ha="right", fontsize=_LABEL_SIZE, transform=axes.get_yaxis_transform()
            )
            for place in places
        ],
        title=figure.text(0.025, 0.925, "", fontsize=_TITLE_SIZE, fontweight="bold", va="center", ha="left"),
        sum_line=sum_line,
        sum_text=axes.text(0, 1.015, "", transform=axes.get_xaxis_transform(), va="bottom", ha="center", fontsize=8.5),
        zero=zero,
    )


def draw_parts(numbers: dict[str, Any], title: str, dpi: int, words: ChartWords = WORDS[ENGLISH]) -> bytes:
    """The PNG of part_numbers, in the language of the words."""
    rows, score = numbers["rows"], numbers["score"]
    with theme():
        stage = _stage(len(rows), dpi, words)
        told = [_told(row, words) for row in rows]
        stage.axes.set_xlim(*_limits(score, [row["value"] for row in rows], told))
        bars = zip(stage.axes.patches, rows, stage.values, told, stage.labels, strict=True)
        for bar, row, text, end, label in bars:
            bar.set(width=row["value"], height=_TALLEST, facecolor=TERM_COLOURS[row["term"]], edgecolor="none")
            assert isinstance(bar, Rectangle)
            bar.set_y(text.get_position()[1] - _TALLEST / 2)
            text.set_text(end)
            text.set_x(max(row["value"], 0.0))
            label.set_text(shortened(row["label"], _LABEL_SIZE, _LABEL_WIDTH))
        stage.title.set_text(shortened(title, _TITLE_SIZE, _TITLE_WIDTH))
        stage.sum_line.set_xdata([score, score])
        stage.sum_text.set_text(drawable(words.total.format(words.signed(score).lstrip("+"))))
        stage.sum_text.set_x(score)
        return png_of(stage.figure)


def _told(row: dict[str, Any], words: ChartWords) -> str:
    """What stands at the end of a bar."""
    share = "" if row["share"] is None else f"  {words.percent(row['share'])}"
    return f" {words.signed(row['value'])}{share}"


def _limits(score: float, values: Sequence[float], told: Sequence[str]) -> tuple[float, float]:
    """From where to where the axis goes, so that what stands at the end of each bar is inside."""
    highest, lowest = max([score, *values, 1e-6]), min([score, *values, 0.0])
    left = lowest - (0.02 * (highest - lowest) if lowest < 0 else 0)
    room = [1 - width_of(words, _VALUE_SIZE) / (_BOX[2] * WIDTH) - _MARGIN for words in told]
    ends = [left + (max(value, 0.0) - left) / share for value, share in zip(values, room, strict=True)]
    return left, max([highest + 0.05 * (highest - lowest), *ends])
