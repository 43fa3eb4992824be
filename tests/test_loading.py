"""Helper files that Python cannot load, in a real kernel: a sentence, no verdict on old code, and the way back."""

import json
import os
import re
import shutil
import threading
import time

import pytest
from jupyter_client.manager import start_new_kernel

from grader import ROOT
from grader.bank import cases
from grader.bank.solutions import edited_helpers
from helpers.given import loading
from helpers.given.judge import caseset

SETUP = """
import sys

sys.path[:0] = [".", ".."]
from helpers.given import check, data, done, loading, plots

loading.watch()
import numpy as np
from helpers import svm, training
"""
IMPATIENT = "from helpers.given import alarm\nalarm.SECONDS = 1"
FORGET = """
import helpers
for name in ("svm", "training"):
    del sys.modules[f"helpers.{name}"]
    delattr(helpers, name)
"""
"""After this the setup cell imports anew, as after a restart."""

CHECK, DONE, CALL = 'check(svm.svm_loss_naive, "loss")', "done(svm.svm_loss_naive)", "svm.svm_loss_naive(1, 2, 3, 4)"
RIGHT = (ROOT / "helpers" / "svm.py").read_text(encoding="utf-8")
LOOP, TOTAL = "    for i in range(N):\n", "    loss += reg * np.sum(W * W)\n"


def edited(old: str, new: str) -> bytes:
    assert old in RIGHT
    return RIGHT.replace(old, new, 1).encode()


END = RIGHT.encode()  # what comes after it stands in line 103

# the file, and what is told of it
BROKEN: dict[str, tuple[bytes | None, str]] = {
    "no colon": (edited(LOOP, "    for i in range(N)\n"), "line 33 (for i in range(N)): SyntaxError, expected ':'"),
    "open bracket": (edited(TOTAL, "    loss += reg * np.sum(W * W\n"), "line 42 (loss += reg * np.sum(W * W)"),
    "closed too often": (edited(TOTAL, "    loss += reg * np.sum(W * W))\n"), "line 42 (loss += reg * np.sum(W * W)))"),
    "wrong bracket": (edited("X.shape[0]", "X.shape[0)"), "line 32 (N, C = X.shape[0), W.shape[1])"),
    "open quote": (edited("    dW = None\n", '    dW = "None\n'), 'line 45 (dW = "None)'),
    "open docstring": (edited("dW\n\n\ndef", 'dW\n\n\n"""\ndef'), "unterminated triple-quoted string"),
    "one = too few": (edited("if j == y[i]", "if j = y[i]"), "line 36 (if j = y[i]:)"),
    "indented too far": (edited("    loss /= N\n", "      loss /= N\n"), "line 41 (loss /= N): IndentationError"),
    "indented too little": (edited("    loss /= N\n", "  loss /= N\n"), "line 41 (loss /= N): IndentationError"),
    "loop without body": (edited(LOOP, f"    for k in range(N):\n{LOOP}"), "line 34 (for i in range(N):): Indentation"),
    "tabs and blanks": (edited("        s = X[i] @ W\n", "\ts = X[i] @ W\n"), "line 34 (s = X[i] @ W): TabError"),
    "half saved": (RIGHT[:1830].encode(), "cannot read line"),
    "marks of git": (edited(LOOP, f"<<<<<<< HEAD\n{LOOP}=======\n"), "git left this mark"),
    "a magic": (b"%matplotlib inline\n" + END, "line 1 (%matplotlib inline)"),
    "a shell command": (b"!pip install numpy\n" + END, "work in notebooks only: take this one out"),
    "print of Python 2": (edited(TOTAL, "    print loss\n"), "print(...)? Today print needs brackets: print(x)."),
    "return outside": (END + b"return loss\n", "line 103 (return loss)"),
    "break outside": (END + b"break\n", "line 103 (break)"),
    "blank of no width": (edited("loss = 0.0", "loss\u00a0= 0.0"), "U+00A0"),
    "curly quotes": (END + "name = “cat”\n".encode(), "line 103 (name = “cat”)"),
    "a null byte": (edited("loss /= N", "loss /= N\0").replace(b"\n", b"\r", 3), "line 41"),
    "UTF-16": (RIGHT.encode("utf-16"), "not saved as UTF-8"),
    "Latin-1": (END + "# für\n".encode("latin-1"), "line 103 (# f"),
    "unknown encoding": (b"# coding: klingon\n" + END, "cannot read it: SyntaxError, unknown encoding: klingon"),
    "not there": (b"import a_module_that_is_not_there\n" + END, "line 1 (import a_module_that_is_not_there)"),
    "not in NumPy": (b"from numpy import arrange\n" + END, "line 1 (from numpy import arrange)"),
    "a file that is not there": (b"from .svms import loss\n" + END, "no such file is graded"),
    "a file of its own": (b"from helpers import own\n" + END, "no such file is graded"),
    "helpers left out": (b"from scores import predict\n" + END, "write from helpers import scores"),
    "imports itself": (b"from helpers.svm import svm_loss_naive\n" + END, "import itself|imports itself"),
    "not there at grading": (b"import yaml\n" + END, "line 1 (import yaml): ModuleNotFoundError"),
    "NumPy forgotten": (edited("import numpy as np\n", "\n"), "line 10 (def svm_loss_naive"),
    "used before": (b"print(no_such_name)\n" + END, "line 1 (print(no_such_name)): NameError"),
    "called at the end": (END + b"svm_loss_naive(1, 2, 3)\n", "line 103 (svm_loss_naive(1, 2, 3)): TypeError"),
    "divided at the end": (END + b"1 / 0\n", "line 103 (1 / 0): ZeroDivisionError"),
    "exit": (END + b"raise SystemExit\n", "line 103 (raise SystemExit): SystemExit"),
    "endless": (END + b"while True:\n    pass\n", "Stopped after 1 seconds, at or just before line 10"),
    "endless, swallowing": (END + b"while True:\n    try:\n        x = 1\n    except:\n        pass\n", "Stopped"),
    "gone": (None, "helpers/svm.py cannot be loaded. The file is not there"),
    "empty": (b"", "helpers/svm.py is empty"),
    "blank": (b"\n\n   \n", "helpers/svm.py is empty"),
    "deleted function": (edited("def svm_loss_naive", "def svm_loss_native"), "helpers/svm.py has no svm_loss_naive"),
}  # fmt: skip


