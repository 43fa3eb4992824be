"""Exports: only grades and feedback change in a platform's file, and what its importer asks for holds after that."""

import csv
import io
import json
import re
import time
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from classroom import hand_in
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from grader import ROOT, export, settings
from grader.bank import EXERCISES
from grader.gradebook import exports, platforms, publish, recorded
from grader.gradebook.platforms import CANVAS, GRADESCOPE, MOODLE, filled
from grader.gradebook.sheet import Sheet, SheetError
from grader.gradebook.table import Grade, Points
from grader.settings import Person
from helpers.given.files import write_atomically

GRADES = [
    Grade("ada", 80, 10.5, 0, 90.5, 100),
    Grade("bob", 50, 0, 3, 45.25, 100, penalty=4.75, days_late=2, cells={"why_log": Points(0, 3, waiting=True)}),
    Grade("zoe", 100, 0, 0, 100, 100),
    Grade("lost", 1, 0, 0, 1, 100),
]
ROSTER = {
    "ada": Person("ada", "Ada Lovelace", "ada@x.org", {"canvas": "11", "moodle": "501"}),
    "bob": Person("bob", 'Bob "Tables" O\'Neill, Jr.', "bob@x.org"),
    "zoe": Person("zoe", "Ζωή Παπαδοπούλου", "zoe@x.org", {"canvas": "33"}),
}

CANVAS_FILE = (
    "\ufeffStudent,ID,SIS User ID,SIS Login ID,Section,Essay (7),Linear classifiers (42),Final Score\r\n"
    ",,,,,Manual Posting,,\r\n"
    "    Points Possible,,,,,10,100.0,(read only)\r\n"
    '"Lovelace, Ada",11,ada,alove,"Sec ""A""",=1+1,,85\r\n'
    '"O\'Neill, Jr., Bob ""Tables""",22,,bob@x.org,S1, 7.50,"12.0",\r\n'
    "Παπαδοπούλου Ζωή,33,s3,z,S1,,EX,\r\n"
    '"Student, Test",99,,x,S1,,,\r\n'
)
MOODLE_FILE = (
    "Identifier,Full name,Email address,Status,Grade,Maximum Grade,Grade can be changed,"
    'Last modified (submission),Last modified (grade),"Feedback comments"\n'
    '"Participant 501","Ada Lovelace",a@y.org,"Submitted for grading - ",,50.00,Yes,"Monday, 1 December 2026",-,\n'
    'Participant 502,"Bob ""Tables"" O\'Neill, Jr.",BOB@x.org,-,3.00,50.00,Yes,-,-,"old, words"\n'
    "Participant 503,Ζωή Παπαδοπούλου,zoe@x.org,-,,50.00,No,-,-,\n"
    "Participant 504,Nobody,n@x.org,-,,50.00,Yes,-,-,"
)
GRADESCOPE_FILE = (
    "First Name,Last Name,SID,Email,Sections,Total Score,Max Points,Status,1.1: Add (1.0 pts)\n"
    "Ada,Lovelace,ada,ada@x.org,,,100.0,Missing,\n"
    "Bob,ONeill,9,bob@x.org,,10.0,100.0,Graded,1.0\n"
)


def fill(text: str, platform: platforms.Platform, title: str = "linear classifiers") -> tuple[str, list[str]]:
    data, notes, *_ = filled(
        text.encode(), platform, GRADES, ROSTER, title, lambda grade: f"{grade.total:g}, well =done"
    )
    return data.decode(), notes


