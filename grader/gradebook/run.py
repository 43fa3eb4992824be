"""One run of grading: takes in what arrived, computes, records, and brings up to date all that people read."""

import hashlib
import itertools
import multiprocessing
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from grader import ROOT, sandbox, settings
from grader.bank.solutions import edited_helpers
from grader.course import Course, locked
from grader.gradebook import penalties, publish, record, recorded, regrade, table
from grader.gradebook.database import RecordError
from grader.gradebook.publish import Published
from grader.gradebook.regrade import Again, Change
from grader.grading import attempts, cluster, compute, store
from grader.grading.attempts import Choice
from grader.grading.cluster import HERE, Where
from grader.grading.store import Result
from grader.intake import collect, desk, report
from grader.intake.arrived import Shelf
from grader.intake.desk import Intake
from grader.intake.hand_ins import SubmissionError
from grader.intake.submission import Submission, blank
from grader.progress import Progress
from grader.sandbox import SandboxError

ENOUGH = 8
"""With at least so many submissions, nbgrader's pages are made in several processes."""


class Preview(NamedTuple):
    """What `grade` would change in the gradebook, and a note on everything that it would not grade."""

    changes: list[Change]
    notes: list[str]


def grade(
    course: Course,
    paths: list[Path],
    where: Where = HERE,
    nbgrader_pages: bool = False,
    again: Again | None = None,
) -> Published:
    """Grade the submissions at some paths, with a line of progress.

    What goes wrong with one submission is its own: it becomes a note and its state in the table, and the others are
    graded. What arrived is kept first, and a line printed of it.

    Args:
        course: the course folder, with a release in it.
        paths: folders or zips, each one submission or a folder of submissions.
        where: students' code runs; without an argument on this machine, in sandboxes.
        nbgrader_pages: let nbgrader make its feedback pages too, in the place of ours for a notebook.
        again: grade what the course keeps, instead of what is at paths.

    Raises:
        SubmissionError: there is no release yet, or no submission.
        CourseError: course.toml or the roster cannot be read, nothing is kept, or another `grade` is at work.
        SandboxError: this machine cannot sandbox, or students' code could see the course or other submissions in it,
            and the submissions are not trusted.
        ClusterError: the scheduler or its workers cannot be used.
        RecordError: nbgrader failed, whatever it was given.
    """
    with locked(course):
        intake = _taken_in(course, paths, where.trusted, again)
        return _grade(course, intake, where, nbgrader_pages, again or Again())


def preview(course: Course, paths: list[Path], where: Where = HERE, again: Again | None = None) -> Preview:
    """Return what `grade` would change; the same arguments, the same errors.

    Nothing is recorded or kept but results in the store, which is why `grade` has little to do afterwards.
    """
    with locked(course):
        intake = _taken_in(course, paths, where.trusted, again, keep=False)
        before = {one.student: one for one in table.grades(course)}
        found = Preview([], list(map(str, intake.notes())))
        exercise = again.exercise if again else ""
        for student, choice in _decided(course, intake, where):
            number = choice.counts()
            outcome = choice.outcomes[number]
            if exercise:
                outcome = regrade.one_exercise(course, student, number, outcome, exercise)
            if isinstance(outcome, str):
                found.notes.append(f"{student}: {outcome}")
            if not (exercise and isinstance(outcome, str)):
                cost = choice.late[number]
                found.changes.extend(regrade.changes(student, before.get(student), outcome, cost))
    return found


def check(course: Course, paths: list[Path]) -> dict[str, Any]:
    """Return the intake report of what is at some paths; nothing is kept or graded.

    Raises:
        SubmissionError: there is no release yet, or no submission.
        CourseError: course.toml or the roster cannot be read.
    """
    _require_current_release(course)
    intake = desk.take_in(course, paths, collect.answer_cells(course.release), keep=False)
    rules, known = settings.load(course), {*intake.roster, *intake.attempts, *Shelf(course, writes=False).students()}
    return report.plain(intake, paths, rules, [*publish.other_notebooks(course), *publish.unknown(rules, known)])


def _taken_in(course: Course, paths: list[Path], trusted: bool, again: Again | None, keep: bool = True) -> Intake:
    """Check that grading can begin, and take in what there is to grade."""
    _require_current_release(course)
    if not trusted and (problem := sandbox.exposed([course.root, *paths])):
        raise SandboxError(problem)
    rules, form = settings.load(course), collect.answer_cells(course.release)
    if again:
        return desk.again(course, form, again.student)
    intake = desk.take_in(course, paths, form, keep)
    print(report.summary(report.plain(intake, paths, rules)), flush=True)
    return intake


def _grade(course: Course, intake: Intake, where: Where, nbgrader_pages: bool, again: Again) -> Published:
    notes = list(map(str, intake.notes()))
    done: dict[str, str] = {}
    said: dict[str, list[str]] = {student: [] for student in intake.attempts}
    for student, choice in _decided(course, intake, where):
        outcome = choice.outcomes[choice.counts()]
        key = store.key(course, choice.attempts[choice.counts()])
        if again.exercise:
            outcome = regrade.one_exercise(course, student, choice.counts(), outcome, again.exercise)
            if isinstance(outcome, str):
                said[student] = [f"{student}: {outcome}"]
                continue
            key = regrade.stored(course, student, outcome)
        done[student], told = _settled(course, intake, student, choice, key, outcome)
        said[student] = [f"{student}: {note}" for note in told]
    grades, unwritten = publish.publish(course)
    if nbgrader_pages:
        unwritten += _nbgrader_pages(course, done)
    return Published(grades, [*notes, *itertools.chain.from_iterable(said.values()), *unwritten])


