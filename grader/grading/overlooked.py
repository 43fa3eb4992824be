"""Lines of a loss that do not do what they look like: a result that nothing uses, `is` for ==, D for N, y for y[i]."""

import ast
import re
from collections.abc import Iterator

from grader.grading import changes, classes, lists, mends, statements
from helpers.given.calling.calls import shortened
from helpers.given.judge.shapes import NOTEBOOKS

SUMS = {"sum", "norm", "trace", "vdot"}
"""What makes one number of W: with it a term is one of the loss, without it one of the gradient."""
SIZES_OF_IMAGE = re.compile(
    r"X\.shape\[1\]|X\.shape\[-1\]|len\(X\[\d\]\)|X\[\d\]\.(shape\[0\]|size)|W\.shape\[0\]|len\(W\)"
)
"""Sizes that are D, how many numbers an image has."""


def unused_penalty(function: ast.FunctionDef, task: str) -> str:
    """Return what is said of a term with reg and W that nothing uses; "" if there is none.

    Args:
        function: its tree; task: "loss" or "gradient".
    """
    for line, name, value in _unused(function):
        sums = any(getattr(one, "attr", getattr(one, "id", "")) in SUMS for one in ast.walk(value))
        if {"reg", "W"} <= _names(value) and sums == (task == "loss"):
            return f"The term with reg and W in line {line} goes into {name}, which nothing uses."
    return ""


def unused_product(function: ast.FunctionDef) -> str:
    """Return what is said of images, or a product with them, that nothing uses, "" if there is none; of scores none."""
    for line, name, value in _unused(function):
        sizes = {id(one.value) for one in ast.walk(value) if isinstance(one, ast.Attribute) and one.attr == "shape"}
        images = [
            one for one in ast.walk(value) if isinstance(one, ast.Name) and one.id == "X" and id(one) not in sizes
        ]
        text = ast.unparse(value)
        product = any(isinstance(one, ast.Mult | ast.MatMult) for one in ast.walk(value)) or "dot(" in text
        if images and (product or "X[" in text) and "len(" not in text and "W" not in _names(value):
            return f"What line {line} makes of X goes into {name}, which nothing uses."
    return ""


def never_run(function: ast.FunctionDef) -> str:
    """Return what is said of functions inside of one that nothing calls, and of lines below its return; "" if none."""
    own = [one for one in function.body if isinstance(one, ast.FunctionDef)]
    used = {name for one in function.body if one not in own for name in statements.names(one)}
    used |= {name for one in own for name in statements.names(one) if name != one.name}
    idle = [one for one in own if one.name not in used]
    said = []
    if idle:
        lines = mends.in_lines([one.lineno for one in idle])
        which = "The function defined inside of it" if len(idle) == 1 else "The functions defined inside of it"
        said.append(f"{which}, in {lines}, {'is' if len(idle) == 1 else 'are'} never called.")
    ends = next((one for one in function.body if isinstance(one, ast.Return)), None)
    if ends and ends is not function.body[-1]:
        said.append(f"Nothing below the return in line {ends.lineno} runs.")
    return " ".join(said)


def _unused(function: ast.FunctionDef) -> Iterator[tuple[int, str, ast.expr]]:
    """Statements that give a value to a name of which nothing is read: their line, the name and the value."""
    nodes = list(ast.walk(function))
    read = {one.id for one in nodes if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Load)}
    if {"locals", "eval", "exec"} & read or any(isinstance(one, ast.Global | ast.Nonlocal) for one in nodes):
        return
    for one in nodes:
        if isinstance(one, ast.Assign) and len(one.targets) == 1:
            target = one.targets[0]
        elif isinstance(one, ast.AugAssign):
            target = one.target
        else:
            continue
        if isinstance(target, ast.Name) and target.id not in read:
            yield one.lineno, target.id, one.value


ALL_LABELS = "takes the labels of all images, not that of one."


def lines(function: ast.FunctionDef, cause: str) -> Iterator[str]:
    """Yield what is said of comparisons by `is`, of names for N that hold D, and the like.

    Args:
        function: its tree; cause: what is said of a wrong result already, with some lines of that kind perhaps.
    """
    yield from _identities(function)
    yield from _numbers_of_images(function)
    yield from classes.lines(function) if classes.BY not in cause else ()
    yield from all_labels(function) if ALL_LABELS not in cause else ()
    yield from lists.lines(function) if lists.ONE_INDEX not in cause else ()
    yield from _fixed_means(function)
    yield from _logs_of_logs(function)


def _logs_of_logs(function: ast.FunctionDef) -> Iterator[str]:
    """Where the logarithm of a logarithm is taken."""
    nodes = list(ast.walk(function))
    stored = [one.id for one in nodes if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)]
    made = {ast.unparse(one.targets[0]): one.value for one in nodes if isinstance(one, ast.Assign)}
    for one in nodes:
        if isinstance(one, ast.Call) and _is_log(one):
            inside = _bare(one.args[0])
            if isinstance(inside, ast.Name) and stored.count(inside.id) == 1 and inside.id in made:
                inside = _bare(made[inside.id])
            if _is_log(inside):
                lines = sorted({inside.lineno, one.lineno})
                yield f"The logarithm is taken twice, in {mends.in_lines(lines)}."


