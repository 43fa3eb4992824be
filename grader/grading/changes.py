"""What is there in a mended copy of a file in place of what a student wrote; see mends.py.

A change returns a node, or another one for it; changes are those of some statements.
"""

import ast
import re
from collections.abc import Callable

from grader.grading import rounds, statements
from helpers.given.calling.calls import shortened
from helpers.given.judge.stop_lines import ALONG_AXIS, ENTRY_BY_ENTRY, LARGEST, factors_of, is_all_labels

KEYWORD = re.compile(r"there is no (\w+) here: write (keepdims|axis)\.")
EXTREMES = {"max", "min"}
LONGEST = 120
"""So many characters are told of an expression."""

Change = Callable[[ast.AST], ast.AST]
"""Returns a node, or what is there instead of it."""

Changes = list[tuple[ast.stmt, Change]]
"""Statements, and what is to be changed in them."""

HELPS = """

import numpy as np_of_the_judge


def own_entries_(A, y):
    return y if np_of_the_judge.ndim(A) < 2 else (np_of_the_judge.arange(len(y)), y)


def as_column_(one, other):
    row = np_of_the_judge.ndim(one) == 1 and np_of_the_judge.ndim(other) == 2 and len(one) == len(other)
    return one[:, None] if row else one


def column_(one):
    return one[:, None] if np_of_the_judge.ndim(one) == 1 else one


def as_columns_(one, other, both):
    return both(as_column_(one, other), as_column_(other, one))


def is_row_(one):
    return np_of_the_judge.ndim(one) > 0 and np_of_the_judge.size(one) == max(np_of_the_judge.shape(one))


def image_times_(image, numbers, both, W):
    rows = is_row_(image) and is_row_(numbers)
    sizes = np_of_the_judge.size(image), np_of_the_judge.size(numbers)
    return np_of_the_judge.outer(image, numbers) if rows and sizes == W.shape else both(image, numbers)


def whole_(index):
    float_ = np_of_the_judge.asarray(index).dtype.kind == "f"
    whole = float_ and not np_of_the_judge.any(index != np_of_the_judge.round(index))
    return np_of_the_judge.asarray(index).astype(int) if whole else index
"""
"""What the copies call, at their end; without loops, which would count as the student's."""

MAKES = {"np.zeros", "np.ones", "np.empty"}


def row_of_round(table: rounds.Table) -> Change:
    """With the scores of one image for those of all."""
    return lambda node: read(f"X[{table.counted}]") if isinstance(node, ast.Name) and node.id == "X" else node


def image_times(function: ast.FunctionDef, here: ast.stmt) -> Changes:
    """With a column times a row for an image times numbers of its classes, in a line of the gradient."""
    target = here.targets[0] if isinstance(here, ast.Assign) else getattr(here, "target", None)
    own = [ast.unparse(one) for one in statements.results(function)[1:]]
    if not isinstance(here, ast.Assign | ast.AugAssign) or not target or ast.unparse(target) not in own:
        return []
    made = [one for one in statements.every(function) if isinstance(one, ast.Assign)]
    images = {"X"}.union(*(statements.sets(one) for one in made if re.fullmatch(r"X\[\w+\]", ast.unparse(one.value))))

    def change(node: ast.AST) -> ast.AST:
        pair = factors_of(node)
        with_images = [bool(statements.names(one) & images) for one in pair]
        if sorted(with_images) != [False, True]:
            return node
        sign = node.op if isinstance(node, ast.BinOp) else ast.MatMult()
        both = ast.unparse(ast.BinOp(ast.Name("one"), sign, ast.Name("other")))
        first = with_images.index(True)
        given = "one, other" if first == 0 else "other, one"
        image, numbers = (ast.unparse(pair[place]) for place in (first, 1 - first))
        return read(f"image_times_({image}, {numbers}, lambda {given}: {both}, W)")

    return [(here, change)]


