"""The class report: every number computed again in another way, and planted mistakes found at their rate."""

import json
import math
import re
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from browser import browser, needed
from classroom import verdicts

from grader.bank import EXERCISES
from grader.gradebook import insight, pages, report
from grader.gradebook.insight import Pupil
from grader.gradebook.table import Grade
from grader.grading.learned import Learned
from helpers.given.judge import PartVerdict, Verdict

RIGHT = "def svm_loss_naive(W, X, y, reg):\n    return W\n"
STUB = "def svm_loss_naive(W, X, y, reg):\n    raise NotImplementedError\n"
MISTAKES = list(dict.fromkeys(mistake.id for one in EXERCISES.values() for mistake in one.mistakes))
BY_MISTAKE = {mistake.id: key for key, one in EXERCISES.items() for mistake in one.mistakes}


def pupil(student: str, wrong=(), left_open=(), **helpers: str) -> Pupil:
    made = verdicts({BY_MISTAKE[mistake]: mistake for mistake in wrong}, tuple(left_open))
    return Pupil(student, made, {f"{name}.py": source for name, source in helpers.items()})


@pytest.fixture(scope="module")
def simulated():
    """300 students, who make mistakes of the bank, one for each exercise, each at a rate of its own."""
    rng = np.random.default_rng(231)
    ids = list(dict.fromkeys(one.mistakes[0].id for one in EXERCISES.values() if one.mistakes))
    planted = dict(zip(ids, np.linspace(0.5, 0.02, 20), strict=False))
    class_ = [
        pupil(f"s{number}", wrong=[mistake for mistake, rate in planted.items() if rng.random() < rate])
        for number in range(300)
    ]
    return planted, class_


def test_the_ten_commonest_mistakes_come_back_within_three_points(simulated):
    planted, class_ = simulated
    found = {one.mistake: one for one in insight.mistakes(class_)}
    true = Counter(mistake for one in class_ for verdict in one.verdicts.values() for mistake in verdict.mistakes)
    assert len(planted) >= 10
    for mistake, count in true.most_common(10):
        assert found[mistake].share.value == pytest.approx(count / 300, abs=0.03)
        assert len(found[mistake].students) == count
    assert [len(one.students) for one in insight.mistakes(class_)] == sorted(true.values(), reverse=True)


def test_intervals_hold_the_rate_that_was_planted_as_often_as_they_promise(simulated):
    planted, class_ = simulated
    found = {one.mistake: one.share for one in insight.mistakes(class_)}
    held = [found[mistake].low <= rate <= found[mistake].high for mistake, rate in planted.items()]
    assert sum(held) >= len(held) - 3


def test_means_and_discrimination_are_those_of_numpy(simulated):
    _, class_ = simulated
    points = np.array([[one.verdicts[key].points for key in EXERCISES] for one in class_])
    most = np.array([one.points for one in EXERCISES.values()])
    figures = {one.exercise: one for one in insight.by_exercise(class_)}
    for place, key in enumerate(EXERCISES):
        shares = points[:, place] / most[place]
        assert figures[key].mean.value == pytest.approx(shares.mean())
        half = 1.96 * shares.std(ddof=1) / math.sqrt(300)
        assert figures[key].mean.low == pytest.approx(max(0, shares.mean() - half))
        others = points.sum(axis=1) - points[:, place]
        told = figures[key].discrimination
        if shares.std() == 0:
            assert told is None
        else:
            assert told.value == pytest.approx(np.corrcoef(shares, others)[0, 1])
            assert told.low < told.value < told.high


def test_wilsons_interval_by_hand():
    share, low, high = insight.proportion(1, 10)
    assert (share, round(low, 4), round(high, 4)) == (0.1, 0.0179, 0.4042)
    assert insight.proportion(0, 0) == (0, 0, 1)


def test_a_correlation_needs_four_and_something_that_varies():
    assert insight.correlation([1, 2, 3], [1, 2, 3]) is None
    assert insight.correlation([1, 1, 1, 1], [1, 2, 3, 4]) is None
    assert insight.correlation([1, 2, 3, 4], [2, 4, 6, 8]) == (1, 1, 1)


