"""Computes results in parallel, on this machine or on many: a job is bytes in, bytes out, so that no files are shared.

Dask does the work: a local cluster with a process for each core, or the workers of a scheduler somewhere else. Both
scheduler and workers need this project at the same version, and its environment; see the guide. Dask takes half a
second to load, so cluster.py imports this where there is work for it.
"""

import contextlib
import io
import logging
import os
import tarfile
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import dask
from distributed import Client, Future, KilledWorker, LocalCluster, Worker, WorkerPlugin, as_completed, get_worker

from grader import sandbox
from grader.course import Course
from grader.grading import cluster, store
from grader.grading.cluster import ClusterError, Outcomes
from grader.grading.store import Result
from grader.intake.submission import Submission

FAILURES = 3
"""So many workers of ours may die on a submission before it is set aside; a scheduler elsewhere has its own setting."""


PATIENCE = 10.0
"""Seconds without a result after which we ask whether any worker is left."""


@contextlib.contextmanager
def outcomes(course: Course, release: bytes, scheduler: str | None, most: int, trusted: bool) -> Iterator[Outcomes]:
    """Give what computes submissions on workers; see cluster.compute.

    Args:
        course: whose secret counts.
        release: a tar with the student tree, prepared.
        scheduler: address of a Dask scheduler; None starts workers here.
        most: so many submissions there are.
        trusted: run students' code without a sandbox.

    Raises:
        ClusterError: the scheduler does not answer, or its workers are not fit.
    """
    # One task at a time for each worker, so that no other submission is blamed when a worker dies.
    dask.config.set({"distributed.scheduler.allowed-failures": FAILURES - 1})
    dask.config.set({"distributed.scheduler.worker-saturation": 1.0})
    # It would look a hundred times a second where each worker is, for a dashboard that nobody sees.
    dask.config.set({"distributed.worker.profile.enabled": False, "distributed.admin.tick.interval": "1s"})
    with _client(scheduler, most) as client:
        unfit = [text for text in client.run(_unfit, store.grader_version(), trusted).values() if text]
        if unfit:
            raise ClusterError(unfit[0])
        client.register_plugin(Release(release))

        def computed(submissions: list[Submission]) -> Iterator[tuple[Submission, Result | str]]:
            jobs = {_submitted(client, course, submission, trusted): submission for submission in submissions}
            blamed = []
            for job in _ended(client, as_completed(list(jobs))):
                submission = jobs.pop(job)  # with the last reference to it goes the result, on the worker that has it
                outcome = _outcome(job)
                # Asked last: a result is lost if its worker dies on the way.
                if isinstance(job.exception(), KilledWorker):
                    blamed.append(submission)
                else:
                    yield submission, outcome
            # A worker that dies takes other submissions with it; each of those is tried once more, alone.
            for submission in blamed:
                yield submission, _outcome(_submitted(client, course, submission, trusted))

        yield computed


@contextlib.contextmanager
def _client(scheduler: str | None, most: int) -> Iterator[Client]:
    """A client of the scheduler, or of workers started here: one for each core, and no more than there is work for."""
    if scheduler is None:
        # Everything stays on this machine, and is encrypted, as others may have accounts on it.
        options = {"threads_per_worker": 1, "memory_limit": 0, "dashboard_address": "127.0.0.1:0", "security": True}
        with (
            LocalCluster(min(os.cpu_count() or 1, most), silence_logs=logging.CRITICAL, **options) as cluster,
            cluster.get_client() as client,
        ):
            yield client
        return
    logging.getLogger("distributed.client").setLevel(logging.CRITICAL)  # it says at length what we say in a sentence
    try:
        client = Client(scheduler, timeout=20)
        client.wait_for_workers(1, timeout=60)
    except (OSError, TimeoutError, ValueError) as error:
        raise ClusterError(f"No scheduler with workers answers at {scheduler}: {error}") from None
    with client:
        yield client


def _ended(client: Client, ended: as_completed) -> Iterator[Future]:
    """Yield jobs as they end; if no worker is left, others may join, and until then a line says why nothing happens."""
    asked, told = time.monotonic(), False
    while not ended.is_empty():
        if not ended.has_ready() and not told and time.monotonic() > asked + PATIENCE:
            asked = time.monotonic()
            with contextlib.suppress(OSError):  # if the scheduler is gone, its jobs say so
                told = not client.nthreads()
            if told:
                print("No worker is left: waiting for one to join. Ctrl-C stops; what was graded is kept.", flush=True)
        if ended.has_ready():
            yield next(ended)
        else:
            time.sleep(0.1)


def _submitted(client: Client, course: Course, submission: Submission, trusted: bool) -> Future:
    return client.submit(_work, store.grader_version(), course.secret(), submission, trusted, pure=False)


def _outcome(job: Future) -> Result | str:
    """What came of a submission.

    Raises:
        ClusterError: no worker could tell, which says nothing of the submission.
    """
    try:
        said, result = job.result()
    except KilledWorker as error:
        return f"set aside, as it crashed {error.allowed_failures + 1} workers in a row."
    except UnfitError as error:
        raise ClusterError(str(error)) from None
    except Exception as error:
        why = "the connection to it was lost" if job.cancelled() else f"{type(error).__name__}: {error}"
        raise ClusterError(
            f"The scheduler does not give results any more ({why}). What was graded is kept: once scheduler and"
            " workers are there again, the same command goes on."
        ) from None
    return said or store.from_json(result)


def _unfit(version: str, trusted: bool) -> str | None:
    """Runs on each worker: why it cannot take part, None if it can."""
    if store.grader_version() != version:
        return (
            f"The worker on {os.uname().nodename} has another version of this project or of Python: update it and"
            " restart it."
        )
    if not trusted and sandbox.problem():
        return f"The worker on {os.uname().nodename} cannot sandbox. {sandbox.problem()}"
    return None


class UnfitError(Exception):
    """A worker that joined late cannot take part; the message says why."""


def _work(version: str, secret: bytes, submission: Submission, trusted: bool) -> tuple[str, str]:
    """Runs on a worker: why a submission has no result, "" if it has one; and that, as JSON.

    Raises:
        UnfitError: this worker cannot say.
    """
    if why := _unfit(version, trusted):
        raise UnfitError(why)
    release = cast(Release, get_worker().plugins[Release.name])
    result = cluster.computed(Path(release.folder.name), secret, submission, trusted)
    return (result, "") if isinstance(result, str) else ("", store.to_json(result))


class Release(WorkerPlugin):
    """Unpacks the student tree on every worker, also on those that join later or are restarted."""

    name = "release"

    def __init__(self, packed: bytes) -> None:
        self.packed = packed

    def setup(self, worker: Worker) -> None:
        """Runs on a worker when it starts, or when the grading does."""
        os.setpriority(os.PRIO_PROCESS, 0, 5)  # the one process that records for all goes first
        # Dask removes this folder when the next worker starts, also if this one is killed: no student's work stays.
        tempfile.tempdir = worker.local_directory
        self.folder = tempfile.TemporaryDirectory(prefix="release-")
        with tarfile.open(fileobj=io.BytesIO(self.packed)) as archive:
            archive.extractall(self.folder.name, filter="data")

    def teardown(self, worker: Worker) -> None:
        """Runs on a worker when it ends, or when another release comes."""
        self.folder.cleanup()
