"""The result of a submission: its notebooks as they ran, and a verdict on every exercise; computed once.

A result depends on what was taken of the submission, on the release it was made for, on the course's secret and on
the grader itself; its name in the store is a hash of these.
"""

import hashlib
import json
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from grader import cases, execute, functions, rebuild, sandbox
from grader.collect import Submission
from grader.course import ROOT, Course
from helpers.checks.judge import Verdict


@dataclass(frozen=True)
class Result:
    """What grading one submission gave. notebooks: executed, by stem. notes: sentences for instructor and student."""

    student: str
    notebooks: dict[str, dict[str, Any]]
    verdicts: dict[str, Verdict]
    notes: tuple[str, ...]


def key(course: Course, submission: Submission) -> str:
    """Return the name of a submission's result: a hash of all it depends on."""
    digest = hashlib.sha256(grader_version().encode() + _tree(course.release).encode())
    digest.update(hashlib.sha256(course.secret()).digest())
    digest.update(submission.digest().encode())
    return digest.hexdigest()


def stored(course: Course, key: str) -> Result | None:
    """Return a result from the store, None if it is not there or cannot be read."""
    try:
        return from_json(_path(course, key).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None


def store(course: Course, key: str, result: Result) -> None:
    """Put a result into the store, whole or not at all."""
    path = _path(course, key)
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(f".{result.student}.part")
    temporary.write_text(to_json(result), encoding="utf-8", errors="replace")
    temporary.replace(path)


def compute(release: Path, secret: bytes, submission: Submission, trusted: bool = False) -> Result:
    """Run the notebooks and judge the functions and answers of a submission.

    Args:
        release: the student tree.
        secret: the course's secret, which the hidden cases depend on.
        submission: what was taken of the student's work.
        trusted: run it without a sandbox.

    Raises:
        SandboxError: this machine cannot sandbox, and the submission is not trusted.
    """
    if not trusted:
        sandbox.require()
    notebooks, answers, notes = {}, {}, list(submission.notes)
    with tempfile.TemporaryDirectory(prefix="grading-") as place:
        folder = Path(place) / "work"
        rebuild.helpers(release, submission, folder)
        with sandbox.Sandbox(folder, trusted) as inside:
            broken = functions.replace_broken(inside, submission.helpers, release / "helpers")
            for stem in sorted(path.stem for path in release.glob("*.ipynb")):
                notebook = rebuild.notebook(release, stem, submission.answers[stem])
                said = execute.run(notebook, inside)
                answers |= execute.answers(notebook)
                notebooks[stem] = _without_answers(notebook)
                if said:
                    notes.append(f"{stem}.ipynb: {said}")
            verdicts = functions.judge_functions(inside, submission.helpers, broken, submission.student, secret)
    verdicts |= functions.judge_answers(answers, submission.student, secret)
    return Result(submission.student, notebooks, verdicts, tuple(notes))


def _path(course: Course, key: str) -> Path:
    return course.store / f"{key}.json"


def _without_answers(notebook: dict[str, Any]) -> dict[str, Any]:
    for cell in notebook["cells"]:
        if "outputs" in cell:
            kept = [one for one in cell["outputs"] if execute.ANSWER_MIME not in one.get("data", {})]
            cell["outputs"] = kept
    return notebook


@cache
def grader_version() -> str:
    """Return a hash of what the grader is made of."""
    digest = hashlib.sha256(cases.sources().encode())
    for path in sorted([*(ROOT / "grader").glob("*.py"), *(ROOT / "grader" / "sandbox").rglob("*.py")]):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


@cache
def _tree(folder: Path) -> str:
    """A hash of a folder's files."""
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def to_json(result: Result) -> str:
    """Return a result as JSON."""
    verdicts = {name: verdict.to_dict() for name, verdict in result.verdicts.items()}
    return json.dumps({**vars(result), "verdicts": verdicts})


def from_json(text: str) -> Result:
    """Return the result that to_json made text from.

    Raises:
        ValueError, KeyError, TypeError: text is something else.
    """
    plain = json.loads(text)
    verdicts = {name: Verdict.from_dict(verdict) for name, verdict in plain["verdicts"].items()}
    return Result(plain["student"], plain["notebooks"], verdicts, tuple(plain["notes"]))
