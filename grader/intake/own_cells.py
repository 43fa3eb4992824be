"""Cells that students add of their own, as far as an answer needs them: nothing else of them runs where it is graded.

An answer may use a name that such a cell gives a value to, and may go on in one below it.
"""

import ast
import builtins
from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from functools import cached_property

from grader.intake import sources

MOST = 100
"""Cells of a student's own that are read above an answer; few have more than ten."""

NAMES = {*dir(builtins), "get_ipython", "display", "In", "Out", "_"}
"""What every cell of a notebook knows."""

_SCOPES = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda | ast.comprehension
_SIMPLE = ast.Assign | ast.AugAssign | ast.AnnAssign | ast.Expr


class Code:
    """What a cell's code does to names; nothing if it cannot be read. Lines that only notebooks know are left out.

    It is read once, when it is first asked for, and no tree of it is kept: a notebook may have thousands of cells.
    """

    def __init__(self, source: str) -> None:
        lines = source.split("\n")
        self.source = "\n".join(line for line in lines if not line.lstrip().startswith(("%", "!"))).strip("\n")

    @property
    def names(self) -> set[str]:
        """The names that have a value after it has run."""
        return self._all[0]

    @property
    def changed(self) -> set[str]:
        """The names whose values it changes in place, as x.append(1) and x[0] = 1 do."""
        return self._all[1]

    @property
    def needs(self) -> set[str]:
        """The names that it reads before it gives them a value."""
        return self._all[2]

    @cached_property
    def _all(self) -> tuple[set[str], set[str], set[str]]:
        known: set[str] = set()
        changed: set[str] = set()
        needed: set[str] = set()
        module = sources.read(self.source)
        for one in module.body if module else []:
            outer, all_bound = set(_bound(one, inner=False)), set(_bound(one, inner=True))
            needed |= set(_read(one)) - known - (all_bound - outer if isinstance(one, _SIMPLE) else all_bound)
            known |= outer
            changed |= set(_changed(one))
        return known, changed, needed


def joined(answer: str, stub: str, above: Sequence[Code], below: Sequence[Code], known: Collection[str]) -> str:
    """Return an answer with the cells of the student's own that it needs, in the order in which they run.

    Args:
        answer: the source of its cell.
        stub: its source in the release, which shows the names that are asked for.
        above: the student's own cells before it; below: those between it and its check.
        known: the names that have a value without them.
    """
    asked = Code(stub).names if below else set()
    more = [code for code in below[:MOST] if (code.names | code.changed) & asked]
    own = above[-MOST:]
    binding: dict[str, list[int]] = {}
    changing: dict[str, list[int]] = {}
    for k, code in enumerate(own):
        for found, names in ((binding, code.names - NAMES - set(known)), (changing, code.changed)):
            for name in names:
                found.setdefault(name, []).append(k)
    taken: set[int] = set()
    waiting = [(len(own), name) for code in (Code(answer), *more) for name in code.needs] if own else []
    while waiting:
        end, name = waiting.pop()
        if bound := bisect_left(binding.get(name, []), end):
            last = binding[name][bound - 1]
            new = {last, *(k for k in changing.get(name, ()) if last < k < end)} - taken
            taken |= new
            waiting += [(k, need) for k in new for need in own[k].needs]
    return "\n\n".join([*(own[k].source for k in sorted(taken)), answer, *(code.source for code in more)])


def check(source: str) -> ast.Call | None:
    """Return the call of `check` in a cell that does nothing else, None of another cell."""
    module = sources.read(source) if "check(" in source else None
    match module.body if module else []:
        case [ast.Expr(value=ast.Call(func=ast.Name(id="check")) as call)]:
            return call
    return None


def is_text(source: str) -> bool:
    """Return whether a code cell holds words: what Python cannot read, or only comments, texts and names."""
    if not Code(source).source or len(source) > sources.LONGEST:
        return False
    module = sources.read(source)
    return module is None or all(
        isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant | ast.Name) for one in module.body
    )


def uncommented(source: str) -> str:
    """Return a text without the marks of comments, if all its lines are comments; in a text each would be a heading."""
    lines = [line.strip() for line in source.strip().split("\n")]
    comments = all(line.startswith("#") or not line for line in lines)
    return "\n".join(line.lstrip("#").removeprefix(" ") for line in lines) if comments else source


def typed(released: str, theirs: ast.Call | None) -> dict[str, str]:
    """Return what is typed into a check in the places of names, by these; nothing if it is not that check.

    Args:
        released: the check, such as `check("svm_q1", svm_q1)`.
        theirs: what `check` gives of a cell of the student's, such as `check("svm_q1", 3 + 2)`.
    """
    ours = check(released)
    if not (ours and theirs) or theirs.keywords or len(ours.args) != len(theirs.args):
        return {}
    found = {}
    try:
        for one, other in zip(ours.args, theirs.args, strict=True):
            if ast.dump(one) != ast.dump(other):
                if not isinstance(one, ast.Name) or isinstance(other, ast.Starred):
                    return {}
                found[one.id] = ast.unparse(other)
    except (ValueError, RecursionError):  # more than Python can write, as 0xff... with 4,000 digits
        return {}
    return found


def _bound(statement: ast.stmt, inner: bool) -> Iterator[str]:
    """The names that get a value in a statement; inner: also those that only functions or comprehensions see."""
    waiting: list[ast.AST] = [statement]
    while waiting:
        node = waiting.pop()
        match node:
            case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name):
                yield name
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield name
            case ast.alias(name=name, asname=other):
                yield other or name.partition(".")[0]
        if inner or not isinstance(node, _SCOPES):
            waiting += ast.iter_child_nodes(node)


def _read(statement: ast.stmt) -> Iterator[str]:
    """The names whose values a statement takes."""
    for node in ast.walk(statement):
        match node:
            case ast.Name(id=name, ctx=ast.Load()) | ast.AugAssign(target=ast.Name(id=name)):
                yield name


def _changed(statement: ast.stmt) -> Iterator[str]:
    for node in ast.walk(statement):
        match node:
            case ast.Subscript(value=ast.Name(id=name), ctx=ast.Store()):
                yield name
            case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id=name)))):
                yield name
