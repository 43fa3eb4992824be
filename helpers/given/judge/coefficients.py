"""Reads off a wrong gradient by what each image is multiplied, and says it if one rule holds for all.

A gradient of W sums over the images: X[i] times a row of factors A[i]. Where there are no more images than numbers in
one, A can be told from X and the gradient. So a slip that nobody listed, or two at once, can still be put in words:
"Your dW multiplies X[i] by -p in the column of its true class".
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from helpers.given.judge.close import agree
from helpers.given.judge.model import Cause
from helpers.given.judge.relations import Seen

FACTORS = ("", "N", "1/N")
"""What all of a gradient may be multiplied by, beside other slips."""
LETTERS = {
    "k": "k is how many margins the image violates",
    "m": "m is the margin of that class",
    "s": "s is the score of that class",
    "S": "S holds all scores of the batch",
    "p_y": "p_y is p of the true class",
}
"""What the letters in rules mean, but for those of the task."""


class Role(NamedTuple):
    """Some entries of A, such as those of the true classes.

    place: their place in dW. where: which entries of A, (N, C) booleans. rules: what each rule gives for all entries of
    A, (N, C) too, by what it is called in a message; which one is right shows in what is expected, and stands nowhere.
    """

    place: str
    where: np.ndarray
    rules: dict[str, np.ndarray]


@dataclass(frozen=True)
class _Counts:
    """By what each image is multiplied for each class, (N, C), times N, in the student's gradient and as expected.

    S: the scores, (N, C). hot: which classes are the true ones, (N, C). y: the labels, (N, 1).
    """

    value: np.ndarray
    expected: np.ndarray
    S: np.ndarray
    hot: np.ndarray
    y: np.ndarray


def coefficients(probes: list[Seen]) -> Cause | None:
    """Return by what the images are multiplied in a wrong gradient, if every entry follows one of the rules we know.

    Args:
        probes: gradients of a loss where reg is 0, finite.
    """
    if not all({"W", "X", "y"} <= set(probe.inputs) and probe.inputs.get("reg") == 0 for probe in probes):
        return None
    telling = [probe for probe in probes if np.ptp(probe.inputs["W"]) > 0.1]
    few = [probe for probe in telling if probe.sizes["N"] <= probe.sizes["D"]]
    more = [probe for probe in telling if probe.sizes["N"] > probe.sizes["D"]]
    seen = [one for probe in few if (one := _counts(probe))]
    whole = all(np.allclose(one.expected, np.round(one.expected), atol=1e-6) for one in seen)
    if len(seen) < max(3, len(few)):
        return None
    if whole and (sometimes := _sometimes(seen)):
        return sometimes
    if any(probe.agrees() for probe in more):
        return None
    roles = [_hinge(one) if whole else _softmax(one) for one in seen]
    right = _fitting([one.expected for one in seen], roles)
    for factor in FACTORS:
        rules = _fitting([_without(factor, one.value) for one in seen], roles)
        # There has to be one rule, and no other, that holds wherever a role occurs.
        if all(len(one) == 1 for one in rules.values()):
            return _told({place: rule for place, (rule,) in rules.items()}, right, factor)
    return _condition(seen) if whole else None


def _counts(probe: Seen) -> _Counts | None:
    """By what each image is multiplied; None if dW is not made of images, or they cannot be told apart."""
    X, W, y = (np.asarray(probe.inputs[name]) for name in ("X", "W", "y"))
    images = np.transpose(X)  # one per column
    made: list[np.ndarray] = []
    for dW in (probe.value.astype(np.float64), probe.expected.astype(np.float64)):
        A, _, rank, _ = np.linalg.lstsq(images, dW, rcond=None)
        if rank < len(X) or not agree(images @ A, dW, probe.scale):
            return None
        made.append(A * len(X))
    return _Counts(made[0], made[1], X @ W, np.arange(W.shape[1]) == y[:, np.newaxis], y[:, np.newaxis])


def _softmax(one: _Counts) -> list[Role]:
    """The roles of entries where probabilities are expected; p is that of the entry's class."""
    S, all_one, C = one.S, np.ones_like(one.S), one.S.shape[1]
    shifted = S - np.max(S, axis=1, keepdims=True)
    p = np.exp(shifted) / np.sum(np.exp(shifted), axis=1, keepdims=True)
    rules = {
        **{"p": p, "-p": -p, "p * p": p * p, "p * (1 - p)": p * (1 - p), "2 * p": 2 * p, "C * p": C * p},
        **{"s": S, "s - max(s)": shifted, "exp(s)": np.exp(S), "exp(s - max(s))": np.exp(shifted)},
        "exp(s - max(S))": np.exp(S - np.max(S)),
        "p minus the label's number": p - one.y,
    }
    minus_one = {f"{name} - 1": rule - 1 for name, rule in rules.items()}
    constants = {"0": 0 * p, "1": all_one, "-1": -all_one, "1/C": all_one / C}
    constants |= {"1 - C": (1 - C) * all_one, "C - 1": (C - 1) * all_one}
    true = {
        **{"1 - p": 1 - p, "p + 1": p + 1, "p - 2": p - 2, "2 * p - 2": 2 * p - 2, "p * p - p": p * p - p},
        **{"-1 / p": -1 / p, **rules, **minus_one, **constants},
    }
    p_y = np.sum(p * one.hot, axis=1, keepdims=True)
    others = {
        **{"1 - p": 1 - p, "p * p_y": p * p_y, "-p * p_y": -p * p_y, "p_y": p_y + 0 * p},
        **{**rules, **minus_one, **constants},
    }
    return [
        Role("in the column of its true class", one.hot, true),
        Role("in the other columns", ~one.hot, others),
    ]


