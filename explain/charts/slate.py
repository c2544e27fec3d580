"""The picture of a whole slate: one column per song, stacked by where its score comes from."""

from collections.abc import Sequence
from typing import Any

import seaborn as sns
from matplotlib.patches import Rectangle

from explain.charts.canvas import new_figure, png_of
from explain.charts.style import FAINT, INK, SOFT, TERM_COLOURS, WIDTH, shortened, theme, width_of
from explain.charts.words import WORDS, ChartWords
from pipelines.domain.telling import ENGLISH

_BOX = (0.085, 0.135, 0.89, 0.62)
_TITLE_SIZE, _TITLE_WIDTH, _KEY_SIZE = 11.5, 5.6, 8.5
_MANY = 20
_KEYS_LEFT, _KEYS_RIGHT = 0.027, 0.98


def draw_slate(numbers: dict[str, Any], title: str, dpi: int, words: ChartWords = WORDS[ENGLISH]) -> bytes:
    """The PNG of slate_numbers, in the language of the words."""
    rows = numbers["rows"]
    terms = [term for term in TERM_COLOURS if any(row.get(term, 0.0) > 0 for row in rows)]
    long_form = {
        "position": [row["position"] for term in terms for row in rows],
        "share": [row[term] * 100 for term in terms for row in rows],
        "term": [term for term in terms for _ in rows],
    }
    with theme():
        figure, axes = new_figure(dpi, _BOX)
        if terms:
            sns.histplot(
                long_form, x="position", weights="share", hue="term", hue_order=terms[::-1], multiple="stack",
                discrete=True, shrink=0.82, palette=TERM_COLOURS, alpha=1, edgecolor="white", linewidth=0.4,
                legend=False, ax=axes,
            )  # fmt: skip
        positions = [row["position"] for row in rows]
        step = 1 if len(rows) <= _MANY else 2
        axes.set_xticks(positions[::step], [str(one) for one in positions[::step]])
        axes.set_yticks([0, 25, 50, 75, 100], ["0", "25", "50", "75", "100"])
        axes.set(xlabel=words.position, ylabel=words.of_score, ylim=(0, 100))
        axes.set_xlim(0.4, max(positions, default=1) + 0.6)
        axes.tick_params(axis="y", labelsize=8.5, labelcolor=SOFT)
        axes.grid(axis="y", color=FAINT, linewidth=0.9)
        for spine in axes.spines.values():
            spine.set_visible(False)
        figure.text(
            0.025,
            0.925,
            shortened(title, _TITLE_SIZE, _TITLE_WIDTH),
            fontsize=_TITLE_SIZE,
            fontweight="bold",
            va="center",
            ha="left",
        )
        keys = _key_lines([(term, f"{words.terms[term]} {words.percent(numbers['terms'][term])}") for term in terms])
        for (term, label), left, height in keys:
            square = Rectangle(
                (left, height - 0.012),
                0.014,
                0.026,
                transform=figure.transFigure,
                facecolor=TERM_COLOURS[term],
                figure=figure,
            )
            figure.patches.append(square)
            figure.text(left + 0.021, height, label, fontsize=_KEY_SIZE, color=INK, va="center", ha="left")
        return png_of(figure)


def _key_lines(keys: Sequence[tuple[str, str]]) -> list[tuple[tuple[str, str], float, float]]:
    """Each key with its place in shares of the figure: in one line, or in two when one is too short for them."""
    placed, left, line = [], _KEYS_LEFT, 0
    for term, label in keys:
        width = 0.021 + width_of(label, _KEY_SIZE) / WIDTH
        if left + width > _KEYS_RIGHT:
            left, line = _KEYS_LEFT, line + 1
        placed.append(((term, label), left, line))
        left += 0.021 + width
    first, apart = (0.829, 0.0) if line == 0 else (0.856, 0.058)
    return [(key, left, first - line * apart) for key, left, line in placed]
