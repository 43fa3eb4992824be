"""A correction in mid-term, taken in by a student: what is given is new, and nothing that was written is lost."""

import copy
import hashlib
import json
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from grader.intake import collect
from grader.packing import zipped
from grader.releasing.build import write_hashes
from helpers.given import files, submit
from helpers.given import update as updates
from helpers.given.files import FileError

NOTEBOOK, OTHER = "02_svm_loss.ipynb", "01_score_functions.ipynb"
ANSWERS = {"answer_svm_q1": "svm_q1 = 7", "add_100": "Nothing: only differences count. ?"}


def changed(path: Path, change) -> None:
    """Write a notebook anew after a change of its cells by grade_id or id, as an editor does."""
    notebook = json.loads(path.read_text())
    change({cell["metadata"].get("nbgrader", {}).get("grade_id") or cell["id"]: cell for cell in notebook["cells"]})
    path.write_text(json.dumps(notebook))


@pytest.fixture(scope="module")
def correction(student_tree, tmp_path_factory) -> Path:
    """The folder of a release in which a notebook, two stubs and two given files are not as they were."""
    tree = Path(shutil.copytree(student_tree, tmp_path_factory.mktemp("correction") / "linear_classifiers"))
    changed(tree / NOTEBOOK, lambda cells: cells["title"].update(source="# Corrected"))
    for name in ("svm.py", "softmax.py", "given/data.py"):
        path = tree / "helpers" / name
        path.write_text(f"{path.read_text()}\n# corrected\n")
    (tree / "helpers" / "given" / "new.py").write_text("new = True\n")
    write_hashes(tree)
    return tree


@pytest.fixture
def new(correction, tmp_path) -> Path:
    """The same as a zip."""
    path = tmp_path / "new.zip"
    path.write_bytes(zipped(correction, "linear_classifiers"))
    return path


@pytest.fixture
def student(student_tree, tmp_path) -> Path:
    """A student's copy: one helper written, two answers given, and a cell added to another notebook."""
    tree = Path(shutil.copytree(student_tree, tmp_path / "mine"))
    (tree / "helpers" / "svm.py").write_text("mine = 1\n")

    def answer(cells):
        for name, source in ANSWERS.items():
            half = source.replace("?", "\ud83d")  # half a character, as some editors leave it
            cells[name]["source"] = half.splitlines(keepends=True)

    changed(tree / NOTEBOOK, answer)
    changed(tree / NOTEBOOK, lambda cells: cells["add_100"].update(attachments={"a.png": {"image/png": "AAAA"}}))
    changed(tree / OTHER, lambda cells: cells["title"].update(source="my notes"))
    return tree


def update(tree: Path, path: Path) -> subprocess.CompletedProcess:
    command = [sys.executable, tree / "lab.py", "update", path]
    return subprocess.run(command, cwd=path.parent, capture_output=True, text=True, timeout=60, check=False)


def content(tree: Path) -> dict[str, str]:
    """All that is in a tree but what Python compiled: hashes of files, and of where links lead, by name."""
    paths = [path for path in tree.rglob("*") if not path.is_dir() and "__pycache__" not in path.parts]
    shown = [str(path.readlink()).encode() if path.is_symlink() else path.read_bytes() for path in paths]
    names = [path.relative_to(tree).as_posix() for path in paths]
    return {name: hashlib.sha256(one).hexdigest() for name, one in zip(names, shown, strict=True)}


def test_given_files_and_notebooks_are_new_and_answers_and_edited_helpers_stay(student, new, correction):
    before = content(student)
    old = (student / NOTEBOOK).read_bytes()
    ran = update(student, new)
    assert ran.returncode == 0, ran.stderr
    expected = json.loads((correction / NOTEBOOK).read_text())
    for cell in expected["cells"]:
        cell["source"] = ANSWERS.get(cell["id"], cell["source"])
        if cell["id"] == "add_100":
            cell["attachments"] = {"a.png": {"image/png": "AAAA"}}
    assert json.loads((student / NOTEBOOK).read_text()) == expected
    after = content(student)
    assert after[OTHER] == before[OTHER]
    assert (student / "helpers" / "svm.py").read_text() == "mine = 1\n"
    assert "helpers/svm.py: yours stays; the new one is in new.zip" in ran.stdout
    assert f"{NOTEBOOK}: new, with 2 of your answers; open: answer_svm_q2" in ran.stdout
    wanted = content(correction)
    mine = {NOTEBOOK, OTHER, "helpers/svm.py"}
    assert {name: one for name, one in after.items() if name not in mine | {"before.zip"}} == {
        name: one for name, one in wanted.items() if name not in mine
    }
    with zipfile.ZipFile(student / "before.zip") as kept:
        given = {"helpers/given/data.py", "helpers/given/released.txt"}
        assert set(kept.namelist()) == {NOTEBOOK, "helpers/softmax.py", *given}
        assert kept.read(NOTEBOOK) == old
    taken = collect.read(student, "ann", collect.answer_cells(correction))  # the backup beside it changes nothing
    assert taken.helpers["svm.py"] == b"mine = 1\n"
    assert taken.helpers["softmax.py"] == (correction / "helpers" / "softmax.py").read_bytes()
    assert taken.answers["02_svm_loss"]["add_100"] == ANSWERS["add_100"]
    again = update(student, new)
    assert "nothing was changed" in again.stdout
    assert content(student) == after