def renamed(kind: type, old: str, new: str) -> Change:
    """Return the change of a name, or an attribute, to another one."""

    def change(node: ast.AST) -> ast.AST:
        if kind is ast.Name and isinstance(node, ast.Name) and node.id == old:
            return ast.Name(new, node.ctx)
        if kind is ast.Attribute and isinstance(node, ast.Attribute) and node.attr == old:
            return ast.Attribute(node.value, new, node.ctx)
        return node

    return change


def keyword(old: str, new: str) -> Change:
    """Return the change of the name of a keyword to another one."""

    def change(node: ast.AST) -> ast.AST:
        return ast.keyword(new, node.value) if isinstance(node, ast.keyword) and node.arg == old else node

    return change


def pair(here: ast.stmt, cause: str) -> ast.Call | None:
    """The call whose result a statement takes for values and places of a maximum, as PyTorch's max returns them."""
    found = KEYWORD.search(cause)
    if not found or not isinstance(here, ast.Assign) or not isinstance(here.value, ast.Call):
        return None
    call, (target, *_) = here.value, here.targets
    pair = isinstance(target, ast.Tuple) and len(target.elts) == 2 and found[1] in {one.arg for one in call.keywords}
    return call if pair and isinstance(call.func, ast.Attribute) and call.func.attr in EXTREMES else None


def with_places(call: ast.Call, change: Change) -> Change:
    """With the places of a maximum beside it."""

    def both(node: ast.AST) -> ast.AST:
        if node is not call or not isinstance(call.func, ast.Attribute):
            return change(node)
        func = ast.Attribute(call.func.value, f"arg{call.func.attr}", ast.Load())
        return ast.Tuple([call, ast.Call(func, call.args, call.keywords)], ast.Load())

    return both


def results_swapped(both: ast.expr | None) -> Change:
    """With a pair the other way round."""
    return lambda node: ast.Tuple(node.elts[::-1], node.ctx) if node is both and isinstance(node, ast.Tuple) else node


def given(called: str, name: str) -> Change:
    """With an argument that a call lacks, by its name."""

    def change(node: ast.AST) -> ast.AST:
        if isinstance(node, ast.Call) and ast.unparse(node.func) == called:
            return ast.Call(node.func, node.args, [*node.keywords, ast.keyword(name, read(name))])
        return node

    return change


def mask(node: ast.AST) -> ast.AST:
    """With a mask alone for a list that holds one, as an index or for where."""

    def inside(one: ast.expr) -> ast.expr:
        return one.elts[0] if isinstance(one, ast.List) and len(one.elts) == 1 else one

    if isinstance(node, ast.Subscript):
        return ast.Subscript(node.value, inside(node.slice), node.ctx)
    return ast.keyword(node.arg, inside(node.value)) if isinstance(node, ast.keyword) and node.arg == "where" else node


def first_unchanged(node: ast.AST) -> ast.AST:
    """With another name for the one in front of a = a[...] = 0."""
    return ast.Name("_", node.ctx) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) else node


def image(node: ast.AST) -> ast.AST:
    """With an image for one number of every image: X[i] for X[:, i]."""
    if isinstance(node, ast.Subscript) and (found := re.fullmatch(r"X\[:, (\w+)\]", ast.unparse(node))):
        return ast.Subscript(node.value, read(found[1]), node.ctx)
    return node


def list_of(node: ast.AST) -> ast.AST:
    """With a list of what filter, map and zip give."""
    if isinstance(node, ast.Call) and ast.unparse(node.func) in ("filter", "map", "zip"):
        return ast.Call(read("list"), [node], [])
    return node


def largest(node: ast.AST) -> ast.AST:
    """With the largest of an array for the larger ones of two, as in np.maximum(s)."""
    called = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
    if isinstance(node, ast.Call) and called in LARGEST and len(node.args) == 1:
        return ast.Call(read(LARGEST[called]), node.args, node.keywords)
    return node


def compared(node: ast.AST) -> ast.AST:
    """With two arrays compared entry by entry, as in np.max(0, m)."""
    called = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
    if isinstance(node, ast.Call) and called in ENTRY_BY_ENTRY and len(node.args) == 2:
        return ast.Call(read(ENTRY_BY_ENTRY[called]), node.args, node.keywords)
    return node


