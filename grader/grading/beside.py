"""What the lines of a loss tell for sure, beside what is wrong with its results: which of them its cause is in."""

import ast
import re
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import chain, islice

from grader.bank.losses import AT_KINKS
from grader.bank.model import Exercise
from grader.grading import (
    alone,
    copies,
    cubes,
    forgotten,
    mends,
    overlooked,
    regularized,
    second_look,
    shifts,
    statements,
)
from grader.intake import broken, compiler
from helpers.given.calling.seen import never_changed
from helpers.given.judge import PartVerdict, Verdict, diagnosis, relations
from helpers.given.judge.model import LATER

LOSS = "W", "X", "y", "reg"
NAME = "derivative"
SMALL = 0.01
"""No step of a measured slope is larger."""
MEASURED = (
    "Line {line} divides by {step}, a step that another line adds: so dW is measured, which is slow and only comes"
    " close to the derivative. What is the derivative of one term of the loss?"
)
SLOW = "Slow on 20,000 images: dW is measured by small steps (line {line}), one weight after the other."
LOOP = re.compile(r"(Line (\d+)) runs once")
LINE = re.compile(r"(Line (\d+)) (?=runs once|makes an array of N x N)")
SEVERAL = re.compile(r"Lines ([\d, and]+) run once")


def noted(verdict: Verdict, text: bytes, exercise: Exercise) -> Verdict:
    """Return the verdict on a loss or its gradient, with what its lines tell for sure of what is said there.

    Args:
        verdict: on a function; text: its file; exercise: what is asked of it.
    """
    if exercise.takes != LOSS or verdict.is_open or len(text) > broken.LONGEST:
        return verdict
    name = exercise.target.partition(".")[2]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of the student's code
            tree = _parsed(text)
            function = statements.function(tree, name)
            if not function:
                return verdict
            if exercise.task == "gradient" and name.endswith("_vectorized") and (cube := cubes.line(function)):
                told = PartVerdict(cubes.NAME, 0.0, 0.0, cause=cubes.TOLD.format(line=cube))
                verdict = replace(verdict, parts=(*verdict.parts, told))
            nodes = list(ast.walk(function))
            line, step = next(_measured(nodes), (0, ""))
            if line:
                return _of_measured(verdict, exercise, line, step)
            back = next(_taken_back(nodes), "")
            parts = [_back(part, back) if back else part for part in verdict.parts]
            parts = [_of_unused(part, function, exercise.task) for part in parts]
            stops = any(part.error for part in parts)
            parts = [_of_penalty(part, function, exercise.task, stops) for part in parts]
            parts = [_of_shape(part, function, tree, exercise.task) for part in parts]
            parts = _of_lines(parts, function, exercise.task)
            parts = _of_shifts(parts, function, tree) if name.startswith("softmax") else parts
            parts = [_of_the_other(part, text, name, exercise.task) for part in parts]
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        return verdict
    return replace(verdict, parts=tuple(parts))


@lru_cache(maxsize=1)  # four functions of a file are judged one after the other
def _parsed(text: bytes) -> ast.Module:
    return compiler.tree(text.decode())


def _of_measured(verdict: Verdict, exercise: Exercise, line: int, step: str) -> Verdict:
    """A verdict on a function whose gradient is measured: nothing is said of its comparisons, or of another loop."""
    parts = [
        replace(part, cause=SLOW.format(line=line))
        if LOOP.match(part.cause)
        else replace(part, cause="")
        if part.name == AT_KINKS
        else part
        for part in verdict.parts
    ]
    if exercise.task == "loss":
        return replace(verdict, parts=tuple(parts))
    told = MEASURED.format(line=line, step=step)
    near = [part for part in parts if part.symptom == "relation.nearly"]
    parts = [replace(part, cause=told) if part in near else part for part in parts]
    return replace(verdict, parts=(*parts, *([] if near else [PartVerdict(NAME, 0.0, 0.0, cause=told)])))


