"""The steps of a loss and of its gradient, and how each goes wrong: the ingredients of recipes.py.

A slip is named by a clause that says what comes out if it is made: "the margin of 1 is missing".
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

Batch = dict[str, Any]
"""What has been worked out of a batch: what was given, X, W, y and X0 (X again), and then what the steps make of it.

S: scores. hot: which classes are the true ones. t: their scores, (N, 1). M, T: margins, and what they cost. P:
probabilities. L: the losses of the images, (N,). A: by what each image is multiplied for each class in the gradient.
"""


@dataclass(frozen=True)
class Step:
    """One step of a loss or gradient.

    makes: what of the batch. asks: the question that leads on where it goes wrong.
    right: how it is made. slips: how it is made wrongly, by their clauses.
    """

    makes: str
    asks: str
    right: Callable[[Batch], Any]
    slips: Mapping[str, Callable[[Batch], Any]]

    def after(self, z: Batch, change: Callable[[Batch], Any]) -> Batch:
        """Return a batch after this step, made in one of its ways."""
        made = {**z, self.makes: change(z)}
        return {**made, "S": made["X"] @ made["W"]} if self.makes == "X" else made


def _rows(change: Callable[[np.ndarray], np.ndarray]) -> Callable[[Batch], np.ndarray]:
    return lambda z: change(z["S"])


def _softmax(S: np.ndarray, axis: int = 1) -> np.ndarray:
    E = np.exp(S - np.max(S, axis=axis, keepdims=True))
    return E / np.sum(E, axis=axis, keepdims=True)


def _sum(A: np.ndarray) -> np.ndarray:
    return np.sum(A, axis=1, keepdims=True)


def _mean(A: np.ndarray) -> np.ndarray:
    return np.mean(A, axis=1, keepdims=True)


def _max(A: np.ndarray) -> np.ndarray:
    return np.max(A, axis=1, keepdims=True)


def _length(A: np.ndarray) -> np.ndarray:
    return np.linalg.norm(A, axis=1, keepdims=True)


def _with(X: np.ndarray, column: int, number: float) -> np.ndarray:
    X = X.copy()
    X[:, column] = number
    return X


IMAGES = Step(
    "X",
    "Does the formula change X?",
    lambda z: z["X"],
    {
        "the mean of the batch is subtracted, from its images or from their scores": lambda z: (
            z["X"] - np.mean(z["X"], axis=0)
        ),
        "every image has its own mean subtracted": lambda z: z["X"] - _mean(z["X"]),
        "each column of X has its mean subtracted and is divided by its spread": lambda z: (
            (z["X"] - np.mean(z["X"], axis=0)) / np.std(z["X"], axis=0)
        ),
        "every image has its mean subtracted and is divided by its spread": lambda z: (
            (z["X"] - _mean(z["X"])) / np.std(z["X"], axis=1, keepdims=True)
        ),
        "the largest number of all images is subtracted from the images, not from the scores": lambda z: (
            z["X"] - np.max(z["X"])
        ),
        "the largest number of each image is subtracted from the image, not from the scores": lambda z: (
            z["X"] - _max(z["X"])
        ),
        "every image is divided by its length": lambda z: z["X"] / _length(z["X"]),
        "the images are divided by 255": lambda z: z["X"] / 255,
        "the images are divided by their largest number": lambda z: z["X"] / np.max(z["X"]),
        "the last number of every image is left out": lambda z: _with(z["X"], -1, 0),
        "the last number of every image is set to 1": lambda z: _with(z["X"], -1, 1),
        "the first number of every image is set to 1": lambda z: _with(z["X"], 0, 1),
        "the first number of every image is left out": lambda z: _with(z["X"], 0, 0),
        "absolute values of X are taken": lambda z: np.abs(z["X"]),
        "X is squared": lambda z: z["X"] ** 2,
    },
)
SCORES = Step(
    "S",
    "Which line changes the scores, and does the formula say so?",
    _rows(lambda S: S),
    {
        "absolute values of the scores are taken": _rows(np.abs),
        "exp of the scores is taken first": _rows(np.exp),
        "the scores are turned into probabilities first": _rows(_softmax),
        "the scores go through a softmax over the images": _rows(lambda S: _softmax(S, axis=0)),
        "the logarithm of the scores is taken": _rows(np.log),
        "scores below 0 are set to 0": _rows(lambda S: np.maximum(S, 0)),
        "the scores are sorted": _rows(lambda S: np.sort(S, axis=1)),
        "the scores are squared": _rows(np.square),
        "the scores have the wrong sign": _rows(np.negative),
        "the scores go through a sigmoid": _rows(lambda S: 1 / (1 + np.exp(-S))),
        "the scores go through tanh": _rows(np.tanh),
        "the scores are cut to whole numbers": _rows(np.trunc),
        "the scores are rounded": _rows(np.round),
        "only the signs of the scores are left": _rows(np.sign),
        "the scores are doubled": _rows(lambda S: 2 * S),
        "the scores are halved": _rows(lambda S: S / 2),
        "the scores are divided by C": _rows(lambda S: S / S.shape[1]),
        "the scores are divided by N": _rows(lambda S: S / len(S)),
        "the scores are divided by D": lambda z: z["S"] / z["X"].shape[1],
        "the scores are divided by the root of D": lambda z: z["S"] / np.sqrt(z["X"].shape[1]),
        "each image's scores are divided by their length": _rows(lambda S: S / _length(S)),
        "each image's scores have their mean subtracted and are divided by their spread": _rows(
            lambda S: (S - _mean(S)) / np.std(S, axis=1, keepdims=True)
        ),
        "each image's scores are divided by their largest": _rows(lambda S: S / _max(S)),
        "each image's scores are divided by their sum": _rows(lambda S: S / _sum(S)),
        "each image's scores have their largest subtracted": _rows(lambda S: S - _max(S)),
        "each image's scores have their mean subtracted": _rows(lambda S: S - _mean(S)),
        "each class's scores have their largest subtracted": _rows(lambda S: S - np.max(S, axis=0)),
        "the columns of W are divided by their length": lambda z: (
            z["S"] / np.maximum(np.linalg.norm(z["W"], axis=0), 1e-12)
        ),
        "the columns of W are divided by their length, even where it is 0": lambda z: (
            z["S"] / np.linalg.norm(z["W"], axis=0)
        ),
        "the scores are divided by the largest score of the batch": _rows(lambda S: S / np.max(S)),
        "the scores are a running sum over the images": _rows(lambda S: np.cumsum(S, axis=0)),
        "the scores are a running sum over the classes": _rows(lambda S: np.cumsum(S, axis=1)),
        "the classes are in reverse order": _rows(lambda S: S[:, ::-1]),
        "the scores of the first image are used for all": _rows(lambda S: S[:1] + 0 * S),
        "the scores of the last image are used for all": _rows(lambda S: S[-1:] + 0 * S),
    },
)
LABELS = Step(
    "y",
    "Which label belongs to image i?",
    lambda z: z["y"],
    {
        "each image has the label of the one before": lambda z: np.roll(z["y"], 1),
        "each image has the label of the one after": lambda z: np.roll(z["y"], -1),
        "the labels are in reverse order": lambda z: z["y"][::-1],
        "the labels are sorted": lambda z: np.sort(z["y"]),
        "every label is 1 too small": lambda z: (z["y"] - 1) % z["S"].shape[1],
        "every label is 1 too large": lambda z: (z["y"] + 1) % z["S"].shape[1],
        "the label of the first image is used for all": lambda z: z["y"][:1] + 0 * z["y"],
        "the label of the last image is used for all": lambda z: z["y"][-1:] + 0 * z["y"],
        "labels are counted from the last class": lambda z: z["S"].shape[1] - 1 - z["y"],
        "class 0 is taken for the true one of every image": lambda z: 0 * z["y"],
        "the last class is taken for the true one of every image": lambda z: 0 * z["y"] + z["S"].shape[1] - 1,
        "the class with the highest score is taken for the true one": lambda z: np.argmax(z["S"], axis=1),
        "the class with the lowest score is taken for the true one": lambda z: np.argmin(z["S"], axis=1),
    },
)
HOT = Step("hot", "", lambda z: np.arange(z["S"].shape[1]) == z["y"][:, np.newaxis], {})
TRUE = Step("t", "", lambda z: _sum(z["S"] * z["hot"]), {})


OWN = Step(
    "t",
    "Which score is that of the right class, and how often is it subtracted?",
    TRUE.right,
    {
        "the score of the right class is subtracted twice": lambda z: 2 * TRUE.right(z),
        "the score of the right class is halved": lambda z: TRUE.right(z) / 2,
        "the score of the right class is added, not subtracted": lambda z: -TRUE.right(z),
        "the score of the right class is missing": lambda z: 0 * TRUE.right(z),
        "the score of the right class is cut to a whole number": lambda z: np.trunc(TRUE.right(z)),
        "the absolute value of the right class's score is subtracted": lambda z: np.abs(TRUE.right(z)),
        "the highest score takes the place of the right class's": lambda z: _max(z["S"]),
        "the lowest score takes the place of the right class's": lambda z: np.min(z["S"], axis=1, keepdims=True),
        "the mean of the image's scores takes the place of the right class's": lambda z: _mean(z["S"]),
        "the sum of the image's scores takes the place of the right class's": lambda z: _sum(z["S"]),
        "the score of class 0 takes the place of the right class's": lambda z: z["S"][:, :1],
        "the score of the last class takes the place of the right class's": lambda z: z["S"][:, -1:],
        "the score of the class before takes the place of the right class's": lambda z: _sum(
            np.roll(z["S"], 1, axis=1) * z["hot"]
        ),
        "the score of the class after takes the place of the right class's": lambda z: _sum(
            np.roll(z["S"], -1, axis=1) * z["hot"]
        ),
        "the first image's label picks the right score of each": lambda z: z["S"][:, z["y"][:1]],
        "the last image's label picks the right score of each": lambda z: z["S"][:, z["y"][-1:]],
        "the right score of the first image is used for all": lambda z: TRUE.right(z)[:1] + 0 * z["S"][:, :1],
        "the right score of the last image is used for all": lambda z: TRUE.right(z)[-1:] + 0 * z["S"][:, :1],
        "the right score is picked by y * N + i, which counts down columns, from scores laid out by rows": lambda z: (
            np.ravel(z["S"])[z["y"] * len(z["S"]) + np.arange(len(z["S"]))][:, np.newaxis]
        ),
        "the right score of the image before is used": lambda z: np.roll(TRUE.right(z), 1, axis=0),
        "the mean of all right scores takes the place of each": lambda z: np.mean(TRUE.right(z)) + 0 * z["S"][:, :1],
        "the sum of all right scores takes the place of each": lambda z: np.sum(TRUE.right(z)) + 0 * z["S"][:, :1],
    },
)
"""The score of the right class, as the SVM loss subtracts it."""


def _margin(one: float | str) -> Callable[[Batch], np.ndarray]:
    return lambda z: z["S"] - z["t"] + (z["sizes"][one] if isinstance(one, str) else one)


MARGINS = Step(
    "M",
    "What is the difference of the two scores, and what is added to it?",
    _margin(1),
    {
        "the margin of 1 is missing": _margin(0),
        "the margin of 1 has the wrong sign": _margin(-1),
        **{
            f"the margin is {one}, not 1": _margin(one)
            for one in (0.01, 0.1, 0.2, 0.5, 2, 5, 10, 20, 50, 100, 1000, "C", "N", "D")
        },
        "the score of the wrong class is doubled": lambda z: 2 * z["S"] - z["t"] + 1,
        "the score of the wrong class is missing": lambda z: 1 - z["t"] + 0 * z["S"],
        "the difference is the wrong way round": lambda z: z["t"] - z["S"] + 1,
        "the whole margin has the wrong sign": lambda z: z["t"] - z["S"] - 1,
        "the two scores are multiplied": lambda z: z["S"] * z["t"] + 1,
        "the wrong score is divided by the right one": lambda z: z["S"] / z["t"] + 1,
        "the absolute value of the difference is taken": lambda z: np.abs(z["S"] - z["t"]) + 1,
        "the difference is squared": lambda z: (z["S"] - z["t"]) ** 2 + 1,
    },
)


def _term(change: Callable[[np.ndarray], np.ndarray]) -> Callable[[Batch], np.ndarray]:
    return lambda z: change(z["M"])


def _above(bound: float) -> Callable[[Batch], np.ndarray]:
    return _term(lambda m: m * (m > bound))


TERMS = Step(
    "T",
    "What does the formula make of a margin?",
    _term(lambda m: np.maximum(m, 0)),
    {
        "margins below 0 are added too": _term(lambda m: m),
        "absolute values of the margins are added": _term(np.abs),
        "the margins are squared": _term(lambda m: np.maximum(m, 0) ** 2),
        "the margins are squared, those below 0 too": _term(np.square),
        "the root of each margin is taken": _term(lambda m: np.sqrt(np.maximum(m, 0))),
        "a margin m costs log(1 + exp(m)), a smooth hinge": _term(lambda m: np.logaddexp(0, m)),
        "a margin m costs exp(m)": _term(np.exp),
        "a margin m costs 1 / (1 + exp(-m))": _term(lambda m: 1 / (1 + np.exp(-m))),
        "the violated margins are counted, not added up": _term(lambda m: 1.0 * (m > 0)),
        "a margin costs at most 1": _term(lambda m: np.clip(m, 0, 1)),
        "the 1 is added after the maximum": _term(lambda m: np.maximum(m, 1)),
        "1 is subtracted from each violated margin": _term(lambda m: (m - 1) * (m > 0)),
        **{f"only margins above {bound} count": _above(bound) for bound in (0.1, 0.5, 2, -1)},
        "margins above 0 are cut off, not those below": _term(lambda m: np.minimum(m, 0)),
        "the margins are cut to whole numbers": _term(lambda m: np.trunc(np.maximum(m, 0))),
        "the scores are added where the margin is violated, not the margins": lambda z: z["S"] * (z["M"] > 0),
    },
)


def _classes(which: Callable[[Batch], np.ndarray]) -> Callable[[Batch], np.ndarray]:
    return lambda z: _sum(np.where(which(z), z["T"], 0))[:, 0]


def _numbers(z: Batch) -> np.ndarray:
    return np.arange(z["S"].shape[1])[np.newaxis, :]


def _nth(way: int) -> Callable[[Batch], np.ndarray]:
    """Of each image's violated wrong classes, the first or the last alone."""

    def which(z: Batch) -> np.ndarray:
        counted = np.cumsum((~z["hot"] & (z["M"] > 0))[:, ::way], axis=1)[:, ::way]
        return ~z["hot"] & (z["M"] > 0) & (counted == 1)

    return which


