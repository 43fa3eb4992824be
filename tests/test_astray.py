"""Functions in another file than theirs: taken where they mean the same there, else named."""

import copy
import json
import shutil

import pytest
from arrivals import split_file, write
from test_collect import read

from grader.course import Course
from grader.gradebook import publish
from grader.gradebook.run import grade
from grader.grading import store
from grader.intake import collect, pasted
from helpers.given.calling import seen

SVM, OTHER = "helpers/svm.py", "helpers/svm_vectorized.py"
NUMPY = b"import numpy as np\n\n\n"


@pytest.fixture(scope="module")
def form(small):
    return collect.answer_cells(small.release)


@pytest.fixture
def parts(work):
    """svm.py without the last function, that one, and its stub."""
    naive, vectorized = split_file(work.files("svm")[SVM])
    return naive, vectorized, split_file(work.files()[SVM])[1]


def told(found) -> str:
    return " ".join(one for one in (*found.notes, *found.remarks) if "svm_loss_vectorized" in one)


NEEDS = b"EPS = 0.0  # nothing\n\n\ndef squares(A):\n    return np.sum(A * A) + EPS\n\n\n"


@pytest.mark.parametrize(
    "path", [OTHER, "helpers/fast.py", "svm_vectorized.py", "work/my-svm (2).py", "helpers/softmax.py"]
)
def test_a_function_that_is_open_in_its_file_is_taken_from_the_one_other_that_defines_it(path, form, work, parts):
    naive, vectorized, stub = parts
    function = vectorized.replace(b"np.sum(W * W)", b"squares(W)")
    assert function != vectorized
    files = work.files("scores") | {SVM: naive + stub}
    files[path] = files.get(path, NUMPY) + b"\n\n" + NEEDS + function + b"\nprint('never')\n"
    found = read(files, form)
    assert told(found) == f"Taken: svm_loss_vectorized for helpers/svm.py from {path}."
    made = found.helpers["svm.py"].decode()
    assert made.startswith((naive + stub).decode()), "lines keep their numbers"
    space: dict = {}
    exec(made, space)
    assert seen.MARK not in made.rpartition("def svm_loss_vectorized")[2]
    assert "never" not in made
    assert space["EPS"] == 0


def test_a_file_in_pieces_is_put_together(form, work, parts):
    naive, vectorized, stub = parts
    files = {"svm_naive.py": naive, "svm_vectorized.py": NUMPY + vectorized}
    found = read(files, form)
    assert set(found.helpers) == {"svm.py"}
    assert "helpers/svm.py" not in found.lost
    assert found.remarks == (
        "Taken: svm_loss_naive for helpers/svm.py from svm_naive.py.",
        "Taken: svm_loss_vectorized for helpers/svm.py from svm_vectorized.py.",
    )
    open_naive = split_file(work.files()[SVM])[0]
    found = read({"helpers/svm_naive.py": naive + stub, OTHER: open_naive + vectorized}, form)  # copies of svm.py
    assert not pasted.missing(found.helpers["svm.py"], form.helpers["svm.py"])
    assert not any("differ" in note for note in found.notes)
    assert "svm_loss_naive" in read({"helpers/svm_naive.py": naive + stub}, form).helpers["svm.py"].decode()


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"elsewhere/fast.py": "own"}, "it is neither where helpers/svm.py belongs nor named after it"),
        ({"old/helpers/svm_vectorized.py": "own"}, "it is neither where helpers/svm.py belongs"),
        ({OTHER: "own", "helpers/svm_fast.py": "other"}, "nothing says which one counts"),
        ({OTHER: b"from .svm_fast import squares\n"}, "it needs squares from a file or package that is not there"),
        ({OTHER: b"from scipy.linalg import norm as squares\n"}, "it needs squares from a file or package"),
        ({OTHER: b"from helpers.svm import squares\n"}, "it needs squares, which that file does not"),
        ({OTHER: b"N = 1\n\n\ndef squares(A):\n    return N * np.sum(A * A)\n"}, "N differs between the two files"),
        (
            {OTHER: b"SCALE = {\n    1: 2\n}\n\n\ndef squares(A):\n    return SCALE[1]\n"},
            "it needs SCALE, which that file does not",
        ),
        (
            {OTHER: b"from functools import cache\n\n\n@cache\ndef squares(A):\n    return 1\n"},
            "a decorator or another line",
        ),
        ({OTHER: b"squares = np.sum\nsvm_loss_vectorized = None\n"}, "a decorator or another line"),
    ],
)
def test_what_would_not_be_the_same_there_is_named_and_not_taken(change, why, form, work, parts):
    naive, vectorized, stub = parts
    calls = NUMPY + vectorized.replace(b"np.sum(W * W)", b"squares(W)")
    own = {"own": NUMPY + vectorized, "other": NUMPY + vectorized + b"\n# other\n"}
    files = work.files("scores") | {SVM: naive.replace(b"np\n", b"np\n\nN = 2\n", 1) + stub}
    files |= {path: own[data] if isinstance(data, str) else data + calls for path, data in change.items()}
    found = read(files, form)
    assert found.helpers["svm.py"] == files[SVM]
    said = told(found)
    assert all(path in said for path in change)
    assert f"svm_loss_vectorized is open in helpers/svm.py, but was not taken from here, as {why}" in said
    assert said in " ".join(found.notes)


