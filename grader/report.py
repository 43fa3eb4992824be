"""Writes the class report: who is where, which mistakes were made, where people stop: `python3 lab.py report`.

It is one page, report.html in the course's folder. Students have numbers in it, unless you ask for --names.
"""

import argparse
import sys

from grader.course import CourseError, add_argument, locked, opened
from grader.gradebook import publish, report
from grader.gradebook.database import RecordError
from grader.isolated import isolate
from helpers.given.files import write_atomically


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="lab.py report", description=__doc__.partition(":")[0] + ".")
    parser.add_argument("--names", action="store_true", help="show students' ids instead of numbers")
    add_argument(parser)
    arguments = parser.parse_args()
    course_folder = arguments.course.absolute()
    isolate()
    try:
        course = opened(course_folder)
        with locked(course):
            grades, rules = publish.points(course)
        students = [grade.student for grade in grades]
        called = (
            dict(zip(students, students, strict=True)) if arguments.names else report.names(course.secret(), students)
        )
        released = {path.name: path.read_text(encoding="utf-8") for path in (course.release / "helpers").glob("*.py")}
        text = report.report(rules.title, grades, report.pupils(course, grades), released, called)
        write_atomically(course.report, text)
    except (CourseError, RecordError) as error:
        sys.exit(str(error))
    except OSError as error:
        sys.exit(f"{error.filename or course_folder}: {error.strerror or error}.")
    print(f"{len(grades)} students: {course.report}")


if __name__ == "__main__":
    main()
