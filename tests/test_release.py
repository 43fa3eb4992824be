"""The release: what students get works, and holds no solution."""

import ast
import html
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path

import nbformat
import pytest
from classroom import hand_in
from nbclient import NotebookClient
from nbgrader.api import Gradebook
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from grader import ROOT, settings
from grader.bank import EXERCISES
from grader.bank.solutions import CutError, edited_helpers
from grader.course import ASSIGNMENT, Course
from grader.releasing import leaks, puzzles, series, stubs
from grader.releasing.build import WORKSHOP, ReleaseError, release
from grader.settings import Settings
from helpers.given.alarm import ENVIRONMENT
from helpers.given.judge import caseset

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


@pytest.fixture(scope="module")
def solutions():
    return leaks.solution_lines(ROOT / "helpers", NOTEBOOKS)


@pytest.fixture
def tree(student_tree, tmp_path):
    """A copy of the student tree that a test may change."""
    return Path(shutil.copytree(student_tree, tmp_path / "tree"))


def test_a_student_finds_what_is_needed(student_tree):
    names = {path.relative_to(student_tree).as_posix() for path in student_tree.rglob("*")}
    given = {
        "lab.py",
        "requirements.txt",
        "README.md",
        "playground.html",
        "data/get_cifar10.sh",
        "helpers/given/public.cases",
    }
    assert given | {path.name for path in NOTEBOOKS} <= names
    assert not any(name.startswith(("grader", "tests", ".")) for name in names)


