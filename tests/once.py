"""What all processes of a run share is made once; a test that changes some of it takes a copy."""

import contextlib
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from grader import sandbox
from grader.course import Course
from grader.sandbox import Ended, Sandbox, limits
from grader.sandbox.protocol import Done, Ready


@contextlib.contextmanager
def alone(path: Path) -> Iterator[bool]:
    """Yield whether a path in the shared folder is to be made: the first process makes it, the others wait for it."""
    import fcntl  # not on Windows, where the tests of the students' half share nothing

    with path.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield not path.exists()


def copied(course: Course, folder: Path) -> Course:
    """Copy a course into a folder, as it is after the release."""
    made = Course(folder / "course")
    ignored = shutil.ignore_patterns("store", "submitted", "autograded", "feedback")
    shutil.copytree(course.root, made.root, ignore=ignored)
    return made


def take_results(course: Course, other: Course) -> None:
    """Put the results of another course into the store of one, for a test of what is done with them."""
    shutil.copytree(other.store, course.store, ignore=shutil.ignore_patterns("recorded"), dirs_exist_ok=True)


def rested(inside: Sandbox) -> None:
    """Make a sandbox ready for the next: the process that answered calls does not know that there are no more."""
    if inside.running:
        with contextlib.suppress(Ended):
            inside.send(Done())
            inside.receive(Ready, limits.GRACE_SECONDS, limits.ANSWER_BYTES)


def in_turn(warm: Sandbox, patch: pytest.MonkeyPatch) -> None:
    """Let submissions be graded in one sandbox, one after the other, as to start one takes most of the time."""

    @contextlib.contextmanager
    def place(folder: Path, trusted: bool) -> Iterator[Sandbox]:
        shutil.copytree(folder, warm.folder, dirs_exist_ok=True)
        warm.waited = False
        yield warm
        rested(warm)

    patch.setattr(sandbox, "Sandbox", place)


def told(faults: Sequence[str]) -> None:
    """Fail if there are faults, and show these sentences alone: whoever added something needs no frames."""
    if faults:
        pytest.fail("\n".join(dict.fromkeys(faults)), pytrace=False)
