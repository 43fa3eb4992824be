"""Points: by the grader, by hand and for lateness, and what happens to them when work is handed in again."""

import csv
import re
import subprocess
import sys
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from classroom import hand_in, read_by_hand
from hypothesis import given
from hypothesis import strategies as st
from nbgrader.api import Gradebook

from grader import settings
from grader.bank import EXERCISES
from grader.course import ASSIGNMENT
from grader.gradebook import publish, table
from grader.gradebook.nbgrader_setup import NBGRADERS_GRADES

ALL = sum(exercise.points for exercise in EXERCISES.values())
WORDS = {"add_100": "Nothing changes.", "why_log": "Products become sums."}
LATE = datetime(2026, 12, 3, 12, tzinfo=UTC)  # two days have begun


@pytest.fixture
def late_rule(classroom):
    text = 'due = "2026-12-02 10:00+00:00"\n[late]\nper_day = 10\ncap = 15\n'
    classroom.settings.write_text(text)
    return settings.load(classroom)


def only(course) -> table.Grade:
    (grade,) = table.grades(course)
    return grade


def test_a_grade_by_hand_stays_while_its_answer_does_and_is_read_again_when_it_changed(classroom):
    hand_in(classroom, "ada", words=WORDS)
    assert (only(classroom).waiting, only(classroom).again) == (4, 0)
    read_by_hand(classroom, "ada", "add_100", 2)
    read_by_hand(classroom, "ada", "why_log", 1)
    before = only(classroom)
    assert (before.by_hand, before.waiting, before.total) == (3, 0, ALL + 3)

    hand_in(classroom, "ada", wrong={"start_add": "start.x"}, words=WORDS)
    same = only(classroom)
    assert (same.by_hand, same.waiting, same.again) == (3, 0, 0)
    assert same.automatic == before.automatic - 0.5

    hand_in(classroom, "ada", words={"why_log": "Because."})
    changed = only(classroom)
    assert (changed.by_hand, changed.waiting, changed.again) == (3, 0, 4)  # one blank now, one other
    assert changed.automatic + changed.by_hand - changed.penalty == changed.total

    read_by_hand(classroom, "ada", "add_100", 0)
    assert (only(classroom).by_hand, only(classroom).again) == (1, 2)


def test_a_check_that_was_graded_by_hand_counts_once(classroom):
    hand_in(classroom, "ada", wrong={"start_add": "start.x"})
    read_by_hand(classroom, "ada", "start_add", 1)
    grade = only(classroom)
    assert (grade.automatic, grade.by_hand, grade.total) == (ALL - 1, 1, ALL)


def test_the_penalty_is_of_all_points_also_of_those_given_by_hand_later(classroom, late_rule):
    hand_in(classroom, "ada", words=WORDS, at=LATE)
    grade = only(classroom)
    assert (grade.days_late, grade.penalty, grade.total) == (2, 0.15 * ALL, 0.85 * ALL)
    read_by_hand(classroom, "ada", "add_100", 2)
    grade = only(classroom)
    assert grade.penalty == pytest.approx(0.15 * (ALL + 2))
    assert grade.automatic + grade.by_hand - grade.penalty == pytest.approx(grade.total)


def test_nbgraders_own_gradebook_has_the_penalty_until_an_extension_takes_it_away(classroom, late_rule):
    hand_in(classroom, "ada", at=LATE)
    publish.points(classroom)
    with Gradebook(classroom.database) as gradebook:
        submission = gradebook.find_submission(ASSIGNMENT, "ada")
        assert submission.late_submission_penalty == pytest.approx(0.15 * ALL)
        assert str(submission.assignment.duedate) == "2026-12-02 10:00:00"
    classroom.settings.write_text(
        classroom.settings.read_text() + '[extensions]\nada = "2026-12-04"\nadda = 2026-12-04\n'
    )
    assert [note for note in publish.publish(classroom).notes if "adda" in note]
    with Gradebook(classroom.database) as gradebook:
        assert gradebook.find_submission(ASSIGNMENT, "ada").late_submission_penalty == 0


def test_nbgraders_export_leaves_our_grades_as_they_are(classroom, late_rule):
    hand_in(classroom, "ada", at=LATE)
    publish.publish(classroom)
    before = classroom.grades.read_bytes()
    nbgrader = Path(sys.executable).with_name("nbgrader")
    ran = subprocess.run([nbgrader, "export"], cwd=classroom.root, capture_output=True, text=True, timeout=300)
    assert ran.returncode == 0, ran.stderr
    assert classroom.grades.read_bytes() == before
    with (classroom.root / NBGRADERS_GRADES).open(encoding="utf-8", newline="") as file:
        (row,) = [row for row in csv.DictReader(file) if row["assignment"] == ASSIGNMENT]
    assert (row["student_id"], float(row["late_submission_penalty"])) == ("ada", pytest.approx(0.15 * ALL))


def test_the_table_adds_up_and_shows_columns_only_if_there_is_something_in_them():
    head, row = table.table([table.Grade("ada", 10, 3, 0, 11.7, 20, "graded", 1.3, 0)]).splitlines()
    assert head.split() == "student automatic by hand penalty total of waiting state".split()  # noqa: SIM905
    assert row.split() == ["ada", "10", "3", "1.3", "11.7", "20", "0", "graded"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("=1+1", "'=1+1"),
        ("-2+3", "'-2+3"),
        ("-2", "-2"),
        ("ada", "ada"),
        ("@x", "'@x"),
        ("a;=1", "a;'=1"),
        ("\uff1d1", "'\uff1d1"),
    ],
)
def test_no_text_becomes_a_formula(text, shown):
    assert table.plain(text) == shown


@given(st.text(st.sampled_from("=+-@\uff1d;|\t\r\n 1a"), max_size=6))
def test_whatever_separates_cells_no_part_of_a_text_begins_a_formula(text):
    shown = table.plain(text)
    assert table.plain(shown) == shown
    with suppress(ValueError):
        float(text)
        return
    assert not [part for part in re.split("[;|\t\r\n]", shown) if re.match(r"\s*[=+@\uff1d-]", part)]