def test_what_a_helper_file_imports_or_has_is_as_it_was(form, work, parts):
    naive, vectorized, _ = parts
    for start in (b"from svm_vectorized import *\n", b"from helpers.svm_vectorized import svm_loss_vectorized\n"):
        files = {SVM: start + naive, OTHER: NUMPY + vectorized}
        found = read(files, form)
        assert found.helpers["svm.py"] == files[SVM]
        assert not told(found)
    files = {SVM: naive + vectorized, OTHER: NUMPY + vectorized.replace(b"loss", b"cost")}
    assert read(files, form).helpers["svm.py"] == files[SVM]
    assert not told(read(files, form))


def test_no_link_is_taken_from_and_of_copies_the_one_with_more_functions_counts(small, work, parts, tmp_path):
    naive, vectorized, stub = parts
    form = collect.answer_cells(small.release)
    write(tmp_path / "ada", {SVM: naive + stub, "helpers/svm (1).py": naive + stub + vectorized})
    write(tmp_path, {"ben/secret.py": NUMPY + vectorized})
    (tmp_path / "ada" / OTHER).symlink_to(tmp_path / "ben" / "secret.py")
    found = collect.read(tmp_path / "ada", "ada", form)
    assert found.helpers["svm.py"] == naive + stub + vectorized
    assert not told(found)
    assert "helpers/svm (1).py was taken, helpers/svm.py was not: they differ." in found.notes
    (tmp_path / "ada" / "helpers/svm (1).py").unlink()
    found = collect.read(tmp_path / "ada", "ada", form)
    assert found.helpers["svm.py"] == naive + stub


def test_a_student_reads_what_was_taken_and_the_lines_that_count(sandboxed, small, work, parts, tmp_path):
    naive, vectorized, stub = parts
    made = Course(shutil.copytree(small.root, tmp_path / "course"))
    write(tmp_path / "in" / "ada", {SVM: naive + stub, OTHER: NUMPY + vectorized})
    (found,) = grade(made, [tmp_path / "in"]).grades
    assert found.cells["svm_loss_vectorized-loss"].points > 0
    page = (made.feedback("ada").parent / "feedback.html").read_text()
    assert "Taken: svm_loss_vectorized for helpers/svm.py from helpers/svm_vectorized.py." in page
    assert "margins = X @ W" in page
    assert seen.MARK not in page
    publish.publish(made)
    assert "Taken: svm_loss_vectorized" in (made.feedback("ada").parent / "feedback.html").read_text(), "kept"
    assert found.state != store.GRADED, "notebooks are missing"


BODY = "    return 0.0, W\n"
INDENTED = f"    def svm_loss_naive(W, X, y, reg):\n    {BODY}"
MINE = f"def mine(W, X, y, reg):\n{BODY}\n"


@pytest.mark.parametrize(
    ("source", "kind", "stem"),
    [
        (f"try:\n{INDENTED}except ValueError:\n    pass\n", "code", "02_svm_loss"),
        (f"if True:\n{INDENTED}", "code", "02_svm_loss"),
        (f"{MINE}svm_loss_naive = mine\n", "code", "02_svm_loss"),
        (f"{MINE}svm.svm_loss_naive = mine\n", "code", "02_svm_loss"),
        ("svm_loss_naive = lambda W, X, y, reg: (0.0, W)\n", "code", "02_svm_loss"),
        (
            f"def make():\n{INDENTED}    return svm_loss_naive, 1\nsvm_loss_naive, other = make()\n",
            "code",
            "02_svm_loss",
        ),
        (INDENTED.replace("    ", "", 1), "raw", "02_svm_loss"),
        (f"```python\ndef svm_loss_naive(W, X, y, reg):\n{BODY}```", "markdown", "02_svm_loss"),
        (f"def svm_loss_naive(W, X, y, reg):\n{BODY}", "code", "08_how_fast"),
        (f"def svm_loss_naive(W, X, y, reg):\n{BODY}", "markdown", "Untitled"),
    ],
)
def test_a_function_in_a_cell_that_is_not_taken_is_named(source, kind, stem, form, work):
    files = work.files("scores")
    name = f"{stem}.ipynb"
    book = json.loads(files.get(name, b'{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'))
    book["cells"].append({"cell_type": kind, "metadata": {}, "source": source})
    form = copy.deepcopy(form)
    form.optional.add("08_how_fast")
    found = read(files | {name: json.dumps(book).encode()}, form)
    assert found.helpers["svm.py"] == files[SVM]
    (said,) = [one for one in found.notes if "svm_loss_naive" in one]
    assert said.startswith(f"{name}: svm_loss_naive is open in helpers/svm.py, and not taken from cells here")


def test_cells_that_give_nothing_new_need_no_line(form, work, parts):
    stub = pasted.blocks(work.files()[SVM].decode())["svm_loss_naive"]
    files = work.files("scores")
    book = json.loads(files["02_svm_loss.ipynb"])
    for source in (stub, "svm_loss_naive = svm.svm_loss_naive", "a = svm.svm_loss_naive(1)\nsvm_loss_naive == a"):
        book["cells"].append({"cell_type": "code", "metadata": {}, "source": source})
    assert not read(files | {"02_svm_loss.ipynb": json.dumps(book).encode()}, form).notes
    book["cells"].append({"cell_type": "code", "metadata": {}, "source": f"if True:\n{INDENTED}"})
    solved = work.files("svm") | {"02_svm_loss.ipynb": json.dumps(book).encode()}
    assert not read(solved, form).notes, "it is in svm.py"
