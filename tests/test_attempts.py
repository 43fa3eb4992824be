"""Which attempt of a student counts: after the late penalty, by one rule for the whole class, as it came last."""

import arrivals
import pytest
from classroom import made_up

from grader.bank import EXERCISES
from grader.course import Course
from grader.gradebook import history, publish, recorded
from grader.gradebook.regrade import TOTAL, Again
from grader.gradebook.run import check, grade, preview
from grader.grading import store
from grader.grading.attempts import Choice
from grader.grading.cluster import Where
from grader.intake import collect, desk
from grader.intake.report import lines
from grader.intake.submission import Submission

LOSS = "svm_loss_naive-loss"
ALL = sum(one.points for one in arrivals.HERE)
TRUSTED = Where(trusted=True)
HALF = ALL - EXERCISES[LOSS].points / 2
LATE = ALL - round(0.3 * ALL, 2)


def hand_in(course, folder, student, files, day):
    """Write a hand-in as nbgrader collects it, and put what is made up for it into the store: half of LOSS if blank."""
    stamp = {"timestamp.txt": f"2026-10-{day} 10:00:00 UTC".encode()}
    arrivals.write(folder / "submitted" / student / "linear_classifiers", files | stamp)
    right = arrivals.Work(course.release).files("svm")["helpers/svm.py"]
    taken = desk.take_in(course, [folder / "submitted" / student], collect.answer_cells(course.release), keep=False)
    for one in taken.attempts[student].values():
        wrong = {} if one.helpers["svm.py"] == right else {LOSS: "m"}
        store.store(course, store.key(course, one), made_up(course, one, wrong))


def rule(course: Course, attempts: str, more: str = "") -> None:
    text = f'attempts = "{attempts}"\ndue = "2026-10-20 12:00+00:00"\n[late]\nper_day = 10\n{more}'
    course.settings.write_text(f"notebooks = {arrivals.NUMBERS}\n{text}")


@pytest.fixture
def term(classroom, tmp_path):
    """A course of two notebooks, and two weeks of hand-ins; all of the second week are three days late.

    ann has half of the loss in the first week, bob and cyd all points. cyd has it half in the second week, in time.
    """
    arrivals.keep_notebooks(classroom, *arrivals.NUMBERS)
    work = arrivals.Work(classroom.release)
    half, full, other = work.files("scores"), work.files("svm"), work.files("svm", "scores")
    weeks = [tmp_path / "1", tmp_path / "2"]
    for student, first, second, day in (("ann", half, full, 23), ("bob", full, other, 23), ("cyd", full, half, 20)):
        hand_in(classroom, weeks[0], student, first, 19)
        hand_in(classroom, weeks[1], student, second, day)
    return classroom, [week / "submitted" for week in weeks]


def counts(course):
    return {student: recorded.attempt(course, student).number for student in ("ann", "bob", "cyd")}


def test_the_best_is_the_attempt_of_which_most_is_left_after_the_penalty(term, capsys):
    course, weeks = term
    rule(course, "best")
    grade(course, [weeks[0]], TRUSTED)
    assert preview(course, [weeks[1]], TRUSTED).changes == []
    grades = grade(course, [weeks[1]], TRUSTED).grades
    assert [(one.student, one.total) for one in grades] == [("ann", HALF), ("bob", ALL), ("cyd", ALL)]
    assert f"bob: attempt 1 counts with {ALL:g} points, attempt 2 has {LATE:g} after the late penalty." in (
        capsys.readouterr().out
    )
    assert {one.state for one in grades} == {"graded"}
    rule(course, "best", '[extensions]\nann = "2026-10-30"\n')
    (told,) = publish.publish(course).notes
    assert "for ann: run `python3 lab.py grade --again`." in told
    grades, notes = grade(course, [], TRUSTED, again=Again())
    assert (grades[0].total, notes) == (ALL, [])


def test_of_the_newest_the_points_that_lateness_takes_are_told_before_and_after_it_is_recorded(term):
    course, weeks = term
    rule(course, "newest")
    grade(course, [weeks[0]], TRUSTED)
    found = {(one.student, one.what): (one.before, one.after) for one in preview(course, [weeks[1]], TRUSTED).changes}
    assert found["bob", TOTAL] == (f"{ALL:g}", f"{LATE:g}")
    assert found["ann", TOTAL] == (f"{HALF:g}", f"{LATE:g}")
    assert ("cyd", TOTAL) not in found
    assert "; late" in "\n".join(lines(check(course, [weeks[1] / "ann"])))
    grades, notes = grade(course, [weeks[1]], TRUSTED)
    assert [one.total for one in grades] == [LATE, LATE, HALF]
    assert f"bob: attempt 2 counts with {LATE:g} points after the late penalty, attempt 1 has {ALL:g}." in notes
    assert any(note.startswith(f"ann: attempt 2 counts with {LATE:g} points after the late penalty") for note in notes)
    states = [one.state for one in grades]
    assert states[:2] == ["graded", "graded"], "an extension may end the penalty"
    assert states[2].startswith(f"graded: attempt 2 counts with {HALF:g} points, attempt 1 has {ALL:g} (")


