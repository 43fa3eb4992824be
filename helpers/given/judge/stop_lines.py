"""What in a line made it stop, read from its syntax tree and the shapes of its arrays.

Of a stop these causes are known for sure; for others there are NumPy's own words, and the shapes.
"""

import ast
import io
import itertools
import keyword
import re
import tokenize
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from helpers.given.calling.calls import Answer, shortened

PYTHONS_MAX = (
    "Python's own {name} compares single numbers, but here it gets a whole array. Masks and np.{name}imum work entry by"
    " entry."
)


MAKES = ("np.zeros", "np.ones", "np.empty")
"""What makes an array of a shape."""


class Line(NamedTuple):
    """A line where a call stopped.

    nodes: of its syntax tree; error, message: of the stop.
    shapes: of the arrays that it names; N, C: how many images and classes there were, 0 if unknown.
    in_loops: whether the function is one that loops over the images.
    """

    nodes: list[ast.AST]
    error: str
    message: str
    shapes: Mapping[str, tuple[int, ...]]
    N: int
    C: int
    in_loops: bool

    def holds_labels(self, node: ast.AST) -> bool:
        """Return whether this is the whole array with the label of each image."""
        return is_all_labels(node) and self.shapes.get("y") == (self.N,)


def is_all_labels(node: ast.AST) -> bool:
    """Return whether this is y, or y in another form, such as y.flatten()."""
    return bool(re.fullmatch(r"y(\[:\]|\.(flatten|ravel)\(\)|\.reshape\(-1\)|\.astype\(int\))?", ast.unparse(node)))


def found(
    answer: Answer, shapes: Mapping[str, tuple[int, ...]], sizes: Mapping[str, int], called: str
) -> tuple[str, str]:
    """Return the slug and the sentence of what made a line stop, two empty texts if it is none of these causes.

    Args:
        answer: what came of the call; shapes: of the arrays in its line, by their names.
        sizes: how large N, D and C were; called: the name of the function.
    """
    nodes = list(_nodes(answer.text))
    N, C = sizes.get("N", 0), sizes.get("C", 0)
    line = Line(nodes, answer.error, answer.message, shapes, N, C, "naive" in called)
    return next(
        filter(any, (find(line) for find in FINDS)),
        ("", ""),
    )


def _nodes(text: str) -> Iterator[ast.AST]:
    """The nodes of a line's syntax tree; none where it is a part of a statement, or was cut."""
    tree = _read(text)
    yield from ast.walk(tree) if tree else ()


def _read(text: str) -> ast.Module | None:
    for whole in (text, f"{text} pass", f"if 0: pass\n{text} pass"):
        try:
            return ast.parse(whole)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
    return None


class Gap(NamedTuple):
    """Where something is missing in a line that Python cannot read: at which place, and between which words."""

    place: int
    before: str
    after: str


MOST_READ = 200
"""Of a line with more characters no gap is looked for: it is read once for each place."""
STATEMENTS = (
    *("return", "for", "while", "if", "elif", "else", "def", "class", "with", "try", "except"),
    *("import", "from", "raise", "assert", "pass", "break", "continue"),
)
"""Keywords that begin a line and nothing else, but for del: a variable may be one letter from it."""
VALUES = tokenize.NAME, tokenize.NUMBER
"""Tokens that are a value, or begin one."""


def misspelt(text: str, message: str) -> tuple[str, str] | None:
    """Return the first word of a line and the keyword that makes it Python instead, None if there is none.

    Args:
        text: the line, which may be the head of a block.
        message: what Python says of it.
    """
    first = re.match(r"([A-Za-z]+( if\b)?)", text)
    if len(text) > MOST_READ or not first or not message.startswith(("invalid syntax", "expected ':'")):
        return None
    word = first[1]
    for meant in () if keyword.iskeyword(word) else STATEMENTS:
        if _near(word.lower(), meant) and _read(meant + text[len(word) :]):
            return word, meant
    return None


