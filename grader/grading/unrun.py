"""What else is wrong in a function that stops, as far as its lines alone tell it for sure."""

import ast
import re
from collections.abc import Iterator
from itertools import islice

from grader.bank.model import Exercise
from grader.grading.mends import LONGEST, MOST_PLACES, takes_all_labels
from helpers.given.calling.calls import shortened
from helpers.given.calling.seen import never_changed

SCORES = re.compile(r"X @ W|X\.dot\(W\)|np\.(dot|matmul)\(X, W\)")


def besides(text: bytes, exercise: Exercise, line: int) -> str:
    """Return what the lines of a function tell, in some sentences; "" if that is nothing.

    What Python's parser raises of a file is left to the caller.

    Args:
        text: its file; exercise: what is asked of it.
        line: where it stops, of which all is said.
    """
    if exercise.takes != ("W", "X", "y", "reg"):
        return ""
    name = exercise.target.partition(".")[2]
    tree = ast.parse(text.decode())
    functions = {one.name: one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)}
    if name not in functions:
        return ""
    used = {ast.unparse(one) for one in ast.walk(functions[name]) if isinstance(one, ast.Name | ast.Attribute)}
    unchanged = list(_unchanged(functions[name], exercise.task))
    said = [*islice(_rows(functions[name], line), MOST_PLACES), *unchanged]
    said += islice(_all_labels(functions[name], line), MOST_PLACES) if name.endswith("naive") else ()
    if not used & set(functions):  # another function of the file may do it
        said += _missing(used, name if exercise.task == "loss" else "")
        said += _of_the_other(functions[name], exercise.task) if not unchanged else ()
    return f"Besides: {' '.join(said)}" if said else ""


def _rows(function: ast.FunctionDef, line: int) -> Iterator[str]:
    """Where y takes rows of the scores."""
    stored = [one.id for one in ast.walk(function) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)]
    assigned = [one for one in ast.walk(function) if isinstance(one, ast.Assign)]
    made = [one for one in assigned if SCORES.fullmatch(ast.unparse(one.value))]
    scores = {ast.unparse(target) for one in made for target in one.targets}
    taken = [one for one in ast.walk(function) if isinstance(one, ast.Subscript) and ast.unparse(one.slice) == "y"]
    for one in () if {"W", "X", "y"} & set(stored) else taken:
        name = ast.unparse(one.value)
        if name in scores and stored.count(name) == 1 and one.lineno != line:
            yield f"{name}[y] in line {one.lineno} takes whole rows of {name}, and not one score of each image."


def _all_labels(function: ast.FunctionDef, line: int) -> Iterator[str]:
    """Where all labels are taken, in a loop over the images."""
    for loop in function.body:
        if isinstance(loop, ast.For) and isinstance(loop.target, ast.Name):
            for one in ast.walk(loop):
                if isinstance(one, ast.expr) and takes_all_labels(one, loop.target.id) and one.lineno != line:
                    what = shortened(ast.unparse(one), LONGEST)
                    yield f"{what} in line {one.lineno} takes the labels of all images, not that of one."


def _unchanged(function: ast.FunctionDef, task: str) -> Iterator[str]:
    """Of the task's result, that it is what it was in the beginning."""
    name = never_changed(function).get(0 if task == "loss" else 1)
    if name:
        yield f"{name} still has its first value: no line changes it yet."


def _of_the_other(function: ast.FunctionDef, task: str) -> Iterator[str]:
    """Where reg changes only the result that another task asks for."""
    returned = [one.value for one in ast.walk(function) if isinstance(one, ast.Return)]
    if len(returned) != 1 or not isinstance(returned[0], ast.Tuple):
        return
    names = list(map(ast.unparse, returned[0].elts))
    if len(names) != 2:
        return
    own, other = names if task == "loss" else names[::-1]
    into = [
        one
        for one in ast.walk(function)
        if (isinstance(one, ast.Assign) and list(map(ast.unparse, one.targets)) == [other])
        or (isinstance(one, ast.AugAssign) and ast.unparse(one.target) == other)
    ]
    there = {id(part) for one in into for part in ast.walk(one)}
    uses = [one for one in ast.walk(function) if isinstance(one, ast.Name) and one.id == "reg"]
    if uses and all(id(one) in there for one in uses):
        what = "the penalty" if task == "loss" else "the penalty's gradient"
        yield f"reg is only in lines for {other}: no line adds {what} to {own}."


def _missing(used: set[str], softmax: str) -> Iterator[str]:
    """What is in every right function, and not in this one; softmax: the name of a loss."""
    if "reg" not in used:
        yield "No line has reg in it, so the penalty is missing."
    if softmax.startswith("softmax") and not any("log" in one for one in used):
        yield "No line takes a logarithm."
