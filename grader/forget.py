"""Removes a student from a course: `python3 lab.py forget STUDENT`.

It clears gradebook, hand-ins, results, notebooks, feedback, exports and reports; then it searches the course for the
student's id and names whatever still holds it.
"""

import argparse
import hashlib
import json
import os
import shutil
import sys
from pathlib import Path
from typing import NamedTuple

from grader import settings
from grader.course import STUDENT, Course, CourseError, locked, started, told
from grader.gradebook import record
from grader.gradebook.database import RecordError
from grader.gradebook.nbgrader_setup import NBGRADERS_GRADES
from grader.intake import arrived, search

OF_ONE = ("arrived", "submitted", "autograded", "feedback", "replay", "learned")
"""Folders that hold a student's things in one of the student's own."""

OF_ALL = ("computing", "exports", "report.html", "grades.csv", NBGRADERS_GRADES, "nbgrader.log")
"""What holds everybody's things, and goes as a whole."""

MOST = 10
"""Files that are named where nobody has the id."""


class Left(NamedTuple):
    """Files of a course that still hold an id, and those that may, as they cannot be unpacked."""

    holding: list[str]
    closed: list[str]


def forget(course: Course, student: str) -> Left:
    """Remove a student, and return the files of the course that still hold the id.

    exports/, report.html and grades.csv are removed whole: `lab.py refresh`, `export` and `report` write them again.

    Raises:
        CourseError: it is no id, the course has no such student, or the roster cannot be read.
    """
    # As the name of a folder, "" and ".." would be the folders of everybody.
    if not STUDENT.fullmatch(student):
        raise CourseError(f"{student!r} is no student's id, so nothing was removed: write it as in grades.csv.")
    arrived.unname(course, student, settings.roster(course))  # while the roster tells who that is
    known = record.forget(course, student)
    places = [course.root / name / student for name in OF_ONE] + [course.store / "recorded" / f"{student}.json"]
    places += [path for path in course.store.glob("*.json") if _whose(path) == student]
    theirs = [place for place in places if os.path.lexists(place)]
    # One that was stopped on the way may have left any of them: whatever is found is the student.
    if not known and not theirs:
        holding = _left(course, student).holding
        more = [f"{len(holding) - MOST} more"] if len(holding) > MOST else []  # an id may be a word of the language
        left = ", ".join(holding[:MOST] + more)
        raise CourseError(f"There is no {student} in {course.root}{left and f', but these files hold the id: {left}'}.")
    for place in (*(course.root / name for name in OF_ALL), *course.root.glob("*.part"), *theirs):
        _remove(place)
    return _left(course, student)


def _remove(place: Path) -> None:
    if place.is_dir() and not place.is_symlink():
        shutil.rmtree(place)
    else:
        place.unlink(missing_ok=True)


def _whose(result: Path) -> str:
    """The student whose result is in a file of the store, "" if it cannot be read.

    That the id is in it says nothing: there is a `max` in nearly every one.
    """
    try:
        return json.loads(result.read_text(encoding="utf-8"))["student"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return ""


def _left(course: Course, student: str) -> Left:
    """Files of a course that hold an id, in their name or as a word of their content.

    What everybody gets says nothing of anybody: the numbers of public.cases hold any short id by chance.
    """
    left = Left([], [])
    given = {_content(path) for folder in (course.release, course.source) for path in _files(folder)}
    sizes = {size for size, _ in given}
    for path in _files(course.root):
        name = path.relative_to(course.root).as_posix()
        try:
            if search.named(name, student):
                left.holding.append(name)
            elif path.stat().st_size in sizes and _content(path) in given:
                continue
            elif search.holds(path, student):
                left.holding.append(name)
        except search.ClosedError:
            left.closed.append(name)
    return left


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def _content(path: Path) -> tuple[int, bytes]:
    """A file's size, and a hash of what is in it."""
    with path.open("rb") as file:
        return path.stat().st_size, hashlib.file_digest(file, "sha256").digest()


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="lab.py forget", description=__doc__.partition(":")[0] + ".")
    parser.add_argument("student", help="the id, as in grades.csv")
    arguments, course = started(parser)
    with told(course, CourseError, RecordError), locked(course):
        left = forget(course, arguments.student)
    for name in left.holding:
        print(f"{name} still holds {arguments.student}: remove it by hand.")
    for name in left.closed:
        print(f"{name} is packed and cannot be opened, so nobody knows whether it holds {arguments.student}.")
    print(
        f"{arguments.student} is removed. Files in {course.root} that still hold the id: {len(left.holding) or 'none'}."
    )
    print("Run `python3 lab.py refresh` to write grades.csv again.")
    sys.exit(1 if left.holding else 0)


if __name__ == "__main__":
    main()
