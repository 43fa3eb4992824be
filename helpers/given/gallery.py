"""Trains a linear classifier on the images at hand and saves what it learned: `python3 lab.py templates`.

With `--html` it trains several and writes a page that shows what they learned.
"""

import argparse
import sys
from pathlib import Path

import numpy as np

from helpers import templates, training
from helpers.given import data
from helpers.given.files import write_atomically
from helpers.given.live.explorer import TITLE, Learned, described
from helpers.given.live.page import page
from helpers.given.plots.style import to_png
from helpers.given.plots.training import templates_figure

# Strong regularization: smooth templates, on drawings and photographs alike.
LEARNING_RATE, REG = 6.5e-3, 0.38
STRENGTHS = (1e-3, 1e-2, 0.1, REG, 1.0)
"""Those of the page, from hardly any regularization to much."""


def train_templates(out: Path, steps: int = 1500) -> float:
    """Train a LinearSVM, save its class templates as a PNG, and return its validation accuracy, from 0 to 1.

    Args:
        out: the PNG file to write.
        steps: steps of SGD with 200 images each.

    Raises:
        NotImplementedError: a function it needs is still open.
    """
    dataset = data.load()
    rows = data.to_rows(dataset)
    model = training.LinearSVM()
    model.train(rows.X_train, rows.y_train, LEARNING_RATE, REG, steps, progress=_progress)
    accuracy = float(np.mean(model.predict(rows.X_val) == rows.y_val))
    figure = templates_figure(templates.weights_to_images(model.W), data.CLASSES)
    write_atomically(out, to_png(figure))
    print(f"Linear SVM on {dataset.name}: {accuracy:.1%} right on the validation images. Templates: {out}")
    return accuracy


def write_page(out: Path, steps: int = 1500) -> list[Learned]:
    """Train a LinearSVM for each of STRENGTHS, write the page that shows what they learned, and return that too.

    Args:
        out: the HTML file to write; it needs no other.
        steps: steps of SGD with 200 images each.

    Raises:
        NotImplementedError: a function it needs is still open.
    """
    dataset = data.load()
    rows = data.to_rows(dataset)
    models = []
    for reg in STRENGTHS:
        model = training.LinearSVM()
        model.train(rows.X_train, rows.y_train, LEARNING_RATE, reg, steps, progress=_progress)
        accuracy = float(np.mean(model.predict(rows.X_val) == rows.y_val))
        models.append(Learned(reg, model.W, accuracy))
        print(f"strength {reg:g}: {accuracy:.1%} right on the validation images", flush=True)
    learned = described(dataset, rows.mean_image, models)
    choice = {"image": 0, "class": learned["labels"][0], "model": STRENGTHS.index(REG)}
    text = page("explorer", f"{TITLE}: {dataset.name}", {"learned": learned, "choice": choice})
    write_atomically(out, text)
    print(f"The page is in {out}: open it in a browser; it needs no network.")
    return models


def _progress(steps: range) -> object:
    for step in steps:
        if step % 100 == 0 and sys.stderr.isatty():
            print(f"\rstep {step} of {len(steps)}", end="", file=sys.stderr, flush=True)
        yield step
    if sys.stderr.isatty():
        print("\r" + " " * 30 + "\r", end="", file=sys.stderr)


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="lab.py templates", description=__doc__.partition(":")[0] + ".")
    parser.add_argument("--out", type=Path, default=Path("templates.png"), help="the file to write (%(default)s)")
    parser.add_argument("--html", type=Path, metavar="FILE", help="train at several strengths and write a page instead")
    parser.add_argument("--steps", type=int, default=1500, help="steps of training (%(default)s)")
    arguments = parser.parse_args()
    try:
        if arguments.html:
            write_page(arguments.html.resolve(), arguments.steps)
        else:
            train_templates(arguments.out.resolve(), arguments.steps)
    except NotImplementedError as error:
        sys.exit(f"The templates have to wait: {error}")
    except (data.DataError, OSError) as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
