"""Copies of a file in which what keeps it from running is mended: old Python, lines that are no Python, other layouts.

In nothing else do they differ: not in what a student may have meant. Lines keep their numbers.
"""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from itertools import takewhile, zip_longest
from typing import NamedTuple

from grader.bank.model import Exercise
from grader.grading import alone, mends, statements
from grader.intake import broken, compiler
from helpers.given.calling.calls import AT_GRADING
from helpers.given.calling.seen import same_words
from helpers.given.judge import stop_lines

NOT_READ = ValueError, SyntaxError, RecursionError, MemoryError
"""What comes of code that Python's own parser does not take, or that is nested too deep for what reads its tree."""
MOST_STOPS = 3
"""So many are mended, one after the other."""

LOSS = "W", "X", "y", "reg"
"""What a loss takes."""

NAMES = {"xrange": "range", "raw_input": "input", "unicode": "str", "reduce": '__import__("functools").reduce'}
TODAY = NAMES | {"reduce": "functools.reduce"}
"""The same as they are told."""
ALIAS = re.compile(r"\bnp\.(int|float|complex|object|str)\b")
"""Names that old NumPy had for Python's own."""
OPEN = re.compile(r"[^=<>!]=\s*(#.*)?$")
"""A line in which nothing comes after =."""
SHAPE = re.compile(r"\.shape\((-?\d)\)")
NAME = re.compile(rf"(?<![\w.])({'|'.join(NAMES)})(?=\()")
PRINT = re.compile(r"(?:^|:)[ \t]*print\b(?![ \t]*\()")

IN_COLUMNS = """

def {name}(W, X, y, reg, in_columns={name}):
    loss, dW = in_columns(W.T, {X}, y, reg)
    return loss, getattr(dW, "T", dW)
"""
SAYS_COLUMNS = (
    "Your code takes images to be the columns of X, and the rows of W to belong to classes: here it is the other way"
    " round."
)


SAYS_ROWS = "Your code takes the rows of W to belong to classes: here its columns do, as W has shape (D, C)."
ROWS = re.compile(rf"{statements.IN_COLUMNS.pattern}|W\.T\b|W\[\w+\]|W\[\w+, :\]")
"""What is in code that may take rows of W for classes."""


class Copy(NamedTuple):
    """A file in which what stops it is mended.

    suffix: how the name of its module ends; text: the file; says: what the student should know of what was mended.
    turned: what comes behind it where it is called with arrays that are transposed.
    """

    suffix: str
    text: bytes
    says: str = ""
    turned: bytes = b""


def copies(text: bytes, exercise: Exercise, line: int) -> Iterator[Copy]:
    """Yield the copies of a file in which an exercise may not stop, the likeliest first.

    Args:
        text: the file; exercise: a function of it.
        line: where it stops, of which all is said.
    """
    name = exercise.target.partition(".")[2]
    readable = without_unreadable(text, name)
    if not readable and (guess := without_unreadable(text, name, line)):
        # What was meant there nobody knows: only a result that does not come from that line is judged.
        open_lines = changed_lines(text, guess) - {0, line}
        try:
            own = alone.one_result(guess, name, line, exercise.task, open_lines) if exercise.takes == LOSS else None
        except NOT_READ:
            return
        if own:
            today = rewritten(own)
            says = rewritten_too(own, today, name, line) if today else ""
            if lack := sorted(number for number in open_lines if OPEN.search(text.decode().split("\n")[number - 1])):
                says = f"The same goes for {mends.in_lines(lack)}. {says}".strip()
            yield Copy(f"_{name}_{exercise.task}_alone", today or own, says)
        return
    colons = _colons_too(text, readable, line) if readable else ""
    text = readable or text
    today = rewritten(text)
    says = " ".join(filter(None, [colons, rewritten_too(text, today, name, line) if today else ""]))
    if copy := today or readable:
        yield Copy(f"_{name}_alone" if readable else "_today", copy, says)
    if exercise.takes == LOSS and len(text) <= broken.LONGEST:
        ways = [("_in_columns", "X.T", SAYS_COLUMNS)]
        ways += [("_in_rows", "X", SAYS_ROWS)] if ROWS.search(text.decode(errors="replace")) else []
        for suffix, X, told in ways:
            end = IN_COLUMNS.format(name=name, X=X).encode()
            yield Copy(f"_{name}{suffix}", today or text, " ".join(filter(None, [says, told])), turned=end)