def _near(word: str, meant: str) -> bool:
    """Whether a word is a keyword, or becomes it by one letter more, less, or another, or by two that change places."""
    if word == meant or (meant == "elif" and word in ("else if", "elseif")):
        return True
    if len(word) == len(meant):
        off = [k for k, (one, other) in enumerate(zip(word, meant, strict=True)) if one != other]
        return len(off) == 1 or (len(off) == 2 and [word[k] for k in off] == [meant[k] for k in reversed(off)])
    short, long = sorted((word, meant), key=len)
    return any(long[:k] + long[k + 1 :] == short for k in range(len(long)))


def gap(text: str, message: str) -> Gap | None:
    """Return the one place in a line where an operator makes it Python, None if there is none, or several.

    Args:
        text: the line, which may be the head of a block.
        message: what Python says of it.
    """
    if len(text) > MOST_READ or not re.match(r"invalid (syntax|decimal literal)", message):
        return None
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(text).readline))
    except (tokenize.TokenError, SyntaxError):
        return None
    found = []
    for one, other in itertools.pairwise(tokens):
        ends = one.type in VALUES or one.string in (")", "]")
        if not ends or other.type not in VALUES or any(map(keyword.iskeyword, (one.string, other.string))):
            continue
        if _read(f"{text[: one.end[1]]} * {text[one.end[1] :]}"):
            found.append(Gap(one.end[1], one.string, other.string))
    return found[0] if len(found) == 1 else None


def _mask_in_list(line: Line) -> tuple[str, str]:
    said = ("too many indices", "more dimensions than allowed", "boolean index did not match")
    if not any(one in line.message for one in said):
        return "", ""
    for node in line.nodes:
        inside = node.slice if isinstance(node, ast.Subscript) else None
        inside = node.value if isinstance(node, ast.keyword) and node.arg == "where" else inside
        if isinstance(inside, ast.List) and len(inside.elts) == 1 and isinstance(inside.elts[0], ast.Compare):
            return "mask-in-list", (
                f"{ast.unparse(inside)} is a list around a mask, which makes it one axis longer than the array: write"
                f" {ast.unparse(inside.elts[0])} without these square brackets."
            )
    return "", ""


def _list(line: Line) -> tuple[str, str]:
    """Where a list of two arrays is one index, and not two."""
    for node in line.nodes:
        pair = in_list(node.slice) if isinstance(node, ast.Subscript) else []
        if not isinstance(node, ast.Subscript) or len(pair) != 2:
            continue
        name, (first, second) = ast.unparse(node.value), pair
        if line.holds_labels(second):
            return "list-as-index", (
                f"{ast.unparse(node)} takes whole rows of {name}, as a list is one index, and not two: write"
                f" {name}[{ast.unparse(first)}, y] without the inner brackets."
            )
    return "", ""


def in_list(node: ast.AST) -> list[ast.expr]:
    """Return what a list holds, as it is written, or in list(...); an empty list for what is none."""
    if isinstance(node, ast.Call) and ast.unparse(node.func) == "list" and len(node.args) == 1 and not node.keywords:
        node = node.args[0]
        return node.elts if isinstance(node, ast.List | ast.Tuple) else []
    return node.elts if isinstance(node, ast.List) else []


def _rows(line: Line) -> tuple[str, str]:
    outside = line.message.endswith(f"out of bounds for axis 0 with size {line.N}")
    if not outside and "could not be broadcast to indexing result" not in line.message:
        return "", ""
    for node in line.nodes:
        if isinstance(node, ast.Subscript) and line.holds_labels(node.slice):
            name = ast.unparse(node.value)
            if line.shapes.get(name) == (line.N, line.C):
                return "rows-of-labels", (
                    f"{ast.unparse(node)} takes whole rows of {name}, those whose numbers are in y, and not one"
                    " entry of each image's row. Which two indices pick the entry of an image's own class?"
                )
    return "", ""