def _measured(nodes: Sequence[ast.AST]) -> Iterator[tuple[int, str]]:
    """Lines of a function that divide by a small step which others add, and the step."""
    named = {
        target.id: one.value.value
        for one in nodes
        if isinstance(one, ast.Assign) and isinstance(one.value, ast.Constant)
        for target in one.targets
        if isinstance(target, ast.Name)
    }

    def steps(node: ast.AST) -> Iterator[tuple[float, str]]:
        for one in ast.walk(node):
            value = one.value if isinstance(one, ast.Constant) else named.get(getattr(one, "id", ""))
            if isinstance(one, ast.Constant | ast.Name) and isinstance(value, float) and 0 < value <= SMALL:
                yield value, ast.unparse(one)

    divided = [
        (one.lineno, *step)
        for one in nodes
        if isinstance(one, ast.AugAssign | ast.BinOp) and isinstance(one.op, ast.Div)
        for by in [one.value if isinstance(one, ast.AugAssign) else one.right]
        if isinstance(by, ast.Constant | ast.Name) or (isinstance(by, ast.BinOp) and isinstance(by.op, ast.Mult))
        for step in steps(by)
    ]
    if not divided:
        return  # as nearly always
    sums = [
        one for one in nodes if isinstance(one, ast.AugAssign | ast.BinOp) and isinstance(one.op, ast.Add | ast.Sub)
    ]
    added = {
        value
        for one in sums
        for side in ([one.value] if isinstance(one, ast.AugAssign) else [one.left, one.right])
        if not isinstance(side, ast.BinOp) or not isinstance(side.op, ast.Add | ast.Sub)  # its own sides are looked at
        for value, _ in (() if _divides(side) else steps(side))
    }
    yield from ((line, name) for line, value, name in divided if value in added)


def _divides(node: ast.AST) -> bool:
    return any(isinstance(one, ast.BinOp) and isinstance(one.op, ast.Div) for one in ast.walk(node))


def _taken_back(nodes: Sequence[ast.AST]) -> Iterator[str]:
    """What is said of two lines of a block in a function, of which one takes away what the other adds."""
    for block in nodes:
        body = getattr(block, "body", None)
        steps = [one for one in body if isinstance(one, ast.AugAssign)] if isinstance(body, list) else []
        first: dict[tuple[type, str, str], int] = {}
        for one in steps:
            if not isinstance(one.op, ast.Add | ast.Sub):
                continue
            changed, by = ast.unparse(one.target), ast.unparse(one.value)
            opposite = ast.Sub if isinstance(one.op, ast.Add) else ast.Add
            if "[" in changed and (line := first.get((opposite, changed, by))):
                yield (
                    f"Line {one.lineno} undoes what line {line} does to {changed}. Which of the two is meant for"
                    " another column?"
                )
            first.setdefault((type(one.op), changed, by), one.lineno)


def _back(part: PartVerdict, told: str) -> PartVerdict:
    return replace(part, cause=part.cause.replace(relations.ZERO_ASKS_OF_DATA, told))


ASKS_OF_PENALTY = {
    "loss": "Which term of L has reg and W in it, and no image?",
    "gradient": "What is the derivative of reg * sum(W * W) with respect to W?",
}
"""What is asked where reg changes nothing."""
ASKS_OF_SQUARE = "What is the derivative of w * w?"
NOTHING_YET = diagnosis.FIRST_VALUE


def _of_unused(part: PartVerdict, function: ast.FunctionDef, task: str) -> PartVerdict:
    """A part with the line whose result should be in it, and goes into a name that nothing uses."""
    asks = ASKS_OF_PENALTY[task]
    place = 0 if task == "loss" else 1
    blank = diagnosis.FIRST_VALUE if place in never_changed(function) else ""
    if relations.ZERO_ASKS in part.cause and (told := blank or overlooked.never_run(function)):
        part = replace(part, cause=part.cause.replace(relations.ZERO_ASKS, told))
    if part.cause.endswith(asks) and "reg changes nothing" in part.cause:
        told = overlooked.unused_penalty(function, task)
        return replace(part, cause=part.cause.replace(asks, told)) if told else part
    if task == "loss" and part.cause.endswith(NOTHING_YET):
        told = overlooked.unused_penalty(function, task)
        return replace(part, cause=f"{part.cause} {told}") if told else part
    if task == "gradient" and (relations.ZERO_ASKS_OF_DATA in part.cause or part.cause.endswith(NOTHING_YET)):
        told = overlooked.unused_product(function)
        cause = part.cause.replace(relations.ZERO_ASKS_OF_DATA, told)
        cause = f"{cause} {told}" if cause == part.cause else cause
        return replace(part, cause=cause) if told else part
    return part


