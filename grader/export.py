"""Writes grades for a learning platform, or as csv or json: `python3 lab.py export canvas FILE`.

For canvas, moodle and gradescope, FILE is the file of grades that you exported there. The course's exports/ gets a
copy with our grades, for you to import; FILE itself stays as it is. For csv (points by exercise) and json (verdicts),
FILE is the name of the file to write in exports/.
"""

import argparse
from pathlib import Path

from grader.course import CourseError, locked, started, told
from grader.gradebook import exports, publish
from grader.gradebook.database import RecordError
from grader.gradebook.sheet import SheetError


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
        target, notes = exports.export(course, arguments.format, grades, arguments.file, arguments.column)
    unread = [grade.student for grade in grades if grade.waiting or grade.again]
    if unread:
        some = ", ".join(unread[:5]) + (" and others" if len(unread) > 5 else "")
        notes.append(f"Students with answers that nobody has read yet, or that changed since they were read: {some}.")
    for note in notes:
        print(note)
    print(f"Grades: {target}")


if __name__ == "__main__":
    main()
