"""Finds the line of a gradient that keeps one matrix for each image: quick on small images, gigabytes on CIFAR-10's."""

import ast
import warnings
from dataclasses import replace

from grader.bank.model import Exercise
from grader.intake import broken
from helpers.given.judge import PartVerdict, Verdict

NAME = "memory"
TOLD = (
    "No points are lost here. But line {line} makes an array of N x D x C, which takes 4.9 GB with 20,000 images of"
    " CIFAR-10. Which product of two matrices adds up what all images give?"
)
AXIS = {"None", "np.newaxis"}


def noted(verdict: Verdict, text: bytes, exercise: Exercise) -> Verdict:
    """Return the verdict on a gradient, with the line of it that makes an array of N x D x C, where that is sure.

    Args:
        verdict: on a function; text: its file; exercise: what is asked of it.
    """
    name = exercise.target.partition(".")[2]
    asked = exercise.task == "gradient" and name.endswith("_vectorized") and len(text) <= broken.LONGEST
    line = _line(text, name) if asked and not verdict.is_open else 0
    if not line:
        return verdict
    return replace(verdict, parts=(*verdict.parts, PartVerdict(NAME, 0.0, 0.0, cause=TOLD.format(line=line))))


def _line(text: bytes, name: str) -> int:
    """The first line of a function in which X as N x D x 1 is multiplied by something as N x 1 x C; 0 if none is."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of the student's code
            tree = ast.parse(text.decode())
        functions = [one for one in tree.body if isinstance(one, ast.FunctionDef) and one.name == name]
        products = [pair for one in ast.walk(functions[-1]) if (pair := _factors(one))] if functions else []
        found = [one.lineno for one, *others in products if _is_cube([_shape(each) for each in (one, *others)])]
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        return 0
    return min(found, default=0)


def _factors(node: ast.AST) -> list[ast.expr]:
    """The factors of a product, an empty list for what is none."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult | ast.MatMult):
        return [node.left, node.right]
    multiplies = isinstance(node, ast.Call) and ast.unparse(node.func) in ("np.multiply", "np.matmul")
    return node.args[:2] if isinstance(node, ast.Call) and multiplies else []


def _is_cube(shapes: list[tuple[str, str]]) -> bool:
    return ("X", "::1") in shapes and any(axes == ":1:" for _, axes in shapes)


def _shape(factor: ast.expr) -> tuple[str, str]:
    """An array by its name, and its three axes, "::1" for A[:, :, None]; two empty texts for anything else."""
    while isinstance(factor, ast.Call) and isinstance(factor.func, ast.Attribute) and factor.func.attr == "astype":
        factor = factor.func.value
    if not isinstance(factor, ast.Subscript) or not isinstance(factor.slice, ast.Tuple):
        return "", ""
    axes = {":": ":", **dict.fromkeys(AXIS, "1")}
    return ast.unparse(factor.value), "".join(axes.get(ast.unparse(one), "?") for one in factor.slice.elts)
