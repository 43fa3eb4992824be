"""Reads off a wrong gradient how often each image counts for each class, and says it if one rule holds for all.

A gradient of W is X.T @ A, with a row of A for each image. Where there are no more images than numbers in one, A can be
told from X and the gradient. So a slip that nobody listed, or two at once, can still be put in words: "-p times instead
of p - 1 for its true class".
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
    "k": "k = how many margins the image violates",
    "m": "m = the margin of that class",
    "s": "s = the score of that class",
    "p_y": "p_y = p of the true class",
}
"""What the letters in rules mean, but for those of the task."""


@dataclass(frozen=True)
class Role:
    """Some entries of A, such as those of the true classes.

    title: what to call them. right: the rule that is expected. where: which entries.
    rules: what each rule gives there, by what it is called in a message.
    """

    title: str
    right: str
    where: np.ndarray
    rules: dict[str, np.ndarray]


@dataclass(frozen=True)
class _Counts:
    """How often each image counts for each class, (N, C), in the student's gradient and in the expected one."""

    value: np.ndarray
    expected: np.ndarray
    probe: Seen


def coefficients(probes: list[Seen]) -> Cause | None:
    """Return the rules by which images count in a wrong gradient, if each entry follows one of those we know.

    Args:
        probes: gradients of a loss where reg is 0, finite.
    """
    if not all({"W", "X", "y"} <= set(probe.inputs) and probe.inputs.get("reg") == 0 for probe in probes):
        return None
    few = [probe for probe in probes if 0 < probe.sizes["N"] <= probe.sizes["D"] and np.ptp(probe.inputs["W"]) > 0.1]
    more = [probe for probe in probes if probe.sizes["N"] > probe.sizes["D"] and np.ptp(probe.inputs["W"]) > 0.1]
    counts = [_counts(probe) for probe in few]
    if len(few) < 3 or not all(counts) or any(probe.agrees() for probe in more):
        return None
    seen = [one for one in counts if one]
    whole = all(np.allclose(one.expected, np.round(one.expected), atol=1e-6) for one in seen)
    roles = [_hinge(one) if whole else _softmax(one) for one in seen]
    for factor in FACTORS:
        found = [_rules(*each, factor) for each in zip(seen, roles, strict=True)]
        # There has to be one rule, and no other, that holds wherever a role occurs.
        fitting = {
            role.title: set.intersection(*(rules[role.title] for rules in found if role.title in rules))
            for role in roles[0]
        }
        if all(len(rules) == 1 for rules in fitting.values()):
            rights = {role.title: role.right for role in roles[0]}
            return _told({title: rule for title, (rule,) in fitting.items()}, rights, factor)
    return _condition(seen) if whole else None


def _counts(probe: Seen) -> _Counts | None:
    """How often each image counts, times N; None if dW is not made of images, or they cannot be told apart."""
    X = np.asarray(probe.inputs["X"], dtype=np.float64)
    if np.linalg.matrix_rank(X) < len(X):
        return None
    made = []
    for dW in (probe.value.astype(np.float64), probe.expected.astype(np.float64)):
        A = np.linalg.lstsq(X.T, dW, rcond=None)[0]
        if not agree(X.T @ A, dW, probe.scale):
            return None
        made.append(A * len(X))
    return _Counts(made[0], made[1], probe)


def _softmax(one: _Counts) -> list[Role]:
    """The roles of entries where probabilities are expected; p is that of the entry's own class, s its score."""
    S, hot, y = _inputs(one)
    p, one_each = one.expected + hot, np.ones_like(S)
    own, top = np.sum(p * hot, axis=1, keepdims=True), np.max(S, axis=1, keepdims=True)
    rules = {
        "0": 0 * p, "1": one_each, "-1": -one_each, "p": p, "-p": -p, "p - 1": p - 1, "1 - p": 1 - p, "p + 1": p + 1,
        "2 * p": 2 * p, "2 * (p - 1)": 2 * (p - 1), "p * p": p * p, "p * (1 - p)": p * (1 - p),
        "p * (p - 1)": p * (p - 1), "p - y": p - y, "s": S, "s - 1": S - 1, "s - max(s)": S - top,
        "s - max(s) - 1": S - top - 1, "exp(s)": np.exp(S), "1/C": one_each / S.shape[1],
    }  # fmt: skip
    others = {**rules, "p * p_y": p * own, "-p * p_y": -p * own}
    return [Role("its true class", "p - 1", hot, rules), Role("every other class", "p", ~hot, others)]


