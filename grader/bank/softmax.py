"""The softmax loss, as loops and vectorized."""

import numpy as np

from grader.bank import losses
from grader.bank.changed_scores import changed_scores
from grader.bank.model import Exercise, Mistake, part
from grader.bank.penalties import LOSS_MISTAKES
from grader.bank.softmax_probabilities import BATCH_MAXIMUM, CLIPPED, DIVIDED, NO_SHIFT, WRONG_SHIFT

DATA = ("data loss",)
STOPS = ("data loss", "regularization", "inputs unchanged", "vectorized", "no overflow")


def _tells(S: np.ndarray, y: np.ndarray, D: int) -> bool:
    """Whether in a batch some most likely classes are right and some are not, or nobody would miss the labels.

    No class is so unlikely that a small number beside its probability shows: how stable a loss is, is a part of its own.
    For the same reason no row's largest score is so near 0 that a division by it overflows.
    """
    right = np.argmax(S, axis=1) == y
    likely = np.min(S, axis=1) - np.log(np.sum(np.exp(S), axis=1)) > np.log(5e-3)
    if np.any(np.max(np.abs(S), axis=1) > 30 * np.abs(np.max(S, axis=1))):
        return False
    if len(y) == 1:  # or what is wrong with scores below 0, or with labels, would be right for one image by chance
        return bool(likely[0] and not right[0] and S[0, y[0]] < 0)
    return bool(np.all(likely) and np.any(right) and not np.all(right))


LOG10 = (
    "softmax.log10",
    "The data loss is divided by ln 10: this is the base-10 logarithm, as on the slide.",
    "Which logarithm belongs to exp?",
)
LOG2 = (
    "softmax.log2",
    "The data loss is divided by ln 2: this is the base-2 logarithm.",
    "Which logarithm belongs to exp?",
)
MINUS = (
    "softmax.sign",
    "The minus is missing: the logarithm of a probability is never above 0.",
    "Should a good classifier have a low loss or a high one?",
)
NO_LOG = (
    "softmax.no-log",
    "This is minus the probability, without the logarithm.",
    "What should a confident mistake cost: at most 1, or without bound?",
)
ONE_MINUS = (
    "softmax.one-minus-p",
    "This is 1 - p, which never exceeds 1.",
    "What should a confident mistake cost: at most 1, or without bound?",
)
ALL_CLASSES = (
    "softmax.all-classes-charged",
    "Every class adds to the loss, but only the probability of the true one should count.",
    "Which single entry of a row goes into the loss?",
)
NO_MEAN = (
    "softmax.sum-not-mean",
    "This is the sum over the images; the loss is their mean.",
    "What do you divide by, and when?",
)
MEAN_ALL = (
    "softmax.mean-over-classes",
    "This averages over classes as well as images: C times too small.",
    "How many numbers is the mean over?",
)
MIXED = (
    "softmax.shift-in-sum-only",
    "The shift does not cancel.",
    "If the maximum is subtracted inside the sum, what must happen to the true class's score, and with which sign?",
)
NO_LABEL = (
    "softmax.label-ignored",
    "The labels make no difference: the most likely class counts, not the true one.",
    "Where does y come in?",
)
TWICE = ("softmax.twice", "Softmax was applied twice.", "What goes into exp: scores or probabilities?")
EPSILON = (
    "softmax.epsilon-in-log",
    "A small number next to p inside the logarithm caps the loss of a confident mistake.",
    "Which form of the loss needs no logarithm of a tiny number?",
)
FIRST = (
    "softmax.true-score-of-class-0",
    "The score of the true class is taken from the wrong place: it is right for label 0 only.",
    "Which index picks the true class of image i?",
)
OWN_LEFT_OUT = (
    "softmax.true-class-not-in-sum",
    "The true class is left out of the sum in the denominator.",
    "Over which classes does the denominator sum?",
)
PLUS_TRUE = (
    "softmax.true-score-added",
    "The true class's score is added, not subtracted.",
    "Should the loss fall or grow with the score of the true class?",
)
SHIFTED_LABELS = (
    "softmax.labels-shifted",
    "The labels are shifted by one.",
    "Does y count the classes from 0 or from 1?",
)
BY_D = (
    "softmax.divided-by-dimension",
    "This divides by D, how many numbers an image has; the mean is over the images.",
    "Which axis of X counts the images?",
)
ALL_YES_NO = (
    "softmax.binary-cross-entropy",
    "Every class gets its own yes or no, which is another loss; softmax uses the true class alone.",
    "Which single entry of a row goes into the loss?",
)

