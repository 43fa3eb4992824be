"""Puts a submission together again for grading: our files, the student's edited helpers, the student's answers."""

import shutil
from pathlib import Path

import nbformat

from grader.collect import Submission


def notebook(release: Path, stem: str, answers: dict[str, str]) -> nbformat.NotebookNode:
    """Return a notebook of the release with a student's answers in its answer cells."""
    content = nbformat.read(release / f"{stem}.ipynb", as_version=4)
    for cell in content["cells"]:
        mark = cell["metadata"].get("nbgrader", {})
        if mark.get("solution") and mark["grade_id"] in answers:
            cell["source"] = answers[mark["grade_id"]]
    return content


def folder(release: Path, submission: Submission, target: Path, stubs: bool) -> None:
    """Write a submission's folder: everything of the release but the edited helpers, which are the student's.

    Args:
        release: the student tree.
        submission: what was taken of the student's work.
        target: where to write; it must not exist.
        stubs: whether an edited helper that was not handed in is there as the stub it was, or not at all.
    """
    shutil.copytree(release, target, ignore=shutil.ignore_patterns("*.ipynb", "__pycache__"))
    for path in target.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)
    edited = (release / "helpers" / "edited.txt").read_text(encoding="utf-8").split()
    for name in edited:
        file = target / "helpers" / name
        if name in submission.helpers:
            file.write_bytes(submission.helpers[name])
        elif not stubs:
            file.unlink()
    for path in sorted(release.glob("*.ipynb")):
        content = notebook(release, path.stem, submission.answers.get(path.stem, {}))
        (target / path.name).write_text(nbformat.writes(content), encoding="utf-8", errors="replace")
