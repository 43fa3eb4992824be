"""Compares a student's values with what is expected, in a process of its own with limits on memory and time.

Values that came out of a sandbox are plain and bounded, but what comparing costs depends on them, and only a process
can be held to a limit. There is one for each worker, and it lives as long: Dask's workers may start none by
multiprocessing, so this is a subprocess that takes and gives length-prefixed messages. If it fails, that exercise has
no points, and the next one gets a new process.
"""

import atexit
import contextlib
import json
import os
import pickle
import resource
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache, partial
from typing import IO

from grader import ROOT
from grader.bank import EXERCISES, cases
from grader.grading.pairs import pair
from grader.grading.recipes import recipe
from helpers.given import judge
from helpers.given.calling.calls import Answer
from helpers.given.judge import CompiledExercise, CompiledMistake, PartVerdict, Verdict

MEMORY_BYTES = 2**30
"""Address space; it starts with 150 MB."""

SECONDS = 60.0
"""Wall time for one exercise, whose known mistakes run in it too; it takes a tenth of a second on a quiet machine."""

LOOKED_AT_AGAIN = 16
"""Exercises of which the process keeps the known mistakes: those of losses and gradients are eight."""

FAILED = "What it returned could not be compared: is it far larger than it should be?"

PROGRAM = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from grader.grading import comparer; comparer.serve()"


class Comparer:
    """The process that compares. It starts with the first exercise, and again after it has failed."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None

    def judged(self, right: CompiledExercise, answers: Mapping[str, Answer]) -> Verdict:
        """Return the verdict on an exercise, without its message.

        Args:
            right: the compiled exercise.
            answers: for each of its cases what the student gave.
        """
        # What failed may have been another's fault, as when the system ran out of memory: it is tried twice.
        for _ in range(2):
            with contextlib.suppress(OSError, EOFError, ValueError, KeyError, TypeError):
                return self._asked(right, answers)
            self.end()
        parts = tuple(PartVerdict(part.name, 0.0, part.points, cause=FAILED, error=True) for part in right.parts)
        return Verdict(right.id, 0.0, right.points, parts)

    def end(self) -> None:
        """End the process."""
        if self.process is not None:
            self.process.kill()
            self.process.communicate()
            self.process = None

    def _asked(self, right: CompiledExercise, answers: Mapping[str, Answer]) -> Verdict:
        if self.process is None:
            command = [sys.executable, "-I", "-c", PROGRAM]
            pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
            self.process = subprocess.Popen(command, env={"OPENBLAS_NUM_THREADS": "1"}, **pipes)  # type: ignore[call-overload]
        process = self.process
        clock = threading.Timer(SECONDS, process.kill)
        clock.start()
        try:
            assert process.stdin and process.stdout
            # By pickle, which is quick: this way only what we made goes, and answers were checked where they came out.
            _send(process.stdin, pickle.dumps(right))
            _send(process.stdin, pickle.dumps(answers))
            return Verdict.from_dict(json.loads(_receive(process.stdout)))
        finally:
            clock.cancel()


@cache
def comparer() -> Comparer:
    """Return this process's comparer, which ends with it."""
    made = Comparer()
    atexit.register(made.end)
    return made


def serve() -> None:
    """Compare until nobody asks any more; this is the process."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    incoming, outgoing = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what anything prints is no answer
    with contextlib.suppress(EOFError):
        while True:
            right, known = _exercise(_receive(incoming))
            answers = pickle.loads(_receive(incoming))
            verdict = judge.judge(right, answers, known, recipe, partial(pair, EXERCISES[right.id], right))
            _send(outgoing, json.dumps(verdict.to_dict()).encode())


@lru_cache(maxsize=LOOKED_AT_AGAIN)
def _exercise(dumped: bytes) -> tuple[CompiledExercise, Callable[[], Sequence[CompiledMistake]]]:
    """An exercise, and its known mistakes, which run once however often a student's code is mended and judged again."""
    right = pickle.loads(dumped)
    return right, cases.lazily_known(EXERCISES[right.id], right)


def _send(file: IO[bytes], data: bytes) -> None:
    file.write(len(data).to_bytes(8, "little") + data)
    file.flush()


def _receive(file: IO[bytes]) -> bytes:
    data = file.read(8)
    size = int.from_bytes(data, "little")
    if len(data) < 8 or len(data := file.read(size)) < size:
        raise EOFError("the other process has ended")
    return data