def _pairs(line: Line) -> tuple[str, str]:
    """Where labels come first in a pair of indices, though rows are images."""
    said = "indexing arrays could not be broadcast", "is out of bounds for axis"
    if line.N == line.C or not any(one in line.message for one in said):
        return "", ""
    for node in line.nodes:
        if not isinstance(node, ast.Subscript) or not isinstance(node.slice, ast.Tuple) or len(node.slice.elts) != 2:
            continue
        first, second = node.slice.elts
        if line.holds_labels(first) and not isinstance(second, ast.Slice):
            name = ast.unparse(node.value)
            if line.shapes.get(name) == (line.N, line.C):
                return "labels-first", (
                    f"{ast.unparse(node)} takes the labels for row numbers, but the rows of {name} are images and its"
                    " columns are classes. For image i the entry is [i, y[i]]. Which array holds every i, and on which"
                    " side of the comma?"
                )
    return "", ""


def _labels(line: Line) -> tuple[str, str]:
    """In a loop over the images the labels of all of them, where that of one is meant."""
    truth = "truth value of an array" in line.message
    shapes = line.error == "ValueError" and re.search(rf"\((\d+,)*{line.N},?\)", line.message)
    if not line.in_loops or not (truth or shapes):
        return "", ""
    for node in line.nodes:
        compared = [node.left, *node.comparators] if isinstance(node, ast.Compare) and truth else []
        if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Tuple):
            first, *others = sorted(node.slice.elts, key=line.holds_labels, reverse=True)
            compared = [first] if all(isinstance(one, ast.Slice) for one in others) else []
        elif isinstance(node, ast.Subscript) and len(line.shapes.get(ast.unparse(node.value), ())) == 1:
            compared = [node.slice]
        if any(map(line.holds_labels, compared)):
            return "all-labels", (
                f"y holds the labels of all images, and {ast.unparse(node)} takes all of them at once. Which entry of y"
                " belongs to the image of this round?"
            )
    return "", ""


def _one_axis(line: Line) -> tuple[str, str]:
    """Where y, which has one axis, is taken for an array of two."""
    if "too many indices" not in line.message or len(line.shapes.get("y", ())) != 1:
        return "", ""
    for node in line.nodes:
        if isinstance(node, ast.Subscript) and ast.unparse(node.value) == "y" and isinstance(node.slice, ast.Tuple):
            return "label-in-a-row", (
                f"{ast.unparse(node)} takes y for an array of two axes, but it has one, shape {line.shapes['y']}: the"
                " label of image i is y[i]."
            )
    return "", ""


def _iterator(line: Line) -> tuple[str, str]:
    """Where what filter or map makes is taken for an array or a list."""
    found = re.search(r"'(filter|map|zip)'", line.message) if line.error == "TypeError" else None
    if not found:
        return "", ""
    ways = {"filter": "list(filter(...)) makes a list, and A[A > 0] does the same to an array without a loop"}
    way = ways.get(found[1], f"list({found[1]}(...)) makes a list")
    return "iterator", f"{found[1]} gives an iterator, which is no list and no array: {way}."


def _largest(line: Line) -> tuple[str, str]:
    """Where np.maximum of one array is to give its largest entry."""
    for node in line.nodes:
        called = ast.unparse(node.func) if isinstance(node, ast.Call) and line.error == "TypeError" else ""
        if isinstance(node, ast.Call) and called in LARGEST and len(node.args) == 1 and "positional" in line.message:
            axis = next((f", axis={ast.unparse(one.value)}" for one in node.keywords if one.arg == "axis"), "")
            which = "the largest entry" if called == "np.maximum" else "the smallest entry"
            which += " along an axis" if axis else ""
            return "maximum-not-max", (
                f"{called} compares two arrays entry by entry; {which} of one array is"
                f" {LARGEST[called]}({shortened(ast.unparse(node.args[0]), LONGEST)}{axis})."
            )
    return "", ""