def table(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def differences(before: str, after: str) -> list[tuple[str, str, str]]:
    """Where two tables differ: the name of the column, and old and new value."""
    old, new = table(before), table(after)
    assert [len(row) for row in old] == [len(row) for row in new]
    return [
        (old[0][place], one, two)
        for first, second in zip(old, new, strict=True)
        for place, (one, two) in enumerate(zip(first, second, strict=True))
        if one != two
    ]


def test_canvas_file_changes_in_the_column_of_the_assignment_alone_and_by_the_byte():
    text, notes = fill(CANVAS_FILE, CANVAS)
    column = "Linear classifiers (42)"
    assert differences(CANVAS_FILE, text) == [(column, "", "90.50"), (column, "12.0", "45.25")]
    assert text.replace("=1+1,90.50,", "=1+1,,").replace('"45.25"', '"12.0"') == CANVAS_FILE
    assert any(note.startswith("zoe: excused") for note in notes)
    assert any(note.startswith("Without a row") and "lost" in note for note in notes)


def canvas_imports(text: str, known: str) -> dict[str, str]:
    """Read a gradebook as Canvas does: its conditions for a header, its rows to skip; nothing new may be made.

    Returns:
        the grade to be set, by the student's ID.
    """
    rows, students = table(text), {row[1] for row in table(known)[1:]}
    header = rows[0]
    last = next(place for place, name in enumerate(header) if re.search("Section", name))
    assert len(header) > 3
    assert re.search("Student", header[0])
    assert re.search("ID", header[1])
    assert [name for name in header[last + 1 :] if name not in table(known)[0]] == []
    body = [row for row in rows[1:] if "Points Possible" not in row[0] and row[1]]
    assert {row[1] for row in body} <= students
    place = header.index("Linear classifiers (42)")
    grades = {row[1]: row[place] for row in body if row[place]}
    assert all(value == "EX" or re.fullmatch(r"\d+(\.\d{1,2})?", value) for value in grades.values())
    return grades


def test_canvas_importer_takes_it_and_makes_nothing_new():
    text, _ = fill(CANVAS_FILE, CANVAS)
    assert canvas_imports(text, CANVAS_FILE) == {"11": "90.50", "22": "45.25", "33": "EX"}


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("Linear classifiers (42)", "Essay two (42)", "say which column it is with --column: 'Essay (7)'"),
        ("    Points Possible,,,,,10,100.0", "    Points Possible,,,,,10,(read only)", "is read only"),
        ("Section", "Gruppe", "no column 'Section'"),
        ('"Student, Test"', '"', "the quote that opens in line 7 is not closed"),
        ('"Sec ""A"""', '"Sec', "the quote that opens in line 4 closes in the middle of a cell"),
    ],
)
def test_a_canvas_file_that_cannot_be_filled_says_why(old, new, told):
    with pytest.raises(SheetError, match=re.escape(told)):
        fill(CANVAS_FILE.replace(old, new), CANVAS)


def test_nobody_scales_the_grades_of_others_by_a_name():
    text = CANVAS_FILE + '"Possible, Points Possible",12,eve,e,S1,,1.0,\nPoints Possible,13,mal,m,S1,,(read only),\n'
    assert fill(text, CANVAS)[0].startswith(fill(CANVAS_FILE, CANVAS)[0])


def test_what_a_student_wrote_begins_no_cell_of_a_platforms_file():
    data = filled(MOODLE_FILE.encode(), MOODLE, GRADES[:1], ROSTER, "", lambda grade: "a;=cmd|calc!A0\n+1").data
    assert table(data.decode())[1][-1] == "a;'=cmd|calc!A0\n'+1"


def test_a_sheet_is_read_in_one_pass():
    text = "Student,ID\n" + "a,b\n" * 300_000
    begun = time.process_time()
    assert len(Sheet(text.encode()).rows) == 300_001
    assert time.process_time() - begun < 30


def test_semicolons_and_decimal_commas_stay():
    text = "Student;ID;Section;Linear classifiers (42)\nPoints Possible;;;100\nx;11;S;1,5\ny;33;S;\n"
    assert fill(text, CANVAS)[0] == text.replace("1,5", "90,50").replace("y;33;S;", "y;33;S;100,00")


def test_a_row_that_may_be_another_students_gets_nothing():
    text = "Student,ID,SIS Login ID,Section,Work (42)\na,1,ada@x.org,S,\nb,2,ada@x.org,S,\n"
    assert fill(text, CANVAS)[0] == text
    people = {"77": Person("77", "Li Na"), "s88": Person("s88", "Na Li"), "9": Person("9", "O’Hara, Zoë M.")}
    grades = [Grade(student, 5, 0, 0, 5, 100) for student in people]
    # A platform's own number is nobody's id, two of the roster have one name, and the id has lost its zeros.
    text = "Student,ID,SIS User ID,Section,Work (42)\nx,77,,S,\nLi Na,3,,S,\ny,4,0077,S,\nZoe\u0308 M. O'Hara,9,,S,\n"
    data = filled(text.encode(), CANVAS, grades, people, "", str).data
    assert data.decode() == text.replace("0077,S,", "0077,S,5.00").replace("Hara,9,,S,", "Hara,9,,S,5.00")
    text = "Identifier,Full name,Grade,Last modified (grade)\nParticipant 88,x,,-\nParticipant 77,Na Li,,-\n"
    assert filled(text.encode(), MOODLE, grades, people, "", str).data.decode() == text


