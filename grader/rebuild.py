"""Puts a submission together again for grading: our files, the student's edited helpers, the student's answers."""

import json
import re
import shutil
from pathlib import Path
from typing import Any

from grader.collect import Submission


def notebook(release: Path, stem: str, answers: dict[str, str]) -> dict[str, Any]:
    """Return a notebook of the release with a student's answers in its answer cells; each source is one text.

    It is read as plain JSON: nbformat takes a second to load, and this runs on every worker.
    """
    content = json.loads((release / f"{stem}.ipynb").read_text(encoding="utf-8"))
    for cell in content["cells"]:
        cell["source"] = "".join(cell["source"])
        mark = cell["metadata"].get("nbgrader", {})
        if mark.get("solution") and mark["grade_id"] in answers:
            answer = answers[mark["grade_id"]]
            cell["source"] = answer if cell["cell_type"] == "code" else harmless(answer)
    return content


def harmless(markdown: str) -> str:
    """Return a text that reads the same, with nothing in it that a page would run.

    Formgrader shows students' answers in the instructor's session. A space after "<" makes letters of a tag, in text,
    code and formulas; MathJax loses the commands that make links and attributes; a link leads to the web or nowhere.
    """
    text = re.sub(r"<(?=[A-Za-z/!?])", "< ", markdown)
    text = re.sub(r"\\(?=(href|require|class|cssId|style|unicode|Tooltip|texttip|mmlToken)\b)", "", text)
    return re.sub(r"(\]\(\s*|\]:\s*)(?!https?://|#)", r"\1#", text)


def helpers(release: Path, submission: Submission, target: Path) -> None:
    """Write the folder that a submission's code runs in: helpers/, the edited files the student's, else as released.

    Args:
        release: the student tree.
        submission: what was taken of the student's work.
        target: where to write; it must not exist. Everybody may read it, as the sandbox's user has to.
    """
    shutil.copytree(release / "helpers", target / "helpers", ignore=shutil.ignore_patterns("__pycache__"))
    for name, content in submission.helpers.items():
        (target / "helpers" / name).write_bytes(content)
    for path in (target, *target.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)


def folder(release: Path, submission: Submission, target: Path) -> None:
    """Write a submission's folder for nbgrader: what was handed in and counts, in a student tree of ours.

    Args:
        release: the student tree.
        submission: what was taken of the student's work; an edited helper that is not in it will not be there.
        target: where to write; it must not exist.
    """
    shutil.copytree(release, target, ignore=shutil.ignore_patterns("*.ipynb", "__pycache__"))
    for path in target.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)
    for name in (release / "helpers" / "edited.txt").read_text(encoding="utf-8").split():
        file = target / "helpers" / name
        if name in submission.helpers:
            file.write_bytes(submission.helpers[name])
        else:
            file.unlink()
    for path in sorted(release.glob("*.ipynb")):
        content = notebook(release, path.stem, submission.answers.get(path.stem, {}))
        (target / path.name).write_text(json.dumps(content, indent=1), encoding="utf-8")
