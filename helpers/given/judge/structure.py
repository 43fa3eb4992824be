"""What a wrong result lacks of what every right one has, for when no relation to what is expected holds.

A loss is never below 0; a gradient is made of the images, and what one class gains another loses. Each sentence is true
of code that nobody has seen before, and says where to look.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from helpers.given.judge.close import agree
from helpers.given.judge.model import Cause
from helpers.given.judge.relations import Seen, factor

SMALL = 0.01
"""With weights below this all scores are nearly equal, and many a slip stays hidden."""
PENALTIES = (2.0, 1.0)
"""What is added once more to a gradient that holds it, as multiples of reg * W."""


def structure(probes: list[Seen], label: str) -> Cause | None:
    """Return where, or in what, a wrong part differs from every right one, if that can be said.

    Args:
        probes: arrays of the expected shapes, finite.
        label: what the measured number is called.
    """
    it = f"Your {label} is" if label else "It is"
    for find in (
        _step,
        _below_zero,
        _everywhere,
        _equal_scores,
        _columns,
        _images,
        _rows,
        _amounts,
        _one_sided,
        _places,
    ):
        if told := find(probes, it):
            return told
    return None


class Run(NamedTuple):
    """Weights (T + 1, D, C) of a training at each step and after the last, what they should be, and its inputs."""

    value: np.ndarray
    expected: np.ndarray
    inputs: Mapping[str, Any]


def steps(runs: Sequence[Run]) -> Cause | None:
    """Return where training leaves the right way, if all runs say the same."""
    first = set()
    for value, right, _ in runs:
        if value.shape != right.shape or value.ndim != 3 or not np.all(np.isfinite(value)):
            return None
        size = float(np.max(np.abs(right)))
        wrong = [not agree(one, other, size) for one, other in zip(value, right, strict=True)]
        first.add(wrong.index(True) if any(wrong) else None)
    if first == {0}:
        return _cause("other-start", "Training does not start from the weights in self.W. Where is W made, and when?")
    if first == {1}:
        return _first_step(runs)
    if first == {2}:
        told = "The first step is right, the second is not. What changes from step to step, or is kept?"
        return _cause("right-first-step", told)
    return None


def _first_step(runs: Sequence[Run]) -> Cause:
    """What is to be said of a wrong first step: what it is made of, the right one and W, if it is."""
    times, penalties = [], []
    for value, expected, inputs in runs:
        move, right, W = value[1] - value[0], expected[1] - expected[0], expected[0]
        both = np.stack([right.ravel(), W.ravel()], axis=1)
        amounts = np.linalg.lstsq(both, move.ravel(), rcond=None)[0]
        if not agree(np.reshape(both @ amounts, move.shape), move, float(np.max(np.abs(right)))):
            told = (
                "The first step is wrong, in its direction too. What happens between the gradient and the new weights?"
            )
            return _cause("first-step", told)
        times.append(float(amounts[0]))
        penalties.append(float(-amounts[1]) / (inputs["learning_rate"] * inputs["reg"]))
    amounts = " and ".join(dict.fromkeys(f"{one:.3g}" for one in times))
    mean_again = all(abs(one * run.inputs["batch_size"] - 1) < 1e-4 for one, run in zip(times, runs, strict=True))
    if max(map(abs, penalties)) < 1e-4:
        if mean_again:
            told = "The first step is divided by batch_size, but dW is a mean over the batch already."
            return _cause("mean-again", f"{told} Which line divides?")
        told = f"The first step goes {amounts} times as far as it should. What multiplies the gradient, or divides it?"
        return _cause("first-step-size", told)
    again = next((number for number in PENALTIES if _are(number, penalties, times)), 0.0)
    if not again:
        told = "The first step is made of dW and of W itself. What happens between the gradient and the new weights?"
        return _cause("first-step-of-weights", told)
    beside = "" if np.allclose(times, 1, atol=1e-3) else f" It also counts dW {amounts} times."
    beside = " It also divides by batch_size, though dW is a mean." if mean_again else beside
    added = "reg * W" if again == 1 else f"{again:g} * reg * W"
    told = f"The first step adds {added} to dW, which holds the penalty's gradient already.{beside}"
    return _cause("penalty-again", f"{told} What has self.loss already done?")


def _are(number: float, values: Sequence[float], times: Sequence[float]) -> bool:
    """Whether all values are a number, or that number of times."""
    return np.allclose(values, number, atol=1e-3) or np.allclose(np.divide(values, times), number, atol=1e-3)


def _cause(slug: str, sentences: str) -> Cause:
    return Cause(sentences, symptom=f"structure.{slug}")


def _step(probes: list[Seen], it: str) -> Cause | None:
    """A step from W that is no right multiple of dW."""
    if not all(
        {"W", "dW"} <= set(probe.inputs) and probe.value.shape == np.shape(probe.inputs["W"]) for probe in probes
    ):
        return None
    moved = [
        Seen(
            probe.value - probe.inputs["W"], probe.expected - probe.inputs["W"], probe.scale, probe.sizes, probe.inputs
        )
        for probe in probes
    ]
    if times := factor(moved, "Your step from W is"):
        return times
    if all(np.array_equal(np.sign(probe.value), np.sign(probe.expected)) for probe in moved):
        return _cause("step-sizes", "Every weight moves the right way, but by the wrong amount. What multiplies dW?")
    return _cause(
        "step-direction", "Your step from W has the wrong direction or size. What is between W and dW in your line?"
    )


def _below_zero(probes: list[Seen], it: str) -> Cause | None:
    if not _of_a_loss(probes) or any(probe.value.size != 1 or np.any(probe.expected < 0) for probe in probes):
        return None
    if all(np.all(probe.value >= -1e-9 * max(1.0, probe.scale)) for probe in probes):
        return None
    grows = any(probe.inputs["reg"] for probe in probes)
    asks = "Where does a larger reg make the loss smaller?" if grows else "Which term can be negative?"
    return _cause("below-zero", f"{it} below 0 for some input, which it should never be. {asks}")


def _everywhere(probes: list[Seen], it: str) -> Cause | None:
    """A gradient with one number too much in all of its entries."""
    if not _gradients(probes):
        return None
    shifts = [probe.value.astype(np.float64) - probe.expected for probe in probes]
    if all(probe.agrees() or float(np.max(np.abs(probe.inputs["W"]))) < SMALL for probe in probes):
        return None
    if not all(
        agree(shift, np.full(shift.shape, np.mean(shift)), probe.scale)
        for shift, probe in zip(shifts, probes, strict=True)
    ):
        return None
    told = "Every entry of your dW is too large, or too small, by the same number where reg is 0. Which line adds it?"
    return _cause("same-in-every-entry", told)


def _equal_scores(probes: list[Seen], it: str) -> Cause | None:
    """Right, or wrong, just where scores are equal."""
    if not _of_a_loss(probes):
        return None
    equal = [probe.agrees() for probe in probes if not np.any(probe.inputs["W"])]
    differ = [probe.agrees() for probe in probes if np.max(np.abs(probe.inputs["W"])) > SMALL and not _tied(probe)]
    ties = [probe for probe in probes if _tied(probe)]
    tied = [probe.agrees() for probe in ties]
    if equal and differ and all(equal) and not any(differ):
        told = (
            f"{it} right where all scores are equal (W = 0) and wrong where they differ. What in your code depends on"
            " them?"
        )
        return _cause("right-for-equal-scores", told)
    if all(differ) and differ and tied and not any(tied):
        it = f"Where reg is 0, {it[0].lower()}{it[1:]}" if all(probe.inputs["reg"] == 0 for probe in probes) else it
        of_right = all(map(_tied_with_right, ties))
        which = "a wrong class has the score of the right one" if of_right else "two scores of an image are equal"
        told = f"{it} wrong only where {which}. How does your code tell the right class from the others?"
        return _cause("wrong-for-equal-scores", told)
    return None


def _tied(probe: Seen) -> bool:
    """Whether an image has two classes with the same score, other than by W = 0."""
    S = np.sort(probe.inputs["X"] @ probe.inputs["W"], axis=1)
    return bool(np.any(probe.inputs["W"]) and np.any(np.diff(S, axis=1) == 0))


def _tied_with_right(probe: Seen) -> bool:
    """Whether a wrong class of an image has the score of the right one."""
    S = probe.inputs["X"] @ probe.inputs["W"]
    right = S[np.arange(len(S)), probe.inputs["y"]][:, np.newaxis]
    return bool(np.any(np.sum(right == S, axis=1) > 1))


def _columns(probes: list[Seen], it: str) -> Cause | None:
    """Only the right class's column wrong where there is one image, or only the others."""
    if not _gradients(probes):
        return None
    own, others = [], []
    for probe in probes:
        if probe.sizes.get("N") == 1:
            y = int(probe.inputs["y"][0])
            own.append(agree(probe.value[:, y], probe.expected[:, y], probe.scale))
            value, right = (np.delete(one, y, axis=1) for one in (probe.value, probe.expected))
            others.append(agree(value, right, probe.scale))
    if len(own) < 2:
        return None
    if all(others) and not any(own):
        told = (
            "For one image, your dW is right except for the column of its right class. How does the loss use that"
            " score?"
        )
        return _cause("right-column", told)
    if all(own) and not any(others):
        told = (
            "For one image, your dW is right in the column of its right class, and wrong in others. Which columns move?"
        )
        return _cause("other-columns", told)
    return None


