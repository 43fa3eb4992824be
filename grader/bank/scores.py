"""Scores: from images to class scores, predictions and accuracy."""

import numpy as np

from grader.bank.model import Cases, Exercise, Mistake, part
from helpers.given.judge import Case

# The lecture's example of an image with 4 pixels and 3 classes; its numbers are in the course notes' figure.
CAT = np.array([[56.0, 231.0, 24.0, 2.0]])
CAT_W = np.array([[0.2, -0.5, 0.1, 2.0], [1.5, 1.3, 2.1, 0.0], [0.0, 0.25, 0.2, -0.3]]).T
CAT_B = np.array([1.1, 3.2, -1.2])


def _linear_cases(rng: np.random.Generator) -> Cases:
    cases = {
        "cat": Case((CAT, CAT_W, CAT_B), shown=True),
        "cat_0": Case((CAT, CAT_W, np.zeros(3)), shown=True),
    }
    # all sizes different, then two pairs of equal ones, where a transposed matrix does not stop
    for name, (N, D, C) in {
        "tall": (8, 5, 3),
        "wide": (3, 6, 7),
        "square": (4, 5, 5),
        "even": (4, 3, 4),
        "cube": (4, 4, 4),
    }.items():
        X, W, b = rng.normal(size=(N, D)), rng.normal(size=(D, C)), rng.normal(size=C) + 1
        cases[name] = Case((X, W, b))
        cases[f"{name}_0"] = Case((X, W, np.zeros(C)))
    return cases


def _append_cases(rng: np.random.Generator) -> Cases:
    shown = np.array([[7.0, 8.0], [9.0, 10.0]])
    return {
        "shown": Case((shown,), shown=True),
        "tall": Case((rng.normal(size=(6, 3)),)),
        "wide": Case((rng.normal(size=(2, 5)),)),
    }


def _predict_cases(rng: np.random.Generator) -> Cases:
    table = np.array([[3.2, 5.1, -1.7], [1.3, 4.9, 2.0]])
    # exp overflows in one image, of the next nothing is left, and of the last only if max(S) is subtracted
    far = np.array([[900.0, 1000.0, -2000.0], [-90000.0, -99000.0, -80000.0], [-80.0, -40.0, -60.0]])
    far += rng.uniform(-9, 9, size=far.shape)
    return {
        "lecture": Case((table,), shown=True),
        "far": Case((far,)),
        "tall": Case((rng.normal(size=(17, 4)),)),
        "wide": Case((rng.normal(size=(8, 10)) - 3,)),
        "tied": Case((np.array([[2.0, 2.0, 1.0], [0.0, 0.0, 0.0], [-1.0, 3.0, 3.0], [5.0, -1.0, 2.0]]),)),
    }


def _accuracy_cases(rng: np.random.Generator) -> Cases:
    y = y_pred = np.empty(0)
    while np.sum(np.sort(y_pred) == np.sort(y)) == np.sum(y_pred == y):  # by chance as many as in the right order
        y = rng.permutation(np.arange(39) % 9)  # no fraction of 39 has two decimals
        y_pred = np.where(rng.random(39) < 0.7, y, (y + rng.integers(1, 9, size=39)) % 9)
        y_pred[y_pred == 8] = 9  # a class that is no label, and a label that is never predicted
        y_pred[:3], y_pred[-1] = (y[0], (y[1] + 1) % 9, 9), y[-1]  # neither all right nor all wrong
    few = y[:23] % 7  # of another number of classes
    return {
        "shown": Case((np.array([5, 1, 9, 3]), np.array([3, 1, 9, 3])), shown=True),
        "drawn": Case((y_pred, y)),
        "all": Case((few, few)),
    }


SCORES, MISPRINT, WINNERS = ("scores",), ("misprint",), ("winning classes",)
RIGHT_CAT = [-96.8, 437.9, 60.75]