LARGEST = {"np.maximum": "np.max", "np.minimum": "np.min"}
"""What compares two arrays, and what finds an entry of one."""
LONGEST = 60
"""So many characters are quoted of what a function is given."""


def _axis_for_array(line: Line) -> tuple[str, str]:
    """Where the second argument is an array, and should be an axis."""
    if not re.search("only integer scalar arrays|cannot be interpreted as an integer", line.message):
        return "", ""
    for node in line.nodes:
        called = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
        does = f"{ENTRY_BY_ENTRY[called]} compares" if called in ENTRY_BY_ENTRY else OPERATORS.get(called, "")
        if isinstance(node, ast.Call) and does and len(node.args) == 2:
            other = node.args[1].operand if isinstance(node.args[1], ast.UnaryOp) else node.args[1]
            if not isinstance(node.args[0], ast.Constant) and not isinstance(other, ast.Constant | ast.Tuple):
                told = f"{called} takes its second argument for an axis; {does} two arrays entry by entry."
                return "max-of-two" if called in ENTRY_BY_ENTRY else "array-for-an-axis", told
    return "", ""


ENTRY_BY_ENTRY = {"np.max": "np.maximum", "np.amax": "np.maximum", "np.min": "np.minimum", "np.amin": "np.minimum"}
"""What finds an entry of one array, and what compares two."""
OPERATORS = {"np.sum": "+ adds", "np.prod": "* multiplies"}
"""What takes one array, and what does the like with two."""


