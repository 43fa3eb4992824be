"""Grades submissions, records them, writes feedback and grades.csv: `python3 lab.py grade SUBMISSIONS...`.

It keeps what arrived as it is and prints a line on what was taken of it; `--check` only reports that. Students' code
runs in sandboxes, of more than two submissions as many at once as there are cores; a submission graded before is not
run again. The same command resumes an interrupted run.
"""

import argparse
import json
import sys
from pathlib import Path

from grader.course import ASSIGNMENT, Course, CourseError, started
from grader.gradebook import regrade, run, table
from grader.gradebook.database import RecordError
from grader.gradebook.publish import Published
from grader.gradebook.regrade import Again
from grader.gradebook.run import Preview
from grader.grading import replayed
from grader.grading.cluster import ClusterError, Where
from grader.intake import hand_ins, report
from grader.intake.hand_ins import SubmissionError
from grader.intake.names import Names
from grader.sandbox import SandboxError

FEW = 40
"""So many grades are printed; a longer table is in grades.csv alone."""

IN_PART = 3
"""The exit code when something of a hand-in was not graded; 1 says that the run itself failed."""


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
    found = run.check(course, paths)
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
        where = Where(arguments.scheduler, arguments.trust_submissions, arguments.insecure)
        exercise = replayed.find(arguments.exercise).id if arguments.exercise else ""
        again = Again(arguments.student or "", exercise) if arguments.again else None
        if arguments.preview:
            sys.exit(_previewed(run.preview(course, paths, where, again)))
        found = run.grade(course, paths, where, arguments.nbgrader_pages, again)
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
