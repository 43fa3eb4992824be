"""Figures of 06_training_and_templates: loss curves, the search, and what was learned, as images."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from IPython.display import display

from helpers.given import data
from helpers.given.plots.style import BLUE, GREY, SHADES, VERMILION, Drawn, new, shown, title, to_png

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.patches import Rectangle

UPDATES = 20
"""How often a line of progress changes."""


def progress(items: Iterable) -> Iterator:
    """Yield the items of a range or list, and show in one line how far the loop has come."""
    items = items if hasattr(items, "__len__") else list(items)
    if data.GRADING:
        yield from items
        return
    every = max(1, len(items) // UPDATES)
    handle = display(Line(0, len(items)), display_id=True)
    for done, item in enumerate(items, 1):
        yield item
        if done % every == 0 or done == len(items):
            handle.update(Line(done, len(items)))


class Line:
    """A line of progress, as text for every front end."""

    def __init__(self, done: int, of: int) -> None:
        self.done, self.of = done, of

    def __repr__(self) -> str:
        full = round(30 * self.done / max(self.of, 1))
        return f"[{'#' * full}{'.' * (30 - full)}] {self.done} of {self.of}"


@shown
def downhill(loss: Callable[[np.ndarray], float], W: np.ndarray, dW: np.ndarray) -> Drawn:
    """Draw the loss along the line that leads from W against the gradient.

    Args:
        loss: takes weights (D, C), returns the loss.
        W: (D, C) floats, where the line begins.
        dW: (D, C) floats, the gradient there.
    """
    lengths = np.logspace(-3, 0, 25)
    along = np.array([loss(W - length * dW) for length in lengths])
    start, best = loss(W), int(np.argmin(along))
    figure, axes = new()
    axes.semilogx(lengths, along, "o-", color=BLUE, markersize=4)
    axes.axhline(start, color=GREY, linestyle="--", linewidth=1)
    axes.annotate("loss where we stand", (lengths[0], start), (0, 4), textcoords="offset points", color=GREY)
    axes.set(xlabel="length of the step (learning rate)", ylabel="loss", ylim=(0, 2 * start))
    title(figure, f"Downhill first, then up again: the best step here is {lengths[best]:.2g}")
    return figure, f"Loss against step length: it falls from {start:.1f} to {along[best]:.1f}, then rises steeply."


@shown
def loss_curve(losses: Sequence[float]) -> Drawn:
    """Draw the loss of every batch, and a running mean over it.

    Args:
        losses: one number a step.
    """
    losses = np.asarray(losses, dtype=float)
    window = max(1, len(losses) // 20)
    smooth = np.convolve(losses, np.ones(window) / window, mode="valid")
    figure, axes = new()
    axes.plot(losses, color="#A8CCE4", linewidth=1, label="each batch")
    axes.plot(np.arange(len(smooth)) + window - 1, smooth, color=BLUE, label=f"mean of the last {window}")
    axes.set(xlabel="step", ylabel="loss", ylim=(0, None))
    axes.legend()
    title(figure, f"The loss falls from {losses[0]:.1f} to {smooth[-1]:.1f}, fast at first")
    return (
        figure,
        f"Loss of each batch over {len(losses)} steps, noisy, falling from {losses[0]:.1f} to {smooth[-1]:.1f}.",
    )


@shown
def search_map(learning_rates: Sequence[float], regs: Sequence[float], accuracies: np.ndarray) -> Drawn:
    """Draw the validation accuracy of every setting of a search as a heat map with its numbers.

    Args:
        learning_rates: (A,) numbers, one a row.
        regs: (B,) numbers, one a column.
        accuracies: (A, B) floats from 0 to 1.
    """
    figure, axes = new(size=(6.0, 3.4))
    axes.imshow(accuracies, cmap=SHADES, aspect="auto")
    best = np.unravel_index(np.argmax(accuracies), accuracies.shape)
    middle = (accuracies.min() + accuracies.max()) / 2
    for row, column in np.ndindex(accuracies.shape):
        color = "black" if accuracies[row, column] > middle else "white"
        text = f"{accuracies[row, column]:.1%}"
        weight = "bold" if (row, column) == best else "normal"
        axes.text(column, row, text, ha="center", va="center", color=color, weight=weight)
    axes.add_patch(_frame(best[1] - 0.5, best[0] - 0.5))
    axes.set_xticks(range(len(regs)), [f"{reg:g}" for reg in regs])
    axes.set_yticks(range(len(learning_rates)), [f"{rate:g}" for rate in learning_rates])
    axes.set(xlabel="regularization strength", ylabel="learning rate")
    finding = f"learning rate {learning_rates[best[0]]:g} with strength {regs[best[1]]:g}"
    title(figure, f"Best on the validation images: {accuracies[best]:.1%}")
    return (
        figure,
        f"Validation accuracy for each learning rate and strength; the best, {accuracies[best]:.1%}, is {finding}.",
    )


@shown
def class_templates(images: np.ndarray, names: Sequence[str], save: str = "") -> Drawn:
    """Draw the template of every class, two rows of five for ten classes.

    Args:
        images: (C, 32, 32, 3) uint8.
        names: of the C classes.
        save: the name of a PNG file to write as well.
    """
    figure = templates_figure(images, names)
    if save:
        Path(save).write_bytes(to_png(figure))
    return figure, f"The weights of each class as a small picture: {', '.join(names)}."


def templates_figure(images: np.ndarray, names: Sequence[str]) -> "Figure":
    """Return the figure of class_templates without showing it."""
    figure, axes = new(2, (len(images) + 1) // 2, (7.2, 3.4))
    for place, image, name in zip(axes.flat, images, names, strict=False):
        place.imshow(image, interpolation="nearest")
        place.set_title(name, loc="center")
    for place in axes.flat:
        place.axis("off")
    title(figure, "What each class looks like to the classifier")
    return figure


@shown
def templates_of_both(first: np.ndarray, second: np.ndarray, names: Sequence[str]) -> Drawn:
    """Draw the templates of two classifiers, the SVM above softmax.

    Args:
        first: (C, 32, 32, 3) uint8, of the SVM.
        second: (C, 32, 32, 3) uint8, of softmax.
        names: of the C classes.
    """
    figure = rows_of_templates([first, second], ["SVM", "softmax"], names)
    title(figure, "Two losses, nearly the same templates")
    return figure, "The templates of the SVM and of softmax, one below the other: alike in colours and shapes."


@shown
def templates_by_strength(rows: Sequence[np.ndarray], regs: Sequence[float], names: Sequence[str]) -> Drawn:
    """Draw the templates of several classifiers, one below the other.

    Args:
        rows: for each classifier (C, 32, 32, 3) uint8.
        regs: the regularization strength of each.
        names: of the C classes.
    """
    figure = rows_of_templates(rows, [f"reg {reg:g}" for reg in regs], names)
    title(figure, "The stronger the regularization, the smoother the templates")
    return (
        figure,
        f"Templates for strengths {', '.join(f'{reg:g}' for reg in regs)}: noisy at first, smoother and smoother.",
    )


def rows_of_templates(rows: Sequence[np.ndarray], labels: Sequence[str], names: Sequence[str]) -> "Figure":
    """Return a figure with the templates of several classifiers, one below the other."""
    figure, axes = new(len(rows), len(names), (7.2, 0.72 * len(rows) + 0.5))
    for line, images, label in zip(axes, rows, labels, strict=True):
        for place, image in zip(line, images, strict=True):
            place.imshow(image, interpolation="nearest")
            place.set(xticks=[], yticks=[])
            place.spines[:].set_visible(False)
        line[0].set_ylabel(label, rotation=0, ha="right", va="center")
    for place, name in zip(axes[0], names, strict=True):
        place.set_title(name, fontsize=7, loc="center")
    return figure


@shown
def image_times_template(
    image: np.ndarray, x: np.ndarray, W: np.ndarray, classes: Sequence[int], names: Sequence[str]
) -> Drawn:
    """Draw where in an image the score of some classes comes from: pixel times weight, summed over the colours.

    Args:
        image: (32, 32, 3) uint8.
        x: (3073,) floats, the same image as a row.
        W: (3073, C) floats.
        classes: whose scores to take apart.
        names: of all classes.
    """
    parts = [(x[:-1] * W[:-1, k]).reshape(32, 32, 3).sum(axis=2) for k in classes]
    limit = max(np.abs(part).max() for part in parts)
    figure, axes = new(1, len(classes) + 1, (7.2, 2.6))
    axes[0].imshow(image, interpolation="nearest")
    axes[0].set_title("the image", loc="center")
    for place, part, k in zip(axes[1:], parts, classes, strict=True):
        shade = place.imshow(part, cmap=SHADES, vmin=-limit, vmax=limit, interpolation="nearest")
        place.set_title(f"{names[k]}: {x @ W[:, k]:+.2f}", loc="center")
    for place in axes:
        place.axis("off")
    figure.colorbar(shade, ax=axes[-1], shrink=0.8, label="pixel x weight")
    title(figure, "A score is a sum over pixels: light speaks for the class, dark against it")
    scores = ", ".join(f"{names[k]} {x @ W[:, k]:+.2f}" for k in classes)
    return figure, f"An image, and for some classes where their scores come from; the scores are {scores}."


@shown
def image_row(images: np.ndarray, finding: str) -> Drawn:
    """Draw some images side by side.

    Args:
        images: (N, 32, 32, 3) uint8.
        finding: what one sees in them, the title.
    """
    figure, axes = new(size=(7.2, 1.2))
    axes.imshow(np.concatenate(list(images), axis=1), interpolation="nearest")
    axes.axis("off")
    title(figure, finding)
    return figure, f"{len(images)} images in a row. {finding}."


def _frame(x: float, y: float) -> "Rectangle":
    from matplotlib.patches import Rectangle

    return Rectangle((x, y), 1, 1, fill=False, edgecolor=VERMILION, linewidth=2.5)
