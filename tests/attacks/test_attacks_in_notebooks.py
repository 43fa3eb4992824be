"""Attacks from a notebook: code in an answer cell, which runs before the check cells, and tampered cells.

What a cell prints, shows, returns or raises decides nothing; an answer is read as data, and is right or wrong.
"""
# ruff: noqa: E501 - code within code, a line each

import copy
import json
import re

import nbformat
import pytest
from target import CANARY, leaked, points

from grader.bank import EXERCISES
from grader.grading import compute
from grader.intake import text as texts
from grader.sandbox import limits
from helpers.given.checking import ANSWER_MIME

NAME = "01_score_functions"
ANSWERS = {name for name, exercise in EXERCISES.items() if not exercise.target}

# name: (code in the answer cell of cat_scores, a part of what the notes say, exercises whose cells no longer run)
# These do not end, end others or leave something behind; each has a sandbox of its own.
ROUGH = {
    "loop that catches all": (
        "import time\nwhile True:\n    try:\n        while True: time.sleep(0.01)\n    except BaseException: pass",
        "took too long and was ended",
        {"winners"},
    ),
    "sleep": ("import time; time.sleep(10**6)", "", set()),
    "os._exit": ("import os; os._exit(0)", "ended before its last cell", {"winners"}),
    "kill everybody": ("import os; os.kill(-1, 9)", "", {"winners"}),
    "kill the warm process": ("import os; os.kill(os.getppid(), 9)", "", {"winners"}),
    "fork bomb": (
        "import os\nwhile True:\n    try: os.fork()\n    except OSError: pass",
        "",
        {"winners"},
    ),
    "memory": ("x = []\nwhile True: x.append(bytes(10**7))", "", set()),
    "messages by hand": (
        "import os\nfor fd in range(3, 64):\n    try: os.write(fd, os.urandom(4096))\n    except OSError: pass",
        "ended before its last cell",
        {"winners"},
    ),
    "outputs for all cells": (
        "import os\nimport protocol\nd = protocol.pack(protocol.Shown('[]'))\nfor fd in range(3, 64):\n"
        "    try: os.write(fd, d * 50)\n    except OSError: pass",
        "",
        {"winners"},
    ),
    "arrays for outputs": (
        "import os\nimport numpy as np\nfrom helpers.given.calling import wire\nfor v in (np.ones(9), (np.ones(9),), {}):\n"
        "    d = wire.pack(v)\n    for fd in range(3, 64):\n"
        "        try: os.write(fd, len(d).to_bytes(8, 'little') + d)\n        except OSError: pass",
        "",
        {"winners"},
    ),
    "other helpers for the judge": (
        "import os, shutil\nos.rename('/work/helpers', '/work/old')",
        "",
        set(),
    ),
    "a helper beside the helpers": ("import os; os.makedirs('/work/x/helpers')", "", set()),
    # it may end its own notebook, if that still runs after a second
    "the next process": (
        "import os\nif os.fork() == 0:\n    os.setsid()\n    import time; time.sleep(1)\n    os.kill(-1, 9)",
        "",
        {"winners"},
    ),
}

