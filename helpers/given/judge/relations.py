"""True relations between what a function gave and what was expected, for when no known mistake explains it.

Each says what holds on every input that was tried, and asks on; none guesses at a cause.
"""

import inspect
import itertools
import re
import statistics
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from math import log
from typing import Any

import numpy as np

from helpers.given.calling import drivers
from helpers.given.judge.close import agree
from helpers.given.judge.model import Cause

SHAPES = {"W": "DC", "dW": "DC", "X": "ND", "y": "N", "S": "NC", "b": "C"}
"""What the axes of an argument count: N images, D numbers an image, C classes."""

CONSTANTS = {
    **{str(number): float(number) for number in range(1, 11)},
    **{f"1/{number}": 1 / number for number in range(2, 11)},
    "ln 10": log(10),
    "1/ln 10": 1 / log(10),
    "ln 2": log(2),
    "1/ln 2": 1 / log(2),
}
"""Factors that have a name."""

EDGES = (
    (np.s_[:-1], "last row"),
    (np.s_[1:], "first row"),
    (np.s_[:, :-1], "last column"),
    (np.s_[:, 1:], "first column"),
)
"""What is right of an array where only an edge is not."""

BASES = ("", "batch_size", "N", "C", "C - 1", "D", "reg", "N * C", "N * N")
ZERO_ASKS_OF_DATA = "Which line should add what the images give, and does a later one reset it, or subtract it again?"
ZERO_ASKS = "Which line should change it, and does a later one reset it, or subtract it again?"
BESIDES = "Your result is", "what this alone would give"
"""How a factor is told that stands beside a known mistake."""
BESIDES_ASKS = "Does that factor come with it, or is it another slip?"
SUM_NOT_MEAN = "And the sum over the images is not divided by N: it is N times too large."
HALVES = {
    "Your penalty is": "And the lecture's R(W) has no 1/2: does yours?",
    "Your penalty's gradient is": "And what is the derivative of w * w, and is there a 1/2 in this course's loss?",
}
"""What is asked of a 1/2 in a penalty, by how the sentence begins."""
RATIOS = sorted(itertools.product(BASES, repeat=2), key=lambda pair: sum(map(bool, pair)))
"""What a multiple may be made of, above and below, the simplest first."""

COUNTS = {
    "batch_size": "number of images in a batch",
    "N": "number of images",
    "C": "number of classes",
    "C - 1": "number of wrong classes",
    "D": "numbers in an image",
}
ASKS = {
    "": "Which constant factor is extra, or missing?",
    "2": "Is something added twice, or is a factor of 2 extra?",
    "batch_size": "Where is the mean over the batch taken first, and where again?",
    "N": "Do you divide the sum over the images, and only that, by N exactly once?",
    "C": "Which sum or mean runs over the classes?",
    "C - 1": "Which sum or mean runs over the classes?",
    "D": "Which sum or mean runs over the numbers of an image?",
    "N * C": "Where is a sum taken, where a mean, and is each division made once?",
    "N * N": "Do you divide the sum over the images, and only that, by N exactly once?",
    "reg": "How many times is reg in your line, and how many times in the formula?",
    "ln": "Which logarithm does the formula take?",
}
A_QUARTER = "What is the derivative of w * w, and is there a 1/2 in this course's loss?"


@dataclass(frozen=True)
class Seen:
    """One probe of a part.

    value, expected: what the student gave, and what was expected, as the measure gives them, of one shape.
    scale: of which size the numbers were that went in. sizes: how large N, D, C and reg were. inputs: by their names.
    """

    value: np.ndarray
    expected: np.ndarray
    scale: float
    sizes: dict[str, float]
    inputs: dict[str, Any]

    def agrees(self, factor: float = 1.0, offset: float | np.ndarray = 0.0) -> bool:
        """Whether the value is factor times what was expected, plus offset, a number or of the same shape."""
        wanted = self.expected.astype(np.float64) * factor + offset
        return agree(self.value, wanted, self.scale)

    @property
    def tells(self) -> bool:
        """Whether what was expected is large enough to tell a factor."""
        return bool(np.max(np.abs(self.expected), initial=0.0) > 1e-3 * max(self.scale, 1e-9))


def named(driver: str, takes: tuple[str, ...], inputs: tuple) -> dict[str, Any]:
    """Return the inputs of a call by the names of the arguments."""
    if driver != drivers.plain.__name__:
        takes = tuple(inspect.signature(getattr(drivers, driver)).parameters)[1:]
    return dict(zip(takes, inputs, strict=False))


