"""The gradient of the SVM loss, as loops and vectorized."""

from grader.bank import losses
from grader.bank.model import Exercise, Mistake
from grader.bank.penalties import gradient_mistakes
from grader.bank.svm import (
    BY_D,
    CASES,
    FIRST_LABEL,
    FIRST_RIGHT,
    FIRST_SCORES,
    IMAGE_NUMBER,
    LABEL_BEFORE,
    LAST_SCORES,
    RIGHT_AVERAGED,
    RIGHT_MEAN,
    RIGHT_SUMMED,
    SHIFTED_LABELS,
    TILED,
)

DATA_GRADIENT = ("data gradient",)

ONLY_WRONG = (
    "svm.right-column-missing",
    "The column of the right class is missing: a violated margin moves two columns.",
    "Which two scores does s_j - s_y + 1 depend on?",
)
ONLY_RIGHT = (
    "svm.wrong-columns-missing",
    "The columns of the violating classes are missing.",
    "Which two scores does s_j - s_y + 1 depend on?",
)
ONCE = (
    "svm.right-column-once",
    "The column of the right class loses X[i] at most once per image, but that class is in every violated margin.",
    "How many terms of the sum over j hold s_y?",
)
ALWAYS = (
    "svm.gradient-without-hinge",
    "Every wrong class moves its column, even one that keeps the margin.",
    "Which classes have a positive term in the loss: what is your condition, and which margin is in it?",
)
FLIPPED = (
    "svm.gradient-sign",
    "This is minus the gradient: it points downhill, and SGD subtracts it.",
    "Which way does the loss change when s_j grows?",
)
RIGHT_SIGN = (
    "svm.right-column-sign",
    "The column of the right class has the wrong sign.",
    "What is the derivative of s_j - s_y + 1 with respect to s_y?",
)
G_WRONG_TRUTH = (
    "svm.gradient-right-score-of-class-0",
    "In your condition, the score of the right class is taken from the wrong place: it is right for label 0 only.",
    "Which index picks the right class of image i?",
)
G_LARGEST = (
    "svm.gradient-largest-for-right",
    "In your condition, each score is compared with the largest one, not with that of the right class.",
    "Which index picks the right class of image i?",
)
WRONG_SIGN = (
    "svm.wrong-columns-sign",
    "The columns of the violating classes have the wrong sign.",
    "What is the derivative of s_j - s_y + 1 with respect to s_j?",
)
G_NO_MEAN = (
    "svm.gradient-sum-not-mean",
    "This is the sum over the images, N times the gradient.",
    "The loss is a mean over the images: what about its gradient?",
)
TIMES_MARGIN = (
    "svm.gradient-of-squared-hinge",
    "Each term is multiplied by its margin; that belongs to the squared loss.",
    "What is the slope of max(0, m) where m is positive?",
)
G_MINUS_MARGIN = (
    "svm.gradient-margin-sign",
    "The margin has the wrong sign in your condition (the if, or the mask).",
    "Which classes have a positive term in the loss?",
)
G_SIGN = (
    "svm.gradient-difference-reversed",
    "The difference is taken the wrong way round in your condition (the if, or the mask).",
    "Does a class violate the margin when it scores far above the right one, or far below?",
)
G_ALL_REVERSED = (
    "svm.gradient-all-reversed",
    "The difference is taken the wrong way round, in your condition (the if, or the mask) and in both signs.",
    "In a violated margin, which score makes the loss grow, and which makes it shrink?",
)
G_TWICE = (
    "svm.gradient-divided-twice",
    "The gradient is divided by N twice.",
    "Where is the mean over the images taken?",
)
G_LAST = (
    "svm.gradient-last-image-only",
    "Only the last image counts.",
    "Is dW, or a column of it, set again for each image, as with = for +=, or does the class loop come after the image loop?",
)
EMPTY_MOVES = (
    "svm.right-column-always",
    "The column of the right class loses X[i] exactly once per image, even for one that violates no margin.",
    "How many terms of the sum over j hold s_y, and which of them are above 0?",
)

ADD_WRONG, SUB_RIGHT = "dW[:, j] += X[i]", "dW[:, y[i]] -= X[i]"

