"""How far the series is done, on the visible checks: `check.progress()` in a notebook, `lab.py progress` in a terminal.

Functions are checked again. Answers are in notebooks, so their last check counts; a file remembers it.
"""

import contextlib
import html
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from helpers.given import VERSION, alarm, judge, loading, submit, unfinished
from helpers.given.calling import calls
from helpers.given.calling.calls import Answer
from helpers.given.files import write_atomically
from helpers.given.judge import Case, CompiledExercise, Verdict

REMEMBERED = Path(__file__).resolve().parents[2] / ".progress.json"
STATES = {
    loading.Unreadable.__name__: "its file cannot be loaded",
    loading.NoSuchName.__name__: "not in its file",
}
"""What is said instead of "not right yet", by the error of a call."""
NAMES = "text-align:left; min-width:min(16em, 25vw - 7em)"
"""The style of a notebook's name in the table: whole where the window is wide, in lines where it is narrow."""
COUNTS = "text-align:left; min-width:min(4.5em, 25vw - 7em)"
"""The style of "13 of 19", likewise."""
COLUMNS = ("notebook", "tasks done", "points", "still to do")
NOTE = (
    "Points are those of the visible checks: functions count as they are saved, answers as they were when you last ran"
    f" their check. Answers in words, and the puzzles, are judged later and have no points here. Version {VERSION}."
)


@dataclass
class Row:
    """One notebook: how many of its tasks are done, their points, and what is still open or not right yet.

    words: how many answers in words are still empty.
    """

    done: int = 0
    tasks: int = 0
    points: float = 0.0
    most: float = 0.0
    words: int = 0
    left: list[str] = field(default_factory=list)

    def add(self, other: "Row") -> None:
        """Count the tasks of another one too."""
        self.done, self.tasks = self.done + other.done, self.tasks + other.tasks
        self.points, self.most = self.points + other.points, self.most + other.most
        self.words += other.words

    def texts(self, name: str) -> tuple[str, str, str, str]:
        """Return what is in the columns."""
        words = f"{self.words} answer{'' if self.words == 1 else 's'} in words"
        left = "" if self.done < self.tasks else words if self.words else "all done"
        left = ", ".join(self.left) or left
        return name, f"{self.done} of {self.tasks}", f"{self.points:g} of {self.most:g}", left


class Progress:
    """A table that shows as text in a terminal and as HTML in a notebook."""

    def __init__(self, rows: Mapping[str, Row]) -> None:
        together = Row()
        for row in rows.values():
            together.add(row)
        self.lines = [COLUMNS, *(row.texts(name) for name, row in rows.items()), together.texts("total")]

    def __repr__(self) -> str:
        widths = [max(len(line[k]) for line in self.lines) for k in range(3)]
        lines = [
            "  ".join([*(text.ljust(w) for text, w in zip(line, widths, strict=False)), line[3]]) for line in self.lines
        ]
        return "\n".join([*(line.rstrip() for line in lines), NOTE])

    def _repr_html_(self) -> str:
        head = "".join(f'<th scope="col" style="text-align:left">{name}</th>' for name in COLUMNS)
        body = ""
        for name, *counts, left in self.lines[1:]:
            cells = "".join(f'<td style="{COUNTS}">{text}</td>' for text in counts)
            cells += f'<td style="text-align:left">{_listed(left)}</td>'
            body += f'<tr><th scope="row" style="{NAMES}">{_breakable(name)}</th>{cells}</tr>'
        table = f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody>"
        return f"<table><caption>Your progress</caption>{table}</table><p>{NOTE}</p>"


def _breakable(text: str) -> str:
    """Escape a text whose names may go on in the next line: in a narrow window long ones were cut."""
    return re.sub(r"[_.](?=\w)|(?<=[a-z])(?=[A-Z])", r"\g<0><wbr>", html.escape(text))


def _listed(text: str) -> str:
    """The same for names with commas between them: one goes on in the next line only if it is longer than a line."""
    return ", ".join(f'<span style="display:inline-block">{_breakable(one)}</span>' for one in text.split(", "))


def ask(target: Any, case: Case) -> Answer:
    """Return what a student's function, or one that is named, gives for a case; a call that does not end is stopped."""
    try:
        return alarm.within_limit(lambda: calls.call(target, case.driver, case.inputs))
    except TimeoutError as error:
        return calls.stopped(target, error)


def remember(exercise: CompiledExercise, verdict: Verdict) -> None:
    """Keep what an answer earned, 1 for one that is recorded; nothing where it is open, or cannot be written."""
    with contextlib.suppress(OSError):
        kept = _remembered()
        kept.pop(exercise.id, None)
        if not verdict.is_open:
            kept[exercise.id] = 1.0 if exercise.judged_later else verdict.points
        write_atomically(REMEMBERED, json.dumps(kept))


def progress(exercises: Iterable[CompiledExercise]) -> Progress:
    """Return how far these exercises are done."""
    rows: dict[str, Row] = {}
    kept = _remembered()
    for exercise in exercises:
        row = rows.setdefault(exercise.place.partition(",")[0], Row())
        if exercise.target:
            answers = judge.gather(exercise, lambda case, e=exercise: ask(e.target, case))
            verdict = judge.judge(exercise, answers, lambda: ())
            points, state = verdict.points, "open" if verdict.is_open else "not right yet"
            state = next((STATES[one.error] for one in answers.values() if one.error in STATES), state)
        else:
            points, state = kept.get(exercise.id, 0.0), "not right yet" if exercise.id in kept else "open"
        done = points == exercise.points
        most = exercise.points
        if exercise.judged_later:
            points, most, state, done = 0.0, 0.0, "open", points > 0
        row.add(Row(int(done), 1, points, most))
        if not done:
            task = f" ({exercise.task})" if exercise.task and not exercise.name.endswith(exercise.task) else ""
            row.left.append(f"{exercise.name}{task}: {state}")
    for name, blank in unfinished.words(_notebooks()).items():
        if row := rows.get(name.removesuffix(".ipynb")):
            row.words = len(blank)
            row.left += [f"{answer} (in words): open" for answer in blank]
    return Progress(dict(sorted(rows.items())))


def _notebooks() -> dict[str, bytes]:
    """The notebooks as they are saved; none where they are elsewhere, as in Colab before the first hand-in."""
    try:
        return {name: content for name, content in submit.hand_in().files.items() if name.endswith(".ipynb")}
    except (OSError, submit.SubmitError):
        return {}


def _remembered() -> dict[str, float]:
    try:
        kept = json.loads(REMEMBERED.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return kept if isinstance(kept, dict) else {}
