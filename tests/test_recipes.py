"""What the grading says of a loss or gradient with slips that nobody listed, one or two of them."""

import numpy as np
import pytest

from grader.bank import EXERCISES, cases
from grader.grading.recipes import recipe
from helpers.given import judge
from helpers.given.calling import calls


def hinge(X, W, y, one=1.0):
    """Margins, which classes are wrong ones, as numbers, and how many images there are."""
    S = X @ W
    return S - S[np.arange(len(y)), y][:, np.newaxis] + one, 1.0 - np.eye(W.shape[1])[y], len(y)


def smooth_and_right_class_counted(W, X, y):
    m, _, N = hinge(X, W, y)
    return np.sum(np.log(1 + np.exp(m))) / N


def root_of_centred(W, X, y):
    m, wrong, N = hinge(X - X.mean(axis=0), W, y)
    return np.sqrt(np.sum(np.maximum(m, 0) * wrong) / N)


def mean_of_cubes(W, X, y):
    m, wrong, N = hinge(X, W, y)
    return np.sum(np.maximum(m, 0) ** 3 * wrong) / N


def no_margin_and_no_right_column(W, X, y):
    m, wrong, N = hinge(X, W, y, one=0.0)
    return X.T @ ((m > 0) * wrong) / N


def sigmoid_of_half(W, X, y):
    P = 1 / (1 + np.exp(-X @ W / 2))
    return -np.sum(np.log(P[np.arange(len(y)), y])) / len(y)


def shares_without_exp_not_averaged(W, X, y):
    S = X @ W
    return X.T @ (S / np.sum(S, axis=1, keepdims=True) - np.eye(W.shape[1])[y])


TOLD = {
    smooth_and_right_class_counted: ("svm", "a smooth hinge, and the right class is counted too."),
    root_of_centred: ("svm", "from its images or from their scores, and the root of the mean is taken."),
    mean_of_cubes: ("svm", ""),
    no_margin_and_no_right_column: ("svm", "1 is missing, and the column of the right class is left out."),
    sigmoid_of_half: ("softmax", "the scores are halved, and the sigmoid of each score takes the place"),
    shares_without_exp_not_averaged: ("softmax", "of a score? And all of it is N times that"),
}  # fmt: skip


@pytest.mark.parametrize("wrong", TOLD, ids=lambda wrong: wrong.__name__)
def test_slips_that_nobody_listed_are_told(wrong):
    loss, words = TOLD[wrong]
    W, X, y = np.ones((2, 3)), np.ones((1, 2)), np.array([0])
    task = "gradient" if np.ndim(wrong(W, X, y)) else "loss"
    exercise = EXERCISES[f"{loss}_loss_vectorized-{task}"]
    right = cases.compiled(exercise, cases.public_rng(exercise))

    def student(W, X, y, reg):
        value, dW = exercise.reference()(W, X, y, reg)
        return (value, wrong(W, X, y)) if task == "gradient" else (wrong(W, X, y), dW)

    answers = judge.gather(right, lambda case: calls.call(student, case.driver, case.inputs))
    told = judge.judge(right, answers, lambda: (), recipe).parts[0]
    assert (words in told.cause) if words else ("what comes out if" not in told.cause)
    assert (told.symptom == "relation.slips") == bool(words)
