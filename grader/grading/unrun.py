"""What else is wrong in a function that stops, as far as its lines alone tell it for sure."""

import ast
import builtins
import re
from collections.abc import Iterator
from itertools import islice

from grader.bank.model import Exercise
from grader.grading import alone, lists, overlooked
from grader.grading.mends import MOST_PLACES
from grader.intake import compiler
from helpers.given.calling.seen import never_changed
from helpers.given.judge.stops import OLD

SQUARES = re.compile(r"np\.sum\((W \* W|W \*\* 2|np\.square\(W\)|np\.power\(W, 2\)|np\.multiply\(W, W\))\)")
SCORES = re.compile(r"X @ W|X\.dot\(W\)|np\.(dot|matmul)\(X, W\)")


def besides(text: bytes, exercise: Exercise, line: int) -> str:
    """Return what the lines of a function tell, in some sentences; "" if that is nothing.

    What compiler.tree raises of a file is left to the caller.

    Args:
        text: its file; exercise: what is asked of it.
        line: where it stops, of which all is said.
    """
    if exercise.takes != ("W", "X", "y", "reg"):
        return ""
    name = exercise.target.partition(".")[2]
    tree = compiler.tree(text.decode())
    functions = {one.name: one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)}
    if name not in functions:
        return ""
    used = {ast.unparse(one) for one in ast.walk(functions[name]) if isinstance(one, ast.Name | ast.Attribute)}
    unchanged = list(_unchanged(functions[name], exercise.task))
    said = [*islice(_unknown(tree, functions[name], line), MOST_PLACES)]
    said += [*islice(_rows(functions[name], line), MOST_PLACES), *unchanged]
    said += islice(lists.lines(functions[name], line), MOST_PLACES)
    said += islice(overlooked.all_labels(functions[name], line), MOST_PLACES)
    if not used & set(functions):  # another function of the file may do it
        said += of_penalty(functions[name], exercise.task) if not unchanged or not _uses(functions[name], "reg") else []
        said += _without_log(used) if name.startswith("softmax") and exercise.task == "loss" else ()
        said += _halved(functions[name]) if exercise.task == "loss" else ()
        said += _without_images(functions[name]) if exercise.task != "loss" and not unchanged else ()
    return f"Also: {' '.join(said)}" if said else ""


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
    known |= {one.id for one in nodes if isinstance(one, ast.Name) and not isinstance(one.ctx, ast.Load)}
    known |= {one.arg for one in nodes if isinstance(one, ast.arg)}
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


def _halved(function: ast.FunctionDef) -> Iterator[str]:
    """Where a penalty with 1/2 is added to the loss."""
    own = _results(function)[:1]
    sets = [
        one
        for one in ast.walk(function)
        if isinstance(one, ast.Assign | ast.AugAssign)
        and [ast.unparse(each) for each in (one.targets if isinstance(one, ast.Assign) else [one.target])] == own
    ]
    for one in sets:
        below = [each for each in sets if each.lineno > one.lineno]
        kept = all(isinstance(each, ast.AugAssign) and isinstance(each.op, ast.Add | ast.Div) for each in below)
        if kept and any(map(_is_half, _terms(one.value))):
            yield f"The penalty in line {one.lineno} has a 1/2, which this course does not use."


def _terms(value: ast.expr) -> list[ast.expr]:
    """What a sum adds up."""
    if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add):
        return [*_terms(value.left), *_terms(value.right)]
    return [value]


def _is_half(term: ast.expr) -> bool:
    """Whether this is reg * sum(W * W) / 2."""
    above, below = _factors(term)
    squares = [one for one in above if SQUARES.fullmatch(one)]
    rest = sorted(set(above) - {*squares, "reg"})
    return (
        above.count("reg") == len(squares) == 1
        and len(above) + len(below) == 3
        and ((rest == ["0.5"] and not below) or (not rest and below in (["2"], ["2.0"])))
    )


def _factors(term: ast.expr) -> tuple[list[str], list[str]]:
    """What a product is made of, above and below."""
    if isinstance(term, ast.BinOp) and isinstance(term.op, ast.Mult | ast.Div):
        above, below = _factors(term.left)
        more, less = _factors(term.right)
        return (above + more, below + less) if isinstance(term.op, ast.Mult) else (above + less, below + more)
    return [ast.unparse(term)], []


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


def _results(function: ast.FunctionDef) -> list[str]:
    """The two results that a function returns, an empty list if that cannot be told."""
    returned = [one.value for one in ast.walk(function) if isinstance(one, ast.Return)]
    both = returned[0] if len(returned) == 1 else None
    names = list(map(ast.unparse, both.elts)) if isinstance(both, ast.Tuple) else []
    return names if len(names) == 2 else []


def of_penalty(function: ast.FunctionDef, task: str) -> list[str]:
    """Return what the lines of a function tell for sure of the penalty of a task: that it lacks reg, or is missing."""
    what = "penalty" if task == "loss" else "penalty's gradient"
    if without := [one.lineno for one in _without_reg(function, task)]:
        return [f"The {what} in line {without[0]} has no reg in it."]
    if _uses(function, "reg"):
        return list(_of_the_other(function, task))
    return ["No line has reg in it, so the penalty is missing."]


def _uses(function: ast.FunctionDef, name: str) -> list[ast.Name]:
    return [one for one in ast.walk(function) if isinstance(one, ast.Name) and one.id == name]


def _without_reg(function: ast.FunctionDef, task: str) -> Iterator[ast.stmt]:
    """Statements that add what is made of W, and of no image, to the result of a task."""
    own = _results(function)[:1] if task == "loss" else _results(function)[1:]
    for one in ast.walk(function):
        value = one.value if isinstance(one, ast.AugAssign) and isinstance(one.op, ast.Add) else None
        if not isinstance(one, ast.AugAssign) or not value or ast.unparse(one.target) not in own:
            continue
        names = {each.id for each in ast.walk(value) if isinstance(each, ast.Name)} - {"np", "sum"}
        if names == {"W"} and (task != "loss" or SQUARES.search(ast.unparse(value))):
            yield one


def _of_the_other(function: ast.FunctionDef, task: str) -> Iterator[str]:
    """Where reg changes only the result that another task asks for."""
    names = _results(function)
    if not names:
        return
    own, other = names if task == "loss" else names[::-1]
    into = [
        one
        for one in ast.walk(function)
        if (isinstance(one, ast.Assign) and list(map(ast.unparse, one.targets)) == [other])
        or (isinstance(one, ast.AugAssign) and ast.unparse(one.target) == other)
    ]
    there = {id(part) for one in into for part in ast.walk(one)}
    if all(id(one) in there for one in _uses(function, "reg")):
        what = "the penalty" if task == "loss" else "the penalty's gradient"
        yield f"reg is only in lines for {other}: no line adds {what} to {own}."


def _without_log(used: set[str]) -> Iterator[str]:
    """Of a softmax loss, that nothing in it is called a logarithm, such as np.log, or np.ln, which does not exist."""
    if not any(re.search(r"log|\bln\b", one) for one in used):
        yield "No line takes a logarithm."
