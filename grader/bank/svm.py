"""The SVM loss, as loops and vectorized."""

import numpy as np

from grader.bank import losses
from grader.bank.changed_scores import changed_scores
from grader.bank.model import Exercise, Mistake
from grader.bank.penalties import LOSS_MISTAKES

DATA = ("data loss",)
# Array operations whose shapes do not fit stop on some case of every part.
STOPS = ("data loss", "regularization", "inputs unchanged", "vectorized")
NAIVE_MARGIN = "margin = s[j] - s[y[i]] + 1"
NAIVE_HINGE = "    if margin > 0:\n            loss += margin"
NAIVE_RIGHT_CLASS = "        if j == y[i]:\n            continue\n"
SUBTRACTED = "margins -= margins[rows, y][:, np.newaxis] - 1"


def _tells(S: np.ndarray, y: np.ndarray, D: int) -> bool:
    """Whether every margin is far from 0, and the violated ones are not as many as anything else that is counted.

    In a batch some image violates several margins, or the worst class alone would do for all; and unless W is nearly 0
    some image violates none, or the hinge would make no difference, and whole numbers count other margins as violated.
    """
    N, C = S.shape
    if N == 1 and S[0, y[0]] >= 0:  # or what is wrong with scores below 0 would be right for one image by chance
        return False
    true, wrong = S[np.arange(N), y][:, np.newaxis], np.arange(C) != y[:, np.newaxis]
    margins = np.where(wrong, S - true + 1, -1)
    if N == 1 and not (margins[0, 0] > 0 < margins[0, -1]):  # and so would what is wrong with some classes
        return False
    violated = (margins > 0).sum(axis=1)
    if np.abs(margins).min() <= 1e-3 or violated.sum() in (N, D, C, C - 1):
        return False
    if N == 1:
        return bool(violated[0] < C - 1)
    if np.ptp(S) < 0.1:
        return bool(np.max(violated) > 1)
    whole = np.where(wrong, S - np.trunc(true) + 1, -1), np.trunc(margins)
    differ = all(np.any((cut > 0) != (margins > 0)) for cut in whole)
    return bool(np.max(violated) > 1 and np.min(violated) == 0 and differ)


COUNTS_RIGHT = (
    "svm.right-class-counted",
    "The right class is counted too, which adds 1 for every image, whatever the weights.",
    "Which class can never be wrong?",
)
SIGN = (
    "svm.difference-reversed",
    "The difference is taken the wrong way round.",
    "Should the loss grow when a wrong class scores higher, or the right one?",
)
NO_HINGE = (
    "svm.no-hinge",
    "Negative margins are added too, and make the loss smaller.",
    "What should a class that loses by more than 1 cost?",
)
NO_HINGE_AT_ALL = (
    "svm.no-hinge-right-class-counted",
    "Negative margins are added too, and so is the margin of the right class, which is always 1.",
    "What should a class that loses by more than 1 cost, and which class does the sum leave out?",
)
NO_MARGIN = (
    "svm.margin-missing",
    "The margin of 1 is missing.",
    "With W = 0 this loss is 0, as if a classifier that knows nothing were perfect: what asks for more than a tie?",
)
OUTSIDE = (
    "svm.margin-outside",
    "The margin of 1 is added once, after the sum.",
    "Which number is compared with 0: the difference of two scores, or that plus 1?",
)
MINUS_MARGIN = (
    "svm.margin-sign",
    "The margin has the wrong sign.",
    "With W = 0 we expect C - 1: what comes before the 1?",
)
NO_MEAN = (
    "svm.sum-not-mean",
    "This is the sum over the images; the loss is their mean.",
    "What do you divide by, and when?",
)
MEAN_WRONG = (
    "svm.mean-over-wrong-classes",
    "This is the mean over the wrong classes: C - 1 times too small.",
    "Does the formula sum over j, or average?",
)
MEAN_ALL = (
    "svm.mean-over-classes",
    "This averages over classes as well as images: C times too small.",
    "Over which of the two, classes or images, does the formula take a mean?",
)
WORST_ONLY = (
    "svm.worst-class-only",
    "Only the worst wrong class counts.",
    "The frog's two wrong classes cost 6.3 and 6.6: which of them count?",
)
SQUARED = (
    "svm.squared-hinge",
    "The margins are squared: that is another loss, the one of question 3 in notebook 02.",
    "What does the formula do with a margin of 2.9?",
)
WRONG_TRUTH = (
    "svm.right-score-of-class-0",
    "The score of the right class is taken from the wrong place: it is right for label 0 only.",
    "Which index picks the right class of image i?",
)
BY_D = (
    "svm.divided-by-dimension",
    "This divides by D, how many numbers an image has; the mean is over the images.",
    "Which axis of X counts the images?",
)
SHIFTED_LABELS = ("svm.labels-shifted", "The labels are shifted by one.", "Does y count the classes from 0 or from 1?")

