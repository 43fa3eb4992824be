"""What the notebooks ask of students is for students to find: no formula that is a task, no answer beside its guess."""

import re
from pathlib import Path
from types import SimpleNamespace

import nbformat
import numpy as np
import pytest
from once import told

from grader import ROOT
from grader.bank import EXERCISES, faults
from grader.intake.submission import asks
from grader.releasing import leaks, series
from helpers import gradients, svm
from helpers.given import plots
from helpers.given.plots.gradients import compared as gradients_compared

NOTEBOOKS = {path.stem: nbformat.read(path, 4) for path in sorted((ROOT / "notebooks").glob("*.ipynb"))}
OPTIONAL = {stem for stem, one in NOTEBOOKS.items() if not asks(one.cells)}
MINUTES = {
    stem: int(found[1]) if (found := re.search(r"\*(\d+) minutes", one.cells[0].source)) else 0
    for stem, one in NOTEBOOKS.items()
}

TIMES = r"\s*(\*|·|\\cdot|\\,)?\s*"
REG = r"(\\mathrm\{reg\}|\breg\b|\\lambda|λ)"
MASK = r"(dS|mask|violated|counts?)\b"
# Each as it was once in a text or a hint, or could be: in TeX, in code, in words.
PARTS = {
    "the gradient of a batch is a product": [
        r"\bX\s*\^\s*\{?\s*(T\b|\\top)",
        r"\bX(\.T\b|ᵀ|' ?@|\.transpose\()",
        r"transpose\(X\)( ?@|, ?dS)",
        r"X transposed|transpose of X\b|X and its transpose",
        r"nd, ?nc ?-> ?dc",
    ],
    "the gradient of the squared penalty": [
        rf"\b2{TIMES}{REG}{TIMES}W\b",
        rf"{REG}{TIMES}2{TIMES}W\b",
        rf"\b2{TIMES}W{TIMES}{REG}",
        r"twice (the strength|reg)",
        rf"\b2{TIMES}(\\beta|beta|β){TIMES}W\b",
    ],
    "the gradient of the absolute penalty": [
        r"\bsign\s*\(?\s*\bW\b",
        r"\bsgn\b|\\operatorname\{sign\}",
        r"\bsigns? of (the |each |all )?(W|weights?)\b",
        r"\bW\s*/\s*((np\.)?abs\(|\|)",
        r"np\.where\(\s*W\s*[<>]",
    ],
    "softmax: p minus the right class": [
        r"\bp_?\{?[jk]?\}?\s*-\s*(1\b|y\b|\\mathbb|\[|\(?\s*j\s*=)",
        r"\bP\s*-\s*Y\b",
        r"\]\s*-=\s*1(\.0*)?\b",
        r"(minus|less) (1|one) (at|for|in) the (right|true)|(1|one) taken away",
    ],
    "hinge: minus the number of violated margins": [
        r"minus (their|the) (number|count)",
        r"-=?\s*X\[i\]|-\s*x_i\b",
        rf"=\s*-\s*((np\.)?sum\({MASK}|{MASK}\.sum\()",
    ],
}
FORMULAS = {name: "|".join(parts) for name, parts in PARTS.items()}
SPELLINGS = {
    "the gradient of a batch is a product": (
        "dW = X.T @ dS",
        "$X^T dS$",
        r"X^{\top} dS",
        "np.transpose(X) @ dS",
        "Xᵀ dS",
        "Which of X and its transpose",
    ),
    "the gradient of the squared penalty": (
        *("2 * reg * W", r"$2\,\mathrm{reg}\,W$", r"2\lambda W", "2 reg W", "reg * 2 * W", "2 * W * reg", "2·λ·W"),
        *("2 * beta * W", r"2 \beta W"),
    ),
    "the gradient of the absolute penalty": (
        "reg * np.sign(W)",
        r"$\operatorname{sign}(W)$",
        "sgn(W)",
        "not the sign of W",
        "the signs of the weights",
        "W / np.abs(W)",
        "np.where(W > 0, 1, -1)",
    ),
    "softmax: p minus the right class": (
        "p - 1",
        "p_j - 1",
        "P - Y",
        r"p_{j} - \mathbb{1}",
        "P[rows, y] -= 1",
        "p - (j === y)",
    ),
    "hinge: minus the number of violated margins": (
        "dS[rows, y] = -np.sum(dS, axis=1)",
        "- X[i]",
        "minus their number",
    ),
}
COMPUTES = {"playground.html", "playground-model.js"}
"""The page that computes gradients in a browser, where nothing of Python is: it cannot do without their formulas."""