def test_the_same_work_at_another_time_is_late_where_the_check_and_the_preview_say_so(term, tmp_path):
    course, _ = term
    rule(course, "newest")
    work = arrivals.Work(course.release).files("svm")
    more = {"README.md": b"read"}  # no file that is graded: the same work in other bytes
    hand_in(course, tmp_path / "a", "dot", work, 19)
    hand_in(course, tmp_path / "b", "dot", work | more, 23)
    hand_in(course, tmp_path / "c", "dot", work | {"README.md": b"read twice"}, 23)
    (tmp_path / "c" / "submitted" / "dot" / "linear_classifiers" / "timestamp.txt").unlink()
    first, second, third = (tmp_path / one / "submitted" for one in "abc")
    assert grade(course, [first], TRUSTED).grades[0].total == ALL
    assert [one.after for one in preview(course, [second], TRUSTED).changes] == [f"{LATE:g}"]
    grades, notes = grade(course, [second], TRUSTED)
    assert grades[0].total == LATE
    told = f"dot: attempt 2 counts with {LATE:g} points after the late penalty, attempt 1, the same work, has {ALL:g}."
    assert told in notes
    assert preview(course, [second], TRUSTED).changes == []
    assert "never counted" not in history.history(course, "dot")
    assert grade(course, [third], TRUSTED).grades[0].total == ALL, "nobody knows when, so it is not late"
    rule(course, "best")
    assert grade(course, [], TRUSTED, again=Again()).grades[0].total == ALL


def test_a_rule_that_changes_in_mid_term_is_never_followed_by_a_part_of_the_class_in_silence(term):
    course, weeks = term
    rule(course, "newest")
    grade(course, [weeks[0]], TRUSTED)
    grade(course, [weeks[1]], TRUSTED)
    assert counts(course) == {"ann": 2, "bob": 2, "cyd": 2}
    rule(course, "best")
    (told,) = publish.publish(course).notes
    assert told == (
        'course.toml says attempts = "best", so attempts other than the recorded ones may count for ann, bob, cyd:'
        " run `python3 lab.py grade --again`."
    )
    _, notes = grade(course, [weeks[1] / "cyd"], TRUSTED)
    assert counts(course) == {"ann": 2, "bob": 2, "cyd": 1}
    assert any("for ann, bob: run" in note for note in notes)
    grade(course, [], TRUSTED, again=Again())
    assert counts(course) == {"ann": 1, "bob": 1, "cyd": 1}
    assert publish.publish(course).notes == []


@pytest.mark.parametrize(
    "folder", ["Ada Lovelace_201_assignsubmission_file", "ada", "1-345 - Ada Lovelace - 0{} October, 2026 1259 AM"]
)
def test_who_hands_in_the_first_work_again_means_it(folder, fresh, work, tmp_path):
    form, (a, b) = collect.answer_cells(fresh.release), (work.files("svm"), work.files("scores"))
    for week, files in enumerate((a, b, a), 1):
        arrivals.write(tmp_path / str(week), arrivals.below(folder.format(week), files))
        intake = desk.take_in(fresh, [tmp_path / str(week)], form)
    (attempts,) = intake.attempts.values()
    assert list(attempts) == [1, 2, 3]
    assert attempts[3] == attempts[1] != attempts[2]
    found = check(fresh, [tmp_path / "3"])
    (about,) = found["students"].values()
    assert (about["attempts"], about["counts"]) == (3, 3), "the same download again is nothing new"
    again = [one for one in about["problems"] if "attempt 3 repeats attempt 1, and is now the newest" in one]
    assert len(again) == ("October" not in folder), "where a time says it, nobody has to look"
    every = [tmp_path / str(week) for week in (1, 2, 3)]
    assert len(*desk.take_in(fresh, every, form).attempts.values()) == 3, "and so are all together"


def test_what_a_platform_gives_each_week_is_no_newer_than_what_came_from_elsewhere(fresh, work, tmp_path):
    form = collect.answer_cells(fresh.release)
    arrivals.write(tmp_path / "m", arrivals.below("Ada Lovelace_201_assignsubmission_file", work.files("svm")))
    arrivals.write(tmp_path / "mail", arrivals.below("ada", work.files("scores")))
    for name in ("m", "mail", "m"):
        intake = desk.take_in(fresh, [tmp_path / name], form)
    assert list(intake.attempts["ada"]) == [1, 2]


def test_of_the_same_work_the_copy_that_is_less_late_is_the_best():
    same = Submission("ada", {}, {})
    late = {1: 0.1, 2: 0.1, 3: 0.3}
    assert Choice({1: same, 2: same, 3: same}, "best", late).candidates == [2]
    assert Choice({1: same, 2: same, 3: same}, "newest", late).candidates == [3]


def test_other_notebooks_than_those_of_the_release_are_said_by_all_commands_and_an_id_of_nobody(term):
    course, weeks = term
    assert check(course, [weeks[0]])["course"] == []
    rule(course, "newest", '[extensions]\nann = "2026-10-23"\nanm = "2026-10-23"\n')
    extended = "course.toml extends the time of anm, who is not in the roster and handed in nothing; is the id right?"
    course.settings.write_text(course.settings.read_text().replace(str(arrivals.NUMBERS), '["01"]'))
    other = (
        "course.toml names the notebooks 01, and those of the release are 01, 02: these count until"
        " `python3 lab.py release` makes another one."
    )
    found = check(course, [weeks[0]])
    assert (found["course"], found["clear"]) == ([other, extended], False)
    told = list(lines(found))
    assert told[-3:-1] == [f"  ! {other}", f"  ! {extended}"]
    assert told[-1].endswith("; course.toml needs a look.")
    _, notes = grade(course, [weeks[0]])
    assert notes == [extended, other]
    assert publish.publish(course).notes == notes, "as refresh says it"
    assert publish.outdated(course, publish.points(course)) == [other], "as export and report do"
    course.settings.write_text("notebooks = []\n")
    assert publish.other_notebooks(course)[0].startswith("course.toml names the notebooks 00, 01, 02, 03, 04,")
    course.settings.write_text(f"notebooks = {list(arrivals.NOTEBOOKS)}\n")
    assert publish.other_notebooks(course) == []
    assert publish.other_notebooks(Course(weeks[0])) == [], "where nothing is released"