OUTSIDE = (
    "svm.margin-outside-maximum",
    "The 1 is added to what max gives, so a class that keeps the margin adds 1 too.",
    "Is the 1 inside max(0, ...) or after it?",
)
BY_SCORE = (
    "svm.right-class-by-score",
    "The right class is recognized by its score, so a wrong class with the same score is skipped too.",
    "With W = 0 all scores are equal, and C - 1 is expected: what says which class is right?",
)
SATISFIED = (
    "svm.winners-skipped",
    "An image whose right class has the highest score is skipped, but a winner may still lack the margin.",
    "What does a wrong class that loses by 0.5 cost?",
)
EQUAL_ONCE = (
    "svm.equal-margins-once",
    "Equal margins are added once: something keeps each number a single time, as a set does.",
    "With W = 0 all margins are 1: how many are there?",
)
WHOLE = (
    "svm.whole-numbers",
    "Fractions are cut off: somewhere whole numbers are stored, or // divides.",
    "Is there a //, an int(), or an array of whole numbers, such as zeros_like of labels?",
)
BY_C = (
    "svm.divided-by-classes",
    "This divides by the number of classes; the mean is over the images.",
    "How many losses L_i have been added up?",
)
DIVIDED_TWICE = ("svm.divided-twice", "The loss is divided by N twice.", "Which two lines or functions take a mean?")
ANOTHER_MARGIN = (
    "svm.another-margin",
    "The margin is some number other than 1.",
    "By how much should the right class win: which number is in the formula?",
)
ABSOLUTE = (
    "svm.absolute-margins",
    "A sign is lost: abs makes a class that loses badly as costly as one that wins.",
    "What should a class that loses by 5 cost: something, or nothing?",
)
AT_DIFFERENCE = (
    "svm.hinge-without-margin",
    "Only classes that score higher than the right one count; one that loses by less than 1 costs too.",
    "For which s_j - s_y is max(0, s_j - s_y + 1) above 0?",
)
LARGEST = (
    "svm.largest-for-right",
    "Each score is compared with the largest one, not with that of the right class.",
    "Which index picks the right class of image i?",
)
CUT = (
    "svm.margins-cut",
    "No class costs more than 1: something cuts it off there.",
    "What should a class that wins by 5 cost?",
)
OTHER_LOSS = ("svm.softmax-loss", "This is the softmax loss.", "Are there exp and log in the SVM loss?")
FIRST_SKIPPED = ("svm.first-image-skipped", "The first image is left out.", "Where does range start?")
LAST_SKIPPED = ("svm.last-image-skipped", "The last image is left out.", "Where does range end?")
LABEL_IGNORED = (
    "svm.label-ignored",
    "The labels make no difference: the class with the largest score is taken for the right one.",
    "Where does y come in?",
)
NO_RIGHT = (
    "svm.right-score-missing",
    "The score of the right class is not subtracted.",
    "Which two scores does a margin compare?",
)
RIGHT_ADDED = (
    "svm.right-score-added",
    "The score of the right class is added, not subtracted.",
    "Should the loss fall or grow when the right class scores higher?",
)
MINIMUM = (
    "svm.minimum",
    "Margins above 0 are cut off; it should be those below 0.",
    "Which of max(0, m) and min(0, m) is in the formula?",
)
MEAN_VIOLATED = (
    "svm.mean-over-violations",
    "This is the mean over the violated margins; the loss is the mean over the images.",
    "Which number is the sum divided by?",
)
MEAN_OF_IMAGE = (
    "svm.mean-over-own-violations",
    "Each image's margins are averaged over those that it violates; the formula sums them.",
    "Does the formula sum over j, or average?",
)
LARGEST_ONLY = (
    "svm.largest-score-only",
    "Only the largest score of each image counts, even where the right class has it.",
    "Which classes does the sum over j run over?",
)
FIRST_ONLY = (
    "svm.first-image-only",
    "Only the first image counts.",
    "How far is the return line indented?",
)

