"""Trains a linear classifier on the images at hand and saves what it learned: `python3 lab.py templates`."""

import argparse
import os
import sys
from pathlib import Path

import numpy as np

from helpers import data, templates, training
from helpers.plots.style import to_png
from helpers.plots.training import templates_figure

# Strong regularization: smooth templates, on drawings and photographs alike.
LEARNING_RATE, REG = 6.5e-3, 0.38


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
    temporary = out.with_name(f"{out.name}.{os.getpid()}")
    temporary.write_bytes(to_png(figure))
    temporary.replace(out)
    print(f"Linear SVM on {dataset.name}: {accuracy:.1%} right on the validation images. Templates: {out}")
    return accuracy


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
    parser.add_argument("--steps", type=int, default=1500, help="steps of training (%(default)s)")
    arguments = parser.parse_args()
    try:
        train_templates(arguments.out.resolve(), arguments.steps)
    except NotImplementedError as error:
        sys.exit(f"The templates have to wait: {error}")
    except (data.DataError, OSError) as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