def _settled(
    course: Course, intake: Intake, student: str, choice: Choice, key: str, outcome: Result | str
) -> tuple[str, list[str]]:
    """Record what came of a student's attempt that counts, and all that is known of it; print what was done.

    Returns:
        the name of the result in the store, and notes on what was not graded.
    """
    number = choice.counts()
    submission, times = choice.attempts[number], intake.times[student]
    key, result = _recorded(course, submission, key, outcome, times.get(number, "").encode() or None)
    shared, taken = intake.shared[student][number], collect.all_taken(submission.remarks)
    recorded.note_attempt(course, student, number, len(choice.attempts), shared, taken)
    compared = {one: (choice.points(one), times[one]) for one in choice.candidates}
    recorded.note_choice(course, student, choice.rule, compared)
    recorded.note_result(course, student, number, key, result)
    changes = choice.changes()
    unreadable = [*filter(None, [intake.unreadable(student, number)])]
    for line in (*submission.remarks, *result.remarks, *changes.said):
        print(f"{student}: {line}", flush=True)
    if told := [*unreadable, *changes.state]:
        recorded.note_state(course, student, key, attempts.state(result.state, told))
    return key, [*result.notes, *unreadable, *changes.lost]


def _decided(course: Course, intake: Intake, where: Where) -> Iterator[tuple[str, Choice]]:
    """Grade what was taken in, and yield each student as soon as it is decided which attempt counts."""
    rules = settings.load(course)
    choices = {
        student: Choice(some, rules.attempts, penalties.shares(student, intake.times[student], rules))
        for student, some in intake.attempts.items()
    }
    waiting = [(student, one, choice.attempts[one]) for student, choice in choices.items() for one in choice.candidates]
    keys = {(student, number): store.key(course, one) for student, number, one in waiting}
    progress = Progress("graded", len(waiting))
    for (student, number), outcome in _results(course, waiting, keys, where):
        choices[student].outcomes[number] = outcome
        if choices[student].decided():
            yield student, choices[student]
        progress.step()


def _require_current_release(course: Course) -> None:
    if not course.release.is_dir():
        raise SubmissionError("There is no release to grade against: run `python3 lab.py release` first.")
    for ours in sorted((ROOT / "helpers").rglob("*.py")):
        name = ours.relative_to(ROOT)
        theirs = course.release / name
        given = ours.name not in edited_helpers()
        if given and not (theirs.is_file() and theirs.read_bytes() == ours.read_bytes()):
            raise SubmissionError(
                f"The release has a different {name}: run `python3 lab.py release` again, then grade."
            )


def _results(
    course: Course,
    found: list[tuple[str, int, Submission]],
    keys: dict[tuple[str, int], str],
    where: Where,
) -> Iterator[tuple[tuple[str, int], Result | str]]:
    """Yield student and attempt with the result, which is then in the store, or a sentence that says why there is none.

    One that was set aside is tried again by the next run, as the machine may have been the reason.
    """
    waiting: dict[int, tuple[str, int]] = {}
    for student, number, submission in found:
        if result := store.stored(course, keys[student, number]):
            yield (student, number), result
        else:
            waiting[id(submission)] = student, number
    if waiting:
        submissions = [submission for *_, submission in found if id(submission) in waiting]
        for submission, outcome in cluster.compute(course, submissions, where):
            which = waiting[id(submission)]
            if not isinstance(outcome, str):
                store.store(course, keys[which], outcome)
            yield which, outcome


def _recorded(
    course: Course, submission: Submission, key: str, outcome: Result | str, timestamp: bytes | None
) -> tuple[str, Result]:
    """Record a submission as what came of it, and return that and its name in the store.

    If nbgrader cannot, something of the student's may be the reason: then it is recorded with nothing of theirs.

    Raises:
        RecordError: nbgrader cannot do that either.
    """
    if isinstance(outcome, str):
        key, outcome = _not_gradable(course, submission, key, outcome)
    try:
        record.record(course, submission, key, outcome, timestamp)
        return key, outcome
    except RecordError as error:
        why = str(error)
    # Not within the handler: nbgrader would log this error as the context of what happens next.
    empty = blank(submission.student, collect.answer_cells(course.release), why)
    key, outcome = _not_gradable(course, empty, key, why)
    record.record(course, empty, key, outcome, timestamp)
    return key, outcome


def _not_gradable(course: Course, submission: Submission, key: str, why: str) -> tuple[str, Result]:
    """Put a result without verdicts into the store, beside the one that the submission may still get."""
    result = compute.not_gradable(course.release, submission, why)
    key = hashlib.sha256(f"{key} {why}".encode()).hexdigest()
    store.store(course, key, result)
    return key, result


def _nbgrader_pages(course: Course, keys: dict[str, str]) -> list[str]:
    """Let nbgrader make the pages of these results, and return why there are none, for each student without."""
    unwritten = []
    progress = Progress("nbgrader's feedback", len(keys))
    for student, problem in _mapped(partial(_pages, course), list(keys.items())):
        unwritten += [f"{student}: {problem}"] if problem else []
        progress.step()
    return unwritten


def _pages(course: Course, student: str, key: str) -> tuple[str, str | None]:
    """Make a student's nbgrader pages; return the student, and why there are none."""
    try:
        record.feedback(course, student, key)
    except RecordError as error:
        return student, str(error)
    return student, None


def _mapped(
    work: Callable[[str, str], tuple[str, str | None]], graded: list[tuple[str, str]]
) -> Iterator[tuple[str, str | None]]:
    """Do work for each student and key, on all cores if there are enough of them to pay for starting processes."""
    if len(graded) < ENOUGH:
        yield from itertools.starmap(work, graded)
        return
    with ProcessPoolExecutor(mp_context=multiprocessing.get_context("spawn")) as pool:
        yield from pool.map(work, *zip(*graded, strict=True))