def sizes(inputs: Mapping[str, Any]) -> dict[str, int]:
    """Return how large N, D and C are in a call, as far as its arguments tell."""
    found: dict[str, int] = {}
    for name, letters in SHAPES.items():
        shape = np.shape(inputs[name]) if name in inputs and (name != "b" or "W" in inputs) else ()
        if len(shape) == len(letters):
            found |= dict(zip(letters, shape, strict=True))
    return {letter: found[letter] for letter in "NDC" if letter in found}


def relation(probes: list[Seen], label: str) -> Cause | None:
    """Return what holds for all probes of a wrong part, if anything does.

    Args:
        probes: arrays of the expected shapes, finite.
        label: what the measured number is called.
    """
    it = f"Your {label} is" if label else "It is"
    for find in (
        _not_repeatable,
        factor,
        _same_everywhere,
        _rounded,
        _offset,
        penalty,
        _added_twice,
        _nearly,
        _absolute,
        _elsewhere,
        _only_for_one,
        _only_for_few,
        _order,
        _by_column,
    ):
        if told := find(probes, it):
            return told
    return None


def factor(probes: list[Seen], it: str, that: str = "what is expected") -> Cause | None:
    """Return what is to be said if the values are the same multiple of that everywhere.

    The multiple is 0, a number, or made of N, C, D or reg; beside anything but what is expected, it must have a name.
    """
    telling = [probe for probe in probes if probe.tells]
    if len(telling) < 2:
        return None
    if all(np.max(np.abs(probe.value), initial=0.0) <= 1e-12 * max(probe.scale, 1e-9) for probe in probes):
        no_reg = all(probe.inputs.get("reg") == 0 for probe in probes)
        asks, where = (ZERO_ASKS_OF_DATA, " where reg is 0") if no_reg else (ZERO_ASKS, "")
        return _cause("zero", f"{it} 0 on every input{where}. {asks}")
    ratios = [_ratio(probe) for probe in telling]
    for (above, below), counts in zip(RATIOS, multiples(telling).T.tolist(), strict=True):
        if (above == below == "") != (len(set(counts)) < 2) or not all(counts):
            continue
        rest = statistics.median(ratio / count for ratio, count in zip(ratios, counts, strict=True))
        name = _constant(rest)
        fixed = round(1 / rest) if (above, below) == ("N", "") and 0 < rest < 0.1 else 0
        if not name and not fixed and (above or below or that != "what is expected"):
            continue
        # Small values agree with whatever is small, too: their ratios have to be the same.
        if any(abs(ratio / count - rest) > 0.01 * abs(rest) for ratio, count in zip(ratios, counts, strict=True)):
            continue
        if all(probe.agrees(rest * _count(above, probe) / _count(below, probe)) for probe in probes):
            if fixed and not name:
                return _cause(
                    "fixed-count",
                    f"{it} N/{fixed} times {that}, on every input: it is divided by {fixed}, not by N, the number of"
                    " images. Where can you get N, so that it fits every batch?",
                )
            if that != "what is expected" and (above, below, name) == ("N", "", "1"):
                return _cause("factor", SUM_NOT_MEAN)
            if that != "what is expected" and (above, below, name) == ("N", "", "-1"):
                return _cause("factor", "And its sign is reversed, and the sum over the images is not divided by N.")
            told = _told(f"{it} {{}} {that}, on every input", above, below, rest, name)
            if that == BESIDES[1] and above == below == "" and name and name != "-1":
                told = replace(told, sentences=f"{it} {name} times {that}, on every input. {BESIDES_ASKS}")
            return told
    return None


def multiples(probes: list[Seen]) -> np.ndarray:
    """Return for each probe how large each of RATIOS is, as an array (probes, RATIOS); nan where that is unknown."""
    counted = np.array([[_count(base, probe) for base in BASES] for probe in probes])
    above, below = ([BASES.index(pair[k]) for pair in RATIOS] for k in (0, 1))
    with np.errstate(divide="ignore", invalid="ignore"):
        return counted[:, above] / counted[:, below]