def _images(probes: list[Seen], it: str) -> Cause | None:
    """Columns that are no sums of images."""
    if not _gradients(probes):
        return None
    fewer = [probe for probe in probes if probe.sizes["N"] < probe.sizes["D"]]
    if len(fewer) < 2 or not all(_made_of_images(probe.expected, probe) for probe in fewer):
        return None
    if any(_made_of_images(probe.value, probe) for probe in fewer):
        return None
    if weights := _weights(fewer):
        told = f"Your dW holds {weights} where reg is 0, beside sums of images. Which factor should make that 0?"
        return _cause("weights-left", told)
    told = "The columns of dW should be sums of images, each times a number; yours are not. What else goes into them?"
    return _cause("not-of-images", told)


def _weights(probes: list[Seen]) -> str:
    """The multiple of W without which the columns are sums of images, the same in every probe; "" if there is none."""
    times = []
    for probe in probes:
        images = np.transpose(np.asarray(probe.inputs["X"], dtype=np.float64))
        dW, W = probe.value.astype(np.float64), np.asarray(probe.inputs["W"], dtype=np.float64)
        # What is left of both beside the images; of weights near 0 too little is.
        left, right = (A - images @ np.linalg.lstsq(images, A, rcond=None)[0] for A in (dW, W))
        if np.max(np.abs(right)) > SMALL:
            times.append(float(np.sum(left * right) / np.sum(right * right)))
            if not agree(left, times[-1] * right, probe.scale):
                return ""
    if len(times) < 2 or np.ptp(times) > 1e-4 * abs(times[0]):
        return ""
    return "W" if abs(times[0] - 1) < 1e-4 else f"{times[0]:.4g} * W"


