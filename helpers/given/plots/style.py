"""How every figure of the series looks, and how it gets into a notebook.

A plot is a function that returns (figure, alt) and is decorated with `shown`: calling it then shows the figure.

    @shown
    def losses(values):
        figure, axes = new()
        axes.plot(values, color=BLUE)
        title(figure, "The loss falls from 9 to 5")
        return figure, "The loss falls from 9 to 5 within 100 steps."
"""

import base64
import functools
import html
import io
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
from IPython.display import display

from helpers.given import data

if TYPE_CHECKING:  # matplotlib takes longer to load than all else; the first figure loads it, and grading draws none
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Drawn = tuple["Figure", str]
"""A figure, and what one sees in it."""

# The colours of Okabe and Ito, which people with any colour vision tell apart; here from dark to light.
BLACK, BLUE, VERMILION, GREEN = "#000000", "#0072B2", "#D55E00", "#009E73"
PURPLE, ORANGE, SKY, YELLOW = "#CC79A7", "#E69F00", "#56B4E9", "#F0E442"
COLORS = (BLUE, VERMILION, GREEN, PURPLE, ORANGE, SKY, BLACK, YELLOW)
MARKERS = "osv^D*PXph"  # one for each of ten classes: colour is never the only signal
GREY = "#767676"  # for what is in the background: grids, reference lines, remarks

SHADES = "cividis"  # from dark to light, so that the sign of a number survives a black and white printer

AGAINST, FOR = "#08306B", "#E66100"  # ends of the map for signed numbers, white at 0; dark and light without colour

WIDE, TALL = (7.2, 3.0), (7.2, 5.2)  # inches; a notebook's column is about as wide
PIXELS_PER_INCH = 100  # as shown; the image holds twice as many, for sharp screens
LEAST = 346
"""A notebook shrinks a figure that is too wide for it, but not below so many pixels, what a window of 800 has room for
beside the file list: to see no part of a figure is worse than small words, and smaller ones nobody can read."""

STYLE = {
    "figure.constrained_layout.use": True,
    "font.size": 10,
    "axes.titlesize": 10,
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.prop_cycle": f"cycler(color={list(COLORS)})",
    "legend.frameon": False,
    "lines.linewidth": 2,
}


def new(rows: int = 1, columns: int = 1, size: tuple[float, float] = WIDE, **options: Any) -> tuple["Figure", Any]:
    """Return an empty figure and its axes: one, or an array of them as matplotlib.pyplot.subplots gives.

    Args:
        rows, columns: how many axes there are below and next to each other.
        size: width and height in inches.
        options: for Figure.subplots, such as sharey=True.
    """
    import matplotlib
    from matplotlib.figure import Figure

    matplotlib.rcParams.update(STYLE)
    figure = Figure(figsize=size)  # outside pyplot: nothing keeps it, so nothing has to close it
    return figure, figure.subplots(rows, columns, **options)


def signed() -> Any:
    """Return the colour map for numbers of either sign: dark blue below 0, white at 0, orange above."""
    from matplotlib.colors import LinearSegmentedColormap

    return LinearSegmentedColormap.from_list("signed", [AGAINST, "#FFFFFF", FOR])


def dot_negative(place: "Axes", values: np.ndarray, limit: float) -> None:
    """Put a white dot on each clearly negative number of a map: without colours it is as dark as a positive one.

    Args:
        place: where the map is drawn.
        values: (H, W) floats.
        limit: where the colour map ends.
    """
    rows, columns = np.nonzero(values < -limit / 4)
    place.plot(columns, rows, "o", color="white", markersize=1.6, markeredgewidth=0)


def region(place: "Axes", ticks: np.ndarray, inside: np.ndarray, label: int) -> None:
    """Shade and hatch where a class wins: on paper and in grey the colours of two classes look the same.

    Args:
        place: where to draw.
        ticks: (T,) floats, the coordinates of both axes.
        inside: (T, T) booleans, row by row along the vertical axis.
        label: which class, 0 to 2.
    """
    hatches = ["///", "...", "\\\\\\"][label]
    areas = place.contourf(
        ticks, ticks, inside, levels=[0.5, 1.5], colors=[COLORS[label]], alpha=0.18, hatches=[hatches]
    )
    areas.set(edgecolor=COLORS[label], linewidth=0)


def title(figure: "Figure", finding: str) -> None:
    """Write what a figure shows above all of it, in a short sentence."""
    figure.suptitle(finding, x=0.01, ha="left", weight="bold", fontsize=11)


class NotDrawn(ValueError):  # noqa: N818 - it is about what a student wrote, and no error of ours
    """A plot was given what it cannot draw; the message says what that is, and what it should be."""


def shown(plot: Callable[..., Drawn]) -> Callable[..., None]:
    """Return a plot that shows the figure it draws, or says why not, and does neither while a submission is graded."""

    @functools.wraps(plot)
    def show_plot(*args: Any, **kwargs: Any) -> None:
        if not data.GRADING:
            try:
                drawn = plot(*args, **kwargs)
            except NotDrawn as why:
                print(why)
            else:
                show(*drawn)

    return show_plot


def show(figure: "Figure", alt: str) -> None:
    """Show a figure in the notebook; show nothing while a submission is graded.

    Args:
        figure: what to show.
        alt: one sentence that says what one sees, for those who do not see it.
    """
    if not data.GRADING:
        display(bundle(to_png(figure), figure.get_figwidth(), alt), raw=True)


def bundle(png: bytes, inches: float, alt: str) -> dict[str, str]:
    """Return an image as what a notebook displays.

    It goes out as HTML, since JupyterLab and nbconvert drop the alternative text of a plain PNG.
    """
    source = f"data:image/png;base64,{base64.b64encode(png).decode()}"
    width = round(inches * PIXELS_PER_INCH)
    shape = f'width="{width}" style="min-width: {min(LEAST, width)}px"'
    image = f'<img src="{source}" alt="{html.escape(alt)}" {shape}>'
    return {"text/html": image, "text/plain": alt}


def to_png(figure: "Figure") -> bytes:
    """Return a figure as the bytes of a PNG file."""
    file = io.BytesIO()
    figure.savefig(file, format="png", dpi=2 * PIXELS_PER_INCH, facecolor="white")
    return file.getvalue()