LABEL_BEFORE = (
    "svm.right-score-of-label-before",
    "The score of the right class is taken one class too early.",
    "Does y count the classes from 0 or from 1?",
)
FIRST_LABEL = (
    "svm.label-of-first-image",
    "The label of the first image is used for all.",
    "Which index picks the label of image i?",
)
FIRST_SCORES = (
    "svm.scores-of-first-image",
    "The scores of the first image are used for all.",
    "How far is the line that works out the scores indented, and which image is in it?",
)
LAST_SCORES = (
    "svm.scores-of-last-image",
    "The scores of the last image are used for all: they are left over from an earlier loop.",
    "Where do the scores have to be worked out again?",
)
RIGHT_AVERAGED = (
    "svm.right-score-averaged",
    "The score of the right class is divided by C: it comes from a mean over a row in which all other entries are 0.",
    "Which function adds up a row?",
)
RIGHT_SUMMED = (
    "svm.right-scores-summed-over-images",
    "The right scores are added up over the images, so there is one for each class; there should be one for each image.",
    "Which axis has to go so that one number is left for each of the N rows?",
)
FIRST_RIGHT = (
    "svm.right-score-of-first-image",
    "The right score of the first image is used for all.",
    "How far is the line that takes the score of the right class indented?",
)
RIGHT_MEAN = (
    "svm.right-scores-averaged-over-images",
    "The mean of all right scores is subtracted, but each row has its own.",
    "You want one number for each row: which shape is that?",
)
TILED = (
    "svm.right-scores-in-wrong-order",
    "The right scores are repeated in the wrong order, so a row is compared with those of several images.",
    "What do np.tile and np.repeat make of [1, 2], and which shape can be subtracted without either?",
)
RESCALED = ("divided-by-classes",)
"""Of changed scores: with a margin of C it is the same but for a factor."""
IMAGE_NUMBER = (
    "svm.image-number-for-label",
    "The class that is left out is the one with the number of the image, not that of its label.",
    "What does i count, and what y[i]?",
)
ONE_TOO_MANY = (
    "svm.one-subtracted-too",
    "1 is taken off for the right class, whose margin was 0 already.",
    "Both ways leave the right class out: which one do you keep?",
)
ONE_FOR_ALL = (
    "svm.one-subtracted-for-all",
    "The right class adds 1 for each image, but 1 is taken off only once for all of them.",
    "Is it subtracted before or after the division by N?",
)