GROWING = (
    "softmax.sum-still-growing",
    "The exps are divided by their sum while it still grows.",
    "When is the sum over all classes complete?",
)
LOG1P = (
    "softmax.log1p",
    "1 is added to the sum before the logarithm is taken, as log1p does.",
    "Which 1 is in the formula?",
)
FROM_LABELS = (
    "softmax.classes-from-labels",
    "The number of classes is taken from y, but a batch need not hold every class.",
    "Which array always has a column for each class?",
)
DIVIDED_TWICE = (
    "softmax.divided-twice",
    "The loss is divided by N twice.",
    "Which two lines or functions take a mean?",
)
FIRST_SKIPPED = ("softmax.first-image-skipped", "The first image is left out.", "Where does range start?")
FIRST_ONLY = ("softmax.first-image-only", "Only the first image counts.", "How far is the return line indented?")
ROUNDED = ("softmax.rounded", "The loss is rounded.", "Who needs fewer digits: the reader of a printout, or the code?")
ENTROPY = (
    "softmax.entropy",
    "Each log probability is multiplied by its own probability; the label plays no part.",
    "Which one probability does the formula take the logarithm of?",
)
BRIER = (
    "softmax.squared-error",
    "This is the squared error of the probabilities.",
    "What does the loss do with the probability of the true class, and what with the others?",
)
BY_MAXIMUM = (
    "softmax.maximum-for-sum",
    "exp is not divided by its sum over all classes, only by its largest value, if by anything.",
    "What should the probabilities of an image sum to?",
)
BY_SCORES = (
    "softmax.divided-by-scores",
    "exp is divided by the sum of the scores, not by the sum of their exps.",
    "What should the probabilities of an image sum to?",
)
ONE_FIRST = (
    "softmax.one-taken-first",
    "This is the logarithm of 1 - p.",
    "Which probability does the formula take the logarithm of?",
)
OTHER_LOSS = ("softmax.svm-loss", "This is the SVM loss.", "Are there margins in the softmax loss?")
LOG_OF_MEAN = (
    "softmax.log-of-mean",
    "One logarithm is taken for all images together; the loss is a mean of logarithms.",
    "Which comes first for an image: its logarithm, or the mean?",
)
ANOTHER_LOG = (
    "softmax.another-log-of-sum",
    "The logarithm of the sum is not the one that undoes exp.",
    "Which logarithm belongs to exp?",
)
LOG_FIRST = (
    "softmax.log-before-division",
    "exp and log undo each other here, and s_y itself is divided by the sum of exps.",
    "Where do the brackets of exp and of log end?",
)
LAST_SKIPPED = ("softmax.last-image-skipped", "The last image is left out.", "Where does range end?")
SIGMOID = (
    "softmax.sigmoid",
    "Each score goes through a sigmoid of its own, so the probabilities of an image do not sum to 1.",
    "What is exp(s_k) divided by?",
)
PER_CLASS = (
    "softmax.shift-per-class",
    "A different number was subtracted from each class, which changes the probabilities.",
    "Over which axis does the shift have to be constant?",
)
CAPPED = ("no overflow",)

FIRST_LABEL = (
    "softmax.label-of-first-image",
    "The label of the first image is used for all.",
    "Which index picks the label of image i?",
)
FIRST_SCORES = (
    "softmax.scores-of-first-image",
    "The scores of the first image are used for all.",
    "How far is the line that works out the scores indented, and which image is in it?",
)
LAST_SCORES = (
    "softmax.scores-of-last-image",
    "The scores of the last image are used for all: they are left over from an earlier loop.",
    "Where do the scores have to be worked out again?",
)
WITHOUT_LOG = (
    "softmax.sum-without-log",
    "The sum of the exps is added as it is, without its logarithm.",
    "What is -log(a / b), written as a difference?",
)
SUM_ONLY = (
    "softmax.true-score-missing",
    "Only the logarithm of the sum is there, and nothing of the true class.",
    "What is -log(a / b), written as a difference?",
)
SCORE_ONLY = (
    "softmax.sum-missing",
    "Only the score of the true class is there, and no sum over the classes.",
    "What is -log(a / b), written as a difference?",
)
LABEL_NUMBER = (
    "softmax.label-as-number",
    "The label multiplies the logarithms, as if it were an amount; it should pick one of them.",
    "What does y[i] say: how much, or which class?",
)
SMOOTHED = (
    "softmax.labels-smoothed",
    "A part of each label is spread over all classes: that is label smoothing, another loss.",
    "What should a row of the one-hot labels hold?",
)
KNOWN_OTHERWISE = ("probabilities", "divided-by-maximum")
"""Of changed scores: softmax.twice and softmax.divided-by-maximum."""
LOG_RATIO = (
    "softmax.ratio-of-logs",
    "One logarithm is divided by the other, where the formula subtracts.",
    "What is -log(a / b), written as a difference?",
)
SUM_SIGN = (
    "softmax.sum-sign",
    "The logarithm of the sum has the wrong sign, as if the probabilities were multiplied by the sum.",
    "What is -log(a / b), written as a difference?",
)
SUM_SET = (
    "softmax.sum-set",
    "The sum of exps holds only the last class: it is overwritten, not added to.",
    "Does that line say +=, or = (or =+)?",
)
SUM_OF_LOGS = (
    "softmax.sum-of-logs",
    "The logarithms of the exps are added up; the formula takes the logarithm of their sum.",
    "Is log(a + b) the same as log(a) + log(b)?",
)
MEAN_FOR_SUM = (
    "softmax.mean-for-sum",
    "The exps are divided by their mean, not by their sum.",
    "What should the probabilities of an image sum to?",
)
TIMES_P = (
    "softmax.log-times-p",
    "The logarithm of p is multiplied by p.",
    "The one-hot label multiplies log p: what is it for the true class?",
)
MINUS_SCORES = (
    "softmax.scores-negated",
    "exp is taken of minus the scores, so the lowest score gets the highest probability.",
    "Which sign does s_k have in exp(s_k)?",
)

