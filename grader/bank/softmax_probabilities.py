"""Softmax probabilities."""

import numpy as np

from grader.bank import losses
from grader.bank.model import Cases, Exercise, Mistake, part
from helpers.given.judge import Case

BOTH, STABILITY = ("probabilities", "stability"), ("stability",)


def _cases(rng: np.random.Generator) -> Cases:
    # exp overflows in one row, and one maximum for all leaves nothing of another; no shift but by the maximum does for
    # scores that are far apart.
    rows = np.array([0.0, 1000.0, -1000.0, 0.0]) + rng.uniform(-100, 100, size=4)
    far = rows[:, np.newaxis] + rng.normal(size=(4, 3)) * 2
    far[0] += rng.permutation([0.0, 800.0, 1600.0])
    far[3] += rng.permutation([0.0, 333.0, 666.0])
    return {
        "lecture": Case((losses.LECTURE,), shown=True),
        "tall": Case((rng.normal(size=(7, 4)) * 2,)),
        "wide": Case((rng.normal(size=(3, 6)) * 2,)),
        "huge": Case((np.array([[123.0, 456.0, 789.0]]),), shown=True),
        "far": Case((far,)),
    }


SHIFT = "P = S - np.max(S, axis=1, keepdims=True)"
TOTALS = "np.sum(P, axis=1, keepdims=True)"

NO_SHIFT = (
    "softmax.no-shift",
    "exp overflows on large scores, and inf or nan is what comes out.",
    "Which number, subtracted from each score of an image, leaves every exponent at 0 or below?",
)
LOGARITHMS = (
    "softmax.log-probabilities",
    "These are the logarithms of the probabilities.",
    "Which function undoes a logarithm?",
)
OVER_IMAGES = (
    "softmax.normalized-over-images",
    "The probabilities sum to 1 down the batch, not over the classes.",
    "Which axis holds the classes of one image?",
)
BATCH_MAXIMUM = (
    "softmax.batch-maximum",
    "There is one maximum for the whole batch, so the exps of an image whose scores are far below it are all 0.",
    "Which maximum belongs to each image?",
)
DIVIDED = (
    "softmax.divided-by-maximum",
    "The scores are divided by their largest, which changes the probabilities; it should be subtracted.",
    "What may be done to all scores of a row without changing its probabilities?",
)
WRONG_SHIFT = (
    "softmax.shift-not-maximum",
    "What is subtracted is not the largest score of the row, so exp can still overflow.",
    "Which number leaves every exponent of an image at 0 or below?",
)
NAN_HIDDEN = (
    "softmax.nan-hidden",
    "exp overflows on large scores, and another number is put where inf or nan comes out.",
    "Which number, subtracted from each score of an image, leaves every exponent at 0 or below?",
)
LARGEST_SIZE = (
    "softmax.shift-largest-size",
    "The largest |score| is subtracted, not the largest score: where all scores of a row are far below 0, every exp is 0.",
    "Which number leaves the largest exponent of an image at 0?",
)

CLIPPED = (
    "softmax.scores-clipped",
    "Scores are cut off at some bound, so large ones lose their differences.",
    "What can be subtracted from each row, so that exp is safe and the differences stay?",
)

