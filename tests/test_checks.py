"""check(...) as a student meets it: in a notebook, in a terminal, while nbgrader runs."""

import importlib.util
import re

import nbformat
import numpy as np
import pytest
from once import told

import helpers.given.checking
from grader import ROOT
from grader.bank import EXERCISES, cases
from grader.releasing.stubs import cut
from helpers import gradients, regularization, scores, start, svm
from helpers.given import progress
from helpers.given.calling.calls import Answer, target_named
from helpers.given.checking import CheckFailed, check, done
from helpers.given.judge import caseset, message
from helpers.given.sentences import WIDTH, say


@pytest.fixture(scope="module", autouse=True)
def public_set():
    cases.build_public()
    helpers.given.checking.exercises.cache_clear()


def open_function(*arguments):
    raise NotImplementedError("svm_loss_naive is still open: 02_svm_loss, task 1.")


@pytest.mark.parametrize("name", [name for name, exercise in EXERCISES.items() if exercise.target])
def test_the_reference_passes_and_the_word_is_visible_checks(name, capsys):
    module = EXERCISES[name].target.partition(".")[0]
    modules = {module: importlib.import_module(f"helpers.{module}")}
    eval(EXERCISES[name].check_source, {"check": check, **modules})
    text = capsys.readouterr().out
    assert "visible checks passed" in text
    assert text.startswith("ok ")
    assert len(text.strip().splitlines()) == 1


def test_a_mistake_reads_like_a_teaching_assistant(monkeypatch, capsys):
    mistakes = EXERCISES["svm_loss_naive-loss"].mistakes
    counted = next(one for one in mistakes if one.id == "svm.right-class-counted")
    monkeypatch.setattr(svm, "svm_loss_naive", EXERCISES["svm_loss_naive-loss"].variant(counted.edits))
    check(svm.svm_loss_naive, "loss")
    lines = capsys.readouterr().out.strip().splitlines()
    assert lines[0] == "x  svm_loss_naive   your mean loss 6.2667, expected 5.2667"
    assert "Which class can never be wrong?" in lines[1]
    assert "right already: regularization, inputs unchanged" in lines[2]
    assert "hint=1" in lines[3]
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    missing = [line for line in lines[:3] if line not in readme]
    told([f"README.md: its example of a failed check should have the line {line!r}." for line in missing])


def test_an_open_function_is_told_its_place_and_line(monkeypatch, capsys):
    monkeypatch.setattr(svm, "svm_loss_naive", open_function)
    check(svm.svm_loss_naive, "loss")
    out = capsys.readouterr().out
    assert "-- svm_loss_naive is still open: 02_svm_loss, task 1." in out
    assert not done(svm.svm_loss_naive)
    assert "is still open (02_svm_loss, task 1): this cell waits for it." in capsys.readouterr().out


def test_a_cell_that_waits_for_a_function_that_stops_points_to_its_check(monkeypatch, capsys):
    monkeypatch.setattr(svm, "svm_loss_naive", lambda W, X, y, reg: W[99])
    assert not done((svm.svm_loss_naive, "loss"))
    told = "svm_loss_naive stops, and its check says why (02_svm_loss, task 1): this cell waits for it."
    assert told in capsys.readouterr().out
    # what fits where N = D = C, as in the lecture's example, would stop in a notebook's own arrays
    monkeypatch.setattr(svm, "svm_loss_naive", lambda W, X, y, reg: (np.sum(W @ X), X @ (X @ W)))
    assert not done((svm.svm_loss_naive, "gradient"))
    told = "svm_loss_naive stops, and its check says why (04_gradient_checking, task 4):\n   this cell waits for it."
    assert told in capsys.readouterr().out  # in two lines, as JupyterLab breaks long ones within words