LINE, ADD = "loss += np.log(total) - s[y[i]]", "total += np.exp(s[j])"
NAIVE_LOSS = (
    *changed_scores(
        DATA,
        "s",
        "s = X[i] @ W\n",
        "s = X[i] @ W\n    s = {changed}\n",
        KNOWN_OTHERWISE,
    ),
    Mistake(DATA, *FIRST_LABEL, ((LINE, "loss += np.log(total) - s[y[0]]"),)),
    Mistake(DATA, *FIRST_SCORES, (("s = X[i] @ W\n", "s = X[0] @ W\n"),)),
    Mistake(DATA, *LAST_SCORES, (("s = X[i] @ W\n", "s = X[-1] @ W\n"),)),
    Mistake(DATA, *WITHOUT_LOG, ((LINE, "loss += total - s[y[i]]"),)),
    Mistake(DATA, *WITHOUT_LOG, ((LINE, "loss += np.sum(np.exp(X[i] @ W)) - (X[i] @ W)[y[i]]"),)),
    Mistake(DATA, *WITHOUT_LOG, ((LINE, "loss += np.exp(s[y[i]]) / total - s[y[i]]"),)),
    Mistake(DATA, *SUM_ONLY, ((LINE, "loss += np.log(total) + np.max(X[i] @ W)"),)),
    Mistake(DATA, *SUM_ONLY, ((LINE, "loss -= np.log(total)"),)),
    Mistake(DATA, *SUM_ONLY, ((LINE, "loss -= np.log(total) + np.max(X[i] @ W)"),)),
    Mistake(DATA, *SCORE_ONLY, ((LINE, "loss -= (X[i] @ W)[y[i]]"),)),
    Mistake(DATA, *LABEL_NUMBER, ((LINE, "loss += y[i] * (np.log(total) - s[y[i]])"),)),
    Mistake(DATA, *SMOOTHED, ((LINE, "loss += np.log(total) - 0.9 * s[y[i]] - 0.1 * np.mean(s)"),)),
    Mistake(DATA, *LOG_RATIO, ((LINE, "loss -= s[y[i]] / np.log(total)"),)),
    Mistake(DATA, *LOG_RATIO, ((LINE, "loss -= (X[i] @ W)[y[i]] / np.log(np.sum(np.exp(X[i] @ W)))"),)),
    Mistake(
        DATA,
        *GROWING,
        (
            (ADD, "total += np.exp(s[j])\n        loss -= np.log(np.exp(s[y[i]]) / total)"),
            (f"    {LINE}\n", ""),
        ),
    ),
    Mistake(DATA, *SUM_SET, ((ADD, "total = np.exp(s[j])"),)),
    Mistake(DATA, *SUM_SIGN, ((LINE, "loss -= np.log(total) + s[y[i]]"),)),
    Mistake(DATA, *SUM_SIGN, ((LINE, "loss -= np.log(np.sum(np.exp(X[i] @ W))) + (X[i] @ W)[y[i]]"),)),
    Mistake(DATA, *SUM_OF_LOGS, ((LINE, "loss += np.sum(s) - s[y[i]]"),)),
    Mistake(DATA, *SUM_OF_LOGS, ((LINE, "loss += np.sum(X[i] @ W) - (X[i] @ W)[y[i]]"),)),
    Mistake(DATA, *MEAN_FOR_SUM, ((LINE, "loss += np.log(total / C) - s[y[i]]"),)),
    Mistake(DATA, *TIMES_P, ((LINE, "p = np.exp(s[y[i]]) / total\n    loss -= p * np.log(p)"),)),
    Mistake(DATA, *MINUS_SCORES, (("s = X[i] @ W\n", "s = -X[i] @ W\n"),)),
    Mistake(DATA, *LOG10, ((LINE, "loss += (np.log(total) - s[y[i]]) / np.log(10)"),)),
    Mistake(DATA, *LOG2, ((LINE, "loss += (np.log(total) - s[y[i]]) / np.log(2)"),)),
    Mistake(DATA, *MINUS, ((LINE, "loss += s[y[i]] - np.log(total)"),)),
    Mistake(DATA, *NO_LOG, ((LINE, "loss -= np.exp(s[y[i]]) / total"),)),
    Mistake(DATA, *ONE_MINUS, ((LINE, "loss += 1 - np.exp(s[y[i]]) / total"),)),
    Mistake(DATA, *ALL_CLASSES, ((LINE, "loss += C * np.log(total) - np.sum(s)"),)),
    Mistake(DATA, *NO_MEAN, (("loss /= N\n", ""),)),
    Mistake(DATA, *MEAN_ALL, (("loss /= N\n", "loss /= N * C\n"),)),
    Mistake(DATA, *MIXED, ((LINE, "loss += np.log(total) - (X[i] @ W)[y[i]]"),)),
    Mistake(DATA, *NO_LABEL, ((LINE, "loss += np.log(total) - np.max(s)"),)),
    Mistake(DATA, *TWICE, ((LINE, "p = np.exp(s) / total\n    loss += np.log(np.sum(np.exp(p))) - p[y[i]]"),)),
    *(
        Mistake(DATA, *EPSILON, ((LINE, f"loss -= np.log(np.exp(s[y[i]]) / total + {small})"),))
        for small in ("1e-2", "1e-3", "1e-4", "1e-5", "1e-6")
    ),
    Mistake(DATA, *ENTROPY, ((LINE, "p = np.exp(s) / total\n    loss -= np.sum(p * np.log(p))"),)),
    Mistake(DATA, *BRIER, ((LINE, "loss += np.sum((np.exp(s) / total - (np.arange(C) == y[i])) ** 2)"),)),
    Mistake(DATA, *BY_MAXIMUM, ((LINE, "loss += np.max(s) - s[y[i]]"),)),
    Mistake(
        DATA,
        *BY_SCORES,
        (("s -= np.max(s)", ""), ("total += np.exp(s[j])", "total += s[j]"), ("np.log(total)", "np.log(abs(total))")),
    ),
    Mistake(DATA, *ONE_FIRST, ((LINE, "loss -= np.log(1 - np.exp(s[y[i]]) / total)"),)),
    Mistake(DATA, *OTHER_LOSS, ((LINE, "loss += np.sum(np.maximum(0, s - s[y[i]] + 1)) - 1"),)),
    Mistake(
        DATA,
        *GROWING,
        (
            (ADD, "total += np.exp(s[j])\n        if j == y[i]:\n            loss -= np.log(np.exp(s[j]) / total)"),
            (f"    {LINE}\n", ""),
        ),
    ),
    Mistake(DATA, *MIXED, ((LINE, "loss += np.log(total) - np.max(X[i] @ W) - (X[i] @ W)[y[i]]"),)),
    Mistake(DATA, *MIXED, ((LINE, "loss += np.log(total) + np.max(X[i] @ W) - s[y[i]]"),)),
    *(
        Mistake(DATA, *ANOTHER_LOG, ((LINE, f"loss += np.{log}({total}) - {score}"),))
        for log in ("log10", "log2")
        for total, score in (("total", "s[y[i]]"), ("np.sum(np.exp(X[i] @ W))", "(X[i] @ W)[y[i]]"))
    ),
    *(
        Mistake(DATA, *LOG_FIRST, ((LINE, f"loss -= {first}"),))
        for first in ("s[y[i]] / total", "(X[i] @ W)[y[i]] / np.sum(np.exp(X[i] @ W))")
    ),
    Mistake(DATA, *LAST_SKIPPED, (("for i in range(N)", "for i in range(N - 1)"),)),
    Mistake(DATA, *SIGMOID, ((LINE, "loss += np.log1p(np.exp(-(X[i] @ W)[y[i]]))"),)),
    Mistake(DATA, *PER_CLASS, (("s -= np.max(s)", "s -= np.max(X @ W, axis=0)"),)),
    Mistake(
        DATA,
        *ALL_YES_NO,
        ((LINE, "p = np.exp(s) / total\n    loss -= np.sum(np.log(np.where(np.arange(C) == y[i], p, 1 - p)))"),),
    ),
    Mistake(DATA, *LOG1P, ((LINE, "loss += np.log1p(total) - s[y[i]]"),)),
    Mistake(DATA, *FROM_LABELS, (("range(C)", "range(np.max(y) + 1)"),)),
    Mistake(DATA, *DIVIDED_TWICE, (("loss /= N\n", "loss /= N * N\n"),)),
    Mistake(DATA, *FIRST_SKIPPED, (("for i in range(N)", "for i in range(1, N)"),)),
    Mistake(DATA, *FIRST_ONLY, (("for i in range(N)", "for i in range(1)"),)),
    Mistake(DATA, *FIRST_ONLY, (("for i in range(N)", "for i in range(1)"), ("loss /= N\n", ""))),
    Mistake(DATA, *ROUNDED, (("loss /= N\n", "loss = round(loss / N, 4)\n"),)),
    Mistake(DATA, *ALL_YES_NO, ((LINE, "loss += np.sum(np.log1p(np.exp(X[i] @ W))) - (X[i] @ W)[y[i]]"),)),
    Mistake(DATA, *FIRST, ((LINE, "loss += np.log(total) - s[0]"),)),
    Mistake(DATA, *OWN_LEFT_OUT, ((ADD, "total += np.exp(s[j]) * (j != y[i])"),)),
    Mistake(
        DATA,
        "softmax.last-class-skipped",
        "The loop never reaches the last class.",
        "Where does range(C - 1) end?",
        (("range(C)", "range(C - 1)"),),
    ),
    Mistake(
        DATA,
        "softmax.sum-not-reset",
        "The sum of exp goes on from image to image.",
        "Where does it have to start from 0 again?",
        (("    total = 0.0\n", ""), ("for i in range(N):", "total = 0.0\nfor i in range(N):")),
    ),
    Mistake(
        DATA,
        "softmax.divided-in-loop",
        "The division by N happens again in each round of the loop, so the result depends on the order of the images.",
        "How far is the line that divides by N indented?",
        (("loss /= N\nloss", "    loss /= N\nloss"),),
    ),
    Mistake(DATA, *PLUS_TRUE, ((LINE, "loss += np.log(total) + s[y[i]]"),)),
    Mistake(DATA, *DIVIDED, (("s -= np.max(s)", "s /= np.max(s)"),)),
    Mistake(DATA, *SHIFTED_LABELS, ((LINE, "loss += np.log(total) - s[y[i] - 1]"),)),
    Mistake(DATA, *BY_D, (("loss /= N\n", "loss /= X.shape[1]\n"),)),
    Mistake(
        DATA,
        "softmax.last-image-only",
        "Only the last image counts.",
        "Is each image's loss added to the ones before, or does the class loop come after the image loop?",
        ((LINE, "loss = np.log(total) - s[y[i]]"),),
    ),
)