def imported(tree: Path) -> set[str]:
    """The packages that the notebooks and helpers of a tree import."""
    sources = [path.read_text(encoding="utf-8") for path in tree.rglob("*.py")]
    for path in tree.glob("*.ipynb"):
        sources += [cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    nodes = [node for source in sources for node in ast.walk(ast.parse(source))]
    names = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    names += [node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module]
    elsewhere = {"google", "js", "pyodide", "pyodide_js"}  # in Colab and in a browser tab, and only imported there
    return {name.partition(".")[0] for name in names} - {*sys.stdlib_module_names, "helpers", *elsewhere}


def installed_with(names: Iterable[str]) -> set[str]:
    """Distributions with all that they require here."""
    found, waiting = set(), [canonicalize_name(name) for name in names]
    while waiting:
        if (name := waiting.pop()) not in found:
            found.add(name)
            required = map(Requirement, metadata.requires(name) or ())
            waiting += [
                canonicalize_name(one.name) for one in required if not one.marker or one.marker.evaluate({"extra": ""})
            ]
    return found


def listed(tree):
    lines = (tree / "requirements.txt").read_text().splitlines()
    return {Requirement(line) for line in lines if not line.startswith("#")}


def test_students_install_jupyterlab_and_what_the_notebooks_import_and_no_nbgrader(student_tree):
    there = installed_with(one.name for one in listed(student_tree))
    assert "jupyterlab" in there
    assert not there & {"nbgrader", "pytest", "notebook"}
    homes = metadata.packages_distributions()
    needed = imported(student_tree)
    assert {"numpy", "matplotlib", "anywidget"} <= needed
    assert {name for name in needed if not {canonicalize_name(one) for one in homes[name]} & there} == set()


def test_students_and_the_course_have_the_same_versions(student_tree):
    assert {one.name for one in listed(student_tree) - listed(ROOT)} == {"jupyterlab"}  # which comes with jupyter


def test_every_stub_fails_with_a_sentence_that_names_the_task(student_tree):
    names = (student_tree / "helpers" / "given" / "edited.txt").read_text().split()
    assert names == edited_helpers()
    stubs = "".join((student_tree / "helpers" / name).read_text() for name in names)
    sentences = re.findall(r'raise NotImplementedError\("(.*)"\)', stubs)
    functions = {exercise.target for exercise in EXERCISES.values() if exercise.target}
    assert len(sentences) >= len(functions)
    tasks = [one for one in sentences if "no loss of its own" not in one]
    assert all(re.fullmatch(r"\w+ is still open: \d\d_\w+, task \d+\.", one) for one in tasks)


HINTED = [name for name, exercise in EXERCISES.items() if exercise.hints]


@pytest.mark.parametrize("name", HINTED)
def test_the_hints_are_below_their_task_word_for_word(student_tree, name):
    exercise = EXERCISES[name]
    cells = nbformat.read(student_tree / f"{exercise.notebook}.ipynb", as_version=4).cells
    (block,) = (cell.source for cell in cells if cell.id == f"hints_{name}")
    paragraphs = re.findall(r"<p>(.*)</p>", block)
    plain = [html.unescape(re.sub(r"</?code>", "`", paragraph)) for paragraph in paragraphs]
    assert plain == list(exercise.hints)
    assert block.count("<details>") == block.count("</details>") == len(exercise.hints)
    ids = [cell.id for cell in cells]
    below, check = (
        ids.index(f"hints_{name}"),
        [cell.metadata.get("nbgrader", {}).get("grade_id") for cell in cells].index(name),
    )
    tasks = [k for k, cell in enumerate(cells[:check]) if "### Task" in cell.source]
    assert below == tasks[-1] + 1


def test_no_other_hints_are_in_a_notebook(student_tree):
    blocks = "".join(path.read_text(encoding="utf-8") for path in student_tree.glob("*.ipynb")).count(
        "Hint 1</summary>"
    )
    assert blocks == len(HINTED)
    assert not any("<details" in path.read_text(encoding="utf-8") for path in NOTEBOOKS)


def test_the_tree_has_no_leak(student_tree, solutions, course):
    assert len(solutions) > 30
    assert list(leaks.leaks(student_tree, solutions, course.secret())) == []


def test_the_zip_is_small(student_tree):
    path = student_tree.with_suffix(".zip")
    with zipfile.ZipFile(path) as archive:
        drawn = archive.getinfo(f"{student_tree.name}/helpers/given/puzzles.cases").compress_size
    # A course's secret draws puzzles of 67 to 142 kB: the size that is limited has those of one secret.
    assert path.stat().st_size - drawn + len(zlib.compress(puzzles.made(b"231"))) < 1.1e6


def test_the_course_gets_a_file_with_what_can_be_decided(course):
    assert settings.load(course) == Settings()
    assert course.settings.is_file()


def test_the_zip_holds_the_folder(student_tree):
    with zipfile.ZipFile(student_tree.with_suffix(".zip")) as archive:
        inside = {info.filename: archive.read(info) for info in archive.infolist()}
    files = {path for path in student_tree.rglob("*") if path.is_file() and "__pycache__" not in path.parts}
    assert inside == {
        f"{student_tree.name}/{path.relative_to(student_tree).as_posix()}": path.read_bytes() for path in files
    }


PLANTED = {
    "a solution line in a given file": (
        "helpers/given/data.py",
        "\n        # margin = s[j] - s[y[i]] + 1\n",
        "a line of a solution",
    ),
    "a marker": ("helpers/given/calling/calls.py", "\n### BEGIN SOLUTION\n", "a solution marker"),
    "grader code": ("helpers/given/judge/scoring.py", "\nfrom grader import cases\n", "code of the grader"),
    "a solution in a text": ("README.md", "\nHint: `dW[:, y[i]] -= X[i]`, then divide by N.\n", "a line of a solution"),
}


@pytest.mark.parametrize("kind", PLANTED)
def test_a_planted_leak_is_found_and_named(tree, solutions, kind):
    name, text, told = PLANTED[kind]
    file = tree / name
    file.write_text(file.read_text(encoding="utf-8") + text, encoding="utf-8")
    found = list(leaks.leaks(tree, solutions, b"s" * 32))
    assert len(found) == 1
    assert re.match(rf"{re.escape(name)}, line \d+: {told}", found[0])


def test_leaks_in_metadata_outputs_and_secrets_are_found(tree, solutions):
    path = tree / "02_svm_loss.ipynb"
    content = json.loads(path.read_text(encoding="utf-8"))
    content["cells"][0]["metadata"]["note"] = "margin = s[j] - s[y[i]] + 1"
    path.write_text(json.dumps(content), encoding="utf-8")
    secret = bytes(range(32))
    (tree / "helpers" / "given" / "extra.cases").write_bytes(b"x" + secret)
    (tree / "gradebook.db").write_bytes(b"")
    found = " ".join(leaks.leaks(tree, solutions, secret))
    assert "02_svm_loss.ipynb, line" in found
    assert "extra.cases: holds the course's secret" in found
    assert "gradebook.db: files of the grader" in found


@pytest.fixture
def source(tmp_path):
    """A copy of the instructors' tree that a test may change."""
    root = tmp_path / "source"
    for name in ("helpers", "notebooks"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    (root / "data").mkdir()
    for name in ("lab.py", "data/get_cifar10.sh", "data/get_cifar10.py"):
        shutil.copy(ROOT / name, root / name)
    return root


def test_a_release_with_a_leak_fails_and_publishes_nothing(source, tmp_path):
    given = source / "helpers" / "given" / "data.py"
    given.write_text(given.read_text(encoding="utf-8") + "\n# dW[:, y[i]] -= X[i]\n", encoding="utf-8")
    told = r"1 leaks; the first: helpers/given/data.py, line \d+: a line of a solution"
    course = Course(tmp_path / "course")
    for folder in (course.release, course.root / WORKSHOP):  # an earlier one, and what one that was killed left
        folder.mkdir(parents=True)
        (folder / "earlier").touch()
    with pytest.raises(ReleaseError, match=told):
        release(course, root=source, published=tmp_path / "published")
    assert not (tmp_path / "published").exists()
    assert not (course.root / WORKSHOP).exists()
    assert [path.name for path in course.release.iterdir()] == ["earlier"]
    assert [path.name for path in course.source.parent.iterdir()] == [ASSIGNMENT]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('check(svm.svm_loss_naive, \\"loss\\")', "check(svm.svm_loss_naive)", "should be check"),
        ('"svm_loss_naive-loss"', '"something_else"', "is not an exercise; correct its grade_id"),
        ("You write a loss", "A loss", "02_svm_loss.ipynb: its first cell should say"),
    ],
)
def test_a_notebook_that_does_not_fit_the_others_or_its_exercises_stops_the_release(source, tmp_path, old, new, told):
    path = source / "notebooks" / "02_svm_loss.ipynb"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(ReleaseError, match=told):
        release(Course(tmp_path / "course"), root=source, published=tmp_path / "published")


