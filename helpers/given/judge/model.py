"""What the judge is given and what it says: compiled exercises with their cases and parts, and verdicts. Plain data."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from helpers.given.judge import measures
from helpers.given.judge.measures import WrongKindError

LATER = "No points here while the rest is wrong."
AND = " And: "
"""Between what is said of two mistakes in one part."""
VERDICT_VERSION = 1
"""Of the layout that Verdict.to_dict writes; another number when a field changes its meaning or goes."""


@dataclass(frozen=True)
class Case:
    """One set of inputs. driver: how to call (drivers.py). shown: numbers of this case may be told to the student.

    again: whether it repeats another case, and is asked all the same: does its result repeat, too?
    """

    inputs: tuple
    driver: str = "plain"
    shown: bool = False
    again: bool = False


@dataclass(frozen=True)
class Part:
    """A separately scored aspect of an exercise.

    measure: the name of a function in measures.py; options: its keyword arguments.
    probes: for each comparison, the names of the cases it looks at.
    label: what the measured number is called in a message, such as "mean loss".
    guard: earned only together with some part that is not a guard, since doing nothing would pass it.
    mistake, fails: for a guard, the id and the sentence of what is wrong where it fails; it needs no known mistake.
        {changed} in the sentence stands for the names of the inputs that were changed.
        For a part of an answer, fails is what is asked where it is wrong in no known way.
    atol: absolute tolerance, instead of the relative one.
    telling: of a guard, whether its values tell known mistakes apart.
    follows: another part; where that is wrong too, only the first probe counts here: one slip is charged once. A part
        without points is not looked at then.
    slope: the case that asks for the slope of the function's own loss, to see whether its gradient belongs to it.
    """

    name: str
    points: float
    measure: str
    probes: tuple[tuple[str, ...], ...]
    label: str = ""
    options: dict[str, Any] = field(default_factory=dict)
    guard: bool = False
    mistake: str = ""
    fails: str = ""
    atol: float = 0.0
    telling: bool = False
    slope: str = ""
    follows: str = ""

    @property
    def tells(self) -> bool:
        """Whether its values tell one mistake from another."""
        return not self.guard or self.telling


@dataclass(frozen=True)
class CompiledMistake:
    """A known mistake as it looks from outside.

    id: such as "svm.right-class-counted".
    says: what is wrong; asks: the question that leads on.
    values: for each part it costs, what the measure gives for each probe, or the exception it stops with.
    excused_by: the id of a mistake in another part that this one follows from: beside that it costs nothing.
    """

    id: str
    says: str
    asks: str
    values: dict[str, list[np.ndarray | str]]
    excused_by: str = ""


@dataclass(frozen=True)
class Sealed:
    """What a part expects of an answer, and its known mistakes, as they are in the public set (see sealed.py).

    salt: of its keys. width: of its buckets. boxes: encrypted bytes, by the tag of the key that opens them.
    """

    salt: str
    width: float
    boxes: dict[str, np.ndarray]


@dataclass(frozen=True)
class CompiledExercise:
    """One graded function or answer, compiled.

    id: also the grade_id of its check cell. target: such as "svm.svm_loss_naive", "" for an answer in the notebook.
    task: what check is told beside the target. place: notebook and task.
    takes: the names of the function's arguments; returns: those of its outputs.
    expected: for each part, what the measure gives for the reference, for each probe; scales: of which size the numbers
        were that went in (a student's numbers must not widen what they are judged by); slopes: for each part with a
        slope, the right one.
    sealed: in the public set for each part of an answer what is expected of it, instead of the above.
    """

    id: str
    target: str
    task: str
    place: str
    takes: tuple[str, ...]
    returns: tuple[str, ...]
    hints: tuple[str, ...]
    cases: dict[str, Case]
    parts: tuple[Part, ...]
    expected: dict[str, list[np.ndarray]]
    scales: dict[str, list[float]]
    slopes: dict[str, float] = field(default_factory=dict)
    known: Sequence[CompiledMistake] = ()
    sealed: dict[str, Sealed] = field(default_factory=dict)

    @property
    def points(self) -> float:
        """All points of the exercise."""
        return float(sum(part.points for part in self.parts))

    @property
    def judged_later(self) -> bool:
        """Whether a check only records its answer, as what is right is known to the grading alone."""
        return self.parts[0].measure == measures.puzzle.__name__

    @property
    def second_result(self) -> str:
        """The name of the result that it is about, if that is the second one, which has lines of its own; "" if not."""
        return self.returns[-1] if self.task == "gradient" else ""

    @property
    def name(self) -> str:
        """What the student calls it."""
        last = self.target.rpartition(".")[2]
        return f"{last}.{self.task}" if last[:1].isupper() else last or self.id


@dataclass(frozen=True)
class Cause:
    """Why a part is wrong.

    sentences: for the student.
    mistake: the id of the known mistake that explains it, "" if none does.
    symptom: the id of what was seen instead, or beside it: where a call stopped ("stop.name-error"), what was returned
        ("result.shape"), what is true of the numbers ("relation.factor"); of two mistakes at once the id of the other;
        "" if there was no need to look.
    """

    sentences: str
    mistake: str = ""
    symptom: str = ""


@dataclass(frozen=True)
class PartVerdict:
    """What a part earned, and why.

    numbers: such as "your mean loss 5.57, expected 5.27".
    cause: sentences on what is wrong, or of a part that kept its points on what to know; mistake and symptom: their
        ids, as in Cause.
    error: whether a call stopped; line: where it did, or gave the warning that is told, 0 if there is none.
    """

    name: str
    points: float
    max_points: float
    numbers: str = ""
    cause: str = ""
    error: bool = False
    mistake: str = ""
    symptom: str = ""
    line: int = 0


@dataclass(frozen=True)
class Verdict:
    """What an exercise earned, and why. lines: the message for the student, at most six lines."""

    exercise: str
    points: float
    max_points: float
    parts: tuple[PartVerdict, ...]
    is_open: bool = False
    lines: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether every part is right."""
        return all(part.points == part.max_points for part in self.parts)

    @property
    def mistakes(self) -> tuple[str, ...]:
        """The ids of the mistakes that were named, each once."""
        return tuple(dict.fromkeys(part.mistake for part in self.parts if part.mistake))

    def to_dict(self) -> dict[str, Any]:
        """Return the verdict as a dict for JSON.

        version: that of this layout, VERDICT_VERSION.
        exercise: the exercise's id, which is the grade_id of its check cell.
        points, max_points: what was earned, and what there was to earn.
        is_open: whether the student had not begun; then no part has a cause.
        lines: the message as the student read it, at most six lines of plain text.
        parts: one dict for each part of the exercise, in order:
            name: such as "data loss"; points, max_points: of this part alone.
            numbers: of an example that may be told, such as "your mean loss 5.5667, expected 5.2667"; or "".
            cause: sentences on what is wrong, "" if the part is right or nothing can be said.
            error: whether a call stopped.
            mistake: the id of the known mistake, such as "svm.right-class-counted", or "". The bank has its sentences.
            symptom: the id of what was seen instead, or beside it, or "": "stop.*" where a call stopped (stops.py),
                "result.*" for what cannot be compared (kind, shape, transposed, nan, infinite), "relation.*" for what
                is true of the numbers (relations.py), "structure.*" for what they lack (structure.py).
        """
        return {"version": VERDICT_VERSION, **asdict(self)}

    @classmethod
    def from_dict(cls, plain: dict[str, Any]) -> "Verdict":
        """Return the verdict that to_dict made plain from.

        Raises:
            ValueError: it was written in another layout.
        """
        if plain["version"] != VERDICT_VERSION:
            raise ValueError(f"a verdict of version {plain['version']}, not {VERDICT_VERSION}")
        said = {name: value for name, value in plain.items() if name != "version"}
        parts = tuple(PartVerdict(**part) for part in said["parts"])
        return cls(**(said | {"parts": parts, "lines": tuple(said["lines"])}))


Look = list[np.ndarray | str | WrongKindError]

"""What one part of the student's looks like, probe by probe: arrays, exceptions as text, or WrongKindErrors."""


def comparable(value: np.ndarray | str | WrongKindError) -> np.ndarray | str:
    """Return a value of a look as what is compared: an array, or the text of an exception."""
    return f"WrongKindError: {value}" if isinstance(value, WrongKindError) else value
