"""Brings feedback, grades.csv and exports up to date after reading answers in Formgrader: `python3 lab.py refresh`."""

import argparse
import sys

from grader.course import CourseError, add_argument, locked, opened
from grader.gradebook import publish
from grader.gradebook.database import RecordError
from grader.isolated import isolate


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="lab.py refresh", description=__doc__.partition(":")[0] + ".")
    add_argument(parser)
    course_folder = parser.parse_args().course.absolute()
    isolate()
    try:
        course = opened(course_folder)
        with locked(course):
            grades, notes = publish.publish(course)
    except (CourseError, RecordError) as error:
        sys.exit(str(error))
    except OSError as error:
        sys.exit(f"{error.filename or course_folder}: {error.strerror or error}.")
    for note in notes:
        print(note)
    print(f"{len(grades)} students. Grades: {course.grades}")
    print(f"Feedback: {course.root / 'feedback' / 'STUDENT' / 'feedback.html'}")


if __name__ == "__main__":
    main()
