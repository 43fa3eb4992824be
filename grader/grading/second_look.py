"""A second look at code that stops: what else is wrong with it, once what stops it is mended?

Such a stop costs the points; but who brings old code, or code that has images in columns, learns from one sentence more
what else there is to mend. So a copy of the file is judged, too, that differs in this alone: in nothing of which it is
not known what the student meant. Lines keep their numbers.
"""

import ast
import hashlib
import io
import re
import tokenize
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from itertools import takewhile, zip_longest
from typing import NamedTuple

from grader.bank.model import Exercise
from grader.grading import alone, changes, mends, statements, terms, unrun
from grader.intake import broken, compiler
from helpers.given.calling.calls import AT_GRADING, LONGEST_LINE, shortened
from helpers.given.calling.seen import same_words
from helpers.given.judge import PartVerdict, Verdict, diagnosis, misfits, stop_lines, stops
from helpers.given.judge.model import LATER

NOT_RUN = {"stop.timeout-error", "stop.no-answer", "stop.not-handed-in"}
"""Symptoms of what a copy would not mend, and might only cost the time of once more."""

NOT_READ = ValueError, SyntaxError, RecursionError, MemoryError
"""What comes of code that Python's own parser does not take, or that is nested too deep for what reads its tree."""

ALL_ELSE = "Everything else that"
"""How a sentence begins that says what is right."""
APART = "Apart from that:"
"""How a sentence begins on what is wrong beside lines that stop, and that are left out to see it."""
UNCHECKED = "More may be wrong: nothing beyond this is checked yet."
"""What is said of a stop behind which nothing is known."""
ONLY = {
    terms.PENALTY: (
        "Beyond this only the penalty is checked yet.",
        "The penalty is right; nothing else is checked yet.",
    ),
    terms.DATA: ("Beyond this only {own} without the penalty is checked yet.", "Without the penalty, {own} is right."),
}
"""The same where a part of the result is judged without the terms that stop, and if that is right."""
NOT_ALL = UNCHECKED, *(says for pair in ONLY.values() for says in pair if "{" not in says), APART
"""What is said where not all of a function is judged."""
AS_BEFORE = "see what is said there."
"""How it is said that an earlier message tells of a stop."""
LONGEST = 1500
"""So many characters are told of a stop."""
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
        open_lines = _changed(text, guess) - {0, line}
        try:
            own = alone.one_result(guess, name, line, exercise.task, open_lines) if exercise.takes == LOSS else None
        except NOT_READ:
            return
        if own:
            today = rewritten(own)
            says = _rewritten_too(own, today, name, line) if today else ""
            if lack := sorted(number for number in open_lines if OPEN.search(text.decode().split("\n")[number - 1])):
                says = f"The same goes for {mends.in_lines(lack)}. {says}".strip()
            yield Copy(f"_{name}_{exercise.task}_alone", today or own, says)
        return
    colons = _colons_too(text, readable, line) if readable else ""
    text = readable or text
    today = rewritten(text)
    says = " ".join(filter(None, [colons, _rewritten_too(text, today, name, line) if today else ""]))
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


def is_open(verdict: Verdict) -> bool:
    """Return whether a function of a copy is open, or calls one that is: it may be one that the copy has blank."""
    return verdict.is_open or any(part.symptom == f"stop.{stops.CALLS_OPEN}" for part in verdict.parts)


def _rewritten_too(old: bytes, new: bytes, name: str, line: int) -> str:
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


