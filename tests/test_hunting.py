"""hunt(...): one thing changed in right functions of many hands; the dialogue; and where nothing can be hidden."""

import importlib.util
import inspect
import threading
from textwrap import dedent

import pytest

import helpers.given.checking
from grader.bank import cases, variants
from helpers import softmax, svm
from helpers.given import alarm, hunt
from helpers.given.hunting import changes, puzzles

LOSSES = {
    "svm": ("svm_loss_naive", "svm_loss_vectorized"),
    "softmax": ("softmax_loss_naive", "softmax_loss_vectorized"),
}
HELPERS = {"svm": svm.__file__, "softmax": softmax.__file__}


@pytest.fixture(scope="module", autouse=True)
def public_set():
    cases.build_public()
    helpers.given.checking.exercises.cache_clear()


def loaded(path, module="svm"):
    spec = importlib.util.spec_from_file_location(f"helpers.{module}", path)
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


@pytest.fixture
def written(tmp_path):
    """Write a function in a file of its own and return it."""

    def write(source):
        file = tmp_path / "svm.py"
        file.write_text(f"import numpy as np\n\n\n{dedent(source)}")
        return loaded(file).svm_loss_vectorized

    return write


RIGHT = """
def svm_loss_vectorized(W, X, y, reg):
    "Both."
    N, k, dW = len(X), 0, np.zeros_like(W)
    loss = reg * np.sum(W * W)
    # a loop
    while k < N:
        m = X[k] @ W - X[k] @ W[:, y[k]] + 1
        m[y[k]] = 0
        loss += np.sum(np.maximum(m, 0)) / N
        d = 1.0 * (m > 0)
        d[y[k]] = -np.sum(d)
        dW += np.outer(X[k], d) / N
        k += 1
    return loss, dW + 2 * reg * W
"""
"""Right, though not vectorized; its lines are 5 to 19 of its file."""


@pytest.mark.parametrize(
    ("module", "file"), [(module, file) for module in HELPERS for file in [HELPERS[module], *variants.correct(module)]]
)
def test_each_puzzle_differs_in_one_place_runs_and_is_seen(module, file):
    """A puzzle is found for several lines of any right function; the functions stay as they are."""
    made = loaded(file, module)
    for kind in ("naive", "vectorized"):
        function = getattr(made, f"{module}_loss_{kind}")
        source = inspect.getsource(function)
        found = puzzles.made_from(source, function)
        assert len({one.change.lines for one in found}) >= 3
        for one in found:
            assert any(symptom.seen != symptom.right for symptom in one.symptoms)
            assert one.change.before != one.change.after
            differing = [
                k
                for k, (old, new) in enumerate(
                    zip(source.splitlines(), one.change.source.splitlines(), strict=False), 1
                )
                if old != new
            ]
            assert differing[0] in one.change.lines


@pytest.mark.parametrize(
    ("line", "changed"),
    [
        ("a = b + c", {"a = b - c", "a = b", "a = c", "pass"}),
        ("a = (b - c) * d", {"a = (b - c) / d", "a = (b - c)", "a = d", "a = (b + c) * d", "a = (b) * d", "pass"}),
        ("a = b / (c)", {"a = b * (c)", "a = b", "pass"}),
        ("a += b", {"a -= b", "a = b", "pass"}),
        ("a = b > 0", {"a = b < 0", "a = b > 1", "pass"}),
        ("a = -b", {"a = b", "pass"}),
        ("a = b.sum(axis=1)", {"a = b.mean(axis=1)", "a = b.sum(axis=0)", "pass"}),
        ("a = max(b, 0.0)", {"a = min(b, 0.0)", "a = max(b, 1.0)", "pass"}),
        ("a = b.shape[0]", {"a = b.shape[1]", "pass"}),
        ("a[b, 0] = c[1:, -1]", {"pass"}),
        ("a = 0.5 * ä", {"a = 1.0 * ä", "a = 0.5 / ä", "a = 0.5", "a = ä", "pass"}),
        ("f'{a + 1}'", {"pass"}),
        ("return a, b", set()),
    ],
)
def test_the_rules(line, changed):
    source = f'def f():\n    "x + 1"\n    {line}  # a + b\n'
    found = changes.changes(source)
    assert {one.source.splitlines()[2].partition("  #")[0].strip() for one in found} == changed
    assert {one.lines for one in found} <= {range(3, 4)}


def test_a_statement_of_several_lines_is_one_place():
    found = changes.changes("def f():\n    a = (b\n         + c * d)\n    return a\n")
    assert {one.lines for one in found} == {range(2, 4)}
    assert {one.before for one in found} == {"a = (b", "+ c * d)"}


def test_the_changed_line_is_found_and_shown(capsys):
    hidden = hunt(svm.svm_loss_vectorized, seed=3)
    shown = capsys.readouterr().out
    assert "should be" in shown
    assert "   loss = np.sum(margins) / N\n" in shown
    change = hidden._hidden.change
    hidden.line(hidden._before + change.lines.start)
    assert capsys.readouterr().out.splitlines()[1:] == [
        f"   yours:    {change.before}",
        f"   changed:  {change.after or '(taken out)'}",
    ]
    line = hidden._before + change.lines.start
    assert inspect.getsource(svm).splitlines()[line - 1].strip() == change.before


