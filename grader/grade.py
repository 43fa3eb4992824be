"""Grades submissions, records them, writes feedback and grades.csv: `python3 lab.py grade SUBMISSIONS...`.

It keeps what arrived as it is and prints a line on what was taken of it; `--check` only reports that. Students' code
runs in sandboxes, of more than two submissions as many at once as there are cores; a submission graded before is not
run again. The same command resumes an interrupted run.
"""

import argparse
import hashlib
import itertools
import json
import multiprocessing
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from grader import ROOT, sandbox, settings
from grader.bank.solutions import edited_helpers
from grader.course import ASSIGNMENT, Course, CourseError, locked, started
from grader.gradebook import penalties, publish, record, regrade, table
from grader.gradebook.database import RecordError
from grader.gradebook.publish import Published
from grader.gradebook.regrade import Again, Change
from grader.grading import attempts, cluster, compute, replayed, store
from grader.grading.attempts import Choice
from grader.grading.cluster import ClusterError
from grader.grading.store import Result
from grader.intake import collect, desk, hand_ins, report
from grader.intake.arrived import Shelf
from grader.intake.desk import Intake
from grader.intake.hand_ins import SubmissionError
from grader.intake.names import Names
from grader.intake.submission import Submission, blank
from grader.progress import Progress
from grader.sandbox import SandboxError

FEW = 40
"""So many grades are printed; a longer table is in grades.csv alone."""

ENOUGH = 8
"""With at least so many submissions, nbgrader's pages are made in several processes."""

IN_PART = 3
"""The exit code when something of a hand-in was not graded; 1 says that the run itself failed."""


class Preview(NamedTuple):
    """What `grade` would change in the gradebook, and a note on everything that it would not grade."""

    changes: list[Change]
    notes: list[str]


def grade(
    course: Course,
    paths: list[Path],
    scheduler: str | None = None,
    trusted: bool = False,
    insecure: bool = False,
    nbgrader_pages: bool = False,
    again: Again | None = None,
) -> Published:
    """Grade the submissions at some paths, with a line of progress.

    What goes wrong with one submission is its own: it becomes a note and its state in the table, and the others are
    graded. What arrived is kept first, and a line printed of it.

    Args:
        course: the course folder, with a release in it.
        paths: folders or zips, each one submission or a folder of submissions.
        scheduler: address of a Dask scheduler; None uses this machine alone.
        trusted: run students' code without a sandbox.
        insecure: send the course's secret to a scheduler elsewhere even if the network can read it.
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
        intake = _taken_in(course, paths, trusted, again)
        return _grade(course, intake, scheduler, trusted, insecure, nbgrader_pages, again or Again())


def preview(
    course: Course,
    paths: list[Path],
    scheduler: str | None = None,
    trusted: bool = False,
    insecure: bool = False,
    again: Again | None = None,
) -> Preview:
    """Return what `grade` would change; the same arguments, the same errors.

    Nothing is recorded or kept but results in the store, which is why `grade` has little to do afterwards.
    """
    with locked(course):
        intake = _taken_in(course, paths, trusted, again, keep=False)
        before = {one.student: one for one in table.grades(course)}
        found = Preview([], list(map(str, intake.notes())))
        exercise = again.exercise if again else ""
        for student, choice in _decided(course, intake, scheduler, trusted, insecure):
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


def _grade(
    course: Course,
    intake: Intake,
    scheduler: str | None,
    trusted: bool,
    insecure: bool,
    nbgrader_pages: bool,
    again: Again,
) -> Published:
    notes = list(map(str, intake.notes()))
    done: dict[str, str] = {}
    said: dict[str, list[str]] = {student: [] for student in intake.attempts}
    for student, choice in _decided(course, intake, scheduler, trusted, insecure):
        number = choice.counts()
        submission = choice.attempts[number]
        time = intake.times[student].get(number, "").encode() or None
        outcome, key = choice.outcomes[number], store.key(course, submission)
        if again.exercise:
            outcome = regrade.one_exercise(course, student, number, outcome, again.exercise)
            if isinstance(outcome, str):
                said[student] = [f"{student}: {outcome}"]
                continue
            key = regrade.stored(course, student, outcome)
        key, result = _recorded(course, submission, key, outcome, time)
        shared, taken = intake.shared[student][number], filter(collect.is_taken, submission.remarks)
        record.note_attempt(course, student, number, len(choice.attempts), shared, " ".join(taken))
        times, candidates = intake.times[student], choice.candidates
        record.note_choice(course, student, choice.rule, {one: (choice.points(one), times[one]) for one in candidates})
        record.note_result(course, student, number, key, result)
        done[student] = key
        changes = choice.changes()
        unreadable = [*filter(None, [intake.unreadable(student, number)])]
        said[student] = [f"{student}: {note}" for note in (*result.notes, *unreadable, *changes.lost)]
        for line in (*submission.remarks, *result.remarks, *changes.said):
            print(f"{student}: {line}", flush=True)
        if told := [*unreadable, *changes.state]:
            record.note_state(course, student, key, attempts.state(result.state, told))
    grades, unwritten = publish.publish(course)
    if nbgrader_pages:
        unwritten += _nbgrader_pages(course, done)
    return Published(grades, [*notes, *itertools.chain.from_iterable(said.values()), *unwritten])


def _decided(
    course: Course, intake: Intake, scheduler: str | None, trusted: bool, insecure: bool
) -> Iterator[tuple[str, Choice]]:
    """Grade what was taken in, and yield each student as soon as it is decided which attempt counts."""
    rules = settings.load(course)
    choices = {
        student: Choice(some, rules.attempts, penalties.shares(student, intake.times[student], rules))
        for student, some in intake.attempts.items()
    }
    waiting = [(student, one, choice.attempts[one]) for student, choice in choices.items() for one in choice.candidates]
    keys = {(student, number): store.key(course, one) for student, number, one in waiting}
    progress = Progress("graded", len(waiting))
    for (student, number), outcome in _results(course, waiting, keys, scheduler, trusted, insecure):
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
    scheduler: str | None,
    trusted: bool,
    insecure: bool,
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
        for submission, outcome in cluster.compute(course, submissions, scheduler, trusted, insecure):
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


def _warn_of(started_in: Path, paths: list[Path]) -> None:
    """Warn who works in a submission's folder: not every program looks away from what is in it."""
    if not any(started_in.is_relative_to(path.resolve()) for path in paths):
        return
    with hand_ins.found(paths, Names({}, {})) as found:
        for hand_in in found.hand_ins:
            if hand_in.place and hand_in.place.is_dir() and started_in.is_relative_to(hand_in.place):
                print(
                    f"You are in {hand_in.student}'s submission. Nothing of it was imported here, but other programs"
                    " that you start here may import from it: work from somewhere else.",
                    file=sys.stderr,
                )