SHIFT, RIGHT, SUM, MEAN = (
    "S -= np.max(S, axis=1, keepdims=True)",
    "right = S[rows, y]",
    "totals = np.sum(P, axis=1)",
    "loss = np.mean(np.log(totals) - right)",
)
VECTORIZED_LOSS = (
    *changed_scores(DATA, "S", "S = X @ W\n", "S = X @ W\nS = {changed}\n", (*KNOWN_OTHERWISE, "exponentials")),
    Mistake(DATA, *LABEL_NUMBER, ((MEAN, "loss = -np.mean(y * np.sum(np.log(P / totals[:, np.newaxis]), axis=1))"),)),
    Mistake(DATA, *FIRST_LABEL, ((RIGHT, "right = S[:, y[0]].copy()"),)),
    Mistake(DATA, *WITHOUT_LOG, ((MEAN, "loss = np.mean(totals - right)"),)),
    Mistake(DATA, *SUM_ONLY, ((MEAN, "loss = np.mean(np.log(totals) + np.max(X @ W, axis=1))"),)),
    Mistake(DATA, *SUM_ONLY, ((MEAN, "loss = -np.mean(np.log(totals))"),)),
    Mistake(DATA, *SUM_ONLY, ((MEAN, "loss = -np.mean(np.log(totals) + np.max(X @ W, axis=1))"),)),
    Mistake(DATA, *SCORE_ONLY, ((MEAN, "loss = -np.mean((X @ W)[rows, y])"),)),
    Mistake(DATA, *LABEL_NUMBER, ((MEAN, "loss = np.mean(y * (np.log(totals) - right))"),)),
    Mistake(
        DATA,
        *SMOOTHED,
        ((MEAN, "loss = np.mean(np.log(totals) - 0.9 * right - 0.1 * np.mean(np.log(P), axis=1))"),),
    ),
    Mistake((*DATA, "no overflow"), *LOG_RATIO, ((MEAN, "loss = -np.mean(right / np.log(totals))"),)),
    Mistake(DATA, *SUM_SIGN, ((MEAN, "loss = -np.mean(np.log(totals) + right)"),)),
    Mistake(
        (*DATA, "no overflow"),
        *SUM_SIGN,
        ((MEAN, "loss = -np.mean(np.log(np.sum(np.exp(X @ W), axis=1)) + (X @ W)[rows, y])"),),
    ),
    Mistake(DATA, *SUM_OF_LOGS, ((MEAN, "loss = np.mean(np.sum(np.log(P), axis=1) - right)"),)),
    Mistake(DATA, *SUM_OF_LOGS, ((MEAN, "loss = np.mean(np.sum(X @ W, axis=1) - (X @ W)[rows, y])"),)),
    Mistake(DATA, *MEAN_FOR_SUM, ((MEAN, "loss = np.mean(np.log(totals / W.shape[1]) - right)"),)),
    Mistake(DATA, *TIMES_P, ((MEAN, "p = np.exp(right) / totals\nloss = -np.mean(p * np.log(p))"),)),
    Mistake(DATA, *MINUS_SCORES, ((SHIFT, "S = -S\n" + SHIFT),)),
    Mistake(DATA, *LOG10, ((MEAN, "loss = np.mean(np.log(totals) - right) / np.log(10)"),)),
    Mistake(DATA, *LOG2, ((MEAN, "loss = np.mean(np.log(totals) - right) / np.log(2)"),)),
    Mistake(DATA, *MINUS, ((MEAN, "loss = np.mean(right - np.log(totals))"),)),
    Mistake(DATA, *NO_LOG, ((MEAN, "loss = -np.mean(P[rows, y] / totals)"),)),
    Mistake(DATA, *ONE_MINUS, ((MEAN, "loss = np.mean(1 - P[rows, y] / totals)"),)),
    Mistake(DATA, *ALL_CLASSES, ((MEAN, "loss = -np.sum(np.log(P / totals[:, np.newaxis])) / N"),)),
    Mistake(DATA, *NO_MEAN, (("np.mean(np.log", "np.sum(np.log"),)),
    Mistake(DATA, *MEAN_ALL, ((MEAN, "loss = np.mean(np.log(totals) - right) / W.shape[1]"),)),
    Mistake(DATA, *MIXED, ((RIGHT, "right = (X @ W)[rows, y]"),)),
    Mistake(DATA, *NO_LABEL, ((RIGHT, "right = np.max(S, axis=1)"),)),
    Mistake(
        DATA,
        *TWICE,
        ((MEAN, "P = P / totals[:, np.newaxis]\nloss = np.mean(np.log(np.sum(np.exp(P), axis=1)) - P[rows, y])"),),
    ),
    Mistake(DATA, *EPSILON, ((MEAN, "loss = -np.mean(np.log(P[rows, y] / totals + 1e-5))"),)),
    Mistake(DATA, *EPSILON, ((MEAN, "loss = -np.mean(np.log(P[rows, y] / totals + 1e-6))"),)),
    *(
        Mistake(CAPPED, *EPSILON, ((MEAN, f"loss = -np.mean(np.log(P[rows, y] / totals + {small}))"),))
        for small in ("1e-8", "1e-9", "1e-10", "1e-12", "1e-15", "1e-16")
    ),
    Mistake(
        CAPPED,
        "softmax.one-taken-and-added",
        "1 is taken from p and added back, which leaves nothing of a small p.",
        "Can the loss be worked out before p is changed?",
        ((MEAN, "loss = -np.mean(np.log(P[rows, y] / totals - 1 + 1))"),),
    ),
    Mistake(
        CAPPED,
        *CLIPPED,
        ((SHIFT, "S = np.clip(S, -50, 50)\n" + SHIFT),),
    ),
    *(
        Mistake(CAPPED, *WRONG_SHIFT, ((SHIFT, f"S -= np.{name}(S, axis=1, keepdims=True)"),))
        for name in ("mean", "min")
    ),
    Mistake(DATA, *MIXED, ((MEAN, "loss = np.mean(np.log(totals) - np.max(X @ W, axis=1) - (X @ W)[rows, y])"),)),
    *(
        Mistake(
            ("data loss", "vectorized"),
            "softmax.columns-by-label",
            "S[:, y] has shape (N, N): each row holds the entries of all N labels, not of its own label alone.",
            "You want one number from each row: which two indices pick it?",
            ((RIGHT, "right = S[:, y]"), *more),
        )
        for more in ((), ((MEAN, "loss = np.mean(np.log(totals)[:, np.newaxis] - right)"),))
    ),
    *(
        Mistake(DATA, *EPSILON, ((MEAN, f"loss = -np.mean(np.log(np.exp(right) / totals + {small}))"),))
        for small in ("1e-2", "1e-3", "1e-4")
    ),
    Mistake(DATA, *ENTROPY, ((MEAN, "P = P / totals[:, np.newaxis]\nloss = -np.sum(P * np.log(P)) / N"),)),
    Mistake(DATA, *BRIER, ((MEAN, "P = P / totals[:, np.newaxis]\nP[rows, y] -= 1\nloss = np.sum(P * P) / N"),)),
    Mistake(DATA, *BY_MAXIMUM, ((MEAN, "loss = -np.mean(right)"),)),
    Mistake(
        DATA,
        *BY_SCORES,
        ((MEAN, "S = X @ W\nloss = np.mean(np.log(np.abs(np.sum(S, axis=1))) - S[rows, y])"),),
    ),
    Mistake((*DATA, "no overflow"), *ONE_FIRST, ((MEAN, "loss = -np.mean(np.log(1 - np.exp(right) / totals))"),)),
    Mistake(
        DATA,
        *OTHER_LOSS,
        ((MEAN, "S = X @ W\nloss = np.sum(np.maximum(0, S - S[rows, y][:, np.newaxis] + 1)) / N - 1"),),
    ),
    Mistake(DATA, *LOG_OF_MEAN, ((MEAN, "loss = -np.log(np.mean(np.exp(right) / totals))"),)),
    Mistake(DATA, *LOG_OF_MEAN, ((MEAN, "loss = np.log(np.mean(totals)) - np.mean(right)"),)),
    Mistake(DATA, *LOG_OF_MEAN, ((MEAN, "loss = np.log(np.sum(totals)) / N - np.mean(right)"),)),
    Mistake(DATA, *LOG_OF_MEAN, ((MEAN, "loss = -np.log(np.sum(np.exp(right) / totals)) / N"),)),
    Mistake(DATA, *MIXED, ((MEAN, "loss = np.mean(np.log(totals) + np.max(X @ W, axis=1) - right)"),)),
    *(
        Mistake(DATA, *ANOTHER_LOG, ((MEAN, f"loss = np.mean({log_of_sum})"),))
        for log, ln in (("log10", "np.log(10)"), ("log2", "np.log(2)"))
        for log_of_sum in (
            f"-right + np.{log}(totals)",
            f"(np.log(totals) + np.max(X @ W, axis=1)) / {ln} - (X @ W)[rows, y]",  # of scores that are not shifted
        )
    ),
    Mistake(DATA, *LOG_FIRST, ((MEAN, "loss = -np.mean(right / totals)"),)),
    Mistake(
        DATA,
        "softmax.columns-of-labels",
        "Every class that occurs among the labels adds to the loss of every image.",
        "Which single entry of a row goes into the loss?",
        ((MEAN, "loss = -np.sum(np.log(P / totals[:, np.newaxis])[:, np.unique(y)]) / N"),),
    ),
    Mistake(DATA, *SIGMOID, ((MEAN, "loss = np.mean(np.logaddexp(0, -(X @ W)[rows, y]))"),)),
    Mistake(DATA, *ALL_YES_NO, ((MEAN, "loss = np.sum(np.logaddexp(0, X @ W)) / N - np.mean((X @ W)[rows, y])"),)),
    Mistake(DATA, *LOG1P, ((MEAN, "loss = np.mean(np.log1p(totals) - right)"),)),
    Mistake(DATA, *DIVIDED_TWICE, ((MEAN, "loss = np.mean(np.log(totals) - right) / N"),)),
    Mistake(DATA, *FIRST, ((RIGHT, "right = S[:, 0].copy()"),)),
    Mistake(CAPPED, *NO_SHIFT, ((f"{SHIFT}\n", ""),)),
    Mistake(CAPPED, *NO_SHIFT, ((SHIFT, "S -= np.argmax(S, axis=1, keepdims=True)"),)),
    Mistake(CAPPED, *BATCH_MAXIMUM, ((SHIFT, "S -= np.max(S)"),)),
    *(
        Mistake(CAPPED, *BATCH_MAXIMUM, ((SHIFT, "S -= np.max(S)"), (MEAN, f"loss = -np.mean({logs})")))
        for logs in ("np.log(P[rows, y] / totals)", "right - np.log(totals)")
    ),
    Mistake(
        (*DATA, "no overflow"),
        *PER_CLASS,
        ((SHIFT, "S -= np.max(S, axis=0)"),),
    ),
    Mistake(
        (*DATA, "no overflow"),
        *PER_CLASS,
        (
            (SHIFT, "S -= np.max(S, axis=0)"),
            (MEAN, "loss = -np.mean(np.log((P / totals[:, np.newaxis])[rows, y]))"),
        ),
    ),
    Mistake(
        DATA,
        "softmax.normalized-over-images",
        "The probabilities sum to 1 down the batch, not over the classes.",
        "Which axis holds the classes of one image?",
        ((MEAN, "loss = -np.mean(np.log((P / np.sum(P, axis=0))[rows, y]))"),),
    ),
    Mistake(
        DATA,
        "softmax.normalized-over-images",
        "The probabilities sum to 1 down the batch, not over the classes.",
        "Which axis holds the classes of one image?",
        (
            (
                MEAN,
                "S = X @ W\nS -= np.max(S, axis=0)\nloss = np.mean((np.log(np.sum(np.exp(S), axis=0)) - S)[rows, y])",
            ),
        ),
    ),
    Mistake(
        DATA,
        "softmax.normalized-over-batch",
        "All images together sum to 1, but each one should.",
        "Over which axis do you sum?",
        ((SUM, "totals = np.sum(P)"),),
    ),
    Mistake(
        STOPS,
        "softmax.broadcast-over-classes",
        "The row sums, shape (N,), are lined up with the classes.",
        "Which shape divides each row of (N, C) by its own number?",
        ((MEAN, "loss = -np.mean(np.log((P / totals)[rows, y]))"),),
    ),
    Mistake(
        STOPS,
        "softmax.rows-by-label",
        "S[y] picks whole rows, the scores of other images.",
        "You want one number from each row: which two indices pick it?",
        ((RIGHT, "right = S[y]"), (MEAN, "loss = np.mean(np.log(totals)[:, np.newaxis] - right)")),
    ),
    Mistake(DATA, *PLUS_TRUE, ((MEAN, "loss = np.mean(np.log(totals) + right)"),)),
    Mistake(DATA, *DIVIDED, ((SHIFT, "S /= np.max(S, axis=1, keepdims=True)"),)),
    Mistake(DATA, *SHIFTED_LABELS, ((RIGHT, "right = S[rows, y - 1]"),)),
    Mistake(DATA, *BY_D, ((MEAN, "loss = np.sum(np.log(totals) - right) / X.shape[1]"),)),
    Mistake(
        (*DATA, "no overflow"),
        *ALL_YES_NO,
        (
            (
                MEAN,
                "P = P / totals[:, np.newaxis]\nhot = np.zeros_like(P)\nhot[rows, y] = 1\nloss = -np.sum(np.log(np.where(hot, P, 1 - P))) / N",
            ),
        ),
    ),
)

