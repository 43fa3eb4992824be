"""Rounds of a loop over the images in which the scores of all of them are made, and taken for those of one."""

import ast
from collections.abc import Iterator
from typing import NamedTuple

from grader.grading import statements

MAKES_ALL = "makes the scores of all images in every round"


class Table(NamedTuple):
    """Such scores: the statement that makes them, what the loop counts, and an entry that is taken for one score."""

    made: ast.Assign
    counted: str
    taken: ast.Subscript

    @property
    def says(self) -> str:
        """What is said of it."""
        return (
            f"Line {self.made.lineno} {MAKES_ALL}, so {ast.unparse(self.taken)} in line {self.taken.lineno} is the row"
            f" of image number y[{self.counted}], and an error where there is no such image. Which row of X belongs to"
            " this round?"
        )


def tables(function: ast.FunctionDef) -> Iterator[Table]:
    """Yield the scores of all images that a loop over the images makes, and never takes the row of its round from."""
    stored = {one.id for one in ast.walk(function) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)}
    if not function.name.endswith("naive") or {"W", "X", "y"} & stored:
        return
    for loop in function.body:
        if not isinstance(loop, ast.For) or not isinstance(loop.target, ast.Name) or _counts_elsewhere(loop):
            continue
        made = [one for one in statements.simple(loop.body) if isinstance(one, ast.Assign)]
        scores = [one for one in made if statements.SCORES.fullmatch(ast.unparse(one.value))]
        if len(scores) == 1 and isinstance(scores[0].targets[0], ast.Name):
            names = {scores[0].targets[0].id}
            for one in made:  # such as exps of them
                names |= statements.sets(one) if statements.names(one.value) & names and _plain(one) else set()
            i = loop.target.id
            entries = [one for one in ast.walk(loop) if isinstance(one, ast.Subscript)]
            of_label = [one for one in entries if ast.unparse(one.slice) == f"y[{i}]"]
            if taken := next((one for one in of_label if ast.unparse(one.value) in names), None):
                yield Table(scores[0], i, taken)


def _plain(one: ast.Assign) -> bool:
    return isinstance(one.targets[0], ast.Name)


def _counts_elsewhere(loop: ast.For) -> bool:
    """Whether what a loop counts is read otherwise than in the index of an image or its label."""
    counted = ast.unparse(loop.target)
    indices = {id(_first(one.slice)) for one in ast.walk(loop) if isinstance(one, ast.Subscript) and _is_own(one)}
    inside = [one for top in loop.body for one in ast.walk(top)]
    found = [one for one in inside if isinstance(one, ast.Name) and one.id == counted]
    return any(id(one) not in indices for one in found) or not found


def _is_own(one: ast.Subscript) -> bool:
    """Whether this is an image, or a label."""
    return ast.unparse(one.value) in ("X", "y")


def _first(index: ast.expr) -> ast.expr:
    return index.elts[0] if isinstance(index, ast.Tuple) and index.elts else index
