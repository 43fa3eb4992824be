"""An appeal: one exercise of one student again, in the sandbox, with all that it takes to see what happened."""

import json
import re

import numpy as np
import pytest
from classroom import hand_in

from grader.bank import EXERCISES, cases
from grader.course import CourseError
from grader.grading import replayed
from grader.replay import replay
from helpers.given.calling import wire

ADD = b"def add(a, b):\n    print('seen')\n    return a - b\n"


@pytest.fixture
def appealed(classroom, sandboxed):
    hand_in(classroom, "ada", helpers={"start.py": ADD})
    return classroom


def test_the_notebook_has_inputs_function_expected_and_what_came(appealed):
    path = replay(appealed, "ada", "add", trusted=False)
    notebook = json.loads(path.read_text())
    exercise = EXERCISES["start_add"]
    right = cases.compiled(exercise, cases.secret_seed(exercise, appealed.secret(), "ada"))
    inputs = wire.unpack((path.parent / replayed.INPUTS).read_bytes())
    assert inputs.keys() == right.cases.keys()
    text = "\n".join(cell["source"] for cell in notebook["cells"])
    assert "b is subtracted." in text
    shown = {
        cell["source"]: "".join(one.get("data", {}).get("text/plain", "") for one in cell["outputs"])
        for cell in notebook["cells"]
        if cell["cell_type"] == "code"
    }
    for name, (_, given) in inputs.items():
        a, b = given
        assert str(np.asarray(a + b)) in text
        (came,) = re.findall(r"array\((.*)\)", shown[f'call("{name}")'])
        assert float(came) == pytest.approx(a - b)
    assert (path.parent / "helpers" / "start.py").read_bytes() == ADD


@pytest.mark.parametrize(
    ("student", "name", "told"),
    [
        ("ada", "svm_loss_naive", "try svm_loss_naive-loss or svm_loss_naive-gradient"),
        ("ada", "svm_q1", "is an answer in 02_svm_loss, not a function"),
        ("ada", "svm_loss", "try svm_loss_naive-loss or svm_loss_vectorized-loss"),
        ("ada", "linear_score", "try linear_scores"),
        ("bob", "add", "There is no submission of bob"),
    ],
)
def test_what_cannot_be_replayed_says_why(classroom, student, name, told):
    (classroom.submitted("ada") / "helpers").mkdir(parents=True)
    with pytest.raises(CourseError, match=told):
        replay(classroom, student, name, trusted=False)


def test_results_of_other_shapes_are_not_stretched_to_be_compared():
    told = replayed._difference((np.zeros((2, 9)), np.ones(3)), (np.zeros((2**12, 1, 1)), np.full(3, 1.5)))
    assert told == "Largest difference: output 1: a different kind or shape, output 2: 0.5"
