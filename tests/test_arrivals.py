"""What arrives, in every form: all of it is accounted for, and nobody loses a point for how it was packed."""

import hashlib
import json
import shutil
from pathlib import Path

import arrivals
import pytest

from grader.course import Course
from grader.grade import check, grade


@pytest.fixture(scope="module")
def small(course, tmp_path_factory) -> Course:
    """A course with two notebooks, for speed."""
    made = Course(tmp_path_factory.mktemp("arrivals") / "course")
    ignored = shutil.ignore_patterns("store", "submitted", "autograded", "feedback", "arrived")
    shutil.copytree(course.root, made.root, ignore=ignored)
    for path in made.release.glob("*.ipynb"):
        if path.stem not in arrivals.NOTEBOOKS:
            path.unlink()
    return made


@pytest.fixture(scope="module")
def term(small, tmp_path_factory):
    """The hand-ins of a class: paths, and what is expected."""
    return arrivals.term(small.release, tmp_path_factory.mktemp("term"))


@pytest.fixture(scope="module")
def report(small, term):
    return check(small, term[0])


def digests(paths):
    return {
        name: hashlib.sha256(Path(name).read_bytes()).hexdigest()
        for name in arrivals.on_disk(paths)
        if not Path(name).is_symlink()
    }


def test_every_student_is_found_and_nobody_else(report, term):
    assert len(term[1]) >= 40
    assert set(report["students"]) == set(term[1])


def test_the_report_names_each_file_that_arrived_exactly_once(report, term):
    named = [one["path"] for one in report["files"]]
    assert len(named) == len(set(named))
    assert set(named) == arrivals.on_disk(term[0])
    for one in report["files"]:
        members = [member["path"] for member in one.get("members", [])]
        assert len(members) == len(set(members)), one["path"]
        assert one["taken"] or one["why"] or members, one


def test_what_was_done_and_what_is_missing_is_said(report, term):
    for student, row in term[1].items():
        about = report["students"][student]
        told = json.dumps(about, ensure_ascii=False)
        assert row.state != "graded" or not about["problems"], (student, about)
        if row.told and "attempt" not in row.told and row.told != "late":
            assert row.told in told, (student, told)
    assert report["students"]["hoppergrace-102"]["late"]
    assert report["students"]["g301"]["time"] == "2026-12-01 10:00:00.123456 UTC"
    assert not report["clear"]


def test_a_check_changes_nothing(small, report):
    assert not small.arrived.exists()


def test_all_forms_graded_in_one_run_have_their_points_and_states(small, term, sandboxed):
    paths, rows = term
    before = digests(paths)
    grades, notes = grade(small, paths)
    found = {one.student: one for one in grades}
    assert set(found) == set(rows)
    wrong = {
        student: (found[student].automatic, found[student].state, row)
        for student, row in rows.items()
        if found[student].automatic != row.points or not found[student].state.startswith(row.state)
        or (row.state == "graded" and found[student].state != "graded")
    }  # fmt: skip
    assert wrong == {}
    assert digests(paths) == before
    said = "\n".join(notes)
    for student in ("vera", "walt"):
        assert rows[student].told in found[student].state.lower(), found[student].state
        assert f"{student}: " in said
    assert (small.submitted("nora") / "timestamp.txt").read_text() == "2026-12-02 08:00:00.000000 UTC"
    again = {one.student: one for one in grade(small, [small.root / "submitted"])[0]}
    assert again == found, "what we made of an attempt is no attempt"
