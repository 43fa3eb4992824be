"""Where and why a call stopped, in words."""

import ast
import builtins
import difflib
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np

from helpers.given.calling.calls import NOT_RUN, Answer
from helpers.given.calling.drivers import NoBatch, SquareArray
from helpers.given.calling.seen import STUB_LEFT
from helpers.given.judge import stop_lines
from helpers.given.judge.model import Cause
from helpers.given.judge.newer import RUNNING, newer

SAID = {SquareArray.__name__: "n-by-n", NoBatch.__name__: "no-batch"}
"""Errors of our own, whose messages are for students."""
UNREADABLE = {"SyntaxError", "IndentationError", "TabError"}
UNREAD = "stop.syntax-error"
"""The symptom of what Python cannot read, unless it is known that a newer one can."""
HELPERS = Path(__file__).resolve().parents[2]
CALLS_OPEN = "calls-open"
"""A function of the file that is called, and still open."""
MERGE_MARKS = ("<<<<<<<", "=======", ">>>>>>>")
OLD = {
    "xrange": "range",
    "raw_input": "input",
    "unicode": "str",
    "reduce": "functools.reduce",
    "past": "range, str and the like",
}
"""Names of Python 2, and what does it today."""
PYTHON = f"Python {RUNNING[0]}.{RUNNING[1]}"
"""The one that runs here, as it is called in sentences."""
DIGITS = {"l": 1, "I": 1, "O": 0, "o": 0}
"""Letters that look like digits."""
ELSEWHERE = {
    "unsqueeze": "A[:, np.newaxis]",
    "clamp": "np.maximum(A, 0)",
    "relu": "np.maximum(A, 0)",
    "gather": "A[np.arange(N), y][:, np.newaxis]",
    "float": "A.astype(float)",
    "long": "A.astype(int)",
    "t": "A.T",
    "mm": "A @ B",
    "numel": "A.size",
    "length": "len(A)",
    "norm": "np.linalg.norm(A)",
    "cat": "np.concatenate",
    "tensor": "np.array",
    "backward": "the gradient yourself",
    "item": "float(A)",
    "randint": "rng.integers",
    "randn": "rng.standard_normal",
    "rand": "rng.random",
    "dim": "A.ndim",
    "ln": "np.log",
}
"""Names of other libraries, languages and years, and how NumPy writes it."""
KEYWORDS = {"dim": "axis", "keepdim": "keepdims"}
"""The same of arguments."""


class Rule(NamedTuple):
    """What errors mean that are told by their name, their message and the line: patterns, of which all have to fit.

    says: with {name} for what the message quotes first.
    """

    slug: str
    says: str
    error: str = ".*"
    message: str = ""
    text: str = ""

    def fits(self, answer: Answer) -> bool:
        """Return whether it is about this stop."""
        named = re.fullmatch(self.error, answer.error) and re.search(self.message, answer.message)
        return bool(named and re.search(self.text, answer.text))


