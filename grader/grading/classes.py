"""Classes that a loss counts by the labels of a batch, in which some may be missing."""

import ast
import re
from collections.abc import Iterator

BY_LABELS = re.compile(
    r"(?:int\()?(?:np\.a?max\(y\)|y\.max\(\)|max\(y\)) \+ 1\)?|1 \+ (?:np\.a?max\(y\)|y\.max\(\)|max\(y\))"
    r"|len\((?:np\.unique|set)\(y\)\)|np\.unique\(y\)\.(?:size|shape\[0\])"
)
"""What some take for the number of classes, as text."""
BY = "counts classes by the labels of a batch"
STOPS = "does y hold every class?"
"""What is said of shapes that differ as such a number does."""


def lines(function: ast.FunctionDef) -> Iterator[str]:
    """Yield where a function counts its classes by the labels, if it takes them as they are."""
    if {"y", "W"} & {
        one.id for one in ast.walk(function) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)
    }:
        return
    for one in _counted(function):
        what = ast.unparse(one)
        yield (
            f"{what} in line {one.lineno} {BY}, in which some classes may be missing: which size of W counts all of"
            " them?"
        )


def _counted(node: ast.AST) -> Iterator[ast.expr]:
    """The expressions that count classes by labels, but for those beside another number in a max."""
    if isinstance(node, ast.expr) and BY_LABELS.fullmatch(ast.unparse(node)):
        yield node
    elif not (isinstance(node, ast.Call) and re.match(r"(np\.)?max(imum)?\(", ast.unparse(node))):
        for one in ast.iter_child_nodes(node):
            yield from _counted(one)


def all_of_them(node: ast.AST) -> ast.AST:
    """With how many columns W has for a number of classes that is counted by labels."""
    counts = isinstance(node, ast.expr) and BY_LABELS.fullmatch(ast.unparse(node))
    return ast.parse("W.shape[1]", mode="eval").body if counts else node
