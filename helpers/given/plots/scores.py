"""Figures of 01_score_functions: the ten classes, scores as bars, and what lines can and cannot cut."""

import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from helpers.given import data
from helpers.given.plots.guesses import said, you_said
from helpers.given.plots.style import BLACK, BLUE, COLORS, GREY, VERMILION, Drawn, NotDrawn, new, region, shown, title
from helpers.given.plots.training import templates_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# The two classes of a drawing: a dot on the page is no point at all.
SIGNS = "ox"
DIRECTIONS = 720  # of the lines that are tried: a quarter of a degree apart
EDGE = 3.0  # the plane is drawn from -EDGE to EDGE


@shown
def ten_classes(dataset: data.Dataset, columns: int = 6) -> Drawn:
    """Draw the first training images of each class, a class per row.

    Args:
        dataset: where the images come from.
        columns: how many images of each class.
    """
    figure, grid = new(5, 2, (9.0, 3.8))
    for label, axes in enumerate(grid.T.ravel()):
        images = dataset.train.images[dataset.train.labels == label][:columns]
        axes.imshow(np.concatenate(images, axis=1), interpolation="nearest", aspect="equal")
        axes.set_ylabel(f"{data.CLASSES[label]}  {label}", rotation=0, ha="right", va="center")
        axes.set(xticks=[], yticks=[])
        axes.spines[:].set_visible(False)
    title(figure, f"One word, many pictures: {columns} of each class ({dataset.name})")
    return figure, f"Ten rows of {columns} small images, one row for each class: {', '.join(data.CLASSES)}."


@shown
def promise() -> Drawn:
    """Draw ten templates that the reference learned from the drawings: what notebook 06 leads to."""
    from matplotlib.image import imread

    strip = np.round(255 * imread(Path(__file__).with_name("promise.png"))).astype(np.uint8)
    figure = templates_figure(strip.reshape(32, 10, 32, 3).swapaxes(0, 1), data.CLASSES)
    title(figure, "Ten templates: by notebook 06 your own code will draw such a picture")
    return figure, f"The weights of each class as a picture: {', '.join(data.CLASSES)}."


@shown
def mean_image(image: np.ndarray, mean: np.ndarray, centred: np.ndarray) -> Drawn:
    """Draw an image, the mean image, and what is left of the one without the other.

    Args:
        image, mean: (32, 32, 3) floats from 0 to 1.
        centred: (32, 32, 3) floats, their difference.
    """
    figure, axes = new(1, 3, (9.0, 3.5))
    captions = ("the image", "minus the mean image", "what a classifier sees (grey is 0)")
    for place, picture, caption in zip(axes, (image, mean, 0.5 + centred / 2), captions, strict=True):
        place.imshow(np.clip(picture, 0, 1), interpolation="nearest")
        place.set_title(caption, loc="center")
        place.axis("off")
    title(figure, f"Without the mean image the numbers run from {centred.min():.2f} to {centred.max():.2f}")
    return figure, "Three pictures: an image, the mean image, and their difference, where grey is 0."


def size_of_classifier(image: tuple[int, ...], classes: int, guess: Any = ...) -> None:
    """Print how many weights and biases a linear classifier has, next to a guess.

    Args:
        image: the shape of an image.
        classes: how many there are.
        guess: how many numbers, as it was predicted.
    """
    D = math.prod(image)
    said(guess, f"{D * classes + classes:,}, as an image has D = {D:,} numbers")


@shown
def score_bars(S: np.ndarray, y: np.ndarray, names: Sequence[str] = data.CLASSES) -> Drawn:
    """Draw the scores of a few images as bars, with the right class and the winner marked.

    Args:
        S: (N, C) floats, the scores of N images.
        y: (N,) integers, their right classes.
        names: of the C classes.
    """
    figure, row = new(1, len(S), (7.2, 3.4), sharey=True, squeeze=False)
    right = 0
    words = {(True, True): "right, wins", (True, False): "wins", (False, True): "right"}
    for axes, s, label in zip(row[0], S, y, strict=True):
        winner = int(np.argmax(s))
        right += winner == label
        axes.barh(range(len(s)), s, color="#C8C8C8", height=0.7)
        axes.barh(winner, s[winner], color=VERMILION, height=0.7)
        axes.barh(label, s[label], color=BLUE, height=0.7, hatch="////", edgecolor="white", linewidth=0)
        axes.axvline(0, color=BLACK, linewidth=0.8)
        axes.set(title=f"picture of {_a(names[label])}", xlabel="score", xlim=(-12, 16))
        for j in sorted({winner, int(label)}):
            text = f" {s[j]:g} {words[j == winner, j == label]}"
            axes.text(max(s[j], 0), j, text, va="center", fontsize=8, weight="bold")
    row[0, 0].set_yticks(range(len(names)), names)
    row[0, 0].invert_yaxis()
    found = f"The right class has the highest score in {right} of {len(S)} pictures"
    title(figure, found)
    return figure, f"{found}; bars of all scores, with the right class hatched and the winner marked."