ANSWERS = [
    Exercise(
        id="cat_scores",
        returns=("scores", "misprint"),
        parts=(
            part("scores", 1, "answer", "answer", "scores", options={"index": 0}, atol=0.06, fails="Which row of W belongs to the cat, and which entry of b?"),
            part("misprint", 1, "answer", "answer", "misprint", options={"index": 1}, fails="Which of the three classes, counted from 0, has another score in the figure than in yours?"),
        ),
        values=(RIGHT_CAT, 2),
        place="01_score_functions, task 2",
        check='check("cat_scores", cat_scores, misprint)',
        mistakes=(
            Mistake(SCORES, "cat-scores.bias-missing", "The bias is missing from all three.", "What is added after the products?", values=([-97.9, 434.7, 61.95], 2)),
            Mistake(SCORES, "cat-scores.figure-copied", "These are the numbers in the figure, including the wrong one.", "Which of them can you confirm with your own function?", values=([-96.8, 437.9, 61.95], 2)),
            Mistake(SCORES, "cat-scores.bias-subtracted", "The bias was subtracted.", "Which sign is in f(x) = Wx + b?", values=([-99.0, 431.5, 63.15], 2)),
            Mistake(MISPRINT, "cat-scores.misprint-cat", "The cat's printed score is right.", "Which score changes when you work it out again?", values=(RIGHT_CAT, 0)),
            Mistake(MISPRINT, "cat-scores.misprint-dog", "The dog's printed score is right.", "Which score changes when you work it out again?", values=(RIGHT_CAT, 1)),
            Mistake(MISPRINT, "cat-scores.classes-from-one", "Classes are counted from 0.", "What is the number of the third class then?", values=(RIGHT_CAT, 3)),
        ),
    ),
    Exercise(
        id="winners",
        returns=("winners",),
        parts=(part("winning classes", 1, "answer", "answer", "winners", options={"index": 0}, fails="Which scores belong to one image, and where among them is the highest?"),),
        values=([5, 1, 9],),
        place="01_score_functions, task 4",
        check='check("winners", winners)',
        mistakes=(
            Mistake(WINNERS, "winners.right-classes", "These are the right classes, not the ones that win.", "Which score is highest in each column?", values=([3, 1, 6],)),
            Mistake(WINNERS, "winners.classes-from-one", "Classes are counted from 0.", "What number is airplane?", values=([6, 2, 10],)),
            Mistake(WINNERS, "winners.lowest-scores", "These classes have the lowest scores.", "Does a high score speak for a class or against it?", values=([1, 7, 8],)),
            Mistake(WINNERS, "winners.scores-not-classes", "These are the highest scores themselves.", "To which classes do they belong?", values=([8.02, 6.04, 6.14],)),
        ),
    ),
]  # fmt: skip