def behind(
    stopped: Verdict, text: bytes, exercise: Exercise, look: Callable[[Copy], Verdict], mended: tuple[bytes, ...] = ()
) -> Verdict:
    """Return the verdict on what stopped, with what is wrong behind it where the stop itself tells what was meant.

    Args:
        stopped: the verdict on a file; text: the file; exercise: what it is about.
        look: gives the verdict on a copy.
        mended: the file as it was before each stop that has been mended.
    """
    first = next(part for part in stopped.parts if part.error)
    if len(text) > broken.LONGEST + MOST_STOPS * len(changes.HELPS):
        return stopped
    name = exercise.method or exercise.target.partition(".")[2]
    try:
        if guess := without_unreadable(text, name, first.line) if first.symptom == stops.UNREAD else None:
            return _noted(stopped, guess, exercise, first.line)
        mend = mends.mended(text, name, first) if len(mended) < MOST_STOPS else None
        mend = _today(mend, name) if mend and first.symptom == "stop.renamed" else mend
        own = alone.one_result(text, name, first.line, exercise.task) if exercise.takes == LOSS else None
        # A copy may lack lines that the student's file has.
        noted = _noted(stopped, (*mended, text)[0], exercise, first.line)
    except NOT_READ:
        return stopped
    for copy in (*([mend] if mend else []), *([mends.Mend(own)] if own else [])):
        of_this_text = hashlib.sha256(copy.text).hexdigest()[:12]  # another exercise may ask the same of it
        then = look(Copy(f"_mended_{of_this_text}", copy.text))
        lines = {part.line for part in then.parts if part.error}
        same = any(_same_stop(first, part) for part in then.parts if part.error)
        # Where a line stops that is not as the student wrote it, something else was meant; under another name it is.
        before = (copy.text,) if copy.renames and not mended else (*mended, text)
        if not (is_open(then) or same or lines & _changed(before[0], copy.text)):
            then = behind(then, copy.text, exercise, look, before) if lines else then
            then = _as_written(then, text, copy.text)
            return beyond(stopped, then, copy.says, apart=copy.text == own and not lines)
    if exercise.takes != LOSS or mended or not stopped.parts[0].error:
        return noted
    return _noted(stopped, text, exercise, first.line, _rest(text, exercise, {first.line}, first.symptom, look))


def _same_stop(one: PartVerdict, other: PartVerdict) -> bool:
    """Whether two stops are one: in the same words, or in two lines for want of the same name."""
    names = NO_VALUE.search(one.cause), NO_VALUE.search(other.cause)
    return one.cause == other.cause or (all(names) and len({found and found[1] for found in names}) == 1)


NO_VALUE = re.compile(r"NameError: (\w+) has no value")


def turned(
    stopped: Verdict, seen: Verdict, copy: Copy, exercise: Exercise, look: Callable[[Copy], Verdict]
) -> Verdict | None:
    """Return the verdict on what stopped, where a copy with transposed arrays stops further down; None if in doubt.

    Arrays fit as far as a line that stops for another reason, or if all runs once that line is mended.

    Args:
        stopped, exercise, look: as in `behind`; seen: the verdict on the copy.
    """
    first, later = (next(part for part in verdict.parts if part.error) for verdict in (stopped, seen))
    if not 0 < first.line < later.line <= copy.text.count(b"\n") + 1:
        return None
    then = behind(seen, copy.text, exercise, lambda one: look(one._replace(turned=copy.turned)))
    known = next(part.cause for part in then.parts if part.error)
    fits = "NameError" in later.cause or not any(says in known for says in NOT_ALL)
    return beyond(stopped, then, copy.says) if fits else None


class Known(NamedTuple):
    """What is known of the result of a function that stops.

    says: the sentences on it; part: what is wrong with a part of it that is judged, if that is so.
    penalty: whether its penalty is judged; lines: where it stops.
    """

    says: str = UNCHECKED
    part: PartVerdict | None = None
    penalty: bool = False
    lines: Collection[int] = ()