@shown
def plane(W: np.ndarray, b: np.ndarray, classify: Callable[[np.ndarray], np.ndarray]) -> Drawn:
    """Draw how three classes divide images of two numbers, with the line on which each score is 0.

    Args:
        W: (2, 3) floats, one class per column.
        b: (3,) floats.
        classify: turns images (N, 2) into classes (N,).
    """
    names = ("cat", "dog", "ship")
    figure, axes = new(size=(7.2, 4.6))
    ticks = np.linspace(-EDGE, EDGE, 301)
    horizontal, vertical = np.meshgrid(ticks, ticks)
    points = np.column_stack([horizontal.ravel(), vertical.ravel()])
    classes = np.asarray(classify(points)).reshape(horizontal.shape)
    for label, name in enumerate(names):
        color = COLORS[label]
        wins = classes == label
        region(axes, ticks, wins, label)
        if wins.any():
            _label(axes, horizontal[wins].mean(), vertical[wins].mean(), f"{name} wins", color)
        _zero_line(axes, W[:, label], b[label], f"{name} score", color, label)
    axes.set(xlim=(-EDGE, EDGE), ylim=(-EDGE, EDGE), aspect="equal")
    axes.set(xlabel="first number of the image", ylabel="second number of the image")
    parts = ("one part", "two parts", "three parts")[len(np.unique(classes)) - 1]
    title(figure, f"Three scores cut the plane into {parts} with straight borders")
    axes.legend(loc="center left", bbox_to_anchor=(1, 0.5))
    return figure, f"A plane cut into {parts} with straight borders; arrows show where the three scores grow."


@shown
def hard_sets(guess: Any = ...) -> Drawn:
    """Draw four data sets of two classes that no line can cut, each with the best of all lines.

    Args:
        guess: the share that the best line gets right of the hardest set, as it was predicted.
    """
    figure, row = new(1, 4, (7.2, 2.4))
    found = []
    for axes, (name, (points, y)) in zip(row, _hard_sets().items(), strict=True):
        right = _draw_with_best_line(axes, points, y, size=14)
        found.append(right / len(y))
        axes.set_title(f"{name}: {found[-1]:.0%}")
        axes.set(xticks=[], yticks=[])
    finding = f"No line gets them all: the best of all lines gets {min(found):.0%} to {max(found):.0%} right"
    title(figure, f"{finding}{you_said(guess)}")
    each = ", ".join(f"{name} {share:.0%}" for name, share in zip(_hard_sets(), found, strict=True))
    return figure, f"Four data sets of two classes with the best line through each: {each} right."


@shown
def try_every_line(drawing: str) -> Drawn:
    """Draw a data set of two classes, drawn with letters, and the best of all lines through it.

    Args:
        drawing: rows of the letters o and x, one point each, and dots where there is none.

    Raises:
        ValueError: if the drawing has other signs, or not both letters.
    """
    points, y = _read(drawing)
    figure, axes = new(size=(4.8, 3.0))
    right = _draw_with_best_line(axes, points, y, size=70)
    axes.set(xticks=[], yticks=[])
    axes.legend(loc="center left", bbox_to_anchor=(1, 0.5))
    if right == len(y):
        found = f"A line gets all {len(y)} points right"
    else:
        found = f"No line gets all: the best has {right} of {len(y)} right"
    title(figure, found)
    return figure, f"{found}; your drawing as circles and crosses, with that line."


def _a(name: str) -> str:
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name}"


def _label(axes: "Axes", x: float, y: float, text: str, color: str) -> None:
    box = {"facecolor": "white", "edgecolor": color, "boxstyle": "round"}
    axes.text(x, y, text, ha="center", va="center", weight="bold", bbox=box)


def _zero_line(axes: "Axes", w: np.ndarray, bias: float, name: str, color: str, style: int) -> None:
    """Draw the line on which a score x w + bias is 0, and an arrow towards higher scores."""
    length = np.hypot(*w)
    if length == 0:  # there is no such line: the score is the bias, wherever the image is
        axes.plot([], [], " ", label=f"{name} is {bias:g}\neverywhere: no line")
        return
    across = w / length
    foot = -bias * across / length  # of the perpendicular from the origin
    along = np.array([-across[1], across[0]])
    ends = np.array([foot - 3 * EDGE * along, foot + 3 * EDGE * along])
    axes.plot(*ends.T, color=color, linestyle=["-", "--", "-."][style], label=f"{name} is 0")
    start = foot + 1.9 * along
    arrow = {"arrowstyle": "-|>", "color": color, "linewidth": 2, "mutation_scale": 16}
    axes.annotate("", xy=start + 0.8 * across, xytext=start, arrowprops=arrow)


