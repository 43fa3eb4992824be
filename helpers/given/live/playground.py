"""The playground, a linear classifier on points of the plane: in a notebook, driven by a loss function of one's own.

`python3 lab.py playground` shows the same as a page.
"""

import base64
import contextlib
import io
import math
import warnings
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from helpers.given import data
from helpers.given.live.page import module
from helpers.given.live.start import START

if TYPE_CHECKING:
    from helpers.given.plots.style import Drawn

Loss = Callable[[np.ndarray, np.ndarray, np.ndarray, float], tuple[float, np.ndarray | None]]

STEP = 1e-4  # of the central differences
TOLERANCE = 2e-3  # of a gradient, as a share of its largest entry, or of 1
SLICE = np.linspace(-3, 3, 41)  # around the entry whose slice is drawn


class Playground:
    """The playground in a notebook: the last line of a cell shows it, and what the browser does can be read from it.

    Args:
        loss: a function (W, X, y, reg) -> (loss, dW) as in the course, with W (3, C) whose last row is the bias, and
            X (N, 3) whose last column is ones. It then computes every loss and gradient that is shown. Without it
            the playground uses its own.

    While a submission is graded nothing is shown, and nothing is loaded for it.
    """

    def __init__(self, loss: Loss | None = None) -> None:
        self._function = loss
        self._state: dict[str, Any] = {**START, "loss": "svm" if loss is None else "yours"}
        self._widget: Any = None

    @property
    def state(self) -> dict[str, Any]:
        """The state as the browser last sent it: X, y, W (C, 2), b (C,), loss, reg, step, seed."""
        return self._state if self._widget is None else self._widget.state

    @property
    def W(self) -> np.ndarray:
        """The weights (3, C) float64, one class per column, the bias in the last row."""
        return weights(self.state)

    @property
    def b(self) -> np.ndarray:
        """The biases (C,) float64."""
        return self.W[-1]

    @property
    def X(self) -> np.ndarray:
        """The points (N, 3) float64, with a column of ones."""
        return points(self.state)

    @property
    def y(self) -> np.ndarray:
        """The classes (N,) int64 of the points."""
        return np.array(self.state["y"], dtype=np.int64)

    @property
    def reg(self) -> float:
        """The regularization strength."""
        return float(self.state["reg"])

    @property
    def loss(self) -> str:
        """The loss that is shown: svm, ova, structured, softmax, or yours."""
        return self.state["loss"]

    def _ipython_display_(self) -> None:
        if data.GRADING:
            return
        from IPython.display import display

        from helpers.given.plots import style

        figure, alt = picture(self.state)
        png = style.to_png(figure)
        live, metadata = {}, {}
        self._widget = self._widget or _widget(self._function, self._state)
        if self._widget is not None:
            live, metadata = self._widget._repr_mimebundle_()
        # Where widgets do not run a picture stands in: as HTML on GitHub and nbviewer, as PNG in a PDF.
        still = {"image/png": base64.b64encode(png).decode(), **style.bundle(png, figure.get_figwidth(), alt)}
        display(live | still, metadata=metadata, raw=True)


def weights(state: dict[str, Any]) -> np.ndarray:
    """Return the weights (3, C) float64 of a state as the course has them: one class per column, the bias last."""
    return np.vstack([np.array(state["W"], dtype=float).T, state["b"]])


def points(state: dict[str, Any]) -> np.ndarray:
    """Return the points (N, 3) float64 of a state, with a column of ones."""
    return np.column_stack([np.array(state["X"], dtype=float), np.ones(len(state["X"]))])


def respond(loss: Loss, state: dict[str, Any]) -> dict[str, Any]:
    """Return what a student's function says about a state, for the browser.

    Args:
        loss: the student's function.
        state: as Playground.state has it, and place: [class, 0 or 1 or 2 for the bias], the entry to cut a slice along.

    Returns:
        problem, a sentence or an empty one; further, as far as the function gets: data, reg and total; L, the losses
        (N) of single points; dW (C, 2) and db (C); numeric, the measured dW and db; slice, its x and y; and if the
        gradient contradicts the measured one differs (C, 3), which says where.
    """
    W, X, y, reg = weights(state), points(state), np.array(state["y"], dtype=np.int64), float(state["reg"])
    name = getattr(loss, "__name__", "your function")

    def total(W: np.ndarray, chosen: slice = slice(None), reg: float = reg) -> float:
        return _call(loss, W, X[chosen], y[chosen], reg)[0]

    answer: dict[str, Any] = {"problem": ""}
    try:
        value, dW = _call(loss, W, X, y, reg)
        answer |= {"total": value, "data": total(W, reg=0.0)}
        answer["reg"] = answer["total"] - answer["data"]
        answer["L"] = [total(W, slice(i, i + 1), 0.0) for i in range(len(X))]
        measured, low, high = _slopes(total, W)
        answer["numeric"] = _rows(measured)
        k, d = state.get("place", [0, 0])
        answer["slice"] = {"x": (W[d, k] + SLICE).tolist(), "y": [total(_moved(W, (d, k), by)) for by in SLICE]}
        if dW is None:
            answer["problem"] = f"{name} returns no gradient yet; the measured one is in the table."
            return answer
        dW = np.asarray(dW, dtype=float)
        if dW.shape != W.shape:
            answer["problem"] = f"{name} returns a gradient of shape {dW.shape}, and W has shape {W.shape}."
        elif not np.isfinite(dW).all():
            answer["problem"] = f"{name} returns a gradient that holds nan or inf."
        else:
            answer |= _rows(dW) | _comparison(name, dW, measured, low, high)
    except NotImplementedError as error:
        answer["problem"] = str(error) or f"{name} is still open."
    except Exception as error:  # whatever a student's function raises is said, in one sentence
        answer["problem"] = f"{name} stops with {type(error).__name__}: {str(error).rstrip('.') or 'no message'}."
    return answer


