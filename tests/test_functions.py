"""Judging a submission's functions: the student's code runs in a sandbox, and whatever it does, grading goes on."""

import re
import shutil
import time

import numpy as np
import pytest
from once import rested

from grader import ROOT
from grader.bank import EXERCISES
from grader.bank.solutions import edited_helpers
from grader.grading import alone, copies, functions, second_look
from grader.sandbox import Sandbox, limits
from helpers.given.judge import Case, PartVerdict, Verdict, diagnosis, stop_lines

FUNCTIONS = {name for name, exercise in EXERCISES.items() if exercise.target}
FEW = {name for name in FUNCTIONS if EXERCISES[name].notebook < "02"}
"""Of the first notebooks, for speed: enough to see that others are judged."""


@pytest.fixture
def folder(tmp_path, student_tree):
    place = tmp_path / "work"
    shutil.copytree(student_tree / "helpers", place / "helpers")
    for name in edited_helpers():
        shutil.copy(ROOT / "helpers" / name, place / "helpers" / name)
    return place


@pytest.fixture(scope="module")
def inside(student_tree, sandboxed, tmp_path_factory):
    """A sandbox that students use one after the other: to start one takes longer than most of what happens in it."""
    place = tmp_path_factory.mktemp("inside") / "work"
    shutil.copytree(student_tree / "helpers", place / "helpers")
    with Sandbox(place) as made:
        yield made


@pytest.fixture
def judged(student_tree, inside):
    def judged(folder, names=FUNCTIONS):
        handed_in = {name: (folder / "helpers" / name) for name in edited_helpers()}
        handed_in = {name: path.read_bytes() for name, path in handed_in.items() if path.exists()}
        for name in edited_helpers():
            (inside.folder / "helpers" / name).unlink(missing_ok=True)
            if name in handed_in:
                (inside.folder / "helpers" / name).write_bytes(handed_in[name])
        inside.waited = False
        broken = functions.replace_broken(inside, handed_in, student_tree / "helpers")
        exercises = [EXERCISES[name] for name in EXERCISES if name in names]
        verdicts = functions.judge_functions(exercises, inside, handed_in, broken, "ann", b"a secret")
        rested(inside)
        return verdicts

    return judged


def lost(verdicts):
    return {name for name, verdict in verdicts.items() if verdict.points < verdict.max_points}


def replace(folder, module, old, new):
    file = folder / "helpers" / f"{module}.py"
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))


def test_the_reference_gets_every_point(judged, folder):
    verdicts = judged(folder)
    assert verdicts.keys() == FUNCTIONS
    assert lost(verdicts) == set()


def test_the_file_that_is_judged_is_the_students(judged, folder):
    replace(folder, "start", "return a + b", "return a - b")
    verdicts = judged(folder)
    assert lost(verdicts) == {"start_add"}
    assert "b is subtracted." in "\n".join(verdicts["start_add"].lines)


def test_a_missing_file_costs_its_exercises_only_and_says_so(judged, folder):
    (folder / "helpers" / "scores.py").unlink()
    verdicts = judged(folder)
    assert lost(verdicts) == {"linear_scores", "append_ones", "predict", "accuracy"}
    assert "helpers/scores.py was not handed in." in "\n".join(verdicts["predict"].lines)


def test_a_file_that_is_no_python_names_the_line(judged, folder):
    replace(folder, "start", "return a + b", "return a +")
    verdicts = judged(folder)
    assert lost(verdicts) == {"start_add"}
    assert "Python cannot read line 18 (return a +): SyntaxError" in "\n".join(verdicts["start_add"].lines)


def test_a_slip_in_one_file_costs_nothing_in_another_that_imports_it(judged, folder):
    (folder / "helpers" / "svm.py").write_text("import torch_of_my_own\n")
    verdicts = judged(folder)
    assert lost(verdicts) == {name for name in FUNCTIONS if name.startswith("svm")}
    assert "torch_of_my_own cannot be imported" in "\n".join(verdicts["svm_loss_naive-loss"].lines)


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("import os; os._exit(0)", "ended without an answer"),
        ("import sys; sys.exit(0)", "SystemExit"),
        ("raise KeyboardInterrupt", "ended without an answer"),
        ("import os; os.write(1, b'x' * 100_000); return a * b", "multiplied"),
        ("import ctypes; ctypes.string_at(0)", "ended without an answer"),
        ("class X(float):\n        __eq__ = __sub__ = lambda *_: 0.0\n    return X(1)", "expected 5"),
        ("return open(__file__).read()", "should be a number or an array of numbers"),
        ("return add(a + b)", "add calls itself here, with other arguments than a, b."),
        ("retrun a + b", "retrun is no word of Python here: is return meant?"),
        ("(lambda f: f(f))(lambda f: f(f))", "RecursionError"),
    ],
)
def test_whatever_one_function_does_the_others_are_judged(judged, folder, code, told):
    replace(folder, "start", "return a + b", code)
    verdicts = judged(folder, FEW)
    assert lost(verdicts) == {"start_add"}
    assert told in "\n".join(verdicts["start_add"].lines)


def test_a_loop_without_end_is_ended(judged, folder, monkeypatch):
    monkeypatch.setattr(limits, "CALL_SECONDS", 1.5)
    replace(folder, "start", "return a + b", "while True:\n        pass")
    verdicts = judged(folder, FEW)
    assert lost(verdicts) == {"start_add"}
    assert "does a loop never end?" in "\n".join(verdicts["start_add"].lines)


def test_answers_come_as_bytes_and_broken_bytes_count_as_open():
    answers = dict.fromkeys(set(EXERCISES) - FUNCTIONS, b"\x04\0\0\0junk")
    verdicts = functions.judge_answers(EXERCISES.values(), answers, "ann", b"secret")
    assert all(verdicts[name].is_open for name in answers)


def test_an_answer_of_a_notebook_that_is_lost_is_not_told_to_be_open():
    why = "02_svm_loss.ipynb cannot be read as a notebook (it is empty)."
    answers = {exercise.id: exercise.notebook for exercise in EXERCISES.values() if not exercise.target}
    verdicts = functions.judge_answers(EXERCISES.values(), {}, "ann", b"secret", {"02_svm_loss.ipynb": why})
    for name, notebook in answers.items():
        assert verdicts[name].is_open
        assert (verdicts[name].lines == (f"-- {name}   {why}",)) == (notebook == "02_svm_loss"), verdicts[name].lines


def test_the_line_of_a_function_is_the_one_that_python_counts():
    source = 'a = "\x85 \u2028 \x0c \x1c"\n\x0c\r\nb = 1\rdef add(a, b):\n'.encode()
    assert functions.location({"start.py": source}, EXERCISES["start_add"]) == ("helpers/start.py", 4, 0)


def test_of_a_function_that_is_in_a_file_twice_the_last_one_is_meant():
    source = b"def add(a, b):\n    return 0\n\n\ndef add (a, b):\n    def add(): ...\n"
    assert functions.location({"start.py": source}, EXERCISES["start_add"]) == ("helpers/start.py", 6, 1)


@pytest.mark.parametrize("left", ["", "    # YOUR CODE HERE (04_gradient_checking, task 4)\n"])
def test_a_gradient_is_found_where_its_own_lines_begin(left):
    loss = "def svm_loss_naive(W, X, y, reg):\n    loss = 0.0\n    N = len(X)\n"
    source = f"{loss}    dW = np.zeros_like(W)\n    dW[:, 0] += 1\n{left}    return loss, dW\n".encode()
    exercise = EXERCISES["svm_loss_naive-gradient"]
    for result, line in (("", 2), ("dW", 4)):
        assert functions.location({"svm.py": source}, exercise, result) == ("helpers/svm.py", line, 0)


def test_a_function_is_found_where_its_student_wrote_below_the_mark():
    given = 'def svm_loss_naive(W, X, y, reg):\n    """Return it."""\n    loss = 0.0\n    # YOUR CODE HERE\n'
    rest = "\n    dW = None\n    # YOUR CODE HERE (04_gradient_checking, task 4)\n    return loss, dW\n"
    for written, line in (("    # a note\n    N = len(X)\n", 6), ("", 4)):
        source = f"{given}{written}{rest}".encode()
        where = functions.location({"svm.py": source}, EXERCISES["svm_loss_naive-loss"])
        assert where == ("helpers/svm.py", line, 0)


def test_two_students_and_two_secrets_get_different_cases():
    from grader.bank import cases

    exercise = EXERCISES["svm_loss_naive-loss"]
    drawn = {
        cases.compiled(exercise, cases.secret_seed(exercise, secret, student)).cases["tall"].inputs[0].tobytes()
        for secret in (b"one", b"two")
        for student in ("ann", "bob")
    }
    assert len(drawn) == 4


@pytest.mark.parametrize(
    ("leave", "left"),
    [
        ("os.fork() or time.sleep(99)", True),
        ("threading.Thread(target=time.sleep, args=(99,)).start()", False),
        ("threading.Thread(target=lambda: os.fork() or time.sleep(99)).start(), time.sleep(0.5)", True),
    ],
    ids=["process", "thread", "process of a thread"],
)
def test_what_a_call_leaves_running_is_ended_before_processor_time_is_taken(leave, left, folder, sandboxed):
    (folder / "helpers" / "start.py").write_text(
        f"import os, threading, time\ndef add(*inputs):\n    if len(inputs) == 2:\n        {leave}\n    return 1.0\n"
    )
    timed = Case((np.ones((3, 2)), np.ones((1, 2)), np.zeros(1, int), 0.0, 2), driver="large")
    with Sandbox(folder) as inside:
        student_functions = functions.StudentFunctions(inside)
        assert student_functions.call("start.add", Case((1.0, 2.0))).value == 1
        student_functions.fresh()
        assert inside.crowded() == left
        assert student_functions.call("start.add", timed).value == 1
        student_functions.fresh()
        assert not inside.crowded()


def test_a_case_that_repeats_another_is_asked_and_a_second_exercise_is_not(folder, sandboxed):
    (folder / "helpers" / "start.py").write_text(
        "calls = []\ndef add(*inputs):\n    calls.append(1)\n    return len(calls)\n"
    )
    with Sandbox(folder) as inside:
        student_functions = functions.StudentFunctions(inside)
        asked = [student_functions.call("start.add", Case((1.0,), again=again)).value for again in (False, True, False)]
    assert asked == [1, 2, 1]


HIDDEN = """import os, signal
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    read, write = os.pipe()
    if os.fork() == 0:
        os.write(write, np.float64(svm_loss_naive(W, X, y, reg)[0]).tobytes())
        os._exit(0)
    return float(np.frombuffer(os.read(read, 8))[0]), np.zeros_like(W)
"""
ONCE_A_PERIOD = """if len(y) > 1000:
        rows, which = np.unique(X, axis=0, return_index=True)
        return svm_loss_naive(W, X[which], y[which], reg)
"""
FIRST_TIME = "if len(y) > 1000 and not vars(np).setdefault('asked', []) and not np.asked.append(1):\n        "


@pytest.mark.parametrize(
    ("above", "lost"),
    [
        ("loss, dW = svm_loss_naive(W, X, y, reg)\n    return loss, dW\n", {"vectorized"}),
        ("import time\n    time.thread_time = time.perf_counter = time.monotonic = time.process_time = lambda: 0.0\n"
         "    return svm_loss_naive(W, X, y, reg)\n", {"vectorized"}),
        ("if len(y) > 1000:\n        return 0.0, np.zeros_like(W)\n    return svm_loss_naive(W, X, y, reg)\n",
         {"vectorized"}),
        (ONCE_A_PERIOD, {"vectorized"}),
        (HIDDEN, {"vectorized"}),
        (f"{FIRST_TIME}sum(range(10_000_000))\n", set()),
        (f"{FIRST_TIME}return svm_loss_naive(W, X, y, reg)\n    if len(y) > 1000:\n        return 0.0, W\n",
         {"vectorized"}),
        ("import time\n    time.sleep(0.1)\n", set()),  # as on a busy machine
        ("X = np.asfortranarray(X)\n", set()),
    ],
    ids=["a loop", "a loop that stops the clocks", "only small batches", "a row once", "a loop in a hidden process",
         "slow once", "right once", "waiting", "another order in memory"],
)  # fmt: skip
def test_only_a_function_that_is_right_and_quick_on_a_large_batch_is_vectorized(judged, folder, above, lost):
    path = folder / "helpers" / "svm.py"
    before, line, after = path.read_text().rpartition("    N = X.shape[0]\n")
    path.write_text(f"{before}    {above}{line}{after}")
    parts = judged(folder, {"svm_loss_vectorized-loss"})["svm_loss_vectorized-loss"].parts
    assert {part.name for part in parts if part.points < part.max_points} == lost


def test_a_mistake_on_small_batches_is_not_charged_again_on_the_large_one(judged, folder):
    replace(folder, "svm", "loss = np.sum(margins) / N", "loss = np.sum(margins) / N / 2")
    parts = judged(folder, {"svm_loss_vectorized-loss"})["svm_loss_vectorized-loss"].parts
    assert {part.name for part in parts if part.points < part.max_points} == {"data loss"}