G_WHOLE = (
    "svm.gradient-whole-numbers",
    "Fractions are cut off: somewhere on the way to dW there is an array of whole numbers.",
    "Is there a //, an int(), or an array of whole numbers, such as zeros_like of labels?",
)
SCORE_MASK = (
    "svm.mask-from-scores",
    "Your condition looks at the scores, but a class moves when its margin is above 0.",
    "Which number says that a class violates the margin?",
)
OF_SOFTMAX = (
    "svm.gradient-of-softmax",
    "This is the gradient of the softmax loss.",
    "What is the slope of max(0, m), and are there any probabilities in it?",
)
G_WINNERS = (
    "svm.gradient-winners-skipped",
    "An image whose right class has the highest score is skipped, but a winner may still lack the margin.",
    "Which classes have a positive term in the loss?",
)
G_FIRST_SKIPPED = ("svm.gradient-first-image-skipped", "The first image is left out.", "Where does range start?")
G_FIRST_ONLY = ("svm.gradient-first-image-only", "Only the first image counts.", "How far is the return line indented?")
FULL_COUNT = (
    "svm.right-column-c-times",
    "The column of the right class loses X[i] once for every wrong class, however many margins are violated.",
    "How many terms of the sum over j are above 0?",
)
OWN_COUNT = (
    "svm.right-column-own-too",
    "The column of the right class loses X[i] once for every class, its own too, however many margins are violated.",
    "How many terms of the sum over j are above 0?",
)
COUNTED = (
    "svm.gradient-right-class-counted",
    "X[i] is subtracted once too often in the column of the right class, as if that class violated its own margin.",
    "Its own margin of 1 is above 0, and one that was set to 0 passes >= 0: is it counted?",
)
SET = (
    "svm.columns-set",
    "A column of dW is set, not added to, which wipes out what earlier images left there.",
    "Does that line say += or -=, or does it say =?",
)
BY_MARGINS = (
    "svm.right-column-by-margins",
    "The column of the right class is changed by the sum of the margins, not by how many are violated.",
    "What is the slope of max(0, m) where m is positive?",
)
ONE_DIVIDED = (
    "svm.one-column-divided",
    "Of the two columns that a violated margin moves, only one is divided by N.",
    "Is each term of dW divided by N, and only once?",
)
G_LAST_SKIPPED = ("svm.gradient-last-image-skipped", "The last image is left out.", "Where does range end?")
G_LABEL_IGNORED = (
    "svm.gradient-label-ignored",
    "The gradient does not look at y: the class with the largest score is taken for the right one.",
    "Which class should win?",
)
G_NO_RIGHT = (
    "svm.gradient-right-score-missing",
    "In your condition, the score of the right class is not subtracted.",
    "Which two scores does a margin compare?",
)
G_RIGHT_ADDED = (
    "svm.gradient-right-score-added",
    "In your condition, the score of the right class is added, not subtracted.",
    "Which two scores does a margin compare, and with which sign?",
)
IN_MASK = (
    "svm.counts-in-mask",
    "The counts are stored in an array that cannot hold them: in booleans -2 is True, in unsigned numbers 254.",
    "What is the dtype of margins > 0, and which one do you need?",
)
RESIDUE = (
    "svm.rounding-counted",
    "The right class is counted where its margin is not quite 0: rounding leaves 1e-16.",
    "Is it safe to test the right class by its margin, or should its entry be set to 0?",
)
BUFFERED = (
    "svm.repeated-labels-once",
    "dW[:, y] -= ... takes each column once, even where a label occurs several times: only its last image counts.",
    "Which product adds up all images of a class?",
)

G_ALL_SHIFTED = ("svm.gradient-all-labels-shifted", *SHIFTED_LABELS[1:])
G_COMPARED = (
    "svm.gradient-condition-reversed",
    "Classes that keep the margin move, and those that violate it do not: the condition is the wrong way round.",
    "Is a margin above 0 or below 0 violated?",
)
G_WORST = (
    "svm.gradient-worst-class-only",
    "Only the worst wrong class of each image moves.",
    "How many terms of the sum over j are above 0?",
)
G_LABEL_BEFORE = ("svm.gradient-right-score-of-label-before", *LABEL_BEFORE[1:])
G_FIRST_LABEL = ("svm.gradient-label-of-first-image", *FIRST_LABEL[1:])
G_FIRST_SCORES = ("svm.gradient-scores-of-first-image", *FIRST_SCORES[1:])
G_LAST_SCORES = ("svm.gradient-scores-of-last-image", *LAST_SCORES[1:])
G_RIGHT_AVERAGED = ("svm.gradient-right-score-averaged", *RIGHT_AVERAGED[1:])
G_RIGHT_SUMMED = ("svm.gradient-right-scores-summed-over-images", *RIGHT_SUMMED[1:])
G_FIRST_RIGHT = ("svm.gradient-right-score-of-first-image", *FIRST_RIGHT[1:])
G_RIGHT_MEAN = ("svm.gradient-right-scores-averaged-over-images", *RIGHT_MEAN[1:])
G_TILED = ("svm.gradient-right-scores-in-wrong-order", *TILED[1:])
G_SHIFTED = (
    "svm.gradient-labels-shifted",
    "The column of the right class is one too far to the left.",
    "Does y count the classes from 0 or from 1?",
)

