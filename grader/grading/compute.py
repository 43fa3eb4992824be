"""Computes the result of a submission: its notebooks as they ran, and a verdict on every exercise."""

import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from grader import sandbox
from grader.bank import EXERCISES
from grader.grading import functions, notebooks, rebuild
from grader.grading.store import Result
from grader.intake import broken, text
from grader.intake.submission import Submission
from grader.sandbox import limits
from helpers.given.calling.calls import Answer

NO_TIME = "It was not run, as the notebooks before it took too long."


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
    if submission.problem:
        return not_gradable(release, submission, submission.problem)
    if not trusted:
        sandbox.require()
    ran: dict[str, dict[str, Any]] = {}
    answers: dict[str, bytes] = {}
    notes = list(submission.notes)
    lost = {name: text.for_student(said) for name, said in submission.lost.items()}
    with tempfile.TemporaryDirectory(prefix="grading-") as place:
        folder = Path(place) / "work"
        rebuild.helpers(release, submission, folder)
        exercises = [exercise for exercise in EXERCISES.values() if exercise.notebook in submission.answers]
        with sandbox.Sandbox(folder, trusted) as inside:
            unloaded = functions.replace_broken(inside, submission.helpers, release / "helpers", lost)
            notes += _unloadable(unloaded, submission)
            clock = inside.clock(limits.NOTEBOOKS_SECONDS)
            for stem, answered in sorted(submission.answers.items()):
                notebook = rebuild.notebook(release, stem, answered)
                said = NO_TIME if clock.out else notebooks.run(notebook, inside)
                answers |= notebooks.answers(notebook)
                ran[stem] = _without_answers(notebook)
                if said:
                    notes.append(f"{stem}.ipynb: {said}")
            verdicts = functions.judge_functions(
                exercises, inside, submission.helpers, unloaded, submission.student, secret
            )
    verdicts |= functions.judge_answers(exercises, answers, submission.student, secret, lost)
    remarks = functions.of_another(answers, submission.student)
    return Result(submission.student, ran, verdicts, tuple(notes), inside.waited, tuple(remarks))


def not_gradable(release: Path, submission: Submission, why: str) -> Result:
    """Return the result of a submission that cannot be graded: its answers are there to read, and there is no verdict.

    Args:
        release: the student tree.
        submission: what was taken of the student's work.
        why: a sentence.
    """
    notebooks = {stem: rebuild.notebook(release, stem, answers) for stem, answers in submission.answers.items()}
    return Result(submission.student, notebooks, {}, (*submission.notes, why))


def _unloadable(answers: Mapping[str, Answer], submission: Submission) -> Iterator[str]:
    """What is said of helper files that could not be loaded, and that were read without that being seen.

    answers: what came of loading them, by module.
    """
    for module, answer in answers.items():
        content = submission.helpers.get(f"{module}.py")
        if content is not None and not broken.unreadable(content):
            yield f"helpers/{module}.py {broken.unloadable(answer)}"


def _without_answers(notebook: dict[str, Any]) -> dict[str, Any]:
    for cell in notebook["cells"]:
        if "outputs" in cell:
            kept = [one for one in cell["outputs"] if notebooks.ANSWER_MIME not in one.get("data", {})]
            cell["outputs"] = kept
    return notebook