def _rest(
    text: bytes, exercise: Exercise, lines: set[int], symptom: str, look: Callable[[Copy], Verdict], says: str = ""
) -> Known:
    """Return what is known of a result without the terms that stop, and of further stops.

    Args:
        text: the file; exercise: what it is about.
        lines: where it stops; symptom: of the first stop; says: what is said of the others.
        look: as in `behind`.
    """
    for rest in terms.rests(text, exercise.target.partition(".")[2], lines, exercise.task):
        then = look(Copy(f"_rest_{hashlib.sha256(rest.text).hexdigest()[:12]}", rest.text))
        stop = next((part for part in then.parts if part.error), None)
        if is_open(then) or (stop and (stop.line in lines or not stop.line)):
            continue
        if stop and len(lines) < MOST_STOPS:
            told = f"Line {stop.line} stops, too." if stop.symptom == symptom else f"{APART} {stop.cause}"
            told = told if "NameError: " not in stop.cause else ""  # all names without a value are told together
            return _rest(text, exercise, {*lines, stop.line}, symptom, look, f"{says} {told}".strip())
        if not stop:
            name = next(one.name for one in exercise.parts if one.measure == rest.judged and not one.guard)
            found = next(part for part in then.parts if part.name == name)
            wrong = found if found.points < found.max_points else None
            own = "the loss" if exercise.task == "loss" else "dW"
            told = f"{says} {ONLY[rest.judged][not wrong].format(own=own)}".strip()
            if not wrong or wrong.cause:
                return Known(told, wrong, rest.judged == terms.PENALTY, lines)
    return Known(f"{says} {UNCHECKED}".strip(), lines=lines)


def _today(mend: mends.Mend, name: str) -> mends.Mend:
    """A file in which a function has its name back, as today's Python takes it: none of it has run before."""
    today = rewritten(mend.text)
    return mends.Mend(today, _rewritten_too(mend.text, today, name, 0)) if today else mend


def _noted(stopped: Verdict, text: bytes, exercise: Exercise, line: int, known: Known | None = None) -> Verdict:
    """The verdict on what stopped before all could be judged, with what is known, and what its lines alone tell."""
    known = known or Known()
    says = (
        (known.says, unrun.besides(text, exercise, line, known.penalty, known.lines)) if stopped.parts[0].error else ()
    )
    parts = [_told(part, *says) for part in stopped.parts]
    if wrong := known.part:
        others = [part for part in parts if part.error and part.name != wrong.name]
        parts = [replace(wrong, points=0.0) if part.name == wrong.name and others else part for part in parts]
    return replace(stopped, parts=tuple(parts))


def placed(stopped: Verdict, text: bytes, name: str) -> Verdict:
    """Return the verdict on what Python cannot read, told in which other function of the file that is.

    Args:
        stopped: the verdict; text: the file; name: of the function that it is about.
    """
    first = next(part for part in stopped.parts if part.error)
    above = text.decode(errors="replace").split("\n")[: first.line]
    found = next((one for one in reversed(above) if re.match(r"(def|class)\b", one)), "")
    other = re.match(r"def (\w+)", found)
    inside = first.symptom == stops.UNREAD and bool(above) and above[-1][:1].isspace()  # of zero bytes no line is told
    if not inside or not other or other[1] == name:
        return stopped
    says = f"That is in {other[1]}, but it keeps Python from reading the whole file."
    return replace(stopped, parts=tuple(_told(part, says) for part in stopped.parts))


def _changed(text: bytes, mended: bytes) -> set[int]:
    """The numbers of the lines in which a file differs from a mended one, and 0, for one that is unknown."""
    pairs = zip_longest(text.split(b"\n"), mended.split(b"\n"))
    return {0, *(number for number, (one, other) in enumerate(pairs, 1) if one != other)}


def _as_written(verdict: Verdict, text: bytes, mended: bytes) -> Verdict:
    """The verdict on a mended file, which quotes the lines where it stops as they are in the file."""
    own, new = (one.decode(errors="replace").split("\n") for one in (text, mended))

    def quoted(part: PartVerdict) -> PartVerdict:
        cause = part.cause
        for number in map(int, STOPS.findall(cause)):  # lines keep their numbers
            old, made = (_quoted(lines, number) for lines in (own, new))
            cause = cause.replace(f"at line {number} ({made}): ", f"at line {number} ({old}): ") if old else cause
        return replace(part, cause=cause)

    return replace(verdict, parts=tuple(map(quoted, verdict.parts)))


def _quoted(lines: list[str], number: int) -> str:
    """A line as a stop quotes it, "" if there is none of that number."""
    line = lines[number - 1].strip() if 0 < number <= len(lines) else ""
    return shortened(line, LONGEST_LINE).rstrip(" :")


