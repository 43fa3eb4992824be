"""The gradient of the softmax loss, as loops and vectorized."""

from grader.bank import losses
from grader.bank.model import Exercise, Mistake
from grader.bank.penalties import gradient_mistakes
from grader.bank.softmax import (
    BY_D,
    CASES,
    FIRST_LABEL,
    FIRST_SCORES,
    FROM_LABELS,
    GROWING,
    LAST_SCORES,
    MINUS_SCORES,
    PER_CLASS,
    SIGMOID,
    SMOOTHED,
    SUM_SET,
)
from grader.bank.svm_gradient import SET

DATA_GRADIENT = ("data gradient",)
STOPS_GRADIENT = ("data gradient", "regularization gradient", "inputs unchanged", "vectorized")


NO_ONE = (
    "softmax.one-not-subtracted",
    "The probabilities are there, but nothing is subtracted at the true class.",
    "What should the derivatives of one image's scores sum to?",
)
ONLY_TRUE = (
    "softmax.true-class-only",
    "Only the true class moves; the wrong ones have to be pushed down too.",
    "What is the derivative of the loss with respect to a wrong class's score?",
)
FLIPPED = (
    "softmax.gradient-sign",
    "This is minus the gradient: it points downhill, and SGD subtracts it.",
    "Which way does the loss change when the true class's score grows?",
)
EVERYWHERE = (
    "softmax.one-subtracted-everywhere",
    "1 is subtracted at every class.",
    "Which of the scores is in the first term of L_i?",
)
G_NO_MEAN = (
    "softmax.gradient-sum-not-mean",
    "This is the sum over the images, N times the gradient.",
    "The loss is a mean over the images: what about its gradient?",
)
JACOBIAN = (
    "softmax.extra-softmax-derivative",
    "There is an extra factor p (1 - p).",
    "Your numbers from task 6 are already the derivative with respect to the scores: what else was multiplied in?",
)
ARGMAX = (
    "softmax.gradient-label-ignored",
    "The gradient does not look at y: 1 is subtracted at the most likely class.",
    "Which class should win?",
)
G_PLUS = (
    "softmax.one-added",
    "1 is added at the true class.",
    "With which sign is its score in the first term of L_i?",
)
G_COLUMNS = (
    "softmax.normalized-over-images",
    "The probabilities sum to 1 down the batch, not over the classes.",
    "Which axis holds the classes of one image?",
)
G_BATCH = (
    "softmax.normalized-over-batch",
    "All images together sum to 1, but each one should.",
    "Over which axis do you sum?",
)
G_TWICE = (
    "softmax.gradient-divided-twice",
    "The gradient is divided by N twice.",
    "Where is the mean over the images taken?",
)

ROWS_BY_LABEL = (
    "softmax.gradient-rows-by-label",
    "An index [y] changes whole rows; only the entry of the true class in each row should change.",
    "Which two indices pick one entry from each row?",
)
OF_SVM = (
    "softmax.gradient-of-svm",
    "This is the gradient of the SVM loss.",
    "Which classes does the derivative of -log p move: those within a margin, or all?",
)
BUFFERED = (
    "softmax.repeated-labels-once",
    "dW[:, y] -= ... takes each column once, even where a label occurs several times: only its last image counts.",
    "Which product adds up all images of a class?",
)
G_GROWING = ("softmax.gradient-sum-still-growing", *GROWING[1:])
G_FROM_LABELS = ("softmax.gradient-classes-from-labels", *FROM_LABELS[1:])
G_FIRST_SKIPPED = ("softmax.gradient-first-image-skipped", "The first image is left out.", "Where does range start?")
G_WHOLE = (
    "softmax.gradient-whole-numbers",
    "Fractions are cut off: somewhere on the way to dW there is an array of whole numbers.",
    "Is there a //, an int(), or an array of whole numbers, such as zeros_like of labels?",
)
G_FIRST_ONLY = (
    "softmax.gradient-first-image-only",
    "Only the first image counts.",
    "How far is the return line indented?",
)
G_LAST = (
    "softmax.gradient-last-image-only",
    "Only the last image counts.",
    "Is dW, or a column of it, set again for each image, as with = for +=, or does the class loop come after the image loop?",
)
G_SHIFTED = (
    "softmax.gradient-labels-shifted",
    "The labels are shifted by one.",
    "Does y count the classes from 0 or from 1?",
)
G_MEAN_ALL = (
    "softmax.gradient-mean-over-classes",
    "This averages over classes as well as images: C times too small.",
    "How many numbers is the mean over?",
)

