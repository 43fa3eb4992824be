"""Names without a value that tell by themselves what is meant: a size, or a variable that begins alike."""

import ast
import re

from grader.grading import statements
from grader.grading.changes import Change, read

NONE = re.compile(r"NameError: (\w+) has no value in this file\. A function sees")
"""What is said of such a name."""
SIZES = (
    (statements.COUNTS_IMAGES, "X.shape[0]"),
    (re.compile(r"C|K|(num|n)_class(es)?"), "W.shape[1]"),
    (re.compile(r"D|dim|(num|n)_(dims?|features|pixels)"), "W.shape[0]"),
)
"""Names of sizes, and where these are."""


def meant(function: ast.FunctionDef, name: str) -> str:
    """Return the one size or variable of a function that a name without a value can only mean, "" if none is sure."""
    if not statements.IN_COLUMNS.search(ast.unparse(function)):  # where N is another size
        for pattern, size in SIZES:
            if pattern.fullmatch(name) and size[0] in {one.arg for one in function.args.args}:
                return size
    counted = {ast.unparse(one.target) for one in ast.walk(function) if isinstance(one, ast.For)}
    stored = {one.id for one in ast.walk(function) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)}
    alike = [one for one in stored - counted if _begins(one, name) or _begins(name, one)]
    return alike[0] if len(alike) == 1 else ""


def _begins(one: str, other: str) -> bool:
    return other.lower().startswith(one.lower())


def says(what: str) -> str:
    """Return what is asked of a name where a variable may be meant; a size needs no question."""
    return f"Did you mean {what}?" if what.isidentifier() else ""


def put(name: str, what: str) -> Change:
    """Return the change of a name to what is meant, where it is read."""

    def change(node: ast.AST) -> ast.AST:
        reads = isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Load)
        return read(what) if reads else node

    return change