def entry_by_entry(here: ast.stmt, cause: str) -> Changes:
    """With entries multiplied where the one product that is told is one of matrices."""

    def change(node: ast.AST) -> ast.AST:
        factors = factors_of(node)
        if len(factors) != 2 or f": {shortened(ast.unparse(node), LONGEST)} is a matrix product" not in cause:
            return node
        return ast.Call(read("np_of_the_judge.multiply"), factors, [])

    return [(here, change)]


def one_label(node: ast.AST) -> ast.AST:
    """With y[i] for y[i, 0]."""
    if isinstance(node, ast.Subscript) and ast.unparse(node.value) == "y" and isinstance(node.slice, ast.Tuple):
        return ast.Subscript(node.value, node.slice.elts[0], node.ctx)
    return node


def _indices(node: ast.AST) -> list[ast.expr]:
    """The indices of a node, which may be floats."""
    index = node.slice if isinstance(node, ast.Subscript) else None
    several = index.elts if isinstance(index, ast.Tuple) else [index] if index else []
    return [one for one in several if not isinstance(one, ast.Slice | ast.Constant | ast.UnaryOp)]


def float_indices(function: ast.FunctionDef, here: ast.stmt) -> list[str]:
    """The indices of a statement that no loop counts, as text."""
    loops = [one for one in ast.walk(function) if isinstance(one, ast.For)]
    counted = {ast.unparse(one.target) for one in loops if re.match(r"(np\.a)?range\(", ast.unparse(one.iter))}
    found = dict.fromkeys(ast.unparse(one) for node in ast.walk(here) for one in _indices(node))
    return [one for one in found if one not in counted and "range(" not in one]


def whole(function: ast.FunctionDef, here: ast.stmt) -> Changes:
    """With whole numbers for floats wherever the indices of a statement are used."""
    floats = float_indices(function, here)

    def change(node: ast.AST) -> ast.AST:
        indices = [one for one in _indices(node) if ast.unparse(one) in floats]
        if not isinstance(node, ast.Subscript) or not indices:
            return node
        several = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        new = [read(f"whole_({ast.unparse(one)})") if one in indices else one for one in several]
        return ast.Subscript(node.value, ast.Tuple(new, ast.Load()) if len(new) > 1 else new[0], node.ctx)

    return [(one, change) for one in statements.every(function)]


def with_axis(node: ast.AST) -> ast.AST:
    """With labels of shape (N, 1) where entries are taken along an axis."""
    if isinstance(node, ast.Call) and ast.unparse(node.func) in ALONG_AXIS and len(node.args) > 1:
        index = ast.Call(read("column_"), [node.args[1]], [])
        return ast.Call(node.func, [node.args[0], index, *node.args[2:]], node.keywords)
    return node


def rows_first(everywhere: list[ast.stmt], here: ast.stmt) -> Changes:
    """With row numbers and labels where a statement takes labels first, and so wherever that array is indexed."""

    def labels_first(node: ast.AST) -> bool:
        pair = node.slice.elts if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Tuple) else []
        return len(pair) == 2 and ast.unparse(pair[0]) == "y" and not isinstance(pair[1], ast.Slice)

    names = {ast.unparse(one.value) for one in ast.walk(here) if isinstance(one, ast.Subscript) and labels_first(one)}

    def takes(node: ast.AST) -> bool:
        return isinstance(node, ast.Subscript) and labels_first(node) and ast.unparse(node.value) in names

    return own_entries(everywhere, takes)


