"""hunt(...): one thing in a student's own right loss function is changed, and its symptoms tell where.

    hidden = hunt(svm.svm_loss_vectorized)
    hidden.line(57)

The file stays as it is: what is changed is a copy. changes.py has the rules, symptoms.py what is looked at, puzzles.py
keeps the changes that run and are seen.
"""

import ast
import inspect
import itertools
import random
from collections.abc import Sequence
from typing import Any

import numpy as np
from IPython.display import display

from helpers.given import judge, progress
from helpers.given.alarm import graded, one_line
from helpers.given.checking import done, fitting
from helpers.given.hunting import puzzles
from helpers.given.hunting.puzzles import Puzzle
from helpers.given.hunting.symptoms import LOSSES, NAMES, PENALTY, Symptom
from helpers.given.sentences import say, table

TASKS = ("loss", "gradient")
_numbers = itertools.count(random.randrange(1000))
"""Of puzzles: each call takes the next."""


class Hunt:
    """What is hidden in a function, or nothing."""

    def __init__(self, hidden: Puzzle | None = None, others: Sequence[Puzzle] = (), before: int = 0) -> None:
        """Hide a puzzle among others; before: the number of lines above the function in its file."""
        self._hidden, self._others, self._before = hidden, others, before
        self._wrong: set[int] = set()

    def line(self, number: Any = ...) -> None:
        """Say whether this is the changed line, and show it; a wrong guess gets a hint, and the fourth the line.

        Args:
            number: of a line of the file, as the editor counts.
        """
        if not self._hidden:
            print("Nothing is hidden: run the cell with hunt(...), which says why.")
            return
        lines = sorted({self._before + k for puzzle in self._others for k in puzzle.change.lines})
        if isinstance(number, bool) or not isinstance(number, int | np.integer):
            print(f"Give the number of a line, such as line({lines[0]}).")
            return
        k = int(number) - self._before
        if k in self._hidden.change.lines:
            self._show(f"Yes, line {number}.")
        elif number not in lines:
            say(f"Not line {number}: it is one of {', '.join(map(str, lines))}.")
        elif any(k in one.change.lines for one in self._others if one.symptoms == self._hidden.symptoms):
            say(f"Well reasoned: a change in line {number} can show all of this too. This time it is another line.")
        else:
            self._wrong.add(k)
            said = f"Not line {number}. {self._hint(self._hidden, k)}"
            (self._show if len(self._wrong) > 3 else say)(said)

    def _hint(self, hidden: Puzzle, k: int) -> str:
        where = hidden.change.lines.start
        if len(self._wrong) == 1:
            return _part(hidden.symptoms)
        if len(self._wrong) == 2:
            return f"What was changed: {hidden.change.kind}."
        if len(self._wrong) == 3:
            return f"It is further {'down' if k < where else 'up'}."
        return f"It was line {self._before + where}."

    def _show(self, said: str) -> None:
        if self._hidden:
            change = self._hidden.change
            print(f"{said}\n   yours:    {change.before}\n   changed:  {change.after or '(taken out)'}")


@one_line()
def hunt(function: Any, seed: int | None = None) -> Hunt:
    """Hide a mistake in a copy of a student's right loss function, print its symptoms, and return what is hidden.

    If nothing can be hidden, print why in a sentence.

    Args:
        function: one of the four losses, with its gradient.
        seed: the number of a puzzle, for the same one again; otherwise each call takes another.
    """
    if graded():
        return Hunt()
    try:
        exercises = {exercise.task: exercise for exercise in fitting(function)}
    except ValueError:
        exercises = {}
    if not exercises.keys() >= set(TASKS):
        print("A hunt takes one of the four losses, such as hunt(svm.svm_loss_vectorized).")
        return Hunt()
    if not done(*((function, task) for task in TASKS)):
        return Hunt()
    name, target = exercises["loss"].name, exercises["loss"].target
    for task in TASKS:
        answers = judge.gather(exercises[task], lambda case: progress.ask(function, case))
        if not judge.judge(exercises[task], answers, lambda: ()).passed:
            say(f'{name} is not right yet: check({target}, "{task}") says why. Then there is something to hide.')
            return Hunt()
    try:
        lines, first = inspect.getsourcelines(function)
        source = "".join(lines)
        found = puzzles.made_from(source, function)
    except (OSError, TypeError, ValueError, SyntaxError):
        say(f"The source of {name} cannot be found: is it written with def, in its file in helpers/, and saved?")
        return Hunt()
    if not found:
        say(f"In {name} itself there is too little to change: other functions do its work.")
        return Hunt()
    hidden = puzzles.chosen(found, next(_numbers) if seed is None else seed)
    head = f"One thing in a copy of your {name} is changed. This is what it shows:"
    display(table(head, "\n".join(map(str, hidden.symptoms))))
    display(table("And this is yours, which is right. In which line is the change?", _listing(source, first)))
    return Hunt(hidden, found, first - 1)


def _part(found: tuple[Symptom, ...]) -> str:
    """The first hint: which part of the function the symptoms speak of. It is true of every change."""
    wrong = {one.name for one in found if one.seen != one.right}
    if wrong & set(LOSSES):
        return "The loss is off even without a penalty. Which lines does it depend on?"
    if wrong <= {*PENALTY, NAMES[-1]}:
        return "At reg = 0 all is right. Which lines use reg?"
    return "Without a penalty the loss is right, and its gradient is not. Which lines affect only dW?"


def _listing(source: str, first: int) -> str:
    """The code of a function with the numbers its lines have in the file; without docstring, comments and blanks."""
    function = ast.parse(source).body[0]
    assert isinstance(function, ast.FunctionDef)
    begin = function.body[bool(ast.get_docstring(function))].lineno
    numbered = list(enumerate(source.split("\n"), first))[begin - 1 :]
    return "\n".join(f"{k:>5}  {line}" for k, line in numbered if line.strip() and not line.strip().startswith("#"))