RULES = (
    Rule(
        "debugger", "a debugger or input() waits here; take it out.", error="BdbQuit|EOFError|StdinNotImplementedError"
    ),
    Rule(
        "unbound-local-error",
        "{name} has no value yet, and an operator such as += needs one. Which line gives it its first value, or did you"
        " mean another name?",
        error="UnboundLocalError",
        text=r"^\w+ *([-+*/@]|\*\*|//)=",
    ),
    Rule(
        "unbound-local-error",
        "{name} has no value yet at this line. Which line gives it its first value, and when does that line run?",
        error="UnboundLocalError",
    ),
    Rule(
        "file",
        "this opens a file ({name}), and other machines do not have it. Take the line out: no exercise needs a file.",
        error="FileNotFoundError|PermissionError|NotADirectoryError|IsADirectoryError",
    ),
    Rule(
        "memory-error",
        "an array is too large for this machine's memory. What shape does it have, and what shape do you need?",
        error="MemoryError",
    ),
    Rule(
        "array-for-a-number",
        "range and np.arange count up to one number, and this is an array. Which line should make it a number?",
        message="truth value of an array|only integer scalar arrays|only (length-1|0-dimensional) arrays",
        text=r"^(?!.*\b(if|while|and|or|not|max|min)\b).*\b(np\.a)?range\(\w+\)",
    ),
    Rule(
        "array-for-a-shape",
        "np.ndindex takes a shape, but this is an array: write np.ndindex(x.shape).",
        message="truth value of an array|cannot be interpreted as an integer",
        text=r"^(?!.*\b(if|while|and|or|not|max|min)\b).*np\.ndindex\(\w+\)",
    ),
    Rule(
        "array-as-condition",
        "if, and, or and Python's own max need a single True or False, but this is an array of them. Masks and"
        " np.maximum work entry by entry.",
        message="truth value of an array",
    ),
    Rule(
        "too-few-axes",
        "an array has fewer axes than this line indexes. Which line took one away, as np.sum(A, 0), np.max(A, 0) and"
        " A[0] do?",
        error="IndexError",
        message="too many indices for array",
    ),
    Rule(
        "boolean-array",
        "this needs an array of numbers, not one of True and False. Convert it first: mask.astype(float).",
        message=r"numpy boolean subtract|Cannot cast ufunc .* to dtype\('bool'\)",
    ),
    Rule(
        "max-not-maximum",
        "np.max(0, A) takes A for an axis. Do you want the largest entry of A, or each entry compared with 0?",
        error="TypeError",
        text=r"(?=.*np\.).*\bmax\(\s*0(\.0*)?\s*,",
    ),
    Rule(
        "max-not-maximum",
        "np.max(a, A) takes A for an axis. Do you want the largest entry of A, or each entry compared with a number?",
        error="TypeError",
        message="only integer scalar arrays|cannot be interpreted as an integer",
        text=r"np\.a?max\(\s*\d",
    ),
    Rule(
        "arrays-not-in-a-list",
        "put the arrays that you join in one list: np.hstack([A, B]).",
        error="TypeError",
        message="multiple values for argument|positional argument|only integer scalar arrays",
        text=r"\b(concatenate|[hv]?stack|column_stack)\(\s*[\w.]+\s*,",
    ),
    Rule(
        "number-not-array",
        "what comes before the square brackets is a single number, not an array. Which line gives it its value?",
        error="TypeError",
        message=r"'(int|float|numpy\.(float|int)\d+)' object (is not subscriptable|does not support item)",
    ),
    Rule(
        "list-not-array",
        "this is a list, and [i, j] needs an array: np.zeros(shape) makes one.",
        error="TypeError",
        message="list indices must be integers or slices, not tuple",
    ),
    Rule(
        "list-without-entries",
        "the list has no such entry yet, and assigning to one does not add it: append does.",
        error="IndexError",
        message="list assignment index out of range",
    ),
    Rule(
        "joined-not-appended",
        "+= joins two lists; to add a single value, use append.",
        error="TypeError",
        message=r"'(float|numpy\.(float|int)\d+)' object is not iterable",
        text=r"^\w+ *\+=",
    ),
    Rule(
        "not-called",
        "this is the function itself, not what it returns: are its round brackets missing, as in x.copy()?",
        error="TypeError|AttributeError",
        message=r"'(builtin_function_or_method|function|method|numpy\.ufunc|(numpy\.)?_ArrayFunctionDispatcher)'",
    ),
    Rule(
        "one-number-compared",
        "max or min of a single number: which other number should it be compared with?",
        error="TypeError",
        message=r"'(float|numpy\.(float|int)\d+)' object is not iterable",
        text=r"(?<![\w.])(max|min)\(",
    ),
    Rule(
        "no-whole-numbers",
        "an index must hold whole numbers, or True and False, but this one does not. Which line makes it, and from"
        " what?",
        error="IndexError",
        message="arrays used as indices must be of integer",
    ),
    Rule(
        "no-whole-number",
        "an index must be a whole number, and this one is not: is it a float, such as 2.0? Which line makes it?",
        error="IndexError",
        message=r"only integers, slices \(",
    ),
    Rule(
        "bitwise",
        "^, & and | combine bits: a power is **, and conditions need brackets, (a > 0) & (b > 0).",
        message="ufunc 'bitwise_",
    ),
    Rule(
        "integer-array",
        "an array of whole numbers cannot take fractions in place. Make it float from the start: np.zeros(shape) is"
        " float, np.zeros_like of whole numbers is not.",
        message=r"Cannot cast ufunc.*to dtype\('u?int",
    ),
    Rule("interrupted", "somebody interrupted it.", error="KeyboardInterrupt"),
    Rule("system-exit", "exit() ends Python; take it out.", error="SystemExit"),
    Rule("recursion-error", "the function calls itself without end.", error="RecursionError"),
)
"""Tried in this order."""