def penalties(probes: list[Seen]) -> dict[str, list[np.ndarray]]:
    """Return what a penalty without its reg adds to each probe, whole and divided by N; nothing if reg is not 0."""
    if any(probe.inputs.get("reg") != 0 for probe in probes):
        return {}
    weights = [np.asarray(probe.inputs["W"], dtype=np.float64) for probe in probes]
    extras = [
        W if probe.value.shape == W.shape else np.asarray(np.sum(W * W))
        for probe, W in zip(probes, weights, strict=True)
    ]
    if any(extra.shape != probe.value.shape for extra, probe in zip(extras, probes, strict=True)):
        return {}
    counts = [_count("N", probe) for probe in probes]
    return {"": extras, "N": [extra / count for extra, count in zip(extras, counts, strict=True)]}


def penalty(probes: list[Seen], it: str) -> Cause | None:
    """Return what is to be said if a multiple of sum(W * W), or in a gradient of W, is too much where reg is 0."""
    for base, extras in penalties(probes).items():
        differences = [probe.value.astype(np.float64) - probe.expected for probe in probes]
        size = sum(float(np.sum(extra * extra)) for extra in extras)
        times = sum(float(np.sum(one * extra)) for one, extra in zip(differences, extras, strict=True)) / size
        if times and all(probe.agrees(offset=times * extra) for probe, extra in zip(probes, extras, strict=True)):
            what = f"{'W' if np.shape(extras[0]) else 'sum(W * W)'}{' / N' if base else ''}"
            number = _constant(abs(times)) or f"{abs(times):.4g}"
            amount = what if number == "1" else f"{number} * {what}"
            way = "large" if times > 0 else "small"
            return _cause("penalty-left", f"{it} {amount} too {way} where reg is 0. Which factor should make that 0?")
    return None


def same_slope(own: float, claimed: float, right: float) -> bool:
    """Return whether three slopes are the same."""
    return max(abs(own - claimed), abs(own - right)) <= 1e-4 * max(1.0, abs(own), abs(claimed), abs(right))


def slope(own: float, claimed: float, right: float) -> Cause | None:
    """Return whether a wrong gradient belongs to the function's own loss, if that tells anything.

    Args:
        own: the slope of the student's loss along some direction, measured.
        claimed: the slope that the student's gradient says.
        right: the slope that is expected.
    """
    near = 1e-4 * max(1.0, abs(own), abs(claimed), abs(right))
    if abs(own - claimed) <= near < abs(own - right):
        return _cause(
            "gradient-of-wrong-loss",
            "Your dW is the gradient of the loss you return, but that loss is wrong: repair the loss first.",
        )
    if abs(own - right) <= near < abs(own - claimed):
        return _cause(
            "not-the-gradient",
            "Your dW is not the gradient of your loss. In which entry do dW and numerical_gradient of your loss"
            " differ first?",
        )
    return None


def _cause(slug: str, sentences: str) -> Cause:
    return Cause(sentences, symptom=f"relation.{slug}")


def _not_repeatable(probes: list[Seen], it: str) -> Cause | None:
    """Another result for the same inputs."""
    for one, other in itertools.combinations(probes, 2):
        pairs = [(one.inputs[name], other.inputs.get(name, ())) for name in one.inputs]
        same = all(np.array_equal(*pair) for pair in pairs)
        if same and not agree(one.value, other.value.astype(np.float64), max(one.scale, other.scale)):
            told = f"{it} different in a second call with the same inputs. What is random, or kept between calls?"
            return _cause("not-repeatable", told)
    return None


def _only_for_one(probes: list[Seen], it: str) -> Cause | None:
    one = [probe.agrees() for probe in probes if probe.sizes.get("N") == 1]
    # With W = 0, or nearly so, all images have the same loss.
    more = [
        probe.agrees()
        for probe in probes
        if probe.sizes.get("N", 1) > 1 and np.max(np.abs(probe.inputs.get("W", 1.0))) > 0.01
    ]
    if min(len(one), len(more)) > 1 and all(one) and not any(more):  # a single one may be chance
        told = (
            f"{it} right for batches of one image and wrong for several. What differs between images, and what is"
            " shared?"
        )
        return _cause("right-for-one-image", told)
    return None


def _only_for_few(probes: list[Seen], it: str) -> Cause | None:
    """Right up to some number of images. Of more images than classes some have the same label."""
    right = [probe.sizes["N"] for probe in probes if "N" in probe.sizes and probe.agrees()]
    wrong = [probe.sizes["N"] for probe in probes if "N" in probe.sizes and not probe.agrees()]
    if len(set(right)) < 3 or len(wrong) < 2 or max(right) >= min(wrong):
        return None
    return _cause(
        "right-for-few-images",
        f"{it} right for up to {max(right)} images and wrong for {min(wrong)}. Does something stop after a fixed"
        " number of images, or count a repeated label only once?",
    )