def texts_of(tree: Path) -> dict[str, str]:
    """All that can be read in a student tree, by file, but for the page that computes."""
    files = [path for path in sorted(tree.rglob("*")) if path.suffix in leaks.TEXT and path.is_file()]
    texts = {path.relative_to(tree).as_posix(): path.read_bytes().decode("utf-8", errors="replace") for path in files}
    for path in tree.glob("*.ipynb"):  # the hints are among the cells
        texts[path.name] = "\n".join(cell.source for cell in nbformat.read(path, 4).cells)
    return {name: text for name, text in texts.items() if name.rpartition("/")[2] not in COMPUTES}


@pytest.mark.slow
@pytest.mark.parametrize("name", FORMULAS)
def test_no_formula_that_is_a_task_is_in_any_text_of_the_release(student_tree, name):
    texts = texts_of(student_tree)
    assert {"README.md", "helpers/svm.py", "helpers/given/judge/stops.py", "helpers/given/live/explorer.js"} < set(
        texts
    )
    assert {file: found[0] for file, text in texts.items() if (found := re.search(FORMULAS[name], text))} == {}


@pytest.mark.parametrize(("name", "spelt"), [(name, one) for name, each in SPELLINGS.items() for one in each])
def test_a_formula_is_found_however_it_is_spelt(name, spelt):
    assert re.search(FORMULAS[name], spelt)


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
    asked = [name for name in GUESSES if name.partition(":")[0] not in OPTIONAL]
    assert 10 <= len(asked) * 8 / (len(NOTEBOOKS) - len(OPTIONAL)) <= 15
    without = sorted(set(NOTEBOOKS) - {name.partition(":")[0] for name in GUESSES})
    told([f"notebooks/{stem}.ipynb: add a cell `guess = ...` before one that answers it." for stem in without])


@pytest.mark.parametrize("name", GUESSES)
def test_a_guess_is_one_line_that_anyone_may_edit_and_the_next_code_answers_it(name):
    cell, answer = GUESSES[name]
    assert cell.cell_type == "code" and "\n" not in cell.source
    assert "nbgrader" not in cell.metadata
    assert "guess" in answer.source


def test_the_text_below_the_first_guess_does_not_answer_it():
    cells = NOTEBOOKS["00_start_here"].cells
    first = next(k for k, cell in enumerate(cells) if cell.id == "guess_shape")
    heading = next(k for k, cell in enumerate(cells) if k > first and cell.source.startswith("## "))
    below = [cell.source for cell in cells[first + 1 : heading]]
    assert below and [text for text in below if re.search(r"\(N, D\)|\(2, 3\)|comes? first", text)] == []


ANSWERS = {
    "03_softmax_loss": ("start_10", r"np\.log\(10+\)"),
    "05_regularization": ("l2_choice", r"L2 (spreads|prefers)"),
    "06_training_and_templates": ("best_learning_rate", r"\b3e-2\b|\b0\.03\b"),
    "07_svm_vs_softmax": ("hinge_changes", r"changes nothing|\bto spare, the third\b"),
}
"""By notebook the name of an answer, and how a given cell once told it."""


@pytest.mark.parametrize("stem", ANSWERS)
def test_no_given_cell_tells_an_answer(stem):
    answer, tells = ANSWERS[stem]
    cells = [cell for cell in NOTEBOOKS[stem].cells if "BEGIN SOLUTION" not in cell.source]
    assert any(answer in cell.source for cell in cells)
    assert [cell.id for cell in cells if re.search(tells, cell.source)] == []


