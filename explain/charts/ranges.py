"""The picture of a song against what the listener usually keeps: one dumbbell per feature, on one common scale."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text

from explain.charts.canvas import new_figure, png_of
from explain.charts.rows import FEATURES, KNOWN_ENOUGH
from explain.charts.style import ARTIST, FAINT, INK, PAPER, SOFT, SONG, USUAL, shortened, theme
from explain.charts.words import WORDS, ChartWords
from pipelines.domain.telling import ENGLISH

_BOX = (0.165, 0.145, 0.81, 0.635)
_LEFT, _RIGHT = -0.75, 1.75
"""Where the scale ends, in widths of the usual range; what lies beyond is drawn at the edge as an arrow."""
_LEAST_WIDTH = {"tempo_bpm": 10.0, "energy": 0.1, "valence": 0.1, "release_year": 5.0}
"""Width of a range whose ends fall together."""
_TITLE_SIZE, _TITLE_WIDTH = 11.5, 5.6


@dataclass(frozen=True)
class _Stage:
    figure: Figure
    axes: Axes
    title: Text


@lru_cache(maxsize=4)
def _stage(dpi: int, words: ChartWords) -> _Stage:
    figure, axes = new_figure(dpi, _BOX)
    sns.scatterplot(x=[0.0, 1.0], y=[0, len(FEATURES) - 1], ax=axes, alpha=0, legend=False)
    axes.set_xlim(_LEFT - 0.12, _RIGHT + 0.12)
    axes.set_ylim(len(FEATURES) - 0.45, -0.6)
    axes.set_xticks([])
    axes.text(0.5, -0.66, words.usual, va="bottom", ha="center", fontsize=8.5, color=SOFT)
    axes.set_yticks([])
    axes.set(xlabel="", ylabel="")
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.axvspan(0, 1, color=FAINT, linewidth=0, zorder=0)
    for place, name in enumerate(FEATURES):
        left: dict[str, Any] = {"ha": "left", "transform": axes.get_yaxis_transform()}
        axes.text(-0.172, place - 0.1, words.features[name], va="center", fontsize=10, **left)
        axes.text(-0.172, place + 0.24, words.units[name], va="center", fontsize=7.5, color=SOFT, **left)
    _legend(axes, words)
    title = figure.text(0.025, 0.925, "", fontsize=_TITLE_SIZE, fontweight="bold", va="center", ha="left")
    return _Stage(figure, axes, title)


def _legend(axes: Axes, words: ChartWords) -> None:
    kept: dict[str, Any] = {"transform": axes.transAxes, "clip_on": False, "zorder": 5}
    pieces = [(0.165, SONG, "o"), (0.36, ARTIST, "D"), (0.555, INK, "|")]
    for (left, colour, marker), label in zip(pieces, words.legend, strict=True):
        axes.plot(
            [left], [-0.135], marker=marker, color=colour, markersize=7 if marker != "|" else 11, linestyle="", **kept
        )
        axes.text(left + 0.018, -0.137, label, va="center", ha="left", fontsize=8.5, color=SOFT, **kept)


def draw_ranges(numbers: dict[str, Any], title: str, dpi: int, words: ChartWords = WORDS[ENGLISH]) -> bytes:
    """The PNG of range_numbers. A range of fewer than 5 known songs is hollow; unknown is a word, never a zero."""
    with theme():
        stage = _stage(dpi, words)
        stage.title.set_text(shortened(title, _TITLE_SIZE, _TITLE_WIDTH))
        drawn: list[Any] = []
        for place, row in enumerate(numbers["rows"]):
            drawn += _draw_row(stage.axes, place, row, words)
        png = png_of(stage.figure)
        for artist in drawn:
            artist.remove()
        return png


def _draw_row(axes: Axes, place: int, row: dict[str, Any], words: ChartWords) -> list[Any]:
    low, high = row["p10"], row["p90"]
    if low is None or high is None:
        known = (
            words.no_range if row["song"] is None else f"{words.value(row['song'], row['feature'])}; {words.no_range}"
        )
        return [
            axes.text(
                0.5, place, known, va="center", ha="center", fontsize=8.5, color=SOFT, fontstyle="italic", zorder=6
            )
        ]
    width = (high - low) or _LEAST_WIDTH[row["feature"]]

    def at(value: float) -> float:
        return float((value - low) / width)

    is_firm = row["known_count"] >= KNOWN_ENOUGH
    drawn = _draw_usual(axes, place, row, at, words, is_firm=is_firm)
    if row["song"] is None:
        # on the side where the artist is not
        is_left = row["artist"] is not None and at(row["artist"]) > 0.5  # noqa: PLR2004  (the middle)
        spot, side = (_LEFT - 0.1, "left") if is_left else (_RIGHT + 0.1, "right")
        drawn.append(
            axes.text(spot, place, words.no_song, va="center", ha=side, fontsize=8.5, color=SOFT, fontstyle="italic")
        )
    if row["artist"] is not None and row["artist"] != row["song"]:
        drawn += _dot(axes, place, at(row["artist"]), ARTIST, "D", 6.0, is_firm=is_firm)
    if row["song"] is not None:
        drawn += _dot(axes, place, at(row["song"]), SONG, "o", 10.0, is_firm=is_firm)
        spot = min(max(at(row["song"]), _LEFT), _RIGHT)
        drawn.append(
            axes.text(
                spot,
                place - 0.24,
                words.value(row["song"], row["feature"]),
                va="bottom",
                ha="center",
                fontsize=9,
                color=SONG,
                fontweight="bold",
                zorder=6,
            )
        )
    if not is_firm:
        few = words.few.format(row["known_count"]) if row["known_count"] else words.none
        drawn.append(
            axes.text(at(row["p90"]) / 2, place + 0.27, few, va="center", ha="center", fontsize=7.5, color=SOFT)
        )
    return drawn


def _draw_usual(
    axes: Axes, place: int, row: dict[str, Any], at: Callable[[float], float], words: ChartWords, *, is_firm: bool
) -> list[Any]:
    style = "-" if is_firm else (0, (1.5, 1.5))
    drawn: list[Any] = [
        *axes.plot(
            [0, at(row["p90"])],
            [place, place],
            color=USUAL,
            linewidth=5 if is_firm else 2.2,
            linestyle=style,
            solid_capstyle="round",
            zorder=2,
        )
    ]
    if row["p50"] is not None:
        drawn += axes.plot(
            [at(row["p50"])], [place], marker="|", color=INK, markersize=13, markeredgewidth=1.8, zorder=3
        )
    ends = ((0.0, row["p10"], "right", -0.035), (at(row["p90"]), row["p90"], "left", 0.035))
    for x, value, side, gap in ends:
        drawn.append(
            axes.text(
                x + gap,
                place + 0.27,
                words.value(value, row["feature"], with_unit=False),
                va="center",
                ha=side,
                fontsize=7.5,
                color=SOFT,
            )
        )
    return drawn


def _dot(axes: Axes, place: int, x: float, colour: str, marker: str, size: float, *, is_firm: bool) -> list[Any]:
    """A dot, or an arrow at the edge for what lies beyond the scale."""
    shape = "<" if x < _LEFT else ">" if x > _RIGHT else marker
    spot = min(max(x, _LEFT), _RIGHT)
    fill = colour if is_firm else PAPER
    return list(
        axes.plot(
            [spot],
            [place],
            marker=shape,
            markersize=size,
            markerfacecolor=fill,
            markeredgecolor=colour,
            markeredgewidth=1.6,
            zorder=5,
        )
    )
