"""What an exercise is, before it is compiled: how to draw its inputs, its parts, and its known mistakes."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.bank import variants
from helpers.given.judge import Case, Part

Cases = dict[str, Case]
Values = tuple | Callable[..., tuple] | None
"""Of an answer; or a function that gives them from the inputs of its case, where they depend on it."""


@dataclass(frozen=True)
class Mistake:
    """A known wrong idea, as code: the reference solution with an edit, or for an answer the wrong values.

    costs: the names of the parts it loses, all of them and no other.
    id: its name in verdicts and reports, such as "svm.right-class-counted": topic and slug. The same idea has the same
        id and the same sentences wherever it occurs, also where it is written in several ways in one exercise.
    says: what is wrong, in a sentence; asks: the question that leads on. Both are "" where only guards fail.
    edits: pairs of texts; each old text is exactly once in the solution region and becomes the new one.
    values: for an answer in a notebook, what the student would have written.
    excused_by: the id of a mistake in another part that this one follows from: beside that it costs nothing.
    """

    costs: tuple[str, ...]
    id: str
    says: str
    asks: str
    edits: variants.Edits = ()
    values: Values = None
    excused_by: str = ""


@dataclass(frozen=True)
class Exercise:
    """One graded function of helpers/, or one answer in a notebook.

    id: the grade_id of its check cell.
    target: the function or class, such as "svm.svm_loss_naive"; "" for an answer.
    task: what check is told beside the target: a sitting ("loss"), or the method of a class ("train").
    region: which solution region of the function it is about, counted from 0.
    returns: the names of the outputs, or of an answer's values.
    hints: each says more than the one before; check(..., hint=n) prints them, the release writes them below the task.
        `Code` may be set so.
    cases: draws the inputs of every case, by name, with a random number generator.
    for_all: whether the secret cases are the same for all students.
    values: for an answer, the right values.
    place: for an answer, notebook and task; for a function its marker says it.
    check: for an answer, the source of its check cell.
    """

    id: str
    returns: tuple[str, ...]
    parts: tuple[Part, ...]
    mistakes: tuple[Mistake, ...]
    cases: Callable[[np.random.Generator], Cases] = lambda rng: {"answer": Case((), shown=True)}
    for_all: bool = False
    target: str = ""
    task: str = ""
    region: int = 0
    hints: tuple[str, ...] = ()
    values: Values = None
    place: str = ""
    check: str = ""

    @property
    def where(self) -> str:
        """Notebook and task, such as "02_svm_loss, task 1"."""
        return self.place or variants.place(self.target, self.method, self.region)

    @property
    def notebook(self) -> str:
        """The notebook that holds its check cell."""
        return self.where.partition(",")[0]

    @property
    def points(self) -> float:
        """All points of the exercise."""
        return float(sum(part.points for part in self.parts))

    @property
    def method(self) -> str:
        """The method of the target that the student writes, "" if the target is a function."""
        return self.task if self.target and self.target.rpartition(".")[2][0].isupper() else ""

    @property
    def takes(self) -> tuple[str, ...]:
        """The names of the function's arguments."""
        return variants.arguments(self.target, self.method) if self.target else ()

    @property
    def check_source(self) -> str:
        """The exact source of its check cell."""
        task = f', "{self.task}"' if self.task else ""
        return self.check or f"check({self.target}{task})"

    def reference(self) -> Any:
        """Return the reference solution as the student would have it after this exercise, later ones still blank."""
        return self.variant(())

    def variant(self, edits: variants.Edits) -> Any:
        """Return the reference solution with edits in this exercise's region."""
        return variants.variant(self.target, self.method, self.region, edits)

    def with_both(self, one: Mistake, two: Mistake) -> Any:
        """Return the reference solution with two mistakes, to be used before another is asked for.

        Raises:
            ValueError: they change the same place.
            SyntaxError: what they make together is no Python.
        """
        return variants.both(self.target, self.method, self.region, one.edits, two.edits)


def part(name: str, points: float, measure: str, probes: str, label: str = "", **details: Any) -> Part:
    """Return a part whose probes look at one case each, or at several joined by "-": "lecture tall wide-wide_0"."""
    return Part(name, points, measure, tuple(tuple(probe.split("-")) for probe in probes.split()), label, **details)