def stop(answer: Answer, sizes: Mapping[str, int], called: str, takes: tuple[str, ...], labels: int = 0) -> Cause:
    """Return where and why a call stopped, in one or two sentences, and its symptom, such as "stop.name-error".

    Args:
        answer: what came of the call.
        sizes: how large N, D and C were in it.
        called: the name of the function, "" for a file that is loaded; takes: those of its arguments.
        labels: one more than the largest label in the call.
    """
    error, line = answer.error, answer.line
    if error in NOT_RUN:
        place = f", at or just before line {line} ({answer.text}): does this ever end, or is it only very slow?"
        return _cause(_slug(error), answer.message.rstrip(".") + place if line else answer.message)
    if error in SAID:
        return _cause(SAID[error], _ended(answer.message))
    if error == "NotImplementedError" and answer.meant:
        told = f"Line {line} ({answer.text}) calls {answer.meant}, which is still open. Write {answer.meant} first: its"
        return _cause(CALLS_OPEN, f"{told} result is needed here.")
    if error == STUB_LEFT:
        told = f"The line raise NotImplementedError (line {line}) is still in your function: delete it."
        return _cause("stub-left", told)
    if error in UNREADABLE:
        place = f"line {line} ({answer.text})" if line else "it"
        if new := newer(answer.text, answer.message):
            told = f"{PYTHON} cannot read {place}; Python {new.since[0]}.{new.since[1]} can."
            told += f" Older versions read it {new.older}."
            return _cause("newer-syntax", told)
        told = _ended(f"Python cannot read {place}: {error}, {answer.message}")
        if answer.text.startswith(("%", "!")):
            told += " Lines that begin with % or ! work in notebooks only: take this one out."
        elif "call to 'print'" in answer.message:
            told += " Today print needs brackets: print(x)."
        elif re.search(r"[^=<>!]=$", answer.text):
            told += " The value after = is missing."
        elif gap := stop_lines.gap(answer.text, answer.message):
            told += f" Between {gap.before} and {gap.after} something is missing: an operator such as *, or a comma?"
        elif error == "TabError":
            told += " Replace the tabs at the start of this block's lines with spaces."
        elif answer.text.startswith(MERGE_MARKS):
            told += " git left this mark where two versions met: keep one of them and delete the marks."
        return Cause(told, symptom=UNREAD)
    where = f"Stopped at line {line} ({answer.text.rstrip(' :')}): " if line else "Stopped: "
    in_line, said = stop_lines.found(answer, _shapes(answer), sizes, called)
    slug, meaning = (in_line, said) if in_line else _meaning(answer, called, takes)
    told = _ended(f"{where}{error}: {meaning or answer.message}".rstrip(": "))
    if answer.shapes and error in ("ValueError", "IndexError", "TypeError", "AxisError", "AssertionError"):
        measures = ", ".join(f"{name} = {size}" for name, size in sizes.items())
        told += f" Shapes here: {answer.shapes}{f'; {measures}' if measures else ''}."
        told += "" if in_line else _way_out(answer, sizes, labels)
    if answer.caller and error not in NOT_RUN:
        told += f" {answer.caller}: is that what it takes?"
    return _cause(slug, told)


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith((".", "?", "!")) else f"{sentence}."


def _cause(slug: str, sentences: str) -> Cause:
    return Cause(sentences, symptom=f"stop.{slug}")


def _slug(error: str) -> str:
    """An error's name as part of an id; one that Python does not know, such as a student's own, has none."""
    known = error in NOT_RUN or isinstance(getattr(builtins, error, None), type)
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", error).lower() if known else "other"


