"""What the results of a class say together: numbers only, of plain data; report.py makes a page of them."""

import ast
import hashlib
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import combinations
from typing import NamedTuple

from grader.bank import EXERCISES
from grader.intake import sources
from helpers.given.judge import Verdict

Z = 1.96
"""Standard deviations that hold 95 percent of a normal distribution."""

FEW = 3
"""Students who write the same; more of them say that it is a common way to write it."""


class Interval(NamedTuple):
    """A number with its 95 percent interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Pupil:
    """One student's results. helpers: edited files by name. answers: sources of answer cells, by exercise."""

    student: str
    verdicts: Mapping[str, Verdict]
    helpers: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ExerciseFigures:
    """Of one exercise: mean share of the points, how many left it open, and discrimination.

    discrimination: the correlation of the points with those of all other exercises; None where one of them does not
    vary.
    """

    exercise: str
    mean: Interval
    open: int
    discrimination: Interval | None


@dataclass(frozen=True)
class MistakeFigures:
    """A known mistake: its students, their share of the class, and where it was made."""

    mistake: str
    students: tuple[str, ...]
    share: Interval
    exercises: tuple[str, ...]


@dataclass(frozen=True)
class Pair:
    """Two students whose helpers are alike beyond what the class has in common.

    weight: the sum over what they share of ln(class / students who share it), mistakes twice. functions, mistakes: what
    that is.
    """

    students: tuple[str, str]
    weight: float
    functions: tuple[str, ...]
    mistakes: tuple[str, ...]


def proportion(count: int, of: int) -> Interval:
    """Return a share with Wilson's interval."""
    if not of:
        return Interval(0.0, 0.0, 1.0)
    share, spread = count / of, Z * Z / of
    middle = (share + spread / 2) / (1 + spread)
    half = Z * math.sqrt(share * (1 - share) / of + spread / of / 4) / (1 + spread)
    return Interval(share, max(0.0, middle - half), min(1.0, middle + half))


def mean(values: Sequence[float]) -> Interval:
    """Return a mean of shares, with the interval of the normal distribution."""
    count = len(values)
    middle = sum(values) / count
    spread = sum((value - middle) ** 2 for value in values) / (count - 1) if count > 1 else 0.25
    half = Z * math.sqrt(spread / count)
    return Interval(middle, max(0.0, middle - half), min(1.0, middle + half))


def correlation(one: Sequence[float], two: Sequence[float]) -> Interval | None:
    """Return Pearson's correlation with Fisher's interval; None for fewer than four pairs, or if one does not vary."""
    count = len(one)
    if count < 4:
        return None
    a, b = ([value - sum(values) / count for value in values] for values in (one, two))
    size = math.sqrt(sum(value * value for value in a) * sum(value * value for value in b))
    if size < 1e-12:
        return None
    r = max(-1.0, min(1.0, sum(x * y for x, y in zip(a, b, strict=True)) / size))
    if abs(r) > 1 - 1e-12:
        return Interval(r, r, r)
    middle, half = math.atanh(r), Z / math.sqrt(count - 3)
    return Interval(r, math.tanh(middle - half), math.tanh(middle + half))


def by_exercise(pupils: Sequence[Pupil]) -> list[ExerciseFigures]:
    """Return the figures of each exercise that was judged, in the order of the series."""
    judged = [one for one in pupils if one.verdicts]
    totals = {one.student: sum(verdict.points for verdict in one.verdicts.values()) for one in judged}
    figures = []
    for name in EXERCISES:
        found = [(one.student, one.verdicts[name]) for one in judged if name in one.verdicts]
        if found:
            points = [verdict.points for _, verdict in found]
            others = [totals[student] - verdict.points for student, verdict in found]
            shares = [verdict.points / verdict.max_points for _, verdict in found]
            left_open = sum(verdict.is_open for _, verdict in found)
            figures.append(ExerciseFigures(name, mean(shares), left_open, correlation(points, others)))
    return figures


def mistakes(pupils: Sequence[Pupil]) -> list[MistakeFigures]:
    """Return the mistakes of the class, the most frequent first; one counts once per student."""
    who: dict[str, dict[str, None]] = defaultdict(dict)
    where: dict[str, dict[str, None]] = defaultdict(dict)
    for one in pupils:
        for name, verdict in one.verdicts.items():
            for mistake in verdict.mistakes:
                who[mistake][one.student] = None
                where[mistake][name] = None
    judged = sum(bool(one.verdicts) for one in pupils)
    found = [
        MistakeFigures(name, tuple(students), proportion(len(students), judged), tuple(where[name]))
        for name, students in who.items()
    ]
    return sorted(found, key=lambda one: (-len(one.students), one.mistake))


