"""Attacks on a run of `grade` as a whole: a hand-in can only hurt itself, and no file of it runs as the instructor."""

import csv
import json
import shutil
import signal
from pathlib import Path

import arrivals
import pytest
from classroom import made_up
from nbgrader.api import Gradebook
from target import points
from test_attacks_in_submissions import EVIL, zipped
from test_attacks_on_borders import started, trapped

from grader.course import ASSIGNMENT, Course
from grader.gradebook import history, preprocessors, publish, record, recorded
from grader.gradebook.database import RecordError
from grader.gradebook.run import grade
from grader.grading import cluster, store
from grader.intake import collect, desk

NAME = "01_score_functions"


@pytest.fixture
def small(course, tmp_path):
    """A course whose release has two notebooks, for speed."""
    return copied(course, tmp_path)


def copied(course, folder):
    made = Course(folder / "course")
    ignored = shutil.ignore_patterns("store", "submitted", "autograded", "feedback")
    shutil.copytree(course.root, made.root, ignore=ignored)
    arrivals.keep_notebooks(made, "00", "01")
    return made


def answered(folder, code="", words=""):
    """Put code and words into two answers of a submission."""
    path = folder / f"{NAME}.ipynb"
    notebook = json.loads(path.read_text())
    for cell in notebook["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id")
        if name == "answer_cat_scores" and code:
            cell["source"] = code
        if name == "what_does_it_do" and words:
            cell["source"] = words
    path.write_text(json.dumps(notebook))
    return folder


def computed(course, handed_in):
    """Put made-up results of hand-ins into the store, for tests of what is recorded."""
    for submission in desk.submissions([handed_in], collect.answer_cells(course.release)):
        store.store(course, store.key(course, submission), made_up(course, submission))


def rows(course):
    with course.grades.open(encoding="utf-8") as file:
        return {row["student"]: row for row in csv.DictReader(file)}


def without_name(row):
    return {column: value for column, value in row.items() if column != "student"}


def plant(folder, body):
    (folder / "helpers" / "start.py").write_text(f"def add(a, b):\n    {body}\n")
    return folder


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_one_hand_in_hurts_itself_alone_and_nothing_of_the_working_folder_runs(small, half, tmp_path):
    place = tmp_path / "in"
    place.mkdir()
    half(place / "ann")
    (half(place / "zoe") / "Копия").mkdir()
    (place / "zoe" / "helpers" / "scores.py").rename(place / "zoe" / "Копия" / "scores.py")
    answered(half(place / "colours"), code="print('\\x1b[38mhello')\nprint('\\x1b[31m' * 10**6)")
    answered(half(place / "halves"), code="print('\\ud800')\nraise ValueError('\\udfff')", words="half \ud800 a pair")
    answered(half(place / "blanks"), words="a" + " " * 19_990 + "b")
    plant(half(place / "raises"), "raise ValueError('\\ud800' + chr(27) + '[38m' + repr(a) * 10**6)")
    plant(half(place / "returns"), "return '\\ud800' * 10**7")
    (place / "linked").symlink_to(place / "ann")
    two = [("helpers/start.py", EVIL), ("helpers/start.py", EVIL + b"# mine\n")]
    (place / "twice.zip").write_bytes(zipped(half(tmp_path / "half"), two, skip={"helpers/start.py"}))
    (place / "broken.zip").write_bytes(b"PK\x03\x04 and no more")
    mallory = half(place / "mallory")
    proof = trapped(mallory)
    ran = started("grader.grade", "--course", small.root, "..", cwd=mallory)
    assert ran.returncode == 3, ran.stderr
    assert not proof.exists(), proof.read_text()
    assert "You are in mallory's submission." in ran.stderr
    assert "zoe: Taken: helpers/scores.py from \\u041a\\u043e" in ran.stdout
    found = rows(small)
    honest = without_name(found["ann"])
    assert honest["state"] == "graded"
    assert float(honest["automatic"]) > 0
    for name in ("zoe", "mallory", "colours", "halves", "blanks", "raises", "returns"):
        assert without_name(found[name]) | {"waiting": ""} == honest | {"waiting": ""}, name
    for name, why in (
        ("linked", "is a link"),
        ("broken", "cannot be read as a zip"),
    ):
        assert found[name]["state"].startswith("not gradable: "), name
        assert why in found[name]["state"]
        assert found[name]["total"] == "0"
        assert f"{name}: " in ran.stdout
    assert found["twice"]["state"].startswith("graded in part: there are two files helpers/start.py")
    for name in found:
        assert (small.feedback(name) / f"{NAME}.html").exists(), name
    result = store.stored(small, json.loads((small.store / "recorded" / "raises.json").read_text())["key"])
    assert max(map(len, result.verdicts["start_add"].lines)) < 500


