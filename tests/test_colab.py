"""Google Colab, as far as it can be had here: a fake google.colab, and none of what Colab does not have."""

import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from grader import ROOT
from grader.intake import collect
from helpers.given.files import write_atomically

FAKE = """
import json, shutil, sys, types
from pathlib import Path

drive, cells, zipped = Path(sys.argv[1]), json.loads(sys.argv[2]), sys.argv[3]
for absent in ("nbgrader", "jupyterlab", "jupyter_server", "notebook"):
    sys.modules[absent] = None
done = []
faked = types.ModuleType("google.colab")
faked.drive = types.SimpleNamespace(mount=lambda place: Path(drive, "MyDrive").mkdir(exist_ok=True))
faked.files = types.SimpleNamespace(
    upload=lambda: shutil.copy(zipped, "."), download=lambda path: done.append(Path(path).name)
)
faked.output = types.SimpleNamespace(enable_custom_widget_manager=lambda: done.append("widgets"))
shown = lambda *_, **__: {"ipynb": json.loads(Path(drive, "shown.ipynb").read_text())}
faked._message = types.SimpleNamespace(blocking_request=shown)
google = types.ModuleType("google")
google.colab = faked
sys.modules.update({"google": google, "google.colab": faked})

from IPython.core.interactiveshell import InteractiveShell

shell = InteractiveShell.instance()
for cell in cells:
    shell.run_cell(cell).raise_error()
print("done:", *done)
"""


@pytest.fixture
def in_colab(student_tree, tmp_path):
    """Runs some cells of 05_regularization as Colab would; returns what they print."""
    path = student_tree.with_name(f"{student_tree.name}_colab") / "05_regularization.ipynb"
    known = {cell["id"]: "".join(cell["source"]) for cell in json.loads(path.read_text())["cells"]}
    (tmp_path / "fake.py").write_text(FAKE)

    def run(*ids: str) -> str:
        cells = [known[one].replace("/content/drive", str(tmp_path)).replace("your-id", "ann") for one in ids]
        command = [sys.executable, "-I", "fake.py", str(tmp_path), json.dumps(cells), str(student_tree) + ".zip"]
        ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120)
        assert ran.returncode == 0, ran.stdout + ran.stderr
        return ran.stdout

    return run


def saved_by_colab(solved: Path) -> dict:
    """A notebook as Colab saves it: cell ids in the metadata, and keys of its own."""
    notebook = json.loads(solved.read_text())
    for number, cell in enumerate(notebook["cells"]):
        cell["metadata"] |= {"id": f"a1B{number}", "outputId": f"out{number}"}
        del cell["id"]
    notebook["metadata"] |= {"colab": {"provenance": [], "toc_visible": True}}
    return notebook | {"nbformat_minor": 0}


def test_the_first_cell_unpacks_the_course_and_the_last_hands_it_in(in_colab, student_tree, course, tmp_path):
    there = tmp_path / "MyDrive" / "linear_classifiers.zip"
    write_atomically(there, Path(f"{student_tree}.zip").read_bytes()[:5000])  # the upload broke off
    said = in_colab("colab_first", "setup", "l2")
    assert "Choose linear_classifiers.zip" in said
    assert "l2 is still open" in said
    assert said.endswith("done: widgets\n")

    # edited in the file pane, and opened again another day, with a newer zip: what was edited stays
    folder = tmp_path / "MyDrive" / "linear_classifiers"
    helper = folder / "helpers" / "regularization.py"
    helper.write_text((ROOT / "helpers" / "regularization.py").read_text())
    (folder / "helpers" / "given" / "files.py").write_text("old = True\n")
    with zipfile.ZipFile(there, "a") as archive:
        archive.writestr("/linear_classifiers/helpers/regularization.py", "not this")
    solved = course.source / "05_regularization.ipynb"
    notebook = saved_by_colab(solved)
    (tmp_path / "shown.ipynb").write_text(json.dumps(notebook))
    said = in_colab("colab_first", "setup", "l2", "colab_last")
    assert "Choose" not in said
    assert "visible checks passed" in said
    assert said.endswith("done: widgets ann.zip\n")
    assert {path.name for path in there.parent.iterdir()} == {there.name, folder.name}

    native = shutil.copytree(student_tree, tmp_path / "native")
    shutil.copy(solved, native)
    shutil.copy(helper, native / "helpers")
    form = collect.answer_cells(course.release)
    assert collect.read(folder / "ann.zip", "ann", form).digest() == collect.read(native, "ann", form).digest()