def test_moodle_file_changes_in_grade_and_feedback_alone_and_is_scaled():
    text, notes = fill(MOODLE_FILE, MOODLE)
    assert differences(MOODLE_FILE, text) == [
        ("Grade", "", "45.25"),
        ("Feedback comments", "", "90.5, well =done"),
        ("Grade", "3.00", "22.62"),
        ("Feedback comments", "old, words", "45.25, well =done"),
    ]
    assert text.endswith("Participant 504,Nobody,n@x.org,-,,50.00,Yes,-,-,")
    told = "Feedback comments in Moodle's file that are not ours were replaced: bob."
    assert told in notes, "a colleague's"
    assert told not in fill(text, MOODLE)[1], "now they are ours"
    for comment in ("<p>40 of 100 points. Points lost: l2 1 of 2.</p>", ""):
        assert told not in fill(MOODLE_FILE.replace("old, words", comment), MOODLE)[1]
    assert "zoe: Moodle does not let this grade be changed." in notes
    assert "The file's highest grade is 50, ours 100: grades are scaled to theirs." in notes


def test_moodle_importer_takes_it():
    rows = table(fill(MOODLE_FILE, MOODLE)[0])
    header = rows[0]
    assert {"Identifier", "Grade", "Last modified (grade)"} <= set(header)
    for row in rows[1:]:
        one = dict(zip(header, row, strict=True))
        assert re.fullmatch(r"\d+", one["Identifier"].removeprefix("Participant "))
        assert one["Grade"] == "" or 0 <= float(one["Grade"]) <= float(one["Maximum Grade"])


def test_gradescope_file_changes_in_the_total_alone():
    text, _ = fill(GRADESCOPE_FILE, GRADESCOPE)
    assert differences(GRADESCOPE_FILE, text) == [("Total Score", "", "90.50"), ("Total Score", "10.0", "45.25")]


@pytest.mark.parametrize("text", [CANVAS_FILE, MOODLE_FILE, GRADESCOPE_FILE, "a;b\r\n\r\n;\r\n", "a,"])
def test_a_sheet_that_nothing_is_put_in_keeps_every_byte_and_reads_as_csv_does(text):
    sheet = Sheet(text.encode())
    assert sheet.data() == text.encode()
    separator = ";" if text.startswith("a;") else ","
    rows = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=separator)
    assert [[cell.value for cell in row] for row in sheet.rows] == [row for row in rows if row]


cells = st.text(st.sampled_from(',;\t"\n= éa1'), max_size=4)