CLASSES = Step(
    "L",
    "Which classes does the sum over j run over?",
    _classes(lambda z: ~z["hot"]),
    {
        "the right class is counted too": _classes(lambda z: np.ones_like(z["hot"])),
        "every class gets its own yes or no, max(0, 1 - s) if it is the right one and max(0, 1 + s) if not": lambda z: (
            np.sum(np.maximum(0, 1 + np.where(z["hot"], -1, 1) * z["S"]), axis=1)
        ),
        "only the right class is counted": _classes(lambda z: z["hot"]),
        "class 0 is left out": _classes(lambda z: ~z["hot"] & (_numbers(z) > 0)),
        "the last class is left out": _classes(lambda z: ~z["hot"] & (_numbers(z) < z["S"].shape[1] - 1)),
        "only classes after the right one are counted": _classes(lambda z: _numbers(z) > z["y"][:, np.newaxis]),
        "only classes before the right one are counted": _classes(lambda z: _numbers(z) < z["y"][:, np.newaxis]),
        "class 0 is left out, not the right one": _classes(lambda z: _numbers(z) > 0),
        "only the class that costs each image most is counted": lambda z: np.max(np.where(z["hot"], 0, z["T"]), axis=1),
        "only the first violated margin of each image is counted": _classes(_nth(1)),
        "only the last violated margin of each image is counted": _classes(_nth(-1)),
        "only classes that score higher than the right one are counted": _classes(
            lambda z: ~z["hot"] & (z["S"] > z["t"])
        ),
        "classes from the largest label of the batch on are left out": _classes(
            lambda z: ~z["hot"] & (_numbers(z) < np.max(z["y"]))
        ),
        "classes after the largest label of the batch are left out": _classes(
            lambda z: ~z["hot"] & (_numbers(z) <= np.max(z["y"]))
        ),
        "the classes of all labels in the batch are left out": _classes(
            lambda z: ~z["hot"] & ~np.isin(_numbers(z), z["y"])
        ),
        "the class with the highest score is left out, not the right one": _classes(
            lambda z: _numbers(z) != np.argmax(z["S"], axis=1)[:, np.newaxis]
        ),
        "images that are classified correctly are skipped": _classes(lambda z: ~z["hot"] & (_max(z["S"]) > z["t"])),
        "only the margin of the class with the highest score is counted": _classes(lambda z: z["S"] == _max(z["S"])),
    },
)
TOTALS = Step(
    "L",
    "What does the formula do with the sum over j?",
    lambda z: z["L"],
    {
        "the root of each image's sum is taken": lambda z: np.sqrt(z["L"]),
        "each image's sum counts as 1 at most": lambda z: np.minimum(z["L"], 1),
        "each image's sum is divided by how many margins it violates": lambda z: (
            z["L"] / np.maximum(np.sum(~z["hot"] & (z["M"] > 0), axis=1), 1)
        ),
        "each image's sum x becomes log(1 + x)": lambda z: np.log1p(z["L"]),
        "each image's sum is cut off below 0": lambda z: np.maximum(z["L"], 0),
        "each image's sum is cut to a whole number": lambda z: np.trunc(z["L"]),
    },
)


