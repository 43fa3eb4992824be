"""Computes the results of submissions: of a few here, one after the other, of more on Dask's workers (workers.py)."""

import compileall
import contextlib
import ipaddress
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from py_compile import PycInvalidationMode
from typing import NamedTuple

import numpy as np

from grader import sandbox
from grader.course import Course
from grader.grading import compute as computing
from grader.grading.store import Result
from grader.intake.submission import Submission
from grader.packing import workshop
from grader.sandbox import limits
from helpers.given import data, drawings

FEW = 2
"""So many submissions are computed here: until workers are there that take them, they are done."""

Outcomes = Callable[[list[Submission]], Iterator[tuple[Submission, Result | str]]]
"""Computes submissions; yields each as soon as it can, with its result or a sentence that says why there is none."""


class Where(NamedTuple):
    """Where students' code runs.

    Fields:
        scheduler: address of a Dask scheduler, such as "tcp://host:8786"; None is this machine, which starts workers
            for more than a few submissions.
        trusted: without a sandbox.
        insecure: use a scheduler elsewhere even if the network can read what is sent to it, the course's secret too.
    """

    scheduler: str | None = None
    trusted: bool = False
    insecure: bool = False


HERE = Where()


class ClusterError(RuntimeError):
    """The scheduler or its workers cannot be used; the message says why and what to do."""


def compute(
    course: Course, waiting: list[Submission], where: Where = HERE
) -> Iterator[tuple[Submission, Result | str]]:
    """Yield each submission with its result as soon as there is one, or with a sentence that says why there is none.

    Args:
        course: whose release and secret count.
        waiting: the submissions.
        where: their code runs.

    Raises:
        SandboxError: no scheduler is given and this machine cannot sandbox.
        ClusterError: the scheduler does not answer, is not safe to talk to, or went away, or its workers are not fit.
    """
    if where.scheduler is not None and not where.insecure:
        _require_secrecy(where.scheduler)
    if not where.trusted and where.scheduler is None:
        sandbox.require()
    with _outcomes(course, where, len(waiting)) as outcomes:
        again = []
        for submission, outcome in outcomes(waiting):
            if isinstance(outcome, Result) and outcome.waited:
                again.append((submission, outcome))
            else:
                yield submission, outcome
        # What waited may have waited for its neighbours; now there are none.
        deadline = time.monotonic() + limits.AGAIN_SECONDS
        for submission, first in again:
            if time.monotonic() < deadline:
                ((_, second),) = outcomes([submission])
                first = second if isinstance(second, Result) else first
            yield submission, first


@contextlib.contextmanager
def _outcomes(course: Course, where: Where, most: int) -> Iterator[Outcomes]:
    """Give what computes so many submissions."""
    # If this process is killed, the next run removes the folder: no student's work stays.
    with workshop(course.computing) as place:
        release = place / "release"
        prepare(course.release, release)
        if where.scheduler is not None or most > FEW:
            from grader.grading import workers

            packed = Path(shutil.make_archive(str(release), "tar", release)).read_bytes()
            with workers.outcomes(course, packed, where.scheduler, most, where.trusted) as outcomes:
                yield outcomes
            return

        def computed_here(submissions: list[Submission]) -> Iterator[tuple[Submission, Result | str]]:
            for submission in submissions:
                yield submission, computed(release, course.secret(), submission, where.trusted)

        before, tempfile.tempdir = tempfile.tempdir, str(place)
        try:
            yield computed_here
        finally:
            tempfile.tempdir = before


def prepare(release: Path, target: Path) -> None:
    """Copy the student tree with what every sandbox would make of it anew: the images, and our modules compiled.

    A sandbox reads these files for each submission, and can write nothing that the next one would find.

    Args:
        release: the student tree.
        target: where to write; it must not exist.
    """
    shutil.copytree(release, target, ignore=shutil.ignore_patterns("__pycache__"))
    given = target / "helpers" / "given"
    images, labels = drawings.draw(sum(data.GRADED))
    np.savez(given / data.KEPT.name, images=images, labels=labels)
    compileall.compile_dir(given, quiet=2, stripdir=str(target), invalidation_mode=PycInvalidationMode.UNCHECKED_HASH)


def computed(release: Path, secret: bytes, submission: Submission, trusted: bool) -> Result | str:
    """Return the result of a submission, or a sentence that says why there is none.

    Args:
        release: the student tree, prepared.
        secret: the course's secret.
        submission: what was taken of the student's work.
        trusted: run it without a sandbox.
    """
    try:
        return computing.compute(release, secret, submission, trusted)
    except Exception as error:  # whatever it is, it is told, and the others are graded
        return f"set aside, as grading it failed ({type(error).__name__}: {error})."


def _require_secrecy(scheduler: str) -> None:
    """Make sure that nobody else can read what goes to a scheduler: the course's secret and students' work.

    Raises:
        ClusterError: it is beyond this machine, and there is no TLS.
    """
    protocol, _, place = scheduler.rpartition("://")
    host = place.rpartition(":")[0].strip("[]")
    with contextlib.suppress(ValueError):
        if ipaddress.ip_address(host).is_loopback:
            return
    if protocol != "tls" and host != "localhost":
        raise ClusterError(
            f"What goes to {scheduler} can be read on the way, and the course's secret is in it: set up TLS for Dask"
            " and name the scheduler as tls://..., or add --insecure if nobody else is on that network."
        )