PROBABILITIES = (
    Mistake(
        STABILITY,
        *NO_SHIFT,
        ((SHIFT, "P = S.copy()"),),
    ),
    Mistake(
        STABILITY,
        *BATCH_MAXIMUM,
        ((SHIFT, "P = S - np.max(S)"),),
    ),
    Mistake(STABILITY, *WRONG_SHIFT, ((SHIFT, "P = S - np.min(S, axis=1, keepdims=True)"),)),
    Mistake(STABILITY, *WRONG_SHIFT, ((SHIFT, "P = S - np.mean(S, axis=1, keepdims=True)"),)),
    Mistake(STABILITY, *NAN_HIDDEN, ((SHIFT, "P = S.copy()"), ("return P", "return np.nan_to_num(P)"))),
    Mistake(STABILITY, *NAN_HIDDEN, ((SHIFT, "P = S.copy()"), ("np.exp(P, out=P)", "P = np.nan_to_num(np.exp(P))"))),
    Mistake(STABILITY, *LARGEST_SIZE, ((SHIFT, "P = S - np.max(np.abs(S), axis=1, keepdims=True)"),)),
    *(
        Mistake(
            STABILITY,
            *CLIPPED,
            ((SHIFT, f"P = np.clip(S, -{bound}, {bound})"),),
        )
        for bound in (50, 100, 500, 700)
    ),
    Mistake(BOTH, *DIVIDED, ((SHIFT, "P = S / np.max(S, axis=1, keepdims=True)"),)),
    Mistake(
        BOTH,
        "softmax.shift-per-class",
        "A different number was subtracted from each class, which changes the probabilities.",
        "Over which axis does the shift have to be constant?",
        ((SHIFT, "P = S - np.max(S, axis=0, keepdims=True)"),),
    ),
    Mistake(BOTH, *OVER_IMAGES, ((TOTALS, "np.sum(P, axis=0, keepdims=True)"),)),
    Mistake(BOTH, *OVER_IMAGES, ((SHIFT, "P = S - np.max(S, axis=0)"), (TOTALS, "np.sum(P, axis=0)"))),
    Mistake(
        BOTH,
        "softmax.normalized-over-batch",
        "All images together sum to 1, but each one should.",
        "Over which axis do you sum?",
        ((TOTALS, "np.sum(P)"),),
    ),
    Mistake(
        BOTH,
        "softmax.not-normalized",
        "exp is there, but nothing is divided: the numbers do not sum to 1.",
        "What turns positive numbers into probabilities?",
        ((f"P /= {TOTALS}\n", ""),),
    ),
    Mistake(
        BOTH,
        "softmax.divided-by-scores",
        "exp is divided by the sum of the scores, not by the sum of their exps.",
        "What should the probabilities of an image sum to?",
        ((SHIFT, "P = S.copy()"), (TOTALS, "np.sum(S, axis=1, keepdims=True)")),
    ),
    Mistake(
        BOTH,
        "softmax.no-exp",
        "The scores are divided by their sum, without exp.",
        "How does a negative score become a probability?",
        ((SHIFT, "P = S.copy()"), ("np.exp(P, out=P)\n", "")),
    ),
    Mistake(BOTH, *LOGARITHMS, (("return P", "return np.log(P)"),)),
    Mistake(
        BOTH,
        *LOGARITHMS,
        (("np.exp(P, out=P)\n", ""), (f"P /= {TOTALS}", "P -= np.log(np.sum(np.exp(P), axis=1, keepdims=True))")),
    ),
    Mistake(
        BOTH,
        "softmax.exp-of-minus-scores",
        "The largest score gets the smallest probability.",
        "Which sign does s_k have in exp?",
        (("np.exp(P, out=P)", "P = np.exp(-P)"),),
    ),
    Mistake(
        BOTH,
        "softmax.base-2-exp",
        "The base is 2; softmax uses e.",
        "Which NumPy function raises e to a power?",
        (("np.exp(P, out=P)", "P = 2.0**P"),),
    ),
    Mistake(
        BOTH,
        "softmax.twice",
        "Softmax was applied twice.",
        "What goes into exp: scores or probabilities?",
        (("return P", "P = np.exp(P)\nreturn P / np.sum(P, axis=1, keepdims=True)"),),
    ),
    Mistake(
        BOTH,
        "softmax.broadcast-over-classes",
        "The row sums, shape (N,), are lined up with the classes.",
        "Which shape divides each row of (N, C) by its own number?",
        ((TOTALS, "np.sum(P, axis=1)"),),
    ),
    Mistake(
        ("input unchanged",),
        "softmax.scores-changed",
        "",
        "",
        ((SHIFT, "P = S\nP -= np.max(S, axis=1, keepdims=True)"),),
    ),
)

EXERCISES = [
    Exercise(
        id="softmax_probabilities", target="softmax.softmax_probabilities", returns=("P",), cases=_cases,
        parts=(
            part("probabilities", 1.5, "output", "lecture tall wide", "P", options={"index": 0}),
            part("stability", 2, "output", "huge far", "P", options={"index": 0}),
            part("input unchanged", 0.5, "unchanged", "tall wide", guard=True, mistake="softmax.scores-changed",
                 fails="The call changed S, the array it was given: -= and out= write in place. Which line does that, and what makes a new array?"),
        ),
        mistakes=PROBABILITIES,
        hints=(
            "Work out one row by hand: which number do you subtract first so that exp stays small, and what makes the rest sum to 1?",
            "Subtract each row's maximum, take exp, divide by each row's sum. What the subtraction changes cancels in the division.",
            "Shapes: maxima and sums are (N, 1), so that they meet the rows of (N, C): `keepdims=True`.",
        ),
    ),
]  # fmt: skip
