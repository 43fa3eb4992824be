"""The inputs of a case by name, and a part's numbers beside others."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from helpers.given.judge import measures, relations
from helpers.given.judge.model import CompiledExercise, Look, Part


def seen(
    exercise: CompiledExercise, part: Part, look: Look, beside: Sequence[np.ndarray | str], finite: bool = True
) -> list[relations.Seen]:
    """A part's numbers beside others; empty where one of them is no number, or of another shape, or if finite nan."""
    if not exercise.target or part.measure not in (measures.output.__name__, measures.change.__name__):
        return []
    probes = []
    for probe, value, other, scale in zip(part.probes, look, beside, exercise.scales[part.name], strict=False):
        if not isinstance(value, np.ndarray) or not isinstance(other, np.ndarray) or value.shape != other.shape:
            return []
        if finite and not (np.all(np.isfinite(value)) and np.all(np.isfinite(other))):
            return []
        inputs = inputs_of(exercise, probe[0])
        strength: dict[str, float] = {name: inputs[name] for name in ("reg", "batch_size") if name in inputs}
        probes.append(relations.Seen(value, other, scale, relations.sizes(inputs) | strength, inputs))
    return probes


def inputs_of(exercise: CompiledExercise, name: str) -> dict[str, Any]:
    """The inputs of a case, by the names of the arguments."""
    case = exercise.cases[name]
    return relations.named(case.driver, exercise.takes, case.inputs)