HALF = ("loss += reg * np.sum(W * W)", "loss += 0.5 * reg * np.sum(W * W)")
OLD = {
    "a name of Python 2": ("for i in range(N)", "for i in xrange(N)", "xrange is Python 2; today it is range."),
    "a statement of Python 2": (
        "loss /= N\n",
        "loss /= N\n    if loss > 5: print loss\n",
        "Today print needs brackets",
    ),
    "an import that is not there": (
        "import numpy as np\n",
        "import tqdm\nimport numpy as np\n",
        "tqdm cannot be imported",
    ),
    "a name of old NumPy": ("for i in range(N)", "for i in range(np.int(N))", "np.int is gone"),
    "round brackets": (
        "N, C = X.shape[0], W.shape[1]",
        "N, C = X.shape(0), W.shape[1]",
        "'tuple' object is not callable",
    ),
    "tabs of Python 2": ("        s = X[i] @ W", "\ts = X[i] @ W", "TabError"),
    "an import of Python 2": ("import numpy as np\n", "from past.builtins import xrange\nimport numpy as np\n", "past"),
}


@pytest.mark.parametrize(
    "told",
    ["Everything else that is checked here is right.", "regularization: The penalty is half of what it should be."],
)
@pytest.mark.parametrize("name", OLD)
def test_behind_what_is_old_or_not_there_the_rest_is_judged(judged, folder, name, told):
    old, new, stop = OLD[name]
    replace(folder, "svm", old, new)
    if "half" in told:
        replace(folder, "svm", *HALF)
    verdict = judged(folder, {"svm_loss_naive-loss"})["svm_loss_naive-loss"]
    assert verdict.points == 0
    assert stop in verdict.lines[1]
    assert told in "\n".join(verdict.lines)


def test_of_what_is_old_each_other_line_of_the_function_is_told(judged, folder):
    replace(folder, "svm", "import numpy as np\n", "from past.builtins import xrange\nimport numpy as np\n")
    replace(folder, "svm", "for i in range(N)", "for i in xrange(N)")
    replace(folder, "svm", "    loss /= N\n", "    loss /= np.float(N)\n    if loss > 5: print loss\n")
    text = (folder / "helpers" / "svm.py").read_text().split("\n")
    lines = {word: next(k for k, line in enumerate(text, 1) if word in line) for word in ("in xrange(", "np.float")}
    verdict = judged(folder, {"svm_loss_naive-loss"})["svm_loss_naive-loss"]
    assert "Today print needs brackets" in verdict.lines[1]
    # An import goes, and then the lines below it get other numbers.
    assert f"Write range instead of xrange in line {lines['in xrange(']} (as numbered now), too." in verdict.lines[1]
    assert f"Write float instead of np.float in line {lines['np.float']} (as numbered now), too." in verdict.lines[1]
    assert "Everything else that is checked here is right." in verdict.lines[1]


def test_a_slow_loop_behind_a_stop_is_told(judged, folder):
    replace(folder, "svm", "import numpy as np\n", "import tqdm\nimport numpy as np\n")
    path = folder / "helpers" / "svm.py"
    path.write_text(path.read_text() + "\n\nsvm_loss_vectorized = svm_loss_naive\n")
    verdict = judged(folder, {"svm_loss_vectorized-loss"})["svm_loss_vectorized-loss"]
    assert "once for each image" in "\n".join(verdict.lines)


def test_a_quick_loop_behind_a_stop_is_told_and_earns_nothing():
    stop, loop = "Stopped at line 2.", "line 5 runs once for each image."
    parts = [PartVerdict(name, 0.0, 1.0, cause=stop, error=True) for name in ("data loss", "vectorized")]
    right = [PartVerdict("data loss", 1.0, 1.0), PartVerdict("vectorized", 1.0, 1.0, cause=f"{diagnosis.PICKS}{loop}")]
    stopped, then = Verdict("x", 0.0, 2.0, tuple(parts)), Verdict("x", 2.0, 2.0, tuple(right))
    first, second = second_look.beyond(stopped, then).parts
    assert first.cause == f"{stop} Everything else that earns points is right."
    assert (second.points, second.cause) == (0.0, "Line 5 runs once for each image.")


IN_COLUMNS = """
def {name}(W, X, y, reg):
    N = X.shape[1]
    S = W.dot(X)
    margins = np.maximum(S - S[y, np.arange(N)] + 1, 0)
    margins[y, np.arange(N)] = 0
    loss = margins.sum() / N + {penalty}
    mask = (margins > 0).astype(float)
    mask[y, np.arange(N)] = -mask.sum(axis=0)
    return loss, mask.dot(X.T) / N + {slope}
"""


def test_code_that_has_images_in_columns_is_told_so_and_judged_that_way(judged, folder):
    path = folder / "helpers" / "svm.py"
    right = IN_COLUMNS.format(name="svm_loss_naive", penalty="reg * np.sum(W * W)", slope="2 * reg * W")
    half = IN_COLUMNS.format(name="svm_loss_vectorized", penalty="0.5 * reg * np.sum(W * W)", slope="reg * W")
    path.write_text(path.read_text() + right + half.replace("np.arange(N)", "xrange(N)"))
    verdicts = judged(
        folder, {f"svm_loss_{way}-{task}" for way in ("naive", "vectorized") for task in ("loss", "gradient")}
    )
    said = {name: "\n".join(verdict.lines) for name, verdict in verdicts.items()}
    for name, text in said.items():
        told = "as your loss does" if "gradient" in name else "Your code takes images to be the columns of X"
        assert told in text
    assert not any(verdict.points for verdict in verdicts.values())
    assert "Everything else that is checked here is right." in said["svm_loss_naive-loss"]
    assert "Everything else that is checked here is right." in said["svm_loss_naive-gradient"]
    assert "The penalty is half of what it should be." in said["svm_loss_vectorized-loss"]
    assert "is right for a loss with 1/2" in said["svm_loss_vectorized-gradient"]


def test_code_that_takes_rows_of_W_for_classes_is_told_so_and_judged_that_way(judged, folder):
    code = (
        AT_ONCE.replace("S = X @ W", "S = X @ W.T").replace("X.T @ G", "G.T @ X").replace("reg * np", "0.5 * reg * np")
    )
    (folder / "helpers" / "svm.py").write_text(f"import numpy as np\n\n\ndef svm_loss_vectorized({code}")
    text = "\n".join(judged(folder, {BOTH[0]})[BOTH[0]].lines)
    assert "Your code takes the rows of W to belong to classes: here its columns do" in text
    assert "The penalty is half of what it should be." in text and "images to be the columns" not in text


def test_what_does_not_end_is_not_called_again_in_a_second_look(judged, folder, monkeypatch):
    monkeypatch.setattr(limits, "CALL_SECONDS", 1.0)
    monkeypatch.setattr(copies, "copies", lambda *_: pytest.fail("looked again"))
    replace(folder, "svm", "for i in range(N)", "while True:\n        pass\n    for i in xrange(N)")
    text = "\n".join(judged(folder, {"svm_loss_naive-loss"})["svm_loss_naive-loss"].lines)
    assert "does this ever end" in text


def test_a_stop_that_is_behind_a_stop_in_one_part_alone_is_told_there(judged, folder):
    replace(folder, "svm", "import numpy as np\n", "import tqdm\nimport numpy as np\n")
    path = folder / "helpers" / "svm.py"
    before, _, after = path.read_text().rpartition("margins[rows, y] = 0\n")
    path.write_text(f"{before}np.diag(margins[:, y])\n    margins[rows, y] = 0\n{after}")
    text = "\n".join(judged(folder, {"svm_loss_vectorized-loss"})["svm_loss_vectorized-loss"].lines)
    assert "tqdm cannot be imported" in text
    assert "makes an array of N x N, which takes gigabytes" in text


def test_behind_a_stop_a_gradient_of_a_loss_with_a_half_is_not_called_right(judged, folder):
    replace(folder, "svm", "for i in range(N)", "for i in xrange(N)")
    replace(folder, "svm", *HALF)
    replace(folder, "svm", "dW += 2 * reg * W", "dW += reg * W")
    verdict = judged(folder, {"svm_loss_naive-gradient"})["svm_loss_naive-gradient"]
    assert (
        "Everything else that is checked here is right for a loss with 1/2, which this course does not use."
        in "\n".join(verdict.lines)
    )


MEANT = {
    "a misspelt name": ("margins -= margins[rows, y]", "margins -= margns[rows, y]", "Did you mean margins?"),
    "another case": ("margins = X @ W\n", "margins = X @ W\n    Margins += 0\n", "but margins has one."),
    "NumPy's name": ("np.maximum(margins, 0, out=margins)", "maximum(margins, 0, out=margins)", "is np.maximum"),
    "a misspelt attribute": ("np.maximum(margins, 0", "np.maximun(margins, 0", "Did you mean maximum?"),
    "a list around a mask": ("np.sum(margins)", "np.sum(margins[[margins > 0]])", "is a list around a mask"),
    "Python's max": ("np.maximum(margins, 0, out=margins)", "margins = max(0, margins)", "Python's own max"),
    "rows for entries": ("[rows, y][:, np.newaxis]", "[y]", "takes whole rows of margins"),
    "columns for entries": ("[rows, y][:, np.newaxis]", "[:, y]", "An (N, N) array has a column for each image"),
    "a row for a column": ("[rows, y][:, np.newaxis]", "[rows, y]", "needs shape (11, 1)"),
    "a row for a column, by a name": (
        "margins -= margins[rows, y][:, np.newaxis] - 1",
        "right = margins[rows, y]\n    margins = 1 + margins - right",
        "needs shape (11, 1)",
    ),
    "factors in the other order": ("X @ W", "W @ X", "The other way round, (11, 5) times (5, 4), they agree."),
    "the same by dot": ("X @ W", "np.dot(W, X)", "The other way round, (11, 5) times (5, 4), they agree."),
    "several sizes": ("N = X.shape[0]\n", "N = X.shape[0]\n    np.zeros(N, 2)\n", "several sizes need brackets"),
    "a number for a range": ("N = X.shape[0]\n", "N = X.shape[0]\n    for i in N: pass\n", "write range(n)"),
    "rows that are set": ("margins[rows, y] = 0", "margins[y] = -margins[rows, y]", "takes whole rows of margins"),
    "another library's keyword": ("np.sum(margins)", "np.sum(margins, dim=None)", "write axis"),
    "booleans": (
        "loss = np.sum(margins)",
        "mask = margins > 0\n    mask[rows, y] -= 1\n    loss = np.sum(margins)",
        "this needs an array of numbers",
    ),
    "an assert": ("margins = X @ W", "assert len(W) == 3073; margins = X @ W", "your own assert fails"),
    "a number for C": (
        "margins = X @ W",
        "margins = X @ W + 0 * np.zeros(10)",
        "which line of yours counts on 10",
    ),
    "a letter for a digit": ("margins = X @ W", "X.shape[l]; margins = X @ W", "Did you mean the digit 1?"),
    "labels first": ("margins[rows, y]", "margins[y, rows]", "takes the labels for row numbers"),
    "labels first, without a column": (
        "margins -= margins[rows, y][:, np.newaxis] - 1",
        "margins = margins - margins[y, rows] + 1",
        "Beside an array of shape (N, C) they have to be a column: [:, np.newaxis].",
    ),
    "what filter gives": (
        "loss = np.sum(margins)",
        "positive = filter(lambda m: m > 0, margins.ravel())\n    loss = np.sum(positive)",
        "filter gives an iterator",
    ),
    "maximum for max": ("margins = X @ W", "margins = X @ W\n    np.maximum(margins)", "entry by entry"),
    "a misspelt function": ("def svm_loss_vectorized(", "def svm_loss_vetorized(", "svm_loss_vetorized is. Is the"),
}  # fmt: skip


@pytest.mark.parametrize("name", MEANT)
def test_behind_a_stop_that_tells_what_was_meant_the_rest_is_judged(judged, folder, name):
    old, new, stop = MEANT[name]
    path = folder / "helpers" / "svm.py"
    before, function, after = path.read_text().rpartition("def svm_loss_vectorized(")
    text = function + after
    assert old in text
    path.write_text(before + text.replace(old, new, 1).replace(*HALF, 1))
    verdict = judged(folder, {"svm_loss_vectorized-loss"})["svm_loss_vectorized-loss"]
    text = "\n".join(verdict.lines)
    assert verdict.points == 0
    assert stop in verdict.lines[1]
    assert re.search("regularization: (Where it runs: )?The penalty is half of what it should be.", text)
    assert not any(word in text for word in ("own_entries_", "as_column_", "of_the_judge"))


GRADIENT_MEANT = {
    "factors of a gradient": ("vectorized", "X.T @ dS", "X.dot(dS)", "which one do you transpose"),
    "a row of a gradient": ("naive", "dW[:, y[i]] -= X[i]", "dW[y[i]] -= X[i]", "is a row of dW"),
    "all labels compared": ("naive", "if j == y[i]", "if y == j", "and y == j takes all of them at once"),
    "all labels for a column": ("naive", "dW[:, y[i]] -= X[i]", "dW[:, y] -= X[i]", "and dW[:, y] takes all of them"),
    "all labels in another line": (
        "naive",
        "if s[j] - s[y[i]] + 1 > 0:",
        "right = s[y]\n            if s[j] - right + 1 > 0:",
        "s[y] in line 53 takes the labels of all images.",
    ),
    "all labels for an index": ("naive", "s[j] - s[y[i]]", "s[j] - s[y]", "and s[y] takes all of them at once"),
}