class Kernel:
    """A kernel that runs a cell and gives its outputs as text."""

    def __init__(self, folder) -> None:
        self.manager, self.client = start_new_kernel(cwd=str(folder), kernel_name="python3")

    def run(self, source: str) -> str:
        shown: list[str] = []

        def take(message: dict) -> None:
            kind, content = message["msg_type"], message["content"]
            if kind == "stream":
                shown.append(content["text"])
            elif kind in ("display_data", "execute_result"):
                shown.append(content["data"]["text/plain"] + "\n")
            elif kind == "error":
                shown.append("\n".join(content["traceback"]) + "\n")

        self.client.execute_interactive(source, output_hook=take, timeout=60)
        return "".join(shown)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("student")
    cases.build_public()
    shutil.copytree(ROOT / "helpers", folder / "helpers", ignore=shutil.ignore_patterns("__pycache__"))
    assert (folder / "helpers" / "given" / caseset.PUBLIC.name).exists()
    (folder / "helpers" / "given" / "edited.txt").write_text("\n".join(edited_helpers()))
    (folder / "helpers" / "own.py").write_text("x = 1\n")
    return folder


@pytest.fixture(scope="module")
def kernel(folder):
    kernel = Kernel(folder)
    assert kernel.run(SETUP + IMPATIENT) == ""
    yield kernel
    kernel.client.stop_channels()
    kernel.manager.shutdown_kernel(now=True)


@pytest.fixture
def file(folder, kernel):
    """The file; what a test makes of it is undone, and the same kernel goes on."""
    file = folder / "helpers" / "svm.py"
    yield file
    file.write_text(RIGHT, encoding="utf-8")
    assert "visible checks passed" in kernel.run(CHECK)


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_file_is_told_in_a_sentence(kind, file, kernel):
    content, told = BROKEN[kind]
    file.unlink() if content is None else file.write_bytes(content)
    running = [kernel.run(cell) for cell in (CHECK, DONE, CALL)]
    assert running[0].startswith("x  svm_loss_naive   not checked\n   helpers/svm.py")  # the box of every check
    assert kernel.run(FORGET + SETUP) == ""
    for text in (*running, *(kernel.run(cell) for cell in (CHECK, DONE, CALL))):
        assert any(one in " ".join(text.split()) for one in told.split("|"))  # it may go on in the next line
        assert "helpers/svm.py" in text
        assert len(text.removesuffix("False\n").strip().splitlines()) <= 3
        assert "Traceback" not in text
        assert not any(word in text for word in ("passed", "still open", "right already", "points"))


def test_a_name_that_no_file_has_is_told_in_a_line(file, kernel):
    assert kernel.run("svm.svm_los") == "helpers/svm.py has no svm_los: was it renamed or deleted?\n"


