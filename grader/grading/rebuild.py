"""Puts a submission together again for grading: our files, the student's edited helpers, the student's answers.

The inverse of collect.py: what is written here reads as the submission that it was made from.
"""

import json
import shutil
from pathlib import Path
from typing import Any

from grader.course import Course
from grader.intake.submission import Submission


def notebook(release: Path, stem: str, answers: dict[str, str]) -> dict[str, Any]:
    """Return a notebook of the release with a student's answers in its answer cells; each source is one text.

    It is read as plain JSON: nbformat takes a second to load, and this runs on every worker.
    """
    content = json.loads((release / f"{stem}.ipynb").read_text(encoding="utf-8"))
    for cell in content["cells"]:
        cell["source"] = "".join(cell["source"])
        mark = cell["metadata"].get("nbgrader", {})
        if mark.get("solution"):
            cell["source"] = answers[mark["grade_id"]]
    return content


def counts(course: Course, student: str) -> Submission:
    """Return the edited helpers of the hand-in that counts, as they were taken; without its answers.

    A student who handed in nothing has a submission with no helpers.
    """
    places = [course.release / "helpers" / name for name in ("given/edited.txt", "edited.txt")]  # first, now
    edited = next((place for place in places if place.is_file()), None)
    names = edited.read_text(encoding="utf-8").split() if edited else []
    paths = [course.submitted(student) / "helpers" / name for name in names]
    return Submission(student, {path.name: path.read_bytes() for path in paths if course.holds(path)}, {})


def helpers(release: Path, submission: Submission, target: Path) -> None:
    """Write the folder that a submission's code runs in: helpers/, the edited files the student's, else as released.

    Args:
        release: the student tree.
        submission: what was taken of the student's work.
        target: where to write; it must not exist. Everybody may read it, as the sandbox's user has to.
    """
    # Modes are set below, and times tell nobody anything: to copy them takes as long as to copy what is in the files.
    shutil.copytree(release / "helpers", target / "helpers", ignore=_leftovers, copy_function=shutil.copyfile)
    for name, content in submission.helpers.items():
        (target / "helpers" / name).write_bytes(content)
    for path in (target, *target.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)


def _leftovers(folder: str, names: list[str]) -> set[str]:
    """What not to copy of a folder in helpers/: what Python made of files that students edit. Of ours it saves time."""
    return {"__pycache__"} if Path(folder).name == "helpers" else set()


def folder(release: Path, submission: Submission, target: Path) -> None:
    """Write a submission's folder for nbgrader: what was handed in and counts. nbgrader adds our own files itself.

    Args:
        release: the student tree.
        submission: what was taken of the student's work; an edited helper that is not in it will not be there.
        target: where to write; it must not exist.
    """
    (target / "helpers").mkdir(parents=True)
    for name, content in submission.helpers.items():
        (target / "helpers" / name).write_bytes(content)
    for stem, answers in submission.answers.items():
        (target / f"{stem}.ipynb").write_text(json.dumps(notebook(release, stem, answers)), encoding="utf-8")
