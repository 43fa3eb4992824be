"""Judges the functions and answers of one submission: inputs go out to a process with the student's code, arrays back.

This process holds what is expected; the student's code runs in another (child.py) and never sees it.
"""

import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from queue import Empty, Queue

from grader import cases
from grader.exercises import EXERCISES
from grader.exercises.model import Exercise
from helpers.checks import judge, message, wire
from helpers.checks.calls import Answer
from helpers.checks.judge import Case, Verdict

CALL_SECONDS = 20.0
"""Wall time that one call may take before the process is ended."""

SUBMISSION_SECONDS = 240.0
"""Wall time for all calls of one submission; calls after that are not made."""

CHILD = Path(__file__).with_name("child.py")


def judge_functions(folder: Path, stubs: Path, student: str, secret: bytes) -> dict[str, Verdict]:
    """Return the verdict on every exercise that is a function.

    A file that cannot be imported is told to its own exercises; for the others its stub stands in, so that a slip in
    one file costs nothing in another that imports it.

    Args:
        folder: holds helpers/: given files ours, edited ones the student's, missing where not handed in; changed here.
        stubs: the release's helpers/.
        student: the student's id, which the secret cases depend on.
        secret: the course's secret.
    """
    deadline = time.monotonic() + SUBMISSION_SECONDS
    exercises = [exercise for exercise in EXERCISES.values() if exercise.target]
    modules = dict.fromkeys(exercise.target.partition(".")[0] for exercise in exercises)
    broken = {}
    for module in modules:
        file = folder / "helpers" / f"{module}.py"
        if file.exists():
            with StudentProcess(folder) as process:
                answer = process.call(module, Case((), driver="loads"), deadline)
        else:
            answer = Answer(error="NotHandedIn", message=f"helpers/{file.name} was not handed in.")
        if answer.error:
            broken[module] = answer
            file.write_bytes((stubs / file.name).read_bytes())
    verdicts = {}
    with StudentProcess(folder) as process:
        for exercise in exercises:
            right = cases.compiled(exercise, cases.secret_rng(exercise, secret, student))
            broke = broken.get(exercise.target.partition(".")[0])
            ask = (
                (lambda case, broke=broke: broke)
                if broke
                else partial(process.call, exercise.target, deadline=deadline)
            )
            verdict = judge.judge(right, judge.gather(right, ask), cases.lazily_known(exercise, right))
            location = _location(folder, exercise)
            verdicts[exercise.id] = message.explained(verdict, right, *location, graded=True)
    return verdicts


def judge_answers(answers: Mapping[str, bytes], student: str, secret: bytes) -> dict[str, Verdict]:
    """Return the verdict on every exercise that is an answer in a notebook.

    Args:
        answers: for each the student's values, as wire bytes; a missing one counts as open.
        student: the student's id, which the secret cases depend on.
        secret: the course's secret.
    """
    verdicts = {}
    for exercise in EXERCISES.values():
        if not exercise.target:
            right = cases.compiled(exercise, cases.secret_rng(exercise, secret, student))
            given = dict.fromkeys(right.cases, _answer(answers.get(exercise.id)))
            verdict = judge.judge(right, given, cases.lazily_known(exercise, right))
            verdicts[exercise.id] = message.explained(verdict, right, "", 0, graded=True)
    return verdicts


def _location(folder: Path, exercise: Exercise) -> tuple[str, int]:
    """Where the student finds the function: its file, and the line of its def, 0 if there is none."""
    if not exercise.target:
        return "", 0
    module, _, name = exercise.target.partition(".")
    file = f"helpers/{module}.py"
    try:
        lines = (folder / file).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return file, 0
    start = f"def {exercise.method or name}("
    return file, next((number for number, line in enumerate(lines, 1) if line.lstrip().startswith(start)), 0)


def _answer(data: bytes | None) -> Answer:
    try:
        value = wire.unpack(data) if data is not None else None
    except wire.WireError:
        value = None
    return Answer(value if isinstance(value, tuple) else None)


class StudentProcess:
    """A process with a student's code in it; started when first needed, and again after it was ended."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self.process: subprocess.Popen | None = None
        self.replies: Queue[bytes | None] = Queue()

    def __enter__(self) -> "StudentProcess":
        return self

    def __exit__(self, *exception: object) -> None:
        self.end()

    def call(self, target: str, case: Case, deadline: float) -> Answer:
        """Make one call; what does not come back in time, or comes back broken, is an answer with an error."""
        if time.monotonic() > deadline:
            return Answer(error="TimeoutError", message="Not called: the submission had used up its time before.")
        if self.process is None:
            self._start()
        request = wire.pack((target, case.driver, case.inputs))
        start = time.monotonic()
        try:
            self.process.stdin.write(len(request).to_bytes(8, "little") + request)
            self.process.stdin.flush()
            reply = self.replies.get(timeout=CALL_SECONDS)
        except Empty:
            self.end()
            text = f"It did not return within {CALL_SECONDS:.0f} seconds: does a loop never end?"
            return Answer(error="TimeoutError", message=text)
        except OSError:
            reply = None
        seconds = time.monotonic() - start
        if reply is None:
            self.end()
            return Answer(error="NoAnswer", message="The process running it ended without an answer.")
        try:
            return replace(Answer.from_plain(wire.unpack(reply)), seconds=seconds)
        except ValueError:
            self.end()
            return Answer(error="NoAnswer", message="What came back was no answer.")

    def end(self) -> None:
        """End the process, whatever it is doing."""
        if self.process is not None:
            self.process.kill()
            self.process.stdin.close()
            self.process.wait()
            self.process.stdout.close()
            self.process = None

    def _start(self) -> None:
        # -I ignores the environment's Python settings; the environment itself holds nothing of the instructor's.
        command = [sys.executable, "-I", str(CHILD), str(self.folder)]
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=self.folder,
            env={"PATH": "/usr/bin", "OPENBLAS_NUM_THREADS": "1"},
        )
        self.replies = Queue()
        threading.Thread(target=_read, args=(self.process.stdout, self.replies), daemon=True).start()


def _read(stream: object, replies: Queue) -> None:
    """Put each reply into the queue, and None when there are no more."""
    try:
        while len(header := stream.read(8)) == 8:
            size = int.from_bytes(header, "little")
            if size > wire.MAX_BYTES:
                break
            data = stream.read(size)
            if len(data) < size:
                break
            replies.put(data)
    except (OSError, ValueError):
        pass
    replies.put(None)
