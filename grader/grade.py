"""Grades submissions, records them, writes feedback and grades.csv: `python3 lab.py grade SUBMISSIONS...`.

Students' code runs in sandboxes, as many at once as there are cores; a submission graded before is not run again. An
interrupted run is continued by the same command.
"""

import argparse
import itertools
import multiprocessing
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from grader import ROOT, sandbox
from grader.bank.solutions import edited_helpers
from grader.course import ASSIGNMENT, Course, CourseError, add_argument, opened
from grader.gradebook import record, table
from grader.gradebook.record import RecordError
from grader.gradebook.table import Grade
from grader.grading import cluster, store
from grader.grading.cluster import ClusterError
from grader.intake import collect
from grader.intake.collect import Submission, SubmissionError
from grader.sandbox import SandboxError

FEW = 40
"""So many grades are printed; a longer table is in grades.csv alone."""

ENOUGH = 8
"""From so many submissions on feedback pages are made in several processes."""


def grade(
    course: Course, paths: list[Path], scheduler: str | None = None, trusted: bool = False
) -> tuple[list[Grade], list[str]]:
    """Grade the submissions at some paths, with a line of progress.

    Args:
        course: the course folder, with a release in it.
        paths: folders or zips, each one submission or a folder of submissions.
        scheduler: address of a Dask scheduler; None uses this machine alone.
        trusted: run students' code without a sandbox.

    Returns:
        the grades of all students in the gradebook, and notes on what was left out of these submissions.

    Raises:
        SubmissionError: there is no release yet, or a submission cannot be taken.
        SandboxError: this machine cannot sandbox, or students' code could see the course or other submissions in it,
            and the submissions are not trusted.
        ClusterError: the scheduler or its workers cannot be used.
        RecordError: nbgrader failed.
    """
    _require_current_release(course)
    if not trusted and (problem := sandbox.exposed([course.root, *paths])):
        raise SandboxError(problem)
    found = list(collect.submissions(paths, course.release))
    notes = [f"{one.student}: {note}" for one in found for note in one.notes]
    keys = {one.student: store.key(course, one) for one in found}
    graded, progress = [], Progress("graded", len(found))
    for submission, problem in _computed(course, found, keys, scheduler, trusted):
        if problem:
            notes.append(problem)
        else:
            record.record(course, submission, keys[submission.student])
            graded.append((submission.student, keys[submission.student]))
        progress.step()
    grades = table.grades(course)
    table.write_table(grades, course.grades)
    progress = Progress("feedback", len(graded))
    for _ in _mapped(partial(record.feedback, course), graded):
        progress.step()
    return grades, notes


def _require_current_release(course: Course) -> None:
    if not course.release.is_dir():
        raise SubmissionError("There is no release to grade against: run `python3 lab.py release` first.")
    for ours in sorted((ROOT / "helpers").rglob("*.py")):
        name = ours.relative_to(ROOT)
        theirs = course.release / name
        given = ours.name not in edited_helpers()
        if given and not (theirs.is_file() and theirs.read_bytes() == ours.read_bytes()):
            raise SubmissionError(f"The release has another {name}: run `python3 lab.py release` again, then grade.")


def _computed(
    course: Course, found: list[Submission], keys: dict[str, str], scheduler: str | None, trusted: bool
) -> Iterator[tuple[Submission, str]]:
    """Yield each submission when its result is in the store, or with a sentence that says why it is not."""
    waiting = []
    for submission in found:
        if store.stored(course, keys[submission.student]):
            yield submission, ""
        else:
            waiting.append(submission)
    if waiting:
        for submission, outcome in cluster.compute(course, waiting, scheduler, trusted):
            if isinstance(outcome, str):
                yield submission, outcome
            else:
                store.store(course, keys[submission.student], outcome)
                yield submission, ""


def _mapped(work: Callable[[str, str], None], graded: list[tuple[str, str]]) -> Iterator[None]:
    """Do work for each student and key, on all cores if there are enough of them to pay for starting processes."""
    if len(graded) < ENOUGH:
        yield from itertools.starmap(work, graded)
        return
    with ProcessPoolExecutor(mp_context=multiprocessing.get_context("spawn")) as pool:
        yield from pool.map(work, *zip(*graded, strict=True))


class Progress:
    """A line on standard error that says how far we are and how long the rest will take."""

    def __init__(self, what: str, of: int) -> None:
        self.what, self.of, self.done, self.start = what, of, 0, time.monotonic()

    def step(self) -> None:
        """Say that one more is done."""
        self.done += 1
        left = (time.monotonic() - self.start) / self.done * (self.of - self.done)
        line = f"{time.strftime('%H:%M:%S')}  {self.what} {self.done} of {self.of}"
        line += f", {left / 60:.0f} min left" if left > 90 else f", {left:.0f} s left" if left else ""
        if sys.stderr.isatty():
            end = "\n" if self.done == self.of else ""
            print(f"\r{line:<60}", end=end, file=sys.stderr, flush=True)
        elif self.done == self.of or self.done % 10 == 0:
            print(line, file=sys.stderr, flush=True)


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="lab.py grade", description=__doc__.partition(":")[0] + ".")
    parser.add_argument(
        "submissions", nargs="+", type=Path, help="folders or zips named after the student, or folders of such"
    )
    add_argument(parser)
    parser.add_argument("--scheduler", help="a Dask scheduler whose workers do the work, such as tcp://host:8786")
    parser.add_argument(
        "--trust-submissions",
        action="store_true",
        help="run students' code without a sandbox: it can then read and change whatever you can",
    )
    arguments = parser.parse_args()
    try:
        course = opened(arguments.course)
    except CourseError as error:
        sys.exit(str(error))
    try:
        grades, notes = grade(course, arguments.submissions, arguments.scheduler, arguments.trust_submissions)
    except (SubmissionError, SandboxError, ClusterError, RecordError) as error:
        sys.exit(str(error))
    except OSError as error:
        sys.exit(f"{course.root} could not be written: {error}. What was graded is kept: run the same command again.")
    except KeyboardInterrupt:
        sys.exit("\nStopped. What was graded is kept: the same command goes on from here.")
    for note in notes:
        print(note)
    print(table.table(grades) if len(grades) <= FEW else f"{len(grades)} students.")
    print(f"Grades: {course.grades}")
    print(f"Feedback: {course.root / 'feedback'}, a folder a student; answers in words: nbgrader formgrader")
    print(f"The assignment's name in nbgrader: {ASSIGNMENT}")


if __name__ == "__main__":
    main()
