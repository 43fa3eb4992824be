"""Brings feedback, grades.csv and exports up to date after reading answers in Formgrader: `python3 lab.py refresh`."""

import argparse

from grader.course import CourseError, locked, started, told
from grader.gradebook import publish
from grader.gradebook.database import RecordError


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="lab.py refresh", description=__doc__.partition(":")[0] + ".")
    course = started(parser).course
    with told(course, CourseError, RecordError), locked(course):
        grades, notes = publish.publish(course)
    for note in notes:
        print(note)
    print(f"{len(grades)} students. Grades: {course.grades}")
    print(f"Feedback: {course.root / 'feedback' / 'STUDENT' / 'feedback.html'}")


if __name__ == "__main__":
    main()
