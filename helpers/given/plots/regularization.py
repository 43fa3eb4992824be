"""Figures of 05_regularization: the loss along a line of scaled weights, penalties as bars, and what strength does."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from helpers.given.plots.guesses import you_said
from helpers.given.plots.style import (
    BLACK,
    BLUE,
    COLORS,
    GREEN,
    GREY,
    MARKERS,
    VERMILION,
    Drawn,
    dot_negative,
    new,
    shown,
    signed,
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
    once, last = losses[np.argmin(np.abs(factors - 1))], losses[-1]
    each = [
        f"{name} {'stays 0' if a == b == 0 else f'{a:.1f} to {b:.1f}'}"
        for name, a, b in zip(names, once, last, strict=True)
    ]
    finding = f"Losses from W to {factors[-1]:g} W: {', '.join(each)}"
    title(figure, finding)
    return figure, f"One line for each image, loss against the factor. {finding}."


@shown
def penalty_bars(first: np.ndarray, second: np.ndarray, penalties: dict) -> Drawn:
    """Draw the values of several penalties for two weight vectors that give the same score.

    Args:
        first, second: (4,) floats, the weight vectors.
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
    ties = [name for name, (a, b) in zip(penalties, values.T, strict=True) if abs(a - b) < 1e-9]
    title(figure, f"The score is the same; the penalty is the same for {' and '.join(ties) or 'none of them'}")
    each = ", ".join(f"{name} {a:.4g} and {b:.4g}" for name, a, b in zip(penalties, *values, strict=True))
    return figure, f"Pairs of bars for w1 and w2: {each}."


@shown
def strengths(
    regs: Sequence[float], sizes: Sequence[float], train: np.ndarray, val: np.ndarray, guess: Any = ...
) -> Drawn:
    """Draw how large the weights are, and how many answers are right, against the strength of regularization.

    Args:
        regs: (R,) the strengths, from weak to strong.
        sizes: (R,) sum of squared weights for each.
        train, val: (S, R) accuracies from 0 to 1, one row per draw of images.
        guess: the best strength, as it was predicted.
    """
    figure, (left, *others) = new(1, 3, (9.0, 3.2), width_ratios=[1, 1, 1.4])
    left.loglog(regs, sizes, "o-", color=BLUE)
    left.set(xlabel="strength reg", title="sum of squared weights")
    panels = (train, "s--", VERMILION, "training accuracy"), (val, "o-", GREEN, "validation accuracy")
    for place, (values, style, color, name) in zip(others, panels, strict=True):
        place.fill_between(regs, values.min(axis=0), values.max(axis=0), color=color, alpha=0.2, linewidth=0)
        place.semilogx(regs, values.mean(axis=0), style, color=color)
        place.set(xlabel="strength reg", title=name)
    others[-1].annotate(f"band: {len(val)} draws", (0.03, 0.92), xycoords="axes fraction", color=GREY)
    finding = hump(regs, val)
    title(figure, f"{finding}{you_said(guess)}")
    fit = train.mean(axis=0)
    shrunk = f"squared weights go from {sizes[0]:.3g} to {sizes[-1]:.3g}"
    return figure, f"{finding}; {shrunk}, training accuracy from {fit[0]:.0%} to {fit[-1]:.0%}."


def hump(regs: Sequence[float], val: np.ndarray) -> str:
    """Return in a sentence whether validation accuracy rises and falls again by more than twice the draws' spread.

    The spread is the standard deviation, over the draws, of how far the best strength is above the weakest, or the
    strongest. Of which of them that could be chance is in the sentence.

    Args:
        regs: (R,) the strengths, from weak to strong.
        val: (S, R) accuracies from 0 to 1, one row per draw.
    """
    mean = val.mean(axis=0)
    best = int(np.argmax(mean))
    if best in (0, len(regs) - 1):
        return f"Best on val: {mean[best]:.0%} at reg {regs[best]:g}, the {'strongest' if best else 'weakest'} of all"
    found = f"Best on val: {mean[best]:.0%} at reg {regs[best]:g}"
    leads = val[:, [best]] - val[:, [0, -1]]
    sure = leads.mean(axis=0) > 2 * leads.std(axis=0, ddof=1)
    if np.all(sure):
        return f"{found}; {mean[0]:.0%} at the weakest, {mean[-1]:.0%} at the strongest"
    ends = tuple(zip(("weakest", "strongest"), mean[[0, -1]], sure, strict=True))
    clear = "".join(f", {value:.0%} at the {name}" for name, value, is_sure in ends if is_sure)
    unclear = " and the ".join(name for name, _, is_sure in ends if not is_sure)
    return f"{found}{clear}; the {unclear} may be as good"


@shown
def weight_maps(weights: Mapping[str, np.ndarray], labels: Sequence[int], names: Sequence[str]) -> Drawn:
    """Draw the weights of some classes as maps, summed over the colours, one row for each classifier.

    Args:
        weights: by what the classifier is called, (3073, C) floats.
        labels: which classes.
        names: of all classes.
    """
    figure, axes = new(len(weights), len(labels), (9.0, 2.2 * len(weights) + 0.4), squeeze=False)
    near = {name: np.mean(np.abs(W[:-1]) < 0.01 * np.abs(W[:-1]).max()) for name, W in weights.items()}
    for row, (name, W) in zip(axes, weights.items(), strict=True):
        maps = W[:-1].reshape(32, 32, 3, -1).sum(axis=2)[..., labels]
        limit = np.percentile(np.abs(maps), 99) or 1
        for k, place in enumerate(row):
            shade = place.imshow(maps[..., k], cmap=signed(), vmin=-limit, vmax=limit, interpolation="nearest")
            dot_negative(place, maps[..., k], limit)
            place.set(xticks=[], yticks=[])
            place.spines[:].set(visible=True, color=GREY, linewidth=0.8)
        row[0].set_ylabel(f"{name}\n{near[name]:.0%} near 0")
        bar = figure.colorbar(shade, ax=list(row), ticks=[-limit, 0, limit], shrink=0.85)
        bar.ax.set_yticklabels(["against\n(dots)", "0", "for"])
    for place, label in zip(axes[0], labels, strict=True):
        place.set_title(names[label], loc="center")
    each = "; ".join(f"{name}, {share:.0%}" for name, share in near.items())
    title(figure, f"Near 0, below a hundredth of the largest weight: {each}")
    return figure, f"Maps of the weights of {', '.join(names[label] for label in labels)}; near 0: {each}."