@pytest.mark.parametrize("name", GRADIENT_MEANT)
def test_so_is_a_gradient(judged, folder, name):
    way, old, new, stop = GRADIENT_MEANT[name]
    path = folder / "helpers" / "svm.py"
    before, line, after = path.read_text().rpartition(old)
    assert line
    path.write_text(before + new + after)
    verdict = judged(folder, {f"svm_loss_{way}-gradient"})[f"svm_loss_{way}-gradient"]
    assert stop in verdict.lines[1]
    assert "Everything else that is checked here is right." in "\n".join(verdict.lines)


SHORT = {
    "an old name of a draw": (
        "sample_batch",
        [("rng.choice(X.shape[0], size=batch_size)", "rng.randint(1, X.shape[0], batch_size)")],
        ["write rng.integers", "The first image is never drawn."],
    ),
    "a batch the other way round": (
        "sample_batch",
        [("choice(X.shape[0], ", "integers(1, X.shape[0], "), ("X[chosen], y[chosen]", "y[chosen], X[chosen, :]")],
        ["Did you swap the results?", "The first image is never drawn."],
    ),
    "a power": (
        "elastic_net",
        [("np.sum(beta * W * W + np.abs(W))", "np.sum(beta * W^2)")],
        ["a power is **", "Once that is fixed: The absolute values are missing."],
    ),
    "values and places": (
        "predict",
        [("return np.argmax(S, axis=1)", "top, places = S.max(dim=1)\n    return top")],
        [
            "write axis",
            "argmax and argmin give the places. Once that is fixed: These are the highest scores themselves",
        ],
    ),
    "an argument that is missing": (
        "train",
        [("y_batch, reg)\n            losses.append(loss)", "y_batch)")],
        ["'reg'", "The list of losses stays empty."],
    ),
    "an open function": (
        "elastic_net",
        [
            ("return reg * np.sum(W * W), 2 * reg * W", "raise NotImplementedError"),
            ("value = reg", "penalty, slope = l2(W, beta * reg)\n    value = reg"),
        ],
        ["calls l2, which is still open. Write l2 first"],
    ),
}
"""What stops in short functions, and what is told of it and behind it."""


@pytest.mark.parametrize("name", SHORT)
def test_behind_a_stop_of_a_short_function_the_rest_is_judged(judged, folder, name):
    exercise, edits, words = SHORT[name]
    for edit in edits:
        replace(folder, EXERCISES[exercise].target.partition(".")[0], *edit)
    verdict = judged(folder, {exercise})[exercise]
    assert verdict.points == 0 and not verdict.is_open
    assert [one for one in words if one not in "\n".join(verdict.lines)] == []


def test_two_stops_are_told_and_what_is_behind_them(judged, folder):
    path = folder / "helpers" / "svm.py"
    before, function, after = path.read_text().rpartition("def svm_loss_vectorized(")
    after = after.replace("X @ W", "X.dot(w)", 1).replace("[rows, y][:, np.newaxis]", "[y]", 1).replace(*HALF, 1)
    path.write_text(before + function + after)
    text = "\n".join(judged(folder, {"svm_loss_vectorized-loss"})["svm_loss_vectorized-loss"].lines)
    assert "Did you mean W, or another name?" in text
    assert "Once that is fixed: Stopped at line" in text and "takes whole rows of margins" in text
    assert re.search("regularization: (Where it runs: )?The penalty is half of what it should be.", text)


BEHIND = {
    "a line too far to the right": ("    margins[rows, y] = 0\n", "      margins[rows, y] = 0\n", ""),
    "a chain of =": ("margins[rows, y] = 0\n", "margins = margins[rows, y] = 0\n", "makes margins itself 0 first"),
    "an s less": ("margins[rows, y] = 0\n", "margin[rows, y] = 0\n    margin = margins\n", "but margins has one"),
    "a size of CIFAR-10": ("margins = X @ W\n", "margins = X.reshape(-1, 3073) @ W\n", "has 3073 numbers"),
    "a sum of many": ("- 1\n", f"- 1 - margins[rows, y]{' + 0' * 40} + margins[rows, y]\n", "(11,)"),
}


@pytest.mark.parametrize("name", BEHIND)
def test_behind_what_is_mended_the_rest_is_judged(judged, folder, name):
    old, new, told = BEHIND[name]
    path = folder / "helpers" / "svm.py"
    before, function, after = path.read_text().rpartition("def svm_loss_vectorized(")
    assert old in after
    path.write_text(before + function + after.replace(old, new, 1).replace(*HALF, 1))
    text = "\n".join(judged(folder, {"svm_loss_vectorized-loss"})["svm_loss_vectorized-loss"].lines)
    assert told in text and re.search("regularization: (Where it runs: )?The penalty is half of what it should", text)


def test_what_is_said_of_old_names_is_said_of_code_alone(judged, folder):
    path = folder / "helpers" / "svm.py"
    before, function, after = path.read_text().rpartition("def svm_loss_vectorized(")
    after = after.replace(
        "margins = X @ W\n", "margins = X @ W\n    # xrange(N) of Python 2\n    for _ in xrange(1): pass\n", 1
    )
    path.write_text(before.replace("    loss = 0.0\n", "    loss = 0.0\n    print 'old'\n", 1) + function + after)
    number = 1 + path.read_text().splitlines().index("    for _ in xrange(1): pass")
    text = "\n".join(judged(folder, {"svm_loss_vectorized-loss"})["svm_loss_vectorized-loss"].lines)
    assert f"Write range instead of xrange in line {number}, too." in text and f"line {number - 1}" not in text


def test_a_copy_of_one_result_has_no_loop_without_its_variables(judged, folder):
    path = folder / "helpers" / "softmax.py"
    own = "    M = len(X)\n    for i in range(M):\n        scores = X @ W\n        loss += scores[y[i]]\n"
    path.write_text(path.read_text() + WHOLE_ROWS.format(own=own))
    verdicts = judged(folder, {"softmax_loss_naive-loss", "softmax_loss_naive-gradient"})
    text = "\n".join("\n".join(verdict.lines) for verdict in verdicts.values())
    assert "M has no value" not in text and "No line has reg in it" not in text and "changes it yet" in text
    assert "Once that is fixed: Only the score of the true class is there" in text and "Your dW is 0" in text


WHOLE_ROWS = """

def softmax_loss_naive(W, X, y, reg):
    loss = 0.0
    dW = np.zeros_like(W)
{own}    loss += reg * np.sum(W * W)
    return loss, dW
"""


def test_what_a_stop_is_told_with_is_not_endless(judged, folder):
    path = folder / "helpers" / "svm.py"
    rows = "".join(f"    for i in range(N): later = [scores[y] > 0, {k}]\n" for k in range(300))
    path.write_text(path.read_text() + MANY.format(rows=rows))
    verdict = judged(folder, {"svm_loss_naive-loss"})["svm_loss_naive-loss"]
    assert max(map(len, verdict.lines)) < 2000


MANY = """

def svm_loss_naive(W, X, y, reg):
    N, loss, dW = len(y), 0.0, np.zeros_like(W)
    scores = X @ W
    for i in range(N):
        if y > 0:
            loss += reg
{rows}    return loss, dW
"""