def without_marks(source: bytes) -> list[dict]:
    """The cells of a notebook as Kaggle, Deepnote and Colab save them."""
    cells = json.loads(source)["cells"]
    for cell in cells:
        cell["metadata"] = {"trusted": True}
        cell.pop("id")
    return cells


@pytest.mark.parametrize("stem", ["01_score_functions", "02_svm_loss"])
def test_answers_whose_cells_lost_their_marks_are_where_they_belong(stem, student_tree):
    path = student_tree / f"{stem}.ipynb"
    given = json.loads(path.read_text())
    for cell in given["cells"]:
        cell["source"] = "".join(cell["source"])
    cells = without_marks(json.dumps(given).encode())
    mine = {}
    for cell, one in zip(given["cells"], cells, strict=True):
        if cell["metadata"].get("nbgrader", {}).get("solution") and cell["id"] not in ("answer_svm_q2", "cannot_learn"):
            names = re.findall(r"^(\w+) = ", cell["source"], re.MULTILINE)
            one["source"] = "".join(f"{name} = [1]\n" for name in names) or f"Words of {cell['id']}."
            mine[cell["id"]] = one["source"]
    added = {"cell_type": "code", "metadata": {}, "source": ["print(1)"], "outputs": []}
    cells.insert(2, added)
    new = copy.deepcopy(given)
    for cell in new["cells"]:
        if cell["id"].startswith(("question", "task")):
            cell["source"] += "\nCorrected."
    made, said = updates.with_answers(path.name, json.dumps({"cells": cells}).encode(), json.dumps(new).encode())
    found = {cell["id"]: "".join(cell["source"]) for cell in json.loads(made)["cells"]}
    assert {name: found[name] for name in mine} == mine
    stub = {cell["id"]: cell["source"] for cell in given["cells"]}
    assert all(found[name] == stub[name] for name in ("answer_svm_q2", "cannot_learn") if name in stub)
    assert f"new, with {len(mine)} of your answers" in said
    assert "print(1)" in found.values()
    assert all(cell["source"] in {*found.values()} for cell in given["cells"] if cell["id"].startswith("question"))


def test_where_other_answers_have_their_marks_a_text_beside_a_new_question_is_no_answer_to_it(student_tree):
    new = json.loads((student_tree / NOTEBOOK).read_text())
    old = copy.deepcopy(new)
    (blank,) = (cell for cell in old["cells"] if cell["id"] == "add_100")
    blank |= {"id": "note", "metadata": {}, "source": ["A note of mine."]}
    made, said = updates.with_answers(NOTEBOOK, json.dumps(old).encode(), json.dumps(new).encode())
    found = {cell["id"]: "".join(cell["source"]) for cell in json.loads(made)["cells"]}
    assert (found["note"], found["add_100"]) == ("A note of mine.", "YOUR ANSWER HERE")
    assert "1 cell that you added" in said