def pythons_max(node: ast.AST) -> ast.AST:
    """With NumPy's maximum for Python's max of arrays."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("max", "min"):
        return ast.Call(read(f"np_of_the_judge.{node.func.id}imum"), node.args, node.keywords)
    return node


def of_one_image(function: ast.FunctionDef, here: ast.stmt) -> Changes:
    """With y[i] for y, where i is what the outermost loop around a statement counts."""
    loop = over_images(function, here)
    if not loop:
        return []
    i = ast.unparse(loop.target)

    def label(node: ast.expr) -> ast.expr:
        if isinstance(node, ast.Tuple):
            return ast.Tuple(list(map(label, node.elts)), node.ctx)
        return read(f"y[{i}]") if isinstance(node, ast.Name) and node.id == "y" else node

    def change(node: ast.AST) -> ast.AST:
        if not takes_all_labels(node, i):
            return node
        if isinstance(node, ast.Compare):
            return ast.Compare(label(node.left), node.ops, list(map(label, node.comparators)))
        return ast.Subscript(node.value, label(node.slice), node.ctx) if isinstance(node, ast.Subscript) else node

    return [(one, change) for one in ast.walk(loop) if isinstance(one, ast.stmt)]


def over_images(function: ast.FunctionDef, here: ast.stmt) -> ast.For | None:
    """Return the outermost loop around a statement, if it counts something."""
    loops = [
        one
        for one in ast.walk(function)
        if isinstance(one, ast.For) and one.lineno <= here.lineno <= statements.end(one)
    ]
    outermost = min((one for one in loops if one is not here), key=lambda one: one.lineno, default=None)
    counts = outermost and isinstance(outermost.target, ast.Name) and "range" in ast.unparse(outermost.iter)
    return outermost if counts else None


def takes_all_labels(node: ast.AST, i: str) -> bool:
    """Return whether a comparison, or an index beside slices, takes all labels, in a loop over the images i."""
    if isinstance(node, ast.Compare):
        sides = [ast.unparse(one) for one in (node.left, *node.comparators)]
        return "y" in sides and i not in sides
    return isinstance(node, ast.Subscript) and bool(re.fullmatch(r"(:, )?y(, :)?", ast.unparse(node.slice).strip("()")))


def takes_rows(node: ast.AST) -> bool:
    """Return whether labels take whole rows of an array, as in S[y]."""
    takes = isinstance(node, ast.Subscript) and is_all_labels(node.slice)
    return takes and bool(re.match(r"(?!(?:X|y|d?[Ww])\b)\w+\[", ast.unparse(node)))


def takes_columns(node: ast.AST) -> bool:
    """Return whether labels take whole columns of an array, as in S[:, y]."""
    return bool(re.fullmatch(r"\w+\[:, y\]", ast.unparse(node)))


def own_entries(everywhere: list[ast.stmt], takes: Callable[[ast.AST], bool]) -> Changes:
    """With one entry of each row for the rows, or columns, that are taken; in a column beside all scores."""
    holds = [one for one in everywhere if isinstance(one, ast.Assign) and any(map(takes, ast.walk(one.value)))]
    names = {ast.unparse(target) for one in holds for target in one.targets}

    def entries(node: ast.AST) -> ast.AST:
        if isinstance(node, ast.Subscript) and takes(node):
            array = ast.unparse(node.value)
            return ast.Subscript(node.value, read(f"own_entries_({array}, y)"), node.ctx)
        return node

    def beside(node: ast.AST) -> bool:
        return ast.unparse(node) in names or "own_entries_" in ast.unparse(node)

    def changes(one: ast.stmt) -> Change:
        columns = as_columns(one, beside)
        return lambda node: columns(entries(node))

    return [(one, changes(one)) for one in everywhere]


def as_columns(here: ast.stmt, beside: Callable[[ast.AST], bool]) -> Change:
    """Of two operands the row as a column where it has one number for each row of the other.

    beside: whether an operand is one for which that is done.
    """
    value, target = (here.value, here.target) if isinstance(here, ast.AugAssign) else (None, None)

    def change(node: ast.AST) -> ast.AST:
        pair = (node.left, node.right) if isinstance(node, ast.BinOp) and not isinstance(node.op, ast.MatMult) else ()
        if isinstance(node, ast.BinOp) and any(map(beside, pair)):
            both = ast.unparse(ast.BinOp(ast.Name("one"), node.op, ast.Name("other")))
            # Each operand once: written twice, a sum of n terms would be of 2^n.
            return ast.Call(read("as_columns_"), [*pair, read(f"lambda one, other: {both}")], [])
        if target and node is value and beside(node):
            return read(f"as_column_({ast.unparse(node)}, {ast.unparse(target)})")
        return node

    return change


def of_numpy(node: ast.AST) -> ast.AST:
    """With a function of NumPy for one of math."""
    if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "math":
        return ast.Attribute(read("np_of_the_judge"), node.attr, node.ctx)
    return node


def counted(here: ast.stmt) -> Changes:
    """With range(n) for n in the head of a loop."""
    if not isinstance(here, ast.For):
        return []
    number = here.iter
    return [(here, lambda node: read(f"range({ast.unparse(node)})") if node is number else node)]


def counted_images(function: ast.FunctionDef, here: ast.stmt) -> Changes:
    """With the number of images for a size of W, or of an image, that a line above gives to a name of this one."""
    names = {one.id for one in ast.walk(here) if isinstance(one, ast.Name)}
    made = [one for one in statements.every(function) if isinstance(one, ast.Assign)]
    for one in made:  # what the names are made of
        if names & set(map(ast.unparse, one.targets)):
            names |= {each.id for each in ast.walk(one.value) if isinstance(each, ast.Name)}
    return [
        (one, lambda node: read("X.shape[0]") if ast.unparse(node) in ("W.shape[0]", "X.shape[1]") else node)
        for one in made
        if one is here or names & set(map(ast.unparse, one.targets))
    ]


def images_for(*fixed: int) -> Change:
    """With how many images there are, for a number."""
    return lambda node: read("X.shape[0]") if isinstance(node, ast.Constant) and node.value in fixed else node


def own_sizes(array: str, *fixed: int) -> Change:
    """With how many columns an array has, for a number."""
    return lambda node: read(f"{array}.shape[1]") if isinstance(node, ast.Constant) and node.value in fixed else node


def one_shape(node: ast.AST) -> ast.AST:
    """With one shape for several sizes, as in np.zeros(N, C)."""
    if isinstance(node, ast.Call) and len(node.args) > 1 and ast.unparse(node.func) in MAKES:
        return ast.Call(node.func, [ast.Tuple(node.args, ast.Load())], node.keywords)
    return node


def times(node: ast.AST) -> ast.AST:
    """With a product for a number that is called."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Constant) and len(node.args) == 1:
        return ast.BinOp(node.func, ast.Mult(), node.args[0])
    return node


