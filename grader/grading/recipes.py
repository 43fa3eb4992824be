"""Puts wrong losses and gradients together from slips, to see whether one, or two at once, give what the student's do.

The numbers of a known mistake are stored, so only what somebody listed is found there. A recipe is tried on the inputs
themselves, so two slips that nobody listed together are found, too. It holds the right steps as well, so it belongs to
the grading alone, and is no part of what students get.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import reduce

import numpy as np

from grader.grading.slips import GRADIENTS, LOSSES, Batch, Step
from helpers.given.judge import relations
from helpers.given.judge.close import agree
from helpers.given.judge.model import Cause
from helpers.given.judge.relations import Seen

MOST_SLIPS = 2
OF_SIZES = re.compile(r"\(\w+ = number of")
"""How a factor of N or C is explained."""
Chosen = tuple[str, ...]
"""The clauses of some slips."""


def recipe(probes: list[Seen], it: str) -> Cause | None:
    """Return the slips that give what is wrong on every input, if there is one choice of them, and no other as short.

    Args:
        probes: of one part; some may be nan.
        it: how a sentence on them begins.
    """
    if not {"W", "X", "y"} <= set(probes[0].inputs):
        return None
    ways = next((ways for ways in (*LOSSES, *GRADIENTS) if _is_right(ways[0], probes)), ())
    telling = [one for one in probes if np.all(np.isfinite(one.value)) and np.ptp(one.inputs["W"]) > 0.1]
    numbers = np.concatenate([np.ravel(one.value) for one in telling] or [np.zeros(0)])
    if not ways or len(numbers) < 3:
        return None
    # Two slips could give a few numbers by chance.
    for most in (1, MOST_SLIPS)[: 2 if len(np.unique(np.round(numbers[numbers != 0], 9))) > 3 else 1]:
        if found := _found(ways, probes, max(telling, key=_size), most):
            return _told(_clearest(ways[0], found), ways[0], it)
    return None


def _size(probe: Seen) -> int:
    """How much there is in a call to tell slips apart by."""
    return sum(np.size(item) for item in probe.inputs.values())


def _found(ways: Sequence[Sequence[Step]], probes: Sequence[Seen], first: Seen, most: int) -> dict[Chosen, str]:
    """The choices of at most so many slips that give the values, and what is to be said beside; first: tried first."""
    found: dict[Chosen, str] = {}
    multiples: dict[Chosen, str] = {}
    for steps in ways:
        for chosen, made in _all(steps, _given(first), most):
            times = not agree(first.value, made, first.scale)
            if chosen and (not times or (not found and _named_multiple(first, made))):
                holds, besides = _holds(steps, chosen, probes, times)
                if holds:
                    (multiples if times else found)[chosen] = besides
    return found or multiples


def _clearest(steps: Sequence[Step], found: Mapping[Chosen, str]) -> Mapping[Chosen, str]:
    """Of several choices one, or two of a slip each; else the one that is nearest to the result, if there is one."""
    if len(set(found.values())) > 1:  # each has a factor of its own: a sign alone is told before one of N or C
        found = {chosen: besides for chosen, besides in found.items() if not OF_SIZES.search(besides)}
    if len(found) < 2 or (len(found) == 2 and len(set(found.values())) == max(map(len, found)) == 1):
        return found
    places = {slip: number for number, step in enumerate(steps) for slip in step.slips}
    last = max(sum(places[slip] for slip in chosen) for chosen in found)
    nearest = [chosen for chosen in found if sum(places[slip] for slip in chosen) == last]
    return {nearest[0]: found[nearest[0]]} if len(nearest) == 1 else {}


def _told(found: Mapping[Chosen, str], steps: Sequence[Step], it: str) -> Cause | None:
    if not found:
        return None
    whole = "; or if ".join(", and ".join(chosen) for chosen in found)
    asks = dict.fromkeys(step.asks for step in steps for slip in sum(found, ()) if slip in step.slips)
    besides = "".join(dict.fromkeys(found.values()))
    return Cause(f"{it} what comes out if {whole}. {' '.join(asks)}{besides}", symptom="relation.slips")


def _is_right(steps: Sequence[Step], probes: Sequence[Seen]) -> bool:
    """Whether steps without a slip give what is expected."""
    return all(agree(_made(steps, (), one), one.expected, one.scale) for one in probes)


def _given(probe: Seen) -> Batch:
    given = {name: item for name, item in probe.inputs.items() if isinstance(item, np.ndarray | float | int)}
    return {**given, "X0": given.get("X"), "sizes": probe.sizes}


def _all(steps: Sequence[Step], z: Batch, left: int) -> Iterator[tuple[Chosen, np.ndarray]]:
    """Every choice of at most so many slips, and what it gives."""
    step, *rest = steps
    ways = [((), step.right), *(((slip,), change) for slip, change in step.slips.items() if left)]
    for slip, change in ways:
        made = step.after(z, change)
        if not rest:
            yield slip, np.asarray(made[step.makes])
        else:
            for chosen, value in _all(rest, made, left - len(slip)):
                yield (*slip, *chosen), value


def _made(steps: Sequence[Step], chosen: Chosen, probe: Seen) -> np.ndarray:
    """What the inputs of a probe give with some slips."""

    def after(z: Batch, step: Step) -> Batch:
        return step.after(z, next((step.slips[slip] for slip in chosen if slip in step.slips), step.right))

    return np.asarray(reduce(after, steps, _given(probe))[steps[-1].makes])


def _named_multiple(probe: Seen, made: np.ndarray) -> bool:
    """Whether a value is a multiple of what was made, by a factor that a slip would give."""
    if made.shape != probe.value.shape:
        return False
    size = float(np.sum(made * made))
    times = float(np.sum(probe.value * made)) / size if 0 < size < np.inf else 0.0
    counts = [probe.sizes[name] for name in "NC" if name in probe.sizes]
    names = (1, 2, np.log(2), np.log(10), *counts, *(count - 1 for count in counts if count > 1))
    near = any(abs(abs(times) * one - other) < 1e-4 * other for one in names for other in names)
    return near and agree(probe.value, made * times, probe.scale)


def _holds(steps: Sequence[Step], chosen: Chosen, probes: Sequence[Seen], times: bool) -> tuple[bool, str]:
    """Whether slips hold for all probes, and what is to be said of a factor beside them."""
    made = [_made(steps, chosen, one) for one in probes]
    if not times:
        return all(agree(one.value, value, one.scale) for one, value in zip(probes, made, strict=True)), ""
    beside = [Seen(one.value, value, one.scale, one.sizes, one.inputs) for one, value in zip(probes, made, strict=True)]
    finite = [one for one in beside if np.all(np.isfinite(one.expected))]
    if not all(np.all(np.isfinite(one.expected)) or one.agrees() for one in beside):
        return False, ""
    cause = relations.factor(finite, *relations.BESIDES)
    return bool(cause), f" {cause.sentences}" if cause else ""
