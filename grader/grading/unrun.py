"""What else is wrong in a function that stops, as far as its lines alone tell it for sure."""

import ast
import builtins
import re
from collections.abc import Collection, Iterator
from itertools import islice

import numpy as np

from grader.bank.model import Exercise
from grader.grading import alone, lists, overlooked, regularized, statements
from grader.grading.mends import MOST_PLACES
from grader.intake import compiler
from helpers.given.calling.seen import never_changed
from helpers.given.judge.stops import ELSEWHERE, OLD

BY_STOP = re.compile(r"takes whole rows|does not exist|a \* is missing")
"""What the stop of such a line says, too."""


def besides(text: bytes, exercise: Exercise, line: int, judged: bool = False, lines: Collection[int] = ()) -> str:
    """Return what the lines of a function tell, in some sentences; "" if that is nothing.

    What compiler.tree raises of a file is left to the caller.

    Args:
        text: its file; exercise: what is asked of it.
        line: where it stops, of which all is said.
        judged: whether its penalty is judged.
        lines: others of which it is said that they stop.
    """
    if exercise.takes != ("W", "X", "y", "reg"):
        return ""
    name = exercise.target.partition(".")[2]
    tree = compiler.tree(text.decode())
    function = statements.function(tree, name)
    if not function:
        return ""
    used = {ast.unparse(one) for one in ast.walk(function) if isinstance(one, ast.Name | ast.Attribute)}
    unchanged = list(_unchanged(function, exercise.task))
    said = [*islice(_unknown(tree, function, line), MOST_PLACES)]
    said += [*islice(_not_in_numpy(function, line), MOST_PLACES), *islice(_called_numbers(function, line), MOST_PLACES)]
    said += [*islice(_rows(function, line), MOST_PLACES), *unchanged]
    said += islice(lists.lines(function, line), MOST_PLACES)
    said += islice(overlooked.all_labels(function, line), MOST_PLACES)
    said += islice(overlooked.repeated(function), MOST_PLACES) if exercise.task != "loss" else ()
    if not used & {one.name for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)}:  # another may do it
        has_reg = "reg" in statements.names(function)
        if not judged:
            said += regularized.missing(function, exercise.task) if not (unchanged and has_reg) else []
            said += regularized.halved(function) if exercise.task == "loss" else ()
            said += regularized.odd(function, exercise.task)
        said += _without_log(used) if name.startswith("softmax") and exercise.task == "loss" else ()
        said += _without_images(function) if exercise.task != "loss" and not unchanged else ()
    told = [f"line {one} " for one in lines]
    said = [one for one in said if not (BY_STOP.search(one) and any(place in one for place in told))]
    return f"Also: {' '.join(said)}" if said else ""


def _rows(function: ast.FunctionDef, line: int) -> Iterator[str]:
    """Where y takes rows of the scores."""
    stored = [one.id for one in ast.walk(function) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)]
    assigned = [one for one in ast.walk(function) if isinstance(one, ast.Assign)]
    made = [one for one in assigned if statements.SCORES.fullmatch(ast.unparse(one.value))]
    scores = {ast.unparse(target) for one in made for target in one.targets}
    taken = [one for one in ast.walk(function) if isinstance(one, ast.Subscript) and ast.unparse(one.slice) == "y"]
    for one in () if {"W", "X", "y"} & set(stored) else taken:
        name = ast.unparse(one.value)
        if name in scores and stored.count(name) == 1 and one.lineno != line:
            yield f"{name}[y] in line {one.lineno} takes whole rows of {name}, not one score of each image."


def _unchanged(function: ast.FunctionDef, task: str) -> Iterator[str]:
    """Of the task's result, that it is what it was in the beginning."""
    name = never_changed(function).get(0 if task == "loss" else 1)
    if name:
        yield f"{name} still has its first value: no line changes it yet."


