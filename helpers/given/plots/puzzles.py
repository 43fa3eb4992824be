"""The puzzles of 07: what a wrong loss function shows, in numbers and a figure, and five sentences to choose from."""

from typing import Any

import numpy as np
from IPython.display import display

from helpers.given import data
from helpers.given.calling import wire
from helpers.given.judge.puzzles import AN_ID_IS, FILE, an_id, which
from helpers.given.plots.style import BLACK, VERMILION, Drawn, new, shown, title
from helpers.given.plots.training import SOME, picture
from helpers.given.sentences import numbered, say, table

MOST = 3.0
"""How many times the first loss is in the figure; what is above leaves it."""


def puzzle(my_id: Any, number: int) -> None:
    """Show one of the puzzles that belong to an id; without an id say in a sentence what is wanted.

    Args:
        my_id: as a student hands in.
        number: 1, 2 or 3.
    """
    if not an_id(my_id):
        say(AN_ID_IS)
        return
    if not FILE.is_file():
        print("The puzzles are made with the student version: python3 lab.py release.")
        return
    content = wire.unpack(FILE.read_bytes())
    one = content["puzzles"][which(an_id(my_id))[number - 1]]
    name = f"{one['topic']}_loss_vectorized"
    head = f"Puzzle {number}: {name} with one mistake in it. On the four images, with reg = 0:"
    display(table(head, one["text"]))
    trained(one["curve"], one["templates"], content["right"][one["topic"]], name)
    print("Which sentence says what is wrong in it?")
    display(numbered(one["choices"]))


@shown
def trained(curve: np.ndarray, images: np.ndarray, right: dict[str, np.ndarray], name: str) -> Drawn:
    """Draw the losses while a wrong function trains, next to those of a right one, and the templates of both.

    Args:
        curve: (T,) losses, one per step.
        images: (K, 32, 32, 3) uint8, templates of the classes SOME.
        right: the same of a right function, as "curve" and "templates".
        name: of the function.
    """
    figure, whole = new(size=(7.2, 5.6))
    whole.remove()
    above, below = figure.subfigures(2, 1, height_ratios=(2, 3))
    losses, axes = above.subplots(), below.subplots(2, len(SOME))
    losses.plot(right["curve"], "--", color=BLACK, linewidth=1.5, label="right function")
    losses.plot(curve, "o-", color=VERMILION, markersize=3, linewidth=1.5, label="this function")
    most = MOST * max(abs(curve[0]), right["curve"][0])
    low, high = min(0.0, *curve), max(*curve, *right["curve"])
    losses.set(xlabel="step", ylabel="loss", ylim=(max(low, -most) * 1.05, min(high, most) * 1.05))
    losses.legend()
    for line, row, label in zip(axes, (images, right["templates"]), ("this function", "right function"), strict=True):
        for place, image in zip(line, row, strict=True):
            picture(place, image)
        line[0].set_ylabel(label)
    names = [data.CLASSES[k] for k in SOME]
    for place, label in zip(axes[0], names, strict=True):
        place.set_title(label, loc="center")
    outside = " (outside the picture)" if not -most <= curve[-1] / 1.05 <= most else ""
    finding = f"Its loss goes from {curve[0]:.3g} to {curve[-1]:.3g}{outside} in {len(curve)} steps"
    ends = f"from {right['curve'][0]:.3g} to {right['curve'][-1]:.3g}"
    compared = f"that of the right function, {ends} (both on drawings)"
    title(figure, f"{finding};\n{compared}")
    return figure, f"{finding}; {compared}. Below, templates of {', '.join(names)} from both."
