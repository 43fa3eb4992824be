"""A verdict as the student reads it: at most six lines, the same in the notebook, the terminal and the feedback."""

import html
import re
from dataclasses import replace

from helpers.given import VERSION
from helpers.given.calling.calls import Location
from helpers.given.judge import puzzles
from helpers.given.judge.model import LATER, CompiledExercise, PartVerdict, Verdict

MOST_LINES = 6
STATES = {
    "ok": ("✓ passed", "#007a59"),
    "x": ("✗ not right yet", "#c04a00"),
    "--": ("○ still open", "#0072b2"),
    "->": ("→ recorded", "#6f6f6f"),
}
"""How a message begins as text, and in a notebook; each colour stands out from white and from black."""
SAID_BY_THE_BADGE = (
    (r"   recorded: ", "   "),
    (r" is still open: ", "   "),
    (r"   (visible|all) checks passed, (.*)\.", r"   \2 (\1 checks)."),
)
"""What the text of a message says in words and a notebook by its symbol, as a pattern, and what is left."""
AGAIN = "save, run this cell again"
HANGING = "padding-left:1.2em; text-indent:-1.2em"
"""The style of a line in a notebook: in a narrow window one sees where the next thing begins."""


def explained(
    verdict: Verdict, exercise: CompiledExercise, where: Location, graded: bool = False, hint: int = 0
) -> Verdict:
    """Return the verdict with its message.

    Args:
        verdict: what the judge found.
        exercise: what was judged.
        where: the student finds it; the line is told unless a call stopped in another.
        graded: whether this is the grading, and not a check in a notebook, where hidden cases still wait.
        hint: the number of the hint that is shown with it, 0 for none; the next one is offered.
    """
    checks = "all checks" if graded else "visible checks"
    stopped = next((part.line for part in verdict.parts if part.line), 0)
    # Beside a graded answer the page has the answer itself.
    where = where._replace(line=stopped or where.line)
    advice = [f"   {_next(exercise, where, graded, hint)}"] if where.file or not graded else []
    points = f"{verdict.points:g} of {verdict.max_points:g} points"
    if verdict.passed:
        told = [f"   {part.name}: {part.cause}" for part in verdict.parts if _remarked(part)]
        return replace(verdict, lines=(f"ok {exercise.name}   {checks} passed, {points}.", *told))
    if verdict.is_open:
        head = f"-- {exercise.name} is still open: {exercise.place}."
        return replace(verdict, lines=(head, *advice))
    wrong = [part for part in verdict.parts if part.points < part.max_points]
    first = next((part for part in wrong if part.numbers), wrong[0])
    stops = next((part.cause for part in wrong if part.error), "")
    # Numbers beside a stop may be those of a copy in which it is mended, which the student never sees.
    shown = f"it stops, {points}" if stops.startswith("Stopped") else points if stops else first.numbers or points
    head = f"x  {exercise.name}   {shown}"
    remarks = [part for part in verdict.parts if _remarked(part)]
    # Of an answer the head says that it is not right, and has its numbers.
    said = () if exercise.target or not first.numbers else (first.name,)
    runs = any(part.points for part in verdict.parts)
    body = _causes([*wrong, *remarks], several=len(verdict.parts) > 1, said=said, runs=runs)
    silent = {part.name for part in exercise.parts if part.guard and not part.points}
    right = [part.name for part in verdict.parts if part.points == part.max_points and not part.cause]
    right = [name for name in right if name not in silent]
    if right:
        body.append(f"right already: {', '.join(right)}")
    body = [f"   {sentence}" for sentence in body]
    return replace(verdict, lines=(head, *body[: MOST_LINES - 2], *advice))


def not_loaded(exercise: CompiledExercise, problem: str) -> Verdict:
    """Return the verdict on a function that its file does not give; problem: why."""
    return _not_checked(exercise, problem, f"repair it, {AGAIN}; no restart is needed.")


def stale(exercise: CompiledExercise, name: str) -> Verdict:
    """Return the verdict on an answer whose cell stopped; name: of its value, which is that from before."""
    problem = f"The cell that sets {name} stopped with an error, so {name} is not what you wrote there."
    return _not_checked(exercise, problem, "run that cell until it ends without an error, and then this one.")


def _not_checked(exercise: CompiledExercise, problem: str, advice: str) -> Verdict:
    parts = tuple(PartVerdict(part.name, 0.0, part.points, error=True) for part in exercise.parts)
    lines = f"x  {exercise.name}   not checked", f"   {problem}", f"   next: {advice}"
    return Verdict(exercise.id, 0.0, exercise.points, parts, lines=lines)