def test_a_function_that_calls_one_that_is_open_is_not_called_open(monkeypatch, capsys):
    called = Answer(error="NotImplementedError", meant="l2", line=60, text="l2(W, reg)")
    monkeypatch.setattr(progress, "ask", lambda target, case: called)
    assert not done(regularization.elastic_net)
    assert "elastic_net stops, and its check says why" in capsys.readouterr().out


@pytest.mark.parametrize("predict", [lambda S: None, lambda S: np.argmax(S, axis=0), lambda S: S])
def test_a_cell_waits_for_a_function_whose_result_has_another_size(predict, monkeypatch, capsys):
    monkeypatch.setattr(scores, "predict", predict)
    assert not done(scores.predict)
    told = "predict does not return what it should, and its check says why (01_score_functions, task 4):\n   this cell"
    assert told in capsys.readouterr().out
    monkeypatch.setattr(scores, "predict", lambda S: [int(np.argmin(s)) for s in S])  # wrong, and no cell stops
    assert done(scores.predict)


def test_a_cell_that_would_mislead_waits_for_a_function_that_is_right(monkeypatch, capsys):
    slope = gradients.numerical_gradient
    assert done(gradients.numerical_gradient, right=True)
    monkeypatch.setattr(gradients, "numerical_gradient", lambda *given: slope(*given) / 2)
    assert done(gradients.numerical_gradient)
    assert not capsys.readouterr().out
    assert not done(gradients.numerical_gradient, right=True)
    told = "numerical_gradient is not right yet, and its check says why (04_gradient_checking, task 1):\n   this cell"
    assert told in capsys.readouterr().out
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")  # there its check tells, and no cell is worth the time
    assert done(gradients.numerical_gradient, right=True)


def test_a_result_is_right_whatever_guards_say(monkeypatch):
    """A loop over images costs points and gives the right result: nobody waits for it."""
    loop = EXERCISES["svm_loss_naive-loss"].reference()
    monkeypatch.setattr(svm, "svm_loss_vectorized", lambda *given: loop(*given))
    assert done((svm.svm_loss_vectorized, "loss"), right=True)


@pytest.mark.parametrize("error", ["ValueError", "TimeoutError", "NotImplementedError"])
def test_what_is_printed_fits_beside_the_file_list(error, monkeypatch, capsys):
    """JupyterLab breaks longer lines of printed text anywhere, within words, too."""
    monkeypatch.setattr(progress, "ask", lambda target, case: Answer(error=error))
    functions = [exercise for exercise in EXERCISES.values() if exercise.target]
    for exercise in functions:
        subject = target_named(exercise.target)
        assert not done((subject, exercise.task) if exercise.task else subject)
        for number in range(len(exercise.hints)):
            say(message.hint(exercise, number + 1))
    lines = capsys.readouterr().out.splitlines()
    assert sum("waits for it." in line for line in lines) == len(functions)
    assert max(map(len, lines)) <= WIDTH