def of_numbers(everywhere: list[ast.stmt], here: ast.stmt) -> Changes:
    """With an array of numbers for one of True and False that a statement counts down."""
    target = here.target if isinstance(here, ast.AugAssign) else here
    name = ast.unparse(target.value if isinstance(target, ast.Subscript) else target)
    made = [one for one in everywhere if isinstance(one, ast.Assign) and list(map(ast.unparse, one.targets)) == [name]]
    if len(made) != 1:
        return []
    (assign,) = made
    value = assign.value
    return [(assign, lambda node: read(f"1.0 * ({ast.unparse(node)})") if node is value else node)]


def read(text: str) -> ast.expr:
    """Return the tree of an expression."""
    return ast.parse(text, mode="eval").body


class _Each(ast.NodeTransformer):
    """Changes each node, those inside of it first."""

    def __init__(self, change: Change) -> None:
        self.change = change

    def generic_visit(self, node: ast.AST) -> ast.AST:
        """Change what is in a node, and then the node."""
        return self.change(super().generic_visit(node))


def changed(source: str, changes: Changes) -> str:
    """Return a file with expressions changed, each line where it was."""
    spans = []
    for statement, change in changes:
        for one in ast.iter_child_nodes(statement):
            if isinstance(one, ast.expr):
                before, place = ast.dump(one), statements.span(one)
                after = _Each(change).visit(one)
                if ast.dump(after) != before:
                    spans.append((place, ast.unparse(after)))
    return statements.replaced(source, spans)