def _call(loss: Loss, W: np.ndarray, X: np.ndarray, y: np.ndarray, reg: float) -> tuple[float, Any]:
    """Call a student's function on copies; what it prints or warns is not for here."""
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        returned = loss(W.copy(), X.copy(), y.copy(), reg)
    try:
        value, dW = returned
    except (TypeError, ValueError):
        raise TypeError("it should return two things, the loss and its gradient") from None
    if not math.isfinite(value := float(value)):
        raise ValueError(f"the loss is {value}, which cannot be made smaller")
    return value, dW


def _moved(W: np.ndarray, place: tuple[int, int], by: float) -> np.ndarray:
    moved = W.copy()
    moved[place] += by
    return moved


def _slopes(total: Callable[[np.ndarray], float], W: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the central differences (3, C) of a loss, and the smaller and the larger of both one-sided ones."""
    here = total(W)
    before, after = np.empty_like(W), np.empty_like(W)
    for place in np.ndindex(*W.shape):
        before[place] = (here - total(_moved(W, place, -STEP))) / STEP
        after[place] = (total(_moved(W, place, STEP)) - here) / STEP
    return (before + after) / 2, np.minimum(before, after), np.maximum(before, after)


def _comparison(name: str, dW: np.ndarray, measured: np.ndarray, low: np.ndarray, high: np.ndarray) -> dict[str, Any]:
    """Say whether a gradient (3, C) fits the measured one. At a kink every slope between the two sides fits."""
    slack = TOLERANCE * max(1.0, float(np.abs(measured).max()))
    wrong = (dW < low - slack) | (dW > high + slack)
    if not wrong.any():
        return {}
    d, k = np.unravel_index(np.argmax(np.abs(dW - measured) * wrong), dW.shape)
    words = (
        f"The gradient of {name} disagrees with the measured one in {wrong.sum()} of {dW.size} entries; most at "
        f"W[{d}, {k}]: yours {dW[d, k]:.4f}, measured {measured[d, k]:.4f}. The dashed arrows follow the measured one."
    )
    return {"differs": wrong.T.tolist(), "problem": words}


def _rows(dW: np.ndarray) -> dict[str, Any]:
    """A gradient (3, C) as the browser has it: dW (C, 2) and db (C)."""
    return {"dW": dW[:2].T.tolist(), "db": dW[2].tolist()}


def _widget(loss: Loss | None, state: dict[str, Any]) -> Any:
    """Return the widget that shows the playground, or None where anywidget is not installed."""
    try:
        widget_class = _widget_class()
    except ImportError:
        return None
    name = getattr(loss, "__name__", "your function") if loss else ""
    widget = widget_class(
        start=state, state=state, yours=name, family="softmax" if "softmax" in name else "svm", answer={}
    )

    def answer(change: dict[str, Any]) -> None:
        new = change["new"]
        known = respond(loss, new) if loss and new["loss"] == "yours" else {}
        widget.answer = {**known, "n": new.get("n")}

    widget.observe(answer, "state")
    return widget


@cache
def _widget_class() -> type:
    """Make the widget's class; anywidget and ipywidgets take long to import, so only what is shown does it."""
    import anywidget
    import traitlets

    class Widget(anywidget.AnyWidget):
        """What the browser and Python share: the state goes there and back, the answer comes from Python."""

        _esm = module("playground")
        start = traitlets.Dict().tag(sync=True)
        state = traitlets.Dict().tag(sync=True)
        yours = traitlets.Unicode().tag(sync=True)
        family = traitlets.Unicode().tag(sync=True)
        answer = traitlets.Dict().tag(sync=True)

    return Widget


def picture(state: dict[str, Any]) -> "Drawn":
    """Return a figure of a state, and what one sees in it."""
    from helpers.given.plots import style

    figure, axes = style.new(size=(4.6, 4.6))
    ends = np.linspace(-1.25, 1.25, 251)
    x0, x1 = np.meshgrid(ends, ends)
    W, X, y = weights(state), points(state), np.array(state["y"])
    regions = np.argmax(np.stack([x0, x1, np.ones_like(x0)], axis=-1) @ W, axis=-1)
    classes = W.shape[1]
    for k in range(classes):
        style.region(axes, ends, regions == k, k)
        chosen = X[y == k]
        axes.scatter(
            chosen[:, 0],
            chosen[:, 1],
            color=style.COLORS[k],
            marker="os^"[k],
            edgecolor="black",
            label=f"class {k}",
            zorder=3,  # above the regions that follow
        )
    axes.set(xlabel="x0", ylabel="x1")
    axes.legend(loc="upper left", fontsize=8, frameon=True)
    right = int(np.sum(np.argmax(X @ W, axis=1) == y))
    style.title(figure, f"A linear classifier has {right} of {len(y)} points right")
    alt = (
        f"A linear classifier of {classes} classes on a plane: {len(y)} points, {right} of them in the region of their "
        "class. Run this cell in JupyterLab to move points and weights."
    )
    return figure, alt
