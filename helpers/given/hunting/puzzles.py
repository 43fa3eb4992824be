"""Puzzles made of a right loss function: the changes that run and that are seen."""

import __future__

import ast
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from helpers.given.calling import calls
from helpers.given.hunting.changes import Change, changes
from helpers.given.hunting.symptoms import NAMES, Symptom, look, read

MOST_TURNS = 1_000
"""Of all while loops in one call; a change may make one endless."""
TURN = "_turn"


@dataclass(frozen=True)
class Puzzle:
    """A change and what it shows."""

    change: Change
    symptoms: tuple[Symptom, ...]


def made_from(source: str, function: Callable) -> list[Puzzle]:
    """Return a puzzle for each change that runs and is seen.

    Args:
        source: of the function, as it is in its file.
        function: a right loss function.

    Raises:
        ValueError, SyntaxError: this is not the source of the function, or it is no function.
    """
    right, written = _seen(lambda: look(function)), _seen_of(source, function)
    if not right or not written or read(written, right) != read(right, right):
        raise ValueError("another source")
    found = []
    for change in changes(source):
        seen = _seen_of(change.source, function)
        shown = read(seen, right) if seen else ()
        if any(one.seen != one.right for one in shown if one.name != NAMES[-1]):
            found.append(Puzzle(change, shown))
    return found


def chosen(found: list[Puzzle], number: int) -> Puzzle:
    """Return the puzzle of a number; from one number to the next it is in another line, if there are several."""
    by_line: dict[int, list[Puzzle]] = {}
    for puzzle in found:
        by_line.setdefault(puzzle.change.lines.start, []).append(puzzle)
    order = np.random.default_rng(0).permutation(sorted(by_line))
    rounds, k = divmod(number, len(order))
    of_line = by_line[int(order[k])]
    return of_line[rounds % len(of_line)]


def _seen_of(source: str, function: Callable) -> tuple[np.ndarray, ...]:
    return _seen(lambda: look(_built(source, function)))


def _seen(look_at: Callable) -> tuple[np.ndarray, ...]:
    """What is seen of a function; nothing if it stops."""
    answer = calls.call(look_at, "plain", ())
    return () if answer.error else answer.value


def _built(source: str, function: Callable) -> Callable:
    """The function in a source, in the place of another: it sees the same names."""
    turns = 0

    def turn() -> bool:
        nonlocal turns
        turns += 1
        if turns > MOST_TURNS:
            raise TimeoutError
        return True

    def called(*inputs: Any) -> Any:
        nonlocal turns
        turns = 0
        return names[function.__name__](*inputs)

    names = dict(function.__globals__) | {TURN: turn}
    tree = ast.fix_missing_locations(_Bounded().visit(ast.parse(source)))
    exec(compile(tree, "<changed>", "exec", __future__.annotations.compiler_flag), names)
    return called


class _Bounded(ast.NodeTransformer):
    """Counts the turns of while loops."""

    def visit_While(self, node: ast.While) -> ast.While:
        self.generic_visit(node)
        counted = ast.Call(ast.Name(TURN, ast.Load()), [], [])
        node.test = ast.BoolOp(ast.And(), [counted, node.test])
        return node
