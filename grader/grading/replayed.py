"""One exercise of one student once more, as a notebook: the very inputs, the function, what was expected, what came."""

import difflib
import json
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from grader import sandbox
from grader.bank import EXERCISES, cases
from grader.bank.model import Exercise
from grader.course import CourseError
from grader.grading import functions, notebooks, rebuild
from grader.grading.comparer import comparer
from grader.intake.submission import Submission
from helpers.given import judge
from helpers.given.calling import calls, wire
from helpers.given.calling.calls import Answer
from helpers.given.judge import Case, CompiledExercise, Verdict, message

INPUTS = "inputs.bin"

START = """\
import sys
from pathlib import Path

sys.path.insert(0, ".")
from helpers import {module}
from helpers.given.calling import calls, wire

inputs = wire.unpack(Path("{inputs}").read_bytes())


def call(case):
    answer = calls.call({target}, *inputs[case])
    return f"{{answer.error}}: {{answer.message}}" if answer.error else answer.value
"""


def replay(release: Path, secret: bytes, submission: Submission, exercise: Exercise, trusted: bool) -> dict[str, bytes]:
    """Return the files of a folder with a notebook that has run in the sandbox, and all that it takes to run it again.

    Args:
        release: the student tree.
        secret: the course's secret, which the hidden cases depend on.
        submission: the student's; what is expected never enters the sandbox.
        exercise: a function, not an answer in a notebook.
        trusted: run it without a sandbox.

    Raises:
        SandboxError: this machine cannot sandbox, and the submission is not trusted.
    """
    if not trusted:
        sandbox.require()
    right = cases.compiled(exercise, cases.secret_seed(exercise, secret, submission.student))
    with tempfile.TemporaryDirectory(prefix="replay-") as place:
        folder = Path(place) / "work"
        rebuild.helpers(release, submission, folder)
        inputs = wire.pack({name: (case.driver, case.inputs) for name, case in right.cases.items()})
        (folder / INPUTS).write_bytes(inputs)
        (folder / INPUTS).chmod(0o644)
        came: dict[str, Answer] = {}
        with sandbox.Sandbox(folder, trusted) as inside:
            verdict = _judged(inside, submission, exercise, right, came)
            notebook = _notebook(submission, exercise, right, verdict, came)
            said = notebooks.run(notebook, inside)
        if said:
            notebook["cells"].append(_text(said))
        names = [path.relative_to(folder).as_posix() for path in sorted((folder / "helpers").rglob("*.*"))]
        kept = {name: (folder / name).read_bytes() for name in names if (folder / name).is_file()}
    return {f"{exercise.id}.ipynb": json.dumps(notebook, indent=1).encode(), INPUTS: inputs, **kept}


def _judged(
    inside: sandbox.Sandbox,
    submission: Submission,
    exercise: Exercise,
    right: CompiledExercise,
    came: dict[str, Answer],
) -> Verdict:
    """Judge the function as when it was graded; what each call gave is put into came."""
    student_functions = functions.StudentFunctions(inside)
    by_case = {id(case): name for name, case in right.cases.items()}

    def ask(case: Case) -> Answer:
        answer = student_functions.call(exercise.target, case)
        came[by_case[id(case)]] = answer
        return answer

    verdict = comparer().judged(right, judge.gather(right, ask))
    student_functions.fresh()  # the notebook gets a process of its own
    where = functions.location(submission.helpers, exercise, right.second_result)
    return message.explained(verdict, right, where, graded=True)


def _notebook(
    submission: Submission, exercise: Exercise, right: CompiledExercise, verdict: Verdict, came: dict[str, Answer]
) -> dict[str, Any]:
    module = exercise.target.partition(".")[0]
    start = START.format(module=module, inputs=INPUTS, target=exercise.target)
    told = "\n".join(verdict.lines)
    parts = "\n".join(f"| {part.name} | {part.points:g} of {part.max_points:g} |" for part in verdict.parts)
    cells = [
        _text(
            f"# {right.name}, handed in by {submission.student}\n\n```\n{told}\n```\n\n| part | points |\n|:--|:--|\n"
            f"{parts}\n\nThe outputs below were made in the sandbox. Running a cell again runs the student's code with "
            "your rights."
        ),
        _code(start),
        _code(f"import inspect\n\nprint(inspect.getsource({exercise.target}))"),
    ]
    reference = exercise.reference()
    for name, case in right.cases.items():
        expected = calls.call(reference, case.driver, case.inputs)
        given = ", ".join(_brief(value) for value in case.inputs)
        difference = _difference(expected.value, came[name].value) if name in came else "not called when it was graded"
        about = f"## {name}\n\nGiven: {given} (driver: {case.driver})"
        cells.append(_text(f"{about}\n\nExpected:\n```\n{expected.value}\n```\n{difference}"))
        cells.append(_code(f'call("{name}")'))
    return {"cells": cells, "metadata": _METADATA, "nbformat": 4, "nbformat_minor": 5}


_METADATA = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}


def _brief(value: Any) -> str:
    return f"array {value.shape}" if isinstance(value, np.ndarray) and value.ndim else str(value)[:60]


def _difference(expected: Any, got: Any) -> str:
    """Say by how much two results differ where they have one shape, as no other may be stretched to fit."""
    one, two = (value if isinstance(value, tuple) else (value,) for value in (expected, got))
    if len(one) != len(two):
        return ""
    said = []
    for number, (a, b) in enumerate(zip(one, two, strict=True), 1):
        if isinstance(a, np.ndarray) and isinstance(b, np.ndarray) and a.shape == b.shape:
            gap = float(np.max(np.abs(a.astype(float) - b.astype(float)), initial=0.0))
            said.append(f"output {number}: {gap:.3g}")
        else:
            said.append(f"output {number}: a different kind or shape")
    return f"Largest difference: {', '.join(said)}"


def _text(source: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": source}


def _code(source: str) -> dict[str, Any]:
    return {"cell_type": "code", "metadata": {}, "source": source, "outputs": [], "execution_count": None}


def find(name: str) -> Exercise:
    """Return the exercise that a name means: an id, or a function.

    Raises:
        CourseError: it is none, or several.
    """
    if name in EXERCISES:
        return EXERCISES[name]
    found = [key for key, one in EXERCISES.items() if name in (one.target, one.target.rpartition(".")[2])]
    if len(found) != 1:
        longer = [key for key in EXERCISES if name and key.startswith(name)]
        near = found or longer or difflib.get_close_matches(name, EXERCISES, n=3, cutoff=0.3) or list(EXERCISES)
        raise CourseError(f"{name!r} does not name one exercise: try {' or '.join(near)}.")
    return EXERCISES[found[0]]