def _hinge(one: _Counts) -> list[Role]:
    """The roles of entries where violated margins are expected to be counted; k of an image's are, m is the entry's."""
    S, hot, _ = _inputs(one)
    C, one_each = S.shape[1], np.ones_like(S)
    m = S - np.sum(S * hot, axis=1, keepdims=True) + 1
    k = -np.sum(one.expected * hot, axis=1, keepdims=True) * one_each
    violated = one.expected > 0.5
    total = np.sum(m * violated, axis=1, keepdims=True) * one_each
    rules = {"0": 0 * S, "1": one_each, "-1": -one_each, "k": k, "-k": -k, "s": S}
    right = {
        **rules, "-2 * k": -2 * k, "-(k + 1)": -k - 1, "1 - k": 1 - k, "-C": -C * one_each, "1 - C": (1 - C) * one_each,
        "C - 1": (C - 1) * one_each, "-1 if k > 0, else 0": -1.0 * (k > 0), "1 if k > 0, else 0": 1.0 * (k > 0),
        "minus the sum of its violated margins": -total, "the sum of its violated margins": total,
    }  # fmt: skip
    wrong = {**rules, "m": m, "-m": -m, "2 * m": 2 * m, "2": 2 * one_each, "1/2": one_each / 2}
    return [
        Role("its right class", "-k", hot, right),
        Role("a class that violates the margin", "1", violated, wrong),
        Role("a class that keeps it", "0", ~(violated | hot), wrong),
    ]


def _condition(seen: list[_Counts]) -> Cause | None:
    """Another bound than that of the margin, above which a wrong class counts, if there is one for all images."""
    moved, kept = [], []
    for one in seen:
        S, hot, _ = _inputs(one)
        differences = S - np.sum(S * hot, axis=1, keepdims=True)
        moves = ~hot & (one.value > 0.5)
        wanted = moves - hot * np.sum(moves, axis=1, keepdims=True)
        if not np.allclose(one.value, wanted, 1e-4, 1e-5):
            return None
        moved += list(differences[moves])
        kept += list(differences[~hot & ~moves])
    if not moved or not kept or max(kept) >= min(moved):
        return None
    told = (
        "In your dW, a class moves its column where s_j - s_y is above a number between"
        f" {max(kept):.2g} and {min(moved):.2g}; it should be -1. Which margin is in your condition?"
    )
    return Cause(told, symptom="relation.another-condition")


def _inputs(one: _Counts) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The scores (N, C), which classes are the true ones (N, C), and the labels (N, 1)."""
    X, W, y = (np.asarray(one.probe.inputs[name]) for name in ("X", "W", "y"))
    return X @ W, np.arange(W.shape[1]) == y[:, np.newaxis], y[:, np.newaxis]


def _rules(one: _Counts, roles: list[Role], factor: str) -> dict[str, set[str]]:
    """The rules that give a role's entries, by its title, for the roles that occur."""
    N = len(one.value)
    counts = one.value / {"": 1, "N": N, "1/N": 1 / N}[factor]
    return {
        role.title: {
            name for name, rule in role.rules.items() if np.allclose(counts[role.where], rule[role.where], 1e-4, 1e-5)
        }
        for role in roles
        if np.any(role.where)
    }


def _told(rules: Mapping[str, str], rights: Mapping[str, str], factor: str) -> Cause | None:
    wrong = [
        f"{rule} times for {title} instead of {rights[title]}" for title, rule in rules.items() if rule != rights[title]
    ]
    rest = [title for title, rule in rules.items() if rule == rights[title]]
    if not wrong:
        return None
    told = f"In your dW, each image counts {', and '.join(wrong)}"
    told += f"; what it counts for {' and '.join(rest)} is right." if rest else "."
    letters = set(re.findall(r"\b\w+\b", " ".join(wrong)))
    used = [meaning for letter, meaning in LETTERS.items() if letter in letters]
    told += f" ({', '.join(used)}.)" if used else ""
    told += f" And all of it is {factor} times that (N = number of images)." if factor else ""
    return Cause(f"{told} Which line decides that?", symptom="relation.image-counts")