CASES = losses.cases(_tells)
NO_OVERFLOW = part(
    "no overflow",
    1,
    "steady",
    "huge-unlikely huge hard",
    options=losses.LOSS,
    guard=True,
    telling=True,
    follows="data loss",
    mistake="softmax.overflow",
    fails="Wrong on large scores, such as rows [1000, 1040, 960] and [-1000, -1030, -970] in one batch{why}. Is exp safe for each row?",
)
LARGE = part(
    "large scores",
    0,
    "change",
    "huge-shifted",
    options=losses.LOSS,
    guard=True,
    mistake="softmax.loop-not-finite",
    follows="data loss",
    fails="No points are lost here. But with scores such as [1000, 1040, 960] and [-1000, -1030, -970] in one batch your loss is not finite{why}. Which number could be subtracted from the scores of each image first?",
)
CAPS = part(
    "unlikely true class",
    0,
    "output",
    "hard",
    options=losses.LOSS,
    guard=True,
    mistake="softmax.loop-capped",
    follows="data loss",
    fails="No points are lost here. But where the true class has a p such as 1e-18, your loss is not -log p. Is something added to p inside the logarithm, is p limited, or is such an image left out?",
)
FAR_APART = losses.finite(
    "scores far apart", "apart", losses.LOSS, "softmax.zero-times-log", "data loss",
    "on scores such as [700, -60, 0] a wrong class has p = 0, and your loss is not finite: 0 * log(0) is nan. Whose logarithm does the loss of an image need?",
)  # fmt: skip
FAR_BEHIND = losses.finite(
    "true class far behind", "underflow", losses.LOSS, "softmax.log-of-zero", "no overflow",
    "where the true class is far behind, as with scores [700, -60, 0] and class 1, its p is 0 in floats, and your loss is not finite; it should be 760. Which form of the loss needs no quotient?",
)  # fmt: skip