def without_unreadable(text: bytes, name: str, guessed: int = 0) -> bytes | None:
    """Return a file in which other functions are blank that Python cannot read; None if it cannot read this one either.

    An empty block is no reason: it gets a `pass`; nor is a head without its colon, a misspelt keyword, or a line too
    far to the right.
    Lines keep their numbers.

    Args:
        text: the file; name: of the function.
        guessed: a line of it that gets a * where an operator may be missing, or, as those below it, a 0 where nothing
            comes after =.
    """
    if len(text) > broken.LONGEST:
        return None
    lines = text.decode(errors="replace").split("\n")
    old = lines
    for _ in range(MOST_STOPS + 1):
        try:
            compiler.check("\n".join(_line(one.expandtabs()) for one in lines))
        except SyntaxError as error:
            found = re.search(r" on line (\d+)", error.msg)  # of a statement with nothing in it: the next one is told
            line = int(found[1]) if found else error.lineno or 0
            rest = _without(lines, line, name)
            if rest == lines and found:
                rest = _filled(lines, line)
            elif rest == lines and "unexpected indent" in error.msg:
                rest = _dedented(lines, line)
            elif rest == lines and (words := stop_lines.misspelt(lines[line - 1].strip(), error.msg)):
                rest = [*lines[: line - 1], lines[line - 1].replace(*words, 1), *lines[line:]]
            elif rest == lines and error.msg.startswith(NO_COLON):
                rest = [*lines[: line - 1], _with_colon(lines[line - 1]), *lines[line:]]
            elif rest == lines and line == guessed and (gap := stop_lines.gap(lines[line - 1].strip(), error.msg)):
                place = len(lines[line - 1]) - len(lines[line - 1].lstrip()) + gap.place
                filled = f"{lines[line - 1][:place]} * {lines[line - 1][place:]}"
                rest = [*lines[: line - 1], filled, *lines[line:]]
            elif rest == lines and guessed and line >= guessed and OPEN.search(lines[line - 1]):
                rest = [*lines[: line - 1], f"{lines[line - 1].partition('#')[0].rstrip()} 0", *lines[line:]]
            lines = rest
        except NOT_READ:
            return None
        else:
            return "\n".join(lines).encode() if lines != old else None
    return None


NO_COLON = "expected ':'"
"""How Python says that the head of a block has no colon at its end."""


def _with_colon(line: str) -> str:
    """A line with a colon behind its code."""
    code, mark, comment = line.partition("#")
    return f"{code.rstrip()}:{f'  {mark}{comment}' if mark else ''}"


def _colons_too(old: bytes, new: bytes, line: int) -> str:
    """What is said of lines other than one that got a colon."""
    pairs = enumerate(zip(*(text.decode(errors="replace").split("\n") for text in (old, new)), strict=False), 1)
    others = [number for number, (one, other) in pairs if number != line and one != other == _with_colon(one)]
    return f"The same goes for {mends.in_lines(others)}." if others else ""


def _filled(lines: list[str], line: int) -> list[str]:
    """The lines of a file with `pass` for what a statement with nothing in it should hold."""
    filled = re.sub(r":\s*(#.*)?$", ": pass", lines[line - 1])
    return [*lines[: line - 1], filled, *lines[line:]]


def _dedented(lines: list[str], line: int) -> list[str]:
    """The lines of a file with those that are indented without a reason where the line above them is."""
    before = next((one for one in reversed(lines[: line - 1]) if one.strip()), "")
    width, wanted = (len(one) - len(one.lstrip()) for one in (lines[line - 1], before))
    inside = list(takewhile(lambda one: not one.strip() or len(one) - len(one.lstrip()) >= width, lines[line - 1 :]))
    moved = [one[width - wanted :] if one.strip() else one for one in inside]
    return [*lines[: line - 1], *moved, *lines[line - 1 + len(inside) :]]


def _without(lines: list[str], line: int, name: str) -> list[str]:
    """The lines of a file with those of the function blank that has a line, unless it is the one of a name."""
    starts = [k for k, one in enumerate(lines) if re.match(r"(def|class)\b|@", one)]
    first = max((k for k in starts if k < line), default=0)
    last = min((k for k in starts if k > first), default=len(lines))
    found = re.match(r"def (\w+)", lines[first])
    if not found or found[1] == name:
        return lines
    return [*lines[:first], f"def {found[1]}(*_): raise NotImplementedError", *[""] * (last - first - 1), *lines[last:]]


