"""Three simpler ways to judge a function, for comparison with the judge.

Its outputs on the public cases are those of one known mistake; the nearest right solution, as a tree, shows where it
differs; or only its numbers are shown.
"""

import ast
import difflib
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache

import numpy as np

from grader.bank import EXERCISES, cases, solutions, variants
from grader.bank.model import Exercise
from helpers.given import judge
from helpers.given.calling import calls
from helpers.given.calling.calls import Answer
from helpers.given.judge import Case, CompiledExercise
from helpers.given.judge.close import agree

WAYS = EQUAL, TREE, NUMBERS = "equal outputs, public cases", "the nearest right tree", "numbers alone"


@cache
def _quick(name: str) -> CompiledExercise:
    """An exercise with its public cases, but for large ones."""
    compiled = cases.compiled(EXERCISES[name], cases.public_seed(EXERCISES[name]))
    quick = {name: case for name, case in compiled.cases.items() if case.driver not in ("large", "some", "slope")}
    return replace(compiled, cases=quick)


def answers(name: str, ask: Callable[[Case], Answer]) -> dict[str, Answer]:
    """Return what a function answers on the public cases of an exercise."""
    return judge.gather(_quick(name), ask)


def is_right(exercise: Exercise, answers: Mapping[str, Answer]) -> bool:
    """Return whether answers are those of the reference."""
    return _same(exercise, answers, _outputs(exercise.id, ()))


def equal_to(exercise: Exercise, answers: Mapping[str, Answer]) -> str:
    """The one mistake with the very same outputs on all public cases, "" for none or several."""
    found = {one.id for one in exercise.mistakes if _same(exercise, answers, _outputs(exercise.id, one.edits))}
    return found.pop() if len(found) == 1 else ""


@cache
def _outputs(name: str, edits: variants.Edits) -> dict[str, Answer]:
    """What the reference, or one with a mistake, answers on the public cases."""
    function = EXERCISES[name].variant(edits)
    return answers(name, lambda case: calls.call(function, case.driver, case.inputs))


def _same(exercise: Exercise, answers: Mapping[str, Answer], others: Mapping[str, Answer]) -> bool:
    """Whether two functions gave the same everywhere: the loss, or dW, or all of what an exercise returns."""
    index = exercise.parts[0].options.get("index", 0)
    for name, answer in answers.items():
        pair = [one.value for one in (answer, others[name])]
        if answer.error or others[name].error:
            if answer.error != others[name].error:
                return False
            continue
        if exercise.task in ("loss", "gradient"):
            pair = [one[index] if isinstance(one, tuple) and len(one) > index else one for one in pair]
        flat = [one if isinstance(one, tuple) else (one,) for one in pair]
        if len(flat[0]) != len(flat[1]):
            return False
        for one, other in zip(*flat, strict=True):
            arrays = isinstance(one, np.ndarray) and isinstance(other, np.ndarray)
            if not (arrays and one.shape == other.shape and agree(one, other, 0.0)):
                return False
    return True


def places(text: str, exercise: Exercise) -> int:
    """At how many places the function differs from the right solution that is nearest as a tree."""
    module = exercise.target.partition(".")[0]
    own = _nodes(text, exercise)
    if not own:
        return 1
    paths = [solutions.HELPERS / f"{module}.py", *variants.correct(module)]
    right = [_nodes(path.read_text(encoding="utf-8"), exercise) for path in paths]
    matched = [difflib.SequenceMatcher(None, own, one, autojunk=False).get_opcodes() for one in right if one]
    return min(sum(kind != "equal" for kind, *_ in one) for one in matched)


def _nodes(text: str, exercise: Exercise) -> list[str]:
    """The tree of a function, node by node; empty if it cannot be read, or is not there."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return []
    name = exercise.method or exercise.target.partition(".")[2]
    found = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name == name]
    if not found:
        return []
    body = [one for one in found[-1].body if not (isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant))]
    plain = (getattr(node, "id", getattr(node, "attr", getattr(node, "value", ""))) for node in _walk(body))
    return [f"{type(node).__name__} {one if isinstance(one, str | int | float) else ''}"
            for node, one in zip(_walk(body), plain, strict=True)]  # fmt: skip


def _walk(body: list[ast.stmt]) -> list[ast.AST]:
    nodes: list[ast.AST] = []
    pending: list[ast.AST] = list(reversed(body))
    while pending:
        node = pending.pop()
        nodes.append(node)
        pending += reversed([one for one in ast.iter_child_nodes(node) if not isinstance(one, ast.expr_context)])
    return nodes
