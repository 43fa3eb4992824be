"""Ways to change one thing in a right function: they know Python's syntax, and no exercise."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

OPERATORS: dict[type[ast.AST], tuple[str, str]] = {
    ast.Add: ("+", "-"),
    ast.Sub: ("-", "+"),
    ast.Mult: ("*", "/"),
    ast.Div: ("/", "*"),
    ast.Lt: ("<", ">"),
    ast.Gt: (">", "<"),
    ast.LtE: ("<=", ">="),
    ast.GtE: (">=", "<="),
    ast.Eq: ("==", "!="),
    ast.NotEq: ("!=", "=="),
}
"""How each is written, and what takes its place."""
FUNCTIONS = {"sum": "mean", "mean": "sum", "max": "min", "min": "max", "maximum": "minimum", "minimum": "maximum"}
NUMBERS: dict[float, float] = {0: 1, 1: 2, 2: 1}
"""What takes the place of a number; of others it is twice the number."""
AXES = {0: 1, 1: 0, -1: 0}
TAKEN_OUT = (ast.Assign, ast.AugAssign, ast.AnnAssign, ast.Expr, ast.Continue, ast.Break)
COMPOUND = (ast.For, ast.While, ast.If, ast.With, ast.Try, ast.Match)

FACTOR, TERM, LINE = "a factor", "a term", "a line, taken out"


@dataclass(frozen=True)
class Change:
    """One thing changed in the source of a function.

    kind: what was changed, such as "an operator".
    lines: those of the statement it is in; the source's first line is 1.
    before, after: the line where it is, as it was and as it is; after is "" where a whole line was taken out.
    source: the function with the change.
    """

    kind: str
    lines: range
    before: str
    after: str
    source: str


def changes(source: str) -> list[Change]:
    """Return the ways to change one thing in a function, in the order of its lines.

    Args:
        source: of one function; it begins at the left margin.

    Raises:
        ValueError: it is no function.
    """
    function = ast.parse(source).body[0]
    if not isinstance(function, ast.FunctionDef):
        raise ValueError("no function")
    text = _Text(source.encode())
    found: dict[str, Change] = {}
    for statement in ast.walk(ast.Module(function.body, [])):
        if isinstance(statement, ast.stmt):
            for kind, start, end, new in _edits(statement, text):
                change = _change(text.data, kind, start, end, new.encode(), _lines(statement))
                found.setdefault(change.source, change)
    return sorted(found.values(), key=lambda change: change.lines.start)


Edit = tuple[str, int, int, str]
"""Its kind; from which byte of the source to which; what is there then."""


class _Text:
    """Where nodes are in a source, in bytes, as Python counts their columns."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.starts = list(accumulate((len(line) + 1 for line in data.split(b"\n")), initial=0))

    def start(self, node: ast.expr | ast.stmt) -> int:
        return self.starts[node.lineno - 1] + node.col_offset

    def end(self, node: ast.expr | ast.stmt) -> int:
        assert node.end_lineno and node.end_col_offset is not None  # ast.parse gives them to each
        return self.starts[node.end_lineno - 1] + node.end_col_offset

    def sign(self, left: ast.expr, right: ast.expr, sign: str) -> int:
        """Where the sign between two nodes is; -1 if they are on different lines, where a comment may hold one too."""
        between = self.data[self.end(left) : self.start(right)]
        return -1 if b"\n" in between else self.end(left) + between.index(sign.encode())


def _change(data: bytes, kind: str, start: int, end: int, new: bytes, lines: range) -> Change:
    changed = data[:start] + new + data[end:]
    number = data[:start].count(b"\n")
    before, after = (one.split(b"\n")[number].decode().strip() for one in (data, changed))
    return Change(kind, lines, before, "" if kind == LINE else after, changed.decode())


def _lines(statement: ast.stmt) -> range:
    """The lines of a statement; of one that holds others, its head."""
    if isinstance(statement, COMPOUND):
        return range(statement.lineno, statement.lineno + 1)
    return range(statement.lineno, (statement.end_lineno or statement.lineno) + 1)


