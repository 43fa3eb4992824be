"""How the smaller functions go wrong, as in slips.py: penalties, probabilities, scores, numbers beside gradients."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from grader.grading.slips import PROBABILITIES, SCORES, SHIFT, Batch, Step

Change = Callable[[np.ndarray], Any]


def _changed(name: str, change: Change, z: Batch) -> Any:
    return change(z[name])


def _of(name: str, changes: dict[str, Change]) -> dict[str, Callable[[Batch], Any]]:
    """Slips that change one thing of the batch."""
    return {slip: partial(_changed, name, change) for slip, change in changes.items()}


def _step(makes: str, name: str, asks: str, right: Change, changes: dict[str, Change]) -> Step:
    """A step that makes one thing of another; its slips are changes of that."""
    return Step(makes, asks, lambda z: right(z[name]), _of(name, changes))


def _zeroed(place: Any) -> Change:
    def change(W: np.ndarray) -> np.ndarray:
        W = W.copy()
        W[place] = 0
        return W

    return change


STRENGTH = _step(
    "r",
    "reg",
    "How many times is reg in the formula, and how?",
    lambda reg: reg,
    {
        "reg is squared": np.square,
        "the root of reg is taken": np.sqrt,
        "reg divides the sum, and does not multiply it": lambda reg: 1 / reg,
    },
)
WEIGHTS = Step(
    "V",
    "Which numbers does the formula take the penalty of?",
    lambda z: z["W"],
    {
        **_of(
            "W",
            {
                "the mean of W is subtracted": lambda W: W - np.mean(W),
                "the mean of each column of W is subtracted": lambda W: W - np.mean(W, axis=0),
                "the mean of each row of W is subtracted": lambda W: W - np.mean(W, axis=1, keepdims=True),
                "weights below 0 are left out": lambda W: np.maximum(W, 0),
                "weights above 0 are left out": lambda W: np.minimum(W, 0),
                "the first row of W is left out": _zeroed(np.s_[0]),
                "the last row of W is left out": _zeroed(np.s_[-1]),
                "the first column of W is left out": _zeroed(np.s_[:, 0]),
                "the last column of W is left out": _zeroed(np.s_[:, -1]),
                "only the first row of W is taken": _zeroed(np.s_[1:]),
                "only the last row of W is taken": _zeroed(np.s_[:-1]),
                "only the first column of W is taken": _zeroed(np.s_[:, 1:]),
                "only the last column of W is taken": _zeroed(np.s_[:, :-1]),
                "only the diagonal of W is taken": lambda W: W * np.eye(*W.shape),
                "1 is added to each weight": lambda W: W + 1,
                "each weight is doubled": lambda W: 2 * W,
            },
        ),
        "the scores take the place of W": lambda z: z["X"] @ z["W"],
    },
)
POWERS: dict[str, Change] = {
    "each weight is squared": np.square,
    "absolute values of the weights are taken": np.abs,
    "the weights are taken as they are": lambda V: V,
    "the third power of each weight is taken": lambda V: V**3,
    "the fourth power of each weight is taken": lambda V: V**4,
    "the root of each weight's size is taken": lambda V: np.sqrt(np.abs(V)),
    "log(1 + w * w) of each weight is taken": lambda V: np.log1p(V * V),
    "exp of each weight is taken": np.exp,
    "each weight is multiplied by its size, and keeps its sign": lambda V: V * np.abs(V),
}
SUMS: dict[str, Change] = {
    "the mean of all entries is taken, not their sum": np.mean,
    "only the largest entry counts": np.max,
    "the sum over all entries is squared": lambda Q: np.sum(Q) ** 2,
    "the root is taken of the sum over all entries": lambda Q: np.sqrt(np.sum(Q)),
    "the root is taken of each column's sum": lambda Q: np.sum(np.sqrt(np.sum(Q, axis=0))),
    "the root is taken of each row's sum": lambda Q: np.sum(np.sqrt(np.sum(Q, axis=1))),
    "each column's sum is squared": lambda Q: np.sum(np.sum(Q, axis=0) ** 2),
    "each row's sum is squared": lambda Q: np.sum(np.sum(Q, axis=1) ** 2),
    "only the column with the largest sum counts": lambda Q: np.max(np.sum(Q, axis=0)),
    "only the row with the largest sum counts": lambda Q: np.max(np.sum(Q, axis=1)),
    "only the diagonal counts": lambda Q: np.sum(np.diag(Q)),
}


def _powers(right: str) -> Step:
    others = {slip: change for slip, change in POWERS.items() if slip != right}
    return _step("Q", "V", "What does the formula do with each weight?", POWERS[right], others)


def _total(change: Change, z: Batch) -> Any:
    return z["r"] * change(z["Q"])


def _singular(z: Batch) -> Any:
    return np.linalg.norm(z["V"], 2)


TOTAL = Step(
    "value",
    "What does the formula make of all entries of W?",
    lambda z: z["r"] * np.sum(z["Q"]),
    {
        **{slip: partial(_total, change) for slip, change in SUMS.items()},
        "the largest singular value of W is taken, as np.linalg.norm(W, 2) does": lambda z: z["r"] * _singular(z),
        "the square of the largest singular value of W is taken": lambda z: z["r"] * _singular(z) ** 2,
        "only the largest weight counts, and it is squared": lambda z: z["r"] * np.max(z["V"]) ** 2,
        "reg is inside a square of the whole": lambda z: (z["r"] * np.sum(z["Q"])) ** 2,
        "reg is added, not multiplied": lambda z: z["r"] + np.sum(z["Q"]),
        "the penalty is multiplied by X's entries, too": lambda z: z["r"] * np.sum(z["Q"]) * np.sum(z["X"]),
    },
)
SLOPES: dict[str, Change] = {
    "2 w is the derivative": lambda V: 2 * V,
    "the sign of w is the derivative": np.sign,
    "the size of w is taken, without its sign": np.abs,
    "w is squared": np.square,
    "w is taken to the third power": lambda V: V**3,
    "w itself is missing": np.ones_like,
    "w * |w| is taken": lambda V: V * np.abs(V),
    "the root of the size of w is taken": lambda V: np.sqrt(np.abs(V)),
    "everything is divided by the length of W": lambda V: V / np.linalg.norm(V),
    "each column is divided by its length": lambda V: V / np.linalg.norm(V, axis=0),
    "each row is divided by its length": lambda V: V / np.linalg.norm(V, axis=1, keepdims=True),
    "every entry gets the sum of W": lambda V: np.sum(V) + 0 * V,
    "every entry gets the mean of W": lambda V: np.mean(V) + 0 * V,
    "every entry gets the largest weight": lambda V: np.max(V) + 0 * V,
    "every entry gets its column's sum": lambda V: np.sum(V, axis=0) + 0 * V,
    "every entry gets its row's sum": lambda V: np.sum(V, axis=1, keepdims=True) + 0 * V,
    "every entry gets the sum of all squares": lambda V: np.sum(V * V) + 0 * V,
    "every weight is multiplied by the sum of all squares": lambda V: V * np.sum(V * V),
    "every weight is multiplied by the sum of W": lambda V: V * np.sum(V),
    "the weights are added up down the columns": lambda V: np.cumsum(V, axis=0),
    "the weights are added up along the rows": lambda V: np.cumsum(V, axis=1),
    "the number of entries divides": lambda V: V / V.size,
    "the order of the rows is reversed": lambda V: V[::-1],
}


def _slopes(right: str) -> Step:
    others = {slip: change for slip, change in SLOPES.items() if slip != right}
    return _step("G", "V", "What is the derivative with respect to one weight w?", SLOPES[right], others)


SLOPE_TOTAL = Step("gradient", "", lambda z: z["r"] * z["G"], {})
PENALTIES = tuple((STRENGTH, WEIGHTS, _powers(right), TOTAL) for right in list(POWERS)[:2])
PENALTY_GRADIENTS = tuple((STRENGTH, WEIGHTS, _slopes(right), SLOPE_TOTAL) for right in list(SLOPES)[:2])

BETA = _step(
    "c",
    "beta",
    "What does beta multiply, and how?",
    lambda beta: beta,
    {
        "beta is squared": np.square,
        "the root of beta is taken": np.sqrt,
        "1 - beta takes the place of beta": lambda beta: 1 - beta,
        "beta is missing": lambda beta: 1.0,
        "1 + beta takes the place of beta": lambda beta: 1 + beta,
    },
)


def _elastic(squares: Step, sizes: Step) -> tuple[Step, ...]:
    """The steps of the elastic net, of which these two are its terms, A and B."""
    both = Step(
        "both",
        "Which of reg and beta multiply which term?",
        lambda z: z["r"] * (z["c"] * z["A"] + z["B"]),
        {
            "beta multiplies the absolute values too": lambda z: z["r"] * z["c"] * (z["A"] + z["B"]),
            "beta multiplies the absolute values, not the squares": lambda z: z["r"] * (z["A"] + z["c"] * z["B"]),
            "1 - beta multiplies the absolute values": lambda z: z["r"] * (z["c"] * z["A"] + (1 - z["c"]) * z["B"]),
            "1 - beta multiplies the squares, and beta the absolute values": lambda z: (
                z["r"] * ((1 - z["c"]) * z["A"] + z["c"] * z["B"])
            ),
            "reg multiplies the squares alone": lambda z: z["r"] * z["c"] * z["A"] + z["B"],
            "reg multiplies the absolute values alone": lambda z: z["c"] * z["A"] + z["r"] * z["B"],
            "the absolute values are subtracted": lambda z: z["r"] * (z["c"] * z["A"] - z["B"]),
            "the absolute values are missing": lambda z: z["r"] * z["c"] * z["A"],
            "the squares are missing": lambda z: z["r"] * z["B"],
            "the two terms are multiplied": lambda z: z["r"] * z["c"] * z["A"] * z["B"],
            "the absolute values have a factor 1/2": lambda z: z["r"] * (z["c"] * z["A"] + z["B"] / 2),
            "the squares have a factor 1/2": lambda z: z["r"] * (z["c"] * z["A"] / 2 + z["B"]),
            "the squares have a factor 2": lambda z: z["r"] * (z["c"] * z["A"] * 2 + z["B"]),
        },
    )
    return STRENGTH, BETA, WEIGHTS, squares, sizes, both


_TERM = "What does each of the two terms do with a weight?"
ELASTIC = _elastic(
    _step(
        "A",
        "V",
        _TERM,
        lambda V: np.sum(V * V),
        {
            "the mean of the squares is taken": lambda V: np.mean(V * V),
            "the sum of W is squared": lambda V: np.sum(V) ** 2,
            "the root is taken of the sum of the squares": lambda V: np.sqrt(np.sum(V * V)),
        },
    ),
    _step(
        "B",
        "V",
        _TERM,
        lambda V: np.sum(np.abs(V)),
        {
            "the mean of the absolute values is taken": lambda V: np.mean(np.abs(V)),
            "the weights are added up with their signs": np.sum,
            "the absolute value is taken of the sum": lambda V: np.abs(np.sum(V)),
            "the largest column sum of absolute values is taken": lambda V: np.max(np.sum(np.abs(V), axis=0)),
        },
    ),
)
ELASTIC_GRADIENT = _elastic(
    _step(
        "A",
        "V",
        _TERM,
        lambda V: 2 * V,
        {
            "2 |w| is taken for the squares": lambda V: 2 * np.abs(V),
            "2 w * w is taken for the squares": lambda V: 2 * V * V,
            "2 is taken for the squares": lambda V: 2 + 0 * V,
            "the sign of w is taken for the squares": np.sign,
        },
    ),
    _step(
        "B",
        "V",
        _TERM,
        np.sign,
        {
            "1 is taken for the absolute values": np.ones_like,
            "|w| is taken for the absolute values": np.abs,
            "w is taken for the absolute values": lambda V: V,
        },
    ),
)

GIVEN_SCORES = Step(
    "S", SCORES.asks, lambda z: z["S"], {slip: way for slip, way in SCORES.slips.items() if " D" not in slip}
)
"""The same where scores are given, not images."""
WITHOUT_LABELS = ("true class",)


def _labelless(step: Step) -> Step:
    kept = {slip: way for slip, way in step.slips.items() if not any(word in slip for word in WITHOUT_LABELS)}
    return Step(
        step.makes,
        step.asks,
        step.right,
        {
            **kept,
            "every probability is the same": lambda z: np.full_like(z["S"], 1 / z["S"].shape[1]),
            "the class with the highest score gets 1, and all others 0": lambda z: (
                1.0 * (z["S"] == np.max(z["S"], axis=1, keepdims=True))
            ),
        },
    )


SOFTMAX_ALONE = tuple((GIVEN_SCORES, *shift, _labelless(PROBABILITIES)) for shift in ((), (SHIFT,)))

DIFFERENCE = Step(
    "u",
    "What does the formula divide?",
    lambda z: np.abs(z["a"] - z["b"]),
    {
        "the difference keeps its sign": lambda z: z["a"] - z["b"],
        "the difference is squared": lambda z: (z["a"] - z["b"]) ** 2,
        "sizes are subtracted, not the numbers": lambda z: np.abs(np.abs(z["a"]) - np.abs(z["b"])),
        "the two are added, not subtracted": lambda z: np.abs(z["a"] + z["b"]),
    },
)
DIVISOR = Step(
    "v",
    "By what does the formula divide?",
    lambda z: np.abs(z["a"]) + np.abs(z["b"]),
    {
        "it is divided by |a| alone": lambda z: np.abs(z["a"]),
        "it is divided by |b| alone": lambda z: np.abs(z["b"]),
        "it is divided by |a + b|": lambda z: np.abs(z["a"] + z["b"]),
        "it is divided by |a - b|": lambda z: np.abs(z["a"] - z["b"]),
        "it is divided by the larger of |a| and |b|": lambda z: np.maximum(np.abs(z["a"]), np.abs(z["b"])),
        "it is divided by the smaller of |a| and |b|": lambda z: np.minimum(np.abs(z["a"]), np.abs(z["b"])),
        "it is divided by the mean of |a| and |b|": lambda z: (np.abs(z["a"]) + np.abs(z["b"])) / 2,
        "it is divided by the root of a * a + b * b": lambda z: np.hypot(z["a"], z["b"]),
        "it is divided by a * a + b * b": lambda z: z["a"] ** 2 + z["b"] ** 2,
        "it is divided by |a * b|": lambda z: np.abs(z["a"] * z["b"]),
        "nothing is divided": lambda z: np.ones_like(z["a"]),
    },
)


def _safe(v: Any) -> Any:
    return np.maximum(1e-8, v)


ERROR = Step(
    "error",
    "Which one number is asked for, of all entries?",
    lambda z: np.max(z["u"] / _safe(z["v"])),
    {
        "the mean is taken, not the largest": lambda z: np.mean(z["u"] / _safe(z["v"])),
        "the sum is taken, not the largest": lambda z: np.sum(z["u"] / _safe(z["v"])),
        "the smallest is taken": lambda z: np.min(z["u"] / _safe(z["v"])),
        "the median is taken": lambda z: np.median(z["u"] / _safe(z["v"])),
        "only the first entry is looked at": lambda z: np.ravel(z["u"] / _safe(z["v"]))[0],
        "only the last entry is looked at": lambda z: np.ravel(z["u"] / _safe(z["v"]))[-1],
        "the largest difference is divided by the largest sum": lambda z: np.max(z["u"]) / _safe(np.max(z["v"])),
        "the sums over all entries are divided": lambda z: np.sum(z["u"]) / _safe(np.sum(z["v"])),
        "lengths are divided, one for all entries": lambda z: (
            np.linalg.norm(z["u"]) / _safe(np.linalg.norm(z["a"]) + np.linalg.norm(z["b"]))
        ),
        "the root is taken of the largest": lambda z: np.sqrt(np.max(z["u"] / _safe(z["v"]))),
        "the largest is squared": lambda z: np.max(z["u"] / _safe(z["v"])) ** 2,
    },
)
RELATIVE_ERROR = (DIFFERENCE, DIVISOR, ERROR)

PRODUCTS = Step(
    "S",
    "What does S = X W + b do with X and W?",
    lambda z: z["X"] @ z["W"],
    {
        "scores below 0 are set to 0": lambda z: np.maximum(z["X"] @ z["W"], 0),
        "absolute values are taken": lambda z: np.abs(z["X"] @ z["W"]),
        "the scores have the wrong sign": lambda z: -z["X"] @ z["W"],
        "the scores lose each image's mean": lambda z: (
            z["X"] @ z["W"] - np.mean(z["X"] @ z["W"], axis=1, keepdims=True)
        ),
        "the scores go through a sigmoid": lambda z: 1 / (1 + np.exp(-z["X"] @ z["W"])),
        "the scores are cut to whole numbers": lambda z: np.trunc(z["X"] @ z["W"]),
        "the last number of every image is left out": lambda z: z["X"][:, :-1] @ z["W"][:-1],
        "the first number of every image is left out": lambda z: z["X"][:, 1:] @ z["W"][1:],
        "the first image is taken for all": lambda z: 0 * z["X"] @ z["W"] + z["X"][0] @ z["W"],
        "the products are left out": lambda z: 0 * z["X"] @ z["W"],
    },
)
"""Of scores with a bias: X @ W, and what b adds, which is asked for alone."""
BIASES: dict[str, Change] = {
    "every class gets the first bias": lambda b: b[0],
    "every class gets the last bias": lambda b: b[-1],
    "every class gets the sum of b": np.sum,
    "every class gets the largest bias": np.max,
    "b is in reverse order": lambda b: b[::-1],
    "absolute values of b are added": np.abs,
    "b is squared": np.square,
    "the biases are moved by one class": lambda b: np.roll(b, 1),
    "the biases are moved by one class, the other way": lambda b: np.roll(b, -1),
    "only the first class gets its bias": lambda b: b * (np.arange(len(b)) == 0),
}


def _of_bias(change: Change, z: Batch) -> Any:
    return change(z["b"]) + 0 * z["X"] @ z["W"]


BIAS = Step(
    "change",
    "Which class gets which entry of b, and how often?",
    lambda z: z["b"] + 0 * z["X"] @ z["W"],
    {
        **{slip: partial(_of_bias, change) for slip, change in BIASES.items()},
        "b is multiplied, not added": lambda z: (z["X"] @ z["W"]) * z["b"],
        "scores below 0 are set to 0 after b is added": lambda z: (
            np.maximum(z["X"] @ z["W"] + z["b"], 0) - np.maximum(z["X"] @ z["W"], 0)
        ),
    },
)
CHOSEN = Step(
    "chosen",
    "Which class wins, and which number does it have?",
    lambda z: np.argmax(z["S"], axis=1),
    {
        "the class with the lowest score wins": lambda z: np.argmin(z["S"], axis=1),
        "the class with the second highest score wins": lambda z: np.argsort(z["S"], axis=1)[:, -2],
        "classes are counted from 1": lambda z: np.argmax(z["S"], axis=1) + 1,
        "classes are counted from the end": lambda z: z["S"].shape[1] - 1 - np.argmax(z["S"], axis=1),
        "class 0 always wins": lambda z: 0 * np.argmax(z["S"], axis=1),
        "the first image decides for all": lambda z: 0 * np.argmax(z["S"], axis=1) + np.argmax(z["S"][0]),
        "the last class never wins": lambda z: np.argmax(z["S"][:, :-1], axis=1),
        "class 0 never wins": lambda z: np.argmax(z["S"][:, 1:], axis=1) + 1,
    },
)
WINNERS = (CHOSEN,)


def _f(z: Batch, x: np.ndarray) -> float:
    """The function whose gradient is asked for, that of the driver `numeric`."""
    return float(np.sum(z["cubic"] * x**3) + np.sum(z["linear"] * x) ** 2)


def _differences(after: float, before: float) -> Callable[[Batch], np.ndarray]:
    """For each entry, f with it so many steps on, minus f with it so many steps on."""

    def differences(z: Batch) -> np.ndarray:
        found = np.zeros(np.shape(z["x"]))
        for k in np.ndindex(found.shape):
            step = np.zeros(found.shape)
            step[k] = np.broadcast_to(z["e"], found.shape)[k]
            found[k] = _f(z, z["x"] + after * step) - _f(z, z["x"] + before * step)
        return found

    return differences


def _always(size: float, h: np.ndarray) -> float:
    return size


_CENTRED = _differences(1, -1)
STEP = _step(
    "e",
    "h",
    "How far is the step?",
    lambda h: h,
    {
        **{f"the step is {size}, whatever h is": partial(_always, size) for size in (1.0, 0.1, 0.01, 1e-3, 1e-4, 1e-5)},
        "the step is h * h": np.square,
        "the step is the root of h": np.sqrt,
        "the step is h / 2": lambda h: h / 2,
        "the step is 2 h": lambda h: 2 * h,
    },
)
RELATIVE_STEP = {"the step is h times the entry": lambda z: z["h"] * z["x"]}
NUMERIC = (
    Step(STEP.makes, STEP.asks, STEP.right, {**STEP.slips, **RELATIVE_STEP}),
    Step(
        "d",
        "At which two points does the formula ask for f?",
        _CENTRED,
        {
            "f(x) takes the place of f(x - h)": _differences(1, 0),
            "f(x) takes the place of f(x + h)": _differences(0, -1),
            "f(x + 2 h) and f(x) are subtracted": _differences(2, 0),
            "f(x + 2 h) takes the place of f(x + h)": _differences(2, -1),
            "f(x - 2 h) takes the place of f(x - h)": _differences(1, -2),
            "f(x - h) comes first": _differences(-1, 1),
            "the size of the difference is taken, without its sign": lambda z: np.abs(_CENTRED(z)),
            "all entries get the difference of the first one": lambda z: 0 * _CENTRED(z) + np.ravel(_CENTRED(z))[0],
            "all entries get the difference of the last one": lambda z: 0 * _CENTRED(z) + np.ravel(_CENTRED(z))[-1],
            "all entries move at once": lambda z: 0 * _CENTRED(z) + _f(z, z["x"] + z["e"]) - _f(z, z["x"] - z["e"]),
        },
    ),
    Step(
        "gradient",
        "How far apart are the two points?",
        lambda z: z["d"] / (2 * z["e"]),
        {
            "h divides, not 2 h": lambda z: z["d"] / z["e"],
            "nothing divides": lambda z: z["d"],
            "2 h divides, though the step is another": lambda z: z["d"] / (2 * z["h"]),
            "h divides, though the step is another": lambda z: z["d"] / z["h"],
            "2 divides, and h multiplies": lambda z: z["d"] / 2 * z["e"],
            "2 divides, and h does not": lambda z: z["d"] / 2,
            "h * h divides": lambda z: z["d"] / z["e"] ** 2,
            "4 h divides": lambda z: z["d"] / (4 * z["e"]),
        },
    ),
)

MOVE = Step(
    "moved",
    "What is between W and dW in the formula?",
    lambda z: z["W"] - z["learning_rate"] * z["dW"],
    {
        "W shrinks by the learning rate, too": lambda z: (
            z["W"] * (1 - z["learning_rate"]) - z["learning_rate"] * z["dW"]
        ),
        "only the signs of dW are used": lambda z: z["W"] - z["learning_rate"] * np.sign(z["dW"]),
        "the signs of dW are lost": lambda z: z["W"] - z["learning_rate"] * np.abs(z["dW"]),
        "dW is multiplied by W": lambda z: z["W"] - z["learning_rate"] * z["dW"] * z["W"],
        "dW is divided by its largest entry": lambda z: z["W"] - z["learning_rate"] * z["dW"] / np.max(np.abs(z["dW"])),
        "dW is squared": lambda z: z["W"] - z["learning_rate"] * z["dW"] ** 2,
        "dW is cut off at -1 and 1": lambda z: z["W"] - z["learning_rate"] * np.clip(z["dW"], -1, 1),
        "all entries move by the mean of dW": lambda z: z["W"] - z["learning_rate"] * np.mean(z["dW"]),
        "all entries move by the sum of dW": lambda z: z["W"] - z["learning_rate"] * np.sum(z["dW"]),
        "each column moves by its mean of dW": lambda z: z["W"] - z["learning_rate"] * np.mean(z["dW"], axis=0),
        "the learning rate is subtracted, and dW not used": lambda z: z["W"] - z["learning_rate"],
        "the learning rate is added to dW, not multiplied": lambda z: z["W"] - (z["learning_rate"] + z["dW"]),
        "the root of the learning rate is taken": lambda z: z["W"] - np.sqrt(z["learning_rate"]) * z["dW"],
        "the step is taken twice": lambda z: z["W"] - 2 * z["learning_rate"] * z["dW"],
        "the sign of the whole is wrong": lambda z: z["learning_rate"] * z["dW"] - z["W"],
        "W and the step are multiplied": lambda z: z["W"] * z["learning_rate"] * z["dW"],
    },
)