UNREADABLE = {
    "a line that is not finished": ("margins = X @ W\n", "margins =\n"),
    "a bracket that is open": ("margins = X @ W\n", "margins = (X @ W\n"),
    "a text that does not end": ("margins = X @ W\n", 'margins = "X @ W\n'),
    "no line in a function": ("    dS = np.sign", "    if N:\n    dS = np.sign"),
    "lines that are outside": ("    dS = np.sign", "if N:\n    dS = np.sign"),
    "a margin of its own": ("    margins = X @ W\n", "  margins = X @ W\n"),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_a_function_that_python_cannot_read_leaves_the_others_to_be_judged(judged, folder, name):
    old, new = UNREADABLE[name]
    path = folder / "helpers" / "svm.py"
    naive, function, vectorized = path.read_text().rpartition("def svm_loss_vectorized(")
    assert old in vectorized and HALF[0] in naive
    path.write_text(naive.replace(*HALF, 1) + function + vectorized.replace(old, new, 1))
    verdicts = judged(folder, {"svm_loss_naive-loss", "svm_loss_vectorized-loss"})
    _, *told = verdicts["svm_loss_naive-loss"].lines
    assert verdicts["svm_loss_naive-loss"].points == 0
    assert "Python cannot read line" in told[0] and "The penalty is half of what it should be." in told[1]
    assert "The penalty" not in "\n".join(verdicts["svm_loss_vectorized-loss"].lines)


def test_a_stop_that_does_not_tell_what_was_meant_is_told_alone(judged, folder):
    path = folder / "helpers" / "svm.py"
    before, line, after = path.read_text().rpartition("margins = X @ W\n")
    path.write_text(f"{before}margins = np.ones((2, 3)) @ W\n{after}")
    lines = judged(folder, {"svm_loss_vectorized-loss"})["svm_loss_vectorized-loss"].lines
    assert line and "Stopped at line" in lines[1] and "mended" not in "\n".join(lines)


@pytest.mark.parametrize("half", [False, True])
def test_a_stop_of_loss_and_gradient_is_told_in_full_once(judged, folder, half):
    path = folder / "helpers" / "svm.py"
    before, function, after = path.read_text().rpartition("def svm_loss_vectorized(")
    after = after.replace("X @ W", "X.dot(w)", 1)
    after = after.replace("dW += 2 * reg * W", "dW += reg * W") if half else after
    path.write_text(before + function + after)
    verdicts = judged(folder, {"svm_loss_vectorized-loss", "svm_loss_vectorized-gradient"})
    loss, gradient = ("\n".join(verdicts[f"svm_loss_vectorized-{task}"].lines) for task in ("loss", "gradient"))
    assert "Did you mean W," in loss and "Did you mean W" not in gradient
    assert "as your loss does: see what is said there." in gradient
    assert "Everything else that is checked here is right." in loss
    assert ("Everything else that is checked here is right." in gradient) == (not half)
    assert ("gradient is half of what it should be" in gradient) == half


def test_behind_a_stop_what_costs_no_points_is_told_too(judged, folder):
    replace(folder, "svm", "for i in range(N)", "for i in xrange(N)")
    path = folder / "helpers" / "svm.py"
    text = path.read_text()
    text = text.replace("s[j] - s[y[i]] + 1 > 0", "s[j] - s[y[i]] + 1 >= 0")
    path.write_text(text.replace("dW[:, y[i]] -= X[i]", "dW[:, y[i]] -= X[i] * (s[j] - s[y[i]] > -1)"))
    lines = judged(folder, {"svm_loss_naive-gradient"})["svm_loss_naive-gradient"].lines
    assert "Everything else that earns points is right." in lines[1]
    assert "margins of exactly 0: No points are lost here." in lines[2]


UNRUN = """

def svm_loss_vectorized(W, X, y, reg):
    loss, N = 0.0, X.shape[0]
    dW = np.zeros_like(W)
    scores = X.dot(W)
    margins = np.maximum(0, scores - scores[y] + 1)
    raise ValueError("later")
    loss = np.sum(margins) / N{penalty}
    return loss, dW
"""


@pytest.mark.parametrize("penalty", ["", " + reg * np.sum(W * W)"])
def test_what_the_lines_tell_for_sure_is_told_beside_a_stop_that_nobody_can_mend(judged, folder, penalty):
    path = folder / "helpers" / "svm.py"
    path.write_text(path.read_text() + UNRUN.format(penalty=penalty))
    tasks = "loss", "gradient"
    verdicts = judged(folder, {f"svm_loss_vectorized-{task}" for task in tasks})
    loss, gradient = ("\n".join(verdicts[f"svm_loss_vectorized-{task}"].lines) for task in tasks)
    assert re.search(r"Also: scores\[y\] in line \d+ takes whole rows of scores, not one score", loss)
    assert "its first value" not in loss and "dW still has its first value" in gradient
    assert ("so the penalty is missing" in loss) == (not penalty)


@pytest.mark.parametrize("task", ["loss", "gradient"])
def test_beside_a_stop_it_is_told_that_reg_changes_the_other_result_alone(judged, folder, task):
    path = folder / "helpers" / "svm.py"
    added = " + reg * np.sum(W * W)\n    dW += X.T @ margins" if task == "gradient" else "\n    dW += 2 * reg * W"
    path.write_text(path.read_text() + UNRUN.format(penalty=added))
    verdicts = judged(folder, {"svm_loss_vectorized-loss", "svm_loss_vectorized-gradient"})
    loss, gradient = ("\n".join(verdicts[f"svm_loss_vectorized-{one}"].lines) for one in ("loss", "gradient"))
    assert ("reg is only in lines for dW: no line adds the penalty to loss." in loss) == (task == "loss")
    told = "reg is only in lines for loss: no line adds the penalty's gradient to dW."
    assert (told in gradient) == (task == "gradient")


def test_a_softmax_loss_that_stops_and_takes_no_logarithm_is_told_so(judged, folder):
    replace(folder, "softmax", "    N", "    raise ValueError('later')\n    N")
    text = "\n".join(judged(folder, {"softmax_loss_naive-loss"})["softmax_loss_naive-loss"].lines)
    assert "Stopped" in text and "Besides" not in text
    file = folder / "helpers" / "softmax.py"
    file.write_text(file.read_text().replace("np.log(", "np.sqrt("))
    text = "\n".join(judged(folder, {"softmax_loss_naive-loss"})["softmax_loss_naive-loss"].lines)
    assert "Also: No line takes a logarithm." in text


def test_a_penalty_without_reg_is_told_so_beside_a_stop_and_a_wrong_shape(judged, folder):
    path = folder / "helpers" / "svm.py"
    original = path.read_text()
    path.write_text(original + UNRUN.format(penalty="\n    loss += np.sum(W * W)\n    dW += 2 * reg * W"))
    text = "\n".join(judged(folder, {BOTH[0]})[BOTH[0]].lines)
    assert re.search(r"The penalty in line \d+ has no reg in it\.", text) and "no line adds" not in text
    flat = AT_ONCE.replace(" + 2 * reg * W", "").replace("return loss, X.T", "return loss, np.sum(X.T")
    path.write_text(
        f"import numpy as np\n\n\ndef svm_loss_vectorized({flat}".replace("/ len(y)\n", "/ len(y), axis=1)\n")
    )
    text = "\n".join(judged(folder, {BOTH[1]})[BOTH[1]].lines)
    assert "cannot be judged while the result has shape" in text


def test_a_function_that_is_no_logarithm_by_name_silences_that_none_is_taken(judged, folder):
    replace(folder, "softmax", "    N", "    raise ValueError('later')\n    N")
    file = folder / "helpers" / "softmax.py"
    file.write_text(file.read_text().replace("np.log(", "np.ln("))
    text = "\n".join(judged(folder, {"softmax_loss_naive-loss"})["softmax_loss_naive-loss"].lines)
    assert "Stopped" in text and "No line takes a logarithm" not in text


def test_what_is_wrong_beside_lines_that_are_left_out_is_told_as_that(judged, folder):
    path = folder / "helpers" / "svm.py"
    before, line, after = path.read_text().rpartition("loss += reg * np.sum(W * W)")
    after = after.replace("dW += 2 * reg * W", "dW += reg * W", 1).replace("dW /= N\n", "\n", 1)
    path.write_text(f"{before}loss += np.ones(2) + np.ones(3)\n    {line}{after}")
    text = "\n".join(judged(folder, {BOTH[1]})[BOTH[1]].lines)
    assert "Apart from that: " in text and "Once that is fixed" not in text


ALONE = """

def svm_loss_vectorized(W, X, y, reg):
    N = len(X)
    scores = X @ W
    margins = np.maximum(0, scores - scores[np.arange(N), y][:, None] + 1)
    margins[np.arange(N), y] = 0
    mask = 1.0 * (margins > 0)
    {first}
    loss = np.sum(margins) / N + reg * np.sum(W * W)
    for i in range(2):
        if i > 5:
            break
        {second}
    dW = X.T @ mask / N
    return loss, dW
"""


def test_where_lines_stop_that_only_the_gradient_needs_the_loss_is_judged(judged, folder):
    path = folder / "helpers" / "svm.py"
    path.write_text(path.read_text() + ALONE.format(first="mask[:9, 77] = 0", second="mask[i, 0] += 0"))
    verdicts = judged(folder, {"svm_loss_vectorized-loss", "svm_loss_vectorized-gradient"})
    loss, gradient = ("\n".join(verdicts[f"svm_loss_vectorized-{one}"].lines) for one in ("loss", "gradient"))
    assert (
        "Stopped at line" in loss
        and "out of bounds" in loss
        and "Everything else that is checked here is right." in loss
    )
    assert "as your loss does" in gradient and "is right" not in gradient


@pytest.mark.parametrize("line", ["dW = X @ mask", "mask[0,\n         99] -= 1", "later(X)", "dW = 1 / 0"])
def test_a_stop_below_the_loss_is_charged_once(judged, folder, line):
    path = folder / "helpers" / "svm.py"
    path.write_text(path.read_text() + ALONE.format(first="pass", second="pass").replace("dW = X.T @ mask / N", line))
    verdicts = judged(folder, {"svm_loss_vectorized-loss", "svm_loss_vectorized-gradient"})
    loss, gradient = (verdicts[f"svm_loss_vectorized-{one}"] for one in ("loss", "gradient"))
    assert loss.points == loss.max_points and gradient.points == 0
    assert "dW: Your function stops at line" in loss.lines[1] and "and none here." in loss.lines[1]
    assert "Stopped at line" in "\n".join(gradient.lines)


def test_a_second_look_repeats_none_of_pythons_warnings_of_a_students_code(judged, folder, recwarn):
    path = folder / "helpers" / "svm.py"
    odd = "    '\\d'\n    if N is 0: N = 1\n    dW = lsos\n"
    stops = ALONE.format(first="pass", second="pass").replace("    dW = X.T @ mask / N\n", odd)
    path.write_text(path.read_text() + stops)
    text = "\n".join(judged(folder, {"svm_loss_vectorized-gradient"})["svm_loss_vectorized-gradient"].lines)
    assert "lsos" in text
    of_code = [str(one.message) for one in recwarn if issubclass(one.category, SyntaxWarning | DeprecationWarning)]
    assert [said for said in of_code if "escape" in said or "literal" in said] == []


UNFINISHED = {
    "the loss is set below": ("mask[0, 99] -= 1", "pass"),
    "in a loop that sets it, too": ("pass", "loss += 0 * mask[i, 99 * i]"),
    "it is never set": ("return mask[0, 99], dW", "pass"),
}


@pytest.mark.parametrize("name", UNFINISHED)
def test_a_loss_that_may_still_change_where_its_function_stops_has_no_points(judged, folder, name):
    path = folder / "helpers" / "svm.py"
    first, second = UNFINISHED[name]
    path.write_text(path.read_text() + ALONE.format(first=first, second=second))
    assert judged(folder, {"svm_loss_vectorized-loss"})["svm_loss_vectorized-loss"].points == 0


def test_where_the_loss_stops_the_gradient_is_judged_alone(judged, folder):
    path = folder / "helpers" / "svm.py"
    before, line, after = path.read_text().rpartition("loss += reg * np.sum(W * W)")
    after = after.replace("dW += 2 * reg * W", "dW += reg * W", 1)
    path.write_text(f"{before}loss += np.ones(2) + np.ones(3)\n    {line}{after}")
    verdicts = judged(folder, {"svm_loss_vectorized-loss", "svm_loss_vectorized-gradient"})
    loss, gradient = ("\n".join(verdicts[f"svm_loss_vectorized-{one}"].lines) for one in ("loss", "gradient"))
    assert "could not be broadcast" in loss and "Everything else" not in loss
    assert "The penalty's gradient is half of what it should be." in gradient


def test_what_a_result_comes_from_is_kept():
    one = ALONE.format(first="mask[:9, 77] = 0", second="margins[i, 99] -= 1").encode()
    line = 1 + one.decode().splitlines().index("    mask[:9, 77] = 0")
    kept = alone.one_result(one, "svm_loss_vectorized", line, "loss")
    assert kept and b"return loss, None" in kept and b"mask" not in kept and kept.count(b"\n") == one.count(b"\n")
    assert b"margins[np.arange(N), y] = 0" in kept
    assert alone.one_result(one, "svm_loss_vectorized", line, "gradient") is None
    same = one.replace(b"mask = 1.0 * (margins > 0)", b"mask = margins")  # another name of one array
    assert alone.one_result(same, "svm_loss_vectorized", line, "loss") is None


LISTED = {"in the brackets": "scores[[rows, y]]", "under a name": "scores[both]"}


@pytest.mark.parametrize("way", LISTED)
def test_a_list_of_two_that_is_one_index_is_told_and_what_is_behind_it(judged, folder, way):
    path = folder / "helpers" / "svm.py"
    before, function, after = path.read_text().rpartition("def svm_loss_vectorized(")
    assert "margins[rows, y][:, np.newaxis]" in after
    own = f"scores = margins\n    both = [rows, y]\n    margins = margins - {LISTED[way]}.reshape(N, 1) + 1\n"
    after = after.replace("margins -= margins[rows, y][:, np.newaxis] - 1\n", own, 1)
    path.write_text(before + function + after.replace(*HALF, 1))
    text = "\n".join(judged(folder, {"svm_loss_vectorized-loss"})["svm_loss_vectorized-loss"].lines)
    assert "a list is one index" in text and "The penalty is half of what it should be." in text


def test_of_a_loop_with_nothing_in_it_what_is_behind_it_is_told(judged, folder):
    path = folder / "helpers" / "svm.py"
    before, function, after = path.read_text().rpartition("def svm_loss_vectorized(")
    path.write_text(before + function + after.replace(HALF[0], f"for k in range(3):  # later\n    {HALF[1]}", 1))
    text = "\n".join(judged(folder, {"svm_loss_vectorized-loss"})["svm_loss_vectorized-loss"].lines)
    assert "expected an indented block" in text and "The penalty is half of what it should be." in text


def test_an_import_whose_name_is_used_is_what_stops(judged, folder):
    replace(folder, "svm", "import numpy as np\n", "from past.builtins import xrange\nimport numpy as np\n")
    path = folder / "helpers" / "svm.py"
    before, _, after = path.read_text().rpartition("margins = X @ W\n")
    path.write_text(f"{before}import theano.tensor as T\n    margins = T.dot(X, W)\n{after}")
    text = "\n".join(judged(folder, {"svm_loss_vectorized-loss"})["svm_loss_vectorized-loss"].lines)
    assert "take this line out. Once that is fixed: Stopped at line" in text and "theano" in text
    assert "T has no value" not in text


def test_beside_a_file_that_is_not_read_old_imports_are_told(judged, folder):
    path = folder / "helpers" / "svm.py"
    text = path.read_text().replace("import numpy as np\n", "from past.builtins import xrange\nimport numpy as np\n", 1)
    number = 1 + text.splitlines().index("from past.builtins import xrange")
    before, line, after = text.rpartition("    margins = X @ W\n")
    path.write_text(f"{before}    if N:\n\t{line.strip()}\n{after}")
    text = "\n".join(judged(folder, {"svm_loss_vectorized-loss"})["svm_loss_vectorized-loss"].lines)
    assert f"Take line {number} out, too: nothing uses it. Everything else that is checked here is right." in text


@pytest.mark.parametrize("deep", ["-" * 5000 + "1", "+".join("1" * 5000), "#" * 30_000])
def test_what_is_nested_too_deep_or_too_long_is_not_read_behind_a_stop(judged, folder, deep):
    path = folder / "helpers" / "start.py"
    path.write_text(f"def add(a, b):\n    return later\n    return {deep}\n".replace("return #", "#"))
    lines = judged(folder, FEW)["start_add"].lines
    assert lines[0].startswith("x ")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("    return loss, dW\n", "    retrun loss, dW\n", "retrun is no word of Python here: is return meant?"),
        ("for j in range(C)", "fro j in range(C)", "fro is no word of Python here: is for meant?"),
        ("if j == y[i]", "If j == y[i]", "If is no word of Python here: is if meant?"),
    ],
)
def test_behind_a_misspelt_keyword_the_loss_is_judged(judged, folder, old, new, told):
    replace(folder, "svm", old, new)
    replace(folder, "svm", *HALF)
    text = "\n".join(judged(folder, {"svm_loss_naive-loss"})["svm_loss_naive-loss"].lines)
    assert told in text
    assert "regularization: The penalty is half of what it should be." in text


@pytest.mark.parametrize(
    "line", ["grads X.T @ dS", "ratio a / b", "rest x", "Note this", "width X", "elif x > 3:", "else"]
)
def test_a_word_that_is_only_a_little_like_a_keyword_is_none(line):
    assert stop_lines.misspelt(line, "invalid syntax") is stop_lines.misspelt(line, "expected ':'") is None


@pytest.mark.parametrize("kept", ["", "    # YOUR CODE HERE (04_gradient_checking, task 4)\n"])
def test_a_gradient_below_the_line_of_its_stub_is_found(kept):
    source = f"def svm_loss_naive(W, X, y, reg):\n    loss = 0.0\n    dW = None\n{kept}    N = 1\n    dW = W * N\n"
    where = functions.location({"svm.py": source.encode()}, EXERCISES["svm_loss_naive-gradient"], "dW")
    assert where.line == 5


def test_the_line_of_a_long_function_is_found_in_time():
    """Each of these blocks holds all that follow."""
    blocks = "".join(f"    {'el' * (k > 0)}if a:\n        x = {'dW + ' * 100}dW\n" for k in range(400))
    start = time.process_time()
    functions.location(
        {"svm.py": f"def svm_loss_naive(W, X, y, reg):\n{blocks}".encode()}, EXERCISES["svm_loss_naive-gradient"], "dW"
    )
    assert time.process_time() - start < 20  # seconds, of which it takes a part of one


