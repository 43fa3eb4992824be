"""Reads off a wrong gradient by what each image is multiplied, and says it if one rule holds for all.

A gradient of W sums over the images: X[i] times a row of factors A[i]. Where there are no more images than numbers in
one, A can be told from X and the gradient. So a slip that nobody listed, or two at once, can still be put in words:
"Your dW multiplies X[i] by -p in the column of its true class".
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

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
    "p_y": "p_y is p of the true class",
    "y": "y is the number of the label, such as 2",
}
"""What the letters in rules mean, but for those of the task."""


@dataclass(frozen=True)
class Role:
    """Some entries of A, such as those of the true classes.

    place: their place in dW. right: the rule that is expected. where: which entries of A, (N, C) booleans.
    rules: what each rule gives for all entries of A, (N, C) too, by what it is called in a message.
    """

    place: str
    right: str
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
    if len(seen) < max(3, len(few)) or any(probe.agrees() for probe in more):
        return None
    whole = all(np.allclose(one.expected, np.round(one.expected), atol=1e-6) for one in seen)
    roles = [_hinge(one) if whole else _softmax(one) for one in seen]
    for factor in FACTORS:
        found = [_fitting(*each, factor) for each in zip(seen, roles, strict=True)]
        # There has to be one rule, and no other, that holds wherever a role occurs.
        rules = {
            role.place: set.intersection(*(one[role.place] for one in found if role.place in one)) for role in roles[0]
        }
        if all(len(one) == 1 for one in rules.values()):
            return _told({place: rule for place, (rule,) in rules.items()}, roles[0], factor)
    return _condition(seen) if whole else None


def _counts(probe: Seen) -> _Counts | None:
    """By what each image is multiplied; None if dW is not made of images, or they cannot be told apart."""
    X, W, y = (np.asarray(probe.inputs[name]) for name in ("X", "W", "y"))
    made: list[np.ndarray] = []
    for dW in (probe.value.astype(np.float64), probe.expected.astype(np.float64)):
        A, _, rank, _ = np.linalg.lstsq(X.T, dW, rcond=None)
        if rank < len(X) or not agree(X.T @ A, dW, probe.scale):
            return None
        made.append(A * len(X))
    return _Counts(made[0], made[1], X @ W, np.arange(W.shape[1]) == y[:, np.newaxis], y[:, np.newaxis])


def _softmax(one: _Counts) -> list[Role]:
    """The roles of entries where probabilities are expected; p is that of the entry's class."""
    p, S, all_one = one.expected + one.hot, one.S, np.ones_like(one.S)
    shifted = S - np.max(S, axis=1, keepdims=True)
    rules = {
        **{"p": p, "-p": -p, "p * p": p * p, "p * (1 - p)": p * (1 - p), "2 * p": 2 * p, "C * p": S.shape[1] * p},
        **{"s": S, "s - max(s)": shifted, "exp(s)": np.exp(S), "exp(s - max(s))": np.exp(shifted), "p - y": p - one.y},
    }
    minus_one = {f"{name} - 1": rule - 1 for name, rule in rules.items()}
    constants = {"0": 0 * p, "1": all_one, "-1": -all_one, "1/C": all_one / S.shape[1]}
    true = {
        **{"1 - p": 1 - p, "p + 1": p + 1, "p - 2": p - 2, "2 * (p - 1)": 2 * (p - 1), "p * (p - 1)": p * (p - 1)},
        **{"-1 / p": -1 / p, **rules, **minus_one, **constants},
    }
    p_y = np.sum(p * one.hot, axis=1, keepdims=True)
    others = {
        "p - 1": p - 1,
        "1 - p": 1 - p,
        "p * p_y": p * p_y,
        "-p * p_y": -p * p_y,
        "p_y": p_y + 0 * p,
        **rules,
        **constants,
    }
    return [
        Role("in the column of its true class", "p - 1", one.hot, true),
        Role("in the other columns", "p", ~one.hot, others),
    ]


def _hinge(one: _Counts) -> list[Role]:
    """The roles of entries where violated margins are expected to be counted."""
    S, all_one, C = one.S, np.ones_like(one.S), one.S.shape[1]
    m = S - np.sum(S * one.hot, axis=1, keepdims=True) + 1
    k = -np.sum(one.expected * one.hot, axis=1, keepdims=True) * all_one
    violated = one.expected > 0.5
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
        Role("in the column of its right class", "-k", one.hot, right),
        Role("in the columns of classes that violate the margin", "1", violated, wrong),
        Role("in the columns of classes that keep it", "0", ~(violated | one.hot), wrong),
    ]


def _fitting(one: _Counts, roles: list[Role], factor: str) -> dict[str, set[str]]:
    """The rules that give a role's entries, by its place, for the roles that occur."""
    counts = one.value / {"": 1, "N": len(one.value), "1/N": 1 / len(one.value)}[factor]
    return {
        role.place: {
            name for name, rule in role.rules.items() if np.allclose(counts[role.where], rule[role.where], 1e-4, 1e-5)
        }
        for role in roles
        if np.any(role.where)
    }


def _told(rules: Mapping[str, str], roles: list[Role], factor: str) -> Cause | None:
    """Say which rules are wrong, and not which are right: to find those is the task."""
    wrong = [role for role in roles if rules[role.place] != role.right]
    if not wrong:
        return None
    told = "Your dW multiplies X[i] by " + " and by ".join(f"{rules[role.place]} {role.place}" for role in wrong)
    if len(roles) == len(wrong) > len({rules[role.place] for role in wrong}) == 1:
        told = f"Your dW multiplies X[i] by {rules[wrong[0].place]} in every column"
    letters = set(re.findall(r"\w+", " ".join(rules[role.place] for role in wrong)))
    if used := [meaning for letter, meaning in LETTERS.items() if letter in letters]:
        told += f" ({', and '.join(used)})"
    if right := [role.place for role in roles if rules[role.place] == role.right]:
        told += f". It is right {' and '.join(right)}"
    if factor:
        how = "a sum and no mean" if factor == "N" else "divided twice"
        told += f". And all of it is {factor} times that, {how} (N = number of images)"
    asks = "What is the derivative of the image's loss with respect to each score?"
    return Cause(f"{told}. {asks}", symptom="relation.image-counts")


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
        "In your dW, a class moves its column where s_j - s_y is above a number between"
        f" {max(kept):.2g} and {min(moved):.2g}; it should be -1. Which margin is in your condition?"
    )
    return Cause(told, symptom="relation.another-condition")
