"""What is half done in the bank, each fault as one sentence: where it is, and what to do.

The public cases are not built while there is any, so that whoever adds something reads it before the first test runs.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from grader import bank
from grader.bank import cases, solutions, variants
from grader.bank.model import Exercise, Mistake

ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\.[a-z0-9]+(-[a-z0-9]+)*")


def faults() -> list[str]:
    """Return what is half done in the bank and in the correct solutions."""
    exercises = bank.found()
    twice = [id for id, times in Counter(one.id for one in exercises).items() if times > 1]
    return [
        *(f"grader/bank: two exercises have the id {id}; give one of them another." for id in twice),
        *(fault for one in exercises for fault in of_exercise(one)),
        *_sentences(exercises),
        *_correct(exercises),
    ]


def of_exercise(exercise: Exercise) -> Iterator[str]:
    """Yield what is half done in one exercise: its place, its parts, its mistakes."""
    try:
        place = exercise.where
    except (LookupError, solutions.CutError) as error:
        yield f"{exercise.id}: {error}."
        return
    if not re.fullmatch(r"\d\d_\w+, task \d+", place):
        yield f'{exercise.id}: its place is "{place}", which should be like "02_svm_loss, task 1".'
    if exercise.points <= 0:
        yield f"{exercise.id}: it needs points; what is worth none is never wrong."
    drawn = cases.drawn(exercise, cases.public_seed(exercise))
    for part in exercise.parts:
        for name in sorted({name for probe in part.probes for name in probe} - set(drawn)):
            yield f'{exercise.id}: its part "{part.name}" looks at the case {name}; add it to those that are drawn.'
        if part.guard and not part.mistake:
            yield f'{exercise.id}: its guard "{part.name}" needs the id and the sentence of what is wrong.'
    for mistake in exercise.mistakes:
        for fault in _of_mistake(exercise, mistake):
            yield f"{exercise.id}, mistake {mistake.id}: {fault}"


def of_checks(notebooks: Path) -> Iterator[str]:
    """Yield which exercises have no check cell, or two, and which such cells do not fit: in source or place."""
    seen: Counter[str] = Counter()
    for path in sorted(notebooks.glob("*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            mark = cell["metadata"].get("nbgrader", {})
            if not mark.get("grade") or mark.get("solution"):
                continue
            name, source = mark["grade_id"], "".join(cell["source"])
            seen[name] += 1
            exercise = bank.EXERCISES.get(name)
            if exercise is None:
                yield f"{path.name}: the check {name} is not an exercise; correct its grade_id, or add it to grader/bank."
            elif exercise.notebook != path.stem:
                yield f"{path.name}: the check {name} belongs in {exercise.notebook}.ipynb, as its place is {exercise.where}."
            elif source != exercise.check_source:
                yield f"{path.name}: the check {name} should be {exercise.check_source}."
    for name, exercise in bank.EXERCISES.items():
        if seen[name] != 1:
            yield (
                f"{exercise.notebook}.ipynb: there are {seen[name]} check cells with the grade_id {name};"
                f" put one below {exercise.where.rpartition(', ')[2]}."
            )


def _of_mistake(exercise: Exercise, mistake: Mistake) -> Iterator[str]:
    if not ID.fullmatch(mistake.id):
        yield "its id should be a topic and a slug, such as svm.right-class-counted."
    names = [part.name for part in exercise.parts]
    if not isinstance(mistake.costs, tuple) or not set(mistake.costs) <= set(names):
        yield f"it costs {mistake.costs!r}, which should be a tuple of some of the parts {', '.join(names)}."
    if not exercise.target:
        if mistake.edits or mistake.values is None:
            yield "of an answer it has values, and no edits."
        return
    if not all(isinstance(edit, tuple) and len(edit) == 2 for edit in mistake.edits):
        yield "its edits should be a tuple of pairs, also where there is one: ((old, new),)."
        return
    try:
        exercise.variant(mistake.edits)
    except SyntaxError as error:
        yield f"its edits leave code that is no Python: {(error.text or '').strip()}."
    except ValueError as error:
        yield f"{error}; choose a text of the solution that is in it once."


def _sentences(exercises: Iterable[Exercise]) -> Iterator[str]:
    """Yield ids with two sentences; where only guards fail their sentence is told, and there is none."""
    said: dict[str, tuple[tuple[str, str], str]] = {}
    for exercise in exercises:
        for mistake in exercise.mistakes:
            sentences = mistake.says, mistake.asks
            first, where = said.setdefault(mistake.id, (sentences, exercise.id)) if mistake.says else (sentences, "")
            if first != sentences:
                yield (
                    f"{exercise.id}, mistake {mistake.id}: {where} says something else under this id;"
                    " give it another id or the same sentences."
                )


def _correct(exercises: Iterable[Exercise]) -> Iterator[str]:
    """Yield files of correct/ that nothing judges: of no module, or without a function that is graded."""
    names: dict[str, set[str]] = {}
    for exercise in exercises:
        module, _, name = exercise.target.partition(".")
        names.setdefault(module, set()).add(name)
    judged = {path for module in names for path in variants.correct(module) if names[module] & variants.defined(path)}
    for path in sorted({*variants.CORRECT.glob("*.py")} - judged):
        yield (
            f"grader/bank/correct/{path.name}: nothing judges it; its name begins with a module of helpers/ and _,"
            " and it defines a function of it."
        )
