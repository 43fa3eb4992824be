"""What is there in a mended copy of a file in place of products, sums and entries along other axes; see mends.py."""

import ast
import re

from grader.grading import statements
from grader.grading.changes import Change, Changes, read

PRODUCTS = {"dot", "matmul"}


def swapped(node: ast.AST) -> ast.AST:
    """With the factors of a matrix product the other way round."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult) and _are_names(node.left, node.right):
        return ast.BinOp(node.right, node.op, node.left)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in PRODUCTS:
        if len(node.args) == 1 and _are_names(node.func.value, *node.args):
            return ast.Call(ast.Attribute(node.args[0], node.func.attr, ast.Load()), [node.func.value], node.keywords)
        if len(node.args) == 2 and _are_names(*node.args):
            return ast.Call(node.func, node.args[::-1], node.keywords)
    return node


def _are_names(*nodes: ast.expr) -> bool:
    return all(isinstance(node, ast.Name) for node in nodes)


def transposed(function: ast.FunctionDef, here: ast.stmt) -> Changes:
    """With X.T in front, where a product of X and another array is to be the gradient."""
    target = here.targets[0] if isinstance(here, ast.Assign) else getattr(here, "target", None)
    results = [one.value for one in ast.walk(function) if isinstance(one, ast.Return)]
    second = [ast.unparse(one.elts[1]) for one in results if isinstance(one, ast.Tuple) and len(one.elts) == 2]
    if not isinstance(target, ast.Name) or target.id not in second:
        return []

    def change(node: ast.AST) -> ast.AST:
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult | ast.Mult):
            factors = [node.left, node.right]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in PRODUCTS:
            factors = [*([node.func.value] if len(node.args) == 1 else []), *node.args]
        else:
            return node
        names = [one.id for one in factors if isinstance(one, ast.Name)]
        if len(names) == len(factors) == 2 and "X" in names:
            return read(f"X.T @ {names[0] if names[1] == 'X' else names[1]}")
        return node

    return [(here, change)]


def column_of(name: str) -> Change:
    """Return the change of a row of an array to a column of it."""

    def change(node: ast.AST) -> ast.AST:
        if not isinstance(node, ast.Subscript) or isinstance(node.slice, ast.Tuple | ast.Slice):
            return node
        both = ast.Tuple([ast.Slice(), node.slice], ast.Load())
        return ast.Subscript(node.value, both, node.ctx) if ast.unparse(node.value) == name else node

    return change


def as_weights(function: ast.FunctionDef, here: ast.stmt) -> Changes:
    """With what the images give to the gradient transposed, where that has the shape of W.T."""
    own = {name for one in statements.results(function)[1:] for name in statements.names(one)} & statements.sets(here)
    steps = [
        one
        for one in statements.every(function)
        if isinstance(one, ast.Assign | ast.AugAssign) and one.lineno <= here.lineno and statements.sets(one) == own
    ]
    if here not in steps:
        return []

    def terms(value: ast.expr) -> list[ast.expr]:
        if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add | ast.Sub):
            return [*terms(value.left), *terms(value.right)]
        return [value]

    turned = [
        term
        for one in steps
        for term in terms(one.value)
        if not {"W", *own} & statements.names(term) and statements.names(term)
    ]
    return [(one, lambda node: ast.Attribute(node, "T", ast.Load()) if node in turned else node) for one in steps]


def other_axis(node: ast.AST) -> ast.AST:
    """With a sum over the classes for one over the images."""
    if isinstance(node, ast.keyword) and node.arg == "axis" and ast.unparse(node.value) == "0":
        return ast.keyword("axis", ast.Constant(1))
    called = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
    if isinstance(node, ast.Call) and called.endswith("sum") and node.args and ast.unparse(node.args[-1]) == "0":
        return ast.Call(node.func, [*node.args[:-1], ast.Constant(1)], node.keywords)
    return node


def matrix_product(here: ast.stmt, cause: str) -> Changes:
    """With @ for * between two arrays that fit as matrices alone, by the shapes that are told."""
    shapes = {name: tuple(map(int, numbers)) for name, *numbers in re.findall(r"([\w.]+) \((\d+), (\d+)\)", cause)}
    shapes |= {f"{name}.T": shape[::-1] for name, shape in shapes.items()}

    def change(node: ast.AST) -> ast.AST:
        if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.Mult):
            return node
        one, other = (shapes.get(ast.unparse(each)) for each in (node.left, node.right))
        fits = one and other and one[-1] == other[0] and one != other
        return ast.BinOp(node.left, ast.MatMult(), node.right) if fits else node

    return [(here, change)]
