"""Grading: with the real nbgrader, real kernels, and submissions as they come."""

import csv
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook

from grader import ROOT, sandbox
from grader.bank import EXERCISES
from grader.bank.solutions import edited_helpers
from grader.course import ASSIGNMENT, Course
from grader.gradebook import record, table
from grader.gradebook.run import grade
from grader.gradebook.table import Grade
from grader.grading import compute, store
from grader.grading.store import Result
from grader.intake import collect, desk, hand_ins

ALL = sum(exercise.points for exercise in EXERCISES.values())
BY_FUNCTION = sum(exercise.points for exercise in EXERCISES.values() if exercise.target)


@pytest.fixture(scope="module")
def own(course, tmp_path_factory) -> Course:
    """The course of these tests alone, so that others begin with an empty gradebook."""
    return Course(Path(shutil.copytree(course.root, tmp_path_factory.mktemp("graded") / "course")))


def hand_in(folder: Path, student_tree: Path, helpers: bool, notebooks: Path | None = None) -> Path:
    """Write a submission: the reference's helpers and answers, or blank ones; notebooks: a folder with the answers."""
    shutil.copytree(student_tree, folder)
    for name in edited_helpers() if helpers else []:
        shutil.copy(ROOT / "helpers" / name, folder / "helpers" / name)
    for path in notebooks.glob("*.ipynb") if notebooks else []:
        shutil.copy(path, folder / path.name)
    return folder


@pytest.fixture(scope="module")
def handed_in(course, student_tree, tmp_path_factory):
    """Submissions as they come: folders, one with files missing, and a zip with a folder around files edited."""
    folder = tmp_path_factory.mktemp("submissions")
    hand_in(folder / "reference", student_tree, helpers=True, notebooks=course.source)
    hand_in(folder / "blank", student_tree, helpers=False)
    without = hand_in(folder / "no-helpers", student_tree, helpers=True)
    shutil.rmtree(without / "helpers")
    edited = hand_in(folder / "edited", student_tree, helpers=True)
    start = edited / "helpers" / "start.py"
    start.write_text(start.read_text().replace("return a + b", "return a - b"))
    (edited / "helpers" / "given" / "__init__.py").write_text("raise RuntimeError('a check of my own')\n")
    (edited / "helpers" / "data.py").write_text("raise RuntimeError('data of my own')\n")
    with zipfile.ZipFile(folder / "edited.zip", "w") as archive:
        for path in edited.rglob("*.*"):
            archive.write(path, Path("my work") / path.relative_to(edited))
    shutil.rmtree(edited)
    return folder


@pytest.fixture(scope="module")
def graded(own, handed_in) -> dict[str, Grade]:
    grades, notes = grade(own, [handed_in])
    assert "no-helpers: 8 of 15 files were not handed in." in notes
    return {one.student: one for one in grades}


def page(own, student, notebook) -> str:
    return (own.feedback(student) / f"{notebook}.html").read_text(encoding="utf-8")


def recorded(own, student) -> Result:
    """The result whose name `grade` noted when it recorded it."""
    return store.stored(own, json.loads((own.store / "recorded" / f"{student}.json").read_text())["key"])


def test_the_reference_gets_every_automatic_point(graded):
    assert graded["reference"].automatic == ALL
    assert graded["reference"].waiting == graded["reference"].of - ALL


def test_a_blank_submission_gets_none_and_nothing_waits(graded):
    assert (graded["blank"].total, graded["blank"].waiting) == (0, 0)


def test_missing_helpers_get_none_and_the_feedback_says_why(graded, own):
    assert graded["no-helpers"].total == 0
    assert "helpers/svm.py was not handed in." in page(own, "no-helpers", "02_svm_loss")


def test_the_students_edited_helper_is_graded_from_a_zip_and_their_other_files_are_not(graded, own):
    assert graded["edited"].automatic == BY_FUNCTION - 1
    assert "b is subtracted." in page(own, "edited", "00_start_here")
    assert "of my own" not in page(own, "edited", "01_score_functions")


def test_the_feedback_shows_points_and_message(graded, own):
    assert "✗ 0 of 1" in page(own, "edited", "00_start_here")
    assert "all checks passed, 6 of 6 points." in page(own, "reference", "02_svm_loss")


def test_the_table_of_grades_is_written(graded, own):
    with own.grades.open(encoding="utf-8") as file:
        rows = {row["student"]: row for row in csv.DictReader(file)}
    assert rows.keys() == graded.keys()
    assert float(rows["reference"]["automatic"]) == ALL
    assert list(rows["blank"]) == list(table.COLUMNS)