NAIVE_GRADIENT = (
    Mistake(DATA_GRADIENT, "svm.gradient-image-number-for-label", *IMAGE_NUMBER[1:], (("if j == y[i]", "if j == i"),)),
    Mistake(DATA_GRADIENT, *G_SHIFTED, ((SUB_RIGHT, "dW[:, y[i] - 1] -= X[i]"),)),
    Mistake(
        DATA_GRADIENT,
        *G_ALL_SHIFTED,
        (("if j == y[i]", "if j == y[i] - 1"), ("- s[y[i]]", "- s[y[i] - 1]"), (SUB_RIGHT, "dW[:, y[i] - 1] -= X[i]")),
    ),
    Mistake(
        DATA_GRADIENT,
        *G_ALL_SHIFTED,
        (
            ("if j == y[i]", "if j == (y[i] - 1) % C"),
            ("- s[y[i]]", "- s[y[i] - 1]"),
            (SUB_RIGHT, "dW[:, y[i] - 1] -= X[i]"),
        ),
    ),
    *(
        Mistake(DATA_GRADIENT, *G_COMPARED, (("s[j] - s[y[i]] + 1 > 0", f"s[j] - s[y[i]] + {margin} < 0"),))
        for margin in (1, 0)
    ),
    Mistake(
        DATA_GRADIENT,
        *G_WORST,
        (
            ("s = X[i] @ W\n", "s = X[i] @ W\n    t = s.copy()\n    t[y[i]] = -np.inf\n"),
            ("s[j] - s[y[i]] + 1 > 0", "j == np.argmax(t) and s[j] - s[y[i]] + 1 > 0"),
        ),
    ),
    Mistake(DATA_GRADIENT, *G_LABEL_BEFORE, (("s[j] - s[y[i]] + 1 > 0", "s[j] - s[y[i] - 1] + 1 > 0"),)),
    Mistake(DATA_GRADIENT, *G_FIRST_LABEL, (("s[j] - s[y[i]] + 1 > 0", "s[j] - s[y[0]] + 1 > 0"),)),
    Mistake(
        DATA_GRADIENT,
        *G_FIRST_LABEL,
        (
            ("if j == y[i]", "if j == y[0]"),
            ("s[j] - s[y[i]] + 1", "s[j] - s[y[0]] + 1"),
            (SUB_RIGHT, "dW[:, y[0]] -= X[i]"),
        ),
    ),
    Mistake(DATA_GRADIENT, *G_FIRST_RIGHT, (("s[j] - s[y[i]] + 1 > 0", "s[j] - (X[0] @ W)[y[0]] + 1 > 0"),)),
    Mistake(DATA_GRADIENT, *G_FIRST_SCORES, (("s = X[i] @ W\n", "s = X[0] @ W\n"),)),
    Mistake(DATA_GRADIENT, *G_LAST_SCORES, (("s = X[i] @ W\n", "s = X[-1] @ W\n"),)),
    Mistake(
        DATA_GRADIENT,
        "svm.gradient-margin-left-over",
        "One margin, left over from an earlier loop, decides for all classes of all images.",
        "Where does the margin have to be worked out again?",
        (
            ("s = X[i] @ W\n", "s = X[-1] @ W\n    last = C - 2 if y[-1] == C - 1 else C - 1\n"),
            ("s[j] - s[y[i]] + 1 > 0", "s[last] - s[y[-1]] + 1 > 0"),
        ),
    ),
    Mistake(
        DATA_GRADIENT,
        "svm.count-subtracted-in-loop",
        "The count so far is subtracted in each round of the class loop; it should be subtracted once, when it is complete.",
        "How far is the line that subtracts it indented?",
        (
            ("s = X[i] @ W\n", "s = X[i] @ W\n    count = 0\n"),
            (
                f"{ADD_WRONG}\n            {SUB_RIGHT}",
                f"count += 1\n            {ADD_WRONG}\n        dW[:, y[i]] -= count * X[i]",
            ),
        ),
    ),
    Mistake(
        DATA_GRADIENT,
        "svm.condition-on-sum",
        "The condition tests the loss so far, not the margin of this class; once above 0, the loss stays there.",
        "Which number says that this class violates the margin?",
        (
            ("s = X[i] @ W\n", "s = X[i] @ W\n    so_far = 0.0\n"),
            ("if s[j] - s[y[i]] + 1 > 0:", "so_far += max(0, s[j] - s[y[i]] + 1)\n        if so_far > 0:"),
        ),
    ),
    Mistake(
        DATA_GRADIENT,
        "svm.columns-without-right-class",
        "The columns are counted without the right class, so those after it are one too far to the left.",
        "Which class is number j in a list from which the right one has been left out?",
        ((ADD_WRONG, "dW[:, j - (j > y[i])] += X[i]"),),
    ),
    *(
        Mistake(
            DATA_GRADIENT,
            "svm.image-missing",
            "The image is missing: each column gets the same number in all its entries.",
            "What is the derivative of a score with respect to its column of W?",
            ((ADD_WRONG, f"dW[:, j] += {amount}"), (SUB_RIGHT, f"dW[:, y[i]] -= {amount}")),
        )
        for amount in ("1", "s[j] - s[y[i]] + 1")
    ),
    Mistake(
        DATA_GRADIENT,
        "svm.violations-not-reset",
        "A class that violated the margin for one image counts as violating for all that follow.",
        "Where does your array of violations have to start from 0 again?",
        (
            ("dW = np.zeros_like(W)", "dW, ever = np.zeros_like(W), np.zeros(W.shape[1])"),
            ("s = X[i] @ W\n", "s = X[i] @ W\n    ever[y[i]] = 0\n"),
            (
                "if s[j] - s[y[i]] + 1 > 0:",
                "if s[j] - s[y[i]] + 1 > 0:\n            ever[j] = 1\n        if ever[j]:",
            ),
        ),
    ),
    Mistake(DATA_GRADIENT, *WRONG_SIGN, ((ADD_WRONG, "dW[:, j] -= X[i]"),)),
    Mistake(DATA_GRADIENT, *G_WRONG_TRUTH, (("s[j] - s[y[i]] + 1 > 0", "s[j] - s[0] + 1 > 0"),)),
    Mistake(DATA_GRADIENT, *G_LARGEST, (("s[j] - s[y[i]] + 1 > 0", "s[j] - np.max(s) + 1 > 0"),)),
    Mistake(DATA_GRADIENT, *G_WHOLE, (("s[j] - s[y[i]] + 1 > 0", "int(s[j] - s[y[i]] + 1) > 0"),)),
    Mistake(
        DATA_GRADIENT,
        "svm.gradient-first-class-skipped",
        "The loop skips class 0.",
        "Where does range(1, C) start?",
        (("for j in range(C)", "for j in range(1, C)"),),
    ),
    Mistake(DATA_GRADIENT, *SCORE_MASK, (("s[j] - s[y[i]] + 1 > 0", "s[j] > 0"),)),
    Mistake(
        DATA_GRADIENT,
        *SCORE_MASK,
        (
            ("s[j] - s[y[i]] + 1 > 0", "s[j] > 0"),
            ("s = X[i] @ W\n", "s = X[i] @ W\n    dW[:, y[i]] -= X[i] * (s[y[i]] > 0)\n"),
        ),
    ),
    Mistake(DATA_GRADIENT, *G_SIGN, (("s[j] - s[y[i]] + 1 > 0", "s[y[i]] - s[j] + 1 > 0"),)),
    Mistake(DATA_GRADIENT, *BY_MARGINS, ((SUB_RIGHT, "dW[:, y[i]] -= (s[j] - s[y[i]] + 1) * X[i]"),)),
    *(
        Mistake(DATA_GRADIENT, *ONE_DIVIDED, ((line, f"{line} / N"), ("dW /= N\n", "")))
        for line in (ADD_WRONG, SUB_RIGHT)
    ),
    Mistake(DATA_GRADIENT, *G_NO_RIGHT, (("s[j] - s[y[i]] + 1 > 0", "s[j] + 1 > 0"),)),
    Mistake(DATA_GRADIENT, *G_RIGHT_ADDED, (("s[j] - s[y[i]] + 1 > 0", "s[j] + s[y[i]] + 1 > 0"),)),
    Mistake(
        DATA_GRADIENT,
        *G_LABEL_IGNORED,
        (
            ("s = X[i] @ W\n", "s = X[i] @ W\n    best = np.argmax(s)\n"),
            ("if j == y[i]:", "if j == best:"),
            ("s[j] - s[y[i]] + 1 > 0", "s[j] - s[best] + 1 > 0"),
            (SUB_RIGHT, "dW[:, best] -= X[i]"),
        ),
    ),
    *(
        Mistake(DATA_GRADIENT, *SET, ((ADD_WRONG, "dW[:, j] = X[i]"), (SUB_RIGHT, f"dW[:, y[i]] {sign}")))
        for sign in ("= -X[i]", "-= X[i]")
    ),
    Mistake(
        DATA_GRADIENT,
        *SET,
        (
            ("s = X[i] @ W\n", "s = X[i] @ W\n    count = 0\n"),
            (SUB_RIGHT, "count += 1"),
            ("dW /= N\n", "    dW[:, y[i]] = -count * X[i]\ndW /= N\n"),
        ),
    ),
    Mistake(
        DATA_GRADIENT,
        "svm.right-column-last-image",
        "The column of the right class is changed only for the last image.",
        "How far is the line that subtracts from it indented?",
        (
            ("s = X[i] @ W\n", "s = X[i] @ W\n    count = 0\n"),
            (SUB_RIGHT, "count += 1"),
            ("dW /= N\n", "dW[:, y[i]] -= count * X[i]\ndW /= N\n"),
        ),
    ),
    Mistake(
        DATA_GRADIENT,
        "svm.gradient-last-class-only",
        "Only the last class of each image counts.",
        "How far are the lines below the margin indented: which loop are they in?",
        (("for j in range(C)", "for j in range(C - 1, C)"),),
    ),
    Mistake(
        DATA_GRADIENT,
        "svm.gradient-last-class-skipped",
        "The loop never reaches the last class.",
        "Where does range(C - 1) end?",
        (("for j in range(C)", "for j in range(C - 1)"),),
    ),
    Mistake(DATA_GRADIENT, *G_LAST_SKIPPED, (("for i in range(N)", "for i in range(N - 1)"),)),
    Mistake(DATA_GRADIENT, *COUNTED, (("s = X[i] @ W\n", "s = X[i] @ W\n    dW[:, y[i]] -= X[i]\n"),)),
    Mistake(
        DATA_GRADIENT,
        *OWN_COUNT,
        (
            (f"            {SUB_RIGHT}", f"        {SUB_RIGHT}"),
            ("s = X[i] @ W\n", "s = X[i] @ W\n    dW[:, y[i]] -= X[i]\n"),
        ),
    ),
    Mistake(
        DATA_GRADIENT,
        *ALWAYS,
        (("s[j] - s[y[i]] + 1 > 0", "True"), ("s = X[i] @ W\n", "s = X[i] @ W\n    dW[:, y[i]] -= X[i]\n")),
    ),
    Mistake(DATA_GRADIENT, *G_WHOLE, (("dW /= N\n", "dW //= N\n"),)),
    Mistake(
        DATA_GRADIENT,
        *OF_SOFTMAX,
        (
            ("s = X[i] @ W\n", "s = X[i] @ W\n    p = np.exp(s) / np.sum(np.exp(s))\n"),
            ("s[j] - s[y[i]] + 1 > 0", "True"),
            (ADD_WRONG, "dW[:, j] += p[j] * X[i]"),
            (SUB_RIGHT, "dW[:, y[i]] -= p[j] * X[i]"),
        ),
    ),
    Mistake(
        DATA_GRADIENT,
        *G_WINNERS,
        (("s = X[i] @ W\n", "s = X[i] @ W\n    if np.argmax(s) == y[i]:\n        continue\n"),),
    ),
    Mistake(DATA_GRADIENT, *G_WHOLE, (("s[j] - s[y[i]] + 1 > 0", "s[j] - int(s[y[i]]) + 1 > 0"),)),
    Mistake(DATA_GRADIENT, *G_FIRST_SKIPPED, (("for i in range(N)", "for i in range(1, N)"),)),
    Mistake(DATA_GRADIENT, *G_FIRST_ONLY, (("for i in range(N)", "for i in range(1)"),)),
    Mistake(DATA_GRADIENT, *G_FIRST_ONLY, (("for i in range(N)", "for i in range(1)"), ("dW /= N\n", ""))),
    Mistake(DATA_GRADIENT, *FULL_COUNT, ((f"            {SUB_RIGHT}", f"        {SUB_RIGHT}"),)),
    Mistake(
        DATA_GRADIENT,
        "svm.count-not-reset",
        "The count of violated margins goes on from image to image.",
        "Where does it have to start from 0 again?",
        (
            ("dW = np.zeros_like(W)", "dW, count = np.zeros_like(W), 0"),
            (SUB_RIGHT, "count += 1"),
            ("dW /= N\n", "    dW[:, y[i]] -= count * X[i]\ndW /= N\n"),
        ),
    ),
    Mistake(
        DATA_GRADIENT,
        "svm.gradient-divided-in-loop",
        "The division by N happens again in each round of the loop, so the result depends on the order of the images.",
        "How far is the line that divides by N indented?",
        (("dW /= N\n", "    dW /= N\n"),),
    ),
    Mistake(
        DATA_GRADIENT,
        *G_WHOLE,
        (
            ("dW[:, j] += X[i]", "dW[:, j] = np.trunc(dW[:, j] + X[i])"),
            ("dW[:, y[i]] -= X[i]", "dW[:, y[i]] = np.trunc(dW[:, y[i]] - X[i])"),
        ),
    ),
    Mistake(DATA_GRADIENT, *ONLY_WRONG, ((f"            {SUB_RIGHT}\n", ""),)),
    Mistake(DATA_GRADIENT, *ONLY_RIGHT, ((f"            {ADD_WRONG}\n", ""),)),
    Mistake(
        DATA_GRADIENT,
        *ONCE,
        (
            ("s = X[i] @ W\n", "s = X[i] @ W\n    violated = False\n"),
            (SUB_RIGHT, "if not violated:\n                dW[:, y[i]] -= X[i]\n            violated = True"),
        ),
    ),
    Mistake(
        DATA_GRADIENT,
        *EMPTY_MOVES,
        ((f"            {SUB_RIGHT}\n", ""), ("s = X[i] @ W\n", "s = X[i] @ W\n    dW[:, y[i]] -= X[i]\n")),
    ),
    Mistake(DATA_GRADIENT, *ALWAYS, (("s[j] - s[y[i]] + 1 > 0", "True"),)),
    Mistake(DATA_GRADIENT, *FLIPPED, ((ADD_WRONG, "dW[:, j] -= X[i]"), (SUB_RIGHT, "dW[:, y[i]] += X[i]"))),
    Mistake(DATA_GRADIENT, *RIGHT_SIGN, ((SUB_RIGHT, "dW[:, y[i]] += X[i]"),)),
    Mistake(DATA_GRADIENT, *G_NO_MEAN, (("dW /= N\n", ""),)),
    Mistake(
        DATA_GRADIENT,
        *TIMES_MARGIN,
        (
            (ADD_WRONG, "dW[:, j] += (s[j] - s[y[i]] + 1) * X[i]"),
            (SUB_RIGHT, "dW[:, y[i]] -= (s[j] - s[y[i]] + 1) * X[i]"),
        ),
    ),
    Mistake(
        ("data gradient", "regularization gradient", "inputs unchanged"),
        "svm.rows-not-columns",
        "dW[j] is a row, but a class is a column of W.",
        "W has shape (D, C): which index counts the classes?",
        ((ADD_WRONG, "dW[j] += X[i]"), (SUB_RIGHT, "dW[y[i]] -= X[i]")),
    ),
    Mistake(
        DATA_GRADIENT,
        "svm.gradient-margin-missing",
        "The margin of 1 is missing from your condition (the if, or the mask).",
        "Which classes have a positive term in the loss?",
        (("s[j] - s[y[i]] + 1 > 0", "s[j] - s[y[i]] > 0"),),
    ),
    Mistake(
        DATA_GRADIENT,
        "svm.gradient-break-not-continue",
        "The loop stops at the right class, so it never looks at the classes after it.",
        "What does break do to the rest of the loop, and what would continue do?",
        (("continue", "break"),),
    ),
    Mistake(DATA_GRADIENT, *G_MINUS_MARGIN, (("s[j] - s[y[i]] + 1 > 0", "s[j] - s[y[i]] - 1 > 0"),)),
    Mistake(
        DATA_GRADIENT,
        *G_ALL_REVERSED,
        (
            ("s[j] - s[y[i]] + 1 > 0", "s[y[i]] - s[j] + 1 > 0"),
            (ADD_WRONG, "dW[:, j] -= X[i]"),
            (SUB_RIGHT, "dW[:, y[i]] += X[i]"),
        ),
    ),
    Mistake(DATA_GRADIENT, *BY_D, (("dW /= N\n", "dW /= X.shape[1]\n"),)),
    Mistake(DATA_GRADIENT, *G_TWICE, (("dW /= N\n", "dW /= N * N\n"),)),
    Mistake(DATA_GRADIENT, *G_LAST, (("s = X[i] @ W\n", "s = X[i] @ W\n    dW[:] = 0\n"),)),
)

