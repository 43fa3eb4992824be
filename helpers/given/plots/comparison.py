"""Figures of 07_svm_vs_softmax: two losses against one score, three losses of one margin, two classifiers apart."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from helpers.given.plots.guesses import you_said
from helpers.given.plots.style import BLACK, BLUE, GREEN, GREY, VERMILION, Drawn, new, shown, title


def hinge_of(s: np.ndarray) -> float:
    """Return the hinge loss of one image's scores (C,), the first class being right."""
    return float(np.sum(np.maximum(0, s[1:] - s[0] + 1)))


def softmax_of(s: np.ndarray) -> float:
    """Return the softmax loss of one image's scores (C,), the first class being right; exact where it is tiny."""
    return float(np.log1p(np.sum(np.exp(s[1:] - s[0]))))


@shown
def against_one_score(rows: Sequence[Sequence[float]]) -> Drawn:
    """Draw both losses of some images against the score of the right class, which is the first.

    Args:
        rows: the scores of each image.
    """
    figure, axes = new(1, len(rows), (9.0, 3.4))
    there = []
    for place, row in zip(axes, rows, strict=True):
        scores = np.array(row, dtype=float)
        right = np.linspace(scores[1:].max() - 3, scores[0] + 1.5, 400)
        moved = [np.array([value, *scores[1:]]) for value in right]
        hinge, softmax = np.array([hinge_of(s) for s in moved]), np.array([softmax_of(s) for s in moved])
        there.append((hinge_of(scores), softmax_of(scores)))
        low = softmax.min() / 10
        place.semilogy(right, np.maximum(hinge, low), color=VERMILION, label="hinge")  # 0 is nowhere on this axis
        place.semilogy(right, softmax, "--", color=BLUE, label="softmax")
        zero = right[hinge <= 0]
        if len(zero):
            place.plot([zero[0], right[-1]], [low, low], color=VERMILION, linewidth=6)
            early = zero[0] < right.mean()  # then there is more room on its right
            said, side, x = ("hinge: exactly 0", "left", 5) if early else ("hinge: exactly 0 \u2192", "right", -5)
            beside = (zero[0], low), (x, 6), "data", "offset points"
            place.annotate(said, *beside, color=VERMILION, horizontalalignment=side)
        place.axvline(scores[0], color=GREY, linewidth=0.8, linestyle=":")
        place.plot(scores[0], there[-1][1], "o", color=BLACK, markersize=5)
        place.set(xlabel="score of the right class", title=str(list(row)), ylim=(low, None))
    axes[0].set(ylabel="loss (logarithmic axis)")
    axes[0].legend(loc="upper right", frameon=True, framealpha=1, edgecolor="none")
    hinges, softmaxes = (", ".join(f"{value:.2g}" for value in values) for values in zip(*there, strict=True))
    title(figure, f"At the dots hinge is {hinges}; softmax is {softmaxes}")
    return figure, f"Falling curves for each row of scores, on a logarithmic axis: hinge {hinges}, softmax {softmaxes}."


@shown
def binary_losses() -> Drawn:
    """Draw hinge, log and square loss of a binary classifier against z, label times score."""
    z = np.linspace(-2, 3, 101)
    figure, axes = new(size=(7.2, 3.4))
    axes.plot(z, np.maximum(0, 1 - z), "s-", color=VERMILION, markevery=20, label="hinge: max(0, 1 - z)")
    axes.plot(z, np.log1p(np.exp(-z)), "o--", color=BLUE, markevery=20, label="log: ln(1 + exp(-z))")
    axes.plot(z, (1 - z) ** 2, "^:", color=GREEN, markevery=20, label="square: (1 - z)^2")
    axes.axvspan(1, 3, color=GREY, alpha=0.12)
    axes.annotate("right, and by a margin", (1.05, 2.6), color=GREY)
    axes.set(xlabel="z = label times score", ylabel="loss", ylim=(-0.15, 6))
    axes.legend(loc="upper right")
    title(figure, f"At z = 3 square loss is {(1 - 3) ** 2}, hinge {max(0, 1 - 3)} and log {np.log1p(np.exp(-3)):.2f}")
    return (
        figure,
        "Three losses against z: hinge falls to 0 at 1, log falls towards 0, square touches 0 at 1 and rises again.",
    )


@shown
def disagreements(
    images: np.ndarray, first: np.ndarray, second: np.ndarray, y: np.ndarray, names: Sequence[str], most: int = 8
) -> Drawn:
    """Draw images on which two classifiers differ, with what each says and what is right.

    Args:
        images: (N, 32, 32, 3) uint8.
        first, second: (N,) integers, what the SVM and softmax say.
        y: (N,) integers, the right classes.
        names: of the classes.
        most: how many images to draw.
    """
    apart = first != second
    chosen = np.flatnonzero(apart)[:most]
    rows = max(1, -(-len(chosen) // 4))
    figure, axes = new(rows, 4, (9.0, 2.7 * rows + 0.4), squeeze=False)
    figure.get_layout_engine().set(hspace=0.06)  # three lines of text belong to the picture below them
    for place, k in zip(axes.flat, chosen, strict=False):
        place.imshow(images[k], interpolation="nearest")
        place.set_title(f"{names[y[k]]}\nSVM: {names[first[k]]}\nsoftmax: {names[second[k]]}", loc="center")
    for place in axes.flat:
        place.axis("off")
    finding = "They never differ"
    if apart.any() and not apart.all():
        there, elsewhere = np.mean((first == y)[apart]), np.mean((first == y)[~apart])
        finding = (
            f"They differ on {apart.mean():.0%}: there the SVM is right on {there:.0%}, elsewhere on {elsewhere:.0%}"
        )
    title(figure, finding)
    return (
        figure,
        f"{len(chosen)} images with three words each: the right class, what the SVM says, and what softmax says. "
        f"{finding}.",
    )


@shown
def fooled(image: np.ndarray, change: np.ndarray, before: str, after: str, guess: Any = ...) -> Drawn:
    """Draw an image, a change of its pixels that changes the answer of a classifier, and both together.

    Args:
        image: (32, 32, 3) uint8.
        change: (32, 32, 3) floats, in units of the whole range of a pixel.
        before, after: what the classifier says without the change, and with it.
        guess: the mean change of a pixel, from 0 to 255, as it was predicted.
    """
    largest = np.abs(change).max() or 1.0
    pictures = (image / 255, 0.5 + 0.5 * change / largest, np.clip(image / 255 + change, 0, 1))
    captions = (f'"{before}"', f"the change, {0.5 / largest:.0f} times as strong", f'"{after}"')
    figure, axes = new(1, 3, (9.0, 3.6))
    for place, picture, caption in zip(axes, pictures, captions, strict=True):
        place.imshow(picture, interpolation="nearest")
        place.set_title(caption, loc="center")
        place.axis("off")
    mean = 255 * np.abs(change).mean()
    title(figure, f"A change of {mean:.1f} of 255 per pixel makes this {before} a {after}{you_said(guess)}")
    return (
        figure,
        f"An image called {before}, a change of its pixels, and their sum, called {after}.",
    )


def shares(first: np.ndarray, second: np.ndarray, y: np.ndarray) -> dict[str, float]:
    """Return for which share of images both, one or none of two classifiers are right, of classes (N,), integers."""
    a, b = first == y, second == y
    return {
        "both right": float(np.mean(a & b)),
        "only the SVM": float(np.mean(a & ~b)),
        "only softmax": float(np.mean(~a & b)),
        "neither": float(np.mean(~a & ~b)),
    }