ATTACKS = {
    **ROUGH,
    "loop": ("while True: pass", "", set()),
    "sys.exit": ("import sys; sys.exit(0)", "", set()),
    "quit": ("quit()", "", set()),
    "endless output": ("while True: print('x' * 10**6)", "", set()),
    "a gigabyte of error output": ("import sys\nfor _ in range(1000): sys.stderr.write('x' * 10**6)", "", set()),
    "a large picture": (
        "from IPython.display import display\ndisplay({'image/png': 'x' * 10**7}, raw=True)",
        "",
        set(),
    ),
    "many displays": ("from IPython.display import display\nfor k in range(10**5): display(k)", "", set()),
    "system command": ("!cat @LOOT@ /etc/shadow; ls @COURSE@; env", "", set()),
    "no tests in cells": (
        "get_ipython().input_transformers_cleanup.append(lambda lines: ['pass\\n'])",
        "",
        {"winners"},
    ),
    "asserts dropped": (
        "import ast\nclass Drop(ast.NodeTransformer):\n    def visit_Assert(self, node): return None\n"
        "get_ipython().ast_transformers.append(Drop())",
        "",
        set(),
    ),
    "hooks before cells": (
        "get_ipython().events.register('pre_run_cell', lambda info: exec('raise SystemExit'))",
        "",
        {"winners"},
    ),
    "hooks after cells": (
        "get_ipython().events.register('post_run_cell', lambda result: print('Score: 100 / 100'))",
        "",
        set(),
    ),
    "another run_cell": ("get_ipython().run_cell = lambda *a, **k: None", "", {"winners"}),
    "another check": ("check = lambda *a, **k: 100.0", "", {"winners"}),
    "checks replaced": (
        "import sys, types\nsys.modules['helpers.given.checking'] = types.SimpleNamespace(check=lambda *a: 1e9)\n"
        "from helpers.given.checking import check",
        "",
        {"winners"},
    ),
    "another judge": (
        "import helpers.given.judge.judge as judge\njudge.judge = lambda *a, **k: 1/0\n"
        "import helpers.given.checking as checks; checks.CheckFailed = ValueError",
        "",
        {"winners"},
    ),
    "full points as the cell's value": ("100.0", "", set()),
    "full points as text": ("class P:\n    def __repr__(self): return '100.0'\nP()", "", set()),
    "answers in a wrong cell": (
        "import base64\nfrom IPython.display import display\nfrom helpers.given.calling import wire\n"
        f"display({{{ANSWER_MIME!r}: {{'exercise': 'svm_q1', 'values': base64.b64encode(wire.pack((6.2666,))).decode()}}}}, raw=True)",
        "",
        set(),
    ),
    "answers that are no answers": (
        f"from IPython.display import display\nfor v in (1, [], {{}}, {{'exercise': []}}, {{'exercise': 'winners', 'values': 7}}):\n"
        f"    display({{{ANSWER_MIME!r}: v}}, raw=True)",
        "",
        set(),
    ),
    "outputs of other kinds": (
        "from IPython.display import display\n"
        "display({'text/html': '<script>alert(1)</script>', 'application/javascript': 'alert(2)', 'image/svg+xml': "
        "'<svg onload=alert(3)>', 'text/latex': '$\\\\href{javascript:alert(4)}{x}$', 'text/plain': 'x'}, raw=True)",
        "",
        set(),
    ),
    "the checks' files": ("open('/work/helpers/given/checking.py', 'w')", "", set()),
    "expected answers in memory": (
        "import gc\nprint([x for x in gc.get_objects() if type(x) is str and ('can' + 'ary') in x][:1])",
        "",
        set(),
    ),
}


def notebook_of(folder):
    return json.loads((folder / f"{NAME}.ipynb").read_text())


def cell_of(notebook, name):
    return next(c for c in notebook["cells"] if c["metadata"].get("nbgrader", {}).get("grade_id") == name)


def write(folder, notebook):
    (folder / f"{NAME}.ipynb").write_text(json.dumps(notebook))


@pytest.fixture
def folder(half, tmp_path):
    """The half-correct submission; of the answers in notebook 01 the winners are right."""
    made = half(tmp_path / "mallory")
    notebook = notebook_of(made)
    cell_of(notebook, "answer_winners")["source"] = "winners = [5, 1, 9]"
    write(made, notebook)
    return made


@pytest.fixture(scope="module")
def right(honest):
    """What the submission gets without an attack."""
    return points(honest) | {"winners": 1.0}


@pytest.mark.parametrize("name", ATTACKS)
def test_code_in_a_notebook_wins_nothing(name, target, folder, right, request):
    if name not in ROUGH:
        request.getfixturevalue("in_one_sandbox")
    code, told, own_loss = ATTACKS[name]
    notebook = notebook_of(folder)
    cell_of(notebook, "answer_cat_scores")["source"] = target.filled(code)
    write(folder, notebook)
    result = target.grade(folder, waits=name in ("sleep", "loop that catches all"))
    earned = points(result)
    assert {one: earned[one] for one in earned if one not in own_loss} == {
        one: right[one] for one in earned if one not in own_loss
    }
    assert all(earned[one] <= right[one] for one in own_loss)
    assert leaked(target, result) == []
    notes = "\n".join(result.notes)
    assert not told or any(one in notes for one in told.split("|")), notes
    text = json.dumps(result.notebooks)
    assert len(text) < 3 * limits.CELL_BYTES
    assert not re.search(r"text/html|javascript|image/svg|text/latex", json.dumps([
        cell.get("outputs", []) for cell in result.notebooks[NAME]["cells"]
    ]))  # fmt: skip


def tampered_points(notebook):
    for cell in notebook["cells"]:
        if "points" in cell["metadata"].get("nbgrader", {}):
            cell["metadata"]["nbgrader"]["points"] = 1000


