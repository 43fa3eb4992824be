"""A copy of a file without the terms of a result that stop, or come from what stops: the rest of the sum is judged.

A loss and its gradient are sums of what the images give and of a penalty. If what the images give stops, what reg
changes is the penalty all the same, as long as all that is done to the sum is linear; and without reg there is no
penalty, whatever stops in it.
"""

import ast
from collections.abc import Collection, Iterator
from typing import NamedTuple

from grader.grading import statements
from grader.grading.statements import KEPT, VIEWS, heads, inside, names, sets, simple, targets
from grader.intake import compiler

DATA, PENALTY = "output", "change"
"""What can be judged of a result, by the measures of its parts."""


class Rest(NamedTuple):
    """A file in which a function works out a part of its result.

    text: the file; judged: which part of the result is what it would be, DATA or PENALTY.
    """

    text: bytes
    judged: str


class _NoSumError(ValueError):
    """The result is no sum of which a term can be taken out."""


def rests(text: bytes, name: str, lines: Collection[int], task: str) -> Iterator[Rest]:
    """Yield the files in which a function works out what is left of a result without the terms that stop.

    What compiler.tree raises of a file is left to the caller.

    Args:
        text: the file; name: of the function; lines: where it stops.
        task: which result is judged, "loss" or "gradient".
    """
    source = text.decode()
    found: dict[str, str] = {}
    for with_reg in (True, False):  # of a line with a term of each kind nobody knows which one stops
        function = statements.function(compiler.tree(source), name)
        results = statements.results(function) if function else []
        own, other = results[:: 1 if task == "loss" else -1] or (None, None)
        here = [one for line in lines if function and (one := statements.at(function, line))]
        if not function or not isinstance(own, ast.Name) or not other or len(here) < len(lines):
            return
        try:
            out = _Without(function, own.id, here, with_reg)
        except _NoSumError:
            continue
        if out.judged and statements.counted_in_one_way(source):
            # Of a result that is 0 without reg other things would be said.
            more = f"{own.id} + 1" if out.judged == PENALTY else own.id
            both = (statements.span(own), more), (statements.span(other), "None" if task == "loss" else "0.0")
            found.setdefault(statements.replaced(source, [*out.pieces, *both]), out.judged)
    for rest, judged in found.items():
        yield Rest(rest.encode(), judged)