def recorded(exercise: CompiledExercise, answer: tuple) -> Verdict:
    """Return the verdict on an answer to the puzzles, without points: recorded, or what of it is no answer yet.

    Args:
        exercise: the puzzles.
        answer: as puzzles.coded returns it.
    """
    typed, choices = puzzles.decoded(answer[-1]), [puzzles.a_choice(value) for value in answer[:-1]]
    parts = tuple(PartVerdict(part.name, 0.0, part.points) for part in exercise.parts)
    if typed and all(choices) and len(choices) == puzzles.SETS:
        told = f"{', '.join(map(str, choices))}, for the puzzles of {typed}"
        return Verdict(exercise.id, 0.0, exercise.points, parts, lines=(f"-> {exercise.id}   recorded: {told}.",))
    missing = " and ".join(name for name, choice in zip(exercise.returns, choices, strict=False) if not choice)
    why = f"{missing}: give the number of a sentence, 1 to {puzzles.CHOICES}." if typed else puzzles.AN_ID_IS
    lines = f"-- {exercise.id} is still open: {exercise.place}.", f"   {why}"
    return Verdict(exercise.id, 0.0, exercise.points, parts, is_open=True, lines=lines)


def hint(exercise: CompiledExercise, number: int) -> str:
    """Return one of the exercise's hints, counted from 1, as a line of its own."""
    if not exercise.hints:
        return "There is no hint for this one: the text above has all you need."
    number = min(max(number, 1), len(exercise.hints))
    return f"Hint {number} of {len(exercise.hints)}: {exercise.hints[number - 1]}"


def to_text(verdict: Verdict) -> str:
    """Return the message as plain text."""
    return "\n".join(verdict.lines)


def to_html(verdict: Verdict) -> str:
    """Return the message as escaped HTML; passed, not right and open differ by a colour, a symbol and a word.

    The rest takes the colours of the page, so that it reads in light and dark. No page takes a $ in it for a formula.
    The ids of the mistakes are in data-mistakes, for programs that read feedback.
    """
    mark, head = verdict.lines[0].split(maxsplit=1)
    state, colour = STATES[mark]
    for twice, once in SAID_BY_THE_BADGE:
        head = re.sub(twice, once, head)
    head = head.replace("   ", ": ")  # a page shows one blank for three
    badge = f"background:{colour}; color:#fff; padding:0.1em 0.5em; margin-right:0.3em; white-space:nowrap"
    lines = [f'<div style="font-weight:bold"><span style="{badge}">{state}</span> {html.escape(head)}</div>']
    lines += [f'<div style="{HANGING}">{_unbroken(html.escape(line.strip()))}</div>' for line in verdict.lines[1:]]
    lines.append(f'<div style="font-size:80%">version {VERSION}</div>')
    ids = html.escape(" ".join(verdict.mistakes))
    frame = f"border-left:0.6em solid {colour}; padding-left:0.8em; margin:0.5em 0; font-family:monospace"
    return f'<div class="tex2jax_ignore mathjax_ignore" style="{frame}" data-mistakes="{ids}">{"".join(lines)}</div>'


def _unbroken(line: str) -> str:
    """Keep the call that gives a hint in one line, to be copied."""
    return re.sub(r"check\([^()]*, hint=\d\)", r'<span style="white-space:nowrap">\g<0></span>', line)


def _causes(wrong: list[PartVerdict], several: bool, said: tuple[str, ...], runs: bool) -> list[str]:
    """One sentence a cause; parts share it if it is the same. Where a call stopped is told first, and once.

    said: the names of parts that are called wrong already.
    runs: whether some part earned points, so that a stop is one of other parts alone, which are named.
    """
    stops = [part.cause for part in wrong if part.error]
    stopped = ", ".join(part.name for part in wrong if part.error and part.cause in stops[:1])
    causes: dict[str, list[str]] = {}
    for part in wrong:
        if not part.error and not (stops and part.cause == LATER):
            cause = part.cause or (f"{part.numbers}." if stops and part.numbers else "")
            causes.setdefault(cause, []).append(part.name)
    told = [f"{stopped}: {one}" if runs and several else one for one in stops[:1]]
    for cause, names in causes.items():
        if cause:
            told.append(f"{', '.join(names)}: {cause}" if several else cause)
    unexplained = [name for name in causes.get("", []) if name not in said]
    if unexplained and several:
        told.append(f"not right yet: {', '.join(unexplained)}")
    return told


def _remarked(part: PartVerdict) -> bool:
    """Whether a part that lost nothing is told something."""
    return part.points == part.max_points and part.cause not in ("", LATER)


def _next(exercise: CompiledExercise, where: Location, graded: bool, hint: int) -> str:
    place = f"{where.file}, line {where.line}" if where.line else where.file or "the answer cell above"
    if where.replaced:
        place += f" (the function is in the file twice: the one in line {where.replaced} is never called)"
    if graded:
        return f"see: {place}"
    again = AGAIN if where.file else "run it and this cell again"
    arguments = [exercise.target or f'"{exercise.id}", ...']
    if exercise.target and exercise.task:
        arguments.append(f'"{exercise.task}"')
    # The cells of the checks are locked, so the call needs a cell of its own.
    more = f" More help, in a new cell: check({', '.join(arguments)}, hint={hint + 1})."
    return f"next: {place}; {again}.{more if hint < len(exercise.hints) else ''}"