NAIVE_LOSS = (
    *changed_scores(DATA, "s", "s = X[i] @ W\n", "s = X[i] @ W\n    s = {changed}\n", RESCALED),
    Mistake(DATA, *IMAGE_NUMBER, (("if j == y[i]", "if j == i"),)),
    Mistake(DATA, *LABEL_BEFORE, ((NAIVE_MARGIN, "margin = s[j] - s[y[i] - 1] + 1"),)),
    Mistake(DATA, *FIRST_LABEL, ((NAIVE_MARGIN, "margin = s[j] - s[y[0]] + 1"),)),
    Mistake(DATA, *FIRST_LABEL, ((NAIVE_MARGIN, "margin = s[j] - s[y[0]] + 1"), ("if j == y[i]", "if j == y[0]"))),
    Mistake(DATA, *FIRST_RIGHT, ((NAIVE_MARGIN, "margin = s[j] - (X[0] @ W)[y[0]] + 1"),)),
    Mistake(DATA, *FIRST_SCORES, (("s = X[i] @ W\n", "s = X[0] @ W\n"),)),
    Mistake(DATA, *LAST_SCORES, (("s = X[i] @ W\n", "s = X[-1] @ W\n"),)),
    Mistake(
        DATA,
        *ONE_TOO_MANY,
        (("loss /= N\n", "loss = loss / N - 1\n"),),
    ),
    Mistake(
        DATA,
        *ONE_FOR_ALL,
        ((NAIVE_RIGHT_CLASS, ""), ("loss /= N\n", "loss = (loss - 1) / N\n")),
    ),
    Mistake(DATA, *OUTSIDE, ((NAIVE_HINGE, "    loss += max(0, margin - 1) + 1"),)),
    *(
        Mistake(DATA, *ANOTHER_MARGIN, ((NAIVE_MARGIN, f"margin = s[j] - s[y[i]] + {margin}"),))
        for margin in ("0.01", "0.1", "0.2", "0.5", "2", "5", "10", "20", "50", "100", "1000", "C")
    ),
    Mistake(DATA, *ABSOLUTE, ((NAIVE_HINGE, "    loss += abs(margin)"),)),
    Mistake(DATA, *ABSOLUTE, ((NAIVE_MARGIN, "margin = abs(s[j] - s[y[i]]) + 1"),)),
    Mistake(DATA, *AT_DIFFERENCE, (("if margin > 0", "if margin > 1"),)),
    Mistake(DATA, *LARGEST, ((NAIVE_MARGIN, "margin = s[j] - np.max(s) + 1"),)),
    Mistake(DATA, *CUT, (("loss += margin", "loss += min(margin, 1)"),)),
    Mistake(
        DATA,
        *OTHER_LOSS,
        ((NAIVE_HINGE, "    loss += (np.log(np.sum(np.exp(s))) - s[y[i]]) / (C - 1)"),),
    ),
    Mistake(
        DATA,
        "svm.first-class-skipped",
        "The loop skips class 0.",
        "Where does range(1, C) start?",
        (("for j in range(C)", "for j in range(1, C)"),),
    ),
    Mistake(DATA, *BY_SCORE, (("if j == y[i]:", "if s[j] == s[y[i]]:"),)),
    Mistake(DATA, *SATISFIED, (("s = X[i] @ W\n", "s = X[i] @ W\n    if np.argmax(s) == y[i]:\n        continue\n"),)),
    Mistake(
        DATA,
        *EQUAL_ONCE,
        (
            ("s = X[i] @ W\n", "s = X[i] @ W\n    seen = set()\n"),
            (
                NAIVE_HINGE,
                "    if margin > 0 and margin not in seen:\n            loss += margin\n        seen.add(margin)",
            ),
        ),
    ),
    Mistake(DATA, *WHOLE, (("loss /= N\n", "loss //= N\n"),)),
    Mistake(DATA, *WHOLE, ((NAIVE_MARGIN, "margin = s[j] - int(s[y[i]]) + 1"),)),
    Mistake(DATA, *WHOLE, (("loss += margin", "loss += int(margin)"),)),
    Mistake(DATA, *DIVIDED_TWICE, (("loss /= N\n", "loss /= N * N\n"),)),
    Mistake(DATA, *FIRST_SKIPPED, (("for i in range(N)", "for i in range(1, N)"),)),
    Mistake(DATA, *LAST_SKIPPED, (("for i in range(N)", "for i in range(N - 1)"),)),
    Mistake(
        DATA,
        *LABEL_IGNORED,
        (
            ("s = X[i] @ W\n", "s = X[i] @ W\n    best = np.argmax(s)\n"),
            ("if j == y[i]:", "if j == best:"),
            (NAIVE_MARGIN, "margin = s[j] - s[best] + 1"),
        ),
    ),
    Mistake(DATA, *NO_RIGHT, ((NAIVE_MARGIN, "margin = s[j] + 1"),)),
    Mistake(DATA, *RIGHT_ADDED, ((NAIVE_MARGIN, "margin = s[j] + s[y[i]] + 1"),)),
    Mistake(DATA, *MINIMUM, ((NAIVE_HINGE, "    loss += min(margin, 0)"),)),
    Mistake(
        DATA,
        *MEAN_VIOLATED,
        (
            ("N, C = X.shape[0], W.shape[1]", "N, C, count = X.shape[0], W.shape[1], 0"),
            ("loss += margin", "loss, count = loss + margin, count + 1"),
            ("loss /= N\n", "loss /= count\n"),
        ),
    ),
    Mistake(
        DATA,
        *MEAN_OF_IMAGE,
        (
            ("s = X[i] @ W\n", "s = X[i] @ W\n    k = max(np.sum(s - s[y[i]] + 1 > 0) - 1, 1)\n"),
            ("loss += margin", "loss += margin / k"),
        ),
    ),
    Mistake(
        DATA,
        *LARGEST_ONLY,
        (("s = X[i] @ W\n", "s = X[i] @ W\n    loss += np.max(s) - s[y[i]] + 1\n"), ("loss += margin", "loss += 0")),
    ),
    Mistake(
        DATA,
        "svm.sum-not-reset",
        "An image's sum carries over from the images before it.",
        "Where does it have to start from 0 again?",
        (
            ("N, C = X.shape[0], W.shape[1]", "N, C, total = X.shape[0], W.shape[1], 0.0"),
            ("loss += margin", "total += margin"),
            ("loss /= N\n", "    loss += total\nloss /= N\n"),
        ),
    ),
    Mistake(
        DATA,
        "svm.last-class-only",
        "Only the last class of each image counts.",
        "How far are the lines below the margin indented: which loop are they in?",
        ((NAIVE_HINGE, "if margin > 0:\n        loss += margin"),),
    ),
    Mistake(DATA, *FIRST_ONLY, (("for i in range(N)", "for i in range(1)"),)),
    Mistake(DATA, *FIRST_ONLY, (("for i in range(N)", "for i in range(1)"), ("loss /= N\n", ""))),
    Mistake(
        DATA,
        "svm.last-margin-only",
        "Only the last violated margin is kept: the loss is overwritten, not added to.",
        "Does that line say +=, or = (or =+)?",
        (("loss += margin", "loss = +margin"),),
    ),
    Mistake(
        DATA,
        "svm.last-margin-only",
        "Only the last violated margin is kept: the loss is overwritten, not added to.",
        "Does that line say +=, or = (or =+)?",
        ((NAIVE_HINGE, "    loss = max(0, margin)"),),
    ),
    Mistake(DATA, *COUNTS_RIGHT, ((NAIVE_RIGHT_CLASS, ""),)),
    Mistake(DATA, *SIGN, ((NAIVE_MARGIN, "margin = s[y[i]] - s[j] + 1"),)),
    Mistake(DATA, *NO_HINGE, ((NAIVE_HINGE, "    loss += margin"),)),
    Mistake(DATA, *NO_HINGE_AT_ALL, ((NAIVE_HINGE, "    loss += margin"), (NAIVE_RIGHT_CLASS, ""))),
    Mistake(DATA, *NO_MARGIN, ((NAIVE_MARGIN, "margin = s[j] - s[y[i]]"),)),
    Mistake(DATA, *OUTSIDE, ((NAIVE_MARGIN, "margin = s[j] - s[y[i]]"), ("loss /= N\n", "loss = loss / N + 1\n"))),
    Mistake(DATA, *MINUS_MARGIN, ((NAIVE_MARGIN, "margin = s[j] - s[y[i]] - 1"),)),
    Mistake(DATA, *NO_MEAN, (("loss /= N\n", ""),)),
    Mistake(DATA, *MEAN_WRONG, (("loss /= N\n", "loss /= N * (C - 1)\n"),)),
    Mistake(DATA, *MEAN_ALL, (("loss /= N\n", "loss /= N * C\n"),)),
    Mistake(
        DATA,
        *WORST_ONLY,
        (
            ("s = X[i] @ W\n", "s = X[i] @ W\n    worst = 0\n"),
            (NAIVE_HINGE, "    worst = max(worst, margin)\n    loss += worst"),
        ),
    ),
    Mistake(DATA, *SQUARED, (("loss += margin", "loss += margin**2"),)),
    Mistake(
        DATA,
        "svm.break-not-continue",
        "The loop stops at the right class, so the classes after it cost nothing.",
        "What does break do to the rest of the loop, and what would continue do?",
        (("continue", "break"),),
    ),
    Mistake(
        DATA,
        "svm.divided-in-loop",
        "The division by N happens again in each round of the loop, so the result depends on the order of the images.",
        "How far is the line that divides by N indented?",
        (("loss /= N\nloss", "    loss /= N\nloss"),),
    ),
    Mistake(DATA, *WRONG_TRUTH, ((NAIVE_MARGIN, "margin = s[j] - s[0] + 1"),)),
    Mistake(
        DATA,
        "svm.last-image-only",
        "Only the last image counts.",
        "Does the loss start from 0 again for each image, or does the class loop come after the image loop?",
        (("s = X[i] @ W\n", "s = X[i] @ W\n    loss = 0.0\n"),),
    ),
    Mistake(
        DATA,
        "svm.margins-counted",
        "This counts the classes that violate the margin; it should add up by how much they violate it.",
        "With a margin of 1, what does a class that wins by 1.9 cost?",
        (("loss += margin", "loss += 1"),),
    ),
    Mistake(
        DATA,
        "svm.last-class-skipped",
        "The loop never reaches the last class.",
        "Where does range(C - 1) end?",
        (("for j in range(C)", "for j in range(C - 1)"),),
    ),
    Mistake(
        DATA,
        *BY_C,
        (("loss /= N\n", "loss /= C\n"),),
    ),
    Mistake(DATA, *BY_D, (("loss /= N\n", "loss /= X.shape[1]\n"),)),
    Mistake(
        DATA,
        "svm.right-class-only",
        "Only the right class is counted, and the wrong ones are skipped.",
        "Which class does continue skip, and which should it?",
        (("if j == y[i]:", "if j != y[i]:"),),
    ),
    Mistake(
        DATA,
        *SHIFTED_LABELS,
        (
            (NAIVE_RIGHT_CLASS, "        if j == y[i] - 1:\n            continue\n"),
            (NAIVE_MARGIN, "margin = s[j] - s[y[i] - 1] + 1"),
        ),
    ),
    Mistake(
        ("regularization",),
        "svm.penalty-per-margin",
        "The penalty is added once for each violated margin.",
        "The penalty is about W, not about margins: how far is its line indented?",
        (("loss += margin", "loss += margin + reg * np.sum(W * W)"), ("loss += reg * np.sum(W * W)\n", "")),
    ),
)