def test_where_people_stop_is_the_last_exercise_that_they_began():
    keys = list(EXERCISES)
    class_ = [pupil("a", left_open=keys[3:]), pupil("b", left_open=keys[3:]), pupil("c"), pupil("d", left_open=keys)]
    assert insight.stopped(class_) == {keys[2]: 2, keys[-1]: 1, "": 1}


def test_the_most_common_wrong_answers_are_counted_without_their_spacing_and_comments():
    wrong = verdicts({"svm_q1": "x"})
    sources = ["q1 = 3", "q1=3  # why", "\nq1 = 3", "q1 = 7", "q1 = ("]
    class_ = [Pupil(f"s{number}", wrong, {}, {"svm_q1": source}) for number, source in enumerate(sources)]
    class_.append(Pupil("right", verdicts(), {}, {"svm_q1": "q1 = 3"}))
    assert insight.wrong_answers(class_) == {"svm_q1": [("q1 = 3", 3)]}


def test_copies_with_other_names_are_found_and_common_or_released_code_is_not():
    own = "def svm_loss_naive(W, X):\n    total = 0\n    for i in range(7):\n        total += i\n    return total\n"
    copied = own.replace("total", "acc").replace("X):\n", 'X):\n    """Mine."""\n')
    rare = MISTAKES[0]
    class_ = [
        *(pupil(f"s{number}", svm=RIGHT) for number in range(20)),
        pupil("blank1", svm=STUB),
        pupil("blank2", svm=STUB),
        pupil("ada", [rare], svm=own),
        pupil("bob", [rare], svm=copied),
        pupil("eve", svm=own.replace("7", "8")),
        pupil("x", svm="def svm_loss_naive(W):\n    return 3 * W\n"),
        pupil("y", svm="def svm_loss_naive(V):\n    return 3 * V\n"),
    ]
    pairs = insight.alike(class_, {"svm.py": STUB})
    assert [pair.students for pair in pairs] == [("ada", "bob"), ("x", "y")]
    first = pairs[0]
    assert (first.functions, first.mistakes) == (("svm.svm_loss_naive",), (rare,))
    assert first.weight == pytest.approx(3 * math.log(len(class_) / 2))


def test_a_mistake_in_an_exercise_that_is_none_any_more_is_counted_and_has_no_example():
    old = Verdict("predict_images", 0, 1, (PartVerdict("classes", 0, 1, mistake="training.argmin"),))
    class_ = [Pupil(name, verdicts() | {old.exercise: old}, {}, {}) for name in ("ada", "bob")]
    grades = [Grade(one.student, 1, 0, 0, 1, 2) for one in class_]
    text = report.report("Course", grades, class_, {}, {one.student: one.student for one in class_})
    assert "<h3>training.argmin<span>2 students" in text
    assert "In predict images." in text


def test_the_page_names_nobody_unless_told_to_and_escapes_what_students_wrote():
    own = "def add(a, b):\n    # by ada-l\n    print('ada-l')\n    return a[b] + '<script>'  # ada-l's\n"
    class_ = [pupil("ada-l", [MISTAKES[0]], start=own), pupil("bob-m")]
    class_ = [replace(one, answers={"svm_q1": "<b>"}) for one in class_]
    grades = [Grade(one.student, 1, 0, 0, 1, 2, "graded in part: a <b> note.") for one in class_]
    called = report.names(b"secret", [one.student for one in class_])
    text = report.report("Course", grades, class_, {}, called)
    assert not re.search("ada-l|bob-m|<script|<b>", text)
    assert "return a[b] + '&lt;script&gt;'" in text
    assert set(called.values()) == {"student\u00a01", "student\u00a02"}
    says, asks = report.SENTENCES[MISTAKES[0]]
    assert report.escaped(says) in text
    assert report.escaped(asks) in text
    assert "student\u00a01\ngraded in part</td>" in text, "a note may name a file that has the student's name"
    assert re.findall(r'<th colspan="4">(.*?)</th></tr><tr><td>(.*?)<', text)[0] == ("00_start_here", "add")
    named = report.report("Course", grades, class_, {}, {one.student: one.student for one in class_})
    assert "ada-l\ngraded in part: a &lt;b&gt; note.</td>" in named
    as_json = json.dumps(report.plain_data(grades, class_, {}, called))
    assert not re.search("ada-l|bob-m", as_json)
    plain = json.loads(as_json)
    assert (plain["students"], plain["states"]) == (2, {"graded in part": 2})
    (mistake,) = plain["mistakes"]
    assert (mistake["mistake"], mistake["students"]) == (MISTAKES[0], [called["ada-l"]])
    assert mistake["share"] == insight.proportion(1, 2)._asdict()