def _unknown(tree: ast.Module, function: ast.FunctionDef, line: int) -> Iterator[str]:
    """Names that have no value anywhere."""
    nodes = list(ast.walk(tree))
    if any(isinstance(one, ast.ImportFrom) and one.names[0].name == "*" for one in nodes):
        return
    known = {*dir(builtins), *OLD, "__file__", "__name__"}
    others = [one for one in tree.body if isinstance(one, ast.FunctionDef | ast.ClassDef) and one is not function]
    elsewhere = {id(each) for one in others for each in ast.walk(one)}  # what they make is their own
    known |= {one.arg for one in nodes if isinstance(one, ast.arg) and id(one) not in elsewhere}
    known |= {name for one in nodes if isinstance(one, ast.Global) for name in one.names}
    known |= {
        one.id
        for one in nodes
        if isinstance(one, ast.Name) and not isinstance(one.ctx, ast.Load) and id(one) not in elsewhere
    }
    known |= {one.name for one in nodes if isinstance(one, ast.FunctionDef | ast.ClassDef)}
    known |= {one.name for one in nodes if isinstance(one, ast.ExceptHandler) and one.name}
    known |= {
        (each.asname or each.name).partition(".")[0]
        for one in nodes
        if isinstance(one, ast.Import | ast.ImportFrom)
        for each in one.names
    }
    own = {one.id for one in ast.walk(function) if isinstance(one, ast.Name) and not isinstance(one.ctx, ast.Load)}
    own |= {one.arg for one in ast.walk(function.args) if isinstance(one, ast.arg)}
    told: set[str] = set()
    for one in sorted(
        (one for one in ast.walk(function) if isinstance(one, ast.Name)), key=lambda one: (one.lineno, one.col_offset)
    ):
        if one.id not in known | told and one.lineno != line:
            told.add(one.id)
            meant = alone.meant(one.id, own)
            yield f"{one.id} in line {one.lineno} has no value.{f' Did you mean {meant}?' if meant else ''}"


def _not_in_numpy(function: ast.FunctionDef, line: int) -> Iterator[str]:
    """Names that NumPy does not have."""
    for one in ast.walk(function):
        name = one.attr if isinstance(one, ast.Attribute) and ast.unparse(one.value) == "np" else ""
        if isinstance(one, ast.Attribute) and name and not hasattr(np, name) and one.lineno != line:
            near = alone.meant(name, dir(np))
            write = f": write {ELSEWHERE[name]}" if name in ELSEWHERE else f": did you mean np.{near}" if near else ""
            yield f"np.{name} in line {one.lineno} does not exist{write}{'?' if 'did' in write else '.'}"


def _called_numbers(function: ast.FunctionDef, line: int) -> Iterator[str]:
    """Numbers that are called, as in .5(reg * W)."""
    for one in ast.walk(function):
        if isinstance(one, ast.Call) and isinstance(one.func, ast.Constant) and one.lineno != line:
            yield f"In line {one.lineno} a * is missing between {ast.unparse(one.func)} and the bracket."


def _without_images(function: ast.FunctionDef) -> Iterator[str]:
    """Whether X is used for scores alone, of which no gradient is made without images."""
    nodes = list(ast.walk(function))
    images = {"X"}
    spent: set[int] = set()
    for one in nodes:
        named = one.targets if isinstance(one, ast.Assign) and isinstance(one.targets[0], ast.Name) else []
        base = _base(one.value) if isinstance(one, ast.Assign) and named else None
        if base and base.id in images:
            images |= set(map(ast.unparse, named))
            spent.add(id(base))
    stored = [one.id for one in nodes if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)]
    if {"X", "W"} & set(stored) or any(stored.count(one) > 1 for one in images):
        return
    for one in nodes:
        pair = _product(one)
        bases = [base.id if (base := _base(each)) else "" for each in pair]
        if pair and "W" in bases and images & set(bases):
            spent |= {id(base) for each in pair if (base := _base(each))}
        if isinstance(one, ast.Attribute) and one.attr in ("shape", "size", "ndim", "dtype"):
            spent.add(id(one.value))
        if isinstance(one, ast.Call) and ast.unparse(one.func) in ("len", "np.shape"):
            spent |= set(map(id, one.args))
    uses = [one for one in nodes if isinstance(one, ast.Name) and one.id in images and isinstance(one.ctx, ast.Load)]
    if uses and all(id(one) in spent for one in uses):
        yield "X is only in lines that make scores, but a gradient is made of images, each times a number."


def _product(node: ast.AST) -> list[ast.expr]:
    """The two factors of a matrix product; an empty list for what is none."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult):
        return [node.left, node.right]
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("dot", "matmul"):
        factors = [*([node.func.value] if len(node.args) == 1 else []), *node.args]
        return factors if len(factors) == 2 else []
    return []


def _base(value: ast.expr) -> ast.Name | None:
    """The array that this is, or a part of, or its transpose."""
    while isinstance(value, ast.Subscript) or (isinstance(value, ast.Attribute) and value.attr == "T"):
        value = value.value
    return value if isinstance(value, ast.Name) else None


def _without_log(used: set[str]) -> Iterator[str]:
    """Of a softmax loss, that nothing in it is called a logarithm, such as np.log, or np.ln, which does not exist."""
    if not any(re.search(r"log|\bln\b", one) for one in used):
        yield "No line takes a logarithm."
