"""Figures outside pyplot: kept and drawn again, since axes and ticks cost more than bars; and their PNG bytes."""

import io

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from explain.charts.style import HEIGHT, PAPER, WIDTH


def new_figure(dpi: int, box: tuple[float, float, float, float]) -> tuple[Figure, Axes]:
    """A figure of our size with one axes at `box` (left, bottom, width, height in shares of the figure)."""
    figure = Figure(figsize=(WIDTH, HEIGHT), dpi=dpi, facecolor=PAPER)
    FigureCanvasAgg(figure)
    return figure, figure.add_axes(box)


def png_of(figure: Figure) -> bytes:
    """The picture; equal drawings give equal bytes, since no program, version or date is written into it."""
    canvas = figure.canvas
    assert isinstance(canvas, FigureCanvasAgg)
    buffer = io.BytesIO()
    canvas.print_png(buffer, metadata={"Software": None})  # type: ignore[no-untyped-call]
    return buffer.getvalue()