GAPS = {
    "two names": ("dW[:, j] += X[i]\n", "dW[:, j] += X[i] 2\n", "Between ] and 2 something is missing"),
    "a number before a name": ("dW /= N", "dW = 2dW / N", "Between 2 and dW something is missing"),
    "brackets": ("dW += 2 * reg * W", "dW += (2)reg * W", "Between ) and reg something is missing"),
}


@pytest.mark.parametrize("name", GAPS)
def test_where_a_line_of_the_gradient_lacks_an_operator_the_loss_is_judged(judged, folder, name):
    old, new, told = GAPS[name]
    replace(folder, "svm", old, new)
    replace(folder, "svm", *HALF)
    names = "svm_loss_naive-loss", "svm_loss_naive-gradient", "svm_loss_vectorized-loss"
    verdicts = judged(folder, set(names))
    own, gradient, other = ("\n".join(verdicts[one].lines) for one in names)
    assert told in own and "an operator such as *, or a comma?" in own and "svm_loss_naive, but" not in own
    assert "regularization: The penalty is half of what it should be." in own
    assert "as your loss does" in gradient and "is right" not in gradient
    assert "That is in svm_loss_naive, but it keeps Python from reading the whole file." in other


def test_of_a_line_that_the_loss_needs_too_nothing_is_guessed(judged, folder):
    replace(folder, "svm", "        s = X[i] @ W\n", "        s = X[i] W[:, :]\n")
    replace(folder, "svm", *HALF)
    text = "\n".join(judged(folder, {"svm_loss_naive-loss"})["svm_loss_naive-loss"].lines)
    assert "Python cannot read" in text and "More may be wrong: nothing beyond this is checked yet." in text
    assert "is half of" not in text and "is right" not in text


SURE = """

def softmax_loss_naive(W, X, y, reg):
    loss, dW = 0.0, np.zeros_like(W)
    for i in range(len(X)):
        x = X[i]
        scores = x.dot(W)
        loss -= scores[y[i]] - np.log(np.sum(np.exp(scores)))
        dW[:, y[i]] += {amount}
    loss = loss / len(X)
    raise ValueError("later")
    loss += {penalty}
    dW += {later}
    return loss, dW
"""


SURE_OF = [
    ("scores[y[i]] * W[:, 0]", "0.5 * reg * np.sum(W * W)", True, True),
    ("x * scores[y[i]]", "reg / 2 * np.sum(W**2)", True, False),
    ("np.outer(x, scores)[:, 0]", "np.sum(W * W) * reg", False, False),
    ("0", "0.5 * 2 * reg * np.sum(W * W)", False, True),
]


@pytest.mark.parametrize(("amount", "penalty", "half", "no_images"), SURE_OF)
def test_beside_a_stop_a_half_and_a_gradient_without_images_are_told(judged, folder, amount, penalty, half, no_images):
    path = folder / "helpers" / "softmax.py"
    path.write_text(path.read_text() + SURE.format(amount=amount, penalty=penalty, later="2 * reg * W + later"))
    verdicts = judged(folder, {"softmax_loss_naive-loss", "softmax_loss_naive-gradient"})
    loss, gradient = ("\n".join(verdict.lines) for verdict in verdicts.values())
    assert ("has a 1/2, which this course does not use." in loss) == half
    assert ("X is only in lines that make scores" in gradient) == no_images
    assert re.search(r"later in line \d+ has no value.", loss) and "np in line" not in loss


def test_behind_a_stop_a_loss_that_is_an_array_of_one_is_told_so(judged, folder):
    replace(folder, "svm", "import numpy as np\n", "import tqdm\nimport numpy as np\n")
    replace(folder, "svm", HALF[0], f"{HALF[1]}\n    loss = np.array([loss])")
    lines = judged(folder, {"svm_loss_naive-loss"})["svm_loss_naive-loss"].lines
    assert lines[0].endswith("it stops, 0 of 6 points") and "tqdm" in lines[1]
    assert "your loss is an array of shape (1,)" in "\n".join(lines)


def test_under_another_name_a_line_is_still_the_students(judged, folder):
    path = folder / "helpers" / "svm.py"
    before, function, after = path.read_text().rpartition("def svm_loss_vectorized(")
    after = after.replace(
        "margins[rows, y] = 0\n",
        "margin[rows, y] = 0\n    margin[y, rows] += np.max(margin, 0)\n    margin = margins\n",
        1,
    )
    path.write_text(before + function + after)
    text = "\n".join(judged(folder, {"svm_loss_vectorized-loss"})["svm_loss_vectorized-loss"].lines)
    assert (
        "but margins has one. Did you mean that? The same goes for line 90. Once that is fixed: Stopped at line" in text
    )
    assert "takes the labels for row numbers" in text and "nothing beyond this is checked yet" in text


def test_a_list_of_two_that_is_one_index_is_told_where_a_line_below_stops(judged, folder):
    path = folder / "helpers" / "svm.py"
    before, function, after = path.read_text().rpartition("def svm_loss_vectorized(")
    own = "both = [0 * rows, y]\n    right = margins[both]\n    margins = margins - (right + rows)[:, None] + 1\n"
    after = after.replace("margins -= margins[rows, y][:, np.newaxis] - 1\n", own, 1)
    path.write_text(before + function + after)
    text = "\n".join(judged(folder, {"svm_loss_vectorized-loss"})["svm_loss_vectorized-loss"].lines)
    assert re.search(r"right is margins\[both\] \(line \d+\): a list is one index, which takes whole rows;", text)


CUBES = {
    "a product": ("np.sum(X[:, :, None] * dS[:, None, :], axis=0)", True),
    "the same as a matrix product": ("np.matmul(X[:, :, np.newaxis], dS[:, np.newaxis, :].astype(float)).sum(0)", True),
    "as many numbers as in a matrix": (
        "np.sum((X[:, :, None] * 1.0)[:, :, 0].T[:, :, None] * dS[None, :, :], axis=1)",
        False,
    ),
}


@pytest.mark.parametrize("name", CUBES)
def test_a_matrix_for_each_image_is_told_and_costs_nothing(judged, folder, name):
    way, is_told = CUBES[name]
    path = folder / "helpers" / "svm.py"
    before, _, after = path.read_text().rpartition("X.T @ dS")
    path.write_text(before + way + after)
    verdict = judged(folder, {"svm_loss_vectorized-gradient"})["svm_loss_vectorized-gradient"]
    line = 1 + before.count("\n")
    told = f"memory: No points are lost here. But line {line} makes an array of N x D x C, which takes 4.9 GB"
    assert verdict.points == verdict.max_points and (told in "\n".join(verdict.lines)) == is_told


def test_behind_a_stop_a_part_without_a_cause_keeps_its_numbers(judged, folder):
    replace(folder, "svm", "import numpy as np\n", "import tqdm\nimport numpy as np\n")
    replace(folder, "svm", "dW += 2 * reg * W", "dW += reg * np.abs(W) ** 1.7")
    text = "\n".join(judged(folder, {"svm_loss_naive-gradient"})["svm_loss_naive-gradient"].lines)
    assert re.search(r"regularization gradient: .*\w", text) and "it stops, 0 of" in text


def test_under_the_name_it_has_a_function_is_judged(judged, folder):
    replace(folder, "svm", "def svm_loss_naive(", "def svmLossNaive(")
    replace(folder, "svm", "for i in range(N)", "for i in xrange(N)")
    replace(folder, "svm", *HALF)
    text = "\n".join(judged(folder, {"svm_loss_naive-loss"})["svm_loss_naive-loss"].lines)
    assert "svm_loss_naive is not in this file; svmLossNaive is. Is the name misspelt?" in text
    assert "Write range instead of xrange in line" in text and "The penalty is half of what it should be." in text


def test_what_is_in_a_string_is_no_code(judged, folder):
    dead = "    '''\n    for i in xrange(N):\n        print i\n    '''\n"
    replace(folder, "svm", "    loss = 0.0\n", f"    loss = 0.0\n{dead}")
    replace(folder, "svm", "for i in range(N)", "for i in xrange(N)")
    text = "\n".join(judged(folder, {"svm_loss_naive-loss"})["svm_loss_naive-loss"].lines)
    assert "xrange is Python 2; today it is range. Everything else that is checked here is right." in text


def test_where_lines_of_the_gradient_lack_their_right_side_each_is_told(judged, folder):
    replace(folder, "svm", "dW[:, j] += X[i]\n", "dW[:, j] +=\n")
    replace(folder, "svm", "dW[:, y[i]] -= X[i]\n", "dW[:, y[i]] -=  # of the right class\n")
    lines = (folder / "helpers" / "svm.py").read_text().splitlines()
    number = next(k for k, line in enumerate(lines, 1) if "-=  #" in line)
    text = "\n".join(judged(folder, {"svm_loss_naive-loss"})["svm_loss_naive-loss"].lines)
    assert (
        f"The value after = is missing. The same goes for line {number}. Everything else that is checked here is right."
        in text
    )


def test_row_numbers_of_another_size_are_told_and_what_is_behind_them(judged, folder):
    path = folder / "helpers" / "svm.py"
    before, function, after = path.read_text().rpartition("def svm_loss_vectorized(")
    after = after.replace("N = X.shape[0]", "N = W.shape[0]", 1).replace("np.sum(margins)", "np.sum(margins**2)", 1)
    path.write_text(before + function + after)
    text = "\n".join(judged(folder, {"svm_loss_vectorized-loss"})["svm_loss_vectorized-loss"].lines)
    assert "There are N = 11 labels, one for each image, and D = 5 row numbers: which size counts the images?" in text
    assert "Once that is fixed: The margins are squared" in text


STEPS = """

def svm_loss_vectorized(W, X, y, reg):
    def of(W):
        S = X @ W
        margins = np.maximum(S - S[np.arange(len(y)), y][:, np.newaxis] + 1, 0)
        return np.sum(margins) / len(y) - 1 + reg * np.sum(W * W)
    right = [X[i] @ W[:, y[i]] for i in range(len(y))]
    loss, dW = of(W), np.zeros(W.shape)
    h = 0.0001
    for place in np.ndindex(*W.shape):
        V = W.copy()
        V[place] += h
        dW[place] = (of(V) - loss) / h
    return loss, dW
"""


def test_a_gradient_that_is_measured_is_told_so_and_nothing_of_its_comparisons(judged, folder):
    path = folder / "helpers" / "svm.py"
    path.write_text(path.read_text() + STEPS)
    names = "svm_loss_vectorized-loss", "svm_loss_vectorized-gradient"
    loss, gradient = ("\n".join(verdict.lines) for verdict in judged(folder, set(names)).values())
    number = 1 + path.read_text().splitlines().index("        dW[place] = (of(V) - loss) / h")
    assert f"Line {number} divides by h, a step that another line adds: so dW is measured" in gradient
    assert "comparisons" not in gradient and "runs once for each image" not in loss + gradient


def test_of_a_column_that_gets_back_what_it_loses_both_lines_are_told(judged, folder):
    replace(folder, "svm", "dW[:, y[i]] -= X[i]", "dW[:, j] -= X[i]")
    lines = (folder / "helpers" / "svm.py").read_text().splitlines()
    number = next(k for k, line in enumerate(lines, 1) if "dW[:, j] -= X[i]" in line)
    text = "\n".join(judged(folder, {"svm_loss_naive-gradient"})["svm_loss_naive-gradient"].lines)
    assert f"Line {number} undoes what line {number - 1} does to dW[:, j]. Which of the two is meant for" in text


def test_a_loop_that_only_the_gradient_needs_is_told_so_beside_the_loss(judged, folder):
    path = folder / "helpers" / "svm.py"
    before, _, after = path.read_text().rpartition("dW = X.T @ dS\n")
    loop = "dW = np.zeros_like(W)\n    for i in rows:\n        dW += sum(np.outer(X[i], dS[i]) for _ in range(6)) / 6\n"
    path.write_text(before + loop + after)
    text = "\n".join(judged(folder, {"svm_loss_vectorized-loss"})["svm_loss_vectorized-loss"].lines)
    assert re.search(r"Line \d+, which only dW needs, runs once for each image.", text)


def test_so_are_several_loops_and_what_only_the_loss_needs_beside_the_gradient(judged, folder):
    path = folder / "helpers" / "svm.py"
    before, _, after = path.read_text().rpartition("dW = X.T @ dS\n")
    loop = "for i in rows:\n        dW += sum(np.outer(X[i], dS[i]) for _ in range(6)) / 12\n"
    path.write_text(f"{before}dW = np.zeros_like(W)\n    {loop}    {loop}{after}")
    text = "\n".join(judged(folder, {"svm_loss_vectorized-loss"})["svm_loss_vectorized-loss"].lines)
    assert re.search(r"Lines (\d+) and (\d+) run once .* Only dW needs lines \1 and \2\.", text)
    square = AT_ONCE.replace("    G =", "    loss += 0 * np.sum(S[:, y])\n    G =")
    path.write_text(f"import numpy as np\n\n\ndef svm_loss_vectorized({square}")
    text = "\n".join(judged(folder, {BOTH[1]})[BOTH[1]].lines)
    assert "Line 9, which only the loss needs, makes an array of N x N" in text