EXERCISES = [
    Exercise(
        id="softmax_loss_naive-loss", target="softmax.softmax_loss_naive", task="loss", region=0, returns=("loss", "dW"), cases=CASES,
        parts=(losses.data_loss(2.5), losses.penalty(1), losses.unchanged(0.5), LARGE, CAPS, FAR_APART),
        mistakes=(*NAIVE_LOSS, *LOSS_MISTAKES),
        hints=(
            "For one image: which two numbers make its loss, and which of them needs a loop over the classes?",
            "Minus the right score, plus the log of the sum of all exps. Then the mean over the images, then reg * sum(W * W).",
            "Shapes: `X[i]` (D,) times `W` (D, C) gives the C scores of image i; one number is added for each image.",
        ),
    ),
    Exercise(
        id="softmax_loss_vectorized-loss", target="softmax.softmax_loss_vectorized", task="loss", region=0,
        returns=("loss", "dW"), cases=CASES,
        parts=(losses.data_loss(2.5), losses.penalty(1), losses.unchanged(0.5), losses.vectorized(1), NO_OVERFLOW, FAR_APART, FAR_BEHIND),
        mistakes=(*VECTORIZED_LOSS, *LOSS_MISTAKES),
        hints=(
            "Which lines of your loop would work on all rows at once, as they are?",
            "Shift each row by its maximum, take exp, sum each row. The loss of a row is the log of its sum minus its shifted right score.",
            "Shapes: S (N, C); maxima (N, 1); sums of exps (N,); right scores (N,), by two index arrays of length N; their mean is one number.",
        ),
    ),
]  # fmt: skip
