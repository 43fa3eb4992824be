"""hunt(...): one thing changed in right functions of many hands; the dialogue; and where nothing can be hidden."""

import importlib.util
import inspect
import itertools
import threading
from textwrap import dedent

import pytest

import helpers.given.checking
from grader.bank import cases, variants
from helpers import softmax, svm
from helpers.given import alarm, hunt, hunting
from helpers.given.hunting import Hunt, changes, puzzles

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
    """In any right function, also one that is written in a few lines, several can be changed."""
    function = getattr(loaded(file, module), f"{module}_loss_vectorized")
    source = inspect.getsource(function)
    found = puzzles.made_from(source, function)
    assert len({one.change.lines for one in found}) >= 2
    for one in found:
        assert any(symptom.seen != symptom.right for symptom in one.symptoms)
        assert one.change.before != one.change.after
        lines = zip(source.splitlines(), one.change.source.splitlines(), strict=False)
        assert next(k for k, (old, new) in enumerate(lines, 1) if old != new) in one.change.lines


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
    assert "#" not in shown
    change = hidden._hidden.change
    line = hidden._before + change.lines.start
    assert inspect.getsource(svm).splitlines()[line - 1].strip() == change.before
    hidden.line(line)
    assert capsys.readouterr().out.splitlines() == [
        f"Yes, line {line}.",
        f"   yours:    {change.before}",
        f"   changed:  {change.after or '(taken out)'}",
    ]


def test_a_seed_gives_the_same_again_and_each_call_another(monkeypatch, capsys):
    def shown(**options):
        hunt(softmax.softmax_loss_vectorized, **options)
        return capsys.readouterr().out

    monkeypatch.setattr(hunting, "_numbers", itertools.count(5))
    first, second = shown(), shown()
    assert shown(seed=5) == first != second


@pytest.fixture(scope="module")
def found():
    """The puzzles of the reference."""
    return puzzles.made_from(inspect.getsource(svm.svm_loss_vectorized), svm.svm_loss_vectorized)


def test_one_number_after_the_other_hides_in_another_line_and_all_come(found):
    chosen = [puzzles.chosen(found, number) for number in range(200)]
    assert all(one.change.lines != other.change.lines for one, other in itertools.pairwise(chosen))
    assert {one.change.source for one in chosen} == {one.change.source for one in found}


def lines_of(those):
    return {k for one in those for k in one.change.lines}


def alike(puzzle, found):
    return [one for one in found if one.symptoms == puzzle.symptoms]


def test_wrong_guesses_get_hints_and_the_fourth_the_line(found, capsys):
    puzzle = found[0]
    wrong = sorted(lines_of(found) - lines_of(alike(puzzle, found)))
    hidden, start = Hunt(puzzle, found, before=70), puzzle.change.lines.start
    for k in wrong[:2] * 2 + wrong[2:4]:  # the same again is no other guess
        hidden.line(70 + k)
    said = capsys.readouterr().out.splitlines()
    assert said[0] == f"Not line {70 + wrong[0]}. {hunting._part(puzzle.symptoms)}"
    assert said[1] == f"Not line {70 + wrong[1]}. What was changed: {puzzle.change.kind}."
    assert said[4] == f"Not line {70 + wrong[2]}. It is further {'down' if wrong[2] < start else 'up'}."
    assert said[5] == f"Not line {70 + wrong[3]}. It was line {70 + start}."
    assert said[6] == f"   yours:    {puzzle.change.before}"
    assert len(said) == 8


def test_a_line_that_explains_it_as_well_is_no_wrong_guess(found, capsys):
    """A factor left out above the line, and one too many in it, look alike."""
    puzzle, other = next((one, k) for one in found for k in lines_of(alike(one, found)) if k not in one.change.lines)
    hidden = Hunt(puzzle, found)
    hidden.line(other)
    assert capsys.readouterr().out.startswith(f"Well reasoned: a change in line {other} can show all of this too.")
    assert not hidden._wrong


@pytest.mark.parametrize("guess", [..., "57", 1.5, True, None, 10**9, -1, 1])
def test_what_is_no_line_is_said_in_a_sentence_and_costs_no_guess(guess, found, capsys):
    hidden = Hunt(found[0], found)
    hidden.line(guess)
    said = capsys.readouterr().out
    assert said.count("\n") == 1
    assert said.startswith(("Give the number of a line", f"Not line {guess}: it is one of "))
    assert not hidden._wrong


def test_the_first_hint_is_true_of_every_change(found):
    source = inspect.getsource(svm.svm_loss_vectorized).splitlines()
    gradient = next(k for k, line in enumerate(source, 1) if "dW = None" in line)
    told = {hunting._part(one.symptoms) for one in found}
    assert len(told) == 3
    for one in found:
        said, change = hunting._part(one.symptoms), one.change
        if "even without a penalty" in said:
            assert change.lines.start < gradient
        elif "use reg" in said:
            assert "reg" in change.before
        else:
            assert change.lines.start > gradient


def test_a_loop_that_a_change_makes_endless_ends(written):
    function = written(RIGHT)
    found = puzzles.made_from(inspect.getsource(function), function)
    assert len(found) > 10
    assert [one.change.after for one in found if one.change.before == "k += 1"] == ["k += 2"]


HEAD = "def svm_loss_vectorized(W, X, y, reg):\n"
IMPORTED = "from helpers.svm import svm_loss_vectorized as right\n"


@pytest.mark.parametrize(
    ("function", "says"),
    [
        (len, "A hunt takes one of the four losses"),
        (None, "A hunt takes one of the four losses"),
        (softmax.softmax_probabilities, "A hunt takes one of the four losses"),
        (f"{HEAD}    raise NotImplementedError", "is still open"),
        (f"{HEAD}    return 1.0, None", "is still open"),
        (f"{HEAD}    return 0.0, 0 * W", 'is not right yet: check(svm.svm_loss_vectorized, "loss") says why.'),
        (f"{IMPORTED}svm_loss_vectorized = lambda *a: right(*a)", "cannot be found"),
        (f"{IMPORTED}{HEAD}    return right(W, X, y, reg)", "too little to change"),
    ],
)
def test_where_nothing_can_be_hidden_a_sentence_says_why(function, says, written, capsys):
    if isinstance(function, str):
        function = written(function)
        function.__module__, function.__qualname__ = "helpers.svm", "svm_loss_vectorized"
    hidden = hunt(function)
    said = capsys.readouterr().out
    assert says in said
    assert said.count("\n") <= 2
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
