"""Figures of 04_gradient_checking: steps and their errors, the chain rule, two gradients compared; the kink of 05."""

from collections.abc import Callable
from typing import Any

import numpy as np

from helpers.given.plots.guesses import you_said
from helpers.given.plots.style import BLACK, BLUE, GREEN, GREY, VERMILION, Drawn, new, shown, title

STEPS = np.logspace(-13, -1, 49)

DIFFERENT, SMALL = 1e-4, 1e-3
"""Two entries differ if their relative error is above the first; below the second, sizes count as equal to it."""
MOST = 3  # entries that are printed
NOTHING = 1e-9  # a formula of so small a share of the measurement is 0, up to rounding


@shown
def step_sizes(f: Callable[[float], float], slope: float, x: float, guess: Any = ...) -> Drawn:
    """Draw the relative error of forward and centred differences of f at x against the step h.

    Args:
        f: a function of one number.
        slope: its exact derivative at x.
        x: where to measure.
        guess: the best step of the forward difference, as it was predicted.
    """
    forward = np.array([(f(x + h) - f(x)) / h for h in STEPS])
    centred = np.array([(f(x + h) - f(x - h)) / (2 * h) for h in STEPS])
    errors = [np.maximum(np.abs(one - slope) / (np.abs(one) + abs(slope)), 1e-17) for one in (forward, centred)]
    forward_best, best = (STEPS[np.argmin(error)] for error in errors)
    figure, axes = new(size=(7.2, 3.4))
    axes.loglog(STEPS, errors[0], "s--", color=VERMILION, markersize=4, linewidth=1, label="forward")
    axes.loglog(STEPS, errors[1], "o-", color=BLUE, markersize=4, linewidth=1, label="centred")
    axes.annotate("digits cancel", (1.5e-13, 1e-9), color=GREY)
    axes.annotate("the curve bends", (2e-3, 1e-9), color=GREY)
    axes.set(xlabel="step h", ylabel="relative error")
    axes.legend()
    finding = f"Best step: forward {forward_best:.0e}, centred {best:.0e}"
    title(figure, f"{finding}{you_said(guess)}")
    return figure, f"Two curves like a V, the error against the step: it grows on both sides. {finding}."


@shown
def kink(h: float = 0.5) -> Drawn:
    """Draw one hinge term at its kink, with the lines that a formula and a centred difference take for its slope.

    Args:
        h: the step of the difference.
    """
    m = np.linspace(-1, 1, 201)
    behind, ahead = (max(0.0, 0.0) - max(0.0, -h)) / h, (max(0.0, h) - max(0.0, 0.0)) / h
    centred = (max(0.0, h) - max(0.0, -h)) / (2 * h)
    figure, axes = new(size=(7.2, 3.0))
    axes.plot(m, np.maximum(0, m), color="#C9C9C9", linewidth=6, label="max(0, m)")
    axes.plot(m, centred * m + h / 2, "--", color=VERMILION, label=f"centred difference, h = {h:g}: slope {centred:g}")
    axes.plot(m[m <= 0.4], behind * m[m <= 0.4], "-", color=BLUE, label=f"formula: slope {behind:g}")
    axes.plot([-h, h], [0, h], "s", color=VERMILION)
    axes.plot(0, 0, "o", color=GREEN, markersize=9)
    axes.set(xlabel="margin m", ylabel="loss", ylim=(-0.2, 1))
    axes.legend(loc="upper left")
    title(figure, f"At the kink: slope {behind:g} on the left, {ahead:g} on the right; the difference says {centred:g}")
    return (
        figure,
        f"A hinge with its corner at 0: slope {behind:g} on the left, {ahead:g} on the right; the line of the centred "
        f"difference has slope {centred:g}.",
    )