G_LAST_SKIPPED = ("softmax.gradient-last-image-skipped", "The last image is left out.", "Where does range end?")
TRUE_SIGN = (
    "softmax.true-class-sign",
    "The sign is wrong at the true class, and there alone.",
    "Does the loss grow or fall when the true class's score grows?",
)
OTHERS = (
    "softmax.one-subtracted-at-wrong-classes",
    "1 is subtracted at every class but the true one.",
    "Which of the scores is in the first term of L_i?",
)
G_TWICE_APPLIED = (
    "softmax.gradient-softmax-twice",
    "Softmax was applied twice.",
    "What goes into exp: scores or probabilities?",
)
ONE_SIDE = (
    "softmax.gradient-shift-on-one-side",
    "A shift is inside exp only in the numerator, or only in the denominator, so it does not cancel.",
    "Which exps are divided by the sum of which?",
)
LOG_P = (
    "softmax.gradient-of-log-probabilities",
    "The logarithms of the probabilities are where the probabilities should be.",
    "What should the derivatives of one image's scores sum to?",
)
WITHOUT_LOG = (
    "softmax.gradient-without-log",
    "This is the gradient of minus the probability, without the logarithm.",
    "What is the derivative of log p with respect to p?",
)
NO_P = (
    "softmax.probabilities-missing",
    "Only the -1 at the true class is there; the probabilities are missing.",
    "What should the derivatives of one image's scores sum to?",
)
ONE_DIVIDED = (
    "softmax.one-term-divided",
    "Only one of the two terms, p or 1, is divided by N.",
    "Which comes first: subtracting 1, or dividing by N?",
)
G_SIGMOID = ("softmax.gradient-sigmoid", *SIGMOID[1:])

ADD, SUBTRACT = "        dW[:, j] += p[j] * X[i]", "    dW[:, y[i]] -= X[i]"
G_FIRST_LABEL = ("softmax.gradient-label-of-first-image", *FIRST_LABEL[1:])
G_FIRST_SCORES = ("softmax.gradient-scores-of-first-image", *FIRST_SCORES[1:])
G_LAST_SCORES = ("softmax.gradient-scores-of-last-image", *LAST_SCORES[1:])
G_SMOOTHED = ("softmax.gradient-labels-smoothed", *SMOOTHED[1:])
G_MINUS_SCORES = ("softmax.gradient-scores-negated", *MINUS_SCORES[1:])