def _in_each_round(each: np.ndarray) -> np.ndarray:
    total = np.zeros(each.shape[1:])
    for one in each:
        total = (total + one) / len(each)
    return total


def _alike(z: Batch) -> np.ndarray:
    """How many images of the batch have the label of each, (N,)."""
    return np.sum(z["y"] == z["y"][:, np.newaxis], axis=1)


BATCH_SLIPS: dict[str, Callable[[Batch], Any]] = {
    "only the largest loss of the batch counts": lambda z: np.max(z["L"]),
    "only the smallest loss of the batch counts": lambda z: np.min(z["L"]),
    "the median is taken, not the mean": lambda z: np.median(z["L"]),
    "only the first image counts": lambda z: z["L"][0] / len(z["L"]),
    "only the last image counts": lambda z: z["L"][-1] / len(z["L"]),
    "the first image is left out": lambda z: np.sum(z["L"][1:]) / len(z["L"]),
    "the last image is left out": lambda z: np.sum(z["L"][:-1]) / len(z["L"]),
    "the mean of the batch is squared": lambda z: np.mean(z["L"]) ** 2,
    "the root of the mean is taken": lambda z: np.sqrt(np.mean(z["L"])),
    "the root of the sum over the images is taken": lambda z: np.sqrt(np.sum(z["L"])),
    "the root of the sum of the images' squared losses is taken": lambda z: np.sqrt(np.sum(z["L"] ** 2)),
    "the root of the mean of the images' squared losses is taken": lambda z: np.sqrt(np.mean(z["L"] ** 2)),
    "the images' losses are squared": lambda z: np.mean(z["L"] ** 2),
    "the mean x becomes log(1 + x)": lambda z: np.log1p(np.mean(z["L"])),
    "images without a loss are left out of the mean": lambda z: np.sum(z["L"]) / max(np.sum(z["L"] > 0), 1),
    "the division by N happens in each round of the loop": lambda z: _in_each_round(z["L"]),
    "the mean is cut to a whole number": lambda z: np.floor(np.mean(z["L"])),
    "each image adds the losses before it again": lambda z: np.mean(np.cumsum(z["L"])),
    "the mean is cut off below 0": lambda z: max(np.mean(z["L"]), 0.0),
    "every class has the same weight, whatever the number of its images in the batch": lambda z: (
        np.sum(z["L"] / _alike(z)) / z["S"].shape[1]
    ),
    "the mean is taken in each class of the batch first, and then over the classes in it": lambda z: (
        np.sum(z["L"] / _alike(z)) / len(np.unique(z["y"]))
    ),
    "1 is subtracted from the mean": lambda z: np.mean(z["L"]) - 1,
    "N is subtracted from the mean": lambda z: np.mean(z["L"]) - len(z["L"]),
    "C is subtracted from the mean": lambda z: np.mean(z["L"]) - z["S"].shape[1],
}
BATCH = Step("loss", "How does one number come from the images' losses?", lambda z: np.mean(z["L"]), BATCH_SLIPS)