def _hard_sets() -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Return four data sets by name: points (N, 2), classes (N,)."""
    rng = np.random.default_rng(1)
    angle = rng.uniform(0, 2 * np.pi, 120)
    ring = np.arange(120) % 2
    radius = np.where(ring == 1, 2, 0.7) + rng.normal(0, 0.12, 120)
    corners = np.repeat([[-1, -1], [1, 1], [-1, 1], [1, -1]], 30, axis=0)
    cells = np.repeat(np.stack(np.meshgrid(range(4), range(4)), axis=-1).reshape(-1, 2), 8, axis=0)
    turn = np.repeat(np.arange(6), 20)
    islands = 2 * np.column_stack([np.cos(turn * np.pi / 3), np.sin(turn * np.pi / 3)])
    return {
        "XOR": (corners + rng.normal(0, 0.22, corners.shape), np.repeat([0, 0, 1, 1], 30)),
        "rings": (np.column_stack([radius * np.cos(angle), radius * np.sin(angle)]), ring),
        "parity": (cells + rng.uniform(-0.4, 0.4, cells.shape), cells.sum(axis=1) % 2),
        "islands": (islands + rng.normal(0, 0.22, islands.shape), turn % 2),
    }


def _draw_with_best_line(axes: "Axes", points: np.ndarray, y: np.ndarray, size: float) -> int:
    """Draw points of two classes and the best line; return how many points it gets right."""
    for label in (0, 1):
        style = {"marker": "ox"[label], "color": (BLUE, VERMILION)[label], "s": size, "linewidth": 1.5}
        axes.scatter(*points[y == label].T, label=f"class {SIGNS[label]}", **style)
    line = best_line(points, y)
    middle = (points.min(axis=0) + points.max(axis=0)) / 2
    half = 0.6 * np.ptp(points, axis=0).max() + 0.1  # of the square around all points
    along = 10 * half * np.array([-line.normal[1], line.normal[0]])
    ends = np.array([line.offset * line.normal - along, line.offset * line.normal + along])
    axes.plot(*ends.T, color=BLACK, linestyle="--", label="the best line")
    axes.set(xlim=middle[0] + np.array([-half, half]), ylim=middle[1] + np.array([-half, half]), aspect="equal")
    axes.spines[:].set(visible=True, color=GREY, linewidth=0.8)
    return line.right


class Line(NamedTuple):
    """A line in the plane.

    normal: (2,) floats, of length 1, across the line.
    offset: how far along the normal the line lies from the origin.
    right: how many points it gets right, with the better choice of which side is which class.
    """

    normal: np.ndarray
    offset: float
    right: int


def best_line(points: np.ndarray, y: np.ndarray) -> Line:
    """Return the line that gets the most points right, by trying all places in every direction.

    Args:
        points: (N, 2) floats.
        y: (N,) integers, 0 or 1.
    """
    best, best_rank = Line(np.zeros(2), 0.0, 0), -1.0
    width = np.ptp(points, axis=0).sum()
    for angle in np.arange(DIRECTIONS) * np.pi / DIRECTIONS:
        normal = np.array([np.cos(angle), np.sin(angle)])
        place = points @ normal
        order = np.argsort(place)
        place, ones = place[order], np.cumsum(y[order])
        # with the line after k points, right are the zeros before it and the ones after it, or all the others
        k = np.arange(1, len(y) + 1)
        right = k - ones + ones[-1] - ones
        right = np.maximum(right, len(y) - right)
        gap = np.diff(place, append=place[-1] + 0.1 * width)
        right[gap < 1e-9] = 0  # no line passes between points at the same place
        rank = right + gap / (1 + width)  # of equally good lines the one with the most room
        i = int(np.argmax(rank))
        if rank[i] > best_rank:
            best_rank = rank[i]
            best = Line(normal, float(place[i] + gap[i] / 2), int(right[i]))
    return best


def _read(drawing: str) -> tuple[np.ndarray, np.ndarray]:
    """Return the points (N, 2) and classes (N,) of a drawing; the first row is at the top."""
    points, labels = [], []
    for row, line in enumerate(drawing.strip().splitlines()):
        for column, sign in enumerate(line.replace(" ", "")):
            if sign in SIGNS:
                points.append((column, -row))
                labels.append(SIGNS.index(sign))
            elif sign != ".":
                raise NotDrawn(f"The drawing has the character {sign!r} in row {row + 1}: use o, x and dots.")
    if len(set(labels)) < 2:
        raise NotDrawn("The drawing has points of one class only, or none: draw both o and x.")
    return np.array(points, float), np.array(labels)
