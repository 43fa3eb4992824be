"""Figures of 03_softmax_loss: from scores to a loss in four pictures, and where exp leaves the numbers."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from helpers.given.plots.comparison import softmax_of
from helpers.given.plots.guesses import said
from helpers.given.plots.style import BLACK, BLUE, GREEN, GREY, VERMILION, Drawn, new, shown, title


@shown
def softmax_stages(s: np.ndarray, right: int, names: Sequence[str]) -> Drawn:
    """Draw one image's scores, their exponentials, its probabilities, and the loss of the right class.

    Args:
        s: (C,) floats, the scores.
        right: the right class.
        names: of the C classes.
    """
    exps = np.exp(s)
    p = exps / exps.sum()
    figure, axes = new(1, 4, (7.2, 2.8), width_ratios=[1, 1, 1, 1.2])
    stages = [("scores", s, "{:.3g}"), ("exp", exps, "{:.3g}"), ("divided by their sum", p, "{:.3f}")]
    for place, (name, values, form) in zip(axes, stages, strict=False):
        bars = place.bar(range(len(s)), values, color=[BLUE if k == right else "#C9C9C9" for k in range(len(s))])
        bars[right].set_hatch("//")
        place.bar_label(bars, [form.format(value) for value in values], padding=2, fontsize=9)
        place.axhline(0, color=BLACK, linewidth=0.8)
        place.set_xticks(range(len(s)), names, rotation=45)
        place.set(title=name, yticks=[])
        place.margins(y=0.2)
    curve = np.linspace(0.005, 1, 200)
    axes[3].plot(curve, -np.log(curve), color=GREY)
    axes[3].plot(p[right], -np.log(p[right]), "*", color=BLUE, markersize=14)
    axes[3].annotate(f"{-np.log(p[right]):.2f}", (p[right], -np.log(p[right])), (8, 4), textcoords="offset points")
    axes[3].set(title="loss: -log p", xlabel="probability p")
    title(figure, f"The {names[right]} gets probability {p[right]:.2f}, and the loss is {-np.log(p[right]):.2f}")
    return figure, f"Bars of scores, exponentials and probabilities of {', '.join(names)}, and the curve -log p."


def scaled_scores(s: Sequence[float], scales: Sequence[float], guess: Any = ...) -> None:
    """Print the loss of an image next to a guess, then how it changes with the scale of the scores or another class.

    Args:
        s: (C,) the scores; the first class is right.
        scales: by which all scores are multiplied.
        guess: the loss of the scores as they are, as it was predicted.
    """
    scores = np.array(s, dtype=float)
    said(guess, f"{softmax_of(scores):.3g}")
    for scale in scales:
        print(f"scores {scale:g} times as large: loss {softmax_of(scale * scores):.3g}")
    print(f"and if the last class is the right one: loss {softmax_of(scores[::-1]):.4f}")


@shown
def overflow_cliff() -> Drawn:
    """Draw the loss of scores [0, a] with the first class right: as the formula stands, and shifted."""
    limit = np.log(np.finfo(float).max)
    largest = np.linspace(600, 800, 401)
    S = np.column_stack([np.zeros_like(largest), largest])
    with np.errstate(over="ignore"):
        plain = np.log(np.exp(S).sum(axis=1))
    shifted = S - S.max(axis=1, keepdims=True)
    stable = np.log(np.exp(shifted).sum(axis=1)) - shifted[:, 0]
    figure, axes = new()
    axes.axvspan(limit, largest[-1], color=VERMILION, alpha=0.12)
    axes.annotate(f"exp({limit:.2f}) is the largest float:\nbeyond it the loss is inf", (limit + 4, 610), color=BLACK)
    axes.plot(largest, stable, color=GREEN, linewidth=6, alpha=0.5, label="shifted by the maximum")
    axes.plot(largest, plain, "--", color=VERMILION, label="as the formula stands")
    axes.plot(limit, limit, "x", color=VERMILION, markersize=12, markeredgewidth=3)
    axes.set(xlabel="a, for scores 0 and a", ylabel="loss of the first class", xlim=(600, 800), ylim=(600, 800))
    axes.legend(loc="upper left")
    ends = largest[np.isfinite(plain)][-1]
    title(figure, f"Without the shift the loss ends at a score of {limit:.2f}")
    return (
        figure,
        f"Two curves lie on each other up to a score of {ends:.0f}; then the unshifted one ends, at {limit:.2f}.",
    )
