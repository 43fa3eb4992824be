"""Writes the class report: grades, mistakes, where students stop: `python3 lab.py report`.

It is one page, report.html in the course's folder. Students have numbers in it, unless you ask for --names.
"""

import argparse
import json
import sys

from grader import settings
from grader.course import CourseError, locked, started, told
from grader.gradebook import history, publish, report
from grader.gradebook.database import RecordError
from grader.grading import learned
from grader.sandbox import SandboxError
from helpers.given.files import write_atomically


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="lab.py report", description=__doc__.partition(":")[0] + ".")
    parser.add_argument("--names", action="store_true", help="show students' ids instead of numbers")
    instead = parser.add_mutually_exclusive_group()
    instead.add_argument(
        "--gallery",
        action="store_true",
        help="show what each student's code learns: trains it in the sandbox, a second or two per student",
    )
    parser.add_argument(
        "--trust-submissions",
        action="store_true",
        help="train without a sandbox: students' code can then read and change whatever you can",
    )
    instead.add_argument("--student", help="print this student's results over time, and write no page")
    instead.add_argument("--json", action="store_true", help="print the figures as JSON, and write no page")
    arguments, course = started(parser)
    with told(course, CourseError, RecordError, SandboxError):
        with locked(course):
            grades = publish.points(course)
            for note in publish.outdated(course, grades):
                print(note, file=sys.stderr)  # what is printed may be JSON
        if arguments.student:
            print(history.history(course, arguments.student))
            sys.exit()
        students = [grade.student for grade in grades]
        called = (
            dict(zip(students, students, strict=True)) if arguments.names else report.names(course.secret(), students)
        )
        released = {path.name: path.read_text(encoding="utf-8") for path in (course.release / "helpers").glob("*.py")}
        pupils = report.pupils(course, grades)
        if arguments.json:
            print(json.dumps(report.plain_data(grades, pupils, released, called), indent=1))
            sys.exit()
        shown = learned.gallery(course, students, arguments.trust_submissions) if arguments.gallery else {}
        text = report.report(settings.load(course).heading, grades, pupils, released, called, shown)
        write_atomically(course.report, text)
    print(f"{len(grades)} students: {course.report}")


if __name__ == "__main__":
    main()