class WrongAnswer(NamedTuple):
    """What several students wrote, and how many."""

    source: str
    students: int


def wrong_answers(pupils: Iterable[Pupil], most: int = 3) -> dict[str, list[WrongAnswer]]:
    """Return for each exercise that is an answer the wrong ones that several students wrote, the most common first."""
    written: dict[str, Counter[str]] = defaultdict(Counter)
    for one in pupils:
        for name, source in one.answers.items():
            verdict = one.verdicts.get(name)
            if verdict and not verdict.is_open and not verdict.passed:
                written[name][_normal(source)] += 1
    counted = {name: [WrongAnswer(*pair) for pair in written[name].most_common(most)] for name in EXERCISES}
    common = {name: [one for one in some if one.students > 1] for name, some in counted.items()}
    return {name: some for name, some in common.items() if some}


def _normal(source: str) -> str:
    """A source without comments, blank lines and its own spacing; as it is if Python cannot read it."""
    module = sources.read(source)
    with suppress(RecursionError):
        return ast.unparse(module) if module else source.strip()
    return source.strip()


def stopped(pupils: Iterable[Pupil]) -> Counter[str]:
    """Count students by the last exercise that they began; "" counts those who began none."""
    last = []
    for one in pupils:
        begun = [name for name in EXERCISES if name in one.verdicts and not one.verdicts[name].is_open]
        last.append(begun[-1] if begun else "")
    return Counter(last)


def alike(pupils: Sequence[Pupil], released: Mapping[str, str]) -> list[Pair]:
    """Return pairs of students whose functions are the same but for names, and shared by few; mistakes count twice.

    Args:
        pupils: the class.
        released: the helper files as students got them; what is left of them tells nothing.
    """
    class_size = len(pupils)
    given = {shape for shapes in (shapes_of(source) for source in released.values()) for shape in shapes.values()}
    functions: dict[tuple[str, str], list[str]] = defaultdict(list)
    for one in pupils:
        for file, source in one.helpers.items():
            for name, shape in shapes_of(source).items():
                if shape not in given:
                    functions[f"{file.removesuffix('.py')}.{name}", shape].append(one.student)
    weights: dict[tuple[str, str], float] = defaultdict(float)
    shared: dict[tuple[str, str], list[str]] = defaultdict(list)
    for (name, _), students in functions.items():
        _weigh(students, class_size, 1, name, weights, shared)
    same: dict[tuple[str, str], list[str]] = defaultdict(list)
    for figures in mistakes(pupils):
        _weigh(figures.students, class_size, 2, figures.mistake, weights, same)
    pairs = [
        Pair(pair, weight, tuple(shared[pair]), tuple(same[pair])) for pair, weight in weights.items() if shared[pair]
    ]
    return sorted(pairs, key=lambda pair: (not pair.mistakes, -pair.weight, pair.students))


def _weigh(
    students: Sequence[str],
    class_size: int,
    times: int,
    name: str,
    weights: dict[tuple[str, str], float],
    shared: dict[tuple[str, str], list[str]],
) -> None:
    if 1 < len(students) <= FEW:
        for pair in combinations(sorted(students), 2):
            weights[pair] += times * math.log(class_size / len(students))
            shared[pair].append(name)


def shapes_of(source: str) -> dict[str, str]:
    """Return for each function of a file a hash of its syntax tree: without docstring, names by first appearance."""
    found, room = {}, 2 * len(source)  # an inner function is also read with each one around it
    functions = sources.functions(source)
    for name in sorted(functions, key=lambda name: len(functions[name]) - len(functions[name].lstrip())):
        text = functions[name]
        room -= len(text)
        if node := sources.tree(text) if room >= 0 else None:
            with suppress(RecursionError):
                found[name] = _shape(node)
    return found


def _shape(node: ast.FunctionDef) -> str:
    if ast.get_docstring(node, clean=False) is not None:
        node.body = node.body[1:]
    names: dict[str, str] = {}
    for part in ast.walk(node):
        if isinstance(part, ast.Name):
            part.id = names.setdefault(part.id, f"n{len(names)}")
        elif isinstance(part, ast.arg):
            part.arg = names.setdefault(part.arg, f"n{len(names)}")
    return hashlib.sha256(ast.dump(node).encode()).hexdigest()