@shown
def chain_rule() -> Drawn:
    """Draw how one weight reaches the loss of one image: through one score."""
    figure, axes = new(size=(7.2, 1.7))
    for x, name, color in ((0.1, "$W_{dj}$", BLACK), (0.5, "$s_j$", BLUE), (0.9, "$L_i$", VERMILION)):
        box = {"boxstyle": "round,pad=0.6", "facecolor": "white", "edgecolor": color, "linewidth": 2}
        axes.text(x, 0.4, name, ha="center", va="center", fontsize=15, bbox=box)
    for x, times in ((0.3, "x_d"), (0.7, r"\partial L_i / \partial s_j")):
        arrow = {"arrowstyle": "-|>", "color": GREY, "linewidth": 2, "mutation_scale": 16}
        axes.annotate("", xy=(x + 0.13, 0.4), xytext=(x - 0.13, 0.4), arrowprops=arrow)
        axes.text(x, 0.72, f"moves it by ${times}$ times as much", ha="center")
    axes.set(xlim=(0, 1), ylim=(0, 1))
    axes.axis("off")
    title(figure, "A weight reaches the loss of an image through one score: two factors")
    return figure, "Three boxes in a row: a weight moves one score by x_d times as much, and that score moves the loss."


def is_value_and_gradient(returned: Any, W: np.ndarray, value_name: str, gradient_name: str) -> bool:
    """Tell whether a function returned one number and an array of the shape of W; if not, print what it returned.

    Measuring would stop deep inside the student's other functions, which are not to blame.
    """
    if not isinstance(returned, tuple) or len(returned) != 2:
        print(f"   it returned {type(returned).__name__}, expected two results: {value_name}, {gradient_name}")
        return False
    right = True
    for name, value, shape in ((value_name, returned[0], ()), (gradient_name, returned[1], W.shape)):
        if value is None or np.shape(value) != shape:
            print(f"   {name} is {'None' if value is None else _shaped(np.shape(value))}, expected {_shaped(shape)}")
            right = False
    return right


def _shaped(shape: tuple[int, ...]) -> str:
    return f"an array of shape {shape}" if shape else "one number"


def compare_gradients(formula: np.ndarray, measured: np.ndarray) -> None:
    """Print where two gradients differ, and what the entries that differ have in common.

    Args:
        formula: (D, C) floats, the gradient that was derived.
        measured: (D, C) floats, the numerical gradient.
    """
    for line in compared(formula, measured):
        print(f"   {line}")


def compared(formula: np.ndarray, measured: np.ndarray, examples: int = MOST) -> list[str]:
    """Return in lines where two gradients (D, C) differ, a few entries, and what those that differ have in common."""
    a, b = np.asarray(formula, dtype=float), np.asarray(measured, dtype=float)
    if a.shape != b.shape:
        return [f"the formula has shape {a.shape}, the measurement {b.shape}"]
    off = ~(np.abs(a - b) <= DIFFERENT * np.maximum(np.abs(a) + np.abs(b), SMALL))  # so that nan differs
    off |= ~np.isfinite(a)
    if not off.any():
        return [f"all {a.size} entries agree"]
    columns = np.flatnonzero(off.any(axis=0))
    where = f"column{'s' if len(columns) > 1 else ''} {', '.join(map(str, columns))}"
    lines = [f"{off.sum()} of {a.size} entries differ, in {where}{'; for example' if examples else ''}"]
    with np.errstate(divide="ignore", invalid="ignore"):
        ratios = a / b
        common = np.median(ratios[off])
        alike = np.all(np.abs(ratios[off] - common) <= 0.01 * max(abs(common), 0.1))
    for column, row in np.argwhere(off.T)[:examples]:  # of one class: is a factor the same for all its weights?
        k = row, column
        ratio = f", ratio {ratios[k]:.3f}" if NOTHING < abs(ratios[k]) < np.inf else ""
        lines.append(f"entry [{row}, {column}]: formula {a[k]:+.4f}, measured {b[k]:+.4f}{ratio}")
    if not np.any(b[off]):
        lines.append("the measurement is 0 in each of them")
    elif np.all(np.abs(a[off]) < NOTHING * np.abs(b[off])):
        lines.append("the formula is 0 in each of them")
    elif alike:
        lines.append(f"in each of them the formula is {common:.3f} times the measurement")
    else:
        lines.append("the ratio differs from entry to entry")
    return lines
