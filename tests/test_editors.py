"""A full hand-in made in a browser tab or in VS Code is read as the one made in JupyterLab is, for all exercises."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from grader import ROOT
from grader.bank.solutions import edited_helpers
from grader.intake import collect
from grader.intake.submission import Submission
from grader.publishing import build

LANGUAGE = {
    "codemirror_mode": {"name": "python", "version": 3},
    "file_extension": ".py",
    "mimetype": "text/x-python",
    "name": "python",
    "nbconvert_exporter": "python",
    "pygments_lexer": "ipython3",
    "version": "3.14.2",
}
OUTPUT = [{"name": "stdout", "output_type": "stream", "text": ["ok\n"]}]


def by_jupyterlite(notebook: dict) -> str:
    """A notebook of the site as it is saved in a browser tab."""
    notebook["metadata"]["language_info"] = LANGUAGE
    for number, cell in enumerate(notebook["cells"]):
        if cell["cell_type"] == "code":
            cell["metadata"]["trusted"] = True
            cell |= {"outputs": OUTPUT, "execution_count": number}
    return json.dumps(notebook, indent=2)


def by_vs_code(notebook: dict, indent: int) -> str:
    """A notebook as VS Code saves it: keys sorted, texts as lines, a language for each cell; one cell is new."""
    notebook["metadata"] = {
        "kernelspec": {"display_name": ".venv (3.12.3)", "language": "python", "name": ".venv"},
        "language_info": LANGUAGE,
    }
    notebook["cells"].insert(3, {"cell_type": "code", "id": "5f1c9a02", "metadata": {}, "source": "X.shape"})
    for number, cell in enumerate(notebook["cells"]):
        kind = "python" if cell["cell_type"] == "code" else "markdown"
        cell["metadata"]["vscode"] = {"languageId": kind}
        cell["source"] = cell["source"].splitlines(keepends=True)
        if kind == "python":
            cell |= {"outputs": OUTPUT, "execution_count": number}
    return json.dumps(notebook, indent=indent, sort_keys=True, ensure_ascii=False)


def handed_in(tree: Path, folder: Path, saved: Callable[[dict], str], call: str = "submit.submit") -> Path:
    """The zip of a copy of a tree, in folder, in which all is solved and the notebooks are saved in some way."""
    copy = Path(shutil.copytree(tree, folder / "tree"))
    for name in edited_helpers():
        shutil.copy(ROOT / "helpers" / name, copy / "helpers")
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        solved = {cell["id"]: cell["source"] for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]}
        notebook = json.loads((tree / path.name).read_text(encoding="utf-8"))
        for cell in notebook["cells"]:
            cell["source"] = "".join(solved.get(cell["id"], cell["source"]))
        (copy / path.name).write_text(saved(notebook), encoding="utf-8")
    code = f"from helpers.given import submit, work; {call}('ann')"
    ran = subprocess.run([sys.executable, "-c", code], cwd=copy, capture_output=True, text=True, timeout=60)
    assert ran.returncode == 0, ran.stderr
    return copy / "ann.zip"


@pytest.fixture(scope="module")
def form(course):
    return collect.answer_cells(course.release)


@pytest.fixture(scope="module")
def native(form, student_tree, tmp_path_factory) -> Submission:
    """The hand-in made in JupyterLab."""
    return collect.read(handed_in(student_tree, tmp_path_factory.mktemp("native"), json.dumps), "ann", form)


def test_nothing_of_the_hand_in_is_as_it_was_released(native, form):
    assert native.notes == ()
    assert set(native.helpers) == set(edited_helpers())
    assert not [name for name, content in native.helpers.items() if content == form.helpers[name]]
    blank = [name for stem in form for name, cell in form[stem].items() if native.answers[stem][name] == cell.stub]
    assert blank == []


def test_from_a_browser_tab(native, form, student_tree, tmp_path):
    made = tmp_path / "made"
    build.contents(student_tree, made, offline=True)
    there = collect.read(handed_in(made, tmp_path, by_jupyterlite, "work.download"), "ann", form)
    assert (there, there.notes, there.remarks) == (native, (), ())


@pytest.mark.parametrize("indent", [1, 4])
def test_from_vs_code(native, form, student_tree, tmp_path, indent):
    there = collect.read(handed_in(student_tree, tmp_path, partial(by_vs_code, indent=indent)), "ann", form)
    assert (there, there.notes, there.remarks) == (native, (), ())