def rewritten_too(old: bytes, new: bytes, name: str, line: int) -> str:
    """What else is rewritten in the lines of a function, but for one line."""
    tree = compiler.tree(new.decode())
    spans = [
        range(node.lineno, (node.end_lineno or node.lineno) + 1)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and same_words(node.name, name)
    ]
    old_code, new_code = (_without_texts(one.decode()) for one in (old, new))
    where: dict[str, list[int]] = {}
    gone = []
    for number, (text, after) in enumerate(zip(old_code, new_code, strict=True), 1):
        if number != line and after.strip() == "pass" != text.strip() and re.match(r"\s*(from|import)\b", text):
            gone.append(number)
        code = text.partition("#")[0]
        if number != line and spans and number in spans[-1]:
            for found in dict.fromkeys(NAME.findall(code)):
                where.setdefault(f"{TODAY[found]} instead of {found}", []).append(number)
            for found in dict.fromkeys(ALIAS.findall(code)):
                where.setdefault(f"{found} instead of np.{found}", []).append(number)
        if (
            number != line and PRINT.search(code) and "pass" in after
        ):  # with one of them in it, wherever it is, Python reads no function
            where.setdefault("print with brackets", []).append(number)
    goes = gone or re.match(r"\s*(from|import)\b", old_code[line - 1])  # and then the lines below get other numbers
    now = " (as numbered now)" if goes else ""
    said = [f"Write {what} in {mends.in_lines(numbers)}{now}, too." for what, numbers in where.items()]
    one = "them" if len(gone) > 1 else "it"
    return " ".join([*said, *([f"Take {mends.in_lines(gone)} out, too: nothing uses {one}."] if gone else [])])


def _without_texts(text: str) -> list[str]:
    """The lines of a file with blanks for what is in its strings."""
    lines = text.split("\n")
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(text).readline))
    except (tokenize.TokenError, SyntaxError):
        return lines
    for one in tokens:
        (first, start), (last, end) = one.start, one.end
        for number in range(first, last + 1) if one.type == tokenize.STRING else ():
            line = lines[number - 1]
            begin, stop = start if number == first else 0, end if number == last else len(line)
            lines[number - 1] = f"{line[:begin]}{' ' * (stop - begin)}{line[stop:]}"
    return lines


def rewritten(text: bytes) -> bytes | None:
    """Return a file as today's Python takes it; None if that changes nothing, or it is long, or still no Python."""
    if len(text) > broken.LONGEST:
        return None
    try:
        old = text.decode().split("\n")
        new = [_line(line.expandtabs()) for line in old]  # as wide as they were for Python 2
        tree = compiler.tree("\n".join(new))
        used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Import | ast.ImportFrom)
                and node.lineno == node.end_lineno
                and _useless(node, used)
            ):
                line = new[node.lineno - 1]
                new[node.lineno - 1] = line.replace(line.strip(), "pass")
    except (*NOT_READ, IndexError):
        return None
    return "\n".join(new).encode() if new != old else None


def _line(line: str) -> str:
    """A line without the names of Python 2 and of old NumPy, and what it prints; and with A.shape[0] for A.shape(0)."""
    line = SHAPE.sub(r".shape[\1]", ALIAS.sub(r"\1", NAME.sub(lambda found: NAMES[found[1]], line)))
    found = PRINT.search(line)
    return f"{line[: found.end() - len('print')]}pass" if found else line


def _useless(node: ast.Import | ast.ImportFrom, used: set[str]) -> bool:
    """Whether an import asks for what is not there when work is graded, and gives no name that is used."""
    if used & {one.asname or one.name.partition(".")[0] for one in node.names}:
        return False
    if isinstance(node, ast.ImportFrom):
        return not node.level and (node.module or "").partition(".")[0] not in AT_GRADING
    return any(one.name.partition(".")[0] not in AT_GRADING for one in node.names)


def changed_lines(text: bytes, mended: bytes) -> set[int]:
    """The numbers of the lines in which a file differs from a mended one, and 0, for one that is unknown."""
    pairs = zip_longest(text.split(b"\n"), mended.split(b"\n"))
    return {0, *(number for number, (one, other) in enumerate(pairs, 1) if one != other)}
