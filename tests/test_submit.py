"""lab.py submit: what is packed for handing in, and what is refused."""

import json
import os
import zipfile

import pytest
from trees import call, notebook, one_sentence


def test_submit_packs_notebooks_and_edited_helpers_only(student):
    result = call(student, "submit", "--id", "ada.l-1_x")
    assert result.returncode == 0, result.stderr
    with zipfile.ZipFile(student / "ada.l-1_x.zip") as archive:
        names = archive.namelist()
        assert archive.read("helpers/svm.py") == b"# svm.py\n"
        assert archive.read("02_svm_loss.ipynb") == (student / "02_svm_loss.ipynb").read_bytes()
    books = ["00_start_here.ipynb", "02_svm_loss-Copy1.ipynb", "02_svm_loss.ipynb"]
    assert sorted(names) == [*books, "helpers/start.py", "helpers/svm.py"]
    assert "ada.l-1_x.zip" in result.stdout
    assert not (student / ".venv").exists()


def test_submit_in_the_source_tree_takes_the_helpers_that_carry_solutions(tree):
    (tree / "notebooks/00_start_here.ipynb").write_text(notebook("42"))
    (tree / "helpers/svm.py").write_text("### BEGIN SOLUTION (02_svm_loss, task 1)\n### END SOLUTION\n")
    assert call(tree, "submit", "--id", "me").returncode == 0
    with zipfile.ZipFile(tree / "me.zip") as archive:
        assert sorted(archive.namelist()) == ["00_start_here.ipynb", "helpers/svm.py"]


@pytest.mark.parametrize("bad", ["", ".", "..", "a/b", "../x", "a b", "ä", "x" * 65, "a\n"])
def test_submit_refuses_ids_that_are_no_names(student, bad):
    one_sentence(call(student, "submit", f"--id={bad}"), "student id")
    assert not list(student.parent.glob("**/*.zip"))


def test_submit_asks_for_the_id_it_lacks(student):
    one_sentence(call(student, "submit"), "submit --id")


def test_submit_knows_what_to_take_in_a_copy_of_an_earlier_release(student):
    (student / "helpers/given/edited.txt").rename(student / "helpers/edited.txt")
    assert call(student, "submit", "--id", "me").returncode == 0
    with zipfile.ZipFile(student / "me.zip") as archive:
        assert {"helpers/start.py", "helpers/svm.py"} <= set(archive.namelist())


def test_submit_leaves_large_outputs_out_of_the_copy(student):
    large = student / "02_svm_loss.ipynb"
    half = "\\ud83d"  # of a character, as some editors leave it
    large.write_text(notebook(os.urandom(6_000_000).hex()).replace("6 * 7", f"6 * 7  # {half}"))
    result = call(student, "submit", "--id", "me")
    assert result.returncode == 0, result.stderr
    assert "Outputs" in result.stdout
    assert (student / "me.zip").stat().st_size < 5_000_000
    with zipfile.ZipFile(student / "me.zip") as archive:
        [cell] = json.loads(archive.read("02_svm_loss.ipynb"))["cells"]
    assert (cell["outputs"], cell["execution_count"], cell["source"]) == ([], None, "6 * 7  # ?")
    assert large.stat().st_size > 5_000_000


def test_submit_refuses_what_stays_too_large_and_keeps_the_earlier_zip(student):
    assert call(student, "submit", "--id", "me").returncode == 0
    earlier = (student / "me.zip").read_bytes()
    (student / "helpers/svm.py").write_text("# " + os.urandom(6_000_000).hex())
    one_sentence(call(student, "submit", "--id", "me"), "helpers/svm.py", "5 MB")
    assert (student / "me.zip").read_bytes() == earlier


def test_submit_says_what_is_missing(student):
    (student / "helpers/svm.py").unlink()
    result = call(student, "submit", "--id", "me")
    assert result.returncode == 0
    assert "helpers/svm.py" in next(line for line in result.stdout.splitlines() if line.startswith("Not found"))
    (student / "helpers/given/edited.txt").unlink()
    one_sentence(call(student, "submit", "--id", "me"), "helpers/given/edited.txt")
    for path in student.glob("*.ipynb"):
        path.unlink()
    one_sentence(call(student, "submit", "--id", "me"), "no notebooks")


def test_submit_tells_what_may_have_been_forgotten_and_still_writes_the_zip(student):
    def cell(kind, name, source, grade):
        mark = {"nbgrader": {"grade_id": name, "grade": grade, "solution": True}}
        return {"cell_type": kind, "id": name, "metadata": mark, "source": source}

    def write(name, *cells):
        (student / name).write_text(json.dumps({"cells": cells}))

    blank = [cell("markdown", name, "YOUR ANSWER HERE", True) for name in ("why", "how")]
    typed = cell("code", "answer_my_id", 'my_id = "S1234567"  # mine', False)
    write("02_svm_loss.ipynb", *blank, typed)
    write("02_svm_loss-Copy1.ipynb", blank[0], cell("markdown", "how", "So.", True))
    (student / "helpers/svm.py").write_text("def f():\n    return 1 +\n")
    result = call(student, "submit", "--id", "s7654321")
    assert result.returncode == 0 and (student / "s7654321.zip").is_file()
    told = result.stdout.partition("Look again before you do:\n")[2].splitlines()
    assert [line.partition(" (")[0] for line in told] == [
        "  02_svm_loss.ipynb: no answer in words yet to why.",
        "  02_svm_loss.ipynb: my_id is S1234567, but you hand in as s7654321."
        " The puzzles depend on the id: which is it?",
        "  helpers/svm.py, line 2: Python cannot read this file, so none of its functions counts",
    ]
    (student / "helpers/svm.py").write_text(f"x = {'-' * 10**5}1\n")
    odd = {"cell_type": "markdown", "metadata": {"nbgrader": [1]}}
    write("02_svm_loss.ipynb", odd, cell("markdown", "why", 3, True))
    result = call(student, "submit", "--id", "s7654321")
    assert result.returncode == 0
    assert "Python cannot read this file" in result.stdout
    (student / "helpers/svm.py").write_text("")
    write("02_svm_loss.ipynb", cell("markdown", "why", "So.", True), typed)
    assert "Look again" not in call(student, "submit", "--id", "s1234567").stdout
