"""All exercises, by the grade_id of their check cell, in the order of the notebooks and their tasks.

They are found by themselves: a module of this folder that has exercises lists them in EXERCISES.
"""

import importlib
import pkgutil

from grader.bank.model import Exercise


def _found() -> list[Exercise]:
    names = [info.name for info in pkgutil.iter_modules(__path__) if info.name != "__main__"]
    modules = [importlib.import_module(f"{__name__}.{name}") for name in names]
    return [exercise for module in modules for exercise in getattr(module, "EXERCISES", ())]


def _place(exercise: Exercise) -> tuple[str, int]:
    """Notebook and number of the task; exercises of one task stay in the order of their module."""
    return exercise.notebook, int(exercise.where.rpartition(" task ")[2])


EXERCISES: dict[str, Exercise] = {exercise.id: exercise for exercise in sorted(_found(), key=_place)}