BEGIN, END = "    ### BEGIN SOLUTION (01, task 1)\n", "    ### END SOLUTION\n"


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (BEGIN + BEGIN + END, "line 3: a solution begins inside that of line 2"),
        (BEGIN + "    x = 1\n", "line 2: this solution never ends"),
        (END, "line 2: a solution ends that never began"),
        ("    ### BEGIN SOLUTION\n" + END, "line 2: say notebook and task"),
        ("    x = 1  ### BEGIN SOLUTION (01, task 1)\n" + END, "line 2: this marker is misspelt"),
    ],
)
def test_markers_that_do_not_fit_are_named_by_file_and_line(body, told):
    with pytest.raises(CutError, match=f"^f.py, {told}"):
        stubs.cut("def f():\n" + body + "    return 0\n", "f.py")


def test_an_answer_cell_says_once_where_to_write(student_tree):
    """By dots, by a comment, or by a drawing that is to be changed."""
    cells = [cell for path in student_tree.glob("*.ipynb") for cell in nbformat.read(path, 4).cells]
    answers = [
        cell.source for cell in cells if cell.cell_type == "code" and cell.metadata.get("nbgrader", {}).get("solution")
    ]
    assert len(answers) > 15
    places = {
        source: ("..." in source) + source.count("YOUR CODE HERE") + ("try_every_line" in source) for source in answers
    }
    assert {source for source, count in places.items() if count != 1} == set()


def test_a_second_region_leaves_what_stands_above_it():
    text = (
        "def f():\n    a = 0\n"
        + BEGIN
        + "    a = 1\n"
        + END
        + "    b = None\n"
        + BEGIN
        + "    b = 2\n"
        + END
        + "    return b\n"
    )
    stub = stubs.cut(text, "f.py")
    assert stub.count("raise NotImplementedError") == 1
    assert stub.endswith("    b = None\n    # YOUR CODE HERE (01, task 1)\n    return b\n")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebooks_are_valid_and_hold_no_outputs(path):
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    ids = [cell.id for cell in notebook.cells]
    assert len(ids) == len(set(ids))
    assert not any(cell.get("outputs") or cell.get("execution_count") for cell in notebook.cells)


def test_nbgrader_validate_prints_the_message_and_no_code_of_the_checks(tree):
    nbgrader = Path(sys.executable).parent / "nbgrader"
    ran = subprocess.run(
        [nbgrader, "validate", "00_start_here.ipynb"],
        cwd=tree, capture_output=True, text=True, timeout=120, env={**os.environ, "HOME": str(tree)},
    )  # fmt: skip
    assert "add is still open: 00_start_here, task 1." in ran.stdout
    assert "Traceback" not in ran.stdout
    assert "helpers/given" not in ran.stdout
    shutil.copy(ROOT / "helpers" / "start.py", tree / "helpers" / "start.py")
    ran = subprocess.run(
        [nbgrader, "validate", "00_start_here.ipynb"], cwd=tree, capture_output=True, text=True, timeout=120
    )
    assert "Success" in ran.stdout


