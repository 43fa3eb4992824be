"""check.progress() and lab.py progress: the series at a glance, as a student has it."""

import os
import re
import shutil
import subprocess
import sys

import pytest
from browser import browser, needed, window

from grader import ROOT
from grader.bank import EXERCISES
from grader.bank.solutions import edited_helpers
from helpers.given import progress


@pytest.fixture
def tree(student_tree, tmp_path):
    return shutil.copytree(student_tree, tmp_path / "mine")


def run(tree, *code, **variables):
    command = [sys.executable, *(["-c", *code] if code else ["-m", "helpers.given"])]
    result = subprocess.run(
        command, cwd=tree, env={**os.environ, **variables}, capture_output=True, text=True, check=False
    )
    assert result.stderr == ""
    return result.stdout


def test_at_the_beginning_everything_is_open(tree):
    lines = run(tree).splitlines()
    assert lines[0].split() == ["notebook", "tasks", "done", "points", "still", "to", "do"]
    graded = {exercise.notebook for exercise in EXERCISES.values()}  # an optional notebook has no row
    assert [line.split()[0] for line in lines if line.startswith("0")] == sorted(graded)
    assert "add: open" in lines[1]
    assert lines[-2].split() == ["total", "0", "of", str(len(EXERCISES)), "0", "of", "94"]
    assert "not right yet" not in "".join(lines)
    assert lines[3].endswith(", add_100 (in words): open")


def test_functions_are_checked_anew_and_answers_remembered(tree):
    for name in edited_helpers():
        shutil.copy(ROOT / "helpers" / name, tree / "helpers" / name)
    scores = [one for one in EXERCISES.values() if one.notebook == "01_score_functions"]
    done = [one for one in scores if one.target]
    points = f"{sum(one.points for one in done):g} of {sum(one.points for one in scores):g}"
    line = f"01_score_functions +{len(done)} of {len(scores)} +{points} +cat_scores: open, winners: open"
    assert re.search(line, run(tree))
    answer = 'from helpers.given.checking import check; check("winners", {})'
    run(tree, answer.format("[7, 7, 7]"))
    assert "winners: not right yet" in run(tree)
    run(tree, answer.format("..."))
    assert re.search(line, run(tree))
    run(tree, answer.replace("winners", "svm_ds").format("[-1, 1, 0], [1, 1, -2]"))
    run(tree, answer.replace("winners", "softmax_ds").format("[-0.870017, 0.86905, 0.000968]"))
    assert re.search(r"04_gradient_checking +(\d+) of \1 .* all done", run(tree))
    run(tree, answer.replace("winners", "w1_or_w2").format("2, 0, 2"))
    run(tree, answer.replace("winners", "demo_factor").format("4"))
    notebook = tree / "05_regularization.ipynb"
    text = notebook.read_text(encoding="utf-8").replace("YOUR ANSWER HERE", "Smaller.", 1)
    notebook.write_text(text, encoding="utf-8")
    assert re.search(r"05_regularization +(\d+) of \1 .* kink_in_words \(in words\): open\n", run(tree))
    (tree / "helpers" / "svm.py").write_text("def svm_loss_naive(:\n", encoding="utf-8")
    text = run(tree)
    assert "svm_loss_naive (loss): its file cannot be loaded" in text
    assert "linear_scores" not in text
    (tree / "helpers" / "svm.py").write_text("", encoding="utf-8")
    (tree / "helpers" / "training.py").write_text("", encoding="utf-8")
    text = run(tree)
    assert "svm_loss_naive (loss): not in its file" in text
    assert "LinearClassifier.train: not in its file" in text


def test_while_nbgrader_runs_nothing_is_remembered(tree):
    code = 'from helpers.given.checking import *\ntry: check("winners", [7, 7, 7])\nexcept CheckFailed: pass'
    run(tree, code, NBGRADER_EXECUTION="validate")
    assert not (tree / ".progress.json").exists()


def test_a_damaged_memory_is_forgotten(tree):
    (tree / ".progress.json").write_text("{", encoding="utf-8")
    assert "winners: open" in run(tree)


def test_long_names_may_go_on_in_the_next_line_of_a_narrow_window():
    page = progress.Progress({"02_svm_loss": progress.Row(left=["LinearClassifier.train: open", "a<b (in words)"])})
    text = page._repr_html_()
    assert "02_<wbr>svm_<wbr>loss" in text
    each = '<span style="display:inline-block">'  # whole in the next line, if it fits there
    assert f"{each}Linear<wbr>Classifier.<wbr>train: open</span>, {each}a&lt;b (in words)</span>" in text
    assert "<wbr>" not in repr(page)


LINES = """every => every.map(one => {
  const range = document.createRange();
  range.selectNodeContents(one);
  return new Set([...range.getClientRects()].map(each => each.top)).size;
})"""
"""In how many lines the text of each is."""


@needed()
def test_in_a_wide_window_counts_and_names_are_whole():
    left = [f"svm_q{k}: open" for k in range(30)]
    page = progress.Progress({"02_svm_loss": progress.Row(done=2, tasks=38, points=13, most=19, left=left)})
    with browser() as chromium, window(chromium) as shown:
        shown.set_content(f'<div style="width:820px">{page._repr_html_()}</div>')
        parts = shown.locator("td:not(:last-child), td span").evaluate_all(LINES)
        assert len(parts) == 4 + 30 + 1 and max(parts) == 1  # the total has nothing left to do
        assert shown.locator("td:last-child").first.evaluate("one => one.clientHeight") > 40  # it has several lines
