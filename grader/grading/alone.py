"""A copy of a file in which a function works out one of its results alone: where the other one stops, it is judged."""

import ast
import builtins
import difflib
from collections.abc import Callable, Collection, Iterator, Mapping

from grader.intake import compiler

Span = tuple[int, int, int, int]
"""Where a statement is: its first line and the offset there, its last line and the offset there."""


def one_result(text: bytes, name: str, line: int, task: str, besides: Collection[int] = ()) -> bytes | None:
    """Return a file in which a function has only the statements that one of its results comes from, and returns that.

    Lines keep their numbers. None where a statement on the line where it stops is one of those, or it is not to be
    told: several returns, or one that is no tuple of two.

    What compiler.tree raises of a file is left to the caller.

    Args:
        text: the file; name: of the function; line: where it stops.
        task: whose result is kept, "loss" or "gradient".
        besides: other lines of which the same holds.
    """
    place = 0 if task == "loss" else 1
    source = text.decode()
    tree = compiler.tree(source)
    functions = [one for one in tree.body if isinstance(one, ast.FunctionDef) and one.name == name]
    if not functions or "\r" in source.replace("\r\n", ""):  # lines are counted in two ways then
        return None
    function = functions[-1]
    returns = [one for one in ast.walk(function) if isinstance(one, ast.Return)]
    both = returns[0].value if len(returns) == 1 else None
    if not isinstance(both, ast.Tuple) or len(both.elts) != 2:
        return None
    own, other = both.elts[place], both.elts[1 - place]
    names = _names(own)
    setting = [k for k, one in enumerate(function.body) if any(_sets(each) & names for each in _simple([one]))]
    before = function.body[: max(setting, default=len(function.body)) + 1]
    needed = _needed(before, names, _misspelt(tree, function)) - _given(function)
    out = list(_dropped(before, lambda one: not _sets(one) & needed and not isinstance(one, KEPT)))
    out += _dropped(function.body[len(before) :], lambda one: not isinstance(one, KEPT))
    if not all(any(one.lineno <= each <= _end(one) for one in out) for each in (line, *besides)):
        return None
    pieces = [(_span(one), "pass") for one in out] + [(_span(other), "None" if place == 0 else "0.0")]
    lines = [one.encode() for one in source.split("\n")]
    for (first, start, last, end), new in sorted(pieces, reverse=True):
        head, tail = lines[first - 1][:start], lines[last - 1][end:]
        lines[first - 1 : last] = [head + new.encode() + tail, *[b""] * (last - first)]
    return b"\n".join(lines)


KEPT = ast.Return | ast.Break | ast.Continue | ast.Raise | ast.Global | ast.Nonlocal | ast.Delete
"""Statements that change no variable, and on which others depend."""


MOST_PAIRS = 1_000
"""So many times a name without a value is compared with a variable; each time takes some microseconds."""


def _given(function: ast.FunctionDef) -> set[str]:
    """The names in a function that are no variables of its own, as np is none."""
    own = {one.id for one in ast.walk(function) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)}
    own |= {one.arg for one in ast.walk(function.args) if isinstance(one, ast.arg)}
    own |= {name for one in ast.walk(function) if isinstance(one, IMPORTS) for name in _sets(one)}
    return _names(function) - own


def meant(name: str, known: Collection[str]) -> str:
    """Return the known name that is nearest to one without a value, "" if none is near."""
    return next(iter(difflib.get_close_matches(name, known, n=1, cutoff=0.75)), "") if len(name) > 2 else ""


def _misspelt(tree: ast.Module, function: ast.FunctionDef) -> dict[str, str]:
    """The names in a function that have no value in its file, and which of its variables each is near to."""
    nodes = list(ast.walk(tree))
    known = {one.id for one in nodes if isinstance(one, ast.Name) and not isinstance(one.ctx, ast.Load)}
    known |= {one.arg for one in nodes if isinstance(one, ast.arg)}
    known |= {one.name for one in nodes if isinstance(one, ast.FunctionDef | ast.ClassDef)}
    known |= {name for one in nodes if isinstance(one, IMPORTS) for name in _sets(one)}
    own = sorted({one.id for one in ast.walk(function) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)})
    unknown = _names(function) - known - set(dir(builtins))
    if len(unknown) * len(own) > MOST_PAIRS:
        return {}
    return {name: near for name in unknown if (near := meant(name, own))}