def _is_log(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and ast.unparse(node.func) in ("np.log", "math.log", "log") and bool(node.args)


def _bare(node: ast.expr) -> ast.expr:
    """What has a sign, is summed, or is taken an entry of."""
    while True:
        match node:
            case ast.UnaryOp(operand=inside) | ast.Subscript(value=inside):
                node = inside
            case ast.Call(func=ast.Attribute(value=ast.Name(id="np"), attr="sum" | "mean"), args=[inside, *_]):
                node = inside
            case _:
                return node


def _fixed_means(function: ast.FunctionDef) -> Iterator[str]:
    """Where lines divide by how many images a notebook takes."""
    found: dict[str, list[int]] = {}
    for one in ast.walk(function):
        if not isinstance(one, ast.AugAssign | ast.BinOp) or not isinstance(one.op, ast.Div):
            continue
        by = one.value if isinstance(one, ast.AugAssign) else one.right
        if isinstance(by, ast.Constant) and by.value in COUNTS:
            found.setdefault(str(by.value), []).append(by.lineno)
    for count, numbers in found.items():
        lines = f"{mends.in_lines(sorted(set(numbers)))} {'do' if len(set(numbers)) > 1 else 'does'}"
        yield f"To divide by {count}, as {lines}, is right for {count} images alone."


COUNTS = [number for number in NOTEBOOKS if number >= 500]
"""How many images there are; a smaller number in the code may be no number of images."""


def all_labels(function: ast.FunctionDef, line: int = 0) -> Iterator[str]:
    """Yield what is said where a loop over the images takes the labels of all of them, but for what is in one line."""
    if not function.name.endswith("naive"):
        return
    for loop in function.body:
        if isinstance(loop, ast.For) and isinstance(loop.target, ast.Name):
            i, text = loop.target.id, ast.unparse(loop)
            if not re.search(rf"\b[Xy]\[{i}\b", text) or re.search(r"\by (=|in)(?!=)|, y in", text):
                continue
            for one in ast.walk(loop):
                if isinstance(one, ast.Compare) and not all(isinstance(op, ast.Eq | ast.NotEq) for op in one.ops):
                    continue  # as y is not None
                if isinstance(one, ast.expr) and changes.takes_all_labels(one, i) and one.lineno != line:
                    what = shortened(ast.unparse(one), changes.LONGEST)
                    yield f"{what} in line {one.lineno} {ALL_LABELS}"


def repeated(function: ast.FunctionDef) -> Iterator[str]:
    """Yield what is said where += or -= has all labels for an index, in which a class may be many times."""
    changed = any("y" in statements.sets(one) for one in statements.simple(function.body))
    for one in () if changed else ast.walk(function):
        if isinstance(one, ast.AugAssign) and re.fullmatch(r"\w+\[:, y\]|dW\.T\[y\]", ast.unparse(one.target)):
            what = f"{ast.unparse(one.target)} {'+' if isinstance(one.op, ast.Add) else '-'}="
            yield f"By {what} in line {one.lineno}, of several images of a class only one counts."


def _identities(function: ast.FunctionDef) -> Iterator[str]:
    """Where classes are compared by `is`."""
    loops = [one for one in ast.walk(function) if isinstance(one, ast.For)]
    counted = {one.target.id for one in loops if isinstance(one.target, ast.Name) and "range" in ast.unparse(one.iter)}
    for one in ast.walk(function):
        if not isinstance(one, ast.Compare) or len(one.ops) != 1 or not isinstance(one.ops[0], ast.Is | ast.IsNot):
            continue
        sides = [one.left, *one.comparators]
        truth = isinstance(one.comparators[0], ast.Constant) and isinstance(one.comparators[0].value, bool)
        if truth and isinstance(one.left, ast.Compare) and re.search(r"\by\[", ast.unparse(one.left)):
            objects = "compares objects, and NumPy has a True and a False of its own."
            yield f"{ast.unparse(one)}, in line {one.lineno}, {objects}"
        numbers = [re.fullmatch(r"y\[\w+\]", ast.unparse(each)) or ast.unparse(each) in counted for each in sides]
        if any(numbers) and not any(isinstance(each, ast.Constant) for each in sides):
            asks = "different objects; != asks whether they differ"
            asks = "one object; == asks whether they are equal" if isinstance(one.ops[0], ast.Is) else asks
            yield f"{ast.unparse(one)}, in line {one.lineno}, asks whether the two are {asks}."


def _numbers_of_images(function: ast.FunctionDef) -> Iterator[str]:
    """Where a name that says N gets D."""
    nodes = list(ast.walk(function))
    stored = {one.id for one in nodes if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)}
    read = {one.id for one in nodes if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Load)}
    if {"X", "W"} & stored or statements.IN_COLUMNS.search(ast.unparse(function)):
        return
    found: dict[tuple[str, str], list[int]] = {}
    for one in nodes:
        if isinstance(one, ast.Assign) and len(one.targets) == 1:
            for name, size in _pairs(one.targets[0], one.value):
                if statements.COUNTS_IMAGES.fullmatch(name) and name in read and SIZES_OF_IMAGE.fullmatch(size):
                    found.setdefault((name, size), []).append(one.lineno)
    for (name, size), numbers in found.items():
        yield f"{name} in {mends.in_lines(sorted(numbers))} is {size}, which is D and not N."


def _pairs(target: ast.expr, value: ast.expr) -> Iterator[tuple[str, str]]:
    """What each name of an assignment gets, as text."""
    if isinstance(target, ast.Name):
        yield target.id, ast.unparse(value)
    elif isinstance(target, ast.Tuple):
        shape = isinstance(value, ast.Attribute) and value.attr == "shape"
        parts = list(map(ast.unparse, value.elts)) if isinstance(value, ast.Tuple) else []
        parts = [f"{ast.unparse(value)}[{k}]" for k in range(len(target.elts))] if shape else parts
        yield from zip(map(ast.unparse, target.elts), parts, strict=False)


def _names(node: ast.AST) -> set[str]:
    return {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}