def test_both_halves_of_a_split_answer_and_cells_that_were_added_stay_in_their_places(student, new):
    notebook = json.loads((student / NOTEBOOK).read_text())
    cells = notebook["cells"]
    half = next(cell for cell in cells if cell["id"] == "add_100")
    mine = {"cell_type": "code", "id": "b2", "metadata": {"tags": ["x"]}, "source": ["x = 1\n", "x"], "outputs": [1]}
    dropped = {"cell_type": "code", "id": "c", "metadata": {"nbgrader": {"grade_id": "gone"}}, "source": "check(gone)"}
    assert cells[2].pop("id") == "why"  # an editor took it away; its text stays
    cells[3:3] = [mine, dropped, mine | {"source": "  "}]
    cells += [half | {"source": "The other half."}, mine | {"source": "y = 2"}]
    (student / NOTEBOOK).write_text(json.dumps(notebook))
    said = update(student, new).stdout
    assert "new, with 2 of your answers and 2 cells that you added; open: answer_svm_q2" in said
    after = json.loads((student / NOTEBOOK).read_text())["cells"]
    assert {cell["id"]: cell["source"] for cell in after}["add_100"] == f"{ANSWERS['add_100']}\n\nThe other half."
    added = {"cell_type": "code", "metadata": {}, "execution_count": None, "outputs": []}
    assert after[3] == added | {"id": "b2", "source": "x = 1\nx"}
    at = [cell["id"] for cell in after].index("add_100")
    assert after[at + 1] == added | {"id": "added-2", "source": "y = 2"}
    assert "check(gone)" not in [cell["source"] for cell in after]


def test_an_earlier_backup_is_never_replaced(student, new):
    (student / "before.zip").write_bytes(b"earlier")
    assert "in before-2.zip." in update(student, new).stdout
    assert (student / "before.zip").read_bytes() == b"earlier"


def test_a_copy_that_does_not_know_what_was_released_keeps_every_edited_file_and_every_answer(student, new):
    (student / "helpers" / "given" / "released.txt").unlink()
    softmax = (student / "helpers" / "softmax.py").read_bytes()
    assert update(student, new).returncode == 0
    assert (student / "helpers" / "softmax.py").read_bytes() == softmax
    sources = {cell["id"]: cell["source"] for cell in json.loads((student / NOTEBOOK).read_text())["cells"]}
    assert sources["add_100"] == ANSWERS["add_100"]
    assert sources["title"] == "# Corrected"


@pytest.mark.parametrize("both", [False, True])
def test_a_copy_of_an_earlier_release_which_had_its_lists_elsewhere_is_updated(student, correction, both, tmp_path):
    """They were in helpers/, beside the files that students edit; both: in the zip, too."""
    new = Path(shutil.copytree(correction, tmp_path / "linear_classifiers"))
    for tree in (student, new) if both else (student,):
        for name in ("edited.txt", "released.txt"):
            (tree / "helpers" / "given" / name).rename(tree / "helpers" / name)
    (tmp_path / "new.zip").write_bytes(zipped(new, "linear_classifiers"))
    ran = update(student, tmp_path / "new.zip")
    assert ran.returncode == 0, ran.stderr
    assert "helpers/svm.py: yours stays" in ran.stdout
    assert (student / "helpers" / "softmax.py").read_bytes() == (correction / "helpers" / "softmax.py").read_bytes()
    hashes = (correction / "helpers" / "given" / "released.txt").read_bytes()
    assert (student / "helpers" / "given" / "released.txt").read_bytes() == hashes
    assert "nothing was changed" in update(student, tmp_path / "new.zip").stdout


def linked(path: Path) -> None:
    with zipfile.ZipFile(path, "a") as archive:
        info = zipfile.ZipInfo("linear_classifiers/helpers/given/link.py")
        info.external_attr = 0o120777 << 16
        archive.writestr(info, "../../../secret")


def edited(path: Path) -> None:
    """Somebody's own copy, zipped."""
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    files["linear_classifiers/helpers/svm.py"] += b"solved = True\n"
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)


def handed_in(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("helpers/svm.py", "mine = 1\n")


def of_another_course(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("networks/helpers/edited.txt", "svm.py\n")
        archive.writestr("networks/helpers/released.txt", f"{hashlib.sha256(b'').hexdigest()}  helpers/svm.py\n")
        archive.writestr("networks/helpers/svm.py", "")


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (linked, "new.zip holds a link"),
        (edited, "helpers/svm.py in new.zip is not as it was released"),
        (handed_in, "new.zip holds no release of this course"),
        (of_another_course, "new.zip is from another course"),
        (lambda path: path.write_bytes(path.read_bytes()[:5000]), "new.zip cannot be read as a zip"),
        (Path.unlink, "There is no new.zip"),
    ],
)
def test_a_zip_that_is_none_of_this_course_is_refused_in_a_sentence_and_changes_nothing(student, new, spoil, told):
    spoil(new)
    refused(student, new, told)