def _by_column(probes: list[Seen], it: str) -> Cause | None:
    """Each column a multiple of the right one, by a factor of its own."""
    differ = False
    for probe in probes:
        value, right = probe.value.astype(np.float64), probe.expected.astype(np.float64)
        if right.ndim != 2 or len(right) < 2 or right.shape[1] < 2:
            return None
        times = np.sum(value * right, axis=0) / np.maximum(np.sum(right * right, axis=0), 1e-12)
        if not agree(value, times * right, probe.scale):
            return None
        differ |= bool(np.ptp(times) > 1e-3)
    told = f"{it} what is expected, but with each column times a different number. What is done for some classes more"
    return _cause("by-column", f"{told} often than for others, as in a loop or under an if?") if differ else None


def _told(sentence: str, above: str, below: str, rest: float, name: str) -> Cause:
    if name == "-1" and not above + below:
        return _cause("sign", sentence.format("minus") + ". Which sign or difference is the wrong way round?")
    if not above + below:
        number = name or f"{rest:.4g}"
        quarter = name == "1/4" and sentence.startswith("Your penalty's gradient")
        ask = A_QUARTER if quarter else ASKS["2" if name == "2" else "ln" if "ln" in name else ""]
        return _cause("factor", f"{sentence.format(f'{number} times')}. {ask}")
    divisor = f"({below})" if " " in below else below
    named = name
    if below and (half := re.fullmatch(r"1/(\d+)", name)):
        name, divisor = "1", f"({half[1]} {divisor})"
    count = f"{above or 1}/{divisor}" if below else above
    times = {"1": count, "-1": f"-{count}"}.get(name, f"{name} * {count}")
    known = [f"{base} = {COUNTS[base]}" for base in (above, below) if base in COUNTS]
    meaning = f" ({', '.join(known)})" if known else ""
    constant = "" if named in ("1", "-1") else " And which constant factor is extra, or missing?"
    asks = ASKS[above or below]
    halved = next((more for begin, more in HALVES.items() if sentence.startswith(begin)), "")
    if halved and (above, below) == ("", "N"):
        asks = "The penalty is about W, not about images: is it added before or after the division by N?"
        constant = f" {halved}" if named in ("1/2", "1/4") else constant
    if above == "N" and below in ("C", "C - 1", "D"):
        asks = f"Do you divide by {below}, the {COUNTS[below]}, and by which number does the formula?"
    return _cause("factor", f"{sentence.format(f'{times} times')}{meaning}. {asks}{constant}")


def _same_everywhere(probes: list[Seen], it: str) -> Cause | None:
    """One number, or a count of the sizes, where another is expected for each input."""
    if any(probe.expected.shape for probe in probes) or len({float(probe.expected) for probe in probes}) < 3:
        return None
    for base in ("", "C", "C - 1", "N", "D", "ln C"):
        counts = [_count(base, probe) or np.nan for probe in probes]
        times = float(probes[0].value) / counts[0]
        constant = _constant(times)
        if not constant or (base and len(set(counts)) < 3):
            continue
        if all(
            agree(probe.value, np.array(times * count), probe.scale)
            for probe, count in zip(probes, counts, strict=True)
        ):
            amount = {"1": base, "-1": f"-{base}"}.get(constant, f"{constant} * {base}") if base else constant
            letter = base.removeprefix("ln ")
            meaning = f" ({letter} = {COUNTS[letter]})" if letter else ""
            told = f"{it} {amount} on every input{meaning}. What should it depend on, and where does that get lost?"
            return _cause("same-everywhere", told)
    return None


DIGITS = re.compile(r"nearly right, but has only (\d) digits")


def _rounded(probes: list[Seen], it: str) -> Cause | None:
    """Nothing wrong but that digits are missing."""
    for digits in range(1, 7):
        unit = 10.0**-digits
        if any(_has_digits(probe.expected, digits) for probe in probes if not probe.agrees()):
            return None
        if all(_has_digits(probe.value, digits) for probe in probes):
            near = all(np.max(np.abs(probe.value - probe.expected), initial=0.0) <= 1.01 * unit for probe in probes)
            told = f"{it} nearly right, but has only {digits} digits after the point. What rounds it, or cuts it off?"
            return _cause("rounded", told) if near else None
    return None


