"""What the notebooks ask of students is for students to find: no formula that is a task, no answer beside its guess."""

import re

import nbformat
import numpy as np
import pytest
from once import told

from grader import ROOT
from grader.bank import EXERCISES, faults
from grader.releasing import series
from helpers import gradients, svm
from helpers.given import plots

NOTEBOOKS = {path.stem: nbformat.read(path, 4) for path in sorted((ROOT / "notebooks").glob("*.ipynb"))}
MINUTES = {
    stem: int(found[1]) if (found := re.search(r"\*(\d+) minutes", one.cells[0].source)) else 0
    for stem, one in NOTEBOOKS.items()
}

# Each as it was once in a text or a hint, or could be: in TeX, in code, in words.
FORMULAS = {
    "the gradient of a batch is a product": r"X\^(T|\\top|\{T\})|X\.T\b",
    "the gradient of the squared penalty": r"2[\s*]*(\\,|\\cdot)?\s*(\\mathrm\{)?(reg|\\lambda)\W*(cdot)?\s*W\b",
    "softmax: p minus the right class": r"p_j\s*-|p_?k? - 1|\] -= 1\b|minus 1 at the right|1 taken away",
    "hinge: minus the number of violated margins": r"minus (their|the) number|-=? ?X\[i\]|-\s*x_i\b",
}


@pytest.mark.slow
@pytest.mark.parametrize("name", FORMULAS)
def test_no_formula_that_is_a_task_is_in_the_release(student_tree, name):
    texts = {path.name: path.read_text(encoding="utf-8") for path in student_tree.glob("helpers/*.py")}
    for path in student_tree.glob("*.ipynb"):  # the hints are among the cells
        texts[path.name] = "\n".join(cell.source for cell in nbformat.read(path, 4).cells)
    assert len(texts) > 12
    assert {file: found[0] for file, text in texts.items() if (found := re.search(FORMULAS[name], text))} == {}


@pytest.mark.parametrize("name", FORMULAS)
def test_no_message_about_a_mistake_tells_a_formula_that_is_a_task(name):
    mistakes = [mistake for exercise in EXERCISES.values() for mistake in exercise.mistakes]
    found = {one.id for one in mistakes if re.search(FORMULAS[name], f"{one.says} {one.asks}")}
    assert found == set()


def test_the_formulas_are_what_the_solutions_use():
    """Or the search above looks for something that nobody would write."""
    solutions = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "helpers").glob("*.py"))
    assert [name for name, formula in FORMULAS.items() if not re.search(formula, solutions)] == []


GUESSES = {
    f"{stem}: {cell.id}": (cell, next(one for one in notebook.cells[k + 1 :] if one.cell_type == "code"))
    for stem, notebook in NOTEBOOKS.items()
    for k, cell in enumerate(notebook.cells)
    if cell.source.startswith("guess = ...")
}
"""The cells with a guess, each with the code cell that answers it."""


def test_there_are_ten_to_fifteen_guesses_in_eight_notebooks():
    assert 10 <= len(GUESSES) * 8 / len(NOTEBOOKS) <= 15
    without = sorted(set(NOTEBOOKS) - {name.partition(":")[0] for name in GUESSES})
    told([f"notebooks/{stem}.ipynb: add a cell `guess = ...` before one that answers it." for stem in without])


@pytest.mark.parametrize("name", GUESSES)
def test_a_guess_is_one_line_that_anyone_may_edit_and_the_next_code_answers_it(name):
    cell, answer = GUESSES[name]
    assert cell.cell_type == "code" and "\n" not in cell.source
    assert "nbgrader" not in cell.metadata
    assert "guess" in answer.source


def test_points_are_those_of_the_series():
    by_hand = sum(
        cell.metadata.nbgrader.points
        for notebook in NOTEBOOKS.values()
        for cell in notebook.cells
        if cell.metadata.get("nbgrader", {}).get("grade") and cell.metadata.nbgrader.solution
    )
    checked = sum(exercise.points for exercise in EXERCISES.values())
    if checked != 100:
        change = f"{'take' if checked > 100 else 'give'} {abs(100 - checked):g}, in grader/bank"
        told([f"The checks of all notebooks give {checked:g} points and should give 100: {change}."])
    if by_hand != 20:
        told([f"The answers in words give {by_hand:g} points and should give 20: change the points of their cells."])


def test_no_notebook_is_longer_than_75_minutes():
    wrong = {stem: minutes for stem, minutes in MINUTES.items() if not 0 < minutes <= 75}
    told([f"notebooks/{stem}.ipynb: its first cell should say *n minutes*, 75 at most." for stem in wrong])
    most, taken = 410 / 8 * len(MINUTES), sum(MINUTES.values())
    if taken > most:
        told([f"The notebooks take {taken} minutes: {most:g} are enough for as many; make some optional."])


