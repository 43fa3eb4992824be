"""An example of what is wrong: your number and the expected one, or the shapes of the inputs."""

import re

import numpy as np

from helpers.given.judge import compared
from helpers.given.judge.close import agree
from helpers.given.judge.model import CompiledExercise, Look, Part, comparable


def where(exercise: CompiledExercise, part: Part, look: Look, expected: list[np.ndarray]) -> str:
    """The shapes of the first inputs that give something wrong."""
    for probe, value, right, scale in zip(part.probes, look, expected, exercise.scales[part.name], strict=True):
        if not agree(comparable(value), right, scale, part.atol):
            named = compared.inputs_of(exercise, probe[0]).items()
            shapes = [f"{name} {np.shape(item)}" for name, item in named if name in exercise.takes and np.ndim(item)]
            return f", for example {', '.join(shapes)}" if shapes else ""
    return ""


def numbers(exercise: CompiledExercise, part: Part, look: Look, expected: list[np.ndarray]) -> str:
    """Your value and the expected one, of the first shown case that differs."""
    for probe, value, right, scale in zip(part.probes, look, expected, exercise.scales[part.name], strict=True):
        if not exercise.cases[probe[0]].shown or not part.label or not isinstance(value, np.ndarray):
            continue
        if agree(value, right, scale, part.atol):
            continue
        if not exercise.target:
            return f"your {part.label} {_short(value[:4])}: not right"  # what is right is the student's to find
        if value.shape != right.shape and (right.shape or value.size > 1):
            has = "have" if several(part.label) else "has"
            return f"your {part.label} {has} shape {value.shape}, expected {right.shape}"
        if right.size <= 4:
            return f"your {part.label} {_short(value)}, expected {_short(right)}"
        with np.errstate(invalid="ignore"):
            worst = np.unravel_index(
                np.argmax(np.nan_to_num(np.abs(value - right.astype(float)), nan=np.inf)), right.shape
            )
        entry = f"[{', '.join(map(str, worst))}]"
        name = f"{part.label}, entry {entry}:" if " " in part.label else f"{part.label}{entry}"
        return f"your {name} {_short(value[worst])}, expected {_short(right[worst])}"
    return ""


def several(label: str) -> bool:
    """Whether a label names several things, as "images" and "changes of the softmax loss" do."""
    things = re.split(r" (?:of|in|by|at|with|for) ", label)[0]
    return things.endswith("s") and not things.endswith("ss")


def _short(value: np.ndarray | np.generic) -> str:
    if np.size(value) == 1:
        value = np.ravel(value)[0]
    if np.ndim(value):
        return "[" + ", ".join(map(_short, np.ravel(value))) + "]"
    number = float(value)
    if not np.isfinite(number):
        return str(number)
    if number == int(number) and abs(number) < 1e9:
        return f"{number:.0f}"
    return f"{number:.4f}" if 1e-3 <= abs(number) < 1e6 else f"{number:.3g}"
