"""Cases and parts that every loss function with the signature (W, X, y, reg) -> (loss, dW) shares."""

from collections.abc import Callable

import numpy as np

from grader.bank.model import Cases, part
from helpers.given.judge import Case, Part

# The lecture's three images (rows) with their scores for cat, car and frog. With X = I the scores are W itself.
LECTURE = np.array([[3.2, 5.1, -1.7], [1.3, 4.9, 2.0], [2.2, 2.5, -3.1]])
TRUTH = np.array([0, 1, 2])

# exp of these overflows, and one maximum for all leaves nothing of the second row. Within a row they are near enough that
# no probability is 0, not in float32 either: its logarithm is no mistake.
HUGE = np.array([[1000.0, 1040.0, 960.0], [-1000.0, -1030.0, -970.0], [700.0, 720.0, 760.0]])

# Here exp overflows unless it is the maximum that is subtracted.
APART = np.array([[2000.0, -500.0, 300.0], [-900.0, 1500.0, -1800.0]])

# Here the second class of the first row and the third of the second one have p = 0 in floats, though no exp overflows.
UNDERFLOW = np.array([[700.0, -60.0, 0.0], [0.0, 650.0, -110.0]])

# Of these two images one violates one margin, and by little: a loss so small shows for everybody whether it is rounded.
SLIGHT = np.array([[0.9, 0.212345, -0.4], [-0.8, 0.1, 1.4]])

# Of the images (rows) with these scores the first, second and last have margins that are 0, exactly in every precision.
KINKS = np.array([[2.0, 1, 0, 4, 0], [0, 3, 2, -1, 5], [1, 0, 1, 0, -3], [0, 0, 1, 2, 1]])

LOSS, GRADIENT = {"index": 0}, {"index": 1}
TIMES = 20_000 // 8
DATA = "lecture tall wide single alone tiny zeros tied shuffled again slight"
PENALTY = "lecture_reg-lecture tall_reg-tall wide_reg-wide single_reg-single slight_reg-slight"
RARE = -46.0
"""The logarithm of the true class's probability in hard rows: about 1e-20."""


