"""How shapes that do not fit can be made to fit, where a call stopped at them."""

import ast
import re
from collections.abc import Mapping

from helpers.given.calling.calls import Answer

TEN = " CIFAR-10 has 10 classes, but here C = {C}: which line of yours counts on 10?"
MANY = " {found} is how many images a notebook may take, but here N = {N}: which line of yours counts on {found}?"
NOTEBOOKS = 100, 200, 500, 1000, 5000, 10000, 49000, 50000
"""How many images there are in notebooks, and in a batch."""
CIFAR = " An image of CIFAR-10 has {found} numbers, but here D = {D}: which shape has that number?"
COUNTS = {"N": "images", "C": "classes", "D": "numbers of an image"}
WHICH_SIZE = "which size counts the images?"


ONE_SHAPE_TRANSPOSED = "One shape is the other transposed"
OF_CLASSES = "numbers, one for each class, where"
ENTRIES = " * multiplies entry by entry; the matrix product is @."
BOTH_ROWS = (
    " Both have {rows} rows: which one do you transpose, and in which order do you multiply them, to get the shape that"
    " you need?"
)


def _order(answer: Answer) -> str:
    """How the factors of a product would fit, where their shapes can be told."""
    found = re.search(r"shapes (\(\d+,\d*\)) and (\(\d+,\d*\)) not aligned", answer.message)
    shapes = named(answer)
    shapes |= {f"{name}.T": shape[::-1] for name, shape in shapes.items()}
    pairs = re.findall(r"([\w.]+) ?@ ?([\w.]+)(?![\w.\[(])", answer.text)
    factors = [(shapes[one], shapes[other]) for one, other in pairs if {one, other} <= set(shapes)]
    one, other = (_shape(found[1]), _shape(found[2])) if found else factors[0] if len(factors) == 1 else ((), ())
    if not one or not other:
        return ""
    if other[-1] == one[0]:
        return f" The other way round, {other} times {one}, they agree."
    if one[0] == other[0]:
        return BOTH_ROWS.format(rows=one[0])
    if one[-1] == other[-1]:
        return f" With the second one transposed, {one} times {other[::-1]}, they agree."
    return ""


def named(answer: Answer) -> dict[str, tuple[int, ...]]:
    """The shapes of the arrays in the line where a call stopped, by their names."""
    return {name: _shape(shape) for name, shape in re.findall(r"([\w.]+) (\([\d, ]+\))", answer.shapes)}