@pytest.fixture(scope="module")
def graded(course, half, tmp_path_factory):
    """A folder with a course in which Ann and Mallory are graded, and what they handed in."""
    place = tmp_path_factory.mktemp("graded")
    small = copied(course, place)
    for name in ("ann", "mallory"):
        half(place / "in" / name)
    computed(small, place / "in")
    grades, notes = grade(small, [place / "in"])
    assert notes == []
    assert {one.student: one.total > 0 for one in grades} == {"ann": True, "mallory": True}
    return place


@pytest.fixture
def two(graded, tmp_path) -> tuple[Course, Path]:
    """The course in which Ann and Mallory are graded, and what they handed in, to be changed."""
    shutil.copytree(graded, tmp_path, dirs_exist_ok=True)
    return Course(tmp_path / "course"), tmp_path / "in"


def test_points_and_state_are_those_of_the_newest_hand_in(two, monkeypatch):
    small, handed_in = two
    before = {one.student: one for one in grade(small, [handed_in]).grades}
    (handed_in / "mallory" / "helpers" / "start.py").write_text("# anew\n")

    def fails(course, waiting, *more):
        yield from ((one, "set aside, as it crashed 3 workers in a row.") for one in waiting)

    with monkeypatch.context() as patched:
        patched.setattr(cluster, "compute", fails)
        grades, notes = grade(small, [handed_in])
    assert notes == ["mallory: set aside, as it crashed 3 workers in a row."]
    after = {one.student: one for one in grades}
    assert after["ann"] == before["ann"]
    assert (after["mallory"].total, after["mallory"].waiting) == (0, before["mallory"].waiting)
    assert after["mallory"].state == "not gradable: set aside, as it crashed 3 workers in a row."
    computed(small, handed_in)
    grades, notes = grade(small, [handed_in])
    assert notes == []
    again = {one.student: one for one in grades}
    assert again == before  # start.py was blank before, too


