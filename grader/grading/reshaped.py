"""A look past results of another kind: a loss of several numbers, or results that nobody asked for.

Nothing of them can be judged as they stand. So a copy of the file is judged, too, that returns what is asked for.
"""

import ast
import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import NamedTuple

from grader.bank.model import Exercise
from grader.grading import mends, rounds, second_look, statements
from grader.grading.copies import LOSS, NOT_READ, Copy
from grader.intake import broken, compiler
from helpers.given.judge import PartVerdict, Verdict, misfits
from helpers.given.judge.model import LATER

SEVERAL = re.compile(r"has shape \(\d+,\)")
"""What is said of a loss with a number for each image, or class."""
TOO_MANY = re.compile(r"It returned \d+ values, expected 2 results")
ASKS = misfits.ALL_LABELS, misfits.MISSING_OR, misfits.MISSING
HIDES = {"result.shape", "result.kind"}


class _Copy(NamedTuple):
    """A file in which a function returns a number and an array.

    says: what makes it return something else.
    of: how what the student's function returns is made one number, "sum" or "mean", "" if it is one.
    """

    text: str
    says: str = ""
    of: str = ""


def concerns(verdict: Verdict) -> bool:
    """Return whether more may be known of a function than what is said of the kind of its result."""
    return not verdict.is_open and verdict.parts[0].symptom in HIDES


def looked_again(verdict: Verdict, text: bytes, exercise: Exercise, look: Callable[[Copy], Verdict]) -> Verdict:
    """Return a verdict with what is wrong beside the kind of a result; points stay as they are.

    Args:
        verdict: on a function that does not stop; text: its file; exercise: what it is about.
        look: gives the verdict on a copy.
    """
    if exercise.takes != LOSS or len(text) > broken.LONGEST:
        return verdict
    first = verdict.parts[0]
    try:
        copies = list(_copies(text.decode(), exercise, first))
    except NOT_READ:
        return verdict
    for copy in copies:
        code = copy.text.encode()
        seen = look(Copy(f"_reshaped_{hashlib.sha256(code).hexdigest()[:12]}", code))
        if not any(part.error or part.symptom == first.symptom for part in seen.parts):
            verdict = replace(verdict, parts=tuple(_parts(verdict, seen, copy)))
    return verdict


def _copies(source: str, exercise: Exercise, first: PartVerdict) -> Iterator[_Copy]:
    """The files in which a function returns what is asked for, if it can be told."""
    function = statements.function(compiler.tree(source), exercise.target.partition(".")[2])
    returned = [one.value for one in ast.walk(function) if isinstance(one, ast.Return)] if function else []
    both = returned[0] if len(returned) == 1 else None
    if not function or not isinstance(both, ast.Tuple) or not statements.counted_in_one_way(source):
        return
    if TOO_MANY.match(first.cause) and len(both.elts) > 2:
        kept = ", ".join(map(ast.unparse, both.elts[:2]))
        yield _Copy(statements.replaced(source, [(statements.span(both), kept)]))
    elif exercise.task != "loss" or len(both.elts) != 2 or not SEVERAL.search(first.cause):
        return
    elif table := next(rounds.tables(function), None):
        yield _Copy(mends.with_row_of_round(source, table), table.says)
    else:
        for of in ("sum", "mean"):
            one = f"__import__('numpy').{of}({ast.unparse(both.elts[0])})"
            yield _Copy(statements.replaced(source, [(statements.span(both.elts[0]), one)]), of=of)


def _parts(verdict: Verdict, then: Verdict, copy: _Copy) -> list[PartVerdict]:
    """The parts of a verdict with what is said of a copy, as far as that does not make it."""
    first = verdict.parts[0]
    later = {part.name: part for part in then.parts}
    right = f" {second_look.ALL_ELSE} is checked here is right." if then.passed else ""
    parts = []
    for part in verdict.parts:
        after = later[part.name]
        told = after.points < after.max_points and bool(after.cause)
        told &= not copy.of or bool(after.mistake and not after.symptom)
        cause = part.cause
        for ask in ASKS if copy.says else ():
            cause = cause.replace(ask, ".")
        if part is first:
            begins = f"As for their {copy.of}" if copy.of else "Once that is fixed"
            more = f" {begins}: {after.cause}" if told else right
            parts.append(replace(part, cause=" ".join(filter(None, [cause, copy.says])) + more))
        elif part.symptom != first.symptom or copy.of == "sum":  # a penalty that each of them has is in a mean once
            parts.append(part)
        elif told and after.cause != later[first.name].cause:
            parts.append(replace(after, points=0.0, numbers=""))  # those of a copy, which nobody sees
        else:
            waits = after.points == after.max_points or told
            parts.append(replace(part, cause=LATER, symptom="") if waits else part)
    return parts
