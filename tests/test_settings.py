"""The judgement of a setting: by the table of trained classifiers, between its points too, and nowhere else."""

import itertools
import json

import numpy as np
import pytest

from grader.bank import EXERCISES, hyperparameters
from helpers.given.judge.hyperparameters import shortfall
from helpers.given.judge.measures import GOOD_SETTING

ACCURACIES = np.array([[[0.2, 0.3], [0.5, 0.6], [0.1, 0.1]], [[0.4, 0.1], [0.3, 0.2], [0.35, 0.1]]])
TABLE = (
    np.array([0.01, 0.1, 1.0]),
    np.array([0.1, 1.0]),
    ACCURACIES.max(axis=(1, 2), keepdims=True) - ACCURACIES,
)


def cell_of_06(name: str) -> str:
    path = hyperparameters.TABLE.parents[2] / "notebooks" / "06_training_and_templates.ipynb"
    return next("".join(cell["source"]) for cell in json.loads(path.read_text("utf-8"))["cells"] if cell["id"] == name)


@pytest.mark.parametrize(
    ("rate", "reg", "below"),
    [
        (0.1, 1.0, 0.0),  # the best of the first data set
        (0.01, 0.1, 0.0),  # the best of the second
        (0.01, 1.0, 0.3),
        (1.0, 1.0, 0.3),
        (1.0, 0.1, 0.05),  # the smaller shortfall counts
        (10**-1.5, 0.1, 0.05),  # halfway between 0.4 and 0.3 on the second
        (0.001, 0.1, 1.0),
        (0.1, 0.0, 0.1),  # as with the smallest strength
        (0.1, 1e-9, 0.1),
        (0.1, -0.1, 1.0),
        (0.1, 2.0, 1.0),
        (np.nan, 0.1, 1.0),
        (-0.1, 0.1, 1.0),
        (np.inf, 0.1, 1.0),
    ],
)
def test_shortfall_by_hand(rate, reg, below):
    assert shortfall(rate, reg, TABLE) == pytest.approx(below)


def test_the_stored_table_fits_its_grid_and_holds_good_settings():
    learning_rates, regs, accuracies = hyperparameters.load()
    assert accuracies.shape == (2, len(learning_rates), len(regs))
    assert list(learning_rates) == hyperparameters.LEARNING_RATES
    drawings, photographs = accuracies
    assert 0.6 < drawings.max() < 0.75
    assert 0.36 <= photographs.max() < 0.45


def test_the_search_of_the_notebook_has_to_move_and_ends_with_room_above():
    source = cell_of_06("search")
    first, last = [line for line in source.splitlines() if line.startswith("learning_rates, regs = ")]
    names: dict = {}
    judged = EXERCISES["best_setting"].cases(np.random.default_rng(0))["answer"].inputs
    for line, room in ((first, 1), (last, 3)):
        exec(line, names)
        for searched, stored in [
            (names["learning_rates"], hyperparameters.LEARNING_RATES),
            (names["regs"], hyperparameters.REGS),
        ]:
            assert min(stored) <= min(searched)
            assert max(stored) >= room * max(searched)
        grid = itertools.product(names["learning_rates"], names["regs"])
        good = [shortfall(rate, reg, judged) <= GOOD_SETTING for rate, reg in grid]
        assert any(good) == (line is last)


@pytest.mark.parametrize("ready", [True, False])
def test_a_setting_is_tried_only_once_everything_it_needs_runs(ready):
    """A search over functions that are missing, or that stop, would end in their traceback."""
    source = cell_of_06("tried")
    names: dict = {"to_train": (), "done": lambda *subjects: ready}
    if ready:
        with pytest.raises(NameError):  # it trains, for which this test has nothing
            exec(source, names)
    else:
        exec(source, names)
        assert names["tried"](1e-3, 1.0) == 0
