"""Writes grades for a learning platform, or as csv or json: `python3 lab.py export canvas FILE`.

For canvas, moodle and gradescope, FILE is the file of grades that you exported there. The course's exports/ gets a
copy with our grades, for you to import; FILE itself stays as it is. For csv (points by exercise) and json (verdicts),
FILE is only the name of the file to write there, in csv/ or json/.
"""

import argparse
import sys
from collections.abc import Collection, Iterator
from pathlib import Path

from grader.course import CourseError, locked, started, told
from grader.gradebook import exports, publish
from grader.gradebook.database import RecordError
from grader.gradebook.sheet import SheetError
from grader.gradebook.table import Grade

IN_DOUBT = 3
"""The exit code when a row may be another student's than the one whose grade it got, as for a hand-in in `grade`."""


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(
        prog="lab.py export", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("format", choices=exports.FORMATS)
    parser.add_argument("file", type=Path)
    parser.add_argument("--column", default="", help="the assignment's column, if Canvas' file has several")
    arguments, course = started(parser)
    with told(course, CourseError, RecordError, SheetError), locked(course):
        grades = publish.points(course)
        outdated = publish.outdated(course, grades)
        made = exports.export(course, arguments.format, grades, arguments.file, arguments.column)
    for note in (*made.notes, *unready(grades, made.students), *outdated):
        print(note)
    print(f"Grades: {made.path}")
    if made.doubtful:
        sys.exit(IN_DOUBT)


def unready(grades: list[Grade], students: Collection[str] | None = None) -> Iterator[str]:
    """Yield whose grades somebody should look at before they go to students.

    Args:
        grades: all of the course.
        students: those with a row in the file, None if all have one.
    """
    grades = [one for one in grades if students is None or one.student in students]
    of_reading = "with answers that nobody has read yet, or that changed since they were read"
    of_nothing = "with 0 points because nothing of their hand-in could be graded"
    for what, some in (
        (of_reading, [one.student for one in grades if one.waiting or one.again]),
        (of_nothing, [one.student for one in grades if not (one.gradable or one.total)]),
    ):
        if some:
            yield f"Students {what}: {', '.join(some)}."


if __name__ == "__main__":
    main()
