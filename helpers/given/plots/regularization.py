"""Figures of 05_regularization: the loss along a line of scaled weights, penalties as bars, and what strength does."""

from collections.abc import Sequence

import numpy as np

from helpers.given.plots.style import (
    BLACK,
    BLUE,
    COLORS,
    GREEN,
    GREY,
    MARKERS,
    SHADES,
    VERMILION,
    Drawn,
    new,
    shown,
    title,
)


@shown
def scaled_weights(factors: np.ndarray, losses: np.ndarray, names: Sequence[str]) -> Drawn:
    """Draw the loss of some images while all weights are multiplied by a factor.

    Args:
        factors: (A,) floats.
        losses: (A, N) floats, the loss of each image at each factor.
        names: of the N images.
    """
    figure, axes = new()
    for k, name in enumerate(names):
        axes.plot(factors, losses[:, k], color=COLORS[k], marker=MARKERS[k], markevery=5, label=name)
    for factor in (1, 2):
        axes.axvline(factor, color=GREY, linewidth=0.8, linestyle=":")
    axes.set(xlabel="factor in front of W", ylabel="loss of the image")
    axes.legend()
    title(figure, "Where the loss is 0 it stays 0; where it is not, larger weights make it worse")
    ends = ", ".join(f"{name} {losses[-1, k]:.1f}" for k, name in enumerate(names))
    return figure, f"One line an image, loss against the factor; at the right end they are {ends}."


@shown
def penalty_bars(first: np.ndarray, second: np.ndarray, penalties: dict) -> Drawn:
    """Draw the values of several penalties for two weight vectors that give the same score.

    Args:
        first, second: the weight vectors.
        penalties: by name, functions of a weight vector that return its value.
    """
    values = np.array([[penalty(w) for penalty in penalties.values()] for w in (first, second)], dtype=float)
    places = np.arange(len(penalties))
    figure, axes = new(size=(7.2, 2.6))
    looks = [("w1 = [1, 0, 0, 0]", BLUE, ""), ("w2 = [1/4, 1/4, 1/4, 1/4]", "#F3B98F", "//")]
    for k, (label, color, hatch) in enumerate(looks):
        bars = axes.bar(places + 0.4 * k - 0.2, values[k], 0.36, label=label, color=color, hatch=hatch, edgecolor=BLACK)
        axes.bar_label(bars, [f"{value:.4g}" for value in values[k]], padding=2)
    axes.set_xticks(places, list(penalties))
    axes.set(ylabel="penalty", ylim=(0, 1.25 * values.max()))
    axes.legend(loc="upper left")
    title(figure, "Same score, different price")
    each = ", ".join(f"{name} {a:.4g} and {b:.4g}" for name, a, b in zip(penalties, *values, strict=True))
    return figure, f"Pairs of bars for w1 and w2: {each}."


@shown
def strengths(regs: Sequence[float], sizes: Sequence[float], train: Sequence[float], val: Sequence[float]) -> Drawn:
    """Draw how large the weights are, and how many answers are right, against the strength of regularization.

    Args:
        regs: the strengths.
        sizes: sum of squared weights for each.
        train, val: accuracies for each, from 0 to 1.
    """
    figure, (left, right) = new(1, 2, (7.2, 2.8))
    left.loglog(regs, sizes, "o-", color=BLUE)
    left.set(xlabel="strength reg", ylabel="sum of squared weights")
    right.semilogx(regs, train, "s--", color=VERMILION, label="train")
    right.semilogx(regs, val, "o-", color=GREEN, label="val")
    right.set(xlabel="strength reg", ylabel="accuracy")
    right.legend()
    title(figure, "Stronger: smaller weights. Too strong: classes melt together")
    return figure, f"Weights shrink from {sizes[0]:.3g} to {sizes[-1]:.3g}; accuracies fall together at the strong end."


@shown
def weights_of_a_class(weights: Sequence[np.ndarray], regs: Sequence[float], label: int, name: str) -> Drawn:
    """Draw one class's weights as maps, summed over the colours, one for each strength.

    Args:
        weights: for each strength (3073, C) floats.
        regs: the strengths.
        label: which class.
        name: its name.
    """
    maps = [W[:-1, label].reshape(32, 32, 3).sum(axis=2) for W in weights]
    figure, axes = new(1, len(maps), (7.2, 1.9))
    for place, one, reg in zip(axes, maps, regs, strict=True):
        limit = np.abs(one).max() or 1
        place.imshow(one, cmap=SHADES, vmin=-limit, vmax=limit, interpolation="nearest")
        place.set_title(f"reg {reg:g}", loc="center")
        place.axis("off")
    title(figure, f"As the price grows, the weights of the {name} lose detail")
    return figure, f"Small maps of the weights of {name}: fine detail at weak regularization, coarse shapes at strong."
