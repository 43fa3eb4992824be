"""Runs one exercise of one student once more, for an appeal: `python3 lab.py replay STUDENT EXERCISE`.

It writes a notebook with the hidden inputs, the student's function, what was expected and what it returned. The
student's code runs in the sandbox; the notebook is in replay/ in the course's folder.
"""

import argparse
import shutil
from pathlib import Path

from grader import sandbox
from grader.course import Course, CourseError, started, told
from grader.grading import rebuild, replayed
from grader.sandbox import SandboxError
from helpers.given.files import write_atomically


def replay(course: Course, student: str, name: str, trusted: bool) -> Path:
    """Write the notebook and return where it is.

    Raises:
        CourseError: there is no such student or exercise, or it is no function.
        SandboxError: this machine cannot sandbox, and the submission is not trusted.
    """
    exercise = replayed.find(name)
    if not exercise.target:
        raise CourseError(f"{name} is an answer in {exercise.notebook}, not a function: read it on the feedback page.")
    submission = rebuild.counts(course, student)
    if not (course.submitted(student) / "helpers").is_dir() or not course.release.is_dir():
        raise CourseError(f"There is no submission of {student} in {course.root / 'submitted'}.")
    if not trusted and (problem := sandbox.exposed([course.root])):
        raise SandboxError(problem)
    target = course.root / "replay" / student / exercise.id
    files = replayed.replay(course.release, course.secret(), submission, exercise, trusted)
    shutil.rmtree(target, ignore_errors=True)
    for path, content in files.items():
        write_atomically(target / path, content)
    return target / f"{exercise.id}.ipynb"


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="lab.py replay", description=__doc__.partition(":")[0] + ".")
    parser.add_argument("student", help="the id, as in grades.csv")
    parser.add_argument("exercise", help="such as svm_loss_naive-loss")
    parser.add_argument(
        "--trust-submissions",
        action="store_true",
        help="run the student's code without a sandbox: it can then read and change whatever you can",
    )
    arguments, course = started(parser)
    with told(course, CourseError, SandboxError):
        print(replay(course, arguments.student, arguments.exercise, arguments.trust_submissions))


if __name__ == "__main__":
    main()
