"""A course: the folder in which its gradebook, secret, results and grades are."""

import argparse
import io
import os
import re
import secrets
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from grader import ROOT
from grader.isolated import isolate
from grader.output import outlives_reader
from helpers.given.files import write_atomically

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]
    import msvcrt

ASSIGNMENT = "linear_classifiers"

STUDENT = re.compile(r"(?!\.+$)[A-Za-z0-9._-]{1,64}")
"""What a student's id looks like."""


@dataclass(frozen=True)
class Course:
    """An nbgrader course folder: source, release, submitted, autograded, feedback and gradebook are nbgrader's.

    secret: drawn once, decides the secret cases. settings: course.toml. arrived: what students handed in. store:
    results by content. grades: the table of grades.
    """

    root: Path

    @property
    def settings(self) -> Path:
        """What the instructor decides."""
        return self.root / "course.toml"

    @property
    def arrived(self) -> Path:
        """What students handed in, as it came: a folder per student, a file per attempt."""
        return self.root / "arrived"

    @property
    def source(self) -> Path:
        """What nbgrader makes the release from; its helpers are cut already."""
        return self.root / "source" / ASSIGNMENT

    @property
    def release(self) -> Path:
        """The student tree."""
        return self.root / "release" / ASSIGNMENT

    def submitted(self, student: str) -> Path:
        """What one student handed in, rebuilt."""
        return self.root / "submitted" / student / ASSIGNMENT

    def autograded(self, student: str) -> Path:
        """One student's notebooks as they ran, with the verdicts in them."""
        return self.root / "autograded" / student / ASSIGNMENT

    def feedback(self, student: str) -> Path:
        """One student's feedback pages."""
        return self.root / "feedback" / student / ASSIGNMENT

    def holds(self, path: Path) -> bool:
        """Return whether there is a file at a path in the course, and no link on the way: students may have made it."""
        return path.is_file() and path.resolve() == self.root.resolve() / path.relative_to(self.root)

    @property
    def store(self) -> Path:
        """Results by content."""
        return self.root / "store"

    @property
    def computing(self) -> Path:
        """Where a few submissions are computed; it is there while `grade` does, or until the next time if killed."""
        return self.root / "computing"

    @property
    def grades(self) -> Path:
        """The table of grades."""
        return self.root / "grades.csv"

    @property
    def exports(self) -> Path:
        """Grades as others read them, a folder for each format."""
        return self.root / "exports"

    @property
    def report(self) -> Path:
        """What the class did, as a page for the instructor."""
        return self.root / "report.html"

    @property
    def database(self) -> str:
        """The gradebook's address, as SQLAlchemy writes it: a file here, unless GRADEBOOK_URL names another."""
        return os.environ.get("GRADEBOOK_URL") or f"sqlite:///{self.root / 'gradebook.db'}"

    def secret(self) -> bytes:
        """Return the course's secret; it is drawn at the first call, and only its owner can read the file.

        Raises:
            CourseError: the file holds something else.
        """
        path = self.root / "secret"
        try:
            secret = bytes.fromhex(path.read_text(encoding="ascii"))
        except FileNotFoundError:
            write_atomically(path, secrets.token_hex(32), mode=0o600)
            return self.secret()
        except ValueError:
            secret = b""
        if not secret:
            raise CourseError(f"{path} does not hold a course's secret, 64 hexadecimal digits: put the right one back.")
        return secret


@contextmanager
def locked(course: Course) -> Iterator[None]:
    """Keep others from working in a course at the same time; the lock ends with the process, however it ends.

    What one that was killed had not written to its end is removed.

    Raises:
        CourseError: somebody does.
    """
    course.root.mkdir(parents=True, exist_ok=True)
    with (course.root / "lock").open("a", encoding="ascii") as file:
        try:
            if fcntl is None:
                msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
            else:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise CourseError(
                f"Another command is at work in {course.root}: wait for its end, then run the same command again."
            ) from None
        for folder in (course.arrived, course.store, course.exports, course.root / "feedback"):
            for path in folder.rglob("*.part"):
                path.unlink(missing_ok=True)
        for path in course.root.glob(f"{course.grades.name}.*.part"):
            path.unlink(missing_ok=True)
        yield


class CourseError(ValueError):
    """The course's folder cannot be used; the message says why and what to do."""


@contextmanager
def told(course: Course, *problems: type[Exception]) -> Iterator[None]:
    """End the program with a sentence if one of these problems, or a file, is in its way, or somebody stops it."""
    try:
        yield
    except problems as error:
        sys.exit(str(error))
    except OSError as error:
        sys.exit(f"{error.filename2 or error.filename or course.root}: {error.strerror or error}.")
    except KeyboardInterrupt:
        print("\nStopped: run the same command again.", file=sys.stderr)
        sys.exit(130)


class Started(NamedTuple):
    """What a command works with: its arguments, paths absolute, and its course."""

    arguments: argparse.Namespace
    course: Course


def started(parser: argparse.ArgumentParser) -> Started:
    """Start a command: read its arguments, open its course and leave the working folder.

    A course that cannot be used ends the program with a sentence.
    """
    default = Path(os.environ.get("COURSE") or ROOT / "course")
    parser.add_argument(
        "--course",
        type=Path,
        default=default,
        help="the course's folder (%(default)s); COURSE sets it for all commands",
    )
    arguments = parser.parse_args()
    for name, value in vars(arguments).items():
        if isinstance(value, Path):
            setattr(arguments, name, value.absolute())
    isolate()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # what Ctrl-C would clean up is cleaned up then, too
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a student's file may have any name, and a terminal any encoding
            stream.reconfigure(errors="backslashreplace")
    if sys.stdout is sys.__stdout__:
        sys.stdout = outlives_reader()
    try:
        return Started(arguments, opened(arguments.course))
    except CourseError as error:
        sys.exit(str(error))


def opened(root: Path) -> Course:
    """Return the course in a folder, which need not exist yet.

    Raises:
        CourseError: there is none yet, but one where the first edition kept it.
    """
    course, old = Course(root.resolve()), ROOT / "grader" / "course"
    if not course.root.exists() and (old / "secret").exists():
        raise CourseError(f"This course is still in {old}: move it with `mv {old} {course.root}`.")
    return course
