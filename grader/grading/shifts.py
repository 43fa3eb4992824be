"""Lines of a softmax loss that subtract what is no maximum of each image: one of all images, or where it is."""

import ast
from collections.abc import Iterator, Mapping

from grader.grading import statements
from helpers.given.judge.stop_lines import factors_of

ONE_FOR_ALL = "subtracts one maximum for all images: which maximum belongs to each?"
ADDS = "adds the maximum: which sign leaves every exponent at 0 or below?"
PLACE = "subtracts what np.argmax gives, the place of a maximum: np.max gives how large it is."


def lines(function: ast.FunctionDef, others: Mapping[str, ast.FunctionDef]) -> Iterator[str]:
    """Yield what is said of lines that subtract such a number, in a function and in those of its file that it calls.

    Args:
        function: its tree; others: the functions of the file, by their names.
    """
    waiting: list[tuple[ast.FunctionDef, frozenset[str]]] = [(function, frozenset())]
    seen = {function.name}
    while waiting:
        one, tables = waiting.pop()
        yield from _of_function(one, tables)
        tables |= _tables(one, tables)
        for call in ast.walk(one):
            name = call.func.id if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) else ""
            if isinstance(call, ast.Call) and name in others and name not in seen:
                seen.add(name)
                names = [each.arg for each in others[name].args.args]
                given = {to for to, each in zip(names, call.args, strict=False) if _is_table(each, tables)}
                waiting.append((others[name], frozenset(given)))


def _is_table(value: ast.AST, tables: frozenset[str]) -> bool:
    factors = sorted(ast.unparse(one).removesuffix(".T") for one in factors_of(value))
    return factors == ["W", "X"] or ast.unparse(value) in tables


def _tables(function: ast.FunctionDef, given: frozenset[str], line: int = 0) -> set[str]:
    """The names of a function that hold the scores of all images, and nothing else; line: above it, if it is not 0."""
    stored: dict[str, list[ast.expr | None]] = {}
    for one in ast.walk(function):
        for target in one.targets if isinstance(one, ast.Assign) and (not line or one.lineno < line) else []:
            for name in (each for each in ast.walk(target) if isinstance(each, ast.Name)):
                if isinstance(name.ctx, ast.Store) and isinstance(one, ast.Assign):
                    stored.setdefault(name.id, []).append(one.value if name is target else None)
    found = set(given)
    for _ in range(2):  # of one that is made of another
        for made, values in stored.items():
            known = [value for value in values if value is not None]
            own = all(_of_table(value, frozenset(found | {made})) for value in known)
            if own and len(known) == len(values) and any(_of_table(value, frozenset(found)) for value in known):
                found.add(made)
    return found


def _of_table(value: ast.AST, tables: frozenset[str]) -> bool:
    """Whether this is such an array, or one less something."""
    if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Sub):
        value = value.left
    return _is_table(value, tables)


def _of_function(function: ast.FunctionDef, given: frozenset[str]) -> Iterator[str]:
    named = {}
    for one in ast.walk(function):
        if isinstance(one, ast.Assign) and len(one.targets) == 1 and isinstance(one.targets[0], ast.Name):
            named[one.targets[0].id] = one.value
    once = {id(each) for one in function.body if not statements.inside(one) for each in ast.walk(one)}
    for one in ast.walk(function):
        if isinstance(one, ast.BinOp) and isinstance(one.op, ast.Add):
            of, called, _ = _extreme(one.right, named)
            if called == "max" and of == ast.unparse(one.left):
                yield f"Line {one.lineno} {ADDS}"
        if isinstance(one, ast.AugAssign) and isinstance(one.op, ast.Sub):
            array, less = ast.unparse(one.target), one.value
        elif isinstance(one, ast.BinOp) and isinstance(one.op, ast.Sub):
            array, less = ast.unparse(one.left), one.right
        else:
            continue
        of, called, alone = _extreme(less, named)
        if called == "argmax":
            yield f"Line {one.lineno} {PLACE}"
            continue
        # In a line that runs once, what lines below make of a name does not count.
        tables = frozenset(_tables(function, given, one.lineno * (id(one) in once)))
        if called == "max" and alone and of == array and _is_table(ast.parse(of, mode="eval").body, tables):
            yield f"Line {one.lineno} {ONE_FOR_ALL}"


def _extreme(value: ast.expr, named: Mapping[str, ast.expr]) -> tuple[str, str, bool]:
    """Of the largest entry of an array the array, "max" or "argmax", and whether it is that of the whole array.

    Args:
        value: what may be that; named: what gives names their values.
    """
    while isinstance(value, ast.Subscript):
        value = value.value
    value = named.get(value.id, value) if isinstance(value, ast.Name) else value
    match value:
        case ast.Call(
            func=ast.Attribute(value=ast.Name(id="np"), attr="max" | "amax" | "argmax" as name), args=[of, *axes]
        ):
            return ast.unparse(of), name.removeprefix("a") if name == "amax" else name, not axes and not value.keywords
        case ast.Call(func=ast.Attribute(value=of, attr="max" | "argmax" as name), args=axes):
            return ast.unparse(of), name, not axes and not value.keywords
    return "", "", False