def _shape(text: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", text)))


def _multiplies(answer: Answer) -> bool:
    """Whether the line where a call stopped multiplies arrays by *."""
    try:
        line = ast.parse(answer.text)
    except SyntaxError:  # it begins a statement of several lines
        return "*" in answer.text
    arrays = set(re.findall(r"([\w.]+) \(", answer.shapes))

    def has_array(side: ast.expr) -> bool:
        return any(ast.unparse(part) in arrays for part in ast.walk(side) if isinstance(part, ast.Name | ast.Attribute))

    products = [one for one in ast.walk(line) if isinstance(one, ast.BinOp) and isinstance(one.op, ast.Mult)]
    return any(has_array(one.left) and has_array(one.right) for one in products)


def _factors(answer: Answer) -> set[str]:
    """The names in the factors of the matrix products in the line where a call stopped; all of it if it has none."""
    try:
        line = ast.parse(answer.text)
    except SyntaxError:  # it begins a statement of several lines
        return set(re.findall(r"\w+", answer.text))
    factors: list[ast.expr] = []
    for one in ast.walk(line):
        if isinstance(one, ast.BinOp) and isinstance(one.op, ast.MatMult):
            factors += [one.left, one.right]
        elif isinstance(one, ast.Call) and re.search(r"\b(dot|matmul)$", ast.unparse(one.func)):
            factors += [one.func, *one.args]
    walked = [part for factor in factors for part in ast.walk(factor)] or list(ast.walk(line))
    return {part.id for part in walked if isinstance(part, ast.Name)}


OF_ROWS = r"shapes \((\d+),\) (?:and )?\((\d+),\)", r"\(size (\d+) is different from (\d+)\)"
"""What NumPy says of two rows that it cannot multiply."""


def _column_times_row(answer: Answer, D: int, C: int) -> str:
    """What is said where an image and the numbers of its classes are to give a gradient; "" elsewhere."""
    found = next(filter(None, (re.search(one, answer.message) for one in OF_ROWS)), None)
    sizes = set(map(int, found.groups())) if found else set()
    if D == C or sizes != {D, C} or not re.match(r"dW\b[^\[]*=", answer.text):
        return ""
    turned = " .T changes nothing in an array of one axis;" if ".T" in answer.text else ""
    return f"{turned} np.outer(a, b) multiplies a column by a row."


def _of_classes(answer: Answer, N: int, D: int, C: int) -> str:
    """What is said where a sum over the images has a number for each class, and each image needs one; "" elsewhere."""
    found = [re.search(one, answer.message) for one in (OF_ROWS[0], r"value array of shape \((\d+),\).*\((\d+),\)$")]
    sizes = next((set(map(int, one.groups())) for one in found if one), set())
    if sizes != {N, C} or N == C or D in sizes or not re.search(r"axis=0|, 0\)|sum\(0\)", answer.text):
        return ""
    return f" {C} {OF_CLASSES} each of the {N} images needs one: over which axis do you sum?"


def _row_for_column(answer: Answer, one: int, other: int) -> str:
    """What a row is, where the line takes one of an array whose columns would fit."""
    shapes = named(answer)
    for name, index in re.findall(r"\b(\w+)\[((?:[^\[\],:]|\[\w+\])+)\]", answer.text):
        rows, columns = shapes[name] if len(shapes.get(name, ())) == 2 else (0, 0)
        if rows != columns and {rows, columns} == {one, other}:
            return (
                f" {name}[{index}] is a row of {name} and has shape ({columns},); a column, such as {name}[:, {index}],"
                f" has shape ({rows},)."
            )
    return ""


def _too_short(shapes: Mapping[str, tuple[int, ...]]) -> str:
    """What is said of a row that would be no column beside the array that it is joined with."""
    rows = [(name, shape[0]) for name, shape in shapes.items() if len(shape) == 1]
    tables = [(name, shape[0]) for name, shape in shapes.items() if len(shape) == 2]
    if len(rows) != 1 or len(tables) != 1 or rows[0][1] == tables[0][1]:
        return ""
    (row, entries), (table, N) = *rows, *tables
    return f" But {row} has {entries} entries, and {table} has {N} rows: how many should it have?"


ONE_COLUMN = (
    " {rows} numbers, one for each number of an image, fill one column of an array of {columns}: which class do they"
    " belong to?"
)
AXIS_OF_CLASSES = (
    " Rows are classes and columns are images here, and you have one number for each class: over which axis do you"
    " get one for each image?"
)


def _classes(C: int, labels: int) -> str:
    """What is said of classes that are counted by the largest label."""
    return f" W has {C} columns, but the largest label here is {labels - 1}: does y hold every class?"


def way_out(answer: Answer, sizes: Mapping[str, int], labels: int) -> str:
    """How shapes that do not fit can be made to fit, where NumPy's message tells enough.

    labels: one more than the largest label in this call.
    """
    message = answer.message
    for name in re.findall(r"(\w+) list of 2\b", answer.shapes):
        if f"[{name}]" in answer.text:
            return f" {name} is a list, and a list is one index, which takes whole rows; a tuple would be two."
    for name in re.findall(r"(\w+) list of \d+", answer.shapes) if "only integer scalar arrays" in message else ():
        if f"{name}[" in answer.text:
            return f" {name} is a list: one number can index it, an array of them cannot. np.array({name}) is an array."
    if sizes.get("C") and 10 not in sizes.values() and re.search(r"\((\d+,)*10(,\d+)*,?\)", message):
        return TEN.format(C=sizes["C"])
    if found := re.search(r"broadcast together with shapes \((\d+),(\d+)\) \((\d+),(\d+)\)", message):
        a, b, c, d = found.groups()
        in_place = re.search(rf"\({a},{b}\) \({c},{d}\) \({a},{b}\)", message)
        if b == c and a != c and _multiplies(answer) and not in_place:
            return ENTRIES
        if a == c == str(sizes.get("N")) and {b, d} == {str(sizes.get("D")), str(sizes.get("C"))} and b != d:
            return ENTRIES + BOTH_ROWS.format(rows=a) if _multiplies(answer) else ""
        if (a, b) == (d, c):
            return f" {ONE_SHAPE_TRANSPOSED}: which of the two do you need here?"
    if found := re.search(r"broadcast together with shapes \((\d+),(\d+)\) \((\d+),?\)", message):
        rows, columns, entries = map(int, found.groups())
        if rows == entries == sizes.get("D") != columns == sizes.get("C") != sizes.get("N") != rows:
            return ONE_COLUMN.format(rows=rows, columns=columns)
        if rows == entries != columns and rows == sizes.get("C") and columns == sizes.get("N"):
            return AXIS_OF_CLASSES  # a column of them would be taken from every image's scores alike
        if rows == entries != columns:
            return f" One number for each row needs shape ({rows}, 1): keepdims=True or [:, np.newaxis]."
    found = re.search(r"broadcast together with shapes \((\d+),\) \((\d+),\)", message)
    if found and (told := _row_for_column(answer, *map(int, found.groups()))):
        return told
    if "must have same number of dimensions" in message:
        told = " A column has shape (N, 1), and an array of shape (N,) becomes one by [:, np.newaxis]."
        return told + _too_short(named(answer))
    N, D, C = (sizes.get(letter, 0) for letter in "NDC")
    found = re.search(r"indexing arrays could not be broadcast together with shapes \((\d+),\) \((\d+),\)", message)
    if found and N != D and re.search(r"\by\b", answer.text) and {found[1], found[2]} == {str(N), str(D)}:
        return f" There are N = {N} labels, one for each image, and D = {D} row numbers: {WHICH_SIZE}"
    if told := _column_times_row(answer, D, C) or _of_classes(answer, N, D, C):
        return told
    if "broadcast together" in message:
        square = N > 1 and f"({N},{N})" in message
        if C and re.search(rf"\(\d+,{labels}\)", message) and labels not in (C, D):
            columns = labels == N and bool(re.search(r"\[:, *y\]", answer.text))
            return _classes(C, labels) + " Or does [:, y] make a column for each image?" * columns
        if square:
            return " An (N, N) array has a column for each image: [:, y] and np.outer make such arrays."
    if len(re.findall(rf" = {labels}\b", answer.shapes)) > (labels in (N, D)) and C not in (labels, 0):
        return _classes(C, labels)
    if any(f"cannot reshape array of size {10 * size} into" in message for size in (N, D) if C not in (0, 10)):
        return TEN.format(C=C)
    if D and (found := re.search(r"\b(3072|3073)\b", message)) and int(found[1]) not in sizes.values():
        return CIFAR.format(found=found[1], D=D)
    many = [int(one) for one in re.findall(r"\b\d{3,}\b", message) if int(one) in NOTEBOOKS]
    if N and many and many[0] not in sizes.values():
        return MANY.format(found=many[0], N=N)
    if "mismatch in its core dimension" in message or "not aligned" in message:
        flat = [name for name, shape in named(answer).items() if shape == (C,)] if N == 1 else []
        flat = [name for name in flat if name in _factors(answer)]
        if flat:
            return f" {flat[0]} has lost the axis of the images here, where N = 1: does a line drop axes of length 1?"
        shapes = re.search(r"shapes \((\d+),\) and \(1,(\d+)\) not aligned", message)
        if shapes and shapes[1] != "1":
            return " .T changes nothing in an array of one axis; np.outer(a, b) multiplies a column by a row."
        told = " In a matrix product the inner sizes must agree: (a, b) times (b, c) gives (a, c)."
        return told + (_order(answer) if len(set(sizes.values())) == len(sizes) else "")
    found = re.search(r"(\w+)\.shape\b", answer.text)
    if found and (axes := re.search(r"values to unpack \(expected (\d)(?:, got (\d))?\)", message)):
        return f" {found[1]} does not have the {axes[1]} axes that this line expects."
    if message.startswith("tuple index") and (found := re.search(r"(\w+)\.shape\[(\d)\]", answer.text)):
        return f" {found[1]}.shape has no entry {found[2]} here: the array has fewer axes than this line needs."
    if found := re.search(r"index (\d+) is out of bounds for axis \d with size (\d+)", message):
        index, size = map(int, found.groups())
        stacked = [name for name, shape in named(answer).items() if len(shape) == 3 and shape[0] == size == 2]
        if stacked and 2 not in sizes.values():
            return (
                f" {stacked[0]} holds whole rows, twice: a list of two arrays is one index; as a tuple it would be two."
            )
        counted = [what for letter, what in COUNTS.items() if sizes.get(letter) == size]
        if len(counted) != 1:
            return " Counting starts at 0." if index == size else ""
        places = f", from 0 to {size - 1}" if size > 1 else ", and here is only one"
        return f" That axis counts the {counted[0]}{places}: does this index count them, too?"
    return ""
