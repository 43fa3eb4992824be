"""The hand-in as a zip where there is no terminal: taken away, and taken up again."""

import shutil
import subprocess
import sys
import zipfile

import pytest


@pytest.fixture
def tree(student_tree, tmp_path):
    return shutil.copytree(student_tree, tmp_path / "tree")


def run(tree, call: str, platform: str = sys.platform) -> str:
    code = f"from helpers.given import work; import sys; sys.platform = {platform!r}; work.{call}"
    ran = subprocess.run([sys.executable, "-c", code], cwd=tree, capture_output=True, text=True, timeout=60)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def test_what_is_downloaded_is_taken_up_again_and_nothing_is_lost(tree):
    helper = tree / "helpers" / "start.py"
    released = helper.read_text()
    helper.write_text("mine = 1\n")
    assert "Wrote" in run(tree, "download('ann')")
    helper.write_text(released)
    with zipfile.ZipFile(tree / "ann.zip", "a") as archive:
        archive.writestr("../outside.py", "")
        archive.writestr("helpers/given/data.py", "")
        archive.writestr("lab.py", "")
    before, place = (tree / "lab.py").read_text(), helper.stat().st_ino
    said = run(tree, "load('ann.zip')", "emscripten")
    assert helper.stat().st_ino == place  # another file in its place would be no text any more in JupyterLite
    assert not list(tree.rglob("*.part"))
    assert "  helpers/start.py\nLoaded 1 file;" in said
    assert helper.read_text() == "mine = 1\n"
    assert (tree / "lab.py").read_text() == before
    assert not (tree.parent / "outside.py").exists()
    with zipfile.ZipFile(tree / "before.zip") as archive:
        assert archive.read("helpers/start.py").decode() == released
    assert "Loaded 0 files" in run(tree, "load('ann.zip')")


@pytest.mark.parametrize(
    ("call", "says"),
    [
        ("download('an/n')", "The student id 'an/n' cannot be used"),
        ("load('ann.zip')", "There is no ann.zip in "),
        ("load('README.md')", "README.md cannot be read as a zip"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(tree, call, says):
    said = run(tree, call)
    assert said.startswith(says)
    assert said.count("\n") == 1


def test_answers_from_before_a_correction_go_into_the_corrected_notebook(tree):
    path = tree / "02_svm_loss.ipynb"
    released = path.read_text(encoding="utf-8")
    path.write_text(released.replace("svm_q1 = ...", "svm_q1 = 6.25"), encoding="utf-8")
    run(tree, "download('ann')")
    path.write_text(released.replace("These are the lecture's questions.", "They are corrected."), encoding="utf-8")
    (tree / "ann.zip").rename(tree / "helpers" / "ann.zip")  # the list of files may show either folder
    said = run(tree, "load('ann.zip')")
    assert "  02_svm_loss.ipynb: new, with 1 of your answers; open: answer_svm_q2" in said
    now = path.read_text(encoding="utf-8")
    assert "svm_q1 = 6.25" in now and "They are corrected." in now and "These are the lecture's questions." not in now
    assert "Loaded 0 files" in run(tree, "load('ann.zip')")