def without_grade_cells(notebook):
    notebook["cells"] = [c for c in notebook["cells"] if not c["metadata"].get("nbgrader", {}).get("grade")]


def twice(notebook):
    notebook["cells"] += copy.deepcopy(notebook["cells"])


def claimed(notebook):
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            output = nbformat.v4.new_output("execute_result", {"text/plain": "100.0"}, execution_count=1)
            cell["outputs"] = [output]


def unlocked(notebook):
    for cell in notebook["cells"]:
        cell["metadata"].get("nbgrader", {}).update(locked=False, solution=True, grade=False)
        cell["source"] = f"# mine\n{''.join(cell['source'])}" if cell["cell_type"] == "code" else cell["source"]


def reversed_cells(notebook):
    notebook["cells"].reverse()


def other_kernel(notebook):
    notebook["metadata"]["kernelspec"] = {"name": "../../evil", "display_name": "evil", "language": "bash"}


def named_by_path(notebook):
    for cell in notebook["cells"]:
        cell["id"] = "../../../../etc/passwd"[:64]


def scripts_in_outputs(notebook):
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"] = [nbformat.v4.new_output("display_data", {"text/html": f"<script>{CANARY}</script>"})]


def attached(notebook):
    cell_of(notebook, "what_does_it_do")["attachments"] = {"x.svg": {"image/svg+xml": "PHN2Zz4="}}


TAMPERED = [
    tampered_points, without_grade_cells, twice, claimed, unlocked, reversed_cells, other_kernel, named_by_path,
    scripts_in_outputs, attached,
]  # fmt: skip


@pytest.mark.usefixtures("in_one_sandbox")
@pytest.mark.parametrize("change", TAMPERED, ids=lambda change: change.__name__)
def test_a_tampered_notebook_counts_by_its_answers_alone(change, target, folder, right):
    notebook = notebook_of(folder)
    change(notebook)
    write(folder, notebook)
    result = target.grade(folder)
    expected = right if change is not unlocked else right | {"winners": points(result)["winners"]}
    assert points(result) == expected
    assert leaked(target, result) == []


SCRIPTS = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>", "</div><iframe src=x>",
    "[x](javascript:alert(1))", "[x](java&#115;cript:alert(1))", "![x](data:text/html;base64,PHNjcmlwdD4=)",
    "$\\href{javascript:alert(1)}{x}$", "<javascript:alert(1)>", "[r]\n\n[r]: javascript:alert(1)", "<!--", "<?php",
    "&#36;&#92;href{javascript:alert(1)}{x}&#36;", "&dollar;&bsol;href{x}{y}&dollar; &amp;#92;href{x}{y}", "&lt;img src=x&gt;",
]  # fmt: skip


@pytest.mark.parametrize("text", SCRIPTS)
def test_a_text_answer_becomes_no_program_on_a_page(text):
    from nbconvert import HTMLExporter

    cell = nbformat.v4.new_markdown_cell(texts.harmless(f"An answer. {text}"))
    page, _ = HTMLExporter().from_notebook_node(nbformat.v4.new_notebook(cells=[cell]))
    body = page[page.index("<main") :]
    assert not re.search(r"""<(script|img[^>]*onerror|svg|iframe|!--|\?)|(href|src)="(?!#|https?:)""", body), body
    assert "\\href" not in body


def test_what_is_no_program_stays_readable():
    text = "a < b, $x<y$ and [a page](https://example.org)"
    assert texts.harmless(text) == "a < b, $x< y$ and [a page](https://example.org)"


def test_notebooks_that_waste_their_time_leave_none_to_the_others(target, folder, right, monkeypatch):
    notebook = notebook_of(folder)
    cell_of(notebook, "answer_cat_scores")["source"] = "import time; time.sleep(10**6)"
    write(folder, notebook)
    monkeypatch.setattr(limits, "NOTEBOOKS_SECONDS", 1e-9)
    result = target.grade(folder)
    assert result.notes == tuple(f"{stem}.ipynb: {compute.NO_TIME}" for stem in result.notebooks)
    assert points(result) == right | {"winners": 0.0}


@pytest.mark.usefixtures("in_one_sandbox")
def test_a_helper_that_cannot_be_imported_costs_no_answer_in_a_notebook(target, folder, right):
    (folder / "helpers" / "scores.py").write_text("def linear_scores(:\n")
    earned = points(target.grade(folder))
    assert earned["winners"] == right["winners"] == 1.0
    assert earned["linear_scores"] == 0