def _shares(make: Callable[[np.ndarray], np.ndarray]) -> Callable[[Batch], np.ndarray]:
    return lambda z: make(z["S"]) / _sum(make(z["S"]))


PROBABILITIES = Step(
    "P",
    "How does the formula make a probability of a score?",
    lambda z: _softmax(z["S"]),
    {
        "the true class is left out of the denominator": lambda z: np.exp(z["S"]) / _sum(np.exp(z["S"]) * ~z["hot"]),
        "the denominator sums over all images": lambda z: np.exp(z["S"]) / np.sum(np.exp(z["S"])),
        "the denominator sums over the images, for each class": lambda z: _softmax(z["S"], axis=0),
        "the denominator is not reset from image to image": lambda z: (
            np.exp(z["S"]) / np.cumsum(_sum(np.exp(z["S"])), axis=0)
        ),
        "exp is missing": _shares(lambda S: S),
        "exp is missing, and scores are made positive with abs": _shares(np.abs),
        "exp is missing, and the scores are squared": _shares(np.square),
        "exp is missing, and scores below 0 are set to 0": _shares(lambda S: np.maximum(S, 0)),
        "exp is missing, and the lowest score of the image is subtracted": _shares(
            lambda S: S - np.min(S, axis=1, keepdims=True)
        ),
        "exp is missing, and the highest score of the image is subtracted": _shares(lambda S: S - _max(S)),
        "exp is missing in the numerator": lambda z: z["S"] / _sum(np.exp(z["S"])),
        "exp is missing in the denominator": lambda z: np.exp(z["S"]) / _sum(z["S"]),
        "the largest score is subtracted after exp, not before": _shares(lambda S: np.exp(S) - _max(S)),
        "the exps are not divided by their sum": lambda z: np.exp(z["S"]),
        "the exps of the shifted scores are not divided by their sum": lambda z: np.exp(z["S"] - _max(z["S"])),
        "the exps are divided by their mean, not by their sum": lambda z: np.exp(z["S"]) / _mean(np.exp(z["S"])),
        "the exps are divided by their length, not by their sum": lambda z: np.exp(z["S"]) / _length(np.exp(z["S"])),
        "the exps are divided by N, not by their sum": lambda z: np.exp(z["S"]) / len(z["S"]),
        "1 is added to the sum of the exps": lambda z: np.exp(z["S"]) / (1 + _sum(np.exp(z["S"]))),
        "the sum is taken inside the exp of the denominator": lambda z: np.exp(z["S"] - _sum(z["S"])),
        "the sigmoid of each score takes the place of softmax": lambda z: 1 / (1 + np.exp(-z["S"])),
        "the sigmoids of the scores are divided by their sum": _shares(lambda S: 1 / (1 + np.exp(-S))),
        "the base is 2, not e": _shares(np.exp2),
        "the base is 10, not e": _shares(lambda S: 10.0**S),
        "each exp is divided by the sum up to its class, not by the whole sum": lambda z: (
            np.exp(z["S"]) / np.cumsum(np.exp(z["S"]), axis=1)
        ),
    },
)


