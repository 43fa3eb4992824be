"""What a student's own code learns: a linear SVM that it trains in the sandbox, for the gallery of the class report.

Each result is kept in learned/STUDENT/ in the course's folder, so that only new work is trained again.
"""

import base64
import hashlib
import io
import json
import os
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from grader import sandbox
from grader.course import Course
from grader.grading import functions, rebuild, store
from grader.progress import Progress
from grader.sandbox import SandboxError
from helpers import templates
from helpers.given import data
from helpers.given.calling import drivers
from helpers.given.calling.calls import Answer
from helpers.given.files import write_atomically
from helpers.given.judge import Case

IMAGES, LEARNING_RATE, REG, STEPS, BATCH_SIZE = 1_000, 6.5e-3, 0.38, 300, 50
"""Drawings to learn from, and the settings of `lab.py templates` with fewer steps: half a second of training."""

BLOWN_UP = 1e100
"""No weight is as large; scores and pictures of such weights would overflow."""

COLOURS = 48
"""Of each picture: fewer bytes than all, and the same to the eye."""


@dataclass(frozen=True)
class Learned:
    """png: the ten templates side by side, as base64; accuracy: on other drawings, from 0 to 1; why: there are none."""

    png: str = ""
    accuracy: float = 0.0
    why: str = ""


def gallery(course: Course, students: Sequence[str], trusted: bool) -> dict[str, Learned]:
    """Return what each student's code learns, several at a time.

    Args:
        course: with their submissions.
        students: whose.
        trusted: run their code without a sandbox.

    Raises:
        SandboxError: this machine cannot sandbox, or would show the course, and the submissions are not trusted.
    """
    found, missing = {}, {}
    for student in students:
        kept = _kept(course, student)
        try:
            found[student] = Learned(**json.loads(kept.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError, RecursionError):  # not there, or damaged
            missing[student] = kept
    if missing and not trusted:
        sandbox.require()
        if problem := sandbox.exposed([course.root]):
            raise SandboxError(problem)
    progress = Progress("trained", len(missing))
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        jobs = {pool.submit(_learned, course, student, trusted): student for student in missing}
        try:
            for job in as_completed(jobs):
                student = jobs[job]
                found[student] = job.result()
                write_atomically(missing[student], json.dumps(asdict(found[student])).encode())
                progress.step()
        finally:
            pool.shutdown(cancel_futures=True)  # after Ctrl-C, those that have not begun
    return found


def _kept(course: Course, student: str) -> Path:
    """The file for what the student's code of today learns."""
    helpers = rebuild.counts(course, student).digest()
    key = hashlib.sha256(f"{store.grader_version()} {helpers}".encode()).hexdigest()
    return course.root / "learned" / student / f"{key}.json"


def _learned(course: Course, student: str, trusted: bool) -> Learned:
    X, y, X_val, y_val = _rows()
    case = Case((X, y, LEARNING_RATE, REG, STEPS, BATCH_SIZE), driver=drivers.learn.__name__)
    with tempfile.TemporaryDirectory(prefix="learned-") as place:
        folder = Path(place) / "work"
        rebuild.helpers(course.release, rebuild.counts(course, student), folder)
        with sandbox.Sandbox(folder, trusted) as inside:
            answer = functions.StudentFunctions(inside).call("training.LinearSVM", case)
    W = _weights(answer)
    if isinstance(W, str):
        return Learned(why=W)
    return Learned(_png(templates.weights_to_images(W)), float(np.mean(np.argmax(X_val @ W, axis=1) == y_val)))


@cache
def _rows() -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Drawings as rows: to learn from, (IMAGES, 3073) with labels, and as many others."""
    rows = data.to_rows(data.stand_in(IMAGES, IMAGES, 10))
    return rows.X_train, rows.y_train, rows.X_val, rows.y_val


def _weights(answer: Answer) -> np.ndarray | str:
    """What came back as weights (3073, 10), or a sentence that says why it is none."""
    W: Any = answer.value
    if answer.error == "NotImplementedError":
        return "A function that training needs is still open."
    if answer.error:
        return f"Training stopped: {answer.error}: {answer.message}"
    if not isinstance(W, np.ndarray) or W.dtype.kind != "f" or W.shape != (_rows()[0].shape[1], len(data.CLASSES)):
        return "Training left no weights of shape (3073, 10) in self.W."
    W = W.astype(np.float64)
    if not np.all(np.abs(W) < BLOWN_UP):
        return "The weights blew up: training diverged."
    return W


def _png(images: np.ndarray) -> str:
    """Images (10, 32, 32, 3) uint8 side by side, as a PNG in base64."""
    from PIL import Image  # Matplotlib's own; only this needs it

    out = io.BytesIO()
    Image.fromarray(np.concatenate(list(images), axis=1)).quantize(COLOURS).save(out, "PNG", optimize=True)
    return base64.b64encode(out.getvalue()).decode()