def test_the_way_back_needs_no_restart_whatever_the_time_of_the_file(file, kernel):
    kernel.run("mine = svm.svm_loss_naive")
    written = file.stat().st_mtime_ns
    file.write_text(RIGHT.replace("s[y[i]] + 1", "s[y[i]] + 2"), encoding="utf-8")  # as long as before, and as old
    os.utime(file, ns=(written, written))
    assert "x  svm_loss_naive" in kernel.run(CHECK)
    assert kernel.run("mine is svm.svm_loss_naive or mine.__code__ is svm.svm_loss_naive.__code__") == "True\n"


def test_a_broken_file_stops_no_other(file, kernel):
    file.write_text(RIGHT + "(", encoding="utf-8")
    assert "visible checks passed" in kernel.run("check(training.sgd_step)")
    assert "helpers/svm.py cannot be loaded" in kernel.run("training.LinearSVM().loss(1, 2, 3)")
    assert "its file cannot be loaded" in kernel.run("check.progress()")


def test_the_given_predict_asks_the_students_own_and_waits_with_its_file(folder, kernel):
    own = folder / "helpers" / "scores.py"
    right = own.read_text(encoding="utf-8")
    ask = "model = training.LinearSVM(); model.W = np.eye(3); print(model.predict(np.eye(3)[[2, 0]]))"
    try:
        assert kernel.run(ask) == "[2 0]\n"
        own.write_text(right.replace("np.argmax(S", "7 + np.argmax(S"), encoding="utf-8")
        assert kernel.run(ask) == "[9 7]\n"
        own.write_text(f"{right}(", encoding="utf-8")
        assert "helpers/scores.py cannot be loaded" in kernel.run(ask)
        assert "visible checks passed" in kernel.run('check(training.LinearClassifier, "train")')
        waits = kernel.run("from helpers import scores\ndone(scores.predict)")
        assert "helpers/scores.py cannot be loaded" in waits
        assert "Traceback" not in waits
    finally:
        own.write_text(right, encoding="utf-8")


@pytest.mark.parametrize("stem", ["06_training_and_templates", "07_svm_vs_softmax"])
def test_every_cell_that_predicts_waits_for_the_students_own_predict(stem):
    cells = json.loads((ROOT / "notebooks" / f"{stem}.ipynb").read_text(encoding="utf-8"))["cells"]
    code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    assert "scores.predict" in next(one for one in code if "needed = " in one)
    for one in code:
        calls = re.findall(r"^(?! *(?:def|return) ).*(?:\.predict|report|right|tried)\(", one, re.MULTILINE)
        assert not calls or re.search(r"done\(\*(needed|to_train)", one) or "BEGIN SOLUTION" in one, one


def test_a_name_with_another_value_is_told_with_its_file(file, kernel):
    file.write_text(RIGHT + "svm_loss_naive = 3\n", encoding="utf-8")
    text = kernel.run(CHECK)
    assert "svm_loss_naive is no longer a function" in text
    assert "next: helpers/svm.py" in text


def test_a_function_that_a_notebook_puts_in_is_not_checked(file, kernel):
    kernel.run("svm.svm_loss_naive = lambda W, X, y, reg: (0.0, W)")
    text = kernel.run(CHECK)
    assert "not checked\n   svm_loss_naive was redefined in this notebook" in text
    assert "passed" not in text
    file.write_text(RIGHT + "\n", encoding="utf-8")
    assert "visible checks passed" in kernel.run(CHECK)


def test_a_byte_order_mark_is_no_mistake(file, kernel):
    file.write_bytes(b"\xef\xbb\xbf" + END)
    assert "visible checks passed" in kernel.run(CHECK)


def test_a_loop_without_end_is_stopped_and_told_with_its_line(file, kernel):
    swallowing = "    while True:\n        try:\n            loss += 1\n        except:\n            pass\n"
    for loop in ("    while True:\n        loss += 1\n", swallowing):
        file.write_text(RIGHT.replace(LOOP, loop + LOOP, 1), encoding="utf-8")
        text = kernel.run(CHECK)
        assert "Stopped after 1 seconds, at or just before line 3" in text
        assert "helpers/svm.py, line 3" in text
        assert len(text.splitlines()) <= 4
    assert "svm_loss_naive does not end (02_svm_loss, task 1)" in kernel.run(DONE)
    assert kernel.run("1 + 1") == "2\n"