def test_a_seed_gives_the_same_again_and_each_call_another(capsys):
    def shown(**options):
        hunt(softmax.softmax_loss_vectorized, **options)
        return capsys.readouterr().out

    assert shown(seed=5) == shown(seed=5)
    assert len({shown() for _ in range(4)}) == 4


def test_wrong_guesses_get_hints_and_the_fourth_the_line(capsys):
    hidden = hunt(svm.svm_loss_naive, seed=0)
    where, start = hidden._before, hidden._hidden.change.lines.start
    alike = {k for one in hidden._others if one.symptoms == hidden._hidden.symptoms for k in one.change.lines}
    wrong = sorted({k for one in hidden._others for k in one.change.lines} - alike)
    capsys.readouterr()
    for k in (*wrong[:3], wrong[-1]):
        hidden.line(where + k)
    first, second, third, *rest = capsys.readouterr().out.splitlines()
    assert "?" in first
    assert second.endswith(f"What was changed: {hidden._hidden.change.kind}.")
    assert third.endswith(f"It is further {'down' if wrong[2] < start else 'up'}.")
    assert rest[0] == f"Not line {where + wrong[-1]}. It was line {where + start}."
    assert len(rest) == 3


def test_a_line_that_explains_it_as_well_is_no_wrong_guess(capsys):
    """In this one a loss without its mean and one that is multiplied by it look alike for a batch of one size."""
    for seed in range(200):
        hidden = hunt(svm.svm_loss_vectorized, seed=seed)
        alike = [one for one in hidden._others if one.symptoms == hidden._hidden.symptoms]
        others = [k for one in alike for k in one.change.lines if k not in hidden._hidden.change.lines]
        capsys.readouterr()
        if others:
            hidden.line(hidden._before + others[0])
            assert capsys.readouterr().out.startswith("Well read")
            assert not hidden._wrong
            return
    pytest.fail("no two lines are alike")


@pytest.mark.parametrize("guess", [..., "57", 1.5, True, None, 10**9, -1, 1])
def test_what_is_no_line_is_said_in_a_sentence_and_costs_no_guess(guess, capsys):
    hidden = hunt(svm.svm_loss_vectorized, seed=1)
    capsys.readouterr()
    hidden.line(guess)
    said = capsys.readouterr().out
    assert said.count("\n") == 1
    assert said.startswith(("Give the number of a line", f"Not line {guess}: it is one of "))
    assert not hidden._wrong


def test_hints_are_true(capsys):
    """Whatever is changed: without a change of what is told, another part of the function could be meant."""
    hidden = hunt(svm.svm_loss_vectorized, seed=0)
    source = inspect.getsource(svm.svm_loss_vectorized).splitlines()
    gradient = next(k for k, line in enumerate(source, 1) if "dW = None" in line)
    parts = {helpers.given.hunting._part(one.symptoms): set() for one in hidden._others}
    for one in hidden._others:
        parts[helpers.given.hunting._part(one.symptoms)].add(one.change)
    assert len(parts) == 3
    for said, of in parts.items():
        if "even without a penalty" in said:
            assert all(change.lines.start < gradient for change in of)
        elif "know reg" in said:
            assert all("reg" in change.before for change in of)
        else:
            assert all(change.lines.start > gradient for change in of)


def test_a_loop_that_a_change_makes_endless_ends(written):
    function = written(RIGHT)
    found = puzzles.made_from(inspect.getsource(function), function)
    assert len(found) > 10
    assert all("k += 1" not in one.change.before for one in found)


IMPORTED = "from helpers.svm import svm_loss_vectorized as right\n"


@pytest.mark.parametrize(
    ("function", "says"),
    [
        (len, "A hunt takes one of the four losses"),
        (None, "A hunt takes one of the four losses"),
        (softmax.softmax_probabilities, "A hunt takes one of the four losses"),
        ("def svm_loss_vectorized(W, X, y, reg):\n    raise NotImplementedError", "is still open"),
        ("def svm_loss_vectorized(W, X, y, reg):\n    return 1.0, None", "is still open"),
        (RIGHT, 'svm_loss_vectorized is not right yet: check(svm.svm_loss_vectorized, "loss") says why.'),
        (
            "from helpers.svm import svm_loss_vectorized as right\nsvm_loss_vectorized = lambda *a: right(*a)",
            "cannot be",
        ),
        (
            "from helpers import svm\ndef svm_loss_vectorized(W, X, y, reg):\n"
            "    return svm.svm_loss_vectorized(W, X, y, reg)",
            "is too little to change",
        ),
    ],
)
def test_where_nothing_can_be_hidden_a_sentence_says_why(function, says, written, capsys):
    if isinstance(function, str):
        function = written(function)
        function.__module__, function.__qualname__ = "helpers.svm", "svm_loss_vectorized"
    hidden = hunt(function)
    said = capsys.readouterr().out
    assert says in said
    assert said.count("\n") == 1
    hidden.line(57)
    assert capsys.readouterr().out.startswith("Nothing is hidden")


def test_nothing_is_hidden_while_work_is_graded(monkeypatch, capsys):
    monkeypatch.setenv(alarm.ENVIRONMENT, "autograde")
    hunt(svm.svm_loss_vectorized)
    assert capsys.readouterr().out == ""


def test_no_thread_is_needed(monkeypatch, capsys):
    def start(thread):
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", start)
    hunt(svm.svm_loss_vectorized, seed=0)
    assert "should be" in capsys.readouterr().out
