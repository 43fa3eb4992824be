"""Where and why a call stopped, in words."""

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
from helpers.given.judge import shapes, stop_lines
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
OF_ARGUMENTS = "ValueError", "IndexError", "TypeError", "AxisError"
"""Errors that may come from what a function was given."""
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
        elif words := stop_lines.misspelt(answer.text, answer.message):
            told += " {} is no word of Python here: is {} meant?".format(*words)
        elif gap := stop_lines.gap(answer.text, answer.message):
            told += f" Between {gap.before} and {gap.after} something is missing: an operator such as *, or a comma?"
        elif error == "TabError":
            told += " Replace the tabs at the start of this block's lines with spaces."
        elif answer.text.startswith(MERGE_MARKS):
            told += " git left this mark where two versions met: keep one of them and delete the marks."
        return Cause(told, symptom=UNREAD)
    where = f"Stopped at line {line} ({answer.text.rstrip(' :')}): " if line else "Stopped: "
    in_line, said = stop_lines.found(answer, shapes.named(answer), sizes, called)
    slug, meaning = (in_line, said) if in_line else _meaning(answer, called, takes)
    told = _ended(f"{where}{error}: {meaning or answer.message}".rstrip(": "))
    if answer.shapes and error in (*OF_ARGUMENTS, "AssertionError"):
        measures = ", ".join(f"{name} = {size}" for name, size in sizes.items())
        told += f" Shapes here: {answer.shapes}{f'; {measures}' if measures else ''}."
        told += "" if in_line else shapes.way_out(answer, sizes, labels)
    if answer.caller and error in OF_ARGUMENTS:
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
        if re.search(rf"(?<![\w.]){called}\(", answer.text.removeprefix("def ")) and answer.line:
            return "calls-itself", f"{called} calls itself here, with other arguments than {', '.join(takes)}."
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
    if message.startswith("'numpy.ndarray'") and name == "append":
        return "an array does not grow. Which function makes a new one of two, side by side?"
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
