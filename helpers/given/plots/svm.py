"""Figures of 02_svm_loss: the terms of the hinge loss as bars, and a race of loop against arrays."""

import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from helpers.given.plots.guesses import said, you_said
from helpers.given.plots.style import BLACK, BLUE, GREY, VERMILION, Drawn, new, shown, title

D, C = 8 * 8 + 1, 10  # so small that NumPy uses one core: a race that a busy computer hardly disturbs
SIZES = (10, 30, 100, 300, 1000)
REPEAT_FOR = 0.2  # seconds for each size; the fastest call counts
PATIENCE = 0.5  # seconds: the next size is left out when one call took longer
COARSE = ("win32", "emscripten")
"""Where processor time is counted in steps of 16 ms, or not at all. Elsewhere it is what a race is timed in: a loop of
half a second is never undisturbed on a busy computer, and seemed to be 2,000 times as slow."""


@shown
def hinge_bars(S: np.ndarray, y: np.ndarray, names: Sequence[str]) -> Drawn:
    """Draw the terms of the hinge loss: by how much each wrong class rises above the right score minus 1.

    Args:
        S: (N, C) floats, the scores of N images.
        y: (N,) integers, their right classes.
        names: of the C classes.
    """
    narrow = len(S) == 1 and len(names) < 5
    figure, row = new(1, len(S), (5.2 if narrow else 7.2, 3.6), sharey=True, squeeze=False)
    losses = []
    for axes, s, right in zip(row[0], S, y, strict=True):
        line = s[right] - 1
        wrong = [j for j in range(len(s)) if j != right]
        terms = [max(0.0, s[j] - line) for j in wrong]
        losses.append(sum(terms))
        linewidth = [float(term > 0) for term in terms]
        style = {"color": "#F3B98F", "edgecolor": VERMILION, "hatch": "//", "linewidth": linewidth}
        axes.bar(wrong, terms, bottom=line, width=0.5, **style)
        axes.axhline(line, color=BLACK, linestyle="--", linewidth=1.2)
        axes.plot(wrong, s[wrong], "o", color=VERMILION, markersize=7)
        axes.plot(right, s[right], "*", color=BLUE, markersize=15)
        for j, term in zip(wrong, terms, strict=True):
            place = max(s[j], line)
            axes.annotate(f"{term:.3g}", (j, place), (0, 7), textcoords="offset points", ha="center", weight="bold")
        axes.set_xticks(range(len(s)), names, rotation=0 if len(s) < 5 else 45)
        axes.set_xlim(-0.6, len(s) - 0.4)
        axes.use_sticky_edges = False
        axes.margins(y=0.12)
        axes.set_title(f"{names[right]}: loss {losses[-1]:.4g}")
    row[0, 0].set_ylabel("score")
    average = " on average" if len(losses) > 1 else ""
    found = f"The bars above the dashed line add up to {np.mean(losses):.2f}{average}"
    title(figure, found if any(losses) else "No wrong score is above the dashed line: the loss is 0")
    gap = "\n" if narrow else "    "
    figure.supxlabel(f"star: right class    circle: wrong class{gap}dashed line: right score minus 1", fontsize=9)
    each = ", ".join(f"{names[right]} {loss:.4g}" for right, loss in zip(y, losses, strict=True))
    return figure, f"Bars from the right score minus 1 up to each wrong score above it; the losses are {each}."


def room_to_fall(s: np.ndarray, right: int, guess: Any = ...) -> None:
    """Print how far the right score may fall until the loss of its image is above 0, next to a guess.

    Args:
        s: (C,) floats, the scores of an image whose loss is 0.
        right: its class.
        guess: how far, as it was predicted.
    """
    said(guess, f"{s[right] - np.delete(s, right).max() - 1:.1f}")