def _of_p(cost: Callable[[np.ndarray], np.ndarray]) -> Callable[[Batch], np.ndarray]:
    """What an image costs by the probability of its true class alone."""
    return lambda z: cost(np.sum(z["P"] * z["hot"], axis=1))


def _of_all(cost: Callable[[np.ndarray, np.ndarray], np.ndarray]) -> Callable[[Batch], np.ndarray]:
    """The sum of what each probability costs; hot says which is the true class's."""
    return lambda z: np.sum(cost(z["P"], z["hot"]), axis=1)


def _of_scores(cost: Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray]) -> Callable[[Batch], np.ndarray]:
    """What an image costs by log sum exp, the true class's score and all scores, (N, 1), (N, 1) and (N, C)."""
    return lambda z: cost(np.log(_sum(np.exp(z["S"]))), z["t"], z["S"])[:, 0]


CHARGES = Step(
    "L",
    "What is the loss of one image in the formula?",
    _of_p(lambda p: -np.log(p)),
    {
        "the minus is missing": _of_p(np.log),
        "the loss is 1 - p, not -log p": _of_p(lambda p: 1 - p),
        "the loss is (1 - p)^2, not -log p": _of_p(lambda p: (1 - p) ** 2),
        "the loss is -p, not -log p": _of_p(np.negative),
        "the loss is p, not -log p": _of_p(lambda p: p),
        "the loss is 1 / p, not -log p": _of_p(lambda p: 1 / p),
        "the loss is -log(1 - p), not -log p": _of_p(lambda p: -np.log(1 - p)),
        "the loss is -log(1 + p), not -log p": _of_p(lambda p: -np.log1p(p)),
        "the loss is -p log p, not -log p": _of_p(lambda p: -p * np.log(p)),
        "the loss is -(1 - p) log p, not -log p": _of_p(lambda p: -(1 - p) * np.log(p)),
        "the loss is -(1 - p)^2 log p, not -log p": _of_p(lambda p: -((1 - p) ** 2) * np.log(p)),
        "log p is squared": _of_p(lambda p: np.log(p) ** 2),
        "the root of -log p is taken": _of_p(lambda p: np.sqrt(-np.log(p))),
        "-log p of every class is added": _of_all(lambda P, hot: -np.log(P)),
        "-log p of the wrong classes is added, not that of the true one": _of_all(lambda P, hot: -np.log(P) * ~hot),
        "-log(1 - p) of the wrong classes is added, and nothing of the true one": _of_all(
            lambda P, hot: np.where(hot, 0, -np.log(1 - P))
        ),
        "every class gets its own yes or no (-log p or -log(1 - p))": _of_all(
            lambda P, hot: -np.log(np.where(hot, P, 1 - P))
        ),
        "-p log p of every class is added": _of_all(lambda P, hot: -P * np.log(P)),
        "the squared errors of the probabilities are added": _of_all(lambda P, hot: (P - hot) ** 2),
        "the absolute errors of the probabilities are added": _of_all(lambda P, hot: np.abs(P - hot)),
        "the sum is there without its logarithm": _of_scores(lambda lse, t, S: np.exp(lse) - t),
        "the division comes after the logarithm": _of_scores(lambda lse, t, S: -t / np.exp(lse)),
        "two logarithms are divided, not subtracted": _of_scores(lambda lse, t, S: -t / lse),
        "the score of the true class is added, not subtracted": _of_scores(lambda lse, t, S: lse + t),
        "the score of the true class is subtracted twice": _of_scores(lambda lse, t, S: lse - 2 * t),
        "the score of the true class is halved": _of_scores(lambda lse, t, S: lse - t / 2),
        "the score of the true class is missing": _of_scores(lambda lse, t, S: lse),
        "the logarithm of the sum is left out": _of_scores(lambda lse, t, S: -t),
        "the mean score is subtracted, not that of the true class": _of_scores(lambda lse, t, S: lse - _mean(S)),
        "p of the true class is subtracted, not its score": _of_scores(lambda lse, t, S: lse - np.exp(t - lse)),
        "exp of the true class's score is subtracted, not the score": _of_scores(lambda lse, t, S: lse - np.exp(t)),
    },
)
SOFTMAX_BATCH = Step(
    BATCH.makes,
    BATCH.asks,
    BATCH.right,
    {
        **BATCH_SLIPS,
        "one logarithm is taken for all images": lambda z: -np.log(np.mean(np.exp(-z["L"]))),
        "there is one logarithm, of the sum of the exps of all images": lambda z: (
            (np.log(np.sum(np.exp(z["S"]))) - np.sum(z["t"])) / len(z["S"])
        ),
    },
)