NAIVE_GRADIENT = (
    Mistake(DATA_GRADIENT, *G_WHOLE, (("dW /= N\n", "dW //= N\n"),)),
    Mistake(DATA_GRADIENT, *G_FIRST_LABEL, ((SUBTRACT, "    dW[:, y[0]] -= X[i]"),)),
    Mistake(DATA_GRADIENT, *G_FIRST_SCORES, (("s = X[i] @ W\n", "s = X[0] @ W\n"),)),
    Mistake(DATA_GRADIENT, *G_LAST_SCORES, (("s = X[i] @ W\n", "s = X[-1] @ W\n"),)),
    Mistake(
        DATA_GRADIENT,
        *G_SMOOTHED,
        ((SUBTRACT, "    dW[:, y[i]] -= 0.9 * X[i]\n    dW -= 0.1 / C * X[i][:, np.newaxis]"),),
    ),
    Mistake(
        DATA_GRADIENT,
        "softmax.gradient-last-probability",
        "The true class's column gets the probability of the last class, which a loop over the classes leaves behind.",
        "Which p belongs to the true class, and which one does the variable hold after the loop?",
        ((SUBTRACT, "    dW[:, y[i]] += (p[-1] - p[y[i]] - 1) * X[i]"),),
    ),
    Mistake(DATA_GRADIENT, *G_MINUS_SCORES, (("s = X[i] @ W\n", "s = -X[i] @ W\n"),)),
    Mistake(
        DATA_GRADIENT,
        "softmax.columns-set",
        *SET[1:],
        (
            (ADD, "        if j != y[i]:\n            dW[:, j] = p[j] * X[i]"),
            (SUBTRACT, "    dW[:, y[i]] += (p[y[i]] - 1) * X[i]"),
        ),
    ),
    Mistake(DATA_GRADIENT, "softmax.gradient-sum-set", *SUM_SET[1:], (("p /= np.sum(p)", "p /= p[-1]"),)),
    *(
        Mistake(
            DATA_GRADIENT,
            "softmax.image-missing",
            "The image is missing: p_j alone is added to a column.",
            "What is the derivative of a score with respect to its column of W?",
            ((ADD, "        dW[:, j] += p[j]"), (SUBTRACT, true)),
        )
        for true in (SUBTRACT, "    dW[:, y[i]] -= 1", "    dW[:, y[i]] += (p[y[i]] - 1) * X[i] - p[y[i]]")
    ),
    Mistake(
        DATA_GRADIENT,
        "softmax.image-number-for-label",
        "1 is subtracted from the column with the number of the image, not with that of its label.",
        "What does i count, and what y[i]?",
        ((SUBTRACT, "    if i < C:\n        dW[:, i] -= X[i]"),),
    ),
    Mistake(
        DATA_GRADIENT,
        "softmax.gradient-divided-in-loop",
        "The division by N happens again in each round of the loop, so the result depends on the order of the images.",
        "How far is the line that divides by N indented?",
        (("dW /= N\n", "    dW /= N\n"),),
    ),
    Mistake(
        DATA_GRADIENT,
        *OF_SVM,
        (
            (f"{SUBTRACT}\n", ""),
            (
                ADD,
                "        if j != y[i] and s[j] - s[y[i]] + 1 > 0:\n            dW[:, j] += X[i]\n            dW[:, y[i]] -= X[i]",
            ),
        ),
    ),
    Mistake(DATA_GRADIENT, *G_GROWING, (("    p /= np.sum(p)\n", "    p /= np.cumsum(p)\n"),)),
    Mistake(
        DATA_GRADIENT, *G_FROM_LABELS, (("    p /= np.sum(p)\n", "    p[np.max(y) + 1 :] = 0\n    p /= np.sum(p)\n"),)
    ),
    Mistake(DATA_GRADIENT, *G_FIRST_SKIPPED, (("for i in range(N)", "for i in range(1, N)"),)),
    Mistake(DATA_GRADIENT, *G_LAST_SKIPPED, (("for i in range(N)", "for i in range(N - 1)"),)),
    Mistake(DATA_GRADIENT, *TRUE_SIGN, ((SUBTRACT, "    dW[:, y[i]] += (1 - 2 * p[y[i]]) * X[i]"),)),
    Mistake(DATA_GRADIENT, *OTHERS, ((SUBTRACT, "    dW -= X[i][:, np.newaxis]\n    dW[:, y[i]] += X[i]"),)),
    Mistake(
        DATA_GRADIENT,
        *G_TWICE_APPLIED,
        (("    p /= np.sum(p)\n", "    p /= np.sum(p)\n    p = np.exp(p) / np.sum(np.exp(p))\n"),),
    ),
    *(
        Mistake(DATA_GRADIENT, *ONE_SIDE, (("    p = np.exp(s - np.max(s))\n    p /= np.sum(p)\n", f"    p = {p}\n"),))
        for p in ("np.exp(s) / np.sum(np.exp(s - np.max(s)))", "np.exp(s - np.max(s)) / np.sum(np.exp(s))")
    ),
    Mistake(DATA_GRADIENT, *LOG_P, ((ADD, "        dW[:, j] += np.log(p[j]) * X[i]"),)),
    Mistake(
        DATA_GRADIENT,
        *WITHOUT_LOG,
        ((ADD, "        dW[:, j] += p[y[i]] * p[j] * X[i]"), (SUBTRACT, "    dW[:, y[i]] -= p[y[i]] * X[i]")),
    ),
    Mistake(DATA_GRADIENT, *NO_P, ((ADD, "        pass"),)),
    *(Mistake(DATA_GRADIENT, *ONE_DIVIDED, ((line, f"{line} / N"), ("dW /= N\n", ""))) for line in (ADD, SUBTRACT)),
    Mistake(
        DATA_GRADIENT,
        "softmax.one-subtracted-for-last-image",
        "X[i] is subtracted only for the last image.",
        "How far is the line that subtracts it indented?",
        ((SUBTRACT, SUBTRACT.lstrip()),),
    ),
    Mistake(
        DATA_GRADIENT,
        "softmax.one-without-image",
        "1 is subtracted from the column itself, where 1 times the image belongs.",
        "What is the derivative of a score with respect to its column of W?",
        ((SUBTRACT, "    dW[:, y[i]] -= 1"),),
    ),
    Mistake(DATA_GRADIENT, *G_SIGMOID, (("    p /= np.sum(p)\n", "    p = 1 / (1 + np.exp(-s))\n"),)),
    Mistake(DATA_GRADIENT, *PER_CLASS, (("np.exp(s - np.max(s))", "np.exp(s - np.max(X @ W, axis=0))"),)),
    Mistake(
        DATA_GRADIENT,
        "softmax.gradient-sum-not-reset",
        "The sum of exp goes on from image to image.",
        "Where does it have to start from 0 again?",
        (
            ("dW = np.zeros_like(W)", "dW, total = np.zeros_like(W), 0.0"),
            ("    p /= np.sum(p)\n", "    total += np.sum(p)\n    p /= total\n"),
        ),
    ),
    Mistake(
        DATA_GRADIENT,
        "softmax.gradient-last-class-skipped",
        "The loop never reaches the last class.",
        "Where does range(C - 1) end?",
        (("for j in range(C)", "for j in range(C - 1)"),),
    ),
    Mistake(DATA_GRADIENT, *G_FIRST_ONLY, (("for i in range(N)", "for i in range(1)"),)),
    Mistake(DATA_GRADIENT, *G_FIRST_ONLY, (("for i in range(N)", "for i in range(1)"), ("dW /= N\n", ""))),
    Mistake(DATA_GRADIENT, *G_LAST, (("s = X[i] @ W\n", "s = X[i] @ W\n    dW[:] = 0\n"),)),
    Mistake(DATA_GRADIENT, *G_SHIFTED, ((SUBTRACT, "    dW[:, y[i] - 1] -= X[i]"),)),
    Mistake(DATA_GRADIENT, *G_SHIFTED, ((SUBTRACT, "    dW[:, y[i] - 1] -= X[i] * (y[i] > 0)"),)),
    Mistake(
        DATA_GRADIENT,
        "softmax.true-class-not-in-gradient-sum",
        "The true class is left out of the sum in the denominator.",
        "Over which classes does the denominator sum?",
        (("p /= np.sum(p)", "p /= np.sum(p) - p[y[i]]"),),
    ),
    Mistake(DATA_GRADIENT, *NO_ONE, ((f"{SUBTRACT}\n", ""),)),
    Mistake(DATA_GRADIENT, *ONLY_TRUE, ((ADD, "        dW[:, j] += p[j] * X[i] * (j == y[i])"),)),
    Mistake(DATA_GRADIENT, *FLIPPED, ((ADD, "        dW[:, j] -= p[j] * X[i]"), (SUBTRACT, "    dW[:, y[i]] += X[i]"))),
    Mistake(DATA_GRADIENT, *EVERYWHERE, ((SUBTRACT, "    dW -= X[i][:, np.newaxis]"),)),
    Mistake(DATA_GRADIENT, *G_NO_MEAN, (("dW /= N\n", ""),)),
    Mistake(
        DATA_GRADIENT,
        *JACOBIAN,
        ((ADD, "        dW[:, j] += (p[j] - (j == y[i])) * p[j] * (1 - p[j]) * X[i]"), (f"{SUBTRACT}\n", "")),
    ),
    Mistake(DATA_GRADIENT, *ARGMAX, ((SUBTRACT, "    dW[:, np.argmax(p)] -= X[i]"),)),
    Mistake(
        DATA_GRADIENT,
        "softmax.true-probability-missing",
        "At the true class one of the two terms is missing.",
        "Is its score in the sum of exps too?",
        ((ADD, "        dW[:, j] += p[j] * X[i] * (j != y[i])"),),
    ),
    Mistake(
        DATA_GRADIENT,
        "softmax.gradient-not-normalized",
        "The exps are not divided by their sum.",
        "Which numbers of an image have to add up to 1?",
        (("    p /= np.sum(p)\n", ""),),
    ),
    Mistake(
        ("data gradient", "regularization gradient", "inputs unchanged"),
        "softmax.rows-not-columns",
        "dW[j] is a row, but a class is a column of W.",
        "W has shape (D, C): which index counts the classes?",
        ((ADD, "        dW[j] += p[j] * X[i]"), (SUBTRACT, "    dW[y[i]] -= X[i]")),
    ),
    Mistake(DATA_GRADIENT, *G_PLUS, ((SUBTRACT, "    dW[:, y[i]] += X[i]"),)),
    Mistake(
        DATA_GRADIENT,
        "softmax.one-subtracted-per-class",
        "1 is subtracted once for each class, C times in all.",
        "How far is the line that subtracts X[i] indented?",
        ((SUBTRACT, "    dW[:, y[i]] -= C * X[i]"),),
    ),
    Mistake(
        DATA_GRADIENT,
        "softmax.last-class-not-in-sum",
        "The last class is left out of the sum below.",
        "Over which classes do the probabilities sum to 1?",
        (("p /= np.sum(p)", "p /= np.sum(p[:-1])"),),
    ),
    Mistake(DATA_GRADIENT, *BY_D, (("dW /= N\n", "dW /= X.shape[1]\n"),)),
    Mistake(DATA_GRADIENT, *G_TWICE, (("dW /= N\n", "dW /= N * N\n"),)),
)

