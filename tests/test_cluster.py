"""Many machines: a real scheduler and real workers, each a process of its own, that share nothing but a network."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
import warnings
from pathlib import Path
from types import SimpleNamespace

import arrivals
import pytest

from grader import ROOT
from grader.course import Course
from grader.grading import cluster, compute, store, workers
from grader.grading.cluster import Where
from grader.intake import collect, desk
from grader.sandbox import limits

POISON = Path(__file__).with_name("poison.py")
DASK = str(Path(sys.executable).with_name("dask"))
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT), "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1"}


@pytest.fixture
def scheduler(tmp_path):
    """The address of a scheduler without workers."""
    file = tmp_path / "scheduler.json"
    command = [DASK, "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", file]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL, env=ENVIRONMENT) as process:
        while not file.exists():
            assert process.poll() is None
            time.sleep(0.1)
        yield next(line.split('"')[3] for line in file.read_text().splitlines() if '"address"' in line)
        process.kill()


@pytest.fixture
def worker(scheduler, tmp_path):
    """Starts a worker, in a folder of its own, that is restarted when it dies."""
    started = []

    def start(*more: str) -> subprocess.Popen:
        folder = tmp_path / f"worker{len(started)}"
        folder.mkdir()
        command = [DASK, "worker", scheduler, "--nworkers", "1", "--nthreads", "1", "--no-dashboard", *more]
        process = subprocess.Popen(
            command, cwd=folder, env=ENVIRONMENT, stderr=subprocess.DEVNULL, start_new_session=True
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()


@pytest.fixture
def small(course, tmp_path) -> Course:
    """The course with one notebook, for speed."""
    made = Course(tmp_path / "course")
    shutil.copytree(course.release, made.release)
    arrivals.keep_notebooks(made, "00")
    made.secret()
    return made


def submissions(course, names):
    folder = course.root / "in"
    for name in names:
        shutil.copytree(course.release / "helpers", folder / name / "helpers")
        for edited in ("scores.py", "svm.py"):
            shutil.copy(ROOT / "helpers" / edited, folder / name / "helpers" / edited)
    return list(desk.submissions([folder], collect.answer_cells(course.release)))


def outcomes(course, waiting, scheduler, each=lambda count: None):
    found = {}
    for submission, outcome in cluster.compute(course, waiting, Where(scheduler)):
        found[submission.student] = outcome
        each(len(found))
    return found


def test_a_worker_is_killed_another_joins_late_and_results_are_those_of_one_machine(
    sandboxed, small, scheduler, worker, monkeypatch, capsys
):
    monkeypatch.setattr(workers, "PATIENCE", 0.0)
    waiting = submissions(small, [f"student{k}" for k in range(4)])
    first = worker()

    def each(count):
        if count == 2:
            worker()
            os.killpg(first.pid, 9)

    found = outcomes(small, waiting, scheduler, each)
    assert capsys.readouterr().out.count("No worker is left: waiting for one to join.") == 1
    alone = {one.student: compute.compute(small.release, small.secret(), one) for one in waiting}
    assert {name: store.to_json(one) for name, one in found.items()} == {
        name: store.to_json(one) for name, one in alone.items()
    }


def test_a_submission_that_kills_its_workers_is_set_aside_and_the_rest_go_on(sandboxed, small, scheduler, worker):
    waiting = submissions(small, ["ann", "poison1", "poison2", "zoe"])
    worker("--preload", str(POISON))
    found = outcomes(small, waiting, scheduler)
    for name in ("poison1", "poison2"):
        assert found[name] == "set aside, as it crashed 2 workers in a row."
    assert found["ann"].verdicts.keys() == found["zoe"].verdicts.keys()


def test_a_scheduler_that_is_not_there_is_told_in_a_sentence(sandboxed, small, monkeypatch):
    with pytest.raises(cluster.ClusterError, match="No scheduler with workers answers at"):
        outcomes(small, submissions(small, ["ann"]), "tcp://127.0.0.1:9")


def test_a_worker_of_another_version_is_refused(sandboxed, small, scheduler, worker, monkeypatch):
    worker()
    monkeypatch.setattr(store, "grader_version", lambda: "another")
    with pytest.raises(cluster.ClusterError, match="has another version of this project"):
        outcomes(small, submissions(small, ["ann"]), scheduler)
    with pytest.raises(workers.UnfitError, match="has another version of this project"):  # one that joins late
        workers._work("an older one", b"", None, False)


def test_two_gradings_at_once_are_no_reason_to_warn_and_a_lost_result_is_nobodys_fault():
    with socket.socket() as taken, warnings.catch_warnings():
        with contextlib.suppress(OSError):  # somebody has it already
            taken.bind(("127.0.0.1", 8787))
            taken.listen()
        warnings.simplefilter("error")
        with workers._client(None, 1) as client:
            assert client.submit(abs, -1).result() == 1
            job = client.submit(time.sleep, 1)
            job.cancel()  # as all are when the scheduler is gone
            with pytest.raises(cluster.ClusterError, match="the connection to it was lost"):
                workers._outcome(job)


@pytest.mark.parametrize(("budget", "asked"), [(100.0, ["waiter", "ann", "waiter"]), (0.0, ["waiter", "ann"])])
def test_who_ran_out_of_wall_time_is_run_once_more_when_the_others_are_done(budget, asked, small, monkeypatch):
    class Client:
        def run(self, *words):
            return {"worker": ""}

        def register_plugin(self, plugin):
            pass

    class Job:
        def __init__(self, student):
            self.waited = student == "waiter" and student not in submitted
            self.student = student
            submitted.append(student)

        def exception(self):
            return None

        def result(self):
            return "", store.to_json(store.Result(self.student, {}, {}, (), self.waited))

    submitted = []
    monkeypatch.setattr(workers, "_client", lambda scheduler, most: contextlib.nullcontext(Client()))
    monkeypatch.setattr(workers, "_submitted", lambda client, course, one, trusted: Job(one.student))
    monkeypatch.setattr(workers, "as_completed", iter)
    monkeypatch.setattr(workers, "_ended", lambda client, ended: ended)
    monkeypatch.setattr(limits, "AGAIN_SECONDS", budget)
    waiting = [SimpleNamespace(student="waiter"), SimpleNamespace(student="ann")]
    where = Where("tcp://[::1]:1", trusted=True)
    found = [(one.student, result.waited) for one, result in cluster.compute(small, waiting, where)]
    assert submitted == asked
    assert found == [("ann", False), ("waiter", budget == 0.0)]


def test_a_few_are_computed_without_workers_and_one_that_fails_is_set_aside(sandboxed, small, monkeypatch):
    whole = compute.compute

    def computed(release, secret, submission, trusted):
        if submission.student == "zoe":
            raise OSError("no room")
        return whole(release, secret, submission, trusted)

    monkeypatch.setattr(compute, "compute", computed)
    monkeypatch.setattr(workers, "_client", None)
    ann, zoe = submissions(small, ["ann", "zoe"])
    found = outcomes(small, [ann, zoe], None)
    assert found["zoe"] == "set aside, as grading it failed (OSError: no room)."
    assert store.to_json(found["ann"]) == store.to_json(whole(small.release, small.secret(), ann))
    assert not small.computing.exists()