def refused(student: Path, new: Path, told: str) -> None:
    before = content(student)
    ran = update(student, new)
    assert ran.returncode == 1
    assert told in ran.stderr
    assert ran.stderr.count("\n") == 1, ran.stderr
    assert content(student) == before
    assert not (student.parent / "outside.py").exists()


def test_what_is_in_the_way_in_the_students_copy_changes_nothing(student, new, tmp_path):
    (student / "helpers" / "given" / "new.py").mkdir()  # found out when half of the files are in their places
    (student / "helpers" / "given" / "new.py" / "file").write_text("mine")
    refused(student, new, "new.py")
    shutil.rmtree(student / "helpers" / "given" / "new.py")
    (tmp_path / "elsewhere.py").write_text("not ours")
    (student / "helpers" / "given" / "new.py").symlink_to(tmp_path / "elsewhere.py")
    refused(student, new, "new.py is a link")
    assert (tmp_path / "elsewhere.py").read_text() == "not ours"
    (student / "helpers" / "given" / "new.py").unlink()
    (student / NOTEBOOK).write_text("{")
    refused(student, new, f"{NOTEBOOK} is damaged")


NAMES = {
    **dict.fromkeys(
        ("../../outside.py", "/etc/x", "C:x.py", "a\\..\\x.py", "helpers//x.py", "./x.py"), "no release has"
    ),
    **dict.fromkeys(
        (".git/hooks/x", "before.zip", "x.py.7.part", "NUL.txt", "helpers/x.", "caf\xe9.py"), "no release has"
    ),
    "helpers/SVM.py": "'linear_classifiers/helpers/svm.py' twice",
    "lab.py": "'linear_classifiers/lab.py' twice",
    "helpers/Mine.py": "holds helpers/Mine.py, which is helpers/mine.py here",
}


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_no_name_in_a_zip_leads_elsewhere_or_onto_what_the_student_wrote(student, new, monkeypatch):
    monkeypatch.setattr(submit, "ROOT", student)
    with (student / "helpers" / "given" / "edited.txt").open("a") as listed:
        listed.write("mine.py\n")
    before, whole = content(student), new.read_bytes()
    for name, told in NAMES.items():
        new.write_bytes(whole)
        with zipfile.ZipFile(new, "a") as archive:
            archive.writestr(f"linear_classifiers/{name}", "")
        with pytest.raises(FileError, match=re.escape(told)):
            updates.update(new)
        assert content(student) == before, name


def test_a_bomb_and_a_notebook_that_is_none_are_refused(student, new, monkeypatch):
    monkeypatch.setattr(submit, "ROOT", student)
    before, whole = content(student), new.read_bytes()
    with zipfile.ZipFile(new, "a", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("linear_classifiers/zeros", bytes(10**6))
    with pytest.raises(FileError, match="cannot be read as a zip"):
        updates.update(new)
    new.write_bytes(whole + bytes(files.LARGEST_ZIP))
    with pytest.raises(FileError, match="larger than 10 MB"):
        updates.update(new)
    for broken in (b"[" * 10**5, b"{}", b'{"cells": [{"metadata": [], "source": 3}]}'):
        with pytest.raises(FileError, match="is damaged"):
            updates.with_answers(NOTEBOOK, (student / NOTEBOOK).read_bytes(), broken)
        with pytest.raises(submit.SubmitError, match="is damaged"):
            updates.with_answers(NOTEBOOK, broken, (student / NOTEBOOK).read_bytes())
    assert content(student) == before


def test_one_that_was_killed_on_the_way_is_finished_by_the_next(student, new, correction, monkeypatch):
    monkeypatch.setattr(submit, "ROOT", student)
    place, stops = files._place, ["softmax.py", "data.py"]

    def killed(part: Path, path: Path) -> None:
        if path.name in stops[-1:]:
            raise SystemExit  # nothing is cleaned up
        place(part, path)

    monkeypatch.setattr(files, "_place", killed)
    while stops:
        with pytest.raises(SystemExit):
            updates.update(new)
        stops.pop()
    updates.update(new)
    assert (student / "helpers" / "softmax.py").read_bytes() == (correction / "helpers" / "softmax.py").read_bytes()
    sources = {cell["id"]: cell["source"] for cell in json.loads((student / NOTEBOOK).read_text())["cells"]}
    assert sources["add_100"] == ANSWERS["add_100"]
    assert "nothing was changed" in "".join(updates.update(new))