def cases(tells: Callable[[np.ndarray, np.ndarray, int], bool]) -> Callable[[np.random.Generator], Cases]:
    """Return a function that draws the cases of a loss.

    In each of them N, D, C and C - 1 are different, or a slip from one to another would go unseen; for the same reason
    what a loss counts in scores must be no such number.

    Args:
        tells: whether scores (N, C) of labels (N,) and images of D numbers tell mistakes apart, far from any kink.
    """

    def draw(rng: np.random.Generator, N: int, D: int, C: int, size: float) -> tuple[np.ndarray, ...]:
        while True:
            W, X = rng.normal(size=(D, C)) * size, rng.normal(size=(N, D))
            y = rng.permutation(np.arange(N) % C) if N > 1 else np.array([C // 2])
            if tells(X @ W, y, D):
                return W, X, y

    def make(rng: np.random.Generator) -> Cases:
        W, X, y = draw(rng, 11, 5, 4, 0.7)
        order = rng.permutation(11)
        wide, single = draw(rng, 4, 7, 9, 0.6), draw(rng, 1, 3, 5, 0.8)
        _, X_zeros, y_zeros = draw(rng, 6, 4, 10, 1e-3)
        strength = float(np.round(rng.uniform(1.1, 1.9), 2))  # 1 would hide that reg is squared, or missing
        return {
            "lecture": Case((LECTURE, np.eye(3), TRUTH, 0.0), shown=True),
            "lecture_reg": Case((LECTURE, np.eye(3), TRUTH, 0.1), shown=True),
            "tall": Case((W, X, y, 0.0)),
            "tall_reg": Case((W, X, y, 0.37)),
            "shuffled": Case((W, X[order], y[order], 0.0)),
            "wide": Case((*wide, 0.0)),
            "wide_reg": Case((*wide, strength)),
            "single": Case((*single, 0.0)),
            "single_reg": Case((*single, 2.5)),
            "alone": Case((*draw(rng, 1, 4, 6, 0.8), 0.0)),
            "zeros": Case((np.zeros((4, 10)), X_zeros, y_zeros, 0.0)),
            "tied": Case(_tied(rng)),
            "again": Case((LECTURE, np.eye(3), TRUTH, 0.0), again=True),
            "slight": Case((SLIGHT, np.eye(2), np.array([0, 2]), 0.0)),
            "slight_reg": Case((SLIGHT, np.eye(2), np.array([0, 2]), 0.017)),
            "hard": Case(_hard(rng)),
            "kinks": Case((KINKS, np.eye(4), np.array([0, 1, 3, 2]), 0.0)),
            "apart": Case((UNDERFLOW, np.eye(2), TRUTH[:2], 0.0)),
            "unlikely": Case((APART, np.eye(2), TRUTH[1:], 0.0)),
            "underflow": Case((UNDERFLOW, np.eye(2), TRUTH[1:], 0.0)),
            "repeated": Case((W, X, y, 0.37), again=True),
            "huge": Case((HUGE, np.eye(3), TRUTH, 0.0)),
            "shifted": Case((HUGE - np.max(HUGE, axis=1, keepdims=True), np.eye(3), TRUTH, 0.0)),
            "slope": Case((W, X, y, 0.0, rng.normal(size=W.shape), 1e-5), driver="slope"),
            "slope_reg": Case((W, X, y, 0.37, rng.normal(size=W.shape), 1e-5), driver="slope"),
            "some": Case((*draw(rng, 8, 6, 5, 0.5), 0.0, 250), driver="some"),
            "tiny": Case((*draw(rng, 6, 4, 10, 1e-3), 0.0)),
            **{f"big{k}": Case((*_big(rng), 0.0, TIMES), driver="large") for k in (1, 2, 3)},
        }

    return make


def _big(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Weights, and 8 numbers from which the driver draws a large batch; all of few digits, as students download it.

    D is large enough that two calls for each entry of W take long: a measured gradient is no formula. Of 80,000 margins
    some would be so near 0 that float32 sees them on the other side. Here none is: they are 1024ths, as the images are
    64ths and the weights 16ths, and the last weight of each class, whose number in every image is 1, keeps them from 0.
    """
    X = np.zeros((8, 24))
    X[0, :8] = rng.normal(size=8)
    W = rng.integers(-9, 10, size=(24, 5)) / 16
    W[-1] = np.arange(5) / 8192
    return W, X, np.arange(8) % 5


def _tied(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray, float]:
    """Scores as W, of which in every row a wrong class has the true one's, in some two; other margins are no kinks."""
    y = rng.permutation(np.arange(6) % 4)
    S = rng.choice([-1.6, -0.3, 0.4, 1.7], size=(6, 4)) + rng.normal(size=(6, 1))
    S[np.arange(6), (y + 1) % 4] = S[np.arange(6), y]
    S[:3, :] = np.where(np.arange(4) == (y[:3, np.newaxis] + 2) % 4, S[np.arange(3), y[:3]][:, np.newaxis], S[:3])
    # In this row something is left of (s + 1) - s - 1, so counting by "above 0" is no matter of luck.
    S[0] = np.where(S[0] == S[0, y[0]], 1.7, S[0] - S[0, y[0]] + 1.7)
    return S, np.eye(6), y, 0.0


def _hard(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray, float]:
    """Scores as W: the true class of each row is about as unlikely as a logarithm still tells in every precision."""
    S, y = rng.normal(size=(3, 5)), rng.permutation(5)[:3]
    wrong = np.exp(S)
    wrong[np.arange(3), y] = 0
    S[np.arange(3), y] = np.log(np.sum(wrong, axis=1)) + RARE
    return S, np.eye(3), y, 0.0


def data_loss(points: float) -> Part:
    """Return the part for the loss without regularization."""
    return part("data loss", points, "output", DATA, "mean loss", options=LOSS)


def penalty(points: float) -> Part:
    """Return the part for what regularization adds to the loss."""
    return part("regularization", points, "change", PENALTY, "penalty", options=LOSS)


def data_gradient(points: float) -> Part:
    """Return the part for the gradient without regularization."""
    return part("data gradient", points, "output", DATA, "dW", options=GRADIENT, slope="slope")


def penalty_gradient(points: float) -> Part:
    """Return the part for what regularization adds to the gradient."""
    label = "penalty's gradient"
    return part("regularization gradient", points, "change", PENALTY, label, options=GRADIENT, slope="slope_reg")


AT_KINKS = "margins of exactly 0"


def at_kinks() -> Part:
    """Return the part for a gradient of hinges at their kinks: it costs nothing, and says only what does not fit."""
    return part(
        AT_KINKS,
        0,
        "kinks",
        "kinks",
        options=GRADIENT,
        guard=True,
        mistake="svm.kinks-do-not-fit",
        follows="data gradient",
        fails="No points are lost here. But where a margin is exactly 0, what dW has in the columns of the two classes does"
        " not fit together. Do all your comparisons with 0 treat such a margin alike?",
    )


def finite(name: str, case: str, result: dict[str, int], mistake: str, follows: str, fails: str) -> Part:
    """Return the part for a result that should be finite on the scores of a case: it costs nothing.

    Args:
        result: LOSS or GRADIENT, or what is "beside": if that is wrong there, it is told of it; mistake: its id.
        follows: the part that explains it where both fail; fails: what is said.
    """
    told = f"No points are lost here. But {fails}"
    return part(name, 0, "finite", case, options=result, guard=True, mistake=mistake, follows=follows, fails=told)


def unchanged(points: float) -> Part:
    """Return the part for inputs left as they were. One of its calls repeats another: do their results, too?"""
    return part(
        "inputs unchanged",
        points,
        "unchanged",
        "repeated wide_reg",
        guard=True,
        mistake="loss.inputs-changed",
        fails="The call changed {changed}. Which line writes into it in place, perhaps under another name, as after dW = W?",
    )


def vectorized(points: float, follows: str = "data loss") -> Part:
    """Return the part for a function without a loop over images; follows: the part for its values on small batches."""
    return part(
        "vectorized",
        points,
        "without_a_loop",
        "big1-big2-big3-some big1 big2 big3",
        options=LOSS if follows == "data loss" else GRADIENT,
        guard=True,
        mistake="loss.not-vectorized",
        follows=follows,
        fails="Slow on 20,000 images. Is there a loop over images, or an index such as [:, y] that makes N columns?"
        " apply_along_axis is a loop, and so is stacking N pieces.",
    )