def _made_of_images(dW: np.ndarray, probe: Seen) -> bool:
    X = np.asarray(probe.inputs["X"], dtype=np.float64)
    images = np.transpose(X)  # one per column
    made = images @ np.linalg.lstsq(images, dW.astype(np.float64), rcond=None)[0]
    return agree(made, dW.astype(np.float64), probe.scale)


def _rows(probes: list[Seen], it: str) -> Cause | None:
    """Rows that do not add up to 0."""
    if not _gradients(probes) or not all(_balanced(probe.expected, probe) for probe in probes):
        return None
    if all(_balanced(probe.value, probe) for probe in probes):
        return None
    told = "Each row of dW should add up to 0 where reg is 0; yours do not. If one class gains, which ones lose?"
    return _cause("unbalanced-rows", told)


def _balanced(dW: np.ndarray, probe: Seen) -> bool:
    sums = np.sum(dW.astype(np.float64), axis=1)
    return agree(sums.astype(dW.dtype), np.zeros_like(sums), float(np.sum(np.abs(dW))))


def _amounts(probes: list[Seen], it: str) -> Cause | None:
    """A gradient that is made as it should be, of wrong amounts."""
    if not _gradients(probes) or not all(_balanced(probe.value, probe) for probe in probes):
        return None
    told = "Your dW is a sum of images, and its rows add up to 0, as they should. How much does each image count for"
    return _cause("amounts", f"{told} each class?")


def _one_sided(probes: list[Seen], it: str) -> Cause | None:
    """A loss that errs to one side only."""
    if not _of_a_loss(probes) or any(probe.value.size != 1 for probe in probes):
        return None
    wrong = [float(np.sum(probe.value - probe.expected)) for probe in probes if not probe.agrees()]
    if len(wrong) < 3:
        return None
    if min(wrong) > 0:
        told = f"{it} too large wherever it is wrong here, never too small. What is counted too much, or again"
        return _cause("never-too-small", f"{told} in each round of a loop?")
    if max(wrong) < 0:
        told = f"{it} too small wherever it is wrong here, never too large. Is something left out, cut off, or divided"
        told += " too often?"
        return _cause("never-too-large", told)
    return None


def _places(probes: list[Seen], it: str) -> Cause | None:
    """Right in some columns, or rows, and wrong in others; what should be 0 may be right by chance."""
    wrong = [probe for probe in probes if not probe.agrees()]
    if len(wrong) < 2 or any(probe.value.ndim != 2 for probe in wrong):
        return None
    for name in ("column", "row"):
        right, telling = zip(*(_right_lines(probe, name) for probe in wrong), strict=True)
        if all(np.any(one & known) for one, known in zip(right, telling, strict=True)):
            at = np.flatnonzero(~right[0])
            places = f"{name}{'s' if len(at) > 1 else ''} {' and '.join(map(str, at))} of {len(right[0])}"
            told = f"{it} wrong in some {name}s only, for example in {places} (counted from 0)."
            return _cause(f"{name}s", f"{told} What does your code do differently there?")
    return None


def _right_lines(probe: Seen, name: str) -> tuple[np.ndarray, np.ndarray]:
    """Of each column, or row, whether it is right, and whether it should hold more than zeros."""
    value, right = (one.T if name == "column" else one for one in (probe.value, probe.expected))
    lines = zip(value, right, strict=True)
    return np.array([agree(line, wanted, probe.scale) for line, wanted in lines]), np.any(right, axis=1)


def _of_a_loss(probes: list[Seen]) -> bool:
    return bool(probes) and all({"W", "X", "y", "reg"} <= set(probe.inputs) for probe in probes)


def _gradients(probes: list[Seen]) -> bool:
    """Whether these are gradients of a loss where reg is 0."""
    return _of_a_loss(probes) and all(
        probe.inputs["reg"] == 0 and probe.value.shape == np.shape(probe.inputs["W"]) for probe in probes
    )