VECTORIZED_LOSS = (
    *changed_scores(DATA, "margins", "margins = X @ W\n", "margins = X @ W\nmargins = {changed}\n", RESCALED),
    *(
        Mistake(DATA, *id, ((SUBTRACTED, f"margins = margins - {right} + 1"),))
        for id, right in (
            (LABEL_BEFORE, "margins[rows, y - 1][:, np.newaxis]"),
            (FIRST_LABEL, "margins[:, y[[0]]]"),
            (RIGHT_AVERAGED, "margins[rows, y][:, np.newaxis] / W.shape[1]"),
            (
                RIGHT_SUMMED,
                "np.sum(np.where(np.arange(W.shape[1]) == y[:, np.newaxis], margins, 0), axis=0)",
            ),
            (RIGHT_MEAN, "np.mean(margins[rows, y])"),
            (TILED, "np.tile(margins[rows, y], W.shape[1]).reshape(margins.shape)"),
            (TILED, "np.repeat(margins[rows, y], W.shape[1]).reshape(margins.shape[::-1]).T"),
        )
    ),
    Mistake(
        DATA,
        *ONE_TOO_MANY,
        (("np.sum(margins) / N", "np.sum(margins) / N - 1"),),
    ),
    Mistake(
        DATA,
        *ONE_FOR_ALL,
        (("margins[rows, y] = 0\n", ""), ("np.sum(margins) / N", "(np.sum(margins) - 1) / N")),
    ),
    Mistake(
        DATA,
        "svm.worst-image-only",
        "Of each class only the image with the largest margin counts.",
        "Over which axis does the formula sum, and is there a maximum over images in it?",
        (("np.sum(margins) / N", "np.sum(np.max(margins, axis=0)) / N"),),
    ),
    Mistake(
        DATA,
        "svm.max-for-maximum",
        "This adds up the largest margin of each class over the images, as np.max(margins, 0) does: its 0 is an axis.",
        "Which function of NumPy compares each margin with 0?",
        (("np.maximum(margins, 0, out=margins)\n", ""), ("np.sum(margins) / N", "np.sum(np.max(margins, axis=0)) / N")),
    ),
    Mistake(
        DATA,
        *OUTSIDE,
        (
            (
                "np.sum(margins) / N",
                "np.sum(np.maximum(margins - 1, 0) + (np.arange(margins.shape[1]) != y[:, np.newaxis])) / N",
            ),
        ),
    ),
    Mistake(
        DATA,
        *OUTSIDE,
        (
            (SUBTRACTED, "margins -= margins[rows, y][:, np.newaxis]"),
            ("np.maximum(margins, 0, out=margins)\n", "margins = np.maximum(margins, 0) + 1\n"),
        ),
    ),
    Mistake(
        DATA,
        *BY_SCORE,
        (
            (SUBTRACTED, f"right = margins[rows, y][:, np.newaxis]\nequal = margins == right\n{SUBTRACTED}"),
            ("margins[rows, y] = 0", "margins[equal] = 0"),
        ),
    ),
    *(
        Mistake(DATA, *ANOTHER_MARGIN, ((SUBTRACTED, f"margins -= margins[rows, y][:, np.newaxis] - {margin}"),))
        for margin in ("0.01", "0.1", "0.2", "0.5", "2", "5", "10", "20", "50", "100", "1000", "W.shape[1]")
    ),
    Mistake(DATA, *ABSOLUTE, (("np.maximum(margins, 0, out=margins)", "np.abs(margins, out=margins)"),)),
    Mistake(DATA, *AT_DIFFERENCE, (("np.maximum(margins, 0, out=margins)", "margins[margins < 1] = 0"),)),
    Mistake(
        DATA,
        *AT_DIFFERENCE,
        (("margins[rows, y] = 0", "S = X @ W\nmargins *= S > S[rows, y][:, np.newaxis]\nmargins[rows, y] = 0"),),
    ),
    Mistake(DATA, *LARGEST, ((SUBTRACTED, "margins -= np.max(margins, axis=1, keepdims=True) - 1"),)),
    Mistake(DATA, *CUT, (("np.maximum(margins, 0, out=margins)", "np.clip(margins, 0, 1, out=margins)"),)),
    Mistake(
        DATA,
        *OTHER_LOSS,
        (
            (SUBTRACTED, "margins -= margins[rows, y][:, np.newaxis]"),
            ("np.sum(margins) / N", "np.sum(np.log(np.sum(np.exp(X @ W), axis=1)) - (X @ W)[rows, y]) / N"),
        ),
    ),
    Mistake(
        DATA,
        *SATISFIED,
        (
            (SUBTRACTED, f"winners = np.argmax(margins, axis=1) == y\n{SUBTRACTED}"),
            ("margins[rows, y] = 0", "margins[rows, y] = 0\nmargins[winners] = 0"),
        ),
    ),
    Mistake(DATA, *WHOLE, (("np.sum(margins) / N", "np.sum(margins) // N"),)),
    Mistake(DATA, *WHOLE, (("np.sum(margins) / N", "np.sum(margins.astype(int)) / N"),)),
    Mistake(DATA, *BY_C, (("np.sum(margins) / N", "np.sum(margins) / W.shape[1]"),)),
    Mistake(DATA, *DIVIDED_TWICE, (("np.sum(margins) / N", "np.sum(margins) / N / N"),)),
    Mistake(DATA, *COUNTS_RIGHT, (("margins[rows, y] = 0\n", ""),)),
    Mistake(DATA, *SIGN, ((SUBTRACTED, "margins = margins[rows, y][:, np.newaxis] - margins + 1"),)),
    Mistake(DATA, *NO_HINGE, (("np.maximum(margins, 0, out=margins)\n", ""),)),
    Mistake(DATA, *NO_HINGE_AT_ALL, (("np.maximum(margins, 0, out=margins)\nmargins[rows, y] = 0\n", ""),)),
    Mistake(DATA, *NO_MARGIN, ((SUBTRACTED, "margins -= margins[rows, y][:, np.newaxis]"),)),
    Mistake(
        DATA,
        *OUTSIDE,
        (
            (SUBTRACTED, "margins -= margins[rows, y][:, np.newaxis]"),
            ("np.sum(margins) / N", "np.sum(margins) / N + 1"),
        ),
    ),
    Mistake(DATA, *MINUS_MARGIN, ((SUBTRACTED, "margins -= margins[rows, y][:, np.newaxis] + 1"),)),
    Mistake(DATA, *NO_MEAN, (("np.sum(margins) / N", "np.sum(margins)"),)),
    Mistake(DATA, *MEAN_WRONG, (("np.sum(margins) / N", "np.sum(margins) / N / (W.shape[1] - 1)"),)),
    Mistake(DATA, *MEAN_ALL, (("np.sum(margins) / N", "np.mean(margins)"),)),
    Mistake(DATA, *WORST_ONLY, (("np.sum(margins) / N", "np.sum(margins.max(axis=1)) / N"),)),
    Mistake(DATA, *SQUARED, (("np.sum(margins) / N", "np.sum(margins**2) / N"),)),
    Mistake(DATA, *WRONG_TRUTH, ((SUBTRACTED, "margins -= margins[:, [0]] - 1"),)),
    Mistake(
        DATA,
        *LABEL_IGNORED,
        (
            (SUBTRACTED, "best = np.argmax(margins, axis=1)\nmargins -= margins[rows, best][:, np.newaxis] - 1"),
            ("margins[rows, y] = 0", "margins[rows, best] = 0"),
        ),
    ),
    Mistake(DATA, *NO_RIGHT, ((SUBTRACTED, "margins += 1"),)),
    Mistake(DATA, *RIGHT_ADDED, ((SUBTRACTED, "margins += margins[rows, y][:, np.newaxis] + 1"),)),
    Mistake(DATA, *MINIMUM, (("np.maximum(margins, 0, out=margins)", "np.minimum(margins, 0, out=margins)"),)),
    Mistake(DATA, *MEAN_VIOLATED, (("np.sum(margins) / N", "np.mean(margins[margins > 0])"),)),
    Mistake(
        DATA,
        *MEAN_OF_IMAGE,
        (("np.sum(margins) / N", "np.sum(margins / np.maximum(np.sum(margins > 0, axis=1, keepdims=True), 1)) / N"),),
    ),
    Mistake(
        DATA,
        *LARGEST_ONLY,
        (("np.sum(margins) / N", "np.sum(np.max(X @ W, axis=1) - (X @ W)[rows, y] + 1) / N"),),
    ),
    Mistake(
        STOPS,
        "svm.rows-by-label",
        "scores[y] picks whole rows, the scores of other images.",
        "You want one number from each row: which two indices pick it?",
        ((SUBTRACTED, "margins = margins - margins[y] + 1"),),
    ),
    Mistake(
        STOPS,
        "svm.broadcast-over-classes",
        "The scores of the right classes, shape (N,), are lined up with the classes instead of the images.",
        "Which shape has to be subtracted from (N, C) so that each row loses its own number?",
        ((SUBTRACTED, "margins = margins - margins[rows, y] + 1"),),
    ),
    Mistake(
        STOPS,
        "svm.columns-by-label",
        "scores[:, y] has shape (N, N): each row holds the scores of all N labels, not of its own label alone.",
        "You want one number from each row: which two indices pick it?",
        ((SUBTRACTED, "margins = margins - margins[:, y] + 1"),),
    ),
    Mistake(
        STOPS,
        "svm.rows-zeroed",
        "margins[y] = 0 wipes out whole rows; in the lecture's code there is one image and no rows.",
        "Which entry of each row belongs to the right class?",
        (("margins[rows, y] = 0", "margins[y] = 0"),),
    ),
    Mistake(
        ("data loss", "vectorized"),
        "svm.columns-zeroed",
        "[:, y] = 0 wipes out the column of every label that occurs.",
        "Which entry of each row belongs to the right class?",
        (("margins[rows, y] = 0", "margins[:, y] = 0"),),
    ),
    Mistake(
        DATA,
        "svm.margins-counted",
        "This counts the classes that violate the margin; it should add up by how much they violate it.",
        "With a margin of 1, what does a class that wins by 1.9 cost?",
        (("np.sum(margins) / N", "np.sum(margins > 0) / N"),),
    ),
    Mistake(DATA, *BY_D, (("np.sum(margins) / N", "np.sum(margins) / X.shape[1]"),)),
    Mistake(
        DATA,
        *SHIFTED_LABELS,
        (
            (SUBTRACTED, "margins -= margins[rows, y - 1][:, np.newaxis] - 1"),
            ("margins[rows, y] = 0", "margins[rows, y - 1] = 0"),
        ),
    ),
)

