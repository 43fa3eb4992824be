"""The statements of a student's function, as its tree has them: what each holds, what it sets, and where it is."""

import ast
import re
from collections.abc import Iterator, Sequence

Span = tuple[int, int, int, int]
"""Where a node is: its first line and the offset there, its last line and the offset there."""

IMPORTS = ast.Import | ast.ImportFrom
KEPT = ast.Return | ast.Break | ast.Continue | ast.Raise | ast.Global | ast.Nonlocal | ast.Delete
"""Statements that change no variable, and on which others depend."""
VIEWS = ast.Name | ast.Attribute | ast.Subscript
"""Expressions whose value may be an array that has another name, or a part of it."""
SCORES = re.compile(r"X @ W|X\.dot\(W\)|np\.(dot|matmul)\(X, W\)")
"""The scores of all images, as text."""
COUNTS_IMAGES = re.compile(r"N|(num|n)_(train|trains|training|examples|images|samples|data)|batch_size")
"""Names that say of a size that it is how many images there are."""
IN_COLUMNS = re.compile(r"W(\.T)?\.dot\(X|W(\.T)? @ X|(dot|matmul)\(W(\.T)?, X|X\[:, \w+\]")
"""What is in code for which images are the columns of X."""


def function(tree: ast.Module, name: str) -> ast.FunctionDef | None:
    """Return the function of a file that has a name, of several the last one; a method, if none else has it."""
    top = [one for one in tree.body if isinstance(one, ast.FunctionDef) and one.name == name]
    found = top or [one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef) and one.name == name]
    return found[-1] if found else None


def at(function: ast.FunctionDef, line: int) -> ast.stmt | None:
    """Return the innermost statement of a function in a line."""
    there = [one for one in every(function) if one.lineno <= line <= end(one)]
    return max(there, key=lambda one: one.lineno, default=None)


def every(function: ast.FunctionDef) -> list[ast.stmt]:
    """Return all statements of a function, those inside of others too."""
    return [one for one in ast.walk(function) if isinstance(one, ast.stmt) and one is not function]


def results(function: ast.FunctionDef) -> list[ast.expr]:
    """Return the two results that the one return of a function has; an empty list for any other."""
    returned = [one.value for one in ast.walk(function) if isinstance(one, ast.Return)]
    both = returned[0] if len(returned) == 1 else None
    return both.elts if isinstance(both, ast.Tuple) and len(both.elts) == 2 else []


def simple(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield the statements in a block that hold no others, those in its loops and conditions too."""
    waiting = body[::-1]
    while waiting:
        one = waiting.pop()
        held = inside(one)
        waiting += held[::-1]
        if not held:
            yield one


def inside(statement: ast.stmt) -> list[ast.stmt]:
    """Return the statements that a statement holds."""
    parts = ast.iter_child_nodes(statement)
    return [each for part in parts for each in ([part] if isinstance(part, ast.stmt) else _block(part))]


def _block(part: ast.AST) -> list[ast.stmt]:
    """The statements of an `except` or a `case`."""
    return part.body if isinstance(part, ast.ExceptHandler | ast.match_case) else []


def heads(statement: ast.stmt) -> set[str]:
    """Return the names in a statement that are not in those it holds, such as in the condition of an `if`."""
    return set().union(*(names(part) for part in ast.iter_child_nodes(statement) if not isinstance(part, ast.stmt)))


def sets(statement: ast.stmt) -> set[str]:
    """Return the variables that a statement may change; of a call each that is in it, unless it only prints."""
    if isinstance(statement, ast.Assign | ast.AnnAssign | ast.AugAssign):
        to = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        outs = [one.value for one in ast.walk(statement) if isinstance(one, ast.keyword) and one.arg == "out"]
        return {name for one in to for name in targets(one)}.union(*map(names, outs))
    if isinstance(statement, IMPORTS):
        return {one.asname or one.name.partition(".")[0] for one in statement.names}
    prints = isinstance(statement, ast.Expr) and re.match(r"print\(", ast.unparse(statement))
    return set() if isinstance(statement, KEPT) or prints else names(statement)


def targets(target: ast.expr) -> set[str]:
    """Return the variables that an assignment sets, or changes a part of; not those in an index."""
    if isinstance(target, ast.Subscript | ast.Attribute | ast.Starred):
        return targets(target.value)
    if isinstance(target, ast.Tuple | ast.List):
        return {name for one in target.elts for name in targets(one)}
    return names(target)


def names(node: ast.AST) -> set[str]:
    """Return the names in a node."""
    return {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}


def given(function: ast.FunctionDef) -> set[str]:
    """Return the names in a function that are no variables of its own, as np is none."""
    own = {one.id for one in ast.walk(function) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)}
    own |= {one.arg for one in ast.walk(function.args) if isinstance(one, ast.arg)}
    own |= {name for one in ast.walk(function) if isinstance(one, IMPORTS) for name in sets(one)}
    return names(function) - own


def changed_in_place(body: list[ast.stmt]) -> set[str]:
    """Return the variables of which a statement may change a part, and all that such an array is called besides."""
    also: dict[str, set[str]] = {}
    changed: set[str] = set()
    for one in simple(body):
        plain = isinstance(one, ast.Assign) and all(isinstance(target, ast.Name) for target in one.targets)
        if not plain:
            changed |= sets(one)
        elif isinstance(one, ast.Assign) and isinstance(one.value, VIEWS):
            for name in sets(one):
                also.setdefault(name, set()).update(targets(one.value))
    waiting = list(changed)
    while waiting:
        more = also.pop(waiting.pop(), set()) - changed
        changed |= more
        waiting += more
    return changed


def end(node: ast.stmt | ast.expr) -> int:
    """Return the last line of a node."""
    return node.end_lineno or node.lineno


def span(node: ast.stmt | ast.expr) -> Span:
    """Return where a node is."""
    return node.lineno, node.col_offset, end(node), node.end_col_offset or 0


def counted_in_one_way(source: str) -> bool:
    """Return whether all count the lines of a file alike: with a carriage return alone, some do not."""
    return "\r" not in source.replace("\r\n", "")


def replaced(source: str, pieces: Sequence[tuple[Span, str]]) -> str:
    """Return a file with other text in some places, none of which is inside of another; lines keep their numbers."""
    lines = [line.encode() for line in source.split("\n")]
    for (first, start, last, stop), new in sorted(pieces, reverse=True):
        whole = lines[first - 1][:start] + new.encode() + lines[last - 1][stop:]
        lines[first - 1 : last] = [whole, *[b""] * (last - first)]
    return b"\n".join(lines).decode()
