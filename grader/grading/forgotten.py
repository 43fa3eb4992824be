"""Lines that keep of a result what one image gives, and not what all of them give: = for +=, or below the loop."""

import ast
import re
from collections.abc import Iterator, Sequence

from grader.grading import mends, statements

ZERO = re.compile(r"0(\.0*)?|0(\.0*)? \* W|(np|numpy)\.zeros(_like)?\(.*\)")


def lines(function: ast.FunctionDef, task: str) -> Iterator[str]:
    """Yield which lines set a result anew for each image, and which stand below the loop over the images.

    Args:
        function: its tree; task: which of its results is meant, "loss" or "gradient".
    """
    results = statements.results(function)[: 1 if task == "loss" else 2][-1:]
    own = {name for one in results for name in statements.names(one)} - {"W", "X", "y", "reg"}
    for place, loop in enumerate(function.body):
        image = _image(loop) if isinstance(loop, ast.For) else ""
        if not isinstance(loop, ast.For) or not image or not _has(loop, image):
            continue
        below = function.body[place + 1 :]
        again = {
            name
            for one in below
            for name in own
            if isinstance(one, ast.Assign) and isinstance(one.targets[0], ast.Name)
            if _is_anew(one, name, {name}) and not _has(one, image)
        }
        said = [told for one in _of_round(loop, loop.body) for told in _anew(one, loop, own - again)]
        if said:
            yield " ".join(dict.fromkeys(said))
        late = sorted({one.lineno for one in _late(below, loop) if statements.sets(one) & own and _has(one, image)})
        if late:
            stands = "stand below the loop over the images, so they see" if len(late) > 1 else ""
            stands = stands or "stands below the loop over the images, so it sees"
            yield f"{mends.in_lines(late).capitalize()} {stands} the last of them alone."


def _counter(loop: ast.For) -> str:
    """What a loop counts by, "" if it counts nothing."""
    over = ast.unparse(loop.iter)
    first = next((one.id for one in ast.walk(loop.target) if isinstance(one, ast.Name)), "")
    return first if re.match(r"(np\.a)?range\(|enumerate\(", over) else ""


def _image(loop: ast.For) -> str:
    """A pattern of what a round of a loop takes of X and y, if it is over the images; "" for any other loop."""
    counter, over = _counter(loop), ast.unparse(loop.iter)
    names = [rf"\b{one}\b" for one in sorted(statements.names(loop.target) - {counter})]
    if counter:
        return "|".join([rf"\b[Xy]\[{counter}\b", *names])
    return "|".join(names) if re.fullmatch(r"zip\(X, y\)|X", over) else ""


def _has(one: ast.AST, image: str) -> bool:
    return bool(re.search(image, ast.unparse(one)))


def _asks_for(counter: str, one: ast.expr) -> bool:
    """Whether an expression depends on the number of a round itself, and not only on its image and label."""
    return bool(counter and re.search(rf"(?<!\bX\[)(?<!\by\[)\b{counter}\b", ast.unparse(one)))


def _of_round(loop: ast.For, body: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
    """The simple statements of a round, but for those under a condition that asks which round it is."""
    for one in body:
        held = statements.inside(one)
        if not held:
            yield one
        elif not isinstance(one, ast.If) or not _asks_for(_counter(loop), one.test):
            yield from _of_round(loop, held)


def _late(below: Sequence[ast.stmt], loop: ast.For) -> Iterator[ast.stmt]:
    """The simple statements below a loop for which what it counts is still that of its last round."""
    for one in below:
        names = [each for each in ast.walk(one) if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)]
        if {each.id for each in names} & statements.names(loop.target):
            return
        yield from statements.simple([one])


def _anew(one: ast.stmt, loop: ast.For, own: set[str]) -> Iterator[str]:
    """What is said of a statement that sets a result, or a part of it, to what this round alone gives."""
    if not isinstance(one, ast.Assign) or len(one.targets) != 1:
        return
    made = [each for each in statements.simple(loop.body) if isinstance(each, ast.Assign)]
    fresh = {name for each in made if isinstance(each.targets[0], ast.Name) for name in statements.sets(each)}
    kept = set().union(*map(statements.sets, statements.simple(loop.body))) - fresh
    target, value = one.targets[0], ast.unparse(one.value)
    for name in own & statements.targets(target):
        from_it = {name}
        for _ in made:  # in however many steps
            from_it |= {new for each in made if statements.names(each.value) & from_it for new in statements.sets(each)}
        if not _is_anew(one, name, from_it | kept):
            continue
        if isinstance(target, ast.Name):
            yield f"Line {one.lineno} sets {name} {'to 0' if ZERO.fullmatch(value) else 'anew'} for each image."
        elif isinstance(target, ast.Subscript) and not _asks_for(_counter(loop), target):
            yield f"Line {one.lineno} sets {ast.unparse(target)} anew for each image, and adds nothing to it."


def _is_anew(one: ast.stmt, name: str, kept: set[str]) -> bool:
    """Whether a statement sets a result without what it, or what is kept from round to round, has been."""
    return isinstance(one, ast.Assign) and name in statements.sets(one) and not statements.names(one.value) & kept
