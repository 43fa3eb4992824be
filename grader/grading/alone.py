"""A copy of a file in which a function works out one of its results alone: where the other one stops, it is judged."""

import ast
import builtins
import difflib
from collections.abc import Callable, Collection, Iterator, Mapping

from grader.grading import statements
from grader.grading.statements import IMPORTS, KEPT, VIEWS, inside, names, sets, simple, targets
from grader.intake import compiler

MOST_PAIRS = 1_000
"""So many times a name without a value is compared with a variable; each time takes some microseconds."""


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
    function = statements.function(tree, name)
    results = statements.results(function) if function else []
    if not function or not results or not statements.counted_in_one_way(source):
        return None
    own, other = results[place], results[1 - place]
    setting = [k for k, one in enumerate(function.body) if any(sets(each) & names(own) for each in simple([one]))]
    before = function.body[: max(setting, default=len(function.body)) + 1]
    needed = _needed(before, names(own), _misspelt(tree, function)) - statements.given(function)
    out = list(_dropped(before, lambda one: not sets(one) & needed and not isinstance(one, KEPT)))
    out += _dropped(function.body[len(before) :], lambda one: not isinstance(one, KEPT))
    if not all(any(one.lineno <= each <= statements.end(one) for one in out) for each in (line, *besides)):
        return None
    pieces = [(statements.span(one), "pass") for one in out]
    return statements.replaced(source, [*pieces, (statements.span(other), "None" if place == 0 else "0.0")]).encode()


def meant(name: str, known: Collection[str]) -> str:
    """Return the known name that is nearest to one without a value, "" if none is near."""
    return next(iter(difflib.get_close_matches(name, known, n=1, cutoff=0.75)), "") if len(name) > 2 else ""


def _misspelt(tree: ast.Module, function: ast.FunctionDef) -> dict[str, str]:
    """The names in a function that have no value in its file, and which of its variables each is near to."""
    nodes = list(ast.walk(tree))
    known = {one.id for one in nodes if isinstance(one, ast.Name) and not isinstance(one.ctx, ast.Load)}
    known |= {one.arg for one in nodes if isinstance(one, ast.arg)}
    known |= {one.name for one in nodes if isinstance(one, ast.FunctionDef | ast.ClassDef)}
    known |= {name for one in nodes if isinstance(one, IMPORTS) for name in sets(one)}
    own = sorted({one.id for one in ast.walk(function) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)})
    unknown = names(function) - known - set(dir(builtins))
    if len(unknown) * len(own) > MOST_PAIRS:
        return {}
    return {name: near for name in unknown if (near := meant(name, own))}


def _needed(body: list[ast.stmt], own: set[str], misspelt: Mapping[str, str]) -> set[str]:
    """The variables that some variables come from, those themselves and all that may be the same arrays among them.

    misspelt: names without a value, and which variables are meant.
    """
    of: dict[str, list[set[str]]] = {name: [{near}] for name, near in misspelt.items()}  # what is needed where one is

    def rule(if_any: set[str], then: set[str]) -> None:
        for name in if_any:
            of.setdefault(name, []).append(then)

    changed = statements.changed_in_place(body)
    for one in simple(body):
        rule(sets(one), names(one))
        if isinstance(one, ast.Assign) and isinstance(one.value, VIEWS):
            rule(targets(one.value), sets(one) & changed)
    for one in (each for top in body for each in ast.walk(top) if isinstance(each, ast.stmt)):
        rule(set().union(*map(sets, simple([one]))), statements.heads(one))
    needed, waiting = set(own), list(own)
    while waiting:
        for then in of.pop(waiting.pop(), []):
            waiting += then - needed
            needed |= then
    return needed


def _dropped(body: list[ast.stmt], drops: Callable[[ast.stmt], bool]) -> Iterator[ast.stmt]:
    """The statements of a block that go: a loop with all that is in it where nothing of that stays."""
    around: dict[ast.stmt, ast.stmt | None] = dict.fromkeys(body)
    waiting = body[::-1]
    every = []
    while waiting:
        every.append(one := waiting.pop())
        around |= dict.fromkeys(inside(one), one)
        waiting += inside(one)[::-1]
    stays: set[ast.stmt | None] = {None}
    for one in reversed(every):  # what is inside of a statement comes before it
        if one in stays or not (inside(one) or drops(one)):
            stays |= {one, around[one]}
    yield from (one for one in every if one not in stays and around[one] in stays)
