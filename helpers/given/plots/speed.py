"""Figures of 08_how_fast: where the time of a step goes, what a type costs, how near a product is to the machine."""

from collections.abc import Mapping, Sequence

import numpy as np

from helpers.given import data
from helpers.given.plots.style import BLACK, BLUE, COLORS, GREY, MARKERS, Drawn, new, shown, title

BUSY = "The computer was busy: run the cell again"
"""How a title ends that has no finding, as what was measured cannot be."""
NEAR = 1.05
"""Times up to so many times another one are about the same: measurements vary by as much."""


@shown
def parts_of_step(parts: Mapping[str, float], whole: float) -> Drawn:
    """Draw how long the parts of a training step take, each measured alone.

    Args:
        parts: milliseconds by name.
        whole: milliseconds of a whole step.
    """
    most = max(parts, key=parts.__getitem__)
    finding = f"The largest part of a step of {whole:.2f} ms, {parts[most] / whole:.0%}: {most}"
    if parts[most] > whole:
        finding = f"A part takes longer than the step? {BUSY}"
    elif min(parts.values()) < 0:
        finding = f"A time below 0? {BUSY}"
    return _bars(parts, finding, f"milliseconds, each alone; together {sum(parts.values()):.2f}")


@shown
def times_of_types(times: Mapping[str, float]) -> Drawn:
    """Draw how long the same call takes with numbers of several types.

    Args:
        times: milliseconds by the types: of both in few bytes, of both in many, and of one of each, which the title
            compares with the first. If the first is slower than the second, the title says what is likely the cause.
    """
    (first, few), (second, many), *_ = times.items()
    last, mixed = list(times.items())[-1]
    finding = f"{last} takes {mixed / few:.1f} times as long as {first}"
    if 1 / NEAR < mixed / few < NEAR:
        finding = f"{last} and {first} take about the same time"
    ordered = not data.IN_BROWSER  # without BLAS they come out in any order
    if ordered and NEAR * mixed <= few:  # what converts one of the two first
        finding = f"{last} is faster than {first}?\n{BUSY}"
    elif ordered and few > NEAR * many:
        finding += f";\n{first} is slower than {second}: an array of yours is likely float64"
    return _bars(times, finding, "milliseconds for loss and gradient of 200 images")


def _bars(times: Mapping[str, float], finding: str, label: str) -> Drawn:
    """A bar for each time, with its number."""
    figure, axes = new(size=(7.2, 0.4 * len(times) + 1.1))
    bars = axes.barh(list(times), list(times.values()), color="#A8CCE4", edgecolor=BLUE)
    axes.bar_label(bars, [f"{one:.2f}" for one in times.values()], padding=3)
    axes.invert_yaxis()
    axes.margins(x=0.12)
    axes.set_xlabel(label)
    title(figure, finding)
    each = ", ".join(f"{name} {one:.2f}" for name, one in times.items())
    return figure, f"Bars of milliseconds: {each}. {finding}.".replace("\n", " ")


@shown
def speeds(sizes: Sequence[int], speeds: Mapping[int, Sequence[float]], most: float) -> Drawn:
    """Draw the speed of the product that makes scores, for batches of several sizes.

    Args:
        sizes: images in each batch.
        speeds: by the number of classes, for each size billions of operations a second.
        most: the same of two large square matrices.
    """
    figure, axes = new(size=(7.2, 3.4))
    for (classes, each), color, marker in zip(speeds.items(), COLORS, MARKERS, strict=False):
        axes.plot(sizes, each, marker=marker, color=color, label=f"{classes} classes")
    axes.axhline(most, color=BLACK, linestyle="--", linewidth=1.2, label="two square matrices")
    axes.set(xscale="log", xlabel="images in the batch, N", ylabel="billion operations a second", ylim=(0, None))
    axes.set_xticks(sizes, [f"{N:,}" for N in sizes])
    axes.minorticks_off()
    axes.grid(color=GREY, alpha=0.3)
    figure.legend(loc="outside right center")
    shares = {classes: np.max(each) / most for classes, each in speeds.items()}
    reached = [f"{classes} classes {f'{one:.0%}' if one < 1 else 'all of it'}" for classes, one in shares.items()]
    finding = f"Of the dashed speed, at most: {', '.join(reached)}"
    if max(shares.values()) > NEAR:
        finding = f"Faster than the dashed line? {BUSY}"
    title(figure, finding)
    return (
        figure,
        f"Speed of the product for the scores against the size of the batch. {finding}; dashed: square matrices.",
    )
