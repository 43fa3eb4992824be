"""Numerical gradients and relative errors."""

import numpy as np

from grader.bank.model import Cases, Exercise, Mistake, part
from helpers.given.judge import Case

DIFFERENCES = ("differences", "x unchanged")
ERROR = ("error", "both zero")


def _gradient_cases(rng: np.random.Generator) -> Cases:
    def case(shape: tuple[int, ...], h: float) -> Case:
        return Case((rng.normal(size=shape), h, rng.normal(size=shape), rng.normal(size=shape)), "numeric")

    line = np.array([1.0, -2.0, 0.5])
    shown = Case((line, 0.1, np.ones(3), np.zeros(3)), "numeric", shown=True)
    moved = Case((rng.normal(size=3), 0.1), "moved")
    return {
        "line": shown,
        "moved": moved,
        "vector": case((4,), 0.05),
        "matrix": case((3, 2), 0.02),
        "small": case((2, 5), 1e-4),
    }


def _error_cases(rng: np.random.Generator) -> Cases:
    a = rng.normal(size=(4, 3)) * 2
    b = a * (1 + rng.uniform(0.05, 0.4, size=a.shape) * rng.choice([-1, 1], size=a.shape))
    zero_a, zero_b = a.copy(), b.copy()
    zero_a[1, 1] = zero_b[1, 1] = 0.0
    zero_a[0, 0], zero_b[0, 0] = 0.01, 0.04  # the largest relative error, and the smallest difference
    opposite = a.copy()
    opposite[0, 0] *= -0.9
    return {
        "shown": Case((np.array([1.0, 2.0]), np.array([3.0, 2.5])), shown=True),
        "drawn": Case((a, b)),
        "swapped": Case((b, a)),
        "opposite": Case((a, opposite)),
        "zero": Case((zero_a, zero_b)),
        "zeros": Case((np.array([0.0, 1.0]), np.array([0.0, 3.0])), shown=True),
        "nothing": Case((np.zeros(2), np.zeros(2))),
    }


ROWS = (
    "gradients.rows-at-once",
    "In a matrix a whole row moves at once, so each of its entries gets the same number.",
    "How many indices pick one entry of x, when x may have any shape?",
)
FORWARD = (
    "gradients.forward-difference",
    "One of the two points is x itself, as in the forward difference, whose error shrinks only like h.",
    "Which two points lie evenly around x, and how far is the second from the first?",
)
NOT_UNDONE = (
    "gradients.step-not-undone",
    "An entry keeps its step while the next ones move.",
    "When is x[k] put back?",
)
SLOPE, COPY = "(above - below) / (2 * h)", "x = x.copy()\n"
ABOVE, BELOW = "x[k] = old + h\n    above = f(x)", "x[k] = old - h\n    below = f(x)"
TWO = "np.maximum(1e-8, np.abs(a) + np.abs(b))"

CAT, FROG = ("cat",), ("frog",)
DS_CAT, DS_FROG = [-1, 1, 0], [1, 1, -2]
DS_SOFTMAX = [-0.870017, 0.86905, 0.000968]
TIMES_MARGIN = (
    "svm-ds.times-margin",
    "The signs are right; the sizes are those of the margins.",
    "By how much does a violated margin grow when its wrong score grows by 0.1?",
)

RAISED = "Raise one score by 0.1 and compute L_i again: by how many times 0.1 has it changed?"
SUMS = "Add one number to all three scores, and L_i stays as it is: so what do the three derivatives sum to?"

