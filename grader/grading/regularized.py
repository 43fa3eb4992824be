"""What the lines of a loss tell for sure of its penalty: that it is missing, or is none."""

import ast
import re
from collections.abc import Iterator

from grader.grading import mends, statements
from helpers.given.calling.calls import shortened

SQUARES = re.compile(r"np\.sum\((W \* W|W \*\* 2|np\.square\(W\)|np\.power\(W, 2\)|np\.multiply\(W, W\))\)")
LONGEST = 60
"""So many characters are told of an expression."""


def missing(function: ast.FunctionDef, task: str) -> list[str]:
    """Return what is said of a penalty that lacks reg, or is missing; task: "loss" or "gradient"."""
    what = "penalty" if task == "loss" else "penalty's gradient"
    if without := [one.lineno for one in _without_reg(function, task)]:
        return [f"The {what} in line {without[0]} has no reg in it."]
    if _uses_of_reg(function):
        return list(_of_the_other(function, task))
    return ["No line has reg in it, so the penalty is missing."]


def _uses_of_reg(function: ast.FunctionDef) -> list[ast.Name]:
    return [one for one in ast.walk(function) if isinstance(one, ast.Name) and one.id == "reg"]


def _without_reg(function: ast.FunctionDef, task: str) -> Iterator[ast.stmt]:
    """Statements that add what is made of W, and of no image, to the result of a task."""
    own = _named_results(function)[:1] if task == "loss" else _named_results(function)[1:]
    for one in ast.walk(function):
        value = one.value if isinstance(one, ast.AugAssign) and isinstance(one.op, ast.Add) else None
        if not isinstance(one, ast.AugAssign) or not value or ast.unparse(one.target) not in own:
            continue
        names = {each.id for each in ast.walk(value) if isinstance(each, ast.Name)} - {"np", "sum"}
        if names == {"W"} and (task != "loss" or SQUARES.search(ast.unparse(value))):
            yield one


def _of_the_other(function: ast.FunctionDef, task: str) -> Iterator[str]:
    """Where reg changes only the result that another task asks for."""
    names = _named_results(function)
    if not names:
        return
    own, other = names if task == "loss" else names[::-1]
    there = {id(part) for one in _setting(function, other) for part in ast.walk(one)}
    if all(id(one) in there for one in _uses_of_reg(function)):
        what = "the penalty" if task == "loss" else "the penalty's gradient"
        yield f"reg is only in lines for {other}: no line adds {what} to {own}."


def halved(function: ast.FunctionDef) -> Iterator[str]:
    """Yield what is said where a penalty with 1/2 is added to the loss."""
    sets = [one for name in _named_results(function)[:1] for one in _setting(function, name)]
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


def _named_results(function: ast.FunctionDef) -> list[str]:
    return list(map(ast.unparse, statements.results(function)))


def _setting(function: ast.FunctionDef, name: str) -> list[ast.Assign | ast.AugAssign]:
    """The assignments to a variable, as a whole."""
    return [
        one
        for one in ast.walk(function)
        if (isinstance(one, ast.Assign) and list(map(ast.unparse, one.targets)) == [name])
        or (isinstance(one, ast.AugAssign) and ast.unparse(one.target) == name)
    ]


def odd(function: ast.FunctionDef, task: str) -> Iterator[str]:
    """Yield what is said of a penalty that a condition on margins decides, or that is one number in a gradient."""
    results = _named_results(function)
    own = results[0 if task == "loss" else 1] if results else ""
    numbers: dict[int, str] = {}
    decided: dict[int, str] = {}
    for under, one in _conditions(function.body, ""):
        for term in _terms(one.value) if isinstance(one, ast.AugAssign) and statements.sets(one) == {own} else ():
            above, below = _factors(term)
            rest = [each for each in (*above, *below) if not re.fullmatch(r"reg|[\d.]+", each)]
            if "reg" in above and len(rest) == 1 and ONE_NUMBER.fullmatch(rest[0]) and task != "loss":
                numbers[one.lineno] = shortened(rest[0], LONGEST)
            if "reg" in above and under and not {"X", "y"} & statements.names(term):
                decided[one.lineno] = under
    if numbers:
        (first, what), *others = numbers.items()
        yield f"{what} in line {first} is one number, but each weight has a derivative of its own."
        yield from [f"The same goes for {mends.in_lines([line for line, _ in others])}."] if others else ()
    if decided:
        what = "The penalty" if task == "loss" else "The penalty's gradient"
        yield (
            f"{what} in {mends.in_lines(list(decided))} is added anew wherever {next(iter(decided.values()))}: it is"
            " about W alone, and belongs below the loops."
        )


def powers(function: ast.FunctionDef) -> Iterator[str]:
    """Yield what is said where another power of the weights than their square is in a term with reg."""
    for one in (each for name in _named_results(function)[:1] for each in _setting(function, name)):
        found = OTHER_POWER.search(ast.unparse(one.value)) if "reg" in statements.names(one.value) else None
        if found:
            yield f"{found[0]} in line {one.lineno} is no square: which power of W does L2 sum?"


OTHER_POWER = re.compile(r"W \*\* (?!2\b(?!\.[1-9]))[\d.]+|np\.power\(W, (?!2\b(?!\.[1-9]))[\d.]+\)")


def divisors(function: ast.FunctionDef) -> Iterator[str]:
    """Yield what is said of squares of the weights that a gradient is divided by."""
    for one in ast.walk(function):
        if isinstance(one, ast.AugAssign | ast.BinOp) and isinstance(one.op, ast.Div):
            by = one.value if isinstance(one, ast.AugAssign) else one.right
            squares = {ast.unparse(each) for each in ast.walk(by)} & {"W * W", "W ** 2", "np.square(W)"}
            if "reg" in statements.names(by) and squares:
                yield f"{squares.pop()} in line {one.lineno} is no derivative of w * w, either."


def twice(function: ast.FunctionDef) -> Iterator[str]:
    """Yield what is said where two lines, both of which run, add a penalty to the loss."""
    for name in _named_results(function)[:1]:
        lines = [
            one.lineno
            for one in function.body
            if isinstance(one, ast.Assign | ast.AugAssign)
            and statements.sets(one) == {name}
            and (isinstance(one.op, ast.Add) if isinstance(one, ast.AugAssign) else name in statements.names(one.value))
            and any("reg" in _factors(term)[0] and SQUARES.search(ast.unparse(term)) for term in _terms(one.value))
        ]
        if len(lines) > 1:
            yield f"Each of {mends.in_lines(lines)} adds a penalty to the loss."


ONE_NUMBER = re.compile(r"np\.sum\([^,]*\)|np\.dot\((W\[[^,\]]*\]), \1\)|(W\[[^,\]]*\])\.dot\(\2\)|(W\[[^,\]]*\]) @ \3")
"""Products and sums of weights that leave one number."""


def _conditions(body: list[ast.stmt], under: str) -> Iterator[tuple[str, ast.stmt]]:
    """Yield the statements of a block, those inside of others too, each with a comparison by size that decides it."""
    for one in body:
        yield under, one
        test = one.test if isinstance(one, ast.If) and not one.orelse else None
        ops = test.ops if isinstance(test, ast.Compare) else []
        by_size = any(isinstance(op, ast.Gt | ast.GtE | ast.Lt | ast.LtE) for op in ops)
        mine = shortened(ast.unparse(test), LONGEST) if test and by_size and "reg" not in statements.names(test) else ""
        yield from _conditions(statements.inside(one), mine or under)