def _counted(which: Callable[[Batch], np.ndarray]) -> Callable[[Batch], np.ndarray]:
    """By what the images are multiplied in the columns of wrong classes."""
    return lambda z: np.where(z["hot"], 0.0, which(z))


def _largest(z: Batch) -> np.ndarray:
    return np.argmax(np.where(z["hot"], -np.inf, z["M"]), axis=1)


def _counted_above(bound: float) -> Callable[[Batch], np.ndarray]:
    return _counted(lambda z: z["M"] > bound)


COUNTS = Step(
    "A",
    "Which classes move their columns, and by how much of the image?",
    _counted(lambda z: z["M"] > 0),
    {
        "every wrong class counts, even one that keeps the margin": _counted(lambda z: np.ones_like(z["S"])),
        "the classes that keep the margin count, not those that violate it": _counted(lambda z: z["M"] <= 0),
        "each violated margin is weighted by its size": _counted(lambda z: np.maximum(z["M"], 0)),
        "each violated margin is weighted by twice its size": _counted(lambda z: 2 * np.maximum(z["M"], 0)),
        "each margin is weighted by its size, even one that is kept": _counted(lambda z: z["M"]),
        "each violated margin is weighted by its size, cut to a whole number": _counted(
            lambda z: np.trunc(np.maximum(z["M"], 0))
        ),
        "each margin is weighted by its sign, even one that is kept": _counted(lambda z: np.sign(z["M"])),
        "each margin m is weighted by 1 / (1 + exp(-m)), as in a smooth hinge": _counted(
            lambda z: 1 / (1 + np.exp(-z["M"]))
        ),
        "each violated class is weighted by its score": _counted(lambda z: z["S"] * (z["M"] > 0)),
        "classes with a score above 0 count, whatever their margin": _counted(lambda z: z["S"] > 0),
        "only the class with the largest margin in each image counts": _counted(
            lambda z: (z["M"] > 0) & (_numbers(z) == _largest(z)[:, np.newaxis])
        ),
        "each image's violations are divided by their number": _counted(
            lambda z: (z["M"] > 0) / np.maximum(_sum((z["M"] > 0) & ~z["hot"]), 1)
        ),
        "only the first violated margin of each image counts": _counted(_nth(1)),
        "only the last violated margin of each image counts": _counted(_nth(-1)),
        "class 0 is left out": _counted(lambda z: (z["M"] > 0) & (_numbers(z) > 0)),
        "the last class is left out": _counted(lambda z: (z["M"] > 0) & (_numbers(z) < z["S"].shape[1] - 1)),
        "only classes after the right one count": _counted(
            lambda z: (z["M"] > 0) & (_numbers(z) > z["y"][:, np.newaxis])
        ),
        "only classes before the right one count": _counted(
            lambda z: (z["M"] > 0) & (_numbers(z) < z["y"][:, np.newaxis])
        ),
        "classes from the largest label of the batch on are left out": _counted(
            lambda z: (z["M"] > 0) & (_numbers(z) < np.max(z["y"]))
        ),
        "images that are classified correctly are skipped": _counted(lambda z: (z["M"] > 0) & (_max(z["S"]) > z["t"])),
        **{f"only margins above {bound} count": _counted_above(bound) for bound in (0.5, 2)},
    },
)