ANSWERS = [
    Exercise(
        id="svm_ds",
        returns=("cat", "frog"),
        parts=(
            part("cat", 1, "answer", "answer", "gradient in the cat's scores", options={"index": 0}, atol=1e-3, fails=RAISED),
            part("frog", 1, "answer", "answer", "gradient in the frog's scores", options={"index": 1}, atol=1e-3, fails=RAISED),
        ),
        values=(DS_CAT, DS_FROG),
        place="04_gradient_checking, task 3",
        check='check("svm_ds", ds_cat, ds_frog)',
        mistakes=(
            Mistake(CAT, "svm-ds.right-score-forgotten", "The right score is in each margin too.", "What happens to a violated margin when the right score grows?", values=([0, 1, 0], DS_FROG)),
            Mistake(CAT, "svm-ds.kept-margin-counted", "The frog's margin is below 0, and its term is 0 on both sides of it.", "How does max(0, -3.9) change when its score moves a little?", values=([-2, 1, 1], DS_FROG)),
            Mistake(CAT, "svm-ds.kept-margin-counted", "The frog's margin is below 0, and its term is 0 on both sides of it.", "How does max(0, -3.9) change when its score moves a little?", values=([-1, 1, 1], DS_FROG)),
            Mistake(CAT, "svm-ds.sign", "The signs are the other way round.", "Does the loss grow or fall when the car's score grows?", values=([1, -1, 0], DS_FROG)),
            Mistake(CAT, "svm-ds.mean-of-batch", "This is divided by the three images; the question is about one image's loss.", "Where does the mean come in: in L_i or in L?", values=([-1 / 3, 1 / 3, 0], DS_FROG)),
            Mistake(CAT, "svm-ds.margin-not-gradient", "These are the terms of the loss, not how fast they change.", "By how much does a violated margin grow when its wrong score grows by 0.1?", values=([0, 2.9, 0], DS_FROG)),
            Mistake(CAT, *TIMES_MARGIN, values=([-2.9, 2.9, 0], DS_FROG)),
            Mistake(FROG, "svm-ds.right-score-once", "The right score is in both violated margins.", "How many terms change when -3.1 grows?", values=(DS_CAT, [1, 1, -1])),
            Mistake(FROG, "svm-ds.right-score-forgotten", "The right score is in each margin too.", "What happens to a violated margin when the right score grows?", values=(DS_CAT, [1, 1, 0])),
            Mistake(FROG, "svm-ds.sign", "The signs are the other way round.", "Does the loss grow or fall when the car's score grows?", values=(DS_CAT, [-1, -1, 2])),
            Mistake(FROG, "svm-ds.margin-not-gradient", "These are the terms of the loss, not how fast they change.", "By how much does a violated margin grow when its wrong score grows by 0.1?", values=(DS_CAT, [6.3, 6.6, 0])),
            Mistake(FROG, *TIMES_MARGIN, values=(DS_CAT, [6.3, 6.6, -12.9])),
        ),
        hints=(
            "Write down the terms of L_i that are above 0. Which scores are in them, and with which sign?",
            "Move one score up by 0.1, all others kept, and compute the loss again. By how many times 0.1 has it changed?",
        ),
    ),
    Exercise(
        id="softmax_ds",
        returns=("cat",),
        parts=(part("cat", 1, "answer", "answer", "gradient in the cat's scores", options={"index": 0}, atol=6e-3, fails=SUMS),),
        values=(DS_SOFTMAX,),
        place="04_gradient_checking, task 6",
        check='check("softmax_ds", ds_softmax)',
        mistakes=(
            Mistake(CAT, "softmax-ds.first-term-forgotten", "This is the gradient of the second term alone.", "Which score is in the first term of L_i as well?", values=([0.129983, 0.86905, 0.000968],)),
            Mistake(CAT, "softmax-ds.svm", "These are the SVM's numbers.", "By how much does the log of the sum change when the car's score grows?", values=([-1, 1, 0],)),
            Mistake(CAT, "softmax-ds.sign-of-right-class", "Of the right class, one of two terms is here alone, and with the wrong sign.", "How does each of the two terms change when the right score grows?", values=([-0.129983, 0.86905, 0.000968],)),
            Mistake(CAT, "softmax-ds.right-class-only", "The wrong scores are in the loss too: in the sum.", "What happens to the log of the sum when the car's score grows?", values=([-0.870017, 0, 0],)),
            Mistake(CAT, "softmax-ds.sign", "The signs are the other way round.", "Does the loss grow or fall when the car's score grows?", values=([0.870017, -0.86905, -0.000968],)),
            Mistake(CAT, "softmax-ds.first-term-for-all", "The first term holds one score, but 1 is subtracted for all three.", "What did the three numbers of an image sum to, for the SVM?", values=([-0.870017, -0.13095, -0.999032],)),
            Mistake(CAT, "softmax-ds.mean-of-batch", "This is divided by the three images; the question is about one image's loss.", "Where does the mean come in: in L_i or in L?", values=([-0.290006, 0.289683, 0.000323],)),
            Mistake(CAT, "softmax-ds.first-term-alone", "This is the gradient of the first term alone.", "What happens to the log of the sum when a score grows?", values=([-1, 0, 0],)),
            Mistake(CAT, "softmax-ds.second-term-forgotten", "At the right class this is the gradient of the first term alone.", "Which scores are in the sum of the second term?", values=([-1, 0.86905, 0.000968],)),
        ),
        hints=(
            "L_i has two terms. Which scores are in the first, and which in the second?",
            "Measure it: move one score up by 0.001, compute the loss again, divide the change by 0.001.",
        ),
    ),
    Exercise(
        id="demo_factor",
        returns=("factor",),
        parts=(part("factor", 1, "answer", "answer", "factor", options={"index": 0}, atol=1e-3, fails="What is a measured entry divided by the demo's?"),),
        values=(4,),
        place="05_regularization, task 6",
        check='check("demo_factor", demo_factor)',
        mistakes=(
            Mistake(("factor",), "demo-factor.inverse", "This is the fraction of the right gradient that is there; the question asks for the factor that is missing.", "What is 1 divided by it?", values=(0.25,)),
            Mistake(("factor",), "demo-factor.half-alone", "The 1/2 is one factor; is the 2 of the derivative there?", "What is the derivative of w * w?", values=(2,)),
            Mistake(("factor",), "demo-factor.difference", "This is the difference of the two, in units of the demo's gradient.", "A factor multiplies: by what?", values=(3,)),
            Mistake(("factor",), "demo-factor.relative-error", "This is the relative error, not the factor.", "Which f makes (f - 1)/(f + 1) this number?", values=(0.6,)),
        ),
        hints=(
            "What is the derivative of the penalty with respect to one weight?",
            "Divide a measured entry by the demo's entry.",
        ),
    ),
]  # fmt: skip