def test_nothing_is_half_done_between_notebooks_and_bank():
    told(list(faults.of_checks(ROOT / "notebooks")))


def test_each_notebook_says_what_its_row_in_the_table_of_notebooks_needs():
    first, *others = NOTEBOOKS
    assert any(series.TABLE in cell.source for cell in NOTEBOOKS[first].cells)
    told(
        [
            f"notebooks/{stem}.ipynb: its first cell should say *n minutes. You do this or that. Before this: ...*"
            for stem in others
            if not series.summary(NOTEBOOKS[stem])
        ]
    )


def test_the_table_of_topics_has_the_minutes_that_the_notebooks_state():
    table = re.findall(r"^\| .+ \| (\d\d_\w+) \| (\d+) \|$", (ROOT / "docs" / "series.md").read_text("utf-8"), re.M)
    listed = {stem: sum(int(minutes) for notebook, minutes in table if notebook == stem) for stem in MINUTES}
    told(
        [
            f"docs/series.md: its rows for {stem} have {listed[stem]} minutes, and the notebook says {minutes}."
            for stem, minutes in MINUTES.items()
            if listed[stem] != minutes
        ]
    )


@pytest.mark.parametrize(
    ("wrong", "data_term", "penalty"),
    [
        (lambda dW, W, reg: dW, "all 20 entries agree", "all 20 entries agree"),
        (lambda dW, W, reg: dW - reg * W, "all 20 entries agree", "0.500 times the measurement"),
        (lambda dW, W, reg: dW - 2 * reg * W, "all 20 entries agree", "0.000 times the measurement"),
        (lambda dW, W, reg: 7 * dW - 12 * reg * W, "7.000 times the measurement", "all 20 entries agree"),
        (lambda dW, W, reg: -dW, "-1.000 times the measurement", "-1.000 times the measurement"),
        (lambda dW, W, reg: dW - np.eye(5, 4), "differs from entry to entry", "all 20 entries agree"),
        (lambda dW, W, reg: dW[0], "shape (4,)", "shape (4,)"),
    ],
    ids=["right", "factor 2", "no penalty", "no mean", "sign", "a term", "shape"],
)
def test_the_own_check_tells_what_wrong_entries_have_in_common(wrong, data_term, penalty, capsys):
    """On the batch of notebook 04, with the cell's own two strengths."""
    rng = np.random.default_rng(231)
    W, X, y = rng.normal(size=(5, 4)), rng.normal(size=(7, 5)), np.array([2, 0, 3, 1, 0, 2, 3])

    def both(reg):
        measured = gradients.numerical_gradient(lambda V: svm.svm_loss_naive(V, X, y, reg)[0], W)
        return wrong(svm.svm_loss_naive(W, X, y, reg)[1], W, reg), measured

    without, whole = both(0.0), both(50.0)
    plots.compare_gradients(*without)
    assert data_term in capsys.readouterr().out
    plots.compare_gradients(whole[0] - without[0], whole[1] - without[1])
    assert penalty in capsys.readouterr().out


def test_the_first_image_alone_shows_the_column_of_a_forgotten_right_class(capsys):
    """As the notebook tells whoever is wrong; several images share columns, so they hide it."""
    (source,) = (cell.source for cell in NOTEBOOKS["04_gradient_checking"].cells if cell.id == "own_check_svm")
    cell = {"np": np, "gradients": gradients, "plots": plots, "svm": svm, "done": lambda *subjects: False}
    exec(source, cell)
    exercise = EXERCISES["svm_loss_naive-gradient"]
    forgotten = next(one for one in exercise.mistakes if one.id == "svm.right-column-missing")
    wrong = exercise.variant(forgotten.edits)
    cell["own_check"](wrong)
    assert "in columns 0, 2, 3;" in capsys.readouterr().out
    cell["own_check"](wrong, cell["X"][:1], cell["labels"][:1])
    assert "5 of 20 entries differ, in column 2;" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("returned", "said"),
    [
        ((1.5, np.ones((5, 4))), ""),
        ((np.ones((5, 4)), 1.5), "loss is an array of shape (5, 4), expected one number\n   dW is one number"),
        ((1.5, np.ones((4, 5))), "dW is an array of shape (4, 5), expected an array of shape (5, 4)"),
        (1.5, "it returned float, expected two results"),
        ((1.5, None), "dW is None, expected an array of shape (5, 4)"),
    ],
    ids=["right", "swapped", "transposed", "one", "None"],
)
def test_the_own_check_measures_only_what_a_loss_function_should_return(returned, said, capsys):
    assert plots.is_value_and_gradient(returned, np.zeros((5, 4)), "loss", "dW") == (not said)
    assert said in capsys.readouterr().out