def _hinge(one: _Counts) -> list[Role]:
    """The roles of entries where violated margins are expected to be counted."""
    S, all_one, C = one.S, np.ones_like(one.S), one.S.shape[1]
    m = S - np.sum(S * one.hot, axis=1, keepdims=True) + 1
    violated = one.expected > 0.5
    k = np.sum(violated, axis=1, keepdims=True) * all_one
    total = np.sum(m * violated, axis=1, keepdims=True) * all_one
    rules = {"0": 0 * S, "1": all_one, "-1": -all_one, "k": k, "-k": -k, "1 - k": 1 - k, "s": S}
    right = {
        **{
            "-2 * k": -2 * k,
            "-k * s": -k * S,
            "-k / C": -k / C,
            "-(k + 1)": -k - 1,
            "-C": -C * all_one,
            "1 - C": (1 - C) * all_one,
        },
        **{"-1 if k > 0, else 0": -1.0 * (k > 0), "1 if k > 0, else 0": 1.0 * (k > 0), "C - 1": (C - 1) * all_one},
        **{"minus the sum of its violated margins": -total, "the sum of its violated margins": total, **rules},
    }
    wrong = {"m": m, "-m": -m, "2 * m": 2 * m, "2": 2 * all_one, "1/2": all_one / 2, "1/C": all_one / C, **rules}
    return [
        Role("in the column of its right class", one.hot, right),
        Role("in the columns of classes that violate the margin", violated, wrong),
        Role("in the columns of classes that keep it", ~(violated | one.hot), wrong),
    ]


def _without(factor: str, A: np.ndarray) -> np.ndarray:
    """Factors (N, C) without one that is common to all."""
    return A / {"": 1, "N": len(A), "1/N": 1 / len(A)}[factor]


def _fitting(each: Sequence[np.ndarray], roles: Sequence[Sequence[Role]]) -> dict[str, set[str]]:
    """By the place of a role the rules that give its entries of all A, (N, C), in which it occurs."""
    found: dict[str, set[str]] = {}
    for A, its_roles in zip(each, roles, strict=True):
        for place, where, rules in its_roles:
            if np.any(where):
                left, own = found.get(place, set(rules)), A[where]
                found[place] = {name for name in left if np.allclose(own, rules[name][where], 1e-4, 1e-5)}
    return {place: found[place] for place, _, _ in roles[0] if place in found}


def _told(rules: Mapping[str, str], expected: Mapping[str, set[str]], factor: str) -> Cause | None:
    """Say which rules are wrong, and not which are right: to find those is the task."""
    wrong = {place: rule for place, rule in rules.items() if rule not in expected[place]}
    if not wrong:
        return None
    told = "Your dW multiplies X[i] by " + " and by ".join(f"{rule} {place}" for place, rule in wrong.items())
    if len(rules) == len(wrong) > len(set(wrong.values())) == 1:
        told = f"Your dW multiplies X[i] by {next(iter(wrong.values()))} in every column"
    letters = set(re.findall(r"\w+", " ".join(wrong.values())))
    if used := [meaning for letter, meaning in LETTERS.items() if letter in letters]:
        told += f" ({', and '.join(used)})"
    if right := [place for place in rules if place not in wrong]:
        told += f". It is right {' and '.join(right)}"
    if factor:
        how = "a sum over the images, not a mean" if factor == "N" else "it is divided by N twice"
        told += f". Besides, the whole dW is {factor} times that: {how} (N = number of images)"
    asks = "What is the derivative of the image's loss with respect to each score?"
    return Cause(f"{told}. {asks}", symptom="relation.image-counts")


def _sometimes(seen: list[_Counts]) -> Cause | None:
    """The right class counted for some images, and for others not."""
    more = [np.round(one.expected - one.value, 5) for one in seen]
    if any(np.any(extra[~one.hot]) for extra, one in zip(more, seen, strict=True)):
        return None
    own = np.concatenate([extra[one.hot] for extra, one in zip(more, seen, strict=True)])
    if set(own) != {0.0, 1.0} or sum(bool(np.any(extra)) for extra in more) < 2:
        return None
    told = "For some images, but not for all, X[i] is subtracted once too often in the column of the right class."
    asks = "Which number is compared with 0 for that class: could rounding leave 1e-16 there?"
    return Cause(f"{told} {asks}", symptom="relation.counted-at-times")


def _condition(seen: list[_Counts]) -> Cause | None:
    """Another bound than that of the margin, above which a wrong class counts, if there is one for all images."""
    moved: list[float] = []
    kept: list[float] = []
    for one in seen:
        differences = one.S - np.sum(one.S * one.hot, axis=1, keepdims=True)
        moves = ~one.hot & (one.value > 0.5)
        if not np.allclose(one.value, moves - one.hot * np.sum(moves, axis=1, keepdims=True), 1e-4, 1e-5):
            return None
        moved += list(differences[moves])
        kept += list(differences[~one.hot & ~moves])
    if not moved or not kept or max(kept) >= min(moved) or max(kept) < -1 < min(moved):
        return None
    told = (
        f"In your dW, a class moves its column where s_j - s_y is above a number {between(max(kept), min(moved))};"
        " that number should be -1. Which margin is in your condition?"
    )
    return Cause(told, symptom="relation.another-condition")


def between(low: float, high: float) -> str:
    """Return where a number is, with as few digits as tell the two others apart that it is between."""
    pairs = [(f"{low:.{digits}g}", f"{high:.{digits}g}") for digits in (2, 3, 4, 5)]
    first, last = next((pair for pair in pairs if pair[0] != pair[1]), pairs[-1])
    return f"between {first} and {last}" if first != last else f"near {first}"