ACTIVE, COUNT = "dS = np.sign(margins, out=margins)", "dS[rows, y] = -np.sum(dS, axis=1)"

VECTORIZED_GRADIENT = (
    *(
        Mistake(DATA_GRADIENT, *id, ((ACTIVE, f"S = X @ W\ndS = (S - {right} + 1 > 0) * 1.0\ndS[rows, y] = 0"),))
        for id, right in (
            (G_WRONG_TRUTH, "S[:, [0]]"),
            (G_LARGEST, "np.max(S, axis=1, keepdims=True)"),
            (G_NO_RIGHT, "0"),
            (G_RIGHT_ADDED, "-S[rows, y][:, np.newaxis]"),
            (G_LABEL_BEFORE, "S[rows, y - 1][:, np.newaxis]"),
            (G_FIRST_LABEL, "S[:, y[[0]]]"),
            (G_RIGHT_AVERAGED, "S[rows, y][:, np.newaxis] / W.shape[1]"),
            (G_RIGHT_SUMMED, "np.sum(np.where(np.arange(W.shape[1]) == y[:, np.newaxis], S, 0), axis=0)"),
            (G_RIGHT_MEAN, "np.mean(S[rows, y])"),
            (G_TILED, "np.tile(S[rows, y], W.shape[1]).reshape(S.shape)"),
        )
    ),
    Mistake(
        DATA_GRADIENT,
        *G_LABEL_IGNORED,
        (
            (ACTIVE, "S = X @ W\nbest = np.argmax(S, axis=1)\ndS = (S - S[rows, best][:, np.newaxis] + 1 > 0) * 1.0"),
            (COUNT, "dS[rows, best] = 0\ndS[rows, best] = -np.sum(dS, axis=1)"),
        ),
    ),
    Mistake(
        DATA_GRADIENT,
        *G_SIGN,
        ((ACTIVE, "S = X @ W\ndS = (S[rows, y][:, np.newaxis] - S + 1 > 0) * 1.0\ndS[rows, y] = 0"),),
    ),
    Mistake(
        DATA_GRADIENT,
        *G_COMPARED,
        ((ACTIVE, "S = X @ W\ndS = (S - S[rows, y][:, np.newaxis] + 1 < 0) * 1.0"),),
    ),
    Mistake(
        DATA_GRADIENT,
        *G_WORST,
        ((ACTIVE, "dS = (margins > 0) & (margins == np.max(margins, axis=1, keepdims=True))\ndS = dS * 1.0"),),
    ),
    Mistake(
        DATA_GRADIENT,
        *G_ALL_SHIFTED,
        (
            (ACTIVE, "S = X @ W\ndS = (S - S[rows, y - 1][:, np.newaxis] + 1 > 0) * 1.0\ndS[rows, y - 1] = 0"),
            (COUNT, "dS[rows, y - 1] = -np.sum(dS, axis=1)"),
        ),
    ),
    Mistake(DATA_GRADIENT, *SCORE_MASK, ((ACTIVE, "dS = (X @ W > 0) * 1.0"),)),
    Mistake(DATA_GRADIENT, *G_SHIFTED, ((COUNT, "counts = np.sum(dS, axis=1)\ndS[rows, y - 1] -= counts"),)),
    Mistake(
        DATA_GRADIENT,
        *BY_MARGINS,
        ((ACTIVE, "dS = (margins > 0) * 1.0"), (COUNT, "dS[rows, y] = -np.sum(margins, axis=1)")),
    ),
    Mistake(DATA_GRADIENT, *G_WHOLE, (("dW /= N\n", "dW //= N\n"),)),
    Mistake(DATA_GRADIENT, *OWN_COUNT, ((COUNT, "dS[rows, y] = -W.shape[1]"),)),
    Mistake(
        DATA_GRADIENT,
        "svm.violations-of-batch",
        "The violations of all images are counted together.",
        "Which axis has to go so that one number is left for each of the N rows?",
        ((COUNT, "dS[rows, y] = -np.sum(dS)"),),
    ),
    Mistake(
        DATA_GRADIENT,
        "svm.gradient-of-margins",
        "X is multiplied by the margins themselves, in which there is nothing for the right class.",
        "How often does X[i] count for a class that violates the margin, and how often for the right one?",
        ((ACTIVE, "dS = margins"), (f"{COUNT}\n", "")),
    ),
    Mistake(
        DATA_GRADIENT,
        "svm.gradient-columns-zeroed",
        "[:, y] = 0 wipes out the column of every label that occurs.",
        "Which entry of each row belongs to the right class?",
        ((ACTIVE, f"margins[:, np.unique(y)] = 0\n{ACTIVE}"),),
    ),
    Mistake(
        DATA_GRADIENT,
        "svm.sign-of-margins",
        "np.sign gives -1 for a margin below 0, so a class that keeps the margin is moved too, the other way.",
        "What should be 0 before the sign is taken?",
        ((ACTIVE, "S = X @ W\ndS = np.sign(S - S[rows, y][:, np.newaxis] + 1)\ndS[rows, y] = 0"),),
    ),
    Mistake(DATA_GRADIENT, *ALWAYS, ((ACTIVE, "dS = np.ones_like(margins)\ndS[rows, y] = 0"),)),
    Mistake(DATA_GRADIENT, *SCORE_MASK, ((ACTIVE, "dS = (X @ W > 0) * 1.0\ndS[rows, y] = 0"),)),
    Mistake(
        DATA_GRADIENT,
        *OF_SOFTMAX,
        ((ACTIVE, "P = np.exp(X @ W)\ndS = P / np.sum(P, axis=1, keepdims=True)"), (COUNT, "dS[rows, y] -= 1")),
    ),
    Mistake(
        DATA_GRADIENT,
        *G_WINNERS,
        ((ACTIVE, f"{ACTIVE}\ndS[np.argmax(X @ W, axis=1) == y] = 0"),),
    ),
    Mistake(
        DATA_GRADIENT,
        "svm.gradient-columns-by-label",
        "An index [:, y] changes the column of every label; only the entry of the right class in each row should change.",
        "Which two indices pick one entry from each row?",
        ((COUNT, "dS[:, np.unique(y)] = -np.sum(dS, axis=1, keepdims=True)"),),
    ),
    Mistake(DATA_GRADIENT, *G_WHOLE, ((ACTIVE, "dS = (margins >= 1) * 1.0"),)),
    Mistake(DATA_GRADIENT, *FULL_COUNT, ((COUNT, "dS[rows, y] = 1 - W.shape[1]"),)),
    Mistake(DATA_GRADIENT, *IN_MASK, ((ACTIVE, "dS = margins > 0"),)),
    Mistake(
        DATA_GRADIENT,
        *IN_MASK,
        ((ACTIVE, "dS = (margins > 0).astype(np.uint8)"), (COUNT, "dS[rows, y] = 256 - np.sum(dS, axis=1)")),
    ),
    Mistake(
        DATA_GRADIENT,
        *RESIDUE,
        ((ACTIVE, "S = X @ W\nM = S + 1 - S[rows, y][:, np.newaxis]\nM[rows, y] -= 1\ndS = (M > 0) * 1.0"),),
    ),
    Mistake(
        DATA_GRADIENT,
        *BUFFERED,
        (
            (COUNT, "counts = np.sum(dS, axis=1)"),
            ("dW = X.T @ dS", "dW = X.T @ dS\ndW[:, y] -= (X * counts[:, np.newaxis]).T"),
        ),
    ),
    Mistake(DATA_GRADIENT, *BUFFERED, ((COUNT, ""), ("dW = X.T @ dS", "dW = X.T @ dS\ndW[:, y] -= X.T"))),
    Mistake(DATA_GRADIENT, *ONLY_WRONG, ((f"{COUNT}\n", ""),)),
    Mistake(DATA_GRADIENT, *ONLY_RIGHT, (("X.T @ dS", "X.T @ np.minimum(dS, 0)"),)),
    Mistake(DATA_GRADIENT, *ONCE, ((COUNT, "dS[rows, y] = -np.max(dS, axis=1)"),)),
    Mistake(DATA_GRADIENT, *EMPTY_MOVES, ((COUNT, "dS[rows, y] = -1"),)),
    Mistake(DATA_GRADIENT, *ALWAYS, ((ACTIVE, "dS = np.ones_like(margins)"),)),
    Mistake(DATA_GRADIENT, *FLIPPED, (("dW = X.T @ dS", "dW = -X.T @ dS"),)),
    Mistake(DATA_GRADIENT, *RIGHT_SIGN, ((COUNT, "dS[rows, y] = np.sum(dS, axis=1)"),)),
    Mistake(DATA_GRADIENT, *G_NO_MEAN, (("dW /= N\n", ""),)),
    Mistake(DATA_GRADIENT, *TIMES_MARGIN, ((ACTIVE, "dS = margins"),)),
    Mistake(
        DATA_GRADIENT,
        *COUNTED,
        ((COUNT, "dS[rows, y] = 1\ndS[rows, y] = -np.sum(dS, axis=1)"),),
    ),
    Mistake(
        DATA_GRADIENT,
        "svm.violations-per-class",
        "The violations are counted for each class, not for each image.",
        "Which axis has to go so that one number is left for each of the N rows?",
        ((COUNT, "dS[rows, y] = -np.sum(dS, axis=0)[y]"),),
    ),
    Mistake(
        ("data gradient", "regularization gradient", "inputs unchanged", "vectorized"),
        "svm.product-not-transposed",
        "The product has the wrong shapes: X is (N, D), the margins are (N, C), dW is (D, C).",
        "(a, b) times (b, c) gives (a, c). Over which index should it sum here, and which shape should come out?",
        (("X.T @ dS", "X @ dS"),),
    ),
    Mistake(
        DATA_GRADIENT,
        "svm.gradient-rows-by-label",
        "An index [y] changes whole rows; only the entry of the right class in each row should change.",
        "Which two indices pick one entry from each row?",
        ((COUNT, "dS[y % N] = -np.sum(dS, axis=1, keepdims=True)[y % N]"),),
    ),
    Mistake(
        DATA_GRADIENT,
        "svm.gradient-margin-missing",
        "The margin of 1 is missing from your condition (the if, or the mask).",
        "Which classes have a positive term in the loss?",
        ((ACTIVE, "dS = (margins > 1) * 1.0"),),
    ),
    Mistake(
        DATA_GRADIENT,
        *G_MINUS_MARGIN,
        ((ACTIVE, "dS = (margins > 2) * 1.0"),),
    ),
    Mistake(
        DATA_GRADIENT,
        *G_ALL_REVERSED,
        ((ACTIVE, "S = X @ W\ndS = -1.0 * (S[rows, y][:, np.newaxis] - S + 1 > 0)\ndS[rows, y] = 0"),),
    ),
    Mistake(DATA_GRADIENT, *BY_D, (("dW /= N\n", "dW /= X.shape[1]\n"),)),
    Mistake(DATA_GRADIENT, *G_TWICE, (("dW /= N\n", "dW /= N * N\n"),)),
)