EXERCISES = [
    Exercise(
        id="numerical_gradient",
        target="gradients.numerical_gradient",
        returns=("gradient",),
        cases=_gradient_cases,
        parts=(
            part("differences", 4, "output", "line vector matrix small", "gradient", options={"index": 0}),
            part("f is asked beside x", 0, "output", "moved", options={"index": 0}),
            part("x unchanged", 1, "unchanged", "vector matrix", guard=True, mistake="gradients.x-changed", fails="The call left x changed: a check must leave no trace. Is each entry put back before the next one moves?"),
        ),
        mistakes=(
            Mistake(DIFFERENCES, *FORWARD, ((SLOPE, "(above - f(x)) / h"),)),
            Mistake(DIFFERENCES, "gradients.backward-difference", "This is the backward difference, f(x) - f(x - h).", "Which two points lie evenly around x?", ((SLOPE, "(f(x) - below) / h"),)),
            Mistake(DIFFERENCES, "gradients.divided-by-h", "This is twice the gradient: the two points are 2 h apart.", "Which distance do you divide by?", ((SLOPE, "(above - below) / h"),)),
            Mistake(DIFFERENCES, "gradients.divided-by-own-step", "You divide by a fixed number, but the two points are 2 h apart, and h is an argument.", "Which distance do you divide by?", ((SLOPE, "(above - below) / 2e-5"),)),
            Mistake(DIFFERENCES, "gradients.operator-precedence", "Python reads / 2 * h as: divide by 2, then multiply by h.", "Where do the parentheses belong?", ((SLOPE, "(above - below) / 2 * h"),)),
            Mistake(DIFFERENCES, "gradients.difference-sign", "The difference has the wrong sign.", "Is f(x + h) first, or f(x - h)?", ((SLOPE, "(below - above) / (2 * h)"),)),
            Mistake(DIFFERENCES, "gradients.not-divided", "Nothing is divided: these are differences, not a gradient.", "How far apart are the two points?", ((SLOPE, "above - below"),)),
            Mistake(DIFFERENCES, "gradients.all-entries-at-once", "All entries move at once, so each gets the sum over the whole gradient.", "Which single entry changes between the two calls of f?", ((ABOVE, "above = f(x + h)"), (BELOW, "below = f(x - h)"))),
            Mistake(DIFFERENCES, *NOT_UNDONE, (("    x[k] = old\n", ""),)),
            Mistake(DIFFERENCES, *NOT_UNDONE, ((COPY, "step = np.zeros_like(x)\n"), (ABOVE, "step[k] = h\n    above = f(x + step)"), (BELOW, "below = f(x - step)"))),
            Mistake(DIFFERENCES, "gradients.h-ignored", "h is not used: the step is always the same.", "Where does the argument h go in?", ((COPY, "x = x.copy()\nh = 1e-5\n"),)),
            *(
                Mistake(DIFFERENCES, "gradients.forward-with-own-step", "One of the two points is x itself, and the step is always the same: h is not used.", "Which two points lie evenly around x, and how far is each from x?", ((COPY, f"x = x.copy()\nh = {step}\n"), (SLOPE, "(above - f(x)) / h")))
                for step in ("1e-3", "1e-4")
            ),
            Mistake(DIFFERENCES, *ROWS, (("np.ndindex(x.shape)", "range(len(x))"),)),
            Mistake(DIFFERENCES, *ROWS, (("np.ndindex(x.shape)", "range(len(x))"), ("old = x[k]", "old = np.copy(x[k])"))),
            Mistake(DIFFERENCES, *FORWARD, (("x[k] = old - h", "x[k] -= h"),)),
            Mistake(DIFFERENCES, *FORWARD, (("x[k] = old - h", "x[k] -= h"), ("    x[k] = old\n", "    x[k] += h\n"))),
            Mistake(DIFFERENCES, *FORWARD, (("x[k] = old - h", "x[k] -= h"), ("    x[k] = old\n", "    x[k] += h\n"), (SLOPE, "(above - below) / h"))),
            Mistake(DIFFERENCES, "gradients.first-row-only", "Only the first row is filled.", "Over which indices does the loop run when x is a matrix?", (("np.ndindex(x.shape)", "[k for k in np.ndindex(x.shape) if k[0] == 0 or x.ndim == 1]"),)),
            Mistake(DIFFERENCES, "gradients.flattened", "The result is flat; it should have the shape of x.", "Which function makes zeros in the shape of another array?", (("return gradient", "return gradient.ravel()"),)),
            Mistake(DIFFERENCES, "gradients.summed", "The sum over all entries is returned, one number.", "How many entries does the gradient have?", (("return gradient", "return gradient.sum()"),)),
            Mistake((*DIFFERENCES, "f is asked beside x"), "gradients.same-point-twice", "f is asked at x alone, so every entry is 0.", "Which array do you move, and which does f get? x.flatten() is a new array; y = x is only a second name for x, so + h and - h cancel.", (("x[k] = old + h", "x[k] = old"), ("x[k] = old - h", "x[k] = old"))),
            Mistake(DIFFERENCES, "gradients.first-entry-only", "Only the first entry is filled.", "How far is the return line indented?", ((f"gradient[k] = {SLOPE}", f"gradient[k] = {SLOPE}\n    break"),)),
            Mistake(DIFFERENCES, "gradients.step-replaces-entry", "The entry is set to h and to -h, so the slope is measured around 0.", "Where does the old value of x[k] go in?", (("x[k] = old + h", "x[k] = h"), ("x[k] = old - h", "x[k] = -h"))),
            Mistake(DIFFERENCES, "gradients.half-steps", "The two points are h apart: each is only h / 2 from x.", "How far from x do f(x + h) and f(x - h) look?", (("x[k] = old + h", "x[k] = old + h / 2"), ("x[k] = old - h", "x[k] = old - h / 2"), (SLOPE, "(above - below) / h"))),
            Mistake(DIFFERENCES, "gradients.relative-step", "The step is h times the entry, so small entries hardly move.", "Is h a distance or a percentage?", (("x[k] = old + h", "x[k] = old + h * old"), ("x[k] = old - h", "x[k] = old - h * old"), (SLOPE, "(above - below) / (2 * h * old)"))),
            Mistake(DIFFERENCES, "gradients.whole-numbers", "The slopes are cut to whole numbers.", "What is the dtype of the array that holds them?", (("np.zeros_like(x)", "np.zeros(x.shape, dtype=int)"),)),
            Mistake(("x unchanged",), "gradients.x-changed", "", "", ((COPY, ""), ("return gradient", "x += h\nreturn gradient"))),
        ),
        hints=(
            "Write the steps for one entry of `x`: up by h, ask f; down by h, ask f; back. Which line puts it back?",
            "The difference of the two answers over 2 h, for each entry; the others stay where they are.",
            "Shapes: the result has the shape of `x`. `y = x` makes no copy, only a second name; `x.copy()` makes one.",
        ),
    ),
    Exercise(
        id="relative_error",
        target="gradients.relative_error",
        returns=("error",),
        cases=_error_cases,
        parts=(
            part("error", 2, "output", "shown drawn swapped opposite", "relative error", options={"index": 0}),
            part("both zero", 1, "output", "zero zeros nothing", "relative error", options={"index": 0}),
        ),
        mistakes=(
            Mistake(ERROR, "gradients.signed-error", "The difference can be negative: every negative number is below a threshold.", "What is missing around a - b?", (("np.abs(a - b)", "(a - b)"),)),
            Mistake(ERROR, "gradients.no-absolute-values", "No absolute values are taken, neither of a - b nor of a and b.", "What comes out for a = -1 and b = -3?", (("np.abs(a - b)", "(a - b)"), ("np.abs(a) + np.abs(b)", "a + b"))),
            Mistake(ERROR, "gradients.absolute-error", "This is the absolute error.", "Is 1e-6 small compared with a gradient of 1e-6?", ((f" / {TWO}", ""),)),
            Mistake(("error",), "gradients.absolute-of-sum", "The denominator is |a + b|, which is 0 for opposite numbers.", "Where does the absolute value belong?", (("np.abs(a) + np.abs(b)", "np.abs(a + b)"),)),
            Mistake(ERROR, "gradients.mean-not-max", "This is the mean over the entries: one wrong entry hides among many.", "Which entry should be reported?", (("np.max(", "np.mean("),)),
            Mistake(ERROR, "gradients.larger-not-sum", "The denominator is the larger of |a| and |b|, not their sum.", "What does the formula divide by?", (("np.abs(a) + np.abs(b)", "np.maximum(np.abs(a), np.abs(b))"),)),
            Mistake(ERROR, "gradients.one-sided-denominator", "The denominator holds only one of the two arrays.", "Does the error stay the same when a and b change places?", (("np.abs(a) + np.abs(b)", "np.abs(b)"),)),
            Mistake(ERROR, "gradients.error-of-norms", "This is one error for all entries together, from their norms.", "Which entry is worst?", (("np.max(np.abs(a - b) / np.maximum(1e-8, np.abs(a) + np.abs(b)))", "np.linalg.norm(a - b) / (np.linalg.norm(a) + np.linalg.norm(b))"),)),
            Mistake(ERROR, "gradients.min-not-max", "This is the smallest error, not the largest.", "Which entry should be reported?", (("np.max(", "np.min("),)),
            Mistake(ERROR, "gradients.not-reduced", "These are the errors of all entries; one number is wanted.", "Which of them should be reported?", (("np.max(np.abs(a - b) / np.maximum(1e-8, np.abs(a) + np.abs(b)))", "np.abs(a - b) / np.maximum(1e-8, np.abs(a) + np.abs(b))"),)),
            Mistake(ERROR, "gradients.sum-not-max", "The errors of all entries are added up.", "Which entry should be reported?", (("np.max(", "np.sum("),)),
            Mistake(ERROR, "gradients.position-not-error", "This is the position of the largest error.", "Which function gives the largest value itself?", (("np.max(", "np.argmax("),)),
            Mistake(ERROR, "gradients.maximum-too-early", "The largest difference is divided by the largest sum, and these may be at different places.", "What comes first: the division or the maximum?", ((f"np.max(np.abs(a - b) / {TWO})", f"np.max(np.abs(a - b)) / np.max({TWO})"),)),
            Mistake(("error",), "gradients.absolute-values-compared", "Numbers of opposite sign count as equal.", "Does the absolute value belong around each number of a - b, or around the difference?", (("np.abs(a - b)", "np.abs(np.abs(a) - np.abs(b))"),)),
            Mistake(ERROR, "gradients.smaller-guard", "With np.minimum the denominator is never above 1e-8.", "Should 1e-8 be the largest denominator or the smallest?", (("np.maximum(1e-8", "np.minimum(1e-8"),)),
            Mistake(ERROR, "gradients.large-epsilon", "The number that guards against 0 is too large: it makes small gradients agree.", "How large should it be at most?", (("1e-8", "1e2"),)),
            Mistake(("both zero",), "gradients.zero-division", "0 / 0 is nan where both entries are 0, though they agree.", "What keeps the denominator away from 0?", ((TWO, "(np.abs(a) + np.abs(b))"),)),
        ),
        hints=(
            "An error of 0.1 is large for numbers around 0.2 and small for numbers around 1000. What should it be compared with?",
            "|a - b| over |a| + |b|, but never over less than 1e-8, for each entry; then the largest.",
            "Shapes: a, b and the array of errors all have the same one. Which of its numbers is the answer?",
        ),
    ),
    *ANSWERS,
]  # fmt: skip
