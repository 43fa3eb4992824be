"""The three penalties and their gradients."""

from collections.abc import Callable

import numpy as np

from grader.bank.model import Cases, Exercise, Mistake, part
from helpers.given.judge import Case, Part

VALUE, GRADIENT, ZERO = ("value",), ("gradient",), ("zero weights",)
PROBE = np.array([[1.0, -2.0], [0.0, 0.5]])


def _cases(*more: float) -> Callable[[np.random.Generator], Cases]:
    """Return a function that draws weights, none of them near 0, with strengths and what else the penalty takes."""

    def draw(rng: np.random.Generator) -> Cases:
        def weights(shape: tuple[int, int]) -> np.ndarray:
            return rng.uniform(0.2, 2, size=shape) * rng.choice([-1, 1], size=shape)

        away = np.array([[1.0, -2.0], [3.0, 0.5]])
        return {
            "probe": Case((PROBE, 1.0, *more), shown=True),
            "away": Case((away, 0.1, *more), shown=True),
            "tall": Case((weights((5, 3)), 0.37, *more)),
            "wide": Case((weights((2, 6)), 2.5, *(3 * value for value in more))),
        }

    return draw


def _parts(kinked: bool) -> tuple[Part, ...]:
    value = part("value", 1.5 if kinked else 1, "output", "probe away tall wide", "penalty", options={"index": 0})
    probes = "away tall wide" if kinked else "probe away tall wide"
    gradient = part("gradient", 1, "output", probes, "gradient", options={"index": 1})
    zero = part(
        "zero weights",
        0.5,
        "finite",
        "probe",
        options={"index": 1},
        guard=True,
        mistake="regularization.kink-undefined",
        fails="The gradient is not finite where a weight is exactly 0. Which function gives the sign of a number, and 0 for 0?",
    )
    return (value, gradient, zero) if kinked else (value, gradient)


NEVER_NEGATIVE = "What should w = [1, -1] cost: 0 or 2?"
STRENGTH_ADDED = (
    "regularization.strength-added",
    "reg is added where it should multiply.",
    "What should the penalty be when reg is 0?",
)
L2_VALUE, L2_GRADIENT = "reg * np.sum(W * W)", "2 * reg * W"
L1_VALUE, L1_GRADIENT = "reg * np.sum(np.abs(W))", "reg * np.sign(W)"
NET_VALUE, NET_GRADIENT = "reg * np.sum(beta * W * W + np.abs(W))", "reg * (2 * beta * W + np.sign(W))"


def _value(line: str, id: str, says: str, asks: str, new: str) -> Mistake:
    return Mistake(VALUE, id, says, asks, ((line, new),))


def _gradient(line: str, id: str, says: str, asks: str, new: str, excused_by: str = "") -> Mistake:
    return Mistake(GRADIENT, id, says, asks, ((line, new),), excused_by=excused_by)


BOTH_SUMS = "Which of the two penalties is smaller, or are they equal (0)?"

ANSWERS = [
    Exercise(
        id="w1_or_w2",
        returns=("L2", "L1", "elastic net"),
        parts=(
            part("L2", 0.25, "answer", "answer", "L2 choice", options={"index": 0}, fails=BOTH_SUMS),
            part("L1", 0.5, "answer", "answer", "L1 choice", options={"index": 1}, fails=BOTH_SUMS),
            part("elastic net", 0.25, "answer", "answer", "elastic net choice", options={"index": 2}, fails=BOTH_SUMS),
        ),
        values=(2, 0, 2),
        place="05_regularization, task 4",
        check='check("w1_or_w2", l2_choice, l1_choice, elastic_choice)',
        mistakes=(
            Mistake(("L2",), "w1-or-w2.l2-not-spread", "Squares of small numbers are very small: the squares of four quarters do not sum to 1.", "What is 4 times 1/16?", values=(1, 0, 2)),
            Mistake(("L1",), "w1-or-w2.l1-spread", "L1 does not prefer spreading.", "What is |1/4| + |1/4| + |1/4| + |1/4|?", values=(2, 2, 2)),
            Mistake(("L1",), "w1-or-w2.l1-sparse", "L1 is known for sparse weights, but here the two sums decide.", "What is |1/4| + |1/4| + |1/4| + |1/4|?", values=(2, 1, 2)),
            Mistake(("elastic net",), "w1-or-w2.elastic-net-tie", "Its second part is a tie, its first part is not.", "Which of the two has the smaller sum of squares?", values=(2, 0, 0)),
        ),
    ),
]  # fmt: skip