def test_the_gallery_has_a_row_for_each_picture_and_says_who_has_none():
    called = {student: f"student {student}" for student in "abcd"}
    same = Learned("cGljdHVyZQ==", 0.625)
    gallery = {"a": same, "b": Learned("b3RoZXI=", 0.01), "c": same, "d": Learned(why="It is <open>.")}
    text = report.report("Course", [], [], {}, called, gallery)
    rows = re.findall(r"base64,([^\"]*)\"><figcaption>(.*?)</figcaption>", text)
    assert rows == [
        ("b3RoZXI=", "1 percent right: student b"),
        ("cGljdHVyZQ==", "62 percent right: student a, student c"),
    ]
    assert "<td>student d</td><td>It is &lt;open&gt;.</td>" in text


def test_the_gallery_names_nobody_unless_told_to():
    why = "Training stopped: ValueError: no file in /home/ada-l"
    gallery = {"ada-l": Learned(why=why), "bob-m": Learned(why=why.replace("ada-l", "bob-m"))}
    called = report.names(b"secret", list(gallery))
    text = report.report("Course", [], [], {}, called, gallery)
    assert "<td>student\u00a01, student\u00a02</td><td>Training stopped</td>" in text
    assert not re.search("ada-l|bob-m|/home", text)
    assert why in report.report("Course", [], [], {}, {one: one for one in gallery}, gallery)


def test_a_class_of_nobody_has_a_page():
    assert "0 students" in report.report("Course", [], [], {}, {})


@needed()
def test_a_long_path_in_a_state_leaves_the_points_in_sight():
    path = "/".join(f"d{k}" for k in range(60))
    grades = [Grade("ada", 7, 0, 0, 7, 9, f"not gradable: nothing was found ({path}/svm.py: deep; {'x' * 90})")]
    text = report.report("Course", grades, [pupil("ada")], {}, {"ada": "ada"})
    with browser() as started:
        page = started.new_page(viewport={"width": 390, "height": 800})
        page.set_content(text)
        page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        wide = "[...document.querySelectorAll('.wide')].map((one) => one.scrollWidth - one.clientWidth)"
        assert page.evaluate(wide)[0] <= 0


def test_without_names_a_student_is_not_called_graded_for_a_reason_that_is_left_out():
    grades = [
        Grade("ada", 7, 0, 0, 7, 9, "graded: attempt 1 counts."),
        Grade("ben", 5, 0, 0, 5, 9, "graded in part: x."),
    ]
    shown = {
        name: report._grades(grades, called)
        for name, called in (("", {"ada": "1", "ben": "2"}), ("names", {"ada": "ada", "ben": "ben"}))
    }
    assert "<td>1</td>" in shown[""] and "graded in part" in shown[""]
    assert "graded: attempt 1 counts." in shown["names"]


@needed()
def test_pairs_fit_a_phone():
    functions = ("gradients.numerical_gradient", "training.sample_batch")
    pairs = [insight.Pair(students=("ada", "ben"), functions=functions, mistakes=(), weight=10.6)]
    text = report._pairs(pairs, {"ada": "student 39", "ben": "student 24"})
    assert "numerical_gradient, sample_batch" in text
    with browser() as started:
        page = started.new_page(viewport={"width": 390, "height": 800})
        page.set_content(pages.page("Course", text))
        assert page.evaluate("(([one]) => one.scrollWidth - one.clientWidth)(document.querySelectorAll('.wide'))") <= 0