GRADIENT_HINTS = (
    "Take one violated margin, s_j - s_y + 1. Which two columns of `W` does it depend on, and with which sign?",
    "Your lists from task 3 say how the loss changes with each score; the chain rule above says how a score changes with each weight. What is left is the mean, and the penalty.",
    "Shapes: `dW` starts as zeros of the shape of `W`, (D, C); a column `dW[:, j]` has shape (D,), like `X[i]`.",
)
VECTORIZED_GRADIENT_HINTS = (
    "`dW` is a product of `X` and one array that says for each image how its scores should move. What is its shape?",
    "Task 3 gave you two rows of that array. How do you get all rows at once from the array of margins? (Two index arrays, rows and labels, also work on the left of `=`.)",
    "Shapes: `X` is (N, D), the array of task 3 for all images is (N, C), and `dW` is (D, C). Which product of the two has this shape, and over what does it sum?",
)

EXERCISES = [
    Exercise(
        id="svm_loss_naive-gradient", target="svm.svm_loss_naive", task="gradient", region=1, returns=("loss", "dW"),
        cases=CASES,
        parts=(losses.data_gradient(1.5), losses.penalty_gradient(1), losses.unchanged(0.5), losses.at_kinks()),
        mistakes=(*NAIVE_GRADIENT, *gradient_mistakes()), hints=GRADIENT_HINTS,
    ),
    Exercise(
        id="svm_loss_vectorized-gradient", target="svm.svm_loss_vectorized", task="gradient", region=1,
        returns=("loss", "dW"), cases=CASES,
        parts=(losses.data_gradient(2), losses.penalty_gradient(0.5), losses.unchanged(0.5), losses.at_kinks(), losses.vectorized(1, "data gradient")),
        mistakes=(*VECTORIZED_GRADIENT, *gradient_mistakes()), hints=VECTORIZED_GRADIENT_HINTS,
    ),
]  # fmt: skip
