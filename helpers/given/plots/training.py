"""Figures of 06_training_and_templates: loss curves, the search, and what was learned, as images."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from IPython.display import display

from helpers.given import data
from helpers.given.plots.style import (
    BLUE,
    GREY,
    SHADES,
    VERMILION,
    Drawn,
    NotDrawn,
    bundle,
    dot_negative,
    new,
    shown,
    signed,
    title,
    to_png,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
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
    axes.annotate("loss where we are", (lengths[0], start), (0, 4), textcoords="offset points", color=GREY)
    axes.set(xlabel="length of the step (learning rate)", ylabel="loss", ylim=(0, 2 * start))
    if along[-1] > 2 * start:
        beyond = f"{along[-1]:.1f} at {lengths[-1]:g},\nabove the picture"
        axes.text(lengths[-1], 0.9 * start, beyond, ha="right", va="top", color=GREY)
    finding = f"The best step, {lengths[best]:.2g}, leads from {start:.1f} to {along[best]:.1f}"
    title(figure, f"{finding}; the longest, {lengths[-1]:g}, to {along[-1]:.1f}")
    return figure, f"Loss against the length of the step. {finding}; one of {lengths[-1]:g} leads to {along[-1]:.1f}."


@shown
def loss_curve(losses: Sequence[float]) -> Drawn:
    """Draw the loss of every batch, and a running mean over it.

    Args:
        losses: one number per step.
    """
    losses = np.asarray(losses, dtype=float)
    window = max(1, len(losses) // 20)
    smooth = np.convolve(losses, np.ones(window) / window, mode="valid")
    figure, axes = new()
    axes.plot(losses, color="#A8CCE4", linewidth=1, label="each batch")
    axes.plot(np.arange(len(smooth)) + (window - 1) / 2, smooth, color=BLUE, label=f"mean of {window} batches")
    axes.set(xlabel="step", ylabel="loss", ylim=(0, None))
    axes.legend()
    way = f"from {losses[0]:.1f} to {smooth[-1]:.1f}"
    if smooth[-1] < losses[0]:
        # A mean of many has fallen before it begins, and a single batch may be an easy one: most of the next are below.
        below = losses < (losses[0] + smooth[-1]) / 2
        half = next((int(k) for k in np.flatnonzero(below) if np.mean(below[k : k + 5]) > 0.5), len(losses))
        title(figure, f"The loss falls {way}, half of the way in {half} step{'s' * (half > 1)}")
    else:  # the weights stay as they are, or the steps are too long
        title(figure, f"The loss does not fall: it goes {way} in {len(losses)} steps")
    return figure, f"Loss of each batch over {len(losses)} steps, noisy, {way}."


@shown
def search_map(learning_rates: Sequence[float], regs: Sequence[float], accuracies: np.ndarray) -> Drawn:
    """Draw the validation accuracy of every setting of a search as a heat map with its numbers.

    Settings with accuracy 0 have not been tried. If accuracies has another shape, a sentence says so instead.

    Args:
        learning_rates: (A,) numbers, one per row.
        regs: (B,) numbers, one per column.
        accuracies: (A, B) floats from 0 to 1.
    """
    shape = (len(learning_rates), len(regs))
    if np.shape(accuracies) != shape:
        raise NotDrawn(
            f"accuracies has shape {np.shape(accuracies)}, and not {shape}, with an entry for every setting."
            " Does the loop fill one at a time, accuracies[a, b] = ...?"
        )
    figure, axes = new(size=(7.2, 3.4))
    axes.imshow(accuracies, cmap=SHADES, aspect="auto")
    best = np.unravel_index(np.argmax(accuracies), accuracies.shape)
    tried = bool(np.any(accuracies))
    middle = (accuracies.min() + accuracies.max()) / 2
    for row, column in np.ndindex(accuracies.shape):
        color = "black" if accuracies[row, column] > middle else "white"
        text = f"{accuracies[row, column]:.1%}"
        weight = "bold" if (row, column) == best and tried else "normal"
        axes.text(column, row, text, ha="center", va="center", color=color, weight=weight)
    if tried:
        axes.add_patch(_frame(best[1] - 0.5, best[0] - 0.5))
    axes.set_xticks(range(len(regs)), [f"{reg:g}" for reg in regs])
    axes.set_yticks(range(len(learning_rates)), [f"{rate:g}" for rate in learning_rates])
    axes.set(xlabel="regularization strength", ylabel="learning rate")
    finding = f"{accuracies[best]:.1%} at learning rate {learning_rates[best[0]]:g}, strength {regs[best[1]]:g}"
    edges = [name for name, k, n in zip(("rates", "strengths"), best, accuracies.shape, strict=True) if k in (0, n - 1)]
    if not tried:
        finding = "No setting has been tried yet"
    elif edges:
        finding += f" (edge of the {' and '.join(edges)})"
    title(figure, finding)
    return figure, f"Validation accuracy for each learning rate and strength. {finding}."


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
    """Return the figure of class_templates without showing it; images: (C, 32, 32, 3) uint8."""
    figure, axes = new(2, (len(images) + 1) // 2, (9.0, 4.3))
    for place, image, name in zip(axes.flat, images, names, strict=False):
        place.imshow(image, interpolation="nearest")
        place.set_title(name, loc="center")
    for place in axes.flat:
        place.axis("off")
    figure.get_layout_engine().set(w_pad=0.004, wspace=0)
    title(figure, "What each class looks like to the classifier")
    return figure


SOME = (1, 6, 7, 8)
"""Classes that stand for all where pictures have to be large: automobile, frog, horse, ship."""


@shown
def templates_of_both(first: np.ndarray, second: np.ndarray, names: Sequence[str]) -> Drawn:
    """Draw templates of two classifiers, the SVM above softmax.

    Args:
        first: (C, 32, 32, 3) uint8, of the SVM.
        second: (C, 32, 32, 3) uint8, of softmax.
        names: of the C classes.
    """
    figure = rows_of_templates([first, second], ["SVM", "softmax"], names)
    alike = np.mean([correlation(one, other) for one, other in zip(first, second, strict=True)])
    title(figure, f"The two losses' templates of a class have a correlation of {alike:.2f} on average")
    return figure, f"Templates of the SVM above those of softmax; on average their correlation is {alike:.2f}."


def smoothness(rows: Sequence[np.ndarray], regs: Sequence[float]) -> str:
    """Return a sentence on how rough the templates are at the first strength, compared with the last.

    Args:
        rows: for each classifier (C, 32, 32, 3), uint8 or floats on any scale.
        regs: the regularization strength of each.
    """
    first, last = (
        np.mean(np.abs(np.diff(images.astype(float), axis=2))) / max(images.std(), 1e-9)
        for images in (rows[0], rows[-1])
    )
    if not last:
        return f"At reg {regs[-1]:g} all pixels are alike"
    return f"Neighbouring pixels differ {first / last:.1f} times as much at reg {regs[0]:g} as at {regs[-1]:g}"


def rows_of_templates(
    rows: Sequence[np.ndarray], labels: Sequence[str], names: Sequence[str], some: Sequence[int] = SOME
) -> "Figure":
    """Return a figure with rows of pictures, each (C, 32, 32, 3) uint8, of some classes, one below the other."""
    figure, axes = new(len(rows), len(some), (9.0, 2.1 * len(rows) + 0.6), squeeze=False)
    for line, images, label in zip(axes, rows, labels, strict=True):
        for place, k in zip(line, some, strict=True):
            picture(place, images[k])
        line[0].set_ylabel(label)
    for place, k in zip(axes[0], some, strict=True):
        place.set_title(names[k], loc="center")
    return figure


def correlation(one: np.ndarray, other: np.ndarray) -> float:
    """Return the correlation of two images (32, 32, 3) uint8, 0 if one of them has a single colour."""
    a, b = (image.astype(float).ravel() - image.mean() for image in (one, other))
    size = np.sqrt(np.sum(a * a) * np.sum(b * b))
    return float(np.sum(a * b) / size) if size else 0.0


@shown
def another_kind(images: np.ndarray, others: data.Split, answers: np.ndarray, names: Sequence[str], kind: str) -> Drawn:
    """Draw templates above the mean images of another kind, of two classes that fare best and two that do worst.

    Args:
        images: (C, 32, 32, 3) uint8, the templates.
        others: images of another kind, at least one of each class.
        answers: (N,) integers, what the classifier says of them.
        names: of the C classes.
        kind: what they are called, such as "photographs".
    """
    groups = [others.labels == k for k in range(len(names))]
    right = np.array([np.mean(answers[group] == k) for k, group in enumerate(groups)])
    means = np.array([others.images[group].mean(axis=0) for group in groups]).round().astype(np.uint8)
    order = [int(k) for k in np.argsort(-right, kind="stable")]
    some = [*order[:2], *order[-2:]]
    figure = rows_of_templates([images, means], ["template", "mean new image"], names, some)
    said = []
    for place, k in zip(figure.axes[len(some) :], some, strict=True):
        most = int(np.argmax(np.bincount(answers[groups[k]], minlength=len(names))))
        # A class that most images are taken for fares well, whatever they show.
        label = f"{right[k]:.0%} right, most often\ncalled {names[most]}"
        if most == k:
            label = f"{right[k]:.0%} right; {np.mean(answers == k):.0%} of all\nimages are called {names[k]}"
        said.append(f"{names[k]} {label}".replace("\n", " "))
        place.set_xlabel(label)
    finding = f"Of the {kind} {np.mean(answers == others.labels):.0%} are right"
    first, last = some[0], some[-1]
    title(figure, f"{finding}: {names[first]} {right[first]:.0%}, {names[last]} {right[last]:.0%}")
    return figure, f"Templates of four classes above the mean of the new images. {finding}: {'; '.join(said)}."


FRAMES = (1, 7, 8)  # the classes of a film: automobile, horse, ship


def film(
    model: Any, to_images: Callable[[np.ndarray], np.ndarray], names: Sequence[str], frames: int = 4
) -> Callable[[Iterable], Iterator]:
    """Return a `progress` for a model's training that draws its templates while they form.

    Args:
        model: what is trained; its W is read between steps.
        to_images: makes weights (3073, C) into images (C, 32, 32, 3) uint8.
        names: of the C classes.
        frames: how many moments to draw, close together at first.
    """

    def filmed(steps: Iterable) -> Iterator:
        steps = list(steps)
        if data.GRADING or len(steps) < frames:
            yield from steps
            return
        moments = [0, *np.unique(np.geomspace(10, len(steps), frames - 1).round().astype(int))]
        strip: list[np.ndarray] = []
        handle = display(_frames(strip, moments, names), raw=True, display_id=True)
        for done, step in enumerate(steps):
            if done in moments:
                strip.append(to_images(model.W))
                handle.update(_frames(strip, moments, names), raw=True)
            yield step
        strip.append(to_images(model.W))
        handle.update(_frames(strip, moments, names), raw=True)

    return filmed


def _frames(strip: Sequence[np.ndarray], moments: Sequence[int], names: Sequence[str]) -> dict[str, str]:
    """A film strip as a notebook shows it: one column per moment, empty where training has not come yet."""
    figure, axes = new(len(FRAMES), len(moments), (9.0, 2.1 * len(FRAMES) + 0.7))
    for line, k in zip(axes, FRAMES, strict=True):
        for place in line:
            place.axis("off")
        for place, images in zip(line, strip, strict=False):
            place.axis("on")
            picture(place, images[k])
        if strip:
            line[0].set_ylabel(names[k])
    for place, moment in zip(axes[0], moments[: len(strip)], strict=False):
        place.set_title(f"step {moment}", loc="center")
    finding = f"Training: {len(strip)} of {len(moments)} pictures"
    if len(strip) == len(moments):
        alike = [np.mean([correlation(images[k], strip[-1][k]) for k in FRAMES]) for images in strip]
        before = alike[:-1]  # the last one is the final one
        first = next((k for k, value in enumerate(before) if value > 0.9), len(before) - 1)
        steps = f"{moments[first]} of {moments[-1]} steps"
        finding = f"After {steps} the templates have a correlation of {alike[first]:.2f} with the final ones"
    title(figure, finding)
    return bundle(to_png(figure), figure.get_figwidth(), f"Templates of three classes at several moments. {finding}.")


def picture(place: "Axes", image: np.ndarray) -> None:
    """Draw an image (32, 32, 3) uint8 without axes."""
    place.imshow(image, interpolation="nearest")
    place.set(xticks=[], yticks=[])
    place.spines[:].set_visible(False)


@shown
def image_times_template(
    image: np.ndarray, x: np.ndarray, W: np.ndarray, names: Sequence[str], picture: np.ndarray | None = None
) -> Drawn:
    """Draw the scores of an image, and where those of its two best classes come from: pixel times weight.

    Args:
        image: (32, 32, 3) uint8.
        x: (3073,) floats, the same image as a row.
        W: (3073, C) floats.
        names: of the C classes.
        picture: (M, M, 3) uint8, what the image was made of, if it is one's own.
    """
    scores, less_mean = x @ W, x[:-1].reshape(32, 32, 3)
    first, second = (int(k) for k in np.argsort(-scores)[:2])
    parts = [(less_mean * W[:-1, k].reshape(32, 32, 3)).sum(axis=2) for k in (first, second)]
    limit = max(np.percentile(np.abs(part), 99) for part in parts)
    figure, axes = new(2, 3, (9.0, 5.6))
    # as in mean_image: stretched to its own largest number a photograph would look as it did before
    top = [picture, image, np.clip(0.5 + less_mean / 2, 0, 1)]
    captions = ("your picture", "32 x 32 pixels", "minus the mean (grey is 0)")
    for place, panel, name in zip(axes[0], top, captions, strict=True):
        if panel is None:
            place.set(aspect="equal")
            place.text(0.5, 0.5, "your picture\ngoes here", ha="center", va="center", color=GREY)
        else:
            place.imshow(panel, interpolation="nearest")
            place.set_title(name, loc="center")
    for place, part, k in zip(axes[1], parts, (first, second), strict=False):
        shade = place.imshow(part, cmap=signed(), vmin=-limit, vmax=limit, interpolation="nearest")
        dot_negative(place, part, limit)
        up, down = part[part > 0].sum(), part[part < 0].sum()
        place.set_title(f"{names[k]}: {scores[k]:+.2f}", loc="center")
        place.set_xlabel(f"for it {up:+.2f}, against it {down:+.2f}\nbias {W[-1, k]:+.2f}")
    for place in axes.flat[:5]:
        place.set(xticks=[], yticks=[])
        place.spines[:].set(visible=True, color=GREY, linewidth=0.8)
    bar = figure.colorbar(shade, ax=list(axes[:, 1]), shrink=0.4, anchor=(0, 0.1), ticks=[-limit, 0, limit])
    bar.ax.set_title("pixel x weight", fontsize=8)
    bar.ax.set_yticklabels(["against\n(dots)", "0", "for"])
    order = np.argsort(scores)
    bars = axes[1, 2].barh([names[k] for k in order], scores[order], color="#A8CCE4", edgecolor=BLUE)
    axes[1, 2].bar_label(bars, [f"{score:+.2f}" for score in scores[order]], padding=3, fontsize=8)
    axes[1, 2].axvline(0, color=GREY, linewidth=0.8)
    axes[1, 2].margins(x=0.3)
    axes[1, 2].set_title("all scores", loc="center")
    ahead = scores[first] - scores[second]
    title(figure, f"The {names[first]} is ahead of the {names[second]} by {ahead:.2f}: a sum over pixels")
    each = ", ".join(f"{names[k]} {scores[k]:+.2f}" for k in np.argsort(-scores))
    return figure, f"An image, and where in it the two highest scores come from. All scores: {each}."


@shown
def image_row(images: np.ndarray, finding: str) -> Drawn:
    """Draw some images side by side.

    Args:
        images: (N, 32, 32, 3) uint8.
        finding: what one sees in them, the title.
    """
    figure, axes = new(size=(9.0, 1.4))
    axes.imshow(np.concatenate(list(images), axis=1), interpolation="nearest")
    axes.axis("off")
    title(figure, finding)
    return figure, f"{len(images)} images in a row. {finding}."


def _frame(x: float, y: float) -> "Rectangle":
    from matplotlib.patches import Rectangle

    return Rectangle((x, y), 1, 1, fill=False, edgecolor=VERMILION, linewidth=2.5)