def test_notebooks_of_the_reference_run_without_an_error(graded, own):
    result = recorded(own, "reference")
    assert result.notes == ()
    outputs = [one for book in result.notebooks.values() for cell in book["cells"] for one in cell.get("outputs", [])]
    assert [one for one in outputs if one["output_type"] == "error"] == []


def test_notebooks_of_a_blank_submission_say_what_is_open_and_nothing_worse(graded, own):
    result = recorded(own, "blank")
    for name, book in result.notebooks.items():
        for cell in book["cells"]:
            kinds = [one["output_type"] for one in cell.get("outputs", [])]
            assert "error" not in kinds, (name, cell["source"])


def test_grading_again_does_nothing_and_a_changed_submission_keeps_the_grades_given_by_hand(
    graded, own, handed_in, tmp_path
):
    own = Course(Path(shutil.copytree(own.root, tmp_path / "course")))  # others look at what was graded
    handed_in = Path(shutil.copytree(handed_in, tmp_path / "in"))
    before = {path.name: path.stat().st_mtime_ns for path in own.store.glob("*.json")}
    with Gradebook(own.database) as gradebook:
        written = [
            one
            for book in gradebook.find_submission(ASSIGNMENT, "reference").notebooks
            for one in book.grades
            if one.cell.cell_type == "markdown"
        ]
        written[0].manual_score = 1.5
        written[0].needs_manual_grade = False
        by_hand = written[0].cell.name
        gradebook.db.commit()
    start = handed_in / "reference" / "helpers" / "start.py"
    start.write_text(start.read_text().replace("return a + b", "return a * b"))
    grades = {one.student: one for one in grade(own, [handed_in]).grades}
    after = {path.name: path.stat().st_mtime_ns for path in own.store.glob("*.json")}
    assert len(after) == len(before) + 1
    assert before.items() <= after.items()
    assert grades["reference"].automatic == ALL - 1
    with Gradebook(own.database) as gradebook:
        books = gradebook.find_submission(ASSIGNMENT, "reference").notebooks
        kept = [one for book in books for one in book.grades if one.cell.name == by_hand]
        assert kept[0].manual_score == 1.5
    assert {name: one for name, one in grades.items() if name != "reference"} == {
        name: one for name, one in graded.items() if name != "reference"
    }