LARGE_SCORES = {
    "one maximum, in another function": (
        "S = X @ W\n    P = shifted(S)",
        "def shifted(A):\n    A = A - np.max(A)\n    return np.exp(A)\n\n\n",
        "Which maximum belongs to each image? Line 5 subtracts it.",
    ),
    "one maximum, under a name that holds exps below": (
        "P = X @ W\n    P = P - np.max(P)\n    P = np.exp(P)",
        "",
        "Which maximum belongs to each image? Line 6 subtracts it.",
    ),
    "the place of a maximum": (
        "S = X @ W\n    m = np.argmax(S, axis=1)\n    P = np.exp(S - m[:, None])",
        "",
        "Line 7 subtracts what np.argmax gives, the place of a maximum",
    ),
}


@pytest.mark.parametrize("name", LARGE_SCORES)
def test_a_line_that_subtracts_no_maximum_of_each_image_is_told(judged, folder, name):
    line, above, said = LARGE_SCORES[name]
    code = f"""{above}def softmax_loss_vectorized(W, X, y, reg):
    {line}
    P = P / np.sum(P, axis=1, keepdims=True)
    loss = -np.mean(np.log(np.maximum(P[np.arange(len(y)), y], 0))) + reg * np.sum(W * W)
    return loss, None
"""
    (folder / "helpers" / "softmax.py").write_text(f"import numpy as np\n\n\n{code}")
    name = "softmax_loss_vectorized-loss"
    assert said in "\n".join(judged(folder, {name})[name].lines)


LOOPS = """W, X, y, reg):
    loss, dW = 0.0, np.zeros(W.shape)
    for i in range(len(y)):
        s = X[i] @ W
        for j in range(W.shape[1]):
            if j != y[i] and s[j] - s[y[i]] + 1 > 0:
                loss += s[j] - s[y[i]] + 1
                dW[:, j] += X[i]
                dW[:, y[i]] -= X[i]
    return loss / len(y) + reg * np.sum(W * W), dW / len(y) + 2 * reg * W
"""
AT_ONCE = """W, X, y, reg):
    S = X @ W
    M = np.maximum(0, S - S[np.arange(len(y)), y][:, None] + 1)
    M[np.arange(len(y)), y] = 0
    loss = M.sum(axis=1).mean() + reg * np.sum(W * W)
    G = (M > 0) * 1.0
    G[np.arange(len(y)), y] = -G.sum(axis=1)
    return loss, X.T @ G / len(y) + 2 * reg * W
"""


@pytest.mark.parametrize(
    ("name", "code", "slip", "said"),
    [
        ("naive", LOOPS.replace("X[i]\n", "X[:, i]\n"), "X[:, i]", "The same goes for line {1}. Everything else"),
        ("vectorized", AT_ONCE.replace("axis=", "dim="), "dim=", "The same goes for line {1}. Everything else"),
        (
            "vectorized",
            AT_ONCE.replace("S[np.arange(len(y)), y][:, None]", "S[:, y]").replace(
                "M[np.arange(len(y)), y]", "M[:, y]"
            ),
            "[:, y]",
            "[:, y] takes whole columns in lines {0} and {1}. Everything else",
        ),
    ],
)
def test_a_slip_that_is_in_other_lines_too_is_told_with_them(judged, folder, name, code, slip, said):
    path = folder / "helpers" / "svm.py"
    head = f"def svm_loss_{name}("
    path.write_text(f"import numpy as np\n\n\n{head}{code}")
    lines = [number for number, line in enumerate(path.read_text().splitlines(), 1) if slip in line]
    text = "\n".join(judged(folder, {f"svm_loss_{name}-loss"})[f"svm_loss_{name}-loss"].lines)
    assert said.format(*lines) in text


def test_a_maximum_of_each_class_is_not_told_to_keep_its_axis(judged, folder):
    code = """W, X, y, reg):
    N = len(y)
    S = (X @ W).T
    S = S - np.max(S, axis=1)
    P = np.exp(S) / np.sum(np.exp(S), axis=0)
    loss = -np.mean(np.log(P[y, np.arange(N)])) + reg * np.sum(W * W)
    P[y, np.arange(N)] -= 1
    return loss, (P @ X).T / N + 2 * reg * W
"""
    (folder / "helpers" / "softmax.py").write_text(f"import numpy as np\n\n\ndef softmax_loss_vectorized({code}")
    name = "softmax_loss_vectorized-loss"
    text = "\n".join(judged(folder, {name})[name].lines)
    assert "you have one number for each class: over which axis do you get one for each image?" in text
    assert "keepdims" not in text


def test_a_list_of_two_arrays_is_no_matter_of_counting_from_0(judged, folder):
    code = AT_ONCE.replace("    M =", "    T = S[list([np.arange(len(y)), y * 0])]\n    T[2] = 0\n    M =", 1)
    (folder / "helpers" / "svm.py").write_text(f"import numpy as np\n\n\ndef svm_loss_vectorized({code}")
    name = "svm_loss_vectorized-loss"
    text = "\n".join(judged(folder, {name})[name].lines)
    assert "T holds whole rows, twice: a list of two arrays is one index; as a tuple it would be two." in text
    assert "Counting starts" not in text


PRODUCTS = {
    "entries of a matrix": ("S = X @ W", "S, W = X @ W, np.asmatrix(W)"),
    "an array times itself": ("W * W", "W @ W"),
    "* for @": ("X @ W", "X * W"),
    "labels along an axis": ("M[np.arange(len(y)), y] = 0", "np.put_along_axis(M, y, 0, axis=1)"),
}


@pytest.mark.parametrize("name", PRODUCTS)
def test_behind_a_product_of_the_wrong_kind_and_labels_without_an_axis_the_rest_is_judged(judged, folder, name):
    code = AT_ONCE.replace(*PRODUCTS[name], 1).replace("reg * np.sum", "0.5 * reg * np.sum", 1)
    (folder / "helpers" / "svm.py").write_text(f"import numpy as np\n\n\ndef svm_loss_vectorized({code}")
    text = "\n".join(judged(folder, {BOTH[0]})[BOTH[0]].lines)
    assert "it stops, 0 of 7" in text and "The penalty is half of what it should be." in text


def test_each_list_that_is_one_index_is_told_once(judged, folder):
    code = AT_ONCE.replace("    M =", "    T = S[list([np.arange(len(y)), y])]\n    M =").replace(
        "M[np.arange(len(y)), y] = 0", "M = T\n    M[[np.arange(len(y)), y]] = 0"
    )
    (folder / "helpers" / "svm.py").write_text(f"import numpy as np\n\n\ndef svm_loss_vectorized({code}")
    text = "\n".join(judged(folder, {BOTH[0]})[BOTH[0]].lines)
    assert "as a list is one index, and not two: write" in text
    assert text.count("in line 6: a list is one index, which takes whole rows;") == 1


def test_a_stop_of_loss_and_gradient_is_told_once(judged, folder):
    code = AT_ONCE.replace("np.maximum(0, S - S[np.arange(len(y)), y][:, None] + 1)", "np.sum(S, -S[:, 0]) + 1")
    (folder / "helpers" / "svm.py").write_text(f"import numpy as np\n\n\ndef svm_loss_vectorized({code}")
    loss, gradient = ("\n".join(judged(folder, BOTH)[name].lines) for name in BOTH)
    assert "np.sum takes its second argument for an axis; + adds two arrays entry by entry." in loss
    assert "It stops at line 6, as your loss does: see what is said there." in gradient
    assert "Error" not in gradient


BOTH = ["svm_loss_vectorized-loss", "svm_loss_vectorized-gradient"]


def test_of_a_misspelt_name_beside_a_stop_the_one_that_is_meant_is_told(judged, folder):
    code = AT_ONCE.replace("S[np.arange(len(y)), y][:, None]", "S[99]").replace("loss, X.T @ G ", "lss, X.T @ GG ")
    (folder / "helpers" / "svm.py").write_text(f"import numpy as np\n\n\ndef svm_loss_vectorized({code}")
    loss = "\n".join(judged(folder, BOTH[:1])[BOTH[0]].lines)
    assert "Also: lss in line 11 has no value. Did you mean loss? GG in line 11 has no value." in loss


def test_what_a_misspelt_name_means_is_kept_in_a_copy_of_one_result():
    code = "def f(W, X, y, reg):\n    estimate = X @ W\n    dW = X.T @ estiamte\n    loss = oops\n    return loss, dW\n"
    copy = alone.one_result(code.encode(), "f", 4, "gradient")
    assert copy is not None and b"estimate = X @ W" in copy and b"oops" not in copy


OVERLOOKED = {
    "a penalty": (
        "vectorized-loss",
        AT_ONCE.replace(" + reg * np.sum(W * W)", "\n    loss_ = reg * np.sum(W * W)"),
        "reg changes nothing. The term with reg and W in line 9 goes into loss_, which nothing uses.",
    ),
    "the penalty's gradient": (
        "vectorized-gradient",
        AT_ONCE.replace("    return", "    temp = 2 * reg * W\n    return").replace("len(y) + 2 * reg * W", "len(y)"),
        "reg changes nothing in dW. The term with reg and W in line 11 goes into temp, which nothing uses.",
    ),
    "images": (
        "naive-gradient",
        LOOPS.replace("dW[:, j] +=", "column =").replace("dW[:, y[i]] -=", "other ="),
        "What line 11 makes of X goes into column, which nothing uses.",
    ),
    "is": (
        "naive-loss",
        LOOPS.replace("j != y[i]", "j is not y[i]"),
        "j is not y[i], in line 9, asks whether the two are different objects; != asks whether they differ.",
    ),
    "D for N": (
        "naive-loss",
        LOOPS.replace("    for i in", "    N = len(X[0])\n    for i in").replace(
            "return loss / len(y)", "return loss / N"
        ),
        "N in line 6 is len(X[0]), which is D and not N.",
    ),
    "y for y[i]": (
        "naive-loss",
        LOOPS.replace("loss += s[j] - s[y[i]] + 1", "loss += s[j] - s[y] + 1"),
        "where it should take one? s[y] in line 10 takes the labels of all images, not that of one.",
    ),
    "D for N, of a shape": (
        "vectorized-loss",
        AT_ONCE.replace(".mean()", ".sum() / N").replace("    S =", "    D, N = X.shape\n    S ="),
        "N in line 5 is X.shape[1], which is D and not N.",
    ),
}


@pytest.mark.parametrize("name", OVERLOOKED)
def test_a_line_that_does_not_do_what_it_looks_like_is_told(judged, folder, name):
    task, code, said = OVERLOOKED[name]
    task = f"svm_loss_{task}"
    path = folder / "helpers" / "svm.py"
    path.write_text(f"import numpy as np\n\n\ndef {task.partition('-')[0]}({code}")
    assert said in "\n".join(judged(folder, {task})[task].lines)


def test_a_size_of_an_image_under_another_name_is_none_of_images(judged, folder):
    code = LOOPS.replace("    for i in", "    n, N = X.shape[1], len(X)\n    for i in").replace(
        "return loss /", "return n + loss /"
    )
    code = code.replace("if j != y[i] and", "if y is not None and j != y[i] and")
    (folder / "helpers" / "svm.py").write_text(f"import numpy as np\n\n\ndef svm_loss_naive({code}")
    text = "\n".join(judged(folder, {"svm_loss_naive-loss"})["svm_loss_naive-loss"].lines)
    assert "your mean loss" in text
    assert "not N" not in text and "object" not in text


@pytest.mark.parametrize("lines", [1, 2])
def test_of_a_head_without_its_colon_what_is_behind_it_is_told(judged, folder, lines):
    code = LOOPS.replace("j != y[i] and ", "").replace("+ 1 > 0:", "+ 1 > 0  # a margin")
    code = code.replace("range(len(y)):", "range(len(y))") if lines == 2 else code
    (folder / "helpers" / "svm.py").write_text(f"import numpy as np\n\n\ndef svm_loss_naive({code}")
    text = "\n".join(judged(folder, {"svm_loss_naive-loss"})["svm_loss_naive-loss"].lines)
    assert "SyntaxError, expected ':'" in text and "The right class is counted too" in text
    assert ("The same goes for line 9." in text) == (lines == 2)


def test_of_several_stops_that_would_make_a_message_long_the_lines_are_told(judged, folder):
    code = AT_ONCE.replace("S[np.arange(len(y)), y]", "S[y, np.arange(len(y))]")
    code = code.replace("M[np.arange(len(y)), y] = 0", "M[y, np.arange(len(y))] = 0  # " + 9 * "no margin ")
    (folder / "helpers" / "svm.py").write_text(f"import numpy as np\n\n\ndef svm_loss_vectorized({code}")
    loss, gradient = ("\n".join(verdict.lines) for verdict in judged(folder, set(BOTH)).values())
    assert "Once that is fixed: Line 7 stops, too." in loss and len(loss) < 900
    assert loss.count("N = 11, D = 5, C = 4") == 1
    assert "It stops at line 6" in gradient


def test_what_is_told_of_two_stops_in_short_is_told_in_full():
    cause = (
        "Stopped at line 3 (a): x. Shapes here: W (5, 4); N = 11, D = 5, C = 4. Once that is fixed: Stopped at line 4"
    )
    cause += " (b): y. Shapes here: X (11, 5); N = 11, D = 5, C = 4. More may be wrong: nothing beyond this."
    part = PartVerdict("data loss", 0.0, 1.0, cause=cause, error=True)
    told = second_look.brief(Verdict("a", 0.0, 1.0, (part,))).parts[0].cause
    assert told == cause.replace("X (11, 5); N = 11, D = 5, C = 4", "X (11, 5)")


