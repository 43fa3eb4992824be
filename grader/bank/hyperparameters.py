"""The choice of learning rate and strength, an answer without one right value: judged by a table of trained classifiers.

`python -m grader.bank hyperparameters` trains the reference over a grid of settings and stores how well each does. The
grid is that of the search in 06_training_and_templates, refined to half a decade and a decade wider on every side; each
classifier is trained as in that search. Run it again when the drawings, the reference or the search change. With a
folder of CIFAR-10's batch files as argument both data sets are computed, without it the row of CIFAR-10 stays as it was.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from grader.bank.model import Cases, Exercise, Mistake, part
from helpers import training
from helpers.given import data
from helpers.given.files import write_atomically
from helpers.given.judge import Case

TABLE = Path(__file__).with_suffix(".json")
STEPS = 400
LEARNING_RATES = [float(f"{rate:.2g}") for rate in np.logspace(-4, -0.5, 8)]
REGS = [float(f"{reg:.2g}") for reg in np.logspace(-4, 1, 11)]


class Table(NamedTuple):
    """Learning rates (A,), strengths (B,), accuracies (K, A, B) on drawings and CIFAR-10, all float64."""

    learning_rates: np.ndarray
    regs: np.ndarray
    accuracies: np.ndarray


def load() -> Table:
    """Return the stored table."""
    table = json.loads(TABLE.read_text(encoding="utf-8"))
    accuracies = np.array([table["stand-in drawings"], table["CIFAR-10"]])
    return Table(np.array(table["learning rates"]), np.array(table["regs"]), accuracies)


def accuracies(dataset: data.Dataset) -> list[list[float]]:
    """Return the validation accuracy of every setting, one row per learning rate."""
    rows = data.to_rows(dataset)
    table: list[list[float]] = []
    for rate in LEARNING_RATES:
        table.append([])
        for reg in REGS:
            model = training.LinearSVM()
            with np.errstate(all="ignore"):  # too long a step diverges, which is one of the answers
                model.train(rows.X_train, rows.y_train, rate, reg, STEPS)
                right = float(np.mean(model.predict(rows.X_val) == rows.y_val))
            table[-1].append(round(right, 3))
        print(f"{dataset.name}, learning rate {rate:g}: best {max(table[-1]):.3f}", flush=True)
    return table


def main(folders: Sequence[str]) -> None:
    """Compute the table and store it; folders: that of CIFAR-10's batch files, if there is one."""
    table = json.loads(TABLE.read_text(encoding="utf-8")) if TABLE.exists() else {}
    table |= {"learning rates": LEARNING_RATES, "regs": REGS}
    table["stand-in drawings"] = accuracies(data.stand_in())
    if folders:
        table["CIFAR-10"] = accuracies(data.load(Path(folders[0])))
    write_atomically(TABLE, json.dumps(table, indent=0) + "\n")


def _cases(rng: np.random.Generator) -> Cases:
    learning_rates, regs, accuracies = load()
    shortfalls = accuracies.max(axis=(1, 2), keepdims=True) - accuracies
    return {"answer": Case((learning_rates, regs, shortfalls))}


EXERCISES = [
    Exercise(
        id="best_setting",
        returns=("learning rate", "strength"),
        cases=_cases,
        parts=(part("setting", 1, "setting", "answer"),),
        values=(1e-2, 1e-1),
        place="06_training_and_templates, task 4",
        check='check("best_setting", best_learning_rate, best_reg)',
        mistakes=(
            Mistake(
                ("setting",),
                "best-setting.below-best",
                "This setting is off the map, or its accuracy is clearly below the best.",
                "Which cell of the map is highest, and which of its two numbers is the learning rate?",
                values=(1e-4, 10.0),
            ),
        ),
    )
]
