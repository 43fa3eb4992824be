"""Grading again what the course keeps: said before it is recorded, of one student or exercise, and kept as history."""

import re
import sys
from collections.abc import Mapping

import arrivals
import pytest
from classroom import made_up, read_by_hand, verdicts

from grader import ROOT
from grader.bank import EXERCISES
from grader.course import Course, CourseError
from grader.grade import main
from grader.gradebook import history, regrade, table
from grader.gradebook.regrade import Again, Change
from grader.gradebook.run import grade, preview
from grader.gradebook.table import Grade, Points
from grader.grading import store
from grader.grading.cluster import Where
from grader.grading.store import Result
from grader.intake import collect, desk

LOSS, SCORES = "svm_loss_naive-loss", "linear_scores"
ALL = sum(one.points for one in arrivals.HERE)
TRUSTED = Where(trusted=True)
FULL = {name: EXERCISES[name].points for name in (LOSS, SCORES)}


def judged(course: Course, patch: pytest.MonkeyPatch, version: str, wrong: Mapping[str, str]) -> None:
    """Put results of all attempts that are kept into the store, as a grader of this version gives them.

    wrong: the exercise of each student with half of its points.
    """
    patch.setattr(store, "grader_version", lambda: version)
    for student, attempts in desk.again(course, collect.answer_cells(course.release)).attempts.items():
        for submission in attempts.values():
            result = made_up(course, submission, {wrong[student]: "m"} if student in wrong else {})
            store.store(course, store.key(course, submission), result)


def content(course: Course) -> dict[str, bytes]:
    """All files of a course but results and the lock."""
    paths = [path for path in course.root.rglob("*") if path.is_file() and path.parent != course.store]
    return {str(path): path.read_bytes() for path in paths if path.name != "lock"}


def again(course: Course, student: str = "", exercise: str = "") -> list[Change]:
    """What would change; nothing may have changed."""
    before = content(course)
    changed, notes = preview(course, [], TRUSTED, again=Again(student, exercise))
    assert content(course) == before
    assert notes == []
    return changed


def points(course: Course) -> dict[str, tuple[float, float]]:
    return {one.student: (one.cells[LOSS].points, one.cells[SCORES].points) for one in table.grades(course)}


@pytest.fixture
def recorded(classroom, tmp_path, monkeypatch) -> Course:
    """A course of two notebooks, for speed, with two hand-ins; ada lost half of the points of the loss."""
    for path in classroom.release.glob("*.ipynb"):
        if path.stem not in arrivals.NOTEBOOKS:
            path.unlink()
    work = arrivals.Work(classroom.release)
    arrivals.write(tmp_path / "in", {f"{one}.zip": arrivals.zipped(work.files("svm")) for one in ("ada", "bob")})
    desk.take_in(classroom, [tmp_path / "in"], collect.answer_cells(classroom.release))
    judged(classroom, monkeypatch, "a", {"ada": LOSS})
    grade(classroom, [tmp_path / "in"], TRUSTED)
    return classroom


def test_what_would_change_is_shown_first_then_recorded_and_remembered(recorded, tmp_path, monkeypatch):
    half = {name: most / 2 for name, most in FULL.items()}
    assert points(recorded) == {"ada": (half[LOSS], FULL[SCORES]), "bob": (FULL[LOSS], FULL[SCORES])}
    judged(recorded, monkeypatch, "b", {"ada": SCORES})
    loss = Change("ada", LOSS, f"{half[LOSS]:g}", f"{FULL[LOSS]:g}")
    scores = Change("ada", SCORES, f"{FULL[SCORES]:g}", f"{half[SCORES]:g}")
    assert again(recorded) == [scores, loss]
    assert again(recorded, "bob") == []
    assert again(recorded, exercise=LOSS) == [loss]
    grade(recorded, [], TRUSTED, again=Again("ada", LOSS))
    assert points(recorded)["ada"] == (FULL[LOSS], FULL[SCORES])
    assert again(recorded) == [scores]
    read_by_hand(recorded, "ada", SCORES, 0.75)
    assert again(recorded) == []  # what a reader gave stays
    grade(recorded, [], TRUSTED, again=Again())
    assert points(recorded)["ada"] == (FULL[LOSS], 0.75)

    arrivals.write(tmp_path / "later", {"ada.zip": arrivals.zipped(arrivals.Work(recorded.release).files())})
    desk.take_in(recorded, [tmp_path / "later"], collect.answer_cells(recorded.release))
    judged(recorded, monkeypatch, "c", {})
    assert preview(recorded, [], TRUSTED, again=Again("ada", LOSS)) == (
        [],
        ["ada: attempt 2 counts and is not recorded yet: grade it whole first."],
    )
    assert "never counted" in history.history(recorded, "ada")
    grade(recorded, [tmp_path / "later"], TRUSTED)
    lines = history.history(recorded, "ada").splitlines()
    shown = [re.split("  +", line.strip()) for line in lines[1:]]
    assert [(row[0], row[3], row[4]) for row in shown] == [
        ("1", f"{ALL - half[LOSS]:g}", "graded"),
        ("1", f"{ALL:g}", "graded"),
        ("1", f"{ALL - half[SCORES]:g}", "graded"),
        ("2", f"{ALL:g}", "graded"),
    ]
    assert [row[5:] for row in shown] == [
        [],
        [f"{LOSS} {half[LOSS]:g} to {FULL[LOSS]:g}"],
        [f"{SCORES} {FULL[SCORES]:g} to {half[SCORES]:g}"],
        [f"{SCORES} {half[SCORES]:g} to {FULL[SCORES]:g}"],
    ]
    with pytest.raises(CourseError, match="Nothing of eve is kept"):
        history.history(recorded, "eve")


def test_who_is_new_and_who_cannot_be_graded_is_one_line():
    ada = Grade("ada", 7, 0, 0, 7, 9)
    assert regrade.changes("ada", ada, "It took too long.", 0.0) == [
        Change("ada", "state", "graded", "not gradable"),
        Change("ada", "all exercises", "7", "0"),
    ]
    made = verdicts(left_open=(SCORES,))
    most = f"{sum(one.points for one in made.values()):g}"
    assert regrade.changes("new", None, Result("new", {}, made, ()), 0.0) == [Change("new", "first result", "-", most)]
    assert regrade.table([]) == "No points would change."


def test_the_points_of_an_exercise_that_is_none_any_more_are_said_to_go():
    made = verdicts()
    cells = {name: Points(one.points, one.points) for name, one in made.items()}
    cells |= {"predict_images": Points(1, 1), "add_100": Points(2, 2, by_hand=True)}
    found = regrade.changes(
        "ada", Grade("ada", ALL + 1, 2, 0, ALL + 3, ALL + 3, cells=cells), Result("ada", {}, made, ()), 0.0
    )
    assert found == [Change("ada", "predict_images", "1", "0")]


@pytest.mark.parametrize(
    "arguments",
    [[], ["in", "--again"], ["in", "--student", "ada"], ["in", "--exercise", "add"], ["--again", "--check"]],
)
def test_what_does_not_go_together_is_refused(arguments, monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("PYTHONSAFEPATH", "1")
    monkeypatch.setattr(sys, "argv", ["grade", *arguments])
    with pytest.raises(SystemExit) as stopped:
        main()
    assert stopped.value.code == 2
    assert "--" in capsys.readouterr().err