def _right(amount: Callable[[Batch, np.ndarray], np.ndarray]) -> Callable[[Batch], np.ndarray]:
    """The same, with the amount for the right class, of the batch and of the sums over the wrong classes, (N, 1)."""
    return lambda z: np.where(z["hot"], amount(z, _sum(z["A"])), z["A"])


RIGHT = Step(
    "A",
    "How many terms of the loss hold the score of the right class, and with which sign?",
    _right(lambda z, k: -k),
    {
        "the column of the right class is left out": _right(lambda z, k: 0 * k),
        "the column of the right class has the wrong sign": _right(lambda z, k: k),
        "the image is subtracted once in the column of its right class": _right(lambda z, k: -1.0 + 0 * k),
        "the image is subtracted once in the column of its right class, if it violates a margin": _right(
            lambda z, k: -1.0 * (k > 0)
        ),
        "the image is subtracted one time too many in the column of its right class": _right(lambda z, k: -k - 1),
        "the image is subtracted one time too few in the column of its right class": _right(lambda z, k: 1 - k),
        "the image is subtracted C - 1 times in the column of its right class": _right(
            lambda z, k: 1.0 - z["S"].shape[1] + 0 * k
        ),
        "the image is subtracted C times in the column of its right class": _right(
            lambda z, k: -z["S"].shape[1] + 0 * k
        ),
        "the image is subtracted in every column, not only in that of its right class": (
            lambda z: z["A"] - _sum(z["A"])
        ),
        "the mean of what the wrong classes get is subtracted for the right one": _right(
            lambda z, k: -k / z["S"].shape[1]
        ),
        "the violations are counted for each class, not for each image": _right(
            lambda z, k: -np.sum(z["A"], axis=0)[z["y"]][:, np.newaxis]
        ),
        "the count of violations is not reset from image to image": _right(lambda z, k: -np.cumsum(k, axis=0)),
        "all violations of the batch are subtracted for each image": _right(lambda z, k: -np.sum(k) + 0 * k),
    },
)
ERRORS = Step(
    "A",
    "What is the derivative of the image's loss with respect to each score?",
    lambda z: z["P"] - z["hot"],
    {
        "1 is not subtracted at the true class": lambda z: z["P"],
        "1 is added at the true class, not subtracted": lambda z: z["P"] + z["hot"],
        "1 is subtracted at every class": lambda z: z["P"] - 1,
        "2 is subtracted at the true class": lambda z: z["P"] - 2 * z["hot"],
        "1/N is subtracted at the true class": lambda z: z["P"] - z["hot"] / len(z["P"]),
        "N is subtracted at the true class": lambda z: z["P"] - z["hot"] * len(z["P"]),
        "p - 1 has the wrong sign at the true class": lambda z: np.where(z["hot"], 1 - z["P"], z["P"]),
        "the wrong classes have the wrong sign": lambda z: np.where(z["hot"], z["P"] - 1, -z["P"]),
        "only the true class moves": lambda z: (z["P"] - 1) * z["hot"],
        "only the wrong classes move": lambda z: z["P"] * ~z["hot"],
        "-1 takes the place of p - 1 at the true class": lambda z: np.where(z["hot"], -1, z["P"]),
        "-p takes the place of p - 1 at the true class": lambda z: np.where(z["hot"], -z["P"], z["P"]),
        "1/p replaces 1 at the true class": lambda z: z["P"] - z["hot"] / z["P"],
        "there is an extra factor p": lambda z: (z["P"] - z["hot"]) * z["P"],
        "there is an extra factor p (1 - p)": lambda z: (z["P"] - z["hot"]) * z["P"] * (1 - z["P"]),
        "there is an extra factor, p of the true class": lambda z: (z["P"] - z["hot"]) * _sum(z["P"] * z["hot"]),
        "all of it is divided by p of the true class": lambda z: (z["P"] - z["hot"]) / _sum(z["P"] * z["hot"]),
        "p of the true class takes the place of p": lambda z: _sum(z["P"] * z["hot"]) - z["hot"],
        "log p takes the place of p": lambda z: np.log(z["P"]) - z["hot"],
        "p is squared": lambda z: z["P"] ** 2 - z["hot"],
        "the label is subtracted, and not 1 at the true class": lambda z: z["P"] - z["y"][:, np.newaxis],
        "the scores take the place of p": lambda z: z["S"] - z["hot"],
        "1 is subtracted at the most likely class": lambda z: z["P"] - (z["P"] == _max(z["P"])),
    },
)


