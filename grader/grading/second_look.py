"""A second look at code that stops: what else is wrong with it, once what stops it is mended?

Such a stop costs the points; but who brings old code, or code that has images in columns, learns from one sentence more
what else there is to mend. So a copy of the file is judged, too, that differs in this alone: in nothing of which it is
not known what the student meant. Lines keep their numbers.
"""

import hashlib
import re
from collections.abc import Callable, Collection
from dataclasses import replace
from typing import NamedTuple

from grader.bank.model import Exercise
from grader.grading import alone, changes, copies, mends, terms, unrun
from grader.grading.copies import LOSS, MOST_STOPS, NOT_READ, Copy
from grader.intake import broken
from helpers.given.calling.calls import LONGEST_LINE, shortened
from helpers.given.judge import PartVerdict, Verdict, diagnosis, misfits, stops
from helpers.given.judge.model import LATER

NOT_RUN = {"stop.timeout-error", "stop.no-answer", "stop.not-handed-in"}
"""Symptoms of what a copy would not mend, and might only cost the time of once more."""

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


def is_open(verdict: Verdict) -> bool:
    """Return whether a function of a copy is open, or calls one that is: it may be one that the copy has blank."""
    return verdict.is_open or any(part.symptom == f"stop.{stops.CALLS_OPEN}" for part in verdict.parts)


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
        if guess := copies.without_unreadable(text, name, first.line) if first.symptom == stops.UNREAD else None:
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
        if not (is_open(then) or same or lines & copies.changed_lines(before[0], copy.text)):
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
    today = copies.rewritten(mend.text)
    return mends.Mend(today, copies.rewritten_too(mend.text, today, name, 0)) if today else mend


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
