"""Figures of 04_gradient_checking: the error of a measured slope against its step, and a kink from near by."""

from collections.abc import Callable

import numpy as np

from helpers.given.plots.style import BLUE, GREEN, GREY, VERMILION, Drawn, new, shown, title

STEPS = np.logspace(-13, -1, 49)


@shown
def step_sizes(f: Callable[[float], float], slope: float, x: float) -> Drawn:
    """Draw the relative error of forward and centred differences of f at x against the step h.

    Args:
        f: a function of one number.
        slope: its exact derivative at x.
        x: where to measure.
    """
    forward = np.array([(f(x + h) - f(x)) / h for h in STEPS])
    centred = np.array([(f(x + h) - f(x - h)) / (2 * h) for h in STEPS])
    errors = [np.maximum(np.abs(one - slope) / (np.abs(one) + abs(slope)), 1e-17) for one in (forward, centred)]
    best = STEPS[np.argmin(errors[1])]
    figure, axes = new(size=(7.2, 3.4))
    axes.loglog(STEPS, errors[0], "s--", color=VERMILION, markersize=4, linewidth=1, label="forward")
    axes.loglog(STEPS, errors[1], "o-", color=BLUE, markersize=4, linewidth=1, label="centred")
    axes.annotate("digits cancel", (1.5e-13, 1e-9), color=GREY)
    axes.annotate("the curve bends", (2e-3, 1e-9), color=GREY)
    axes.set(xlabel="step h", ylabel="relative error")
    axes.legend()
    title(figure, "Too small a step is as bad as too large a one")
    return (
        figure,
        f"Two curves like a V: errors grow on both sides; for centred differences the best step is near {best:.0e}.",
    )


@shown
def kink(h: float = 0.5) -> Drawn:
    """Draw one hinge term at its kink, with the lines that a formula and a centred difference take for its slope.

    Args:
        h: the step of the difference.
    """
    z = np.linspace(-1, 1, 201)
    figure, axes = new(size=(7.2, 3.0))
    axes.plot(z, np.maximum(0, z), color=GREY, linewidth=5, alpha=0.6, label="max(0, z)")
    axes.plot(z, 0.5 * z + h / 2, "--", color=VERMILION, label="centred difference: slope 1/2")
    axes.plot(z[z <= 0.4], 0 * z[z <= 0.4], "-", color=BLUE, label="formula: slope 0")
    axes.plot([-h, h], [0, h], "s", color=VERMILION)
    axes.plot(0, 0, "o", color=GREEN, markersize=9)
    axes.set(xlabel="margin z", ylabel="cost", ylim=(-0.2, 1))
    axes.legend(loc="upper left")
    title(figure, "At the kink there is no one slope: the difference takes the mean of both sides")
    return (
        figure,
        "A hinge with its corner at 0: flat on the left, slope 1 on the right; the difference line has slope 1/2.",
    )