def _meaning(answer: Answer, called: str, takes: tuple[str, ...]) -> tuple[str, str]:
    """The slug of an error, and what it means where Python's own words say too little, otherwise ""."""
    error, message = answer.error, answer.message
    quoted = re.search(r"'([^']*)'", message)
    name = quoted[1] if quoted else ""
    if error == "NameError":
        return _unknown_name(answer, name, called, takes)
    if error in ("ModuleNotFoundError", "ImportError"):
        return _no_import(message, name, answer.text)
    if error == "UnboundLocalError" and answer.meant:
        return "misspelt-name", f"{name} has no value yet at this line, but {answer.meant} has one. Did you mean that?"
    if error == "UnboundLocalError" and re.search(rf"(?<![\w.]){name}\(", answer.text):
        return "called-variable", (
            f"{name} is a variable of this function, as some line sets it, and has no value yet. Is self.{name}"
            f" meant, a method? Or a function: then give the variable another name."
        )
    for rule in RULES:
        if rule.fits(answer):
            return rule.slug, rule.says.format(name=name)
    if inner := re.search(r"core dimension.*\(size (\d+) is different from (\d+)\)", message):
        return _slug(error), f"the inner sizes of this matrix product differ, {inner[2]} and {inner[1]}."
    if "unexpected keyword" in message and name in takes and re.search(rf"\b{name} ?=(?!=)", answer.text):
        return "type-error", f"= inside the brackets of a call names an argument; to compare {name}, write ==."
    if error == "TypeError" and re.match(rf"(\w+\.)*{called}\(\) .*(positional|keyword) argument", message):
        return "arguments-changed", f"the function's arguments were changed; they should be ({', '.join(takes)})."
    if error == "TypeError" and message.endswith("object is not callable") and not answer.line:
        return "no-function", f"{called} is no longer a function: does a later line give this name another value?"
    if error == "AttributeError" and message.startswith("module 'helpers."):
        missed = message.rpartition("'")[0].rpartition("'")[2]
        near = f"; {answer.meant} is. Is the name misspelt" if answer.meant else " any more: was it renamed"
        return "renamed", f"{missed} is not in this file{near}?"
    if error == "AttributeError" and "no attribute '" in message:
        return "attribute-error", _no_attribute(message, answer.meant)
    if error == "TypeError":
        return "type-error", _wrong_type(message, name, answer.text)
    if error == "AssertionError":
        return "assertion-error", f"your own assert fails{': ' + message if message else ''}."
    return _slug(error), ""


def _unknown_name(answer: Answer, name: str, called: str, takes: tuple[str, ...]) -> tuple[str, str]:
    """Slug and meaning of a NameError."""
    if name in OLD:
        return "old-name", f"{name} is Python 2; today it is {OLD[name]}."
    if answer.meant:
        other = ", or another name" * (len(name) == 1)
        other += ", or can this print go" * bool(re.match(r"print\(", answer.text))
        return "misspelt-name", f"{answer.message}. Did you mean {answer.meant}{other}?"
    if callable(getattr(np, name, None)):
        return "name-error", f"{name} has no value in this file; NumPy's function is np.{name}."
    if name == "np":
        return "name-error", "np has no value in this file: import numpy as np belongs at its top."
    if name in (*sys.stdlib_module_names, "numpy"):
        return "name-error", f"{name} is a module, which this file does not import under that name."
    if digit := DIGITS.get(name):
        return "misspelt-name", f"{name} has no value in this file. Did you mean the digit {digit}?"
    if not called:
        return "name-error", f"{name} has no value here: is it defined, or imported, further up?"
    return "name-error", (
        f"{name} has no value in this file. A function sees its arguments ({', '.join(takes)}), what it made"
        " itself, and what this file imports or defines: not the variables of the notebook."
    )


def _no_import(message: str, name: str, text: str) -> tuple[str, str]:
    """Slug and meaning of an import that failed; name: what its message quotes first, text: the line."""
    old = name.partition(".")[0]
    asked = re.search(r"\bimport (xrange|raw_input|unicode)$", text)
    if old in OLD and asked:
        needs = f"{asked[1]} is now {OLD[asked[1]]}, which needs no import: take this line out"
        return "old-name", f"{name} is not installed here. {needs}."
    if old in OLD:
        return "old-name", f"{name} is not installed here, and {OLD[old]} need no import: take this line out."
    if "relative import" in message or name.startswith("helpers") or "from 'helpers'" in message:
        return (
            "import-error",
            "no such file is graded: is its name misspelt? Code of your own belongs in one of the files that you edit.",
        )
    if "partially initialized" in message:
        return "import-error", "this file imports itself, or one that imports it: take the line out."
    if re.fullmatch(r"\w+", name) and (HELPERS / f"{name}.py").is_file():
        return "import-error", f"the file is in helpers: write from helpers import {name}."
    if found := re.match(r"cannot import name '(\w+)' from '([\w.]+)'", message):
        itself = ", or does the file import itself" if found[2].startswith("helpers.") else ""
        return "import-error", f"{found[2]} has no {found[1]}: is it spelt right{itself}?"
    near = difflib.get_close_matches(name, ("numpy", "matplotlib"), 1)
    meant = f" Did you mean {near[0]}?" if near else ""
    return "import-error", (
        f"{name or 'this'} cannot be imported: work is graded with NumPy, Matplotlib and what comes with Python.{meant}"
    )


