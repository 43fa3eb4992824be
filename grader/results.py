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

import nbformat

from grader import cases, execute, functions, rebuild
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
    digest = hashlib.sha256(_grader().encode() + _tree(course.release).encode())
    digest.update(hashlib.sha256(course.secret()).digest())
    for part in (submission.student, submission.helpers, submission.answers):
        digest.update(repr(part).encode() + b"\0")
    return digest.hexdigest()


def result(course: Course, submission: Submission) -> Result:
    """Return the result of a submission: from the store, or computed and put there."""
    path = course.store / f"{key(course, submission)}.json"
    try:
        return _from_json(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        pass
    computed = compute(course, submission)
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(f".{submission.student}.part")
    temporary.write_text(_to_json(computed), encoding="utf-8", errors="replace")
    temporary.replace(path)
    return computed


def is_stored(course: Course, submission: Submission) -> bool:
    """Return whether a submission's result is in the store."""
    return (course.store / f"{key(course, submission)}.json").exists()


def compute(course: Course, submission: Submission) -> Result:
    """Run the notebooks and judge the functions and answers of a submission."""
    notebooks, answers, notes = {}, {}, list(submission.notes)
    with tempfile.TemporaryDirectory(prefix="grading-") as place:
        lab, judged = Path(place) / "notebooks", Path(place) / "functions"
        rebuild.folder(course.release, submission, lab, stubs=True)
        for path in sorted(lab.glob("*.ipynb")):
            ran, said = execute.run(nbformat.read(path, as_version=4), lab, course.root / "store" / "matplotlib")
            answers |= execute.answers(ran)
            notebooks[path.stem] = _without_answers(ran)
            if said:
                notes.append(f"{path.name}: {said}")
        rebuild.folder(course.release, submission, judged, stubs=False)
        stubs = course.release / "helpers"
        verdicts = functions.judge_functions(judged, stubs, submission.student, course.secret())
    verdicts |= functions.judge_answers(answers, submission.student, course.secret())
    return Result(submission.student, notebooks, verdicts, tuple(notes))


def _without_answers(notebook: dict[str, Any]) -> dict[str, Any]:
    for cell in notebook["cells"]:
        if "outputs" in cell:
            kept = [one for one in cell["outputs"] if execute.ANSWER_MIME not in one.get("data", {})]
            cell["outputs"] = kept
    return notebook


@cache
def _grader() -> str:
    """A hash of what the grader is made of."""
    digest = hashlib.sha256(cases.sources().encode())
    for path in sorted((ROOT / "grader").glob("*.py")):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


@cache
def _tree(folder: Path) -> str:
    """A hash of a folder's files."""
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _to_json(result: Result) -> str:
    verdicts = {name: verdict.to_dict() for name, verdict in result.verdicts.items()}
    return json.dumps({**vars(result), "verdicts": verdicts})


def _from_json(text: str) -> Result:
    plain = json.loads(text)
    verdicts = {name: Verdict.from_dict(verdict) for name, verdict in plain["verdicts"].items()}
    return Result(plain["student"], plain["notebooks"], verdicts, tuple(plain["notes"]))
