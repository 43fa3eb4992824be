"""What a student's own code learns, in the sandbox, for the gallery of the class report."""

import base64
import io

import numpy as np
import pytest
from classroom import hand_in
from PIL import Image

from grader import ROOT, sandbox
from grader.bank.solutions import edited_helpers
from grader.forget import forget
from grader.grading import learned
from grader.grading.learned import Learned
from grader.sandbox import SandboxError
from helpers import training

STEP = "return W - learning_rate * dW"


def test_each_students_own_code_is_trained_once_in_the_sandbox(classroom, sandboxed, monkeypatch):
    right = {name: (ROOT / "helpers" / name).read_bytes() for name in edited_helpers()}
    for student, step in {"zq-right": STEP, "zq-away": f"{STEP} * 1e9", "zq-uphill": STEP.replace("-", "+")}.items():
        trained = right["training.py"].replace(STEP.encode(), step.encode())
        hand_in(classroom, student, helpers=right | {"training.py": trained})
    hand_in(classroom, "zq-open")
    students = ["zq-right", "zq-away", "zq-uphill", "zq-open"]
    found = learned.gallery(classroom, students, trusted=False)

    X, y, X_val, y_val = learned._rows()
    model = training.LinearSVM()
    model.train(X, y, learned.LEARNING_RATE, learned.REG, learned.STEPS, learned.BATCH_SIZE)
    assert found["zq-right"].accuracy == pytest.approx(np.mean(model.predict(X_val) == y_val), abs=0.01)
    assert found["zq-right"].accuracy > 0.5 > 0.1 > found["zq-uphill"].accuracy
    assert Image.open(io.BytesIO(base64.b64decode(found["zq-right"].png))).size == (320, 32)
    assert found["zq-away"] == Learned(why="The weights blew up: training diverged.")
    assert found["zq-open"] == Learned(why="A function that training needs is still open.")

    with monkeypatch.context() as patched, pytest.raises(SandboxError, match="The course is shown"):
        patched.setattr(sandbox, "exposed", lambda folders: "The course is shown." if classroom.root in folders else "")
        learned.gallery(classroom, ["zq-new"], trusted=False)
    monkeypatch.setattr(sandbox, "problem", lambda: "No sandbox here.")
    assert learned.gallery(classroom, students, trusted=False) == found, "from what was kept"
    learned._kept(classroom, "zq-open").write_text("{")
    assert forget(classroom, "zq-right") == ([], [])
    for student in ("zq-right", "zq-open"):  # what is gone or damaged is trained anew
        with pytest.raises(SandboxError, match="No sandbox here"):
            learned.gallery(classroom, [student], trusted=False)


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (None, "no weights"),
        (np.ones((10, 3073)), "no weights"),
        (np.full((3073, 10), "1"), "no weights"),
        (np.full((3073, 10), np.nan), "blew up"),
        (np.full((3073, 10), 1e300), "blew up"),
    ],
)
def test_what_is_no_weights_is_told(value, told):
    assert told in learned._weights(learned.Answer(value))
