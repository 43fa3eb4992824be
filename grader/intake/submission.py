"""What is taken of one student's work, in canonical form: the same for hand-ins that say the same.

Behind this module nothing is cleaned again, and what rebuild.py writes reads as what was collected.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from grader.intake import text


@dataclass(frozen=True)
class AnswerCell:
    """A cell of the release in which students answer: its type, "code" or "markdown", and its source there.

    before, after: what is in the cells around it, for finding an answer whose cell lost its mark.
    """

    kind: str
    stub: str
    before: str = ""
    after: str = ""


def asks(cells: Iterable[Mapping[str, Any]]) -> bool:
    """Return whether a notebook of the series, given by its cells, asks for an answer or has a check that counts."""
    marks = [cell["metadata"].get("nbgrader", {}) for cell in cells]
    return any(mark.get("grade") or mark.get("solution") for mark in marks)


class Form(dict[str, dict[str, AnswerCell]]):
    """The answer cells of each notebook of the release, by stem and grade_id.

    optional: the notebooks that ask for nothing, and are not among these. given: for each notebook, what is in its
    other cells; texts: the ids of those that are texts; names: what the others give values to. helpers: the files that
    students edit, as released, by name. course: the paths of the others, in helpers/given/. beside: the rest of the
    release, such as README.md, by name. pieces: all texts of all notebooks, and the parts into which editors split
    them.
    """

    def __init__(self) -> None:
        super().__init__()
        self.optional: set[str] = set()
        self.given: dict[str, set[str]] = {}
        self.texts: dict[str, set[str]] = {}
        self.names: dict[str, set[str]] = {}
        self.helpers: dict[str, bytes] = {}
        self.course: set[str] = set()
        self.beside: dict[str, bytes] = {}
        self.pieces: set[str] = set()

    def joined(self) -> "Form":
        """Return a form with one notebook "", which has the cells of all."""
        whole = Form()
        whole[""] = {name: cell for cells in self.values() for name, cell in cells.items()}
        whole.given[""] = set().union(*self.given.values())
        whole.texts[""] = set().union(*self.texts.values())
        whole.names[""] = set().union(*self.names.values())
        whole.pieces = self.pieces
        return whole


@dataclass(frozen=True)
class Submission:
    """What is taken of one student's work, in canonical form.

    helpers: edited helper files by name, such as "svm.py", sorted; one that was not handed in is not there.
    answers: for each notebook of the release the sources of all its answer cells, by grade_id, in the release's order.
    notes: what was left out, a sentence each. remarks: what was taken from where one would not look for it.
    problem: why nothing of it can be graded, if so. notebooks: which of them were handed in. lost: what is said of each
    file of the assignment that is not here, by name, such as "helpers/svm.py": it did not come, or cannot be taken.
    """

    student: str
    helpers: dict[str, bytes]
    answers: dict[str, dict[str, str]]
    notes: tuple[str, ...] = field(default=(), compare=False)
    problem: str | None = None
    remarks: tuple[str, ...] = field(default=(), compare=False)
    notebooks: tuple[str, ...] = field(default=(), compare=False)
    lost: dict[str, str] = field(default_factory=dict, compare=False)

    def digest(self) -> str:
        """Return a hash of what counts, the same for equal submissions."""
        helpers = {name: hashlib.sha256(content).hexdigest() for name, content in self.helpers.items()}
        counts = json.dumps([self.student, helpers, self.answers, self.problem], sort_keys=True)
        return hashlib.sha256(counts.encode()).hexdigest()


def canonical(
    student: str,
    helpers: Mapping[str, bytes],
    answers: Mapping[str, Mapping[str, str]],
    form: Form,
    notes: tuple[str, ...] = (),
    remarks: tuple[str, ...] = (),
    lost: Mapping[str, str] = {},
) -> Submission:
    """Return a submission: sorted, texts cleaned, and the release's stub for each answer that is missing.

    Args:
        student: whose it is.
        helpers: edited helper files by name.
        answers: sources by notebook and grade_id.
        form: the answer cells that there are.
        notes: what was left out.
        remarks: what was taken from where one would not look for it.
        lost: what is said of files that are missing, by name.
    """
    complete = {
        stem: {name: text.source(answers.get(stem, {}).get(name, cell.stub), cell.kind) for name, cell in cells.items()}
        for stem, cells in form.items()
    }
    handed_in = tuple(stem for stem in form if stem in answers)
    return Submission(
        student, dict(sorted(helpers.items())), complete, notes, remarks=remarks, notebooks=handed_in, lost=dict(lost)
    )


def blank(student: str, form: Form, problem: str) -> Submission:
    """Return what stands for a hand-in of which nothing can be graded, and why."""
    stubs = {stem: {name: cell.stub for name, cell in cells.items()} for stem, cells in form.items()}
    return Submission(student, {}, stubs, problem=problem)
