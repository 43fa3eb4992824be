"""Python's own compiler on a student's text, in a process of ours: only where its work is in proportion to the text.

Nothing stops it there. It compiles a `finally` block once more for each way out of its `try`, and what is in the block
with it, so that 900 bytes can take minutes and gigabytes; other texts of a few kilobytes take half a minute.
"""

import ast
import warnings

MOST = 100_000
"""Steps that the compiler may take: a second or less, and many times what an honest file takes."""

NODES, DEPTH = 5_000, 100
"""Of a tree that is read for remarks: eight times and seven times those of our longest and deepest file. What reads it
compares its parts with each other, and nothing stops that."""

Blocks = tuple[list[ast.stmt], "Blocks | None"]
"""A `finally` block and those around it, which a return runs through."""

CAPTURES = ast.MatchAs | ast.MatchStar | ast.MatchMapping


class TooMuchError(ValueError):
    """A text would take the compiler too long: the sandbox, which has limits, will say whether it can be compiled."""


def check(source: str | bytes) -> None:
    """Compile a text.

    Raises:
        SyntaxError: it is no Python.
        TooMuchError: it can be parsed, and is not compiled here.
        ValueError, RecursionError, MemoryError: Python cannot say.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the student's code, for whoever runs the grader
        tree = ast.parse(source)
        if _constants(tree) > MOST or not _short(tree):
            raise TooMuchError
        compile(source, "", "exec", dont_inherit=True)


def tree(source: str) -> ast.Module:
    """Return the tree of a text.

    Raises:
        SyntaxError: it is no Python.
        TooMuchError: it is larger or deeper than what is read here.
        ValueError, RecursionError, MemoryError: Python cannot say.
    """
    parsed = ast.parse(source)
    waiting: list[tuple[ast.AST, int]] = [(parsed, 1)]
    nodes = 1
    while waiting:
        node, depth = waiting.pop()
        inner = list(ast.iter_child_nodes(node))
        nodes += len(inner)
        if nodes > NODES or depth > DEPTH:
            raise TooMuchError
        waiting += [(one, depth + 1) for one in inner]
    return parsed


def _short(tree: ast.Module) -> bool:
    """Whether the compiler takes few steps, as far as `finally`, nested functions and `case` multiply them."""
    waiting: list[tuple[ast.AST, Blocks | None, int]] = [(tree, None, 1)]
    steps = 0
    while waiting and steps <= MOST:
        node, blocks, depth = waiting.pop()
        steps += depth  # a name is looked up in each function around it
        inner = list(ast.iter_child_nodes(node))
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef() | ast.Lambda() | ast.comprehension():
                blocks, depth = None, depth + 1
            case ast.Try(finalbody=[_, *_] as last) | ast.TryStar(finalbody=[_, *_] as last):
                waiting += [(one, blocks, depth) for one in (*last, *last)]  # after an exception, too
                inner = [*node.body, *node.handlers, *node.orelse]
                blocks = last, blocks
            case ast.Return() | ast.Break() | ast.Continue():
                while blocks:
                    last, blocks = blocks
                    waiting += [(one, blocks, depth) for one in last]
            case ast.match_case(pattern=pattern):
                steps += sum(isinstance(one, CAPTURES) for one in ast.walk(pattern)) ** 3  # they change places
        waiting += [(one, blocks, depth) for one in inner]
    return steps <= MOST


def _constants(tree: ast.Module) -> int:
    """The size of all expressions without names, which are worked out: 'a' * 4096 + 'a' * 4096 + ... as many texts."""
    sizes: dict[ast.AST, int] = {}
    for node in reversed(list(ast.walk(tree))):
        if isinstance(node, ast.expr) and not isinstance(node, ast.Name):
            parts = [one for one in ast.iter_child_nodes(node) if isinstance(one, ast.expr)]
            if all(one in sizes for one in parts):
                sizes[node] = 1 + sum(sizes[one] for one in parts)
    return sum(sizes.values())