def test_a_course_of_some_notebooks_is_released_without_an_edit_and_without_a_link_to_the_others(tmp_path):
    made = Course(tmp_path / "course")
    settings.write_defaults(made)
    few = ["00", "01", "02_svm_loss", "03"]
    made.settings.write_text(made.settings.read_text().replace("notebooks = []", f"notebooks = {few}"))
    tree = release(made, published=tmp_path / "release")
    stems = sorted(path.stem for path in tree.glob("*.ipynb"))
    assert [stem[:2] for stem in stems] == ["00", "01", "02", "03"]
    text = "".join(path.read_text(encoding="utf-8") for path in tree.glob("*.ipynb"))
    assert set(re.findall(r"(\d\d_[a-z_]+)\.ipynb", text)) <= set(stems)
    shipped = caseset.load(tree / "helpers" / "given" / "public.cases").exercises
    assert set(shipped) == {name for name, one in EXERCISES.items() if one.notebook in stems}
    made.settings.write_text('notebooks = ["09"]')
    with pytest.raises(ReleaseError, match='"09", which is none of them: there are 00_start_here, 01'):
        release(made, published=tmp_path / "release")
    hand_in(made, "ann")
    made.settings.write_text('notebooks = ["00", "01"]')
    with pytest.raises(ReleaseError, match=r"^Not released, and nothing changed: students have handed in .*one\.$"):
        release(made, published=tmp_path / "release")
    assert sorted(path.stem for path in tree.glob("*.ipynb")) == stems


def test_an_optional_notebook_goes_along_and_nbgrader_does_not_know_it(course, student_tree):
    name = "08_how_fast.ipynb"
    assert (course.release / name).read_bytes() == (student_tree / name).read_bytes()
    assert not (course.source / name).exists()
    assert not any("nbgrader" in cell.metadata for cell in nbformat.read(student_tree / name, 4).cells)
    last = nbformat.read(student_tree / "07_svm_vs_softmax.ipynb", 4).cells[-1].source
    assert last.endswith("Next: [08_how_fast](08_how_fast.ipynb)")
    (table,) = (one.source for one in nbformat.read(student_tree / "00_start_here.ipynb", 4).cells
                if series.TABLE in one.source)  # fmt: skip
    assert "| [08_how_fast](08_how_fast.ipynb) | 30, optional | " in table
    with Gradebook(course.database) as gradebook:
        known = {one.name for one in gradebook.find_assignment(ASSIGNMENT).notebooks}
    assert known == {path.stem for path in NOTEBOOKS} - {"08_how_fast"}


def test_how_fast_says_of_each_function_that_is_open_in_which_notebook_it_is(tree, monkeypatch):
    monkeypatch.setenv(ENVIRONMENT, "autograde")  # few images
    notebook = nbformat.read(tree / "08_how_fast.ipynb", 4)
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(tree)}}).execute()
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    assert {output.output_type for output in outputs} == {"stream"}
    said = " ".join("".join(output.text for output in outputs).split())
    assert said.count("this cell waits for it.") == 5
    assert said.count("svm_loss_vectorized is still open (04_gradient_checking, task 5)") == 4
    assert "svm_loss_naive is still open (02_svm_loss, task 1)" in said


def test_a_course_of_nothing_that_is_asked_for_is_not_released(tmp_path):
    made = Course(tmp_path / "course")
    settings.write_defaults(made)
    made.settings.write_text('notebooks = ["08"]')
    with pytest.raises(ReleaseError, match=r"^Nothing is asked for in 08_how_fast: add another to .*\.$"):
        release(made, published=tmp_path / "release")
    assert not (tmp_path / "release").exists()


def test_released_notebooks_lead_to_each_other_in_turn_and_to_no_other():
    said = "*5 minutes, or so. You {}. Before this: [01_a](01_a.ipynb).*"
    released = {
        "00_s": [f"Here:\n{series.TABLE}\n  Two  spaces.  Stay.\nAnd [04_b](04_b.ipynb). On.", "First."],
        "01_a": [said.format("look"), "Two losses. To trust it: [04_b](04_b.ipynb). See [00_s](00_s.ipynb)!"],
        "05_c": [said.replace("minutes,", "minutes, optional,").format("run, and stop"), "The end."],
    }
    notebooks = {
        stem: {"cells": [{"cell_type": "markdown", "source": text} for text in texts]}
        for stem, texts in released.items()
    }
    series.connect(notebooks)
    rows = "| [01_a](01_a.ipynb) | 5 | look |\n| [05_c](05_c.ipynb) | 5, optional | run, and stop |\n"
    assert [[cell["source"] for cell in one["cells"]] for one in notebooks.values()] == [
        [f"Here:\n{series.TABLE}{rows}\n  Two  spaces.  Stay.\nOn.", "First.\n\nNext: [01_a](01_a.ipynb)"],
        [released["01_a"][0], "Two losses. See [00_s](00_s.ipynb)!\n\nNext: [05_c](05_c.ipynb)"],
        released["05_c"],
    ]
