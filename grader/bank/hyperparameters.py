"""Trains the reference over a grid of settings and stores how well each does: `python -m grader.bank.settings`.

The exercise best_setting is judged by this table. Its grid is that of the search in 06_training_and_templates, refined
to half a decade and a decade wider on every side; each classifier is trained as in that search. Run it again when the
drawings, the reference or the search change. With a folder of CIFAR-10's batch files as argument both data sets are
computed, without it the row of CIFAR-10 stays as it was.
"""

import json
import sys
from pathlib import Path

import numpy as np

from helpers import training
from helpers.given import data
from helpers.given.files import write_atomically

TABLE = Path(__file__).with_suffix(".json")
STEPS = 400
LEARNING_RATES = [float(f"{rate:.2g}") for rate in np.logspace(-4, -0.5, 8)]
REGS = [float(f"{reg:.2g}") for reg in np.logspace(-4, 1, 11)]


def load() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the stored table: learning rates (A,), strengths (B,), accuracies (K, A, B) on drawings and CIFAR-10."""
    table = json.loads(TABLE.read_text(encoding="utf-8"))
    accuracies = np.array([table["stand-in drawings"], table["CIFAR-10"]])
    return np.array(table["learning rates"]), np.array(table["regs"]), accuracies


def accuracies(dataset: data.Dataset) -> list[list[float]]:
    """Return the validation accuracy of every setting, one row a learning rate."""
    rows = data.to_rows(dataset)
    table = []
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


def main() -> None:
    """Compute the table and store it."""
    table = json.loads(TABLE.read_text(encoding="utf-8")) if TABLE.exists() else {}
    table |= {"learning rates": LEARNING_RATES, "regs": REGS}
    table["stand-in drawings"] = accuracies(data.stand_in())
    if len(sys.argv) > 1:
        table["CIFAR-10"] = accuracies(data.load(Path(sys.argv[1])))
    write_atomically(TABLE, json.dumps(table, indent=0) + "\n")


if __name__ == "__main__":
    main()