def _edits(statement: ast.stmt, text: _Text) -> Iterator[Edit]:
    if isinstance(statement, TAKEN_OUT) and not _is_text(statement):
        yield LINE, text.start(statement), text.end(statement), "pass"
    if isinstance(statement, ast.AugAssign) and type(statement.op) in OPERATORS:
        sign, other = OPERATORS[type(statement.op)]
        place = text.sign(statement.target, statement.value, sign)
        if place >= 0:
            yield "an operator", place, place + len(sign), other
            if isinstance(statement.op, ast.Add | ast.Sub):
                yield "an operator", place, place + len(sign), ""
    if isinstance(statement, ast.FunctionDef | ast.ClassDef):
        return
    for child in ast.iter_child_nodes(statement):
        if isinstance(child, ast.expr):
            yield from _within(child, text)


def _is_text(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _within(node: ast.AST, text: _Text) -> Iterator[Edit]:
    """Edits of an expression and of all that is in it."""
    if isinstance(node, ast.JoinedStr):
        return  # Python before 3.12 does not know where its parts are
    if isinstance(node, ast.Subscript):
        yield from _within(node.value, text)
        if isinstance(node.value, ast.Attribute) and node.value.attr == "shape":
            yield from _axis(node.slice, text)
        elif not isinstance(node.slice, ast.Constant | ast.UnaryOp):
            for child in ast.walk(node.slice):
                if isinstance(child, ast.BinOp | ast.Compare):
                    yield from _signs(child, text)
        return
    if isinstance(node, ast.keyword):
        yield from (_axis if node.arg == "axis" else _within)(node.value, text)
        return
    if isinstance(node, ast.Constant):
        yield from _number(node, text)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield "a sign", text.start(node), text.start(node.operand), ""
    if isinstance(node, ast.BinOp | ast.Compare):
        yield from _signs(node, text)
    if isinstance(node, ast.Call):
        yield from _function(node.func, text)
    for child in ast.iter_child_nodes(node):
        yield from _within(child, text)


def _signs(node: ast.BinOp | ast.Compare, text: _Text) -> Iterator[Edit]:
    """The operator changed; and the left or the right side alone."""
    operator: ast.AST
    if isinstance(node, ast.Compare):
        operator, right = node.ops[0], node.comparators[0]
    else:
        operator, right = node.op, node.right
    if type(operator) not in OPERATORS:
        return
    sign, other = OPERATORS[type(operator)]
    place = text.sign(node.left, right, sign)
    if place < 0:
        return
    after = place + len(sign)
    yield "an operator", place, after, other
    if isinstance(node, ast.Compare):
        return
    kind = TERM if isinstance(operator, ast.Add | ast.Sub) else FACTOR
    space = len(text.data[:place]) - len(text.data[:place].rstrip())
    yield kind, place - space, text.end(node), ""
    if isinstance(operator, ast.Add | ast.Mult):
        space = len(text.data[after:]) - len(text.data[after:].lstrip())
        yield kind, text.start(node), after + space, ""


def _axis(node: ast.expr, text: _Text) -> Iterator[Edit]:
    try:
        axis = ast.literal_eval(node)
    except ValueError:
        return
    if type(axis) is int and axis in AXES:
        yield "an axis", text.start(node), text.end(node), str(AXES[axis])


def _number(node: ast.Constant, text: _Text) -> Iterator[Edit]:
    if isinstance(node.value, int | float) and not isinstance(node.value, bool):
        new = NUMBERS.get(node.value, 2 * node.value)
        yield "a number", text.start(node), text.end(node), str(type(node.value)(new))


def _function(node: ast.expr, text: _Text) -> Iterator[Edit]:
    name = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
    if name in FUNCTIONS:
        yield "a function", text.end(node) - len(name), text.end(node), FUNCTIONS[name]