class _Without:
    """What is to be taken out of a function.

    pieces: where, and what is there instead; judged: as in Rest, "" for nothing.

    Raises:
        _NoSumError: what would be left tells nothing.
    """

    def __init__(self, function: ast.FunctionDef, own: str, here: list[ast.stmt], with_reg: bool) -> None:
        self.own, self.here, self.with_reg = own, here, with_reg
        self.every = statements.every(function)
        self.given, self.changed = statements.given(function), statements.changed_in_place(function.body)
        self.flows = self._flows()
        self.pieces: list[tuple[statements.Span, str]] = []
        self.gone: list[ast.expr] = []  # terms of the result
        if any(isinstance(one, ast.FunctionDef | ast.ClassDef) for one in self.every) or any(map(inside, here)):
            raise _NoSumError
        self.spoilt = self._made_of(set().union(*map(sets, here)) - {own})
        if self.spoilt & {"W", "X", "y", "reg"} or any(map(self._shares, self.every)):
            raise _NoSumError
        self._block(function.body)
        self.judged = DATA if all(map(self._vanishes, self.gone)) else PENALTY if self._is_linear() else ""

    def _flows(self) -> dict[str, list[set[str]]]:
        """By each variable what comes from it where it is read, a set for each statement."""
        flows: dict[str, list[set[str]]] = {}
        for one in self.every:
            made = set().union(*map(sets, simple([one]))) if inside(one) else sets(one)
            if isinstance(one, ast.Assign) and isinstance(one.value, VIEWS) and made & self.changed:
                made |= targets(one.value)
            for name in heads(one) if inside(one) else names(one):
                flows.setdefault(name, []).append(made - {self.own, *self.given})
        return flows

    def _made_of(self, some: set[str]) -> set[str]:
        """The variables that come from some, those among them, but for the result."""
        made, waiting = set(some), list(some)
        while waiting:
            more = set().union(*self.flows.get(waiting.pop(), [])) - made
            made |= more
            waiting += more
        return made - {self.own, *self.given}

    def _shares(self, one: ast.stmt) -> bool:
        """Whether the result, or a part of it, gets another name."""
        views = isinstance(one, ast.Assign) and isinstance(one.value, VIEWS)
        return isinstance(one, ast.Assign) and views and self.own in targets(one.value) - sets(one)

    def _block(self, body: list[ast.stmt]) -> None:
        for one in body:
            held = inside(one)
            if held and not heads(one) & self.spoilt:
                self._block(held)
            elif one in self.here or (names(one) & self.spoilt and not isinstance(one, ast.Return)):
                self._out(one)

    def _out(self, one: ast.stmt) -> None:
        """Take out a statement with all that is in it, or of one that sets the result only terms."""
        if any(isinstance(each, KEPT) for each in simple([one])):
            raise _NoSumError
        whole = True
        for each in simple([one]):
            if self.own in sets(each):
                whole = self._of_sum(each) and whole
        if whole:
            self.pieces.append((statements.span(one), "pass"))

    def _of_sum(self, one: ast.stmt) -> bool:
        """Note the terms that go of a statement that sets the result, and return whether that is all of it."""
        to = one.targets if isinstance(one, ast.Assign) else [one.target] if isinstance(one, ast.AugAssign) else []
        adds = isinstance(one, ast.AugAssign) and isinstance(one.op, ast.Add | ast.Sub)
        if not isinstance(one, ast.Assign | ast.AugAssign) or len(to) != 1 or targets(to[0]) != {self.own}:
            raise _NoSumError
        if not adds and (isinstance(one, ast.AugAssign) or names(to[0]) & self.spoilt):
            raise _NoSumError
        if adds and names(to[0]) & self.spoilt:
            self.gone.append(one.value)
            return True
        before = len(self.gone)
        left = self._left(one.value, one in self.here)
        if len(self.gone) == before:
            raise _NoSumError
        if adds and not left:
            return True
        zero = "0 * W" if isinstance(to[0], ast.Name) and self.own != "loss" else "0.0"
        self.pieces.append((statements.span(one.value), f"({left or zero})"))
        return False

    def _left(self, value: ast.expr, stops: bool) -> str:
        """What is left of a sum without the terms that go; stops: whether it is in a statement that stops."""
        match value:
            case ast.BinOp(left=one, op=ast.Add() | ast.Sub() as op, right=other):
                sign = "+" if isinstance(op, ast.Add) else "-"
                first, second = self._left(one, stops), self._left(other, stops)
                return f"{first} {sign} ({second})" if first and second else first or (second and f"{sign}({second})")
            case ast.BinOp(left=one, op=ast.Div(), right=by) if not names(by) & self.spoilt:
                first = self._left(one, stops)
                return f"({first}) / ({ast.unparse(by)})" if first else ""
            case ast.UnaryOp(op=ast.USub(), operand=one):
                first = self._left(one, stops)
                return f"-({first})" if first else ""
        is_own = names(value) == {self.own} or not names(value)
        if names(value) & self.spoilt or (stops and not is_own and self._vanishes(value) == self.with_reg):
            self.gone.append(value)
            return ""
        return ast.unparse(value)

    def _vanishes(self, term: ast.expr) -> bool:
        """Whether a term is 0 where reg is 0, as it is a factor."""
        match term:
            case ast.BinOp(left=one, op=ast.Mult(), right=other):
                return self._vanishes(one) or self._vanishes(other)
            case ast.BinOp(left=one, op=ast.Add() | ast.Sub(), right=other):
                return self._vanishes(one) and self._vanishes(other)
            case ast.BinOp(left=one, op=ast.Div()) | ast.UnaryOp(operand=one) | ast.Attribute(value=one, attr="T"):
                return self._vanishes(one)
            case ast.Call(func=ast.Constant(), args=args):  # a product whose * is forgotten
                return any(map(self._vanishes, args))
            case ast.Name(id=name):
                made = [one.value for one in self.every if isinstance(one, ast.Assign) and name in sets(one)]
                only = len(made) == 1 == sum(name in sets(one) for one in self.every if not inside(one))
                return name == "reg" or (only and name not in names(made[0]) and self._vanishes(made[0]))
        return False

    def _is_linear(self) -> bool:
        """Whether what reg changes in the result is the same without the terms that are gone."""
        from_reg = self._made_of({"reg"})
        if any(names(term) & from_reg for term in self.gone):
            return False
        for one in self.every:
            if inside(one):
                if heads(one) & (from_reg | {self.own}):
                    return False
            elif isinstance(one, ast.AugAssign) and targets(one.target) == {self.own}:
                scales = not isinstance(one.op, ast.Add | ast.Sub)
                if names(one.value) & ({self.own} | (from_reg if scales else set())) or names(one.target) & from_reg:
                    return False
            elif isinstance(one, ast.Assign) and sets(one) == {self.own}:
                if not self._is_sum(one.value, from_reg):
                    return False
            elif self.own in sets(one) or (sets(one) and self.own in _read(one)):
                return False
        return True

    def _is_sum(self, value: ast.expr, from_reg: set[str]) -> bool:
        """Whether a value is the result times some number, which reg does not change, plus what it is not made of."""
        if self.own not in names(value):
            return True
        match value:
            case ast.Name():
                return True
            case ast.BinOp(left=one, op=ast.Add() | ast.Sub(), right=other):
                return self._is_sum(one, from_reg) and self._is_sum(other, from_reg)
            case ast.BinOp(left=one, op=ast.Div() | ast.Mult(), right=other):
                one, other = (other, one) if self.own in names(other) else (one, other)
                divides = isinstance(value.op, ast.Div) and one is not value.left
                return not divides and not names(other) & ({self.own} | from_reg) and self._is_sum(one, from_reg)
            case ast.UnaryOp(operand=one):
                return self._is_sum(one, from_reg)
        return False


def _read(statement: ast.stmt) -> set[str]:
    """The names in a statement but for those of which it only asks the shape."""
    shapes = {id(one.value) for one in ast.walk(statement) if isinstance(one, ast.Attribute) and one.attr == "shape"}
    return {
        one.id for one in ast.walk(statement) if isinstance(one, ast.Name) and not any(one is each for each in shapes)
    }