@shown
def best_shift(S: np.ndarray, y: np.ndarray, names: Sequence[str], k: int) -> Drawn:
    """Add the same number to all scores of one class, and draw for which number each of three losses is smallest.

    Args:
        S: (N, C) floats, the scores of N images.
        y: (N,) integers, their right classes.
        names: of the C classes.
        k: the class whose scores are shifted.
    """
    shifts = np.linspace(-6, 0, 601)
    terms = np.array([_terms(S + shift * np.eye(S.shape[1])[k], y) for shift in shifts])
    losses = {
        "sum of terms": terms.sum(axis=2).mean(axis=1),
        "their mean": terms.mean(axis=2).mean(axis=1),
        "sum of squares": np.square(terms).sum(axis=2).mean(axis=1),
    }
    figure, axes = new(size=(7.2, 3.4))
    looks = [("-", 5.0, "#F3B98F", "s"), ("--", 2.0, BLACK, "o"), ("-.", 2.0, BLUE, "^")]
    found = []
    for (name, loss), (style, width, color, marker) in zip(losses.items(), looks, strict=True):
        best = shifts[loss <= loss.min() * (1 + 1e-9)]
        found.append(" to ".join(f"{end:.1f}" for end in dict.fromkeys((best[0], best[-1]))))
        axes.plot(shifts, loss / loss.min(), style, color=color, linewidth=width, label=f"{name}: best {found[-1]}")
        axes.plot([best[0], best[-1]], [1, 1], marker, color=color, markersize=8, markeredgecolor=BLACK)
    axes.set(xlabel=f"added to each score of the {names[k]}", ylabel="loss / its smallest", ylim=(0.9, 2))
    axes.legend()
    mean, squares = ("the same" if one == found[0] else one for one in found[1:])
    finding = f"Best shift: sum {found[0]}, mean {mean}, squares {squares}"
    title(figure, finding)
    return figure, f"Three losses against a shift of the {names[k]}'s scores, each over its smallest value. {finding}."


def _terms(S: np.ndarray, y: np.ndarray) -> list[list[float]]:
    """Return for each image the terms of its wrong classes."""
    return [
        [max(0.0, s - row[right] + 1) for j, s in enumerate(row) if j != right] for row, right in zip(S, y, strict=True)
    ]


@shown
def race(naive: Callable, vectorized: Callable, guess: Any = ...) -> Drawn:
    """Time two loss functions on more and more small images, and draw their times.

    Args:
        naive, vectorized: loss functions (W, X, y, reg), as in helpers/svm.py.
        guess: how many times as fast, as it was predicted.
    """
    rng = np.random.default_rng(0)
    W = rng.normal(0, 0.01, (D, C))
    X = rng.random((SIZES[-1], D))
    y = rng.integers(0, C, SIZES[-1])
    figure, axes = new(size=(7.2, 3.4))
    times = []
    for loss, name, color, marker in ((naive, "loops", VERMILION, "s"), (vectorized, "arrays", BLUE, "o")):
        seconds = _times(loss, W, X, y)
        times.append(seconds)
        axes.plot(SIZES[: len(seconds)], 1000 * np.array(seconds), marker=marker, color=color)
        end = (SIZES[len(seconds) - 1], 1000 * seconds[-1])
        axes.annotate(name, end, (8, 0), textcoords="offset points", va="center", color=color, weight="bold")
    last = min(map(len, times)) - 1
    factor = times[0][last] / times[1][last]
    found = f"With {SIZES[last]:,} images arrays are {factor:.0f} times as fast as loops"
    if factor < 1.5:
        found = f"With {SIZES[last]:,} images arrays are no faster than loops"
    axes.set(xscale="log", yscale="log", xlabel="images in the batch, N", ylabel="milliseconds, fastest call")
    axes.set_xticks(SIZES, [f"{N:,}" for N in SIZES])
    axes.minorticks_off()
    title(figure, f"{found}{you_said(guess)}")
    axes.grid(color=GREY, alpha=0.3)
    axes.margins(x=0.15)
    return figure, f"{found}; the times of both grow with N, drawn on logarithmic axes."


def _times(loss: Callable, W: np.ndarray, X: np.ndarray, y: np.ndarray) -> list[float]:
    """Return the seconds of the fastest call for each of SIZES, up to the first that takes too long."""
    clock = time.perf_counter if sys.platform in COARSE else time.process_time
    times = []
    for N in SIZES:
        begin, best = time.perf_counter(), np.inf
        while best == np.inf or time.perf_counter() - begin < REPEAT_FOR:
            start = clock()
            loss(W, X[:N], y[:N], 0.1)
            best = min(best, clock() - start)
        times.append(best)
        if best > PATIENCE:
            break
    return times
