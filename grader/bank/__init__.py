"""All exercises, by the grade_id of their check cell, in the order of the notebooks and their tasks.

They are found by themselves: a module of this folder that has exercises lists them in EXERCISES.
"""

import importlib
import pkgutil

from grader.bank.model import Exercise


def found() -> list[Exercise]:
    """Return all exercises, in the order of their modules; of those with the same id, all."""
    names = [info.name for info in pkgutil.iter_modules(__path__) if info.name != "__main__"]
    modules = [importlib.import_module(f"{__name__}.{name}") for name in names]
    return [exercise for module in modules for exercise in getattr(module, "EXERCISES", ())]


def _place(exercise: Exercise) -> tuple[str, int]:
    """Notebook and number of the task; exercises of one task stay in the order of their module."""
    try:
        return exercise.notebook, int(exercise.where.rpartition(" task ")[2])
    except (LookupError, ValueError):
        return "", 0  # half done: faults.py says what is missing, instead of every import


EXERCISES: dict[str, Exercise] = {exercise.id: exercise for exercise in sorted(found(), key=_place)}