def test_what_is_damaged_in_the_store_is_computed_again_and_told_until_then(two, monkeypatch):
    small, handed_in = two
    before = {one.student: one for one in grade(small, [handed_in]).grades}
    theirs = {name: small.store / f"{recorded.key(small, name)}.json" for name in before}
    result, computed_again = theirs["mallory"].read_bytes(), []

    def compute(course, waiting, *more):
        computed_again.extend(one.student for one in waiting)
        yield from ((one, made_up(course, one)) for one in waiting)

    monkeypatch.setattr(cluster, "compute", compute)
    cut, nested = result[: len(result) // 2], b"[" * 10**5
    older = json.dumps({**json.loads(result), "seal": None}).encode()
    richer = result.replace(b'"points": ', b'"points": 1', 1)
    for content in (b"", b"\xff", cut, nested, result + b" "):
        theirs["mallory"].write_bytes(content)
        assert store.stored(small, theirs["mallory"].stem) is None
    for content in (older, richer, theirs["ann"].read_bytes()):
        theirs["mallory"].write_bytes(content)
        grades, notes = publish.publish(small)
        assert notes == [
            f"mallory: no feedback page was written, as the result is no longer in {small.store}: grade again."
        ]
        grades, notes = grade(small, [handed_in])
        assert (notes, {one.student: one for one in grades}) == ([], before)
        assert computed_again.pop() == "mallory"
        assert theirs["mallory"].read_bytes() == result
    theirs["mallory"].unlink()
    theirs["mallory"].symlink_to("/dev/zero")
    assert store.stored(small, theirs["mallory"].stem) is None

    note = small.store / "recorded" / "mallory.json"
    for content in (b"{", nested, b'{"state": 3}', b'{"key": "x", "of": 2}', b'{"history": [{}]}'):
        note.write_bytes(content)
        grades, notes = publish.publish(small)
        assert [one.state.partition(",")[0] for one in grades] == ["graded", "not known"]
        assert len(notes) == 1
    shutil.copy(note.with_name("ann.json"), note)
    assert publish.publish(small).notes[0].startswith("mallory: no feedback page was written")
    grades, notes = grade(small, [handed_in])
    assert (notes, {one.student: one for one in grades}) == ([], before)
    assert not theirs["mallory"].is_symlink()


def test_what_is_damaged_in_arrived_is_told_and_stops_nobody_else(two):
    small, handed_in = two
    before = {one.student: one for one in grade(small, [handed_in]).grades}
    kept = small.arrived / "mallory" / "1.zip"
    data, note = kept.read_bytes(), kept.with_suffix(".json").read_bytes()
    form = collect.answer_cells(small.release)

    def problem():
        attempts = desk.again(small, form).attempts
        assert not attempts["ann"][1].problem
        return list(attempts["mallory"].values())[-1].problem

    bad = bytearray(data)
    bad[100] ^= 1
    for spoil in (lambda: kept.write_bytes(bad), kept.unlink):
        spoil()
        assert f"{kept} is not what arrived" in problem()
        grade(small, [handed_in])  # the same is here again
        assert kept.read_bytes() == data
        assert problem() is None
    for content in (b"", b"[]", b"[" * 10**5, note.replace(b'"label": {', b'"label": {"x": 1, '), b'{"label": 1}'):
        kept.with_suffix(".json").write_bytes(content)
        assert f"{kept.with_suffix('.json')} is damaged" in problem()
    grades, notes = grade(small, [handed_in])
    assert (notes, {one.student: one.total for one in grades}) == ([], {one: before[one].total for one in before})
    assert (kept.parent / "2.zip").read_bytes() == data
    kept.with_suffix(".json").unlink()
    assert "not kept any more" in history.history(small, "mallory")


def test_what_nbgrader_cannot_record_or_show_is_that_submissions_state(two, monkeypatch):
    small, handed_in = two
    nbgrader = record._nbgrader
    for name in ("ann", "mallory"):
        (handed_in / name / "helpers" / "start.py").write_text("# anew\n")
    computed(small, handed_in)

    def fails(course, step, student, key, **options):
        if (
            student == "mallory"
            and step == "autograde"
            and (course.submitted(student) / "helpers" / "start.py").exists()
        ):
            raise RecordError("nbgrader could not record mallory: OverflowError: too much.")
        if student == "ann" and step == "generate_feedback":
            raise RecordError("nbgrader could not make the feedback pages of ann: ValueError: no.")
        nbgrader(course, step, student, key, **options)

    with monkeypatch.context() as patched:
        patched.setattr(record, "_nbgrader", fails)
        grades, notes = grade(small, [handed_in], nbgrader_pages=True)
    found = {one.student: one for one in grades}
    assert found["mallory"].state == "not gradable: nbgrader could not record mallory: OverflowError: too much."
    assert found["mallory"].total == 0
    assert "ann: nbgrader could not make the feedback pages of ann: ValueError: no." in notes
    assert found["ann"].total > 0
    assert len(notes) == 2
    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):  # Ctrl-C while nbgrader records
        patched.setattr(preprocessors.Graded, "preprocess", lambda *_: signal.raise_signal(signal.SIGINT))
        grade(small, [handed_in])
    grades, notes = grade(small, [handed_in])
    assert notes == []
    assert {one.state for one in grades} == {"graded"}


def test_what_nbgrader_noted_of_a_submissions_time_stays(small, half):
    target = small.submitted("ann")
    half(target)
    stamp = "2025-12-03 10:00:00.000000 UTC"
    (target / "timestamp.txt").write_text(stamp)
    computed(small, small.root / "submitted")
    grade(small, [small.root / "submitted"])
    assert (target / "timestamp.txt").read_text() == stamp
    with Gradebook(small.database) as gradebook:
        assert str(gradebook.find_submission(ASSIGNMENT, "ann").timestamp) == "2025-12-03 10:00:00"


def test_a_result_without_verdicts_has_no_points(target, tmp_path):
    (tmp_path / "mallory.zip").write_bytes(b"")
    result = target.grade(tmp_path / "mallory.zip")
    assert points(result) == {}
    assert result.state.startswith("not gradable: mallory.zip cannot be read as a zip")