def test_the_line_that_is_told_is_that_of_the_task(tmp_path, monkeypatch, capsys):
    """Of an open one its own mark, also where that of an earlier task was left standing; else the function's first."""
    file = tmp_path / "helpers" / "svm.py"
    file.parent.mkdir()
    mark = f"# YOUR CODE HERE ({EXERCISES['svm_loss_naive-gradient'].where})"
    file.write_text(
        f"\ndef svm_loss_naive(W, X, y, reg):\n    # YOUR CODE HERE\n    loss = 0\n    {mark}\n    return loss, None\n"
    )
    spec = importlib.util.spec_from_file_location("helpers.svm", file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    check(module.svm_loss_naive, "loss")
    assert "next: helpers/svm.py, line 4;" in capsys.readouterr().out
    check(module.svm_loss_naive, "gradient")
    assert "next: helpers/svm.py, line 5;" in capsys.readouterr().out


def test_in_a_notebook_passed_not_right_and_open_differ_in_colour_symbol_and_word(monkeypatch):
    shown = []
    monkeypatch.setattr(helpers.given.checking, "display", lambda message: shown.append(message._repr_html_()))
    for add in (start.add, lambda a, b: a * b, open_function):
        monkeypatch.setattr(start, "add", add)
        check(start.add)
    looks = [
        re.search(r"border-left:0.6em solid (#\w+);.*<span [^>]*>(\S) ([\w ]+)</span> add", text) for text in shown
    ]
    assert [look[3] for look in looks] == ["passed", "not right yet", "still open"]
    assert len({look[1] for look in looks}) == len({look[2] for look in looks}) == 3


def test_a_failed_check_names_the_line_that_was_written(tmp_path, capsys):
    """As 00 shows it, and not the head of the function, with which nothing is wrong."""
    file = tmp_path / "helpers" / "start.py"
    file.parent.mkdir()
    stub = cut((ROOT / "helpers" / "start.py").read_text(encoding="utf-8"), "start.py")
    file.write_text(re.sub(r"raise .*\n", "return a * b\n", stub))  # as 00 says
    spec = importlib.util.spec_from_file_location("helpers.start", file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    check(module.add)
    *_, last = capsys.readouterr().out.strip().splitlines()
    assert last.strip().startswith("next: helpers/start.py, line ")
    shown = nbformat.read(ROOT / "notebooks" / "00_start_here.ipynb", 4).cells
    assert last.rstrip() in next(cell.source for cell in shown if cell.id == "break_it").splitlines()


def test_an_open_gradient_is_not_charged_to_the_loss(monkeypatch, capsys):
    monkeypatch.setattr(svm, "svm_loss_naive", lambda *a: (EXERCISES["svm_loss_naive-loss"].reference()(*a)[0], None))
    check(svm.svm_loss_naive, "loss")
    assert "visible checks passed" in capsys.readouterr().out
    check(svm.svm_loss_naive, "gradient")
    assert "still open" in capsys.readouterr().out
    assert not done((svm.svm_loss_naive, "gradient"))


def test_what_the_student_prints_and_warns_of_is_swallowed(monkeypatch, capfd):
    def noisy(y_pred, y):
        print("secret noise", np.log(np.zeros(1)))
        return np.mean(y_pred == y)

    monkeypatch.setattr(scores, "accuracy", noisy)
    check(scores.accuracy)
    out, err = capfd.readouterr()
    assert "noise" not in out
    assert err == ""
    assert "visible checks passed" in out


def test_an_exception_is_told_with_its_line_and_without_a_traceback(monkeypatch, capsys):
    monkeypatch.setattr(scores, "predict", lambda S: S[99, 99])
    check(scores.predict)
    out = capsys.readouterr().out
    assert "IndexError" in out
    assert "Traceback" not in out


def test_under_nbgrader_a_failure_raises_with_the_message_alone(monkeypatch):
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    monkeypatch.setattr(start, "add", lambda a, b: a * b)
    with pytest.raises(CheckFailed) as failed:
        check(start.add)
    assert failed.value._render_traceback_()[0] == "x  add   your add(2, 3) 6, expected 5"


@pytest.mark.parametrize("winners", [[5, 1, 9], (5, 1, 9), np.array([[5, 1, 9]]), [5.0, 1.0, 9.0]])
def test_an_answer_may_be_written_in_any_shape(winners, capsys):
    check("winners", winners)
    assert "visible checks passed" in capsys.readouterr().out


def test_a_wrong_answer_is_not_told_the_right_one(capsys):
    check("svm_q1", 0.5)
    head, asks, _ = capsys.readouterr().out.splitlines()
    assert head == "x  svm_q1   your mean loss 0.5000: not right"
    assert asks == "   Take one image first, the cat: which terms has its loss now, and what do they give?"
    check("svm_q1", 15.8 / 3)
    out = capsys.readouterr().out
    assert "This is the loss as it was" in out
    assert "6.26" not in out


def test_an_answer_that_is_wrong_in_no_known_way_is_asked_something():
    answers = [one for one in EXERCISES.values() if not one.target and not one.parts[0].measure.startswith("puzzle")]
    parts = [(one.id, part) for one in answers for part in one.parts if part.measure == "answer"]
    assert len(parts) > 20
    assert [f"{id}, {part.name}" for id, part in parts if not part.fails.endswith("?")] == []


def test_a_setting_that_is_half_written_down_says_which_half_is_missing(capsys):
    check("best_setting", 0.03, ...)
    assert "Your best_reg is still open." in capsys.readouterr().out


def test_an_answer_that_is_left_out_among_others_is_open(capsys):
    check("best_w", ..., 3, 1, 5)
    assert "mean: It is still open." in capsys.readouterr().out


def test_a_text_among_several_answers_costs_its_own_part_alone(capsys):
    check("w1_or_w2", 2, "tie", 2)
    out = capsys.readouterr().out
    assert 'L1: Your L1 should be a number or an array of numbers, not the text "tie".' in out
    assert "right already: L2, elastic net" in out


@pytest.mark.parametrize(("place", "fits"), [(1, 3), (3, 5)])
def test_of_five_reasons_one_fits_and_each_other_is_told_why_not(place, fits, capsys):
    notebook = (ROOT / "notebooks" / "02_svm_loss.ipynb").read_text(encoding="utf-8")
    numbers = [int(found) for found in re.findall(r"\\n(\d)\. [A-Z]", notebook)]
    assert numbers == [1, 2, 3, 4, 5]
    for number in numbers:
        answers = [0, 3, 1, 5]
        answers[place] = number
        check("best_w", *answers)
        out = capsys.readouterr().out
        assert ("visible checks passed, 1 of 1 points" in out) == (number == fits)
        assert ("   reason for the " in out) == (number != fits)


def test_whether_the_best_w_can_change_may_be_said_as_true_or_false(capsys):
    check("best_w", False, 3, True, 5)
    assert "visible checks passed" in capsys.readouterr().out
    check("best_w", True, 3, True, 5)
    out = capsys.readouterr().out
    assert "mean: Of two W the better one stays the better one." in out
    assert "right already: reason for the mean, squares, reason for the squares" in out


def test_hints_open_step_by_step(capsys):
    texts = []
    for number in (1, 2, 3):
        check(start.add, hint=number)
        texts.append(capsys.readouterr().out.splitlines()[0])
    assert [text.split(":")[0] for text in texts] == ["Hint 1 of 3", "Hint 2 of 3", "Hint 3 of 3"]


def test_a_hint_offers_the_next_one_and_the_last_none(monkeypatch, capsys):
    monkeypatch.setattr(svm, "svm_loss_naive", open_function)
    offers = []
    for number in (0, 1, 2, 3):
        check(svm.svm_loss_naive, "loss", hint=number)
        offers.append(capsys.readouterr().out.strip().splitlines()[-1].partition("this cell again.")[2])
    call = ' More help, in a new cell: check(svm.svm_loss_naive, "loss", hint={}).'
    assert offers == [call.format(1), call.format(2), call.format(3), ""]


def test_misuse_is_told_in_a_sentence():
    with pytest.raises(ValueError, match="say which of its tasks to check: 'loss' or 'gradient'"):
        check(svm.svm_loss_naive)
    with pytest.raises(ValueError, match="there is no check for 'zeros'"):
        check(np.zeros)
    with pytest.raises(ValueError, match="there is no answer called 'nothing'"):
        check("nothing", 1)


def test_a_missing_case_set_says_what_to_do(monkeypatch, tmp_path):
    monkeypatch.setattr(caseset.load, "__defaults__", (tmp_path / "public.cases",))
    helpers.given.checking.exercises.cache_clear()
    with pytest.raises(FileNotFoundError, match=r"lab\.py notebooks"):
        check(start.add)
    helpers.given.checking.exercises.cache_clear()