EXERCISES = [
    Exercise(
        id="l2", target="regularization.l2", returns=("value", "gradient"), cases=_cases(), parts=_parts(kinked=False),
        mistakes=(
            _value(L2_VALUE, "regularization.l2-half", "The penalty is half of what it should be.", "The lecture's R(W) has no 1/2: does yours?", "0.5 * reg * np.sum(W * W)"),
            _value(L2_VALUE, "regularization.l2-norm-not-square", "This is the length of W, not its square.", "Is there a root left to remove?", "reg * np.linalg.norm(W)"),
            *(
                _value(L2_VALUE, "regularization.l2-largest-singular-value", "np.linalg.norm(W, 2) is the largest singular value of W, not the root of the sum of squares.", "Which function adds up all entries?", new)
                for new in ("reg * np.linalg.norm(W, 2) ** 2", "reg * np.linalg.norm(W, 2)")
            ),
            _value(L2_VALUE, "regularization.l2-not-squared", "The weights are summed without being squared.", NEVER_NEGATIVE, "reg * np.sum(W)"),
            _value(L2_VALUE, "regularization.l2-sum-squared", "The sum is squared, but each weight should be, before the sum.", NEVER_NEGATIVE, "reg * np.sum(W) ** 2"),
            _value(L2_VALUE, "regularization.l2-mean-not-sum", "This is the mean of the squares.", "The formula sums over all entries of W: what divides yours?", "reg * np.mean(W * W)"),
            _value(L2_VALUE, "regularization.without-strength", "reg is missing from the value.", "What should the penalty be when reg is 0?", "np.sum(W * W)"),
            _value(L2_VALUE, *STRENGTH_ADDED, "reg + np.sum(W * W)"),
            _value(L2_VALUE, "regularization.l2-is-l1", "These are absolute values: that is L1.", "Which power of W does L2 sum?", "reg * np.sum(np.abs(W))"),
            _value(L2_VALUE, "regularization.l2-bias-row-left-out", "The last row is left out.", "Does this course penalize the bias row? (It does.)", "reg * np.sum(W[:-1] * W[:-1])"),
            _value(L2_VALUE, "penalty.gram-of-columns", "W.T @ W multiplies different columns too; only the squares belong in the sum.", "Which operator multiplies entry by entry?", "reg * np.sum(W.T @ W)"),
            _value(L2_VALUE, "penalty.gram-of-rows", "W @ W.T multiplies different rows too; only the squares belong in the sum.", "Which operator multiplies entry by entry?", "reg * np.sum(W @ W.T)"),
            _value(L2_VALUE, "regularization.l2-sign", "The penalty is negative.", "Should large weights make the loss larger or smaller?", "-reg * np.sum(W * W)"),
            _gradient(L2_GRADIENT, "regularization.l2-gradient-half", "The gradient lacks a factor 2.", "What is the derivative of w * w?", "reg * W", excused_by="regularization.l2-half"),
            _gradient(L2_GRADIENT, "regularization.gradient-without-strength", "reg is missing from the gradient.", "What is the gradient when reg is 0?", "2 * W"),
            _gradient(L2_GRADIENT, "regularization.l2-gradient-summed", "All weights get the same gradient: the sum of W.", "Which weights are in the derivative with respect to one of them?", "2 * reg * np.sum(W) + 0 * W"),
            _gradient(L2_GRADIENT, "regularization.l2-gradient-of-l1", "This is the gradient of L1.", "What is the derivative of w * w?", "reg * np.sign(W)"),
            _gradient(L2_GRADIENT, "regularization.l2-gradient-bias-row-left-out", "The last row has no gradient.", "Does this course penalize the bias row? (It does.)", "2 * reg * np.vstack([W[:-1], 0 * W[-1:]])"),
            _gradient(L2_GRADIENT, "regularization.l2-gradient-squared", "W is squared in the gradient.", "What is the derivative of w * w?", "2 * reg * W * W"),
            _gradient(L2_GRADIENT, "regularization.l2-gradient-sign", "The gradient has the wrong sign.", "Does a growing weight make the penalty grow or shrink?", "-2 * reg * W"),
        ),
        hints=(
            "Two things come back: a number, and an array of the shape of `W`. What is the derivative of w squared?",
            "The value is reg times the sum of squares. The gradient has one entry for each weight: how fast does the value grow with it?",
            "Shapes: one number, and an array (D, C) like `W`.",
        ),
    ),
    Exercise(
        id="l1", target="regularization.l1", returns=("value", "gradient"), cases=_cases(), parts=_parts(kinked=True),
        mistakes=(
            _value(L1_VALUE, "regularization.l1-signed", "The weights are summed with their signs.", NEVER_NEGATIVE, "reg * np.sum(W)"),
            _value(L1_VALUE, "regularization.l1-absolute-of-sum", "The absolute value of the sum is taken; it should be that of each weight.", NEVER_NEGATIVE, "reg * np.abs(np.sum(W))"),
            _value(L1_VALUE, "regularization.l1-is-l2", "The weights are squared: that is L2.", "Which power of |W| does L1 sum?", "reg * np.sum(W * W)"),
            _value(L1_VALUE, "regularization.l1-mean-not-sum", "This is the mean.", "The formula sums over all entries of W: what divides yours?", "reg * np.mean(np.abs(W))"),
            _value(L1_VALUE, "regularization.without-strength", "reg is missing from the value.", "What should the penalty be when reg is 0?", "np.sum(np.abs(W))"),
            _value(L1_VALUE, *STRENGTH_ADDED, "reg + np.sum(np.abs(W))"),
            _value(L1_VALUE, "regularization.l1-largest-column", "np.linalg.norm(W, 1) is the largest column sum of |W|.", "Which function adds up all entries?", "reg * np.linalg.norm(W, 1)"),
            _value(L1_VALUE, "regularization.l1-largest-only", "Only the largest weight counts.", "Which sum does L1 take?", "reg * np.max(np.abs(W))"),
            _gradient(L1_GRADIENT, "regularization.l1-gradient-unsigned", "The gradient is the same for weights of either sign.", "What is the slope of |w| left of 0, and does W still have its signs when you look at them?", "reg * np.ones_like(W)"),
            _gradient(L1_GRADIENT, "regularization.l1-gradient-of-positive-only", "Negative weights get no gradient.", "What is the slope of |w| left of 0?", "reg * (W > 0)"),
            _gradient(L1_GRADIENT, "regularization.l1-gradient-whole-numbers", "The gradient is cut to whole numbers.", "What is the dtype of the array that holds it?", "(reg * np.sign(W)).astype(int)"),
            _gradient(L1_GRADIENT, "regularization.l1-gradient-of-l2", "This is the gradient of L2.", "What is the slope of |w| at 3, and at 5?", "2 * reg * W"),
            _gradient(L1_GRADIENT, "regularization.gradient-without-strength", "reg is missing from the gradient.", "What is the gradient when reg is 0?", "np.sign(W)"),
            _gradient(L1_GRADIENT, "regularization.l1-gradient-sign", "The gradient has the wrong sign.", "Does |w| grow or shrink when a negative w moves towards 0?", "-reg * np.sign(W)"),
            _gradient(L1_GRADIENT, "regularization.l1-gradient-absolute", "These are absolute values, not the gradient.", "What is the slope of |w| at 3, and at 5?", "reg * np.abs(W)"),
            Mistake(ZERO, "regularization.kink-undefined", "", "", ((L1_GRADIENT, "reg * W / np.abs(W)"),)),
        ),
        hints=(
            "Draw |w|. What is its slope at 3, at 5, at -2?",
            "The value is reg times the sum of |W|. What does the gradient need to know about a weight: its size, or something else?",
            "With reg = 1 and weights 3 and -2 the value is 5. Raise the 3 by 0.1, and then the -2 by 0.1: by how much does the value change each time? The gradient has the shape of `W`.",
        ),
    ),
    Exercise(
        id="elastic_net", target="regularization.elastic_net", returns=("value", "gradient"), cases=_cases(0.25), parts=_parts(kinked=True),
        mistakes=(
            _value(NET_VALUE, "regularization.elastic-half", "The squares count half of what they should.", "The lecture's R(W) has no 1/2: does yours?", "reg * np.sum(0.5 * beta * W * W + np.abs(W))"),
            _value(NET_VALUE, "regularization.elastic-beta-on-both", "beta multiplies both terms.", "Which of the two does beta multiply?", "reg * beta * np.sum(W * W + np.abs(W))"),
            _value(NET_VALUE, "regularization.elastic-beta-on-l1", "beta multiplies the absolute values instead of the squares.", "Which of the two does beta multiply?", "reg * np.sum(W * W + beta * np.abs(W))"),
            _value(NET_VALUE, "regularization.elastic-one-minus-beta", "The absolute values are multiplied by 1 - beta, as in some libraries; here they have weight 1.", "What multiplies |W| in the lecture's formula?", "reg * np.sum(beta * W * W + (1 - beta) * np.abs(W))"),
            _value(NET_VALUE, "regularization.elastic-without-l1", "The absolute values are missing.", "Which two penalties does elastic net add?", "reg * beta * np.sum(W * W)"),
            _value(NET_VALUE, "regularization.elastic-without-l2", "The squares are missing.", "Which two penalties does elastic net add?", "reg * np.sum(np.abs(W))"),
            _value(NET_VALUE, "regularization.elastic-strength-on-one", "reg multiplies only one of the two terms.", "Which of them should vanish when reg is 0?", "reg * np.sum(beta * W * W) + np.sum(np.abs(W))"),
            _value(NET_VALUE, "regularization.elastic-strength-on-one", "reg multiplies only one of the two terms.", "Which of them should vanish when reg is 0?", "beta * np.sum(W * W) + reg * np.sum(np.abs(W))"),
            _value(NET_VALUE, "regularization.without-strength", "reg is missing from the value.", "What should the penalty be when reg is 0?", "np.sum(beta * W * W + np.abs(W))"),
            _value(NET_VALUE, *STRENGTH_ADDED, "reg + np.sum(beta * W * W + np.abs(W))"),
            _value(NET_VALUE, "regularization.elastic-without-beta", "beta is not used.", "What multiplies W^2?", "reg * np.sum(W * W + np.abs(W))"),
            *(
                _value(NET_VALUE, "regularization.elastic-beta-added", "beta is added where it should multiply the squares.", "What does beta do to W^2 in the formula?", new)
                for new in ("reg * np.sum(beta + W * W + np.abs(W))", "reg * (beta + np.sum(W * W + np.abs(W)))", "reg * np.sum((beta + W) ** 2 + np.abs(W))")
            ),
            _value(NET_VALUE, "regularization.elastic-beta-squared", "beta is squared too.", "What belongs inside the square, and what outside it?", "reg * np.sum((beta * W) ** 2 + np.abs(W))"),
            _gradient(NET_GRADIENT, "regularization.elastic-gradient-beta-on-l1", "beta multiplies the slope of |W| instead of that of the squares.", "Which of the two does beta multiply?", "reg * (2 * W + beta * np.sign(W))"),
            _gradient(NET_GRADIENT, "regularization.elastic-gradient-one-minus-beta", "The slope of |W| is multiplied by 1 - beta; here it has weight 1.", "What multiplies |W| in the lecture's formula?", "reg * (2 * beta * W + (1 - beta) * np.sign(W))"),
            _gradient(NET_GRADIENT, "regularization.elastic-gradient-half", "The gradient of the squares lacks a factor 2.", "What is the derivative of w * w?", "reg * (beta * W + np.sign(W))", excused_by="regularization.elastic-half"),
            _gradient(NET_GRADIENT, "regularization.elastic-gradient-without-l1", "The gradient holds only the part of the squares.", "Which slope does |w| add?", "reg * 2 * beta * W"),
            _gradient(NET_GRADIENT, "regularization.elastic-gradient-without-l2", "The gradient holds only the part of the absolute values.", "Which slope does beta * w^2 add?", "reg * np.sign(W)"),
            _gradient(NET_GRADIENT, "regularization.elastic-gradient-strength-on-one", "reg multiplies the part of the squares alone, not that of the absolute values.", "Which terms should vanish when reg is 0?", "reg * 2 * beta * W + np.sign(W)"),
            _gradient(NET_GRADIENT, "regularization.elastic-gradient-strength-on-l1", "reg multiplies the part of the absolute values alone, not that of the squares.", "Which terms should vanish when reg is 0?", "2 * beta * W + reg * np.sign(W)"),
            _gradient(NET_GRADIENT, "regularization.gradient-without-strength", "reg is missing from the gradient.", "What is the gradient when reg is 0?", "2 * beta * W + np.sign(W)"),
            _gradient(NET_GRADIENT, "regularization.elastic-gradient-beta-on-both", "beta multiplies both terms of the gradient.", "Which of the two does beta multiply?", "reg * beta * (2 * W + np.sign(W))"),
            _gradient(NET_GRADIENT, "regularization.elastic-gradient-without-beta", "beta is not used in the gradient.", "What multiplies W^2?", "reg * (2 * W + np.sign(W))"),
            _gradient(NET_GRADIENT, "regularization.elastic-gradient-beta-added", "beta is added in the gradient where it should multiply.", "What is the derivative of beta * w * w?", "reg * (beta + 2 * W + np.sign(W))"),
            _gradient(NET_GRADIENT, "regularization.elastic-gradient-unsigned", "The slope of |w| is taken as 1 for both signs.", "What is the slope of |w| left of 0, and does W still have its signs when you look at them?", "reg * (2 * beta * W + 1)"),
            Mistake(ZERO, "regularization.kink-undefined", "", "", ((NET_GRADIENT, "reg * (2 * beta * W + W / np.abs(W))"),)),
        ),
        hints=(
            "Which parts have you written already, and how does this formula combine them?",
            "beta weighs the square alone, reg weighs both, in the value and in the gradient.",
            "Shapes: one number, and an array (D, C) like `W`.",
        ),
    ),
    *ANSWERS,
]  # fmt: skip
