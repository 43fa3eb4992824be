"""Figures of 07_svm_vs_softmax: two losses against one score, three losses of one margin, two classifiers apart."""

from collections.abc import Sequence

import numpy as np

from helpers.given.plots.style import BLACK, BLUE, GREEN, GREY, VERMILION, Drawn, new, shown, title


def hinge_of(s: np.ndarray) -> float:
    """Return the hinge loss of one image's scores (C,), the first class being right."""
    return float(np.sum(np.maximum(0, s[1:] - s[0] + 1)))


def softmax_of(s: np.ndarray) -> float:
    """Return the softmax loss of one image's scores (C,), the first class being right."""
    top = np.max(s)
    return float(top - s[0] + np.log(np.sum(np.exp(s - top))))


@shown
def against_one_score(rows: Sequence[Sequence[float]]) -> Drawn:
    """Draw both losses of some images against the score of the right class, which is the first.

    Args:
        rows: the scores of each image.
    """
    figure, axes = new(1, len(rows), (7.2, 2.8), sharey=True)
    for place, row in zip(axes, rows, strict=True):
        scores = np.array(row, dtype=float)
        right = np.linspace(scores[1:].max() - 3, max(scores[0] + 1, scores[1:].max() + 4), 200)
        moved = [np.array([value, *scores[1:]]) for value in right]
        place.plot(right, [hinge_of(s) for s in moved], color=VERMILION, label="hinge")
        place.plot(right, [softmax_of(s) for s in moved], "--", color=BLUE, label="softmax")
        place.axvline(scores[0], color=GREY, linewidth=0.8, linestyle=":")
        place.plot([scores[0]] * 2, [hinge_of(scores), softmax_of(scores)], "o", color=BLACK, markersize=4)
        place.set(xlabel="score of the right class", title=str(list(row)))
    axes[0].set(ylabel="loss")
    axes[0].legend()
    title(figure, "The hinge is flat beyond its margin; softmax always wants more")
    return (
        figure,
        "Two falling curves for each row of scores: the hinge ends at a corner at 0, softmax bends towards 0.",
    )


@shown
def binary_losses() -> Drawn:
    """Draw hinge, log and square loss of a binary classifier against z, label times score."""
    z = np.linspace(-2, 3, 101)
    figure, axes = new(size=(7.2, 3.4))
    axes.plot(z, np.maximum(0, 1 - z), "s-", color=VERMILION, markevery=20, label="hinge: max(0, 1 - z)")
    axes.plot(z, np.log1p(np.exp(-z)), "o--", color=BLUE, markevery=20, label="log: ln(1 + exp(-z))")
    axes.plot(z, (1 - z) ** 2, "^:", color=GREEN, markevery=20, label="square: (1 - z)^2")
    axes.axvspan(1, 3, color=GREY, alpha=0.12)
    axes.annotate("right, and by a margin", (1.05, 5.5), color=GREY)
    axes.set(xlabel="z = label times score", ylabel="loss", ylim=(0, 6))
    axes.legend()
    title(figure, "Square loss punishes being too right")
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
    chosen = np.flatnonzero(first != second)[:most]
    figure, axes = new(1, max(len(chosen), 1), (7.2, 1.9), squeeze=False)
    for place, k in zip(axes[0], chosen, strict=False):
        place.imshow(images[k], interpolation="nearest")
        place.set_title(f"{names[y[k]]}\nSVM {names[first[k]]}\nsm. {names[second[k]]}", fontsize=6.5, loc="center")
    for place in axes[0]:
        place.axis("off")
    share = np.mean(first != second)
    title(figure, f"They differ on {share:.0%} of the images, mostly hard ones")
    return (
        figure,
        f"{len(chosen)} images with three words each: the right class, what the SVM says, and what softmax says.",
    )


def shares(first: np.ndarray, second: np.ndarray, y: np.ndarray) -> dict[str, float]:
    """Return for which share of images both, one or none of two classifiers are right."""
    a, b = first == y, second == y
    return {
        "both right": float(np.mean(a & b)),
        "only the SVM": float(np.mean(a & ~b)),
        "only softmax": float(np.mean(~a & b)),
        "neither": float(np.mean(~a & ~b)),
    }