def beyond(stopped: Verdict, then: Verdict, says: str = "", apart: bool = False) -> Verdict:
    """Return the verdict on what stopped, with what the second look says of each part; points stay as they are.

    Args:
        stopped: the verdict on the file.
        then: that on a copy, which does not stop in the same way.
        says: what the student should know of what is mended in it.
        apart: whether lines are not in it that may stop once what is told is mended.
    """
    first = next(part for part in stopped.parts if part.error)
    later = {part.name: part for part in then.parts}  # one more may be there, that an input was changed
    pairs = [(part, later.get(part.name, part)) for part in stopped.parts]
    kind = [part for part in then.parts if part.name == misfits.KIND]
    if then.passed:
        own = any(part.mistake == diagnosis.OF_HALF for part in then.parts)
        what = "earns points" if any(map(_remark, then.parts)) else "is checked here"
        right = f"{ALL_ELSE} {what} is right{' for a loss with 1/2, which this course does not use' * own}."
        parts = [
            _remarked(one, after) if _remark(after) else _told(_still_true(one, after), says, right)
            for one, after in pairs
        ]
        return replace(stopped, parts=(*parts, *kind))
    parts = []
    next_stop, told = -1, ""
    for before, after in pairs:
        wrong = after.points < after.max_points
        if before is first:
            more = replace(before, numbers=after.numbers, mistake=after.mistake) if wrong else before
            left = after.cause or (f"{after.numbers}." if after.numbers else "")
            after_that = f"{APART if apart else 'Once that is fixed:'} {left}" if wrong and left else ""
            parts.append(_told(more, says, after_that))
            next_stop, told = after.line if after.error else -1, after.cause
        elif _remark(after):
            parts.append(_remarked(before, after))
        elif wrong and (after.cause != told or not told) and _news(before, after, next_stop):
            parts.append(replace(after, points=0.0, error=False))
        else:
            parts.append(_still_true(before, after))
    return replace(stopped, parts=(*parts, *kind))


def told_once(verdict: Verdict, earlier: Verdict, task: str) -> Verdict:
    """Return a verdict in which a stop is told in a few words, as an earlier one of the same function has told it.

    Args:
        verdict: such as that on a gradient; earlier: such as that on the loss of the same function.
        task: what the earlier one is about, such as "loss".
    """
    verdict, earlier = (
        replace(each, parts=tuple(replace(part, cause=_names_once(part.cause)) for part in each.parts))
        for each in (verdict, earlier)
    )
    one = next((part for part in earlier.parts if _stops(part)), None)
    other = next((part for part in verdict.parts if part.error), None)
    if not one or not other:
        return verdict
    both = _same_sentences(one.cause, other.cause).partition(f" {ALL_ELSE}")[0]
    more, rest = _same_stops(*(part.cause.removeprefix(both).strip() for part in (one, other)))
    if not both and not more:
        return verdict
    lines = [*([other.line] if both and other.line else []), *more]
    place = f" at line {', and then at line '.join(map(str, lines))}" if lines else ""
    short = f"It stops{place}, as your {task} does: {AS_BEFORE}"
    if other.symptom == "stop.n-by-n":
        short = f"The N x N array is explained with your {task}."
    parts = (
        replace(part, cause=f"{short} {rest}".strip())
        if part.error and part.cause == other.cause
        else replace(part, cause=short + part.cause.removeprefix(both))
        if part.error and both and not more and part.cause.startswith(both)
        else part
        for part in verdict.parts
    )
    return replace(verdict, parts=tuple(parts))


STOPS = re.compile(r"(?:Once that is fixed: )?Stopped at line (\d+) \(")
AFTER = re.compile(
    rf"(?<=[.?!]) (?=Once that is fixed: |{APART} |More may be wrong|Also: |The same goes for |{ALL_ELSE} )"
)
"""Where what is said of a stop ends."""


def stops_somewhere(verdict: Verdict) -> bool:
    """Return whether a function is told to stop, by its error or as a known mistake does."""
    return any(map(_stops, verdict.parts))