SCORES, ONE = "dS = np.divide(P, totals[:, np.newaxis], out=P)", "dS[rows, y] -= 1"
VECTORIZED_GRADIENT = (
    Mistake(DATA_GRADIENT, *G_WHOLE, (("dW /= N\n", "dW //= N\n"),)),
    Mistake(DATA_GRADIENT, *G_FIRST_LABEL, ((ONE, "dS[:, y[0]] -= 1"),)),
    Mistake(DATA_GRADIENT, *G_SMOOTHED, ((ONE, "dS[rows, y] -= 0.9\ndS -= 0.1 / W.shape[1]"),)),
    Mistake(
        DATA_GRADIENT,
        *G_MINUS_SCORES,
        ((SCORES, "E = np.exp(-(X @ W))\ndS = E / np.sum(E, axis=1, keepdims=True)"),),
    ),
    Mistake(
        DATA_GRADIENT,
        *OF_SVM,
        (
            (SCORES, "S = X @ W\ndS = (S - S[rows, y][:, np.newaxis] + 1 > 0) * 1.0\ndS[rows, y] = 0"),
            (ONE, "dS[rows, y] = -np.sum(dS, axis=1)"),
        ),
    ),
    Mistake(DATA_GRADIENT, *G_BATCH, ((SCORES, "dS = P / np.sum(P)"),)),
    Mistake(DATA_GRADIENT, *G_COLUMNS, ((SCORES, "dS = P / np.sum(P, axis=0)"),)),
    Mistake(
        DATA_GRADIENT,
        "softmax.gradient-columns-by-label",
        "An index [:, y] changes the column of every label; only the entry of the true class in each row should change.",
        "Which two indices pick one entry from each row?",
        ((ONE, "dS[:, np.unique(y)] -= 1"),),
    ),
    Mistake(DATA_GRADIENT, *TRUE_SIGN, ((ONE, "dS[rows, y] = 1 - dS[rows, y]"),)),
    Mistake(DATA_GRADIENT, *OTHERS, ((ONE, "dS -= 1\ndS[rows, y] += 1"),)),
    Mistake(
        DATA_GRADIENT,
        *G_TWICE_APPLIED,
        ((SCORES, f"{SCORES}\ndS = np.exp(dS) / np.sum(np.exp(dS), axis=1, keepdims=True)"),),
    ),
    *(
        Mistake(DATA_GRADIENT, *ONE_SIDE, ((SCORES, f"E = np.exp(X @ W)\ndS = {p}"),))
        for p in ("E / totals[:, np.newaxis]", "P / np.sum(E, axis=1, keepdims=True)")
    ),
    Mistake(DATA_GRADIENT, *LOG_P, ((SCORES, "dS = np.log(P / totals[:, np.newaxis])"),)),
    Mistake(
        DATA_GRADIENT,
        *WITHOUT_LOG,
        ((ONE, "own = dS[rows, y][:, np.newaxis]\ndS[rows, y] -= 1\ndS *= own"),),
    ),
    Mistake(DATA_GRADIENT, *NO_P, ((SCORES, "dS = np.zeros_like(P)"),)),
    *(
        Mistake(DATA_GRADIENT, *ONE_DIVIDED, ((ONE, line), ("dW /= N\n", "")))
        for line in ("dS[rows, y] -= 1 / N", "dS /= N\ndS[rows, y] -= 1")
    ),
    Mistake(DATA_GRADIENT, *G_SIGMOID, ((SCORES, "dS = 1 / (1 + np.exp(-(X @ W)))"),)),
    Mistake(DATA_GRADIENT, *ROWS_BY_LABEL, ((ONE, "dS[y[y < N]] -= 1"),)),
    Mistake(DATA_GRADIENT, *BUFFERED, ((f"{ONE}\n", ""), ("dW = X.T @ dS", "dW = X.T @ dS\ndW[:, y] -= X.T"))),
    Mistake(DATA_GRADIENT, *G_SHIFTED, ((ONE, "dS[rows, y - 1] -= 1"),)),
    Mistake(DATA_GRADIENT, *G_MEAN_ALL, (("dW /= N\n", "dW /= N * W.shape[1]\n"),)),
    Mistake(DATA_GRADIENT, *NO_ONE, ((f"{ONE}\n", ""),)),
    Mistake(
        DATA_GRADIENT, *ONLY_TRUE, ((ONE, "only = np.zeros_like(dS)\nonly[rows, y] = dS[rows, y] - 1\ndS = only"),)
    ),
    Mistake(DATA_GRADIENT, *FLIPPED, (("dW = X.T @ dS", "dW = -X.T @ dS"),)),
    Mistake(DATA_GRADIENT, *EVERYWHERE, ((ONE, "dS -= 1"),)),
    Mistake(DATA_GRADIENT, *G_NO_MEAN, (("dW /= N\n", ""),)),
    Mistake(DATA_GRADIENT, *JACOBIAN, ((ONE, "p = dS.copy()\ndS[rows, y] -= 1\ndS *= p * (1 - p)"),)),
    Mistake(DATA_GRADIENT, *ARGMAX, ((ONE, "dS[rows, np.argmax(P, axis=1)] -= 1"),)),
    Mistake(
        DATA_GRADIENT,
        "softmax.true-probability-missing",
        "At the true class one of the two terms is missing.",
        "Is its score in the sum of exps too?",
        ((ONE, "dS[rows, y] = -1"),),
    ),
    Mistake(
        DATA_GRADIENT,
        "softmax.gradient-not-normalized",
        "The exps are not divided by their sum.",
        "Which numbers of an image have to add up to 1?",
        ((SCORES, "dS = P.copy()"),),
    ),
    Mistake(
        STOPS_GRADIENT,
        *ROWS_BY_LABEL,
        ((ONE, "dS[y] -= 1"),),
    ),
    Mistake(
        STOPS_GRADIENT,
        "softmax.product-not-transposed",
        "The product has the wrong shapes: X is (N, D), the scores are (N, C), dW is (D, C).",
        "(a, b) times (b, c) gives (a, c). Over which index should it sum here, and which shape should come out?",
        (("X.T @ dS", "X @ dS"),),
    ),
    Mistake(DATA_GRADIENT, *G_PLUS, ((ONE, "dS[rows, y] += 1"),)),
    Mistake(DATA_GRADIENT, *G_COLUMNS, ((SCORES, "S = X @ W\nP = np.exp(S - np.max(S))\ndS = P / np.sum(P, axis=0)"),)),
    Mistake(DATA_GRADIENT, *G_BATCH, ((SCORES, "S = X @ W\nP = np.exp(S - np.max(S))\ndS = P / np.sum(P)"),)),
    Mistake(
        DATA_GRADIENT,
        *PER_CLASS,
        ((SCORES, "S = X @ W\nP = np.exp(S - np.max(S, axis=0))\ndS = P / np.sum(P, axis=1, keepdims=True)"),),
    ),
    Mistake(DATA_GRADIENT, *BY_D, (("dW /= N\n", "dW /= X.shape[1]\n"),)),
    Mistake(DATA_GRADIENT, *G_TWICE, (("dW /= N\n", "dW /= N * N\n"),)),
)
LARGE = losses.finite(
    "large scores", "huge", losses.GRADIENT, "softmax.gradient-not-finite", "data gradient",
    "in a batch with scores such as [1000, 1040, 960] and [-1000, -1030, -970] your dW is not finite. Is exp safe in each row there, as it has to be in the loss?",
)  # fmt: skip
ALONE = losses.finite(
    "large scores", "huge-shifted", losses.GRADIENT | {"beside": 0}, "softmax.loop-gradient-not-finite", "data gradient",
    "in a batch with scores such as [1000, 1040, 960] and [-1000, -1030, -970] your dW is not finite, though your loss is right. Is the number that is subtracted before exp missing where you work out dW?",
)  # fmt: skip
UNLIKELY = losses.finite(
    "unlikely true class", "underflow", losses.GRADIENT, "softmax.divided-by-zero", "data gradient",
    "where the true class is so unlikely that its p is 0 in floats, as on scores [700, -60, 0], your dW is not finite. Which division could be left out?",
)  # fmt: skip

