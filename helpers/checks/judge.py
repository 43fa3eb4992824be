"""The judge: compares answers with what was expected, part by part, and names the known mistake that explains them.

It is given plain data only: an exercise with its compiled cases (inputs, expected outputs, and what each known mistake
would have given), and the student's answers. The same judge serves the check in a notebook and the grading; only the
cases differ.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from helpers.checks import measures, relations, stops
from helpers.checks.calls import Answer
from helpers.checks.close import agree
from helpers.checks.measures import WrongKindError

NOT_RUN = ("TimeoutError", "NoAnswer", "NotHandedIn")
LATER = "Counts once a result is right."
STUB = ("NotImplementedError", stops.STUB_LEFT)


@dataclass(frozen=True)
class Case:
    """One set of inputs. driver: how to call (drivers.py). shown: numbers of this case may be told to the student."""

    inputs: tuple
    driver: str = "plain"
    shown: bool = False


@dataclass(frozen=True)
class Part:
    """A separately scored aspect of an exercise.

    measure: the name of a function in measures.py; options: its keyword arguments.
    probes: for each comparison, the names of the cases it looks at.
    label: what the measured number is called in a message, such as "mean loss".
    guard: earned only together with some part that is not a guard, since doing nothing would pass it.
    fails: for a guard, the sentence that says what is wrong; it needs no known mistake.
    atol: absolute tolerance, instead of the relative one.
    slope: the case that asks for the slope of the function's own loss, to see whether its gradient belongs to it.
    """

    name: str
    points: float
    measure: str
    probes: tuple[tuple[str, ...], ...]
    label: str = ""
    options: dict[str, Any] = field(default_factory=dict)
    guard: bool = False
    fails: str = ""
    atol: float = 0.0
    slope: str = ""


@dataclass(frozen=True)
class Known:
    """A known mistake as it looks from outside.

    says: what is wrong; asks: the question that leads on.
    values: for each part it costs, what the measure gives for each probe, or the exception it stops with.
    """

    says: str
    asks: str
    values: dict[str, list[np.ndarray | str]]


@dataclass(frozen=True)
class Exercise:
    """One graded function or answer, compiled.

    id: also the grade_id of its check cell. target: such as "svm.svm_loss_naive", "" for an answer in the notebook.
    task: what check is told beside the target. place: notebook and task.
    takes: the names of the function's arguments; returns: those of its outputs.
    expected: for each part, what the measure gives for the reference, for each probe; scales: of which size the numbers
        were that went in (a student's numbers must not widen what they are judged by); slopes: for each part with a
        slope, the right one.
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
    known: tuple[Known, ...] = ()

    @property
    def points(self) -> float:
        """All points of the exercise."""
        return float(sum(part.points for part in self.parts))

    @property
    def name(self) -> str:
        """What the student calls it."""
        last = self.target.rpartition(".")[2]
        return f"{last}.{self.task}" if last[:1].isupper() else last or self.id


@dataclass(frozen=True)
class PartVerdict:
    """What a part earned; numbers: "your mean loss 6.27, expected 5.27"; cause: sentences on what is wrong."""

    name: str
    points: float
    max_points: float
    numbers: str = ""
    cause: str = ""
    error: bool = False


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

    def to_dict(self) -> dict[str, Any]:
        """Return the verdict as a dict for JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, plain: dict[str, Any]) -> "Verdict":
        """Return the verdict that to_dict made plain from."""
        parts = tuple(PartVerdict(**part) for part in plain["parts"])
        return cls(**{**plain, "parts": parts, "lines": tuple(plain["lines"])})


Look = list[np.ndarray | str | WrongKindError]
"""What one part of the student's looks like, probe by probe: arrays, exceptions as text, or WrongKindErrors."""


def judge(
    exercise: Exercise,
    answers: Mapping[str, Answer],
    known: Callable[[], Sequence[Known]] | None = None,
) -> Verdict:
    """Compare answers, one a case, with what was expected; a verdict without its message lines.

    Args:
        exercise: the compiled exercise.
        answers: for each case of the exercise the student's answer.
        known: gives the known mistakes when a part has failed; by default those compiled into the exercise.
    """
    if is_open(exercise, answers):
        parts = tuple(PartVerdict(part.name, 0.0, part.points) for part in exercise.parts)
        return Verdict(exercise.id, 0.0, exercise.points, parts, is_open=True)
    known = known or (lambda: exercise.known)
    with np.errstate(all="ignore"):  # a student's nan or inf is no reason to warn
        return _judge(exercise, answers, known)


def _judge(exercise: Exercise, answers: Mapping[str, Answer], known: Callable[[], Sequence[Known]]) -> Verdict:
    looks = {part.name: _look(exercise, part, answers)[0] for part in exercise.parts}
    wrong = [part for part in exercise.parts if not _right(exercise, part, looks[part.name])]
    causes = _named(exercise, wrong, looks, known()) if wrong else {}
    verdicts = {
        part.name: _failed(exercise, part, answers, looks[part.name], causes.get(part.name, ""))
        if part in wrong
        else PartVerdict(part.name, part.points, part.points)
        for part in exercise.parts
    }
    others = [verdicts[part.name] for part in exercise.parts if not part.guard]
    for part in exercise.parts:
        if part.guard and not any(one.points for one in others):
            verdicts[part.name] = PartVerdict(part.name, 0.0, part.points, cause=LATER)
    parts = tuple(verdicts.values())
    return Verdict(exercise.id, sum(part.points for part in parts), exercise.points, parts)


def gather(exercise: Exercise, ask: Callable[[Case], Answer]) -> dict[str, Answer]:
    """Return an answer for every case, large cases last; after a stop that holds for all, the rest is not asked.

    Args:
        exercise: the compiled exercise.
        ask: calls the student's function on a case.
    """
    answers: dict[str, Answer] = {}
    stop: Answer | None = None
    for name, case in sorted(exercise.cases.items(), key=lambda item: item[1].driver == "tiled"):
        skip = stop and (case.driver == "tiled" or stop.error in (*NOT_RUN, *STUB))
        answers[name] = stop if skip else ask(case)
        if answers[name].error and case.driver != "slope":  # that one is asked only to say more
            stop = stop or answers[name]
    return answers


def is_open(exercise: Exercise, answers: Mapping[str, Answer]) -> bool:
    """Return whether the student has not begun: a stub's NotImplementedError, or an output that is still None."""
    first = answers[exercise.parts[0].probes[0][0]]
    if first.error:
        return first.error == "NotImplementedError"
    index = exercise.parts[0].options.get("index", 0)
    value = first.value[index] if isinstance(first.value, tuple) and len(first.value) > index else first.value
    return value is None and (not exercise.target or len(exercise.returns) > 1)


def _right(exercise: Exercise, part: Part, look: Look) -> bool:
    triples = zip(map(_comparable, look), exercise.expected[part.name], exercise.scales[part.name], strict=True)
    return all(agree(*triple, part.atol) for triple in triples)


def _named(exercise: Exercise, wrong: list[Part], looks: dict[str, Look], known: Sequence[Known]) -> dict[str, str]:
    """What there is to say of each wrong part: the one known mistake that explains it, or what is true of it.

    A mistake that costs several parts has to explain them all: many mistakes stop in the same way somewhere.
    """
    parts = {part.name: part for part in wrong if not part.guard}
    fitting = [
        one
        for one in known
        if one.values
        and all(name in parts and _explains(exercise, one, parts[name], looks[name]) for name in one.values)
    ]
    causes = {}
    for name, part in parts.items():
        here = [one for one in fitting if name in one.values]
        # What explains most parts at once explains this one better than a mistake of its own.
        most = max((len(one.values) for one in here), default=0)
        told = {f"{one.says} {one.asks}" for one in here if len(one.values) == most}
        if len(told) == 1:
            causes[name] = told.pop()
        elif not told:
            causes[name] = _related(exercise, part, looks[name]) or _multiple(exercise, part, looks[name], known)
    return causes


def _failed(exercise: Exercise, part: Part, answers: Mapping[str, Answer], look: Look, cause: str) -> PartVerdict:
    stops = any(isinstance(value, str | WrongKindError) for value in look)
    if part.guard and part.fails and not stops:
        return PartVerdict(part.name, 0.0, part.points, cause=part.fails)
    expected = exercise.expected[part.name]
    numbers = _numbers(exercise, part, look, expected)
    if cause:
        return PartVerdict(part.name, 0.0, part.points, numbers, cause)
    return _unexplained(exercise, part, answers, look, expected, numbers)


def _look(exercise: Exercise, part: Part, answers: Mapping[str, Answer]) -> tuple[Look, list[float]]:
    measure = getattr(measures, part.measure)
    values, scales = [], []
    for probe in part.probes:
        asked = [answers[name] for name in probe]
        error = next((f"{answer.error}: {answer.message}" for answer in asked if answer.error), "")
        scale = 0.0
        try:
            if error:
                value = error
            else:
                results = [measures.outputs(answer, exercise.returns) for answer in asked]
                value, scale = measure(results, asked, exercise.cases[probe[0]].inputs, **part.options)
                value = np.asarray(value)
        except WrongKindError as wrong:
            value = wrong
        values.append(value)
        scales.append(scale)
    return values, scales


def measured(
    exercise: Exercise, part: Part, answers: Mapping[str, Answer]
) -> tuple[list[np.ndarray | str], list[float]]:
    """Return what a part's measure gives for some answers, and the scale of the numbers that went in, for each probe.

    Where a call stopped, the exception stands as a text. This is how expected values and known mistakes are compiled.
    """
    look, scales = _look(exercise, part, answers)
    return [_comparable(value) for value in look], scales


def _explains(exercise: Exercise, mistake: Known, part: Part, look: Look) -> bool:
    """Whether a known mistake gives what the student gave, on every probe of a part it costs."""
    triples = zip(map(_comparable, look), mistake.values[part.name], exercise.scales[part.name], strict=True)
    return all(agree(*triple, 0.5 * part.atol) for triple in triples)


def _comparable(value: np.ndarray | str | WrongKindError) -> np.ndarray | str:
    return f"WrongKindError: {value}" if isinstance(value, WrongKindError) else value


def _unexplained(
    exercise: Exercise,
    part: Part,
    answers: Mapping[str, Answer],
    look: Look,
    expected: list[np.ndarray],
    numbers: str,
) -> PartVerdict:
    """Say what can be said without a known cause: where it stopped, that it is the wrong kind of thing, or numbers."""
    for probe, value, right in zip(part.probes, look, expected, strict=True):
        if isinstance(value, str):
            name, answer = next((name, answers[name]) for name in probe if answers[name].error)
            cause = stopped(answer, _inputs(exercise, name), exercise.name.rpartition(".")[2], exercise.takes)
            return PartVerdict(part.name, 0.0, part.points, cause=cause, error=True)
        if isinstance(value, WrongKindError):
            cause = str(value)
        elif value.shape != right.shape and (value.size > 1 or right.shape):
            swapped = "; it is transposed" if value.shape == right.shape[::-1] else ""
            cause = f"{part.label or part.name} has shape {value.shape}, expected {right.shape}{swapped}"
        elif not np.all(np.isfinite(value)) and np.all(np.isfinite(right)):
            word = "nan" if np.any(np.isnan(value)) else "infinite"
            warned = next((answers[name].warned for name in probe if answers[name].warned), "")
            why = f"NumPy warned of an {warned}" if warned else "an overflow, a division by 0 or a log of 0"
            cause = f"{part.label or part.name} is {word}: {why}"
        else:
            continue
        return PartVerdict(part.name, 0.0, part.points, cause=f"{cause[0].upper()}{cause[1:]}.")
    cause = _slope(exercise, part, answers)
    shown = any(exercise.cases[name].shown for probe in part.probes for name in probe)
    if not cause and shown and not numbers:
        cause = "Right on the example, wrong on other inputs."
    return PartVerdict(part.name, 0.0, part.points, numbers, cause)


def stopped(answer: Answer, inputs: Mapping[str, Any], called: str, takes: tuple[str, ...]) -> str:
    """Return a sentence on where and why a call stopped.

    Args:
        answer: what came of it.
        inputs: what it was given, by the names of the arguments.
        called: the name of the function; takes: those of its arguments.
    """
    if answer.error in NOT_RUN:
        return answer.message
    seen = answer.error, answer.message, answer.line, answer.text, answer.shapes
    return stops.words(*seen, relations.sizes(inputs), called, takes)


def _related(exercise: Exercise, part: Part, look: Look) -> str:
    """What is true of a part's numbers, beside those that are expected."""
    probes = _probes(exercise, part, look, exercise.expected[part.name])
    return relations.relation(probes, part.label) if probes else ""


def _multiple(exercise: Exercise, part: Part, look: Look, known: Sequence[Known]) -> str:
    """A known mistake of this part alone and a factor on top of it, if exactly one explains the part."""
    told = set()
    for one in known:
        alone = set(one.values) == {part.name}
        probes = _probes(exercise, part, look, one.values[part.name]) if alone else []
        if probes and (besides := relations.factor(probes, "And all of it is", "that")):
            told.add(f"{one.says} {one.asks} {besides}")
    return told.pop() if len(told) == 1 else ""


def _probes(exercise: Exercise, part: Part, look: Look, beside: Sequence[np.ndarray | str]) -> list[relations.Seen]:
    """A part's numbers beside others; empty where one of them is no number, or of another shape."""
    if not exercise.target or part.measure not in (measures.output.__name__, measures.change.__name__):
        return []
    probes = []
    for probe, value, other, scale in zip(part.probes, look, beside, exercise.scales[part.name], strict=False):
        if not isinstance(value, np.ndarray) or not isinstance(other, np.ndarray) or value.shape != other.shape:
            return []
        if not np.all(np.isfinite(value)) or not np.all(np.isfinite(other)):
            return []
        inputs = _inputs(exercise, probe[0])
        strength = {name: inputs[name] for name in ("reg",) if name in inputs}
        probes.append(relations.Seen(value, other, scale, relations.sizes(inputs) | strength, inputs))
    return probes


def _slope(exercise: Exercise, part: Part, answers: Mapping[str, Answer]) -> str:
    if not part.slope or answers[part.slope].error:
        return ""
    try:
        own, claimed = measures.outputs(answers[part.slope], exercise.returns)
        return relations.slope(float(own), float(claimed), exercise.slopes[part.name])
    except (WrongKindError, TypeError, ValueError):
        return ""


def _inputs(exercise: Exercise, name: str) -> dict[str, Any]:
    """The inputs of a case, by the names of the arguments."""
    case = exercise.cases[name]
    return relations.named(case.driver, exercise.takes, case.inputs)


def _numbers(exercise: Exercise, part: Part, look: Look, expected: list[np.ndarray]) -> str:
    """Your value and the expected one, of the first shown case that differs."""
    for probe, value, right, scale in zip(part.probes, look, expected, exercise.scales[part.name], strict=True):
        if not exercise.cases[probe[0]].shown or not part.label or not isinstance(value, np.ndarray):
            continue
        if agree(value, right, scale, part.atol):
            continue
        if not exercise.target:
            return f"your {part.label} {_short(value[:4])}: not right"  # what is right is the student's to find
        if value.shape != right.shape:
            return f"your {part.label} has shape {value.shape}, expected {right.shape}"
        if right.size <= 4:
            return f"your {part.label} {_short(value)}, expected {_short(right)}"
        with np.errstate(invalid="ignore"):
            worst = np.unravel_index(
                np.argmax(np.nan_to_num(np.abs(value - right.astype(float)), nan=np.inf)), right.shape
            )
        entry = ", ".join(map(str, worst))
        return f"your {part.label}[{entry}] {_short(value[worst])}, expected {_short(right[worst])}"
    return ""


def _short(value: np.ndarray | np.generic) -> str:
    if np.size(value) == 1:
        value = np.ravel(value)[0]
    if np.ndim(value):
        return "[" + ", ".join(map(_short, np.ravel(value))) + "]"
    number = float(value)
    if number == int(number) if np.isfinite(number) else True:
        return f"{number:.0f}" if np.isfinite(number) else str(number)
    return f"{number:.4f}" if 1e-3 <= abs(number) < 1e6 else f"{number:.3g}"