def of_svm(folder, old, new, way="vectorized"):
    """Replace some code of a loss, and of no other function of its file."""
    path = folder / "helpers" / "svm.py"
    before, line, after = path.read_text().partition(f"def svm_loss_{way}(")
    one, follows, others = after.partition("\n\n\n")
    assert old in one, one
    path.write_text(before + line + one.replace(old, new, 1) + follows + others)


def test_where_what_the_images_give_stops_the_penalty_is_judged(judged, folder):
    name = "svm_loss_vectorized-gradient"
    of_svm(folder, "X.T @ dS", "np.zeros((2, 99)) @ dS")
    right = "\n".join(judged(folder, {name})[name].lines)
    assert "The penalty is right; nothing else is checked yet." in right and "regularization" not in right
    of_svm(folder, "2 * reg * W", "reg * W")
    verdict = judged(folder, {name})[name]
    text = "\n".join(verdict.lines)
    assert verdict.points == 0 and "Beyond this only the penalty is checked yet." in text
    assert "regularization gradient: The penalty's gradient is half of what it should be." in text
    of_svm(folder, "dW += reg * W", "dW *= 1 + reg")  # what that does nobody knows without the rest
    text = "\n".join(judged(folder, {name})[name].lines)
    assert "More may be wrong: nothing beyond this is checked yet." in text and "regularization" not in text


def test_where_the_penalty_stops_the_rest_is_judged(judged, folder):
    name = "svm_loss_vectorized-gradient"
    of_svm(folder, "2 * reg * W", "2 * reg * np.ones(7) * W")
    right = "\n".join(judged(folder, {name})[name].lines)
    assert "Without the penalty, dW is right." in right and "data gradient" not in right
    of_svm(folder, "dW = X.T @ dS", "dW = 3 * X.T @ dS")
    text = "\n".join(judged(folder, {name})[name].lines)
    assert "Beyond this only dW without the penalty is checked yet." in text
    assert "data gradient: Your dW is 3 times what is expected" in text


def test_of_a_line_with_both_terms_the_one_that_stops_goes(judged, folder):
    name = "svm_loss_naive-gradient"
    of_svm(folder, "dW[:, y[i]] -= X[i]", "dW[:, y[i]] -= X[i] + reg * np.dot(W[i], W[i])", "naive")
    text = "\n".join(judged(folder, {name})[name].lines)
    assert "Without the penalty, dW is right." in text
    assert re.search(r"Also: np\.dot\(W\[i\], W\[i\]\) in line \d+ is one number, but each weight has", text)
    assert re.search(r"The penalty's gradient in line \d+ is added anew wherever s\[j\] - .*, and belongs below", text)


def test_a_name_of_another_function_has_no_value_in_this_one(judged, folder):
    name = "svm_loss_vectorized-loss"
    of_svm(folder, "margins = X @ W", "margins = X @ np.zeros((2, 99))\n    margins *= num_train")
    path = folder / "helpers" / "svm.py"
    path.write_text(path.read_text() + "\n\ndef another():\n    num_train = 3\n    return num_train\n")
    text = "\n".join(judged(folder, {name})[name].lines)
    assert re.search(r"Also: num_train in line \d+ has no value\.", text)


def test_a_second_line_that_stops_is_told(judged, folder):
    name = "svm_loss_vectorized-gradient"
    of_svm(folder, "X.T @ dS", "np.zeros((2, 99)) @ dS")
    of_svm(folder, "dW += 2 * reg * W", "dW += .5(reg * W)")
    text = "\n".join(judged(folder, {name})[name].lines)
    assert "Apart from that: Stopped at line" in text and "Between .5 and the bracket a * is missing." in text


def test_beside_a_stop_what_numpy_lacks_and_labels_that_count_once_are_told(judged, folder):
    name = "svm_loss_vectorized-gradient"
    rest = "    dW[:, y] -= X.T\n    if N < 0:\n        dW += np.expp(3) + 2(reg)"
    of_svm(folder, "dW = X.T @ dS", f"dW = np.zeros((2, 99)) @ dS\n{rest}")
    text = "\n".join(judged(folder, {name})[name].lines)
    assert re.search(r"np\.expp in line \d+ does not exist: did you mean np\.exp\?", text)
    assert re.search(r"By dW\[:, y\] -= in line \d+, of several images of a class only one counts\.", text)
    assert re.search(r"In line \d+ a \* is missing between 2 and the bracket\.", text)


def test_an_array_that_nothing_writes_into_is_needed_by_none(judged, folder):
    name = "svm_loss_vectorized-loss"
    of_svm(folder, "X.T @ dS", "X.T @ dS\n    tmp = X[later, :]\n    dW += tmp")
    of_svm(folder, "loss = np.sum(margins) / N", "loss = np.sum(margins) / N / 3")
    of_svm(folder, "    return loss", "    loss = loss + 0\n    return loss")
    text = "\n".join(judged(folder, {name})[name].lines)
    assert "later has no value in this file" in text and "Apart from that: Your mean loss is 1/3 times" in text


def test_functions_that_nothing_calls_are_told_and_lines_below_a_return(judged, folder):
    code = """import numpy as np


def svm_loss_vectorized(W, X, y, reg):
    loss, dW = 0.0, np.zeros_like(W)

    def svm_loss_vectorized(W, X, y, reg):
        return np.sum(W), W

    return loss, dW
    loss = 1
    return loss, dW
"""
    (folder / "helpers" / "svm.py").write_text(code)
    text = "\n".join(judged(folder, BOTH[:1])[BOTH[0]].lines)
    assert (
        "The function defined inside of it, in line 7, is never called. Nothing below the return in line 10 runs."
        in text
    )


NAIVE_SOFTMAX = """

def softmax_loss_naive(W, X, y, reg):
    loss = 0.0
    dW = np.zeros_like(W)
    N = X.shape[0]
    for i in range(N):
        s = X[i] @ W
        s -= np.max(s)
        p = np.exp(s) / np.sum(np.exp(s))
        loss -= np.log(p[y[i]])
        p[y[i]] -= 1
        dW += np.outer(X[i], p)
    loss = loss / N + reg * np.sum(W * W)
    dW = dW / N + 2 * reg * W
    return loss, dW
"""
NAIVE_SVM = """

def svm_loss_naive(W, X, y, reg):
    loss = 0.0
    dW = np.zeros(W.shape)
    N = X.shape[0]
    for i in range(N):
        s = X[i] @ W
        for j in range(W.shape[1]):
            margin = s[j] - s[y[i]] + 1
            if j != y[i] and margin > 0:
                loss += margin
                dW[:, j] += X[i]
                dW[:, y[i]] -= X[i]
    loss = loss / N + reg * np.sum(W * W)
    dW = dW / N + 2 * reg * W
    return loss, dW
"""
SOFTMAX = """

def softmax_loss_vectorized(W, X, y, reg):
    N = X.shape[0]
    S = X @ W
    S -= np.max(S, axis=1, keepdims=True)
    P = np.exp(S) / np.sum(np.exp(S), axis=1, keepdims=True)
    losses = -np.log(P[np.arange(N), y])
    loss = np.mean(losses) + reg * np.sum(W * W)
    P[np.arange(N), y] -= 1
    dW = X.T @ P
    dW = dW / N + 2 * reg * W
    return loss, dW
"""
SVM = """

def svm_loss_vectorized(W, X, y, reg):
    N = X.shape[0]
    S = X @ W
    M = np.maximum(0, S - S[np.arange(N), y][:, None] + 1)
    M[np.arange(N), y] = 0
    loss = np.sum(M) / N + reg * np.sum(W * W)
    A = (M > 0).astype(float)
    A[np.arange(N), y] -= np.sum(A, axis=1)
    dW = X.T @ A / N + 2 * reg * W
    return loss, dW
"""
BEGUN = """

def svm_loss_vectorized(W, X, y, reg):
    loss = 0.0
    dW = np.zeros(W.shape)
    S = X @ W
    R = reg * np.sum(W * W)
    return loss, dW
"""
ROW_OF_LABEL = "makes the scores of all images in every round, so"
RIGHT = "Everything else that is checked here is right."
RIGHT_BUT_FOR_NOTES = "Everything else that earns points is right."
HALF_GRADIENT = ("dW / N + 2 * reg * W", "dW / N + reg * W")
SAID_OF_HALF = "The penalty's gradient is half of what it should be."
OUTER = "np.outer(a, b) multiplies a column by a row."
HIDDEN = {
    "the scores of all images in each round, where it stops": (
        NAIVE_SVM, [("X[i] @ W", "X @ W"), ("N + reg *", "N + 0.5 * reg *")],
        [ROW_OF_LABEL, "The penalty is half"], ["as your loss does", RIGHT],
    ),
    "the same, where it runs": (
        NAIVE_SOFTMAX, [("X[i] @ W", "X @ W"), ("loss / N", "loss"), ("        dW += np.outer(X[i], p)\n", "")],
        [f"{ROW_OF_LABEL} p[y[i]] in line", "expected one. Line", "This is the sum over the images"],
        [ROW_OF_LABEL],
    ),
    "an image times numbers": (
        NAIVE_SOFTMAX, [("np.outer(X[i], p)", "np.matmul(X[i], p.T)"), HALF_GRADIENT], [OUTER, RIGHT], [SAID_OF_HALF],
    ),
    "a column times an image": (
        NAIVE_SOFTMAX, [("np.outer(X[i], p)", "X[i] * p[:, None]"), HALF_GRADIENT],
        ["One shape is the other transposed", RIGHT], [SAID_OF_HALF],
    ),
    "images times numbers": (
        SOFTMAX, [("X.T @ P", "X * P"), HALF_GRADIENT], [], ["Both have 11 rows: which one do you", SAID_OF_HALF],
    ),
    "labels of floats": (
        SOFTMAX, [("    S = X", "    y = y.astype(float)\n    S = X"), HALF_GRADIENT],
        ["makes it: y = y.astype(float). The same goes for line", RIGHT_BUT_FOR_NOTES], [SAID_OF_HALF],
    ),
    "a third result": (SOFTMAX, [("return loss, dW", "return loss, dW, P"), HALF_GRADIENT], [RIGHT], [SAID_OF_HALF]),
    "a loss for each image": (
        SOFTMAX, [("np.mean(losses) + reg", "losses + 0.5 * reg")],
        ["one number for each image", "The penalty is half of what it should be."], [],
    ),
    "a loss for each class": (
        NAIVE_SOFTMAX, [("loss -= np.log(p[y[i]])", "loss -= np.log(p)")],
        ["one number for each class", "As for their sum: Every class adds to the loss"], [],
    ),
    "nothing but scores in another order": (
        BEGUN, [("X @ W", "W @ X")],
        ["Stopped at line", "It still has its first value", "goes into R, which nothing uses"],
        ["as your loss does", "It still has its first value"],
    ),
}  # fmt: skip
"""Functions, what is changed in them, and what is told of the loss and of the gradient."""


def slipped(folder, name, table):
    """Put a function with its changes at the end of its file; return the ids of what asks for it, and what is told."""
    function, changes, *told = table[name]
    for old, new in changes:
        assert old in function
        function = function.replace(old, new)
    called = re.search(r"def (\w+)", function)[1]
    path = folder / "helpers" / f"{called.partition('_')[0]}.py"
    path.write_text(path.read_text() + function)
    return [f"{called}-loss", f"{called}-gradient"], told


def test_a_line_that_stops_once_it_is_mended_is_quoted_as_it_was_written(judged, folder):
    no_size = (
        ("    N = X.shape[0]\n", "    pass\n"),
        ("np.max(S, axis=1, keepdims=True)", "np.max(S, axis=1).reshape(N, 1)"),
    )
    ids, _ = slipped(folder, "", {"": (SOFTMAX, [*no_size, ("np.log(P[", "np.log(Q[")])})
    text = "\n".join(judged(folder, set(ids))["softmax_loss_vectorized-loss"].lines)
    assert re.search(r"NameError: N has .* \(losses = -np.log\(Q\[np.arange\(N\), y\]\)\): NameError: Q has", text), (
        text
    )


@pytest.mark.parametrize("name", HIDDEN)
def test_what_hides_the_rest_of_a_function_is_told_and_the_rest_too(judged, folder, name):
    ids, told = slipped(folder, name, HIDDEN)
    for verdict, sentences in zip(judged(folder, set(ids)).values(), told, strict=True):
        text = "\n".join(verdict.lines)
        assert all(one in text for one in sentences), text
        assert not re.search(r"np_of_the_judge|Lines? \d+,? .*\b\d{3}\b.* run", text)