EXERCISES = [
    Exercise(
        id="softmax_loss_naive-gradient", target="softmax.softmax_loss_naive", task="gradient", region=1, returns=("loss", "dW"), cases=CASES,
        parts=(losses.data_gradient(1.5), losses.penalty_gradient(1), losses.unchanged(0.5), ALONE, UNLIKELY),
        mistakes=(*NAIVE_GRADIENT, *gradient_mistakes()),
        hints=(
            "Which number of task 6 belongs to column j of `dW`, and with what does the chain rule multiply it?",
            "As for the SVM, with another array in the middle: there a count of violated margins, here what you derived in task 6. The mean and the penalty are the same.",
            "Shapes: a column of `dW` is (D,), like `X[i]`; the probabilities of an image are (C,). Start from zeros of the shape of `W`, (D, C).",
        ),
    ),
    Exercise(
        id="softmax_loss_vectorized-gradient", target="softmax.softmax_loss_vectorized", task="gradient", region=1,
        returns=("loss", "dW"), cases=CASES,
        parts=(losses.data_gradient(2), losses.penalty_gradient(0.5), losses.unchanged(0.5), losses.vectorized(1, "data gradient"), LARGE, UNLIKELY),
        mistakes=(*VECTORIZED_GRADIENT, *gradient_mistakes()),
        hints=(
            "Task 6 gave one row of an (N, C) array. Which function of yours gives most of it, all rows at once?",
            "The rest is what is special at the right class of each row; the product with `X` is that of the SVM.",
            "Shapes: two index arrays of length N pick one entry from each row of an (N, C) array.",
        ),
    ),
]  # fmt: skip