def test_plain_nbgrader_autograde_uses_our_steps(quiet, tmp_path):
    own = Course(Path(shutil.copytree(quiet.root, tmp_path / "course", ignore=shutil.ignore_patterns("store"))))
    before = {one.student: one for one in table.grades(quiet)}["student2"]
    assert before.automatic > 0
    beside = Path(sys.executable).parent
    ran = subprocess.run(
        [beside / "nbgrader", "autograde", ASSIGNMENT, "--student", "student2", "--force"],
        cwd=own.root, capture_output=True, text=True, timeout=300,
        env={**os.environ, "PATH": f"{beside}{os.pathsep}{os.environ['PATH']}"},
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr[-2000:]
    assert list((own.root / "store").glob("*.json")), "it was computed anew"
    assert {one.student: one for one in table.grades(own)}["student2"] == before


@pytest.fixture
def without_a_sandbox(monkeypatch):
    """This is a machine that has none."""
    monkeypatch.setenv("SANDBOX", "none")
    sandbox.problem.cache_clear()
    assert sandbox.problem()
    yield
    monkeypatch.undo()
    sandbox.problem.cache_clear()


def test_four_odd_hand_ins_have_four_results(classroom, tmp_path, without_a_sandbox):
    """What is recorded is what was computed: nothing is computed, in a sandbox, on its way into the gradebook."""
    for path in classroom.release.glob("0[2-7]*.ipynb"):  # two notebooks are left, for speed
        path.unlink()
    place = tmp_path / "in"
    for name in ("words", "missing", "order", "plain"):
        shutil.copytree(classroom.release, place / name)
        shutil.copy(ROOT / "helpers" / "scores.py", place / name / "helpers")
    path = place / "words" / "01_score_functions.ipynb"
    notebook = nbformat.read(path, as_version=4)
    (cell,) = (one for one in notebook.cells if one.metadata.get("nbgrader", {}).get("grade_id") == "what_does_it_do")
    cell.source = "It compares: the class with a<b loses, <b>always</b>."
    nbformat.write(notebook, path)
    (place / "missing" / "01_score_functions.ipynb").unlink()
    with zipfile.ZipFile(place / "order.zip", "w") as archive:
        for path in sorted((place / "order").rglob("*.*"), reverse=True):
            archive.write(path, path.relative_to(place / "order"))
    shutil.rmtree(place / "order")
    for submission in desk.submissions([place], collect.answer_cells(classroom.release)):
        key = store.key(classroom, submission)
        result = compute.compute(classroom.release, classroom.secret(), submission, trusted=True)
        store.store(classroom, key, result)
        record.record(classroom, submission, key, result)
    grades = table.grades(classroom)
    assert {one.student: one.state for one in grades} == {
        "words": "graded",
        "missing": "graded in part: 01_score_functions.ipynb was not handed in.",
        "order": "graded",
        "plain": "graded",
    }
    assert len({one.automatic for one in grades}) == 1
    noted = {json.loads(path.read_text())["key"] for path in (classroom.store / "recorded").glob("*.json")}
    assert len(noted) == 4
    assert {path.stem for path in classroom.store.glob("*.json")} == noted


def test_what_holds_no_submission_is_refused_by_name(own, tmp_path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(hand_ins.SubmissionError, match="empty holds no submission"):
        list(desk.submissions([tmp_path / "empty"], collect.answer_cells(own.release)))


def test_nbgraders_own_layout_is_read(own, tmp_path, student_tree):
    shutil.copytree(student_tree, tmp_path / "submitted" / "ann" / ASSIGNMENT)
    (submission,) = desk.submissions([tmp_path / "submitted"], collect.answer_cells(own.release))
    assert submission.student == "ann"
    assert set(submission.helpers) == set(edited_helpers())


def test_of_a_notebook_only_the_answers_are_taken(own, tmp_path, student_tree):
    folder = Path(shutil.copytree(student_tree, tmp_path / "ann"))
    path = folder / "01_score_functions.ipynb"
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        cell.source = f"# mine: {cell.source}"
    notebook.cells.append(notebook.cells[-1])
    nbformat.write(notebook, path)
    (submission,) = desk.submissions([folder], collect.answer_cells(own.release))
    editable = collect.answer_cells(own.release)["01_score_functions"]
    assert set(submission.answers["01_score_functions"]) == set(editable)


CUT = " (it stops in the middle: the upload broke off; ask for a whole one)"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", " (it is empty)"),
        (b"{}", ""),
        (b"[1, 2]", " (it is a list)"),
        (b'{"cells": [], "nbformat_minor": 5} and more', " (something follows its end)"),
        (b'{"cells": [1]}', ""),
        (b'{"cells": ' + b"[" * 100_000, ""),
        (b'{"nbformat_minor": 5, "cells": [{"source": ["x", "y = {1: 2}', CUT),
        (b'{"nbformat_minor": 5, "cells": [{"source": ["x", "y"]}', CUT),
        (b'{"nbformat_minor": 5, "cells": [{"source": [tr', CUT),
        (b'{"nbformat_minor": 5, "cells": [],}', ""),
        (b'{"nbformat_minor": 5, "cells": [', CUT),
        (b"\xff\xfe", " (it is empty)"),
        (b"<!DOCTYPE html>", " (it is a web page)"),
        (b'{"cells": [\n<<<<<<< HEAD\n{}\n=======\n{}]}', " (it has the marks of a merge conflict)"),
        (b"version https://git-lfs.github.com/spec/v1\n", " (it is what Git LFS writes instead of a file)"),
    ],
)
def test_a_notebook_that_is_none_is_noted(own, tmp_path, student_tree, data, why):
    folder = Path(shutil.copytree(student_tree, tmp_path / "ann"))
    (folder / "02_svm_loss.ipynb").write_bytes(data)
    (submission,) = desk.submissions([folder], collect.answer_cells(own.release))
    assert f"02_svm_loss.ipynb cannot be read as a notebook{why}." in submission.notes


def test_links_out_of_a_submission_are_not_followed(own, tmp_path, student_tree):
    folder = Path(shutil.copytree(student_tree, tmp_path / "ann"))
    outside = tmp_path / "outside.py"
    outside.write_text("secret = 1\n")
    (folder / "helpers" / "svm.py").unlink()
    (folder / "helpers" / "svm.py").symlink_to(outside)
    (submission,) = desk.submissions([folder], collect.answer_cells(own.release))
    assert "svm.py" not in submission.helpers


def test_no_student_becomes_a_formula(tmp_path):
    table.write_table([Grade("-2+3", 1, 0, 0, 1, 2)], tmp_path / "grades.csv")
    assert "\n'-2+3,1,0,0,1,2,graded" in (tmp_path / "grades.csv").read_text().replace("\r", "")