def _of_penalty(part: PartVerdict, function: ast.FunctionDef, task: str, stops: bool) -> PartVerdict:
    """A part with what is said of a penalty that is in a divisor, of two that may look like a changed input, or of a
    1/2 in the gradient that is the own loss's, where a function stops and its loss is not measured."""
    told = regularized.divisors(function) if part.mistake == "penalty.gradient-in-divisor" else iter(())
    if task == "loss" and part.symptom == "result.after-change":
        told = regularized.twice(function)
    elif task == "loss" and part.name == "regularization" and not part.mistake and part.points < part.max_points:
        told = regularized.powers(function)
    if part.mistake == "penalty.gradient-half" and stops and any(regularized.halved(function)):
        return replace(part, cause=part.cause.replace(ASKS_OF_SQUARE, diagnosis.OWN_HALF))
    more = next(told, "")
    return replace(part, cause=f"{part.cause} {more}".strip()) if more else part


def _of_shape(part: PartVerdict, function: ast.FunctionDef, tree: ast.Module, task: str) -> PartVerdict:
    """A penalty that cannot be judged, as the result has another shape, with what the lines alone tell of it."""
    others = {one.name for one in tree.body if isinstance(one, ast.FunctionDef)}
    calls = any(isinstance(one, ast.Name) and one.id in others for one in ast.walk(function))
    told = [] if calls or "cannot be judged while" not in part.cause else regularized.missing(function, task)
    return replace(part, cause=" ".join([part.cause, *told])) if told else part


def _of_lines(parts: list[PartVerdict], function: ast.FunctionDef, task: str) -> list[PartVerdict]:
    """Parts of which the first that is wrong is told what some lines do that look like something else."""
    of_data = (part for part in parts if part.name.startswith("data"))
    first = next((part for part in of_data if part.points < part.max_points and part.cause not in ("", LATER)), None)
    others = any(any(one in part.cause for one in ELSEWHERE) for part in parts)
    if not first or others:
        return parts
    said = chain(forgotten.lines(function, task), overlooked.lines(function, first.cause))
    told = " ".join(islice(said, MOST_LINES))
    return [replace(part, cause=f"{part.cause} {told}") if told and part is first else part for part in parts]


def _of_shifts(parts: list[PartVerdict], function: ast.FunctionDef, tree: ast.Module) -> list[PartVerdict]:
    """Parts of which that on large scores is told which line subtracts what is no maximum of each image."""
    others = {one.name: one for one in tree.body if isinstance(one, ast.FunctionDef)}
    told = " ".join(islice(shifts.lines(function, others), MOST_LINES))
    return [
        replace(part, cause=f"{part.cause} {told.replace(shifts.ONE_FOR_ALL, 'subtracts it.')}")
        if "one maximum for the whole batch" in part.cause and shifts.ONE_FOR_ALL in told
        else replace(part, cause=f"{part.cause} {told}")
        if told and part.name in LARGE and part.cause not in ("", LATER)
        else part
        for part in parts
    ]


LARGE = "no overflow", "large scores"
"""Parts that look at large scores."""
ELSEWHERE = copies.SAYS_COLUMNS, copies.SAYS_ROWS, second_look.AS_BEFORE
"""What is said of code whose lines are judged in another layout, or told of before."""
MOST_LINES = 2
"""So many of them are told."""


def _of_the_other(part: PartVerdict, text: bytes, name: str, task: str) -> PartVerdict:
    """A part with what is said of slow lines, and which of them only the other result needs."""
    other, its_task = ("dW", "gradient") if task == "loss" else ("the loss", "loss")

    def is_its(line: int) -> bool:
        of_both = (alone.one_result(text, name, line, one) for one in (task, its_task))
        return [*map(bool, of_both)] == [True, False]

    if found := LINE.match(part.cause):
        if not is_its(int(found[2])):
            return part
        return replace(part, cause=f"{found[1]}, which only {other} needs,{part.cause[found.end(1) :]}")
    numbers = list(map(int, re.findall(r"\d+", found[1]))) if (found := SEVERAL.match(part.cause)) else []
    lines = list(filter(is_its, numbers))
    return replace(part, cause=f"{part.cause} Only {other} needs {mends.in_lines(lines)}.") if lines else part
