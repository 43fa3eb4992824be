"""Grades submissions, records them, writes feedback and grades.csv: `python3 lab.py grade SUBMISSIONS...`.

Students' code runs in processes of its own; a submission graded before is not run again.
"""

import argparse
import multiprocessing
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

from grader import collect, record, results
from grader.collect import Submission, SubmissionError
from grader.course import ASSIGNMENT, DEFAULT, Course
from grader.record import Grade, RecordError

WORKERS = 2
FEW = 40
"""So many grades are printed; a longer table is in grades.csv alone."""


def grade(course: Course, paths: list[Path]) -> tuple[list[Grade], list[str]]:
    """Grade the submissions at some paths, with a line of progress.

    Returns:
        the grades of all students in the gradebook, and notes on what was left out of these submissions.

    Raises:
        SubmissionError: there is no release yet, or a submission cannot be taken.
        RecordError: nbgrader failed.
    """
    if not course.release.is_dir():
        raise SubmissionError("There is no release to grade against: run `python3 lab.py release` first.")
    found = list(collect.submissions(paths, course.release))
    course.secret()
    for done, _ in enumerate(_computed(course, found), 1):
        _progress("graded", done, len(found))
    for done, submission in enumerate(found, 1):
        record.record(course, submission)
        _progress("recorded", done, len(found))
    grades = record.grades(course)
    record.write_table(grades, course.grades)
    return grades, [f"{one.student}: {note}" for one in found for note in one.notes]


def _computed(course: Course, found: list[Submission]) -> Iterator[Submission]:
    """Have every result computed that is not in the store; yield each submission when its result is there."""
    waiting = []
    for submission in found:
        if results.is_stored(course, submission):
            yield submission
        else:
            waiting.append(submission)
    if not waiting:
        return
    with ProcessPoolExecutor(WORKERS, multiprocessing.get_context("spawn")) as pool:
        jobs = {pool.submit(results.result, course, submission): submission for submission in waiting}
        for job in as_completed(jobs):
            job.result()
            yield jobs[job]


def _progress(what: str, done: int, of: int) -> None:
    end = "\n" if done == of else ""
    line = f"{time.strftime('%H:%M:%S')}  {what} {done} of {of}"
    if sys.stderr.isatty():
        print(f"\r{line}", end=end, file=sys.stderr, flush=True)
    elif done == of or done % 10 == 0:
        print(line, file=sys.stderr, flush=True)


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="lab.py grade", description=__doc__.partition(":")[0] + ".")
    parser.add_argument(
        "submissions", nargs="+", type=Path, help="folders or zips named after the student, or folders of such"
    )
    parser.add_argument("--course", type=Path, default=DEFAULT.root, help="the course folder (%(default)s)")
    arguments = parser.parse_args()
    course = Course(arguments.course.resolve())
    try:
        grades, notes = grade(course, arguments.submissions)
    except (SubmissionError, RecordError) as error:
        sys.exit(str(error))
    for note in notes:
        print(note)
    print(record.table(grades) if len(grades) <= FEW else f"{len(grades)} students.")
    print(f"Grades: {course.grades}")
    print(f"Feedback: {course.root / 'feedback'}, a folder a student; answers in words: nbgrader formgrader")
    print(f"The assignment's name in nbgrader: {ASSIGNMENT}")


if __name__ == "__main__":
    main()