def _no_attribute(message: str, meant: str) -> str:
    """What is to be said of a name that an array, or NumPy, does not have; meant: the nearest name that it has."""
    name = message.partition("no attribute ")[2].split("'")[1]
    if "deprecated alias" in message:
        return f"np.{name} is gone; write {name} without np."
    if name in ELSEWHERE:
        return f"there is no {name} here: write {ELSEWHERE[name]}."
    if message.startswith("'list'"):
        return f"{message}. np.array turns a list into an array."
    if message.startswith("'NoneType'") and name == "append":
        return "append changes a list and returns None: write it in a line of its own, with no = in front."
    if name == meant:
        return f"{name} is a function of this file: call it without what is before the dot."
    if message.startswith("'numpy.ndarray'") and callable(getattr(np, name, None)):
        return f"{name} is a function of NumPy, not of an array: np.{name}(A)."
    return f"{message}. Did you mean {meant}?" if meant else message


MATH = "the functions of math take one number"
NO_STAR = "Between {number} and the bracket a * is missing."


def _wrong_type(message: str, name: str, text: str) -> str:
    """What a TypeError means; name: what its message quotes first, text: the line. Otherwise ""."""
    if "unexpected keyword" in message and name in KEYWORDS:
        return f"there is no {name} here: write {KEYWORDS[name]}."
    if message == "'numpy.ndarray' object is not callable":
        return "entries of an array are picked by square brackets, A[i, j]; round ones call a function."
    if re.match(r"'(int|float)' object", message) and (number := re.search(r"(?<![\w.])(\d+\.?\d*|\.\d+)\(", text)):
        return f"{message}. {NO_STAR.format(number=number[1])}"
    method = re.search(r"(self\.\w+)\(", text)
    if "object is not callable" in message and method and re.search(rf"{re.escape(method[1])} *(,.*)?=[^=]", text):
        return f"{message}: this line sets {method[1]} to what the method returns. Which other name can hold that?"
    if re.match(r"'(int|tuple)' object is not callable", message):
        return f"{message}. Only a function takes round brackets: write A.shape[0], and A.size without any."
    if "NoneType" in message:
        return f"{message}. Which name in this line is None, and which line should give it a value?"
    if "as a data type" in message:
        return "several sizes need brackets of their own: np.zeros((2, 3))."
    if message.startswith("reshape() takes"):
        return "put the sizes of a shape in brackets of their own: np.reshape(A, (2, 3))."
    if message == "'int' object is not iterable":
        return f"{message}. To count from 0 to n - 1, write range(n)."
    if "cannot be interpreted as an integer" in message:
        return f"{message}. / gives a float; // gives a whole number."
    if "converted to Python scalars" in message and "math." in text:
        return f"{MATH}; np.exp, np.log and the like take arrays."
    return ""


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
    shapes = _shapes(answer)
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


def _shapes(answer: Answer) -> dict[str, tuple[int, ...]]:
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
    shapes = _shapes(answer)
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


def _way_out(answer: Answer, sizes: Mapping[str, int], labels: int) -> str:
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
        return told + _too_short(_shapes(answer))
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
        flat = [name for name, shape in _shapes(answer).items() if shape == (C,)] if N == 1 else []
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
        stacked = [name for name, shape in _shapes(answer).items() if len(shape) == 3 and shape[0] == size == 2]
        if stacked and 2 not in sizes.values():
            return (
                f" {stacked[0]} holds whole rows, twice: a list of two arrays is one index; as a tuple it would be two."
            )
        counted = [what for letter, what in COUNTS.items() if sizes.get(letter) == size]
        if len(counted) != 1:
            return " Counting starts at 0." if index == size else ""
        places = f", from 0 to {size - 1}" if size > 1 else ""
        return f" That axis counts the {counted[0]}{places}: does this index count them, too?"
    return ""