@pytest.mark.parametrize(
    ("function", "old", "new"),
    [
        (NAIVE_SVM, "X[i] @ W", "(X @ W)[i]"),
        (NAIVE_SVM, "s = X[i] @ W", "T = X @ W\n        s = T[i]"),
        (NAIVE_SOFTMAX, "s -= np.max(s)", "s = np.asarray(s) - max(s)"),
    ],
)
def test_of_the_scores_of_all_images_the_row_of_the_round_may_be_taken(judged, folder, function, old, new):
    ids, _ = slipped(folder, "", {"": (function, [(old, new)])})
    verdicts = judged(folder, set(ids))
    assert lost(verdicts) == set() and "in every round" not in str([verdict.lines for verdict in verdicts.values()])


HALF_GRADIENT_OF_SVM = ("/ N + 2 * reg * W", "/ N + reg * W")
HALF_LOSS = ("/ N + reg *", "/ N + 0.5 * reg *")
SAID_OF_LINES = {
    "rows of W for classes, and a name without a value below": (
        NAIVE_SVM,
        [("X[i] @ W", "W @ X[i]"), ("W.shape[1]", "W.shape[0]"), ("dW[:, j]", "dW[j]"), ("dW[:, y[i]]", "dW[y[i]]"),
         ("loss / N", "loss / count")],
        ["takes the rows of W to belong to classes", "Once that is fixed: Stopped at line"],
        ["as your loss does", RIGHT],
    ),
    "one maximum in another layout": (
        SOFTMAX,
        [("X.shape[0]", "X.shape[1]"), ("X @ W", "W @ X"), ("np.max(S, axis=1, keepdims=True)", "np.max(S)"),
         ("np.exp(S), axis=1, keepdims=True", "np.exp(S), axis=0"), ("P[np.arange(N), y])", "P[y, np.arange(N)])"),
         ("P[np.arange(N), y] -=", "P[y, np.arange(N)] -="), ("X.T @ P", "P @ X.T")],
        [r"Which maximum belongs to each image\? Line \d+ subtracts it\."], [],
    ),
    "a half of one's own beside another slip": (
        NAIVE_SVM, [HALF_LOSS, ("2 * reg * W", "reg * np.sum(W)")], [],
        ["All weights get the same gradient", "That 1/2 comes with the one in your loss, and is no slip of its own."],
    ),
    "the same beside absolute values": (
        NAIVE_SVM, [HALF_LOSS, ("2 * reg * W", "reg * np.abs(W)")], [],
        ["Which line takes absolute values", "That 1/2 comes with the one in your loss"],
    ),
    "another factor beside a loss without a half": (
        NAIVE_SVM, [("2 * reg * W", "reg * np.sum(W)")], [], ["Does that factor come with it, or is it another slip"],
    ),
    "squares in a divisor": (
        NAIVE_SVM, [("dW / N + 2 * reg * W", "dW / (N + reg * W**2)")], [],
        ["in the divisor", r"W \*\* 2 in line \d+ is no derivative of w \* w, either\."],
    ),
    "two squares in a divisor": (
        NAIVE_SVM, [("dW / N + 2 * reg * W", "dW / (N + 2 * reg * W * W)")], [], ["in the divisor"],
    ),
    "two penalties and a changed input": (
        NAIVE_SVM,
        [("                loss += margin\n", "                loss += margin\n                W[:, j] += 0.001\n"),
         ("    dW = dW / N", "    loss += reg * np.sum(W * W)\n    dW = dW / N")],
        [r"The call changed W", r"Each of lines \d+ and \d+ adds a penalty to the loss\."], [],
    ),
    "a logarithm of a logarithm": (
        NAIVE_SOFTMAX, [("np.log(p[y[i]])", "np.log(-np.log(p[y[i]]))")],
        [r"The logarithm is taken twice, in line \d+\."], [],
    ),
    "the same in two lines": (
        SOFTMAX, [("np.mean(losses)", "np.mean(-np.log(losses))")],
        [r"The logarithm is taken twice, in lines \d+ and \d+\."], [],
    ),
    "an overflow before a stop": (
        NAIVE_SOFTMAX,
        [("        s -= np.max(s)\n", ""), ("np.log(p[y[i]])", "s[y[i]] - __import__('math').log(e)"),
         ("np.exp(s) / np.sum(np.exp(s))", "np.exp(s)\n        e = np.sum(p)\n        p = p / e")],
        [r"your function stops: exp overflows in line \d+, and the logarithm of 0 is taken in line \d+\."], [],
    ),
    "an array of N x N that neither result needs": (
        SVM, [("    S = X @ W\n", "    S = X @ W\n    picked = S[:, y]\n")],
        [r"Line \d+ makes an array of N x N", "Nothing reads picked"], [],
    ),
    "a half of one's own beside a stop": (
        SVM, [HALF_LOSS, ("+ 2 * reg * W", "+ reg * W"), ("[np.arange(N), y][:", "[np.arange(S), y][:")],
        ["The penalty is half"], [r"half of what it should be\. That 1/2 comes with the one in your loss"],
    ),
    "one name without a value in several lines, and another": (
        SOFTMAX,
        [("    N = X.shape[0]\n", ""), ("np.max(S, axis=1, keepdims=True)", "np.max(S, axis=1).reshape(N, 1)"),
         ("-np.log(P[", "-np.log(Q["), ("X.T @ P\n", "(1.0 / N) * X.T.dot(Q)\n")],
        [r"(?s)N has no value in this file.* Once that is fixed: .*Q has no value in this file(?!.*N in line)"],
        [r"(?s)\A(?!.*Once that is fixed: .*N has no value)"],
    ),
    "a reset in each round, = for +=, and a line below the loop": (
        NAIVE_SVM,
        [("        s = X", "        dW = np.zeros(W.shape)\n        count = 0\n        s = X"),
         ("[:, j] +=", "[:, j] ="),
         ("                dW[:, y[i]] -= X[i]\n", "                count += 1\n    dW[:, y[i]] = -count * X[i]\n")],
        [],
        [r"Line \d+ sets dW to 0 for each image\. Line \d+ sets dW\[:, j\] anew for each image, and adds nothing",
         r"Line \d+ stands below the loop over the images, so it sees the last of them alone\."],
    ),
    "a loss set anew, and no shift beside it": (
        NAIVE_SOFTMAX, [("        s -= np.max(s)\n", ""), ("loss -= np.log", "loss = -np.log")],
        [r"Line \d+ sets loss anew for each image\.", r"large scores: No points are lost here\. But in line \d+, exp"],
        [],
    ),
    "classes counted by labels, where it stops": (
        SVM, [("    N = X.shape[0]\n", "    N = X.shape[0]\n    Y = np.eye(max(y) + 1)[y]\n"),
              ("S[np.arange(N), y][:, None]", "np.sum(S * Y, axis=1, keepdims=True)"), HALF_LOSS],
        [r"max\(y\) \+ 1 in line \d+ counts classes by the labels of a batch.* all of them\?",
         "The penalty is half"],
        [r"see what is said there\. Everything else"],
    ),
    "classes counted by labels, where it runs": (
        NAIVE_SVM, [("range(W.shape[1])", "range(len(np.unique(y)))"), ("loss += margin", "loss += margin**2")],
        [], [r"len\(np\.unique\(y\)\) in line \d+ counts classes by the labels"],
    ),
    "a half beside digits that are cut": (
        NAIVE_SVM, [HALF_LOSS, ("return loss, dW", "return round(loss, 5), dW")],
        ["has only 5 digits", "But for these digits: The penalty is half of what it should be."], [],
    ),
    "images without a probability": (
        NAIVE_SOFTMAX,
        [("        p[y[i]] -= 1\n        dW += np.outer(X[i], p)\n",
          "        for j in range(W.shape[1]):\n            dW[:, j] += X[i]\n            dW[:, y[i]] -= X[i]\n")],
        [], [r"Your dW multiplies X\[i\] by 1 - C in the column of its true class and by 1 in the other columns"],
    ),
    "a maximum that is added": (
        SOFTMAX, [("S -= np.max", "S = S + np.max")],
        [r"\A(?!.*0 \* log\(0\))(?s:.*)Line \d+ adds the maximum: which sign"], [],
    ),
    "NumPy's max for two arrays": (SVM, [("np.maximum", "np.max"), HALF_GRADIENT_OF_SVM], [RIGHT], [SAID_OF_HALF]),
    "a product that is transposed": (
        SVM, [("X.T @ A / N", "np.dot(A.T, X) / N"), HALF_GRADIENT_OF_SVM], [],
        ["One shape is the other transposed", SAID_OF_HALF],
    ),
    "an outer product the wrong way round": (
        NAIVE_SOFTMAX, [("np.outer(X[i], p)", "np.outer(p, X[i])"), ("dW / N", "dW")],
        ["One shape is the other transposed"], [r"Once that is fixed: This is the sum over the images"],
    ),
    "a gradient of another shape": (
        SOFTMAX, [("X.T @ P", "P.T @ X"), HALF_GRADIENT], [], ["a gradient has the shape of W", SAID_OF_HALF],
    ),
    "a sum over the images for one over the classes": (
        SVM, [("np.sum(A, axis=1)", "np.sum(A, axis=0)"), HALF_GRADIENT_OF_SVM], [],
        [r"4 numbers, one for each class, where each of the 11 images needs one: over which axis", SAID_OF_HALF],
    ),
    "math's exp of an array": (
        NAIVE_SOFTMAX,
        [("p = np.exp(s) /", "import math\n        p = math.exp(s) /"), ("dW / N", "dW")],
        ["the functions of math take one number.* Everything else"], ["Once that is fixed: This is the sum over"],
    ),
    "a feature for an image in a product": (
        NAIVE_SOFTMAX, [("X[i] @ W", "X[:, i] @ W"), ("loss / N", "loss")],
        [r"X\[:, i\] is one number of every image.* Once that is fixed: This is the sum over the images"],
        [r"see what is said there\. Everything else"],
    ),
    "a variable under a longer name": (
        NAIVE_SOFTMAX, [("np.log(p[", "np.log(probs["), HALF_GRADIENT],
        [r"Did you mean p\? Everything else"], [SAID_OF_HALF],
    ),
    "a size without a value": (
        NAIVE_SOFTMAX,
        [("N = X.shape[0]", "num = X.shape[0]"), ("range(N)", "range(num)"), ("loss / N", "loss / N / N")],
        [r"N has no value in this file.* Once that is fixed: The loss is divided by N twice"],
        [r"\A(?!(?s:.*)N in line \d+ has no value)"],
    ),
    "a loop that counts from 1": (
        NAIVE_SVM, [("range(W.shape[1])", "range(1, W.shape[1] + 1)"), ("2 * reg * W", "reg * W")],
        [r"range\(1, W\.shape\[1\] \+ 1\) in line \d+ ends with W\.shape\[1\], one after the last\. Everything else"],
        [SAID_OF_HALF],
    ),
    "a sum without a first value": (
        NAIVE_SOFTMAX,
        [("p = np.exp(s) / np.sum(np.exp(s))",
          "for j in range(len(s)):\n            total += np.exp(s[j])\n        p = np.exp(s) / total"),
         ("loss / N", "loss"), HALF_GRADIENT],
        ["total has no value yet.* Once that is fixed: This is the sum over the images"], [SAID_OF_HALF],
    ),
    "a gradient without a first value": (
        NAIVE_SVM, [("    dW = np.zeros(W.shape)\n", ""), ("2 * reg * W", "reg * W")],
        [], [SAID_OF_HALF],
    ),
    "a function of SciPy": (
        SOFTMAX,
        [("\ndef", "\nfrom scipy.special import log_softmax, softmax\n\n\ndef"), HALF_GRADIENT,
         ("np.mean(losses)", "np.sum(losses)"),
         ("np.exp(S) / np.sum(np.exp(S), axis=1, keepdims=True)", "softmax(X @ W, axis=1)")],
        ["scipy cannot be imported.* Once that is fixed: This is the sum over the images"], [SAID_OF_HALF],
    ),
    "the cubes of the weights": (
        NAIVE_SVM, [("np.sum(W * W)", "np.sum(W**3)")], [r"W \*\* 3 in line \d+ is no square: which power"], [],
    ),
    "a comparison of truth values by is": (
        NAIVE_SVM, [("j != y[i] and", "(j == y[i]) is False and")],
        [r"\(j == y\[i\]\) is False, in line \d+, compares objects, and NumPy has a True"], [],
    ),
    "a number of images of a notebook in two lines": (
        NAIVE_SVM, [("loss / N", "loss / 500"), ("dW / N", "dW / 500")],
        [r"To divide by 500, as lines \d+ and \d+ do, is right for 500 images alone"], [],
    ),
    "rows of an array that a loop fills": (
        SOFTMAX,
        [("    P[np.arange(N), y] -= 1\n",
          "    G = np.zeros_like(P)\n    for i in range(N):\n        for j in range(len(W.T)):\n"
          "            G[i][j] = P[i, j] + (j == y[i])\n"),
         ("X.T @ P\n", "X.T @ G\n"), ("return loss, dW", "return loss, X.T @ G")],
        [], [r"\A(?!(?s:.*)anew)"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SAID_OF_LINES)
def test_what_the_lines_tell_of_a_slip_is_told_with_it(judged, folder, name):
    ids, told = slipped(folder, name, SAID_OF_LINES)
    for verdict, patterns in zip(judged(folder, set(ids)).values(), told, strict=True):
        text = "\n".join(verdict.lines)
        assert all(re.search(one, text) for one in patterns), text