def _has_digits(value: np.ndarray, digits: int) -> bool:
    return np.allclose(value, np.round(value.astype(np.float64), digits), rtol=1e-9, atol=1e-3 * 10.0**-digits)


def _added_twice(probes: list[Seen], it: str) -> Cause | None:
    """What is expected times a number, and once more divided by N."""
    telling = [probe for probe in probes if probe.tells and probe.sizes.get("N")]
    if len({probe.sizes["N"] for probe in telling}) < 3:
        return None
    rows = np.array([[1.0, 1 / probe.sizes["N"]] for probe in telling])
    (once, divided), *_ = np.linalg.lstsq(rows, np.array(list(map(_ratio, telling))), rcond=None)
    names = _constant(once), _constant(divided)
    if not all(names) or not all(probe.agrees(once + divided / probe.sizes.get("N", np.nan)) for probe in probes):
        return None
    more = f"{'-' if divided < 0 else '+'} {names[1].lstrip('-')} / N"
    told = f"{it} {names[0]} {more} times what is expected, on every input (N = number of images). Is it added twice,"
    return _cause("added-twice", f"{told} once before a division by N and once after it?")


def _nearly(probes: list[Seen], it: str) -> Cause | None:
    """Right in its first digits, everywhere."""
    near = [np.max(np.abs(probe.value - probe.expected)) <= 2e-3 * np.max(np.abs(probe.expected)) for probe in probes]
    if len(near) < 3 or not all(near):
        return None
    told = (
        f"{it} right in its first two or three digits only. What is just close to the formula, such as a slope measured"
    )
    return _cause("nearly", f"{told} by a small step, or works with few digits?")


def _offset(probes: list[Seen], it: str) -> Cause | None:
    """The same amount too much everywhere."""
    for base in ("", "C", "C - 1", "N", "1/N"):
        counts = [1 / _count("N", probe) if base == "1/N" else _count(base, probe) for probe in probes]
        shifts = [np.ravel(probe.value - probe.expected.astype(np.float64)) for probe in probes]
        shift = float(np.median(np.concatenate([one / count for one, count in zip(shifts, counts, strict=True)])))
        if len(probes) < 2 or not all(
            probe.agrees(offset=shift * count) for probe, count in zip(probes, counts, strict=True)
        ):
            continue
        if np.ptp([float(np.max(probe.expected)) for probe in probes]) <= 1e-3 * abs(shift):
            return None
        times = (
            f"{abs(shift):.4g}" if not base else base if abs(abs(shift) - 1) < 1e-4 else f"{abs(shift):.4g} * ({base})"
        )
        amount = f"{times} too {'large' if shift > 0 else 'small'}"
        letter = base.removeprefix("1/")
        told = f", whatever the value{f' ({letter} = {COUNTS[letter]})' if letter else ''}"
        return _cause("offset", f"{it} {amount} on every input{told}. What is added, or left out?")
    return None


def _absolute(probes: list[Seen], it: str) -> Cause | None:
    """The absolute values of the right numbers, or a multiple of them."""
    signed = [probe for probe in probes if np.any(probe.expected < 0) and np.any(probe.expected > 0)]
    if len(signed) < 2 or any(np.any(probe.value < 0) for probe in probes):
        return None
    beside = [replace(probe, expected=np.abs(probe.expected)) for probe in probes]
    if all(probe.agrees() for probe in beside):
        told = f"{it} the absolute value of what is expected, on every input. Which line takes absolute values?"
        return _cause("absolute", told)
    cause = factor(beside, it, "the absolute value of what is expected")
    told = f"{cause.sentences.partition('. ')[0]}. Which line takes absolute values?" if cause else ""
    return replace(cause, sentences=told) if cause else None