def _needed(body: list[ast.stmt], names: set[str], misspelt: Mapping[str, str]) -> set[str]:
    """The variables that some variables come from, those themselves and all that may be the same arrays among them.

    misspelt: names without a value, and which variables are meant.
    """
    of: dict[str, list[set[str]]] = {name: [{near}] for name, near in misspelt.items()}  # what is needed where one is

    def rule(if_any: set[str], then: set[str]) -> None:
        for name in if_any:
            of.setdefault(name, []).append(then)

    for one in _simple(body):
        sets = _sets(one)
        rule(sets, _names(one))
        if isinstance(one, ast.Assign) and isinstance(one.value, VIEWS):
            rule(_targets(one.value), sets)
    for one in (each for top in body for each in ast.walk(top) if isinstance(each, ast.stmt)):
        heads = [part for part in ast.iter_child_nodes(one) if not isinstance(part, ast.stmt)]
        rule(set().union(*map(_sets, _simple([one]))), set().union(*map(_names, heads)))
    needed, waiting = set(names), list(names)
    while waiting:
        for then in of.pop(waiting.pop(), []):
            waiting += then - needed
            needed |= then
    return needed


IMPORTS = ast.Import | ast.ImportFrom
VIEWS = ast.Name | ast.Attribute | ast.Subscript
"""Expressions whose value may be an array that has another name, or a part of it."""


def _simple(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements in a block that hold no others, those in its loops and conditions too."""
    waiting = body[::-1]
    while waiting:
        one = waiting.pop()
        inside = _inside(one)
        waiting += inside[::-1]
        if not inside:
            yield one


def _dropped(body: list[ast.stmt], drops: Callable[[ast.stmt], bool]) -> Iterator[ast.stmt]:
    """The statements of a block that go: a loop with all that is in it where nothing of that stays."""
    around: dict[ast.stmt, ast.stmt | None] = dict.fromkeys(body)
    waiting = body[::-1]
    every = []
    while waiting:
        every.append(one := waiting.pop())
        around |= dict.fromkeys(_inside(one), one)
        waiting += _inside(one)[::-1]
    stays: set[ast.stmt | None] = {None}
    for one in reversed(every):  # what is inside of a statement comes before it
        if one in stays or not (_inside(one) or drops(one)):
            stays |= {one, around[one]}
    yield from (one for one in every if one not in stays and around[one] in stays)


def _inside(statement: ast.stmt) -> list[ast.stmt]:
    """The statements that a statement holds."""
    parts = ast.iter_child_nodes(statement)
    return [each for part in parts for each in ([part] if isinstance(part, ast.stmt) else _block(part))]


def _block(part: ast.AST) -> list[ast.stmt]:
    """The statements of an `except` or a `case`."""
    return part.body if isinstance(part, ast.ExceptHandler | ast.match_case) else []


def _sets(statement: ast.stmt) -> set[str]:
    """The variables that a statement may change; of a call each that is in it."""
    if isinstance(statement, ast.Assign | ast.AnnAssign | ast.AugAssign):
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        outs = [one.value for one in ast.walk(statement) if isinstance(one, ast.keyword) and one.arg == "out"]
        return {name for one in targets for name in _targets(one)}.union(*map(_names, outs))
    if isinstance(statement, IMPORTS):
        return {one.asname or one.name.partition(".")[0] for one in statement.names}
    return set() if isinstance(statement, KEPT) else _names(statement)


def _targets(target: ast.expr) -> set[str]:
    """The variables that an assignment sets, or changes a part of; not those in an index."""
    if isinstance(target, ast.Subscript | ast.Attribute | ast.Starred):
        return _targets(target.value)
    if isinstance(target, ast.Tuple | ast.List):
        return {name for one in target.elts for name in _targets(one)}
    return _names(target)


def _names(node: ast.AST) -> set[str]:
    return {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}


def _span(node: ast.stmt | ast.expr) -> Span:
    return node.lineno, node.col_offset, _end(node), node.end_col_offset or 0


def _end(node: ast.stmt | ast.expr) -> int:
    return node.end_lineno or node.lineno