@pytest.mark.skipif(os.name == "nt", reason="nothing wakes a sleep there")
def test_a_long_sleep_is_stopped_too(file, kernel):
    file.write_text(RIGHT.replace(LOOP, f"    import time\n    time.sleep(60)\n{LOOP}", 1), encoding="utf-8")
    began = time.monotonic()
    assert "Stopped after 1 seconds, at or just before line 34 (time.sleep(60))" in kernel.run(CHECK)
    assert time.monotonic() - began < 30
    assert kernel.run("1 + 1") == "2\n"


@pytest.mark.skipif(os.name == "nt", reason="a test cannot press Ctrl-C there")
def test_an_interrupt_by_hand_is_one_line(file, kernel):
    file.write_text(
        RIGHT.replace(LOOP, f"    open('running', 'w')\n    while True:\n        pass\n{LOOP}", 1), encoding="utf-8"
    )
    kernel.run("alarm.SECONDS = 60")
    threading.Thread(target=interrupt, args=(kernel.manager, file.parents[1] / "running")).start()
    assert kernel.run(CHECK) == "Interrupted.\n"
    kernel.run("alarm.SECONDS = 1")


def interrupt(manager, running) -> None:
    while not running.exists():
        time.sleep(0.05)
    manager.interrupt_kernel()


def test_after_a_restart_the_first_cell_survives_a_broken_file(file, kernel):
    file.write_text(RIGHT.replace(LOOP, LOOP.replace(":", "")), encoding="utf-8")
    kernel.manager.restart_kernel(now=True)
    kernel.client.wait_for_ready(timeout=60)
    assert kernel.run(SETUP) == ""
    kernel.run(IMPATIENT)
    assert "helpers/svm.py cannot be loaded" in kernel.run(CHECK)


BROKEN_ANSWERS = [
    "svm_q1 = W_lecture @ 3",
    "svm_q1, other = (3,",
    "other = 3\nsvm_q1 = 1 / 0",
    "if True:\n    (svm_q1, other) = 1 / 0",
]
REPAIRED = [
    "svm_q1 = 7",
    "(svm_q1, other) = 7, 3",
    "if True:\n    other = svm_q1 = 7",
    "%time svm_q1 = 7",
    "svm_q1 += 7",
]


@pytest.mark.parametrize("broken", BROKEN_ANSWERS)
def test_an_answer_whose_cell_stopped_is_not_judged_by_its_old_value(broken, kernel):
    ask = 'check("svm_q1", svm_q1)'
    assert "passed" in kernel.run(f"svm_q1 = 18.8 / 3; {ask}")
    kernel.run(broken)
    told = kernel.run(ask)
    assert told.splitlines()[1] == (
        "   The cell that sets svm_q1 stopped with an error, so svm_q1 is not what you wrote there."
    )
    assert "passed" not in told
    kernel.run("svm_q1 = 7")
    assert "your mean loss 7: not right" in kernel.run(ask)


@pytest.mark.parametrize("repaired", REPAIRED)
def test_an_answer_is_judged_once_its_cell_has_run_however_it_is_written(repaired, kernel):
    ask = 'check("svm_q1", svm_q1)  # q1'
    kernel.run("svm_q1 = 18.8 / 3")
    kernel.run("svm_q1 = 1 / 0")
    assert "not checked" in kernel.run(ask)
    kernel.run(repaired)
    assert "not right" in kernel.run(ask)


def test_what_a_cell_sets_itself_or_has_set_before_it_stopped_is_judged(kernel):
    kernel.run("svm_q1 = 18.8 / 3")
    kernel.run("svm_q1 = 1 / 0")
    assert "passed" in kernel.run('svm_q1 = 18.8 / 3\ncheck("svm_q1", svm_q1)')
    kernel.run("svm_q1 = 7\nother = 1 / 0")
    assert "your mean loss 7: not right" in kernel.run('check("svm_q1", svm_q1)')
    kernel.run("hint = 1 / 0")
    assert "your mean loss 7: not right" in kernel.run('check("svm_q1", svm_q1, hint=1)')


@pytest.mark.parametrize("place", ["helpers/given", "helpers"])  # where the list is, and where earlier releases had it
def test_what_is_handed_in_is_read_in_a_copy_of_any_release(tmp_path, place):
    (tmp_path / place).mkdir(parents=True)
    (tmp_path / place / "edited.txt").write_text("svm.py\n")
    assert loading._handed_in("svm.py", tmp_path / "helpers")
    assert not loading._handed_in("own.py", tmp_path / "helpers")
    assert loading._handed_in("own.py", tmp_path)  # the source tree has no list
