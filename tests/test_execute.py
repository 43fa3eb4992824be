"""Cells in the sandbox show what they show in a notebook: magics, figures, displays, streams and errors."""

import shutil

import pytest

from grader.grading import notebooks
from grader.sandbox import Sandbox

# the code of a cell, and of each of its outputs the kind and a part of what it holds
CELLS = {
    "1 + 1": [("execute_result", "2")],
    "x = 1": [],
    "print('a'); print('b')": [("stream", "a\nb\n")],
    "import sys\nprint('a', file=sys.stderr)": [("stream", "a\n")],
    "from IPython.display import display\ndisplay('a')\n'b'": [("display_data", "'a'"), ("execute_result", "'b'")],
    "%matplotlib inline\nfrom matplotlib import pyplot\npyplot.plot([1, 2]);": [("display_data", "image/png")],
    "%%time\nx = 1": [("stream", "Wall time")],
    "%timeit -n1 -r1 1 + 1": [("stream", "per loop")],
    "!echo hello": [("stream", "hello")],
    "1 / 0": [("error", "ZeroDivisionError")],
    "await __import__('asyncio').sleep(0)\n5": [("execute_result", "5")],
    "input()": [("error", "EOFError")],
    "import warnings\nwarnings.warn('careful')": [("stream", "careful")],
    "def f(:": [("error", "SyntaxError")],
    "%no_such_magic": [("stream", "not found")],
    "\ud800": [("error", "")],
}

CHECK = {"cell_type": "code", "source": "check(start_add)", "metadata": {"nbgrader": {"grade_id": "start_add"}}}


@pytest.fixture(scope="module")
def ran(sandboxed, student_tree, tmp_path_factory):
    """The cells, run one after the other in one notebook."""
    folder = tmp_path_factory.mktemp("cells") / "work"
    shutil.copytree(student_tree / "helpers", folder / "helpers")
    cells = [CHECK, *({"cell_type": "code", "source": source, "metadata": {}} for source in CELLS)]
    with Sandbox(folder) as inside:
        assert notebooks.run({"cells": cells}, inside) is None
    return {cell["source"]: cell["outputs"] for cell in cells}


@pytest.mark.parametrize("source", CELLS)
def test_a_cell_shows_what_it_shows_in_a_notebook(ran, source):
    outputs = ran[source]
    assert [one["output_type"] for one in outputs] == [kind for kind, _ in CELLS[source]]
    for output, (_, part) in zip(outputs, CELLS[source], strict=True):
        assert part in str({name: value for name, value in output.items() if name != "metadata"}).replace("\\n", "\n")


def test_a_check_of_a_function_does_not_run_and_counts_as_a_cell(ran):
    assert ran[CHECK["source"]] == []
    (error,) = ran["1 / 0"]
    assert f"Cell In[{list(CELLS).index('1 / 0') + 2}], line 1" in "".join(error["traceback"])