@given(
    rows=st.lists(st.lists(cells, min_size=3, max_size=3), min_size=1, max_size=3),
    delimiter=st.sampled_from(",;\t"),
    lineterminator=st.sampled_from(["\n", "\r\n"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    column=st.integers(0, 2),
    value=cells,
)
def test_what_is_put_in_a_cell_is_read_there_and_nothing_else_changes(rows, column, value, **dialect):
    text = io.StringIO(newline="")
    csv.writer(text, **dialect).writerows([["x", "y", "z"], *rows])
    sheet = Sheet(text.getvalue().encode())
    assert [[cell.value for cell in row] for row in sheet.rows[1:]] == rows
    sheet.put(sheet.rows[-1], column, value)
    rows[-1][column] = value
    read = csv.reader(io.StringIO(sheet.data().decode(), newline=""), delimiter=dialect["delimiter"])
    assert list(read) == [["x", "y", "z"], *rows]


def test_why_a_grade_is_not_that_of_all_comes_first_and_is_said_before_it_goes_out():
    cells = {"add_100": Points(0, 1)}
    lost = Grade("lost", 0, 0, 0, 0, 1, "not gradable: lost.zip cannot be read.", cells=cells)
    part = Grade("part", 0, 0, 0, 0, 1, "graded in part: helpers/svm.py is missing.", cells=cells)
    assert exports.summary(lost) == "Not gradable: lost.zip cannot be read. 0 of 1 points."
    assert exports.summary(part).startswith("Graded in part: helpers/svm.py is missing. 0 of 1 points. Points lost: ")
    assert exports.summary(Grade("blank", 0, 0, 0, 0, 1, cells=cells)).startswith("0 of 1 points. Points lost: ")
    told = "Students with 0 points because nothing of their hand-in could be graded: lost."
    assert list(export.unready([lost, part, *GRADES[2:]])) == [told]
    others = [replace(lost, student=f"x{k}") for k in range(9)]
    (said,) = export.unready([*others, lost], {"x7", "lost"})
    assert said.endswith("could be graded: x7, lost."), "only who has a row in the file"
    (said,) = export.unready(others)
    assert said.endswith("x6, x7, x8."), "all of them"
    made = filled(CANVAS_FILE.encode(), CANVAS, GRADES, ROSTER, "linear classifiers", str)
    assert made.students == {"ada", "bob", "zoe"}


def test_bytes_that_are_no_utf8_stay():
    data = b"SID,Email,Total Score\nada,\xe9@x,\n"
    assert filled(data, GRADESCOPE, GRADES[:1], {}, "", str).data == b"SID,Email,Total Score\nada,\xe9@x,90.50\n"


def test_points_by_exercise_have_a_row_for_each_student_and_no_formula():
    people = {"ada": Person("ada", "=cmd()", "ada@x.org"), "new": Person("new", "New One")}
    rows = table(exports.by_exercise(GRADES[:2], people, ["why_log"]))
    assert rows[0][-2:] == ["state", "why_log"]
    by_id = {row[0]: row for row in rows[1:]}
    assert by_id["ada"][1] == "'=cmd()"
    assert (by_id["bob"][3], by_id["bob"][-1]) == ("45.25", "")  # nobody has read it
    assert by_id["new"][-2:] == ["nothing handed in", ""]


def schema() -> dict:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    (found,) = re.findall(r"```json\n(\{.*?\})\n```", text, re.DOTALL)
    return json.loads(found)


def test_exports_of_a_course_are_brought_up_to_date(classroom, tmp_path, monkeypatch):
    hand_in(classroom, "ada", wrong={"start_add": "start.minus"}, at=datetime(2026, 12, 1, 12, tzinfo=UTC))
    (classroom.root / "roster.csv").write_text("id,name,email,canvas\nada,Ada Lovelace,ada@x.org,11\n")
    theirs = tmp_path / "grades.csv"
    theirs.write_text(CANVAS_FILE.replace("10,100.0", "10,120.0"), newline="")
    grades = publish.points(classroom)
    target = exports.export(classroom, "canvas", grades, theirs).path
    of = sum(exercise.points for exercise in EXERCISES.values())
    assert f",{of - 0.5:.2f}," in target.read_text()
    assert theirs.read_bytes().decode() == CANVAS_FILE.replace("10,100.0", "10,120.0")

    as_json = exports.export(classroom, "json", grades, tmp_path / "all.json").path
    plain = json.loads(as_json.read_text())
    Draft202012Validator.check_schema(schema())
    Draft202012Validator(schema()).validate(plain)
    (ada,) = plain["students"]
    assert (ada["name"], ada["total"]) == ("Ada Lovelace", of - 0.5)
    assert [part["mistake"] for one in ada["verdicts"] for part in one["parts"] if part["mistake"]] == ["start.minus"]

    classroom.settings.write_text('due = "2026-11-30"\n[late]\nper_day = 10\n')
    assert settings.load(classroom).late.per_day == 10
    publish.publish(classroom)
    assert f",{0.9 * (of - 0.5):.2f}," in target.read_text()
    assert json.loads(as_json.read_text())["students"][0]["penalty"] == pytest.approx(0.1 * (of - 0.5))

    (classroom.store / f"{recorded.key(classroom, 'ada')}.json").unlink()
    notes = exports.export(classroom, "json", grades, as_json).notes
    assert notes == ["Without verdicts, as the store has lost their results; grade them again: ada."]

    def stopped(path, content):
        write_atomically(path, content)
        raise KeyboardInterrupt

    monkeypatch.setattr(exports, "write_atomically", stopped)
    with pytest.raises(KeyboardInterrupt):
        exports.export(classroom, "canvas", grades, theirs.rename(tmp_path / "others.csv"), "Essay (7)")
    assert not target.with_name("others.csv").exists(), "`refresh` would fill another column"


@pytest.mark.parametrize(
    ("text", "platform"), [(CANVAS_FILE, CANVAS), (MOODLE_FILE, MOODLE), (GRADESCOPE_FILE, GRADESCOPE)]
)
def test_a_row_with_the_number_of_one_and_the_name_of_another_is_told(text, platform):
    ids = {"canvas": ("22", "11"), "moodle": ("502", "501"), "gradescope": ("9", "ada")}
    people = {
        student: Person(student, name, ids={column: numbers[k] for column, numbers in ids.items()})
        for k, (student, name) in enumerate((("ada", "Ada Lovelace"), ("bob", ROSTER["bob"].name)))
    }
    people["bob"] = Person("bob", "Bob ONeill" if platform is GRADESCOPE else people["bob"].name, ids=people["bob"].ids)
    made = filled(text.encode(), platform, GRADES[:2], people, "linear classifiers", str)
    assert made.doubtful
    assert any(
        note.startswith("ada: its row in the file has the name") and "that of bob" in note for note in made.notes
    )
    assert "2 rows have the names of others: is a column of roster.csv shifted by a row?" in made.notes
    assert not filled(text.encode(), platform, GRADES[:2], ROSTER, "linear classifiers", str).doubtful
