"""Computes results in parallel, on this machine or on many: a job is bytes in, bytes out, so that no files are shared.

Dask does the work: a local cluster with a process for each core, or the workers of a scheduler somewhere else. They
need this project at the same version, and its environment; see the guide.
"""

import contextlib
import io
import logging
import os
import tempfile
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import dask
from distributed import Client, KilledWorker, LocalCluster, as_completed

from grader import results, sandbox
from grader.collect import Submission
from grader.course import Course
from grader.results import Result

FAILURES = 3
"""So many workers may die on a submission before it is set aside."""


class ClusterError(RuntimeError):
    """The scheduler or its workers cannot be used; the message says why and what to do."""


def compute(
    course: Course, waiting: list[Submission], scheduler: str | None, trusted: bool
) -> Iterator[tuple[Submission, Result | str]]:
    """Yield each submission with its result as soon as there is one, or with a sentence that says why there is none.

    Args:
        course: whose release and secret count.
        waiting: the submissions.
        scheduler: address of a Dask scheduler, such as "tcp://host:8786"; None starts workers here.
        trusted: run students' code without a sandbox.

    Raises:
        SandboxError: no scheduler is given and this machine cannot sandbox.
        ClusterError: the scheduler does not answer, or its workers are not fit.
    """
    if not trusted and scheduler is None:
        sandbox.require()
    dask.config.set({"distributed.scheduler.allowed-failures": FAILURES - 1})
    with _client(scheduler) as client:
        unfit = [text for text in client.run(_unfit, results.grader_version(), trusted).values() if text]
        if unfit:
            raise ClusterError(unfit[0])
        release = client.scatter(_zipped(course.release), broadcast=True, hash=True)
        jobs = {
            client.submit(_work, release, course.secret(), submission, trusted, pure=False): submission
            for submission in waiting
        }
        for job in as_completed(jobs):
            yield jobs[job], _outcome(job, jobs[job])
            job.release()


@contextlib.contextmanager
def _client(scheduler: str | None) -> Iterator[Client]:
    if scheduler is None:
        # Everything stays on this machine, and is encrypted, as others may have accounts on it.
        options = {"threads_per_worker": 1, "memory_limit": 0, "dashboard_address": None, "security": True}
        with (
            LocalCluster(os.cpu_count(), silence_logs=logging.CRITICAL, **options) as cluster,
            cluster.get_client() as client,
        ):
            yield client
        return
    try:
        client = Client(scheduler, timeout=20)
        client.wait_for_workers(1, timeout=60)
    except (OSError, TimeoutError, ValueError) as error:
        raise ClusterError(f"No scheduler with workers answers at {scheduler}: {error}") from None
    with client:
        yield client


def _outcome(job: object, submission: Submission) -> Result | str:
    try:
        return results.from_json(job.result())
    except KilledWorker:
        return f"{submission.student}: set aside, as {FAILURES} workers died of it; its grade is not recorded."


def _unfit(version: str, trusted: bool) -> str:
    """Runs on each worker: why it cannot take part, "" if it can."""
    if results.grader_version() != version:
        return f"The worker on {os.uname().nodename} has another version of this project: update it and restart it."
    if not trusted and sandbox.problem():
        return f"The worker on {os.uname().nodename} cannot sandbox. {sandbox.problem()}"
    return ""


def _work(release: bytes, secret: bytes, submission: Submission, trusted: bool) -> str:
    """Runs on a worker: the result of a submission, as JSON."""
    return results.to_json(results.compute(_unzipped(release), secret, submission, trusted))


def _zipped(folder: Path) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts):
            archive.writestr(zipfile.ZipInfo(path.relative_to(folder).as_posix()), path.read_bytes())
    return stream.getvalue()


@cache
def _unzipped(release: bytes) -> Path:
    """The student tree on this worker; unpacked once, and gone when the worker ends."""
    folder = tempfile.TemporaryDirectory(prefix="release-")
    with zipfile.ZipFile(io.BytesIO(release)) as archive:
        archive.extractall(folder.name)
    _KEPT.append(folder)
    return Path(folder.name)


_KEPT: list[tempfile.TemporaryDirectory] = []
