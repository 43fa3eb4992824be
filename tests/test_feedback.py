"""The feedback page: what it says, what it must not say, and how large it may get."""

import io
import logging
import re
import shutil
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest
from classroom import hand_in, read_by_hand
from nbgrader.auth import Authenticator
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange import ExchangeFactory

from grader import ROOT
from grader.bank import EXERCISES
from grader.course import ASSIGNMENT, Course
from grader.gradebook import exports, feedback, nbgrader_setup, publish, record, recorded
from grader.gradebook.feedback import Work
from grader.gradebook.table import Grade, Points
from grader.releasing import leaks
from helpers.given.calling import calls
from helpers.given.judge import Verdict, stops

EVIL = "</pre><script>alert(1)</script><img src=x onerror=alert(2)> & \u202e \x00"
SVM = f'''def svm_loss_naive(W, X, y, reg):
    """Given.

    Args: many.
    """
    loss = "{EVIL}"
    return loss, None
'''


class Reader(HTMLParser):
    """Collects the tags and the text of a page, and holds that tags are closed in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags, self.open, self.said = set(), [], ""
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.said += data


@pytest.fixture(scope="module")
def folder(course, tmp_path_factory):
    """A course of three: one in full, one with everything that can be said, one who left all blank."""
    made = Course(tmp_path_factory.mktemp("pages") / "course")
    shutil.copytree(course.root, made.root, ignore=shutil.ignore_patterns("store"))
    made.settings.write_text(
        'title = "Seeing <well>"\nterm = "Autumn"\ndue = "2026-12-01 10:00+00:00"\n[late]\nper_day = 10\n'
    )
    (made.root / "roster.csv").write_text('id,name\nada,"Ada <b>Lovelace</b>"\n')
    hand_in(made, "full")
    hand_in(
        made,
        "ada",
        wrong={"svm_loss_naive-loss": "svm.right-class-counted"},
        left_open=("start_add",),
        words={"add_100": f"Nothing. {EVIL}", "why_log": "Sums."},
        helpers={"svm.py": SVM.encode()},
        at=datetime(2026, 12, 1, 12, tzinfo=UTC),
    )
    read_by_hand(made, "ada", "why_log", 1, comment="Say <which> sums.")
    read_by_hand(made, "ada", "answer_svm_q1", 0, comment="Count <again>.")
    recorded.note_attempt(made, "ada", 2, 3, 2)
    hand_in(made, "blank", left_open=tuple(EXERCISES))
    notes = publish.publish(made).notes
    assert notes == []
    return made


def page(folder, student: str) -> str:
    return (folder.root / "feedback" / student / "feedback.html").read_text(encoding="utf-8")


def article(text: str, name: str) -> str:
    (found,) = [one for one in re.findall(r"<article.*?</article>", text, re.DOTALL) if f"<h3>{name}<" in one]
    return found


def test_a_comment_on_an_answer_above_a_check_is_told_with_the_check(folder):
    """Formgrader has a box for comments there, too."""
    assert "<b>Comment:</b> Count &lt;again&gt;.<" in article(page(folder, "ada"), exports.name("svm_q1"))


def test_the_page_says_the_total_and_each_exercise_by_name(folder):
    text = page(folder, "full")
    assert "100 of 120 points" in text
    names = re.findall(r"<h3>(.*?)<span>", text)
    assert set(names) >= {exports.name(key) for key in EXERCISES}
    assert "✓ 6 of 6" in article(text, "svm_loss_naive (loss)")


def test_it_says_what_waits_what_was_said_and_what_lateness_costs(folder):
    text = page(folder, "ada")
    total = 100 - 3 - 1 + 1
    assert f"{0.9 * total:g} of 120 points" in text
    assert f"{0.1 * total:g} off for handing in 1 day late" in text
    assert "Answers worth 2 points have not been read yet." in text
    assert "not read yet, 2 points" in article(text, "add 100")
    assert "~ 1 of 2" in article(text, "why log")
    assert "Say &lt;which&gt; sums." in article(text, "why log")
    assert "✗ 0 of 1" in article(text, "start_add" if "<h3>start_add<" in text else "add")
    assert "No answer was found." in article(text, "kink in words")
    assert "Handed in 2026-12-01 12:00 UTC. Attempt 2 of 3 counts. This hand-in counts for 2 students." in text
    assert "Score" not in text


def test_the_students_own_lines_are_there_without_the_docstring_that_was_given(folder):
    own = article(page(folder, "ada"), "svm_loss_naive (loss)")
    assert "return loss, None" in own
    assert "Args: many" not in own


def test_what_was_left_as_it_was_given_is_not_shown_as_the_students(folder):
    assert "<summary>" in page(folder, "full")
    assert "<summary>" not in page(folder, "blank")


@pytest.mark.parametrize("student", ["full", "ada", "blank"])
def test_nothing_that_anybody_wrote_becomes_a_tag(folder, student):
    for path in [folder.root / "feedback" / student / "feedback.html", *folder.feedback(student).glob("*.html")]:
        read = Reader(path.read_text(encoding="utf-8"))
        assert not read.tags & {"script", "img"}
        assert "\x00" not in path.read_text(encoding="utf-8")
    said = Reader(page(folder, "ada")).said
    assert "<script>alert(1)" in said
    assert "Ada <b>Lovelace</b> (ada)" in said
    assert "wrong & <b>told</b>" in said


def test_a_page_of_each_notebook_is_there_as_the_exchange_sends_it(folder):
    names = {path.stem for path in folder.feedback("ada").glob("*.html")}
    assert names == {path.stem for path in folder.source.glob("*.ipynb")}
    text = (folder.feedback("ada") / "02_svm_loss.html").read_text(encoding="utf-8")
    assert re.findall(r"<h2>(.*?)<span>", text) == ["02_svm_loss"]
    assert (folder.feedback("ada") / "timestamp.txt").read_text() == "2026-12-01 12:00:00 UTC"


def test_what_the_exchange_sends_feedback_by_stays_and_no_link_is_followed(classroom):
    hand_in(classroom, "ada", helpers={"svm.py": SVM.encode()})
    submitted = classroom.submitted("ada")
    (submitted / "submission_secret.txt").write_text("7")
    hand_in(classroom, "ada", wrong={"start_add": "start.x"}, helpers={"svm.py": SVM.encode()})
    publish.publish(classroom)
    assert (classroom.feedback("ada") / "submission_secret.txt").read_text() == "7"
    assert "return loss, None" in page(classroom, "ada")
    for path, target in [
        ("submission_secret.txt", classroom.root / "secret"),
        ("helpers/svm.py", ROOT / "helpers/svm.py"),
    ]:
        (submitted / path).unlink()
        (submitted / path).symlink_to(target)
    (classroom.feedback("ada") / "submission_secret.txt").unlink()
    publish.publish(classroom)
    assert not (classroom.feedback("ada") / "submission_secret.txt").exists()
    assert "Your lines in helpers/svm.py" not in page(classroom, "ada")


def test_the_exchange_gets_the_pages_of_those_who_use_it_and_the_others_are_named(classroom, tmp_path):
    for student in ("ada", "bob", "cyd"):
        hand_in(classroom, student, at=None if student == "ada" else datetime(2026, 12, 1, tzinfo=UTC))
    (classroom.submitted("cyd") / "submission_secret.txt").write_text("7")
    publish.publish(classroom)
    config = nbgrader_setup.configuration(classroom)
    config.Exchange.root, config.CourseDirectory.assignment_id = str(tmp_path / "exchange"), ASSIGNMENT
    (tmp_path / "exchange").mkdir(mode=0o777)
    (tmp_path / "exchange").chmod(0o777)
    given = {"coursedir": CourseDirectory(config=config), "authenticator": Authenticator(config=config)}
    said, log = io.StringIO(), logging.Logger("exchange")
    log.addHandler(logging.StreamHandler(said))
    ExchangeFactory(config=config).ReleaseFeedback(**given, config=config, log=log).start()
    sent = list((tmp_path / "exchange").rglob("*.html"))
    assert len(sent) == len(list(classroom.feedback("cyd").glob("*.html")))
    assert all("cyd" in path.read_text(encoding="utf-8") for path in sent)
    assert "so nothing is sent to: ada, bob" in said.getvalue()


def test_no_page_holds_a_solution_or_the_secret(folder):
    solutions = leaks.solution_lines(ROOT / "helpers", sorted((ROOT / "notebooks").glob("*.ipynb")))
    for path in (folder.root / "feedback").rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert list(leaks.text_leaks(path.name, text, solutions)) == []
        assert folder.secret().hex() not in text


def test_a_page_that_would_hold_a_solution_is_not_written_and_named(folder):
    (folder.root / "feedback" / "full" / "feedback.html").unlink()
    read_by_hand(folder, "full", "add_100", 0, comment="dW[:, y[i]] -= X[i]")
    notes = publish.publish(folder).notes
    read_by_hand(folder, "full", "add_100", 0, comment="Think again.")
    assert len(notes) == 1
    assert notes[0].startswith("full: no feedback page was written, as it would hold a line of a solution")
    assert not (folder.root / "feedback" / "full" / "feedback.html").exists()
    assert publish.publish(folder).notes == []
    assert "Think again." in page(folder, "full")


@pytest.mark.parametrize("written", ["return np.argmax(S,  axis=1", f"return np.argmax(S, axis=1){' + 0' * 60}"])
def test_a_line_that_the_student_wrote_is_no_leak_whatever_our_brackets_make_of_it(written):
    answer = calls.Answer(error="SyntaxError", line=2, text=calls.shortened(written, calls.LONGEST_LINE))
    told = stops.stop(answer, {}, "", ()).sentences
    verdicts = {"predict": Verdict("predict", 0, 1, (), lines=("x  predict   0 of 1 points", f"   {told}"))}

    def leaked(helper):
        said = feedback.said(Grade("ada", 0, 0, 0, 0, 1), Work("ada", helpers={"scores.py": helper}, verdicts=verdicts))
        return list(leaks.text_leaks("page", said, {"return np.argmax(S, axis=1)"}))

    assert leaked(f"def predict(S):\n    {written}\n") == []
    assert len(leaked("def predict(S):\n    pass\n")) == 1


def test_a_check_of_an_exercise_that_is_none_any_more_is_no_answer_in_words():
    mark = {"nbgrader": {"grade": True, "solution": False, "grade_id": "predict_images"}}
    cells = [{"metadata": mark, "source": 'check(training.LinearClassifier, "predict")'}]
    said = {"predict_images": Verdict("predict_images", 1, 1, (), lines=("ok predict",))}
    grade = Grade("ada", 1, 0, 0, 1, 1, cells={"predict_images": Points(1, 1)})
    text = feedback.pages("Course", grade, Work("ada", {"06": {"cells": cells}}, verdicts=said))[""]
    assert "ok predict" in text
    assert "blockquote>" not in text


def test_the_longest_work_makes_a_page_below_300_kilobytes():
    long = ("&" * 150 + "\n") * 1_000
    names = [f"answer_{number}" for number in range(60)]
    cells = [
        {"metadata": {"nbgrader": {"grade": True, "solution": True, "grade_id": name}}, "source": long}
        for name in names
    ]
    grade = Grade("ada", 0, 0, 0, 0, 60, cells={name: Points(0, 1, waiting=True) for name in names})
    made = feedback.pages("Course", grade, Work("ada", {"01": {"cells": cells}}))
    assert 100_000 < len(made[""].encode()) < 300_000
    assert "more lines)" in made[""]


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("def f(x):\n    return 1\n\n\ndef g(x):\n    return 2\n", "def f(x):\n    return 1"),
        ('def f(x):\n    """Given."""\n    return 1\n', "def f(x):\n    return 1"),
        ("def f(x):\n    return (\n", "def f(x):\n    return ("),
        (
            'def f(x):\n    """G."""\n    # \x85 \u2028 \x0c\n    x = 1\n',
            "def f(x):\n    # \x85 \u2028 \x0c\n    x = 1",
        ),
        ("class C:\n    def g(self):\n        pass\n", ""),
        ("", ""),
    ],
)
def test_a_function_is_found_as_it_was_handed_in(source, shown):
    assert feedback.function(source, "module.f", "") == shown


def test_nbgraders_own_pages_are_still_made(classroom):
    hand_in(classroom, "ada")
    record.feedback(classroom, "ada", recorded.key(classroom, "ada"))
    text = (classroom.feedback("ada") / "02_svm_loss.html").read_text(encoding="utf-8")
    assert re.search(r"Score:\s+19.0 / 21.0", text)