@pytest.mark.parametrize(("scores", "loss"), [([0, 0, 1], "0"), ([1.5, -3, 1], "1.5"), (..., None)])
def test_a_fourth_image_of_notebook_02_shows_its_own_loss(scores, loss, monkeypatch):
    said = []
    draw = plots.hinge_bars.__wrapped__
    monkeypatch.setattr(plots, "hinge_bars", lambda *given: said.append(draw(*given)[1]))
    (source,) = (cell.source for cell in NOTEBOOKS["02_svm_loss"].cells if cell.id == "unchanged")
    names = {"np": np, "plots": plots, "y": np.array([0, 1, 2]), "names": ["cat", "car", "frog"]}
    exec(source if scores is ... else source.replace("...", str(scores), 1), names)
    assert [text.rpartition("the losses are ")[2] for text in said] == ([f"frog {loss}."] if loss else [])


@pytest.mark.parametrize(
    "cell",
    [cell for one in NOTEBOOKS.values() for cell in one.cells if re.search(r"dataset\.test|X_test", cell.source)],
)
def test_the_test_images_wait_for_what_is_right(cell):
    """They can be looked at once, and with a wrong function that look would be lost."""
    assert re.match(r"if done\(.*, right=True\):\n", cell.source)


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


def test_nothing_that_gives_points_is_in_a_section_that_is_optional():
    """Such a section can be folded away, and is."""
    hidden = []
    for stem, notebook in NOTEBOOKS.items():
        optional = False
        for cell in notebook.cells:
            if cell.cell_type == "markdown" and cell.source.startswith("## "):
                optional = "\n*Optional" in cell.source or "no points" in cell.source
            elif optional and cell.metadata.get("nbgrader", {}).get("grade"):
                hidden.append(f"notebooks/{stem}.ipynb: {cell.id} gives points: begin a section of its own with ##.")
    told(hidden)


def test_no_notebook_is_longer_than_75_minutes():
    wrong = {stem: minutes for stem, minutes in MINUTES.items() if not 0 < minutes <= 75}
    told([f"notebooks/{stem}.ipynb: its first cell should say *n minutes*, 75 at most." for stem in wrong])
    asked = [minutes for stem, minutes in MINUTES.items() if stem not in OPTIONAL]
    most, taken = 410 / 8 * len(asked), sum(asked)
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


def test_only_how_fast_is_optional_and_says_so():
    assert sorted(OPTIONAL) == ["08_how_fast"]
    for stem, notebook in NOTEBOOKS.items():
        assert bool(series.summary(notebook) and series.summary(notebook)["optional"]) == (stem in OPTIONAL)


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
        (lambda dW, W, reg: dW - 2 * reg * W, "all 20 entries agree", "the formula is 0 in each of them"),
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


def test_a_slope_that_is_0_is_told_without_a_ratio():
    """As of a loss whose penalty was forgotten, where the gradient has one."""
    lines = gradients_compared(np.ones((2, 2)), np.zeros((2, 2)))
    assert lines[1] == "entry [0, 0]: formula +1.0000, measured +0.0000"
    assert lines[-1] == "the measurement is 0 in each of them"


def test_a_formula_that_is_not_finite_agrees_with_nothing():
    assert gradients_compared(np.full((2, 2), np.inf), np.ones((2, 2)))[0].startswith("4 of 4 entries differ")


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


def test_the_own_check_tries_the_tools_first(capsys):
    (source,) = (cell.source for cell in NOTEBOOKS["04_gradient_checking"].cells if cell.id == "own_check_svm")
    halved = SimpleNamespace(
        numerical_gradient=lambda f, W: gradients.numerical_gradient(f, W) / 2, relative_error=gradients.relative_error
    )
    cell = {"np": np, "gradients": halved, "plots": plots, "svm": svm, "done": lambda *subjects: False}
    exec(source, cell)
    cell["own_check"](svm.svm_loss_naive)
    assert capsys.readouterr().out == ("Your tools get a gradient wrong that is known: finish tasks 1 and 2 first.\n")


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