def _stops(part: PartVerdict) -> bool:
    return part.error or bool(STOPS.match(part.cause))


def _same_stops(one: str, other: str) -> tuple[list[int], str]:
    """The lines of the stops with which two texts begin, in other words perhaps, and what is left of the second."""
    lines = []
    while (
        (stop := STOPS.match(one)) and (same := STOPS.match(other)) and stop[1] == same[1]
    ):  # a known mistake is told of the loss, and the error of its gradient
        lines.append(int(stop[1]))
        one, other = (AFTER.split(text, 1)[1] if AFTER.search(text) else "" for text in (one, other))
    return lines, other


def brief(verdict: Verdict) -> Verdict:
    """Return a verdict whose stops are told in at most TOO_LONG characters, if only the first is told in full.

    A name without a value that stops a line is not told again of a further line.

    Of what would make it longer the line is told; how large N, D and C are is told once.
    """
    return replace(verdict, parts=tuple(replace(part, cause=_brief(part.cause)) for part in verdict.parts))


def _names_once(cause: str) -> str:
    for name in NO_VALUE.findall(cause):
        cause = re.sub(rf" {name} in line \d+ has no value\.( Did you mean \w+\?)?", "", cause)
    return re.sub(r" Also:(?= Once|$)", "", cause)


def _brief(cause: str) -> str:
    cause = _names_once(cause)
    first, *more = re.split(r"(?=Once that is fixed: Stopped at line)", cause)
    if not more:
        return cause
    sizes = SIZES.search(first)
    more = [one.replace(sizes[0], "") if sizes else one for one in more]
    for place in range(len(more) - 1, -1, -1):
        stop = STOPS.match(more[place])
        if stop and len("".join([first, *more])) > TOO_LONG:
            _, *rest = AFTER.split(more[place].rstrip(), 1)
            blank = more[place][len(more[place].rstrip()) :]
            more[place] = " ".join([f"Once that is fixed: Line {stop[1]} stops, too.", *rest]) + blank
    return "".join([first, *more])


TOO_LONG = 800
"""So many characters of a message are read to their end."""
SIZES = re.compile(r"; N = \d+, D = \d+, C = \d+(?=\.)")


def _same_sentences(one: str, other: str) -> str:
    """The sentences with which two texts begin, as far as they are the same."""
    ends = [end.start() for end in re.finditer(r"(?<=[.?!])(?= |$)", one)]
    return next((one[:end] for end in reversed(ends) if f"{other} ".startswith(f"{one[:end]} ")), "")


def _still_true(before: PartVerdict, after: PartVerdict) -> PartVerdict:
    """A part without what was said of it where the code ran, if it is right once the stop is mended."""
    right = not before.error and before.points < before.max_points
    right &= after.points == before.max_points or after.cause == LATER
    return replace(before, cause=LATER, numbers="", mistake="", symptom="") if right else before


def _remark(part: PartVerdict) -> bool:
    """Whether a part that lost nothing has something to say; of the gradient of an own loss all is said by that."""
    return (
        part.points == part.max_points
        and not part.error
        and part.cause not in ("", LATER)
        and part.mistake != diagnosis.OF_HALF
    )


def _remarked(before: PartVerdict, after: PartVerdict) -> PartVerdict:
    """A part of what stopped with the remark on that of the copy."""
    if not after.max_points:
        return after
    told = after.cause.removeprefix(diagnosis.PICKS)
    return replace(before, cause=told[:1].upper() + told[1:], error=False, numbers="")


def _news(before: PartVerdict, after: PartVerdict, next_stop: int) -> bool:
    """Whether what is wrong with a part of the copy is told; next_stop: the line of a stop that is told already."""
    waits = before.error or before.cause == LATER
    return waits and after.cause != LATER and not (after.error and after.line == next_stop)


def _told(part: PartVerdict, *more: str) -> PartVerdict:
    """A part that stopped, and more about it; what a file holds many times would make it long."""
    told = " ".join(filter(None, [part.cause, *more]))
    told = told if len(told) <= LONGEST else shortened(told, LONGEST)
    return replace(part, cause=told) if part.error else part