EXERCISES = [
    *ANSWERS,
    Exercise(
        id="linear_scores",
        target="scores.linear_scores",
        returns=("S",),
        cases=_linear_cases,
        parts=(
            part("products", 1, "output", "cat_0 tall_0 wide_0 square_0 even_0 cube_0", "S", options={"index": 0}),
            part(
                "bias",
                1,
                "change",
                "cat-cat_0 tall-tall_0 wide-wide_0 square-square_0 even-even_0 cube-cube_0",
                "change of S by the bias",
                options={"index": 0},
            ),
        ),
        mistakes=(
            *(
                Mistake(
                    costs,
                    "scores.images-standardized",
                    "X is standardized before the product, by means or spreads of the batch.",
                    "Which numbers does S = X W + b multiply, and what is left of a single image less the mean?",
                    (("X @ W", f"{X} @ W"),),
                )
                for costs, X in (
                    (("products", "bias"), "((X - X.mean(axis=0)) / X.std(axis=0))"),
                    (("products",), "((X - X.mean(axis=0)) / (X.std(axis=0) + 1e-8))"),
                    (("products",), "((X - X.mean()) / X.std())"),
                )
            ),
            Mistake(
                ("products",),
                "scores.images-centred",
                "A mean over X is subtracted before the product.",
                "Which numbers does S = X W + b multiply: those of X, or others?",
                (("X @ W", "(X - X.mean(axis=0)) @ W"),),
            ),
            Mistake(
                ("bias",),
                "scores.bias-missing",
                "The bias b is not added.",
                "An image of zeros should get the scores b: which does yours get?",
                (("S += b\n", ""),),
            ),
            Mistake(
                ("bias",),
                "scores.bias-subtracted",
                "The bias is subtracted.",
                "Which sign is in f(x) = Wx + b?",
                (("S += b", "S -= b"),),
            ),
            *(
                Mistake(
                    ("bias",),
                    "scores.one-bias-for-all",
                    "The same number is added to every class.",
                    "Each class has a bias of its own: which axis of S is the class axis?",
                    (("S += b", f"S += {number}"),),
                )
                for number in ("b.mean()", "b.sum()", "b[0]", "b[-1]")
            ),
            *(
                Mistake(
                    ("bias",),
                    "scores.biases-mixed-up",
                    "b is spread over S in the wrong order: a column holds the biases of several classes.",
                    "Which bias belongs in column j, for every image?",
                    (("S += b", f"S += {table}"),),
                )
                for table in (
                    "np.resize(b, S.size).reshape(S.shape, order='F')",
                    "np.repeat(b, len(S)).reshape(S.shape)",
                )
            ),
            Mistake(
                ("bias",),
                "scores.bias-before-product",
                "b is added before the product, so it is multiplied by the pixels.",
                "In S = X W + b, what is done first?",
                (("X @ W", "X @ (W + b)"), ("S += b\n", "")),
            ),
            *(
                Mistake(
                    costs,
                    "scores.last-class-left-out",
                    "The last class is left out.",
                    "How many classes are there, and where does your loop over them end?",
                    (("S += b\n", lines),),
                )
                for costs, lines in (
                    (("products", "bias"), "S += b\nS[:, -1] = 0\n"),
                    (("products",), "S[:, -1] = 0\nS += b\n"),
                )
            ),
            Mistake(
                ("products",),
                "scores.last-pixel-left-out",
                "The last number of each image, and its row of W, are left out.",
                "How many numbers does an image have, and where does your loop over them end?",
                (("X @ W", "X[:, :-1] @ W[:-1]"),),
            ),
            Mistake(
                ("products", "bias"),
                "scores.bias-per-image",
                "b is lined up with the images, not with the classes.",
                "S has shape (N, C) and b has one entry per class: which axis should b meet?",
                (("S += b", "S = S + b[:, np.newaxis]"),),
            ),
            Mistake(
                ("products", "bias"),
                "scores.weights-transposed",
                "W is transposed, but its shape is (D, C) already.",
                "(N, D) times which shape gives (N, C)?",
                (("X @ W", "X @ W.T"),),
            ),
            Mistake(
                ("products", "bias"),
                "scores.images-as-columns",
                "This is the lecture's layout, an image in each column; here each image is a row.",
                "(N, D) times which shape gives (N, C)?",
                (("X @ W", "W.T @ X.T"), ("S += b", "S = S + b")),
            ),
            Mistake(
                ("products", "bias"),
                "scores.factors-swapped",
                "The factors are in the wrong order.",
                "Write the shapes side by side: which product of (N, D) and (D, C) has matching inner sizes?",
                (("X @ W", "W @ X"),),
            ),
            Mistake(
                ("products", "bias"),
                "scores.elementwise-product",
                "The star multiplies entry by entry.",
                "Which operator is the matrix product in NumPy?",
                (("X @ W", "X * W"),),
            ),
            Mistake(
                ("products", "bias"),
                "scores.whole-numbers",
                "The scores are cut to whole numbers.",
                "What is the dtype of the array that holds them?",
                (("return S", "return S.astype(int)"),),
            ),
            Mistake(
                ("products", "bias"),
                "scores.scores-transposed",
                "The result is transposed: one row per class, but each image should have a row.",
                "Which shape does (N, D) times (D, C) give?",
                (("return S", "return S.T"),),
            ),
        ),
        hints=(
            "Each score is a sum over the D numbers of an image, each times its weight. Which operation does all of them at once?",
            "S = X W + b: a matrix product, then one bias for each class.",
            "Shapes: (N, D) with (D, C) gives (N, C). Adding (C,) reaches every row by itself.",
        ),
    ),
    Exercise(
        id="append_ones",
        target="scores.append_ones",
        returns=("X with ones",),
        cases=_append_cases,
        parts=(part("extra column", 1, "output", "shown tall wide", "result", options={"index": 0}),),
        mistakes=(
            Mistake(
                ("extra column",),
                "scores.ones-in-front",
                "The ones come first.",
                "The bias is the last row of W: which column has to meet it?",
                (("[X, ones]", "[ones, X]"),),
            ),
            Mistake(
                ("extra column",),
                "scores.zeros-appended",
                "The extra column holds zeros.",
                "By which number must the last row of W be multiplied, so that it is added unchanged?",
                (("np.ones", "np.zeros"),),
            ),
            Mistake(
                ("extra column",),
                "scores.nothing-appended",
                "X is returned unchanged, without the extra column.",
                "Which shape should an (N, D) array have afterwards?",
                (("return np.hstack([X, ones])", "return X"),),
            ),
            Mistake(
                ("extra column",),
                "scores.pixel-overwritten",
                "The last column was replaced by ones: a pixel is lost.",
                "Should the result have D or D + 1 columns?",
                (("[X, ones]", "[X[:, :-1], ones]"),),
            ),
            *(
                Mistake(
                    ("extra column",),
                    "scores.appended-flat",
                    "np.append without an axis makes one long row of X, and adds what comes next at its end.",
                    "Which shape should an (N, D) array have afterwards, and which function sets two arrays side by side?",
                    (("np.hstack([X, ones])", f"np.append(X, {added})"),),
                )
                for added in ("1", "ones")
            ),
            Mistake(
                ("extra column",),
                "scores.row-appended",
                "A row of ones was added: that is one more image.",
                "Which axis counts the numbers of an image?",
                (
                    ("ones = np.ones((X.shape[0], 1), dtype=X.dtype)", "ones = np.ones((1, X.shape[1]))"),
                    ("np.hstack", "np.vstack"),
                ),
            ),
        ),
        hints=(
            "The last row of W should be added to every image's scores as it is. Which number must each image have there?",
            "Make a column of ones with as many rows as X, and put it after the last column of X.",
            "Shapes: (N, D) next to (N, 1) gives (N, D + 1). `np.hstack` takes a list of the two.",
        ),
    ),
    Exercise(
        id="predict",
        target="scores.predict",
        returns=("classes",),
        cases=_predict_cases,
        parts=(
            part("classes", 0.75, "output", "lecture tall wide far", "predicted class", options={"index": 0}),
            part(
                "equal scores",
                0.25,
                "best_of_each_row",
                "tied",
                options={"index": 0},
                guard=True,
                mistake="scores.ties",
                fails="Where classes share the highest score, it should be one of them: N classes for N images. What do"
                " you return for the scores [2, 2, 1]?",
            ),
            part(
                "whole numbers",
                0,
                "whole_numbers",
                "lecture",
                options={"index": 0},
                guard=True,
                mistake="scores.classes-not-integers",
                fails="This costs no points, but your classes are floats, and only integers can be used as indices. Which"
                " dtype does your array have?",
            ),
        ),
        mistakes=(
            Mistake(
                ("classes",),
                "scores.argmax-over-images",
                "There is one answer for each class, but each image should have one.",
                "Over which axis of S (N, C) do you look for the largest score?",
                (("axis=1", "axis=0"),),
            ),
            Mistake(
                ("classes",),
                "scores.first-prediction-only",
                "Only the first image has its prediction.",
                "Is there a return in the loop: how far is it indented?",
                (("return np.argmax(S, axis=1)", "for s in S:\n    return np.argmax(s)"),),
            ),
            Mistake(
                ("classes",),
                "scores.first-prediction-only",
                "Only the first image has its prediction.",
                "Is there a return in the loop: how far is it indented?",
                (
                    (
                        "return np.argmax(S, axis=1)",
                        "p = np.zeros(len(S), int)\nfor i in range(len(S)):\n    p[i] = np.argmax(S[i])\n    return p",
                    ),
                ),
            ),
            Mistake(
                ("classes",),
                "scores.max-not-argmax",
                "These are the highest scores themselves, not the classes they belong to.",
                "Which function says where in a row the maximum is?",
                (("np.argmax", "np.max"),),
            ),
            Mistake(
                ("classes",),
                "scores.argmin",
                "This is the class with the lowest score.",
                "Does a high score speak for a class or against it?",
                (("np.argmax", "np.argmin"),),
            ),
            Mistake(
                ("classes",),
                "scores.absolute-scores",
                "The class whose score is farthest from 0 wins, on either side.",
                "Does a very negative score speak for a class?",
                (("np.argmax(S", "np.argmax(np.abs(S)"),),
            ),
            Mistake(
                ("classes",),
                "scores.exp-overflows",
                "exp of a large score is inf, and of a very negative one 0: the winner is lost in a tie.",
                "Does it take exp to find the highest score?",
                (("np.argmax(S", "np.argmax(np.exp(S)"),),
            ),
            Mistake(
                ("classes",),
                "scores.exp-overflows",
                "exp of a large score is inf, and of a very negative one 0: the winner is lost in a tie.",
                "Does it take exp to find the highest score?",
                (("np.argmax(S", "np.argmax(np.exp(S - np.max(S))"),),
            ),
            *(
                Mistake(
                    ("classes",),
                    "scores.argmax-over-all",
                    "This is one answer for the whole batch.",
                    "Without an axis argmax counts through the whole array: which axis should it search?",
                    (("np.argmax(S, axis=1)", place),),
                )
                for place in ("np.argmax(S)", "np.argmax(S) % S.shape[1]")
            ),
            *(
                Mistake(
                    ("classes",),
                    "scores.best-starts-too-high",
                    "The best score so far starts too high: where all scores are lower, none of them wins.",
                    "Which value to start from is beaten by the first score, however low that is?",
                    (("np.argmax(S, axis=1)", winner),),
                )
                for winner in (
                    "np.argmax(np.maximum(S, 0), axis=1)",
                    "np.where(np.max(S, axis=1) > 0, np.argmax(S, axis=1), -1)",
                    "np.argmax(np.maximum(S, -1), axis=1)",
                    "np.argmax(np.maximum(S, -100), axis=1)",
                )
            ),
            Mistake(
                ("classes",),
                "scores.last-class-left-out",
                "The last class is left out.",
                "How many classes are there, and where does your loop over them end?",
                (("np.argmax(S", "np.argmax(S[:, :-1]"),),
            ),
            *(
                Mistake(
                    ("classes",),
                    "scores.first-class-left-out",
                    "The first class is left out.",
                    "At which class does your search begin, and which number does that class have?",
                    (("np.argmax(S, axis=1)", winner),),
                )
                for winner in ("np.argmax(S[:, 1:], axis=1)", "np.argmax(S[:, 1:], axis=1) + 1")
            ),
            Mistake(
                ("classes",),
                "scores.classes-from-one",
                "Classes are counted from 1 here.",
                "What is the number of the first class?",
                (("axis=1)", "axis=1) + 1"),),
            ),
        ),
        hints=(
            "For one image the prediction is the class whose score is highest: a position in a row.",
            "NumPy's argmax gives the position of the largest entry along an axis.",
            "Shapes: (N, C) to (N,), so the axis of length C has to go.",
        ),
    ),
    Exercise(
        id="accuracy",
        target="scores.accuracy",
        returns=("accuracy",),
        cases=_accuracy_cases,
        parts=(part("fraction", 1, "output", "shown drawn all", "accuracy", options={"index": 0}),),
        mistakes=(
            Mistake(
                ("fraction",),
                "scores.count-not-fraction",
                "This counts the right answers.",
                "What turns a count into a fraction?",
                (("np.mean", "np.sum"),),
            ),
            Mistake(
                ("fraction",),
                "scores.error-rate",
                "This is the fraction of wrong answers.",
                "What should a perfect classifier get?",
                (("y_pred == y", "y_pred != y"),),
            ),
            Mistake(
                ("fraction",),
                "scores.all-not-mean",
                "This is 1 if all answers are right, and 0 otherwise.",
                "How many of the individual comparisons are true, and does // throw the fraction away?",
                (("np.mean", "np.all"),),
            ),
            Mistake(
                ("fraction",),
                "scores.percent",
                "This is in percent.",
                "Accuracy here runs from 0 to 1: which factor is extra?",
                (("np.mean(", "100 * np.mean("),),
            ),
            Mistake(
                ("fraction",),
                "scores.class-distance",
                "Class numbers are subtracted, as if class 3 were nearer to 5 than to 9.",
                "Which comparison only asks whether two classes are the same?",
                (("np.mean(y_pred == y)", "1 - np.mean(np.abs(y_pred - y))"),),
            ),
            Mistake(
                ("fraction",),
                "scores.fixed-number-of-images",
                "The count is divided by 10,000, however many images there are.",
                "Where does the number of predictions come from?",
                (("np.mean(", "1 / 10000 * np.sum("),),
            ),
            *(
                Mistake(
                    ("fraction",),
                    "scores.accuracy-over-classes",
                    "The count is divided by the number of classes.",
                    "How many predictions are there, and which array says so?",
                    (("np.mean(", f"1 / {classes} * np.sum("),),
                )
                for classes in ("(np.max(y) + 1)", "len(np.unique(y))", "len(np.unique(y_pred))")
            ),
            *(
                Mistake(
                    ("fraction",),
                    "scores.last-image-left-out",
                    "The last image is left out.",
                    "How many images are there, and where does your loop over them end?",
                    (("y_pred == y", compared),),
                )
                for compared in ("y_pred[:-1] == y[:-1]", "np.append(y_pred[:-1] == y[:-1], False)")
            ),
            Mistake(
                ("fraction",),
                "scores.sorted-first",
                "Both arrays are sorted first, so predictions meet the labels of other images.",
                "Which label belongs to y_pred[i], and where is it after sorting?",
                (("y_pred == y", "np.sort(y_pred) == np.sort(y)"),),
            ),
            *(
                Mistake(
                    ("fraction",),
                    "scores.any-label-counts",
                    "This asks whether a class occurs anywhere in the other array.",
                    "With which single label should the prediction for image i be compared?",
                    (("y_pred == y", occurs),),
                )
                for occurs in ("np.isin(y_pred, y)", "np.isin(y, y_pred)")
            ),
            Mistake(
                ("fraction",),
                "scores.outer-comparison",
                "Every prediction is compared with every label.",
                "What is the shape of the comparison? It should be (N,).",
                (("y_pred == y", "y_pred[:, np.newaxis] == y"),),
            ),
        ),
        hints=(
            "Compare the two arrays entry by entry: what do you get?",
            "True counts as 1 and False as 0, so the fraction is a mean.",
            "Shapes: (N,) against (N,) gives (N,) truth values, and their mean is one number.",
        ),
    ),
]