def _summed_up(X: np.ndarray, A: np.ndarray, hot: np.ndarray, P: np.ndarray | None) -> np.ndarray:
    """A product in which what is subtracted for the true classes is a sum over the numbers of the images, too."""
    own = A * hot if P is None else (A - P) * hot
    return (X.T @ (A - own) + np.sum(X, axis=1) @ own) / len(A)


def _product(images: str) -> Step:
    """The last step of a gradient; images: whether the scores' images or the given ones are in it, X or X0."""
    return Step(
        "dW",
        "Which image belongs to which error, and how many of them are added?",
        lambda z: z[images].T @ z["A"] / len(z["A"]),
        {
            "only the first image counts": lambda z: z[images][:1].T @ z["A"][:1] / len(z["A"]),
            "only the last image counts": lambda z: z[images][-1:].T @ z["A"][-1:] / len(z["A"]),
            "the first image is left out": lambda z: z[images][1:].T @ z["A"][1:] / len(z["A"]),
            "the last image is left out": lambda z: z[images][:-1].T @ z["A"][:-1] / len(z["A"]),
            "the images are multiplied in reverse order": lambda z: z[images][::-1].T @ z["A"] / len(z["A"]),
            "each error multiplies the image before": lambda z: np.roll(z[images], 1, axis=0).T @ z["A"] / len(z["A"]),
            "each error multiplies the image after": lambda z: np.roll(z[images], -1, axis=0).T @ z["A"] / len(z["A"]),
            "every error multiplies the first image": lambda z: (
                (0 * z[images] + z[images][:1]).T @ z["A"] / len(z["A"])
            ),
            "every error multiplies the last image": lambda z: (
                (0 * z[images] + z[images][-1:]).T @ z["A"] / len(z["A"])
            ),
            "every error multiplies the mean image": lambda z: (
                (0 * z[images] + np.mean(z[images], axis=0)).T @ z["A"] / len(z["A"])
            ),
            "a sum without an axis adds all numbers of an image up to one for the column of its true class": (
                lambda z: _summed_up(z[images], z["A"], z["hot"], z.get("P"))
            ),
            "only the signs of the images are multiplied": lambda z: np.sign(z[images]).T @ z["A"] / len(z["A"]),
            "the division by N happens in each round of the loop": lambda z: _in_each_round(
                z[images][:, :, np.newaxis] * z["A"][:, np.newaxis, :]
            ),
        },
    )


SHIFT = Step("S", "", _rows(lambda S: S - _max(S)), {})
"""Right for softmax, and of no consequence for it; but together with a slip it can make a difference."""
_SCORES = (IMAGES, SCORES, LABELS, HOT)
LOSSES = (
    ((*_SCORES, OWN, MARGINS, TERMS, CLASSES, TOTALS, BATCH),),
    tuple((*_SCORES, *shift, TRUE, PROBABILITIES, CHARGES, SOFTMAX_BATCH) for shift in ((), (SHIFT,))),
)
"""Of the SVM loss and of the softmax loss: ways to work them out."""
GRADIENTS = (
    tuple((*_SCORES, OWN, MARGINS, COUNTS, RIGHT, _product(images)) for images in ("X0", "X")),
    tuple(
        (*_SCORES, *shift, TRUE, PROBABILITIES, ERRORS, _product(images))
        for shift in ((), (SHIFT,))
        for images in ("X0", "X")
    ),
)
"""The same of their gradients."""