def _checked(course: Course, paths: list[Path], started_in: Path, as_json: bool) -> int:
    """Print the intake report, and return the exit code."""
    found = check(course, paths)
    lines = [line.replace(f"{started_in}/", "") for line in report.lines(found)]
    print(json.dumps(found, indent=1) if as_json else "\n".join(lines))
    return 0 if found["clear"] else IN_PART


def _previewed(found: Preview) -> int:
    """Print what would change, and return the exit code."""
    print("\n".join([*found.notes, regrade.table(found.changes)]))
    if found.changes:
        print("Nothing is recorded yet: the same command without --preview records it.")
    return IN_PART if found.notes else 0


def _graded(course: Course, found: Published) -> int:
    """Print notes, grades and where to go on, and return the exit code."""
    for note in found.notes:
        print(note)
    print(table.table(found.grades) if len(found.grades) <= FEW else f"{len(found.grades)} students.")
    print(f"Grades: {course.grades}")
    print(f"Feedback: {course.root / 'feedback' / 'STUDENT' / 'feedback.html'}")
    reading = f"cd {course.root} && {Path(sys.executable).with_name('jupyter')} lab --LabApp.default_url=/formgrader"
    print(f"To read the answers in words: {reading}; then python3 lab.py refresh")
    print(f"The assignment's name in nbgrader: {ASSIGNMENT}")
    return IN_PART if found.notes else 0


def _given(argument: str) -> str:
    """An argument that says something: an unset variable of the shell would mean everybody, or this folder."""
    if not argument:
        raise argparse.ArgumentTypeError("it is empty")
    return argument


def _parser() -> argparse.ArgumentParser:
    """The parser of the command's arguments, but for those that all commands have."""
    parser = argparse.ArgumentParser(prog="lab.py grade", description=__doc__.partition(":")[0] + ".")
    parser.add_argument(
        "submissions",
        nargs="*",
        type=lambda path: Path(_given(path)),
        help="folders or zips named after the student, folders of these, or what Canvas, Moodle or Gradescope gave you",
    )
    parser.add_argument("--check", action="store_true", help="grade nothing; report what arrived, and whose it is")
    parser.add_argument("--json", action="store_true", help="with --check: report as JSON, each file once")
    parser.add_argument("--again", action="store_true", help="grade again what the course keeps; name no submissions")
    parser.add_argument("--student", type=_given, help="with --again: only this one")
    parser.add_argument("--exercise", type=_given, help="with --again: only this one, such as svm_loss_naive-loss")
    parser.add_argument("--preview", action="store_true", help="record nothing; print which points would change")
    parser.add_argument("--scheduler", help="grade on the workers of this Dask scheduler, such as tcp://host:8786")
    parser.add_argument(
        "--trust-submissions",
        action="store_true",
        help="run students' code without a sandbox: it can then read and change whatever you can",
    )
    parser.add_argument(
        "--insecure",
        action="store_true",
        help="use a scheduler on another machine without TLS: whoever listens can read the course's secret",
    )
    parser.add_argument(
        "--nbgrader-pages", action="store_true", help="also make nbgrader's feedback pages, a second per student"
    )
    return parser


def main() -> None:
    """Run the command."""
    started_in, parser = Path.cwd(), _parser()
    arguments, course = started(parser)
    if arguments.json and not arguments.check:
        parser.error("--json goes with --check")
    if arguments.again == bool(arguments.submissions):
        parser.error("name what to grade, or use --again")
    if not arguments.again and (arguments.student or arguments.exercise):
        parser.error("--student and --exercise go with --again")
    if arguments.again and arguments.check:
        parser.error("--check does not go with --again: use --preview")
    paths = [started_in / path for path in arguments.submissions]
    try:
        _warn_of(started_in, paths)
        if arguments.check:
            sys.exit(_checked(course, paths, started_in, arguments.json))
        how = (arguments.scheduler, arguments.trust_submissions, arguments.insecure)
        exercise = replayed.find(arguments.exercise).id if arguments.exercise else ""
        again = Again(arguments.student or "", exercise) if arguments.again else None
        if arguments.preview:
            sys.exit(_previewed(preview(course, paths, *how, again)))
        found = grade(course, paths, *how, arguments.nbgrader_pages, again)
    except (CourseError, SubmissionError, SandboxError, ClusterError, RecordError) as error:
        sys.exit(str(error))
    except OSError as error:
        sys.exit(
            f"{error.filename2 or error.filename or course.root}: {error.strerror or error}. What was graded is kept."
        )
    except KeyboardInterrupt:
        sys.exit("\nStopped. What was graded is kept: run the same command again to continue.")
    sys.exit(_graded(course, found))


if __name__ == "__main__":
    main()
