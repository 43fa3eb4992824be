"""What a linear classifier learned, to look at: in a notebook, and as a page from `lab.py templates --html`."""

import base64
import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from helpers.given import data
from helpers.given.data import CLASSES, Dataset
from helpers.given.live.page import module
from helpers.given.sentences import say

if TYPE_CHECKING:
    from helpers.given.plots.style import Drawn

TITLE = "What a linear classifier learned"
IMAGES = 60
"""So many validation images can be chosen, each class as often as any other."""
SHADES = 33


@dataclass(frozen=True)
class Learned:
    """What one training gave. reg: its strength of regularization; W: (3073, C) floats; accuracy: from 0 to 1."""

    reg: float
    W: np.ndarray
    accuracy: float


def described(dataset: Dataset, mean_image: np.ndarray, models: Sequence[Learned]) -> dict[str, Any]:
    """Return what explorer.js shows, as plain values; it says there what each is.

    Args:
        dataset: whose validation images are shown.
        mean_image: (32, 32, 3) float32, what was subtracted from each image.
        models: at least one, with strengths in rising order.
    """
    from matplotlib.colors import to_hex

    from helpers.given.plots import style

    labels = dataset.val.labels
    each = [np.flatnonzero(labels == k)[: IMAGES // len(CLASSES)] for k in range(len(CLASSES))]
    chosen = np.sort(np.concatenate(each))
    shades = style.signed()(np.linspace(0, 1, SHADES))
    return {
        "dataset": dataset.name,
        "classes": list(CLASSES),
        "shades": [to_hex(shade) for shade in shades],
        "images": _base64(dataset.val.images[chosen]),
        "labels": labels[chosen].tolist(),
        "mean": _base64(mean_image.astype("<f4")),
        "models": [
            {"reg": float(f"{one.reg:.3g}"), "accuracy": round(one.accuracy, 4), "W": _base64(one.W.astype("<f4"))}
            for one in models
        ],
    }


def _base64(array: np.ndarray) -> str:
    return base64.b64encode(np.ascontiguousarray(array).tobytes()).decode()


class TemplatesExplorer:
    """The explorer in a notebook: the last line of a cell shows it, and what is chosen in it can be read.

    Args:
        dataset: whose validation images are shown.
        mean_image: (32, 32, 3) float32, what was subtracted from each image.
        models: with strengths in rising order.

    While a submission is graded nothing is shown, and nothing is loaded for it. Where widgets do not run, a picture of
    the templates stands in.
    """

    def __init__(self, dataset: Dataset, mean_image: np.ndarray, models: Sequence[Learned]) -> None:
        self._dataset, self._mean_image, self._models = dataset, mean_image, list(models)
        self._choice = {"image": 0, "class": 0, "model": len(self._models) // 2}
        self._widget: Any = None

    @property
    def choice(self) -> dict[str, int]:
        """What is chosen: the numbers of an image, a class and a model."""
        return self._choice if self._widget is None else self._widget.choice

    def _ipython_display_(self) -> None:
        if data.GRADING:
            return
        if not self._models:
            say("Nothing to explore yet: the cell above that trains with several strengths comes first.")
            return
        from IPython.display import display

        from helpers.given.plots import style

        figure, alt = picture(self._models)
        png = style.to_png(figure)
        # Where widgets do not run a picture stands in: as HTML on GitHub and nbviewer, as PNG in a PDF.
        still = {"image/png": base64.b64encode(png).decode(), **style.bundle(png, figure.get_figwidth(), alt)}
        live: dict[str, Any] = {}
        with contextlib.suppress(ImportError):  # anywidget may not be installed
            learned = described(self._dataset, self._mean_image, self._models)
            self._widget = self._widget or _widget_class()(learned=learned, choice=self._choice)
            live, _ = self._widget._repr_mimebundle_()
        display(live | still, raw=True)


def picture(models: Sequence[Learned]) -> "Drawn":
    """Return a figure of the templates, a row for each strength, and what one sees in it."""
    from helpers.given.plots import style
    from helpers.given.plots.training import smoothness

    figure, axes = style.new(len(models), 1, (style.WIDE[0], 0.9 * len(models) + 0.4))
    rows = [one.W[:-1].T.reshape(-1, 32, 32, 3) for one in models]
    for place, one, weights in zip(np.ravel(axes), models, rows, strict=True):
        low, high = weights.min(), weights.max()
        place.imshow(np.concatenate(list((weights - low) / ((high - low) or 1)), axis=1), interpolation="nearest")
        place.set_ylabel(f"{one.reg:.3g}")
        place.set(xticks=[], yticks=[])
    finding = smoothness(rows, [float(f"{one.reg:.3g}") for one in models])
    style.title(figure, finding)
    strengths = ", ".join(f"{one.reg:.3g}" for one in models)
    return figure, f"The templates of {', '.join(CLASSES)}; a row for each strength: {strengths}. {finding}."


@cache
def _widget_class() -> type:
    """Make the widget's class; anywidget takes long to import, so only what is shown does it."""
    import anywidget
    import traitlets

    class Widget(anywidget.AnyWidget):
        """What the browser and Python share: what was learned goes there, what is chosen there comes back."""

        _esm = module("explorer")
        learned = traitlets.Dict().tag(sync=True)
        choice = traitlets.Dict().tag(sync=True)

    return Widget
