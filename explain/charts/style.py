"""The one theme of all pictures: colours that colour-blind eyes tell apart, fixed fonts, nothing of the machine."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.ft2font import FT2Font

WIDTH, HEIGHT = 6.4, 3.6
"""Inches: 640 x 360 pixels at 100 dots per inch."""
PAPER, INK, SOFT, LINE, FAINT = "#ffffff", "#1f1c17", "#675f53", "#d8d2c6", "#efece5"
SONG, ARTIST, USUAL = "#0173b2", "#de8f05", "#b9b2a5"
"""seaborn's colour-blind palette: the same blue and orange as on the pages."""
TERM_COLOURS = {
    "own": "#0173b2",
    "sound": "#56b4e9",
    "trend": "#de8f05",
    "wish": "#029e73",
    "judgement": "#cc78bc",
    "popularity": "#949494",
}
FONT = "DejaVu Sans"
_MISSING = "□"
_RC = {
    "font.family": FONT,
    "font.size": 9,
    "text.parse_math": False,  # a title may hold dollar signs
    "text.usetex": False,
    "text.hinting": "no_autohint",
    "text.antialiased": True,
    "axes.facecolor": PAPER,
    "figure.facecolor": PAPER,
    "savefig.facecolor": PAPER,
    "axes.edgecolor": LINE,
    "axes.labelcolor": SOFT,
    "axes.labelsize": 8.5,
    "axes.linewidth": 0.8,
    "axes.grid": False,
    "axes.axisbelow": True,
    "axes.unicode_minus": True,
    "xtick.color": SOFT,
    "ytick.color": INK,
    "xtick.labelsize": 8.5,
    "ytick.labelsize": 9,
    "xtick.major.size": 0,
    "ytick.major.size": 0,
    "text.color": INK,
    "legend.frameon": False,
    "legend.fontsize": 8,
    "path.simplify": True,
    "agg.path.chunksize": 0,
}


@contextmanager
def theme() -> Iterator[None]:
    """Matplotlib's own defaults plus ours, whatever the machine's matplotlibrc says; the caller's come back after."""
    kept = {
        name: mpl.rcParamsDefault[name] for name in mpl.rcParamsDefault if not name.startswith(("backend", "webagg"))
    }
    with mpl.rc_context(kept | _RC):  # type: ignore[arg-type]  # names are typed as literals
        yield


@cache
def _font() -> FT2Font:
    return font_manager.get_font(font_manager.findfont(FONT, fallback_to_default=False))


def drawable(text: str) -> str:
    """The text with a box for every character that our font lacks: a missing glyph would warn and draw nothing."""
    plain = " ".join(text.split())
    return "".join(char if _font().get_char_index(ord(char)) else _MISSING for char in plain)


def width_of(text: str, size: float) -> float:
    """Width of a drawn text in inches, at a font size in points."""
    font = _ruler()
    font.set_size(size, 72)
    font.set_text(text, 0.0)
    return float(font.get_width_height()[0] / 64 / 72)


@cache
def _ruler() -> FT2Font:
    """A font of our own to measure with, since the drawing one is shared."""
    return FT2Font(_font().fname)


def shortened(text: str, size: float, inches: float) -> str:
    """A text that fits into a width at a font size; a longer one ends in an ellipsis."""
    plain = drawable(text)
    if width_of(plain, size) <= inches:
        return plain
    low, high = 0, len(plain)
    while low < high:
        middle = (low + high + 1) // 2
        if width_of(plain[:middle] + "…", size) <= inches:
            low = middle
        else:
            high = middle - 1
    return plain[:low].rstrip(" ,.;:·-&") + "…"


def percent(share: float) -> str:
    """A share in [0, 1] as whole percent; a small one is "<1%"."""
    return "<1%" if 0 < share < 0.005 else f"{share:.0%}"  # noqa: PLR2004  (half a percent)


def signed(value: float) -> str:
    """A part of a sum: sign and three decimals, a true minus."""
    text = f"{value:+.3f}"
    return ("0.000" if float(text) == 0 else text).replace("-", "−")