def _elsewhere(probes: list[Seen], it: str) -> Cause | None:
    """The right numbers, but for their signs or at other places."""
    if max(probe.expected.size for probe in probes) < 2:
        return None
    pairs = [(probe, probe.value.astype(np.float64), probe.expected.astype(np.float64)) for probe in probes]

    def all_agree(change: Callable[[np.ndarray], np.ndarray]) -> bool:
        return all(
            change(value).shape == change(right).shape and agree(change(value), change(right), probe.scale)
            for probe, value, right in pairs
        )

    square = [(probe, value, right) for probe, value, right in pairs if value.ndim == 2 and value.shape[0] > 1]
    wrong = [probe for probe, value, _ in pairs if not probe.agrees() and (value.ndim < 2 or value.shape[0] == 1)]
    if square and not wrong and all(agree(value.T, right, probe.scale) for probe, value, right in square):
        return _cause("transposed", f"{it} transposed on every input. Which axis counts the classes?")
    if (
        square
        and not wrong
        and all(agree(value.ravel(), right.T.ravel(), probe.scale) for probe, value, right in square)
    ):
        told = f"{it} made of the right numbers, in another order, as after a reshape. Did you mean .T?"
        return _cause("reshaped", told)
    if edge := _edge(probes, it):
        return edge
    if all_agree(np.abs):
        return _cause("signs", f"{it} right except for signs. Which entries should be negative?")
    for axis, places in ((-1, "within the rows"), (0, "within the columns")):
        if all_agree(partial(np.sort, axis=axis)):
            told = f"{it} made of the right numbers, in the wrong places {places}. Which index picks the place?"
            return _cause("places", told)
    return None


def _edge(probes: list[Seen], it: str) -> Cause | None:
    """Right but for the first or the last row or column, and that wherever it should hold more than zeros.

    A vector has entries, and no columns.
    """
    wrong = [probe for probe in probes if not probe.agrees()]
    right = [probe for probe in probes if probe.agrees()]
    for kept, place in EDGES:
        axes = (1, 2) if isinstance(kept, slice) else (2,)
        if (
            all(probe.value.ndim in axes for probe in wrong)
            and sum(probe.expected[kept].size > 0 for probe in wrong) > 1
            and all(agree(probe.value[kept], probe.expected[kept], probe.scale) for probe in wrong)
            and not any(_holds_more(probe.expected, kept) for probe in right)
        ):
            place = place if any(probe.value.ndim == 2 for probe in wrong) else place.replace("row", "entry")
            return _cause(
                "edge", f"{it} right except for the {place}. Where does a loop or a slice begin, and where does it end?"
            )
    return None


def _holds_more(array: np.ndarray, kept: slice | tuple[slice, ...]) -> bool:
    """Whether an array has numbers beyond what is kept of it."""
    if array.ndim < (1 if isinstance(kept, slice) else 2):
        return False
    rest = array.copy()
    rest[kept] = 0
    return bool(np.any(rest))


def _order(probes: list[Seen], it: str) -> Cause | None:
    """Another result for the same images in another order."""
    for one, other in itertools.combinations(probes, 2):
        first, second = one.inputs, other.inputs
        if (
            {"W", "X", "y"} <= set(first) & set(second)
            and agree(one.expected, other.expected, one.scale)
            and np.array_equal(first["W"], second["W"])
            and not np.array_equal(first["X"], second["X"])
            and _same_images(first, second)
            and not agree(one.value, other.value.astype(np.float64), max(one.scale, other.scale))
        ):
            return _cause(
                "order",
                f"{it} different when the same images come in a different order. Which line overwrites what it should"
                " add to, as = instead of += does, keeps something from the image before, or divides in each round?",
            )
    return None


def _same_images(first: Mapping[str, Any], second: Mapping[str, Any]) -> bool:
    rows = [np.column_stack([one["X"], one["y"]]) for one in (first, second)]
    one, other = (np.sort(each, axis=0) for each in rows)
    return np.array_equal(one, other)


def _ratio(probe: Seen) -> float:
    """The factor that fits best, in least squares."""
    right, value = probe.expected.astype(np.float64), probe.value.astype(np.float64)
    return float(np.sum(right * value) / np.sum(right * right))


def _count(base: str, probe: Seen) -> float:
    """How large a base is in a call; where it is unknown, nan, which agrees with nothing."""
    if base == "C - 1":
        return probe.sizes.get("C", np.nan) - 1
    if base == "ln C":
        return log(probe.sizes.get("C", np.nan))
    if base in ("N * C", "N * N"):
        return probe.sizes.get("N", np.nan) * probe.sizes.get(base[-1], np.nan)
    return (probe.sizes.get(base, np.nan) or np.nan) if base else 1.0


def _constant(number: float) -> str:
    """The name of a number, or "" if it has none: 1, 2, -1/2, ln 10."""
    size = abs(number)
    for name, value in CONSTANTS.items():
        if abs(size - value) <= 1e-4 * value:
            return name if number > 0 else f"-{name}"
    return ""
