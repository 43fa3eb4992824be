"""Brings feedback, grades.csv and exports up to date after reading answers in Formgrader: `python3 lab.py refresh`."""

import argparse
import sys

from grader.course import CourseError, locked, started
from grader.gradebook import publish
from grader.gradebook.database import RecordError


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="lab.py refresh", description=__doc__.partition(":")[0] + ".")
    _, course = started(parser)
    try:
        with locked(course):
            grades, notes = publish.publish(course)
    except (CourseError, RecordError) as error:
        sys.exit(str(error))
    except OSError as error:
        sys.exit(f"{error.filename or course.root}: {error.strerror or error}.")
    for note in notes:
        print(note)
    print(f"{len(grades)} students. Grades: {course.grades}")
    print(f"Feedback: {course.root / 'feedback' / 'STUDENT' / 'feedback.html'}")


if __name__ == "__main__":
    main()