def _pythons_max(line: Line) -> tuple[str, str]:
    if "truth value of an array" not in line.message:
        return "", ""
    if any(isinstance(node, ast.If | ast.While | ast.IfExp | ast.BoolOp) for node in line.nodes):
        return "", ""
    called = [node.func.id for node in line.nodes if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
    name = next((one for one in called if one in ("max", "min")), "")
    return ("pythons-max", PYTHONS_MAX.format(name=name)) if name else ("", "")


def _matrix_product(line: Line) -> tuple[str, str]:
    """Where an array is multiplied with itself as a matrix, or * does so with arrays that fit entry by entry."""
    if not re.search("not aligned|mismatch in its core dimension|must be square", line.message):
        return "", ""
    for node in line.nodes:
        factors = factors_of(node)
        texts = [ast.unparse(one) for one in factors]
        sign = node.op if isinstance(node, ast.BinOp) else None
        by_sign = isinstance(sign, ast.Mult | ast.Pow)
        if len(texts) != 2 or ("not aligned" not in line.message and isinstance(sign, ast.Mult)):
            continue
        shapes = [line.shapes.get(one, ()) for one in texts]
        why = "one factor is an np.matrix" if len(set(texts)) > 1 else f"{texts[0]} is an np.matrix"
        if texts[0] == texts[1] and len(set(shapes[0])) != 1:
            as_product = f", as {why}" if by_sign else ""
            told = f"{ast.unparse(node)} is a matrix product{as_product}: np.square({texts[0]}) squares each entry."
            of_gradient = any(isinstance(one, ast.Name) and one.id == "dW" for one in line.nodes)
            return "matrix-product", f"{told} But what is the derivative of a square?" if of_gradient else told
        if by_sign and shapes[0] == shapes[1] != ():
            return "matrix-product", (
                f"{shortened(ast.unparse(node), LONGEST)} is a matrix product, as {why}: np.multiply multiplies entry"
                " by entry, and np.asarray turns a matrix into an array."
            )
    return "", ""


def factors_of(node: ast.AST) -> list[ast.expr]:
    """Return the two factors of a product, in signs or by dot or matmul, or of a square; an empty list for others."""
    match node:
        case ast.BinOp(left=one, op=ast.Mult() | ast.MatMult(), right=other):
            return [one, other]
        case ast.BinOp(left=one, op=ast.Pow(), right=ast.Constant(value=2)):
            return [one, one]
        case ast.Call(func=ast.Attribute(value=one, attr="dot" | "matmul"), args=[other]):
            return [one, other]
        case ast.Call(func=ast.Attribute(attr="dot" | "matmul"), args=[one, other]):
            return [one, other]
    return []


def _along_axis(line: Line) -> tuple[str, str]:
    """Where labels without an axis of their own pick, or change, entries along an axis."""
    for node in line.nodes:
        called = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
        if called not in ALONG_AXIS or "same number of dimensions" not in line.message:
            continue
        index = node.args[1] if isinstance(node, ast.Call) and len(node.args) > 1 else None
        told = f"{called} needs indices with as many axes as the array"
        if index and line.holds_labels(index):
            told += f": {ast.unparse(index)}[:, np.newaxis], of shape (N, 1)"
            told += ", which what it gives has, too" if called == ALONG_AXIS[0] else ""
        return "along-axis", f"{told}."
    return "", ""


ALONG_AXIS = "np.take_along_axis", "np.put_along_axis"


def _shape_from_array(line: Line) -> tuple[str, str]:
    """Where np.zeros(W) is meant to have the shape of W."""
    for node in line.nodes:
        makes = ast.unparse(node.func) if isinstance(node, ast.Call) and line.error == "TypeError" else ""
        if makes in MAKES and isinstance(node, ast.Call) and node.args and line.shapes.get(ast.unparse(node.args[0])):
            return "array-for-a-shape", (
                f"{makes} takes a shape, but this is an array: write {makes}(A.shape) or {makes}_like(A)."
            )
    return "", ""


GRADIENT_SHAPE = "a gradient has the shape of W"


def _shape_of_gradient(line: Line) -> tuple[str, str]:
    """Where W does not fit to a gradient that was made in another shape."""
    own, other = line.shapes.get("dW", ()), line.shapes.get("W", ())
    if "broadcast together" not in line.message or not len(own) == len(other) == 2 or own == other:
        return "", ""
    told = f"dW has shape {own}, but {GRADIENT_SHAPE}, {other}. Which line gives dW its shape, and where does"
    return "gradient-shape", f"{told} that line take its sizes from?"


def _chained(line: Line) -> tuple[str, str]:
    """Where a = a[...] = 0 gives the 0 to a as well."""
    for node in line.nodes:
        first, *others = node.targets if isinstance(node, ast.Assign) else [None]
        inside = [one.value for one in others if isinstance(one, ast.Subscript)]
        if isinstance(first, ast.Name) and any(ast.unparse(one) == first.id for one in inside):
            value = ast.unparse(node.value) if isinstance(node, ast.Assign) else ""
            return "chained", (
                f"{first.id} = {first.id}[...] = {value} makes {first.id} itself {value} first. Did you mean to write"
                f" the {first.id} = in front?"
            )
    return "", ""


X_TIMES_W = re.compile(r"X\[:, \w+\]( @ W|\.dot\(W\)|, W\))")
"""An image of a column times W, whose rows belong to the numbers of an image."""


def _feature(line: Line) -> tuple[str, str]:
    """Where X[:, i] is taken for image i."""
    multiplies = any(X_TIMES_W.search(ast.unparse(node)) for node in line.nodes if isinstance(node, ast.expr))
    fits = "broadcast" in line.message or (multiplies and re.search("core dimension|not aligned", line.message))
    if not fits or len(line.shapes.get("X", ())) != 2:
        return "", ""
    for node in line.nodes:
        if isinstance(node, ast.Subscript) and (taken := re.fullmatch(r"X\[:, (\w+)\]", ast.unparse(node))):
            return "feature-for-image", (
                f"{taken[0]} is one number of every image, shape ({line.N},). Which index of X picks a whole image?"
            )
    return "", ""


FINDS = (
    _mask_in_list,
    _list,
    _rows,
    _pairs,
    _labels,
    _one_axis,
    _iterator,
    _largest,
    _axis_for_array,
    _pythons_max,
    _matrix_product,
    _along_axis,
    _shape_from_array,
    _shape_of_gradient,
    _chained,
    _feature,
)
"""Tried in this order."""