LOSS_HINTS = (
    "Work out the lecture's cat first: which two numbers go into the sum, and which class is left out?",
    "For each image i and each class j other than `y[i]`: max(0, s_j - s_y + 1), where s_y is the score of class `y[i]`. Then the mean over the images, then reg * sum(W * W).",
    "Shapes: `X[i]` (D,) times `W` (D, C) gives the C scores of image i. Loop over N images, inside over C classes; divide after both.",
)
VECTORIZED_HINTS = (
    "Write your loop's lines for all images at once: which array holds all scores, and of which shape?",
    "All margins are S minus each row's right score plus 1; cut at 0, set the right class to 0, sum, divide by N, add the penalty.",
    "Shapes: S (N, C). Two index arrays of length N, rows and labels, pick one entry from each row: (N,). As (N, 1) it can be subtracted from (N, C).",
)
CASES = losses.cases(_tells)

EXERCISES = [
    Exercise(
        id="svm_loss_naive-loss", target="svm.svm_loss_naive", task="loss", region=0, returns=("loss", "dW"), cases=CASES,
        parts=(losses.data_loss(3), losses.penalty(2), losses.unchanged(1)),
        mistakes=(*NAIVE_LOSS, *LOSS_MISTAKES), hints=LOSS_HINTS,
    ),
    Exercise(
        id="svm_loss_vectorized-loss", target="svm.svm_loss_vectorized", task="loss", region=0, returns=("loss", "dW"),
        cases=CASES,
        parts=(losses.data_loss(3), losses.penalty(2), losses.unchanged(1), losses.vectorized(1)),
        mistakes=(*VECTORIZED_LOSS, *LOSS_MISTAKES), hints=VECTORIZED_HINTS,
    ),
]  # fmt: skip
